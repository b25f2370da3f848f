/* Plans that are made by rules: a row for each task. */
#ifndef MA_MODEL_PLAN_ROWS_H
#define MA_MODEL_PLAN_ROWS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define MA_PLAN_ROW_GLOBS 8

struct ma_plan_row {
	const char *id, *agent, *name, *description;
	const char *after[3]; /* ids of the tasks whose work it builds on */
	const char *writes[MA_PLAN_ROW_GLOBS];
};

/*
 * The plan of those rows that are `there`, with the contract, or none where it is NULL; the summary and the
 * descriptions go on with the names of the contract's entities. Gives; NULL: out of memory.
 */
json_t *ma_plan_rows(const struct ma_plan_row *rows, size_t n, const bool *there,
	const char *summary, json_t *contract);

#endif

/* A call of a model whose reply becomes a plan: what a generation does otherwise for it. */
#ifndef MA_LIB_PLANNING_H
#define MA_LIB_PLANNING_H

#include <jansson.h>
#include <stdbool.h>

#include "engine/outcome.h"
#include "metaagent/metaagent.h"

struct ma_planning {
	char *request, *contract;           /* the user's; contract "" when there is none */
	int64_t left_microusd, left_tokens; /* the budget; 0: there is none */
	bool no_fallback;
	json_t *schema;
	struct ma_outcome *outcome; /* of the last reply that was read: warnings, and the plan */
};

struct ma_generation;

/* Put the request together, as a run does; `problem`: with the last reply, or "". */
ma_rc ma_planning_write(struct ma_generation *g, struct ma_str problem, ma_err *err);

/*
 * Whether the reply becomes a plan, as it would in a run. When not, *problem_out says why, until the next
 * reply is read, and the request quotes it.
 */
ma_rc ma_planning_read(
	struct ma_generation *g, bool *fits_out, struct ma_str *problem_out, ma_err *err);

/* What ma_generation_result() gives. NULL: out of memory. */
json_t *ma_planning_result(const struct ma_generation *g);

void ma_planning_free(struct ma_planning *planning); /* accepts NULL */

#endif

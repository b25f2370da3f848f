/* What is wrong with a plan, and what is odd about it: each with its place, in words. */
#ifndef MA_MODEL_PLAN_REPORT_H
#define MA_MODEL_PLAN_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#define MA_PLAN_PROBLEMS_MAX 10000 /* are kept; more are only counted */

struct ma_plan_place {
	int64_t task;       /* its index; -1: the plan itself */
	const char *member; /* static; NULL: all of it */
	int64_t entry;      /* of the list that the member is; -1: all of it */
	const char *schema_at; /* the keyword of schemas/plan.json that says the same; "": no schema can */
};

struct ma_plan_problem {
	struct ma_plan_place place;
	struct ma_str message;
};

struct ma_plan_problems {
	struct ma_plan_problem *v;
	size_t n, cap;
	size_t all; /* with those that are not kept */
};

struct ma_plan_report {
	struct ma_arena arena;
	struct ma_plan_problems errors, warnings;
	bool nomem; /* it is not whole */
};

#define MA_PLAN_REPORT_INIT                         \
	{                                           \
		.arena = { NULL, 0, MA_LIMIT_BLOB } \
	}

void ma_plan_report_done(struct ma_plan_report *r); /* accepts a zeroed one */

/* Add to `list`, which is one of r's; control characters are made visible, a long text is cut. */
__attribute__((format(printf, 4, 5))) void ma_plan_report_add(struct ma_plan_report *r,
	struct ma_plan_problems *list, struct ma_plan_place place, const char *fmt, ...);
/* As above, of any length. */
void ma_plan_report_text(struct ma_plan_report *r, struct ma_plan_problems *list,
	struct ma_plan_place place, struct ma_str text);

/* The JSON pointer of a place. */
void ma_plan_place_write(const struct ma_plan_place *place, struct ma_buf *out);

/* "/tasks/3/id: …", one per line, at most `most` of them. */
void ma_plan_problems_write(const struct ma_plan_problems *list, size_t most, struct ma_buf *out);

#endif

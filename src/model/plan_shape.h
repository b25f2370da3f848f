/* What a plan looks like before it is run: waves, the critical path, and what it may cost. */
#ifndef MA_MODEL_PLAN_SHAPE_H
#define MA_MODEL_PLAN_SHAPE_H

#include "model/plan.h"
#include "model/usage.h"

struct ma_plan_shape {
	uint32_t *wave; /* of each task: 0, or one more than the last wave that it waits for */
	uint32_t waves_n;
	uint32_t *path; /* the longest chain by the tasks' estimates, first task first */
	uint32_t path_n;
	int64_t path_ms;
};

/* Of a plan that has no cycle. O(tasks + edges). Fills *out: ma_plan_shape_done() it. MA_ENOMEM. */
ma_rc ma_plan_shape(const struct ma_plan *plan, struct ma_plan_shape *out, ma_err *err);
void ma_plan_shape_done(struct ma_plan_shape *shape); /* accepts a zeroed one */

/*
 * What the run of a plan will probably use where every task takes one call, the planner's left out: an estimate from
 * the sizes of prompt, contract and descriptions, and from what tasks of such plans have used.
 */
struct ma_plan_estimate {
	int64_t calls;
	struct ma_usage usage;
};
struct ma_plan_estimate ma_plan_estimate(const struct ma_plan *plan, size_t prompt_size);

#endif

/* Names that were probably meant by others. Private to the readers of plans. */
#ifndef MA_MODEL_PLAN_SIMILAR_H
#define MA_MODEL_PLAN_SIMILAR_H

#include "model/plan.h"

#define MA_PLAN_SIMILAR_STEPS 50000000 /* for all names of a plan: at most 0.2 s */

/* {NULL, 0}: nothing is similar, or *steps, that may still be taken, is used up. */
struct ma_str ma_plan_similar_agent(
	const struct ma_plan_agents *agents, struct ma_str name, int64_t *steps);
struct ma_str ma_plan_similar_id(const struct ma_plan *plan, struct ma_str id, int64_t *steps);

/* The one of `names` that a key was probably meant for, or NULL. */
const char *ma_plan_similar_member(
	const char *const *names, size_t n, struct ma_str key, int64_t *steps);

#endif

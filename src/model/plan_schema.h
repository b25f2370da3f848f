/* The JSON Schema that a planner's answer has to fit. */
#ifndef MA_MODEL_PLAN_SCHEMA_H
#define MA_MODEL_PLAN_SCHEMA_H

#include <jansson.h>

#include "model/plan.h"

/* For plans whose tasks are of these agents. What fits it may still be refused, by ma_plan_check(). Gives; NULL: out of memory. */
json_t *ma_plan_schema(const struct ma_plan_agents *agents);

#endif

/* The plan that a prompt becomes without a planner: by the kind of thing that it asks for. */
#ifndef MA_MODEL_PLAN_DEFAULT_H
#define MA_MODEL_PLAN_DEFAULT_H

#include "model/plan.h"

/*
 * An app: frontend and backend, then testing, then documentation, and devops beside these. An API has no frontend, a
 * site no backend; a program or a library is one task before its tests. Tasks of agents that are not there, or for
 * what the prompt refuses, are left out. The contract is what the prompt is understood to mean, where it is.
 * MA_EINVALID: the prompt is not UTF-8, or none of the agents is there. As JSON text to `out`.
 */
ma_rc ma_plan_default(
	struct ma_str prompt, const struct ma_plan_agents *agents, struct ma_buf *out, ma_err *err);

#endif

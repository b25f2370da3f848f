/* What can be kept of a plan that has problems. */
#ifndef MA_MODEL_PLAN_MEND_H
#define MA_MODEL_PLAN_MEND_H

#include "model/plan.h"

/*
 * Mend what is wrong until nothing is, without losing a task: a name that is missing is the id, an agent that is not there is the one that was
 * probably meant, else the one of the id's name; of tasks with the same id the later ones are dropped where they say the same, else they get another.
 * Dropped is also what is no object, and an optional task for want of such. A dependency on a task that is not there, and
 * whatever else cannot be used, is removed, and a text that is too long is cut. Each is told as a warning of `report`, with its place in
 * what was given. MA_EINVALID: a task would be lost, nothing is left, or what is left waits for itself. Gives *out; as JSON text to `text`.
 */
ma_rc ma_plan_mend(struct ma_str json, const struct ma_plan_rules *rules, struct ma_plan **out,
	struct ma_buf *text, struct ma_plan_report *report, ma_err *err);

#endif

/* What can be kept of a plan that has problems. */
#ifndef MA_MODEL_PLAN_MEND_H
#define MA_MODEL_PLAN_MEND_H

#include "model/plan.h"

/*
 * Take away what is wrong until nothing is: a task without an id or name of its own, or of an agent that is not
 * there, is dropped; of two with the same id the first is kept; a dependency on a task that is not there, and
 * whatever else cannot be used, is removed, and a text that is too long is cut. Each is told as a warning of `report`, with its place in
 * what was given. MA_EINVALID: nothing is left, or what is left waits for itself. Gives *out; as JSON text to `text`.
 */
ma_rc ma_plan_mend(struct ma_str json, const struct ma_plan_rules *rules, struct ma_plan **out,
	struct ma_buf *text, struct ma_plan_report *report, ma_err *err);

#endif

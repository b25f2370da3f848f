/* What a run's durations say of its schedule. */
#ifndef MA_LIB_SCHEDULE_H
#define MA_LIB_SCHEDULE_H

#include "core/state.h"

/*
 * Times in which nobody worked on the run do not count. What is under way counts up to the
 * last event. No order of the tasks is shorter than bound_ms: the longer one of the critical
 * path and of all work shared evenly by the slots.
 */
struct ma_schedule {
	uint32_t *critical; /* owned: the chain of tasks that took longest together, in its order */
	uint32_t critical_n;
	int64_t critical_ms;
	int64_t work_ms; /* of all tasks together: for how long slots were occupied */
	int64_t bound_ms;
	int64_t makespan_ms; /* from the plan to the end of the last task */
};

/* O(tasks + edges). MA_ENOMEM. *out: ma_schedule_done(). */
ma_rc ma_schedule_of(const struct ma_state *s, struct ma_schedule *out, ma_err *err);
void ma_schedule_done(struct ma_schedule *schedule);

/* From a task's start to its end, in milliseconds; 0: it has not begun. */
int64_t ma_schedule_took(const struct ma_state *s, const struct ma_work *w);

#endif

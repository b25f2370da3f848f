/* The life cycle of a task. See the picture in core/state.h. */
#ifndef MA_CORE_LIFE_H
#define MA_CORE_LIFE_H

#include "core/state.h"

/* Whether it may change to `to` now. */
bool ma_work_may_move(const struct ma_work *w, enum ma_task_state to);

/*
 * The one place where a task, or the planner, changes its state: the move must be
 * allowed. Keeps the queues, the active list, the fallen list, the reservations and the tally, and
 * releases successors. O(successors) at the end of a task, else O(log ready + active).
 */
void ma_work_move(struct ma_state *s, struct ma_work *w, enum ma_task_state to);

#endif

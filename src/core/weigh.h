/*
 * How long is left: each task's longest path to an end in milliseconds, from the plan's
 * estimates and what tasks of the same agent took.
 */
#ifndef MA_CORE_WEIGH_H
#define MA_CORE_WEIGH_H

#include "core/state.h"

/* Compute all paths, and order what waits by them. O(tasks + edges). */
void ma_weigh(struct ma_state *s);

/*
 * A task completed. The paths are computed again when its agent's tasks have taken
 * longer or shorter than thought, looked at after 1, 2, 4, 8 … of them.
 */
void ma_weigh_learn(struct ma_state *s, const struct ma_work *w);

#endif

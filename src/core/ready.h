/*
 * What waits in order: pairing heaps (Fredman, Sedgewick, Sleator and Tarjan 1986) threaded
 * through the tasks, so that putting one in cannot fail. A task is in one of them at most.
 *
 *   the lane of its agent and provider   waits for a slot: longest remaining path first, then plan order
 *   the due heap                         in BACKOFF, earliest first
 *   parked on another task               that writes what it would write
 */
#ifndef MA_CORE_READY_H
#define MA_CORE_READY_H

#include "core/state.h"

/* O(1). The task must be in none. */
void ma_ready_add(struct ma_state *s, struct ma_work *w);
void ma_ready_delay(struct ma_state *s, struct ma_work *w);
void ma_ready_park(struct ma_work *w, struct ma_work *on);

/* Take it out of the one that it is in, if any. O(log n) amortised. */
void ma_ready_remove(struct ma_state *s, struct ma_work *w);

/* Those in back-off whose time has come wait for a slot. */
void ma_ready_release_due(struct ma_state *s, int64_t now_ms);
/* Those parked on `on` wait for a slot again. */
void ma_ready_unpark(struct ma_state *s, struct ma_work *on);
/* Order the lanes again, after the paths have changed. O(tasks). */
void ma_ready_rebuild(struct ma_state *s);

/* Whether a goes before b. */
bool ma_ready_before(const struct ma_work *a, const struct ma_work *b);

#endif

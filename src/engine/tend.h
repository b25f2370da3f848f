/*
 * What a live run does beside its turns, a few times a second, on its disk queue: it renews its
 * lease, and looks for what others ask of it. Nothing of it where the run has no lease.
 */
#ifndef MA_ENGINE_TEND_H
#define MA_ENGINE_TEND_H

#include "engine/live.h"

void ma_tend_begin(struct ma_engine *run);

/* Before the first turn of a run that is resumed: what it was asked when nobody was there. */
void ma_tend_catch_up(struct ma_engine *run);

/* On the pool: the lease is still ours. MA_ECONFLICT: what we make now must reach nobody. */
ma_rc ma_tend_check(struct ma_engine *run, ma_err *err);

/* Stop, and give the lease back; true: that goes on, and a turn follows. */
bool ma_tend_release(struct ma_engine *run);

/* Free what it holds. */
void ma_tend_done(struct ma_engine *run);

#endif

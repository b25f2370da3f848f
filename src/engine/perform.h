/* Effects that run elsewhere than in the disk queue: each has a file of its own. */
#ifndef MA_ENGINE_PERFORM_H
#define MA_ENGINE_PERFORM_H

#include "engine/live.h"

void ma_perform_call(struct ma_doing *d, const struct ma_work *w);
void ma_perform_call_cancel(struct ma_doing *d);
void ma_perform_verify(struct ma_doing *d);
void ma_perform_verify_cancel(struct ma_doing *d);

#endif

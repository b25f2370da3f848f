/* Effects that run elsewhere than in the disk queue: each has a file of its own. */
#ifndef MA_ENGINE_PERFORM_H
#define MA_ENGINE_PERFORM_H

#include "engine/live.h"

void ma_perform_call(struct ma_doing *d, const struct ma_work *w);
void ma_perform_call_cancel(struct ma_doing *d);
void ma_perform_verify(struct ma_doing *d);
void ma_perform_verify_cancel(struct ma_doing *d);

/* Read a blob as text. Gives *out: ma_free() it. On the pool only. */
ma_rc ma_perform_blob(struct ma_engine *run, struct ma_str hash, char **out,
	struct ma_str *text_out, ma_err *err);

#endif

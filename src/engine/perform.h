/* Effects that run elsewhere than in the disk queue: each has a file of its own. */
#ifndef MA_ENGINE_PERFORM_H
#define MA_ENGINE_PERFORM_H

#include "engine/live.h"

void ma_perform_call(struct ma_doing *d, const struct ma_work *w);
void ma_perform_call_cancel(struct ma_doing *d);
/* As ma_performer.recover. */
ma_rc ma_perform_call_recover(struct ma_engine *run, const struct ma_work *w, struct ma_outcome *o,
	bool *billed_out, ma_err *err);
/* What a reply comes to, as events. `nonce` is masked in its key. */
void ma_perform_call_reply(struct ma_engine *run, struct ma_outcome *o, struct ma_str task,
	const struct ma_llm *llm, const struct ma_llm_reply *r, const char *nonce);
/* Whom a call asks: an agent of the host program, or the provider that it was admitted to. */
ma_rc ma_perform_call_llm(
	const struct ma_engine *run, const struct ma_work *w, struct ma_llm **out, ma_err *err);
/* A commit that is ours and no agent's; borrows all of it, `d` too. */
struct ma_commit ma_perform_own_commit(
	const struct ma_doing *d, const char *run, const char *message, int64_t when_ms);
void ma_perform_rewind(struct ma_doing *d);
void ma_perform_verify(struct ma_doing *d);
void ma_perform_verify_cancel(struct ma_doing *d);
void ma_perform_quick(struct ma_doing *d, const struct ma_work *w);
void ma_perform_quick_cancel(struct ma_doing *d);
void ma_perform_restore(struct ma_doing *d);
void ma_perform_lock(struct ma_doing *d);

#endif

/* Which provider a run uses, and with what key. */
#ifndef MA_LIB_PROVIDER_H
#define MA_LIB_PROVIDER_H

#include "lib/ctx.h"
#include "llm/llm.h"

/*
 * Make the provider that the options name, or the default one. MA_ECONFIG when it does not
 * exist or its key is missing. Gives *out: ma_llm_free() it. `ctx` must outlive it.
 */
ma_rc ma_provider_new(ma_ctx *ctx, const ma_run_opts *opts, struct ma_llm **out, ma_err *err);

#endif

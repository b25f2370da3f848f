/* Which provider a run uses, and with what key. */
#ifndef MA_LIB_PROVIDER_H
#define MA_LIB_PROVIDER_H

#include "lib/ctx.h"
#include "core/state.h"
#include "llm/llm.h"

/*
 * Make the chain of providers that `names` lists ("gemini,openai"), or the options, or the default
 * one. The model and the base URL of the options are those of the first. MA_ECONFIG when one does not exist or its key
 * is missing. Gives out[0 .. *n_out]: ma_llm_free() each. `ctx` must outlive them.
 */
ma_rc ma_provider_chain(ma_ctx *ctx, const char *names, const ma_run_opts *opts,
	struct ma_llm *out[MA_PROVIDERS_MAX], uint32_t *n_out, ma_err *err);

/* The end of making a chain: gives its `n` links where `rc` is MA_OK, else frees them. Gives rc back. */
ma_rc ma_provider_give(ma_rc rc, struct ma_llm *made[], uint32_t n,
	struct ma_llm *out[MA_PROVIDERS_MAX], uint32_t *n_out);

/* The user's word (opts NULL: there is none), else the environment's, else the configuration's; NULL: the provider's own. Borrows. */
const char *ma_provider_base_url(
	const ma_ctx *ctx, const struct ma_llm_provider *p, const ma_run_opts *opts);

/* Whether the offline provider will answer. `chain`: of the run that is gone on from, or NULL. */
bool ma_provider_is_offline(ma_ctx *ctx, const char *chain, const ma_run_opts *opts);

/* The chain that stands for none: as configured, else the first provider with a key, else "offline". Borrows from the context. */
const char *ma_provider_default(ma_ctx *ctx);

#endif

/* Whole applications without a model: prompts are understood by rules, files come from templates. */
#ifndef MA_LLM_OFFLINE_H
#define MA_LLM_OFFLINE_H

#include "llm/llm.h"

#define MA_LLM_OFFLINE_MODEL "offline-1"

/*
 * Needs opts->data_dir, whose templates/ are read when first used. The planner's
 * request is answered with a plan, an agent's with the files that the manifest gives it. The same
 * request always gets the same bytes; what cannot be served is MA_LLM_REFUSED.
 * Gives *out: ma_llm_free() it.
 */
ma_rc ma_llm_offline_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err);

#endif

/* Anthropic's Messages. */
#ifndef MA_LLM_ANTHROPIC_H
#define MA_LLM_ANTHROPIC_H

#include "llm/dialect.h"

#define MA_LLM_ANTHROPIC_MODEL "claude-sonnet-5-5"

/* The dialect alone, for tests of its builders and its reader. */
extern const struct ma_llm_dialect ma_llm_anthropic;

/* Gives *out: ma_llm_free() it. MA_ECONFIG without a key, unless another base URL is given. */
ma_rc ma_llm_anthropic_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err);

#endif

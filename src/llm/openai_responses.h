/* OpenAI's Responses. */
#ifndef MA_LLM_OPENAI_RESPONSES_H
#define MA_LLM_OPENAI_RESPONSES_H

#include "llm/dialect.h"

/* The dialect alone, for tests of its builders and its reader. */
extern const struct ma_llm_dialect ma_llm_openai_responses;

/* Gives *out: ma_llm_free() it. MA_ECONFIG without a key, unless another base URL is given. */
ma_rc ma_llm_openai_responses_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err);

#endif

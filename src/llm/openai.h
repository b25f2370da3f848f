/* OpenAI's chat completions, also spoken by llama.cpp, vLLM, OpenRouter, Groq, Mistral, DeepSeek and others. */
#ifndef MA_LLM_OPENAI_H
#define MA_LLM_OPENAI_H

#include "llm/dialect.h"

#define MA_LLM_OPENAI_MODEL "gpt-6.1-terra"

/* The dialect alone, for tests of its builders and its reader. */
extern const struct ma_llm_dialect ma_llm_openai;

/* Gives *out: ma_llm_free() it. MA_ECONFIG without a key, unless another base URL is given. */
ma_rc ma_llm_openai_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err);

#endif

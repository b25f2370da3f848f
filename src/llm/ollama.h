/* Ollama's own API, which knows what its OpenAI facade does not: the size of the context. */
#ifndef MA_LLM_OLLAMA_H
#define MA_LLM_OLLAMA_H

#include "llm/dialect.h"

#define MA_LLM_OLLAMA_MODEL "qwen3-coder"

/* The dialect alone, for tests of its builders and its reader. */
extern const struct ma_llm_dialect ma_llm_ollama;

/* Gives *out: ma_llm_free() it. A base URL may be what OLLAMA_HOST may be: "host", ":port", "host:port", a URL. */
ma_rc ma_llm_ollama_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err);

#endif

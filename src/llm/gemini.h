/* Google Gemini: generateContent and streamGenerateContent of the REST API. */
#ifndef MA_LLM_GEMINI_H
#define MA_LLM_GEMINI_H

#include "llm/dialect.h"

#define MA_LLM_GEMINI_MODEL "gemini-3.8-flash"

/* The dialect alone, for tests of its builders and its reader. */
extern const struct ma_llm_dialect ma_llm_gemini;

/* Gives *out: ma_llm_free() it. MA_ECONFIG without a key, unless another base URL is given. */
ma_rc ma_llm_gemini_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err);

#endif

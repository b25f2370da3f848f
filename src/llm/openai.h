/* OpenAI's chat completions, also spoken by llama.cpp, vLLM, OpenRouter, Groq, Mistral, DeepSeek and others. */
#ifndef MA_LLM_OPENAI_H
#define MA_LLM_OPENAI_H

#include "llm/dialect.h"

#define MA_LLM_OPENAI_MODEL "gpt-6.1-terra"

/* How servers of this dialect differ: bits of a dialect's traits. */
enum {
	MA_LLM_OPENAI_NO_STREAM_OPTIONS = 1, /* refused; the usage is told unasked */
	MA_LLM_OPENAI_NO_SCHEMA = 2,         /* JSON, but of no schema */
	/* how thinking is asked for; none of these: it is not */
	MA_LLM_OPENAI_EFFORT = 4,        /* "reasoning_effort" */
	MA_LLM_OPENAI_EFFORT_WITHIN = 8, /* "reasoning":{"effort"} */
	MA_LLM_OPENAI_EFFORT_SWITCH = 16 /* "thinking":{"type"}: on or off */
};

/* The dialect alone, for tests of its builders and its reader. */
extern const struct ma_llm_dialect ma_llm_openai;

/* The parts of the dialect, for its presets. */
extern const struct ma_llm_names ma_llm_openai_names;
ma_rc ma_llm_openai_url(const struct ma_llm_dialect *d, struct ma_str base, struct ma_str model,
	bool stream, struct ma_buf *out, ma_err *err);
json_t *ma_llm_openai_body(
	const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model);
void ma_llm_openai_take(struct ma_llm_answer *a, const json_t *piece);
extern const struct ma_llm_plain ma_llm_openai_plain[];

/* Gives *out: ma_llm_free() it. MA_ECONFIG without a key, unless another base URL is given. */
ma_rc ma_llm_openai_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err);

#endif

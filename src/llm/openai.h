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
	MA_LLM_OPENAI_EFFORT = 4,         /* "reasoning_effort" */
	MA_LLM_OPENAI_EFFORT_WITHIN = 8,  /* "reasoning":{"effort"} */
	MA_LLM_OPENAI_EFFORT_SWITCH = 16, /* "thinking":{"type"}: on or off */
	/* OpenAI's own models: those that reason take a "developer" and no sampling; schemas may be strict */
	MA_LLM_OPENAI_OWN = 32,
	MA_LLM_OPENAI_SCHEMA_TOLD =
		64, /* the model is not shown the schema: it is repeated in the prompt */
	MA_LLM_OPENAI_NINE = 128, /* ids of calls are nine letters and digits */
	MA_LLM_OPENAI_COST = 256  /* tells what a call costs, when asked */
};

/* Whether it is a model of OpenAI's that reasons: those refuse to be told how to choose their words. */
bool ma_llm_openai_reasons(struct ma_str model);

/* The dialect alone, for tests of its builders and its reader: of OpenAI itself, and of another server under its name. */
extern const struct ma_llm_dialect ma_llm_openai;
extern const struct ma_llm_dialect ma_llm_openai_elsewhere;

/* The parts of the dialect, for its presets. */
extern const struct ma_llm_names ma_llm_openai_names;
ma_rc ma_llm_openai_url(const struct ma_llm_dialect *d, struct ma_str base, struct ma_str model,
	bool stream, struct ma_buf *out, ma_err *err);
json_t *ma_llm_openai_body(
	const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model);
/*
 * The system text, with what the server does not tell the model by itself: the schema, or, where JSON is asked for
 * and no text says so, that word, without which it would refuse. Gives; NULL when memory is exhausted.
 */
json_t *ma_llm_openai_system(const struct ma_llm_dialect *d, const struct ma_llm_req *req);
void ma_llm_openai_take(struct ma_llm_answer *a, const json_t *piece);
extern const struct ma_llm_plain ma_llm_openai_plain[];

/* Gives *out: ma_llm_free() it. MA_ECONFIG without a key, unless another base URL is given. */
ma_rc ma_llm_openai_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err);

#endif

#include "llm/openai_presets.h"

static const struct ma_llm_names full_names = { "max_tokens", "temperature", "top_p", "top_k",
	"seed", "stop" };
static const struct ma_llm_names mistral_names = { "max_tokens", "temperature", "top_p", NULL,
	"random_seed", "stop" };
static const struct ma_llm_names deepseek_names = { "max_tokens", "temperature", "top_p", NULL,
	NULL, "stop" };

#define X(id, preset, about, key, url_env, where, model_default, words, own)      \
	const struct ma_llm_dialect ma_llm_openai_##id = {                        \
		.name = preset,                                                   \
		.base_url = where,                                                \
		.model = model_default,                                           \
		.key_hint = key,                                                  \
		.auth = "Authorization: Bearer ",                                 \
		.names = &words,                                                  \
		.traits = own,                                                    \
		.url = ma_llm_openai_url,                                         \
		.body = ma_llm_openai_body,                                       \
		.take = ma_llm_openai_take,                                       \
		.plain = ma_llm_openai_plain,                                     \
	};                                                                        \
                                                                                  \
	ma_rc ma_llm_openai_##id##_new(                                           \
		const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err) \
	{                                                                         \
		return ma_llm_dialect_new(&ma_llm_openai_##id, opts, out, err);   \
	}
MA_LLM_OPENAI_PRESETS(X)
#undef X

/* Servers that speak OpenAI's chat completions, by name: where they are, and how they differ. */
#ifndef MA_LLM_OPENAI_PRESETS_H
#define MA_LLM_OPENAI_PRESETS_H

#include "llm/openai.h"

/*
 * id, name, summary, variable of its key (NULL: it needs none), variable of another base URL, base URL, default
 * model ("": it serves what it was started with, and that must be named), its words for options, traits
 */
#define MA_LLM_OPENAI_PRESETS(X)                                                                   \
	X(openrouter, "openrouter", "OpenRouter, models of many makers", "OPENROUTER_API_KEY",     \
		"OPENROUTER_BASE_URL", "https://openrouter.ai/api/v1", "openrouter/auto",          \
		full_names, MA_LLM_OPENAI_EFFORT_WITHIN | MA_LLM_OPENAI_COST)                      \
	X(groq, "groq", "Groq", "GROQ_API_KEY", "GROQ_BASE_URL", "https://api.groq.com/openai/v1", \
		"openai/gpt-oss-120b", ma_llm_openai_names, MA_LLM_OPENAI_EFFORT)                  \
	X(mistral, "mistral", "Mistral", "MISTRAL_API_KEY", "MISTRAL_BASE_URL",                    \
		"https://api.mistral.ai/v1", "mistral-large-latest", mistral_names,                \
		MA_LLM_OPENAI_NO_STREAM_OPTIONS | MA_LLM_OPENAI_NINE)                              \
	X(deepseek, "deepseek", "DeepSeek", "DEEPSEEK_API_KEY", "DEEPSEEK_BASE_URL",               \
		"https://api.deepseek.com", "deepseek-v4-flash", deepseek_names,                   \
		MA_LLM_OPENAI_NO_SCHEMA | MA_LLM_OPENAI_SCHEMA_TOLD | MA_LLM_OPENAI_EFFORT_SWITCH) \
	X(llamacpp, "llamacpp", "llama.cpp's server", NULL, "LLAMACPP_BASE_URL",                   \
		"http://127.0.0.1:8080/v1", "default", full_names, MA_LLM_OPENAI_SCHEMA_TOLD)      \
	X(vllm, "vllm", "vLLM's server; --model names what it serves", NULL, "VLLM_BASE_URL",      \
		"http://127.0.0.1:8000/v1", "", full_names, 0)

/* Per preset: the dialect alone, for tests, and a constructor as of any provider. */
#define X(id, name, summary, key, url_env, url, model, names, traits) \
	extern const struct ma_llm_dialect ma_llm_openai_##id;        \
	ma_rc ma_llm_openai_##id##_new(                               \
		const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err);
MA_LLM_OPENAI_PRESETS(X)
#undef X

#endif

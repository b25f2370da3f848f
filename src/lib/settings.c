#include "lib/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "llm/llm.h"
#include "metaagent/metaagent.h"

#define RUN(title, type, setter, member)                                             \
	.name = title, .scope = MA_SCOPE_RUN, MA_SETTING_##type, MA_SET_BY_##setter, \
	.at = offsetof(ma_run_opts, member)
#define TOP(title, type, setter)                                                     \
	.name = title, .scope = MA_SCOPE_RUN, MA_SETTING_##type, MA_SET_BY_##setter, \
	.at = MA_SETTING_NOWHERE
#define PROVIDER(title, type, setter, member)                                             \
	.name = title, .scope = MA_SCOPE_PROVIDER, MA_SETTING_##type, MA_SET_BY_##setter, \
	.at = offsetof(struct ma_llm_opts, member)
#define WITHIN(scope_, title, type, setter)                                               \
	.name = title, .scope = MA_SCOPE_##scope_, MA_SETTING_##type, MA_SET_BY_##setter, \
	.at = MA_SETTING_NOWHERE

const struct ma_setting ma_settings[] = {
	{ RUN("provider", CHAIN, ANYONE, provider), .env = { "META_AGENT_PROVIDER" },
		.standard = "the first one with a key: gemini, openai, ..." },
	{ RUN("model", TEXT, ANYONE, model), .env = { "META_AGENT_MODEL" },
		.standard = "the provider's" },
	{ RUN("jobs", COUNT, ANYONE, jobs), .env = { "META_AGENT_JOBS" }, .least = 1,
		.standard = "4" },
	{ RUN("timeout", SECONDS, NARROWING, timeout_ms), .env = { "META_AGENT_TIMEOUT" },
		.least = 0.001, .standard = "none" },
	{ RUN("max_cost", MONEY, NARROWING, max_cost_microusd), .env = { "META_AGENT_MAX_COST" },
		.least = 0.000001, .standard = "none" },
	{ RUN("max_tokens", COUNT, NARROWING, max_tokens), .env = { "META_AGENT_MAX_TOKENS" },
		.least = 1, .standard = "none" },
	{ RUN("max_repairs", NUMBER, NARROWING, max_repairs), .env = { "META_AGENT_MAX_REPAIRS" },
		.least = 0, .standard = "3" },
	{ RUN("verify", NO, TRUSTED, no_verify), .standard = "true" },
	{ RUN("fail_fast", YES, ANYONE, fail_fast), .standard = "false" },
	{ RUN("sandbox", OFF, TRUSTED, sandbox_off), .standard = "auto", .resumes = true },
	{ RUN("format", OFF, TRUSTED, format_off), .standard = "auto", .resumes = true },
	{ RUN("quick_checks", OFF, ANYONE, quick_checks_off), .standard = "auto" },
	{ RUN("format_rates", OFF, ANYONE, format_rates_off), .standard = "auto" },
	{ TOP("smoke", MAP, ANYONE), .standard = "what the tree declares" },
	{ TOP("rerun", YES, ANYONE), .standard = "false" },
	{ TOP("prices", PATH, TRUSTED), .standard = "the program's table" },

	{ PROVIDER("model", TEXT, ANYONE, model) },
	{ PROVIDER("base_url", TEXT, TRUSTED, base_url) },
	{ WITHIN(PROVIDER, "key", SECRET, TRUSTED) },
	{ WITHIN(PROVIDER, "key_file", PATH, TRUSTED) },
	{ PROVIDER("proxy", SECRET, TRUSTED, proxy), .everywhere = true,
		.standard = "the environment's" },
	{ PROVIDER("ca_file", PATH, TRUSTED, ca_file), .everywhere = true,
		.env = { "CURL_CA_BUNDLE", "SSL_CERT_FILE" }, .standard = "the system's" },
	{ PROVIDER("headers", MAP, TRUSTED, headers) },
	{ PROVIDER("connect_timeout", SECONDS, ANYONE, connect_ms), .standard = "10" },
	{ PROVIDER("first_byte_timeout", SECONDS, ANYONE, first_byte_ms), .standard = "60" },
	{ PROVIDER("idle_timeout", SECONDS, ANYONE, idle_ms), .standard = "60" },
	{ PROVIDER("timeout", SECONDS, ANYONE, total_ms), .standard = "120" },
	{ PROVIDER("api_version", TEXT, ANYONE, api_version) },
	{ PROVIDER("num_ctx", COUNT, ANYONE, context_tokens) },
	{ WITHIN(PROVIDER, "temperature", REAL, ANYONE) },
	{ WITHIN(PROVIDER, "top_p", REAL, ANYONE) },
	{ WITHIN(PROVIDER, "max_output_tokens", COUNT, ANYONE) },
	{ WITHIN(PROVIDER, "effort", TEXT, ANYONE) },
	{ WITHIN(PROVIDER, "safety", MAP, ANYONE) },

	{ WITHIN(AGENT, "model", TEXT, ANYONE) },
	{ WITHIN(AGENT, "jobs", COUNT, ANYONE) },
	{ WITHIN(AGENT, "temperature", REAL, ANYONE) },
	{ WITHIN(AGENT, "top_p", REAL, ANYONE) },
	{ WITHIN(AGENT, "max_output_tokens", COUNT, ANYONE) },
	{ WITHIN(AGENT, "effort", TEXT, ANYONE) },
	{ WITHIN(AGENT, "safety", MAP, ANYONE) },
	{ .name = NULL },
};

const struct ma_setting *ma_setting_find(enum ma_setting_scope scope, const char *name)
{
	const struct ma_setting *s;

	for (s = ma_settings; s->name; s++)
		if (strcmp(s->name, name) == 0 &&
			(s->scope == scope || (s->everywhere && scope == MA_SCOPE_RUN)))
			return s;
	return NULL;
}

static void put_integer(char *at, int64_t n)
{
	int64_t *out = (int64_t *)(void *)at;

	if (*out == 0)
		*out = n;
}

static void put_switch(char *at, bool on)
{
	int *out = (int *)(void *)at;

	if (*out == 0)
		*out = on ? 1 : -1;
}

static void put_pointer(char *at, const void *p)
{
	const void **out = (const void **)(void *)at;

	if (!*out)
		*out = p;
}

void ma_setting_put(const struct ma_setting *s, const json_t *value, void *target)
{
	char *at = (char *)target + s->at;
	double real = json_number_value(value);

	if (s->at == MA_SETTING_NOWHERE || !value)
		return;
	switch (s->type) {
	case MA_SETTING_TEXT:
	case MA_SETTING_SECRET:
	case MA_SETTING_PATH:
	case MA_SETTING_CHAIN:
		put_pointer(at, json_string_value(value));
		break;
	case MA_SETTING_MAP:
		put_pointer(at, value);
		break;
	case MA_SETTING_COUNT:
		put_integer(at, json_integer_value(value));
		break;
	case MA_SETTING_NUMBER:
		put_integer(at, json_integer_value(value) > 0 ? json_integer_value(value) : -1);
		break;
	case MA_SETTING_SECONDS:
		put_integer(at, (int64_t)(real * 1000 + 0.5));
		break;
	case MA_SETTING_MONEY:
		put_integer(at, (int64_t)(real * 1e6 + 0.5));
		break;
	case MA_SETTING_YES:
		put_switch(at, json_is_true(value));
		break;
	case MA_SETTING_NO:
		put_switch(at, !json_is_true(value));
		break;
	case MA_SETTING_OFF:
		put_switch(at, strcmp(json_string_value(value), "off") == 0);
		break;
	case MA_SETTING_REAL:
		break; /* llm/style.h reads it */
	}
}

json_t *ma_setting_parse(const struct ma_setting *s, const char *text)
{
	struct ma_str word = ma_str_trim(ma_str(text));
	int64_t n;
	double real;

	switch (s->type) {
	case MA_SETTING_COUNT:
	case MA_SETTING_NUMBER:
		return ma_str_to_i64(word, &n) ? json_integer(n) : NULL;
	case MA_SETTING_SECONDS:
	case MA_SETTING_MONEY:
		if (ma_str_to_i64(word, &n))
			return json_integer(n);
		return ma_str_to_double(word, &real) ? json_real(real) : NULL;
	case MA_SETTING_YES:
	case MA_SETTING_NO:
		return ma_str_is(word, "true")     ? json_true()
			: ma_str_is(word, "false") ? json_false()
						   : NULL;
	default:
		return json_stringn(word.p, word.n);
	}
}

const char *ma_setting_variable(const struct ma_setting *s)
{
	const char *value;
	size_t i;

	for (i = 0; i < MA_COUNT(s->env) && s->env[i]; i++) {
		value = getenv(s->env[i]);
		if (value && *value)
			return s->env[i];
	}
	return NULL;
}

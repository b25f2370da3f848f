/*
 * Limits as headers tell them. OpenAI and those like it: how long until all is there again, as a
 * duration; Groq's of requests is per day, which that shows. Anthropic: the instant. Mistral: per minute,
 * without an end. OpenRouter, on a refusal: the instant, in milliseconds.
 */
#include "llm/limits.h"

#include "base/err.h"
#include "llm/hint.h"

#define MINUTE_MS 60000

static const struct dim {
	bool tokens;
	const char *limit, *left, *reset; /* reset NULL: within the minute */
} dims[] = {
	{ false, "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests",
		"x-ratelimit-reset-requests" },
	{ true, "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens",
		"x-ratelimit-reset-tokens" },
	{ false, "anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining",
		"anthropic-ratelimit-requests-reset" },
	{ true, "anthropic-ratelimit-input-tokens-limit",
		"anthropic-ratelimit-input-tokens-remaining",
		"anthropic-ratelimit-input-tokens-reset" },
	{ true, "anthropic-ratelimit-tokens-limit", "anthropic-ratelimit-tokens-remaining",
		"anthropic-ratelimit-tokens-reset" },
	{ true, "anthropic-ratelimit-output-tokens-limit",
		"anthropic-ratelimit-output-tokens-remaining",
		"anthropic-ratelimit-output-tokens-reset" },
	{ false, "x-ratelimit-limit-req-minute", "x-ratelimit-remaining-req-minute", NULL },
	{ true, "x-ratelimit-limit-tokens-minute", "x-ratelimit-remaining-tokens-minute", NULL },
	{ true, "x-ratelimitbysize-limit-minute", "x-ratelimitbysize-remaining-minute",
		"ratelimitbysize-reset" },
	{ false, "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset" },
};

static bool read_count(const struct ma_http_head *head, const char *name, int64_t *out)
{
	struct ma_str text = ma_str_trim(ma_http_header(head, name));
	int64_t n;

	if (!ma_str_to_i64(text, &n) || n < 0)
		return false;
	*out = n;
	return true;
}

static bool read_dim(const struct ma_http_head *head, const struct dim *dim, int64_t wall_ms,
	struct ma_allowance *out)
{
	int64_t reset = MINUTE_MS;

	*out = (struct ma_allowance){ .limit = 0 };
	if (!read_count(head, dim->left, &out->left))
		return false;
	(void)read_count(head, dim->limit, &out->limit); /* it may not be told */
	if (dim->reset)
		reset = ma_llm_wait(ma_str_trim(ma_http_header(head, dim->reset)), wall_ms);
	out->reset_ms = reset > 0 ? reset : 1;
	return reset >= 0;
}

/* Of several for the same thing the first, unless another is used up; of two such the later. */
static bool counts_more(const struct ma_allowance *a, const struct ma_allowance *than)
{
	if (than->reset_ms == 0)
		return true;
	return a->left == 0 && (than->left > 0 || a->reset_ms > than->reset_ms);
}

void ma_llm_limits(const struct ma_http_head *head, int64_t wall_ms, struct ma_allowances *out)
{
	struct ma_allowance a, *to;
	size_t i;

	*out = (struct ma_allowances){ .age_ms = 0 };
	for (i = 0; i < MA_COUNT(dims); i++) {
		to = dims[i].tokens ? &out->tokens : &out->requests;
		if (read_dim(head, &dims[i], wall_ms, &a) && counts_more(&a, to))
			*to = a;
	}
}

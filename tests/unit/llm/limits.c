/* What headers say is still allowed, and what they cannot. */
#include "llm/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define WALL_MS INT64_C(1795374169000) /* 2026-11-22T19:02:49Z */
#define HEADERS_MAX 9

static struct ma_allowances read_headers(const char *const headers[][2])
{
	struct ma_str names[HEADERS_MAX], values[HEADERS_MAX];
	struct ma_http_head head = { .status = 200, .names = names, .values = values };
	struct ma_allowances out;

	for (; headers[head.n][0]; head.n++) {
		names[head.n] = ma_str(headers[head.n][0]);
		values[head.n] = ma_str(headers[head.n][1]);
	}
	ma_llm_limits(&head, WALL_MS, &out);
	return out;
}

static void is(struct ma_allowance a, int64_t limit, int64_t left, int64_t reset_ms)
{
	assert_int_equal(a.limit, limit);
	assert_int_equal(a.left, left);
	assert_int_equal(a.reset_ms, reset_ms);
}

static void openai_tells_durations_of_both(void **state)
{
	static const char *const headers[][2] = { { "x-ratelimit-limit-requests", "60" },
		{ "x-ratelimit-remaining-requests", "59" }, { "x-ratelimit-reset-requests", "1s" },
		{ "x-ratelimit-limit-tokens", "150000" },
		{ "x-ratelimit-remaining-tokens", "149984" },
		{ "x-ratelimit-reset-tokens", "6m0s" }, { NULL } };
	struct ma_allowances a = read_headers(headers);

	(void)state;
	is(a.requests, 60, 59, 1000);
	is(a.tokens, 150000, 149984, 360000);
	assert_int_equal(a.age_ms, 0);
}

static void groq_counts_requests_per_day(void **state)
{
	static const char *const headers[][2] = { { "x-ratelimit-limit-requests", "14400" },
		{ "x-ratelimit-remaining-requests", "14370" },
		{ "x-ratelimit-reset-requests", "2m59.56s" }, { NULL } };

	(void)state;
	is(read_headers(headers).requests, 14400, 14370, 179560);
}

static void anthropic_tells_instants_and_of_tokens_those_read_count(void **state)
{
	static const char *const headers[][2] = { { "anthropic-ratelimit-requests-limit", "50" },
		{ "anthropic-ratelimit-requests-remaining", "49" },
		{ "anthropic-ratelimit-requests-reset", "2026-11-22T19:02:50Z" },
		{ "anthropic-ratelimit-input-tokens-remaining", "40000" },
		{ "anthropic-ratelimit-input-tokens-reset", "2026-11-22T19:03:19Z" },
		{ "anthropic-ratelimit-output-tokens-remaining", "8000" },
		{ "anthropic-ratelimit-output-tokens-reset", "2026-11-22T19:03:00Z" }, { NULL } };
	struct ma_allowances a = read_headers(headers);

	(void)state;
	is(a.requests, 50, 49, 1000);
	is(a.tokens, 0, 40000, 30000);
}

static void what_is_used_up_counts_before_what_is_not(void **state)
{
	static const char *const headers[][2] = { { "anthropic-ratelimit-input-tokens-remaining",
							  "40000" },
		{ "anthropic-ratelimit-input-tokens-reset", "2026-11-22T19:03:19Z" },
		{ "anthropic-ratelimit-output-tokens-remaining", "0" },
		{ "anthropic-ratelimit-output-tokens-reset", "2026-11-22T19:03:00Z" }, { NULL } };

	(void)state;
	is(read_headers(headers).tokens, 0, 0, 11000);
}

static void mistral_counts_the_minute(void **state)
{
	static const char *const headers[][2] = { { "x-ratelimit-limit-req-minute", "60" },
		{ "x-ratelimit-remaining-req-minute", "58" },
		{ "x-ratelimitbysize-limit-minute", "500000" },
		{ "x-ratelimitbysize-remaining-minute", "499000" },
		{ "ratelimitbysize-reset", "37" }, { NULL } };
	struct ma_allowances a = read_headers(headers);

	(void)state;
	is(a.requests, 60, 58, 60000);
	is(a.tokens, 500000, 499000, 37000);
}

static void openrouter_tells_milliseconds_since_1970_and_others_seconds(void **state)
{
	static const char *const millis[][2] = { { "x-ratelimit-limit", "20" },
		{ "x-ratelimit-remaining", "0" }, { "x-ratelimit-reset", "1795374171500" },
		{ NULL } };
	static const char *const seconds[][2] = { { "x-ratelimit-remaining", "3" },
		{ "x-ratelimit-reset", "1795374179" }, { NULL } };

	(void)state;
	is(read_headers(millis).requests, 20, 0, 2500);
	is(read_headers(seconds).requests, 0, 3, 10000);
}

static void an_end_that_is_over_is_now(void **state)
{
	static const char *const headers[][2] = { { "anthropic-ratelimit-requests-remaining", "0" },
		{ "anthropic-ratelimit-requests-reset", "2026-11-22T18:00:00Z" }, { NULL } };

	(void)state;
	is(read_headers(headers).requests, 0, 0, 1);
}

static void what_is_no_number_says_nothing(void **state)
{
	static const char *const left[] = { "", "-1", "many", "1e400", "9223372036854775808",
		"0x10", "5;w=1" };
	static const char *const reset[] = { "", "soon", "-1s", "-5", "nan", "inf", "1d",
		"2026-13-45", "2026-11-22T19:02:50+01:00" };
	const char *headers[][2] = { { "x-ratelimit-remaining-requests", "1" },
		{ "x-ratelimit-reset-requests", "1s" }, { NULL, NULL } };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(left) / sizeof(*left); i++) {
		headers[0][1] = left[i];
		assert_int_equal(
			read_headers((const char *const(*)[2])headers).requests.reset_ms, 0);
	}
	headers[0][1] = "1";
	for (i = 0; i < sizeof(reset) / sizeof(*reset); i++) {
		headers[1][1] = reset[i];
		if (read_headers((const char *const(*)[2])headers).requests.reset_ms != 0)
			fail_msg("\"%s\" is an end", reset[i]);
	}
}

static void an_end_beyond_all_time_is_cut_at_a_year(void **state)
{
	static const char *const headers[][2] = { { "x-ratelimit-remaining-requests", "0" },
		{ "x-ratelimit-reset-requests", "999999999999999999h" }, { NULL } };

	(void)state;
	is(read_headers(headers).requests, 0, 0, INT64_C(365) * 86400 * 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openai_tells_durations_of_both),
		cmocka_unit_test(groq_counts_requests_per_day),
		cmocka_unit_test(anthropic_tells_instants_and_of_tokens_those_read_count),
		cmocka_unit_test(what_is_used_up_counts_before_what_is_not),
		cmocka_unit_test(mistral_counts_the_minute),
		cmocka_unit_test(openrouter_tells_milliseconds_since_1970_and_others_seconds),
		cmocka_unit_test(an_end_that_is_over_is_now),
		cmocka_unit_test(what_is_no_number_says_nothing),
		cmocka_unit_test(an_end_beyond_all_time_is_cut_at_a_year),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

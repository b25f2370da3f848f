#include "llm/llm.h"

#include <stdio.h>

#include "support/torture.h"

#define MAX_HEADERS 4
#define WALL_MS INT64_C(784111777000) /* Sun, 06 Nov 1994 08:49:37 GMT */

struct header {
	const char *name, *value;
};

static struct ma_llm_fault classify(int status, const struct header *headers, const char *body)
{
	struct ma_str names[MAX_HEADERS], values[MAX_HEADERS];
	struct ma_http_head head = { .status = status, .names = names, .values = values };
	struct ma_llm_fault fault;

	for (; headers && headers[head.n].name; head.n++) {
		names[head.n] = ma_str(headers[head.n].name);
		values[head.n] = ma_str(headers[head.n].value);
	}
	ma_llm_classify_http(&head, ma_str(body), MA_STR("sk-canary-0123456789"), WALL_MS, &fault);
	return fault;
}

#define ERR(fields) "{\"error\":{" fields "}}"
#define GEMINI_429(quota, value)                                                                                    \
	ERR("\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"You exceeded your current quota, please " \
	    "check your plan and billing details.\",\"details\":[{\"@type\":\"type.googleapis.com/"                 \
	    "google.rpc.QuotaFailure\",\"violations\":[{\"quotaId\":\"" quota                                       \
	    "\",\"quotaValue\":\"" value "\"}]},"                                                                   \
	    "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"34.074824224s\"}]")

static const struct {
	const char *name;
	int status;
	const char *body;
	enum ma_llm_class class;
} cases[] = {
	{ "401", 401, "", MA_LLM_AUTH },
	{ "403", 403, "", MA_LLM_AUTH },
	{ "402 of Gemini", 402, ERR("\"status\":\"RESOURCE_EXHAUSTED\""), MA_LLM_BILLING },
	{ "a wrong Gemini key is a 400", 400,
		ERR("\"code\":400,\"message\":\"API key not valid.\",\"status\":\"INVALID_ARGUMENT\",\"details\":"
		    "[{\"reason\":\"API_KEY_INVALID\"}]"),
		MA_LLM_AUTH },
	{ "429", 429, "", MA_LLM_RATE },
	{ "429 of OpenAI", 429, ERR("\"code\":\"rate_limit_exceeded\",\"message\":\"slow\""),
		MA_LLM_RATE },
	{ "429 without credit", 429,
		ERR("\"code\":\"insufficient_quota\",\"message\":\"You exceeded your current quota, please check your "
		    "plan and billing details.\""),
		MA_LLM_BILLING },
	{ "429 at a spend limit", 429, ERR("\"code\":\"project_spend_limit_exceeded\""),
		MA_LLM_BILLING },
	{ "429 at a usage limit", 429, ERR("\"code\":\"organization_usage_limit_exceeded\""),
		MA_LLM_BILLING },
	{ "422 of Mistral", 422,
		"{\"object\":\"error\",\"message\":{\"detail\":[{\"msg\":\"Extra inputs\"}]}}",
		MA_LLM_REQUEST },
	{ "429 of Anthropic", 429,
		ERR("\"type\":\"rate_limit_error\",\"details\":{\"error_code\":\"ramp_limit_exceeded\"}"),
		MA_LLM_RATE },
	{ "429 of Anthropic at a spend limit", 429,
		ERR("\"type\":\"rate_limit_error\",\"details\":{\"error_code\":\"contract_spend_limit_reached\"}"),
		MA_LLM_BILLING },
	{ "429 of Anthropic at another's limit", 429,
		ERR("\"type\":\"rate_limit_error\",\"details\":{\"error_code\":\"linked_organization_blocked\"}"),
		MA_LLM_BILLING },
	{ "400 of Anthropic at a usage limit", 400,
		ERR("\"type\":\"invalid_request_error\",\"message\":\"You have reached your specified API usage "
		    "limits.\""),
		MA_LLM_BILLING },
	{ "400 of Anthropic, too long", 400,
		ERR("\"type\":\"invalid_request_error\",\"message\":\"prompt is too long: 9 tokens > 8 maximum\""),
		MA_LLM_CONTEXT },
	{ "an Anthropic error in a stream", 200, ERR("\"type\":\"api_error\""), MA_LLM_TRANSIENT },
	{ "an Anthropic key in a stream", 200, ERR("\"type\":\"authentication_error\""),
		MA_LLM_AUTH },
	{ "429 of Gemini per minute, which speaks of billing too", 429,
		GEMINI_429("GenerateRequestsPerMinute", "10"), MA_LLM_RATE },
	{ "429 of Gemini per day", 429,
		GEMINI_429("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "50"),
		MA_LLM_QUOTA_DAY },
	{ "429 of Gemini with a quota of 0", 429, GEMINI_429("GenerateRequestsPerMinute", "0"),
		MA_LLM_QUOTA_DAY },
	{ "429 of Gemini with limit: 0", 429,
		ERR("\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"Quota exceeded, limit: 0, model: x\""),
		MA_LLM_QUOTA_DAY },
	{ "429 of Gemini with limit: 05", 429,
		ERR("\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"Quota exceeded, limit: 05\""),
		MA_LLM_RATE },
	{ "429 without capacity", 429,
		ERR("\"details\":[{\"reason\":\"MODEL_CAPACITY_EXHAUSTED\"}]"), MA_LLM_OVERLOAD },
	{ "498", 498, "", MA_LLM_RATE },
	{ "503", 503, "", MA_LLM_OVERLOAD },
	{ "529", 529, "", MA_LLM_OVERLOAD },
	{ "500 overloaded", 500, ERR("\"type\":\"overloaded_error\""), MA_LLM_OVERLOAD },
	{ "408", 408, "", MA_LLM_TRANSIENT },
	{ "409", 409, "", MA_LLM_TRANSIENT },
	{ "500", 500, "", MA_LLM_TRANSIENT },
	{ "502 with a page", 502, "<html>Bad Gateway</html>", MA_LLM_TRANSIENT },
	{ "504", 504, "", MA_LLM_TRANSIENT },
	{ "524", 524, "", MA_LLM_TRANSIENT },
	{ "413", 413, "", MA_LLM_CONTEXT },
	{ "400 too long, by code", 400, ERR("\"code\":\"context_length_exceeded\""),
		MA_LLM_CONTEXT },
	{ "400 too long, of Gemini", 400,
		ERR("\"message\":\"The input token count (2000000) exceeds the maximum number of tokens allowed\""),
		MA_LLM_CONTEXT },
	{ "500 too long", 500, ERR("\"message\":\"Prompt is too long\""), MA_LLM_CONTEXT },
	{ "400 that is a rate limit in disguise is not too long", 400,
		ERR("\"message\":\"Rate limit: too many tokens\""), MA_LLM_REQUEST },
	{ "400", 400, ERR("\"message\":\"Unknown name\""), MA_LLM_REQUEST },
	{ "404", 404, ERR("\"code\":\"model_not_found\""), MA_LLM_REQUEST },
	{ "422", 422, "", MA_LLM_REQUEST },
	{ "302", 302, "", MA_LLM_REQUEST },
	{ "400 filtered", 400, ERR("\"code\":\"content_filter\""), MA_LLM_FILTER },
	{ "400 of a tool", 400, ERR("\"code\":\"tool_use_failed\""), MA_LLM_BAD_OUTPUT },
	{ "200 with a 503 in it", 200, ERR("\"code\":503,\"status\":\"UNAVAILABLE\""),
		MA_LLM_OVERLOAD },
	{ "200 with a 429 in it", 200, ERR("\"code\":429"), MA_LLM_RATE },
	{ "200 with a number in a string", 200, ERR("\"code\":\"401\""), MA_LLM_AUTH },
	{ "200 without credit", 200, ERR("\"code\":\"insufficient_quota\""), MA_LLM_BILLING },
	{ "200 with an error that is a string", 200, "{\"error\":\"model is overloaded\"}",
		MA_LLM_OVERLOAD },
	{ "200 with an error in an array", 200, "[" ERR("\"code\":400,\"message\":\"no\"") "]",
		MA_LLM_REQUEST },
	{ "200 with an unknown error", 200, ERR("\"message\":\"hm\""), MA_LLM_TRANSIENT },
};

static void the_body_decides_before_the_status(void **state)
{
	struct ma_llm_fault fault;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(cases); i++) {
		fault = classify(cases[i].status, NULL, cases[i].body);
		if (fault.class != cases[i].class)
			fail_msg("%s: %s, not %s", cases[i].name, ma_llm_class_name(fault.class),
				ma_llm_class_name(cases[i].class));
		assert_true(fault.message[0] != '\0');
	}
}

static const struct {
	const char *name;
	struct header headers[MAX_HEADERS];
	const char *body;
	int64_t ms;
} hints[] = {
	{ "Anthropic's reset of what is used up",
		{ { "anthropic-ratelimit-requests-remaining", "7" },
			{ "anthropic-ratelimit-requests-reset", "1994-11-06T09:49:37Z" },
			{ "anthropic-ratelimit-tokens-remaining", "0" },
			{ "anthropic-ratelimit-tokens-reset", "1994-11-06T08:50:07Z" } },
		"", 30000 },
	{ "Anthropic's reset in no form that is known",
		{ { "anthropic-ratelimit-tokens-remaining", "0" },
			{ "anthropic-ratelimit-tokens-reset", "1994-11-06T08:50:07+01:00" } },
		"", -1 },
	{ "none", { { NULL, NULL } }, "", -1 },
	{ "retry-after-ms", { { "retry-after-ms", "1500" }, { "retry-after", "9" } }, "", 1500 },
	{ "retry-after in seconds", { { "retry-after", "2" } }, "", 2000 },
	{ "retry-after with a fraction", { { "retry-after", "0.5" } }, "", 500 },
	{ "retry-after as a date", { { "retry-after", "Sun, 06 Nov 1994 08:50:37 GMT" } }, "",
		60000 },
	{ "retry-after in the past", { { "retry-after", "Sun, 06 Nov 1994 08:00:00 GMT" } }, "", 0 },
	{ "retry-after of garbage", { { "retry-after", "soon" } }, "", -1 },
	{ "retry-after of a month that is none",
		{ { "retry-after", "Sun, 06 Nox 1994 08:50:37 GMT" } }, "", -1 },
	{ "retry-after below zero", { { "retry-after", "-5" } }, "", -1 },
	{ "retry-after of 10^9 s", { { "retry-after", "1000000000" } }, "",
		INT64_C(365) * 86400 * 1000 },
	{ "retry-after of nan", { { "retry-after", "nan" } }, "", -1 },
	{ "RetryInfo", { { NULL, NULL } }, GEMINI_429("GenerateRequestsPerMinute", "10"), 34074 },
	{ "the header before RetryInfo", { { "retry-after", "1" } }, GEMINI_429("PerMinute", "10"),
		1000 },
	{ "the dimension that is used up",
		{ { "x-ratelimit-remaining-requests", "5" }, { "x-ratelimit-reset-requests", "1h" },
			{ "x-ratelimit-remaining-tokens", "0" },
			{ "x-ratelimit-reset-tokens", "6m0s" } },
		"", 360000 },
	{ "prose", { { NULL, NULL } }, ERR("\"message\":\"Please try again in 5.289s.\""), 5289 },
	{ "prose in milliseconds", { { NULL, NULL } }, ERR("\"message\":\"Please retry in 120ms\""),
		120 },
	{ "prose in minutes", { { NULL, NULL } }, ERR("\"message\":\"try again in 7m12s, or pay\""),
		432000 },
	{ "prose without a number", { { NULL, NULL } }, ERR("\"message\":\"try again in a while\""),
		-1 },
};

static void the_most_precise_hint_is_taken(void **state)
{
	struct ma_llm_fault fault;
	struct header headers[MAX_HEADERS + 1];
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(hints); i++) {
		memset(headers, 0, sizeof(headers));
		memcpy(headers, hints[i].headers, sizeof(hints[i].headers));
		fault = classify(429, headers, hints[i].body);
		if (fault.retry_after_ms != hints[i].ms)
			fail_msg("%s: %lld, not %lld", hints[i].name,
				(long long)fault.retry_after_ms, (long long)hints[i].ms);
	}
}

static void a_server_that_says_whether_to_come_again_is_heeded(void **state)
{
	const struct header yes[] = { { "x-should-retry", "true" }, { NULL, NULL } };
	const struct header no[] = { { "x-should-retry", "false" }, { NULL, NULL } };

	MA_UNUSED(state);
	assert_int_equal(classify(500, no, "").class, MA_LLM_REQUEST);
	assert_int_equal(classify(400, yes, "").class, MA_LLM_TRANSIENT);
	assert_int_equal(classify(401, yes, "").class, MA_LLM_AUTH);
}

static void a_message_is_one_visible_line_without_the_key(void **state)
{
	struct ma_llm_fault f;

	MA_UNUSED(state);
	f = classify(401, NULL,
		ERR("\"code\":\"invalid_api_key\",\"message\":\"Wrong\\nkey \\u001b[31m "
		    "sk-canary-0123456789 given\""));
	assert_string_equal(f.message, "HTTP 401 invalid_api_key: Wrong key \\x1b[31m *** given");
}

static void a_code_is_not_said_twice(void **state)
{
	MA_UNUSED(state);
	assert_string_equal(
		classify(400, NULL, ERR("\"code\":\"too_long\",\"message\":\"Too_long: x\"")).message,
		"HTTP 400: Too_long: x");
	assert_string_equal(
		classify(422, NULL, "{\"message\":{\"detail\":[{\"msg\":\"Extra inputs\"}]}}").message,
		"HTTP 422: Extra inputs");
}

static void a_key_is_not_shown_in_part_where_a_long_message_is_cut(void **state)
{
	char body[1024];
	struct ma_llm_fault f;
	size_t pad;

	MA_UNUSED(state);
	for (pad = 200; pad < 260; pad++) {
		(void)snprintf(body, sizeof(body), "%0*d sk-canary-0123456789", (int)pad, 0);
		f = classify(500, NULL, body);
		assert_null(strstr(f.message, "sk-c"));
		assert_true(strlen(f.message) < sizeof(f.message));
	}
}

static void a_web_page_is_not_quoted(void **state)
{
	MA_UNUSED(state);
	assert_string_equal(classify(502, NULL, " <!doctype html><p>x").message,
		"HTTP 502: a web page, not an API's answer");
}

static void a_failure_without_a_response_has_a_class(void **state)
{
	static const struct {
		ma_rc rc;
		enum ma_llm_class class;
	} rows[] = {
		{ MA_ECANCELED, MA_LLM_CANCELED },
		{ MA_ETIMEDOUT, MA_LLM_TIMEOUT },
		{ MA_ELIMIT, MA_LLM_BAD_OUTPUT },
		{ MA_EIO, MA_LLM_TRANSIENT },
		{ MA_ENOMEM, MA_LLM_TRANSIENT },
		{ MA_EREFUSED, MA_LLM_REQUEST },
	};
	struct ma_llm_fault f;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(rows); i++) {
		ma_err err = { .code = rows[i].rc, .msg = "two\nlines" };

		ma_llm_classify_failure(&err, &f);
		assert_int_equal(f.class, rows[i].class);
		assert_int_equal(f.retry_after_ms, -1);
		assert_string_equal(f.message, "two lines");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_body_decides_before_the_status),
		cmocka_unit_test(the_most_precise_hint_is_taken),
		cmocka_unit_test(a_server_that_says_whether_to_come_again_is_heeded),
		cmocka_unit_test(a_message_is_one_visible_line_without_the_key),
		cmocka_unit_test(a_code_is_not_said_twice),
		cmocka_unit_test(a_key_is_not_shown_in_part_where_a_long_message_is_cut),
		cmocka_unit_test(a_web_page_is_not_quoted),
		cmocka_unit_test(a_failure_without_a_response_has_a_class),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

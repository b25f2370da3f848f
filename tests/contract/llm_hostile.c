/* Providers that speak HTTP, and servers that mean harm: each call fails with its class, within bounds of time and memory. */
#include "support/llm_ways.h"

static void floods_are_given_up(void **state)
{
	static const char *const kinds[] = { "header", "headers", "event" };
	struct fixture *f = *state;
	char row[128];
	size_t i;

	for (i = 0; i < MA_COUNT(kinds); i++) {
		if (strcmp(kinds[i], "event") == 0 && !f->way->stream)
			continue;
		(void)snprintf(
			row, sizeof(row), "\"text\":\"x\",\"wire\":{\"flood\":\"%s\"}", kinds[i]);
		play_row(f, row);
		(void)ask(f);
		is_class(&f->heard, MA_LLM_BAD_OUTPUT, kinds[i]);
		assert_int_equal(f->heard.text.n, 0);
	}
}

static void bytes_that_trickle_are_no_content(void **state)
{
	struct fixture *f = *state;

	if (!f->way->stream)
		return;
	f->idle_ms = SHORT_MS;
	play_row(f, "\"text\":\"abc\",\"wire\":{\"piece\":1,\"pause_ms\":60}");
	is_class(ask(f), MA_LLM_TIMEOUT, "a byte now and then");
	assert_string_equal(shown(&f->heard.text), "");
}

/* No encoding is ever asked for, so nothing is unpacked: what is packed is no answer, and cannot grow. */
static void a_packed_answer_is_not_unpacked(void **state)
{
	struct fixture *f = *state;

	play_row(f,
		"\"wire\":{\"body\":\"\\u001f\\u0008packed\",\"headers\":{\"Content-Encoding\":\"gzip\"}}");
	is_class(ask(f), MA_LLM_BAD_OUTPUT, "gzip");
	assert_null(strcasestr(fake_llm_request(f->fake, 0), "accept-encoding"));
}

static void an_error_without_a_field_ends_a_stream(void **state)
{
	struct fixture *f = *state;

	if (!f->way->stream)
		return;
	play_row(f, "\"wire\":{\"raw\":\"{\\\"error\\\":\\\"the model is overloaded\\\"}\\n\"}");
	is_class(ask(f), MA_LLM_OVERLOAD, "a bare line");
	assert_non_null(strstr(f->heard.message, "overloaded"));
}

static const struct {
	const char *name, *location;
} redirects[] = {
	{ "to another host", "http://192.0.2.1/v1" },
	{ "to a file", "file:///etc/passwd" },
	{ "to a metadata address", "http://169.254.169.254/latest/meta-data" },
};

static void no_redirect_is_followed(void **state)
{
	struct fixture *f = *state;
	char row[256];
	size_t i;

	for (i = 0; i < MA_COUNT(redirects); i++) {
		(void)snprintf(row, sizeof(row),
			"\"wire\":{\"status\":307,\"body\":\"\",\"headers\":{\"Location\":\"%s\"}}",
			redirects[i].location);
		play_row(f, row);
		is_class(ask(f), MA_LLM_REQUEST, redirects[i].name);
		assert_non_null(strstr(f->heard.message, "a redirect, which is never followed"));
	}
}

static void hints_that_are_absurd_do_no_harm(void **state)
{
	static const char *const hints[] = { "1000000000", "-5", "soon",
		"Mon, 01 Jan 2001 00:00:00 GMT", "99999999999999999999999", "" };
	struct fixture *f = *state;
	char row[256];
	size_t i;

	for (i = 0; i < MA_COUNT(hints); i++) {
		(void)snprintf(row, sizeof(row),
			"\"wire\":{\"status\":429,\"body\":{\"error\":{\"message\":\"slow down\"}},"
			"\"headers\":{\"Retry-After\":\"%s\"}}",
			hints[i]);
		play_row(f, row);
		is_class(ask(f), MA_LLM_RATE, hints[i]);
		assert_true(f->heard.reply.retry_after_ms >= -1);
		assert_true(f->heard.reply.retry_after_ms <= INT64_C(366) * 24 * 3600 * 1000);
	}
}

int main(void)
{
	static const struct llm_case cases[] = {
		LLM_CASE(floods_are_given_up),
		LLM_CASE(bytes_that_trickle_are_no_content),
		LLM_CASE(a_packed_answer_is_not_unpacked),
		LLM_CASE(an_error_without_a_field_ends_a_stream),
		LLM_CASE(no_redirect_is_followed),
		LLM_CASE(hints_that_are_absurd_do_no_harm),
	};

	return run_in_every_way("llm_hostile", cases, MA_COUNT(cases), true);
}

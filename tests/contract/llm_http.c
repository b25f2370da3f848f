/* Providers that speak HTTP: what a server and a network can do wrong, and where the key goes. */
#include "support/llm_ways.h"

static const struct fault {
	const char *name, *row;
	enum ma_llm_class whole, stream;
	const char *text; /* of the reply; NULL: not looked at */
} faults[] = {
	{ "the end is not told", "\"text\":\"abc\",\"wire\":{\"finish\":null}", MA_LLM_BAD_OUTPUT,
		MA_LLM_TRANSIENT, "abc" },
	{ "a word for the end that nobody knows", "\"text\":\"abc\",\"wire\":{\"finish\":\"BORED\"}",
		MA_LLM_BAD_OUTPUT, MA_LLM_BAD_OUTPUT, "abc" },
	{ "nothing but a status", "\"wire\":{\"status\":200,\"body\":\"\"}", MA_LLM_BAD_OUTPUT,
		MA_LLM_BAD_OUTPUT, "" },
	{ "no content", "\"wire\":{\"status\":204,\"body\":\"\"}", MA_LLM_BAD_OUTPUT,
		MA_LLM_BAD_OUTPUT, "" },
	{ "a web page", "\"wire\":{\"body\":\"<html>Login</html>\",\"type\":\"text/html\"}",
		MA_LLM_BAD_OUTPUT, MA_LLM_BAD_OUTPUT, "" },
	{ "a web page with 502",
		"\"wire\":{\"status\":502,\"body\":\"<html>x</html>\",\"type\":\"text/html\"}",
		MA_LLM_TRANSIENT, MA_LLM_TRANSIENT, "" },
	{ "a redirect",
		"\"wire\":{\"status\":302,\"body\":\"\",\"headers\":{\"Location\":\"http://127.0.0.1:1/\"}}",
		MA_LLM_REQUEST, MA_LLM_REQUEST, "" },
	{ "an error with 200", "\"wire\":{\"body\":{\"error\":{\"code\":503,\"message\":\"busy\"}}}",
		MA_LLM_OVERLOAD, MA_LLM_OVERLOAD, "" },
	{ "an error with 200 that is a string",
		"\"wire\":{\"body\":{\"error\":\"insufficient_quota\"}}", MA_LLM_BILLING,
		MA_LLM_BILLING, "" },
	{ "an error with 200 in an array", "\"wire\":{\"body\":[{\"error\":{\"code\":429}}]}",
		MA_LLM_RATE, MA_LLM_RATE, "" },
	{ "JSON of another shape", "\"wire\":{\"body\":[1,null,\"x\"]}", MA_LLM_BAD_OUTPUT,
		MA_LLM_BAD_OUTPUT, "" },
	{ "JSON too deep",
		"\"wire\":{\"body\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"}",
		MA_LLM_BAD_OUTPUT, MA_LLM_BAD_OUTPUT, "" },
	{ "a usage that is absurd and a text",
		"\"text\":\"abc\",\"usage\":{\"input\":-7,\"output\":9000000000000000000}",
		MA_LLM_OK, MA_LLM_OK, "abc" },
	{ "a length that is too long",
		"\"text\":\"abc\",\"wire\":{\"length\":100000,\"cut\":100000}", MA_LLM_TRANSIENT,
		MA_LLM_OK, NULL },
	{ "a length that is too short", "\"text\":\"abc\",\"wire\":{\"length\":20}",
		MA_LLM_BAD_OUTPUT, MA_LLM_OK, NULL },
	{ "silence after the answer", "\"text\":\"abc\",\"wire\":{\"stall\":true}", MA_LLM_OK,
		MA_LLM_OK, "abc" },
	{ "byte by byte", "\"text\":\"héllo wörld\",\"wire\":{\"piece\":1,\"chunk\":2}", MA_LLM_OK,
		MA_LLM_OK, "héllo wörld" },
};

/* The server says nothing more, or nothing of use, and stays. */
static bool is_ended_by_silence(const char *row)
{
	return strstr(row, "\"stall\":true") || strstr(row, "\"comments\":-1");
}

static bool is_as_told(const struct fixture *f, const struct fault *fault, enum ma_llm_class class)
{
	return f->heard.reply.class == class &&
		(!fault->text || strcmp(shown(&f->heard.text), fault->text) == 0);
}

/* A short silence will do, unless the machine has so much to do that a piece of the answer comes later. */
static void has_its_class(struct fixture *f, const struct fault *fault, enum ma_llm_class class)
{
	int64_t idle_ms = is_ended_by_silence(fault->row) ? SHORT_MS : IDLE_MS;

	for (; idle_ms <= IDLE_MS; idle_ms *= 4) {
		f->idle_ms = idle_ms;
		play_row(f, fault->row);
		(void)ask(f);
		if (is_as_told(f, fault, class))
			break;
	}
	is_class(&f->heard, class, fault->name);
	if (fault->text && strcmp(shown(&f->heard.text), fault->text) != 0)
		fail_msg("%s: \"%s\"", fault->name, shown(&f->heard.text));
}

static void faults_of_server_and_network_have_their_class(void **state)
{
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < MA_COUNT(faults); i++) {
		has_its_class(f, &faults[i], f->way->stream ? faults[i].stream : faults[i].whole);
		assert_int_equal(fake_llm_requests(f->fake), 1);
	}
}

static const struct fault stream_faults[] = {
	{ "an error in the middle",
		"\"text\":\"one two three\",\"wire\":{\"fail_after\":1,\"chunk\":4}", MA_LLM_OK,
		MA_LLM_OVERLOAD, "one " },
	{ "an event that is not JSON", "\"wire\":{\"events\":[\"{\\\"a\\\":\",\"{}\"]}", MA_LLM_OK,
		MA_LLM_BAD_OUTPUT, "" },
	{ "a last event that is half",
		"\"wire\":{\"events\":[\"{}\",\"{\\\"a\\\":\"],\"newline\":\"\"}", MA_LLM_OK,
		MA_LLM_TRANSIENT, "" },
	{ "[DONE] alone", "\"wire\":{\"events\":[\"{}\",\"[DONE]\"]}", MA_LLM_OK, MA_LLM_TRANSIENT,
		"" },
	{ "no event at all", "\"wire\":{\"events\":[]}", MA_LLM_OK, MA_LLM_TRANSIENT, "" },
	{ "an error that is a string",
		"\"wire\":{\"events\":[\"{\\\"error\\\":\\\"model is overloaded\\\"}\"]}",
		MA_LLM_OK, MA_LLM_OVERLOAD, "" },
	{ "keep-alive comments first", "\"text\":\"abc\",\"wire\":{\"comments\":100}", MA_LLM_OK,
		MA_LLM_OK, "abc" },
	{ "CRLF", "\"text\":\"one two\",\"wire\":{\"newline\":\"\\r\\n\",\"piece\":1}", MA_LLM_OK,
		MA_LLM_OK, "one two" },
	{ "CR", "\"text\":\"one two\",\"wire\":{\"newline\":\"\\r\",\"piece\":3}", MA_LLM_OK,
		MA_LLM_OK, "one two" },
	{ "keep-alive comments without end", "\"text\":\"abc\",\"wire\":{\"comments\":-1}",
		MA_LLM_OK, MA_LLM_TIMEOUT, "" },
	{ "silence before the end is told",
		"\"text\":\"abc\",\"wire\":{\"finish\":null,\"stall\":true}", MA_LLM_OK,
		MA_LLM_TIMEOUT, "abc" },
	{ "a whole answer instead of events",
		"\"wire\":{\"body\":{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"abc\"}]},\"finishReason\":\"STOP\"}],"
		"\"choices\":[{\"message\":{\"content\":\"abc\"},\"finish_reason\":\"stop\"}],"
		"\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"abc\"}],\"stop_reason\":\"end_turn\","
		"\"message\":{\"content\":\"abc\"},\"done\":true,\"object\":\"response\",\"status\":\"completed\","
		"\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"abc\"}]}]}}",
		MA_LLM_OK, MA_LLM_OK, "abc" },
};

static void faults_of_a_stream_have_their_class(void **state)
{
	struct fixture *f = *state;
	size_t i;

	if (!f->way->stream)
		return;
	for (i = 0; i < MA_COUNT(stream_faults); i++) {
		has_its_class(f, &stream_faults[i], stream_faults[i].stream);
		assert_string_equal(shown(&f->heard.deltas), stream_faults[i].text);
	}
}

/* Wherever the connection breaks: a failure that says so, or the whole text; never a part that passes for it. */
static void an_answer_that_breaks_off_is_never_taken_for_whole(void **state)
{
	struct fixture *f = *state;
	int cut, whole = 0;
	char row[128];

	for (cut = 0; cut < 4000 && whole < 3; cut++) {
		(void)snprintf(
			row, sizeof(row), "\"text\":\"one two three\",\"wire\":{\"cut\":%d}", cut);
		play_row(f, row);
		(void)ask(f);
		if (f->heard.reply.class == MA_LLM_OK) {
			assert_string_equal(shown(&f->heard.text), "one two three");
			whole++;
		} else {
			is_class(&f->heard, MA_LLM_TRANSIENT, row);
			assert_int_equal(whole, 0);
		}
	}
	assert_int_equal(whole, 3);
	assert_true(cut > 100);
}

/* A text of n bytes, streamed in pieces of `chunk` bytes. */
static void play_long(struct fixture *f, size_t n, size_t chunk)
{
	char *json = test_malloc(n + 256);
	int at = snprintf(json, 256, "{\"replies\":[{\"text\":\"");

	memset(json + at, 'a', n);
	(void)snprintf(json + at + n, 200, "\",\"wire\":{\"chunk\":%zu}}]}", chunk);
	play(f, json);
	test_free(json);
}

static void an_event_or_answer_that_is_too_long_is_given_up(void **state)
{
	struct fixture *f = *state;

	play_long(f, MA_LIMIT_REPLY + 64, MA_MIB);
	is_class(ask(f), MA_LLM_BAD_OUTPUT, "too long a text");
	if (!f->way->stream)
		return;
	play_long(f, MA_LIMIT_SSE_EVENT + 64, MA_LIMIT_SSE_EVENT + 1);
	is_class(ask(f), MA_LLM_BAD_OUTPUT, "too long an event");
	assert_int_equal(f->heard.text.n, 0);
}

static void a_usage_that_is_not_told_is_estimated(void **state)
{
	struct fixture *f = *state;

	play_row(f, "\"text\":\"twelve bytes\",\"wire\":{\"no_usage\":true}");
	is_class(ask(f), MA_LLM_OK, "no usage");
	assert_true(f->heard.reply.usage.estimated);
	assert_true(f->heard.reply.usage.input > 0);
	assert_int_equal(f->heard.reply.usage.output, 4);
}

static size_t count(const char *text, const char *word)
{
	size_t n = 0;

	for (text = strstr(text, word); text; text = strstr(text + 1, word))
		n++;
	return n;
}

static void no_key(struct fixture *f)
{
	assert_int_equal(count(shown(&f->heard.text), "canary"), 0);
	assert_int_equal(count(shown(&f->heard.deltas), "canary"), 0);
	assert_int_equal(count(f->heard.message, "canary"), 0);
	assert_int_equal(count(f->heard.model, "canary"), 0);
	assert_int_equal(count(f->heard.id, "canary"), 0);
	assert_int_equal(count(shown(&f->log), "canary"), 0);
}

static void the_key_leaves_in_one_header_and_comes_back_nowhere(void **state)
{
	static const char *const rows[] = {
		"\"text\":\"your key is {{key}}, {{key}}! sk-canar\",\"wire\":{\"chunk\":1,\"headers\":{\"x-request-id\":"
		"\"" KEY "\"}}",
		"\"text\":\"{{key}}{{key}}\",\"wire\":{\"chunk\":7}",
		"\"text\":\"{{key}}\",\"class\":\"length\"",
		"\"text\":\"{{key}}\",\"wire\":{\"finish\":\"{{key}}\"}",
		"\"class\":\"auth\"",
		"\"wire\":{\"status\":500,\"body\":\"You sent {{key}}\"}",
		"\"wire\":{\"status\":404,\"body\":{\"error\":{\"message\":\"a {{key}} b {{key}}\",\"code\":\"{{key}}\"}}}",
		"\"text\":\"x\",\"wire\":{\"body\":{\"model\":\"{{key}}\",\"modelVersion\":\"{{key}}\",\"id\":\"{{key}}\"}}",
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < MA_COUNT(rows); i++) {
		play_row(f, rows[i]);
		(void)ask(f);
		assert_int_equal(count(fake_llm_request(f->fake, 0), KEY), 1);
		if (i > 0) {
			no_key(f);
			continue;
		}
		/* A beginning of the key that turns out to be none is text like any other. */
		assert_string_equal(shown(&f->heard.text), "your key is ***, ***! sk-canar");
		assert_string_equal(shown(&f->heard.deltas), f->way->stream ? f->heard.text.p : "");
		assert_string_equal(f->heard.id, "***");
	}
}

static void begins(const char *message, const char *words)
{
	if (strncmp(message, words, strlen(words)) != 0)
		fail_msg("\"%s\" does not begin with \"%s\"", message, words);
}

static void a_refused_key_is_told_with_its_provider_and_where_it_comes_from(void **state)
{
	struct fixture *f = *state;
	const struct ma_llm_provider *p = ma_llm_provider_find(ma_str(f->way->provider));
	ma_err err = { .code = MA_OK };
	char words[128];

	play_row(f, "\"class\":\"auth\"");
	(void)snprintf(words, sizeof(words), p->key_env[0] ? "%s: the key in %s" : "%s: HTTP",
		p->name, p->key_env[0]);
	is_class(ask(f), MA_LLM_AUTH, "a wrong key");
	begins(f->heard.message, words);
	assert_int_equal(count(f->heard.message, p->name), 1);
	assert_int_equal(count(f->heard.message, "401"), 1);

	ma_llm_free(f->llm);
	f->llm = NULL;
	assert_int_equal(make(f, NULL, f->url, &err), MA_OK);
	(void)snprintf(words, sizeof(words), p->key_env[0] ? "%s: %s" : "%s: HTTP", p->name,
		p->key_env[0]);
	is_class(ask(f), MA_LLM_AUTH, "no key");
	begins(f->heard.message, words);
	assert_int_equal(count(f->heard.message, "is not set"), p->key_env[0] ? 1 : 0);
}

static void a_server_that_is_not_there_is_transient_and_was_not_sent_to(void **state)
{
	struct fixture *f = *state;

	play_row(f, "\"text\":\"x\"");
	fake_llm_stop(f->fake);
	f->fake = NULL;
	is_class(ask(f), MA_LLM_TRANSIENT, "nobody listens");
	assert_false(f->heard.reply.sent);
	assert_int_equal(f->heard.reply.status, 0);
	assert_int_equal(f->heard.reply.usage.input, 0);
	no_key(f);
}

static void a_configuration_that_cannot_work_is_refused(void **state)
{
	static const struct {
		const char *key, *url;
	} bad[] = { { NULL, NULL }, { " \n", NULL },
		/* where a key is needed */ { "sk-canary\r\nX: y", "http://127.0.0.1" },
		{ "sk canary", NULL }, { KEY, "ftp://127.0.0.1" },
		{ KEY, "https://user:pass@host/v1" }, { KEY, "file:///etc/passwd" },
		{ KEY, "https://host/?key=x" } };
	struct fixture *f = *state;
	bool keyless = !ma_llm_provider_find(ma_str(f->way->provider))->key_env[0];
	size_t i;

	for (i = keyless ? 2 : 0; i < MA_COUNT(bad); i++) {
		ma_err err = { .code = MA_OK };

		assert_int_equal(make(f, bad[i].key, bad[i].url, &err), MA_ECONFIG);
		assert_null(f->llm);
		assert_null(strstr(err.msg, "canary"));
		assert_null(strstr(err.msg, "pass@"));
	}
}

int main(void)
{
	static const struct llm_case cases[] = {
		LLM_CASE(faults_of_server_and_network_have_their_class),
		LLM_CASE(faults_of_a_stream_have_their_class),
		LLM_CASE(an_answer_that_breaks_off_is_never_taken_for_whole),
		LLM_CASE(an_event_or_answer_that_is_too_long_is_given_up),
		LLM_CASE(a_usage_that_is_not_told_is_estimated),
		LLM_CASE(the_key_leaves_in_one_header_and_comes_back_nowhere),
		LLM_CASE(a_refused_key_is_told_with_its_provider_and_where_it_comes_from),
		LLM_CASE(a_server_that_is_not_there_is_transient_and_was_not_sent_to),
		LLM_CASE(a_configuration_that_cannot_work_is_refused),
	};

	return run_in_every_way("llm_http", cases, MA_COUNT(cases), true);
}

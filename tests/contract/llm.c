/*
 * The language-model port: the same cases for every provider. One script
 * answers them all, from its file and through a loopback server that speaks
 * the dialects.
 */
#include "llm/llm.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/log.h"
#include "support/fake_llm.h"
#include "support/tmpdir.h"
#include "support/torture.h"

#define KEY "sk-canary-Zm9vYmFyYmF6cXV4-0123456789"
#define IDLE_MS 150

/* A provider, and how it is asked. */
struct way {
	const char *name, *provider;
	bool stream, http;
};

static const struct way ways[] = {
	{ "script", "script", false, false },
	{ "script, streamed", "script", true, false },
	{ "gemini", "gemini", false, true },
	{ "gemini, streamed", "gemini", true, true },
	{ "openai", "openai", false, true },
	{ "openai, streamed", "openai", true, true },
};

struct heard {
	struct fixture *fixture;
	struct ma_buf text, deltas;
	struct ma_llm_reply reply; /* without its texts */
	char message[512], model[160], id[160];
	int replies;
	struct ma_llm_call *call;
	bool cancel_on_text, free_on_done;
	const struct ma_llm_req *again; /* to be sent from inside done */
};

struct fixture {
	const struct way *way;
	struct ma_loop *loop;
	struct ma_http *http;
	int http_asked;
	int64_t idle_ms;
	struct fake_llm *fake;
	struct ma_llm *llm;
	struct ma_buf log;
	char dir[TMPDIR_SIZE], script[TMPDIR_SIZE + 16];
	struct ma_llm_msg msg;
	struct ma_llm_req req;
	struct heard heard;
};

static struct ma_http *shared_http(void *data, ma_err *err)
{
	struct fixture *f = data;

	f->http_asked++;
	if (!f->http && ma_http_new(f->loop, NULL, &f->http, err))
		return NULL;
	return f->http;
}

static void keep_log(void *data, enum ma_log_level level, const char *line)
{
	struct fixture *f = data;

	MA_UNUSED(level);
	ma_buf_adds(&f->log, line);
	ma_buf_addc(&f->log, '\n');
}

static void heard_init(struct heard *h, struct fixture *f)
{
	*h = (struct heard){
		.fixture = f, .text = MA_BUF_INIT(64 * MA_MIB), .deltas = MA_BUF_INIT(64 * MA_MIB)
	};
}

static void heard_done(struct heard *h)
{
	ma_buf_done(&h->text);
	ma_buf_done(&h->deltas);
}

static int set_up(void **state)
{
	const struct way *way = *state;
	struct fixture *f = test_calloc(1, sizeof(*f));
	ma_err err = { .code = MA_OK };

	f->way = way;
	f->idle_ms = IDLE_MS;
	f->log = (struct ma_buf)MA_BUF_INIT(MA_MIB);
	ma_log_to(keep_log, f, MA_LOG_DEBUG);
	tmpdir_make(f->dir);
	(void)snprintf(f->script, sizeof(f->script), "%s/script.json", f->dir);
	heard_init(&f->heard, f);
	*state = f;
	return ma_loop_new(&f->loop, &err) ? -1 : 0;
}

static void forget(struct fixture *f)
{
	ma_llm_free(f->llm);
	f->llm = NULL;
	fake_llm_stop(f->fake);
	f->fake = NULL;
	heard_done(&f->heard);
	heard_init(&f->heard, f);
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	forget(f);
	ma_http_free(f->http);
	ma_loop_free(f->loop);
	ma_log_to(NULL, NULL, MA_LOG_ERROR);
	ma_buf_done(&f->log);
	tmpdir_remove(f->dir);
	test_free(f);
	return 0;
}

static void write_script(struct fixture *f, const char *json)
{
	FILE *file = fopen(f->script, "w");

	assert_non_null(file);
	assert_true(fputs(json, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static ma_rc make(struct fixture *f, const char *key, const char *base_url, ma_err *err)
{
	const struct ma_llm_opts opts = { .loop = f->loop,
		.http = shared_http,
		.data = f,
		.clock = ma_clock_system(),
		.key = key,
		.base_url = base_url,
		.script = f->script,
		.idle_ms = f->idle_ms };

	return ma_llm_provider_find(ma_str(f->way->provider))->new (&opts, &f->llm, err);
}

/* A provider that answers from this script. */
static void play(struct fixture *f, const char *json)
{
	ma_err err = { .code = MA_OK };
	const char *url = NULL;
	char openai_url[128];

	forget(f);
	if (f->way->http) {
		f->fake = fake_llm_start(json);
		assert_non_null(f->fake);
		url = fake_llm_url(f->fake);
		(void)snprintf(openai_url, sizeof(openai_url), "%s/v1/", url);
		if (strcmp(f->way->provider, "openai") == 0)
			url = openai_url;
	} else {
		write_script(f, json);
	}
	if (make(f, f->way->http ? KEY : NULL, url, &err))
		fail_msg("%s", err.msg);
	f->msg = (struct ma_llm_msg){ MA_LLM_USER,
		MA_STR("<output nonce=\"n0nce\">\nsay \"it\"\n</output>") };
	f->req = (struct ma_llm_req){ .system = MA_STR("You plan."),
		.msgs = &f->msg,
		.msgs_n = 1,
		.temperature = 0,
		.stream = f->way->stream };
}

static void on_text(void *data, struct ma_str delta)
{
	struct heard *h = data;

	assert_int_equal(h->replies, 0);
	ma_buf_addv(&h->deltas, delta);
	if (h->cancel_on_text)
		ma_llm_cancel(h->fixture->llm, h->call);
}

static void on_done(void *data, const struct ma_llm_reply *reply)
{
	const struct ma_llm_req *again;
	struct heard *h = data;
	ma_err err = { .code = MA_OK };

	h->replies++;
	h->reply = *reply;
	ma_buf_clear(&h->text);
	ma_buf_addv(&h->text, reply->text);
	(void)snprintf(h->message, sizeof(h->message), MA_STR_FMT, MA_STR_ARG(reply->message));
	(void)snprintf(h->model, sizeof(h->model), MA_STR_FMT, MA_STR_ARG(reply->model));
	(void)snprintf(h->id, sizeof(h->id), MA_STR_FMT, MA_STR_ARG(reply->request_id));
	again = h->again;
	h->again = NULL;
	if (again)
		assert_int_equal(
			ma_llm_send(h->fixture->llm, again, NULL, on_done, h, &h->call, &err),
			MA_OK);
	if (h->free_on_done) {
		ma_llm_free(h->fixture->llm);
		h->fixture->llm = NULL;
	}
}

static void send(struct fixture *f, struct heard *h)
{
	ma_err err = { .code = MA_OK };

	if (ma_llm_send(f->llm, &f->req, on_text, on_done, h, &h->call, &err))
		fail_msg("%s", err.msg);
}

/* One request and its reply. */
static struct heard *ask(struct fixture *f)
{
	int before = f->heard.replies;

	ma_buf_clear(&f->heard.deltas);
	f->heard.replies = 0;
	send(f, &f->heard);
	ma_loop_run(f->loop);
	assert_int_equal(f->heard.replies, 1);
	f->heard.replies += before;
	return &f->heard;
}

static const char *shown(const struct ma_buf *b)
{
	return b->p ? b->p : "";
}

static void is_class(const struct heard *h, enum ma_llm_class class, const char *name)
{
	if (h->reply.class != class)
		fail_msg("%s: %s (%s), not %s", name, ma_llm_class_name(h->reply.class), h->message,
			ma_llm_class_name(class));
	assert_true((class == MA_LLM_OK) == (h->message[0] == '\0'));
}

static void a_whole_answer_comes_with_its_usage(void **state)
{
	struct heard *h;

	play(*state,
		"{\"replies\":[{\"text\":\"Héllo, \\\"world\\\"\\n\\u2028 {{nonce}}\",\"usage\":"
		"{\"input\":1200,\"output\":350,\"cached\":1000,\"reasoning\":300}}]}");
	h = ask(*state);
	is_class(h, MA_LLM_OK, "whole");
	assert_string_equal(h->text.p, "Héllo, \"world\"\n\xe2\x80\xa8 n0nce");
	assert_int_equal(h->reply.usage.input, 1200);
	assert_int_equal(h->reply.usage.output, 350);
	assert_int_equal(h->reply.usage.cached, 1000);
	assert_int_equal(h->reply.usage.reasoning, 300);
	assert_false(h->reply.usage.estimated);
	assert_int_equal(h->reply.retry_after_ms, -1);
	assert_true(h->reply.sent);
	assert_true(h->model[0] != '\0');
}

static void text_streams_only_when_it_is_asked_for(void **state)
{
	struct fixture *f = *state;
	struct heard *h;

	play(f, "{\"replies\":[{\"text\":\"one\\ntwo\\nthree, and what else there may be\"}]}");
	h = ask(f);
	assert_string_equal(shown(&h->deltas), f->way->stream ? h->text.p : "");
}

static void what_went_wrong_has_its_class_and_hint(void **state)
{
	static const char *const names[] = { "auth", "billing", "rate", "overload", "transient",
		"context", "request" };
	struct fixture *f = *state;
	enum ma_llm_class class;
	char json[256];
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++) {
		(void)snprintf(json, sizeof(json),
			"{\"replies\":[{\"class\":\"%s\",\"retry_after_ms\":1500}]}", names[i]);
		play(f, json);
		assert_true(ma_llm_class_parse(ma_str(names[i]), &class));
		is_class(ask(f), class, names[i]);
		if (f->heard.reply.retry_after_ms != 1500)
			fail_msg("%s: hint %lld", names[i],
				(long long)f->heard.reply.retry_after_ms);
		if (f->fake)
			assert_int_equal(fake_llm_requests(f->fake), 1); /* nothing is sent twice */
	}
}

static void an_answer_that_was_cut_keeps_its_part(void **state)
{
	play(*state, "{\"replies\":[{\"text\":\"half of\",\"class\":\"length\"}]}");
	is_class(ask(*state), MA_LLM_LENGTH, "length");
	assert_string_equal(((struct fixture *)*state)->heard.text.p, "half of");
}

static void a_filtered_or_empty_answer_is_no_answer(void **state)
{
	play(*state,
		"{\"replies\":[{\"times\":1,\"class\":\"filter\"},{\"class\":\"bad_output\"}]}");
	is_class(ask(*state), MA_LLM_FILTER, "filter");
	is_class(ask(*state), MA_LLM_BAD_OUTPUT, "empty");
}

static void a_cancelled_call_ends_soon(void **state)
{
	struct fixture *f = *state;
	int64_t start = ma_clock_system()->mono_ms(ma_clock_system());

	play(f, "{\"replies\":[{\"text\":\"late\",\"delay_ms\":60000}]}");
	send(f, &f->heard);
	ma_llm_cancel(f->llm, f->heard.call);
	ma_llm_cancel(f->llm, f->heard.call);
	ma_loop_run(f->loop);
	assert_int_equal(f->heard.replies, 1);
	is_class(&f->heard, MA_LLM_CANCELED, "cancelled");
	assert_true(ma_clock_system()->mono_ms(ma_clock_system()) - start < 30000);
}

static void a_call_can_be_cancelled_while_its_text_comes(void **state)
{
	struct fixture *f = *state;

	play(f, "{\"replies\":[{\"text\":\"one line\\nanother line\\nand a last line\"}]}");
	f->heard.cancel_on_text = true;
	(void)ask(f);
	is_class(&f->heard, f->way->stream ? MA_LLM_CANCELED : MA_LLM_OK, "cancelled in on_text");
	if (f->way->stream)
		assert_true(f->heard.deltas.n < 20);
}

static void a_call_ends_when_its_time_is_over(void **state)
{
	struct fixture *f = *state;

	play(f, "{\"replies\":[{\"text\":\"late\",\"delay_ms\":60000}]}");
	f->req.timeout_ms = 60;
	is_class(ask(f), MA_LLM_TIMEOUT, "timeout");
	assert_int_equal(f->heard.text.n, 0);
}

static void calls_under_way_at_once_get_their_own_answers(void **state)
{
	struct fixture *f = *state;
	struct heard other;

	play(f, "{\"replies\":[{\"when\":\"first\",\"text\":\"1\",\"delay_ms\":30},{\"when\":\"second\",\"text\":\"2\"}]}");
	heard_init(&other, f);
	f->msg.text = MA_STR("first");
	send(f, &f->heard);
	{
		struct ma_llm_msg msg = { MA_LLM_USER, MA_STR("second") };
		struct ma_llm_req req = f->req;
		ma_err err = { .code = MA_OK };

		req.msgs = &msg;
		assert_int_equal(
			ma_llm_send(f->llm, &req, on_text, on_done, &other, &other.call, &err),
			MA_OK);
		assert_int_equal(f->llm->in_flight, 2);
		ma_loop_run(f->loop);
	}
	assert_int_equal(f->llm->in_flight, 0);
	assert_string_equal(shown(&f->heard.text), "1");
	assert_string_equal(shown(&other.text), "2");
	heard_done(&other);
}

static void done_may_send_again(void **state)
{
	struct fixture *f = *state;

	play(f, "{\"replies\":[{\"times\":1,\"text\":\"1\"},{\"text\":\"2\"}]}");
	f->heard.again = &f->req;
	send(f, &f->heard);
	ma_loop_run(f->loop);
	assert_int_equal(f->heard.replies, 2);
	assert_string_equal(shown(&f->heard.text), "2");
}

static void done_may_free_the_provider(void **state)
{
	struct fixture *f = *state;

	play(f, "{\"replies\":[{\"text\":\"1\"}]}");
	f->heard.free_on_done = true;
	send(f, &f->heard);
	ma_loop_run(f->loop);
	assert_int_equal(f->heard.replies, 1);
	assert_null(f->llm);
}

static void a_long_request_and_a_long_answer_arrive_whole(void **state)
{
	struct fixture *f = *state;
	size_t n = MA_MIB, i;
	char *text = test_malloc(n + 64), *json = test_malloc(n + 128);

	memset(text, 'a', n);
	(void)snprintf(text + n, 64, " \"the end\"");
	(void)snprintf(json, n + 128,
		"{\"replies\":[{\"when\":\"a \\\"the end\\\"\",\"text\":\"%.*s.\",\"usage\":{}%s}]}",
		(int)n, text, f->way->http ? ",\"wire\":{\"chunk\":4096}" : "");
	play(f, json);
	f->msg.text = ma_str(text);
	is_class(ask(f), MA_LLM_OK, "long");
	assert_int_equal(f->heard.text.n, n + 1);
	for (i = 0; i < n; i += 4093)
		assert_int_equal(f->heard.text.p[i], 'a');
	test_free(text);
	test_free(json);
}

static void the_http_client_is_asked_for_at_the_first_send(void **state)
{
	struct fixture *f = *state;

	play(f, "{\"replies\":[{\"text\":\"1\"}]}");
	assert_int_equal(f->http_asked, 0);
	(void)ask(f);
	assert_int_equal(f->http_asked, f->way->http ? 1 : 0);
}

/* What follows is about providers that speak HTTP. */

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

static void play_row(struct fixture *f, const char *row)
{
	char json[1024];

	assert_true(
		(size_t)snprintf(json, sizeof(json), "{\"replies\":[{%s}]}", row) < sizeof(json));
	play(f, json);
}

static void faults_of_server_and_network_have_their_class(void **state)
{
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < MA_COUNT(faults); i++) {
		play_row(f, faults[i].row);
		is_class(ask(f), f->way->stream ? faults[i].stream : faults[i].whole,
			faults[i].name);
		if (faults[i].text && strcmp(shown(&f->heard.text), faults[i].text) != 0)
			fail_msg("%s: \"%s\"", faults[i].name, shown(&f->heard.text));
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
		"\"choices\":[{\"message\":{\"content\":\"abc\"},\"finish_reason\":\"stop\"}]}}",
		MA_LLM_OK, MA_LLM_OK, "abc" },
};

static void faults_of_a_stream_have_their_class(void **state)
{
	struct fixture *f = *state;
	size_t i;

	if (!f->way->stream)
		return;
	for (i = 0; i < MA_COUNT(stream_faults); i++) {
		play_row(f, stream_faults[i].row);
		is_class(ask(f), stream_faults[i].stream, stream_faults[i].name);
		if (strcmp(shown(&f->heard.text), stream_faults[i].text) != 0)
			fail_msg("%s: \"%s\"", stream_faults[i].name, shown(&f->heard.text));
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

static void an_event_or_answer_that_is_too_long_is_given_up(void **state)
{
	struct fixture *f = *state;
	size_t n = MA_LIMIT_REPLY + 64;
	char *json = test_malloc(n + 256);
	int at;

	f->idle_ms = 30000; /* so much text takes the server a while */
	at = snprintf(json, 256, "{\"replies\":[{\"text\":\"");
	memset(json + at, 'a', n);
	(void)snprintf(
		json + at + n, 200, "\",\"wire\":{\"chunk\":%d}}]}", f->way->stream ? 1 << 20 : 8);
	play(f, json);
	is_class(ask(f), MA_LLM_BAD_OUTPUT, "too long a text");
	if (f->way->stream) {
		(void)snprintf(json + at + n, 200, "\",\"wire\":{\"chunk\":%zu}}]}",
			MA_LIMIT_SSE_EVENT + 1);
		play(f, json);
		is_class(ask(f), MA_LLM_BAD_OUTPUT, "too long an event");
		assert_int_equal(f->heard.text.n, 0);
	}
	test_free(json);
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
	} bad[] = { { NULL, NULL }, { " \n", NULL }, { "sk-canary\r\nX: y", "http://127.0.0.1" },
		{ "sk canary", NULL }, { KEY, "ftp://127.0.0.1" },
		{ KEY, "https://user:pass@host/v1" }, { KEY, "file:///etc/passwd" },
		{ KEY, "https://host/?key=x" } };
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < MA_COUNT(bad); i++) {
		ma_err err = { .code = MA_OK };

		assert_int_equal(make(f, bad[i].key, bad[i].url, &err), MA_ECONFIG);
		assert_null(f->llm);
		assert_null(strstr(err.msg, "canary"));
		assert_null(strstr(err.msg, "pass@"));
	}
}

/* Of a call whose k-th allocation fails comes a failure, or nothing is missing from its answer. */
static ma_rc whole_call(void *data, ma_err *err)
{
	struct fixture *f = data;
	ma_rc rc;

	rc = make(f, KEY, f->fake ? fake_llm_url(f->fake) : NULL, err);
	if (!rc)
		rc = ma_llm_send(f->llm, &f->req, on_text, on_done, &f->heard, &f->heard.call, err);
	if (!rc) {
		ma_loop_run(f->loop);
		assert_int_equal(f->heard.replies, 1);
		f->heard.replies = 0;
		if (f->heard.reply.class != MA_LLM_OK)
			rc = MA_ENOMEM;
		else if (!ma_str_is(ma_buf_str(&f->heard.text), "one two three"))
			rc = f->heard.text.rc ? MA_ENOMEM : MA_EINVALID;
	}
	ma_llm_free(f->llm);
	f->llm = NULL;
	ma_http_free(f->http);
	f->http = NULL;
	heard_done(&f->heard);
	heard_init(&f->heard, f);
	ma_loop_turn(f->loop);
	ma_buf_done(&f->log);
	f->log = (struct ma_buf)MA_BUF_INIT(MA_MIB);
	return rc;
}

static void running_out_of_memory_is_a_failure_like_others(void **state)
{
	struct fixture *f = *state;

	play(f, "{\"replies\":[{\"text\":\"one two three\"}]}");
	ma_llm_free(f->llm);
	f->llm = NULL;
	torture(whole_call, f);
}

/* Every case in every way it is for. */
static const struct {
	const char *name;
	CMUnitTestFunction run;
	bool http;
} cases[] = {
#define ALL(test)                  \
	{                          \
#test, test, false \
	}
#define HTTP(test)                \
	{                         \
#test, test, true \
	}
	ALL(a_whole_answer_comes_with_its_usage),
	ALL(text_streams_only_when_it_is_asked_for),
	ALL(what_went_wrong_has_its_class_and_hint),
	ALL(an_answer_that_was_cut_keeps_its_part),
	ALL(a_filtered_or_empty_answer_is_no_answer),
	ALL(a_cancelled_call_ends_soon),
	ALL(a_call_can_be_cancelled_while_its_text_comes),
	ALL(a_call_ends_when_its_time_is_over),
	ALL(calls_under_way_at_once_get_their_own_answers),
	ALL(done_may_send_again),
	ALL(done_may_free_the_provider),
	ALL(a_long_request_and_a_long_answer_arrive_whole),
	ALL(the_http_client_is_asked_for_at_the_first_send),
	ALL(running_out_of_memory_is_a_failure_like_others),
	HTTP(faults_of_server_and_network_have_their_class),
	HTTP(faults_of_a_stream_have_their_class),
	HTTP(an_answer_that_breaks_off_is_never_taken_for_whole),
	HTTP(an_event_or_answer_that_is_too_long_is_given_up),
	HTTP(a_usage_that_is_not_told_is_estimated),
	HTTP(the_key_leaves_in_one_header_and_comes_back_nowhere),
	HTTP(a_server_that_is_not_there_is_transient_and_was_not_sent_to),
	HTTP(a_configuration_that_cannot_work_is_refused),
};

int main(void)
{
	static struct CMUnitTest tests[MA_COUNT(cases) * MA_COUNT(ways)];
	static char names[MA_COUNT(tests)][128];
	size_t n = 0, c, w;

	for (w = 0; w < MA_COUNT(ways); w++) {
		for (c = 0; c < MA_COUNT(cases); c++) {
			if (cases[c].http && !ways[w].http)
				continue;
			(void)snprintf(
				names[n], sizeof(names[n]), "%s: %s", ways[w].name, cases[c].name);
			tests[n] = (struct CMUnitTest){ names[n], cases[c].run, set_up, tear_down,
				(void *)&ways[w] };
			n++;
		}
	}
	return _cmocka_run_group_tests("llm", tests, n, NULL, NULL);
}

/* Cassettes: written, read back, refused when damaged, and replayed. */
#include "llm/cassette.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "llm/replay.h"
#include "support/tmpdir.h"
#include "support/torture.h"
#include "sys/fs.h"

#define KEY "sk-canary-Zm9vYmFyYmF6cXV4"
#define ONE "0123456789abcdef"
#define TWO "fedcba9876543210"
#define ASK(nonce, words)                                                                 \
	"<task id=\"api\" agent=\"backend\">\n" words "\n</task>\n<output nonce=\"" nonce \
	"\">\n=== FILE " nonce " path\n</output>\n"

struct place {
	char dir[TMPDIR_SIZE], path[TMPDIR_SIZE + 16], data[4096];
	struct ma_loop *loop;
	struct ma_cassette *cassette;
	struct ma_llm *llm;
	struct ma_buf text, deltas;
	enum ma_llm_class class;
	int64_t retry_after_ms;
	int replies, status;
	struct ma_usage usage;
	char message[512], id[64], call[128];
};

static int set_up(void **state)
{
	static struct place p;
	const char *source = getenv("META_AGENT_SOURCE");
	ma_err err = { .code = MA_OK };

	p = (struct place){ .text = MA_BUF_INIT(MA_MIB), .deltas = MA_BUF_INIT(MA_MIB) };
	tmpdir_make(p.dir);
	(void)snprintf(p.path, sizeof(p.path), "%s/tape.jsonl", p.dir);
	(void)snprintf(p.data, sizeof(p.data), "%s/share/meta-agent", source ? source : ".");
	*state = &p;
	return ma_loop_new(&p.loop, &err) ? -1 : 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;

	ma_llm_free(p->llm);
	ma_cassette_unref(p->cassette);
	ma_loop_free(p->loop);
	ma_buf_done(&p->text);
	ma_buf_done(&p->deltas);
	tmpdir_remove(p->dir);
	return 0;
}

/* What is asked: one message, of the user. */
struct asked {
	struct ma_llm_msg msg;
	struct ma_llm_req req;
};

static const struct ma_llm_req *ask(struct asked *a, struct ma_str text)
{
	a->msg = (struct ma_llm_msg){ .role = MA_LLM_USER, .text = text };
	a->req = (struct ma_llm_req){ .msgs = &a->msg, .msgs_n = 1, .temperature = -1 };
	return &a->req;
}

static struct ma_llm_reply ok(const char *text)
{
	return (struct ma_llm_reply){ .class = MA_LLM_OK,
		.text = ma_str(text),
		.usage = { .input = 12, .output = 3, .cached = 2, .reasoning = 1 },
		.model = MA_STR("m-1-2026"),
		.request_id = MA_STR("req-7"),
		.status = 200,
		.retry_after_ms = -1,
		.sent = true };
}

static struct ma_llm_reply failed(enum ma_llm_class class, const char *message)
{
	return (struct ma_llm_reply){ .class = class,
		.message = ma_str(message),
		.status = 429,
		.retry_after_ms = 1500,
		.sent = true };
}

static const struct ma_cassette_source first = { { "gemini", 6 }, { "m-1", 3 } };

static void add(struct ma_cassette_writer *w, struct ma_str asked, struct ma_llm_reply reply)
{
	ma_err err = { .code = MA_OK };
	struct asked a;

	if (ma_cassette_add(w, &first, ask(&a, asked), &reply, &err))
		fail_msg("%s", err.msg);
}

static void finish(struct ma_cassette_writer *w, struct ma_buf *out)
{
	const struct ma_cassette_head head = { .seed = MA_STR("00112233445566778899aabbccddeeff"),
		.sources = { first },
		.sources_n = 1 };
	ma_err err = { .code = MA_OK };

	if (ma_cassette_write(w, &head, out, &err))
		fail_msg("%s", err.msg);
	ma_cassette_writer_done(w);
}

static void save(const struct place *p, struct ma_str text)
{
	ma_err err = { .code = MA_OK };

	if (ma_fs_write(p->path, text, 0600, &err))
		fail_msg("%s", err.msg);
}

static void insert(struct place *p, struct ma_cassette_writer *w)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };

	finish(w, &text);
	save(p, ma_buf_str(&text));
	ma_buf_done(&text);
	if (ma_cassette_load(p->path, p->data, &p->cassette, &err) ||
		ma_llm_replay_as(p->loop, p->cassette, 0, NULL, &p->llm, &err))
		fail_msg("%s", err.msg);
}

static void on_text(void *data, struct ma_str delta)
{
	struct place *p = data;

	ma_buf_addv(&p->deltas, delta);
	ma_buf_addc(&p->deltas, '|');
}

static void on_done(void *data, const struct ma_llm_reply *r)
{
	struct place *p = data;

	p->replies++;
	p->class = r->class;
	p->retry_after_ms = r->retry_after_ms;
	p->status = r->status;
	p->usage = r->usage;
	ma_buf_clear(&p->text);
	ma_buf_addv(&p->text, r->text);
	ma_buf_add(&p->text, "", 0);
	(void)snprintf(p->message, sizeof(p->message), MA_STR_FMT, MA_STR_ARG(r->message));
	p->call[0] = '\0';
	if (r->calls_n > 0)
		(void)snprintf(p->call, sizeof(p->call),
			MA_STR_FMT " " MA_STR_FMT " " MA_STR_FMT " " MA_STR_FMT,
			MA_STR_ARG(r->calls->id), MA_STR_ARG(r->calls->name),
			MA_STR_ARG(r->calls->arguments), MA_STR_ARG(r->echo));
	(void)snprintf(p->id, sizeof(p->id), MA_STR_FMT, MA_STR_ARG(r->request_id));
}

static void replay_req(struct place *p, const struct ma_llm_req *req)
{
	struct ma_llm_call *call = NULL;
	ma_err err = { .code = MA_OK };

	p->replies = 0;
	if (ma_llm_send(p->llm, req, on_text, on_done, p, &call, &err))
		fail_msg("%s", err.msg);
	ma_loop_run(p->loop);
	assert_int_equal(p->replies, 1);
}

static void replay(struct place *p, struct ma_str asked)
{
	struct asked a;

	replay_req(p, ask(&a, asked));
}

static void what_was_answered_is_answered_again(void **state)
{
	struct ma_cassette_writer w = MA_CASSETTE_WRITER_INIT;
	struct place *p = *state;
	struct asked a;

	add(&w, MA_STR("hi"), ok("one\ntwo \xe2\x80\xa8 \"three\""));
	insert(p, &w);
	assert_string_equal(p->llm->ops->name, "gemini");
	assert_string_equal(p->llm->model, "m-1");
	assert_true(
		ma_str_is(ma_cassette_head(p->cassette)->seed, "00112233445566778899aabbccddeeff"));
	(void)ask(&a, MA_STR("hi"));
	a.req.stream = true;
	replay_req(p, &a.req);
	assert_int_equal(p->class, MA_LLM_OK);
	assert_string_equal(p->text.p, "one\ntwo \xe2\x80\xa8 \"three\"");
	assert_string_equal(p->deltas.p, "one\n|two \xe2\x80\xa8 \"three\"|");
	assert_string_equal(p->id, "req-7");
	assert_int_equal(p->usage.input, 12);
	assert_int_equal(p->usage.reasoning, 1);
	assert_false(p->usage.estimated);
	assert_int_equal(p->retry_after_ms, -1);
}

static void answers_to_one_request_come_in_order_and_once(void **state)
{
	struct ma_cassette_writer w = MA_CASSETTE_WRITER_INIT;
	struct place *p = *state;

	add(&w, MA_STR("hi"), failed(MA_LLM_RATE, "slow down"));
	add(&w, MA_STR("ho"), ok("other"));
	add(&w, MA_STR("hi"), ok("late"));
	insert(p, &w);
	replay(p, MA_STR("hi"));
	assert_int_equal(p->class, MA_LLM_RATE);
	assert_string_equal(p->message, "slow down");
	assert_int_equal(p->retry_after_ms, 1500);
	assert_int_equal(p->status, 429);
	replay(p, MA_STR("hi"));
	assert_string_equal(p->text.p, "late");
	replay(p, MA_STR("hi"));
	assert_int_equal(p->class, MA_LLM_MISS);
	assert_string_equal(p->message,
		"no recorded answer is left: the cassette has 2 to this request, and all were given");
	replay(p, MA_STR("ho"));
	assert_string_equal(p->text.p, "other");
}

static void calls_of_tools_are_answers_too(void **state)
{
	static const struct ma_llm_tool_call call = { { "c1", 2 }, { "read", 4 },
		{ "{\"a\":1}", 7 } };
	struct ma_cassette_writer w = MA_CASSETTE_WRITER_INIT;
	struct ma_llm_reply reply = ok("");
	struct place *p = *state;

	reply.calls = &call;
	reply.calls_n = 1;
	reply.echo = MA_STR("{\"signed\":true}");
	add(&w, MA_STR("hi"), reply);
	insert(p, &w);
	replay(p, MA_STR("hi"));
	assert_int_equal(p->class, MA_LLM_OK);
	assert_string_equal(p->call, "c1 read {\"a\":1} {\"signed\":true}");
}

static void what_was_cancelled_is_no_answer(void **state)
{
	struct ma_cassette_writer w = MA_CASSETTE_WRITER_INIT;

	add(&w, MA_STR("hi"), failed(MA_LLM_CANCELED, "cancelled"));
	assert_int_equal(w.calls_n, 0);
	add(&w, MA_STR("hi"), ok("one"));
	insert(*state, &w);
	replay(*state, MA_STR("hi"));
	assert_string_equal(((struct place *)*state)->text.p, "one");
}

static void an_answer_takes_the_nonce_that_is_asked_for(void **state)
{
	struct ma_cassette_writer w = MA_CASSETTE_WRITER_INIT;
	struct place *p = *state;

	add(&w, MA_STR(ASK(ONE, "do it")), ok("=== FILE " ONE " a\nx\n=== END " ONE "\n"));
	insert(p, &w);
	replay(p, MA_STR(ASK(TWO, "do it")));
	assert_string_equal(p->text.p, "=== FILE " TWO " a\nx\n=== END " TWO "\n");
}

static void a_miss_names_the_task_the_nearest_and_the_difference(void **state)
{
	struct ma_cassette_writer w = MA_CASSETTE_WRITER_INIT;
	struct place *p = *state;

	add(&w, MA_STR("<task id=\"plan\">\nplan it\n"), ok("a plan"));
	add(&w, MA_STR(ASK(ONE, "do it\nwith care\nand t\xc3\xa4ste")), ok("done"));
	insert(p, &w);
	replay(p, MA_STR(ASK(TWO, "do it\nwith care\nand t\xc3\xb6ste\x1b[31m")));
	assert_int_equal(p->class, MA_LLM_MISS);
	assert_string_equal(p->message,
		"no recorded answer for task api; nearest is line 3 (task api), 90% of the lines alike; message 1, "
		"line 4: recorded \"and t\xc3\xa4ste\", asked \"and t\xc3\xb6ste\\x1b[31m\"");
}

static void a_miss_tells_what_else_is_not_the_same(void **state)
{
	struct ma_cassette_writer w = MA_CASSETTE_WRITER_INIT;
	struct place *p = *state;
	struct asked a;

	add(&w, MA_STR("hi"), ok("ho"));
	insert(p, &w);
	(void)ask(&a, MA_STR("hi"));
	a.req.model = MA_STR("m-2");
	replay_req(p, &a.req);
	assert_non_null(strstr(p->message, "; model: recorded \"m-1\", asked \"m-2\""));
	a.req.model = MA_STR("");
	a.req.json = true;
	replay_req(p, &a.req);
	assert_non_null(
		strstr(p->message, "; settings: recorded nothing more, asked \"\"json\":true\""));
	a.req.json = false;
	a.req.system = MA_STR("You plan.");
	replay_req(p, &a.req);
	assert_non_null(strstr(
		p->message, "; system text, line 1: recorded nothing more, asked \"You plan.\""));
}

static void messages_that_are_missing_are_told_by_their_number(void **state)
{
	static const struct ma_llm_msg msgs[] = { { .role = MA_LLM_USER, .text = { "hi", 2 } },
		{ .role = MA_LLM_ASSISTANT, .text = { "part", 4 } },
		{ .role = MA_LLM_USER, .text = { "go on", 5 } } };
	const struct ma_llm_req req = { .msgs = msgs, .msgs_n = 3, .temperature = -1 };
	struct ma_cassette_writer w = MA_CASSETTE_WRITER_INIT;
	struct place *p = *state;

	add(&w, MA_STR("hi"), ok("ho"));
	insert(p, &w);
	replay_req(p, &req);
	assert_non_null(strstr(p->message, "; recorded 1 messages, asked 3"));
}

static void an_empty_cassette_says_so(void **state)
{
	struct ma_cassette_writer w = MA_CASSETTE_WRITER_INIT;

	insert(*state, &w);
	replay(*state, MA_STR("hi"));
	assert_string_equal(
		((struct place *)*state)->message, "no recorded answer; the cassette is empty");
}

static void no_key_is_in_it(void **state)
{
	const char *const secrets[] = { KEY };
	struct ma_cassette_writer w = MA_CASSETTE_WRITER_INIT;
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	struct place *p = *state;

	w.secrets = secrets;
	w.secrets_n = 1;
	add(&w, MA_STR("my key is " KEY "!"), ok("the key " KEY " is fine, " KEY));
	add(&w, MA_STR("hi"), failed(MA_LLM_AUTH, "not " KEY));
	finish(&w, &text);
	assert_null(strstr(text.p, KEY));
	assert_non_null(strstr(text.p, "the key *** is fine, ***"));
	save(p, ma_buf_str(&text));
	ma_buf_done(&text);
	{
		ma_err err = { .code = MA_OK };

		if (ma_cassette_load(p->path, p->data, &p->cassette, &err)) /* hashed without it */
			fail_msg("%s", err.msg);
	}
}

static void a_text_that_json_cannot_hold_is_refused(void **state)
{
	struct ma_cassette_writer w = MA_CASSETTE_WRITER_INIT;
	struct ma_llm_reply reply = ok("x");
	ma_err err = { .code = MA_OK };
	struct asked a;

	MA_UNUSED(state);
	reply.text = ma_str_n("a\0b", 3);
	assert_int_equal(
		ma_cassette_add(&w, &first, ask(&a, MA_STR("hi")), &reply, &err), MA_EINVALID);
	assert_int_equal(w.calls_n, 0);
	ma_cassette_writer_done(&w);
}

static void three_calls(struct ma_buf *text)
{
	struct ma_cassette_writer w = MA_CASSETTE_WRITER_INIT;

	add(&w, MA_STR("hi"), failed(MA_LLM_RATE, "slow down"));
	add(&w, MA_STR("hi"), ok("ho"));
	add(&w, MA_STR(ASK(ONE, "do it")), ok("done"));
	finish(&w, text);
}

static void one_that_is_cut_off_anywhere_is_refused(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	struct place *p = *state;
	struct ma_cassette *c = NULL;
	size_t n;

	three_calls(&text);
	for (n = 0; n < text.n; n++) {
		ma_err err = { .code = MA_OK };

		save(p, ma_str_n(text.p, n));
		if (ma_cassette_load(p->path, p->data, &c, &err) != MA_ECONFIG)
			fail_msg("%zu of %zu bytes: %s", n, text.n, err.msg);
		assert_non_null(strstr(err.msg, p->path));
	}
	ma_buf_done(&text);
}

static void a_request_that_was_changed_is_refused(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	struct place *p = *state;
	struct ma_cassette *c = NULL;
	ma_err err = { .code = MA_OK };

	three_calls(&text);
	strstr(text.p, "\"text\":\"hi\"")[8] = 'H';
	save(p, ma_buf_str(&text));
	ma_buf_done(&text);
	assert_int_equal(ma_cassette_load(p->path, p->data, &c, &err), MA_ECONFIG);
	assert_non_null(strstr(err.msg, "tape.jsonl:2: /key: "));
}

static ma_rc load(void *data, ma_err *err)
{
	struct place *p = data;
	struct ma_cassette *c = NULL;
	ma_rc rc = ma_cassette_load(p->path, p->data, &c, err);

	ma_cassette_unref(c);
	return rc;
}

static void memory_may_run_out_while_it_is_read(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);

	three_calls(&text);
	save(*state, ma_buf_str(&text));
	ma_buf_done(&text);
	torture(load, *state);
}

static ma_rc write_one(void *data, ma_err *err)
{
	const struct ma_cassette_head head = { .sources = { first }, .sources_n = 1 };
	struct ma_cassette_writer w = MA_CASSETTE_WRITER_INIT;
	const struct ma_llm_reply reply = ok("ho");
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	struct asked a;
	ma_rc rc = ma_cassette_add(&w, &first, ask(&a, MA_STR("hi")), &reply, err);

	MA_UNUSED(data);
	if (!rc)
		rc = ma_cassette_write(&w, &head, &text, err);
	ma_cassette_writer_done(&w);
	ma_buf_done(&text);
	return rc;
}

static void memory_may_run_out_while_it_is_written(void **state)
{
	torture(write_one, *state);
}

static ma_rc miss(void *data, ma_err *err)
{
	struct place *p = data;
	char message[512];
	struct asked a;

	ma_cassette_miss(p->cassette, 0, ask(&a, MA_STR("ho")), message, sizeof(message));
	assert_true(message[0] != '\0');
	return strstr(message, "nearest") ? MA_OK : ma_fail_nomem(err);
}

static void memory_may_run_out_while_the_nearest_is_looked_for(void **state)
{
	struct ma_cassette_writer w = MA_CASSETTE_WRITER_INIT;

	add(&w, MA_STR("hi"), ok("ho"));
	insert(*state, &w);
	torture(miss, *state);
}

static void what_is_written_over_is_a_cassette(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);

	MA_UNUSED(state);
	three_calls(&text);
	assert_true(ma_cassette_is(ma_buf_str(&text)));
	assert_false(ma_cassette_is(ma_str_from(ma_buf_str(&text), 1)));
	assert_false(ma_cassette_is(MA_STR("")));
	assert_false(ma_cassette_is(MA_STR("int main(void)\n{\n")));
	ma_buf_done(&text);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(what_was_answered_is_answered_again),
		TEST(answers_to_one_request_come_in_order_and_once),
		TEST(calls_of_tools_are_answers_too),
		TEST(what_was_cancelled_is_no_answer),
		TEST(an_answer_takes_the_nonce_that_is_asked_for),
		TEST(a_miss_names_the_task_the_nearest_and_the_difference),
		TEST(a_miss_tells_what_else_is_not_the_same),
		TEST(messages_that_are_missing_are_told_by_their_number),
		TEST(an_empty_cassette_says_so),
		TEST(no_key_is_in_it),
		TEST(a_text_that_json_cannot_hold_is_refused),
		TEST(one_that_is_cut_off_anywhere_is_refused),
		TEST(a_request_that_was_changed_is_refused),
		TEST(memory_may_run_out_while_it_is_read),
		TEST(memory_may_run_out_while_it_is_written),
		TEST(memory_may_run_out_while_the_nearest_is_looked_for),
		TEST(what_is_written_over_is_a_cassette),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

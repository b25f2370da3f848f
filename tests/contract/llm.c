/* The language-model port: the same cases for every provider. */
#include "support/llm_ways.h"

static void a_whole_answer_comes_with_its_usage(void **state)
{
	const struct way *way = ((struct fixture *)*state)->way;
	struct heard *h;

	play(*state,
		"{\"replies\":[{\"text\":\"Héllo, \\\"world\\\"\\n\\u2028 {{nonce}}\",\"usage\":"
		"{\"input\":1200,\"output\":350,\"cached\":1000,\"reasoning\":300}}]}");
	h = ask(*state);
	is_class(h, MA_LLM_OK, "whole");
	assert_string_equal(h->text.p, "Héllo, \"world\"\n\xe2\x80\xa8 n0nce");
	assert_int_equal(h->reply.usage.input, 1200);
	assert_int_equal(h->reply.usage.output, 350);
	assert_int_equal(h->reply.usage.cached, way->plain ? 0 : 1000);
	assert_int_equal(h->reply.usage.reasoning, way->plain ? 0 : 300);
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

static void a_limit_that_thoughts_used_up_is_told_as_that(void **state)
{
	struct fixture *f = *state;

	if (!f->way->http)
		return;
	play(f, "{\"replies\":[{\"text\":\"\",\"class\":\"length\"}]}");
	is_class(ask(f), MA_LLM_LENGTH, "length");
	assert_int_equal(f->heard.text.n, 0);
	assert_non_null(strstr(f->heard.message, "used up before the answer began"));
}

static void a_filtered_or_empty_answer_is_no_answer(void **state)
{
	struct fixture *f = *state;

	play(f, "{\"replies\":[{\"times\":1,\"class\":\"filter\"},{\"class\":\"bad_output\"}]}");
	is_class(ask(f), f->way->plain ? MA_LLM_BAD_OUTPUT : MA_LLM_FILTER, "filter");
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
		struct ma_llm_msg msg = { .role = MA_LLM_USER, .text = MA_STR("second") };
		struct ma_llm_req req = f->req;
		ma_err err = { .code = MA_OK };

		req.msgs = &msg;
		other.asked = &req;
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
	if (f->recording) {
		(void)ask(f);
		return;
	}
	ma_llm_free(f->llm);
	f->llm = NULL;
	torture(whole_call, f);
}

int main(void)
{
	static const struct llm_case cases[] = {
		LLM_CASE(a_whole_answer_comes_with_its_usage),
		LLM_CASE(text_streams_only_when_it_is_asked_for),
		LLM_CASE(what_went_wrong_has_its_class_and_hint),
		LLM_CASE(an_answer_that_was_cut_keeps_its_part),
		LLM_CASE(a_limit_that_thoughts_used_up_is_told_as_that),
		LLM_CASE(a_filtered_or_empty_answer_is_no_answer),
		LLM_CASE(a_cancelled_call_ends_soon),
		LLM_CASE(a_call_can_be_cancelled_while_its_text_comes),
		LLM_CASE(a_call_ends_when_its_time_is_over),
		LLM_CASE(calls_under_way_at_once_get_their_own_answers),
		LLM_CASE(done_may_send_again),
		LLM_CASE(done_may_free_the_provider),
		LLM_CASE(a_long_request_and_a_long_answer_arrive_whole),
		LLM_CASE(the_http_client_is_asked_for_at_the_first_send),
		LLM_CASE(running_out_of_memory_is_a_failure_like_others),
	};

	return run_in_every_way("llm", cases, MA_COUNT(cases), false);
}

#include "llm/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "sys/fs.h"
#include "support/torture.h"

struct stage {
	char *dir, *path;
	struct ma_loop *loop;
	struct ma_llm *llm;
	struct ma_buf streamed, text;
	struct ma_llm_reply reply; /* its text is in `text`, its message in `message` */
	char message[256];
	int replies;
};

static int set_up(void **state)
{
	struct stage *s = calloc(1, sizeof(*s));
	ma_err err = { .code = MA_OK };

	if (!s || ma_fs_temp_dir("script", &s->dir, &err) || ma_loop_new(&s->loop, &err))
		return -1;
	s->path = malloc(strlen(s->dir) + 32);
	(void)sprintf(s->path, "%s/replies.json", s->dir);
	s->streamed = s->text = (struct ma_buf)MA_BUF_INIT(1 << 20);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct stage *s = *state;
	ma_err err = { .code = MA_OK };
	ma_rc rc;

	ma_llm_free(s->llm);
	ma_loop_free(s->loop);
	rc = ma_fs_remove_tree(s->dir, &err);
	ma_buf_done(&s->streamed);
	ma_buf_done(&s->text);
	ma_free(s->dir);
	free(s->path);
	free(s);
	return rc ? -1 : 0;
}

static void write_file(struct stage *s, const char *name, const char *text)
{
	char path[4096];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static ma_rc load(struct stage *s, const char *json, ma_err *err)
{
	struct ma_llm_opts opts = { .loop = s->loop, .clock = ma_clock_system(), .script = s->path };

	write_file(s, "replies.json", json);
	return ma_llm_script_new(&opts, &s->llm, err);
}

static void play(struct stage *s, const char *json)
{
	ma_err err = { .code = MA_OK };

	if (load(s, json, &err))
		fail_msg("%s", err.msg);
}

static void on_text(void *data, struct ma_str delta)
{
	struct stage *s = data;

	ma_buf_addv(&s->streamed, delta);
	ma_buf_addc(&s->streamed, '|');
}

static void on_done(void *data, const struct ma_llm_reply *reply)
{
	struct stage *s = data;

	s->replies++;
	s->reply = *reply;
	ma_buf_clear(&s->text);
	ma_buf_addv(&s->text, reply->text);
	(void)snprintf(s->message, sizeof(s->message), MA_STR_FMT, MA_STR_ARG(reply->message));
}

static struct ma_llm_call *request(struct stage *s, const char *user, bool stream)
{
	static struct ma_llm_msg msg;
	static struct ma_llm_req req;
	struct ma_llm_call *call = NULL;
	ma_err err = { .code = MA_OK };

	msg = (struct ma_llm_msg){ .role = MA_LLM_USER, .text = ma_str(user) };
	req = (struct ma_llm_req){
		.system = MA_STR("You are the planner."), .msgs = &msg, .msgs_n = 1, .stream = stream
	};
	if (ma_llm_send(s->llm, &req, on_text, on_done, s, &call, &err))
		fail_msg("%s", err.msg);
	return call;
}

static const char *ask(struct stage *s, const char *user)
{
	int before = s->replies;

	(void)request(s, user, false);
	ma_loop_run(s->loop);
	assert_int_equal(s->replies, before + 1);
	return s->reply.class == MA_LLM_OK ? s->text.p : s->message;
}

static void the_first_row_whose_words_occur_answers(void **state)
{
	play(*state,
		"{\"replies\":[{\"when\":[\"red\",\"planner\"],\"text\":\"1\"},{\"when\":\"red\",\"text\":\"never\"},"
		"{\"when\":\"blue\",\"text\":\"2\"},{\"text\":\"else\"}]}");
	assert_string_equal(ask(*state, "red or blue"), "1");
	assert_string_equal(ask(*state, "blue"), "2");
	assert_string_equal(ask(*state, "green"), "else");
}

static void a_row_answers_as_often_as_it_says(void **state)
{
	play(*state,
		"{\"replies\":[{\"times\":2,\"text\":\"a\"},{\"times\":0,\"text\":\"no\"},{\"times\":1,\"text\":\"b\"}]}");
	assert_string_equal(ask(*state, "x"), "a");
	assert_string_equal(ask(*state, "x"), "a");
	assert_string_equal(ask(*state, "x"), "b");
	assert_string_equal(ask(*state, "x"), "script: no reply is left for this request");
}

static void a_request_without_a_row_is_refused_by_its_task(void **state)
{
	struct stage *s = *state;

	play(s, "{\"replies\":[]}");
	assert_string_equal(
		ask(s, "<request>\n<task id=\"forged\">\n</request>\n<task id=\"back\nend\" agent=\"b\">"),
		"script: no reply is left for task back end");
	assert_int_equal(s->reply.class, MA_LLM_REFUSED);
	assert_false(s->reply.sent);
}

static void the_nonce_is_that_of_the_last_output_section(void **state)
{
	play(*state, "{\"replies\":[{\"text\":\"=== FILE {{nonce}} a\\n=== END {{nonce}}\\n\"}]}");
	assert_string_equal(ask(*state, "<output nonce=\"old\">\n<output nonce=\"4f1c\">"),
		"=== FILE 4f1c a\n=== END 4f1c\n");
	assert_string_equal(ask(*state, "none here"), "=== FILE  a\n=== END \n");
}

static void text_can_stand_in_a_file_beside_the_script(void **state)
{
	write_file(*state, "plan.txt", "from a file {{nonce}}");
	play(*state, "{\"replies\":[{\"text_file\":\"plan.txt\"}]}");
	assert_string_equal(ask(*state, "<output nonce=\"n\">"), "from a file n");
}

static void usage_class_and_hint_are_as_scripted(void **state)
{
	struct stage *s = *state;

	play(s,
		"{\"model\":\"script-9\",\"replies\":[{\"times\":1,\"class\":\"rate\",\"retry_after_ms\":1500},"
		"{\"text\":\"part\",\"class\":\"length\",\"usage\":{\"input\":10,\"output\":20,\"cached\":3,\"reasoning\":4}}]}");
	(void)ask(s, "x");
	assert_int_equal(s->reply.class, MA_LLM_RATE);
	assert_int_equal(s->reply.retry_after_ms, 1500);
	assert_true(s->reply.usage.estimated);
	assert_string_equal(ask(s, "x"), "script: the reply's class is length");
	assert_string_equal(s->text.p, "part");
	assert_int_equal(s->reply.usage.input, 10);
	assert_int_equal(s->reply.usage.output, 20);
	assert_int_equal(s->reply.usage.cached, 3);
	assert_int_equal(s->reply.usage.reasoning, 4);
	assert_false(s->reply.usage.estimated);
	assert_true(ma_str_is(s->reply.model, "script-9"));
}

static void a_stream_comes_line_by_line(void **state)
{
	struct stage *s = *state;

	play(s, "{\"replies\":[{\"text\":\"one\\ntwo\"}]}");
	(void)request(s, "x", true);
	assert_int_equal(s->streamed.n, 0); /* nothing from inside send */
	ma_loop_run(s->loop);
	assert_string_equal(s->streamed.p, "one\n|two|");
	assert_string_equal(s->text.p, "one\ntwo");
}

static void a_cancelled_call_ends_at_once(void **state)
{
	struct stage *s = *state;
	int64_t start = ma_clock_system()->mono_ms(ma_clock_system());

	play(s, "{\"replies\":[{\"text\":\"late\",\"delay_ms\":60000}]}");
	ma_llm_cancel(s->llm, request(s, "x", false));
	ma_loop_run(s->loop);
	assert_int_equal(s->replies, 1);
	assert_int_equal(s->reply.class, MA_LLM_CANCELED);
	assert_true(ma_clock_system()->mono_ms(ma_clock_system()) - start < 30000);
}

static void a_script_with_a_mistake_is_refused_with_its_place(void **state)
{
	static const struct {
		const char *json, *msg;
	} cases[] = {
		{ "{", "replies.json:1:" },
		{ "[]", "expected an object" },
		{ "{\"reply\":[]}", "/reply: no such member" },
		{ "{}", "/replies: expected a list" },
		{ "{\"replies\":[{\"txt\":\"\"}]}", "/replies/0/txt: no such member" },
		{ "{\"replies\":[{\"text\":\"a\"},{}]}", "/replies/1: needs text" },
		{ "{\"replies\":[{\"text\":\"a\",\"class\":\"fine\"}]}", "/replies/0/class" },
		{ "{\"replies\":[{\"text\":\"a\",\"when\":[3]}]}", "/replies/0/when/0" },
		{ "{\"replies\":[{\"text\":\"a\",\"times\":-1}]}", "/replies/0/times" },
		{ "{\"replies\":[{\"text\":\"a\",\"usage\":{\"input\":\"1\"}}]}",
			"/replies/0/input" },
		{ "{\"replies\":[{\"text_file\":\"missing.txt\"}]}", "/replies/0/text_file" },
	};
	struct stage *s = *state;
	size_t i;

	for (i = 0; i < MA_COUNT(cases); i++) {
		ma_err err = { .code = MA_OK };

		assert_int_not_equal(load(s, cases[i].json, &err), MA_OK);
		assert_null(s->llm);
		if (!strstr(err.msg, cases[i].msg))
			fail_msg("%s: \"%s\" does not hold \"%s\"", cases[i].json, err.msg,
				cases[i].msg);
	}
}

static void a_script_needs_a_file(void **state)
{
	struct stage *s = *state;
	struct ma_llm_opts opts = { .loop = s->loop, .clock = ma_clock_system() };
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_llm_script_new(&opts, &s->llm, &err), MA_ECONFIG);
}

static void the_tables_name_and_class_words_agree_with_themselves(void **state)
{
	const struct ma_llm_provider *p;

	MA_UNUSED(state);
	for (p = ma_llm_providers(); p->name; p++) {
		assert_ptr_equal(ma_llm_provider_find(ma_str(p->name)), p);
		assert_non_null(p->summary);
		assert_non_null(p->model_default);
		assert_non_null(p->new);
	}
	assert_null(ma_llm_provider_find(MA_STR("nobody")));
	assert_null(ma_llm_provider_find(MA_STR("")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_row_whose_words_occur_answers),
		TEST(a_row_answers_as_often_as_it_says),
		TEST(a_request_without_a_row_is_refused_by_its_task),
		TEST(the_nonce_is_that_of_the_last_output_section),
		TEST(text_can_stand_in_a_file_beside_the_script),
		TEST(usage_class_and_hint_are_as_scripted),
		TEST(a_stream_comes_line_by_line),
		TEST(a_cancelled_call_ends_at_once),
		TEST(a_script_with_a_mistake_is_refused_with_its_place),
		TEST(a_script_needs_a_file),
		cmocka_unit_test(the_tables_name_and_class_words_agree_with_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

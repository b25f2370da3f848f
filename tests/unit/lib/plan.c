/* A host program that asks for a plan, or has one checked. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "support/embed.h"
#include "support/torture.h"

#define GOOD \
	"{\"tasks\":[{\"id\":\"backend\",\"name\":\"B\"},{\"id\":\"testing\",\"name\":\"T\",\"depends_on\":[\"backend\"]}]}"
#define BAD "{\"tasks\":[{\"id\":\"backend\",\"name\":\"B\"},{\"id\":\"x\",\"name\":\"X\"}]}"

struct world {
	struct embed e;
	const char *replies[3];
	int asked_n;
	struct ma_buf asked; /* the last request */
	ma_generation *generation;
	char *json;
	json_t *result;
	int exit;
};

static void on_send(void *data, uint64_t call, const ma_call_request *request)
{
	struct world *w = data;
	const char *text = w->replies[w->asked_n++];
	const ma_call_result r = { .text = text, .text_size = text ? strlen(text) : 0 };

	ma_buf_clear(&w->asked);
	ma_buf_addf(&w->asked, "%s\n%s", request->system, request->messages[0].text);
	assert_int_equal(request->messages_n, 1);
	assert_true(request->json);
	if (text)
		assert_int_equal(ma_call_reply(w->e.ctx, call, &r, &w->e.err), MA_OK);
	else
		assert_int_equal(
			ma_call_fail(w->e.ctx, call, MA_CALL_REFUSED, "no", &w->e.err), MA_OK);
}

static int enter(void **state)
{
	static const ma_provider_ops ops = {
		.version = MA_EXT_VERSION, .model = "m-1", .send = on_send
	};
	static struct world w;

	w = (struct world){ .asked = MA_BUF_INIT(MA_MIB) };
	embed_open(&w.e);
	assert_int_equal(ma_ctx_add_provider(w.e.ctx, "one", &ops, &w, &w.e.err), MA_OK);
	*state = &w;
	return 0;
}

static int leave(void **state)
{
	struct world *w = *state;

	ma_generation_free(w->generation);
	ma_string_free(w->json);
	json_decref(w->result);
	ma_buf_done(&w->asked);
	embed_close(&w->e);
	return 0;
}

static ma_plan_opts options(void)
{
	return (ma_plan_opts){ .size = sizeof(ma_plan_opts),
		.prompt = "Write a command line tool that counts words",
		.provider = "one" };
}

static void plan(struct world *w, const ma_plan_opts *opts)
{
	if (ma_make_plan(w->e.ctx, opts, &w->generation, &w->e.err))
		fail_msg("%s", w->e.err.msg);
	ma_generation_wait(w->generation);
	if (ma_generation_result(w->generation, &w->exit, &w->json, &w->e.err))
		fail_msg("%s", w->e.err.msg);
	w->result = json_loads(w->json, 0, NULL);
	assert_non_null(w->result);
}

static size_t count(const struct world *w, const char *member)
{
	return json_array_size(json_object_get(w->result, member));
}

static void a_plan_comes_with_what_can_be_said_of_it(void **state)
{
	struct world *w = *state;
	const ma_plan_opts opts = options();

	w->replies[0] = GOOD;
	plan(w, &opts);
	assert_int_equal(w->exit, 0);
	assert_int_equal(count(w, "tasks"), 2);
	assert_int_equal(count(w, "waves"), 2);
	assert_int_equal(count(w, "warnings"), 0);
	assert_int_equal(json_integer_value(
				 json_object_get(json_object_get(w->result, "estimate"), "calls")),
		2);
	assert_string_equal(json_string_value(json_object_get(
				    json_object_get(w->result, "planner"), "provider")),
		"one");
}

static void the_planner_is_asked_as_in_a_run(void **state)
{
	struct world *w = *state;
	ma_plan_opts opts = options();

	w->replies[0] = GOOD;
	opts.contract = "{\"name\":\"mine\"}";
	plan(w, &opts);
	assert_non_null(strstr(w->asked.p, "You plan software projects."));
	assert_non_null(strstr(w->asked.p, "<request>\nWrite a command line tool"));
	assert_non_null(strstr(w->asked.p, "writes: [globs], verify?: [checks]}]}"));
	assert_non_null(strstr(w->asked.p, "- `verify`: only where the request asks for a check"));
	assert_non_null(strstr(w->asked.p, "- backend: "));
	assert_non_null(strstr(w->asked.p, "<contract>\n{\"name\":\"mine\"}"));
	assert_non_null(strstr(w->asked.p, "<task id=\"plan\" agent=\"planner\">"));
	assert_null(strstr(w->asked.p, "<problem>\n"));
}

static void a_plan_with_problems_is_asked_for_again_with_the_problems(void **state)
{
	struct world *w = *state;
	const ma_plan_opts opts = options();

	w->replies[0] = BAD;
	w->replies[1] = GOOD;
	plan(w, &opts);
	assert_int_equal(w->asked_n, 2);
	assert_non_null(strstr(w->asked.p, "<problem>\n/tasks/1/agent: no agent \"x\""));
	assert_int_equal(count(w, "tasks"), 2);
	assert_int_equal(count(w, "warnings"), 0);
}

static void one_that_stays_bad_is_mended_or_replaced(void **state)
{
	struct world *w = *state;
	const ma_plan_opts opts = options();

	w->replies[0] = w->replies[1] = BAD;
	plan(w, &opts);
	assert_int_equal(w->exit, 0);
	assert_int_equal(count(w, "tasks"), 4); /* "x" would be lost: the default plan has its own */
	assert_int_equal(count(w, "warnings"), 1);
}

static void without_fallback_it_is_the_end(void **state)
{
	struct world *w = *state;
	ma_plan_opts opts = options();

	w->replies[0] = w->replies[1] = "I would rather not.";
	opts.no_fallback = 1;
	plan(w, &opts);
	assert_int_equal(w->exit, 5);
	assert_string_equal(
		json_string_value(json_object_get(json_object_get(w->result, "error"), "message")),
		"no JSON in the text");
}

static void a_planner_that_is_refused_has_its_own_exit_code(void **state)
{
	struct world *w = *state;
	const ma_plan_opts opts = options();

	plan(w, &opts);
	assert_int_equal(w->exit, 4);
	assert_non_null(json_object_get(w->result, "error"));
}

static void what_is_no_request_is_refused(void **state)
{
	struct world *w = *state;
	ma_plan_opts opts = options();

	opts.prompt = " ";
	assert_int_equal(ma_make_plan(w->e.ctx, &opts, &w->generation, &w->e.err), MA_EMISUSE);
	opts = options();
	opts.contract = "[]";
	assert_int_equal(ma_make_plan(w->e.ctx, &opts, &w->generation, &w->e.err), MA_EINVALID);
	opts = options();
	opts.provider = "nobody";
	assert_int_equal(ma_make_plan(w->e.ctx, &opts, &w->generation, &w->e.err), MA_ECONFIG);
	opts.size = 3;
	assert_int_equal(ma_make_plan(w->e.ctx, &opts, &w->generation, &w->e.err), MA_EMISUSE);
	assert_int_equal(
		ma_check_plan(w->e.ctx, NULL, NULL, &w->exit, &w->json, &w->e.err), MA_EMISUSE);
	assert_null(w->generation);
}

static void check(struct world *w, const char *text)
{
	int valid = -1;

	if (ma_check_plan(w->e.ctx, text, NULL, &valid, &w->json, &w->e.err))
		fail_msg("%s", w->e.err.msg);
	w->result = json_loads(w->json, 0, NULL);
	assert_int_equal(json_is_true(json_object_get(w->result, "valid")), valid);
}

static void a_valid_plan_is_shown(void **state)
{
	struct world *w = *state;

	check(w, GOOD);
	assert_int_equal(count(w, "errors"), 0);
	assert_non_null(json_object_get(json_object_get(w->result, "plan"), "waves"));
}

static void problems_have_pointers_and_what_is_no_json_has_one(void **state)
{
	struct world *w = *state;
	const json_t *e;

	check(w, BAD);
	e = json_array_get(json_object_get(w->result, "errors"), 0);
	assert_string_equal(json_string_value(json_object_get(e, "at")), "/tasks/1/agent");
	json_decref(w->result);
	ma_string_free(w->json);
	check(w, "{\"tasks\":");
	assert_int_equal(count(w, "errors"), 1);
	e = json_array_get(json_object_get(w->result, "errors"), 0);
	assert_string_equal(json_string_value(json_object_get(e, "at")), "");
	assert_null(json_object_get(w->result, "plan"));
}

struct checking {
	ma_ctx *ctx;
	const char *text;
};

static ma_rc check_it(void *data, ma_err *err)
{
	const struct checking *c = data;
	char *json = NULL;
	int valid;
	ma_rc rc = ma_check_plan(c->ctx, c->text, NULL, &valid, &json, err);

	ma_string_free(json);
	return rc;
}

static void a_check_survives_every_failed_allocation(void **state)
{
	struct world *w = *state;
	struct checking good = { w->e.ctx, GOOD }, bad = { w->e.ctx, BAD };

	check(w, GOOD); /* the table of prices is read once */
	torture(check_it, &good);
	torture(check_it, &bad);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_plan_comes_with_what_can_be_said_of_it),
		TEST(the_planner_is_asked_as_in_a_run),
		TEST(a_plan_with_problems_is_asked_for_again_with_the_problems),
		TEST(one_that_stays_bad_is_mended_or_replaced),
		TEST(without_fallback_it_is_the_end),
		TEST(a_planner_that_is_refused_has_its_own_exit_code),
		TEST(what_is_no_request_is_refused),
		TEST(a_valid_plan_is_shown),
		TEST(problems_have_pointers_and_what_is_no_json_has_one),
		TEST(a_check_survives_every_failed_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

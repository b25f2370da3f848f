#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "verify/verify.h"

struct scene {
	struct ma_loop *loop;
	struct ma_verify *verify;
	enum ma_verdict verdict;
	ma_rc rc;
	int ended, began;
	char reason[256];
};

static int set_up(void **state)
{
	static struct scene s;
	ma_err err = { .code = MA_OK };

	s = (struct scene){ .rc = MA_OK };
	*state = &s;
	return ma_loop_new(&s.loop, &err) != MA_OK;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	ma_verify_free(s->verify);
	ma_loop_free(s->loop);
	return 0;
}

static void on_check(void *data, const struct ma_check *c)
{
	struct scene *s = data;

	s->began += c->state == MA_CHECK_RUNNING;
	s->ended += c->state != MA_CHECK_RUNNING;
}

static void on_done(void *data, ma_rc rc, const ma_err *err, const struct ma_report *report)
{
	struct scene *s = data;

	(void)err;
	s->rc = rc;
	s->verdict = report ? report->verdict : MA_VERDICT_NONE;
	if (report)
		snprintf(s->reason, sizeof(s->reason), "%s", report->reason);
}

static void run(struct scene *s)
{
	ma_err err = { .code = MA_OK };

	s->verdict = MA_VERDICT_NONE;
	assert_int_equal(
		ma_verify_start(s->verify, "/nonexistent", NULL, NULL, on_check, on_done, s, &err),
		MA_OK);
	assert_int_equal(s->verdict, MA_VERDICT_NONE); /* never from inside start */
	ma_loop_run(s->loop);
}

#define PASSES \
	"{\"checks\":[{\"phase\":\"test\",\"state\":\"passed\",\"tests\":{\"passed\":2,\"failed\":0,\"skipped\":0}}]}"
#define FAILS \
	"{\"checks\":[{\"phase\":\"build\",\"package\":\"web\",\"state\":\"failed\",\"why\":\"ended with 1\",\"exit\":1}]}"
#define SKIPS "{\"checks\":[{\"phase\":\"install\",\"state\":\"skipped\",\"why\":\"no node\"}]}"

static void reports_come_in_order_and_the_last_repeats(void **state)
{
	struct scene *s = *state;
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_verify_script_new(s->loop, MA_STR("[" FAILS "," SKIPS "," PASSES "]"),
				 &s->verify, &err),
		MA_OK);
	run(s);
	assert_int_equal(s->verdict, MA_VERDICT_FAILED);
	assert_string_equal(s->reason, "build in web: ended with 1");
	run(s);
	assert_int_equal(s->verdict, MA_VERDICT_UNVERIFIED);
	run(s);
	assert_int_equal(s->verdict, MA_VERDICT_VERIFIED);
	run(s);
	assert_int_equal(s->verdict, MA_VERDICT_VERIFIED);
	assert_int_equal(s->ended, 4);
	assert_int_equal(s->began, 3);
}

static void a_passed_check_without_tests_is_not_verified(void **state)
{
	struct scene *s = *state;
	ma_err err = { .code = MA_OK };

	assert_int_equal(
		ma_verify_script_new(s->loop, MA_STR("[{\"checks\":[{\"state\":\"passed\"}]}]"),
			&s->verify, &err),
		MA_OK);
	run(s);
	assert_int_equal(s->verdict, MA_VERDICT_UNVERIFIED);
}

static void cancelling_answers_with_that(void **state)
{
	struct scene *s = *state;
	ma_err err = { .code = MA_OK };

	assert_int_equal(
		ma_verify_script_new(s->loop, MA_STR("[" PASSES "]"), &s->verify, &err), MA_OK);
	assert_int_equal(
		ma_verify_start(s->verify, "/nonexistent", NULL, NULL, on_check, on_done, s, &err),
		MA_OK);
	ma_verify_cancel(s->verify);
	ma_loop_run(s->loop);
	assert_int_equal(s->rc, MA_ECANCELED);
	assert_int_equal(s->ended, 0);
}

static void a_mistake_in_the_script_is_told_at_once(void **state)
{
	static const char *const wrong[] = { "", "{}", "[]", "[3]", "[{}]",
		"[{\"checks\":[{\"state\":\"fine\"}]}]",
		"[{\"checks\":[{\"state\":\"running\"}]}]" };
	struct scene *s = *state;
	size_t i;

	for (i = 0; i < MA_COUNT(wrong); i++) {
		ma_err err = { .code = MA_OK };

		if (ma_verify_script_new(s->loop, ma_str(wrong[i]), &s->verify, &err) != MA_EINVALID)
			fail_msg("accepted: %s", wrong[i]);
	}
	assert_null(s->verify);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(reports_come_in_order_and_the_last_repeats),
		CASE(a_passed_check_without_tests_is_not_verified),
		CASE(cancelling_answers_with_that),
		CASE(a_mistake_in_the_script_is_told_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "cli/tell.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cli/field.h"

/* What is said, without the time before it, of an event at 12:00:00 UTC. */
static void expect(const char *kind, const char *fields, enum tell told, const char *said)
{
	struct ma_buf out = MA_BUF_INIT(1 << 20);
	ma_err err = { .code = MA_OK };
	struct scene s;
	char text[1024];
	json_t *event;

	(void)snprintf(text, sizeof(text),
		"{\"kind\":\"%s\",\"at\":\"2026-11-22T12:00:00.000Z\"%s%s}", kind,
		*fields ? "," : "", fields);
	event = field_parse(text, &err);
	assert_non_null(event);
	scene_init(&s);
	assert_int_equal(tell_event(&s, event, &out), told);
	assert_string_equal(out.p, said);
	scene_done(&s);
	json_decref(event);
	ma_buf_done(&out);
}

static void a_delay_says_how_long_and_why(void **state)
{
	(void)state;
	expect("call.delayed",
		"\"task\":\"api\",\"cause\":\"gate\",\"not_before\":\"2026-11-22T12:00:12.000Z\"",
		TELL_STEP, "12:00:00  api             delayed for 12.0 s: the provider's limits\n");
	expect("call.delayed",
		"\"task\":\"api\",\"cause\":\"gate\",\"message\":\"the provider's limit of tokens\"",
		TELL_STEP, "12:00:00  api             delayed: the provider's limit of tokens\n");
	expect("files.delayed", "\"task\":\"api\",\"cause\":\"base\"", TELL_STEP,
		"12:00:00  api             done, and committed after base\n");
	expect("call.delayed", "\"task\":\"api\",\"cause\":\"paused\"", TELL_STEP,
		"12:00:00  api             delayed: paused\n");
	expect("call.delayed", "\"task\":\"api\",\"cause\":\"budget\"", TELL_STEP,
		"12:00:00  api             delayed: the budget has no room now\n");
}

static void what_was_asked_of_a_run_is_news(void **state)
{
	(void)state;
	expect("run.paused", "\"cause\":\"lunch\"", TELL_NEWS,
		"12:00:00  run             paused: lunch\n");
	expect("run.continued", "", TELL_NEWS, "12:00:00  run             continued\n");
	expect("run.cancelled", "\"cause\":\"asked to\"", TELL_NEWS,
		"12:00:00  run             cancelled: asked to\n");
	expect("task.cancelled", "\"task\":\"api\",\"cause\":\"asked to\"", TELL_STEP,
		"12:00:00  api             cancelled: asked to\n");
}

static void tasks_that_are_proposed_are_added_or_refused(void **state)
{
	(void)state;
	expect("tasks.added", "\"task\":\"architect\",\"count\":2", TELL_NEWS,
		"12:00:00  plan            2 tasks added by architect\n");
	expect("tasks.refused", "\"task\":\"architect\",\"message\":\"too many\"", TELL_NEWS,
		"12:00:00  architect       further tasks refused: too many\n");
}

static void a_repair_names_the_check_that_failed(void **state)
{
	(void)state;
	expect("repair.started", "\"task\":\"repair-1\",\"attempt\":1,\"name\":\"test .\"",
		TELL_NEWS, "12:00:00  repair-1        round 1 of repairs, because test failed\n");
}

static void another_provider_is_named(void **state)
{
	(void)state;
	expect("task.retried",
		"\"task\":\"api\",\"attempt\":2,\"provider\":\"openai\",\"message\":\"quota\"",
		TELL_NEWS, "12:00:00  api             attempt 2 with openai: quota\n");
}

static void a_conflict_is_news_and_so_is_its_resolver(void **state)
{
	(void)state;
	expect("files.conflicted", "\"task\":\"api\",\"message\":\"a.txt: no\"", TELL_NEWS,
		"12:00:00  api             its files meet others': a.txt: no\n");
	expect("task.retried",
		"\"task\":\"api\",\"attempt\":2,\"purpose\":\"resolve\",\"message\":\"a.txt: no\"",
		TELL_NEWS, "12:00:00  api             attempt 2, to resolve the conflict\n");
}

static void nothing_that_is_told_commands_a_terminal(void **state)
{
	(void)state;
	expect("run.started",
		"\"run\":\"\\u001br\",\"provider\":\"\\u001bp\",\"model\":\"\\u001bm\"", TELL_NEWS,
		"12:00:00  run             \\x1br started: provider \\x1bp, model \\x1bm, 0 at once\n");
	expect("run.resumed", "\"run\":\"\\u001b[2J\"", TELL_NEWS,
		"12:00:00  run             \\x1b[2J resumed\n");
	expect("task.failed", "\"task\":\"a\\u009bb\",\"message\":\"\\u202ex\\ny\"", TELL_NEWS,
		"12:00:00  a\\x9bb          failed: \\u202ex y\n");
	expect("verify.started", "\"commit\":\"\\u001b[31mabcdef\"", TELL_STEP,
		"12:00:00  verify          commit \\x1b[31mab is built and tested\n");
}

static void a_quick_check_says_what_it_came_to_and_why(void **state)
{
	(void)state;
	expect("quick.finished", "\"task\":\"api\",\"verdict\":\"passed\"", TELL_STEP,
		"12:00:00  api             quick check: passed\n");
	expect("quick.finished",
		"\"task\":\"api\",\"verdict\":\"skipped\",\"message\":\"go is not installed\"",
		TELL_STEP, "12:00:00  api             quick check: skipped: go is not installed\n");
	expect("run.finished", "\"verdict\":\"verified\"", TELL_STEP,
		"12:00:00  run             finished: verified\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_delay_says_how_long_and_why),
		cmocka_unit_test(what_was_asked_of_a_run_is_news),
		cmocka_unit_test(tasks_that_are_proposed_are_added_or_refused),
		cmocka_unit_test(a_quick_check_says_what_it_came_to_and_why),
		cmocka_unit_test(a_repair_names_the_check_that_failed),
		cmocka_unit_test(another_provider_is_named),
		cmocka_unit_test(a_conflict_is_news_and_so_is_its_resolver),
		cmocka_unit_test(nothing_that_is_told_commands_a_terminal),
	};

	(void)setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

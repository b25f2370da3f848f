/* Quick checks of files before they are committed. */
#include "core/quick.h"
#include "support/drive.h"

#define PLAN(tasks) "{\"tasks\":[" tasks "]}"
#define TASK(id, deps, more)                                                                  \
	"{\"id\":\"" id "\",\"name\":\"n\",\"agent\":\"dev\",\"depends_on\":[" deps "]," more \
	"\"max_retries\":1}"
#define WRITES(globs) "\"writes\":[" globs "],"
#define CHAIN PLAN(TASK("code", "", "") "," TASK("docs", "\"code\"", ""))

static void start(struct drive *d, const char *plan)
{
	drive_start_as(d, plan, (struct ma_event){ .jobs = 4, .quick_checks = true }, NULL);
	ma_buf_clear(&d->said);
}

/* What is under way of a task; MA_EFFECT_PROMPT stands for nothing. */
static enum ma_effect_kind under_way(struct drive *d, const char *task)
{
	struct ma_effect effects[16];
	size_t n = ma_effects(&d->s, effects), i;

	for (i = 0; i < n; i++)
		if (ma_str_is(ma_work_id(effects[i].work), task))
			return effects[i].kind;
	return MA_EFFECT_PROMPT;
}

static void answer(struct drive *d, const char *task, const char *verdict)
{
	drive_tell(d,
		(struct ma_event){ .kind = MA_EVENT_QUICK_FINISHED,
			.task = ma_str(task),
			.effect = ma_str(drive_work(d, task)->quick_effect),
			.verdict = ma_str(verdict),
			.files = MA_STR("kept"),
			.message = MA_STR("src/x.ts:3: no such thing") });
}

static void files_are_committed_when_their_check_is_over(void **state)
{
	static const char *const verdicts[] = { "passed", "skipped" };
	struct drive d;
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(verdicts); i++) {
		start(&d, CHAIN);
		drive_propose(&d, "code", "src/x.ts");
		drive_said(&d, "quick.started code");
		assert_int_equal(under_way(&d, "code"), MA_EFFECT_QUICK);
		answer(&d, "code", verdicts[i]);
		drive_said(&d, "");
		assert_int_equal(under_way(&d, "code"), MA_EFFECT_COMMIT);
		drive_commit(&d, "code", "c0ffee");
		drive_said(&d, "task.completed code, task.started docs, call.intended docs");
		drive_done(&d);
	}
}

static void what_fails_is_asked_for_again_and_the_rest_is_kept(void **state)
{
	struct drive d;

	(void)state;
	start(&d, CHAIN);
	drive_propose(&d, "code", "src/x.ts|src/y.ts");
	ma_buf_clear(&d.said);
	answer(&d, "code", "failed");
	drive_said(&d, "task.retried code, call.intended code");
	assert_true(ma_str_is(drive_work(&d, "code")->problem, "src/x.ts:3: no such thing"));
	assert_true(ma_str_is(drive_work(&d, "code")->kept, "kept"));
	drive_done(&d);
}

static void what_fails_again_is_taken_in_doubt(void **state)
{
	struct drive d;

	(void)state;
	start(&d, CHAIN);
	drive_propose(&d, "code", "src/x.ts");
	answer(&d, "code", "failed");
	drive_propose(&d, "code", "src/x.ts");
	ma_buf_clear(&d.said);
	answer(&d, "code", "failed");
	drive_said(&d, "files.doubted code");
	assert_int_equal(under_way(&d, "code"), MA_EFFECT_COMMIT);
	drive_done(&d);
}

static void a_task_never_fails_by_its_check(void **state)
{
	struct drive d;

	(void)state;
	start(&d,
		PLAN("{\"id\":\"code\",\"name\":\"n\",\"agent\":\"dev\",\"max_retries\":0}," TASK(
			"docs", "\"code\"", "")));
	drive_propose(&d, "code", "src/x.ts");
	ma_buf_clear(&d.said);
	answer(&d, "code", "failed");
	drive_said(&d, "files.doubted code");
	assert_int_equal(under_way(&d, "code"), MA_EFFECT_COMMIT);
	drive_done(&d);
}

static void nobody_is_asked_again_for_what_the_budget_does_not_pay(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(&d, CHAIN,
		(struct ma_event){ .jobs = 4, .quick_checks = true, .max_tokens = 100 }, NULL);
	drive_outcome(&d, "code",
		(struct ma_event){ .kind = MA_EVENT_CALL_PREPARED,
			.request = MA_STR("r"),
			.worst_tokens = 60 });
	drive_outcome(&d, "code",
		(struct ma_event){ .kind = MA_EVENT_CALL_REPLIED,
			.reply = MA_STR("reply"),
			.usage = { .input = 30, .output = 20 } });
	drive_outcome(&d, "code",
		(struct ma_event){ .kind = MA_EVENT_FILES_PROPOSED,
			.files = MA_STR("files"),
			.paths = MA_STR("src/x.ts"),
			.count = 1 });
	ma_buf_clear(&d.said);
	answer(&d, "code", "failed");
	drive_said(&d, "files.doubted code");
	drive_done(&d);
}

static void only_what_is_worth_it_is_checked(void **state)
{
	static const struct {
		const char *what, *plan, *paths;
		bool checked;
	} cases[] = {
		{ "code", CHAIN, "src/x.ts", true },
		{ "text", CHAIN, "README.md|data.json", false },
		{ "tests alone", CHAIN, "tests/x.test.ts", false },
		{ "nobody waits for it", PLAN(TASK("code", "", "")), "src/x.ts", false },
		{ "another may write anything",
			PLAN(TASK("code", "", "") "," TASK("docs", "\"code\"", "") "," TASK(
				"rest", "", "")),
			"src/x.ts", false },
		{ "another has files of its own",
			PLAN(TASK("code", "", "") "," TASK("docs", "\"code\"", "") "," TASK(
				"rest", "", WRITES("\"web/**\""))),
			"src/x.ts", true },
	};
	struct drive d;
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		start(&d, cases[i].plan);
		drive_propose(&d, "code", cases[i].paths);
		if ((under_way(&d, "code") == MA_EFFECT_QUICK) != cases[i].checked)
			fail_msg("%s: %schecked", cases[i].what, cases[i].checked ? "not " : "");
		drive_done(&d);
	}
}

static void a_run_that_makes_no_checks_makes_none(void **state)
{
	static const struct ma_event runs[] = { { .jobs = 1 },
		{ .jobs = 1, .quick_checks = true, .no_verify = true } };
	struct drive d;
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(runs); i++) {
		drive_start_as(&d, CHAIN, runs[i], NULL);
		drive_propose(&d, "code", "src/x.ts");
		assert_int_equal(under_way(&d, "code"), MA_EFFECT_COMMIT);
		drive_done(&d);
	}
}

static void rivals_are_those_that_are_neither_before_nor_after(void **state)
{
	struct ma_buf globs = MA_BUF_INIT(4096);
	ma_err err = { MA_OK, 0, "" };
	struct drive d;

	(void)state;
	start(&d,
		PLAN(TASK("base", "", WRITES("\"root.ts\"")) "," TASK(
			"code", "\"base\"", "") "," TASK("web", "\"base\"",
			WRITES("\"web/**\",\"web/tests/**\",\"NOTES.md\",\"acceptance/**\"")) "," TASK("docs",
			"\"code\",\"web\"", WRITES("\"docs/**\""))));
	assert_int_equal(ma_quick_rivals(&d.s, drive_work(&d, "code"), &globs, &err), MA_OK);
	assert_string_equal(globs.p, "web/**");
	ma_buf_done(&globs);
	drive_done(&d);
}

static void a_check_is_cancelled_with_the_run(void **state)
{
	struct drive d;

	(void)state;
	start(&d, CHAIN);
	drive_propose(&d, "code", "src/x.ts");
	ma_buf_clear(&d.said);
	drive_tell(
		&d, (struct ma_event){ .kind = MA_EVENT_RUN_CANCELLED, .cause = MA_STR("enough") });
	drive_said(&d, "task.cancelled code, task.cancelled docs, run.finished");
	answer(&d, "code", "failed"); /* it comes too late */
	drive_said(&d, "");
	drive_done(&d);
}

static void only_its_own_outcome_counts_while_a_check_is_made(void **state)
{
	struct drive d;

	(void)state;
	start(&d, CHAIN);
	drive_propose(&d, "code", "src/x.ts");
	ma_buf_clear(&d.said);
	drive_commit(&d, "code", "badc0de"); /* nobody has committed yet */
	drive_tell(&d,
		(struct ma_event){ .kind = MA_EVENT_QUICK_FINISHED,
			.task = MA_STR("code"),
			.effect = MA_STR("another"),
			.verdict = MA_STR("passed") });
	drive_said(&d, "");
	assert_int_equal(under_way(&d, "code"), MA_EFFECT_QUICK);
	drive_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_committed_when_their_check_is_over),
		cmocka_unit_test(what_fails_is_asked_for_again_and_the_rest_is_kept),
		cmocka_unit_test(what_fails_again_is_taken_in_doubt),
		cmocka_unit_test(a_task_never_fails_by_its_check),
		cmocka_unit_test(nobody_is_asked_again_for_what_the_budget_does_not_pay),
		cmocka_unit_test(only_what_is_worth_it_is_checked),
		cmocka_unit_test(a_run_that_makes_no_checks_makes_none),
		cmocka_unit_test(rivals_are_those_that_are_neither_before_nor_after),
		cmocka_unit_test(a_check_is_cancelled_with_the_run),
		cmocka_unit_test(only_its_own_outcome_counts_while_a_check_is_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

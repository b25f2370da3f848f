/* Whose files are committed first. */
#include "support/drive.h"

#define PLAN(tasks) "{\"tasks\":[" tasks "]}"
#define TASK(id, deps, writes)                                                                  \
	"{\"id\":\"" id "\",\"name\":\"n\",\"agent\":\"dev\",\"depends_on\":[" deps "]," writes \
	"\"max_retries\":1}"
#define WRITES(globs) "\"writes\":[" globs "],"

static void start(struct drive *d, const char *plan)
{
	drive_start(d, plan, 4, false);
	ma_buf_clear(&d->said);
}

static bool is_committing(struct drive *d, const char *task)
{
	struct ma_effect effects[16];
	size_t n = ma_effects(&d->s, effects), i;

	for (i = 0; i < n; i++)
		if (effects[i].kind == MA_EFFECT_COMMIT &&
			ma_str_is(ma_work_id(effects[i].work), task))
			return true;
	return false;
}

static void files_wait_for_an_earlier_task_that_may_write_them(void **state)
{
	struct drive d;

	(void)state;
	start(&d, PLAN(TASK("a", "", WRITES("\"src/**\"")) "," TASK("b", "", "")));
	drive_propose(&d, "b", "README.md|src/x.c");
	drive_said(&d, "files.delayed b");
	assert_false(is_committing(&d, "b"));
	drive_propose(&d, "a", "src/y.c"); /* it may still be refused, and write another file */
	drive_said(&d, "");
	assert_true(is_committing(&d, "a"));
	drive_commit(&d, "a", "c0ffee");
	drive_said(&d, "task.completed a, files.admitted b");
	assert_true(is_committing(&d, "b"));
	drive_commit(&d, "b", "c0ffee");
	drive_said(&d, "task.completed b, verify.started");
	drive_done(&d);
}

static void files_that_nobody_else_may_write_do_not_wait(void **state)
{
	struct drive d;

	(void)state;
	start(&d,
		PLAN(TASK("a", "", WRITES("\"src/**\"")) "," TASK("b", "", "") "," TASK(
			"c", "\"b\"", "")));
	drive_propose(&d, "b", "docs/x.md");
	assert_true(is_committing(&d, "b"));
	drive_commit(&d, "b", "c0ffee");
	drive_said(&d, "task.completed b, task.started c, call.intended c");
	drive_done(&d);
}

static void later_tasks_are_not_waited_for(void **state)
{
	struct drive d;

	(void)state;
	start(&d, PLAN(TASK("a", "", "") "," TASK("b", "", "")));
	drive_propose(&d, "a", "x");
	drive_commit(&d, "a", "c0ffee");
	drive_said(&d, "task.completed a");
	drive_done(&d);
}

static void a_file_meets_the_directory_of_its_name(void **state)
{
	static const struct {
		const char *plan, *paths;
		bool waits;
	} cases[] = {
		{ PLAN(TASK("a", "", WRITES("\"lib/x.c\"")) "," TASK("b", "", "")), "lib", true },
		{ PLAN(TASK("a", "", WRITES("\"lib\"")) "," TASK("b", "", "")), "lib/x.c", true },
		{ PLAN(TASK("a", "", WRITES("\"lib/**\"")) "," TASK("b", "", "")), "lib", true },
		{ PLAN(TASK("a", "", WRITES("\"lib2/**\"")) "," TASK("b", "", "")), "lib", false },
		{ PLAN(TASK("a", "", WRITES("\"lib\"")) "," TASK("b", "", "")), "lib2/x.c", false },
	};
	struct drive d;
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		start(&d, cases[i].plan);
		drive_propose(&d, "b", cases[i].paths);
		drive_said(&d, cases[i].waits ? "files.delayed b" : "");
		drive_done(&d);
	}
}

static void without_paths_what_the_task_declares_counts(void **state)
{
	struct drive d;

	(void)state;
	start(&d,
		PLAN(TASK("a", "", WRITES("\"src/**\"")) "," TASK(
			"b", "", WRITES("\"docs/**\"")) "," TASK("c", "", "")));
	drive_propose(&d, "b", "");
	drive_said(&d, "");
	drive_propose(&d, "c", "");
	drive_said(&d, "files.delayed c");
	drive_done(&d);
}

static void whoever_failed_is_not_waited_for_any_more(void **state)
{
	struct drive d;

	(void)state;
	start(&d, PLAN(TASK("a", "", "") "," TASK("z", "\"a\"", "") "," TASK("b", "", "")));
	drive_propose(&d, "b", "x");
	drive_said(&d, "files.delayed b");
	drive_fail(&d, "a", "request");
	drive_said(&d, "task.failed a, task.skipped z, files.admitted b");
	drive_done(&d);
}

static void files_that_wait_hold_no_slot(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "\"s\"", "") "," TASK("s", "", "") "," TASK("b", "", "")), 2,
		false);
	drive_propose(&d, "b", "x");
	assert_int_equal(d.s.active_n, 1);
	assert_int_equal(d.s.held_n, 1);
	drive_propose(&d, "s", "y");
	drive_commit(&d, "s", "c0ffee");
	ma_buf_clear(&d.said);
	drive_propose(&d, "a", "z");
	drive_commit(&d, "a", "c0ffee");
	drive_said(&d, "task.completed a, files.admitted b");
	assert_int_equal(d.s.active_n, 0);
	drive_done(&d);
}

static void the_time_of_waiting_is_given_back(void **state)
{
	struct drive d;
	int64_t before;

	(void)state;
	start(&d, PLAN(TASK("a", "", "") "," TASK("b", "", "")));
	drive_propose(&d, "b", "x");
	before = drive_work(&d, "b")->give_up_ms;
	d.now += 5000;
	drive_propose(&d, "a", "x");
	drive_commit(&d, "a", "c0ffee");
	assert_int_equal(drive_work(&d, "b")->give_up_ms, before + 5000);
	drive_done(&d);
}

static void what_refused_files_is_kept_for_the_next_attempt(void **state)
{
	struct drive d;

	(void)state;
	start(&d, PLAN(TASK("a", "", "")));
	drive_propose(&d, "a", "x|y");
	drive_outcome(&d, "a",
		(struct ma_event){ .kind = MA_EVENT_FILES_CONFLICTED,
			.message = MA_STR("x: no"),
			.paths = MA_STR("x"),
			.head = MA_STR("beef") });
	drive_said(&d, "task.retried a, call.intended a");
	assert_string_equal(drive_work(&d, "a")->met.p, "beef");
	assert_string_equal(drive_work(&d, "a")->met_paths.p, "x");
	drive_done(&d);
}

static void files_that_wait_are_cancelled_with_the_run(void **state)
{
	struct drive d;

	(void)state;
	start(&d, PLAN(TASK("a", "", "") "," TASK("b", "", "")));
	drive_propose(&d, "b", "x");
	ma_buf_clear(&d.said);
	drive_tell(&d, (struct ma_event){ .kind = MA_EVENT_RUN_CANCELLED, .cause = MA_STR("me") });
	drive_said(&d, "task.cancelled a, task.cancelled b, run.finished");
	drive_done(&d);
}

/* Its agent may ask for more, and these may write anything. */
static void whoever_may_ask_for_more_is_waited_for(void **state)
{
	const struct ma_crew_limit crew = { .agent = MA_STR("dev"), .adds = true };
	const struct ma_terms terms = { .crews = &crew, .crews_n = 1 };
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a", "", WRITES("\"a\"")) "," TASK("b", "", WRITES("\"b\""))),
		(struct ma_event){ .jobs = 4 }, &terms);
	ma_buf_clear(&d.said);
	drive_propose(&d, "b", "b");
	drive_said(&d, "files.delayed b");
	drive_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_wait_for_an_earlier_task_that_may_write_them),
		cmocka_unit_test(files_that_nobody_else_may_write_do_not_wait),
		cmocka_unit_test(later_tasks_are_not_waited_for),
		cmocka_unit_test(a_file_meets_the_directory_of_its_name),
		cmocka_unit_test(without_paths_what_the_task_declares_counts),
		cmocka_unit_test(whoever_failed_is_not_waited_for_any_more),
		cmocka_unit_test(files_that_wait_hold_no_slot),
		cmocka_unit_test(the_time_of_waiting_is_given_back),
		cmocka_unit_test(what_refused_files_is_kept_for_the_next_attempt),
		cmocka_unit_test(files_that_wait_are_cancelled_with_the_run),
		cmocka_unit_test(whoever_may_ask_for_more_is_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

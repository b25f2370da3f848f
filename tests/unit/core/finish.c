/* How a run ends: verified, mended, cancelled, or failed. */
#include <string.h>

#include "support/drive.h"

#define TASK(id) "{\"id\":\"" id "\",\"name\":\"" id "\",\"agent\":\"dev\"}"
#define PLAN(tasks) "{\"tasks\":[" tasks "]}"

static void check(struct drive *d, const char *name, const char *state, int64_t tests_failed)
{
	drive_fold(d,
		(struct ma_event){ .kind = MA_EVENT_CHECK_FINISHED,
			.name = ma_str(name),
			.verdict = ma_str(state),
			.message = MA_STR("why"),
			.blob = MA_STR("output"),
			.key = MA_STR("the same"),
			.tests_passed = 20 - tests_failed,
			.tests_failed = tests_failed });
}

static void verified(struct drive *d, const char *verdict)
{
	drive_tell(d,
		(struct ma_event){ .kind = MA_EVENT_VERIFY_FINISHED,
			.effect = ma_str(d->s.verify_effect),
			.verdict = ma_str(verdict),
			.message = MA_STR("the reason") });
}

/* A run with repairs whose only task is done: it is being verified. */
static void start(struct drive *d, int64_t max_repairs)
{
	drive_start_as(d, PLAN(TASK("a") "," TASK("b")),
		(struct ma_event){ .jobs = 2, .max_repairs = max_repairs }, NULL);
	drive_complete(d, "a");
	drive_complete(d, "b");
	assert_int_equal(d->s.phase, MA_RUN_VERIFYING);
	ma_buf_clear(&d->said);
}

static void commit(struct drive *d, const char *task, const char *id)
{
	drive_propose(d, task, "");
	drive_commit(d, task, id);
}

static void each_verdict_has_its_exit_code(void **state)
{
	static const struct {
		const char *verdict;
		int64_t exit;
	} cases[] = { { "verified", 0 }, { "failed", 1 }, { "unverified", 7 }, { "none", 7 } };
	struct drive d;
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		start(&d, 0);
		verified(&d, cases[i].verdict);
		drive_said(&d, "run.finished");
		assert_int_equal(d.s.exit, cases[i].exit);
		drive_done(&d);
	}
}

static void a_failed_check_is_mended_by_a_task_and_verified_again(void **state)
{
	struct drive d;

	(void)state;
	start(&d, 2);
	check(&d, "build .", "passed", 0);
	check(&d, "test .", "failed", 2);
	verified(&d, "failed");
	drive_said(&d, "repair.started repair-1, task.started repair-1, call.intended repair-1");
	assert_non_null(strstr(drive_work(&d, "repair-1")->task->description.p, "test ."));
	assert_int_equal(d.s.tally.total, 3);
	commit(&d, "repair-1", "beef");
	drive_said(&d, "task.completed repair-1, verify.started");
	check(&d, "build .", "passed", 0);
	check(&d, "test .", "passed", 0);
	verified(&d, "verified");
	drive_said(&d, "repair.finished, run.finished");
	assert_int_equal(d.s.exit, 0);
	drive_done(&d);
}

static void packages_are_mended_at_once(void **state)
{
	struct drive d;

	(void)state;
	start(&d, 2);
	check(&d, "test api", "failed", 2);
	check(&d, "test web", "failed", 1);
	check(&d, "lint web", "failed", 0);
	verified(&d, "failed");
	drive_said(&d,
		"repair.started repair-1, repair.started repair-2, task.started repair-1, "
		"call.intended repair-1, task.started repair-2, call.intended repair-2");
	assert_true(ma_str_is(drive_work(&d, "repair-2")->task->name, "test web, lint web"));
	assert_int_equal(drive_work(&d, "repair-2")->task->deps_n, 2); /* not the other repair */
	drive_done(&d);
}

/* After the first round, what the second verification finds; how the round is said to have ended. */
static enum ma_round_end ends(int64_t builds_passed, int64_t tests_failed)
{
	enum ma_round_end end;
	struct drive d;
	int64_t i;

	start(&d, 5);
	check(&d, "build", "passed", 0);
	check(&d, "test", "failed", 3);
	verified(&d, "failed");
	commit(&d, "repair-1", "beef");
	for (i = 0; i < builds_passed; i++)
		check(&d, "build", "passed", 0);
	check(&d, "test", "failed", tests_failed);
	verified(&d, "failed");
	end = d.s.rounds->end;
	assert_int_equal(d.s.restoring, end == MA_ROUND_WORSE);
	assert_int_equal(
		d.s.phase == MA_RUN_WORKING, end == MA_ROUND_BETTER || end == MA_ROUND_DIFFERENT);
	drive_done(&d);
	return end;
}

static void a_round_is_measured_against_the_tree_that_it_began_with(void **state)
{
	(void)state;
	assert_int_equal(ends(1, 2), MA_ROUND_BETTER); /* fewer tests fail */
	assert_int_equal(ends(2, 3), MA_ROUND_BETTER); /* more checks pass */
	assert_int_equal(ends(1, 3), MA_ROUND_SAME);   /* nothing has changed */
	assert_int_equal(ends(1, 4), MA_ROUND_WORSE);
	assert_int_equal(ends(0, 1), MA_ROUND_WORSE); /* what passed is not there any more */
}

static void what_made_things_worse_is_taken_back_before_anything_else(void **state)
{
	struct ma_effect effects[8];
	struct drive d;

	(void)state;
	start(&d, 5);
	check(&d, "test", "failed", 1);
	verified(&d, "failed");
	commit(&d, "repair-1", "beef");
	check(&d, "test", "failed", 2);
	verified(&d, "failed");
	assert_int_equal(ma_effects(&d.s, effects), 1);
	assert_int_equal(effects[0].kind, MA_EFFECT_RESTORE);
	assert_true(ma_str_eq(d.s.restore_to, d.s.kept->head));
	ma_buf_clear(&d.said);
	drive_tell(&d,
		(struct ma_event){ .kind = MA_EVENT_FILES_RESTORED,
			.effect = ma_str(effects[0].id),
			.commit = MA_STR("back"),
			.tree = d.s.kept->tree });
	drive_said(&d, "repair.started repair-2, task.started repair-2, call.intended repair-2");
	assert_true(ma_str_is(d.s.head, "back"));
	assert_true(drive_work(&d, "repair-1")->undone);
	assert_int_equal(drive_work(&d, "repair-2")->task->deps_n, 2); /* not on what is undone */
	drive_done(&d);
}

static void what_cannot_be_taken_back_ends_the_repairs(void **state)
{
	struct drive d;

	(void)state;
	start(&d, 5);
	check(&d, "test", "failed", 1);
	verified(&d, "failed");
	commit(&d, "repair-1", "beef");
	check(&d, "test", "failed", 2);
	verified(&d, "failed");
	assert_true(d.s.restoring);
	ma_buf_clear(&d.said);
	drive_tell(&d,
		(struct ma_event){ .kind = MA_EVENT_FILES_KEPT,
			.effect = ma_str(d.s.restore_effect),
			.message = MA_STR("somebody has committed since") });
	drive_said(&d, "run.finished");
	assert_int_equal(d.s.exit, 1);
	assert_true(ma_str_is(d.s.head, "beef"));
	assert_false(drive_work(&d, "repair-1")->undone);
	assert_non_null(strstr(d.s.reason.p, "somebody has committed since"));
	drive_done(&d);
}

static void rounds_have_an_end(void **state)
{
	char id[16];
	struct drive d;
	int i;

	(void)state;
	start(&d, 3);
	for (i = 1; i <= 4; i++) {
		check(&d, "test", "failed", 10 - i);
		verified(&d, "failed");
		if (i == 4)
			break;
		(void)snprintf(id, sizeof(id), "repair-%d", i);
		commit(&d, id, id);
	}
	assert_int_equal(d.s.phase, MA_RUN_FINISHED);
	assert_int_equal(d.s.exit, 1);
	assert_int_equal(d.s.repairs, 3);
	drive_done(&d);
}

static void a_repair_that_changes_nothing_needs_no_verification(void **state)
{
	struct drive d;

	(void)state;
	start(&d, 3);
	check(&d, "test", "failed", 1);
	verified(&d, "failed");
	drive_fail(&d, "repair-1", "filter"); /* optional: the verdict stands */
	drive_said(&d,
		"repair.started repair-1, task.started repair-1, call.intended repair-1, "
		"task.failed repair-1, repair.finished, run.finished");
	assert_int_equal(d.s.exit, 1);
	assert_true(ma_str_is(d.s.reason, "the reason; round 1 of repairs: no file changed"));
	drive_done(&d);
}

/* The newest commit leaves lock files out. */
static void left_out(struct drive *d, const char *paths)
{
	drive_fold(d,
		(struct ma_event){ .kind = MA_EVENT_FILES_DOUBTED,
			.effect = MA_STR("e"),
			.message = MA_STR("left out"),
			.paths = ma_str(paths) });
}

static void installed(struct drive *d, const char *locks)
{
	drive_fold(d,
		(struct ma_event){ .kind = MA_EVENT_CHECK_FINISHED,
			.name = MA_STR("install ."),
			.verdict = MA_STR("passed"),
			.files = ma_str(locks) });
}

static void locked(struct drive *d, const char *commit, const char *paths)
{
	drive_tell(d,
		(struct ma_event){ .kind = MA_EVENT_FILES_LOCKED,
			.effect = ma_str(d->s.lock_effect),
			.commit = ma_str(commit),
			.paths = ma_str(paths),
			.tree = MA_STR("tree"),
			.message = MA_STR("why") });
}

static void lock_files_that_were_left_out_are_committed_as_they_were_installed(void **state)
{
	struct ma_effect effects[8];
	struct drive d;

	(void)state;
	start(&d, 0);
	left_out(&d, "package-lock.json");
	left_out(&d, "web/yarn.lock");
	left_out(&d, "package-lock.json"); /* once more */
	installed(&d, "blob");
	verified(&d, "verified");
	drive_said(&d, "lock.started");
	assert_true(ma_str_is(d.s.unlocked, "web/yarn.lock|package-lock.json"));
	assert_int_equal(ma_effects(&d.s, effects), 1);
	assert_int_equal(effects[0].kind, MA_EFFECT_LOCK);
	locked(&d, "l0c", "package-lock.json");
	drive_said(&d, "plan.warning, run.finished"); /* of the other one */
	assert_true(ma_str_is(d.s.head, "l0c"));
	assert_true(ma_str_eq(d.s.head, d.s.verified_head));
	assert_int_equal(d.s.exit, 0);
	drive_done(&d);
}

static void a_lock_file_that_cannot_be_committed_is_told_and_not_tried_again(void **state)
{
	struct drive d;

	(void)state;
	start(&d, 0);
	left_out(&d, "package-lock.json");
	installed(&d, "blob");
	verified(&d, "verified");
	locked(&d, "", "");
	drive_said(&d, "lock.started, plan.warning, run.finished");
	drive_done(&d);
}

static void a_lock_file_is_not_made_of_files_that_are_not_verified(void **state)
{
	struct drive d;

	(void)state;
	start(&d, 5);
	left_out(&d, "package-lock.json");
	installed(&d, "blob");
	check(&d, "test", "failed", 1);
	verified(&d, "failed");
	commit(&d, "repair-1", "beef");
	installed(&d, "");
	check(&d, "test", "failed", 2);
	verified(&d, "failed");
	drive_tell(&d,
		(struct ma_event){ .kind = MA_EVENT_FILES_KEPT,
			.effect = ma_str(d.s.restore_effect),
			.message = MA_STR("somebody has committed since") });
	assert_int_equal(d.s.phase, MA_RUN_FINISHED);
	assert_false(d.s.locked);
	drive_done(&d);
}

static void a_lock_file_that_a_task_writes_again_is_left_out_no_more(void **state)
{
	struct drive d;

	(void)state;
	start(&d, 2);
	left_out(&d, "package-lock.json");
	check(&d, "test", "failed", 1);
	verified(&d, "failed");
	drive_reply(&d, "repair-1");
	drive_outcome(&d, "repair-1",
		(struct ma_event){ .kind = MA_EVENT_FILES_PROPOSED,
			.files = MA_STR("f"),
			.paths = MA_STR("a.txt|package-lock.json"),
			.count = 2 });
	drive_outcome(&d, "repair-1",
		(struct ma_event){ .kind = MA_EVENT_FILES_COMMITTED, .commit = MA_STR("beef") });
	assert_int_equal(d.s.unlocked.n, 0);
	drive_done(&d);
}

static void what_could_not_be_run_is_not_mended(void **state)
{
	struct drive d;

	(void)state;
	start(&d, 3);
	check(&d, "install", "skipped", 0);
	verified(&d, "unverified");
	drive_said(&d, "run.finished");
	drive_done(&d);
}

static void a_repair_takes_a_name_that_is_free(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(
		&d, PLAN(TASK("Repair-1")), (struct ma_event){ .jobs = 2, .max_repairs = 1 }, NULL);
	drive_complete(&d, "Repair-1");
	check(&d, "test", "failed", 1);
	verified(&d, "failed");
	assert_int_equal(drive_work(&d, "repair-2")->state, MA_TASK_PREPARING);
	drive_done(&d);
}

static void a_repair_of_a_name_that_is_taken_is_refused(void **state)
{
	struct ma_event e = {
		.kind = MA_EVENT_REPAIR_STARTED, .task = MA_STR("A"), .agent = MA_STR("dev")
	};
	struct drive d;

	(void)state;
	start(&d, 0);
	drive_fold(&d,
		(struct ma_event){ .kind = MA_EVENT_VERIFY_FINISHED,
			.effect = ma_str(d.s.verify_effect),
			.verdict = MA_STR("failed") });
	assert_int_equal(ma_state_fold(&d.s, &e, &d.err), MA_EINVALID);
	drive_done(&d);
}

static void cancel(struct drive *d)
{
	drive_tell(d, (struct ma_event){ .kind = MA_EVENT_RUN_CANCELLED, .cause = MA_STR("by me") });
}

static void a_run_is_cancelled_whatever_it_does(void **state)
{
	struct drive d;

	(void)state;
	start(&d, 1);
	cancel(&d);
	drive_said(&d, "run.finished");
	assert_true(ma_str_is(d.s.reason, "cancelled: by me"));
	assert_int_equal(d.s.exit, 1);
	drive_done(&d);

	drive_start(&d, PLAN(TASK("a") "," TASK("b")), 1, false);
	cancel(&d);
	drive_said(&d,
		"task.started a, call.intended a, task.cancelled a, task.cancelled b, run.finished");
	drive_done(&d);
}

static void a_run_is_cancelled_while_it_is_planned(void **state)
{
	struct drive d = { .now = 5, .said = MA_BUF_INIT(4096) };

	(void)state;
	ma_state_init(&d.s);
	drive_tell(&d,
		(struct ma_event){ .kind = MA_EVENT_RUN_STARTED,
			.prompt = MA_STR("p"),
			.seed = MA_STR("s"),
			.jobs = 1 });
	cancel(&d);
	drive_said(&d, "call.intended plan, run.finished");
	drive_done(&d);
}

static void a_commit_under_way_is_let_end_before_a_cancelled_run_does(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a") "," TASK("b")), 1, false);
	drive_propose(&d, "a", "");
	cancel(&d);
	drive_said(&d, "task.started a, call.intended a, task.cancelled b");
	drive_commit(&d, "a", "c0ffee");
	drive_said(&d, "task.completed a, run.finished");
	drive_done(&d);
}

static void what_was_verified_before_the_cancellation_counts(void **state)
{
	struct drive d;

	(void)state;
	start(&d, 3);
	check(&d, "test", "failed", 1);
	drive_fold(&d,
		(struct ma_event){ .kind = MA_EVENT_VERIFY_FINISHED,
			.effect = ma_str(d.s.verify_effect),
			.verdict = MA_STR("failed") });
	cancel(&d);
	drive_said(&d, "run.finished");
	assert_int_equal(d.s.verdict, MA_VERDICT_FAILED);
	drive_done(&d);
}

static void limits_given_at_a_resumption_replace_the_old_ones(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a")), 1, false);
	d.now += 1000;
	drive_tell(&d,
		(struct ma_event){ .kind = MA_EVENT_RUN_RESUMED,
			.jobs = 7,
			.timeout_ms = 5000,
			.max_cost_microusd = 8,
			.max_tokens = 9 });
	assert_int_equal(d.s.jobs, 7);
	assert_int_equal(d.s.max_cost_microusd, 8);
	assert_int_equal(d.s.max_tokens, 9);
	assert_int_equal(ma_wake_at(&d.s, d.now), d.now + 5000);
	drive_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_verdict_has_its_exit_code),
		cmocka_unit_test(a_failed_check_is_mended_by_a_task_and_verified_again),
		cmocka_unit_test(packages_are_mended_at_once),
		cmocka_unit_test(a_round_is_measured_against_the_tree_that_it_began_with),
		cmocka_unit_test(what_made_things_worse_is_taken_back_before_anything_else),
		cmocka_unit_test(what_cannot_be_taken_back_ends_the_repairs),
		cmocka_unit_test(rounds_have_an_end),
		cmocka_unit_test(a_repair_that_changes_nothing_needs_no_verification),
		cmocka_unit_test(lock_files_that_were_left_out_are_committed_as_they_were_installed),
		cmocka_unit_test(a_lock_file_that_cannot_be_committed_is_told_and_not_tried_again),
		cmocka_unit_test(a_lock_file_is_not_made_of_files_that_are_not_verified),
		cmocka_unit_test(a_lock_file_that_a_task_writes_again_is_left_out_no_more),
		cmocka_unit_test(what_could_not_be_run_is_not_mended),
		cmocka_unit_test(a_repair_takes_a_name_that_is_free),
		cmocka_unit_test(a_repair_of_a_name_that_is_taken_is_refused),
		cmocka_unit_test(a_run_is_cancelled_whatever_it_does),
		cmocka_unit_test(a_run_is_cancelled_while_it_is_planned),
		cmocka_unit_test(a_commit_under_way_is_let_end_before_a_cancelled_run_does),
		cmocka_unit_test(what_was_verified_before_the_cancellation_counts),
		cmocka_unit_test(limits_given_at_a_resumption_replace_the_old_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What the simulation has found in the core, each as its story. */
#include "core/decide.h"

#include "support/drive.h"

#define TASK(id, more) "{\"id\":\"" id "\",\"name\":\"" id "\",\"agent\":\"dev\"" more "}"
#define AFTER(id, on, more) TASK(id, ",\"depends_on\":[\"" on "\"]" more)
#define SHORT ",\"deadline_s\":60"
#define PLAN(tasks) "{\"tasks\":[" tasks "]}"

static enum ma_task_state state_of(struct drive *d, const char *task)
{
	return drive_work(d, task)->state;
}

/* An outcome of what the task has under way, and no decision yet. */
static void fold_outcome(struct drive *d, const char *task, struct ma_event e)
{
	e.task = ma_str(task);
	e.effect = ma_str(drive_work(d, task)->effect);
	drive_fold(d, e);
}

static void a_call_does_not_leave_when_its_tasks_time_is_over(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", SHORT)), 1, false);
	d.now += 60000;
	drive_prepare(&d, "a");
	drive_said(&d, "task.started a, call.intended a, task.failed a, run.finished");
	assert_int_equal(d.s.reserved_tokens, 0);
	drive_done(&d);
}

static void a_prepared_call_goes_to_no_provider_that_has_died_meanwhile(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a", "") "," TASK("b", "")),
		(struct ma_event){ .jobs = 2, .provider = MA_STR("one,two") }, NULL);
	drive_fail(&d, "a", "auth");
	ma_buf_clear(&d.said);
	drive_prepare(&d, "b");
	drive_said(&d, "call.failed b, task.retried b, call.intended b");
	assert_int_equal(drive_work(&d, "b")->provider, 1);
	drive_done(&d);
}

static void of_two_requests_or_commits_the_first_one_counts(void **state)
{
	struct ma_event prepared = { .kind = MA_EVENT_CALL_PREPARED, .request = MA_STR("first") };
	struct ma_event committed = { .kind = MA_EVENT_FILES_COMMITTED, .commit = MA_STR("c1") };
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	fold_outcome(&d, "a", prepared);
	prepared.request = MA_STR("second");
	drive_outcome(&d, "a", prepared);
	assert_true(ma_str_is(drive_work(&d, "a")->request, "first"));
	drive_reply(&d, "a");
	drive_outcome(&d, "a",
		(struct ma_event){
			.kind = MA_EVENT_FILES_PROPOSED, .files = MA_STR("files"), .count = 1 });
	fold_outcome(&d, "a", committed);
	committed.commit = MA_STR("c2");
	fold_outcome(&d, "a", committed);
	fold_outcome(&d, "a",
		(struct ma_event){ .kind = MA_EVENT_FILES_REJECTED, .message = MA_STR("no") });
	drive_decide(&d);
	assert_int_equal(state_of(&d, "a"), MA_TASK_COMPLETED);
	assert_true(ma_str_is(d.s.head, "c1"));
	drive_done(&d);
}

static void whoever_a_skipped_task_releases_starts_in_the_same_turn(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d,
		PLAN(TASK("a", SHORT) "," AFTER("b", "a", ",\"optional\":true") "," AFTER(
			"c", "b", "")),
		1, false);
	drive_fail(&d, "a", "transient");
	ma_buf_clear(&d.said);
	d.now += 60000; /* it comes to no second attempt */
	drive_decide(&d);
	drive_said(&d, "task.failed a, task.skipped b, task.started c, call.intended c");
	drive_done(&d);
}

static void under_fail_fast_a_task_that_cannot_even_start_cancels_the_rest(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", SHORT) "," TASK("b", "")), 2, true);
	drive_fail(&d, "a", "transient");
	ma_buf_clear(&d.said);
	d.now += 60000;
	drive_decide(&d);
	drive_said(&d, "task.failed a, task.cancelled b, run.finished");
	drive_done(&d);
}

static void a_cancelled_run_lets_nothing_leave_in_its_last_turn(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	fold_outcome(&d, "a",
		(struct ma_event){ .kind = MA_EVENT_CALL_PREPARED,
			.request = MA_STR("request"),
			.worst_tokens = 7 });
	drive_fold(&d, (struct ma_event){ .kind = MA_EVENT_RUN_CANCELLED, .cause = MA_STR("me") });
	drive_decide(&d);
	assert_int_equal(state_of(&d, "a"), MA_TASK_CANCELLED);
	assert_int_equal(drive_work(&d, "a")->admitted_at_ms, 0);
	drive_done(&d);
}

/* What a call may cost, and that it is made. */
static struct ma_event worth(int64_t tokens)
{
	return (struct ma_event){
		.kind = MA_EVENT_CALL_PREPARED, .request = MA_STR("request"), .worst_tokens = tokens
	};
}

static void what_ends_in_a_turn_frees_money_for_others_in_it(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a", "") "," TASK("b", "")),
		(struct ma_event){ .jobs = 2, .max_tokens = 10 }, NULL);
	drive_outcome(&d, "b", worth(8));
	fold_outcome(&d, "a", worth(8)); /* settled before "b" is */
	fold_outcome(&d, "b",
		(struct ma_event){ .kind = MA_EVENT_CALL_FAILED,
			.class = MA_STR("filter"),
			.message = MA_STR("no") });
	drive_decide(&d);
	assert_int_equal(state_of(&d, "b"), MA_TASK_FAILED);
	assert_int_equal(state_of(&d, "a"), MA_TASK_CALLING);
	assert_false(d.s.interrupted);
	drive_done(&d);
}

static void a_run_that_ends_is_not_interrupted_for_its_budget(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a", SHORT) "," TASK("b", "")),
		(struct ma_event){ .jobs = 2, .max_tokens = 10, .fail_fast = true }, NULL);
	drive_outcome(&d, "a", worth(8));
	drive_outcome(&d, "b", worth(8));
	assert_int_equal(state_of(&d, "b"), MA_TASK_DELAYED);
	ma_buf_clear(&d.said);
	d.now += 60000;
	drive_decide(&d);
	drive_said(&d, "call.failed a, task.failed a, task.cancelled b, run.finished");
	drive_done(&d);
}

static void a_run_resumed_after_the_clock_was_set_back_keeps_its_deadline(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(
		&d, PLAN(TASK("a", "")), (struct ma_event){ .jobs = 1, .timeout_ms = 1000 }, NULL);
	d.now -= 600000;
	drive_tell(&d, (struct ma_event){ .kind = MA_EVENT_RUN_RESUMED, .timeout_ms = 5000 });
	d.now += 5000;
	drive_decide(&d);
	assert_true(d.s.interrupted);
	drive_done(&d);
}

static void a_verification_that_is_repeated_counts_its_checks_once(void **state)
{
	const struct ma_event passed = { .kind = MA_EVENT_CHECK_FINISHED,
		.name = MA_STR("build"),
		.verdict = MA_STR("passed") };
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	drive_complete(&d, "a");
	drive_tell(&d, passed);
	drive_tell(&d, (struct ma_event){ .kind = MA_EVENT_RUN_RESUMED });
	drive_tell(&d, passed);
	assert_int_equal(d.s.checks->passed, 1);
	drive_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_does_not_leave_when_its_tasks_time_is_over),
		cmocka_unit_test(a_prepared_call_goes_to_no_provider_that_has_died_meanwhile),
		cmocka_unit_test(of_two_requests_or_commits_the_first_one_counts),
		cmocka_unit_test(whoever_a_skipped_task_releases_starts_in_the_same_turn),
		cmocka_unit_test(under_fail_fast_a_task_that_cannot_even_start_cancels_the_rest),
		cmocka_unit_test(a_cancelled_run_lets_nothing_leave_in_its_last_turn),
		cmocka_unit_test(what_ends_in_a_turn_frees_money_for_others_in_it),
		cmocka_unit_test(a_run_that_ends_is_not_interrupted_for_its_budget),
		cmocka_unit_test(a_run_resumed_after_the_clock_was_set_back_keeps_its_deadline),
		cmocka_unit_test(a_verification_that_is_repeated_counts_its_checks_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

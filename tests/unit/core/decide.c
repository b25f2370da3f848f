/* What is decided, and what must be under way. */
#include <string.h>

#include "support/drive.h"

#include "core/policy.h"

#define TASK(id, deps) \
	"{\"id\":\"" id "\",\"name\":\"" id "\",\"agent\":\"dev\",\"depends_on\":[" deps "]}"
#define PLAN(tasks) "{\"tasks\":[" tasks "]}"

static void a_task_starts_the_moment_its_last_dependency_is_done(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("quick", "") "," TASK("next", "\"quick\"") "," TASK("slow", "")),
		4, false);
	drive_said(&d,
		"task.started quick, call.intended quick, task.started slow, call.intended slow");
	drive_complete(&d, "quick"); /* no barrier: "slow" is still under way */
	drive_said(&d, "task.completed quick, task.started next, call.intended next");
	drive_done(&d);
}

static void the_longest_remaining_path_goes_first_then_plan_order(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d,
		PLAN(TASK("long", "") "," TASK("b", "") "," TASK("a", "") "," TASK(
			"end", "\"long\"")),
		1, false);
	drive_said(&d, "task.started long, call.intended long");
	drive_complete(&d, "long");
	drive_said(&d, "task.completed long, task.started b, call.intended b");
	drive_done(&d);
}

static void no_more_than_the_jobs_are_under_way(void **state)
{
	struct ma_effect effects[8];
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "") "," TASK("b", "") "," TASK("c", "")), 2, false);
	assert_true(ma_effects_max(&d.s) <= 8);
	assert_int_equal(ma_effects(&d.s, effects), 2);
	drive_done(&d);
}

static void a_retryable_failure_backs_off_and_runs_again(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	drive_said(&d, "task.started a, call.intended a");
	drive_fail(&d, "a", "overload");
	drive_said(&d, "task.retried a");
	assert_int_equal(drive_work(&d, "a")->state, MA_TASK_BACKOFF);
	d.now = ma_wake_at(&d.s, d.now);
	drive_decide(&d);
	drive_said(&d, "call.intended a");
	assert_int_equal(drive_work(&d, "a")->attempt, 2);
	drive_complete(&d, "a");
	assert_int_equal(d.s.tally.completed, 1);
	drive_done(&d);
}

static void back_off_holds_no_slot(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "") "," TASK("b", "")), 1, false);
	drive_said(&d, "task.started a, call.intended a");
	drive_fail(&d, "a", "rate");
	drive_said(&d, "task.retried a, task.started b, call.intended b");
	drive_done(&d);
}

static void a_permanent_failure_is_not_retried(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	drive_said(&d, "task.started a, call.intended a");
	drive_fail(&d, "a", "auth");
	drive_said(&d, "task.failed a, run.finished");
	assert_int_equal(d.s.exit, 3);
	assert_int_equal(d.s.verdict, MA_VERDICT_FAILED);
	drive_done(&d);
}

static void retries_end_and_the_failure_is_counted(void **state)
{
	struct drive d;
	int i;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	for (i = 0; i < MA_TASK_RETRIES; i++) {
		drive_fail(&d, "a", "transient");
		d.now = ma_wake_at(&d.s, d.now);
		drive_decide(&d);
	}
	drive_fail(&d, "a", "transient");
	assert_int_equal(d.s.tally.failed, 1);
	assert_int_equal(drive_work(&d, "a")->attempt, MA_TASK_RETRIES + 1);
	assert_int_equal(d.s.exit, 4);
	drive_done(&d);
}

static void skipping_is_transitive_and_names_the_cause(void **state)
{
	struct drive d;
	const struct ma_work *c;

	(void)state;
	drive_start(&d,
		PLAN(TASK("a", "") "," TASK("b", "\"a\"") "," TASK("c", "\"b\"") "," TASK(
			"other", "")),
		1, false);
	drive_said(&d, "task.started a, call.intended a");
	drive_fail(&d, "a", "filter");
	drive_said(&d,
		"task.failed a, task.skipped b, task.skipped c, task.started other, call.intended other");
	c = drive_work(&d, "c");
	assert_true(ma_str_is(c->message, "a"));
	drive_complete(&d, "other");
	drive_said(&d, "task.completed other, run.finished");
	assert_int_equal(
		d.s.tally.completed + d.s.tally.failed + d.s.tally.skipped, d.s.tally.total);
	drive_done(&d);
}

static void fail_fast_cancels_what_runs_and_what_waits(void **state)
{
	struct ma_effect effects[8];
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "") "," TASK("b", "") "," TASK("c", "\"b\"")), 2, true);
	drive_said(&d, "task.started b, call.intended b, task.started a, call.intended a");
	drive_fail(&d, "a", "request");
	drive_said(&d, "task.failed a, task.cancelled b, task.cancelled c, run.finished");
	assert_int_equal(ma_effects(&d.s, effects), 0);
	assert_int_equal(d.s.tally.cancelled, 2);
	drive_done(&d);
}

static void an_optional_task_may_fail(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d,
		PLAN("{\"id\":\"o\",\"name\":\"o\",\"agent\":\"dev\",\"optional\":true}," TASK(
			"after", "\"o\"")),
		1, false);
	drive_said(&d, "task.started o, call.intended o");
	drive_fail(&d, "o", "filter");
	drive_said(&d, "task.failed o, task.started after, call.intended after");
	drive_complete(&d, "after");
	drive_said(&d, "task.completed after, verify.started");
	drive_done(&d);
}

static void a_run_in_which_nothing_was_made_is_not_verified(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN("{\"id\":\"o\",\"name\":\"o\",\"agent\":\"dev\",\"optional\":true}"),
		1, false);
	drive_fail(&d, "o", "filter");
	drive_said(&d, "task.started o, call.intended o, task.failed o, run.finished");
	assert_int_equal(d.s.verdict, MA_VERDICT_FAILED);
	assert_int_equal(d.s.exit, 4);
	drive_done(&d);
}

static void of_several_failures_the_gravest_gives_the_exit_code(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "") "," TASK("b", "") "," TASK("c", "")), 3, false);
	drive_fail(&d, "a", "request");
	drive_fail(&d, "b", "auth");
	drive_fail(&d, "c", "auth");
	assert_int_equal(d.s.exit, 3);
	assert_non_null(strstr(d.s.reason.p, "task b failed"));
	drive_done(&d);
}

static void an_attempt_that_was_interrupted_costs_no_retry(void **state)
{
	struct drive d;
	int i;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	for (i = 0; i < 5; i++) {
		drive_fold(&d,
			(struct ma_event){
				.kind = MA_EVENT_RUN_INTERRUPTED, .cause = MA_STR("SIGINT") });
		drive_fail(&d, "a", "canceled");
		drive_fold(&d, (struct ma_event){ .kind = MA_EVENT_RUN_RESUMED });
		drive_decide(&d);
	}
	drive_fail(&d, "a", "transient");
	assert_int_equal(drive_work(&d, "a")->state, MA_TASK_BACKOFF);
	drive_done(&d);
}

static void an_event_that_cannot_follow_is_refused_not_obeyed(void **state)
{
	static const struct ma_event forged[] = {
		{ .kind = MA_EVENT_TASK_COMPLETED, .task = { "b", 1 } },
		{ .kind = MA_EVENT_TASK_COMPLETED, .task = { "plan", 4 } },
		{ .kind = MA_EVENT_TASK_SKIPPED, .task = { "a", 1 } },
		{ .kind = MA_EVENT_TASK_SKIPPED, .task = { "plan", 4 } },
		{ .kind = MA_EVENT_TASK_CANCELLED, .task = { "plan", 4 } },
		{ .kind = MA_EVENT_TASK_RETRIED, .task = { "b", 1 } },
		{ .kind = MA_EVENT_TASK_FAILED, .task = { "b", 1 }, .class = { "rate", 4 } },
		{ .kind = MA_EVENT_CALL_INTENDED, .task = { "b", 1 } },
		{ .kind = MA_EVENT_PLAN_ACCEPTED },
	};
	struct drive d;
	size_t i;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "") "," TASK("b", "\"a\"")), 1, false);
	for (i = 0; i < MA_COUNT(forged); i++)
		if (ma_state_fold(&d.s, &forged[i], &d.err) != MA_EINVALID)
			fail_msg("%s was obeyed", ma_event_kind_name(forged[i].kind));
	drive_done(&d);
}

static void a_timed_out_attempt_is_cancelled_and_nothing_it_sends_counts(void **state)
{
	char late[MA_EFFECT_ID_SIZE];
	struct ma_effect effects[8];
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	drive_said(&d, "task.started a, call.intended a");
	drive_prepare(&d, "a");
	memcpy(late, drive_work(&d, "a")->effect, sizeof(late));
	d.now += MA_TASK_TIMEOUT_MS;
	drive_decide(&d);
	drive_said(&d, "call.failed a, task.retried a");
	assert_int_equal(ma_effects(&d.s, effects), 0);
	drive_fold(&d,
		(struct ma_event){ .kind = MA_EVENT_CALL_REPLIED,
			.task = MA_STR("a"),
			.effect = ma_str(late),
			.reply = MA_STR("late"),
			.usage = { .output = 7 } });
	assert_int_equal(drive_work(&d, "a")->state, MA_TASK_BACKOFF);
	assert_int_equal(d.s.usage.output, 7); /* its cost is counted all the same */
	drive_done(&d);
}

static void the_first_outcome_of_an_effect_wins(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	drive_reply(&d, "a");
	drive_fail(&d, "a", "auth"); /* a duplicate of the same effect, too late */
	assert_int_equal(drive_work(&d, "a")->state, MA_TASK_READING);
	drive_done(&d);
}

static void an_unusable_reply_is_asked_for_again_at_once(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	drive_reply(&d, "a");
	drive_said(&d, "task.started a, call.intended a");
	drive_outcome(&d, "a",
		(struct ma_event){ .kind = MA_EVENT_FILES_REJECTED, .message = MA_STR("no files") });
	drive_said(&d, "task.retried a, call.intended a");
	assert_true(ma_str_is(drive_work(&d, "a")->message, "no files"));
	drive_done(&d);
}

static void an_interruption_uses_up_no_attempt(void **state)
{
	struct drive d;
	int64_t i;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	for (i = 0; i < MA_TASK_RETRIES + 2; i++)
		drive_fail(&d, "a", "canceled");
	drive_fail(&d, "a", "transient");
	assert_int_equal(drive_work(&d, "a")->state, MA_TASK_BACKOFF);
	assert_true(drive_work(&d, "a")->not_before_ms <= d.now + MA_BACKOFF_BASE_MS);
	drive_done(&d);
}

static void what_was_wrong_with_a_reply_outlives_other_failures(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	drive_reply(&d, "a");
	drive_outcome(&d, "a",
		(struct ma_event){ .kind = MA_EVENT_FILES_REJECTED, .message = MA_STR("no files") });
	drive_fail(&d, "a", "canceled");
	assert_true(ma_str_is(drive_work(&d, "a")->message, "it broke"));
	assert_true(ma_str_is(drive_work(&d, "a")->problem, "no files"));
	drive_done(&d);
}

static void the_planner_gets_one_repair_turn(void **state)
{
	struct drive d = { .now = 5, .said = MA_BUF_INIT(4096) };
	int i;

	(void)state;
	ma_state_init(&d.s);
	drive_fold(&d,
		(struct ma_event){ .kind = MA_EVENT_RUN_STARTED,
			.prompt = MA_STR("p"),
			.seed = MA_STR("s"),
			.jobs = 1 });
	for (i = 0; i < 2; i++) {
		drive_decide(&d);
		drive_fold(&d,
			(struct ma_event){ .kind = MA_EVENT_CALL_PREPARED,
				.task = MA_STR("plan"),
				.effect = ma_str(d.s.planner.effect),
				.request = MA_STR("q") });
		drive_decide(&d);
		drive_fold(&d,
			(struct ma_event){ .kind = MA_EVENT_CALL_REPLIED,
				.task = MA_STR("plan"),
				.effect = ma_str(d.s.planner.effect),
				.reply = MA_STR("r") });
		drive_fold(&d,
			(struct ma_event){ .kind = MA_EVENT_PLAN_REJECTED,
				.task = MA_STR("plan"),
				.effect = ma_str(d.s.planner.effect),
				.message = MA_STR("no tasks") });
	}
	drive_decide(&d);
	drive_said(&d,
		"call.intended plan, task.retried plan, call.intended plan, task.failed plan, run.finished");
	assert_int_equal(d.s.exit, 5);
	drive_done(&d);
}

static void verification_decides_the_verdict(void **state)
{
	struct ma_effect effects[8];
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	drive_complete(&d, "a");
	drive_said(&d, "task.started a, call.intended a, task.completed a, verify.started");
	assert_int_equal(ma_effects(&d.s, effects), 1);
	assert_int_equal(effects[0].kind, MA_EFFECT_VERIFY);
	drive_fold(&d,
		(struct ma_event){ .kind = MA_EVENT_VERIFY_FINISHED,
			.effect = ma_str(d.s.verify_effect),
			.verdict = MA_STR("unverified"),
			.message = MA_STR("no node") });
	drive_decide(&d);
	drive_said(&d, "run.finished");
	assert_int_equal(d.s.exit, 7);
	assert_int_equal(d.s.verdict, MA_VERDICT_UNVERIFIED);
	drive_done(&d);
}

static void an_interrupted_run_has_nothing_under_way_until_it_is_resumed(void **state)
{
	struct ma_effect effects[8];
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	drive_fold(&d,
		(struct ma_event){ .kind = MA_EVENT_RUN_INTERRUPTED, .cause = MA_STR("SIGINT") });
	assert_int_equal(ma_effects(&d.s, effects), 0);
	drive_fold(&d, (struct ma_event){ .kind = MA_EVENT_RUN_RESUMED });
	assert_int_equal(ma_effects(&d.s, effects), 1);
	drive_done(&d);
}

/* The call fails, and is made again: how many may be paid for twice. */
static int64_t billed_after(const char *class, int64_t status, bool sent)
{
	struct drive d;
	int64_t billed;

	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	drive_prepare(&d, "a");
	drive_fold(&d,
		(struct ma_event){ .kind = MA_EVENT_CALL_FAILED,
			.task = MA_STR("a"),
			.effect = ma_str(drive_work(&d, "a")->effect),
			.class = ma_str(class),
			.message = MA_STR("so it is"),
			.status = status,
			.sent = sent });
	assert_int_equal(d.s.possibly_billed, 0);
	drive_decide(&d);
	d.now = ma_wake_at(&d.s, d.now);
	drive_decide(&d);
	assert_int_equal(drive_work(&d, "a")->attempt, 2);
	billed = d.s.possibly_billed;
	drive_done(&d);
	return billed;
}

static void a_call_made_again_may_be_billed_twice_unless_it_was_refused_or_never_left(void **state)
{
	(void)state;
	assert_int_equal(billed_after("canceled", 0, true), 1);
	assert_int_equal(billed_after("timeout", 0, true), 1);
	assert_int_equal(billed_after("transient", 200, true), 1);
	assert_int_equal(billed_after("transient", 503, true), 0);
	assert_int_equal(billed_after("rate", 429, true), 0);
	assert_int_equal(billed_after("canceled", 0, false), 0);
	assert_int_equal(billed_after("transient", 0, false), 0);
}

static void the_time_of_the_whole_run_ends_it_resumably(void **state)
{
	struct drive d = { .now = 1000, .said = MA_BUF_INIT(4096) };

	(void)state;
	ma_state_init(&d.s);
	drive_fold(&d,
		(struct ma_event){ .kind = MA_EVENT_RUN_STARTED,
			.prompt = MA_STR("p"),
			.seed = MA_STR("s"),
			.jobs = 1,
			.timeout_ms = 500 });
	drive_decide(&d);
	assert_int_equal(ma_wake_at(&d.s, d.now), 1500);
	d.now = 1500;
	drive_decide(&d);
	drive_said(&d, "call.intended plan, run.interrupted");
	assert_true(d.s.interrupted);
	drive_done(&d);
}

static void jitter_differs_by_task_and_respects_the_providers_hint(void **state)
{
	struct ma_work a = { .attempt = 1, .failed_as = MA_LLM_RATE, .effect = "aaaa" };
	struct ma_work b = { .attempt = 1, .failed_as = MA_LLM_RATE, .effect = "bbbb" };
	const struct ma_state s = {
		.seed = MA_STR("seed"), .providers_n = 1, .retry_credit = MA_RETRY_PRICE
	};
	struct ma_retry ra = ma_policy_retry(&s, &a, 0), rb = ma_policy_retry(&s, &b, 0);

	(void)state;
	assert_true(ra.again && rb.again);
	assert_int_not_equal(ra.delay_ms, rb.delay_ms);
	assert_in_range(ra.delay_ms, 0, MA_BACKOFF_BASE_MS);
	a.retry_after_ms = b.retry_after_ms = 30000;
	ra = ma_policy_retry(&s, &a, 0);
	rb = ma_policy_retry(&s, &b, 0);
	assert_in_range(ra.delay_ms, 30000, 36000);
	assert_in_range(rb.delay_ms, 30000, 36000);
	assert_int_not_equal(ra.delay_ms, rb.delay_ms);
	a.retry_after_ms = MA_HINT_MAX_MS + 1;
	assert_false(ma_policy_retry(&s, &a, 0).again);
}

static void a_chain_of_ten_thousand_needs_no_recursion(void **state)
{
	struct ma_buf plan = MA_BUF_INIT(4 << 20);
	struct drive d;
	char id[16];
	int i;

	(void)state;
	ma_buf_adds(&plan, "{\"tasks\":[");
	for (i = 0; i < 10000; i++) {
		ma_buf_addf(&plan, "%s{\"id\":\"t%d\",\"name\":\"t\",\"agent\":\"dev\"",
			i ? "," : "", i);
		if (i > 0)
			ma_buf_addf(&plan, ",\"depends_on\":[\"t%d\"]", i - 1);
		ma_buf_addc(&plan, '}');
	}
	ma_buf_adds(&plan, "]}");
	drive_start(&d, plan.p, 4, false);
	for (i = 0; i < 10000; i++) {
		(void)snprintf(id, sizeof(id), "t%d", i);
		drive_complete(&d, id);
	}
	assert_int_equal(d.s.tally.completed, 10000);
	ma_buf_done(&plan);
	drive_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_task_starts_the_moment_its_last_dependency_is_done),
		cmocka_unit_test(the_longest_remaining_path_goes_first_then_plan_order),
		cmocka_unit_test(no_more_than_the_jobs_are_under_way),
		cmocka_unit_test(a_retryable_failure_backs_off_and_runs_again),
		cmocka_unit_test(back_off_holds_no_slot),
		cmocka_unit_test(a_permanent_failure_is_not_retried),
		cmocka_unit_test(retries_end_and_the_failure_is_counted),
		cmocka_unit_test(skipping_is_transitive_and_names_the_cause),
		cmocka_unit_test(fail_fast_cancels_what_runs_and_what_waits),
		cmocka_unit_test(an_optional_task_may_fail),
		cmocka_unit_test(a_run_in_which_nothing_was_made_is_not_verified),
		cmocka_unit_test(of_several_failures_the_gravest_gives_the_exit_code),
		cmocka_unit_test(an_attempt_that_was_interrupted_costs_no_retry),
		cmocka_unit_test(an_event_that_cannot_follow_is_refused_not_obeyed),
		cmocka_unit_test(a_timed_out_attempt_is_cancelled_and_nothing_it_sends_counts),
		cmocka_unit_test(the_first_outcome_of_an_effect_wins),
		cmocka_unit_test(an_unusable_reply_is_asked_for_again_at_once),
		cmocka_unit_test(an_interruption_uses_up_no_attempt),
		cmocka_unit_test(what_was_wrong_with_a_reply_outlives_other_failures),
		cmocka_unit_test(the_planner_gets_one_repair_turn),
		cmocka_unit_test(verification_decides_the_verdict),
		cmocka_unit_test(an_interrupted_run_has_nothing_under_way_until_it_is_resumed),
		cmocka_unit_test(
			a_call_made_again_may_be_billed_twice_unless_it_was_refused_or_never_left),
		cmocka_unit_test(the_time_of_the_whole_run_ends_it_resumably),
		cmocka_unit_test(jitter_differs_by_task_and_respects_the_providers_hint),
		cmocka_unit_test(a_chain_of_ten_thousand_needs_no_recursion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

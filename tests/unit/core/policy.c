/* Whether and when an attempt is made again, and how the ways to the end are thought to be long. */
#include "core/policy.h"

#include "support/drive.h"

#define TASK(id, more) "{\"id\":\"" id "\",\"name\":\"" id "\",\"agent\":\"dev\"" more "}"
#define PLAN(tasks) "{\"tasks\":[" tasks "]}"

/* Of the call `effect`, and of the `attempt`th. */
static int64_t delay(const char *effect, int64_t attempt, int64_t hint)
{
	const struct ma_state s = { .seed = MA_STR("seed"),
		.providers_n = 1,
		.retry_credit = MA_RETRY_PRICE,
		.deadline_ms = INT64_MAX };
	const struct ma_task task = { .max_retries = 20 };
	struct ma_work w = { .task = &task,
		.attempt = attempt,
		.failed_as = MA_LLM_TRANSIENT,
		.retry_after_ms = hint };
	struct ma_retry r;

	(void)snprintf(w.effect, sizeof(w.effect), "%s", effect); /* fits */
	r = ma_policy_retry(&s, &w, 0);
	assert_true(r.again);
	return r.delay_ms;
}

/* The least and the greatest of a thousand calls. */
static void spread(int64_t attempt, int64_t hint, int64_t *least_out, int64_t *most_out)
{
	char effect[16];
	int64_t ms;
	int i;

	*least_out = INT64_MAX;
	*most_out = 0;
	for (i = 0; i < 1000; i++) {
		(void)snprintf(effect, sizeof(effect), "e%d", i); /* fits */
		ms = delay(effect, attempt, hint);
		*least_out = ms < *least_out ? ms : *least_out;
		*most_out = ms > *most_out ? ms : *most_out;
	}
}

static void back_off_doubles_up_to_a_minute_and_all_of_it_is_jitter_of_each_call(void **state)
{
	int64_t cap = MA_BACKOFF_BASE_MS, least, most, i;

	(void)state;
	for (i = 1; i <= 20; i++) {
		spread(i, 0, &least, &most);
		assert_in_range(least, 0, cap / 50);
		assert_in_range(most, cap - cap / 50, cap);
		cap = cap * 2 < MA_BACKOFF_CAP_MS ? cap * 2 : MA_BACKOFF_CAP_MS;
	}
	assert_int_equal(cap, MA_BACKOFF_CAP_MS);
	assert_int_equal(delay("same", 3, 0), delay("same", 3, 0));
}

static void a_hint_is_a_floor_and_up_to_a_fifth_is_added(void **state)
{
	int64_t least, most;

	(void)state;
	spread(1, 30000, &least, &most);
	assert_in_range(least, 30000, 30120);
	assert_in_range(most, 35880, 36000);
	spread(5, 1000, &least, &most); /* back-off alone is 0 to 32 s */
	assert_in_range(least, 1000, 1200);
	assert_in_range(most, 31000, 32000);
	assert_in_range(delay("e", 1, MA_HINT_MAX_MS), MA_HINT_MAX_MS, MA_HINT_MAX_MS * 6 / 5);
}

/* The message that the only task of a run ends with. */
static void ends_saying(struct drive *d, const char *message)
{
	struct ma_str said = drive_work(d, "a")->message;

	assert_int_equal(drive_work(d, "a")->state, MA_TASK_FAILED);
	if (!ma_str_is(said, message))
		fail_msg("%.*s", MA_STR_ARG(said));
}

static void fail_with_hint(struct drive *d, const char *task, int64_t hint)
{
	drive_prepare(d, task);
	drive_outcome(d, task,
		(struct ma_event){ .kind = MA_EVENT_CALL_FAILED,
			.class = MA_STR("rate"),
			.message = MA_STR("HTTP 429"),
			.retry_after_ms = hint });
}

static void a_hint_that_is_too_long_is_told_as_the_reason(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	fail_with_hint(&d, "a", 3600000);
	ends_saying(&d,
		"the provider asks for a wait of 3600 s, and no more than 60 s is waited: HTTP 429");
	assert_int_equal(d.s.exit, 4);
	drive_done(&d);
}

static struct ma_retry after_hint(
	int64_t hint, int64_t deadline, int64_t give_up, uint32_t providers)
{
	const struct ma_state s = { .seed = MA_STR("seed"),
		.providers_n = providers,
		.retry_credit = MA_RETRY_PRICE,
		.deadline_ms = deadline };
	const struct ma_task task = { .max_retries = 20 };
	const struct ma_work w = { .task = &task,
		.attempt = 1,
		.failed_as = MA_LLM_RATE,
		.give_up_ms = give_up,
		.retry_after_ms = hint };

	return ma_policy_retry(&s, &w, 0);
}

static void a_wait_that_outlasts_the_run_or_the_task_is_left_for_the_next_provider(void **state)
{
	struct ma_retry r = after_hint(30000, 25000, 0, 2);

	(void)state;
	assert_true(r.again && r.provider == 1 && r.delay_ms == 0);
	r = after_hint(30000, INT64_MAX, 25000, 2);
	assert_true(r.again && r.provider == 1 && r.delay_ms == 0);
	r = after_hint(30000, 40000, 40000, 2);
	assert_true(r.again && r.provider == 0 && r.delay_ms >= 30000);
	r = after_hint(30000, 25000, 0,
		1); /* nobody else: the run ends there, and is resumed with more time */
	assert_true(r.again && r.provider == 0 && r.delay_ms >= 30000);
	assert_false(after_hint(30000, INT64_MAX, 25000, 1).again);
}

static void a_deadline_that_leaves_no_time_for_another_attempt_is_told_as_the_reason(void **state)
{
	struct drive d;
	struct ma_str said;

	(void)state;
	drive_start(&d, PLAN(TASK("a", ",\"deadline_s\":25")), 1, false);
	fail_with_hint(&d, "a", 30000);
	said = drive_work(&d, "a")->message;
	assert_true(ma_str_starts(
		said, "its time of 25 s for all attempts would be over before the next one, in 3"));
	assert_true(ma_str_ends(said, " s: HTTP 429"));
	assert_int_equal(d.s.exit, 4);
	drive_done(&d);
}

static void a_runs_retries_are_used_up_and_that_is_told_as_the_reason(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a", ",\"max_retries\":20")),
		(struct ma_event){ .jobs = 1, .retry_budget = 2 }, NULL);
	fail_with_hint(&d, "a", 0);
	drive_wait(&d);
	fail_with_hint(&d, "a", 0);
	drive_wait(&d);
	drive_fail(&d, "a", "transient");
	ends_saying(&d,
		"the run's retries are used up (2, and one more for every 5 replies): it broke");
	assert_int_equal(d.s.exit, 4);
	drive_done(&d);
}

static void a_run_may_have_no_retries_at_all(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(
		&d, PLAN(TASK("a", "")), (struct ma_event){ .jobs = 1, .retry_budget = -1 }, NULL);
	drive_fail(&d, "a", "overload");
	ends_saying(&d,
		"the run's retries are used up (0, and one more for every 5 replies): it broke");
	drive_done(&d);
}

static void five_replies_earn_a_retry_and_never_more_than_there_were(void **state)
{
	struct drive d;
	int i;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a", ",\"max_retries\":20")),
		(struct ma_event){ .jobs = 1, .retry_budget = 1 }, NULL);
	assert_int_equal(d.s.retry_credit, MA_RETRY_PRICE);
	fail_with_hint(&d, "a", 0);
	assert_int_equal(d.s.retry_credit, 0);
	drive_wait(&d);
	for (i = 1; i <= 8; i++) { /* each reply is of no use, which costs no retry */
		drive_reply(&d, "a");
		drive_outcome(&d, "a",
			(struct ma_event){
				.kind = MA_EVENT_FILES_REJECTED, .message = MA_STR("no") });
		assert_int_equal(d.s.retry_credit, i < MA_RETRY_PRICE ? i : MA_RETRY_PRICE);
	}
	fail_with_hint(&d, "a", 0);
	assert_int_equal(drive_work(&d, "a")->state, MA_TASK_BACKOFF);
	drive_done(&d);
}

static void a_fallback_costs_the_run_no_retry_and_helps_where_none_are_left(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a", "")),
		(struct ma_event){ .jobs = 1, .provider = MA_STR("one,two"), .retry_budget = -1 },
		NULL);
	drive_fail(&d, "a", "transient");
	assert_int_equal(drive_work(&d, "a")->state, MA_TASK_PREPARING);
	assert_int_equal(drive_work(&d, "a")->provider, 1);
	assert_int_equal(d.s.retry_credit, 0);
	drive_done(&d);
}

static void who_resumes_a_run_may_give_it_retries(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(
		&d, PLAN(TASK("a", "")), (struct ma_event){ .jobs = 1, .retry_budget = 1 }, NULL);
	fail_with_hint(&d, "a", 0);
	drive_tell(&d,
		(struct ma_event){ .kind = MA_EVENT_RUN_INTERRUPTED, .cause = MA_STR("SIGINT") });
	drive_tell(&d, (struct ma_event){ .kind = MA_EVENT_RUN_RESUMED });
	assert_int_equal(d.s.retry_credit, 0);
	drive_tell(&d,
		(struct ma_event){ .kind = MA_EVENT_RUN_INTERRUPTED, .cause = MA_STR("SIGINT") });
	drive_tell(&d, (struct ma_event){ .kind = MA_EVENT_RUN_RESUMED, .retry_budget = 7 });
	assert_int_equal(d.s.retry_credit, 7 * MA_RETRY_PRICE);
	drive_done(&d);
}

static void a_bad_plan_is_asked_for_again_then_mended_and_at_last_replaced(void **state)
{
	static const struct {
		int64_t attempt, rejections;
		uint32_t provider, providers_n;
		bool no_fallback;
		enum ma_plan_resort resort;
	} cases[] = {
		{ 1, 0, 0, 1, false, MA_RESORT_ASK_AGAIN },
		{ 2, 1, 0, 1, false, MA_RESORT_DEFAULT },
		{ 2, 1, 0, 2, false, MA_RESORT_MEND }, /* else the next provider is asked */
		{ 3, 2, 1, 2, false, MA_RESORT_DEFAULT },
		{ 3, 0, 0, 1, false,
			MA_RESORT_DEFAULT }, /* two attempts failed before: none is left */
		{ 2, 1, 0, 1, true, MA_RESORT_ASK_AGAIN },
	};
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		const struct ma_state s = { .seed = MA_STR("seed"),
			.providers_n = cases[i].providers_n,
			.no_fallback = cases[i].no_fallback };
		const struct ma_work w = { .attempt = cases[i].attempt,
			.rejections = cases[i].rejections,
			.provider = cases[i].provider,
			.effect = "e" };

		if (ma_policy_resort(&s, &w) != cases[i].resort)
			fail_msg("case %d: %d", (int)i, ma_policy_resort(&s, &w));
	}
}

static void each_failure_has_its_exit_code(void **state)
{
	static const struct {
		enum ma_llm_class class;
		int of_task, of_planner;
	} cases[] = {
		{ MA_LLM_AUTH, 3, 3 },
		{ MA_LLM_UNPRICED, 3, 3 },
		{ MA_LLM_BAD_OUTPUT, 1, 5 },
		{ MA_LLM_NO_PROGRESS, 1, 5 },
		{ MA_LLM_FILTER, 4, 4 },
		{ MA_LLM_TIMEOUT, 4, 4 },
	};
	const struct ma_task task = { .max_retries = 0 };
	struct ma_work w = { .task = NULL };
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		w.failed_as = cases[i].class;
		w.task = &task;
		assert_int_equal(ma_policy_exit(&w), cases[i].of_task);
		w.task = NULL;
		assert_int_equal(ma_policy_exit(&w), cases[i].of_planner);
	}
}

static void an_agent_of_the_host_passes_no_gate_and_falls_back_to_nobody(void **state)
{
	static const struct ma_crew_limit crews[] = { { .agent = { "doc", 3 }, .jobs = 1 },
		{ .agent = { "dev", 3 }, .host = true } };
	struct ma_gate gate = { .closed_until_ms = INT64_C(1) << 40 };
	const struct ma_terms terms = { .gates = { &gate, &gate }, .crews = crews, .crews_n = 2 };
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a", "")),
		(struct ma_event){ .jobs = 1, .provider = MA_STR("one,two") }, &terms);
	drive_prepare(&d, "a");
	assert_int_equal(drive_work(&d, "a")->state, MA_TASK_CALLING);
	assert_int_equal(gate.in_flight, 0);
	drive_fail(&d, "a", "filter");
	assert_int_equal(drive_work(&d, "a")->state, MA_TASK_FAILED);
	drive_done(&d);
}

/* A task of which another one of the same agent learns how long they take. */
static void take(struct drive *d, const char *task, int64_t ms)
{
	drive_reply(d, task);
	d->now += ms;
	drive_outcome(d, task,
		(struct ma_event){ .kind = MA_EVENT_FILES_PROPOSED, .files = MA_STR("f") });
}

static void estimates_are_refined_by_what_tasks_of_the_agent_took(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d,
		PLAN(TASK("a", ",\"estimate_s\":10") "," TASK("b", ",\"estimate_s\":20") "," TASK("c",
			",\"estimate_s\":30") ",{\"id\":\"x\",\"name\":\"x\",\"agent\":\"doc\",\"estimate_s\":9}"),
		1, false);
	assert_int_equal(drive_work(&d, "c")->path_ms, 30000);
	assert_int_equal(drive_work(&d, "c")->state, MA_TASK_PREPARING);
	take(&d, "c", 60000);
	assert_int_equal(drive_work(&d, "a")->path_ms, 20000); /* twice as long as thought */
	assert_int_equal(drive_work(&d, "x")->path_ms, 9000);  /* another agent's */
	take(&d, "b", 1000);                                   /* 61 s for 50 s */
	assert_int_equal(drive_work(&d, "a")->path_ms, 12200);
	drive_done(&d);
}

static void a_small_difference_changes_nothing(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", ",\"estimate_s\":10") "," TASK("b", ",\"estimate_s\":9")), 1,
		false);
	take(&d, "a", 11000);
	assert_int_equal(drive_work(&d, "b")->path_ms, 9000);
	drive_done(&d);
}

static void tasks_that_take_no_time_still_have_a_way_to_go(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d,
		PLAN(TASK("a", ",\"estimate_s\":10") "," TASK("b", "") "," TASK(
			"c", ",\"depends_on\":[\"b\"]")),
		1, false);
	drive_complete(&d, "b"); /* in no time */
	assert_true(drive_work(&d, "c")->path_ms > 0);
	drive_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			back_off_doubles_up_to_a_minute_and_all_of_it_is_jitter_of_each_call),
		cmocka_unit_test(a_hint_is_a_floor_and_up_to_a_fifth_is_added),
		cmocka_unit_test(a_hint_that_is_too_long_is_told_as_the_reason),
		cmocka_unit_test(
			a_wait_that_outlasts_the_run_or_the_task_is_left_for_the_next_provider),
		cmocka_unit_test(
			a_deadline_that_leaves_no_time_for_another_attempt_is_told_as_the_reason),
		cmocka_unit_test(a_runs_retries_are_used_up_and_that_is_told_as_the_reason),
		cmocka_unit_test(a_run_may_have_no_retries_at_all),
		cmocka_unit_test(five_replies_earn_a_retry_and_never_more_than_there_were),
		cmocka_unit_test(a_fallback_costs_the_run_no_retry_and_helps_where_none_are_left),
		cmocka_unit_test(who_resumes_a_run_may_give_it_retries),
		cmocka_unit_test(a_bad_plan_is_asked_for_again_then_mended_and_at_last_replaced),
		cmocka_unit_test(each_failure_has_its_exit_code),
		cmocka_unit_test(an_agent_of_the_host_passes_no_gate_and_falls_back_to_nobody),
		cmocka_unit_test(estimates_are_refined_by_what_tasks_of_the_agent_took),
		cmocka_unit_test(a_small_difference_changes_nothing),
		cmocka_unit_test(tasks_that_take_no_time_still_have_a_way_to_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

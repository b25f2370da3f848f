/* Whether and when an attempt is made again, and how the ways to the end are thought to be long. */
#include "core/policy.h"

#include "support/drive.h"

#define TASK(id, more) "{\"id\":\"" id "\",\"name\":\"" id "\",\"agent\":\"dev\"" more "}"
#define PLAN(tasks) "{\"tasks\":[" tasks "]}"

static int64_t delay(int64_t attempt)
{
	const struct ma_state s = { .seed = MA_STR("seed"), .providers_n = 1 };
	const struct ma_task task = { .max_retries = 20 };
	struct ma_work w = {
		.task = &task, .attempt = attempt, .failed_as = MA_LLM_TRANSIENT, .effect = "e"
	};
	struct ma_retry r = ma_policy_retry(&s, &w, 0);

	assert_true(r.again);
	return r.delay_ms;
}

static void back_off_doubles_up_to_a_minute_and_half_of_it_is_jitter(void **state)
{
	int64_t most = MA_BACKOFF_BASE_MS, i;

	(void)state;
	for (i = 1; i <= 20; i++) {
		assert_in_range(delay(i), most / 2, most);
		most = most * 2 < MA_BACKOFF_CAP_MS ? most * 2 : MA_BACKOFF_CAP_MS;
	}
	assert_int_equal(most, MA_BACKOFF_CAP_MS);
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
		cmocka_unit_test(back_off_doubles_up_to_a_minute_and_half_of_it_is_jitter),
		cmocka_unit_test(each_failure_has_its_exit_code),
		cmocka_unit_test(an_agent_of_the_host_passes_no_gate_and_falls_back_to_nobody),
		cmocka_unit_test(estimates_are_refined_by_what_tasks_of_the_agent_took),
		cmocka_unit_test(a_small_difference_changes_nothing),
		cmocka_unit_test(tasks_that_take_no_time_still_have_a_way_to_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

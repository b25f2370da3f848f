/* What may start: the limits of slots, agents, files, gates and money, together. */
#include <string.h>

#include "support/drive.h"

#define ONE(id, agent, more) \
	"{\"id\":\"" id "\",\"name\":\"" id "\",\"agent\":\"" agent "\"" more "}"
#define TASK(id) ONE(id, "dev", "")
#define PLAN(tasks) "{\"tasks\":[" tasks "]}"
#define JOBS(n) ((struct ma_event){ .jobs = (n) })

/* The request of a task is made: what its call may cost at the worst. */
static void prepare(struct drive *d, const char *task, int64_t microusd, int64_t tokens)
{
	drive_outcome(d, task,
		(struct ma_event){ .kind = MA_EVENT_CALL_PREPARED,
			.request = MA_STR("request"),
			.worst_microusd = microusd,
			.worst_tokens = tokens });
}

static void reply(struct drive *d, const char *task, int64_t microusd, int64_t tokens)
{
	drive_outcome(d, task,
		(struct ma_event){ .kind = MA_EVENT_CALL_REPLIED,
			.reply = MA_STR("reply"),
			.cost_microusd = microusd,
			.usage = { .output = tokens } });
}

static enum ma_task_state state_of(struct drive *d, const char *task)
{
	return drive_work(d, task)->state;
}

static void an_agent_has_a_limit_of_its_own(void **state)
{
	static const struct ma_crew_limit crews[] = { { .agent = { "dev", 3 }, .jobs = 1 } };
	const struct ma_terms terms = { .crews = crews, .crews_n = 1 };
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a") "," TASK("b") "," ONE("c", "doc", "")), JOBS(3), &terms);
	drive_said(&d, "task.started a, call.intended a, task.started c, call.intended c");
	drive_complete(&d, "a");
	drive_said(&d, "task.completed a, task.started b, call.intended b");
	drive_done(&d);
}

static void tasks_that_write_the_same_files_run_one_after_another(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d,
		PLAN(ONE("a", "dev", ",\"writes\":[\"src/**\"]") "," ONE(
			"b", "doc", ",\"writes\":[\"docs/*\",\"src/b.ts\"]") "," ONE("c", "doc",
			",\"writes\":[\"docs/a.md\"]") "," ONE("d", "doc", "")),
		4, false);
	drive_said(&d,
		"task.started a, call.intended a, task.started c, call.intended c, task.started d, call.intended d");
	drive_complete(&d, "a"); /* now "c" is in the way of "b" */
	drive_said(&d, "task.completed a");
	drive_complete(&d, "c"); /* it gives way, and is committed after "b" all the same */
	drive_said(&d, "files.delayed c, task.started b, call.intended b");
	drive_complete(&d, "b");
	drive_said(&d, "task.completed b, files.admitted c");
	drive_done(&d);
}

static void a_task_that_waits_for_files_may_be_cancelled(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d,
		PLAN(ONE("a", "dev", ",\"writes\":[\"x\"]") "," ONE("b", "dev",
			",\"writes\":[\"x\"]") "," ONE("c", "dev", ",\"writes\":[\"x\"]")),
		3, true);
	drive_fail(&d, "a", "request");
	drive_said(&d,
		"task.started a, call.intended a, task.failed a, task.cancelled b, task.cancelled c, run.finished");
	drive_done(&d);
}

static void back_off_lets_another_task_write(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d,
		PLAN(ONE("a", "dev", ",\"writes\":[\"x\"]") "," ONE(
			"b", "dev", ",\"writes\":[\"x\"]")),
		2, false);
	drive_fail(&d, "a", "transient");
	drive_said(&d,
		"task.started a, call.intended a, task.retried a, task.started b, call.intended b");
	drive_wait(&d); /* "a" is due, and "b" in its way */
	drive_said(&d, "");
	drive_complete(&d, "b"); /* to be committed after "a" */
	drive_said(&d, "files.delayed b, call.intended a");
	drive_complete(&d, "a");
	drive_said(&d, "task.completed a, files.admitted b");
	drive_done(&d);
}

static void a_closed_gate_delays_a_call_that_then_holds_no_slot(void **state)
{
	struct ma_gate gate = { .closed_until_ms = 1000500 };
	const struct ma_terms terms = { .gates = { &gate } };
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a")), JOBS(1), &terms);
	drive_said(&d, ""); /* not even its request is made */
	drive_wait(&d);
	assert_int_equal(d.now, 1000500);
	drive_said(&d, "task.started a, call.intended a");
	gate.closed_until_ms = 1007000;
	prepare(&d, "a", 0, 0);
	drive_said(&d, "call.delayed a");
	assert_int_equal(d.s.active_n, 0);
	drive_wait(&d);
	assert_int_equal(d.now, 1007000);
	assert_int_equal(gate.in_flight, 1);
	drive_fail(&d, "a", "rate");
	assert_int_equal(gate.in_flight, 0);
	drive_done(&d);
}

static void a_full_gate_lets_the_next_one_through_when_a_call_ends(void **state)
{
	struct ma_gate gate = { .limit_milli = 1000, .strained = true };
	const struct ma_terms terms = { .gates = { &gate } };
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a") "," TASK("b")), JOBS(2), &terms);
	prepare(&d, "a", 0, 0);
	prepare(&d, "b", 0, 0);
	drive_said(&d,
		"task.started a, call.intended a, task.started b, call.intended b, call.delayed b");
	assert_true(ma_wake_at(&d.s, d.now) >= d.now + MA_TASK_TIMEOUT_MS);
	reply(&d, "a", 0, 0);
	assert_int_equal(state_of(&d, "b"), MA_TASK_CALLING);
	drive_done(&d);
}

static void calls_under_way_enter_the_gate_of_a_run_that_goes_on(void **state)
{
	struct ma_gate gate = { 0 };
	const struct ma_terms terms = { .gates = { &gate } };
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a") "," TASK("b")), 2, false);
	drive_prepare(&d, "a");
	ma_state_adopt(&d.s, &terms);
	assert_int_equal(gate.in_flight, 1);
	drive_prepare(&d, "b");
	assert_int_equal(gate.in_flight, 2);
	ma_state_abandon(&d.s);
	assert_int_equal(gate.in_flight, 0);
	drive_done(&d);
}

static void the_worst_case_is_reserved_until_the_cost_is_known(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a") "," TASK("b")),
		(struct ma_event){ .jobs = 2, .max_cost_microusd = 100 }, NULL);
	prepare(&d, "a", 60, 10);
	prepare(&d, "b", 50, 10);
	assert_int_equal(state_of(&d, "a"), MA_TASK_CALLING);
	assert_int_equal(state_of(&d, "b"), MA_TASK_DELAYED);
	assert_int_equal(d.s.reserved_microusd, 60);
	assert_int_equal(d.s.reserved_tokens, 10);
	reply(&d, "a", 20, 5);
	assert_int_equal(state_of(&d, "b"), MA_TASK_CALLING);
	assert_int_equal(d.s.reserved_microusd, 50);
	assert_int_equal(d.s.cost_microusd, 20);
	drive_done(&d);
}

static void when_nothing_can_come_back_the_run_stops_and_goes_on_with_more(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a")), (struct ma_event){ .jobs = 2, .max_tokens = 100 }, NULL);
	prepare(&d, "a", 0, 101);
	drive_said(&d, "task.started a, call.intended a, call.delayed a, run.interrupted");
	assert_true(ma_str_is(d.s.cause, "budget"));
	assert_true(ma_wake_at(&d.s, d.now) == INT64_MAX);
	drive_tell(&d, (struct ma_event){ .kind = MA_EVENT_RUN_RESUMED });
	drive_said(&d, "run.interrupted");
	drive_tell(&d, (struct ma_event){ .kind = MA_EVENT_RUN_RESUMED, .max_tokens = 101 });
	assert_int_equal(state_of(&d, "a"), MA_TASK_CALLING);
	drive_done(&d);
}

static void a_budget_that_was_overdrawn_is_over(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a") "," TASK("b")),
		(struct ma_event){ .jobs = 1, .max_cost_microusd = 100 }, NULL);
	prepare(&d, "a", 100, 0);
	reply(&d, "a", 150, 0); /* more than the worst: the price was another */
	drive_outcome(&d, "a",
		(struct ma_event){
			.kind = MA_EVENT_FILES_PROPOSED, .files = MA_STR("f"), .count = 0 });
	prepare(&d, "b", 1, 0);
	assert_true(d.s.interrupted);
	drive_done(&d);
}

static void nobody_overtakes_a_call_that_waits_for_money(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a") "," TASK("b") "," TASK("c")),
		(struct ma_event){ .jobs = 2, .max_tokens = 100 }, NULL);
	prepare(&d, "a", 0, 90);
	prepare(&d, "b", 0, 90);
	assert_int_equal(state_of(&d, "b"), MA_TASK_DELAYED);
	assert_int_equal(state_of(&d, "c"), MA_TASK_READY);
	drive_fail(&d, "a", "filter");
	drive_decide(&d);
	assert_int_equal(state_of(&d, "b"), MA_TASK_CALLING);
	assert_int_equal(state_of(&d, "c"), MA_TASK_PREPARING);
	drive_done(&d);
}

static void an_unknown_price_is_refused_where_money_is_limited(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(
		&d, PLAN(TASK("a")), (struct ma_event){ .jobs = 1, .max_cost_microusd = 1 }, NULL);
	drive_outcome(&d, "a",
		(struct ma_event){
			.kind = MA_EVENT_CALL_PREPARED, .request = MA_STR("r"), .unpriced = true });
	drive_said(
		&d, "task.started a, call.intended a, call.failed a, task.failed a, run.finished");
	assert_int_equal(d.s.exit, 3);
	drive_done(&d);
	drive_start(&d, PLAN(TASK("a")), 1, false);
	drive_outcome(&d, "a",
		(struct ma_event){
			.kind = MA_EVENT_CALL_PREPARED, .request = MA_STR("r"), .unpriced = true });
	assert_int_equal(state_of(&d, "a"), MA_TASK_CALLING);
	drive_done(&d);
}

static void while_a_run_is_paused_nothing_new_leaves(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a") "," TASK("b") "," TASK("c")), 2, false);
	drive_prepare(&d, "a");
	drive_tell(&d, (struct ma_event){ .kind = MA_EVENT_RUN_PAUSED, .cause = MA_STR("me") });
	drive_said(&d, "task.started a, call.intended a, task.started b, call.intended b");
	prepare(&d, "b", 0, 0);
	drive_said(&d, "call.delayed b");
	drive_complete(&d, "a"); /* what is under way ends */
	drive_said(&d, "task.completed a");
	assert_true(ma_wake_at(&d.s, d.now) == INT64_MAX);
	drive_tell(&d, (struct ma_event){ .kind = MA_EVENT_RUN_CONTINUED });
	drive_said(&d, "task.started c, call.intended c");
	drive_done(&d);
}

static void a_pause_counts_against_no_deadline(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(ONE("a", "dev", ",\"deadline_s\":100")), 1, false);
	drive_fail(&d, "a", "transient");
	drive_tell(&d, (struct ma_event){ .kind = MA_EVENT_RUN_PAUSED, .cause = MA_STR("me") });
	d.now += 3600000;
	drive_tell(&d, (struct ma_event){ .kind = MA_EVENT_RUN_CONTINUED });
	assert_int_equal(state_of(&d, "a"), MA_TASK_PREPARING);
	drive_done(&d);
}

static void a_task_ends_when_the_time_for_all_its_attempts_is_over(void **state)
{
	struct ma_gate gate = { 0 };
	const struct ma_terms terms = { .gates = { &gate } };
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(ONE("a", "dev", ",\"deadline_s\":100,\"max_retries\":20")), JOBS(1),
		&terms);
	prepare(&d, "a", 0, 0);
	assert_int_equal(drive_work(&d, "a")->deadline_ms, d.now + 100000); /* not 300 s */
	drive_fail(&d, "a", "transient");
	gate.closed_until_ms = d.now + 60000;
	drive_wait(&d); /* due, and the gate is closed */
	drive_said(&d, "task.started a, call.intended a, task.retried a");
	d.now += 50000;
	gate.closed_until_ms = d.now + 60000;
	drive_wait(&d);
	drive_said(&d, "task.failed a, run.finished");
	assert_int_equal(d.now, drive_work(&d, "a")->give_up_ms); /* and not when it could leave */
	assert_true(ma_str_is(drive_work(&d, "a")->message,
		"its time of 100 s for all attempts is over: it has waited to be tried again"));
	drive_done(&d);
}

static void a_call_that_waits_at_the_gate_ends_when_its_tasks_time_is_over(void **state)
{
	struct ma_gate gate = { 0 };
	const struct ma_terms terms = { .gates = { &gate } };
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(ONE("a", "dev", ",\"deadline_s\":50")), JOBS(1), &terms);
	gate.closed_until_ms = d.now + 70000;
	prepare(&d, "a", 0, 0);
	assert_int_equal(state_of(&d, "a"), MA_TASK_DELAYED);
	drive_wait(&d);
	drive_said(
		&d, "task.started a, call.intended a, call.delayed a, task.failed a, run.finished");
	assert_int_equal(d.now, drive_work(&d, "a")->give_up_ms);
	assert_true(ma_str_is(drive_work(&d, "a")->message,
		"its time of 50 s for all attempts is over: it has waited for the provider's limits"));
	assert_int_equal(d.s.exit, 4);
	drive_done(&d);
}

static void that_time_does_not_pass_while_the_run_is_paused(void **state)
{
	struct ma_gate gate = { 0 };
	const struct ma_terms terms = { .gates = { &gate } };
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(ONE("a", "dev", ",\"deadline_s\":50")), JOBS(1), &terms);
	gate.closed_until_ms = d.now + 1000;
	prepare(&d, "a", 0, 0);
	drive_tell(&d, (struct ma_event){ .kind = MA_EVENT_RUN_PAUSED, .cause = MA_STR("me") });
	assert_true(ma_wake_at(&d.s, d.now) == INT64_MAX);
	d.now += 100000;
	drive_decide(&d);
	assert_int_equal(state_of(&d, "a"), MA_TASK_DELAYED);
	drive_tell(&d, (struct ma_event){ .kind = MA_EVENT_RUN_CONTINUED });
	assert_int_equal(state_of(&d, "a"), MA_TASK_CALLING);
	drive_done(&d);
}

static void no_attempt_is_planned_beyond_that_time(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(ONE("a", "dev", ",\"deadline_s\":1")), 1, false);
	drive_prepare(&d, "a");
	drive_outcome(&d, "a",
		(struct ma_event){ .kind = MA_EVENT_CALL_FAILED,
			.class = MA_STR("overload"),
			.message = MA_STR("busy"),
			.retry_after_ms = 1000 });
	drive_said(&d, "task.started a, call.intended a, task.failed a, run.finished");
	drive_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_agent_has_a_limit_of_its_own),
		cmocka_unit_test(tasks_that_write_the_same_files_run_one_after_another),
		cmocka_unit_test(a_task_that_waits_for_files_may_be_cancelled),
		cmocka_unit_test(back_off_lets_another_task_write),
		cmocka_unit_test(a_closed_gate_delays_a_call_that_then_holds_no_slot),
		cmocka_unit_test(a_full_gate_lets_the_next_one_through_when_a_call_ends),
		cmocka_unit_test(calls_under_way_enter_the_gate_of_a_run_that_goes_on),
		cmocka_unit_test(the_worst_case_is_reserved_until_the_cost_is_known),
		cmocka_unit_test(when_nothing_can_come_back_the_run_stops_and_goes_on_with_more),
		cmocka_unit_test(a_budget_that_was_overdrawn_is_over),
		cmocka_unit_test(nobody_overtakes_a_call_that_waits_for_money),
		cmocka_unit_test(an_unknown_price_is_refused_where_money_is_limited),
		cmocka_unit_test(while_a_run_is_paused_nothing_new_leaves),
		cmocka_unit_test(a_pause_counts_against_no_deadline),
		cmocka_unit_test(a_task_ends_when_the_time_for_all_its_attempts_is_over),
		cmocka_unit_test(a_call_that_waits_at_the_gate_ends_when_its_tasks_time_is_over),
		cmocka_unit_test(that_time_does_not_pass_while_the_run_is_paused),
		cmocka_unit_test(no_attempt_is_planned_beyond_that_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

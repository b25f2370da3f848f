/* What becomes of an attempt: continued, tried elsewhere, given up, or the source of more tasks. */
#include <string.h>

#include "support/drive.h"

#include "core/policy.h"

#define TASK(id, deps) \
	"{\"id\":\"" id "\",\"name\":\"" id "\",\"agent\":\"dev\",\"depends_on\":[" deps "]}"
#define PLAN(tasks) "{\"tasks\":[" tasks "]}"
#define CHAIN(names) ((struct ma_event){ .jobs = 2, .provider = MA_STR(names) })

static enum ma_task_state state_of(struct drive *d, const char *task)
{
	return drive_work(d, task)->state;
}

static void provider_is(struct drive *d, const char *task, const char *name)
{
	assert_true(ma_str_is(d->s.providers[drive_work(d, task)->provider].name, name));
}

static void cut(struct drive *d, const char *task, const char *part)
{
	drive_prepare(d, task);
	drive_outcome(d, task,
		(struct ma_event){ .kind = MA_EVENT_CALL_REPLIED,
			.reply = ma_str(part),
			.key = ma_str(part),
			.cut = true });
}

static void a_reply_that_was_cut_is_continued_at_no_try_of_its_own(void **state)
{
	struct drive d;
	int i;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	cut(&d, "a", "one");
	drive_said(&d, "task.started a, call.intended a, call.intended a");
	assert_int_equal(drive_work(&d, "a")->parts_n, 1);
	cut(&d, "a", "two");
	drive_reply(&d, "a");
	assert_int_equal(state_of(&d, "a"), MA_TASK_READING);
	assert_int_equal(drive_work(&d, "a")->parts_n, 2);
	assert_true(ma_str_is(drive_work(&d, "a")->parts[1], "two"));
	drive_outcome(&d, "a",
		(struct ma_event){ .kind = MA_EVENT_FILES_REJECTED, .message = MA_STR("no") });
	assert_int_equal(drive_work(&d, "a")->parts_n, 0);
	for (i = 0; i < MA_TASK_RETRIES - 1; i++) {
		drive_fail(&d, "a", "transient");
		assert_int_equal(state_of(&d, "a"), MA_TASK_BACKOFF);
		drive_wait(&d);
	}
	drive_fail(&d, "a", "transient");
	assert_int_equal(state_of(&d, "a"), MA_TASK_FAILED);
	drive_done(&d);
}

static void a_reply_that_is_cut_again_and_again_is_given_up(void **state)
{
	struct drive d;
	int i;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	for (i = 0; i < MA_PARTS_MAX; i++)
		cut(&d, "a", "more");
	assert_int_equal(state_of(&d, "a"), MA_TASK_PREPARING);
	cut(&d, "a", "more");
	assert_int_equal(state_of(&d, "a"), MA_TASK_FAILED);
	assert_int_equal(drive_work(&d, "a")->failed_as, MA_LLM_LENGTH);
	drive_done(&d);
}

static void a_failure_in_a_continuation_begins_the_reply_anew(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	cut(&d, "a", "one");
	drive_fail(&d, "a", "transient");
	drive_wait(&d);
	assert_int_equal(drive_work(&d, "a")->first_attempt, drive_work(&d, "a")->parts_n ? 1 : 3);
	drive_complete(&d, "a");
	assert_int_equal(d.s.tally.completed, 1);
	drive_done(&d);
}

static void what_the_first_provider_cannot_serve_the_next_one_is_asked_at_once(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a", "") "," TASK("b", "\"a\"")), CHAIN("one,two"), NULL);
	provider_is(&d, "a", "one");
	drive_fail(&d, "a", "filter");
	drive_said(&d, "task.started a, call.intended a, task.retried a, call.intended a");
	provider_is(&d, "a", "two");
	assert_int_equal(d.s.providers[0].dead, MA_LLM_OK);
	drive_complete(&d, "a");
	provider_is(&d, "b", "one"); /* it was that task's trouble alone */
	drive_done(&d);
}

static void with_another_provider_the_tries_count_from_one(void **state)
{
	struct drive d;
	int i;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a", "")), CHAIN("one,two"), NULL);
	for (i = 0; i < MA_TASK_RETRIES; i++) {
		drive_fail(&d, "a", "transient");
		drive_wait(&d);
	}
	drive_fail(&d, "a", "transient");
	assert_int_equal(state_of(&d, "a"), MA_TASK_PREPARING);
	provider_is(&d, "a", "two");
	for (i = 0; i < MA_TASK_RETRIES; i++) {
		drive_fail(&d, "a", "transient");
		provider_is(&d, "a", "two");
		drive_wait(&d);
	}
	drive_fail(&d, "a", "transient");
	assert_int_equal(state_of(&d, "a"), MA_TASK_FAILED);
	assert_int_equal(drive_work(&d, "a")->attempt, 2 * (MA_TASK_RETRIES + 1));
	drive_done(&d);
}

static void a_provider_without_a_valid_key_is_asked_no_more_in_this_run(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a", "") "," TASK("b", "") "," TASK("c", "")),
		CHAIN("one,two"), NULL);
	drive_fail(&d, "a", "auth");
	provider_is(&d, "a", "two");
	drive_fail(&d, "b", "rate"); /* asked before it was known */
	provider_is(&d, "b", "two");
	drive_complete(&d, "a");
	provider_is(&d, "c", "two");
	drive_done(&d);
}

static void without_a_provider_that_serves_tasks_fail_as_the_last_one_did(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(&d,
		PLAN(TASK("a", "") "," TASK("b", "") "," TASK("c", "") "," TASK("d",
			"\"c\"") "," TASK("long", "\"a\",\"b\"") "," TASK("longer", "\"long\"")),
		CHAIN("one,two"), NULL);
	drive_fail(&d, "a", "auth");
	assert_int_equal(state_of(&d, "c"), MA_TASK_READY);
	drive_fail(&d, "a", "billing");
	assert_int_equal(state_of(&d, "a"), MA_TASK_FAILED);
	assert_int_equal(state_of(&d, "c"), MA_TASK_FAILED); /* it was never asked for */
	assert_int_equal(drive_work(&d, "c")->failed_as, MA_LLM_BILLING);
	assert_int_equal(state_of(&d, "d"), MA_TASK_SKIPPED);
	drive_prepare(&d, "b"); /* its request is not sent to a provider that is dead by now */
	assert_int_equal(d.s.phase, MA_RUN_FINISHED);
	assert_int_equal(d.s.tally.failed, 3);
	assert_int_equal(d.s.tally.skipped, 3);
	drive_done(&d);
}

static void a_hint_beyond_a_minute_is_a_reason_to_go_elsewhere(void **state)
{
	struct drive d;

	(void)state;
	drive_start_as(&d, PLAN(TASK("a", "")), CHAIN("one,two"), NULL);
	drive_prepare(&d, "a");
	drive_outcome(&d, "a",
		(struct ma_event){ .kind = MA_EVENT_CALL_FAILED,
			.class = MA_STR("rate"),
			.message = MA_STR("come back tomorrow"),
			.retry_after_ms = MA_HINT_MAX_MS + 1 });
	provider_is(&d, "a", "two");
	drive_done(&d);
}

static void a_chain_of_too_many_providers_is_refused(void **state)
{
	struct ma_state s;
	ma_err err = { .code = MA_OK };
	struct ma_event e = { .kind = MA_EVENT_RUN_STARTED,
		.prompt = MA_STR("p"),
		.seed = MA_STR("s"),
		.provider = MA_STR("a,b,c,d,e") };

	(void)state;
	ma_state_init(&s);
	assert_int_equal(ma_state_fold(&s, &e, &err), MA_EINVALID);
	ma_state_done(&s);
}

/* A reply, read: it proposes these tasks and a file. */
static void propose(struct drive *d, const char *task, const char *plan)
{
	drive_reply(d, task);
	ma_state_give_plan(&d->s, drive_plan(plan));
	drive_outcome(d, task,
		(struct ma_event){
			.kind = MA_EVENT_TASKS_PROPOSED, .plan = MA_STR("h2"), .count = 2 });
	drive_outcome(d, task,
		(struct ma_event){
			.kind = MA_EVENT_FILES_PROPOSED, .files = MA_STR("f"), .count = 1 });
	drive_outcome(d, task,
		(struct ma_event){ .kind = MA_EVENT_FILES_COMMITTED, .commit = MA_STR("c0ffee") });
}

static void tasks_that_a_task_proposes_run_before_what_waits_for_it(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("split", "") "," TASK("end", "\"split\"")), 4, false);
	propose(&d, "split", PLAN(TASK("x", "") "," TASK("y", "\"x\"") "," TASK("z", "")));
	drive_said(&d,
		"task.started split, call.intended split, tasks.added split, task.completed split, "
		"task.started x, call.intended x, task.started z, call.intended z");
	assert_int_equal(d.s.tally.total, 5);
	drive_complete(&d, "x");
	drive_complete(&d, "y");
	assert_int_equal(state_of(&d, "end"), MA_TASK_WAITING);
	drive_complete(&d, "z");
	assert_int_equal(state_of(&d, "end"), MA_TASK_PREPARING);
	drive_complete(&d, "end");
	assert_int_equal(d.s.tally.completed, 5);
	assert_int_equal(d.s.phase, MA_RUN_VERIFYING);
	drive_done(&d);
}

static void a_proposed_task_that_fails_holds_up_what_waits_for_the_proposer(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("split", "") "," TASK("end", "\"split\"")), 4, false);
	propose(&d, "split", PLAN(TASK("x", "") "," TASK("y", "\"x\"")));
	drive_fail(&d, "x", "filter");
	assert_int_equal(state_of(&d, "y"), MA_TASK_SKIPPED);
	assert_int_equal(state_of(&d, "end"), MA_TASK_SKIPPED);
	assert_true(ma_str_is(drive_work(&d, "end")->message, "x"));
	drive_done(&d);
}

static void proposals_that_cannot_be_are_refused_and_the_task_completes(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("split", "") "," TASK("end", "\"split\"")), 4, false);
	propose(&d, "split", PLAN(TASK("END", "")));
	drive_said(&d,
		"task.started split, call.intended split, tasks.refused split, task.completed split, "
		"task.started end, call.intended end");
	assert_int_equal(d.s.tally.total, 2);
	drive_done(&d);
}

static void tasks_propose_tasks_three_levels_deep(void **state)
{
	static const char *const ids[] = { "t0", "t1", "t2", "t3", "t4" };
	char plan[128];
	struct drive d;
	int i;

	(void)state;
	drive_start(&d, PLAN(TASK("t0", "")), 1, false);
	for (i = 0; i < 4; i++) {
		(void)snprintf(plan, sizeof(plan),
			"{\"tasks\":[{\"id\":\"%s\",\"name\":\"x\",\"agent\":\"dev\"}]}",
			ids[i + 1]);
		propose(&d, ids[i], plan);
	}
	assert_int_equal(d.s.tally.total, 4);
	assert_non_null(strstr(d.said.p, "tasks.refused t3"));
	drive_done(&d);
}

static void a_proposal_in_a_reply_that_is_rejected_comes_to_nothing(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("split", "")), 1, false);
	drive_reply(&d, "split");
	ma_state_give_plan(&d.s, drive_plan(PLAN(TASK("x", ""))));
	drive_outcome(&d, "split",
		(struct ma_event){
			.kind = MA_EVENT_TASKS_PROPOSED, .plan = MA_STR("h2"), .count = 1 });
	drive_outcome(&d, "split",
		(struct ma_event){ .kind = MA_EVENT_FILES_REJECTED, .message = MA_STR("no") });
	drive_complete(&d, "split");
	assert_int_equal(d.s.tally.total, 1);
	drive_done(&d);
}

/* A request and its reply, of these keys, that cannot be used. */
static void reject(struct drive *d, const char *task, const char *request, const char *reply)
{
	drive_outcome(d, task,
		(struct ma_event){ .kind = MA_EVENT_CALL_PREPARED,
			.request = MA_STR("r"),
			.key = ma_str(request) });
	drive_outcome(d, task,
		(struct ma_event){
			.kind = MA_EVENT_CALL_REPLIED, .reply = MA_STR("r"), .key = ma_str(reply) });
	drive_outcome(d, task,
		(struct ma_event){ .kind = MA_EVENT_FILES_REJECTED, .message = MA_STR("no files") });
}

static void the_same_reply_to_the_same_request_three_times_is_no_progress(void **state)
{
	static const char plan[] = PLAN(
		"{\"id\":\"a\",\"name\":\"a\",\"agent\":\"dev\",\"max_retries\":20}");
	struct drive d;
	int i;

	(void)state;
	drive_start(&d, plan, 1, false);
	for (i = 0; i < 2; i++) {
		reject(&d, "a", "q1", "r1");
		reject(&d, "a", "q1", "r1");
		reject(&d, "a", "q1", "r2");
		reject(&d, "a", "q2", "r2");
	}
	reject(&d, "a", "q1", "r1");
	reject(&d, "a", "q1", "r1");
	assert_int_equal(state_of(&d, "a"), MA_TASK_PREPARING);
	reject(&d, "a", "q1", "r1");
	assert_int_equal(state_of(&d, "a"), MA_TASK_FAILED);
	assert_int_equal(drive_work(&d, "a")->failed_as, MA_LLM_NO_PROGRESS);
	assert_int_equal(d.s.exit, 1);
	drive_done(&d);
}

static void files_that_the_tree_refuses_are_asked_for_again(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	drive_propose(&d, "a", "");
	drive_outcome(&d, "a",
		(struct ma_event){
			.kind = MA_EVENT_FILES_REJECTED, .message = MA_STR("a conflict") });
	drive_said(&d, "task.started a, call.intended a, task.retried a, call.intended a");
	drive_done(&d);
}

static void a_reply_without_files_completes_a_task_without_a_commit(void **state)
{
	struct ma_effect effects[4];
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "") "," TASK("b", "")), 1, false);
	drive_reply(&d, "a");
	drive_outcome(&d, "a",
		(struct ma_event){ .kind = MA_EVENT_FILES_PROPOSED, .files = MA_STR("f") });
	assert_int_equal(state_of(&d, "a"), MA_TASK_COMPLETED);
	assert_int_equal(ma_effects(&d.s, effects), 1);
	drive_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reply_that_was_cut_is_continued_at_no_try_of_its_own),
		cmocka_unit_test(a_reply_that_is_cut_again_and_again_is_given_up),
		cmocka_unit_test(a_failure_in_a_continuation_begins_the_reply_anew),
		cmocka_unit_test(what_the_first_provider_cannot_serve_the_next_one_is_asked_at_once),
		cmocka_unit_test(with_another_provider_the_tries_count_from_one),
		cmocka_unit_test(a_provider_without_a_valid_key_is_asked_no_more_in_this_run),
		cmocka_unit_test(without_a_provider_that_serves_tasks_fail_as_the_last_one_did),
		cmocka_unit_test(a_hint_beyond_a_minute_is_a_reason_to_go_elsewhere),
		cmocka_unit_test(a_chain_of_too_many_providers_is_refused),
		cmocka_unit_test(tasks_that_a_task_proposes_run_before_what_waits_for_it),
		cmocka_unit_test(a_proposed_task_that_fails_holds_up_what_waits_for_the_proposer),
		cmocka_unit_test(proposals_that_cannot_be_are_refused_and_the_task_completes),
		cmocka_unit_test(tasks_propose_tasks_three_levels_deep),
		cmocka_unit_test(a_proposal_in_a_reply_that_is_rejected_comes_to_nothing),
		cmocka_unit_test(the_same_reply_to_the_same_request_three_times_is_no_progress),
		cmocka_unit_test(files_that_the_tree_refuses_are_asked_for_again),
		cmocka_unit_test(a_reply_without_files_completes_a_task_without_a_commit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What happens to files that do not go together with others'. */
#include "core/policy.h"
#include "support/drive.h"

#define TASK(retries) \
	"{\"tasks\":[{\"id\":\"a\",\"name\":\"n\",\"agent\":\"dev\",\"max_retries\":" retries "}]}"

static void start(struct drive *d, const char *plan)
{
	drive_start(d, plan, 4, false);
	ma_buf_clear(&d->said);
}

static void conflict(struct drive *d, const char *blob)
{
	drive_outcome(d, "a",
		(struct ma_event){ .kind = MA_EVENT_FILES_CONFLICTED,
			.message = MA_STR("x: no"),
			.paths = MA_STR("x"),
			.head = MA_STR("beef"),
			.blob = ma_str(blob) });
}

static void reject(struct drive *d)
{
	drive_outcome(d, "a",
		(struct ma_event){
			.kind = MA_EVENT_FILES_REJECTED, .message = MA_STR("a line is lost") });
}

static const char *purpose(struct drive *d)
{
	return ma_work_purpose(drive_work(d, "a"));
}

static void a_conflict_is_resolved_before_the_task_is_asked_again(void **state)
{
	struct drive d;
	char resolve[MA_EFFECT_ID_SIZE];

	(void)state;
	start(&d, TASK("0"));
	drive_propose(&d, "a", "x");
	conflict(&d, "told");
	drive_said(&d, "task.retried a, call.intended a");
	assert_string_equal(purpose(&d), MA_PURPOSE_RESOLVE);
	assert_string_equal(drive_work(&d, "a")->conflict.p, "told");
	assert_string_equal(drive_work(&d, "a")->conflict_files.p, "files");
	assert_string_equal(drive_work(&d, "a")->met.p, "beef");
	assert_int_equal(
		ma_effect_id(MA_STR("r1"), MA_STR("a"), MA_PURPOSE_RESOLVE, 2, resolve, &d.err),
		MA_OK);
	assert_string_equal(drive_work(&d, "a")->effect, resolve);
	drive_propose(&d, "a", "x");
	drive_commit(&d, "a", "c0ffee");
	drive_said(&d, "task.completed a, verify.started");
	drive_done(&d);
}

static void a_bad_resolution_costs_the_task_no_retry(void **state)
{
	struct drive d;

	(void)state;
	start(&d, TASK("1"));
	drive_propose(&d, "a", "x");
	conflict(&d, "told");
	ma_buf_clear(&d.said);
	drive_reply(&d, "a");
	reject(&d);
	drive_said(&d, "task.retried a, call.intended a");
	assert_string_equal(purpose(&d), MA_PURPOSE_WORK);
	assert_string_equal(drive_work(&d, "a")->problem.p, "x: no"); /* what the task is to mend */
	drive_reply(&d, "a");
	reject(&d);
	drive_said(&d, "task.failed a, run.finished");
	assert_string_equal(drive_work(&d, "a")->message.p, "a line is lost");
	drive_done(&d);
}

static void a_second_conflict_is_not_resolved(void **state)
{
	struct drive d;

	(void)state;
	start(&d, TASK("1"));
	drive_propose(&d, "a", "x");
	conflict(&d, "told");
	drive_propose(&d, "a", "x");
	ma_buf_clear(&d.said);
	conflict(&d, "told again");
	drive_said(&d, "task.retried a, call.intended a");
	assert_string_equal(purpose(&d), MA_PURPOSE_WORK);
	drive_propose(&d, "a", "x");
	conflict(&d, "and again");
	drive_said(&d, "task.failed a, run.finished");
	assert_string_equal(drive_work(&d, "a")->message.p, "x: no");
	drive_done(&d);
}

static void what_no_text_resolves_is_asked_again_at_once(void **state)
{
	struct drive d;

	(void)state;
	start(&d, TASK("1"));
	drive_propose(&d, "a", "x");
	conflict(&d, "");
	drive_said(&d, "task.retried a, call.intended a");
	assert_string_equal(purpose(&d), MA_PURPOSE_WORK);
	drive_done(&d);
}

static void a_resolver_that_cannot_be_reached_is_asked_again(void **state)
{
	struct drive d;

	(void)state;
	start(&d, TASK("1"));
	drive_propose(&d, "a", "x");
	conflict(&d, "told");
	ma_buf_clear(&d.said);
	drive_fail(&d, "a", "transient");
	drive_said(&d, "task.retried a");
	drive_wait(&d);
	drive_said(&d, "call.intended a");
	assert_string_equal(purpose(&d), MA_PURPOSE_RESOLVE);
	drive_done(&d);
}

static void a_resolver_that_refuses_leaves_the_task_to_itself(void **state)
{
	struct drive d;

	(void)state;
	start(&d, TASK("1"));
	drive_propose(&d, "a", "x");
	conflict(&d, "told");
	ma_buf_clear(&d.said);
	drive_fail(&d, "a", "refused");
	drive_said(&d, "task.retried a, call.intended a");
	assert_string_equal(purpose(&d), MA_PURPOSE_WORK);
	drive_done(&d);
}

static void tasks_of_the_host_program_are_asked_again_themselves(void **state)
{
	const struct ma_crew_limit crew = { .agent = MA_STR("dev"), .host = true };
	const struct ma_terms terms = { .crews = &crew, .crews_n = 1 };
	struct drive d;

	(void)state;
	drive_start_as(&d, TASK("1"), (struct ma_event){ .jobs = 4 }, &terms);
	drive_propose(&d, "a", "x");
	conflict(&d, "told");
	assert_string_equal(purpose(&d), MA_PURPOSE_WORK);
	assert_int_equal(drive_work(&d, "a")->attempt, 2);
	drive_done(&d);
}

static void a_conflict_of_no_files_under_way_counts_for_nothing(void **state)
{
	struct drive d;

	(void)state;
	start(&d, TASK("1"));
	drive_reply(&d, "a");
	conflict(&d, "told");
	drive_said(&d, "");
	assert_int_equal(drive_work(&d, "a")->conflict.n, 0);
	drive_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_conflict_is_resolved_before_the_task_is_asked_again),
		cmocka_unit_test(a_bad_resolution_costs_the_task_no_retry),
		cmocka_unit_test(a_second_conflict_is_not_resolved),
		cmocka_unit_test(what_no_text_resolves_is_asked_again_at_once),
		cmocka_unit_test(a_resolver_that_cannot_be_reached_is_asked_again),
		cmocka_unit_test(a_resolver_that_refuses_leaves_the_task_to_itself),
		cmocka_unit_test(tasks_of_the_host_program_are_asked_again_themselves),
		cmocka_unit_test(a_conflict_of_no_files_under_way_counts_for_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

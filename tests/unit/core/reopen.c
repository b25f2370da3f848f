/* Another attempt of a task that failed, and of whoever was skipped for it. */
#include <string.h>

#include "base/alloc.h"
#include "support/drive.h"

#define TASK(id, after) \
	"{\"id\":\"" id "\",\"name\":\"" id "\",\"agent\":\"dev\",\"depends_on\":[" after "]}"
#define OPTIONAL(id) "{\"id\":\"" id "\",\"name\":\"" id "\",\"agent\":\"dev\",\"optional\":true}"
/* d needs both a and b; c needs a; e is at work all the time. */
#define PLAN                                                                            \
	"{\"tasks\":[" TASK("a", "") "," TASK("b", "") "," TASK("c", "\"a\"") "," TASK( \
		"d", "\"a\",\"b\"") "," TASK("e", "") "]}"

static void reopen(struct drive *d, const char *task)
{
	ma_buf_clear(&d->said);
	drive_tell(d,
		(struct ma_event){ .kind = MA_EVENT_TASK_REOPENED,
			.task = ma_str(task),
			.cause = MA_STR("me") });
}

static void both_fail(struct drive *d)
{
	drive_start(d, PLAN, 3, false);
	drive_fail(d, "a", "refused");
	drive_fail(d, "b", "refused");
	assert_int_equal(d->s.tally.failed, 2);
	assert_int_equal(d->s.tally.skipped, 2);
}

static void it_is_attempted_with_a_number_of_its_own_and_time_anew(void **state)
{
	char effect[MA_EFFECT_ID_SIZE];
	struct drive d;

	(void)state;
	both_fail(&d);
	memcpy(effect, drive_work(&d, "a")->effect, sizeof(effect));
	d.now += 5000;
	reopen(&d, "a");
	drive_said(&d, "task.started a, call.intended a");
	assert_int_equal(drive_work(&d, "a")->attempt, 2);
	assert_string_not_equal(drive_work(&d, "a")->effect, effect);
	assert_true(
		drive_work(&d, "a")->give_up_ms == d.now + drive_work(&d, "a")->task->deadline_ms);
	assert_int_equal(d.s.tally.failed, 1);
	drive_done(&d);
}

static void who_was_skipped_for_it_alone_waits_again(void **state)
{
	struct drive d;

	(void)state;
	both_fail(&d);
	reopen(&d, "a");
	assert_int_equal(drive_work(&d, "c")->state, MA_TASK_WAITING);
	assert_int_equal(drive_work(&d, "d")->state, MA_TASK_SKIPPED);
	assert_true(ma_str_is(drive_work(&d, "d")->message, "b"));
	drive_complete(&d, "a");
	assert_int_equal(drive_work(&d, "c")->state, MA_TASK_PREPARING);
	reopen(&d, "b");
	assert_int_equal(drive_work(&d, "d")->state, MA_TASK_WAITING);
	drive_complete(&d, "b");
	drive_complete(&d, "c");
	assert_int_equal(drive_work(&d, "d")->state, MA_TASK_PREPARING);
	assert_int_equal(d.s.tally.skipped + d.s.tally.failed, 0);
	drive_done(&d);
}

static void it_fails_again_and_they_are_skipped_again(void **state)
{
	struct drive d;

	(void)state;
	both_fail(&d);
	reopen(&d, "a");
	ma_buf_clear(&d.said);
	drive_fail(&d, "a", "refused");
	drive_said(&d, "task.failed a, task.skipped c");
	assert_int_equal(d.s.fallen_n, 0);
	drive_done(&d);
}

static void its_retries_begin_anew(void **state)
{
	struct drive d;
	int i;

	(void)state;
	drive_start(&d, PLAN, 3, false);
	for (i = 0; drive_work(&d, "a")->state != MA_TASK_FAILED; i++) {
		assert_true(i < 10);
		drive_fail(&d, "a", "bad_output");
		if (drive_work(&d, "a")->state == MA_TASK_BACKOFF)
			drive_wait(&d);
	}
	reopen(&d, "a");
	drive_fail(&d, "a", "bad_output");
	assert_int_not_equal(drive_work(&d, "a")->state, MA_TASK_FAILED);
	drive_done(&d);
}

static void a_provider_that_was_left_for_good_is_asked_again(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, PLAN, 3, false);
	drive_fail(&d, "a", "billing");
	assert_int_equal(d.s.providers[0].dead, MA_LLM_BILLING);
	reopen(&d, "a");
	drive_said(&d, "task.started a, call.intended a");
	drive_complete(&d, "a");
	assert_int_equal(drive_work(&d, "a")->state, MA_TASK_COMPLETED);
	drive_done(&d);
}

static void who_went_on_without_an_optional_one_is_not_called_back(void **state)
{
	struct drive d;

	(void)state;
	drive_start(&d, "{\"tasks\":[" OPTIONAL("a") "," TASK("b", "\"a\"") "," TASK("e", "") "]}",
		3, false);
	drive_fail(&d, "a", "refused");
	assert_int_equal(drive_work(&d, "b")->state, MA_TASK_PREPARING);
	reopen(&d, "a");
	drive_complete(&d, "a");
	drive_complete(&d, "b");
	drive_complete(&d, "e");
	assert_int_equal(d.s.phase, MA_RUN_VERIFYING);
	drive_done(&d);
}

static void nobodys_files_wait_for_its_own(void **state)
{
	struct drive d;

	(void)state;
	both_fail(&d);
	drive_propose(&d, "e", "f.txt");
	assert_int_equal(drive_work(&d, "e")->state, MA_TASK_COMMITTING);
	reopen(&d, "a");
	drive_commit(&d, "e", "beef");
	assert_int_equal(drive_work(&d, "e")->state, MA_TASK_COMPLETED);
	drive_done(&d);
}

static void what_has_not_failed_stays_as_it_is(void **state)
{
	struct drive d;

	(void)state;
	both_fail(&d);
	drive_complete(&d, "e");
	assert_int_equal(d.s.phase, MA_RUN_FINISHED);
	assert_false(ma_state_may_reopen(&d.s, drive_work(&d, "a")));
	reopen(&d, "a");
	reopen(&d, "e");
	drive_said(&d, "");
	assert_int_equal(drive_work(&d, "a")->state, MA_TASK_FAILED);
	assert_int_equal(drive_work(&d, "e")->state, MA_TASK_COMPLETED);
	drive_done(&d);
}

static void whoever_is_skipped_knows_for_whom(void **state)
{
	uint32_t *causes = NULL, n = 0;
	struct drive d;
	ma_err err = { .code = MA_OK };

	(void)state;
	both_fail(&d);
	assert_int_equal(ma_state_causes(&d.s, drive_work(&d, "d"), &causes, &n, &err), MA_OK);
	assert_int_equal(n, 2);
	assert_int_equal(causes[0] + causes[1], 1);
	ma_free(causes);
	assert_int_equal(ma_state_causes(&d.s, drive_work(&d, "e"), &causes, &n, &err), MA_OK);
	assert_int_equal(n, 0);
	ma_free(causes);
	drive_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_attempted_with_a_number_of_its_own_and_time_anew),
		cmocka_unit_test(who_was_skipped_for_it_alone_waits_again),
		cmocka_unit_test(it_fails_again_and_they_are_skipped_again),
		cmocka_unit_test(its_retries_begin_anew),
		cmocka_unit_test(a_provider_that_was_left_for_good_is_asked_again),
		cmocka_unit_test(who_went_on_without_an_optional_one_is_not_called_back),
		cmocka_unit_test(nobodys_files_wait_for_its_own),
		cmocka_unit_test(what_has_not_failed_stays_as_it_is),
		cmocka_unit_test(whoever_is_skipped_knows_for_whom),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

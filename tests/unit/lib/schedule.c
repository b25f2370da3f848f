#include "lib/schedule.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/alloc.h"

#define T0 1790000000000 /* when the plan was accepted */

/* a takes the slow way to d by b, the quick one by c; e stands alone. */
static const char diamond[] =
	"{\"summary\":\"s\",\"tasks\":[{\"id\":\"d\",\"name\":\"D\",\"agent\":\"dev\",\"depends_on\":[\"b\",\"c\"]},"
	"{\"id\":\"a\",\"name\":\"A\",\"agent\":\"dev\"},"
	"{\"id\":\"b\",\"name\":\"B\",\"agent\":\"dev\",\"depends_on\":[\"a\"]},"
	"{\"id\":\"c\",\"name\":\"C\",\"agent\":\"dev\",\"depends_on\":[\"a\"]},"
	"{\"id\":\"e\",\"name\":\"E\",\"agent\":\"dev\"}]}";

static void start(struct ma_state *s, int64_t jobs)
{
	static const struct ma_str names[] = { { "dev", 3 } };
	const struct ma_plan_agents agents = { names, 1 };
	struct ma_buf problems = MA_BUF_INIT(64 * 1024);
	ma_err err = { .code = MA_OK };
	uint32_t i;

	ma_state_init(s);
	if (ma_plan_read(ma_str(diamond), &agents, &s->plan, &problems, &err))
		fail_msg("%s", err.msg);
	ma_buf_done(&problems);
	s->jobs = jobs;
	s->started_at_ms = T0 - 5000;
	s->planner.ended_at_ms = s->now_ms = T0;
	s->tally.total = s->plan->tasks_n;
	s->works = ma_new_n(struct ma_work, s->plan->tasks_n);
	assert_non_null(s->works);
	for (i = 0; i < s->plan->tasks_n; i++)
		s->works[i].task = &s->plan->tasks[i];
}

/* The task ran without a pause from..to, in seconds after the plan. */
static void ran(struct ma_state *s, const char *id, int64_t from, int64_t to)
{
	struct ma_work *w = &s->works[ma_plan_find(s->plan, ma_str(id))];

	w->state = MA_TASK_COMPLETED;
	w->started_at_ms = T0 + from * 1000;
	w->ended_at_ms = T0 + to * 1000;
	w->slot_ms = (to - from) * 1000;
	if (w->ended_at_ms > s->now_ms)
		s->now_ms = w->ended_at_ms;
}

static void expect(const struct ma_state *s, const char *chain, int64_t critical, int64_t work,
	int64_t bound, int64_t makespan)
{
	struct ma_buf got = MA_BUF_INIT(1024);
	ma_err err = { .code = MA_OK };
	struct ma_schedule schedule;
	uint32_t i;

	assert_int_equal(ma_schedule_of(s, &schedule, &err), MA_OK);
	ma_buf_adds(&got, "");
	for (i = 0; i < schedule.critical_n; i++)
		ma_buf_addf(&got, "%s" MA_STR_FMT, i ? " " : "",
			MA_STR_ARG(s->plan->tasks[schedule.critical[i]].id));
	assert_string_equal(got.p ? got.p : "", chain);
	assert_int_equal(schedule.critical_ms, critical * 1000);
	assert_int_equal(schedule.work_ms, work * 1000);
	assert_int_equal(schedule.bound_ms, bound * 1000);
	assert_int_equal(schedule.makespan_ms, makespan * 1000);
	ma_schedule_done(&schedule);
	ma_buf_done(&got);
}

static void the_longest_chain_is_critical(void **state)
{
	struct ma_state s;

	(void)state;
	start(&s, 4);
	ran(&s, "a", 1, 3);
	ran(&s, "b", 3, 10);
	ran(&s, "c", 3, 4);
	ran(&s, "d", 11, 14);
	ran(&s, "e", 1, 8);
	expect(&s, "a b d", 12, 20, 12, 14);
	ma_state_done(&s);
}

static void with_one_slot_the_work_is_the_bound(void **state)
{
	struct ma_state s;

	(void)state;
	start(&s, 1);
	ran(&s, "a", 0, 2);
	ran(&s, "b", 2, 4);
	ran(&s, "c", 4, 6);
	ran(&s, "d", 6, 8);
	ran(&s, "e", 8, 10);
	expect(&s, "a b d", 6, 10, 10, 10);
	ma_state_done(&s);
}

static void waiting_to_try_again_is_critical_but_no_work(void **state)
{
	struct ma_state s;

	(void)state;
	start(&s, 1);
	ran(&s, "a", 0, 10);
	s.works[1].slot_ms = 3000;
	expect(&s, "a", 10, 3, 10, 10);
	ma_state_done(&s);
}

static void what_is_under_way_counts_up_to_the_last_event(void **state)
{
	struct ma_state s;

	(void)state;
	start(&s, 4);
	ran(&s, "a", 0, 2);
	ran(&s, "e", 0, 9);
	s.works[2].state = MA_TASK_CALLING;
	s.works[2].started_at_ms = s.works[2].moved_at_ms = T0 + 2000;
	expect(&s, "a b", 9, 18, 9, 9);
	ma_state_done(&s);
}

static void time_in_which_nobody_worked_does_not_count(void **state)
{
	struct ma_state s;

	(void)state;
	start(&s, 4);
	ran(&s, "a", 0, 3602);
	s.works[1].down_ms = s.down_ms = 3600000;
	s.works[1].slot_ms = 2000;
	expect(&s, "a", 2, 2, 2, 2);
	ma_state_done(&s);
}

static void what_never_began_is_on_no_path(void **state)
{
	struct ma_state s;

	(void)state;
	start(&s, 4);
	expect(&s, "", 0, 0, 0, 0);
	ran(&s, "e", 0, 1);
	s.works[1].state = MA_TASK_CANCELLED;
	s.works[1].ended_at_ms = T0 + 500;
	expect(&s, "e", 1, 1, 1, 1);
	ma_state_done(&s);
}

static void a_run_without_a_plan_has_no_schedule(void **state)
{
	struct ma_state s;

	(void)state;
	ma_state_init(&s);
	expect(&s, "", 0, 0, 0, 0);
	ma_state_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_chain_is_critical),
		cmocka_unit_test(with_one_slot_the_work_is_the_bound),
		cmocka_unit_test(waiting_to_try_again_is_critical_but_no_work),
		cmocka_unit_test(what_is_under_way_counts_up_to_the_last_event),
		cmocka_unit_test(time_in_which_nobody_worked_does_not_count),
		cmocka_unit_test(what_never_began_is_on_no_path),
		cmocka_unit_test(a_run_without_a_plan_has_no_schedule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

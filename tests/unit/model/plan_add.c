/* Tasks that are added to a plan: what is checked, and who waits for whom then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "model/plan.h"

#define TASK(id, deps) \
	"{\"id\":\"" id "\",\"name\":\"" id "\",\"agent\":\"dev\",\"depends_on\":[" deps "]}"
#define PLAN(tasks) "{\"tasks\":[" tasks "]}"

static struct ma_plan *plan_of(const char *json)
{
	static const struct ma_str names[] = { { "dev", 3 } };
	const struct ma_plan_agents agents = { names, 1 };
	struct ma_buf problems = MA_BUF_INIT(1 << 16);
	struct ma_plan *plan = NULL;
	ma_err err = { .code = MA_OK };

	if (ma_plan_read(ma_str(json), &agents, &plan, &problems, &err))
		fail_msg("%s", err.msg);
	ma_buf_done(&problems);
	return plan;
}

static uint32_t at(const struct ma_plan *plan, const char *id)
{
	int64_t i = ma_plan_find(plan, ma_str(id));

	assert_true(i >= 0);
	return (uint32_t)i;
}

/* "a b": whom a task waits for, in order. */
static void waits_for(const struct ma_plan *plan, const char *id, const char *ids)
{
	const struct ma_task *t = &plan->tasks[at(plan, id)];
	char text[256] = "";
	uint32_t i;

	for (i = 0; i < t->deps_n; i++)
		(void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s" MA_STR_FMT,
			i ? " " : "", MA_STR_ARG(plan->tasks[t->deps[i]].id)); /* fits */
	assert_string_equal(text, ids);
}

static void new_roots_wait_for_the_parent_and_its_followers_for_the_new_ends(void **state)
{
	struct ma_plan *plan = plan_of(
		PLAN(TASK("p", "") "," TASK("next", "\"p\"") "," TASK("other", "")));
	struct ma_plan *more = plan_of(PLAN(TASK("x", "") "," TASK("y", "\"x\"") "," TASK("z", "")));
	ma_err err = { .code = MA_OK };

	(void)state;
	assert_int_equal(ma_plan_may_add(plan, at(plan, "p"), more, &err), MA_OK);
	assert_int_equal(ma_plan_add(plan, at(plan, "p"), more, &err), MA_OK);
	waits_for(plan, "x", "p");
	waits_for(plan, "y", "x");
	waits_for(plan, "z", "p");
	waits_for(plan, "next", "p y z");
	waits_for(plan, "other", "");
	assert_int_equal(plan->tasks[at(plan, "y")].depth, 1);
	assert_int_equal(plan->tasks[at(plan, "p")].nexts_n, 3);
	ma_plan_free(plan);
	ma_plan_free(more);
}

/* "a b": all tasks in plan order. */
static void stand_in_order(const struct ma_plan *plan, const char *ids)
{
	char text[256] = "";
	uint32_t i;

	for (i = 0; i < plan->tasks_n; i++) {
		const struct ma_task *t = &plan->tasks[plan->order[i]];

		assert_int_equal(t->turn, i);
		(void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s" MA_STR_FMT,
			i ? " " : "", MA_STR_ARG(t->id)); /* fits */
	}
	assert_string_equal(text, ids);
}

/* Whichever of two tasks asks first. */
static void plan_order_does_not_depend_on_who_asked_first(void **state)
{
	static const char *const asked[] = { PLAN(TASK("p1", "") "," TASK("p2", "\"p1\"")),
		PLAN(TASK("q2", "\"q1\"") "," TASK("q1", "")) };
	static const char *const parents[] = { "p", "q" };
	int first, i;

	(void)state;
	for (first = 0; first < 2; first++) {
		struct ma_plan *plan = plan_of(PLAN(TASK("end", "\"p\"") "," TASK("q", "") "," TASK(
			"p", "") "," TASK("last", "")));
		struct ma_plan *more[2];
		ma_err err = { .code = MA_OK };

		stand_in_order(plan, "p end q last");
		for (i = 0; i < 2; i++) {
			int who = (first + i) % 2;

			more[i] = plan_of(asked[who]);
			assert_int_equal(
				ma_plan_add(plan, at(plan, parents[who]), more[i], &err), MA_OK);
		}
		stand_in_order(plan, "p p1 p2 end q q1 q2 last");
		ma_plan_free(plan);
		ma_plan_free(more[0]);
		ma_plan_free(more[1]);
	}
}

static void a_parent_that_nobody_waits_for_gets_children_all_the_same(void **state)
{
	struct ma_plan *plan = plan_of(PLAN(TASK("p", "")));
	struct ma_plan *more = plan_of(PLAN(TASK("x", "")));
	ma_err err = { .code = MA_OK };

	(void)state;
	assert_int_equal(ma_plan_add(plan, 0, more, &err), MA_OK);
	waits_for(plan, "x", "p");
	ma_plan_free(plan);
	ma_plan_free(more);
}

static void an_id_that_is_taken_in_any_case_is_refused(void **state)
{
	struct ma_plan *plan = plan_of(PLAN(TASK("p", "") "," TASK("Api", "")));
	struct ma_plan *more = plan_of(PLAN(TASK("x", "") "," TASK("API", "")));
	ma_err err = { .code = MA_OK };

	(void)state;
	assert_int_equal(ma_plan_may_add(plan, 0, more, &err), MA_EINVALID);
	assert_string_equal(err.msg, "/tasks/1/id: \"API\" is a task of the plan already");
	ma_plan_free(plan);
	ma_plan_free(more);
}

static void there_is_room_for_so_many_and_no_more(void **state)
{
	struct ma_plan *plan = plan_of(PLAN(TASK("p", "")));
	struct ma_buf json = MA_BUF_INIT(1 << 20);
	struct ma_plan *more, *one = plan_of(PLAN(TASK("one", "")));
	ma_err err = { .code = MA_OK };
	int i;

	(void)state;
	ma_buf_adds(&json, "{\"tasks\":[");
	for (i = 0; i < MA_LIMIT_TASKS_ADDED; i++)
		ma_buf_addf(&json, "%s{\"id\":\"t%d\",\"name\":\"t\",\"agent\":\"dev\"}",
			i ? "," : "", i);
	ma_buf_adds(&json, "]}");
	more = plan_of(json.p);
	assert_int_equal(ma_plan_add(plan, 0, more, &err), MA_OK);
	assert_int_equal(ma_plan_may_add(plan, 0, one, &err), MA_EINVALID);
	assert_string_equal(err.msg, "1 tasks, and there is room for 0 more");
	for (i = 0; i < MA_LIMIT_REPAIRS * MA_LIMIT_ROUND_TASKS;
		i++) /* whose places nobody else takes */
		assert_int_equal(
			ma_plan_add_repair(plan, &one->tasks[0], &(uint32_t){ 0 }, 1, &err), MA_OK);
	assert_int_equal(
		ma_plan_add_repair(plan, &one->tasks[0], &(uint32_t){ 0 }, 1, &err), MA_EINVALID);
	ma_plan_free(plan);
	ma_plan_free(more);
	ma_plan_free(one);
	ma_buf_done(&json);
}

static void a_repair_waits_for_what_was_done_and_keeps_its_words(void **state)
{
	struct ma_plan *plan = plan_of(PLAN(TASK("a", "") "," TASK("b", "\"a\"") "," TASK("c", "")));
	char id[] = "repair-1";
	const struct ma_task task = {
		.id = ma_str(id), .name = ma_str(id), .agent = MA_STR("dev"), .optional = true
	};
	const uint32_t done[] = { 0, 1 };
	ma_err err = { .code = MA_OK };

	(void)state;
	assert_int_equal(ma_plan_add_repair(plan, &task, done, 2, &err), MA_OK);
	id[0] = 'X';
	waits_for(plan, "repair-1", "a b");
	assert_true(ma_plan_has(plan, MA_STR("REPAIR-1")));
	assert_true(plan->tasks[at(plan, "repair-1")].optional);
	ma_plan_free(plan);
}

/* Add tasks, then a repair, with allocation k failing. Whether it was asked for. */
static bool add_with_failure(int64_t k, ma_rc *rc)
{
	struct ma_plan *plan = plan_of(PLAN(TASK("p", "") "," TASK("next", "\"p\"")));
	struct ma_plan *more = plan_of(PLAN(TASK("x", "") "," TASK("y", "\"x\"")));
	struct ma_task repair = more->tasks[0];
	ma_err err = { .code = MA_OK };
	bool reached;

	repair.id = MA_STR("repair-1");
	ma_alloc_fail_after(k);
	*rc = ma_plan_add(plan, 0, more, &err);
	if (!*rc)
		*rc = ma_plan_add_repair(plan, &repair, &(uint32_t){ 0 }, 1, &err);
	reached = ma_alloc_fail_after(-1) > k;
	ma_plan_free(plan);
	ma_plan_free(more);
	return reached;
}

static void exhausted_memory_is_told(void **state)
{
	int64_t live = ma_alloc_live(), k = 0;
	ma_rc rc;

	(void)state;
	while (add_with_failure(k++, &rc)) {
		assert_int_equal(rc, MA_ENOMEM);
		assert_int_equal(ma_alloc_live(), live);
	}
	assert_int_equal(rc, MA_OK);
	assert_true(k > 2);
}

/* The plan's arena has room for so many bytes more. */
static ma_rc add_within(size_t room)
{
	struct ma_plan *plan = plan_of(PLAN(TASK("p", "") "," TASK("next", "\"p\"")));
	struct ma_plan *more = plan_of(PLAN(TASK("x", "") "," TASK("y", "\"x\"")));
	struct ma_task repair = more->tasks[0];
	ma_err err = { .code = MA_OK };
	ma_rc rc;

	repair.id = MA_STR("repair-1");
	repair.description = MA_STR("mend it");
	plan->arena.max = plan->arena.used + room;
	rc = ma_plan_add(plan, 0, more, &err);
	if (!rc)
		rc = ma_plan_add_repair(plan, &repair, &(uint32_t){ 0 }, 1, &err);
	ma_plan_free(plan);
	ma_plan_free(more);
	return rc;
}

static void a_plan_without_room_for_more_words_is_told(void **state)
{
	size_t room = 0;
	ma_rc rc;

	(void)state;
	while ((rc = add_within(room)) != MA_OK) {
		assert_int_equal(rc, MA_ENOMEM);
		room += 4;
	}
	assert_true(room > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_roots_wait_for_the_parent_and_its_followers_for_the_new_ends),
		cmocka_unit_test(plan_order_does_not_depend_on_who_asked_first),
		cmocka_unit_test(a_parent_that_nobody_waits_for_gets_children_all_the_same),
		cmocka_unit_test(an_id_that_is_taken_in_any_case_is_refused),
		cmocka_unit_test(there_is_room_for_so_many_and_no_more),
		cmocka_unit_test(a_repair_waits_for_what_was_done_and_keeps_its_words),
		cmocka_unit_test(exhausted_memory_is_told),
		cmocka_unit_test(a_plan_without_room_for_more_words_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

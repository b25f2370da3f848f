/* Plans: what is read, what is refused and with which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "codec/json.h"
#include "model/plan.h"
#include "model/plan_schema.h"

static const struct ma_str names[] = { { "backend", 7 }, { "testing", 7 } };
static const struct ma_plan_agents agents = { names, 2 };

/* The problems of a plan that must be refused. */
static void refused(const char *json, const char *problems)
{
	struct ma_buf said = MA_BUF_INIT(1 << 16);
	struct ma_plan *plan = NULL;
	ma_err err = { MA_OK, 0, "" };

	assert_int_equal(ma_plan_read(ma_str(json), &agents, &plan, &said, &err), MA_EINVALID);
	assert_string_equal(said.p ? said.p : err.msg, problems);
	assert_null(plan);
	ma_buf_done(&said);
}

static struct ma_plan *accepted(const char *json)
{
	struct ma_buf said = MA_BUF_INIT(1 << 16);
	struct ma_plan *plan = NULL;
	ma_err err = { MA_OK, 0, "" };

	if (ma_plan_read(ma_str(json), &agents, &plan, &said, &err))
		fail_msg("%s", err.msg);
	ma_buf_done(&said);
	return plan;
}

static void id_and_name_are_enough_and_the_rest_has_defaults(void **state)
{
	struct ma_plan *plan = accepted("{\"tasks\":[{\"id\":\"backend\",\"name\":\"API\"}]}");

	(void)state;
	assert_true(ma_str_is(plan->tasks[0].agent, "backend"));
	assert_int_equal(plan->tasks[0].timeout_ms, MA_TASK_TIMEOUT_MS);
	assert_int_equal(plan->tasks[0].max_retries, MA_TASK_RETRIES);
	assert_false(plan->tasks[0].optional);
	ma_plan_free(plan);
}

static void two_tasks_of_one_agent_are_two_tasks(void **state)
{
	struct ma_plan *plan = accepted(
		"{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"agent\":\"backend\"},"
		"{\"id\":\"b\",\"name\":\"B\",\"agent\":\"backend\",\"depends_on\":[\"a\",\"a\"]}]}");

	(void)state;
	assert_int_equal(plan->tasks_n, 2);
	assert_int_equal(plan->tasks[1].deps_n, 1);
	assert_int_equal(plan->order[0], 0);
	assert_int_equal(ma_plan_find(plan, MA_STR("b")), 1);
	assert_int_equal(ma_plan_find(plan, MA_STR("B")), -1);
	ma_plan_free(plan);
}

static void all_problems_are_named_at_once(void **state)
{
	(void)state;
	refused("{\"tasks\":[{\"id\":\"a b\",\"name\":\"x\",\"agent\":\"backend\"},{\"id\":\"c\",\"agent\":\"nobody\"}]}",
		"/tasks/0/id: expected 1 to 64 letters, digits, '-', '_' or '.', beginning with a letter or digit\n"
		"/tasks/1/name: missing\n"
		"/tasks/1/agent: no agent \"nobody\"; there are: backend, testing");
}

static void duplicate_ids_are_refused_after_case_folding_too(void **state)
{
	(void)state;
	refused("{\"tasks\":[{\"id\":\"api\",\"name\":\"x\",\"agent\":\"backend\"},"
		"{\"id\":\"API\",\"name\":\"y\",\"agent\":\"backend\"}]}",
		"/tasks/1/id: \"API\" is taken by an earlier task");
}

static void unknown_and_self_dependencies_are_refused(void **state)
{
	(void)state;
	refused("{\"tasks\":[{\"id\":\"a\",\"name\":\"x\",\"agent\":\"backend\",\"depends_on\":[\"z\",\"a\"]}]}",
		"/tasks/0/depends_on/0: no task \"z\"\n"
		"/tasks/0/depends_on/1: a task cannot depend on itself");
}

static void a_cycle_is_refused(void **state)
{
	(void)state;
	refused("{\"tasks\":[{\"id\":\"a\",\"name\":\"x\",\"agent\":\"backend\",\"depends_on\":[\"b\"]},"
		"{\"id\":\"b\",\"name\":\"y\",\"agent\":\"backend\",\"depends_on\":[\"a\"]}]}",
		"/tasks/0/depends_on: \"a\" waits for itself through its dependencies: a -> b -> a");
}

static void numbers_out_of_bounds_are_refused(void **state)
{
	(void)state;
	refused("{\"tasks\":[{\"id\":\"a\",\"name\":\"x\",\"agent\":\"backend\",\"max_retries\":10000,\"timeout_s\":-1}]}",
		"/tasks/0/max_retries: expected a whole number from 0 to 20\n"
		"/tasks/0/timeout_s: expected a whole number from 1 to 86400");
}

static void an_id_cannot_be_a_path_or_the_planners(void **state)
{
	(void)state;
	refused("{\"tasks\":[{\"id\":\"Plan\",\"name\":\"x\",\"agent\":\"backend\"}]}",
		"/tasks/0/id: \"plan\" is the planner's own");
	refused("{\"tasks\":[{\"id\":\"../x\",\"name\":\"x\",\"agent\":\"backend\"}]}",
		"/tasks/0/id: expected 1 to 64 letters, digits, '-', '_' or '.', beginning with a letter or digit");
}

static void no_tasks_is_no_plan(void **state)
{
	(void)state;
	refused("{\"tasks\":[]}", "/tasks: expected at least one task");
	refused("[]", "expected an object with \"tasks\"");
}

static void writing_and_reading_again_is_the_same_plan(void **state)
{
	struct ma_plan *plan = accepted(
		"{\"summary\":\"s\",\"contract\":{\"name\":\"n\"},\"tasks\":[{\"id\":\"testing\","
		"\"name\":\"T\",\"writes\":[\"a/**\"],\"optional\":true,\"timeout_s\":5}]}");
	struct ma_buf one = MA_BUF_INIT(1 << 16), two = MA_BUF_INIT(1 << 16);
	ma_err err = { MA_OK, 0, "" };
	struct ma_plan *again;

	(void)state;
	assert_int_equal(ma_plan_write(plan, &one, &err), MA_OK);
	again = accepted(one.p);
	assert_int_equal(ma_plan_write(again, &two, &err), MA_OK);
	assert_string_equal(one.p, two.p);
	assert_true(again->tasks[0].optional);
	assert_int_equal(again->tasks[0].timeout_ms, 5000);
	ma_plan_free(plan);
	ma_plan_free(again);
	ma_buf_done(&one);
	ma_buf_done(&two);
}

static void planners_are_offered_the_checks_of_a_task(void **state)
{
	json_t *schema = ma_plan_schema(&agents), *tasks, *verify;

	(void)state;
	tasks = json_object_get(json_object_get(schema, "properties"), "tasks");
	verify = json_object_get(
		json_object_get(json_object_get(tasks, "items"), "properties"), "verify");
	assert_true(ma_str_is(ma_json_str(verify, "type"), "array"));
	assert_true(ma_str_is(ma_json_str(json_object_get(verify, "items"), "type"), "string"));
	json_decref(schema);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(planners_are_offered_the_checks_of_a_task),
		cmocka_unit_test(id_and_name_are_enough_and_the_rest_has_defaults),
		cmocka_unit_test(two_tasks_of_one_agent_are_two_tasks),
		cmocka_unit_test(all_problems_are_named_at_once),
		cmocka_unit_test(duplicate_ids_are_refused_after_case_folding_too),
		cmocka_unit_test(unknown_and_self_dependencies_are_refused),
		cmocka_unit_test(a_cycle_is_refused),
		cmocka_unit_test(numbers_out_of_bounds_are_refused),
		cmocka_unit_test(an_id_cannot_be_a_path_or_the_planners),
		cmocka_unit_test(no_tasks_is_no_plan),
		cmocka_unit_test(writing_and_reading_again_is_the_same_plan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

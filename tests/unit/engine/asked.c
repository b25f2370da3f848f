/* What tasks ask a verification for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "engine/asked.h"

static const struct ma_str of_api[] = { { "build", 5 }, { "e2e", 3 } };
static const struct ma_str of_page[] = { { "lint:check", 10 }, { "e2e", 3 } };
static const struct ma_str of_lost[] = { { "nothing", 7 } };
static const struct ma_str of_agent[] = { { "smoke", 5 }, { "check", 5 } };

struct asking {
	struct ma_task tasks[4];
	struct ma_work works[4];
	struct ma_plan plan;
	struct ma_agent agent;
	struct ma_agents agents;
	struct ma_state state;
	struct ma_asked asked;
};

static void begin(struct asking *a)
{
	*a = (struct asking){
		.tasks = { { .id = MA_STR("api"),
				   .agent = MA_STR("x"),
				   .verify = of_api,
				   .verify_n = 2 },
			{ .id = MA_STR("page"),
				.agent = MA_STR("frontend"),
				.verify = of_page,
				.verify_n = 2 },
			{ .id = MA_STR("lost"),
				.agent = MA_STR("x"),
				.verify = of_lost,
				.verify_n = 1 },
			{ .id = MA_STR("back"),
				.agent = MA_STR("x"),
				.verify = of_lost,
				.verify_n = 1 } },
		.works = { { .state = MA_TASK_COMPLETED }, { .state = MA_TASK_COMPLETED },
			{ .state = MA_TASK_FAILED },
			{ .state = MA_TASK_COMPLETED, .undone = true } },
		.agent = { .name = MA_STR("frontend"), .verify = of_agent, .verify_n = 2 },
	};
	a->plan = (struct ma_plan){ .tasks = a->tasks, .tasks_n = 4 };
	a->agents = (struct ma_agents){ .v = &a->agent, .n = 1 };
	a->state.plan = &a->plan;
	a->state.works = a->works;
}

static void each_name_is_asked_for_once_by_what_has_completed(void **state)
{
	static const char *const names[] = { "build", "e2e", "lint:check", "smoke", "check" },
				 *const tasks[] = { "api", "api", "page", "page", "page" },
				 *const scripts[] = { "e2e", "lint:check", "check" };
	ma_err err = { .code = MA_OK };
	struct asking a;
	size_t i;

	(void)state;
	begin(&a);
	assert_int_equal(ma_asked_find(&a.asked, &a.state, &a.agents, &err), MA_OK);
	assert_int_equal(a.asked.n, MA_COUNT(names));
	for (i = 0; i < MA_COUNT(names); i++) {
		assert_true(ma_str_is(a.asked.v[i].name, names[i]));
		assert_true(ma_str_is(a.asked.v[i].task, tasks[i]));
	}
	for (i = 0; i < MA_COUNT(scripts); i++)
		assert_string_equal(a.asked.scripts[i], scripts[i]);
	assert_null(a.asked.scripts[i]);
	ma_asked_done(&a.asked);
}

static void who_asks_for_nothing_gets_nothing(void **state)
{
	struct ma_report report = { .verdict = MA_VERDICT_VERIFIED, .reason = "" };
	ma_err err = { .code = MA_OK };
	struct asking a;
	char reason[512];

	(void)state;
	begin(&a);
	a.plan.tasks_n = 0;
	a.agents.n = 0;
	assert_int_equal(ma_asked_find(&a.asked, &a.state, &a.agents, &err), MA_OK);
	assert_null(a.asked.scripts);
	ma_asked_conclude(&a.asked, &report, reason, sizeof(reason));
	assert_int_equal(report.verdict, MA_VERDICT_VERIFIED);
	ma_asked_done(&a.asked);
}

static void what_no_check_answers_to_leaves_a_report_unverified(void **state)
{
	static const struct ma_check checks[] = {
		{ .phase = "smoke", .command = "npm start" },
		{ .phase = "build", .command = "npm run build" },
		{ .phase = "lint", .command = "pnpm run lint:check" },
		{ .phase = "e2e", .command = "npm run e2e" },
	};
	struct ma_report report = { .verdict = MA_VERDICT_VERIFIED,
		.reason = "",
		.checks = checks,
		.checks_n = MA_COUNT(checks) };
	ma_err err = { .code = MA_OK };
	struct asking a;
	char reason[512];

	(void)state;
	begin(&a);
	assert_int_equal(ma_asked_find(&a.asked, &a.state, &a.agents, &err), MA_OK);
	ma_asked_conclude(&a.asked, &report, reason, sizeof(reason));
	assert_int_equal(report.verdict, MA_VERDICT_UNVERIFIED);
	assert_string_equal(
		report.reason, "task page asks for check, which the project does not have");
	report.verdict = MA_VERDICT_FAILED;
	report.reason = "test in .: 1 of 2 tests failed";
	ma_asked_conclude(&a.asked, &report, reason, sizeof(reason));
	assert_int_equal(report.verdict, MA_VERDICT_FAILED);
	assert_string_equal(report.reason, "test in .: 1 of 2 tests failed");
	ma_asked_done(&a.asked);
}

static void exhausted_memory_is_told(void **state)
{
	ma_err err = { .code = MA_OK };
	int64_t live = ma_alloc_live(), fails;
	struct asking a;
	ma_rc rc = MA_ENOMEM;

	(void)state;
	for (fails = 0; rc; fails++) {
		begin(&a);
		ma_alloc_fail_after(fails);
		rc = ma_asked_find(&a.asked, &a.state, &a.agents, &err);
		ma_alloc_fail_after(-1);
		assert_true(rc == MA_OK || rc == MA_ENOMEM);
		ma_asked_done(&a.asked);
		assert_int_equal(ma_alloc_live(), live);
	}
	assert_true(fails > 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_name_is_asked_for_once_by_what_has_completed),
		cmocka_unit_test(who_asks_for_nothing_gets_nothing),
		cmocka_unit_test(what_no_check_answers_to_leaves_a_report_unverified),
		cmocka_unit_test(exhausted_memory_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

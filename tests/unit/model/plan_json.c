/* Plans as JSON: each way to be wrong has its words and its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "model/plan.h"
#include "support/torture.h"

#define TASK(members) "{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"agent\":\"dev\"" members "}]}"
#define BAD_ID                                                             \
	"/tasks/0/id: expected 1 to 64 letters, digits, '-', '_' or '.', " \
	"beginning with a letter or digit"
#define NO_CHECK " is no name of a check"
#define NO_PATH " matches no path: they are written like \"src/app.ts\" or \"src/**\""

static const struct ma_str names[] = { { "dev", 3 } };
static const struct ma_plan_agents agents = { names, 1 };

struct reading {
	ma_rc rc;
	ma_err err;
	struct ma_buf problems;
	struct ma_plan *plan;
};

static struct reading read_plan(struct ma_str json)
{
	struct reading r = { .problems = MA_BUF_INIT(1 << 16) };

	r.rc = ma_plan_read(json, &agents, &r.plan, &r.problems, &r.err);
	assert_true((r.rc == MA_OK) == (r.plan != NULL));
	return r;
}

static void done(struct reading *r)
{
	ma_buf_done(&r->problems);
	ma_plan_free(r->plan);
}

static void each_mistake_is_named_with_its_place(void **state)
{
	static const struct {
		const char *json, *problem;
	} cases[] = {
		{ TASK(",\"optional\":\"yes\""), "/tasks/0/optional: expected true or false" },
		{ TASK(",\"optional\":1"), "/tasks/0/optional: expected true or false" },
		{ TASK(",\"timeout_s\":0"),
			"/tasks/0/timeout_s: expected a whole number from 1 to 86400" },
		{ TASK(",\"deadline_s\":0"),
			"/tasks/0/deadline_s: expected a whole number from 1 to 3628800" },
		{ TASK(",\"writes\":[\"a\",\"\"]"), "/tasks/0/writes/1: \"\"" NO_PATH },
		{ TASK(",\"writes\":[\"/etc/*\"]"), "/tasks/0/writes/0: \"/etc/*\"" NO_PATH },
		{ TASK(",\"writes\":[\"./src/**\"]"), "/tasks/0/writes/0: \"./src/**\"" NO_PATH },
		{ TASK(",\"writes\":[\"a/../b\"]"), "/tasks/0/writes/0: \"a/../b\"" NO_PATH },
		{ TASK(",\"writes\":[\"src/\"]"), "/tasks/0/writes/0: \"src/\"" NO_PATH },
		{ "{\"tasks\":[5]}", "/tasks/0: expected an object" },
		{ "{\"tasks\":[[]]}", "/tasks/0: expected an object" },
		{ "{\"tasks\":null}", "/tasks: expected at least one task" },
		{ "{\"tasks\":{}}", "/tasks: expected at least one task" },
		{ "{}", "/tasks: expected at least one task" },
		{ "{\"tasks\":[{\"name\":\"A\",\"agent\":\"dev\"}]}", BAD_ID },
		{ "{\"tasks\":[{\"id\":\"_a\",\"name\":\"A\",\"agent\":\"dev\"}]}", BAD_ID },
		{ "{\"tasks\":[{\"id\":\"a/b\",\"name\":\"A\",\"agent\":\"dev\"}]}", BAD_ID },
		{ "{\"tasks\":[{\"id\":\"a{b\",\"name\":\"A\",\"agent\":\"dev\"}]}", BAD_ID },
		{ "{\"tasks\":[{\"id\":\"a[b\",\"name\":\"A\",\"agent\":\"dev\"}]}", BAD_ID },
		{ "{\"tasks\":[{\"id\":7,\"name\":\"A\",\"agent\":\"dev\"}]}",
			"/tasks/0/id: expected a string" },
		{ TASK(",\"description\":[]"), "/tasks/0/description: expected a string" },
		{ TASK(",\"depends_on\":\"b\""), "/tasks/0/depends_on: expected a list of strings" },
		{ TASK(",\"depends_on\":[1]"), "/tasks/0/depends_on/0: expected a string" },
		{ TASK(",\"writes\":{}"), "/tasks/0/writes: expected a list of strings" },
		{ TASK(",\"writes\":[\"x\",null]"), "/tasks/0/writes/1: expected a string" },
		{ TASK(",\"verify\":\"test\""), "/tasks/0/verify: expected a list of strings" },
		{ TASK(",\"verify\":[\"build\",7]"), "/tasks/0/verify/1: expected a string" },
		{ TASK(",\"verify\":[\"Build\"]"), "/tasks/0/verify/0: \"Build\"" NO_CHECK },
		{ TASK(",\"verify\":[\"\"]"), "/tasks/0/verify/0: \"\"" NO_CHECK },
		{ TASK(",\"verify\":[\"--help\"]"), "/tasks/0/verify/0: \"--help\"" NO_CHECK },
		{ TASK(",\"verify\":[\"a b\"]"), "/tasks/0/verify/0: \"a b\"" NO_CHECK },
		{ TASK(",\"verify\":[\"a;b\"]"), "/tasks/0/verify/0: \"a;b\"" NO_CHECK },
		{ TASK(",\"on_failure\":\"panic\""),
			"/tasks/0/on_failure: expected \"fail\" or \"continue\"" },
		{ TASK(",\"timeout_s\":1.5"),
			"/tasks/0/timeout_s: expected a whole number from 1 to 86400" },
		{ TASK(",\"timeout_s\":86401"),
			"/tasks/0/timeout_s: expected a whole number from 1 to 86400" },
		{ TASK(",\"max_retries\":\"3\""),
			"/tasks/0/max_retries: expected a whole number from 0 to 20" },
	};
	struct reading r;
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		r = read_plan(ma_str(cases[i].json));
		if (r.rc != MA_EINVALID || !r.problems.p || !strstr(r.problems.p, cases[i].problem))
			fail_msg("%s: \"%s\", not \"%s\"", cases[i].json,
				r.problems.p ? r.problems.p : r.err.msg, cases[i].problem);
		done(&r);
	}
}

static void what_is_no_json_is_refused(void **state)
{
	struct reading r = read_plan(MA_STR("{\"tasks\":"));

	(void)state;
	assert_int_equal(r.rc, MA_EINVALID);
	done(&r);
	r = read_plan(MA_STR("\"a plan\""));
	assert_int_equal(r.rc, MA_EINVALID);
	done(&r);
}

static void null_is_as_good_as_absent(void **state)
{
	struct reading r = read_plan(MA_STR(
		"{\"summary\":null,\"contract\":null,\"tasks\":[{\"id\":\"dev\",\"name\":\"A\",\"agent\":null,"
		"\"description\":null,\"depends_on\":null,\"writes\":null,\"verify\":null,\"timeout_s\":null,\"max_retries\":null}]}"));

	(void)state;
	assert_int_equal(r.rc, MA_OK);
	assert_int_equal(r.plan->tasks[0].timeout_ms, MA_TASK_TIMEOUT_MS);
	assert_int_equal(r.plan->tasks[0].max_retries, MA_TASK_RETRIES);
	assert_int_equal(r.plan->contract.n, 0);
	done(&r);
}

static void a_task_that_may_fail_is_optional_by_either_name(void **state)
{
	static const char *const members[] = { TASK(",\"optional\":true"),
		TASK(",\"on_failure\":\"continue\""),
		TASK(",\"on_failure\":\"continue\",\"optional\":false") };
	struct reading r;
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(members); i++) {
		r = read_plan(ma_str(members[i]));
		assert_true(r.plan->tasks[0].optional);
		done(&r);
	}
	r = read_plan(MA_STR(TASK(",\"on_failure\":\"fail\",\"estimate_s\":0")));
	assert_false(r.plan->tasks[0].optional);
	assert_true(r.plan->tasks[0].estimate_ms > 0);
	done(&r);
}

static void an_id_may_hold_letters_digits_and_three_marks(void **state)
{
	struct reading r = read_plan(MA_STR(
		"{\"tasks\":[{\"id\":\"0aZ9._-z\",\"name\":\"A\",\"agent\":\"dev\"},"
		"{\"id\":\"b\",\"name\":\"B\",\"agent\":\"dev\",\"depends_on\":[\"0aZ9._-z\"]}]}"));

	(void)state;
	assert_int_equal(r.rc, MA_OK);
	assert_int_equal(ma_plan_find(r.plan, MA_STR("0aZ9._-z")), 0);
	assert_int_equal(ma_plan_find(r.plan, MA_STR("c")), -1);
	done(&r);
}

static void an_id_that_is_too_long_is_refused(void **state)
{
	struct ma_buf json = MA_BUF_INIT(4096);
	struct reading r;

	(void)state;
	ma_buf_addf(&json, "{\"tasks\":[{\"id\":\"%0*d\",\"name\":\"A\",\"agent\":\"dev\"}]}",
		MA_LIMIT_TASK_ID, 0);
	r = read_plan(ma_buf_str(&json));
	assert_int_equal(r.rc, MA_OK);
	assert_int_equal(ma_plan_find(r.plan, r.plan->tasks[0].id), 0);
	done(&r);
	ma_buf_clear(&json);
	ma_buf_addf(&json, "{\"tasks\":[{\"id\":\"%0*d\",\"name\":\"A\",\"agent\":\"dev\"}]}",
		MA_LIMIT_TASK_ID + 1, 0);
	r = read_plan(ma_buf_str(&json));
	assert_string_equal(r.problems.p, BAD_ID);
	done(&r);
	ma_buf_done(&json);
}

static void a_name_that_nobody_has_is_found_nowhere(void **state)
{
	struct reading r = read_plan(MA_STR(TASK("")));
	char name[MA_LIMIT_TASK_ID * 2];

	(void)state;
	memset(name, 'a', sizeof(name));
	assert_int_equal(ma_plan_find(r.plan, ma_str_n(name, sizeof(name))), -1);
	assert_int_equal(ma_plan_find(r.plan, MA_STR("")), -1);
	done(&r);
}

static void a_text_that_is_too_long_is_refused(void **state)
{
	struct ma_buf json = MA_BUF_INIT(1 << 20);
	struct reading r;

	(void)state;
	ma_buf_addf(&json,
		"{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"agent\":\"dev\",\"description\":\"%016385d\"}]}",
		0);
	r = read_plan(ma_buf_str(&json));
	assert_string_equal(r.problems.p, "/tasks/0/description: longer than 16384 bytes");
	done(&r);
	ma_buf_done(&json);
}

static void a_summary_that_is_too_long_is_cut_between_characters(void **state)
{
	struct ma_buf json = MA_BUF_INIT(1 << 20), out = MA_BUF_INIT(1 << 20);
	struct reading r;

	(void)state;
	ma_buf_adds(&json, "{\"summary\":\"a");
	while (json.n < 20000)
		ma_buf_adds(&json, "\xc3\xa9");
	ma_buf_adds(&json, "\",\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"agent\":\"dev\"}]}");
	r = read_plan(ma_buf_str(&json));
	assert_int_equal(r.rc, MA_OK);
	assert_int_equal(r.plan->summary.n, 16383);
	assert_int_equal(ma_plan_write(r.plan, &out, &r.err), MA_OK);
	done(&r);
	ma_buf_done(&json);
	ma_buf_done(&out);
}

static void a_contract_that_is_too_long_is_refused(void **state)
{
	struct ma_buf json = MA_BUF_INIT(64 * MA_MIB);
	struct reading r;

	(void)state;
	ma_buf_adds(&json, "{\"contract\":{\"text\":\"");
	while (json.n < 20 * MA_MIB)
		ma_buf_addf(&json, "%04096d", 0);
	ma_buf_adds(&json, "\"},\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"agent\":\"dev\"}]}");
	r = read_plan(ma_buf_str(&json));
	assert_int_not_equal(r.rc, MA_OK);
	done(&r);
	ma_buf_done(&json);
}

/* n tasks, each with `members` behind its id. */
static void write_many(struct ma_buf *json, int n, const char *members)
{
	int i;

	ma_buf_adds(json, "{\"tasks\":[");
	for (i = 0; i < n; i++)
		ma_buf_addf(json, "%s{\"id\":\"t%d\"%s}", i ? "," : "", i, members);
	ma_buf_adds(json, "]}");
}

static void a_hundred_problems_are_shown_and_all_are_counted(void **state)
{
	struct ma_buf json = MA_BUF_INIT(1 << 20);
	struct reading r;
	int lines = 1;
	size_t i;

	(void)state;
	write_many(&json, 150, ",\"agent\":\"dev\"");
	r = read_plan(ma_buf_str(&json));
	for (i = 0; i < r.problems.n; i++)
		lines += r.problems.p[i] == '\n';
	assert_int_equal(lines, 100);
	assert_non_null(strstr(r.err.msg, "150 problems"));
	done(&r);
	ma_buf_done(&json);
}

static void a_plan_of_too_many_tasks_is_refused(void **state)
{
	struct ma_buf json = MA_BUF_INIT(4 << 20);
	struct reading r;

	(void)state;
	write_many(&json, MA_LIMIT_PLAN_TASKS + 1, ",\"name\":\"x\",\"agent\":\"dev\"");
	r = read_plan(ma_buf_str(&json));
	assert_int_equal(r.rc, MA_EINVALID);
	assert_non_null(strstr(r.problems.p, "10000"));
	done(&r);
	ma_buf_done(&json);
}

static void a_cycle_is_found_wherever_it_is(void **state)
{
	struct reading r = read_plan(MA_STR(
		"{\"tasks\":[{\"id\":\"in\",\"name\":\"x\",\"agent\":\"dev\"},"
		"{\"id\":\"a\",\"name\":\"x\",\"agent\":\"dev\",\"depends_on\":[\"in\",\"c\"]},"
		"{\"id\":\"b\",\"name\":\"x\",\"agent\":\"dev\",\"depends_on\":[\"a\",\"in\"]},"
		"{\"id\":\"c\",\"name\":\"x\",\"agent\":\"dev\",\"depends_on\":[\"in\",\"b\"]},"
		"{\"id\":\"out\",\"name\":\"x\",\"agent\":\"dev\",\"depends_on\":[\"c\"]}]}"));

	(void)state;
	assert_int_equal(r.rc, MA_EINVALID);
	assert_non_null(strstr(r.problems.p, "waits for itself through its dependencies"));
	assert_null(strstr(r.problems.p, "\"in\""));
	done(&r);
}

static void the_text_of_a_model_is_shown_without_its_control_characters(void **state)
{
	struct reading r = read_plan(
		MA_STR("{\"tasks\":[{\"id\":\"a\",\"name\":\"x\",\"agent\":\"\\u001b[31mred\"}]}"));

	(void)state;
	assert_int_equal(r.rc, MA_EINVALID);
	assert_null(strchr(r.problems.p, '\x1b'));
	done(&r);
}

static ma_rc read_and_write(void *data, ma_err *err)
{
	struct ma_buf problems = MA_BUF_INIT(1 << 16), out = MA_BUF_INIT(1 << 16);
	struct ma_plan *plan = NULL;
	ma_rc rc = ma_plan_read(ma_str(data), &agents, &plan, &problems, err);

	if (!rc)
		rc = ma_plan_write(plan, &out, err);
	if (!rc)
		rc = ma_buf_check(&out, err);
	ma_plan_free(plan);
	ma_buf_done(&out);
	ma_buf_done(&problems);
	return rc;
}

static void exhausted_memory_is_told(void **state)
{
	static char json[] =
		"{\"summary\":\"s\",\"contract\":{\"a\":1},\"tasks\":[{\"id\":\"A\",\"name\":\"x\",\"agent\":\"dev\","
		"\"writes\":[\"a/**\"],\"verify\":[\"test:e2e\"]},{\"id\":\"b\",\"name\":\"x\",\"agent\":\"dev\",\"depends_on\":[\"A\"]}]}";

	(void)state;
	torture(read_and_write, json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mistake_is_named_with_its_place),
		cmocka_unit_test(what_is_no_json_is_refused),
		cmocka_unit_test(null_is_as_good_as_absent),
		cmocka_unit_test(a_task_that_may_fail_is_optional_by_either_name),
		cmocka_unit_test(an_id_may_hold_letters_digits_and_three_marks),
		cmocka_unit_test(an_id_that_is_too_long_is_refused),
		cmocka_unit_test(a_name_that_nobody_has_is_found_nowhere),
		cmocka_unit_test(a_text_that_is_too_long_is_refused),
		cmocka_unit_test(a_summary_that_is_too_long_is_cut_between_characters),
		cmocka_unit_test(a_contract_that_is_too_long_is_refused),
		cmocka_unit_test(a_hundred_problems_are_shown_and_all_are_counted),
		cmocka_unit_test(a_plan_of_too_many_tasks_is_refused),
		cmocka_unit_test(a_cycle_is_found_wherever_it_is),
		cmocka_unit_test(the_text_of_a_model_is_shown_without_its_control_characters),
		cmocka_unit_test(exhausted_memory_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What is kept of a plan that has problems. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "model/plan_mend.h"
#include "support/torture.h"

static const struct ma_str names[] = { { "dev", 3 }, { "doc", 3 } };
static const struct ma_plan_agents agents = { names, 2 };
static const struct ma_plan_rules rules = { .agents = &agents };

struct mended {
	ma_rc rc;
	ma_err err;
	struct ma_plan *plan;
	struct ma_buf text, told;
};

static struct mended mend(struct ma_str json)
{
	struct mended m = { .text = MA_BUF_INIT(16 * MA_MIB), .told = MA_BUF_INIT(16 * MA_MIB) };
	struct ma_plan_report report = MA_PLAN_REPORT_INIT;

	m.rc = ma_plan_mend(json, &rules, &m.plan, &m.text, &report, &m.err);
	ma_plan_problems_write(&report.warnings, SIZE_MAX, &m.told);
	ma_plan_report_done(&report);
	assert_true((m.rc == MA_OK) == (m.plan != NULL));
	return m;
}

static void done(struct mended *m)
{
	ma_plan_free(m->plan);
	ma_buf_done(&m->text);
	ma_buf_done(&m->told);
}

#define T(id, more) "{\"id\":\"" id "\",\"name\":\"N\",\"agent\":\"dev\"" more "}"
#define PLAN(tasks) "{\"tasks\":[" tasks "]}"

static const struct {
	const char *what, *json, *ids, *told;
} cases[] = {
	{ "a task without a name", PLAN(T("a", "") ",{\"id\":\"b\",\"agent\":\"dev\"}"), "a b",
		"/tasks/1/name: missing: it is called as its id" },
	{ "a task of an agent that is not there, and of the id's name",
		PLAN("{\"id\":\"doc\",\"name\":\"X\",\"agent\":\"chef\"}," T("a", "")), "doc a",
		"/tasks/0/agent: no agent \"chef\"; there are: dev, doc: it is left out" },
	{ "an agent that is written wrongly",
		PLAN("{\"id\":\"x\",\"name\":\"X\",\"agent\":\"docs\"}"), "x",
		"/tasks/0/agent: no agent \"docs\"; did you mean \"doc\"?: it is taken" },
	{ "an optional task of nobody",
		PLAN("{\"id\":\"x\",\"name\":\"X\",\"optional\":true}," T("a", "")), "a",
		"/tasks/0/agent: no agent \"x\"; there are: dev, doc: the task is dropped" },
	{ "what is no task", PLAN("7," T("a", "") ",null"), "a",
		"/tasks/0: expected an object: the task is dropped\n"
		"/tasks/2: expected an object: the task is dropped" },
	{ "a task that is said twice", PLAN(T("a", "") "," T("a", "")), "a",
		"/tasks/1/id: \"a\" is taken by an earlier task: the task is dropped" },
	{ "two of the same id", PLAN(T("a", "") "," T("A", "") "," T("a-2", ",\"optional\":true")),
		"a A-2 a-2-2",
		"/tasks/1/id: \"A\" is taken by an earlier task: it becomes \"A-2\"\n"
		"/tasks/2/id: \"a-2\" is taken by an earlier task: it becomes \"a-2-2\"" },
	{ "a dependency on nobody",
		PLAN(T("a", ",\"depends_on\":[\"b\",\"ghost\",\"nobody\"]") "," T("b", "")), "a<b b",
		"/tasks/0/depends_on/1: no task \"ghost\": it is removed\n"
		"/tasks/0/depends_on/2: no task \"nobody\": it is removed" },
	{ "a dependency on itself", PLAN(T("a", ",\"depends_on\":[\"a\"]")), "a",
		"/tasks/0/depends_on/0: a task cannot depend on itself: it is removed" },
	{ "a dependency on what was dropped",
		PLAN("{\"id\":\"b\",\"name\":\"B\",\"on_failure\":\"continue\"}," T(
			"a", ",\"depends_on\":[\"c\",\"b\"]") "," T("c", "")),
		"a<c c",
		"/tasks/0/agent: no agent \"b\"; there are: dev, doc: the task is dropped\n"
		"/tasks/1/depends_on: no task \"b\": it is removed" },
	{ "a cycle through what was dropped",
		PLAN("{\"id\":\"b\",\"name\":\"B\",\"optional\":true,\"depends_on\":[\"a\"]}," T(
			"a", ",\"depends_on\":[\"b\"]")),
		"a", NULL },
	{ "numbers and flags of no use",
		PLAN(T("a",
			",\"timeout_s\":99999999,\"max_retries\":10000,\"optional\":\"no\",\"on_failure\":\"panic\"")),
		"a", NULL },
	{ "a glob of no use", PLAN(T("a", ",\"writes\":[\"../x\",\"src/**\",7]")), "a", NULL },
	{ "a check of no use", PLAN(T("a", ",\"verify\":[\"Build\",\"build\",7]")), "a",
		"/tasks/0/verify/0: \"Build\" is no name of a check: they are phases like \"build\", or scripts like \"test:e2e\": it is removed\n"
		"/tasks/0/verify/2: expected a string: it is removed" },
	{ "lists that are none",
		PLAN(T("a", ",\"depends_on\":\"b\",\"writes\":\"x\",\"description\":5")), "a",
		NULL },
	{ "a contract that is none", "{\"contract\":[1],\"summary\":7,\"tasks\":[" T("a", "") "]}",
		"a",
		"/summary: expected a string: it is left out\n/contract: expected an object: it is left out" },
};

/* "a<b,c d" */
static void write_ids(const struct ma_plan *plan, struct ma_buf *out)
{
	uint32_t i, j;

	for (i = 0; i < plan->tasks_n; i++) {
		ma_buf_addf(out, "%s" MA_STR_FMT, i ? " " : "", MA_STR_ARG(plan->tasks[i].id));
		for (j = 0; j < plan->tasks[i].deps_n; j++)
			ma_buf_addf(out, "%s" MA_STR_FMT, j ? "," : "<",
				MA_STR_ARG(plan->tasks[plan->tasks[i].deps[j]].id));
	}
}

static void what_is_wrong_goes_and_the_rest_stays(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		struct mended m = mend(ma_str(cases[i].json));
		struct ma_buf ids = MA_BUF_INIT(MA_MIB);

		if (m.rc)
			fail_msg("%s: %s", cases[i].what, m.err.msg);
		write_ids(m.plan, &ids);
		if (!ma_str_is(ma_buf_str(&ids), cases[i].ids))
			fail_msg("%s: %s, not %s", cases[i].what, ids.p, cases[i].ids);
		if (!m.told.p || (cases[i].told && strcmp(m.told.p, cases[i].told) != 0))
			fail_msg("%s: %s\nnot %s", cases[i].what, m.told.p, cases[i].told);
		ma_buf_done(&ids);
		done(&m);
	}
}

static void what_was_mended_is_read_as_it_is_written(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		struct mended m = mend(ma_str(cases[i].json)), again = mend(ma_buf_str(&m.text));

		assert_int_equal(again.rc, MA_OK);
		assert_string_equal(again.text.p, m.text.p);
		assert_int_equal(again.told.n, 0);
		done(&again);
		done(&m);
	}
}

static void a_plan_that_would_lose_a_task_or_all_is_not_mended(void **state)
{
	static const char *const plans[] = { "{}", "[]", "7", "{\"tasks\":[]}", "{\"tasks\":{}}",
		PLAN("{}"), PLAN(T("a", "") ",{\"id\":\"b\",\"name\":\"B\"}"),
		PLAN(T("a", "") ",{\"id\":\"b\",\"name\":\"B\",\"agent\":\"chef\"}"),
		PLAN(T("a", "") ",{\"id\":\"b c\",\"name\":\"B\",\"agent\":\"dev\"}"),
		PLAN(T("a", "") ",{\"name\":\"B\",\"agent\":\"dev\"}"), PLAN(T("a", "") ",{}"),
		PLAN(T("a", ",\"depends_on\":[\"b\"]") "," T("b", ",\"depends_on\":[\"a\"]")),
		"no JSON" };
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(plans); i++) {
		struct mended m = mend(ma_str(plans[i]));

		if (m.rc != MA_EINVALID || !m.err.msg[0])
			fail_msg("%s: %d", plans[i], m.rc);
		done(&m);
	}
}

static void a_description_that_is_too_long_is_cut_and_a_name_is_no_name(void **state)
{
	struct ma_buf json = MA_BUF_INIT(MA_MIB);
	struct mended m;

	(void)state;
	ma_buf_addf(&json,
		"{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"agent\":\"dev\",\"description\":\"%020000d\"}]}",
		0);
	m = mend(ma_buf_str(&json));
	assert_int_equal(m.rc, MA_OK);
	assert_int_equal(m.plan->tasks[0].description.n, MA_PLAN_TEXT_MAX);
	assert_string_equal(m.told.p, "/tasks/0/description: longer than 16384 bytes: it is cut");
	done(&m);
	ma_buf_done(&json);
}

static void more_problems_than_are_kept_are_mended_in_rounds(void **state)
{
	struct ma_buf json = MA_BUF_INIT(MA_MIB);
	struct mended m;
	int i;

	(void)state;
	ma_buf_adds(&json,
		"{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"agent\":\"dev\",\"depends_on\":[1");
	for (i = 0; i < 2 * MA_PLAN_PROBLEMS_MAX; i++)
		ma_buf_adds(&json, ",2");
	ma_buf_adds(&json, "]}]}");
	m = mend(ma_buf_str(&json));
	assert_int_equal(m.rc, MA_OK);
	assert_int_equal(m.plan->tasks[0].deps_n, 0);
	done(&m);
	ma_buf_done(&json);
}

static ma_rc mend_all(void *data, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	struct ma_plan_report report = MA_PLAN_REPORT_INIT;
	struct ma_plan *plan = NULL;
	ma_rc rc = ma_plan_mend(ma_str(data), &rules, &plan, &text, &report, err);

	ma_plan_free(plan);
	ma_plan_report_done(&report);
	ma_buf_done(&text);
	return rc;
}

static void exhausted_memory_is_told(void **state)
{
	static char json[] = PLAN("{\"id\":\"doc\",\"agent\":\"x\"}," T(
		"a", ",\"depends_on\":[\"c\",\"b\"],\"writes\":[7]") "," T("c", "") "," T("C", ""));

	(void)state;
	torture(mend_all, json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wrong_goes_and_the_rest_stays),
		cmocka_unit_test(what_was_mended_is_read_as_it_is_written),
		cmocka_unit_test(a_plan_that_would_lose_a_task_or_all_is_not_mended),
		cmocka_unit_test(a_description_that_is_too_long_is_cut_and_a_name_is_no_name),
		cmocka_unit_test(more_problems_than_are_kept_are_mended_in_rounds),
		cmocka_unit_test(exhausted_memory_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The check of plans: what was probably meant, and hostile plans, which end in words, soon and within memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "model/plan.h"

#define A_TASK "{\"id\":\"a\",\"name\":\"A\"}"

static const struct ma_str names[] = { { "backend", 7 }, { "frontend", 8 } };
static const struct ma_plan_agents agents = { names, 2 };

struct checked {
	ma_rc rc;
	ma_err err;
	struct ma_buf errors, warnings;
	size_t errors_n;
};

static struct checked check(struct ma_str json, const struct ma_plan_agents *who)
{
	struct checked c = { .errors = MA_BUF_INIT(16 * MA_MIB), .warnings = MA_BUF_INIT(MA_MIB) };
	const struct ma_plan_rules rules = { .agents = who };
	struct ma_plan_report report = MA_PLAN_REPORT_INIT;
	struct ma_plan *plan = NULL;

	c.rc = ma_plan_check(json, &rules, &plan, &report, &c.err);
	ma_plan_problems_write(&report.errors, SIZE_MAX, &c.errors);
	ma_plan_problems_write(&report.warnings, SIZE_MAX, &c.warnings);
	c.errors_n = report.errors.all;
	assert_true((c.rc == MA_OK) == (plan != NULL));
	ma_plan_report_done(&report);
	ma_plan_free(plan);
	return c;
}

static void done(struct checked *c)
{
	ma_buf_done(&c->errors);
	ma_buf_done(&c->warnings);
}

static void what_was_probably_meant_is_said(void **state)
{
	static const char json[] =
		"{\"tasks\":[{\"id\":\"server\",\"name\":\"S\",\"agent\":\"bakend\"},"
		"{\"id\":\"pages\",\"name\":\"P\",\"agent\":\"Frontend\",\"depends_on\":[\"sevrer\",\"Server\",\"moon\"]},"
		"{\"id\":\"x\",\"name\":\"X\",\"agent\":\"cook\"}]}";
	struct checked c = check(ma_str(json), &agents);

	(void)state;
	assert_string_equal(c.errors.p,
		"/tasks/0/agent: no agent \"bakend\"; did you mean \"backend\"?\n"
		"/tasks/1/agent: no agent \"Frontend\"; did you mean \"frontend\"?\n"
		"/tasks/2/agent: no agent \"cook\"; there are: backend, frontend\n"
		"/tasks/1/depends_on/0: no task \"sevrer\"; did you mean \"server\"?\n"
		"/tasks/1/depends_on/1: no task \"Server\"; did you mean \"server\"?\n"
		"/tasks/1/depends_on/2: no task \"moon\"");
	done(&c);
}

static void a_member_that_does_nothing_is_warned_of(void **state)
{
	struct checked c = check(
		MA_STR("{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"dependencies\":[],\"dependsOn\":[],\"Writes\":[],"
		       "\"colour\":\"red\"}]}"),
		NULL);

	(void)state;
	assert_int_equal(c.rc, MA_OK);
	assert_string_equal(c.warnings.p,
		"/tasks/0: \"dependencies\" is not known and does nothing; did you mean \"depends_on\"?\n"
		"/tasks/0: \"dependsOn\" is not known and does nothing; did you mean \"depends_on\"?\n"
		"/tasks/0: \"Writes\" is not known and does nothing; did you mean \"writes\"?");
	done(&c);
}

static void problems_of_all_kinds_are_told_at_once(void **state)
{
	struct checked c = check(
		MA_STR("{\"summary\":1,\"tasks\":[{\"id\":\"a\",\"name\":7,\"depends_on\":[\"b\",\"ghost\",\"a\",3]},"
		       "{\"id\":\"b\",\"name\":\"\",\"depends_on\":[\"a\"],\"writes\":[\"/x\"]},{\"id\":\"B\",\"name\":\"B\"}]}"),
		NULL);

	(void)state;
	assert_string_equal(c.errors.p,
		"/summary: expected a string\n"
		"/tasks/0/name: expected a string\n"
		"/tasks/1/name: missing\n"
		"/tasks/1/writes/0: \"/x\" matches no path: they are written like \"src/app.ts\" or \"src/**\"\n"
		"/tasks/2/id: \"B\" is taken by an earlier task\n"
		"/tasks/0/depends_on/1: no task \"ghost\"\n"
		"/tasks/0/depends_on/2: a task cannot depend on itself\n"
		"/tasks/0/depends_on/3: expected a string\n"
		"/tasks/0/depends_on: \"a\" waits for itself through its dependencies: a -> b -> a");
	done(&c);
}

static void hostile_texts_are_refused_in_words(void **state)
{
	static const struct {
		const char *json, *says;
	} cases[] = {
		{ "", "ends too early" },
		{ "null", "expected an object" },
		{ "{\"tasks\":[" A_TASK "]} {}", "more text behind" },
		{ "{\"tasks\":[" A_TASK "]}{\"tasks\":[]}", "more text behind" },
		{ "```json\n{\"tasks\":[" A_TASK "]}\n```", "expected a value" },
		{ "\xef\xbb\xbf{\"tasks\":[" A_TASK "]}", "expected a value" },
		{ "{\"tasks\":[" A_TASK "],\"tasks\":[]}", "same key twice" },
		{ "{\"tasks\":[{\"id\":\"a\",\"id\":\"b\",\"name\":\"A\"}]}", "same key twice" },
		{ "{\"tasks\":[{\"id\":\"a\",\"name\":\"\\ud800\"}]}", "half a pair" },
		{ "{\"tasks\":[{\"id\":\"a\",\"name\":\"\xc0\xaf\"}]}", "UTF-8" },
		{ "{\"tasks\":[{\"id\":\"a\",\"name\":\"x\\u0000y\"}]}", "U+0000" },
		{ "{\"tasks\":[{\"id\":\"a\\u0000\",\"name\":\"x\"}]}", "U+0000" },
		{ "{\"tasks\":[{\"id\":\"a\\n\",\"name\":\"x\"}]}",
			"/tasks/0/id: expected 1 to 64" },
		{ "{\"tasks\":[{\"id\":\"../x\",\"name\":\"x\"}]}",
			"/tasks/0/id: expected 1 to 64" },
		{ "{\"tasks\":[{\"id\":\"\",\"name\":\"x\"}]}", "/tasks/0/id: expected 1 to 64" },
		{ "{\"tasks\":[{\"id\":\"\xc3\xa9\",\"name\":\"x\"}]}",
			"/tasks/0/id: expected 1 to 64" },
		{ "{\"tasks\":[{\"id\":\"a\",\"name\":\"x\",\"timeout_s\":1e400}]}",
			"/tasks/0/timeout_s: expected a whole number" },
		{ "{\"tasks\":[{\"id\":\"a\",\"name\":\"x\",\"timeout_s\":9223372036854775808}]}",
			"/tasks/0/timeout_s: expected a whole number" },
		{ "{\"tasks\":[{\"id\":\"a\",\"name\":\"x\",\"timeout_s\":18446744073709551616}]}",
			"/tasks/0/timeout_s: expected a whole number" },
		{ "{\"tasks\":[{\"id\":\"a\",\"name\":\"x\",\"max_retries\":10000}]}",
			"/tasks/0/max_retries: expected a whole number from 0 to 20" },
		{ "{\"tasks\":[{\"id\":\"a\",\"name\":\"x\",\"timeout_s\":NaN}]}",
			"expected a value" },
		{ "{\"tasks\":[{\"id\":\"a\",\"name\":\"x\",\"timeout_s\":007}]}", "no number" },
		{ "{\"contract\":{\"n\":1e400},\"tasks\":[" A_TASK "]}", "/contract: " },
		{ "{\"contract\":{\"n\":9223372036854775808},\"tasks\":[" A_TASK "]}",
			"/contract: " },
		{ "{\"contract\":\"x\",\"tasks\":[" A_TASK "]}", "/contract: expected an object" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		struct checked c = check(ma_str(cases[i].json), NULL);
		const char *said = c.errors.n > 0 ? c.errors.p : c.err.msg;

		if (c.rc != MA_EINVALID || !strstr(said, cases[i].says))
			fail_msg("%s: %s, not %s", cases[i].json, said, cases[i].says);
		done(&c);
	}
}

static void a_plan_cut_anywhere_is_refused(void **state)
{
	static const char json[] =
		"{\"summary\":\"s\",\"contract\":{\"a\":[1,true]},\"tasks\":[{\"id\":\"a\",\"name\":\"A\\u00e9\","
		"\"writes\":[\"a/**\"],\"timeout_s\":30}]}";
	size_t n;

	(void)state;
	for (n = 0; n < sizeof(json) - 1; n++) {
		struct checked c = check(ma_str_n(json, n), NULL);

		if (c.rc != MA_EINVALID)
			fail_msg("%d bytes are a plan", (int)n);
		done(&c);
	}
}

static void numbers_that_are_whole_in_another_way_are_whole(void **state)
{
	struct checked c = check(
		MA_STR("{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"timeout_s\":3e1,\"max_retries\":2.0}]}"),
		NULL);

	(void)state;
	assert_int_equal(c.rc, MA_OK);
	done(&c);
}

static void a_million_tasks_are_refused_by_their_size_before_they_are_read(void **state)
{
	struct ma_buf json = MA_BUF_INIT(64 * MA_MIB);
	struct checked c;
	uint32_t i;

	(void)state;
	ma_buf_adds(&json, "{\"tasks\":[{}");
	for (i = 1; i < 1000000; i++)
		ma_buf_addf(&json, ",{\"id\":\"t%u\",\"name\":\"x\"}", i);
	ma_buf_adds(&json, "]}");
	c = check(ma_buf_str(&json), NULL);
	assert_int_equal(c.rc, MA_ELIMIT);
	assert_non_null(strstr(c.err.msg, "larger than 16777216 bytes"));
	done(&c);
	ma_buf_done(&json);
}

static void a_million_empty_tasks_are_refused_by_their_number(void **state)
{
	struct ma_buf json = MA_BUF_INIT(64 * MA_MIB);
	struct checked c;
	uint32_t i;

	(void)state;
	ma_buf_adds(&json, "{\"tasks\":[{}");
	for (i = 1; i < 1000000; i++)
		ma_buf_adds(&json, ",{}");
	ma_buf_adds(&json, "]}");
	c = check(ma_buf_str(&json), NULL);
	assert_int_equal(c.rc, MA_EINVALID);
	assert_string_equal(c.errors.p, "/tasks: 1000000 tasks, more than 10000");
	done(&c);
	ma_buf_done(&json);
}

static void arrays_a_hundred_thousand_deep_are_refused(void **state)
{
	struct ma_buf json = MA_BUF_INIT(MA_MIB);
	struct checked c;
	uint32_t i;

	(void)state;
	ma_buf_adds(&json, "{\"contract\":");
	for (i = 0; i < 100000; i++)
		ma_buf_addc(&json, '[');
	c = check(ma_buf_str(&json), NULL);
	assert_int_equal(c.rc, MA_ELIMIT);
	assert_non_null(strstr(c.err.msg, "nested too deep"));
	done(&c);
	ma_buf_done(&json);
}

static void an_id_of_ten_megabytes_is_refused_without_being_quoted(void **state)
{
	struct ma_buf json = MA_BUF_INIT(32 * MA_MIB);
	struct checked c;

	(void)state;
	ma_buf_adds(&json, "{\"tasks\":[{\"id\":\"");
	while (json.n < 10 * MA_MIB)
		ma_buf_addf(&json, "%04096d", 0);
	ma_buf_adds(&json, "\",\"name\":\"x\"}]}");
	c = check(ma_buf_str(&json), NULL);
	assert_int_equal(c.rc, MA_EINVALID);
	assert_int_equal(c.errors_n, 1);
	assert_true(c.errors.n < 200);
	done(&c);
	ma_buf_done(&json);
}

/* Names that are each a little wrong: looking for what was meant is bounded. */
static void a_hundred_thousand_unknown_dependencies_end_soon(void **state)
{
	struct ma_buf json = MA_BUF_INIT(16 * MA_MIB);
	struct checked c;
	uint32_t i, k;

	(void)state;
	ma_buf_adds(&json, "{\"tasks\":[");
	for (i = 0; i < 9000; i++) {
		ma_buf_addf(&json,
			"%s{\"id\":\"a-rather-long-name-of-a-task-that-goes-on-and-on-and-on-%05u\","
			"\"name\":\"x\",\"depends_on\":[",
			i ? "," : "", i);
		for (k = 0; k < 12; k++)
			ma_buf_addf(&json,
				"%s\"a-rather-long-name-of-a-task-that-goes-on-and-on-and-off-%05u\"",
				k ? "," : "", i + k);
		ma_buf_adds(&json, "]}");
	}
	ma_buf_adds(&json, "]}");
	c = check(ma_buf_str(&json), NULL);
	assert_int_equal(c.rc, MA_EINVALID);
	assert_int_equal(c.errors_n, 9000 * 12);
	assert_non_null(strstr(c.errors.p, "did you mean"));
	done(&c);
	ma_buf_done(&json);
}

static void the_same_dependency_a_million_times_counts_once(void **state)
{
	struct ma_buf json = MA_BUF_INIT(16 * MA_MIB);
	struct checked c;
	uint32_t i;

	(void)state;
	ma_buf_adds(
		&json, "{\"tasks\":[" A_TASK ",{\"id\":\"b\",\"name\":\"B\",\"depends_on\":[\"a\"");
	for (i = 0; i < 1000000; i++)
		ma_buf_adds(&json, ",\"a\"");
	ma_buf_adds(&json, "]}]}");
	c = check(ma_buf_str(&json), NULL);
	assert_int_equal(c.rc, MA_OK);
	done(&c);
	ma_buf_done(&json);
}

static void lists_and_globs_have_their_limits(void **state)
{
	struct ma_buf json = MA_BUF_INIT(MA_MIB);
	struct checked c;
	int i;

	(void)state;
	ma_buf_addf(&json, "{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"writes\":[\"%0401d\"]},", 0);
	ma_buf_adds(&json, "{\"id\":\"b\",\"name\":\"B\",\"writes\":[\"x\"");
	for (i = 0; i < MA_LIMIT_TASK_WRITES; i++)
		ma_buf_adds(&json, ",\"x\"");
	ma_buf_adds(&json, "]}]}");
	c = check(ma_buf_str(&json), NULL);
	assert_string_equal(c.errors.p,
		"/tasks/0/writes/0: longer than 400 bytes\n/tasks/1/writes: 257 globs, more than 256");
	done(&c);
	ma_buf_clear(&json);
	ma_buf_addf(&json,
		"{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"verify\":[\"%064d\",\"%065d\"]},", 0, 0);
	ma_buf_adds(&json, "{\"id\":\"b\",\"name\":\"B\",\"verify\":[\"x\"");
	for (i = 0; i < MA_LIMIT_TASK_VERIFY; i++)
		ma_buf_adds(&json, ",\"x\"");
	ma_buf_adds(&json, "]}]}");
	c = check(ma_buf_str(&json), NULL);
	assert_string_equal(c.errors.p,
		"/tasks/0/verify/1: longer than 64 bytes\n/tasks/1/verify: 17 checks, more than 16");
	done(&c);
	ma_buf_done(&json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_probably_meant_is_said),
		cmocka_unit_test(a_member_that_does_nothing_is_warned_of),
		cmocka_unit_test(problems_of_all_kinds_are_told_at_once),
		cmocka_unit_test(hostile_texts_are_refused_in_words),
		cmocka_unit_test(a_plan_cut_anywhere_is_refused),
		cmocka_unit_test(numbers_that_are_whole_in_another_way_are_whole),
		cmocka_unit_test(a_million_tasks_are_refused_by_their_size_before_they_are_read),
		cmocka_unit_test(a_million_empty_tasks_are_refused_by_their_number),
		cmocka_unit_test(arrays_a_hundred_thousand_deep_are_refused),
		cmocka_unit_test(an_id_of_ten_megabytes_is_refused_without_being_quoted),
		cmocka_unit_test(a_hundred_thousand_unknown_dependencies_end_soon),
		cmocka_unit_test(the_same_dependency_a_million_times_counts_once),
		cmocka_unit_test(lists_and_globs_have_their_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

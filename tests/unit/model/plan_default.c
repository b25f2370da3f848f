/* The plan that a prompt becomes without a planner. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "model/plan_default.h"
#include "support/torture.h"

static const struct ma_str all_names[] = { { "acceptance", 10 }, { "architect", 9 },
	{ "backend", 7 }, { "devops", 6 }, { "documentation", 13 }, { "frontend", 8 },
	{ "testing", 7 } };
static const struct ma_plan_agents everybody = { all_names, 7 };

/* "id:agent<deps;..." of the plan, which is read as every other. */
static void shape_of(const char *prompt, const struct ma_plan_agents *agents, struct ma_buf *out)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB), problems = MA_BUF_INIT(MA_MIB);
	struct ma_plan *plan = NULL;
	ma_err err = { MA_OK, 0, "" };
	uint32_t i, j;

	if (ma_plan_default(ma_str(prompt), agents, &text, &err) ||
		ma_plan_read(ma_buf_str(&text), agents, &plan, &problems, &err))
		fail_msg("%s: %s", prompt, err.msg);
	for (i = 0; i < plan->tasks_n; i++) {
		const struct ma_task *t = &plan->tasks[i];

		ma_buf_addf(out, "%s" MA_STR_FMT ":" MA_STR_FMT, i ? "; " : "", MA_STR_ARG(t->id),
			MA_STR_ARG(t->agent));
		for (j = 0; j < t->deps_n; j++)
			ma_buf_addf(out, "%s" MA_STR_FMT, j ? "," : "<",
				MA_STR_ARG(plan->tasks[t->deps[j]].id));
	}
	ma_plan_free(plan);
	ma_buf_done(&problems);
	ma_buf_done(&text);
}

static void each_kind_of_thing_has_its_plan(void **state)
{
	static const struct {
		const char *prompt, *plan;
	} cases[] = {
		{ "Build a todo app with lists and tasks",
			"frontend:frontend; backend:backend; acceptance:acceptance<backend; testing:testing<backend,frontend,acceptance; "
			"documentation:documentation<testing,backend,frontend; devops:devops<backend,frontend" },
		{ "A todo app with tasks, without Docker",
			"frontend:frontend; backend:backend; acceptance:acceptance<backend; testing:testing<backend,frontend,acceptance; "
			"documentation:documentation<testing,backend,frontend" },
		{ "A todo app with tasks, no tests and no documentation",
			"frontend:frontend; backend:backend; devops:devops<backend,frontend" },
		{ "Build a REST API for books and authors",
			"backend:backend; acceptance:acceptance<backend; testing:testing<backend,acceptance; "
			"documentation:documentation<testing,backend; "
			"devops:devops<testing,backend" },
		{ "Write a command line tool that counts words",
			"program:backend; acceptance:acceptance<program; testing:testing<program,acceptance; "
			"documentation:documentation<testing,program" },
		{ "A CLI tool in C with a CI workflow",
			"program:backend; acceptance:acceptance<program; testing:testing<program,acceptance; "
			"documentation:documentation<testing,program; "
			"devops:devops<testing,program" },
		{ "Create an npm package that validates e-mail addresses",
			"library:backend; acceptance:acceptance<library; testing:testing<library,acceptance; "
			"documentation:documentation<testing,library" },
		{ "Build a landing page for a coffee shop",
			"frontend:frontend; acceptance:acceptance<frontend; testing:testing<frontend,acceptance; "
			"documentation:documentation<testing,frontend" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		struct ma_buf shape = MA_BUF_INIT(MA_MIB);

		shape_of(cases[i].prompt, &everybody, &shape);
		if (!ma_str_is(ma_buf_str(&shape), cases[i].plan))
			fail_msg("%s: %s", cases[i].prompt, shape.p);
		ma_buf_done(&shape);
	}
}

static void tasks_at_the_same_time_write_different_files(void **state)
{
	static const char *const prompts[] = { "A todo app", "A REST API for books",
		"A CLI tool with Docker", "An npm package with CI", "A landing page with CI" };
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(prompts); i++) {
		struct ma_buf text = MA_BUF_INIT(MA_MIB), problems = MA_BUF_INIT(MA_MIB);
		struct ma_plan_report report = MA_PLAN_REPORT_INIT;
		struct ma_plan *plan = NULL;
		ma_err err = { MA_OK, 0, "" };

		assert_int_equal(ma_plan_default(ma_str(prompts[i]), NULL, &text, &err), MA_OK);
		assert_int_equal(
			ma_plan_read(ma_buf_str(&text), NULL, &plan, &problems, &err), MA_OK);
		assert_int_equal(ma_plan_find_overlaps(plan, &report, &err), MA_OK);
		if (report.warnings.n > 0)
			fail_msg("%s: %s", prompts[i], report.warnings.v[0].message.p);
		ma_plan_report_done(&report);
		ma_plan_free(plan);
		ma_buf_done(&problems);
		ma_buf_done(&text);
	}
}

static void the_contract_is_what_the_prompt_is_understood_to_mean(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	ma_err err = { MA_OK, 0, "" };

	(void)state;
	assert_int_equal(
		ma_plan_default(MA_STR("A REST API for books (title, year) and authors (name)"),
			NULL, &text, &err),
		MA_OK);
	assert_non_null(strstr(text.p, "\"kind\": \"api\""));
	assert_non_null(strstr(text.p, "\"name\": \"Book\""));
	assert_non_null(strstr(text.p, "for Book and Author, as the contract says."));
	ma_buf_clear(&text);
	assert_int_equal(ma_plan_default(MA_STR("A CLI tool in C"), NULL, &text, &err), MA_OK);
	assert_null(strstr(text.p, "\"contract\"")); /* nothing is said of what it is to do */
	ma_buf_done(&text);
}

static void every_kind_has_its_contract(void **state)
{
	static const struct {
		const char *prompt, *kind, *part;
	} cases[] = {
		{ "A todo app with tasks (title, done)", "\"kind\": \"webapp\"", "\"Task\"" },
		{ "A REST API for books (title)", "\"kind\": \"api\"", "\"Book\"" },
		{ "A C program that counts words", "\"kind\": \"cli\"", "\"count\"" },
		{ "A Node.js CLI for tasks (title, done)", "\"language\": \"node\"", "\"Task\"" },
		{ "A Python library for contacts (name, email)", "\"kind\": \"library\"",
			"\"Contact\"" },
		{ "A landing page for a coffee shop with a menu", "\"kind\": \"site\"", "\"menu\"" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		struct ma_buf text = MA_BUF_INIT(MA_MIB);
		ma_err err = { MA_OK, 0, "" };

		assert_int_equal(ma_plan_default(ma_str(cases[i].prompt), NULL, &text, &err), MA_OK);
		if (!strstr(text.p, cases[i].kind) || !strstr(text.p, cases[i].part))
			fail_msg("%s: %s", cases[i].prompt, text.p);
		ma_buf_done(&text);
	}
}

static void agents_that_are_not_there_have_no_tasks(void **state)
{
	static const struct ma_str few[] = { { "backend", 7 }, { "documentation", 13 } };
	static const struct ma_str others[] = { { "chef", 4 } };
	const struct ma_plan_agents two = { few, 2 }, other = { others, 1 };
	struct ma_buf shape = MA_BUF_INIT(MA_MIB);
	ma_err err = { MA_OK, 0, "" };

	(void)state;
	shape_of("A todo app", &two, &shape);
	assert_string_equal(shape.p, "backend:backend; documentation:documentation<backend");
	assert_int_equal(ma_plan_default(MA_STR("A todo app"), &other, &shape, &err), MA_EINVALID);
	assert_string_equal(err.msg, "none of the agents of the default plan is there");
	ma_buf_done(&shape);
}

static ma_rc make(void *data, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	ma_rc rc = ma_plan_default(ma_str(data), &everybody, &text, err);

	ma_buf_done(&text);
	return rc;
}

static void exhausted_memory_is_told(void **state)
{
	static char prompt[] = "A todo app with tasks (title)";

	(void)state;
	torture(make, prompt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_of_thing_has_its_plan),
		cmocka_unit_test(tasks_at_the_same_time_write_different_files),
		cmocka_unit_test(the_contract_is_what_the_prompt_is_understood_to_mean),
		cmocka_unit_test(every_kind_has_its_contract),
		cmocka_unit_test(agents_that_are_not_there_have_no_tasks),
		cmocka_unit_test(exhausted_memory_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

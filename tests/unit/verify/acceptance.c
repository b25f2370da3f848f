/* What acceptance tests are seen to do, by their texts and what runners print. */
#include "verify/acceptance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "codec/json.h"

static bool ran(const char *package, const char *output, const char *path, const char *content)
{
	struct ma_check check = { .phase = "test",
		.package = package,
		.state = MA_CHECK_PASSED,
		.tests_passed = 3,
		.output = ma_str(output) };
	struct ma_report report = { .checks = &check, .checks_n = 1 };

	return ma_acceptance_ran(&report, ma_str(path), ma_str(content));
}

static void a_file_ran_that_the_runner_names(void **state)
{
	(void)state;
	assert_true(ran(".", " \xe2\x9c\x93 acceptance/a.test.ts (5 tests) 9ms\n",
		"acceptance/a.test.ts", ""));
	assert_true(ran("api", "PASS acceptance/a.test.ts\n", "api/acceptance/a.test.ts", ""));
	assert_true(ran(
		".", "\x1b[32mPASS\x1b[0m acceptance/a.test.ts\n", "api/acceptance/a.test.ts", ""));
	assert_false(ran(".", "PASS acceptance/b.test.ts\n", "acceptance/a.test.ts", ""));
	assert_false(ran(".", "PASS acceptance/a.test.tsx\n", "acceptance/a.test.ts", ""));
	assert_false(ran(".", "", "acceptance/a.test.ts", ""));
}

static void a_file_did_not_run_that_was_skipped(void **state)
{
	(void)state;
	assert_false(ran(
		".", " acceptance/a.test.ts (5 tests | 5 skipped)\n", "acceptance/a.test.ts", ""));
	assert_false(ran(".", " acceptance/a.test.ts (0 test)\n", "acceptance/a.test.ts", ""));
	assert_true(ran(
		".", " acceptance/a.test.ts (5 tests | 4 skipped)\n", "acceptance/a.test.ts", ""));
}

static void a_file_ran_whose_tests_are_named(void **state)
{
	(void)state;
	assert_true(ran(".", "test_refuses_empty (acceptance.test_a.T) ... ok\n",
		"acceptance/test_a.py", "class T:\n    def test_refuses_empty(self):\n"));
	assert_true(ran(".", "{\"Action\":\"pass\",\"Test\":\"TestRefuses\"}\n",
		"acceptance/a_test.go", "func TestRefuses(t *testing.T) {\n"));
	assert_true(ran(".", "ok 1 - refuses what is empty\n", "acceptance/a.mjs",
		"test('refuses what is empty', () => {\n"));
	assert_false(ran(".", "test_refuses_more ... ok\n", "acceptance/test_a.py",
		"def test_refuses(self):\n"));
}

#define TICK " \xe2\x9c\x93 "

static void a_test_is_named_by_all_of_its_title_beside_a_mark(void **state)
{
	static const char js[] = "it('health', async () => {\n", py[] = "def test_create():\n";

	(void)state;
	assert_true(ran(".", TICK "health 12ms\n", "acceptance/a.test.ts", js));
	assert_true(ran(".", TICK "the API > health (12 ms)\n", "acceptance/a.test.ts", js));
	assert_false(ran(".", TICK "GET /health 200\n", "acceptance/a.test.ts", js));
	assert_false(ran(".", "GET /health 200\nhealth\n", "acceptance/a.test.ts", js));
	assert_false(ran(".", "\xe2\x86\x93 health\n", "acceptance/a.test.ts", js));
	assert_false(ran(".", "ok 1 - health # SKIP\n", "acceptance/a.test.ts", js));
	assert_true(ran(".", "ok 1 - health # time=3ms\n", "acceptance/a.test.ts", js));
	assert_false(ran(".", TICK "tests/b.test.ts > health 3ms\n", "acceptance/a.test.ts", js));
	assert_true(ran(".", "test_create (test_a.T.test_create)\nIt creates. ... ok\n",
		"acceptance/test_a.py", py));
	assert_false(ran(
		".", "test_create (test_b.T.test_create) ... ok\n", "acceptance/test_a.py", py));
	assert_false(ran(".", "test_create (test_a.T.test_create) ... skipped 'later'\n",
		"acceptance/test_a.py", py));
	assert_true(ran(".", "test api::refuses_empty ... ok\n", "tests/acceptance.rs",
		"fn refuses_empty() {\n"));
	assert_true(ran(".", "    --- PASS: TestRefuses (0.00s)\n", "acceptance/a_test.go",
		"func TestRefuses(t *testing.T) {\n"));
	assert_false(ran(".", "{\"Action\":\"skip\",\"Test\":\"TestRefuses\"}\n",
		"acceptance/a_test.go", "func TestRefuses(t *testing.T) {\n"));
}

static void a_file_ran_by_what_pytest_says_of_its_tests(void **state)
{
	(void)state;
	assert_true(ran(".", "acceptance/test_a.py s.s [100%]\n", "acceptance/test_a.py", ""));
	assert_true(ran(".", "acceptance/test_a.py F [100%]\n", "acceptance/test_a.py", ""));
	assert_true(ran(
		".", "acceptance/test_a.py::test_x PASSED [ 9%]\n", "acceptance/test_a.py", ""));
	assert_false(ran(".", "acceptance/test_a.py ssss [100%]\n", "acceptance/test_a.py", ""));
	assert_false(ran(".", "acceptance/test_a.py E [100%]\n", "acceptance/test_a.py", ""));
	assert_false(ran(
		".", "acceptance/test_a.py::test_x SKIPPED [ 9%]\n", "acceptance/test_a.py", ""));
	assert_false(
		ran(".", "SKIPPED [4] acceptance/test_a.py:3: x\n", "acceptance/test_a.py", ""));
	assert_false(
		ran(".", "ERROR acceptance/test_a.py - ImportError\n", "acceptance/test_a.py", ""));
	assert_false(
		ran(".", " \xe2\x9d\xaf acceptance/a.test.ts:12:3\n", "acceptance/a.test.ts", ""));
	assert_false(ran(".", "PASS api/acceptance/a.test.ts\n", "web/acceptance/a.test.ts", ""));
}

/* Each title sought in each line would be some 10^12 steps, which the runner of the tests stops. */
static void many_titles_and_a_long_output_are_read_once(void **state)
{
	struct ma_buf content = MA_BUF_INIT(8 * MA_MIB), output = MA_BUF_INIT(16 * MA_MIB);
	size_t i;

	(void)state;
	for (i = 0; i < 100000; i++) {
		ma_buf_addf(&content, "it('does the thing number %zu', () => {\n", i);
		ma_buf_addf(&output, TICK "does another thing, number %zu 3ms\n", i);
	}
	ma_buf_adds(&output, TICK);
	assert_false(ran(".", output.p, "acceptance/a.test.ts", content.p));
	ma_buf_adds(&output, "does the thing number 1999\n");
	assert_true(ran(".", output.p, "acceptance/a.test.ts", content.p));
	ma_buf_done(&content);
	ma_buf_done(&output);
}

static void the_contract_is_named_by_calls_and_entities(void **state)
{
	json_t *names = json_array(),
	       *contract = json_pack(
		       "{s:[{s:s},{s:s}]}", "entities", "name", "Task", "name", "Label");
	char *text;

	(void)state;
	assert_true(ma_acceptance_names(
		ma_str("await request(app).get('/api/tasks?q=1');\n"
		       "api.delete(`/api/tasks/${id}`); api.get(\"/api/tasks\");\n"
		       "target('/not/a/call'); get(path);\n"),
		contract, names));
	text = json_dumps(names, 0);
	assert_string_equal(text, "[\"GET /api/tasks\", \"DELETE /api/tasks/:x\", \"Task\"]");
	free(text);
	json_decref(contract);
	json_decref(names);
}

static void the_contract_is_named_by_what_is_called_typed_or_opened(void **state)
{
	json_t *names = json_array(),
	       *contract = json_pack("{s:[{s:s}], s:[s,s,s], s:[{s:s}], s:[s,s,s]}", "entities",
		       "name", "BlogPost", "operations", "csv_to_json", "sort", "count", "commands",
		       "name", "export", "pages", "about", "menu", "team");
	char *text;

	(void)state;
	assert_true(ma_acceptance_names(
		MA_STR("call([\"csv-to-json\", 'input.csv']); library.count('a b');\n"
		       "it(`lists the blog posts, sort of`); run('export --all'); run(\"exports\");\n"
		       "open('/about'); assert(links.has('menu.html')); // what the team thinks of it\n"),
		contract, names));
	text = json_dumps(names, 0);
	assert_string_equal(text,
		"[\"BlogPost\", \"csv_to_json\", \"count\", \"export\", \"about\", \"menu\"]");
	free(text);
	json_decref(contract);
	json_decref(names);
}

static void a_name_is_told_from_longer_and_shorter_ones(void **state)
{
	json_t *names = json_array(),
	       *contract = json_pack("{s:[s,s,s,s,s], s:[s]}", "operations", "sort", "sort_by",
		       "Sort-By", "-_", "by", "commands", "sort");
	char *text;

	(void)state;
	assert_true(ma_acceptance_names(
		MA_STR("sort_by_name(1); run('sort_by'); sort--by(2); sor"), contract, names));
	assert_true(ma_acceptance_names(MA_STR("sort"), contract, names));
	text = json_dumps(names, 0);
	assert_string_equal(text, "[\"sort_by\", \"Sort-By\", \"by\"]");
	free(text);
	json_decref(contract);
	json_decref(names);
}

/* Each name sought by itself would take minutes, and many times that under a sanitizer, where the runner stops it. */
static void many_names_and_a_long_text_are_read_once(void **state)
{
	static const char *const lists[] = { "operations", "commands", "pages" };
	struct ma_buf content = MA_BUF_INIT(16 * MA_MIB);
	json_t *names = json_array(), *contract = json_object();
	size_t i, k;

	(void)state;
	for (i = 0; i < MA_COUNT(lists); i++) {
		json_t *list = json_array();

		for (k = 0; k < 1000; k++)
			json_array_append_new(list, json_sprintf("make_thing_%zu_%zu", i, k));
		json_object_set_new(contract, lists[i], list);
	}
	while (content.n < 8 * MA_MIB)
		ma_buf_adds(&content, "make_thing_no, made of make_thing_ and 'make_thing_1_99x'\n");
	ma_buf_adds(&content, "makeThing_2_999(");
	assert_true(ma_acceptance_names(ma_buf_str(&content), contract, names));
	assert_int_equal(json_array_size(names), 1);
	assert_string_equal(json_string_value(json_array_get(names, 0)), "make_thing_2_999");
	json_decref(contract);
	json_decref(names);
	ma_buf_done(&content);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_ran_that_the_runner_names),
		cmocka_unit_test(a_file_did_not_run_that_was_skipped),
		cmocka_unit_test(a_file_ran_whose_tests_are_named),
		cmocka_unit_test(a_test_is_named_by_all_of_its_title_beside_a_mark),
		cmocka_unit_test(a_file_ran_by_what_pytest_says_of_its_tests),
		cmocka_unit_test(many_titles_and_a_long_output_are_read_once),
		cmocka_unit_test(the_contract_is_named_by_calls_and_entities),
		cmocka_unit_test(the_contract_is_named_by_what_is_called_typed_or_opened),
		cmocka_unit_test(a_name_is_told_from_longer_and_shorter_ones),
		cmocka_unit_test(many_names_and_a_long_text_are_read_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

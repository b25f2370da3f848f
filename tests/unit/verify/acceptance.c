/* What acceptance tests are seen to do, by their texts and what runners print. */
#include "verify/acceptance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

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
	assert_true(ran(".", "{\"Test\":\"TestRefuses\"}\n", "acceptance/a_test.go",
		"func TestRefuses(t *testing.T) {\n"));
	assert_true(ran(".", "ok 1 - refuses what is empty\n", "acceptance/a.mjs",
		"test('refuses what is empty', () => {\n"));
	assert_false(ran(".", "test_refuses_more ... ok\n", "acceptance/test_a.py",
		"def test_refuses(self):\n"));
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_ran_that_the_runner_names),
		cmocka_unit_test(a_file_did_not_run_that_was_skipped),
		cmocka_unit_test(a_file_ran_whose_tests_are_named),
		cmocka_unit_test(the_contract_is_named_by_calls_and_entities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

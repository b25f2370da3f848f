/* Changes that keep tests from running are seen, and others are let be. */
#include "engine/reply_guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static bool disables(const char *path, const char *before, const char *after, const char *says)
{
	struct ma_buf why = MA_BUF_INIT(1024);
	bool found = ma_guard_disables(ma_str(path), ma_str(before), ma_str(after), &why);

	if (found && (!why.p || !strstr(why.p, says)))
		fail_msg("%s: \"%s\" does not say \"%s\"", path, why.p, says);
	ma_buf_done(&why);
	return found;
}

#define PACKAGE(test, more) "{\"scripts\":{\"test\":\"" test "\"}" more "}"

static void the_test_command_stays(void **state)
{
	(void)state;
	assert_true(disables(
		"package.json", PACKAGE("vitest run", ""), PACKAGE("exit 0", ""), "\"test\""));
	assert_true(disables("api/package.json", PACKAGE("vitest run", ""), "{}", "\"test\""));
	assert_true(disables("package.json", PACKAGE("vitest run", ""),
		PACKAGE("vitest run || true", ""), "\"test\""));
	assert_false(disables("package.json", PACKAGE("vitest run", ""),
		PACKAGE("vitest run", ",\"dependencies\":{\"zod\":\"4\"}"), ""));
	assert_false(disables("package.json", "{}", PACKAGE("vitest run", ""), ""));
}

static void nothing_more_is_left_out_by_configuration(void **state)
{
	(void)state;
	assert_true(disables(
		"vitest.config.ts", "test: {}", "test: { exclude: ['acceptance/**'] }", "exclude"));
	assert_true(disables("package.json", PACKAGE("jest", ""),
		PACKAGE("jest", ",\"jest\":{\"testPathIgnorePatterns\":[\"acceptance\"]}"),
		"testPathIgnore"));
	assert_true(disables("pyproject.toml", "[tool.pytest.ini_options]\n",
		"[tool.pytest.ini_options]\naddopts = \"--ignore=acceptance\"\n", "--ignore"));
	assert_true(disables(
		"api/conftest.py", "", "collect_ignore = ['acceptance']\n", "collect_ignore"));
	assert_false(disables(
		"vitest.config.ts", "exclude: ['a']", "exclude: ['a'], globals: true", ""));
	assert_false(disables("src/filter.ts", "", "export const exclude = 1;", ""));
}

static void no_test_is_skipped_and_no_script_hides_a_failure(void **state)
{
	(void)state;
	assert_true(disables("tests/a.test.ts", "it('works')", "it.skip('works')", ".skip"));
	assert_true(disables(
		"tests/test_a.py", "def test_a():", "@pytest.mark.skip\ndef test_a():", ".skip"));
	assert_true(disables("a_test.go", "", "t.Skip()", "t.Skip"));
	assert_true(disables("run-tests.sh", "npm test\n", "npm test || true\n", "|| true"));
	assert_true(disables("Makefile", "test:\n\tpytest\n", "test:\n\texit 0\n", "exit 0"));
	assert_false(
		disables("tests/a.test.ts", "it.skip('a'); it('b')", "it.skip('a'); it('c')", ""));
	assert_false(disables("src/skip.ts", "", "list.skip(1)", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_test_command_stays),
		cmocka_unit_test(nothing_more_is_left_out_by_configuration),
		cmocka_unit_test(no_test_is_skipped_and_no_script_hides_a_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

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

static bool weakens(const char *before, const char *after, const char *says)
{
	struct ma_buf why = MA_BUF_INIT(1024);
	bool found = ma_guard_weakens(ma_str(before), ma_str(after), &why);

	if (found && (!why.p || !strstr(why.p, says)))
		fail_msg("\"%s\" does not say \"%s\"", why.p, says);
	ma_buf_done(&why);
	return found;
}

static void a_mended_test_says_as_much_as_before(void **state)
{
	const char *py = "def test_a(self):\n    self.assertEqual(a(), 3)\n";
	const char *js = "it('adds', () => {\n  expect(a()).toBe(3);\n});\n";

	(void)state;
	assert_false(weakens(py, "def test_a(self):\n    self.assertEqual(a(), 4)\n", ""));
	assert_false(
		weakens(js, "async it('adds', () => {\n  expect(await a()).toBe(4);\n});\n", ""));
	assert_true(weakens(py, "def test_b(self):\n    self.assertEqual(a(), 3)\n", "test_a"));
	assert_true(weakens(js, "it('is there', () => {\n  expect(a()).toBe(3);\n});\n", "adds"));
	assert_true(weakens(js, "", "adds"));
	assert_true(weakens(py, "def test_a(self):\n    a()\n", "0 assertions instead of 1"));
	assert_true(weakens(js, "it('adds', () => {\n  // expect(a()).toBe(3);\n  a();\n});\n",
		"0 assertions instead of 1"));
	assert_true(
		weakens(py, "def test_a(self):\n    self.assertTrue(True)\n", "whatever happens"));
	assert_true(weakens(
		js, "it('adds', () => {\n  expect(true).toBe(true);\n});\n", "whatever happens"));
	assert_true(weakens(py,
		"def test_a(self):\n    try:\n        self.assertEqual(a(), 3)\n"
		"    except AssertionError:\n        pass\n",
		"except AssertionError"));
	assert_true(weakens(js,
		"it('adds', () => {\n  try { expect(a()).toBe(3); } catch (e) {}\n});\n",
		"catch ("));
}

static bool silences_in(const char *checks, const char *path, const char *before, const char *after,
	const char *says)
{
	struct ma_buf why = MA_BUF_INIT(1024);
	bool found = ma_guard_silences(
		ma_str(path), ma_str(before), ma_str(after), ma_str(checks), &why);

	if (found && (!why.p || !strstr(why.p, says)))
		fail_msg("%s: \"%s\" does not say \"%s\"", path, why.p, says);
	ma_buf_done(&why);
	return found;
}

static bool silences(const char *path, const char *before, const char *after, const char *says)
{
	return silences_in("typecheck ., test .", path, before, after, says);
}

#define TYPES(script) "{\"scripts\":{\"typecheck\":\"" script "\"}}"

static void no_check_is_switched_off(void **state)
{
	(void)state;
	assert_true(silences("src/a.ts", "a();\n", "// @ts-nocheck\na();\n", "@ts-nocheck"));
	assert_true(silences("src/a.ts", "", "/* eslint-disable */\n", "eslint-disable"));
	assert_true(silences("a.py", "import a\n", "import a  # type: ignore\n", "type: ignore"));
	assert_true(silences("src/lib.rs", "", "#![allow(dead_code)]\n", "#![allow("));
	assert_true(
		silences("tsconfig.json", "{\"strict\": true}", "{\"strict\": false}", "strict"));
	assert_true(silences("package.json", TYPES("tsc"), TYPES("true"), "typecheck"));
	assert_true(silences("package.json", TYPES("tsc"), TYPES("echo fine"), "typecheck"));
	assert_true(silences("package.json", TYPES("tsc"), TYPES(""), "typecheck"));
	assert_false(silences("package.json", TYPES("tsc"), TYPES("tsc --noEmit"), ""));
	assert_false(silences("package.json", TYPES("true"), TYPES("echo fine"), ""));
	assert_false(silences("package.json", TYPES("tsc"), TYPES("echo types && tsc"), ""));
	assert_false(silences("package.json", "{", "{", ""));
	assert_false(silences("src/a.ts", "// @ts-ignore\na();\n", "// @ts-ignore\nb();\n", ""));
	assert_false(silences_in("build ., test .", "a.py", "", "import a  # type: ignore\n", ""));
	assert_true(silences_in("test .", "a.ts", "", "// @ts-nocheck\n", "@ts-nocheck"));
	assert_false(silences("README.md", "", "use `# noqa` sparingly\n", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_test_command_stays),
		cmocka_unit_test(nothing_more_is_left_out_by_configuration),
		cmocka_unit_test(no_test_is_skipped_and_no_script_hides_a_failure),
		cmocka_unit_test(a_mended_test_says_as_much_as_before),
		cmocka_unit_test(no_check_is_switched_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

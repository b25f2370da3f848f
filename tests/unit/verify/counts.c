#include "verify/counts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void assert_counts(const char *output, int64_t passed, int64_t failed, int64_t skipped)
{
	struct ma_counts c = { -1, -1, -1 };

	if (!ma_counts_read(ma_str(output), &c))
		fail_msg("nothing was counted in: %s", output);
	if (c.passed != passed || c.failed != failed || c.skipped != skipped)
		fail_msg("%ld passed, %ld failed, %ld skipped in: %s", (long)c.passed,
			(long)c.failed, (long)c.skipped, output);
}

static void vitest_is_read(void **state)
{
	(void)state;
	assert_counts(
		" Test Files  2 passed (2)\n      Tests  12 passed (12)\n   Start at  10:00:00\n",
		12, 0, 0);
	assert_counts("      Tests  1 failed | 11 passed | 2 skipped | 1 todo (15)\r\n", 11, 1, 3);
	assert_counts(" Test Files  1 failed (1)\n      Tests  no tests\n", 0, 0, 0);
}

static void colours_are_ignored(void **state)
{
	(void)state;
	assert_counts(
		"\x1b[2m      Tests \x1b[22m \x1b[1m\x1b[31m1 failed\x1b[39m\x1b[22m\x1b[2m | \x1b[22m"
		"\x1b[32m3 passed\x1b[39m\x1b[90m (4)\x1b[39m\n",
		3, 1, 0);
}

static void jest_is_read(void **state)
{
	(void)state;
	assert_counts(
		"Test Suites: 1 failed, 1 passed, 2 total\nTests:       1 failed, 2 skipped, 11 passed, 14 total\n"
		"Snapshots:   0 total\n",
		11, 1, 2);
	assert_counts("Tests:       0 total\n", 0, 0, 0);
}

static void node_and_tap_are_read(void **state)
{
	(void)state;
	assert_counts(
		"TAP version 13\nok 1 - a\n1..1\n# tests 4\n# suites 0\n# pass 1\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n"
		"# duration_ms 46.1\n",
		1, 2, 1);
	assert_counts("\xe2\x84\xb9 tests 2\n\xe2\x84\xb9 pass 2\n\xe2\x84\xb9 fail 0\n", 2, 0, 0);
	assert_counts("1..3\n# tests 3\n# pass  3\n", 3, 0, 0);
	assert_counts("# tests 0\n# pass 0\n# fail 0\n", 0, 0, 0);
}

static void mocha_is_read(void **state)
{
	(void)state;
	assert_counts("  11 passing (5ms)\n  2 pending\n  1 failing\n", 11, 1, 2);
}

static void python_is_read(void **state)
{
	(void)state;
	assert_counts(
		"======== 1 failed, 2 passed, 1 skipped, 1 warning in 0.05s ========\n", 2, 1, 1);
	assert_counts("3 passed in 0.01s\n", 3, 0, 0);
	assert_counts("1 passed, 2 errors in 61.20s (0:01:01)\n", 1, 2, 0);
	assert_counts("no tests ran in 0.01s\n", 0, 0, 0);
	assert_counts("Ran 3 tests in 0.001s\n\nOK\n", 3, 0, 0);
	assert_counts("Ran 1 test in 0.001s\n\nOK (skipped=1)\n", 0, 0, 1);
	assert_counts(
		"Ran 5 tests in 0.1s\n\nFAILED (failures=1, errors=1, skipped=1, expected failures=1)\n",
		1, 2, 2);
	assert_counts("Ran 0 tests in 0.000s\n\nNO TESTS RAN\n", 0, 0, 0);
	assert_counts("Ran 1 test in 0.0s\n\nFAILED (failures=99)\n", 1, 0, 0);
}

static void compiled_languages_are_read(void **state)
{
	(void)state;
	assert_counts(
		"test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s\n"
		"test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
		4, 1, 2);
	assert_counts("{\"Action\":\"run\",\"Package\":\"x\",\"Test\":\"TestA\"}\n"
		      "{\"Action\":\"pass\",\"Package\":\"x\",\"Test\":\"TestA\",\"Elapsed\":0}\n"
		      "{\"Action\":\"fail\",\"Package\":\"x\",\"Test\":\"TestB\"}\n"
		      "{\"Action\":\"skip\",\"Package\":\"x\",\"Test\":\"TestC\"}\n"
		      "{\"Action\":\"fail\",\"Package\":\"x\",\"Elapsed\":0.1}\n",
		1, 1, 1);
	assert_counts("67% tests passed, 1 tests failed out of 3\n", 2, 1, 0);
	assert_counts("100% tests passed, 0 tests failed out of 2\n", 2, 0, 0);
	assert_counts(
		"Ok:                 3   \nExpected Fail:      1   \nFail:               1   \n"
		"Unexpected Pass:    0   \nSkipped:            2   \nTimeout:            1   \n",
		4, 2, 2);
	assert_counts(
		"[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s - in ATest\n"
		"[ERROR] Tests run: 5, Failures: 1, Errors: 1, Skipped: 1\n",
		2, 2, 1);
}

static void single_results_count_where_nothing_adds_them_up(void **state)
{
	(void)state;
	assert_counts("1..4\nok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP no net\nnot ok 4 - d # todo\n",
		1, 1, 2);
	assert_counts("ok 1\n    ok 1 - of a subtest\n", 1, 0, 0);
	assert_counts("1..3\nok 1\nok 2\n", 2, 1, 0); /* the third never came */
	assert_counts("ok 1\n1..1\nok 1\n1..2\n", 2, 1, 0);
	assert_counts("1..0 # SKIP nothing to do\nok 1\n", 1, 0, 0);
	assert_counts("1..2\nok 1\nBail out! no disk\n", 1, 1, 0);
	assert_counts("TAP version 14\nok\nok it adds\n1..2\n", 2, 0, 0);
	assert_counts("ok  \tx/a\t0.012s\nok  \tx/b\t(cached)\nok  \tx/c\t0.1s [no tests to run]\n",
		2, 0, 0);
	assert_counts("ok 1\nBail out!\n", 1, 1, 0);
	assert_counts("1..9\nok 1\n[... 977 bytes are left out here ...]\nok 9\n", 2, 0, 0);
	assert_counts("ok 1 - a\nnot ok 2 - b\n# pass 1\n# fail 1\n", 1, 1, 0);
}

static void several_summaries_are_added_up(void **state)
{
	(void)state;
	assert_counts(
		"> api@1.0.0 test\n      Tests  3 passed (3)\n> web@1.0.0 test\n      Tests  1 failed | 4 passed (5)\n",
		7, 1, 0);
	assert_counts("[api]       Tests  3 passed (3)\n", 3, 0, 0);
}

static void other_text_is_no_summary(void **state)
{
	static const char *const texts[] = { "", "all good\n", "Tests are 3 passed\n",
		"# passing thoughts\n", "3 passing trains\n", "UnitTests:  3 passed\n", "Tests:\n",
		"# pass -3\n", "okay\n", "not okay\n", "Fail: 3\n", "Ran away in 3 days\n",
		"OK (skipped=1)\n", "3 passed in time\n",
		"% tests passed, 1 tests failed out of 3\n",
		"1% tests passed, 3 tests failed out of 1\n", "test result: fine\n",
		"{\"Action\":\"pass\"\n", "Tests run: 1, Failures: 2, Errors: 0, Skipped: 0\n",
		"Tests  x passed\n", "# pass 9223372036854775807\n",
		"Tests  9223372036854775807 passed\n" };
	struct ma_counts c;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (ma_counts_read(ma_str(texts[i]), &c))
			fail_msg("taken for a summary: %s", texts[i]);
}

static void a_line_without_end_is_cut(void **state)
{
	static char text[100000];
	struct ma_counts c;

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = 'x';
	assert_false(ma_counts_read(ma_str_n(text, sizeof(text)), &c));
	assert_false(ma_counts_read(MA_STR("\x1b"), &c));
	assert_false(ma_counts_read(MA_STR("ok\nok all is well\n"), &c)); /* an echo is no test */
	assert_false(ma_counts_read(MA_STR("\x1b[3"), &c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vitest_is_read),
		cmocka_unit_test(colours_are_ignored),
		cmocka_unit_test(jest_is_read),
		cmocka_unit_test(node_and_tap_are_read),
		cmocka_unit_test(mocha_is_read),
		cmocka_unit_test(python_is_read),
		cmocka_unit_test(compiled_languages_are_read),
		cmocka_unit_test(single_results_count_where_nothing_adds_them_up),
		cmocka_unit_test(several_summaries_are_added_up),
		cmocka_unit_test(other_text_is_no_summary),
		cmocka_unit_test(a_line_without_end_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

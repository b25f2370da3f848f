/* The same failure, told at another time and in another place, is the same. */
#include "verify/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/limits.h"
#include "verify/faults.h"

static void assert_line(const char *line, const char *wanted)
{
	struct ma_buf b = MA_BUF_INIT(4096);

	ma_failure_line(ma_str(line), &b);
	assert_string_equal(b.p, wanted);
	ma_buf_done(&b);
}

static void times_addresses_and_numbers_of_lines_do_not_count(void **state)
{
	(void)state;
	assert_line("  FAIL tests/a.test.ts 12ms", "FAIL tests/a.test.ts #");
	assert_line("ran in 1.5 s", "ran in #");
	assert_line("at 10:31:02", "at ##");
	assert_line("segfault at 0x7ffe12ab", "segfault at #");
	assert_line("object 1f2e3d4c5b6a7980 is lost", "object # is lost");
	assert_line("src/a.ts:12:5 is wrong", "src/a.ts## is wrong");
	assert_line("src/a.ts(12,5): error TS2322", "src/a.ts##): error TS2322");
	assert_line("File \"a.py\", line 31, in f", "File \"a.py\", #, in f");
	assert_line("/tmp/meta-agent-verify-Xa1/src/a.ts is missing", "#a.ts is missing");
}

static void what_is_said_counts(void **state)
{
	(void)state;
	assert_line("expected 2, received 1", "expected 2, received 1");
	assert_line("error TS2304: no name 'x'", "error TS2304: no name 'x'");
	assert_line("deadbeef is a word", "deadbeef is a word");
	assert_line("3 files and 2 more", "3 files and 2 more");
}

static void key_of(const char *output, char key[MA_HASH_HEX_SIZE])
{
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	ma_err err = { MA_OK, 0, "" };
	static struct ma_faults faults;
	struct ma_check check = { .output = ma_str(output) };

	faults.n = faults.count = 0;
	assert_int_equal(ma_faults_read(check.output, ".", &arena, &faults, &err), MA_OK);
	check.faults = faults.v;
	check.faults_n = faults.n;
	assert_int_equal(ma_failure_key(&check, key, &err), MA_OK);
	ma_arena_done(&arena);
}

static bool same(const char *a, const char *b)
{
	char of_a[MA_HASH_HEX_SIZE], of_b[MA_HASH_HEX_SIZE];

	key_of(a, of_a);
	key_of(b, of_b);
	return strcmp(of_a, of_b) == 0;
}

static void failures_are_the_same_in_any_order_and_on_any_line(void **state)
{
	(void)state;
	assert_true(same("a.c:1:2: error: no x\nb.c:3:4: error: no y\n",
		"b.c:9:9: error: no y\nnoise\na.c:7:2: error: no x\n"));
	assert_false(same("a.c:1:2: error: no x\n", "a.c:1:2: error: no y\n"));
	assert_false(same("a.c:1:2: error: no x\n", "b.c:1:2: error: no x\n"));
}

static void without_places_the_lines_tell(void **state)
{
	(void)state;
	assert_true(same("it broke after 12ms\n", "it broke after 3 s\n"));
	assert_false(same("it broke\n", "it burned\n"));
	assert_true(same("", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_addresses_and_numbers_of_lines_do_not_count),
		cmocka_unit_test(what_is_said_counts),
		cmocka_unit_test(failures_are_the_same_in_any_order_and_on_any_line),
		cmocka_unit_test(without_places_the_lines_tell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Slips of the finger are known; other words are not. */
#include "base/similar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define LONG "a2345678901234567890123456789012345678901234567890123456789012345"

static void letters_wrong_missing_too_many_or_swapped_are_counted(void **state)
{
	(void)state;
	assert_int_equal(ma_similar_distance(MA_STR("jobs"), MA_STR("jobs")), 0);
	assert_int_equal(ma_similar_distance(MA_STR("jbos"), MA_STR("jobs")), 1);
	assert_int_equal(ma_similar_distance(MA_STR("job"), MA_STR("jobs")), 1);
	assert_int_equal(ma_similar_distance(MA_STR("jobbs"), MA_STR("jobs")), 1);
	assert_int_equal(ma_similar_distance(MA_STR("xobx"), MA_STR("jobs")), 2);
	assert_int_equal(ma_similar_distance(MA_STR(""), MA_STR("jobs")), 4);
}

static void a_word_is_similar_when_more_is_right_than_wrong(void **state)
{
	(void)state;
	assert_true(ma_similar(MA_STR("gemni"), MA_STR("gemini")));
	assert_false(ma_similar(MA_STR("open"), MA_STR("gemini")));
	assert_false(ma_similar(MA_STR("xy"), MA_STR("ab")));
	assert_false(ma_similar(MA_STR("a"), MA_STR("b")));
}

static void a_long_word_is_similar_to_nothing(void **state)
{
	(void)state;
	assert_true(ma_similar_distance(MA_STR(LONG), MA_STR("jobs")) == SIZE_MAX);
	assert_false(ma_similar(MA_STR(LONG), MA_STR(LONG)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_wrong_missing_too_many_or_swapped_are_counted),
		cmocka_unit_test(a_word_is_similar_when_more_is_right_than_wrong),
		cmocka_unit_test(a_long_word_is_similar_to_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "base/name.h"

#include "support/torture.h"

static void names_of_many_scripts_are_composed(void **state)
{
	static const char *const names[] = { "a.ts", "\xc3\xa9.ts", "\xe6\x97\xa5\xe6\x9c\xac",
		"\xea\xb0\x80", "\xe3\x81\x8c", "\xd0\xb9", "\xe0\xa4\xbf", "\xf0\x9f\x98\x80", "" };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(names); i++)
		if (!ma_name_composed(ma_str(names[i])))
			fail_msg("refused: %s", names[i]);
}

static void what_another_system_would_spell_otherwise_is_not(void **state)
{
	static const char *const names[] = {
		"e\xcc\x81.ts",             /* e and a mark */
		"\xe2\x84\xab",             /* the Angstrom sign */
		"\xe2\x84\xaa",             /* the Kelvin sign */
		"\xe1\x84\x80\xe1\x85\xa1", /* jamo */
		"\xe3\x81\x8b\xe3\x82\x99", /* ka and a mark */
		"\xe0\xa4\xa8\xe0\xa4\xbc", /* na and nukta */
		"\xef\xa4\x80",             /* a compatibility ideograph that NFC replaces */
		"\xff",
	};
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(names); i++)
		if (ma_name_composed(ma_str(names[i])))
			fail_msg("allowed: %zu", i);
}

static void case_does_not_count_in_any_script(void **state)
{
	MA_UNUSED(state);
	assert_true(ma_name_alike(MA_STR("README.md"), MA_STR("readme.MD")));
	assert_true(ma_name_alike(MA_STR("\xc3\x89t\xc3\xa9"), MA_STR("\xc3\xa9T\xc3\x89")));
	assert_true(ma_name_alike(MA_STR("\xd0\x96"), MA_STR("\xd0\xb6")));
	assert_true(ma_name_alike(MA_STR("\xc4\x80"), MA_STR("\xc4\x81")));
	assert_false(ma_name_alike(MA_STR("\xc4\x81"), MA_STR("\xc4\x82")));
	assert_false(ma_name_alike(MA_STR("a"), MA_STR("ab")));
	assert_false(ma_name_alike(MA_STR("a"), MA_STR("\xff")));
}

static void what_is_alike_folds_to_the_same(void **state)
{
	struct ma_buf a = MA_BUF_INIT(64), b = MA_BUF_INIT(64);

	MA_UNUSED(state);
	ma_name_fold(MA_STR("\xc3\x89T\xc3\x89.ts"), &a);
	ma_name_fold(MA_STR("\xc3\xa9t\xc3\xa9.TS"), &b);
	assert_true(ma_str_eq(ma_buf_str(&a), ma_buf_str(&b)));
	ma_buf_clear(&b);
	ma_name_fold(MA_STR("\xc3\xa8t\xc3\xa9.TS"), &b);
	assert_false(ma_str_eq(ma_buf_str(&a), ma_buf_str(&b)));
	ma_buf_done(&a);
	ma_buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_many_scripts_are_composed),
		cmocka_unit_test(what_another_system_would_spell_otherwise_is_not),
		cmocka_unit_test(case_does_not_count_in_any_script),
		cmocka_unit_test(what_is_alike_folds_to_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

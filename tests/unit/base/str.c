#include "base/str.h"

#include <math.h>

#include "support/torture.h"

static const struct ma_str none = { NULL, 0 };

static void texts_are_compared_by_their_bytes(void **state)
{
	MA_UNUSED(state);
	assert_true(ma_str_eq(none, MA_STR("")));
	assert_true(ma_str_eq(MA_STR("a\0b"), MA_STR("a\0b")));
	assert_false(ma_str_eq(MA_STR("a\0b"), MA_STR("a\0c")));
	assert_true(ma_str_is(MA_STR("ab"), "ab"));
	assert_false(ma_str_is(MA_STR("a\0"), "a"));
	assert_true(ma_str_is(none, ""));
	assert_true(ma_str_cmp(MA_STR("a"), MA_STR("b")) < 0);
	assert_true(ma_str_cmp(MA_STR("ab"), MA_STR("a")) > 0);
	assert_true(ma_str_cmp(none, MA_STR("")) == 0);
	assert_true(ma_str_cmp(MA_STR("\xff"), MA_STR("a")) > 0);
}

static void case_is_ignored_in_ascii_alone(void **state)
{
	MA_UNUSED(state);
	assert_true(ma_str_eq_nocase(MA_STR("aBz[@"), MA_STR("AbZ[@")));
	assert_false(ma_str_eq_nocase(MA_STR("["), MA_STR("{")));
	assert_false(ma_str_eq_nocase(MA_STR("\xc3\xa9"), MA_STR("\xc3\x89")));
	assert_false(ma_str_eq_nocase(MA_STR("a\0b"), MA_STR("a\0c")));
	assert_false(ma_str_eq_nocase(MA_STR("a"), MA_STR("ab")));
	assert_true(ma_str_eq_nocase(none, MA_STR("")));
}

static void words_are_found_in_lists(void **state)
{
	static const char *const words[] = { "one", "Two", "" };

	MA_UNUSED(state);
	assert_true(MA_STR_AMONG(MA_STR("one"), words) && MA_STR_AMONG(MA_STR("Two"), words) &&
		MA_STR_AMONG(none, words));
	assert_false(MA_STR_AMONG(MA_STR("two"), words) || MA_STR_AMONG(MA_STR("on"), words) ||
		ma_str_among(none, words, 2));
	assert_true(MA_STR_AMONG_NOCASE(MA_STR("tWO"), words));
	assert_false(MA_STR_AMONG_NOCASE(MA_STR("twos"), words));
}

static void starts_and_ends_are_found(void **state)
{
	MA_UNUSED(state);
	assert_true(ma_str_starts(MA_STR("abc"), "ab") && ma_str_starts(MA_STR("abc"), "") &&
		ma_str_starts(none, ""));
	assert_false(ma_str_starts(MA_STR("a"), "ab") || ma_str_starts(none, "a"));
	assert_true(ma_str_ends(MA_STR("abc"), "bc") && ma_str_ends(none, ""));
	assert_false(ma_str_ends(MA_STR("c"), "bc"));
}

static void a_needle_is_found_at_its_first_place(void **state)
{
	MA_UNUSED(state);
	assert_int_equal(ma_str_find(MA_STR("abcabc"), MA_STR("bc")), 1);
	assert_int_equal(ma_str_find(MA_STR("abc"), MA_STR("x")), -1);
	assert_int_equal(ma_str_find(MA_STR("abc"), none), 0);
	assert_int_equal(ma_str_find(none, none), 0);
	assert_int_equal(ma_str_find(none, MA_STR("x")), -1);
	assert_int_equal(ma_str_find(MA_STR("ab"), MA_STR("abc")), -1);
	assert_int_equal(ma_str_find(MA_STR("a\0b"), MA_STR("\0b")), 1);
}

static void blanks_at_both_ends_are_trimmed(void **state)
{
	MA_UNUSED(state);
	assert_true(ma_str_is(ma_str_trim(MA_STR(" \t\r\n\v\fa b \n")), "a b"));
	assert_int_equal(ma_str_trim(MA_STR("  ")).n, 0);
	assert_int_equal(ma_str_trim(none).n, 0);
}

static void the_rest_begins_where_asked_or_at_the_end(void **state)
{
	MA_UNUSED(state);
	assert_true(ma_str_is(ma_str_from(MA_STR("abc"), 1), "bc"));
	assert_int_equal(ma_str_from(MA_STR("abc"), 9).n, 0);
	assert_int_equal(ma_str_from(none, 9).n, 0);
}

static void a_text_is_cut_at_each_separator(void **state)
{
	struct ma_str rest = MA_STR("a,,b,"), head;

	MA_UNUSED(state);
	assert_true(ma_str_cut(&rest, ',', &head) && ma_str_is(head, "a"));
	assert_true(ma_str_cut(&rest, ',', &head) && ma_str_is(head, ""));
	assert_true(ma_str_cut(&rest, ',', &head) && ma_str_is(head, "b"));
	assert_false(ma_str_cut(&rest, ',', &head));
	assert_true(ma_str_is(head, "b")); /* untouched */
}

static void a_list_has_whole_items_alone(void **state)
{
	MA_UNUSED(state);
	assert_true(ma_str_lists(MA_STR("a|b/c|d"), '|', MA_STR("a")));
	assert_true(ma_str_lists(MA_STR("a|b/c|d"), '|', MA_STR("b/c")));
	assert_true(ma_str_lists(MA_STR("a|b/c|d"), '|', MA_STR("d")));
	assert_false(ma_str_lists(MA_STR("a|b/c|d"), '|', MA_STR("b")));
	assert_false(ma_str_lists(MA_STR("a|b/c|d"), '|', MA_STR("a|b/c")));
	assert_false(ma_str_lists(MA_STR(""), '|', MA_STR("")));
}

static void lines_end_in_lf_or_crlf(void **state)
{
	struct ma_str rest = MA_STR("a\r\n\nb\rc\nlast"), line;

	MA_UNUSED(state);
	assert_true(ma_str_line(&rest, &line) && ma_str_is(line, "a"));
	assert_true(ma_str_line(&rest, &line) && ma_str_is(line, ""));
	assert_true(ma_str_line(&rest, &line) && ma_str_is(line, "b\rc"));
	assert_true(ma_str_line(&rest, &line) && ma_str_is(line, "last"));
	assert_false(ma_str_line(&rest, &line));
}

static void whole_numbers_are_read_in_their_range(void **state)
{
	uint64_t u = 0;
	int64_t i = 0;

	MA_UNUSED(state);
	assert_true(ma_str_to_u64(MA_STR("18446744073709551615"), &u) && u == UINT64_MAX);
	assert_true(ma_str_to_u64(MA_STR("007"), &u) && u == 7);
	assert_true(ma_str_to_i64(MA_STR("9223372036854775807"), &i) && i == INT64_MAX);
	assert_true(ma_str_to_i64(MA_STR("-9223372036854775808"), &i) && i == INT64_MIN);
	assert_true(ma_str_to_i64(MA_STR("-0"), &i) && i == 0);
}

static void what_is_no_whole_number_is_refused(void **state)
{
	static const char *const texts[] = { "", "-", "+1", " 1", "1 ", "1.0", "0x1", "1e3", "--1",
		"18446744073709551616", "99999999999999999999999" };
	uint64_t u = 5;
	int64_t i = 5;
	size_t k;

	MA_UNUSED(state);
	for (k = 0; k < MA_COUNT(texts); k++)
		if (ma_str_to_u64(ma_str(texts[k]), &u) || ma_str_to_i64(ma_str(texts[k]), &i))
			fail_msg("read: \"%s\"", texts[k]);
	assert_false(ma_str_to_u64(MA_STR("-1"), &u));
	assert_false(ma_str_to_i64(MA_STR("9223372036854775808"), &i));
	assert_false(ma_str_to_i64(MA_STR("-9223372036854775809"), &i));
	assert_int_equal(u, 5);
	assert_int_equal(i, 5);
}

static void reals_are_read(void **state)
{
	double v = 0;

	MA_UNUSED(state);
	assert_true(ma_str_to_double(MA_STR("1.5"), &v) && fabs(v - 1.5) < 1e-12);
	assert_true(ma_str_to_double(MA_STR("-2e3"), &v) && fabs(v + 2000) < 1e-9);
	assert_true(ma_str_to_double(MA_STR(".5"), &v) && fabs(v - 0.5) < 1e-12);
	assert_true(ma_str_to_double(MA_STR("5e-324"), &v) && v > 0);
	assert_true(ma_str_to_double(MA_STR("1e-400"), &v) && v < 1e-300);
}

static void what_is_no_decimal_number_is_refused(void **state)
{
	static const char *const texts[] = { "", " 1", "1 ", "1x", "inf", "nan", "0x10", "1e999",
		"-1e999", "+1", ".", "e5", "1,5", "1e", "--1",
		"0000000000000000000000000000000000000000000000000000000000000001" };
	double v = 5;
	size_t k;

	MA_UNUSED(state);
	for (k = 0; k < MA_COUNT(texts); k++)
		if (ma_str_to_double(ma_str(texts[k]), &v))
			fail_msg("read: \"%s\"", texts[k]);
	assert_false(ma_str_to_double(MA_STR("1\0"
					     "2"),
		&v));
	assert_true(fabs(v - 5) < 1e-12);
}

static void every_code_point_is_read_back(void **state)
{
	uint32_t cp, got = 0;
	char b[4];
	size_t n;

	MA_UNUSED(state);
	for (cp = 0; cp < 0x110000; cp++) {
		n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
		b[0] = (char)(n == 1 ? cp : (0xf00U >> n & 0xffU) | cp >> 6 * (n - 1));
		b[n > 1 ? n - 1 : 3] = (char)(0x80 | (cp & 0x3f));
		if (n > 2)
			b[n - 2] = (char)(0x80 | (cp >> 6 & 0x3f));
		if (n > 3)
			b[1] = (char)(0x80 | (cp >> 12 & 0x3f));
		if (cp >= 0xd800 && cp < 0xe000) {
			if (ma_str_utf8_next(ma_str_n(b, n), &got) != 0)
				fail_msg("surrogate %x was read", (unsigned)cp);
		} else if (ma_str_utf8_next(ma_str_n(b, n), &got) != n || got != cp) {
			fail_msg("code point %x was read as %x", (unsigned)cp, (unsigned)got);
		}
	}
}

static void what_is_not_utf8_is_refused(void **state)
{
	static const char *const texts[] = { "\x80", "\xbf", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf",
		"\xf0\x80\x80\xaf", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80", "\xff", "\xe2\x82", "\xf0\x9f\x98", "\xc3(", "a\xe2\x28\xa1" };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(texts); i++)
		if (ma_str_utf8(ma_str(texts[i])))
			fail_msg("text %zu was taken for UTF-8", i);
	assert_true(ma_str_utf8(MA_STR("a\0\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80")));
	assert_true(ma_str_utf8(none));
}

static void the_hash_is_fnv_1a(void **state)
{
	MA_UNUSED(state);
	assert_true(ma_str_hash(none) == 0xcbf29ce484222325U);
	assert_true(ma_str_hash(MA_STR("a")) == 0xaf63dc4c8601ec8cU);
	assert_true(ma_str_hash(MA_STR("foobar")) == 0x85944171f73967e8U);
}

static void text_is_utf8_without_nul(void **state)
{
	MA_UNUSED(state);
	assert_true(ma_str_is_text(MA_STR("")));
	assert_true(ma_str_is_text(MA_STR("h\xc3\xa9\n")));
	assert_false(ma_str_is_text(MA_STR("a\0b")));
	assert_false(ma_str_is_text(MA_STR("\xff")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_utf8_without_nul),
		cmocka_unit_test(texts_are_compared_by_their_bytes),
		cmocka_unit_test(case_is_ignored_in_ascii_alone),
		cmocka_unit_test(words_are_found_in_lists),
		cmocka_unit_test(starts_and_ends_are_found),
		cmocka_unit_test(a_needle_is_found_at_its_first_place),
		cmocka_unit_test(blanks_at_both_ends_are_trimmed),
		cmocka_unit_test(the_rest_begins_where_asked_or_at_the_end),
		cmocka_unit_test(a_text_is_cut_at_each_separator),
		cmocka_unit_test(a_list_has_whole_items_alone),
		cmocka_unit_test(lines_end_in_lf_or_crlf),
		cmocka_unit_test(whole_numbers_are_read_in_their_range),
		cmocka_unit_test(what_is_no_whole_number_is_refused),
		cmocka_unit_test(reals_are_read),
		cmocka_unit_test(what_is_no_decimal_number_is_refused),
		cmocka_unit_test(every_code_point_is_read_back),
		cmocka_unit_test(what_is_not_utf8_is_refused),
		cmocka_unit_test(the_hash_is_fnv_1a),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "codec/schema_regex.h"

#include "base/limits.h"
#include "support/torture.h"

static struct ma_regex *compiled(const char *pattern)
{
	struct ma_regex *regex = NULL;
	ma_err err = { .code = MA_OK };

	if (ma_regex_new(ma_str(pattern), &regex, &err))
		fail_msg("%s: %s", pattern, err.msg);
	return regex;
}

static void check(const char *pattern, const char *text, bool want)
{
	struct ma_regex *regex = compiled(pattern);
	struct ma_regex_scratch scratch = { NULL };
	bool matches = !want;

	assert_int_equal(
		ma_regex_match(regex, &scratch, ma_str(text), MA_REGEX_USUAL, &matches), MA_OK);
	if (matches != want)
		fail_msg("%s %s %s", pattern, want ? "does not match" : "matches", text);
	ma_regex_scratch_done(&scratch);
	ma_regex_free(regex);
}

static void refused(const char *pattern, const char *begins)
{
	struct ma_regex *regex = NULL;
	ma_err err = { .code = MA_OK };

	if (ma_regex_new(ma_str(pattern), &regex, &err) != MA_EINVALID ||
		!ma_str_starts(ma_str(err.msg), begins))
		fail_msg("%s: \"%s\", wanted \"%s\"", pattern, err.msg, begins);
}

static void a_pattern_is_searched_for_anywhere(void **state)
{
	MA_UNUSED(state);
	check("b", "abc", true);
	check("^b", "abc", false);
	check("", "", true);
	check("^a$", "a\n", false);
}

static void classes_are_those_of_ecma(void **state)
{
	MA_UNUSED(state);
	check("^\\d$", "\xdf\x80", false); /* U+07C0, a digit elsewhere */
	check("^\\w$", "\xc3\xa9", false);
	check("^\\s$", "\xef\xbb\xbf", true);
	check("^\\S$", "\xe2\x80\xa8", false);
	check("^[\\s-z]$", "-", true);
	check("^[a-\\d]$", "b", false);
	check("^.$", "\xe2\x80\xa8", false);
	check("^.$", "\xf0\x9f\x98\x80", true);
	check("^[^]$", "\n", true);
	check("[]", "a", false);
	check("^[\\b]$", "\b", true);
	check("^[[:alpha:]]$", "a]", true);
	check("^\\v$", "\n", false);
	check("^\\cA$", "\x01", true);
	check("^[\\u{1F600}-\\u{1F64F}]$", "\xf0\x9f\x98\x80", true);
	check("^\\ud83d\\ude00$", "\xf0\x9f\x98\x80", true);
	check("^\\p{Letter}\\p{Script=Greek}$", "\xc3\xa9\xce\xb1", true);
	check("^\\P{L}$", "1", true);
}

static void groups_and_references_are_those_of_ecma(void **state)
{
	MA_UNUSED(state);
	check("^(?:(a)|b)\\1$", "b",
		true); /* a group that is not set matches nothing, and so everywhere */
	check("^(?<x>a)\\k<x>$", "aa", true);
	check("^(?=a)\\w$", "a", true);
	check("(?<!a)b", "ab", false);
	check("^a{2,3}?$", "aaa", true);
	check("^{a}$", "{a}", true);
	check("^a{,2}$", "a{,2}", true);
	check("^\\/\\-\\@$", "/-@", true);
}

static void what_only_pcre_knows_is_refused(void **state)
{
	static const char *const patterns[] = { "(?i)a", "(?#x)", "(?>a)", "(?R)", "(?P<n>a)",
		"(*FAIL)", "(?(1)a)", "a++", "a**", "\\A", "\\Z", "\\K", "\\R", "\\Qa\\E", "\\G",
		"\\h", "\\07", "\\2(a)", "(?C1)", "(?|a)", "\\g{1}", "\\N", "\\C", "(?<1a>x)" };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(patterns); i++)
		refused(patterns[i], "this pattern is none of ECMA-262's: ");
}

static void a_broken_pattern_is_refused(void **state)
{
	MA_UNUSED(state);
	refused("(a", "this pattern is none of ECMA-262's: a '(' without its ')'");
	refused("a)", "this pattern is none of ECMA-262's: a ')' without its '('");
	refused("[a", "this pattern is none of ECMA-262's: a '[' without its ']'");
	refused("[b-a]", "this pattern is none of ECMA-262's: a range that runs backwards");
	refused("a{2,1}", "this pattern is none of ECMA-262's: a quantifier that runs backwards");
	refused("*a", "this pattern is none of ECMA-262's: nothing to repeat");
	refused("a\\", "this pattern is none of ECMA-262's: a backslash at the end");
	refused("\\u12", "this pattern is none of ECMA-262's: four hexadecimal digits");
	refused("(?<=a+)b", "this pattern cannot be used: ");
	refused("\\k<x>", "this pattern cannot be used: ");
}

static void a_thousand_groups_do_not_touch_the_stack(void **state)
{
	struct ma_buf pattern = MA_BUF_INIT(MA_MIB);
	int i;

	MA_UNUSED(state);
	for (i = 0; i < 5000; i++)
		ma_buf_addc(&pattern, '(');
	refused(pattern.p, "this pattern is none of ECMA-262's: groups nest too deep");
	ma_buf_done(&pattern);
}

static void a_pattern_that_explodes_is_stopped(void **state)
{
	static const char *const patterns[] = { "^(a+)+$", "^(a|aa)+$", "(a*)*b",
		"^(([a-z])+.)+[A-Z]([a-z])+$" };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(patterns); i++) {
		struct ma_regex *regex = compiled(patterns[i]);
		struct ma_regex_scratch scratch = { NULL };
		bool matches = false;

		if (ma_regex_match(regex, &scratch,
			    MA_STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"), 100000,
			    &matches) != MA_ELIMIT)
			assert_false(matches); /* it may be seen through without a try */
		ma_regex_scratch_done(&scratch);
		ma_regex_free(regex);
	}
}

static ma_rc compile_and_match(void *data, ma_err *err)
{
	struct ma_regex_scratch scratch = { NULL };
	struct ma_regex *regex = NULL;
	bool matches = false;
	ma_rc rc = ma_regex_new(ma_str(data), &regex, err);

	if (!rc) {
		rc = ma_regex_match(
			regex, &scratch, MA_STR("xxabcabc"), 2 * MA_REGEX_USUAL, &matches);
		if (rc == MA_ENOMEM)
			rc = ma_fail_nomem(err);
	}
	ma_regex_scratch_done(&scratch);
	ma_regex_free(regex);
	return rc;
}

static void a_pattern_survives_every_failed_allocation(void **state)
{
	char pattern[] = "^x+(?<n>[a-c]+)\\k<n>?$";

	MA_UNUSED(state);
	torture(compile_and_match, pattern);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pattern_is_searched_for_anywhere),
		cmocka_unit_test(classes_are_those_of_ecma),
		cmocka_unit_test(groups_and_references_are_those_of_ecma),
		cmocka_unit_test(what_only_pcre_knows_is_refused),
		cmocka_unit_test(a_broken_pattern_is_refused),
		cmocka_unit_test(a_thousand_groups_do_not_touch_the_stack),
		cmocka_unit_test(a_pattern_that_explodes_is_stopped),
		cmocka_unit_test(a_pattern_survives_every_failed_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

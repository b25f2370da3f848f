/* Edits: where hunks are placed, what they become, and what refuses them; the corpus has the rest. */
#include "codec/edit.h"

#include "base/limits.h"
#include "support/torture.h"

struct result {
	struct ma_buf text, problems;
	size_t refused;
};

static ma_rc apply(struct ma_str base, struct ma_str edits, struct result *r, ma_err *err)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	struct ma_hunks hunks = { .v = NULL };
	const struct ma_hunk **v;
	ma_rc rc = ma_edit_read(edits, MA_STR("a.ts"), &arena, &hunks, err);
	size_t i;

	r->refused = 0;
	if (!rc && hunks.fault)
		rc = ma_fail(err, MA_EINVALID, "%s", hunks.fault);
	v = rc ? NULL : ma_arena_new_n(&arena, const struct ma_hunk *, hunks.n);
	for (i = 0; v && i < hunks.n; i++)
		v[i] = &hunks.v[i];
	if (!rc)
		rc = v ? ma_edit_apply((struct ma_edit_base){ base, true }, MA_STR("a.ts"), v,
				 hunks.n, &r->text, &r->problems, &r->refused, err)
		       : ma_fail_nomem(err);
	ma_arena_done(&arena);
	return rc;
}

#define RESULT_INIT                                                \
	{                                                          \
		MA_BUF_INIT(MA_LIMIT_FILE), MA_BUF_INIT(MA_MIB), 0 \
	}

static void result_done(struct result *r)
{
	ma_buf_done(&r->text);
	ma_buf_done(&r->problems);
}

static void gives(const char *base, const char *edits, const char *want)
{
	struct result r = RESULT_INIT;
	ma_err err = { MA_OK, 0, "" };

	if (apply(ma_str(base), ma_str(edits), &r, &err))
		fail_msg("%s", err.msg);
	if (r.refused > 0 || !ma_str_is(ma_buf_str(&r.text), want))
		fail_msg("--- gave\n%s%s\n--- wanted\n%s", r.text.p ? r.text.p : "",
			r.problems.p ? r.problems.p : "", want);
	result_done(&r);
}

static void refuses(const char *base, const char *edits, const char *why)
{
	struct result r = RESULT_INIT;
	ma_err err = { MA_OK, 0, "" };

	if (apply(ma_str(base), ma_str(edits), &r, &err))
		fail_msg("%s", err.msg);
	if (r.refused == 0 || ma_str_find(ma_buf_str(&r.problems), ma_str(why)) < 0)
		fail_msg("--- gave\n%s\n--- wanted\n%s", r.problems.p ? r.problems.p : r.text.p,
			why);
	assert_int_equal(r.text.n, 0);
	result_done(&r);
}

static void cannot_be_read(const char *edits, const char *why)
{
	struct result r = RESULT_INIT;
	ma_err err = { MA_OK, 0, "" };

	assert_int_equal(apply(MA_STR("x\n"), ma_str(edits), &r, &err), MA_EINVALID);
	assert_string_equal(err.msg, why);
	result_done(&r);
}

#define HUNK(old, new) "<<<<<<< SEARCH\n" old "=======\n" new ">>>>>>> REPLACE\n"

static void each_rung_finds_what_the_one_before_does_not(void **state)
{
	MA_UNUSED(state);
	gives("a\nb\nc\n", HUNK("b\n", "B\n"), "a\nB\nc\n");
	gives("a\nb  \nc\n", HUNK("b\n", "B\n"), "a\nB\nc\n");
	gives("a\n  b\nc\n", HUNK("b\n", "B\n  D\n"), "a\n  B\n    D\nc\n");
	gives("a\n\xe2\x80\x9c"
	      "b\xe2\x80\x9d\nc\n",
		HUNK("\"b\"\n", "B\n"), "a\nB\nc\n");
	gives("const theTotal = sumOfAllItems(items, taxes);\n",
		HUNK("const theTotal = sumOfAllItms(items, taxes);\n", "x\n"), "x\n");
}

static void a_stricter_rung_decides_where_a_looser_one_could_not(void **state)
{
	MA_UNUSED(state);
	gives("  b\nb\n", HUNK("b\n", "B\n"), "  b\nB\n");
	refuses("b\nb\n", HUNK("b\n", "B\n"), "more than once");
	refuses("  b\n\tb\n", HUNK("b\n", "B\n"), "(2 times)");
}

static void what_is_quoted_nearly_is_not_taken_where_more_than_letters_differ(void **state)
{
	MA_UNUSED(state);
	refuses("import { thing1 } from './some/where/thing1.js';\n",
		HUNK("import { thing2 } from './some/where/thing2.js';\n", "x\n"), "did you mean");
	refuses("const result = computeTheValue(first - second);\n",
		HUNK("const result = computeTheValue(first + second);\n", "x\n"), "did you mean");
	refuses("let x = 1;\n", HUNK("let y = 1;\n", "x\n"), "not in the file");
}

static void lines_that_stay_keep_the_spelling_of_the_file(void **state)
{
	MA_UNUSED(state);
	gives("a  \nb\n", HUNK("a\nb\n", "a\nc\n"), "a  \nc\n");
	gives("it\xe2\x80\x99s\nb\n", HUNK("it's\nb\n", "it's\nc\n"), "it\xe2\x80\x99s\nc\n");
	gives("a\r\nb\r\n", HUNK("b\n", "c\nd\n"), "a\r\nc\r\nd\r\n");
}

static void all_hunks_of_a_file_are_applied_or_none(void **state)
{
	MA_UNUSED(state);
	gives("a\nb\nc\n", HUNK("c\n", "C\n") HUNK("a\n", "A\n"), "A\nb\nC\n");
	refuses("a\nb\nc\n", HUNK("c\n", "C\n") HUNK("x\n", "X\n"),
		"edit 2 of 2 quotes lines that are not in the file");
	refuses("a\nb\nc\n", HUNK("b\nc\n", "X\n") HUNK("a\nb\n", "Y\n"),
		"changes lines that another one changes");
}

static void hunks_may_quote_the_same_lines_around_what_they_change(void **state)
{
	MA_UNUSED(state);
	gives("a\nb\nc\n", HUNK("a\nb\n", "A\nb\n") HUNK("b\nc\n", "b\nC\n"), "A\nb\nC\n");
}

static void an_anchor_decides_between_places_that_are_alike(void **state)
{
	static const char base[] = "class A:\n    x\nclass B:\n    x\nclass C:\n    x\n";

	MA_UNUSED(state);
	gives(base, "@@ class B:\n-    x\n+    y\n",
		"class A:\n    x\nclass B:\n    y\nclass C:\n    x\n");
	refuses(base, "@@\n-    x\n+    y\n", "3 times");
	refuses(base, "@@ class D:\n-    x\n+    y\n", "3 times");
	gives(base, "@@\n-    x\n+    y\n*** End of File\n",
		"class A:\n    x\nclass B:\n    x\nclass C:\n    y\n");
	gives(base, "@@ class A:\n+    w\n",
		"class A:\n    w\n    x\nclass B:\n    x\nclass C:\n    x\n");
}

static void new_lines_that_would_have_to_go_left_of_the_margin_are_refused(void **state)
{
	MA_UNUSED(state);
	refuses("a:\nb\n", HUNK("  b\n", "c\n"), "indented less");
}

static void texts_that_are_no_edits_are_told_apart(void **state)
{
	MA_UNUSED(state);
	cannot_be_read("just text\n", "holds no edit that can be read");
	cannot_be_read("<<<<<<< SEARCH\nx\n=======\ny\n", "has a hunk without end");
	cannot_be_read("<<<<<<< SEARCH\nx\n>>>>>>> REPLACE\n", "has a SEARCH without =======");
	cannot_be_read(HUNK("x\n", "// ... existing code ...\n"),
		"leaves a part out (\"... rest unchanged\")");
	cannot_be_read(
		"@@\n-x\n+y\nprose\n", "has a line that begins with neither a blank nor + nor -");
}

static void add_lines(struct ma_buf *out, size_t n, const char *fmt)
{
	size_t i;

	for (i = 0; i < n; i++)
		ma_buf_addf(out, fmt, i);
}

/* One MiB of lines that are all the same, and 1,000 hunks of them: refused, soon. */
static void a_hostile_file_and_hostile_hunks_end(void **state)
{
	struct ma_buf base = MA_BUF_INIT(2 * MA_MIB), edits = MA_BUF_INIT(4 * MA_MIB);
	struct result r = RESULT_INIT;
	ma_err err = { MA_OK, 0, "" };

	MA_UNUSED(state);
	while (base.n < MA_MIB)
		ma_buf_adds(&base, "x\n");
	add_lines(&edits, 1000, HUNK("x\nx\nx\nx\nx\nx\nx\nx\ny\n", "%zu\n"));
	assert_int_equal(apply(ma_buf_str(&base), ma_buf_str(&edits), &r, &err), MA_OK);
	assert_int_equal(r.refused, 1000);
	ma_buf_done(&base);
	ma_buf_done(&edits);
	result_done(&r);
}

static void a_thousand_hunks_of_a_long_file_are_all_applied(void **state)
{
	struct ma_buf base = MA_BUF_INIT(2 * MA_MIB), edits = MA_BUF_INIT(4 * MA_MIB);
	struct result r = RESULT_INIT;
	ma_err err = { MA_OK, 0, "" };
	size_t i;

	MA_UNUSED(state);
	add_lines(&base, 40000, "  const value_%zu = compute();\n");
	for (i = 0; i < 1000; i++)
		ma_buf_addf(&edits,
			HUNK("const value_%zu = compute();\n", "const other_%zu = compute();\n"),
			i * 40, i);
	assert_int_equal(apply(ma_buf_str(&base), ma_buf_str(&edits), &r, &err), MA_OK);
	assert_int_equal(r.refused, 0);
	assert_true(
		ma_str_find(ma_buf_str(&r.text), MA_STR("  const other_999 = compute();\n")) > 0);
	ma_buf_done(&base);
	ma_buf_done(&edits);
	result_done(&r);
}

static ma_rc apply_once(void *data, ma_err *err)
{
	struct result r = RESULT_INIT;
	ma_rc rc = apply(MA_STR("a\nb\nc\nd\nlet aLongLineOfTextThatIsQuotedNearly;\n"),
		ma_str(data), &r, err);

	if (!rc)
		assert_int_equal(r.refused, 1);
	result_done(&r);
	return rc;
}

static void every_failed_allocation_is_reported(void **state)
{
	static char edits[] = HUNK("a\nb\n", "A\nb\nB\n") HUNK("c\nd\n", "d\nc\n")
		HUNK("q\n", "r\n");

	MA_UNUSED(state);
	torture(apply_once, edits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rung_finds_what_the_one_before_does_not),
		cmocka_unit_test(a_stricter_rung_decides_where_a_looser_one_could_not),
		cmocka_unit_test(what_is_quoted_nearly_is_not_taken_where_more_than_letters_differ),
		cmocka_unit_test(lines_that_stay_keep_the_spelling_of_the_file),
		cmocka_unit_test(all_hunks_of_a_file_are_applied_or_none),
		cmocka_unit_test(hunks_may_quote_the_same_lines_around_what_they_change),
		cmocka_unit_test(an_anchor_decides_between_places_that_are_alike),
		cmocka_unit_test(new_lines_that_would_have_to_go_left_of_the_margin_are_refused),
		cmocka_unit_test(texts_that_are_no_edits_are_told_apart),
		cmocka_unit_test(a_hostile_file_and_hostile_hunks_end),
		cmocka_unit_test(a_thousand_hunks_of_a_long_file_are_all_applied),
		cmocka_unit_test(every_failed_allocation_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "codec/elision.h"

#include "base/buf.h"
#include "support/torture.h"

static bool found_in(const char *line, const char *path)
{
	struct ma_buf text = MA_BUF_INIT(1000);
	bool found;

	ma_buf_addf(&text, "first line\n%s\nlast line\n", line);
	found = ma_elision_found(ma_buf_str(&text), ma_str(path));
	ma_buf_done(&text);
	return found;
}

static void what_models_write_for_left_out_code_is_found(void **state)
{
	static const char *const lines[] = { "// ... rest of the file unchanged",
		"  // ... existing code ...", "// rest of the code remains the same",
		"# ... rest of the code", "/* ... */", "/* ... rest of the styles ... */",
		"<!-- ... rest of the file ... -->", "{/* ... existing code ... */}", "...",
		"// ...", "\xe2\x80\xa6", "// \xe2\x80\xa6 remaining handlers \xe2\x80\xa6",
		"// existing code", "// Existing code here...", "-- ... same as before",
		"... rest of the file ...", "// ... other routes unchanged",
		"// rest of the implementation...", "[... rest of the file unchanged ...]",
		"// ...keep the existing imports", "// The rest of the file is unchanged" };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(lines); i++)
		if (!found_in(lines[i], "src/app.ts"))
			fail_msg("not found: %s", lines[i]);
}

static void ordinary_code_is_left_alone(void **state)
{
	static const char *const lines[] = { "...rest,", "  ...existing,", "return { ...rest };",
		"function f(...rest) {", "// wait for more data...", "// Loading existing items...",
		"// rest of the code path handles errors", "// existing users keep their password",
		"// keep as is", "const dots = '...';", "* Same as before.", "", "// unchanged",
		"#", "--", "// the same", "console.log('... rest of the file unchanged');",
		"...(a ? b : c),", "}, ...", "// other" };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(lines); i++)
		if (found_in(lines[i], "src/app.ts"))
			fail_msg("taken for a marker: %s", lines[i]);
}

static void code_that_a_comment_shows_may_have_dots(void **state)
{
	MA_UNUSED(state);
	assert_false(
		found_in("/*\n * Use it so:\n *   open();\n *   ...\n *   close();\n */", "a.h"));
	assert_false(found_in("// for {\n//\t...\n// }\nx()", "a.go"));
	assert_false(found_in("# with x:\n#     ...\n#\ny()", "a.py"));
	/* Not indented in it, or not between its lines, it may stand for the file's own. */
	assert_true(found_in("// a\n// ...\n// b", "a.ts"));
	assert_true(found_in("/**\n *   ...\n */", "a.ts"));
	assert_true(found_in("a();\n//   ...\nb();", "a.ts"));
	assert_true(found_in("// a\n//   ...\nb();", "a.ts"));
	assert_true(found_in("//\n//   ...\n//", "a.ts"));
	assert_true(found_in("// a\n//   ... rest of the code\n// b", "a.ts"));
	assert_true(found_in("// a\n//   ...\n// b\n// ... existing code ...", "a.ts"));
}

static void three_dots_are_python_and_yaml(void **state)
{
	MA_UNUSED(state);
	assert_false(found_in("    ...", "app/types.py"));
	assert_false(found_in("...", "stubs/x.pyi"));
	assert_false(found_in("...", "docs.yaml"));
	assert_true(found_in("# ...", "app/types.py"));
	assert_true(found_in("# ... rest of the code", "app/types.py"));
}

static void prose_may_speak_of_the_rest(void **state)
{
	MA_UNUSED(state);
	assert_false(found_in("...", "README.md"));
	assert_false(found_in("# Existing code", "README.md"));
	assert_false(found_in("# ...", "README.md"));
	assert_true(found_in("<!-- ... rest of the README unchanged ... -->", "README.md"));
}

static void a_marker_is_found_at_both_ends_of_a_text_and_with_crlf(void **state)
{
	MA_UNUSED(state);
	assert_true(ma_elision_found(MA_STR("// ... existing code ...\r\nx\r\n"), MA_STR("a.ts")));
	assert_true(ma_elision_found(MA_STR("x\n// ... existing code ..."), MA_STR("a.ts")));
	assert_false(ma_elision_found(MA_STR(""), MA_STR("a.ts")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_models_write_for_left_out_code_is_found),
		cmocka_unit_test(ordinary_code_is_left_alone),
		cmocka_unit_test(code_that_a_comment_shows_may_have_dots),
		cmocka_unit_test(three_dots_are_python_and_yaml),
		cmocka_unit_test(prose_may_speak_of_the_rest),
		cmocka_unit_test(a_marker_is_found_at_both_ends_of_a_text_and_with_crlf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

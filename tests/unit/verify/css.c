#include "verify/css.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"

static void on_found(void *data, enum ma_html_found what, int64_t line, struct ma_str text)
{
	assert_int_equal(what, MA_HTML_LOADS);
	ma_buf_addf(data, "%ld " MA_STR_FMT "\n", (long)line, MA_STR_ARG(text));
}

/* "line address" each. */
static void assert_found(const char *css, const char *expected)
{
	struct ma_buf found = MA_BUF_INIT(1 << 16);

	ma_buf_add(&found, "", 0);
	ma_css_read(ma_str(css), 1, on_found, &found);
	assert_string_equal(found.p, expected);
	ma_buf_done(&found);
}

static void addresses_are_found_with_their_lines(void **state)
{
	(void)state;
	assert_found(
		"@import 'a.css';\n@IMPORT url(b.css) print;\nb{x:url(c.png),\nurl( \"d e.png\" )}",
		"1 a.css\n2 b.css\n3 c.png\n4 d e.png\n");
}

static void comments_strings_and_places_name_nothing(void **state)
{
	(void)state;
	assert_found(
		"/* url(a) */ b::after { content: 'url(b)' \"\\\"url(c)\" } i { mask: url(#m) } u { x: url() }",
		"");
}

static void what_does_not_end_is_read_to_its_end(void **state)
{
	(void)state;
	assert_found("/* url(a)", "");
	assert_found("a { x: url(b", "1 b\n");
	assert_found("'", "");
	assert_found("@import", "");
	assert_found("@import '", "");
	assert_found("'\\", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_found_with_their_lines),
		cmocka_unit_test(comments_strings_and_places_name_nothing),
		cmocka_unit_test(what_does_not_end_is_read_to_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

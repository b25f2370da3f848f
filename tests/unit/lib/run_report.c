#include "lib/run_report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/limits.h"
#include "codec/json.h"

static void text_is_no_markup(void **state)
{
	struct ma_buf b = MA_BUF_INIT(MA_MIB);

	(void)state;
	ma_run_report_text(&b,
		MA_STR("a\n# VERIFIED | x\r\n<b>[l](http://x)`c` \x1b[31m\xff \xe2\x80\xae&amp;"));
	assert_string_equal(b.p,
		"a \\# VERIFIED \\| x \\<b\\>\\[l\\](http\\://x)\\`c\\` \\\\x1b\\[31m\\\\xff "
		"\\\\u202e\\&amp;");
	ma_buf_done(&b);
}

/* Whoever writes what a run reports cannot add a line to the report, let alone a heading. */
static void nothing_from_outside_adds_a_line(void **state)
{
#define EVIL "x\\n# verified\\n\\n| a | b |\\r- y"
#define RUN(text)                                                                        \
	"{\"verdict\":\"failed\",\"reason\":\"" text "\",\"prompt\":\"" text             \
	"\",\"run\":\"r\",\"commit\":\"c\","                                             \
	"\"sandbox\":\"" text "\",\"provider\":\"" text                                  \
	"\",\"cost_usd\":null,\"checks\":[{\"phase\":\"" text "\",\"package\":\"" text   \
	"\",\"command\":\"" text "\",\"state\":\"skipped\",\"why\":\"" text              \
	"\",\"faults\":[{\"path\":\"" text "\",\"line\":1,\"message\":\"" text "\"}]}]," \
	"\"work\":[{\"task\":\"" text "\",\"agent\":\"" text                             \
	"\",\"state\":\"failed\",\"message\":\"" text "\"}]}"
	struct ma_buf plain = MA_BUF_INIT(MA_MIB), evil = MA_BUF_INIT(MA_MIB);
	json_t *a = NULL, *b = NULL;
	struct ma_str rest, line;
	size_t lines = 0, evil_lines = 0;
	ma_err err;

	(void)state;
	assert_int_equal(ma_json_parse(MA_STR(RUN("x")), "a", &a, &err), MA_OK);
	assert_int_equal(ma_json_parse(MA_STR(RUN(EVIL)), "b", &b, &err), MA_OK);
	ma_run_report(a, &plain);
	ma_run_report(b, &evil);
	for (rest = ma_buf_str(&plain); ma_str_line(&rest, &line); lines++)
		;
	for (rest = ma_buf_str(&evil); ma_str_line(&rest, &line); evil_lines++)
		;
	assert_int_equal(evil_lines, lines);
	assert_non_null(strstr(plain.p, "## Not verified\n\n- x in x: x\n"));
	assert_non_null(strstr(plain.p, "- Cost: not known"));
	assert_true(ma_str_starts(ma_buf_str(&evil), "# failed\n\nx \\# verified "));
	json_decref(a);
	json_decref(b);
	ma_buf_done(&plain);
	ma_buf_done(&evil);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_no_markup),
		cmocka_unit_test(nothing_from_outside_adds_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

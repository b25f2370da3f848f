#include "cli/words.h"

#include <stdarg.h>
#include <setjmp.h>

#include <cmocka.h>

#include "cli/table.h"
#include "cli/width.h"

/* What `buf` holds is `text`; empties it. */
static void expect(struct ma_buf *buf, const char *text)
{
	assert_string_equal(buf->p, text);
	ma_buf_done(buf);
}

static void times_have_the_unit_that_is_read_at_a_glance(void **state)
{
	static const struct {
		int64_t ms;
		const char *text;
	} cases[] = {
		{ -5, "0.00 s" },
		{ 0, "0.00 s" },
		{ 42, "0.04 s" },
		{ 994, "0.99 s" },
		{ 995, "1.0 s" },
		{ 59949, "59.9 s" },
		{ 59950, "1 min 00 s" },
		{ 125000, "2 min 05 s" },
		{ 3599999, "1 h 00 min" },
		{ 3725000, "1 h 02 min" },
	};
	struct ma_buf b = MA_BUF_INIT(256);
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		words_took(&b, cases[i].ms);
		expect(&b, cases[i].text);
	}
}

static void counts_are_grouped(void **state)
{
	struct ma_buf b = MA_BUF_INIT(256);

	(void)state;
	words_count(&b, 0);
	ma_buf_addc(&b, ' ');
	words_count(&b, 999);
	ma_buf_addc(&b, ' ');
	words_count(&b, 1234567);
	ma_buf_addc(&b, ' ');
	words_count(&b, -123456);
	expect(&b, "0 999 1,234,567 -123,456");
}

static void a_cost_never_reads_as_nothing(void **state)
{
	struct ma_buf b = MA_BUF_INIT(256);

	(void)state;
	words_money(&b, 0);
	ma_buf_addc(&b, ' ');
	words_money(&b, 0.0000004);
	ma_buf_addc(&b, ' ');
	words_money(&b, 0.0421);
	ma_buf_addc(&b, ' ');
	words_money(&b, 12.345);
	expect(&b, "$0.00 $0.0001 $0.0421 $12.35");
}

static void words_for_a_shell_are_quoted_where_they_have_to_be(void **state)
{
	struct ma_buf b = MA_BUF_INIT(256);

	(void)state;
	words_shell(&b, "out/todo");
	ma_buf_addc(&b, ' ');
	words_shell(&b, "my app");
	ma_buf_addc(&b, ' ');
	words_shell(&b, "it's");
	ma_buf_addc(&b, ' ');
	words_shell(&b, "");
	ma_buf_addc(&b, ' ');
	words_shell(&b, "-");
	ma_buf_addc(&b, ' ');
	words_shell(&b, "-my app");
	expect(&b, "out/todo 'my app' 'it'\\''s' '' ./- ./'-my app'");
}

static void text_is_cut_by_columns(void **state)
{
	struct ma_buf b = MA_BUF_INIT(256);

	(void)state;
	width_init();
	assert_int_equal(width_of(MA_STR("日本e\u0301")), 5);
	assert_int_equal(
		width_add_cut(&b, MA_STR("日本語"), 4), 3); /* half a character is not written */
	ma_buf_addc(&b, '|');
	width_add_padded(&b, MA_STR("ab"), 4);
	ma_buf_addc(&b, '|');
	assert_int_equal(width_add_cut(&b, MA_STR("abc"), 0), 0);
	expect(&b, "日…|ab  |");
}

static void columns_are_as_wide_as_their_widest_cell(void **state)
{
	struct table t = TABLE_INIT(3);
	struct ma_buf b = MA_BUF_INIT(256);

	(void)state;
	width_init();
	table_add(&t, MA_STR("日本"));
	table_add(&t, MA_STR("a\nb"));
	table_add(&t, MA_STR(""));
	table_add(&t, MA_STR("c"));
	table_addf(&t, "%d", 1234);
	table_add(&t, MA_STR("\033[31m"));
	table_write(&t, 1, &b);
	expect(&b, " 日本  a b\n c     1234  \\x1b[31m\n");
}

static void a_line_is_broken_between_its_words(void **state)
{
	struct ma_buf b = MA_BUF_INIT(4096);
	char words[301] = "";
	size_t i;

	(void)state;
	for (i = 0; i < 60; i++)
		memcpy(words + 5 * i, "word ", 5);
	words_wrap(&b, ma_str_n(words, 299), 10);
	assert_int_equal(b.n, 299 + 3 * 10);
	assert_int_equal(ma_str_find(ma_buf_str(&b), MA_STR("\n")), 89);
	ma_buf_clear(&b);
	words_wrap(&b, MA_STR("one\ntwo"), 2);
	assert_string_equal(b.p, "one\n  two");
	ma_buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_have_the_unit_that_is_read_at_a_glance),
		cmocka_unit_test(counts_are_grouped),
		cmocka_unit_test(a_cost_never_reads_as_nothing),
		cmocka_unit_test(words_for_a_shell_are_quoted_where_they_have_to_be),
		cmocka_unit_test(text_is_cut_by_columns),
		cmocka_unit_test(columns_are_as_wide_as_their_widest_cell),
		cmocka_unit_test(a_line_is_broken_between_its_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

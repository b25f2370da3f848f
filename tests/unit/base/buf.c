#include "base/buf.h"

#include "support/torture.h"

static void appends_add_up(void **state)
{
	struct ma_buf b = MA_BUF_INIT(100);

	MA_UNUSED(state);
	ma_buf_adds(&b, "a");
	ma_buf_addc(&b, 'b');
	ma_buf_addv(&b, MA_STR("cd"));
	ma_buf_addf(&b, "%d%s", 5, "f");
	ma_buf_add(&b, "g\0h", 3);
	ma_buf_add(&b, NULL, 0);
	assert_int_equal(b.n, 9);
	assert_memory_equal(b.p, "abcd5fg\0h", 10);
	ma_buf_done(&b);
}

static void the_ceiling_may_be_reached_and_not_passed(void **state)
{
	struct ma_buf b = MA_BUF_INIT(5);
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	ma_buf_adds(&b, "12345");
	assert_int_equal(ma_buf_check(&b, &err), MA_OK);
	ma_buf_addc(&b, '6');
	assert_int_equal(ma_buf_check(&b, &err), MA_ELIMIT);
	assert_string_equal(err.msg, "more than 5 bytes");
	assert_true(ma_str_is(ma_buf_str(&b), "12345"));
	ma_buf_done(&b);
}

static void an_error_sticks(void **state)
{
	struct ma_buf b = MA_BUF_INIT(3);

	MA_UNUSED(state);
	ma_buf_adds(&b, "1234");
	ma_buf_adds(&b, "1");
	ma_buf_addf(&b, "%d", 1);
	assert_int_equal(b.n, 0);
	assert_null(ma_buf_room(&b, 1));
	assert_null(ma_buf_take(&b));
	assert_int_equal(b.rc, MA_ELIMIT);
	ma_buf_clear(&b);
	ma_buf_adds(&b, "1");
	assert_int_equal(b.rc, MA_OK);
	ma_buf_done(&b);
}

static void sizes_that_overflow_are_refused(void **state)
{
	struct ma_buf b = MA_BUF_INIT(SIZE_MAX);

	MA_UNUSED(state);
	ma_buf_addc(&b, 'x');
	assert_null(ma_buf_room(&b, SIZE_MAX - 1));
	assert_int_equal(b.rc, MA_ENOMEM);
	ma_buf_clear(&b);
	assert_null(ma_buf_room(&b, SIZE_MAX));
	ma_buf_done(&b);
}

static void room_can_be_filled_in_place(void **state)
{
	struct ma_buf b = MA_BUF_INIT(1000);
	char *to = ma_buf_room(&b, 600);

	MA_UNUSED(state);
	assert_non_null(to);
	memset(to, 'x', 600);
	ma_buf_grown(&b, 600);
	assert_int_equal(strlen(b.p), 600);
	ma_buf_done(&b);
}

static void an_empty_buffer_is_an_empty_string(void **state)
{
	struct ma_buf b = MA_BUF_INIT(0);
	char *taken;

	MA_UNUSED(state);
	assert_int_equal(ma_buf_str(&b).n, 0);
	assert_non_null(ma_buf_str(&b).p);
	taken = ma_buf_take(&b);
	assert_string_equal(taken, "");
	ma_free(taken);
}

static void taking_gives_the_bytes_and_leaves_it_empty(void **state)
{
	struct ma_buf b = MA_BUF_INIT(10);
	char *taken;

	MA_UNUSED(state);
	ma_buf_adds(&b, "abc");
	taken = ma_buf_take(&b);
	assert_string_equal(taken, "abc");
	assert_null(b.p);
	assert_int_equal(b.n, 0);
	ma_buf_adds(&b, "d");
	assert_string_equal(b.p, "d");
	ma_buf_done(&b);
	ma_free(taken);
}

static void clearing_keeps_the_memory(void **state)
{
	struct ma_buf b = MA_BUF_INIT(10);
	char *p;

	MA_UNUSED(state);
	ma_buf_adds(&b, "abc");
	p = b.p;
	ma_buf_clear(&b);
	assert_string_equal(b.p, "");
	ma_buf_adds(&b, "d");
	assert_ptr_equal(b.p, p);
	ma_buf_done(&b);
}

static void a_buffer_that_fits_goes_on_growing(void **state)
{
	struct ma_buf b = MA_BUF_INIT(1000);

	MA_UNUSED(state);
	ma_buf_fit(&b);
	assert_null(b.p);
	ma_buf_adds(&b, "abc");
	ma_buf_fit(&b);
	assert_int_equal(b.cap, 4);
	assert_string_equal(b.p, "abc");
	ma_buf_adds(&b, "de");
	assert_string_equal(b.p, "abcde");
	ma_buf_done(&b);
}

static void visible_is(struct ma_str text, const char *want)
{
	struct ma_buf b = MA_BUF_INIT(1000);

	ma_buf_add_visible(&b, text);
	assert_string_equal(ma_buf_str(&b).p, want);
	ma_buf_done(&b);
}

static void visible_text_passes_unchanged(void **state)
{
	MA_UNUSED(state);
	visible_is(MA_STR("a\tb\nh\xc3\xa9 \xf0\x9f\x98\x80 \\x"),
		"a\tb\nh\xc3\xa9 \xf0\x9f\x98\x80 \\x");
	visible_is(MA_STR("a\r\nb"), "a\nb");
	visible_is(ma_str(NULL), "");
}

static void hidden_characters_become_escapes(void **state)
{
	MA_UNUSED(state);
	visible_is(MA_STR("\x1b[31m\x07\0\x7f\rx"), "\\x1b[31m\\x07\\x00\\x7f\\x0dx");
	visible_is(MA_STR("\xc2\x9b\xe2\x80\xae\xe2\x80\x8b\xef\xbb\xbf\xc2\xad"),
		"\\x9b\\u202e\\u200b\\ufeff\\xad");
	visible_is(MA_STR("\xf3\xa0\x81\x81"), "\\ue0041");
}

static void bytes_that_are_no_text_become_escapes(void **state)
{
	MA_UNUSED(state);
	visible_is(MA_STR("a\xff\xc3(\xe2\x82"), "a\\xff\\xc3(\\xe2\\x82");
}

static ma_rc build(void *data, ma_err *err)
{
	struct ma_buf b = MA_BUF_INIT(10000);
	char *taken;
	ma_rc rc;
	int i;

	MA_UNUSED(data);
	for (i = 0; i < 100; i++)
		ma_buf_addf(&b, "line %d\n", i);
	rc = ma_buf_check(&b, err);
	taken = ma_buf_take(&b);
	assert_true((taken == NULL) == (rc != MA_OK));
	ma_free(taken);
	ma_buf_done(&b);
	return rc;
}

static void exhausted_memory_is_told_once(void **state)
{
	MA_UNUSED(state);
	torture(build, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(appends_add_up),
		cmocka_unit_test(the_ceiling_may_be_reached_and_not_passed),
		cmocka_unit_test(an_error_sticks),
		cmocka_unit_test(sizes_that_overflow_are_refused),
		cmocka_unit_test(room_can_be_filled_in_place),
		cmocka_unit_test(an_empty_buffer_is_an_empty_string),
		cmocka_unit_test(taking_gives_the_bytes_and_leaves_it_empty),
		cmocka_unit_test(clearing_keeps_the_memory),
		cmocka_unit_test(a_buffer_that_fits_goes_on_growing),
		cmocka_unit_test(visible_text_passes_unchanged),
		cmocka_unit_test(hidden_characters_become_escapes),
		cmocka_unit_test(bytes_that_are_no_text_become_escapes),
		cmocka_unit_test(exhausted_memory_is_told_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "base/base64.h"

#include "support/torture.h"

static const char *read_it(const char *text)
{
	static char bytes[128];
	size_t n;

	assert_true(MA_BASE64_BYTES(strlen(text)) < sizeof(bytes));
	if (!ma_base64_read(ma_str(text), bytes, &n))
		return "none";
	bytes[n] = '\0';
	return bytes;
}

static void letters_stand_for_bytes(void **state)
{
	MA_UNUSED(state);
	assert_string_equal(read_it(""), "");
	assert_string_equal(read_it("Zg=="), "f");
	assert_string_equal(read_it("Zm8="), "fo");
	assert_string_equal(read_it("Zm9v"), "foo");
	assert_string_equal(read_it("Zm9vYmFy"), "foobar");
	assert_string_equal(read_it("+/+/"), "\xfb\xff\xbf");
}

static void padding_may_be_left_out(void **state)
{
	MA_UNUSED(state);
	assert_string_equal(read_it("Zg"), "f");
	assert_string_equal(read_it("Zm8"), "fo");
}

static void what_is_none_is_refused(void **state)
{
	static const char *const others[] = { "Z", "Zm9vY", "Zg===", "=", "===", "Z=g=", "Zm9v\n",
		"Zm 8", "Zm8-", "Zm8_", "Zm\xc3\xa9", "!!" };
	size_t i, n;
	char bytes[8];

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(others); i++)
		if (strcmp(read_it(others[i]), "none") != 0)
			fail_msg("taken: %s", others[i]);
	assert_false(ma_base64_read(MA_STR("Zm\0v"), bytes, &n));
}

static void what_is_written_is_read_back(void **state)
{
	static const char bytes[] = "\0\xff a\n\x80~";
	struct ma_buf b = MA_BUF_INIT(64);
	char back[64];
	size_t i, n;

	MA_UNUSED(state);
	for (i = 0; i <= sizeof(bytes); i++) {
		ma_buf_clear(&b);
		ma_base64_add(&b, ma_str_n(bytes, i));
		assert_int_equal(b.n, (i + 2) / 3 * 4);
		assert_true(ma_base64_read(ma_buf_str(&b), back, &n));
		assert_int_equal(n, i);
		assert_memory_equal(back, bytes, i);
	}
	ma_buf_done(&b);
}

static void a_ceiling_is_told(void **state)
{
	struct ma_buf b = MA_BUF_INIT(3);

	MA_UNUSED(state);
	ma_base64_add(&b, MA_STR("foo"));
	assert_int_equal(b.rc, MA_ELIMIT);
	ma_buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_stand_for_bytes),
		cmocka_unit_test(padding_may_be_left_out),
		cmocka_unit_test(what_is_none_is_refused),
		cmocka_unit_test(what_is_written_is_read_back),
		cmocka_unit_test(a_ceiling_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "codec/pack.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "support/torture.h"

static void pack(const char *plain, struct ma_buf *out)
{
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_pack(ma_str(plain), out, &err), MA_OK);
}

static void assert_refused(struct ma_str frame, size_t size)
{
	ma_err err = { .code = MA_OK };
	char *out = NULL;

	assert_int_equal(ma_unpack(frame, size, &out, &err), MA_EINVALID);
	assert_null(out);
}

static void what_is_packed_is_smaller_and_comes_back(void **state)
{
	static const char text[] = "to be or not to be, to be or not to be, to be or not to be, to be";
	struct ma_buf frame = MA_BUF_INIT(MA_KIB);
	ma_err err = { .code = MA_OK };
	char *out = NULL;

	MA_UNUSED(state);
	pack(text, &frame);
	assert_true(frame.n < sizeof(text) - 1);
	assert_int_equal(ma_unpack(ma_buf_str(&frame), sizeof(text) - 1, &out, &err), MA_OK);
	assert_string_equal(out, text);
	ma_free(out);
	ma_buf_done(&frame);
}

static void nothing_is_packed_too(void **state)
{
	struct ma_buf frame = MA_BUF_INIT(MA_KIB);
	ma_err err = { .code = MA_OK };
	char *out = NULL;

	MA_UNUSED(state);
	pack("", &frame);
	assert_int_equal(ma_unpack(ma_buf_str(&frame), 0, &out, &err), MA_OK);
	assert_string_equal(out, "");
	ma_free(out);
	ma_buf_done(&frame);
}

static void a_frame_of_another_size_is_refused(void **state)
{
	struct ma_buf frame = MA_BUF_INIT(MA_KIB);

	MA_UNUSED(state);
	pack("twelve bytes", &frame);
	assert_refused(ma_buf_str(&frame), 11);
	assert_refused(ma_buf_str(&frame), 13);
	assert_refused(ma_buf_str(&frame), SIZE_MAX); /* what zstd calls a size that is not known */
	assert_refused(ma_buf_str(&frame), SIZE_MAX - 1); /* ... and what is no frame */
	ma_buf_done(&frame);
}

static void what_is_cut_changed_or_no_frame_is_refused(void **state)
{
	struct ma_buf frame = MA_BUF_INIT(MA_KIB);
	size_t n;

	MA_UNUSED(state);
	pack("twelve bytes", &frame);
	for (n = 0; n < frame.n; n++)
		assert_refused(ma_str_n(frame.p, n), 12);
	frame.p[0] ^= 1;
	assert_refused(ma_buf_str(&frame), 12);
	assert_refused(MA_STR(""), 0);
	ma_buf_done(&frame);
}

static void a_buffer_that_is_too_small_says_so(void **state)
{
	struct ma_buf frame = MA_BUF_INIT(4);
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_pack(MA_STR("twelve bytes"), &frame, &err), MA_ELIMIT);
	ma_buf_done(&frame);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_packed_is_smaller_and_comes_back),
		cmocka_unit_test(nothing_is_packed_too),
		cmocka_unit_test(a_frame_of_another_size_is_refused),
		cmocka_unit_test(what_is_cut_changed_or_no_frame_is_refused),
		cmocka_unit_test(a_buffer_that_is_too_small_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

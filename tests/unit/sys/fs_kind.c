#include "sys/fs_kind.h"

#include "support/torture.h"

static void kinds_are_known_by_their_numbers(void **state)
{
	MA_UNUSED(state);
	assert_string_equal(ma_fs_kind_of(0xef53)->name, "ext4");
	assert_true(ma_fs_kind_of(0x6969)->is_network);
	assert_true(ma_fs_kind_of(0xff534d42)->is_network);
	assert_true(ma_fs_kind_of(0x01021994)->is_memory);
	assert_false(ma_fs_kind_of(0xef53)->is_network || ma_fs_kind_of(0xef53)->is_memory);
	assert_string_equal(ma_fs_kind_of(0x12345678)->name, "unknown");
	assert_false(ma_fs_kind_of(0x12345678)->is_network);
}

static void a_place_is_on_one(void **state)
{
	const struct ma_fs_kind *kind = NULL;
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_fs_kind("/", &kind, &err), MA_OK);
	assert_non_null(kind->name);
	kind = NULL;
	assert_int_equal(ma_fs_kind("/there/is/nothing/here", &kind, &err), MA_EIO);
	assert_null(kind);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_are_known_by_their_numbers),
		cmocka_unit_test(a_place_is_on_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

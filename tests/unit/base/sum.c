#include "base/sum.h"

#include "support/torture.h"

static void the_format_does_not_change(void **state)
{
	MA_UNUSED(state);
	assert_true(ma_sum_add(0, MA_STR("")) == 0);
	assert_true(ma_sum_add(0, MA_STR("a")) == UINT64_C(0x53501e9904deb3e6));
	assert_true(ma_sum_add_int(ma_sum_add(0, MA_STR("run/0190-a")), 7) ==
		UINT64_C(0x8d3aeb593e5241c4));
}

static void whichever_bit_is_changed_the_sum_is_another(void **state)
{
	char text[] = "{\"v\":1,\"kind\":\"a kind\"}, and 3 more";
	uint64_t whole = ma_sum_add(1, ma_str_n(text, sizeof(text)));
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < 8 * sizeof(text); i++) {
		text[i / 8] = (char)(text[i / 8] ^ 1 << i % 8);
		if (ma_sum_add(1, ma_str_n(text, sizeof(text))) == whole)
			fail_msg("bit %zu", i);
		text[i / 8] = (char)(text[i / 8] ^ 1 << i % 8);
	}
}

static void bytes_that_end_elsewhere_have_another_sum(void **state)
{
	MA_UNUSED(state);
	assert_true(ma_sum_add(0, MA_STR("a\0")) != ma_sum_add(0, MA_STR("a")));
	assert_true(ma_sum_add(ma_sum_add(0, MA_STR("ab")), MA_STR("c")) !=
		ma_sum_add(ma_sum_add(0, MA_STR("a")), MA_STR("bc")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_format_does_not_change),
		cmocka_unit_test(whichever_bit_is_changed_the_sum_is_another),
		cmocka_unit_test(bytes_that_end_elsewhere_have_another_sum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

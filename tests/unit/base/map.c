#include "base/map.h"

#include <stdio.h>

#include "support/torture.h"

static void what_is_put_is_got(void **state)
{
	struct ma_map m = MA_MAP_INIT;
	int one = 1, two = 2;

	MA_UNUSED(state);
	assert_true(ma_map_put(&m, MA_STR("a"), &one));
	assert_true(ma_map_put(&m, MA_STR("b"), &two));
	assert_ptr_equal(ma_map_get(&m, MA_STR("a")), &one);
	assert_ptr_equal(ma_map_get(&m, MA_STR("b")), &two);
	assert_null(ma_map_get(&m, MA_STR("c")));
	assert_null(ma_map_get(&m, MA_STR("")));
	ma_map_done(&m);
}

static void an_empty_map_has_nothing(void **state)
{
	struct ma_map m = MA_MAP_INIT;

	MA_UNUSED(state);
	assert_null(ma_map_get(&m, MA_STR("a")));
	assert_false(ma_map_has(&m, MA_STR("")));
	ma_map_done(&m);
	ma_map_done(&m);
}

static void a_second_put_replaces(void **state)
{
	struct ma_map m = MA_MAP_INIT;
	int one = 1, two = 2;

	MA_UNUSED(state);
	assert_true(ma_map_put(&m, MA_STR("a"), &one));
	assert_true(ma_map_put(&m, MA_STR("a"), &two));
	assert_int_equal(m.n, 1);
	assert_ptr_equal(ma_map_get(&m, MA_STR("a")), &two);
	ma_map_done(&m);
}

static void a_value_may_be_null_and_a_key_empty_or_hold_nul(void **state)
{
	struct ma_map m = MA_MAP_INIT;
	int one = 1;

	MA_UNUSED(state);
	assert_true(ma_map_put(&m, ma_str(NULL), NULL));
	assert_true(ma_map_put(&m, MA_STR("a\0b"), &one));
	assert_true(ma_map_has(&m, MA_STR("")));
	assert_false(ma_map_has(&m, MA_STR("a")));
	assert_false(ma_map_has(&m, MA_STR("a\0c")));
	assert_ptr_equal(ma_map_get(&m, MA_STR("a\0b")), &one);
	ma_map_done(&m);
}

static void keys_are_copied_and_walked_in_their_order(void **state)
{
	struct ma_map m = MA_MAP_INIT;
	char key[32];
	size_t i;
	int n;

	MA_UNUSED(state);
	for (i = 0; i < 10000; i++) {
		n = snprintf(key, sizeof(key), "key %zu", i);
		assert_true(ma_map_put(&m, ma_str_n(key, (size_t)n), (void *)(uintptr_t)(i + 1)));
	}
	assert_int_equal(m.n, 10000);
	for (i = 0; i < m.n; i++) {
		n = snprintf(key, sizeof(key), "key %zu", i);
		assert_true(ma_str_is(m.entries[i].key, key));
		assert_int_equal((uintptr_t)ma_map_get(&m, ma_str_n(key, (size_t)n)), i + 1);
	}
	ma_map_done(&m);
}

static ma_rc fill(void *data, ma_err *err)
{
	struct ma_map m = MA_MAP_INIT;
	bool ok = true;
	char key[32];
	size_t i, n;

	MA_UNUSED(data);
	for (i = 0; i < 30 && ok; i++) {
		n = m.n;
		(void)snprintf(key, sizeof(key), "%zu", i); /* fits */
		ok = ma_map_put(&m, ma_str(key), &m);
		assert_int_equal(m.n, n + ok); /* a failed put leaves the map as it was */
		assert_int_equal(ma_map_has(&m, ma_str(key)), ok);
		assert_true(i == 0 || !ok || ma_map_has(&m, MA_STR("0")));
	}
	ma_map_done(&m);
	return ok ? MA_OK : ma_fail_nomem(err);
}

static void exhausted_memory_leaves_it_as_it_was(void **state)
{
	MA_UNUSED(state);
	torture(fill, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_put_is_got),
		cmocka_unit_test(an_empty_map_has_nothing),
		cmocka_unit_test(a_second_put_replaces),
		cmocka_unit_test(a_value_may_be_null_and_a_key_empty_or_hold_nul),
		cmocka_unit_test(keys_are_copied_and_walked_in_their_order),
		cmocka_unit_test(exhausted_memory_leaves_it_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

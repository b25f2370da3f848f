#include "base/arena.h"

#include <stdalign.h>

#include "support/torture.h"

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
	struct ma_arena a = MA_ARENA_INIT(1 << 20);
	unsigned char *p, *last = NULL;
	size_t size, i;

	MA_UNUSED(state);
	for (size = 1; size < 5000; size = size * 2 + 1) {
		p = ma_arena_alloc(&a, 1, size);
		assert_non_null(p);
		assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
		for (i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, size);
		assert_ptr_not_equal(p, last);
		last = p;
	}
	ma_arena_done(&a);
}

static void a_used_arena_gives_zeroed_memory_again(void **state)
{
	struct ma_arena a = MA_ARENA_INIT(1 << 16);
	int *p, round;

	MA_UNUSED(state);
	for (round = 0; round < 3; round++) {
		p = ma_arena_new_n(&a, int, 100);
		assert_non_null(p);
		assert_int_equal(p[99], 0);
		p[99] = 7;
		ma_arena_clear(&a);
		assert_int_equal(a.used, 0);
	}
	ma_arena_done(&a);
}

static void the_ceiling_holds(void **state)
{
	struct ma_arena a = MA_ARENA_INIT(1000);
	size_t got = 0;

	MA_UNUSED(state);
	assert_null(ma_arena_alloc(&a, 1, 1001));
	while (ma_arena_alloc(&a, 1, 10))
		got += 10;
	assert_in_range(got, 500, 1000);
	assert_null(ma_arena_alloc(&a, 1, 10));
	ma_arena_clear(&a);
	assert_non_null(ma_arena_alloc(&a, 1, 1000));
	ma_arena_done(&a);
}

static void sizes_that_overflow_fail(void **state)
{
	struct ma_arena a = MA_ARENA_INIT(SIZE_MAX);

	MA_UNUSED(state);
	assert_null(ma_arena_alloc(&a, SIZE_MAX, 2));
	assert_null(ma_arena_alloc(&a, 1, SIZE_MAX));
	assert_null(ma_arena_alloc(&a, 1, SIZE_MAX - 7));
	assert_null(ma_arena_dup(&a, ma_str_n("x", SIZE_MAX)));
	assert_int_equal(a.used, 0);
	ma_arena_done(&a);
}

static void a_piece_larger_than_a_block_fits(void **state)
{
	struct ma_arena a = MA_ARENA_INIT(64 << 20);
	char *small = ma_arena_alloc(&a, 1, 1), *big = ma_arena_alloc(&a, 1, 8 << 20),
	     *after = ma_arena_alloc(&a, 1, 1);

	MA_UNUSED(state);
	assert_non_null(small);
	assert_non_null(big);
	assert_non_null(after);
	memset(big, 1, 8 << 20);
	assert_int_equal(*small + *after, 0);
	ma_arena_done(&a);
}

static void a_copy_ends_in_nul(void **state)
{
	struct ma_arena a = MA_ARENA_INIT(1000);

	MA_UNUSED(state);
	assert_string_equal(ma_arena_dup(&a, ma_str_n("abcdef", 3)), "abc");
	assert_string_equal(ma_arena_dup(&a, ma_str(NULL)), "");
	ma_arena_done(&a);
}

static void clearing_frees_every_block(void **state)
{
	struct ma_arena a = MA_ARENA_INIT(64 << 20), empty = MA_ARENA_INIT(1);
	int64_t live = ma_alloc_live();
	int i;

	MA_UNUSED(state);
	for (i = 0; i < 1000; i++)
		assert_non_null(ma_arena_alloc(&a, 1, 1000));
	assert_true(ma_alloc_live() > live);
	ma_arena_done(&a);
	ma_arena_done(&a);
	ma_arena_done(&empty);
	assert_int_equal(ma_alloc_live(), live);
}

static ma_rc fill(void *data, ma_err *err)
{
	struct ma_arena a = MA_ARENA_INIT(1 << 20);
	ma_rc rc = MA_OK;
	int i;

	MA_UNUSED(data);
	for (i = 0; i < 100 && !rc; i++)
		rc = ma_arena_alloc(&a, 1, 500) ? MA_OK : ma_fail_nomem(err);
	ma_arena_done(&a);
	return rc;
}

static void exhausted_memory_is_null(void **state)
{
	MA_UNUSED(state);
	torture(fill, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
		cmocka_unit_test(a_used_arena_gives_zeroed_memory_again),
		cmocka_unit_test(the_ceiling_holds),
		cmocka_unit_test(sizes_that_overflow_fail),
		cmocka_unit_test(a_piece_larger_than_a_block_fits),
		cmocka_unit_test(a_copy_ends_in_nul),
		cmocka_unit_test(clearing_frees_every_block),
		cmocka_unit_test(exhausted_memory_is_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

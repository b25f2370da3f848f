#include "base/alloc.h"

#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/torture.h"

static void memory_comes_zeroed(void **state)
{
	static const char zeros[4096];
	char *p = ma_alloc(64, 64);

	MA_UNUSED(state);
	assert_non_null(p);
	assert_memory_equal(p, zeros, sizeof(zeros));
	ma_free(p);
}

static void a_size_that_overflows_fails(void **state)
{
	char *p = ma_alloc(1, 8);

	MA_UNUSED(state);
	assert_null(ma_alloc(SIZE_MAX, 2));
	assert_null(ma_realloc(p, SIZE_MAX / 2, 4));
	assert_null(ma_strndup("x", SIZE_MAX));
	ma_free(p);
}

static void nothing_may_be_asked_for_and_freed(void **state)
{
	MA_UNUSED(state);
	ma_free(ma_alloc(0, 0));
	ma_free(ma_realloc(NULL, 0, 1));
	ma_free(NULL);
}

static void growing_keeps_what_was_there(void **state)
{
	char *p = ma_strdup("abc"), *q;

	MA_UNUSED(state);
	q = ma_realloc(p, 10000, 1);
	assert_non_null(q);
	assert_string_equal(q, "abc");
	ma_free(q);
}

static void a_copy_of_n_bytes_ends_in_nul(void **state)
{
	char *p = ma_strndup("abcdef", 3), *empty = ma_strndup(NULL, 0);

	MA_UNUSED(state);
	assert_string_equal(p, "abc");
	assert_string_equal(empty, "");
	ma_free(p);
	ma_free(empty);
}

static void live_blocks_are_counted(void **state)
{
	int64_t before = ma_alloc_live();
	char *p = ma_alloc(1, 1), *q = ma_realloc(NULL, 1, 1), *s = ma_strdup("x");

	MA_UNUSED(state);
	assert_int_equal(ma_alloc_live(), before + 3);
	p = ma_realloc(p, 1000, 1);
	assert_int_equal(ma_alloc_live(), before + 3);
	ma_free(p);
	ma_free(q);
	ma_free(s);
	ma_free(NULL);
	assert_int_equal(ma_alloc_live(), before);
}

static void only_the_chosen_allocation_fails(void **state)
{
	char *p[4];
	int i;

	MA_UNUSED(state);
	ma_alloc_fail_after(2);
	for (i = 0; i < 4; i++)
		p[i] = ma_alloc(1, 1);
	assert_int_equal(ma_alloc_fail_after(-1), 4);
	assert_non_null(p[0]);
	assert_non_null(p[1]);
	assert_null(p[2]);
	assert_non_null(p[3]);
	for (i = 0; i < 4; i++)
		ma_free(p[i]);
}

static void a_failed_resize_leaves_the_block(void **state)
{
	char *p = ma_strdup("abc");

	MA_UNUSED(state);
	ma_alloc_fail_after(0);
	assert_null(ma_realloc(p, 100, 1));
	ma_alloc_fail_after(-1);
	assert_string_equal(p, "abc");
	ma_free(p);
}

static pthread_barrier_t all;

static void *hold(void *data)
{
	void *p = ma_alloc(4096, 1);

	MA_UNUSED(data);
	(void)pthread_barrier_wait(&all); /* tells who is last */
	ma_free(p);
	return NULL;
}

#ifdef M_ARENA_MAX
static size_t heaps(void)
{
	char *text = NULL, *at;
	size_t size = 0, n = 0;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(f);
	assert_int_equal(malloc_info(0, f), 0);
	assert_int_equal(fclose(f), 0);
	for (at = text; (at = strstr(at, "<heap nr=")); at++)
		n++;
	free(text);
	return n;
}
#endif

static void threads_of_a_program_share_few_heaps(void **state)
{
	pthread_t threads[6];
	size_t i;

	MA_UNUSED(state);
	ma_alloc_for_program();
	assert_int_equal(pthread_barrier_init(&all, NULL, MA_COUNT(threads)), 0);
	for (i = 0; i < MA_COUNT(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, hold, NULL), 0);
	for (i = 0; i < MA_COUNT(threads); i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
#ifdef M_ARENA_MAX
	assert_in_range(heaps(), 1, 2);
#endif
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_comes_zeroed),
		cmocka_unit_test(a_size_that_overflows_fails),
		cmocka_unit_test(nothing_may_be_asked_for_and_freed),
		cmocka_unit_test(growing_keeps_what_was_there),
		cmocka_unit_test(a_copy_of_n_bytes_ends_in_nul),
		cmocka_unit_test(live_blocks_are_counted),
		cmocka_unit_test(only_the_chosen_allocation_fails),
		cmocka_unit_test(a_failed_resize_leaves_the_block),
		cmocka_unit_test(threads_of_a_program_share_few_heaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

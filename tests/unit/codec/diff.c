/* Differences of sequences, checked against the definition and against a slow search. */
#include "codec/diff.h"

#include <stdlib.h>

#include "base/limits.h"
#include "support/setting.h"
#include "support/torture.h"

#define MEMBERS 40

static uint64_t seed;

static uint32_t draw(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed % below);
}

static int set_seed(void **state)
{
	MA_UNUSED(state);
	seed = (uint64_t)seed_of_run() * 2654435761U + 1;
	return 0;
}

/* The hunks turn a into b, and none touches another. Returns how many members they touch. */
static uint32_t check(const uint32_t *a, uint32_t a_n, const uint32_t *b, uint32_t b_n,
	const struct ma_diff *diff)
{
	uint32_t i = 0, j = 0, cost = 0;
	size_t k;

	for (k = 0; k < diff->n; k++) {
		const struct ma_diff_hunk *h = &diff->v[k];

		assert_true(h->a_n + h->b_n > 0);
		assert_true(k == 0 || h->a_at > i || h->b_at > j);
		assert_int_equal(h->a_at - i, h->b_at - j);
		for (; i < h->a_at; i++, j++)
			assert_int_equal(a[i], b[j]);
		i += h->a_n;
		j += h->b_n;
		cost += h->a_n + h->b_n;
	}
	assert_int_equal(a_n - i, b_n - j);
	for (; i < a_n; i++, j++)
		assert_int_equal(a[i], b[j]);
	return cost;
}

/* Of the shortest script, by the table of all prefixes. */
static uint32_t least_cost(const uint32_t *a, uint32_t a_n, const uint32_t *b, uint32_t b_n)
{
	uint32_t cost[MEMBERS + 1][MEMBERS + 1], i, j;

	for (i = 0; i <= a_n; i++)
		for (j = 0; j <= b_n; j++)
			if (i == 0 || j == 0)
				cost[i][j] = i + j;
			else if (a[i - 1] == b[j - 1])
				cost[i][j] = cost[i - 1][j - 1];
			else
				cost[i][j] = 1 +
					(cost[i - 1][j] < cost[i][j - 1] ? cost[i - 1][j]
									 : cost[i][j - 1]);
	return cost[a_n][b_n];
}

static void the_script_is_right_and_shortest(void **state)
{
	uint32_t a[MEMBERS], b[MEMBERS], a_n, b_n, i, kinds, round;

	MA_UNUSED(state);
	for (round = 0; round < 3000; round++) {
		struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
		ma_err err = { .code = MA_OK };
		struct ma_diff diff;

		kinds = 1 + draw(12);
		a_n = draw(MEMBERS + 1);
		b_n = draw(MEMBERS + 1);
		for (i = 0; i < a_n; i++)
			a[i] = draw(kinds);
		for (i = 0; i < b_n; i++)
			b[i] = i < a_n && draw(3) ? a[i] : draw(kinds);
		assert_int_equal(ma_diff(a, a_n, b, b_n, kinds, &arena, &diff, &err), MA_OK);
		assert_int_equal(check(a, a_n, b, b_n, &diff), least_cost(a, a_n, b, b_n));
		ma_arena_done(&arena);
	}
}

static void a_search_without_end_is_given_up_and_the_script_still_right(void **state)
{
	enum { N = 20000 };
	uint32_t *a = test_calloc(N, sizeof(*a)), *b = test_calloc(N, sizeof(*b)), i;
	struct ma_arena arena = MA_ARENA_INIT(8 * MA_MIB);
	ma_err err = { .code = MA_OK };
	struct ma_diff diff;

	MA_UNUSED(state);
	for (i = 0; a && b && i < N; i++) {
		a[i] = draw(50);
		b[i] = draw(50);
	}
	assert_int_equal(ma_diff(a, N, b, N, 50, &arena, &diff, &err), MA_OK);
	check(a, N, b, N, &diff);
	ma_arena_done(&arena);
	test_free(a);
	test_free(b);
}

static void what_could_stand_in_several_places_stands_last(void **state)
{
	static const uint32_t a[] = { 0, 1, 2 }, b[] = { 0, 1, 2, 1, 2 };
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };
	struct ma_diff diff;

	MA_UNUSED(state);
	assert_int_equal(ma_diff(a, 3, b, 5, 3, &arena, &diff, &err), MA_OK);
	assert_int_equal(diff.n, 1);
	assert_int_equal(diff.v[0].a_at, 3);
	assert_int_equal(diff.v[0].b_at, 3);
	assert_int_equal(diff.v[0].b_n, 2);
	ma_arena_done(&arena);
}

static void more_members_than_can_be_counted_are_refused(void **state)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };
	struct ma_diff diff = { NULL, 7 };

	MA_UNUSED(state);
	assert_int_equal(
		ma_diff(NULL, MA_DIFF_MEMBERS_MAX + 1, NULL, 0, 1, &arena, &diff, &err), MA_ELIMIT);
	assert_int_equal(diff.n, 7);
}

static ma_rc diff_once(void *data, ma_err *err)
{
	static const uint32_t a[] = { 0, 1, 2, 3, 4, 5 }, b[] = { 1, 0, 3, 2, 5, 4 };
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_diff diff;
	ma_rc rc = ma_diff(a, 6, b, 6, 6, &arena, &diff, err);

	MA_UNUSED(data);
	ma_arena_done(&arena);
	return rc;
}

static void memory_that_runs_out_is_told(void **state)
{
	MA_UNUSED(state);
	torture(diff_once, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_script_is_right_and_shortest),
		cmocka_unit_test(a_search_without_end_is_given_up_and_the_script_still_right),
		cmocka_unit_test(what_could_stand_in_several_places_stands_last),
		cmocka_unit_test(more_members_than_can_be_counted_are_refused),
		cmocka_unit_test(memory_that_runs_out_is_told),
	};

	return cmocka_run_group_tests(tests, set_seed, NULL);
}

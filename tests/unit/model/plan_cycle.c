/* Cycles: the shortest one, whatever the graph, beside a checker that looks at all of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "model/plan.h"
#include "support/torture.h"

#define TASKS_MAX 12
#define SEEDS 4000

struct tangle {
	uint64_t random;
	uint32_t n;
	bool depends[TASKS_MAX][TASKS_MAX]; /* row on column */
};

static uint64_t draw(struct tangle *t, uint64_t below)
{
	t->random = t->random * 6364136223846793005U + 1442695040888963407U;
	return (t->random >> 33) % below;
}

static void tangle_new(struct tangle *t, uint64_t seed)
{
	uint32_t i, j, density;

	*t = (struct tangle){ .random = seed };
	t->n = 2 + (uint32_t)draw(t, TASKS_MAX - 1);
	density = (uint32_t)draw(t, 40);
	for (i = 0; i < t->n; i++)
		for (j = 0; j < t->n; j++)
			t->depends[i][j] = i != j && draw(t, 100) < density;
}

/* The length of the shortest way from i back to i, by matrices: 0 where there is none. */
static uint32_t shortest(const struct tangle *t)
{
	bool reach[TASKS_MAX][TASKS_MAX], next[TASKS_MAX][TASKS_MAX];
	uint32_t length, i, j, k;

	memcpy(reach, t->depends, sizeof(reach));
	for (length = 1; length <= t->n; length++) {
		for (i = 0; i < t->n; i++)
			if (reach[i][i])
				return length;
		memset(next, 0, sizeof(next));
		for (i = 0; i < t->n; i++)
			for (j = 0; j < t->n; j++)
				for (k = 0; k < t->n; k++)
					next[i][k] |= reach[i][j] && t->depends[j][k];
		memcpy(reach, next, sizeof(reach));
	}
	return 0;
}

/* A plan that is linked by hand, so that a cycle is no reason to refuse it. */
static struct ma_plan *plan_of(const struct tangle *t, int64_t *cycle)
{
	struct ma_plan *plan = ma_new(struct ma_plan);
	ma_err err = { MA_OK, 0, "" };
	uint32_t i, j;

	plan->arena = (struct ma_arena)MA_ARENA_INIT(MA_LIMIT_ARENA);
	plan->tasks_n = plan->tasks_cap = t->n;
	plan->tasks = ma_arena_new_n(&plan->arena, struct ma_task, t->n);
	for (i = 0; i < t->n; i++) {
		uint32_t *deps = ma_arena_new_n(&plan->arena, uint32_t, t->n);

		for (j = 0; j < t->n; j++)
			if (t->depends[i][j])
				deps[plan->tasks[i].deps_n++] = j;
		plan->tasks[i].deps = deps;
	}
	assert_int_equal(ma_plan_link(plan, cycle, &err), MA_OK);
	return plan;
}

static void check_seed(uint64_t seed)
{
	struct tangle t;
	struct ma_plan *plan;
	int64_t on_cycle = -1;
	uint32_t *cycle = NULL, n = 0, i, expected;
	ma_err err = { MA_OK, 0, "" };

	tangle_new(&t, seed);
	expected = shortest(&t);
	plan = plan_of(&t, &on_cycle);
	if ((on_cycle >= 0) != (expected > 0))
		fail_msg("seed %d: a cycle is seen where there is none, or none is seen", (int)seed);
	if (on_cycle >= 0) {
		assert_int_equal(ma_plan_cycle(plan, &cycle, &n, &err), MA_OK);
		if (n != expected)
			fail_msg("seed %d: a cycle of %u, not %u", (int)seed, n, expected);
		for (i = 0; i < n; i++)
			assert_true(t.depends[cycle[i]][cycle[(i + 1) % n]]);
	}
	ma_free(cycle);
	ma_plan_free(plan);
}

static void the_shortest_cycle_is_found_in_any_graph(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= SEEDS; seed++)
		check_seed(seed);
}

static void write_ring(struct ma_buf *json, uint32_t n, uint32_t step)
{
	uint32_t i;

	ma_buf_adds(json, "{\"tasks\":[");
	for (i = 0; i < n; i++)
		ma_buf_addf(json, "%s{\"id\":\"t%u\",\"name\":\"T\",\"depends_on\":[\"t%u\"]}",
			i ? "," : "", i, (i + step) % n);
	ma_buf_adds(json, "]}");
}

static char *problem_of(struct ma_str json)
{
	struct ma_buf problems = MA_BUF_INIT(MA_MIB);
	struct ma_plan *plan = NULL;
	ma_err err = { MA_OK, 0, "" };

	assert_int_equal(ma_plan_read(json, NULL, &plan, &problems, &err), MA_EINVALID);
	return ma_buf_take(&problems);
}

static void a_cycle_is_named_in_full(void **state)
{
	struct ma_buf json = MA_BUF_INIT(MA_MIB);
	char *problem;

	(void)state;
	write_ring(&json, 5, 2);
	problem = problem_of(ma_buf_str(&json));
	assert_string_equal(problem,
		"/tasks/0/depends_on: \"t0\" waits for itself through its dependencies: "
		"t0 -> t2 -> t4 -> t1 -> t3 -> t0");
	ma_free(problem);
	ma_buf_done(&json);
}

static void a_cycle_of_ten_thousand_ends_soon_and_in_few_words(void **state)
{
	struct ma_buf json = MA_BUF_INIT(4 * MA_MIB);
	char *problem;

	(void)state;
	write_ring(&json, MA_LIMIT_PLAN_TASKS, 1);
	problem = problem_of(ma_buf_str(&json));
	assert_non_null(strstr(problem, "t0 -> t1 -> t2"));
	assert_non_null(strstr(problem, " more -> t0"));
	assert_true(strlen(problem) < 20000);
	ma_free(problem);
	ma_buf_done(&json);
}

/* A ring of 9,998 and behind it one of two. */
static void a_short_cycle_is_found_behind_a_long_one(void **state)
{
	struct ma_buf json = MA_BUF_INIT(4 * MA_MIB);
	char *problem;

	(void)state;
	write_ring(&json, MA_LIMIT_PLAN_TASKS - 2, 1);
	json.n -= 2;
	ma_buf_adds(&json,
		",{\"id\":\"x\",\"name\":\"X\",\"depends_on\":[\"y\",\"t5\"]},"
		"{\"id\":\"y\",\"name\":\"Y\",\"depends_on\":[\"x\"]}]}");
	problem = problem_of(ma_buf_str(&json));
	assert_non_null(strstr(problem, ": x -> y -> x"));
	ma_free(problem);
	ma_buf_done(&json);
}

static ma_rc read_ring(void *data, ma_err *err)
{
	struct ma_buf problems = MA_BUF_INIT(MA_MIB);
	struct ma_plan *plan = NULL;
	ma_rc rc = ma_plan_read(ma_str(data), NULL, &plan, &problems, err);

	if (!rc || (rc == MA_EINVALID && problems.n > 0))
		rc = MA_OK;
	ma_plan_free(plan);
	ma_buf_done(&problems);
	return rc;
}

static void exhausted_memory_is_told(void **state)
{
	static char json[] = "{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"depends_on\":[\"b\"]},"
			     "{\"id\":\"b\",\"name\":\"B\",\"depends_on\":[\"a\"]}]}";

	(void)state;
	torture(read_ring, json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shortest_cycle_is_found_in_any_graph),
		cmocka_unit_test(a_cycle_is_named_in_full),
		cmocka_unit_test(a_cycle_of_ten_thousand_ends_soon_and_in_few_words),
		cmocka_unit_test(a_short_cycle_is_found_behind_a_long_one),
		cmocka_unit_test(exhausted_memory_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Waves, the critical path and the estimate of a plan. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "model/plan_shape.h"
#include "support/graph.h"
#include "support/torture.h"

static struct ma_plan *read_plan(const char *json)
{
	struct ma_buf problems = MA_BUF_INIT(MA_MIB);
	struct ma_plan *plan = NULL;
	ma_err err = { MA_OK, 0, "" };

	if (ma_plan_read(ma_str(json), NULL, &plan, &problems, &err))
		fail_msg("%s", err.msg);
	ma_buf_done(&problems);
	return plan;
}

static const char diamond[] =
	"{\"tasks\":[{\"id\":\"end\",\"name\":\"E\",\"depends_on\":[\"slow\",\"quick\"]},"
	"{\"id\":\"slow\",\"name\":\"S\",\"depends_on\":[\"start\"],\"estimate_s\":90},"
	"{\"id\":\"quick\",\"name\":\"Q\",\"depends_on\":[\"start\"],\"estimate_s\":5},"
	"{\"id\":\"start\",\"name\":\"S\"},{\"id\":\"alone\",\"name\":\"A\"}]}";

static void a_wave_is_what_may_begin_together(void **state)
{
	struct ma_plan *plan = read_plan(diamond);
	struct ma_plan_shape shape = { .waves_n = 0 };
	ma_err err = { MA_OK, 0, "" };
	static const uint32_t waves[] = { 2, 1, 1, 0, 0 };

	(void)state;
	assert_int_equal(ma_plan_shape(plan, &shape, &err), MA_OK);
	assert_int_equal(shape.waves_n, 3);
	assert_memory_equal(shape.wave, waves, sizeof(waves));
	ma_plan_shape_done(&shape);
	ma_plan_free(plan);
}

static void the_critical_path_is_the_longest_by_the_estimates(void **state)
{
	struct ma_plan *plan = read_plan(diamond);
	struct ma_plan_shape shape = { .waves_n = 0 };
	ma_err err = { MA_OK, 0, "" };
	static const uint32_t path[] = { 3, 1, 0 };

	(void)state;
	assert_int_equal(ma_plan_shape(plan, &shape, &err), MA_OK);
	assert_int_equal(shape.path_n, 3);
	assert_memory_equal(shape.path, path, sizeof(path));
	assert_int_equal(shape.path_ms, 210000);
	ma_plan_shape_done(&shape);
	ma_plan_free(plan);
}

/* Every task is one wave behind the last one that it waits for, and no path is longer than the one that is told. */
static void check_seed(uint64_t seed)
{
	struct ma_plan_shape shape = { .waves_n = 0 };
	struct graph g;
	struct ma_plan *plan;
	ma_err err = { MA_OK, 0, "" };
	int64_t ends[GRAPH_TASKS_MAX] = { 0 }, longest = 0;
	uint32_t round, i, j;

	graph_new(&g, seed);
	plan = graph_plan(&g);
	assert_int_equal(ma_plan_shape(plan, &shape, &err), MA_OK);
	for (round = 0; round < g.n; round++) {
		for (i = 0; i < g.n; i++) {
			int64_t begins = 0;
			uint32_t wave = 0;

			for (j = 0; j < g.n; j++) {
				if (!g.depends[i][j])
					continue;
				begins = ends[j] > begins ? ends[j] : begins;
				wave = shape.wave[j] + 1 > wave ? shape.wave[j] + 1 : wave;
			}
			ends[i] = begins + g.estimate_s[i] * 1000;
			longest = ends[i] > longest ? ends[i] : longest;
			assert_int_equal(shape.wave[i], wave);
		}
	}
	assert_int_equal(shape.path_ms, longest);
	for (i = 1; i < shape.path_n; i++)
		assert_true(g.depends[shape.path[i]][shape.path[i - 1]]);
	ma_plan_shape_done(&shape);
	ma_plan_free(plan);
}

static void shapes_of_any_graph_are_those_of_a_naive_checker(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 300; seed++)
		check_seed(seed);
}

static void an_estimate_grows_with_tasks_and_dependencies(void **state)
{
	struct ma_plan *one = read_plan("{\"tasks\":[{\"id\":\"a\",\"name\":\"A\"}]}");
	struct ma_plan *all = read_plan(diamond);
	struct ma_plan_estimate a = ma_plan_estimate(one, 400), b = ma_plan_estimate(all, 400);

	(void)state;
	assert_int_equal(a.calls, 1);
	assert_int_equal(b.calls, 5);
	assert_true(a.usage.input >= 1000 && a.usage.output >= 1000);
	assert_true(b.usage.input > 5 * a.usage.input);
	assert_int_equal(b.usage.output, 5 * a.usage.output);
	assert_true(a.usage.input < ma_plan_estimate(one, 40000).usage.input);
	ma_plan_free(one);
	ma_plan_free(all);
}

static ma_rc shape_it(void *data, ma_err *err)
{
	struct ma_plan_shape shape = { .waves_n = 0 };
	ma_rc rc = ma_plan_shape(data, &shape, err);

	ma_plan_shape_done(&shape);
	return rc;
}

static void exhausted_memory_is_told(void **state)
{
	struct ma_plan *plan = read_plan(diamond);

	(void)state;
	torture(shape_it, plan);
	ma_plan_free(plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wave_is_what_may_begin_together),
		cmocka_unit_test(the_critical_path_is_the_longest_by_the_estimates),
		cmocka_unit_test(shapes_of_any_graph_are_those_of_a_naive_checker),
		cmocka_unit_test(an_estimate_grows_with_tasks_and_dependencies),
		cmocka_unit_test(exhausted_memory_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

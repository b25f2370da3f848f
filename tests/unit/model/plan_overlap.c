/* Pairs of tasks that may write the same file at the same time, beside a checker that looks at every pair. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "model/plan.h"
#include "support/graph.h"
#include "support/torture.h"

#define SEEDS 300
#define TOLD_MAX 20

static bool waits(const struct graph *g, uint32_t a, uint32_t b, bool *seen)
{
	uint32_t i;

	if (seen[a])
		return false;
	seen[a] = true;
	for (i = 0; i < g->n; i++)
		if (g->depends[a][i] && (i == b || waits(g, i, b, seen)))
			return true;
	return false;
}

static bool may_meet(const struct graph *g, uint32_t a, uint32_t b)
{
	bool seen[2][GRAPH_TASKS_MAX] = { { false } };

	return graph_writes_meet(g, a, b) && !waits(g, a, b, seen[0]) && !waits(g, b, a, seen[1]);
}

static bool is_told(const struct ma_plan_report *r, uint32_t a, uint32_t b)
{
	char other[32];
	size_t i;

	(void)snprintf(other, sizeof(other), "of task \"t%u\"", a);
	for (i = 0; i < r->warnings.n; i++)
		if (r->warnings.v[i].place.task == b && strstr(r->warnings.v[i].message.p, other))
			return true;
	return false;
}

static void the_pairs_are_those_that_a_naive_checker_finds(void **state)
{
	struct ma_plan_report report = MA_PLAN_REPORT_INIT;
	struct graph g;
	ma_err err = { MA_OK, 0, "" };
	uint64_t seed;
	uint32_t a, b, found;

	(void)state;
	for (seed = 1; seed <= SEEDS; seed++) {
		struct ma_plan *plan;

		graph_new(&g, seed);
		plan = graph_plan(&g);
		assert_int_equal(ma_plan_find_overlaps(plan, &report, &err), MA_OK);
		for (a = found = 0; a < g.n; a++) {
			for (b = a + 1; b < g.n; b++) {
				found += may_meet(&g, a, b);
				if (found <= TOLD_MAX &&
					may_meet(&g, a, b) != is_told(&report, a, b))
					fail_msg("seed %d: t%u and t%u", (int)seed, a, b);
			}
		}
		assert_int_equal(report.warnings.n, found < TOLD_MAX ? found : TOLD_MAX + 1);
		ma_plan_report_done(&report);
		ma_plan_free(plan);
	}
}

static struct ma_plan *wide_plan(uint32_t n, const char *glob)
{
	struct ma_buf json = MA_BUF_INIT(16 * MA_MIB), problems = MA_BUF_INIT(MA_MIB);
	struct ma_plan *plan = NULL;
	ma_err err = { MA_OK, 0, "" };
	uint32_t i;

	ma_buf_adds(&json, "{\"tasks\":[");
	for (i = 0; i < n; i++)
		ma_buf_addf(&json, "%s{\"id\":\"t%u\",\"name\":\"T\",\"writes\":[\"%s%05u\"]}",
			i ? "," : "", i, glob, i);
	ma_buf_adds(&json, "]}");
	if (ma_plan_read(ma_buf_str(&json), NULL, &plan, &problems, &err))
		fail_msg("%s", err.msg);
	ma_buf_done(&json);
	ma_buf_done(&problems);
	return plan;
}

static void ten_thousand_tasks_beside_each_other_are_looked_at_soon(void **state)
{
	struct ma_plan *plan = wide_plan(MA_LIMIT_PLAN_TASKS, "src/part");
	struct ma_plan_report report = MA_PLAN_REPORT_INIT;
	ma_err err = { MA_OK, 0, "" };

	(void)state;
	assert_int_equal(ma_plan_find_overlaps(plan, &report, &err), MA_OK);
	assert_int_equal(report.warnings.n, 1);
	assert_non_null(strstr(report.warnings.v[0].message.p, "not all were looked at"));
	ma_plan_report_done(&report);
	ma_plan_free(plan);
}

static ma_rc find(void *data, ma_err *err)
{
	struct ma_plan_report report = MA_PLAN_REPORT_INIT;
	ma_rc rc = ma_plan_find_overlaps(data, &report, err);

	ma_plan_report_done(&report);
	return rc;
}

static void exhausted_memory_is_told(void **state)
{
	struct ma_plan *plan = wide_plan(3, "**");

	(void)state;
	torture(find, plan);
	ma_plan_free(plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_pairs_are_those_that_a_naive_checker_finds),
		cmocka_unit_test(ten_thousand_tasks_beside_each_other_are_looked_at_soon),
		cmocka_unit_test(exhausted_memory_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

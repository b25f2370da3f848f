/* Random graphs of tasks, as a plan and as a matrix that a naive checker can look at. */
#ifndef MA_TESTS_GRAPH_H
#define MA_TESTS_GRAPH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "model/plan.h"

#define GRAPH_TASKS_MAX 24
#define GRAPH_AGENTS 3
#define GRAPH_GLOBS 4

/* The last one meets the first two. */
static const char *const graph_globs[GRAPH_GLOBS] = { "api/**", "web/*.ts", "docs/a.md", "**" };

static const struct ma_str graph_agents[GRAPH_AGENTS] = { { "dev", 3 }, { "doc", 3 }, { "ops", 3 } };

struct graph {
	uint64_t random;
	uint32_t n;
	bool depends[GRAPH_TASKS_MAX][GRAPH_TASKS_MAX]; /* row on column */
	bool optional[GRAPH_TASKS_MAX];
	uint32_t agent[GRAPH_TASKS_MAX];
	int glob[GRAPH_TASKS_MAX]; /* that it writes, -1: it says nothing */
	int64_t estimate_s[GRAPH_TASKS_MAX];
};

static inline uint64_t graph_draw(struct graph *g, uint64_t below)
{
	g->random = g->random * 6364136223846793005U + 1442695040888963407U;
	return (g->random >> 33) % below;
}

static inline void graph_shuffle(struct graph *g, uint32_t *list, uint32_t n)
{
	uint32_t i, j, other;

	for (i = 0; i < n; i++)
		list[i] = i;
	for (i = n; i > 1; i--) {
		j = (uint32_t)graph_draw(g, i);
		other = list[i - 1];
		list[i - 1] = list[j];
		list[j] = other;
	}
}

static inline void graph_new(struct graph *g, uint64_t seed)
{
	uint32_t rank[GRAPH_TASKS_MAX], i, j, density, writers;

	*g = (struct graph){ .random = seed };
	g->n = 1 + (uint32_t)graph_draw(g, GRAPH_TASKS_MAX);
	density = (uint32_t)graph_draw(g, 50);
	writers = (uint32_t)graph_draw(g, 100);
	graph_shuffle(g, rank, g->n); /* the plan's order is none of the graph's */
	for (i = 0; i < g->n; i++) {
		g->optional[i] = graph_draw(g, 6) == 0;
		g->agent[i] = (uint32_t)graph_draw(g, GRAPH_AGENTS);
		g->glob[i] = graph_draw(g, 100) < writers ? (int)graph_draw(g, GRAPH_GLOBS) : -1;
		g->estimate_s[i] = 1 + (int64_t)graph_draw(g, 20);
		for (j = 0; j < g->n; j++)
			g->depends[i][j] = rank[j] < rank[i] && graph_draw(g, 100) < density;
	}
}

static inline bool graph_writes_meet(const struct graph *g, uint32_t a, uint32_t b)
{
	int x = g->glob[a], y = g->glob[b];

	return x >= 0 && y >= 0 && (x == y || x == GRAPH_GLOBS - 1 || y == GRAPH_GLOBS - 1);
}

static inline void graph_write_task(const struct graph *g, uint32_t i, struct ma_buf *out)
{
	uint32_t j;
	bool more = false;

	ma_buf_addf(out,
		"%s{\"id\":\"t%u\",\"name\":\"t\",\"agent\":\"%s\",\"optional\":%s,\"estimate_s\":%lld,"
		"\"max_retries\":2,\"depends_on\":[",
		i ? "," : "", i, graph_agents[g->agent[i]].p, g->optional[i] ? "true" : "false",
		(long long)g->estimate_s[i]);
	for (j = 0; j < g->n; j++) {
		if (!g->depends[i][j])
			continue;
		ma_buf_addf(out, "%s\"t%u\"", more ? "," : "", j);
		more = true;
	}
	ma_buf_adds(out, "]");
	if (g->glob[i] >= 0)
		ma_buf_addf(out, ",\"writes\":[\"%s\"]", graph_globs[g->glob[i]]);
	ma_buf_adds(out, "}");
}

static inline struct ma_plan *graph_plan(const struct graph *g)
{
	const struct ma_plan_agents agents = { graph_agents, GRAPH_AGENTS };
	struct ma_buf json = MA_BUF_INIT(1 << 20), problems = MA_BUF_INIT(1 << 16);
	struct ma_plan *plan = NULL;
	ma_err err = { MA_OK, 0, "" };
	uint32_t i;

	ma_buf_adds(&json, "{\"tasks\":[");
	for (i = 0; i < g->n; i++)
		graph_write_task(g, i, &json);
	ma_buf_adds(&json, "]}");
	if (ma_plan_read(ma_buf_str(&json), &agents, &plan, &problems, &err))
		fail_msg("%s", err.msg);
	ma_buf_done(&json);
	ma_buf_done(&problems);
	return plan;
}

#endif

/*
 * 200 random graphs with heavy-tailed durations, at 4 and 16 slots: through the real decide, with and
 * without estimates in the plan; level by level, as a scheduler with a barrier does; and the best
 * of 1,000 random orders of the graph on which we are worst.
 */
#include <stdio.h>
#include <stdlib.h>

#include "dag_makespan.h"
#include "dag_run.h"

#define GRAPHS 200
#define ORDERS 1000
#define SLOTS_MAX 16
#define MEAN_MAX 1.03

/* Calls under way, and when each ends. */
struct flight {
	struct {
		const struct ma_work *work;
		int64_t ends_ms;
	} calls[SLOTS_MAX];
	size_t n;
};

static void take_off(struct flight *f, struct dag_run *r, const struct dag *g)
{
	size_t n = dag_run_effects(r), i, k;

	for (i = 0; i < n; i++) {
		const struct ma_work *w = r->effects[i].work;

		for (k = 0; k < f->n && f->calls[k].work != w; k++)
			;
		if (k < f->n)
			continue;
		f->calls[f->n].work = w;
		f->calls[f->n++].ends_ms = r->now_ms + g->ms[w - r->state.works];
	}
}

/* All that end first end in one turn. */
static void land(struct flight *f, struct dag_run *r)
{
	int64_t first = INT64_MAX;
	size_t i;

	for (i = 0; i < f->n; i++)
		first = f->calls[i].ends_ms < first ? f->calls[i].ends_ms : first;
	r->now_ms = first;
	for (i = 0; i < f->n;) {
		struct ma_effect e = { MA_EFFECT_CALL, f->calls[i].work->effect, f->calls[i].work };

		if (f->calls[i].ends_ms > first) {
			i++;
			continue;
		}
		dag_run_answer(r, &e);
		f->calls[i] = f->calls[--f->n];
	}
	dag_run_turn(r);
}

static int64_t our_makespan(const struct dag *g, uint32_t slots, bool estimates)
{
	const struct dag_run_opts opts = { .slots = slots };
	struct flight f = { .n = 0 };
	struct dag_run r;
	int64_t began;

	dag_run_begin(&r, &opts, dag_plan(g, estimates));
	began = r.now_ms;
	for (;;) {
		dag_run_settle(&r);
		take_off(&f, &r, g);
		if (f.n == 0)
			break;
		land(&f, &r);
	}
	began = r.now_ms - began;
	dag_run_end(&r);
	return began;
}

/* A plain list scheduler: of the tasks that may start, the one that stands first in `order`. */
struct list {
	const struct dag *g;
	const uint32_t *order; /* tasks, first to go first */
	const uint32_t *level; /* NULL: no barrier */
	uint32_t slots;
	int64_t ends[300 + 16 * 5 + 2]; /* -1: not started */
};

static bool may_start(const struct list *l, uint32_t task, uint32_t level, int64_t now)
{
	uint32_t k;

	if (l->ends[task] >= 0 || (l->level && l->level[task] > level))
		return false;
	for (k = l->g->first[task]; k < l->g->first[task + 1]; k++)
		if (l->ends[l->g->deps[k]] < 0 || l->ends[l->g->deps[k]] > now)
			return false;
	return true;
}

/* The lowest level that is not over. */
static uint32_t current_level(const struct list *l, int64_t now)
{
	uint32_t lowest = UINT32_MAX, i;

	for (i = 0; l->level && i < l->g->n; i++)
		if ((l->ends[i] < 0 || l->ends[i] > now) && l->level[i] < lowest)
			lowest = l->level[i];
	return lowest;
}

static int64_t list_makespan(struct list *l)
{
	int64_t now = 0, next;
	uint32_t started = 0, busy, i, level;

	for (i = 0; i < l->g->n; i++)
		l->ends[i] = -1;
	for (;;) {
		level = current_level(l, now);
		for (i = busy = 0; i < l->g->n; i++)
			busy += l->ends[i] > now;
		for (i = 0; i < l->g->n && busy < l->slots; i++)
			if (may_start(l, l->order[i], level, now)) {
				l->ends[l->order[i]] = now + l->g->ms[l->order[i]];
				started++;
				busy++;
			}
		for (i = 0, next = INT64_MAX; i < l->g->n; i++)
			if (l->ends[i] > now && l->ends[i] < next)
				next = l->ends[i];
		if (next == INT64_MAX)
			break;
		now = next;
	}
	if (started != l->g->n)
		bench_fail("dag", "the list scheduler left a task out");
	return now;
}

static void find_levels(const struct dag *g, uint32_t *level)
{
	uint32_t i, k;

	for (i = 0; i < g->n; i++) {
		level[i] = 0;
		for (k = g->first[i]; k < g->first[i + 1]; k++)
			if (level[g->deps[k]] >= level[i])
				level[i] = level[g->deps[k]] + 1;
	}
}

static int64_t level_makespan(const struct dag *g, uint32_t slots)
{
	static uint32_t order[MA_COUNT(((struct list *)0)->ends)], level[MA_COUNT(order)];
	struct list l = { .g = g, .order = order, .level = level, .slots = slots };
	uint32_t i;

	for (i = 0; i < g->n; i++)
		order[i] = i;
	find_levels(g, level);
	return list_makespan(&l);
}

static int64_t best_random_makespan(const struct dag *g, uint32_t slots, int orders)
{
	static uint32_t order[MA_COUNT(((struct list *)0)->ends)];
	struct list l = { .g = g, .order = order, .slots = slots };
	int64_t best = INT64_MAX, ms;
	uint64_t seed = 42;
	uint32_t i, k, t;

	for (i = 0; i < g->n; i++)
		order[i] = i;
	while (orders-- > 0) {
		for (i = g->n - 1; i > 0; i--) {
			k = (uint32_t)(dag_random(&seed) % (i + 1));
			t = order[i];
			order[i] = order[k];
			order[k] = t;
		}
		ms = list_makespan(&l);
		best = ms < best ? ms : best;
	}
	return best;
}

/* A way to schedule, over all graphs: makespan over lower bound. */
struct ratio {
	double sum, worst;
	uint32_t worst_at;
};

static void note(struct ratio *r, uint32_t graph, int64_t ms, int64_t bound)
{
	double ratio = (double)ms / (double)bound;

	r->sum += ratio;
	if (ratio > r->worst) {
		r->worst = ratio;
		r->worst_at = graph;
	}
}

static void report(struct bench *b, uint32_t slots, const char *what, const struct ratio *r,
	uint32_t graphs, double target)
{
	char name[120];

	snprintf(name, sizeof(name), "dag: makespan, %u slots, %s, mean", slots, what);
	bench_figure(b, name, r->sum / graphs, "x", target);
	snprintf(name, sizeof(name), "dag: makespan, %u slots, %s, worst", slots, what);
	bench_figure(b, name, r->worst, "x", -1);
}

static void report_worst(struct bench *b, uint32_t slots, const struct ratio *ours, int orders)
{
	struct dag g = dag_heavy_tailed(ours->worst_at);
	char name[120];

	snprintf(name, sizeof(name), "dag: the same graph (%u), best of %d random orders",
		ours->worst_at, orders);
	bench_figure(b, name,
		(double)best_random_makespan(&g, slots, orders) / (double)dag_lower_bound(&g, slots),
		"x", -1);
	dag_free(&g);
}

static void measure(struct bench *b, uint32_t slots, uint32_t graphs, int orders)
{
	struct ratio known = { 0 }, unknown = { 0 }, levels = { 0 };
	int64_t bound;
	uint32_t i;

	for (i = 0; i < graphs; i++) {
		struct dag g = dag_heavy_tailed(i);

		bound = dag_lower_bound(&g, slots);
		note(&known, i, our_makespan(&g, slots, true), bound);
		note(&unknown, i, our_makespan(&g, slots, false), bound);
		note(&levels, i, level_makespan(&g, slots), bound);
		dag_free(&g);
	}
	report(b, slots, "with estimates", &known, graphs, MEAN_MAX);
	report_worst(b, slots, &known, orders);
	report(b, slots, "no estimates", &unknown, graphs, -1);
	report(b, slots, "level by level", &levels, graphs, -1);
}

void dag_makespans(struct bench *b, bool small)
{
	measure(b, 4, small ? 6 : GRAPHS, small ? 10 : ORDERS);
	measure(b, 16, small ? 6 : GRAPHS, small ? 10 : ORDERS);
}

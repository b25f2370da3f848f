/* The scheduler: what it costs, in memory and durable, and how good its schedules are. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "dag_makespan.h"
#include "dag_peers.h"
#include "dag_run.h"

#define ROUNDS 15 /* of 10,000 tasks */
#define ROUNDS_LARGE 3
#define SLOTS 4
#define SLOTS_GROUP 1000 /* so many outcomes come at once, and become durable together */
#define TASK_US_MAX 2.0
#define DURABLE_US_MAX 25.0

/* Microseconds a task. */
static double time_run(const struct dag *g, const struct dag_run_opts *opts)
{
	struct ma_plan *plan = dag_plan(g, false);
	struct dag_run r;
	double began = bench_now_ms(), took;

	dag_run_begin(&r, opts, plan);
	dag_run_all(&r);
	took = bench_now_ms() - began;
	if (r.events_all != 7 * (int64_t)g->n + 3)
		bench_fail("dag", "a no-op task has not seven events");
	dag_run_end(&r);
	return took * 1000 / g->n;
}

/* The best of some: what else the machine does can only add. */
static double best_run(const struct dag *g, const struct dag_run_opts *opts, int rounds)
{
	double best = time_run(g, opts), us;

	while (--rounds > 0) {
		us = time_run(g, opts);
		best = us < best ? us : best;
	}
	return best;
}

static void in_memory(struct bench *b, const char *shape, struct dag g, int rounds)
{
	const struct dag_run_opts opts = { .slots = SLOTS };
	char name[120];

	snprintf(name, sizeof(name), "dag: %s of %u no-op tasks, %d slots", shape, g.n, SLOTS);
	bench_figure(b, name, best_run(&g, &opts, rounds), "us", TASK_US_MAX);
	dag_free(&g);
}

static void remove_tree(const char *dir)
{
	const char *const rm[] = { "rm", "-rf", dir, NULL };

	bench_run(rm, NULL, false);
}

/* In /var/tmp, which is a disk. */
static double time_durable(const struct dag *g, uint32_t slots)
{
	char dir[] = "/var/tmp/meta-agent-dag-XXXXXX", path[64];
	struct dag_run_opts opts = { .slots = slots };
	ma_err err = { .code = MA_OK };
	double us;

	if (!mkdtemp(dir))
		bench_fail("mkdtemp", "no temporary directory");
	snprintf(path, sizeof(path), "%s/context.db", dir);
	if (ma_store_sqlite_open(path, true, &opts.store, &err))
		bench_fail("dag", err.msg);
	us = time_run(g, &opts);
	ma_store_free(opts.store);
	remove_tree(dir);
	return us;
}

static void durable(struct bench *b, const char *shape, struct dag g, uint32_t slots, double target)
{
	double best = time_durable(&g, slots), us;
	char name[120];
	int i;

	for (i = 1; i < ROUNDS_LARGE; i++) {
		us = time_durable(&g, slots);
		best = us < best ? us : best;
	}
	snprintf(name, sizeof(name), "dag: %s of %u, every event durable, %u slots", shape, g.n,
		slots);
	bench_figure(b, name, best, "us", target);
	dag_free(&g);
}

void bench_dag(struct bench *b)
{
	uint32_t part = b->small ? 100 : 1, side = b->small ? 10 : 100;

	in_memory(b, "wide", dag_wide(10000 / part), ROUNDS);
	in_memory(b, "chain", dag_chain(10000 / part), ROUNDS);
	in_memory(b, "layered", dag_layered(side, side, 42), ROUNDS);
	in_memory(b, "wide", dag_wide(1000000 / part), ROUNDS_LARGE);
	in_memory(b, "chain", dag_chain(1000000 / part), ROUNDS_LARGE);
	durable(b, "wide", dag_wide(10000 / part), SLOTS_GROUP, DURABLE_US_MAX);
	durable(b, "layered", dag_layered(side, side, 42), SLOTS_GROUP, -1);
	durable(b, "chain", dag_chain(1000 / part), 1, -1);
	dag_makespans(b, b->small);
	dag_peers(b, b->small);
}

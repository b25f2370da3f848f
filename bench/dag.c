/* The scheduler: what it costs, in memory and durable, and how good its schedules are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dag_makespan.h"
#include "dag_peers.h"
#include "dag_run.h"

#define ROUNDS 5
#define SLOTS 4
#define SLOTS_GROUP 1000 /* so many outcomes come at once, and become durable together */
#define TASK_US_MAX 2.0
#define DURABLE_US_MAX 25.0

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

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

static double median_run(const struct dag *g, const struct dag_run_opts *opts, int rounds)
{
	double us[ROUNDS];
	int i;

	for (i = 0; i < rounds; i++)
		us[i] = time_run(g, opts);
	qsort(us, (size_t)rounds, sizeof(*us), by_value);
	return us[rounds / 2];
}

static void in_memory(struct bench *b, const char *shape, struct dag g, int rounds)
{
	const struct dag_run_opts opts = { .slots = SLOTS };
	char name[120];

	snprintf(name, sizeof(name), "dag: %s of %u no-op tasks, %d slots", shape, g.n, SLOTS);
	bench_figure(b, name, median_run(&g, &opts, rounds), "us", TASK_US_MAX);
	dag_free(&g);
}

static void remove_tree(const char *dir)
{
	const char *const rm[] = { "rm", "-rf", dir, NULL };

	bench_run(rm, NULL, false);
}

/* In /var/tmp, which is a disk. */
static void durable(struct bench *b, const char *shape, struct dag g, uint32_t slots, double target)
{
	char dir[] = "/var/tmp/meta-agent-dag-XXXXXX", path[64], name[120];
	struct dag_run_opts opts = { .slots = slots };
	ma_err err = { .code = MA_OK };

	if (!mkdtemp(dir))
		bench_fail("mkdtemp", "no temporary directory");
	snprintf(path, sizeof(path), "%s/context.db", dir);
	if (ma_store_sqlite_open(path, true, &opts.store, &err))
		bench_fail("dag", err.msg);
	snprintf(name, sizeof(name), "dag: %s of %u, every event durable, %u slots", shape, g.n,
		slots);
	bench_figure(b, name, time_run(&g, &opts), "us", target);
	ma_store_free(opts.store);
	remove_tree(dir);
	dag_free(&g);
}

void bench_dag(struct bench *b)
{
	uint32_t part = b->small ? 100 : 1, side = b->small ? 10 : 100;

	in_memory(b, "wide", dag_wide(10000 / part), ROUNDS);
	in_memory(b, "chain", dag_chain(10000 / part), ROUNDS);
	in_memory(b, "layered", dag_layered(side, side, 42), ROUNDS);
	in_memory(b, "wide", dag_wide(1000000 / part), 1);
	in_memory(b, "chain", dag_chain(1000000 / part), 1);
	durable(b, "wide", dag_wide(10000 / part), SLOTS_GROUP, DURABLE_US_MAX);
	durable(b, "layered", dag_layered(side, side, 42), SLOTS_GROUP, -1);
	durable(b, "chain", dag_chain(1000 / part), 1, -1);
	dag_makespans(b, b->small);
	dag_peers(b, b->small);
}

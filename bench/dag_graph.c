/* Graphs to schedule. */
#include <math.h>
#include <stdlib.h>

#include "bench.h"
#include "dag_graph.h"

#define SEED 42
#define SHORTEST_MS 1000
#define LONGEST_MS 600000
#define ALPHA 1.5
#define DEPS_MAX 32

uint64_t dag_random(uint64_t *seed)
{
	uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* From low up to high, both included. */
static uint32_t between(uint64_t *seed, uint32_t low, uint32_t high)
{
	return low + (uint32_t)(dag_random(seed) % (high - low + 1));
}

static int64_t heavy_tailed(uint64_t *seed)
{
	double u = ((double)(dag_random(seed) >> 11) + 1) / 9007199254740993.0;
	double ms = SHORTEST_MS * pow(u, -1 / ALPHA);

	return ms < LONGEST_MS ? (int64_t)ms : LONGEST_MS;
}

static struct dag start(uint32_t n_max)
{
	struct dag g = { .n = 0 };

	g.first = calloc((size_t)n_max + 1, sizeof(*g.first));
	g.deps = calloc((size_t)n_max * 3 + DEPS_MAX, sizeof(*g.deps));
	g.ms = calloc((size_t)n_max + 1, sizeof(*g.ms));
	if (!g.first || !g.deps || !g.ms)
		bench_fail("dag", "out of memory");
	return g;
}

/* A dependency of the task that is being made; one that it has already is not added. */
static void add_dep(struct dag *g, uint32_t dep)
{
	uint32_t i;

	for (i = g->first[g->n]; i < g->edges; i++)
		if (g->deps[i] == dep)
			return;
	g->deps[g->edges++] = dep;
}

/* The task is made. Returns it. */
static uint32_t add_task(struct dag *g, int64_t ms)
{
	g->ms[g->n] = ms;
	g->first[g->n + 1] = g->edges;
	return g->n++;
}

struct dag dag_wide(uint32_t n)
{
	struct dag g = start(n);

	while (g.n < n)
		add_task(&g, 0);
	return g;
}

struct dag dag_chain(uint32_t n)
{
	struct dag g = start(n);

	while (g.n < n) {
		if (g.n > 0)
			add_dep(&g, g.n - 1);
		add_task(&g, 0);
	}
	return g;
}

struct dag dag_layered(uint32_t layers, uint32_t width, uint64_t seed)
{
	struct dag g = start(layers * width);
	uint32_t layer, i, k;

	for (layer = 0; layer < layers; layer++)
		for (i = 0; i < width; i++) {
			for (k = layer > 0 ? between(&seed, 1, 3) : 0; k > 0; k--)
				add_dep(&g, (layer - 1) * width + between(&seed, 0, width - 1));
			add_task(&g, 0);
		}
	return g;
}

static void make_layers(struct dag *g, uint32_t n, uint64_t *seed)
{
	uint32_t before = 0, from = 0, k;

	while (g->n < n) {
		uint32_t begin = g->n, end = begin + between(seed, 1, 20);

		while (g->n < end && g->n < n) {
			for (k = before < from ? between(seed, 1, 3) : 0; k > 0; k--)
				add_dep(g, between(seed, before, from - 1));
			add_task(g, heavy_tailed(seed));
		}
		before = begin;
		from = g->n;
	}
}

static void make_tangle(struct dag *g, uint32_t n, uint64_t *seed)
{
	uint32_t k;

	while (g->n < n) {
		for (k = g->n > 0 ? between(seed, 0, 3) : 0; k > 0; k--)
			add_dep(g, between(seed, g->n > 30 ? g->n - 30 : 0, g->n - 1));
		add_task(g, heavy_tailed(seed));
	}
}

static void make_forks(struct dag *g, uint32_t n, uint64_t *seed)
{
	uint32_t ends[16], width, i, k, join = add_task(g, heavy_tailed(seed));

	while (g->n < n) {
		width = between(seed, 2, 16);
		for (i = 0; i < width; i++) {
			ends[i] = join;
			for (k = between(seed, 1, 5); k > 0; k--) {
				add_dep(g, ends[i]);
				ends[i] = add_task(g, heavy_tailed(seed));
			}
		}
		for (i = 0; i < width; i++)
			add_dep(g, ends[i]);
		join = add_task(g, heavy_tailed(seed));
	}
}

struct dag dag_heavy_tailed(uint32_t index)
{
	static void (*const make[])(struct dag * g, uint32_t n, uint64_t * seed) = { make_layers,
		make_tangle, make_forks };
	uint64_t seed = SEED * UINT64_C(1000003) + index;
	uint32_t n = between(&seed, 50, 300);
	struct dag g = start(n + 16 * 5 + 2); /* the last fork may go beyond n */

	make[index % 3](&g, n, &seed);
	return g;
}

void dag_free(struct dag *g)
{
	free(g->first);
	free(g->deps);
	free(g->ms);
	*g = (struct dag){ .n = 0 };
}

int64_t dag_critical_path(const struct dag *g)
{
	int64_t *end = calloc((size_t)g->n + 1, sizeof(*end)), longest = 0;
	uint32_t i, k;

	if (!end)
		bench_fail("dag", "out of memory");
	for (i = 0; i < g->n; i++) {
		for (k = g->first[i]; k < g->first[i + 1]; k++)
			end[i] = end[g->deps[k]] > end[i] ? end[g->deps[k]] : end[i];
		end[i] += g->ms[i];
		longest = end[i] > longest ? end[i] : longest;
	}
	free(end);
	return longest;
}

int64_t dag_lower_bound(const struct dag *g, uint32_t slots)
{
	int64_t work = 0, path = dag_critical_path(g);
	uint32_t i;

	for (i = 0; i < g->n; i++)
		work += g->ms[i];
	work = (work + slots - 1) / slots;
	return work > path ? work : path;
}

void dag_write(const struct dag *g, FILE *f)
{
	uint32_t i, k;

	for (i = 0; i < g->n; i++) {
		fprintf(f, "%u %lld", i, (long long)g->ms[i]);
		for (k = g->first[i]; k < g->first[i + 1]; k++)
			fprintf(f, " %u", g->deps[k]);
		fputc('\n', f);
	}
}

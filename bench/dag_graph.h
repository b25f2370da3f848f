/*
 * Graphs to schedule. What is made depends on the seed alone; this file was written before
 * anything was measured with it, and the graphs are what all schedulers here get.
 */
#ifndef MA_BENCH_DAG_GRAPH_H
#define MA_BENCH_DAG_GRAPH_H

#include <stdint.h>
#include <stdio.h>

/* Tasks stand after those they depend on. */
struct dag {
	uint32_t n, edges;
	uint32_t *first; /* deps of task i: deps[first[i]] up to deps[first[i + 1]] */
	uint32_t *deps;
	int64_t *ms; /* how long each takes; 0: nothing */
};

uint64_t dag_random(uint64_t *seed); /* splitmix64 */

struct dag dag_wide(uint32_t n);
struct dag dag_chain(uint32_t n);

/* Each task of a layer depends on one to three of the layer before. */
struct dag dag_layered(uint32_t layers, uint32_t width, uint64_t seed);

/*
 * 50 to 300 tasks whose durations are Pareto distributed (alpha 1.5) from 1 s to 10 min. By
 * turns: layers of 1 to 20 tasks, each depending on one to three of the layer before; tasks that
 * depend on up to three of the 30 before them; forks into 2 to 16 chains of 1 to 5 tasks and joins.
 */
struct dag dag_heavy_tailed(uint32_t index);

void dag_free(struct dag *g);

/* The longest path, and the work shared out evenly: no schedule is shorter than the larger one. */
int64_t dag_critical_path(const struct dag *g);
int64_t dag_lower_bound(const struct dag *g, uint32_t slots);

/* As lines "task milliseconds dependency…", for other programs. */
void dag_write(const struct dag *g, FILE *f);

#endif

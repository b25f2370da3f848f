/*
 * A run of a graph through the very fold and decide that runs use, in a world that answers at
 * once: a task costs what deciding, folding and encoding cost, and nothing else.
 *
 * What a task of a graph goes through is seven events: task.started, call.intended, call.admitted
 * and task.completed are decisions, call.prepared, call.replied and files.proposed (an empty
 * set: there is nothing to commit) are outcomes. A turn is the engine's: all outcomes that are there
 * are folded, then it is decided until there is nothing to decide, and all events are encoded.
 */
#ifndef MA_BENCH_DAG_RUN_H
#define MA_BENCH_DAG_RUN_H

#include "base/buf.h"
#include "bench.h"
#include "core/decide.h"
#include "dag_graph.h"
#include "store/store.h"

struct dag_run {
	struct ma_state state;
	struct ma_effect *effects;
	size_t effects_cap;
	int64_t now_ms;
	struct ma_buf text;   /* the turn's events, one after the other */
	struct ma_str *lines; /* in text, once the turn is over */
	size_t *ends, events_n, events_cap;
	int64_t events_all, turns;
	struct ma_store *store; /* NULL: nothing is kept */
};

struct dag_run_opts {
	uint32_t slots;
	bool estimates; /* the plan says how long each task takes; otherwise nothing */
	struct ma_store *store;
};

/* The plan of a graph. Gives. */
struct ma_plan *dag_plan(const struct dag *g, bool estimates);

/* Begin with the plan, which is taken, and decide for the first time. */
void dag_run_begin(struct dag_run *r, const struct dag_run_opts *opts, struct ma_plan *plan);

/* Answer what is under way but calls, and decide; until only calls are under way. */
void dag_run_settle(struct dag_run *r);

/* What the state lists: r->effects. */
size_t dag_run_effects(struct dag_run *r);

/* One effect's outcome, not decided upon yet. */
void dag_run_answer(struct dag_run *r, const struct ma_effect *e);

/* Decide, and let the turn's events be durable where there is a store. */
void dag_run_turn(struct dag_run *r);

/* Everything at once, to the end. */
void dag_run_all(struct dag_run *r);

/* All tasks completed, or the benchmark fails. */
void dag_run_end(struct dag_run *r);

#endif

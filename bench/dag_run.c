/* A run of a graph in a world that answers at once. */
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "dag_run.h"

#define ARENA_MAX ((size_t)8 << 30)
#define RUN "01a20552-904c-7a25-afee-3f0712ee0791"
#define BLOB "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define STREAM "run/" RUN
#define LONG_MS INT64_C(1000000000)

static void check(ma_rc rc, const ma_err *err)
{
	if (rc)
		bench_fail("dag", err->msg);
}

static void *want(void *p)
{
	if (!p)
		bench_fail("dag", "out of memory");
	return p;
}

static void fill_task(
	struct ma_plan *plan, const struct dag *g, struct ma_task *t, uint32_t i, bool estimates)
{
	char id[16];
	int n = snprintf(id, sizeof(id), "t%07u", i);

	t->id = ma_str_n(want(ma_arena_dup(&plan->arena, ma_str_n(id, (size_t)n))), (size_t)n);
	t->folded = t->name = t->id;
	t->agent = MA_STR("worker");
	t->deps = g->deps + g->first[i];
	t->deps_n = g->first[i + 1] - g->first[i];
	t->timeout_ms = t->deadline_ms = LONG_MS;
	t->estimate_ms = estimates && g->ms[i] > 0 ? g->ms[i] : MA_TASK_ESTIMATE_MS;
	if (!ma_map_put(&plan->ids, t->id, t))
		bench_fail("dag", "out of memory");
}

struct ma_plan *dag_plan(const struct dag *g, bool estimates)
{
	struct ma_plan *plan = want(ma_new(struct ma_plan));
	ma_err err = { .code = MA_OK };
	int64_t cycle = -1;
	uint32_t i;

	plan->arena = (struct ma_arena)MA_ARENA_INIT(ARENA_MAX);
	plan->tasks_n = plan->tasks_cap = g->n;
	plan->tasks = want(ma_arena_new_n(&plan->arena, struct ma_task, g->n));
	for (i = 0; i < g->n; i++)
		fill_task(plan, g, &plan->tasks[i], i, estimates);
	check(ma_plan_link(plan, &cycle, &err), &err);
	return plan;
}

static void grow(struct dag_run *r)
{
	r->events_cap = r->events_cap ? r->events_cap * 2 : 64;
	r->ends = want(ma_realloc(r->ends, r->events_cap, sizeof(*r->ends)));
	r->lines = want(ma_realloc(r->lines, r->events_cap, sizeof(*r->lines)));
}

/* As the engine's batch does: numbered and encoded. */
static bool keep(void *data, const struct ma_event *event)
{
	struct dag_run *r = data;
	struct ma_event e = *event;

	if (r->events_n == r->events_cap)
		grow(r);
	e.seq = ++r->state.seq;
	ma_event_encode(&e, &r->text);
	r->ends[r->events_n++] = r->text.n;
	return r->text.rc == MA_OK;
}

static void fold(struct dag_run *r, struct ma_event e)
{
	ma_err err = { .code = MA_OK };

	e.at_ms = r->now_ms;
	e.run = MA_STR(RUN);
	check(ma_state_fold(&r->state, &e, &err), &err);
	if (!keep(r, &e))
		bench_fail("dag", "out of memory");
}

static void append(struct dag_run *r)
{
	struct ma_store_append a = { .stream = STREAM,
		.expected_seq = r->state.seq - (int64_t)r->events_n,
		.events = r->lines,
		.events_n = r->events_n };
	ma_err err = { .code = MA_OK };
	size_t i;

	for (i = 0; i < r->events_n; i++) {
		size_t from = i > 0 ? r->ends[i - 1] : 0;

		r->lines[i] = ma_str_n(r->text.p + from, r->ends[i] - from);
	}
	check(ma_store_append(r->store, &a, &err), &err);
}

void dag_run_turn(struct dag_run *r)
{
	ma_err err = { .code = MA_OK };

	check(ma_decide(&r->state, r->now_ms, keep, r, &err), &err);
	if (r->store && r->events_n > 0)
		append(r);
	r->events_all += (int64_t)r->events_n;
	r->turns++;
	r->events_n = 0;
	ma_buf_clear(&r->text);
}

void dag_run_begin(struct dag_run *r, const struct dag_run_opts *opts, struct ma_plan *plan)
{
	*r = (struct dag_run){ .now_ms = INT64_C(1795374169123),
		.text = MA_BUF_INIT(ARENA_MAX),
		.store = opts->store };
	ma_state_init(&r->state);
	r->state.arena.max = ARENA_MAX;
	fold(r,
		(struct ma_event){ .kind = MA_EVENT_RUN_STARTED,
			.prompt = MA_STR(BLOB),
			.seed = MA_STR("42"),
			.provider = MA_STR("script"),
			.model = MA_STR("script-1"),
			.jobs = opts->slots,
			.no_verify = true });
	ma_state_give_plan(&r->state, plan);
	fold(r,
		(struct ma_event){ .kind = MA_EVENT_PLAN_ACCEPTED,
			.plan = MA_STR(BLOB),
			.count = plan->tasks_n });
	dag_run_turn(r);
}

size_t dag_run_effects(struct dag_run *r)
{
	size_t most = ma_effects_max(&r->state);

	if (most > r->effects_cap) {
		r->effects_cap = 2 * most;
		r->effects = want(ma_realloc(r->effects, r->effects_cap, sizeof(*r->effects)));
	}
	return ma_effects(&r->state, r->effects);
}

void dag_run_answer(struct dag_run *r, const struct ma_effect *e)
{
	struct ma_event o = { .effect = ma_str(e->id), .task = e->work->task->id };

	switch (e->kind) {
	case MA_EFFECT_PROMPT:
		o.kind = MA_EVENT_CALL_PREPARED;
		o.request = o.key = MA_STR(BLOB);
		o.model = MA_STR("script-1");
		o.worst_tokens = 1;
		break;
	case MA_EFFECT_CALL:
		o.kind = MA_EVENT_CALL_REPLIED;
		o.reply = o.key = MA_STR(BLOB);
		o.model = MA_STR("script-1");
		o.usage = (struct ma_usage){ .input = 1, .output = 1 };
		o.sent = true;
		break;
	case MA_EFFECT_READ_FILES:
		o.kind = MA_EVENT_FILES_PROPOSED;
		o.files = MA_STR(BLOB);
		break;
	case MA_EFFECT_READ_PLAN:
	case MA_EFFECT_COMMIT:
	case MA_EFFECT_REWIND:
	case MA_EFFECT_VERIFY:
	case MA_EFFECT_RESTORE:
	case MA_EFFECT_LOCK:
	case MA_EFFECT_QUICK:
		bench_fail("dag", "a no-op task has another effect");
	}
	fold(r, o);
}

void dag_run_settle(struct dag_run *r)
{
	bool more = true;
	size_t n, i;

	while (more) {
		more = false;
		n = dag_run_effects(r);
		for (i = 0; i < n; i++)
			if (r->effects[i].kind != MA_EFFECT_CALL) {
				dag_run_answer(r, &r->effects[i]);
				more = true;
			}
		if (more)
			dag_run_turn(r);
	}
}

void dag_run_all(struct dag_run *r)
{
	size_t n, i;

	while ((n = dag_run_effects(r)) > 0) {
		for (i = 0; i < n; i++)
			dag_run_answer(r, &r->effects[i]);
		dag_run_turn(r);
	}
}

void dag_run_end(struct dag_run *r)
{
	if (r->state.phase != MA_RUN_FINISHED || r->state.tally.completed != r->state.tally.total)
		bench_fail("dag", "a run did not complete all of its tasks");
	ma_state_done(&r->state);
	ma_buf_done(&r->text);
	ma_free(r->effects);
	ma_free(r->lines);
	ma_free(r->ends);
}

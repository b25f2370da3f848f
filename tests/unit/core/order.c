/*
 * The order of tasks, by its properties: random graphs run at random, and a naive checker that
 * looks at every decision. A seed that fails is named; ORDER_SEED=n runs it alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "core/decide.h"
#include "support/graph.h"

#define SEEDS 5000
#define STEPS_MAX 20000

enum fate { WAITS, STARTED, COMPLETED, FAILED, SKIPPED, CANCELLED };

struct world {
	uint64_t seed;
	struct graph g;
	int64_t jobs;
	bool fail_fast, gated;
	struct ma_gate gate;
	struct ma_crew_limit limits[1];
	struct ma_terms terms;

	struct ma_state s;
	int64_t now;
	enum fate fates[GRAPH_TASKS_MAX];         /* as the decisions tell them */
	uint32_t ended[GRAPH_TASKS_MAX], ended_n; /* in this order */
	struct ma_buf said;
	ma_err err;
};

#define broken(w, ...)                                                                 \
	do {                                                                           \
		print_error("seed %llu: ORDER_SEED=%llu runs it alone\n",              \
			(unsigned long long)(w)->seed, (unsigned long long)(w)->seed); \
		fail_msg(__VA_ARGS__);                                                 \
	} while (0)

/* The naive checker. */

static bool has_ended(const struct world *w, uint32_t i)
{
	return w->fates[i] >= COMPLETED;
}

/* A dependency that stands in nobody's way any more. */
static bool is_settled(const struct world *w, uint32_t i)
{
	return w->fates[i] == COMPLETED || (w->g.optional[i] && has_ended(w, i));
}

static bool may_start(const struct world *w, uint32_t i)
{
	uint32_t j;

	if (w->fates[i] != WAITS)
		return false;
	for (j = 0; j < w->g.n; j++)
		if (w->g.depends[i][j] && !is_settled(w, j))
			return false;
	return true;
}

static int64_t busy_of(const struct world *w, uint32_t agent)
{
	int64_t busy = 0;
	uint32_t i;

	for (i = 0; i < w->g.n; i++)
		busy += w->g.agent[i] == agent && ma_task_state_busy(w->s.works[i].state);
	return busy;
}

static int64_t limit_of(const struct world *w, uint32_t agent)
{
	return ma_str_eq(w->limits[0].agent, graph_agents[agent]) ? w->limits[0].jobs : INT64_MAX;
}

/* Neither its agent nor the files that it writes are in its way. */
static bool is_free(const struct world *w, uint32_t i)
{
	uint32_t j;

	if (busy_of(w, w->g.agent[i]) >= limit_of(w, w->g.agent[i]))
		return false;
	for (j = 0; j < w->g.n; j++)
		if (j != i && ma_task_state_busy(w->s.works[j].state) &&
			graph_writes_meet(&w->g, i, j))
			return false;
	return true;
}

static bool goes_first(const struct world *w, uint32_t a, uint32_t b)
{
	int64_t pa = w->s.works[a].path_ms, pb = w->s.works[b].path_ms;

	return pa != pb ? pa > pb : a < b;
}

static void check_started(struct world *w, uint32_t i)
{
	uint32_t j;

	if (!may_start(w, i))
		broken(w, "t%u started before its dependencies, or twice", i);
	if (!is_free(w, i))
		broken(w, "t%u started beyond a limit", i);
	for (j = 0; j < w->g.n; j++)
		if (j != i && may_start(w, j) && is_free(w, j) && goes_first(w, j, i))
			broken(w, "t%u started, and t%u had a longer way to go", i, j);
	w->fates[i] = STARTED;
}

/* Does what waits for `i` wait, over others, for `cause`? Who waits for an optional task is not held up by it. */
static bool is_downstream(const struct world *w, uint32_t i, uint32_t cause)
{
	uint32_t j;

	for (j = 0; j < w->g.n; j++)
		if (w->g.depends[i][j] && !w->g.optional[j] &&
			(j == cause || is_downstream(w, j, cause)))
			return true;
	return false;
}

static void check_skipped(struct world *w, uint32_t i, struct ma_str cause)
{
	uint32_t k, first = w->g.n;
	char name[16];

	for (k = 0; k < w->ended_n && first == w->g.n; k++)
		if (w->fates[w->ended[k]] == FAILED && is_downstream(w, i, w->ended[k]))
			first = w->ended[k];
	(void)snprintf(name, sizeof(name), "t%u", first); /* fits */
	if (first == w->g.n || !ma_str_is(cause, name))
		broken(w, "t%u was skipped because of " MA_STR_FMT ", not of %s", i,
			MA_STR_ARG(cause), name);
}

static void end_task(struct world *w, uint32_t i, enum fate fate, bool from_start)
{
	if (has_ended(w, i) || (from_start && w->fates[i] != STARTED) ||
		(fate == SKIPPED && w->fates[i] != WAITS))
		broken(w, "t%u ended twice, or before it started", i);
	w->fates[i] = fate;
	w->ended[w->ended_n++] = i;
}

static void check_decision(struct world *w, const struct ma_event *e, uint32_t i)
{
	switch (e->kind) {
	case MA_EVENT_TASK_STARTED:
		check_started(w, i);
		break;
	case MA_EVENT_TASK_COMPLETED:
		end_task(w, i, COMPLETED, true);
		break;
	case MA_EVENT_TASK_FAILED:
		end_task(w, i, FAILED, true);
		break;
	case MA_EVENT_TASK_SKIPPED:
		check_skipped(w, i, e->cause);
		end_task(w, i, SKIPPED, false);
		break;
	case MA_EVENT_TASK_CANCELLED:
		if (!w->fail_fast)
			broken(w, "t%u was cancelled by nobody", i);
		end_task(w, i, CANCELLED, false);
		break;
	default:
		break;
	}
}

static bool on_decision(void *data, const struct ma_event *e)
{
	struct world *w = data;
	uint64_t i;

	ma_buf_addf(&w->said, "%s " MA_STR_FMT " %lld\n", ma_event_kind_name(e->kind),
		MA_STR_ARG(e->task), (long long)e->not_before_ms);
	if (e->task.n > 1 && ma_str_to_u64(ma_str_from(e->task, 1), &i))
		check_decision(w, e, (uint32_t)i);
	return !w->said.rc;
}

static bool fell(const struct world *w)
{
	uint32_t i;

	for (i = 0; i < w->g.n; i++)
		if (w->fates[i] == FAILED && !w->g.optional[i])
			return true;
	return false;
}

static int64_t longest_way(const struct world *w, uint32_t i)
{
	int64_t longest = 0, weight;
	uint32_t j;

	for (j = 0; j < w->g.n; j++)
		if (w->g.depends[j][i] && w->s.works[j].path_ms > longest)
			longest = w->s.works[j].path_ms;
	weight = w->g.estimate_s[i] * w->s.agents[w->s.works[i].agent].scale_milli;
	return longest + (weight > 0 ? weight : 1);
}

static void check_limits(struct world *w)
{
	int64_t busy = 0, calls = 0;
	uint32_t i;

	for (i = 0; i < w->g.n; i++) {
		busy += ma_task_state_busy(w->s.works[i].state);
		calls += w->s.works[i].state == MA_TASK_CALLING;
	}
	if (busy > w->jobs || busy != w->s.active_n)
		broken(w, "%lld tasks at once of %lld, and %u are thought to be", (long long)busy,
			(long long)w->jobs, w->s.active_n);
	for (i = 0; i < GRAPH_AGENTS; i++)
		if (busy_of(w, i) > limit_of(w, i))
			broken(w, "too many tasks of " MA_STR_FMT, MA_STR_ARG(graph_agents[i]));
	if (w->gated && calls != w->gate.in_flight)
		broken(w, "%lld calls, and the gate counts %lld", (long long)calls,
			(long long)w->gate.in_flight);
	if (w->s.reserved_tokens != 10 * calls)
		broken(w, "%lld tokens are reserved for %lld calls",
			(long long)w->s.reserved_tokens, (long long)calls);
}

/* After each turn: the limits hold, the ways are right, and nothing waits that could run. */
static void check_turn(struct world *w)
{
	uint32_t i;

	check_limits(w);
	for (i = 0; i < w->g.n; i++) {
		if (w->s.works[i].path_ms != longest_way(w, i))
			broken(w, "t%u has %lld ms to go, not %lld", i,
				(long long)w->s.works[i].path_ms, (long long)longest_way(w, i));
		if (w->s.active_n < w->jobs && !w->gated && may_start(w, i) && is_free(w, i) &&
			!(w->fail_fast && fell(w)))
			broken(w, "t%u could run, and there is room", i);
	}
}

static void check_end(struct world *w)
{
	const struct ma_tally *t = &w->s.tally;
	uint32_t i, j;

	for (i = 0; i < w->g.n; i++) {
		bool held_up = false;

		for (j = 0; j < w->g.n; j++)
			held_up = held_up || (w->g.depends[i][j] && !is_settled(w, j));
		if (!has_ended(w, i))
			broken(w, "t%u never ended", i);
		if (held_up && w->fates[i] != SKIPPED && w->fates[i] != CANCELLED)
			broken(w, "t%u ran although what it needs did not complete", i);
	}
	if (t->completed + t->failed + t->skipped + t->cancelled != w->g.n || t->total != w->g.n)
		broken(w, "the summary does not add up");
}

/* The world. */

static void decide(struct world *w)
{
	if (ma_decide(&w->s, w->now, on_decision, w, &w->err))
		broken(w, "%s", w->err.msg);
	if (w->s.phase == MA_RUN_WORKING)
		check_turn(w);
}

static void fold(struct world *w, struct ma_event e)
{
	e.at_ms = w->now;
	e.run = MA_STR("r");
	if (ma_state_fold(&w->s, &e, &w->err))
		broken(w, "%s", w->err.msg);
}

static void set_up(struct world *w, uint64_t seed)
{
	*w = (struct world){ .seed = seed, .now = 1000000, .said = MA_BUF_INIT(1 << 24) };
	graph_new(&w->g, seed);
	w->jobs = 1 + (int64_t)graph_draw(&w->g, 6);
	w->fail_fast = graph_draw(&w->g, 8) == 0;
	w->gated = graph_draw(&w->g, 3) == 0;
	w->limits[0].agent = graph_agents[graph_draw(&w->g, GRAPH_AGENTS)];
	w->limits[0].jobs = 1 + (int64_t)graph_draw(&w->g, 3);
	w->terms = (struct ma_terms){ .crews = w->limits, .crews_n = 1 };
	w->terms.gates[0] = w->gated ? &w->gate : NULL;
	ma_state_init(&w->s);
	ma_state_adopt(&w->s, &w->terms);
	fold(w,
		(struct ma_event){ .kind = MA_EVENT_RUN_STARTED,
			.prompt = MA_STR("p"),
			.seed = MA_STR("s"),
			.jobs = w->jobs,
			.fail_fast = w->fail_fast,
			.no_verify = true });
	ma_state_give_plan(&w->s, graph_plan(&w->g));
	fold(w, (struct ma_event){ .kind = MA_EVENT_PLAN_ACCEPTED, .plan = MA_STR("h") });
}

static void tear_down(struct world *w)
{
	ma_state_done(&w->s);
	ma_buf_done(&w->said);
}

static struct ma_event draw_end_of_call(struct world *w)
{
	static const char *const classes[] = { "transient", "rate", "filter", "timeout" };

	if (graph_draw(&w->g, 4) > 0)
		return (struct ma_event){ .kind = MA_EVENT_CALL_REPLIED, .reply = MA_STR("r") };
	return (struct ma_event){ .kind = MA_EVENT_CALL_FAILED,
		.class = ma_str(classes[graph_draw(&w->g, MA_COUNT(classes))]),
		.message = MA_STR("it broke") };
}

/* What may come of an effect. */
static struct ma_event draw_outcome(struct world *w, enum ma_effect_kind kind)
{
	switch (kind) {
	case MA_EFFECT_PROMPT:
		return (struct ma_event){
			.kind = MA_EVENT_CALL_PREPARED, .request = MA_STR("q"), .worst_tokens = 10
		};
	case MA_EFFECT_CALL:
		return draw_end_of_call(w);
	case MA_EFFECT_READ_FILES:
		if (graph_draw(&w->g, 10) == 0)
			return (struct ma_event){ .kind = MA_EVENT_FILES_REJECTED,
				.message = MA_STR("no files") };
		return (struct ma_event){
			.kind = MA_EVENT_FILES_PROPOSED, .files = MA_STR("f"), .count = 1
		};
	case MA_EFFECT_COMMIT:
		return (struct ma_event){ .kind = MA_EVENT_FILES_COMMITTED, .commit = MA_STR("c") };
	default:
		broken(w, "effect %d is not expected", (int)kind);
		return (struct ma_event){ .kind = MA_EVENT_RUN_FINISHED };
	}
}

/* One of the effects that are under way ends, whichever; without any, time goes on. */
static void step(struct world *w)
{
	struct ma_effect effects[GRAPH_TASKS_MAX + 2];
	size_t n = ma_effects(&w->s, effects);
	const struct ma_effect *e;
	struct ma_event outcome;

	if (n == 0) {
		w->now = ma_wake_at(&w->s, w->now);
		if (w->now == INT64_MAX)
			broken(w, "the run is stuck");
		decide(w);
		return;
	}
	w->now += (int64_t)graph_draw(&w->g, 500);
	e = &effects[graph_draw(&w->g, n)];
	outcome = draw_outcome(w, e->kind);
	outcome.task = ma_work_id(e->work);
	outcome.effect = ma_str(e->id);
	fold(w, outcome);
	decide(w);
}

static void run(struct world *w, uint64_t seed)
{
	int steps = 0;

	set_up(w, seed);
	decide(w);
	while (w->s.phase != MA_RUN_FINISHED) {
		if (++steps > STEPS_MAX)
			broken(w, "the run does not end");
		step(w);
	}
	check_end(w);
}

static void every_graph_runs_in_order_to_its_end(void **state)
{
	const char *one = getenv("ORDER_SEED");
	uint64_t seed = 1, last = SEEDS;
	struct world w;

	(void)state;
	if (one && ma_str_to_u64(ma_str(one), &seed))
		last = seed;
	print_message("seeds %llu to %llu\n", (unsigned long long)seed, (unsigned long long)last);
	for (; seed <= last; seed++) {
		run(&w, seed);
		tear_down(&w);
	}
}

static void the_same_outcomes_lead_to_the_same_decisions(void **state)
{
	struct world a, b;
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 100; seed++) {
		run(&a, seed);
		run(&b, seed);
		if (!ma_str_eq(ma_buf_str(&a.said), ma_buf_str(&b.said)))
			broken(&a, "decided otherwise the second time");
		tear_down(&a);
		tear_down(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_graph_runs_in_order_to_its_end),
		cmocka_unit_test(the_same_outcomes_lead_to_the_same_decisions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

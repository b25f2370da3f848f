/*
 * The simulated world: who performs the effects of a run. It keeps what a real world keeps
 * when a process dies: which calls were sent, and the commits.
 */
#include <stdio.h>

#include "base/alloc.h"
#include "engine/simulate_act.h"

void ma_sim_hit(struct sim_world *w, enum ma_sim_fault f, uint32_t task)
{
	uint32_t i;

	if (f == MA_SIM_FINE)
		return;
	if (task != MA_SIM_NOBODY) {
		w->r->hits[f][ma_sim_state_of(w->k, task)]++;
		return;
	}
	if (w->k->phase == SIM_VERIFYING)
		w->r->hits[f][MA_SIM_WHEN_VERIFYING]++;
	if (w->k->phase == SIM_PLANNING)
		w->r->hits[f][MA_SIM_WHEN_PLANNING]++;
	for (i = 0; i < MA_SIM_TASKS_MAX && w->k->phase >= SIM_WORKING; i++)
		if (w->k->seen[i].exists)
			w->r->hits[f][ma_sim_state_of(w->k, i)]++;
}

/* The note on an effect that had consequences outside; made when there is none. */
uint32_t ma_sim_world_note(struct sim_world *w, const char *effect, bool *made_out)
{
	uint32_t i = 0;

	while (i < w->sent_n && strcmp(w->sent[i].effect, effect) != 0)
		i++;
	*made_out = i == w->sent_n;
	if (*made_out) {
		MA_ASSERT(w->sent_n < SIM_SENT_MAX);
		memcpy(w->sent[i].effect, effect, MA_EFFECT_ID_SIZE);
		w->sent[i].life = w->life;
		w->sent[i].committed = w->sent[i].whole = w->sent[i].lost = false;
		w->sent[i].tree[0] = '\0';
		w->sent_n++;
	}
	return i;
}

static struct sim_act *act_new(struct sim_world *w, const struct sim_act *from)
{
	struct sim_act *a = ma_new(struct sim_act);

	MA_ASSERT(a); /* simulations do not run out of memory */
	*a = *from;
	a->world = w;
	a->timer = NULL;
	a->next = w->acts;
	w->acts = a;
	return a;
}

static void act_free(struct sim_act *a)
{
	struct sim_act **at = &a->world->acts;

	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
	ma_free(a);
}

static void act_at(struct sim_act *a, int64_t ms, ma_loop_fn *fn)
{
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = ma_timer_start(a->world->loop, ms, fn, a, &a->timer, &err);

	MA_ASSERT(!rc);
}

/* Another outcome of an effect that has had one: deliver it to whoever runs now. */
static void deliver_again(struct sim_act *a, struct ma_engine *run)
{
	struct ma_outcome *o = ma_outcome_new(a->effect);

	MA_ASSERT(o);
	if (!a->d && a->kind == MA_EFFECT_COMMIT && a->fault == MA_SIM_FINE) {
		struct ma_event e = ma_sim_act_event(a, o, MA_EVENT_FILES_COMMITTED);

		e.commit = MA_STR("badc0de");
		e.count = 1;
		ma_outcome_add(o, e);
	} else {
		ma_sim_act_outcome(a, o);
	}
	ma_live_deliver(run, o);
}

static void on_echo(void *data)
{
	struct sim_act *a = data;

	ma_sim_hit(a->world, MA_SIM_ECHO, a->task);
	deliver_again(a, a->world->engine);
	act_free(a);
}

/* What sort of echo: anything that the effect could have come to. */
static enum ma_sim_fault echo_fault(const struct sim_act *a)
{
	bool well = ma_sim_chance(a->world->c, SIM_DRAW_AFTER, ma_sim_act_key(a) + 1000, a->nth, 50);

	if (well)
		return MA_SIM_FINE;
	switch (a->kind) {
	case MA_EFFECT_PROMPT:
		return MA_SIM_NO_PROMPT;
	case MA_EFFECT_CALL:
		return (enum ma_sim_fault)(
			ma_sim_draw(a->world->c, SIM_DRAW_WHICH, ma_sim_act_key(a) + 1000, a->nth) %
			MA_SIM_CANCELED);
	case MA_EFFECT_READ_PLAN:
		return MA_SIM_BAD_PLAN;
	case MA_EFFECT_READ_FILES:
		return MA_SIM_BAD_FILES;
	case MA_EFFECT_COMMIT:
		return MA_SIM_COMMIT_REFUSED;
	case MA_EFFECT_REWIND:
		return MA_SIM_FINE;
	case MA_EFFECT_QUICK:
		return MA_SIM_QUICK_FAILS;
	case MA_EFFECT_VERIFY:
	case MA_EFFECT_RESTORE:
	case MA_EFFECT_LOCK:
		break;
	}
	return MA_SIM_VERIFY_FAILS;
}

static void plan_echo(const struct sim_act *of)
{
	const struct ma_sim_case *c = of->world->c;
	struct sim_act *a;

	if (!ma_sim_may(c, MA_SIM_ECHO) ||
		!ma_sim_chance(c, SIM_DRAW_AFTER, ma_sim_act_key(of) + 2000, of->nth, 30))
		return;
	a = act_new(of->world, of);
	a->d = NULL;
	a->fault = echo_fault(of);
	act_at(a,
		ma_sim_chance(c, SIM_DRAW_AFTER, ma_sim_act_key(of) + 3000, of->nth, 60)
			? ma_sim_between(
				  c, SIM_DRAW_AFTER, ma_sim_act_key(of) + 4000, of->nth, 0, 40)
			: ma_sim_between(
				  c, SIM_DRAW_AFTER, ma_sim_act_key(of) + 5000, of->nth, 0, 60000),
		on_echo);
}

static void act_end(struct sim_act *a)
{
	struct ma_engine *run = a->d->run;
	struct ma_doing *d = a->d;
	bool twice = !d->outcome->err.code && d->outcome->events_n > 0 &&
		ma_sim_may(a->world->c, MA_SIM_TWICE) && ma_sim_act_chance(a, SIM_DRAW_RUN, 20);

	plan_echo(a);
	if (twice) {
		ma_sim_hit(a->world, MA_SIM_TWICE, a->task);
		deliver_again(a, run);
	}
	act_free(a);
	ma_live_finish(d);
}

/* From here on the answer lies in a spool, until it is in the log. */
static void note_whole(struct sim_act *a)
{
	bool made;
	uint32_t at = ma_sim_world_note(a->world, a->effect, &made);

	a->world->sent[at].whole = true;
	a->world->sent[at].fault = a->fault;
	a->world->sent[at].nth = a->nth;
}

static bool has_answer(const struct sim_act *a)
{
	return a->kind == MA_EFFECT_CALL && a->d && !a->canceled &&
		(a->fault == MA_SIM_FINE || a->fault == MA_SIM_CUT);
}

static void on_end(void *data)
{
	struct sim_act *a = data;

	ma_sim_hit(a->world, a->fault, a->task);
	if (has_answer(a))
		note_whole(a);
	ma_sim_act_outcome(a, a->d->outcome);
	act_end(a);
}

/* Whoever stops in the middle of one has nothing to say. */
static bool is_check(const struct sim_act *a)
{
	return a->kind == MA_EFFECT_VERIFY || a->kind == MA_EFFECT_QUICK;
}

/* It was told to stop: it says so, or answers nevertheless, or says nothing. */
static void on_canceled(void *data)
{
	struct sim_act *a = data;
	struct sim_world *w = a->world;

	if (a->fault == MA_SIM_STUCK || a->fault == MA_SIM_SLOW)
		ma_sim_hit(w, a->fault, a->task);
	if (ma_sim_may(w->c, MA_SIM_LATE) && ma_sim_act_chance(a, SIM_DRAW_RANK, 60)) {
		ma_sim_hit(w, MA_SIM_LATE, a->task);
		if (a->fault != MA_SIM_CUT)
			a->fault = MA_SIM_FINE;
		ma_sim_act_outcome(a, a->d->outcome);
	} else if (is_check(a) ||
		(ma_sim_may(w->c, MA_SIM_SILENT) && ma_sim_act_chance(a, SIM_DRAW_RANK, 80))) {
		ma_sim_hit(w, MA_SIM_SILENT, a->task);
	} else {
		ma_sim_act_failure(a, a->d->outcome, MA_LLM_CANCELED, 0);
	}
	act_end(a);
}

/* Calls cost money: each is sent once, whoever lives. */
static void note_call(struct sim_world *w, const char *effect)
{
	bool made;

	(void)ma_sim_world_note(w, effect, &made); /* where, does not matter */
	if (!made)
		ma_sim_complain(w->k, "a call is sent twice for one intent");
}

static struct sim_world *world_of(const struct ma_doing *d)
{
	return d->run->ports.performer_data;
}

const char *ma_sim_check_name(int check)
{
	static const char *const names[MA_SIM_CHECKS] = { "build web", "test api", "lint .",
		"smoke ." };

	return names[check];
}

/* What a check came to: mostly the same number of tests, which fail for one of few reasons. */
static void draw_found(const struct sim_act *a, struct sim_found *out)
{
	uint64_t key = ma_sim_act_key(a) + (uint64_t)a->check * 131;
	const struct ma_sim_case *c = a->world->c;
	int64_t tests = ma_sim_chance(c, SIM_DRAW_EDGE, key, a->nth, 80)
		? 4
		: ma_sim_between(c, SIM_DRAW_EDGE, key + 1, a->nth, 3, 6);
	bool fails = a->fault == MA_SIM_VERIFY_FAILS && a->check < 2 &&
		ma_sim_chance(c, SIM_DRAW_RANK, key, a->nth, a->check == 0 ? 70 : 50);

	out->state = fails ? MA_CHECK_FAILED : MA_CHECK_PASSED;
	if (ma_sim_chance(c, SIM_DRAW_RANK, key + 1, a->nth, 5))
		out->state = MA_CHECK_SKIPPED;
	out->failed = out->state == MA_CHECK_FAILED
		? ma_sim_between(c, SIM_DRAW_RANK, key + 2, a->nth, 1, 3)
		: 0;
	out->passed = out->state == MA_CHECK_SKIPPED ? 0 : tests - out->failed;
	out->key = (char)('a' + ma_sim_draw(c, SIM_DRAW_RANK, key + 3, a->nth) % 2);
}

static void on_check(void *data)
{
	struct sim_act *a = data;
	struct ma_outcome *o = ma_outcome_new(a->effect);
	struct sim_found found;

	MA_ASSERT(o);
	draw_found(a, &found);
	ma_outcome_add(o,
		(struct ma_event){ .kind = MA_EVENT_CHECK_FINISHED,
			.name = ma_str(ma_sim_check_name(a->check)),
			.verdict = ma_str(ma_check_state_name(found.state)),
			.message = MA_STR("as it was drawn"),
			.tests_passed = found.passed,
			.tests_failed = found.failed,
			.key = found.state == MA_CHECK_FAILED
				? ma_outcome_keep(o, ma_str_n(&found.key, 1))
				: MA_STR(""),
			.blob = ma_sim_act_blob(a, o, "output") });
	ma_live_deliver(a->world->engine, o);
	act_free(a);
}

/* Of the checks of a verification some are not there each time. */
static void plan_checks(const struct sim_act *of, int64_t ms)
{
	struct sim_act *a;
	int i;

	for (i = 0; i < MA_SIM_CHECKS; i++) {
		if (i > 0 &&
			ma_sim_chance(of->world->c, SIM_DRAW_SHAPE, (uint64_t)i * 77, of->nth, 8))
			continue;
		a = act_new(of->world, of);
		a->d = NULL;
		a->check = i;
		act_at(a, ms / 2, on_check);
	}
}

const char *ma_sim_tree_of(const struct sim_world *w, struct ma_str commit)
{
	char id[48];
	uint32_t i;

	for (i = 0; i < w->sent_n; i++) {
		(void)snprintf(id, sizeof(id), "c0ffee%s", w->sent[i].effect); /* fits */
		if (ma_str_is(commit, id))
			return w->sent[i].tree;
	}
	return "";
}

static void sim_start(struct ma_doing *d, const struct ma_work *work)
{
	struct sim_world *w = world_of(d);
	struct sim_act *a = act_new(w, &(struct sim_act){ .d = d, .kind = d->kind });
	int64_t ms;

	ma_sim_check_start(w->k, d->kind, d->effect, work);
	a->task = work ? ma_sim_task_find(ma_work_id(work)) : MA_SIM_PLANNER;
	a->provider = work ? work->provider : 0;
	a->nth = w->nth[a->kind][a->task]++;
	memcpy(a->effect, d->effect, sizeof(a->effect));
	d->work = a;
	if (a->kind == MA_EFFECT_CALL)
		note_call(w, a->effect);
	a->fault = ma_sim_act_fault(a);
	if (a->kind == MA_EFFECT_CALL)
		ma_sim_act_hear(a);
	ms = ma_sim_act_ms(a);
	if (a->kind == MA_EFFECT_VERIFY)
		plan_checks(a, ms);
	if (ms >= 0)
		act_at(a, ms, on_end);
}

/* Calls and checks can be told to stop; the rest is short and ends by itself. */
static void sim_cancel(struct ma_doing *d)
{
	struct sim_act *a = d->work;

	a->canceled = true;
	if (a->kind != MA_EFFECT_CALL && !is_check(a))
		return;
	ma_timer_cancel(a->timer);
	act_at(a, ma_sim_act_between(a, SIM_DRAW_EDGE, 0, 50), on_canceled);
}

static int64_t sent_at(const struct sim_world *w, struct ma_str effect)
{
	uint32_t i = 0;

	while (i < w->sent_n && !ma_str_is(effect, w->sent[i].effect))
		i++;
	return i < w->sent_n ? (int64_t)i : -1;
}

/* What lies in a spool is given; the rest is lost, if it was sent at all. */
static ma_rc sim_recover(struct ma_engine *run, const struct ma_work *work, struct ma_outcome *o,
	bool *billed_out, ma_err *err)
{
	struct sim_world *w = run->ports.performer_data;
	struct sim_act a = { .world = w, .kind = MA_EFFECT_CALL, .fault = MA_SIM_CANCELED };
	int64_t at = sent_at(w, ma_str(work->effect));
	struct ma_event *e;

	(void)err;
	a.task = ma_sim_task_find(ma_work_id(work));
	a.provider = work->provider;
	memcpy(a.effect, work->effect, sizeof(a.effect));
	*billed_out = at >= 0 && !w->sent[at].whole;
	if (at >= 0 && w->sent[at].whole) {
		a.fault = w->sent[at].fault;
		a.nth = w->sent[at].nth;
		ma_sim_hit(w, MA_SIM_SPOOLED, a.task);
	} else if (at >= 0 && !w->sent[at].lost) {
		w->sent[at].lost = true;
		w->lost_n++;
	}
	ma_sim_act_outcome(&a, o);
	e = &o->events[o->events_n - 1];
	e->sent = at >= 0;
	e->recovered = e->kind == MA_EVENT_CALL_REPLIED;
	e->allows = (struct ma_allowances){ .age_ms = 0 };
	return MA_OK;
}

const struct ma_performer ma_sim_performer = { sim_start, sim_cancel, sim_recover };

void ma_sim_world_see(struct sim_world *w, const struct ma_event *e)
{
	int64_t at = e->kind == MA_EVENT_CALL_FAILED ? sent_at(w, e->effect) : -1;

	if (at >= 0 && w->sent[at].whole && w->sent[at].life != w->life &&
		ma_str_is(e->class, ma_llm_class_name(MA_LLM_CANCELED)))
		ma_sim_complain(w->k, "an answer that had come is thrown away");
}

/* Some of what is under way has just come. */
static void fill_spools(struct sim_world *w)
{
	struct sim_act *a;

	for (a = w->acts; a; a = a->next)
		if (has_answer(a) && ma_sim_may(w->c, MA_SIM_SPOOLED) &&
			ma_sim_act_chance(a, SIM_DRAW_RANK, 50))
			note_whole(a);
}

void ma_sim_world_crash(struct sim_world *w)
{
	fill_spools(w);
	while (w->acts)
		act_free(w->acts);
}

void ma_sim_world_leave(struct sim_world *w)
{
	struct sim_act *a;

	for (a = w->acts; a; a = a->next) {
		MA_ASSERT(!a->d); /* the engine waits for what it has started */
		ma_timer_cancel(a->timer);
	}
	ma_sim_world_crash(w);
}

uint32_t ma_sim_world_busy(const struct sim_world *w)
{
	const struct sim_act *a;
	uint32_t n = 0;

	for (a = w->acts; a; a = a->next)
		n += a->d && !a->canceled;
	return n;
}

/* What an effect of the simulated world comes to. */
#include <stdio.h>

#include "base/limits.h"
#include "engine/simulate_act.h"

_Static_assert(MA_SIM_LENGTH == MA_LLM_LENGTH - 1, "the first faults are the classes");

/* A text that no other act has, as a blob. */
struct ma_str ma_sim_act_blob(const struct sim_act *a, struct ma_outcome *o, const char *what)
{
	char text[96];

	(void)snprintf(text, sizeof(text), "%s of %s by %.8s, %llu%s", what, ma_sim_task_id(a->task),
		a->effect, (unsigned long long)a->nth, a->d ? "" : ", again"); /* fits */
	return ma_outcome_blob(o, ma_str(text));
}

struct ma_event ma_sim_act_event(
	const struct sim_act *a, const struct ma_outcome *o, enum ma_event_kind kind)
{
	return (struct ma_event){
		.kind = kind, .effect = ma_str(o->effect), .task = ma_str(ma_sim_task_id(a->task))
	};
}

/* What was said when it was sent has grown old; in half of the cases it is said at the end. */
static struct ma_allowances allows_of(struct sim_act *a)
{
	const struct sim_world *w = a->world;
	struct ma_allowances allows;
	int64_t age;

	if (a->kind == MA_EFFECT_CALL && ma_sim_chance(w->c, SIM_DRAW_WORLD, 4, 0, 50))
		ma_sim_act_hear(a);
	allows = a->allows;
	age = w->clock->mono - a->told_at_ms;
	if (allows.requests.reset_ms == 0 && allows.tokens.reset_ms == 0)
		return allows;
	ma_sim_hit(a->world,
		ma_sim_may(w->c, MA_SIM_LIES_LIMITS) ? MA_SIM_LIES_LIMITS : MA_SIM_TELLS_LIMITS,
		a->task);
	if (!ma_sim_may(w->c, MA_SIM_LIES_LIMITS))
		allows.requests.reset_ms = allows.requests.reset_ms > age
			? allows.requests.reset_ms - age
			: 1;
	allows.age_ms = age;
	return allows;
}

void ma_sim_act_failure(
	struct sim_act *a, struct ma_outcome *o, enum ma_llm_class class, int64_t hint_ms)
{
	struct ma_event e = ma_sim_act_event(a, o, MA_EVENT_CALL_FAILED);

	e.class = ma_str(ma_llm_class_name(class));
	e.message = MA_STR("the world is so");
	e.retry_after_ms = hint_ms;
	e.sent = a->kind == MA_EFFECT_CALL;
	e.allows = allows_of(a);
	if (e.sent && ma_sim_act_chance(a, SIM_DRAW_AFTER, 50)) {
		e.usage.input = 10;
		e.cost_microusd = 1;
	}
	ma_outcome_add(o, e);
}

static void add_reply(struct sim_act *a, struct ma_outcome *o)
{
	struct ma_event e = ma_sim_act_event(a, o, MA_EVENT_CALL_REPLIED);

	e.reply = ma_sim_act_blob(a, o, "reply");
	e.key = ma_sim_act_repeats(a) ? MA_STR("again") : e.reply;
	e.cut = a->fault == MA_SIM_CUT;
	e.model = MA_STR("simulated");
	e.usage.input = ma_sim_act_between(a, SIM_DRAW_AFTER, 10, 2000);
	e.usage.output = ma_sim_act_between(a, SIM_DRAW_AFTER, 1, 900);
	e.cost_microusd = e.usage.input + e.usage.output;
	e.sent = true;
	e.allows = allows_of(a);
	ma_outcome_add(o, e);
}

static void end_call(struct sim_act *a, struct ma_outcome *o)
{
	int64_t hint = 0;

	if (a->fault <= MA_SIM_CANCELED) {
		ma_sim_act_failure(a, o,
			a->fault == MA_SIM_CANCELED ? MA_LLM_CANCELED
						    : (enum ma_llm_class)((int)a->fault + 1),
			0);
		return;
	}
	if (a->fault == MA_SIM_HINT || (a->fault == MA_SIM_STORM && a->nth % 2))
		hint = ma_sim_act_between(a, SIM_DRAW_AFTER, 100, 60000);
	else if (a->fault == MA_SIM_LONG_HINT)
		hint = ma_sim_act_between(a, SIM_DRAW_AFTER, 60001, 4000000);
	else if (a->fault == MA_SIM_SERVER_RATE)
		hint = MA_SIM_SERVED_MS - 1;
	if (hint > 0 || a->fault == MA_SIM_STORM)
		ma_sim_act_failure(a, o, MA_LLM_RATE, hint);
	else
		add_reply(a, o);
}

/* A plan, or tasks that a task asks for, as they were read from a reply. */
static void add_plan(struct sim_act *a, struct ma_outcome *o, bool bad)
{
	bool plan = a->kind == MA_EFFECT_READ_PLAN;
	struct ma_buf text = MA_BUF_INIT(MA_MIB), problems = MA_BUF_INIT(MA_MIB);
	struct ma_event e = ma_sim_act_event(
		a, o, plan ? MA_EVENT_PLAN_PROPOSED : MA_EVENT_TASKS_PROPOSED);

	e.count = bad + ma_sim_case_plan(a->world->c, a->task, bad, &text);
	if (!a->d)
		ma_buf_addc(&text, '\n'); /* another one, to the byte */
	if (ma_plan_read(ma_buf_str(&text), a->world->agents, &o->plan, &problems, &o->err))
		ma_sim_complain(a->world->k, "the simulated plan: %s", problems.p);
	e.plan = ma_outcome_blob(o, ma_buf_str(&text));
	if (!o->err.code)
		ma_outcome_add(o, e);
	ma_buf_done(&problems);
	ma_buf_done(&text);
}

static bool asks_for_more(const struct sim_act *a)
{
	uint32_t i = 0;

	while (i < MA_SIM_TASKS_MAX &&
		!(a->world->c->tasks[i].kept && a->world->c->tasks[i].parent == a->task))
		i++;
	return i < MA_SIM_TASKS_MAX && ma_sim_act_chance(a, SIM_DRAW_SHAPE, 80);
}

/* Tasks first, then files, as engine/reply.c has them. */
static void add_files(struct sim_act *a, struct ma_outcome *o)
{
	bool bad = ma_sim_may(a->world->c, MA_SIM_BAD_TASKS) &&
		ma_sim_act_chance(a, SIM_DRAW_SIZE, 30);
	struct ma_event e;

	if (asks_for_more(a)) {
		ma_sim_hit(a->world, bad ? MA_SIM_BAD_TASKS : MA_SIM_MORE_TASKS, a->task);
		add_plan(a, o, bad);
	}
	e = ma_sim_act_event(a, o, MA_EVENT_FILES_PROPOSED);
	e.files = ma_sim_act_blob(a, o, "files");
	e.count = a->fault != MA_SIM_NO_FILES;
	e.paths = ma_str(ma_sim_path(a->world->c->tasks[a->task].writes,
		ma_sim_draw(a->world->c, SIM_DRAW_PATHS, a->task, a->nth)));
	ma_outcome_add(o, e);
}

static void end_reading(struct sim_act *a, struct ma_outcome *o)
{
	bool plan = a->kind == MA_EFFECT_READ_PLAN;
	struct ma_event e;

	if (plan && ma_sim_act_chance(a, SIM_DRAW_SIZE, 20)) {
		e = ma_sim_act_event(a, o, MA_EVENT_PLAN_WARNING);
		e.cause = MA_STR("mended");
		e.message = MA_STR("something is left out");
		ma_outcome_add(o, e);
	}
	if (a->fault != MA_SIM_FINE && a->fault != MA_SIM_NO_FILES) {
		e = ma_sim_act_event(a, o, plan ? MA_EVENT_PLAN_REJECTED : MA_EVENT_FILES_REJECTED);
		e.message = MA_STR("it makes no sense");
		ma_outcome_add(o, e);
	} else if (plan) {
		add_plan(a, o, false);
	} else {
		add_files(a, o);
	}
}

/* Some commits change nothing, and some bring back what was there. */
static void draw_tree(const struct sim_act *a, uint32_t at)
{
	struct sim_world *w = a->world;
	uint32_t from = (uint32_t)(ma_sim_draw(w->c, SIM_DRAW_SHAPE, ma_sim_act_key(a), a->nth) %
		(w->sent_n * 4));

	if (from < w->sent_n && w->sent[from].tree[0])
		memcpy(w->tree, w->sent[from].tree, sizeof(w->tree));
	else if (!ma_sim_act_chance(a, SIM_DRAW_WORLD, 10) || !w->tree[0])
		(void)snprintf(w->tree, sizeof(w->tree), "7ree%s", a->effect); /* fits */
	memcpy(w->sent[at].tree, w->tree, sizeof(w->tree));
}

/* Most conflicts are such that somebody could resolve them. */
static void add_conflict(const struct sim_act *a, struct ma_outcome *o)
{
	struct ma_event e = ma_sim_act_event(a, o, MA_EVENT_FILES_CONFLICTED);

	e.head = MA_STR("badc0de");
	e.message = MA_STR("others were there");
	e.paths = MA_STR("README.md");
	if (ma_sim_act_chance(a, SIM_DRAW_SHAPE, 80))
		e.blob = ma_sim_act_blob(a, o, "conflict");
	ma_outcome_add(o, e);
}

/* One commit per effect: one that is there already is found. */
static void end_commit(struct sim_act *a, struct ma_outcome *o)
{
	struct sim_world *w = a->world;
	struct ma_event e = ma_sim_act_event(a, o, MA_EVENT_FILES_COMMITTED);
	char id[48];
	bool made;
	uint32_t at = ma_sim_world_note(w, a->effect, &made);

	(void)snprintf(id, sizeof(id), "c0ffee%s", a->effect); /* fits */
	if (!w->sent[at].committed && a->fault == MA_SIM_COMMIT_REFUSED) {
		e.kind = MA_EVENT_FILES_REJECTED;
		e.message = MA_STR("the tree does not want it");
		ma_outcome_add(o, e);
		return;
	}
	if (!w->sent[at].committed && a->fault == MA_SIM_CONFLICT) {
		add_conflict(a, o);
		return;
	}
	if (!w->sent[at].committed && a->fault == MA_SIM_COMMIT_ERROR) {
		w->broken = true;
		(void)ma_fail(
			&o->err, MA_EIO, "the workspace is gone"); /* delivered with the outcome */
		return;
	}
	if (!w->sent[at].committed) {
		memcpy(w->head, id, sizeof(id));
		draw_tree(a, at);
	}
	w->sent[at].committed = true;
	o->is_commit = true;
	e.commit = ma_outcome_keep(o, ma_str(id));
	e.head = strcmp(w->head, id) == 0 ? MA_STR("") : ma_outcome_keep(o, ma_str(w->head));
	e.tree = ma_outcome_keep(o, ma_str(w->tree));
	e.count = 1;
	ma_outcome_add(o, e);
}

/* The files are those of the commit that was named. */
static void end_restore(struct sim_act *a, struct ma_outcome *o)
{
	struct sim_world *w = a->world;
	struct ma_event e = { .kind = MA_EVENT_FILES_RESTORED, .effect = ma_str(o->effect) };
	char id[48];
	bool made;
	uint32_t at = ma_sim_world_note(w, a->effect, &made);

	(void)snprintf(id, sizeof(id), "c0ffee%s", a->effect); /* fits */
	if (!w->sent[at].committed && a->fault == MA_SIM_COMMIT_ERROR) {
		w->broken = true;
		(void)ma_fail(
			&o->err, MA_EIO, "the workspace is gone"); /* delivered with the outcome */
		return;
	}
	if (!w->sent[at].committed && a->d) {
		memcpy(w->head, id, sizeof(id));
		memcpy(w->tree, ma_sim_tree_of(w, a->d->run->state.restore_to), sizeof(w->tree));
		memcpy(w->sent[at].tree, w->tree, sizeof(w->tree));
		w->sent[at].committed = true;
	}
	o->is_commit = true;
	e.commit = ma_outcome_keep(o, ma_str(id));
	e.tree = ma_outcome_keep(o, ma_str(w->sent[at].tree));
	ma_outcome_add(o, e);
}

static void end_rewind(const struct sim_act *a, struct ma_outcome *o)
{
	(void)a;
	ma_outcome_add(o,
		(struct ma_event){ .kind = MA_EVENT_FILES_REWOUND,
			.effect = ma_str(o->effect),
			.head = MA_STR(MA_SIM_BASE) });
}

static void end_verify(struct sim_act *a, struct ma_outcome *o)
{
	struct ma_event e = { .kind = MA_EVENT_VERIFY_FINISHED, .effect = ma_str(o->effect) };

	e.verdict = a->fault == MA_SIM_VERIFY_FAILS ? MA_STR("failed")
		: a->fault == MA_SIM_UNVERIFIED     ? MA_STR("unverified")
						    : MA_STR("verified");
	e.message = MA_STR("as it was drawn");
	e.report = ma_sim_act_blob(a, o, "report");
	ma_outcome_add(o, e);
}

static void end_quick(const struct sim_act *a, struct ma_outcome *o)
{
	struct ma_event e = ma_sim_act_event(a, o, MA_EVENT_QUICK_FINISHED);

	e.verdict = a->fault == MA_SIM_QUICK_FAILS         ? MA_STR("failed")
		: ma_sim_act_chance(a, SIM_DRAW_SHAPE, 30) ? MA_STR("skipped")
							   : MA_STR("passed");
	e.message = MA_STR("as it was drawn");
	ma_outcome_add(o, e);
}

/* An earlier run was asked the same. */
static void add_reused(struct sim_act *a, struct ma_outcome *o)
{
	struct ma_event e = ma_sim_act_event(a, o, MA_EVENT_CALL_REPLIED);

	e.reply = ma_sim_act_blob(a, o, "old reply");
	e.key = e.reply;
	e.model = MA_STR("simulated");
	e.reused = MA_STR("an earlier run");
	ma_outcome_add(o, e);
}

/* The worst case is never less than what is then spent. */
static void end_prompt(struct sim_act *a, struct ma_outcome *o)
{
	struct ma_event e = ma_sim_act_event(a, o, MA_EVENT_CALL_PREPARED);

	if (a->fault == MA_SIM_NO_PROMPT) {
		ma_sim_act_failure(a, o, MA_LLM_CONTEXT, 0);
		return;
	}
	e.request = ma_sim_act_blob(a, o, "request");
	e.key = ma_sim_act_repeats(a) ? MA_STR("again") : e.request;
	e.worst_tokens = ma_sim_act_between(a, SIM_DRAW_TOOK, 2900, 4000);
	e.worst_microusd = a->fault == MA_SIM_UNPRICED ? 0 : e.worst_tokens;
	e.unpriced = a->fault == MA_SIM_UNPRICED;
	ma_outcome_add(o, e);
	if (a->world->c->forked && a->d && ma_sim_act_chance(a, SIM_DRAW_FATE, 50))
		add_reused(a, o);
}

void ma_sim_act_outcome(struct sim_act *a, struct ma_outcome *o)
{
	switch (a->kind) {
	case MA_EFFECT_PROMPT:
		end_prompt(a, o);
		break;
	case MA_EFFECT_CALL:
		end_call(a, o);
		break;
	case MA_EFFECT_READ_PLAN:
	case MA_EFFECT_READ_FILES:
		end_reading(a, o);
		break;
	case MA_EFFECT_COMMIT:
		end_commit(a, o);
		break;
	case MA_EFFECT_REWIND:
		end_rewind(a, o);
		break;
	case MA_EFFECT_VERIFY:
		end_verify(a, o);
		break;
	case MA_EFFECT_RESTORE:
		end_restore(a, o);
		break;
	case MA_EFFECT_QUICK:
		end_quick(a, o);
		break;
	case MA_EFFECT_LOCK: /* no installation of this world makes any */
		break;
	}
}

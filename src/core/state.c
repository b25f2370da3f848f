/* The fold: how each event changes the state of a run. */
#include "core/state.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "core/life.h"

struct ma_str ma_work_id(const struct ma_work *w)
{
	return w->task ? w->task->id : MA_STR("plan");
}

void ma_state_init(struct ma_state *s)
{
	*s = (struct ma_state){ .arena = MA_ARENA_INIT(MA_LIMIT_ARENA) };
}

void ma_state_done(struct ma_state *s)
{
	ma_plan_free(s->plan);
	ma_free(s->works);
	ma_free(s->ready);
	ma_free(s->active);
	ma_free(s->fallen);
	ma_arena_done(&s->arena);
	ma_state_init(s);
}

void ma_state_give_plan(struct ma_state *s, struct ma_plan *plan)
{
	MA_ASSERT(!s->works);
	ma_plan_free(s->plan);
	s->plan = plan;
}

/* Copy a string into the state; one that is there already costs nothing. */
static ma_rc keep(struct ma_state *s, struct ma_str text, struct ma_str *to, ma_err *err)
{
	char *copy;

	if (ma_str_eq(*to, text))
		return MA_OK;
	copy = ma_arena_dup(&s->arena, text);
	if (!copy)
		return ma_fail_nomem(err);
	*to = ma_str_n(copy, text.n);
	return MA_OK;
}

static struct ma_work *find_work(struct ma_state *s, struct ma_str id)
{
	int64_t at;

	if (ma_str_is(id, "plan"))
		return &s->planner;
	at = s->works ? ma_plan_find(s->plan, id) : -1;
	return at < 0 ? NULL : &s->works[at];
}

static ma_rc bad(const struct ma_event *e, const char *why, ma_err *err)
{
	return ma_fail(err, MA_EINVALID, "event %lld (%s): %s", (long long)e->seq,
		ma_event_kind_name(e->kind), why);
}

/* A log that was damaged or forged may ask for any move; it must not bring the program down. */
static ma_rc move(struct ma_state *s, struct ma_work *w, enum ma_task_state to,
	const struct ma_event *e, ma_err *err)
{
	if (!ma_work_may_move(w, to))
		return ma_fail(err, MA_EINVALID,
			"event %lld (%s): " MA_STR_FMT " is %s, it cannot become %s",
			(long long)e->seq, ma_event_kind_name(e->kind), MA_STR_ARG(ma_work_id(w)),
			ma_task_state_name(w->state), ma_task_state_name(to));
	ma_work_move(s, w, to);
	return MA_OK;
}

static ma_rc on_run_started(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	ma_rc rc;

	(void)w;
	if (s->phase != MA_RUN_NEW)
		return bad(e, "the run has started already", err);
	s->phase = MA_RUN_PLANNING;
	s->started_at_ms = e->at_ms;
	s->jobs = e->jobs > 0 ? e->jobs : 1;
	s->timeout_ms = e->timeout_ms;
	s->fail_fast = e->fail_fast;
	s->no_verify = e->no_verify;
	s->planner = (struct ma_work){ .state = MA_TASK_READY, .started_at_ms = e->at_ms };
	rc = keep(s, e->run, &s->run, err);
	if (!rc)
		rc = keep(s, e->seed, &s->seed, err);
	if (!rc)
		rc = keep(s, e->prompt, &s->prompt, err);
	if (!rc)
		rc = keep(s, e->provider, &s->provider, err);
	return rc ? rc : keep(s, e->model, &s->model, err);
}

static ma_rc on_run_resumed(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)w;
	(void)err;
	s->interrupted = false;
	if (e->timeout_ms > 0)
		s->timeout_ms = e->timeout_ms + (e->at_ms - s->started_at_ms);
	if (e->jobs > 0)
		s->jobs = e->jobs;
	s->possibly_billed += e->count;
	return MA_OK;
}

static ma_rc on_run_interrupted(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)w;
	s->interrupted = true;
	return keep(s, e->cause, &s->cause, err);
}

static ma_rc on_run_finished(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)w;
	if (!ma_verdict_parse(e->verdict, &s->verdict))
		return bad(e, "no such verdict", err);
	s->phase = MA_RUN_FINISHED;
	s->finished_at_ms = e->at_ms;
	s->exit = e->exit;
	return keep(s, e->message, &s->reason, err);
}

static ma_rc on_plan_proposed(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)w;
	s->plan_proposed = true;
	return keep(s, e->plan, &s->plan_blob, err);
}

static ma_rc fail_attempt(struct ma_state *s, struct ma_work *w, const struct ma_event *e,
	enum ma_llm_class class, ma_err *err)
{
	w->failed = true;
	w->failed_as = class;
	w->retry_after_ms = e->retry_after_ms;
	return keep(s, e->message, &w->message, err);
}

static ma_rc on_rejected(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	w->rejections++;
	if (fail_attempt(s, w, e, MA_LLM_BAD_OUTPUT, err))
		return err->code;
	w->problem = w->message;
	return MA_OK;
}

static ma_rc make_works(struct ma_state *s, ma_err *err)
{
	uint32_t n = s->plan->tasks_n, i;

	s->works = ma_new_n(struct ma_work, n);
	s->ready = ma_new_n(uint32_t, n);
	s->active = ma_new_n(uint32_t, n);
	s->fallen = ma_new_n(uint32_t, n);
	if (!s->works || !s->ready || !s->active || !s->fallen)
		return ma_fail_nomem(err);
	s->tally.total = n;
	for (i = 0; i < n; i++) {
		s->works[i].task = &s->plan->tasks[i];
		s->works[i].deps_left = s->plan->tasks[i].deps_n;
	}
	for (i = 0; i < n; i++)
		if (s->works[i].deps_left == 0)
			ma_work_move(s, &s->works[i], MA_TASK_READY);
	return MA_OK;
}

static ma_rc on_plan_accepted(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)w;
	if (!s->plan || s->works)
		return bad(e, s->works ? "there is a plan already" : "its plan was not given", err);
	if (s->planner.state == MA_TASK_READY) /* the plan came from a file: nobody was asked */
		s->planner.state = MA_TASK_COMPLETED;
	else if (move(s, &s->planner, MA_TASK_COMPLETED, e, err))
		return err->code;
	s->phase = MA_RUN_WORKING;
	if (keep(s, e->plan, &s->plan_blob, err))
		return err->code;
	return make_works(s, err);
}

static ma_rc on_call_intended(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	if (e->effect.n >= MA_EFFECT_ID_SIZE)
		return bad(e, "the effect id is too long", err);
	if (move(s, w, MA_TASK_CALLING, e, err))
		return err->code;
	memcpy(w->effect, e->effect.p, e->effect.n);
	w->effect[e->effect.n] = '\0';
	w->attempt = e->attempt;
	w->deadline_ms = e->deadline_ms;
	w->intended_at_ms = e->at_ms;
	w->failed = false;
	w->request = w->reply = w->files = MA_STR("");
	s->calls++;
	return MA_OK;
}

static ma_rc on_task_started(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)s;
	(void)err;
	w->started_at_ms = e->at_ms;
	return MA_OK;
}

static void count_usage(struct ma_state *s, struct ma_work *w, const struct ma_event *e)
{
	ma_usage_add(&s->usage, &e->usage);
	s->cost_microusd += e->cost_microusd;
	s->unpriced |= e->unpriced;
	if (w) {
		ma_usage_add(&w->usage, &e->usage);
		w->cost_microusd += e->cost_microusd;
	}
}

static ma_rc on_call_prepared(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	return keep(s, e->request, &w->request, err);
}

static ma_rc on_call_replied(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	if (move(s, w, MA_TASK_READING, e, err) || keep(s, e->model, &w->model, err))
		return err->code;
	return keep(s, e->reply, &w->reply, err);
}

static ma_rc on_call_failed(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	enum ma_llm_class class;

	if (!ma_llm_class_parse(e->class, &class))
		return bad(e, "no such class", err);
	w->cancelled += class == MA_LLM_CANCELED;
	return fail_attempt(s, w, e, class, err);
}

static ma_rc on_files_proposed(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	ma_rc rc = move(s, w, MA_TASK_COMMITTING, e, err);

	return rc ? rc : keep(s, e->files, &w->files, err);
}

static ma_rc on_files_committed(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	ma_rc rc = keep(s, e->commit, &w->commit, err);

	return rc ? rc : keep(s, e->head.n > 0 ? e->head : e->commit, &s->head, err);
}

static ma_rc on_task_retried(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	w->failed = false;
	w->not_before_ms = e->not_before_ms;
	return move(s, w, MA_TASK_BACKOFF, e, err);
}

static ma_rc on_task_completed(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	if (!w->task)
		return bad(e, "the planner is complete when a plan is accepted", err);
	return move(s, w, MA_TASK_COMPLETED, e, err);
}

static ma_rc on_task_failed(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	if (!ma_llm_class_parse(e->class, &w->failed_as))
		return bad(e, "no such class", err);
	w->failed = false;
	if (move(s, w, MA_TASK_FAILED, e, err))
		return err->code;
	return keep(s, e->message, &w->message, err);
}

static ma_rc on_task_skipped(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	if (!w->task)
		return bad(e, "the planner has nobody to wait for", err);
	if (move(s, w, MA_TASK_SKIPPED, e, err))
		return err->code;
	return keep(s, e->cause, &w->message, err);
}

static ma_rc on_task_cancelled(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	if (!w->task)
		return bad(e, "the planner has nobody to wait for", err);
	if (move(s, w, MA_TASK_CANCELLED, e, err))
		return err->code;
	return keep(s, e->cause, &w->message, err);
}

static ma_rc on_verify_started(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)w;
	if (e->effect.n >= MA_EFFECT_ID_SIZE)
		return bad(e, "the effect id is too long", err);
	memcpy(s->verify_effect, e->effect.p, e->effect.n);
	s->verify_effect[e->effect.n] = '\0';
	s->phase = MA_RUN_VERIFYING;
	return MA_OK;
}

static ma_rc on_verify_finished(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	ma_rc rc;

	(void)w;
	if (!ma_str_is(e->effect, s->verify_effect) || s->verified)
		return MA_OK; /* the first outcome won */
	if (!ma_verdict_parse(e->verdict, &s->checked))
		return bad(e, "no such verdict", err);
	s->verified = true;
	rc = keep(s, e->message, &s->reason, err);
	return rc ? rc : keep(s, e->report, &s->report, err);
}

typedef ma_rc fold_fn(struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err);

/* Whom an event is about, and so what must hold before it counts. */
enum about {
	RUN,     /* the run */
	TASK,    /* a task or the planner, named */
	OUTCOME, /* as TASK, and its effect must be the one under way */
};

static const struct {
	fold_fn *fold; /* NULL: of no consequence for the state */
	enum about about;
} folds[MA_EVENT_KINDS_N] = {
	[MA_EVENT_RUN_STARTED] = { on_run_started, RUN },
	[MA_EVENT_RUN_RESUMED] = { on_run_resumed, RUN },
	[MA_EVENT_RUN_INTERRUPTED] = { on_run_interrupted, RUN },
	[MA_EVENT_RUN_FINISHED] = { on_run_finished, RUN },
	[MA_EVENT_PLAN_PROPOSED] = { on_plan_proposed, OUTCOME },
	[MA_EVENT_PLAN_REJECTED] = { on_rejected, OUTCOME },
	[MA_EVENT_PLAN_ACCEPTED] = { on_plan_accepted, RUN },
	[MA_EVENT_TASK_STARTED] = { on_task_started, TASK },
	[MA_EVENT_TASK_RETRIED] = { on_task_retried, TASK },
	[MA_EVENT_TASK_COMPLETED] = { on_task_completed, TASK },
	[MA_EVENT_TASK_FAILED] = { on_task_failed, TASK },
	[MA_EVENT_TASK_SKIPPED] = { on_task_skipped, TASK },
	[MA_EVENT_TASK_CANCELLED] = { on_task_cancelled, TASK },
	[MA_EVENT_CALL_INTENDED] = { on_call_intended, TASK },
	[MA_EVENT_CALL_PREPARED] = { on_call_prepared, OUTCOME },
	[MA_EVENT_CALL_REPLIED] = { on_call_replied, OUTCOME },
	[MA_EVENT_CALL_FAILED] = { on_call_failed, OUTCOME },
	[MA_EVENT_FILES_PROPOSED] = { on_files_proposed, OUTCOME },
	[MA_EVENT_FILES_REJECTED] = { on_rejected, OUTCOME },
	[MA_EVENT_FILES_COMMITTED] = { on_files_committed, OUTCOME },
	[MA_EVENT_VERIFY_STARTED] = { on_verify_started, RUN },
	[MA_EVENT_VERIFY_FINISHED] = { on_verify_finished, RUN },
};

/* Whether an outcome is the first one of the effect that is under way. */
static bool is_awaited(const struct ma_work *w, const struct ma_event *e)
{
	static const enum ma_task_state wanted[MA_EVENT_KINDS_N] = {
		[MA_EVENT_CALL_PREPARED] = MA_TASK_CALLING,
		[MA_EVENT_CALL_REPLIED] = MA_TASK_CALLING,
		[MA_EVENT_CALL_FAILED] = MA_TASK_CALLING,
		[MA_EVENT_PLAN_PROPOSED] = MA_TASK_READING,
		[MA_EVENT_PLAN_REJECTED] = MA_TASK_READING,
		[MA_EVENT_FILES_PROPOSED] = MA_TASK_READING,
		[MA_EVENT_FILES_REJECTED] = MA_TASK_READING,
		[MA_EVENT_FILES_COMMITTED] = MA_TASK_COMMITTING,
	};

	if (!ma_str_is(e->effect, w->effect) || w->failed)
		return false;
	if (e->kind == MA_EVENT_FILES_REJECTED && w->state == MA_TASK_COMMITTING)
		return true; /* refused by the tree itself */
	return w->state == wanted[e->kind];
}

ma_rc ma_state_fold(struct ma_state *s, const struct ma_event *e, ma_err *err)
{
	struct ma_work *w = NULL;

	if (e->kind == MA_EVENT_UNKNOWN)
		return bad(e,
			"this meta-agent does not know such events: use the one that wrote them",
			err);
	if (e->seq > 0)
		s->seq = e->seq;
	if (s->phase == MA_RUN_NEW && e->kind != MA_EVENT_RUN_STARTED)
		return bad(e, "a run begins with run.started", err);
	s->now_ms = e->at_ms;
	if (folds[e->kind].about != RUN) {
		w = find_work(s, e->task);
		if (!w)
			return bad(e, "no such task", err);
	}
	if (e->kind == MA_EVENT_CALL_REPLIED || e->kind == MA_EVENT_CALL_FAILED)
		count_usage(s, w, e);
	if (folds[e->kind].about == OUTCOME && !is_awaited(w, e))
		return MA_OK;
	return folds[e->kind].fold ? folds[e->kind].fold(s, w, e, err) : MA_OK;
}

/* The fold: which function applies an event, and whether it counts. */
#include "core/state.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "base/plant.h"
#include "core/fold.h"
#include "core/life.h"

struct ma_str ma_work_id(const struct ma_work *w)
{
	return w->task ? w->task->id : MA_STR("plan");
}

const char *ma_work_purpose(const struct ma_work *w)
{
	return w->resolving ? MA_PURPOSE_RESOLVE : MA_PURPOSE_WORK;
}

void ma_state_init(struct ma_state *s)
{
	*s = (struct ma_state){ .arena = MA_ARENA_INIT(MA_LIMIT_ARENA) };
}

void ma_state_done(struct ma_state *s)
{
	uint32_t i;

	for (i = 0; s->works && i < s->tally.total; i++)
		ma_plan_free(s->works[i].proposal);
	ma_plan_free(s->planner.proposal);
	ma_plan_free(s->given);
	ma_plan_free(s->plan);
	ma_free(s->works);
	ma_free(s->agents);
	ma_free(s->active);
	ma_free(s->fallen);
	ma_arena_done(&s->arena);
	ma_state_init(s);
}

void ma_state_give_plan(struct ma_state *s, struct ma_plan *plan)
{
	ma_plan_free(s->given);
	s->given = plan;
}

ma_rc ma_fold_keep(struct ma_state *s, struct ma_str text, struct ma_str *to, ma_err *err)
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

ma_rc ma_fold_bad(const struct ma_event *e, const char *why, ma_err *err)
{
	return ma_fail(err, MA_EINVALID, "event %lld (%s): %s", (long long)e->seq,
		ma_event_kind_name(e->kind), why);
}

ma_rc ma_fold_move(struct ma_state *s, struct ma_work *w, enum ma_task_state to,
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

/* Whom an event is about, and so what must hold before it counts. */
enum about {
	RUN, /* the run */
	AFTER, /* what became of its commits, when it has ended or does not go on: its time stands still */
	TASK,    /* a task or the planner, named */
	OUTCOME, /* as TASK, and its effect must be the one under way */
};

static const struct {
	ma_fold_fn *fold; /* NULL: of no consequence for the state */
	enum about about;
	enum ma_task_state awaited_in; /* OUTCOME: the state in which it counts */
} folds[MA_EVENT_KINDS_N] = {
	[MA_EVENT_RUN_STARTED] = { ma_fold_run_started, RUN, 0 },
	[MA_EVENT_RUN_RESUMED] = { ma_fold_run_resumed, RUN, 0 },
	[MA_EVENT_RUN_INTERRUPTED] = { ma_fold_run_interrupted, RUN, 0 },
	[MA_EVENT_RUN_PAUSED] = { ma_fold_run_paused, RUN, 0 },
	[MA_EVENT_RUN_CONTINUED] = { ma_fold_run_continued, RUN, 0 },
	[MA_EVENT_RUN_CANCELLED] = { ma_fold_run_cancelled, RUN, 0 },
	[MA_EVENT_RUN_FINISHED] = { ma_fold_run_finished, RUN, 0 },
	[MA_EVENT_RUN_ACCEPTED] = { ma_fold_run_accepted, AFTER, 0 },
	[MA_EVENT_RUN_UNDONE] = { ma_fold_run_undone, AFTER, 0 },
	[MA_EVENT_PLAN_PROPOSED] = { ma_fold_plan_proposed, OUTCOME, MA_TASK_READING },
	[MA_EVENT_PLAN_REJECTED] = { ma_fold_rejected, OUTCOME, MA_TASK_READING },
	[MA_EVENT_PLAN_ACCEPTED] = { ma_fold_plan_accepted, RUN, 0 },
	[MA_EVENT_TASKS_PROPOSED] = { ma_fold_tasks_proposed, OUTCOME, MA_TASK_READING },
	[MA_EVENT_TASKS_ADDED] = { ma_fold_tasks_added, TASK, 0 },
	[MA_EVENT_TASKS_REFUSED] = { ma_fold_tasks_refused, TASK, 0 },
	[MA_EVENT_TASK_STARTED] = { ma_fold_task_started, TASK, 0 },
	[MA_EVENT_TASK_RETRIED] = { ma_fold_task_retried, TASK, 0 },
	[MA_EVENT_TASK_COMPLETED] = { ma_fold_task_completed, TASK, 0 },
	[MA_EVENT_TASK_FAILED] = { ma_fold_task_failed, TASK, 0 },
	[MA_EVENT_TASK_SKIPPED] = { ma_fold_task_skipped, TASK, 0 },
	[MA_EVENT_TASK_CANCELLED] = { ma_fold_task_cancelled, TASK, 0 },
	[MA_EVENT_TASK_REOPENED] = { ma_fold_task_reopened, TASK, 0 },
	[MA_EVENT_CALL_INTENDED] = { ma_fold_call_intended, TASK, 0 },
	[MA_EVENT_CALL_PREPARED] = { ma_fold_call_prepared, OUTCOME, MA_TASK_PREPARING },
	[MA_EVENT_CALL_ADMITTED] = { ma_fold_call_admitted, TASK, 0 },
	[MA_EVENT_CALL_DELAYED] = { ma_fold_call_delayed, TASK, 0 },
	[MA_EVENT_CALL_REPLIED] = { ma_fold_call_replied, OUTCOME, MA_TASK_CALLING },
	[MA_EVENT_CALL_FAILED] = { ma_fold_call_failed, OUTCOME, MA_TASK_CALLING },
	[MA_EVENT_FILES_PROPOSED] = { ma_fold_files_proposed, OUTCOME, MA_TASK_READING },
	[MA_EVENT_FILES_REJECTED] = { ma_fold_rejected, OUTCOME, MA_TASK_READING },
	[MA_EVENT_FILES_CONFLICTED] = { ma_fold_files_conflicted, OUTCOME, MA_TASK_COMMITTING },
	[MA_EVENT_FILES_DELAYED] = { ma_fold_files_delayed, TASK, 0 },
	[MA_EVENT_FILES_ADMITTED] = { ma_fold_files_admitted, TASK, 0 },
	[MA_EVENT_FILES_COMMITTED] = { ma_fold_files_committed, OUTCOME, MA_TASK_COMMITTING },
	[MA_EVENT_FILES_REWOUND] = { ma_fold_files_rewound, RUN, 0 },
	[MA_EVENT_VERIFY_STARTED] = { ma_fold_verify_started, RUN, 0 },
	[MA_EVENT_CHECK_FINISHED] = { ma_fold_check_finished, RUN, 0 },
	[MA_EVENT_REPAIR_STARTED] = { ma_fold_repair_started, RUN, 0 },
	[MA_EVENT_REPAIR_FINISHED] = { ma_fold_repair_finished, RUN, 0 },
	[MA_EVENT_FILES_RESTORED] = { ma_fold_files_restored, RUN, 0 },
	[MA_EVENT_FILES_KEPT] = { ma_fold_files_kept, RUN, 0 },
	[MA_EVENT_FILES_DOUBTED] = { ma_fold_files_doubted, RUN, 0 },
	[MA_EVENT_QUICK_STARTED] = { ma_fold_quick_started, TASK, 0 },
	[MA_EVENT_QUICK_FINISHED] = { ma_fold_quick_finished, TASK, 0 },
	[MA_EVENT_LOCK_STARTED] = { ma_fold_lock_started, RUN, 0 },
	[MA_EVENT_FILES_LOCKED] = { ma_fold_files_locked, RUN, 0 },
	[MA_EVENT_VERIFY_FINISHED] = { ma_fold_verify_finished, RUN, 0 },
};

/* Whether what is under way has had its outcome, and only the decision about it is due. */
static bool is_answered(const struct ma_work *w, const struct ma_event *e)
{
	if (MA_PLANT(SECOND_OUTCOME))
		return false;
	switch (w->state) {
	case MA_TASK_PREPARING:
	case MA_TASK_DELAYED:
		/* a request that is there may still be kept from leaving */
		return w->request.n > 0 &&
			(e->kind != MA_EVENT_CALL_FAILED ||
				ma_str_is(e->class, ma_llm_class_name(MA_LLM_CONTEXT)));
	case MA_TASK_READING:
		return w->cut || (w->proposal && (!w->task || e->kind == MA_EVENT_TASKS_PROPOSED));
	case MA_TASK_COMMITTING:
	case MA_TASK_HELD:
		return w->files_n == 0 || w->commit.n > 0 || w->quick == MA_QUICK_RUNNING;
	default:
		return false;
	}
}

/* Whether an outcome is the first one of the effect that is under way. */
static bool is_awaited(const struct ma_work *w, const struct ma_event *e)
{
	if ((!ma_str_is(e->effect, w->effect) && !MA_PLANT(LATE_OUTCOME)) || w->failed)
		return false;
	if (e->kind == MA_EVENT_CALL_REPLIED && e->reused.n > 0) /* nobody was asked */
		return w->state == MA_TASK_PREPARING && w->request.n > 0 && !MA_PLANT(ASK_REUSED);
	if (is_answered(w, e))
		return false;
	if (ma_work_commits(w))
		return e->kind == MA_EVENT_FILES_COMMITTED ||
			e->kind == MA_EVENT_FILES_CONFLICTED ||
			e->kind == MA_EVENT_FILES_REJECTED; /* refused by the tree itself */
	if (e->kind == MA_EVENT_CALL_FAILED &&
		(w->state == MA_TASK_PREPARING || w->state == MA_TASK_DELAYED))
		return true; /* no request could be made, or none that may leave */
	return w->state == folds[e->kind].awaited_in;
}

static void count_usage(struct ma_state *s, struct ma_work *w, const struct ma_event *e)
{
	ma_usage_add(&s->usage, &e->usage);
	s->cost_microusd += e->cost_microusd;
	s->unpriced |= e->unpriced;
	ma_usage_add(&w->usage, &e->usage);
	w->cost_microusd += e->cost_microusd;
}

/* Events about one task come together: the last one is looked at first. */
static struct ma_work *find_work(struct ma_state *s, struct ma_str id)
{
	int64_t at;

	if (s->found && ma_str_eq(s->found->task->id, id))
		return s->found;
	if (ma_str_is(id, "plan"))
		return &s->planner;
	at = s->works ? ma_plan_find(s->plan, id) : -1;
	if (at < 0)
		return NULL;
	s->found = &s->works[at];
	return s->found;
}

/* Time in which nobody worked on the run is nobody's; a clock may also have been set back. */
static void pass_over(struct ma_state *s, int64_t ms)
{
	uint32_t i;

	if (ms < 0)
		ms = 0;
	if (s->phase == MA_RUN_WORKING)
		s->down_ms += ms;
	for (i = 0; i < s->tally.total; i++) {
		if (s->works[i].started_at_ms == 0 || ma_task_state_final(s->works[i].state))
			continue;
		s->works[i].down_ms += ms;
		s->works[i].moved_at_ms += ms;
	}
}

ma_rc ma_state_fold(struct ma_state *s, const struct ma_event *e, ma_err *err)
{
	struct ma_work *w = NULL;

	if (e->kind == MA_EVENT_UNKNOWN)
		return ma_fold_bad(e,
			"this meta-agent does not know such events: use the one that wrote them",
			err);
	if (e->seq > 0)
		s->seq = e->seq;
	if (s->phase == MA_RUN_NEW && e->kind != MA_EVENT_RUN_STARTED)
		return ma_fold_bad(e, "a run begins with run.started", err);
	if (folds[e->kind].about == AFTER)
		return folds[e->kind].fold(s, NULL, e, err);
	if (e->kind == MA_EVENT_RUN_RESUMED)
		pass_over(s, e->at_ms - s->now_ms);
	if (!s->paused)
		s->idle_since_ms = s->now_ms;
	s->now_ms = e->at_ms;
	if (e->control > s->control)
		s->control = e->control;
	if (folds[e->kind].about != RUN) {
		w = find_work(s, e->task);
		if (!w)
			return ma_fold_bad(e, "no such task", err);
	}
	if (e->kind == MA_EVENT_CALL_REPLIED || e->kind == MA_EVENT_CALL_FAILED)
		count_usage(s, w, e);
	if (folds[e->kind].about == OUTCOME && !is_awaited(w, e)) {
		if (e->kind == MA_EVENT_PLAN_PROPOSED || e->kind == MA_EVENT_TASKS_PROPOSED)
			ma_state_give_plan(s, NULL); /* it was meant for this event */
		return MA_OK;
	}
	return folds[e->kind].fold ? folds[e->kind].fold(s, w, e, err) : MA_OK;
}

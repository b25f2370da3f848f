/* Folds of what changes the graph of tasks. */
#include "base/alloc.h"
#include "core/fold.h"
#include "core/life.h"
#include "core/weigh.h"

/* Whom the state was given for this event. */
static ma_rc take_proposal(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	if (!s->given)
		return ma_fold_bad(e, "its plan was not given", err);
	ma_plan_free(w->proposal);
	w->proposal = s->given;
	w->proposal_settled = false;
	s->given = NULL;
	return ma_fold_keep(s, e->plan, &w->proposal_blob, err);
}

ma_rc ma_fold_plan_proposed(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	if (w->task)
		return ma_fold_bad(e, "only the planner proposes a plan", err);
	return take_proposal(s, w, e, err);
}

ma_rc ma_fold_tasks_proposed(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	if (!w->task)
		return ma_fold_bad(e, "the planner proposes a plan", err);
	return take_proposal(s, w, e, err);
}

static struct ma_crew *find_crew(struct ma_state *s, struct ma_str name)
{
	uint32_t i;

	for (i = 0; i < s->agents_n; i++)
		if (ma_str_eq(s->agents[i].name, name))
			return &s->agents[i];
	return NULL;
}

/* They are few; the lanes of those that are there already stay, as nothing points to them. */
static ma_rc join_crew(struct ma_state *s, struct ma_work *w, ma_err *err)
{
	struct ma_crew *crew = find_crew(s, w->task->agent);
	struct ma_crew *agents;

	if (!crew) {
		agents = ma_realloc(s->agents, s->agents_n + 1, sizeof(*agents));
		if (!agents)
			return ma_fail_nomem(err);
		s->agents = agents;
		crew = &agents[s->agents_n++];
		*crew = (struct ma_crew){ .name = w->task->agent, .scale_milli = 1000 };
	}
	w->agent = (uint32_t)(crew - s->agents);
	return MA_OK;
}

ma_rc ma_fold_add_works(struct ma_state *s, uint32_t from, ma_err *err)
{
	uint32_t i;
	ma_rc rc = MA_OK;

	for (i = from; i < s->plan->tasks_n && !rc; i++) {
		s->works[i] = (struct ma_work){ .task = &s->plan->tasks[i],
			.deps_left = s->plan->tasks[i].deps_n };
		rc = join_crew(s, &s->works[i], err);
	}
	if (rc)
		return rc;
	s->tally.total = s->plan->tasks_n;
	ma_weigh(s);
	for (i = from; i < s->plan->tasks_n; i++)
		if (s->works[i].deps_left == 0)
			ma_work_move(s, &s->works[i], MA_TASK_READY);
	return MA_OK;
}

static ma_rc make_works(struct ma_state *s, ma_err *err)
{
	uint32_t cap = s->plan->tasks_cap;

	s->works = ma_new_n(struct ma_work, cap);
	s->active = ma_new_n(uint32_t, cap);
	s->fallen = ma_new_n(uint32_t, cap);
	if (!s->works || !s->active || !s->fallen)
		return ma_fail_nomem(err);
	return ma_fold_add_works(s, 0, err);
}

ma_rc ma_fold_plan_accepted(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	struct ma_plan **from = s->given
		? &s->given
		: &s->planner.proposal; /* given: by the user, or instead */

	(void)w;
	if (!*from || s->works)
		return ma_fold_bad(
			e, s->works ? "there is a plan already" : "its plan was not given", err);
	if (s->planner.state == MA_TASK_READY) /* the plan came from a file: nobody was asked */
		s->planner.state = MA_TASK_COMPLETED;
	else if (ma_fold_move(s, &s->planner, MA_TASK_COMPLETED, e, err))
		return err->code;
	s->plan = *from;
	*from = NULL;
	s->phase = MA_RUN_WORKING;
	if (ma_fold_keep(s, e->plan, &s->plan_blob, err))
		return err->code;
	return make_works(s, err);
}

static uint32_t ends_of(const struct ma_plan *plan)
{
	uint32_t n = 0, i;

	for (i = 0; i < plan->tasks_n; i++)
		n += plan->tasks[i].nexts_n == 0;
	return n;
}

ma_rc ma_fold_tasks_added(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	uint32_t parent, before, ends, i;

	if (!w->task || !w->proposal || w->proposal_settled || w->released || !ma_work_commits(w))
		return ma_fold_bad(e, "no tasks were proposed", err);
	parent = (uint32_t)(w - s->works);
	before = s->plan->tasks_n;
	ends = ends_of(w->proposal);
	if (ma_plan_may_add(s->plan, parent, w->proposal, err) ||
		ma_plan_add(s->plan, parent, w->proposal, err))
		return err->code;
	w->proposal_settled = true;
	for (i = 0; i < w->task->nexts_n; i++)
		if (w->task->nexts[i] < before)
			s->works[w->task->nexts[i]].deps_left += ends;
	if (ma_fold_add_works(s, before, err))
		return err->code;
	for (i = before; i < s->tally.total; i++)
		s->works[i].reopened = w->reopened; /* their turn is lost with its own */
	return MA_OK;
}

ma_rc ma_fold_tasks_refused(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)s;
	(void)e;
	(void)err;
	w->proposal_settled = true;
	return MA_OK;
}

/* Tasks that a task proposed, added to the plan. */
#include "base/limits.h"
#include "model/plan.h"

/* How many tasks may be added, the places of repairs left out. */
static uint32_t room(const struct ma_plan *plan)
{
	uint32_t free_n = plan->tasks_cap - plan->tasks_n,
		 kept_n = MA_LIMIT_REPAIRS * MA_LIMIT_ROUND_TASKS;

	return free_n > kept_n ? free_n - kept_n : 0;
}

ma_rc ma_plan_may_add(
	const struct ma_plan *plan, uint32_t parent, const struct ma_plan *more, ma_err *err)
{
	uint32_t i;

	if (plan->tasks[parent].depth >= MA_LIMIT_TASK_DEPTH)
		return ma_fail(err, MA_EINVALID, "tasks may be added %d levels deep, not deeper",
			MA_LIMIT_TASK_DEPTH);
	if (more->tasks_n > room(plan))
		return ma_fail(err, MA_EINVALID, "%u tasks, and there is room for %u more",
			(unsigned)more->tasks_n, (unsigned)room(plan));
	for (i = 0; i < more->tasks_n; i++)
		if (ma_plan_has(plan, more->tasks[i].id))
			return ma_fail(err, MA_EINVALID,
				"/tasks/%u/id: \"" MA_STR_FMT "\" is a task of the plan already",
				(unsigned)i, MA_STR_ARG(more->tasks[i].id));
	return MA_OK;
}

static uint32_t *grown(struct ma_plan *plan, const uint32_t *old, uint32_t n, uint32_t room)
{
	uint32_t *list = ma_arena_new_n(&plan->arena, uint32_t, n + room);

	if (list && n > 0)
		memcpy(list, old, n * sizeof(*list));
	return list;
}

/* The task as it stands in the plan: its dependencies renumbered, a root behind the parent. */
static ma_rc add_task(struct ma_plan *plan, uint32_t parent, const struct ma_task *from,
	uint32_t offset, ma_err *err)
{
	struct ma_task *t = &plan->tasks[plan->tasks_n];
	uint32_t n = from->deps_n > 0 ? from->deps_n : 1, i;
	uint32_t *deps = grown(plan, NULL, 0, n);

	if (!deps || !ma_map_put(&plan->ids, from->folded, t))
		return ma_fail_nomem(err);
	*t = *from;
	for (i = 0; i < from->deps_n; i++)
		deps[i] = from->deps[i] + offset;
	if (from->deps_n == 0)
		deps[0] = parent;
	t->deps = deps;
	t->deps_n = n;
	t->depth = plan->tasks[parent].depth + 1;
	plan->tasks_n++;
	return MA_OK;
}

/* What waited for the parent waits for the ends of the new tasks too, and so for all of them. */
static ma_rc wait_for_ends(struct ma_plan *plan, struct ma_task *t, const struct ma_plan *more,
	uint32_t offset, ma_err *err)
{
	uint32_t *deps = grown(plan, t->deps, t->deps_n, more->tasks_n);
	uint32_t i;

	if (!deps)
		return ma_fail_nomem(err);
	for (i = 0; i < more->tasks_n; i++)
		if (more->tasks[i].nexts_n == 0)
			deps[t->deps_n++] = offset + i;
	t->deps = deps;
	return MA_OK;
}

ma_rc ma_plan_add(struct ma_plan *plan, uint32_t parent, const struct ma_plan *more, ma_err *err)
{
	uint32_t offset = plan->tasks_n, i;
	const struct ma_task *p = &plan->tasks[parent];
	ma_rc rc = MA_OK;

	MA_ASSERT(more->tasks_n <= plan->tasks_cap - plan->tasks_n);
	for (i = 0; i < more->tasks_n && !rc; i++)
		rc = add_task(plan, parent, &more->tasks[i], offset, err);
	for (i = 0; i < p->nexts_n && !rc; i++)
		rc = wait_for_ends(plan, &plan->tasks[p->nexts[i]], more, offset, err);
	/* New tasks wait for old ones up to their parent, and only ones after it wait for them. */
	return rc ? rc : ma_plan_link_more(plan, parent, more->order, more->tasks_n, err);
}

static bool keep(struct ma_plan *plan, struct ma_str *s)
{
	char *copy = ma_arena_dup(&plan->arena, *s);

	s->p = copy;
	return copy != NULL;
}

ma_rc ma_plan_add_repair(struct ma_plan *plan, const struct ma_task *task, const uint32_t *done,
	uint32_t done_n, ma_err *err)
{
	struct ma_task *t = &plan->tasks[plan->tasks_n];
	uint32_t only = 0;

	if (plan->tasks_n == plan->tasks_cap)
		return ma_fail(err, MA_EINVALID, "there is no room for another task");
	*t = *task;
	t->deps = grown(plan, done, done_n, 0);
	t->deps_n = done_n;
	if (!t->deps || !keep(plan, &t->id) || !keep(plan, &t->name) || !keep(plan, &t->agent) ||
		!keep(plan, &t->description))
		return ma_fail_nomem(err);
	t->folded = t->id;
	if (!ma_map_put(&plan->ids, t->folded, t))
		return ma_fail_nomem(err);
	plan->tasks_n++;
	return ma_plan_link_more(plan, plan->order[plan->tasks_n - 2], &only, 1, err);
}

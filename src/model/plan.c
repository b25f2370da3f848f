/* The graph of a plan: successors, heights, cycles. */
#include "model/plan.h"

#include "base/alloc.h"
#include "base/limits.h"

void ma_plan_free(struct ma_plan *plan)
{
	if (!plan)
		return;
	ma_map_done(&plan->ids);
	ma_arena_done(&plan->arena);
	ma_free(plan);
}

int64_t ma_plan_find(const struct ma_plan *plan, struct ma_str id)
{
	char folded[MA_LIMIT_TASK_ID];
	const struct ma_task *t;
	size_t i;

	if (id.n > sizeof(folded))
		return -1;
	for (i = 0; i < id.n; i++)
		folded[i] = (char)(id.p[i] >= 'A' && id.p[i] <= 'Z' ? id.p[i] + 'a' - 'A' : id.p[i]);
	t = ma_map_get(&plan->ids, ma_str_n(folded, id.n));
	return t && ma_str_eq(t->id, id) ? t - plan->tasks : -1;
}

static ma_rc link_nexts(struct ma_plan *plan, ma_err *err)
{
	uint32_t i, j;

	for (i = 0; i < plan->tasks_n; i++)
		for (j = 0; j < plan->tasks[i].deps_n; j++)
			plan->tasks[plan->tasks[i].deps[j]].nexts_n++;
	for (i = 0; i < plan->tasks_n; i++) {
		struct ma_task *t = &plan->tasks[i];

		t->nexts = ma_arena_new_n(&plan->arena, uint32_t, t->nexts_n);
		if (!t->nexts)
			return ma_fail_nomem(err);
		t->nexts_n = 0;
	}
	for (i = 0; i < plan->tasks_n; i++) {
		for (j = 0; j < plan->tasks[i].deps_n; j++) {
			struct ma_task *d = &plan->tasks[plan->tasks[i].deps[j]];
			uint32_t *nexts = (uint32_t *)(uintptr_t)d->nexts; /* ours: made above */

			nexts[d->nexts_n++] = i;
		}
	}
	return MA_OK;
}

static void raise_height(struct ma_plan *plan, uint32_t i)
{
	struct ma_task *t = &plan->tasks[i];
	uint32_t j;

	t->height = 1;
	for (j = 0; j < t->nexts_n; j++)
		if (plan->tasks[t->nexts[j]].height >= t->height)
			t->height = plan->tasks[t->nexts[j]].height + 1;
}

/* Kahn's algorithm from the ends backwards, so that a task's successors have their heights before it. */
static uint32_t walk_back(struct ma_plan *plan, uint32_t *queue, uint32_t *left)
{
	uint32_t head = 0, tail = 0, i, j;

	for (i = 0; i < plan->tasks_n; i++) {
		left[i] = plan->tasks[i].nexts_n;
		if (left[i] == 0)
			queue[tail++] = i;
	}
	while (head < tail) {
		i = queue[head++];
		raise_height(plan, i);
		for (j = 0; j < plan->tasks[i].deps_n; j++)
			if (--left[plan->tasks[i].deps[j]] == 0)
				queue[tail++] = plan->tasks[i].deps[j];
	}
	return head;
}

/* What is left over after the walk feeds a cycle: follow successors until one comes again. */
static int64_t find_cycle(const struct ma_plan *plan, const uint32_t *left)
{
	uint32_t i = 0, steps, j;

	while (left[i] == 0)
		i++;
	for (steps = 0; steps < plan->tasks_n; steps++) {
		for (j = 0; left[plan->tasks[i].nexts[j]] == 0;)
			j++;
		i = plan->tasks[i].nexts[j];
	}
	return i;
}

ma_rc ma_plan_link(struct ma_plan *plan, int64_t *cycle_out, ma_err *err)
{
	uint32_t *queue = NULL, *left = NULL;
	ma_rc rc;

	rc = link_nexts(plan, err);
	if (rc)
		return rc;
	queue = ma_new_n(uint32_t, plan->tasks_n);
	left = ma_new_n(uint32_t, plan->tasks_n);
	if (!queue || !left)
		rc = ma_fail_nomem(err);
	else if (walk_back(plan, queue, left) == plan->tasks_n)
		*cycle_out = -1;
	else
		*cycle_out = find_cycle(plan, left);
	ma_free(queue);
	ma_free(left);
	return rc;
}

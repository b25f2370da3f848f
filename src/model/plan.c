/* The graph of a plan: successors, order, cycles. */
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

static const struct ma_task *find(const struct ma_plan *plan, struct ma_str id)
{
	char folded[MA_LIMIT_TASK_ID];
	size_t i;

	if (id.n > sizeof(folded))
		return NULL;
	for (i = 0; i < id.n; i++)
		folded[i] = (char)(id.p[i] >= 'A' && id.p[i] <= 'Z' ? id.p[i] + 'a' - 'A' : id.p[i]);
	return ma_map_get(&plan->ids, ma_str_n(folded, id.n));
}

int64_t ma_plan_find(const struct ma_plan *plan, struct ma_str id)
{
	const struct ma_task *t = find(plan, id);

	return t && ma_str_eq(t->id, id) ? t - plan->tasks : -1;
}

bool ma_plan_has(const struct ma_plan *plan, struct ma_str id)
{
	return find(plan, id) != NULL;
}

static ma_rc link_nexts(struct ma_plan *plan, ma_err *err)
{
	uint32_t i, j;

	for (i = 0; i < plan->tasks_n; i++)
		plan->tasks[i].nexts_n = 0;
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

static void note_turns(struct ma_plan *plan)
{
	uint32_t i;

	for (i = 0; i < plan->tasks_n; i++)
		plan->tasks[plan->order[i]].turn = i;
}

/* The next dependency that has no place yet, or NULL. `at` goes on from call to call. */
static const uint32_t *missing_dep(const struct ma_task *t, const bool *placed, uint32_t *at)
{
	while (*at < t->deps_n && placed[t->deps[*at]])
		++*at;
	return *at < t->deps_n ? &t->deps[*at] : NULL;
}

/* One after the other, whoever is needed before it. There is no cycle, so nobody is needed twice. */
static ma_rc put_in_order(struct ma_plan *plan, ma_err *err)
{
	uint32_t *stack = ma_new_n(uint32_t, 2 * (size_t)plan->tasks_n), *at = stack + plan->tasks_n;
	bool *placed = ma_new_n(bool, plan->tasks_n);
	uint32_t n = 0, top, i;
	const uint32_t *dep;

	for (i = 0; stack && placed && i < plan->tasks_n; i++) {
		top = 0;
		if (!placed[i])
			stack[top++] = i;
		while (top > 0) {
			dep = missing_dep(&plan->tasks[stack[top - 1]], placed, &at[stack[top - 1]]);
			if (dep) {
				stack[top++] = *dep;
				continue;
			}
			placed[stack[--top]] = true;
			plan->order[n++] = stack[top];
		}
	}
	ma_free(placed);
	ma_free(stack);
	if (n < plan->tasks_n)
		return ma_fail_nomem(err);
	note_turns(plan);
	return MA_OK;
}

/* Kahn's algorithm. What is left over is on a cycle or behind one. */
static uint32_t walk(struct ma_plan *plan, uint32_t *left)
{
	uint32_t head = 0, tail = 0, i, j;

	for (i = 0; i < plan->tasks_n; i++) {
		left[i] = plan->tasks[i].deps_n;
		if (left[i] == 0)
			plan->order[tail++] = i;
	}
	while (head < tail) {
		const struct ma_task *t = &plan->tasks[plan->order[head++]];

		for (j = 0; j < t->nexts_n; j++)
			if (--left[t->nexts[j]] == 0)
				plan->order[tail++] = t->nexts[j];
	}
	return head;
}

/* Follow dependencies that are left over until one comes again. */
static int64_t find_cycle(const struct ma_plan *plan, const uint32_t *left)
{
	uint32_t i = 0, steps, j;

	while (left[i] == 0)
		i++;
	for (steps = 0; steps < plan->tasks_n; steps++) {
		for (j = 0; left[plan->tasks[i].deps[j]] == 0;)
			j++;
		i = plan->tasks[i].deps[j];
	}
	return i;
}

ma_rc ma_plan_link(struct ma_plan *plan, int64_t *cycle_out, ma_err *err)
{
	uint32_t *left;
	ma_rc rc;

	rc = link_nexts(plan, err);
	if (rc)
		return rc;
	if (!plan->order)
		plan->order = ma_arena_new_n(&plan->arena, uint32_t, plan->tasks_cap);
	left = ma_new_n(uint32_t, plan->tasks_n);
	if (!plan->order || !left)
		rc = ma_fail_nomem(err);
	else
		*cycle_out = walk(plan, left) == plan->tasks_n ? -1 : find_cycle(plan, left);
	ma_free(left);
	if (!rc && *cycle_out < 0)
		rc = put_in_order(plan, err);
	return rc;
}

ma_rc ma_plan_link_more(
	struct ma_plan *plan, uint32_t after, const uint32_t *order, uint32_t order_n, ma_err *err)
{
	uint32_t old_n = plan->tasks_n - order_n, at = plan->tasks[after].turn + 1, i;
	ma_rc rc = link_nexts(plan, err);

	if (rc)
		return rc;
	memmove(plan->order + at + order_n, plan->order + at, (old_n - at) * sizeof(*plan->order));
	for (i = 0; i < order_n; i++)
		plan->order[at + i] = old_n + order[i];
	note_turns(plan);
	return MA_OK;
}

/*
 * The shortest cycle of a plan.
 *
 * Whoever is on no cycle is taken away from both ends (Kahn's algorithm, along and against the
 * dependencies). From each task that is left, breadth first and only over tasks behind it in the plan,
 * since every cycle has a first one: for cycles of up to 2 tasks, then 4, 8, ..., so that a short one is
 * found before the long ones cost anything. The search is given up after STEPS_MAX steps; the cycle
 * that is told then is a short one, and need not be the shortest.
 */
#include "model/plan.h"

#include "base/alloc.h"

#define STEPS_MAX (1 << 24) /* dependencies looked at: a tenth of a second */

struct search {
	const struct ma_plan *plan;
	uint32_t *left; /* dependencies, or dependents, that are left: 0 for who is on no cycle */
	uint32_t *queue, *from, *depth,
		*mark; /* of one walk: mark[i] == walk for whom it has seen */
	uint32_t walk;
	uint32_t *best; /* in the order of the cycle */
	uint32_t best_n;
	uint64_t steps;
};

static bool is_left(const struct search *s, uint32_t i)
{
	return s->left[i] > 0;
}

/* Take away who has nobody left on one side. */
static void peel(struct search *s, bool along)
{
	const struct ma_task *tasks = s->plan->tasks;
	uint32_t n = s->plan->tasks_n, head = 0, tail = 0, i, j;

	for (i = 0; i < n; i++)
		if (s->mark[i] && s->left[i] == 0)
			s->queue[tail++] = i;
	while (head < tail) {
		const struct ma_task *t = &tasks[s->queue[head]];
		const uint32_t *list = along ? t->nexts : t->deps;
		uint32_t list_n = along ? t->nexts_n : t->deps_n;

		s->mark[s->queue[head++]] = 0;
		for (j = 0; j < list_n; j++)
			if (s->mark[list[j]] && --s->left[list[j]] == 0)
				s->queue[tail++] = list[j];
	}
}

/* `left` becomes the number of dependencies, for those on a cycle or between two, and 0 for the others. */
static void keep_cycles(struct search *s)
{
	const struct ma_task *tasks = s->plan->tasks;
	uint32_t n = s->plan->tasks_n, i, j;

	for (i = 0; i < n; i++) {
		s->mark[i] = 1;
		s->left[i] = tasks[i].deps_n;
	}
	peel(s, true);
	for (i = 0; i < n; i++) {
		s->left[i] = 0;
		for (j = 0; s->mark[i] && j < tasks[i].nexts_n; j++)
			s->left[i] += s->mark[tasks[i].nexts[j]];
	}
	peel(s, false);
	for (i = 0; i < n; i++)
		s->left[i] = s->mark[i] ? tasks[i].deps_n : 0;
	for (i = 0; i < n; i++)
		s->mark[i] = 0;
}

static uint32_t first_dep(const struct search *s, uint32_t i)
{
	const struct ma_task *t = &s->plan->tasks[i];
	uint32_t j = 0;

	while (!is_left(s, t->deps[j]))
		j++;
	return t->deps[j];
}

/* Some cycle: follow dependencies that are left until one comes again. */
static void find_any(struct search *s)
{
	uint32_t i = 0, at;

	while (!is_left(s, i))
		i++;
	for (s->walk++; s->mark[i] != s->walk; i = first_dep(s, i))
		s->mark[i] = s->walk;
	s->best_n = 0;
	at = i;
	do {
		s->best[s->best_n++] = at;
		at = first_dep(s, at);
	} while (at != i);
}

static void take(struct search *s, uint32_t last)
{
	uint32_t n = s->depth[last] + 1, i;

	s->best_n = n;
	for (i = n; i-- > 0; last = s->from[last])
		s->best[i] = last;
}

/* Tasks behind `start` only: a cycle is found from its first one. */
static void visit(struct search *s, uint32_t start, uint32_t at, uint32_t next, uint32_t *tail)
{
	if (next <= start || !is_left(s, next) || s->mark[next] == s->walk)
		return;
	s->mark[next] = s->walk;
	s->from[next] = at;
	s->depth[next] = s->depth[at] + 1;
	s->queue[(*tail)++] = next;
}

/* The shortest cycle whose first task is `start`, if it has at most `most` tasks. */
static void search_from(struct search *s, uint32_t start, uint32_t most)
{
	uint32_t head = 0, tail = 0, at, j;

	s->walk++;
	s->depth[start] = 0;
	s->queue[tail++] = start;
	while (head < tail && s->steps < STEPS_MAX) {
		at = s->queue[head++];
		if (s->depth[at] + 1 > most)
			return;
		for (j = 0; j < s->plan->tasks[at].deps_n; j++) {
			uint32_t next = s->plan->tasks[at].deps[j];

			s->steps++;
			if (next == start) {
				take(s, at);
				return;
			}
			visit(s, start, at, next, &tail);
		}
	}
}

static void find_shortest(struct search *s)
{
	uint32_t limit, i;

	for (limit = 2; s->best_n > 2 && s->steps < STEPS_MAX; limit *= 2) {
		for (i = 0; i < s->plan->tasks_n && s->best_n > 2; i++)
			if (is_left(s, i))
				search_from(s, i, limit < s->best_n ? limit : s->best_n - 1);
		if (s->best_n <= limit)
			return;
	}
}

ma_rc ma_plan_cycle(const struct ma_plan *plan, uint32_t **out, uint32_t *n_out, ma_err *err)
{
	struct search s = { .plan = plan,
		.left = ma_new_n(uint32_t, plan->tasks_n),
		.queue = ma_new_n(uint32_t, plan->tasks_n),
		.from = ma_new_n(uint32_t, plan->tasks_n),
		.depth = ma_new_n(uint32_t, plan->tasks_n),
		.mark = ma_new_n(uint32_t, plan->tasks_n),
		.best = ma_new_n(uint32_t, plan->tasks_n) };
	bool ok = s.left && s.queue && s.from && s.depth && s.mark && s.best;

	if (ok) {
		keep_cycles(&s);
		find_any(&s);
		find_shortest(&s);
		*out = s.best;
		*n_out = s.best_n;
		s.best = NULL;
	}
	ma_free(s.left);
	ma_free(s.queue);
	ma_free(s.from);
	ma_free(s.depth);
	ma_free(s.mark);
	ma_free(s.best);
	return ok ? MA_OK : ma_fail_nomem(err);
}

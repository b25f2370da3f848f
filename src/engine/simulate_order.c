/* The checker: whose files come first. */
#include <string.h>

#include "engine/simulate_check.h"

/* Tasks in plan order. */
struct line {
	uint32_t v[MA_SIM_TASKS_MAX], n;
};

static bool stands(const struct line *l, uint32_t task)
{
	uint32_t i = 0;

	while (i < l->n && l->v[i] != task)
		i++;
	return i < l->n;
}

/* A dependency of the plan that does not stand in the line yet, or MA_SIM_NOBODY. */
static uint32_t missing(const struct sim_checker *k, const struct line *l, uint32_t task)
{
	uint32_t i;

	for (i = 0; i < k->c->planned_n; i++)
		if ((k->c->tasks[task].deps >> i & 1) && !stands(l, i))
			return i;
	return MA_SIM_NOBODY;
}

/* As they are listed; whoever is needed by one, and whoever is needed by that one, right before it. */
static void line_up_planned(const struct sim_checker *k, struct line *l)
{
	uint32_t i, at;

	for (i = 0; i < k->c->planned_n; i++)
		while (k->c->tasks[i].kept && !stands(l, i)) {
			at = i;
			while (missing(k, l, at) != MA_SIM_NOBODY)
				at = missing(k, l, at);
			l->v[l->n++] = at;
		}
}

static void insert(struct line *l, uint32_t at, uint32_t task)
{
	memmove(&l->v[at + 1], &l->v[at], (l->n - at) * sizeof(l->v[0]));
	l->v[at] = task;
	l->n++;
}

/* Those that a task asked for stand right behind it, repairs at the end. */
static void line_up_added(const struct sim_checker *k, struct line *l)
{
	uint32_t at, behind, i;

	for (at = 0; at < l->n; at++) {
		behind = at;
		for (i = MA_SIM_PLANNED_MAX; i < MA_SIM_ASKED_MAX; i++)
			if (k->seen[i].exists && k->c->tasks[i].parent == l->v[at])
				insert(l, ++behind, i);
	}
	for (i = MA_SIM_ASKED_MAX; i < MA_SIM_TASKS_MAX; i++)
		if (k->seen[i].exists)
			l->v[l->n++] = i;
}

static bool may_write(const struct sim_checker *k, uint32_t other, uint32_t task)
{
	uint32_t writes = k->c->tasks[other].writes, own = k->c->tasks[task].writes;
	struct ma_str rest = ma_str(k->seen[task].paths), path;

	if (writes == 0 || ma_sim_agent_adds(k->c, k->c->tasks[other].agent))
		return true;
	if (rest.n == 0)
		return own == 0 || ma_sim_writes_meet(writes, own);
	while (ma_str_cut(&rest, '|', &path))
		if (ma_sim_writes_path(writes, path))
			return true;
	return false;
}

uint32_t ma_sim_comes_before(const struct sim_checker *k, uint32_t task)
{
	const struct sim_seen *t = &k->seen[task];
	struct line l = { .n = 0 };
	uint32_t i;

	if (t->files_n == 0 || t->commit[0])
		return MA_SIM_NOBODY;
	line_up_planned(k, &l);
	line_up_added(k, &l);
	for (i = 0; i < l.n && l.v[i] != task; i++)
		if (!ma_sim_is_final(&k->seen[l.v[i]]) && !k->seen[l.v[i]].reopened &&
			may_write(k, l.v[i], task))
			return l.v[i];
	return MA_SIM_NOBODY;
}

void ma_sim_see_files_proposed(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	if (!ma_sim_is_awaited(t, e, MA_SIM_WHEN_READING) || t->cut)
		return;
	t->state = MA_SIM_WHEN_COMMITTING;
	t->waited = false;
	t->commit[0] = '\0';
	t->files_n = e->count;
	t->parts = 0;
	ma_sim_copy(k, t->files, sizeof(t->files), e->files);
	ma_sim_copy(k, t->paths, sizeof(t->paths), e->paths);
}

void ma_sim_see_files_delayed(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	uint32_t first = ma_sim_comes_before(k, ma_sim_number(k, t));

	if (!ma_sim_is_awaited(t, e, MA_SIM_WHEN_COMMITTING) || t->commit[0] || t->files_n == 0 ||
		t->waited || k->interrupted)
		ma_sim_complain(k, "%s has no files that could wait", ma_sim_name(k, t));
	else if (first == MA_SIM_NOBODY || ma_sim_task_find(e->cause) != first)
		ma_sim_complain(k, "the files of %s wait for " MA_STR_FMT, ma_sim_name(k, t),
			MA_STR_ARG(e->cause));
	t->state = MA_SIM_WHEN_HELD;
}

/* The time in which it waited is given back. */
void ma_sim_see_files_admitted(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	if (!ma_sim_is_awaited(t, e, MA_SIM_WHEN_HELD) || k->interrupted)
		ma_sim_complain(k, "no files of %s wait", ma_sim_name(k, t));
	if (t->give_up_ms > 0 && e->deadline_ms < t->give_up_ms)
		ma_sim_complain(k, "%s has less time now", ma_sim_name(k, t));
	t->give_up_ms = e->deadline_ms;
	t->state = MA_SIM_WHEN_COMMITTING;
	t->waited = true;
}

void ma_sim_see_files_committed(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	if (!ma_sim_is_awaited(t, e, MA_SIM_WHEN_COMMITTING) || t->commit[0])
		return;
	ma_sim_copy(k, t->commit, sizeof(t->commit), e->commit);
	ma_sim_copy(k, k->head, sizeof(k->head), e->head.n > 0 ? e->head : e->commit);
	ma_sim_copy(k, k->tree, sizeof(k->tree), e->tree);
}

void ma_sim_see_files_rewound(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	(void)t;
	if (ma_str_is(e->effect, k->rewind))
		k->rewinding = false;
}

/* The checker: quick checks, and what becomes of files that failed one. */
#include <string.h>

#include "engine/simulate_check.h"

/* Whether another task may write anything at the same time, whatever came first. */
static bool has_rivals(const struct sim_checker *k, uint32_t self)
{
	uint32_t i;

	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		if (i != self && k->seen[i].exists && !ma_sim_is_downstream(k, i, self) &&
			!ma_sim_is_downstream(k, self, i) &&
			(k->c->tasks[i].writes == 0 ||
				ma_sim_agent_adds(k->c, k->c->tasks[i].agent)))
			return true;
	return false;
}

static bool has_successor(const struct sim_checker *k, uint32_t self)
{
	uint32_t i;

	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		if (k->seen[i].exists && (k->seen[i].deps >> self & 1))
			return true;
	return false;
}

bool ma_sim_needs_quick(const struct sim_checker *k, const struct sim_seen *t)
{
	uint32_t self = ma_sim_number(k, t);

	return k->c->quick_checks && !k->c->no_verify && t->state == MA_SIM_WHEN_COMMITTING &&
		t->quick == MA_QUICK_NONE && !t->waited && !t->resolving &&
		strstr(t->paths, ".c") && has_successor(k, self) && !has_rivals(k, self);
}

void ma_sim_see_quick_started(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	if (!ma_sim_needs_quick(k, t) || t->failed || t->commit[0] || t->files_n == 0 ||
		k->interrupted)
		ma_sim_complain(k, "the files of %s are not to be checked now", ma_sim_name(k, t));
	t->quick = MA_QUICK_RUNNING;
	ma_sim_copy(k, t->quick_effect, sizeof(t->quick_effect), e->effect);
}

void ma_sim_see_quick_finished(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	(void)k;
	if (t->quick != MA_QUICK_RUNNING || !ma_str_is(e->effect, t->quick_effect) ||
		t->state != MA_SIM_WHEN_COMMITTING)
		return;
	t->quick = MA_QUICK_OVER;
	if (!ma_str_is(e->verdict, "failed"))
		return;
	t->quick = MA_QUICK_FAILED;
	t->failed = true;
	t->met = false;
	t->class = t->repeats >= 3 ? MA_LLM_NO_PROGRESS : MA_LLM_BAD_OUTPUT;
	t->hint_ms = 0;
	t->rejections++;
	t->parts = 0;
}

bool ma_sim_asks_for_quick(const struct sim_checker *k, const struct sim_seen *t)
{
	return !t->quick_asked && t->class == MA_LLM_BAD_OUTPUT && !k->dead[t->provider] &&
		t->attempt - t->uncounted <= ma_sim_task_of(k, t)->retries &&
		(t->give_up_ms == 0 || k->now_ms < t->give_up_ms) && ma_sim_affords(k, t);
}

void ma_sim_see_files_doubted(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	if (t->quick != MA_QUICK_FAILED || !t->failed || !ma_str_is(e->effect, t->quick_effect) ||
		k->interrupted)
		ma_sim_complain(k, "no files of %s are in doubt", ma_sim_name(k, t));
	else if (ma_sim_asks_for_quick(k, t))
		ma_sim_complain(k, "%s is not asked again for what fails", ma_sim_name(k, t));
	t->quick = MA_QUICK_OVER;
	t->failed = false;
}

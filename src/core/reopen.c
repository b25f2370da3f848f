/*
 * Another attempt of a task that has failed: it is ready again, and whoever was skipped for it waits again.
 *
 * Its attempts count on, so that no intent is ever made twice; retries, fallback and time begin anew. What it was told of
 * its last reply stays. Providers that served the run no more are asked again: whoever asks may have mended that.
 */
#include "base/alloc.h"
#include "base/plant.h"
#include "core/fold.h"
#include "core/life.h"

bool ma_state_may_reopen(const struct ma_state *s, const struct ma_work *w)
{
	return w->task && w->state == MA_TASK_FAILED && s->phase == MA_RUN_WORKING &&
		s->repairs == 0 && !s->cancelled && s->tally.cancelled == 0;
}

static void begin_anew(struct ma_work *w)
{
	w->reopened++;
	w->uncounted = w->attempt;
	w->provider = 0;
	w->rejections = w->repeats = 0;
	w->parts_n = 0;
	w->cut = w->resolving = w->mediated = false;
	w->give_up_ms = w->retry_after_ms = w->not_before_ms = 0;
	w->started_at_ms = w->ended_at_ms = w->down_ms = 0;
	w->failed_as = MA_LLM_OK;
	w->message = w->cause = MA_STR("");
	if (MA_PLANT(COUNT_ANEW))
		w->attempt = w->uncounted = 0;
}

/* A task that it needs did not complete; whose fault that was. */
static bool is_let_down(const struct ma_state *s, const struct ma_work *w, struct ma_str *cause_out)
{
	const struct ma_work *dep;
	uint32_t i;

	for (i = 0; i < w->task->deps_n; i++) {
		dep = &s->works[w->task->deps[i]];
		if (!ma_task_state_final(dep->state) || dep->state == MA_TASK_COMPLETED ||
			dep->task->optional)
			continue;
		*cause_out = dep->state == MA_TASK_SKIPPED ? dep->message : dep->task->id;
		return true;
	}
	return false;
}

/* Those that wait for w; the ones that have nobody left to blame go onto the stack. */
static void reopen_successors(
	struct ma_state *s, const struct ma_work *w, uint32_t *stack, uint32_t *n)
{
	struct ma_work *next;
	uint32_t i;

	for (i = 0; i < w->task->nexts_n && !MA_PLANT(REOPEN_ALONE); i++) {
		next = &s->works[w->task->nexts[i]];
		if (next->state != MA_TASK_SKIPPED || is_let_down(s, next, &next->message))
			continue;
		begin_anew(next);
		ma_work_move(s, next, MA_TASK_WAITING);
		if (next->deps_left == 0)
			ma_work_move(s, next, MA_TASK_READY);
		stack[(*n)++] = w->task->nexts[i];
	}
}

ma_rc ma_state_causes(const struct ma_state *s, const struct ma_work *w, uint32_t **out,
	uint32_t *n_out, ma_err *err)
{
	uint32_t *found = ma_new_n(uint32_t, 2 * (size_t)s->tally.total), *stack, n = 0,
		 found_n = 0, i;
	bool *seen = ma_new_n(bool, s->tally.total);
	const struct ma_task *t;

	if (!found || !seen) {
		ma_free(found);
		ma_free(seen);
		return ma_fail_nomem(err);
	}
	stack = found + s->tally.total;
	stack[n++] = (uint32_t)(w - s->works);
	seen[stack[0]] = true;
	while (n > 0) {
		w = &s->works[stack[--n]];
		if (w->state == MA_TASK_FAILED)
			found[found_n++] = (uint32_t)(w - s->works);
		t = w->state == MA_TASK_SKIPPED ? w->task : NULL;
		for (i = 0; t && i < t->deps_n; i++) {
			if (!seen[t->deps[i]])
				stack[n++] = t->deps[i];
			seen[t->deps[i]] = true;
		}
	}
	ma_free(seen);
	*out = found;
	*n_out = found_n;
	return MA_OK;
}

/* What ended badly does so no more. */
static void leave_fallen(struct ma_state *s)
{
	uint32_t n = 0, i;

	for (i = 0; i < s->fallen_n; i++)
		if (ma_task_state_final(s->works[s->fallen[i]].state))
			s->fallen[n++] = s->fallen[i];
	s->fallen_n = n;
}

ma_rc ma_fold_task_reopened(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	uint32_t *stack, n = 0, i;

	(void)e;
	if (!ma_state_may_reopen(s, w))
		return MA_OK; /* it was asked for too late */
	stack = ma_new_n(uint32_t, s->tally.total);
	if (!stack)
		return ma_fail_nomem(err);
	begin_anew(w);
	ma_work_move(s, w, MA_TASK_READY);
	stack[n++] = (uint32_t)(w - s->works);
	while (n > 0)
		reopen_successors(s, &s->works[stack[--n]], stack, &n);
	leave_fallen(s);
	for (i = 0; i < s->providers_n; i++)
		s->providers[i].dead = MA_LLM_OK;
	s->front = 0;
	ma_free(stack);
	return MA_OK;
}

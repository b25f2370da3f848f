/*
 * Whose files are committed first. Results fold onto the branch in plan order wherever the order could show:
 * a file set waits while a task before it in plan order has not ended and could still write one of its files.
 * Sets that cannot touch the same file commit as they come, as either order gives the same tree; so nobody waits for
 * an unrelated task (docs/decisions/030-commit-order.md).
 *
 * A task could write a file that its globs match; any, if it declares none, or may ask for more tasks. One that had ended
 * and is attempted again has lost its turn: what came after it may be committed already.
 *
 * No deadlock: a set waits for earlier tasks alone, and whoever waits holds no slot. Of the tasks that have not ended
 * the first in plan order waits for nobody's files, and depends on nobody who has not ended: it can go on.
 */
#include <stdio.h>

#include "base/limits.h"
#include "base/path.h"
#include "base/plant.h"
#include "core/decider.h"

/* Whether the glob allows the file, something in its place's directories, or something beneath it. */
static bool covers(struct ma_str glob, struct ma_str path)
{
	char beneath[MA_LIMIT_PATH + 4];
	struct ma_str dir = path;

	for (; dir.n > 0; dir = ma_path_dir(dir))
		if (ma_path_match(glob, dir))
			return true;
	if (path.n > MA_LIMIT_PATH)
		return true;
	(void)snprintf(beneath, sizeof(beneath), MA_STR_FMT "/**", MA_STR_ARG(path)); /* fits */
	return ma_path_globs_meet(glob, ma_str(beneath));
}

static bool may_write(const struct ma_task *t, struct ma_str paths)
{
	struct ma_str path;
	uint32_t i;

	while (ma_str_cut(&paths, '|', &path))
		for (i = 0; i < t->writes_n; i++)
			if (covers(t->writes[i], path))
				return true;
	return false;
}

static bool may_meet(const struct ma_state *s, const struct ma_work *before, const struct ma_work *w)
{
	const struct ma_task *t = before->task;

	if (t->writes_n == 0 || ma_terms_adds(s->terms, t->agent))
		return true;
	if (w->paths.n > 0)
		return may_write(t, w->paths);
	return w->task->writes_n == 0 || ma_task_writes_meet(t, w->task);
}

/* Nobody waits for its files: it has ended, or had, and lost its turn by that. */
static bool is_past(const struct ma_work *w)
{
	return ma_task_state_final(w->state) || w->reopened > 0;
}

/* The first task before it that has to end first, or NULL. */
static const struct ma_work *find_ahead(struct ma_state *s, const struct ma_work *w)
{
	const uint32_t *order = s->plan->order;
	uint32_t i;

	while (s->front < w->task->turn && ma_task_state_final(s->works[order[s->front]].state))
		s->front++;
	for (i = s->front; i < w->task->turn && !MA_PLANT(COMMIT_EARLY); i++) {
		const struct ma_work *before = &s->works[order[i]];

		if (!is_past(before) && may_meet(s, before, w))
			return before;
	}
	return NULL;
}

void ma_turn_hold(struct ma_decider *d, struct ma_work *w)
{
	const struct ma_work *ahead = w->clear ? NULL : find_ahead(d->s, w);

	w->clear = !ahead;
	if (ahead)
		ma_decider_add(d,
			&(struct ma_event){ .kind = MA_EVENT_FILES_DELAYED,
				.effect = ma_str(w->effect),
				.task = w->task->id,
				.cause = ahead->task->id });
}

/* The time in which it waited is not its own. */
static void admit(struct ma_decider *d, const struct ma_work *w)
{
	int64_t waited = d->now_ms - w->moved_at_ms;

	ma_decider_add(d,
		&(struct ma_event){ .kind = MA_EVENT_FILES_ADMITTED,
			.effect = ma_str(w->effect),
			.task = w->task->id,
			.deadline_ms = w->give_up_ms > 0 && waited > 0 ? w->give_up_ms + waited
								       : w->give_up_ms });
}

void ma_turn_admit(struct ma_decider *d)
{
	struct ma_work *w;

	for (w = d->s->held; w && !d->rc && !MA_PLANT(HOLD_LONG); w = w->later) {
		if (w->admitted || !is_past(w->ahead))
			continue;
		w->ahead = find_ahead(d->s, w);
		if (!w->ahead)
			admit(d, w);
	}
}

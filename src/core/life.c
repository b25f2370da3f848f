/* The life cycle of a task: a table of allowed moves, and the one place that moves. */
#include "core/life.h"

#include "core/ready.h"

static const char *const state_names[] = {
	[MA_TASK_WAITING] = "waiting",
	[MA_TASK_READY] = "ready",
	[MA_TASK_CALLING] = "calling",
	[MA_TASK_READING] = "reading",
	[MA_TASK_COMMITTING] = "committing",
	[MA_TASK_BACKOFF] = "backoff",
	[MA_TASK_COMPLETED] = "completed",
	[MA_TASK_FAILED] = "failed",
	[MA_TASK_SKIPPED] = "skipped",
	[MA_TASK_CANCELLED] = "cancelled",
};

#define S(id) (1U << MA_TASK_##id)
#define END (S(COMPLETED) | S(FAILED) | S(SKIPPED) | S(CANCELLED))
static const unsigned moves[] = {
	[MA_TASK_WAITING] = S(READY) | S(SKIPPED) | S(CANCELLED),
	[MA_TASK_READY] = S(CALLING) | S(SKIPPED) | S(CANCELLED),
	[MA_TASK_CALLING] = S(READING) | S(CALLING) | S(BACKOFF) | S(FAILED) | S(CANCELLED),
	[MA_TASK_READING] = S(COMMITTING) | S(COMPLETED) | S(CALLING) | S(BACKOFF) | S(FAILED) |
		S(CANCELLED),
	[MA_TASK_COMMITTING] = S(COMPLETED) | S(FAILED) | S(BACKOFF) | S(CANCELLED),
	[MA_TASK_BACKOFF] = S(CALLING) | S(FAILED) | S(CANCELLED),
	[MA_TASK_COMPLETED] = 0,
	[MA_TASK_FAILED] = 0,
	[MA_TASK_SKIPPED] = 0,
	[MA_TASK_CANCELLED] = 0,
};

const char *ma_task_state_name(enum ma_task_state s)
{
	MA_ASSERT((size_t)s < MA_COUNT(state_names));
	return state_names[s];
}

bool ma_task_state_final(enum ma_task_state s)
{
	return (S(COMPLETED) | S(FAILED) | S(SKIPPED) | S(CANCELLED)) >> s & 1;
}

bool ma_task_state_busy(enum ma_task_state s)
{
	return (S(CALLING) | S(READING) | S(COMMITTING)) >> s & 1;
}

static bool is_active(enum ma_task_state s)
{
	return ma_task_state_busy(s) || s == MA_TASK_BACKOFF;
}

static void leave_active(struct ma_state *s, uint32_t task)
{
	uint32_t i = 0;

	while (i < s->active_n && s->active[i] != task)
		i++;
	MA_ASSERT(i < s->active_n);
	s->active[i] = s->active[--s->active_n];
}

static void count_end(struct ma_state *s, uint32_t task, enum ma_task_state to)
{
	s->tally.completed += to == MA_TASK_COMPLETED;
	s->tally.failed += to == MA_TASK_FAILED;
	s->tally.skipped += to == MA_TASK_SKIPPED;
	s->tally.cancelled += to == MA_TASK_CANCELLED;
	if (to != MA_TASK_COMPLETED)
		s->fallen[s->fallen_n++] = task;
}

static void release_successors(struct ma_state *s, const struct ma_task *t)
{
	uint32_t i;

	for (i = 0; i < t->nexts_n; i++) {
		struct ma_work *next = &s->works[t->nexts[i]];

		MA_ASSERT(next->deps_left > 0);
		if (--next->deps_left == 0 && next->state == MA_TASK_WAITING)
			ma_work_move(s, next, MA_TASK_READY);
	}
}

bool ma_work_may_move(const struct ma_work *w, enum ma_task_state to)
{
	return moves[w->state] >> to & 1;
}

void ma_work_move(struct ma_state *s, struct ma_work *w, enum ma_task_state to)
{
	enum ma_task_state from = w->state;
	uint32_t task;

	MA_ASSERT(ma_work_may_move(w, to));
	w->state = to;
	if (ma_task_state_final(to))
		w->ended_at_ms = s->now_ms;
	if (!w->task)
		return;
	task = (uint32_t)(w - s->works);
	if (from == MA_TASK_READY)
		ma_ready_remove(s, task);
	if (to == MA_TASK_READY)
		ma_ready_add(s, task);
	if (is_active(from) && !is_active(to))
		leave_active(s, task);
	if (!is_active(from) && is_active(to))
		s->active[s->active_n++] = task;
	if (ma_task_state_final(to))
		count_end(s, task, to);
	if (to == MA_TASK_COMPLETED || (ma_task_state_final(to) && w->task->optional))
		release_successors(s, w->task);
}

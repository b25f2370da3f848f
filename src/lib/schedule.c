/* Schedules: the longest path through tasks weighed by what they took. */
#include "lib/schedule.h"

#include "base/alloc.h"

#define NOBODY UINT32_MAX

/* How far the work has come along each path. */
struct paths {
	int64_t *end_ms;   /* of the longest chain that ends with the task */
	uint32_t *before;  /* the task before it on that chain, or NOBODY */
	uint32_t *waiting; /* dependencies that are not in `order` yet */
	uint32_t *order;   /* every task behind its dependencies */
	uint32_t n;
};

int64_t ma_schedule_took(const struct ma_state *s, const struct ma_work *w)
{
	int64_t end_ms = ma_task_state_final(w->state) ? w->ended_at_ms : s->now_ms;
	int64_t took_ms = end_ms - w->started_at_ms - w->down_ms;

	return w->started_at_ms == 0 || took_ms < 0 ? 0 : took_ms;
}

static int64_t in_slot(const struct ma_state *s, const struct ma_work *w)
{
	return w->slot_ms + (ma_task_state_busy(w->state) ? s->now_ms - w->moved_at_ms : 0);
}

static void extend(const struct ma_state *s, struct paths *p, uint32_t task)
{
	const struct ma_task *t = &s->plan->tasks[task];
	int64_t so_far_ms;
	uint32_t i, next;

	p->end_ms[task] += ma_schedule_took(s, &s->works[task]);
	so_far_ms = p->end_ms[task];
	for (i = 0; i < t->nexts_n; i++) {
		next = t->nexts[i];
		if (p->before[next] == NOBODY || so_far_ms > p->end_ms[next]) {
			p->before[next] = task;
			p->end_ms[next] = so_far_ms;
		}
		if (--p->waiting[next] == 0)
			p->order[p->n++] = next;
	}
}

static void walk(const struct ma_state *s, struct paths *p)
{
	uint32_t i;

	for (i = 0; i < s->tally.total; i++) {
		p->before[i] = NOBODY;
		p->waiting[i] = s->plan->tasks[i].deps_n;
		if (p->waiting[i] == 0)
			p->order[p->n++] = i;
	}
	for (i = 0; i < p->n; i++)
		extend(s, p, p->order[i]);
}

/* What comes after a task that never began took no time: the chain ends with one that did. */
static uint32_t last_of_longest(const struct ma_state *s, const struct paths *p)
{
	uint32_t i, last = NOBODY;

	for (i = 0; i < s->tally.total; i++)
		if (s->works[i].started_at_ms > 0 &&
			(last == NOBODY || p->end_ms[i] > p->end_ms[last]))
			last = i;
	return last;
}

static ma_rc name_critical(
	const struct ma_state *s, const struct paths *p, struct ma_schedule *out, ma_err *err)
{
	uint32_t last = last_of_longest(s, p), at, n = 0;

	for (at = last; at != NOBODY; at = p->before[at])
		n++;
	if (n == 0)
		return MA_OK;
	out->critical = ma_new_n(uint32_t, n);
	if (!out->critical)
		return ma_fail_nomem(err);
	out->critical_n = n;
	out->critical_ms = p->end_ms[last];
	for (at = last; at != NOBODY; at = p->before[at])
		out->critical[--n] = at;
	return MA_OK;
}

static void sum_up(const struct ma_state *s, struct ma_schedule *out)
{
	int64_t begin_ms = s->planner.ended_at_ms > 0 ? s->planner.ended_at_ms : s->started_at_ms;
	int64_t end_ms = begin_ms, share_ms, slots = s->jobs > 0 ? s->jobs : 1;
	const struct ma_work *w;
	uint32_t i;

	for (i = 0; i < s->tally.total; i++) {
		w = &s->works[i];
		if (w->started_at_ms == 0)
			continue;
		out->work_ms += in_slot(s, w);
		if (!ma_task_state_final(w->state))
			end_ms = s->now_ms;
		else if (w->ended_at_ms > end_ms)
			end_ms = w->ended_at_ms;
	}
	share_ms = (out->work_ms + slots - 1) / slots;
	out->bound_ms = share_ms > out->critical_ms ? share_ms : out->critical_ms;
	out->makespan_ms = end_ms - begin_ms > s->down_ms ? end_ms - begin_ms - s->down_ms : 0;
}

ma_rc ma_schedule_of(const struct ma_state *s, struct ma_schedule *out, ma_err *err)
{
	uint32_t n = s->tally.total;
	struct paths p = { ma_new_n(int64_t, n + 1), ma_new_n(uint32_t, n + 1),
		ma_new_n(uint32_t, n + 1), ma_new_n(uint32_t, n + 1), 0 };
	struct ma_schedule made = { .critical = NULL };
	ma_rc rc = MA_OK;

	if (!p.end_ms || !p.before || !p.waiting || !p.order) {
		rc = ma_fail_nomem(err);
		goto out;
	}
	walk(s, &p);
	rc = name_critical(s, &p, &made, err);
	if (rc)
		goto out;
	sum_up(s, &made);
	*out = made;
out:
	ma_free(p.end_ms);
	ma_free(p.before);
	ma_free(p.waiting);
	ma_free(p.order);
	return rc;
}

void ma_schedule_done(struct ma_schedule *schedule)
{
	ma_free(schedule->critical);
	*schedule = (struct ma_schedule){ .critical = NULL };
}

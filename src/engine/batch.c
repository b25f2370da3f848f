/* Batches: one transaction of a turn. */
#include "engine/batch.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/plant.h"

void ma_batch_free(struct ma_batch *b)
{
	struct ma_outcome *next;

	for (; b->outcomes; b->outcomes = next) {
		next = b->outcomes->next;
		ma_outcome_free(b->outcomes);
	}
	ma_arena_done(&b->arena);
	ma_buf_done(&b->text);
	ma_free(b->events);
	ma_free(b->json);
	ma_free(b->ends);
	ma_free(b->blobs);
	ma_free(b);
}

struct ma_batch *ma_batch_new(struct ma_engine *run)
{
	struct ma_batch *b = ma_new(struct ma_batch);

	if (!b)
		return NULL;
	b->run = run;
	b->arena = (struct ma_arena)MA_ARENA_INIT(MA_LIMIT_ARENA);
	b->text = (struct ma_buf)MA_BUF_INIT(MA_LIMIT_ARENA);
	b->before = run->state.seq;
	return b;
}

static bool batch_grow(struct ma_batch *b)
{
	size_t cap = b->cap ? b->cap * 2 : 16;
	struct ma_event *events = ma_realloc(b->events, cap, sizeof(*events));
	size_t *ends = NULL;

	if (events)
		b->events = events;
	ends = ma_realloc(b->ends, cap, sizeof(*ends));
	if (ends)
		b->ends = ends;
	if (!events || !ends)
		return false;
	b->cap = cap;
	return true;
}

/* Strings of an event that a decision borrows for the call are copied; the others live long enough. */
static bool keep_strings(struct ma_batch *b, struct ma_event *e)
{
	struct ma_str *strings[] = { &e->task, &e->effect, &e->message, &e->cause, &e->name,
		&e->paths };
	char *copy;
	size_t i;

	for (i = 0; i < MA_COUNT(strings); i++) {
		copy = ma_arena_dup(&b->arena, *strings[i]);
		if (!copy)
			return false;
		strings[i]->p = copy;
	}
	return true;
}

/* Number, encode and keep an event that is folded already. */
static bool batch_add(void *data, const struct ma_event *event)
{
	struct ma_batch *b = data;
	struct ma_event *e;

	if (MA_PLANT(SKIP_INTENT) && event->kind == MA_EVENT_CALL_ADMITTED)
		return true;
	if (b->n == b->cap && !batch_grow(b))
		return false;
	e = &b->events[b->n];
	*e = *event;
	e->seq = ++b->run->state.seq;
	if (!keep_strings(b, e))
		return false;
	ma_event_encode(e, &b->text);
	b->ends[b->n++] = b->text.n;
	return b->text.rc == MA_OK;
}

static int in_order(const void *a, const void *b)
{
	const struct ma_outcome *const *x = a, *const *y = b;
	int c = (*y)->is_commit - (*x)->is_commit;

	if (c == 0 && !(*x)->is_commit)
		c = strcmp((*x)->effect, (*y)->effect);
	return c ? c : ((*x)->arrived > (*y)->arrived) - ((*x)->arrived < (*y)->arrived);
}

/* The pending outcomes as a sorted list; they come in any order and are few. */
static bool take_pending(struct ma_engine *run, struct ma_batch *b)
{
	struct ma_outcome **all, *o;
	size_t n = 0, i = 0;

	for (o = run->pending; o; o = o->next)
		n++;
	all = ma_new_n(struct ma_outcome *, n);
	if (!all)
		return false;
	for (o = run->pending; o; o = o->next)
		all[i++] = o;
	qsort(all, n, sizeof(*all), in_order);
	for (i = 0; i < n; i++)
		all[i]->next = i + 1 < n ? all[i + 1] : NULL;
	b->outcomes = n > 0 ? all[0] : NULL;
	run->pending = NULL;
	ma_free(all);
	return true;
}

static ma_rc fold_outcome(
	struct ma_engine *run, struct ma_batch *b, struct ma_outcome *o, ma_err *err)
{
	int64_t now = run->ports.clock->wall_ms(run->ports.clock);
	size_t i;
	ma_rc rc;

	if (o->plan) {
		ma_state_give_plan(&run->state, o->plan);
		o->plan = NULL;
	}
	for (i = 0; i < o->events_n; i++) {
		o->events[i].at_ms = now;
		o->events[i].run = run->state.run.n > 0 ? run->state.run : o->events[i].run;
		rc = ma_state_fold(&run->state, &o->events[i], err);
		if (rc)
			return rc;
		if (!batch_add(b, &o->events[i]))
			return ma_fail_nomem(err);
	}
	b->blobs_n += o->blobs_n;
	return MA_OK;
}

static ma_rc collect_blobs(struct ma_batch *b, ma_err *err)
{
	struct ma_outcome *o;
	size_t n = 0, i;

	b->json = ma_new_n(struct ma_str, b->n);
	b->blobs = ma_new_n(struct ma_store_blob, b->blobs_n);
	if (!b->json || !b->blobs)
		return ma_fail_nomem(err);
	for (o = b->outcomes; o; o = o->next)
		for (i = 0; i < o->blobs_n; i++)
			b->blobs[n++] = o->blobs[i];
	for (i = 0; i < b->n; i++) {
		size_t from = i > 0 ? b->ends[i - 1] : 0;

		b->json[i] = ma_str_n(b->text.p + from, b->ends[i] - from);
	}
	return MA_OK;
}

ma_rc ma_batch_fill(struct ma_batch *b, ma_err *err)
{
	struct ma_engine *run = b->run;
	struct ma_outcome *o;
	ma_rc rc = MA_OK;

	if (!take_pending(run, b))
		return ma_fail_nomem(err);
	for (o = b->outcomes; o && !rc; o = o->next)
		rc = fold_outcome(run, b, o, err);
	if (!rc)
		rc = ma_decide(&run->state, run->ports.clock->wall_ms(run->ports.clock), batch_add,
			b, err);
	return rc ? rc : collect_blobs(b, err);
}

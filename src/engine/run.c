/* The turn of a live run. See run.h for the picture. */
#include "engine/run.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/plant.h"
#include "engine/batch.h"
#include "engine/job.h"
#include "engine/reuse.h"
#include "engine/tend.h"
#include "llm/spool.h"

#define CAUSE_MAX 200

void ma_engine_stream(struct ma_str run, char out[MA_ENGINE_STREAM_SIZE])
{
	(void)snprintf(
		out, MA_ENGINE_STREAM_SIZE, "run/" MA_STR_FMT, MA_STR_ARG(run)); /* ids are UUIDs */
}

static void schedule_turn(struct ma_engine *run);

void ma_live_turn(struct ma_engine *run)
{
	schedule_turn(run);
}

void ma_live_fail(struct ma_engine *run, const ma_err *err)
{
	if (!run->failure.code)
		run->failure = *err;
	ma_log(MA_LOG_DEBUG, "run.failure", "code=%s message=%s", ma_rc_name(err->code), err->msg);
	schedule_turn(run);
}

void ma_live_deliver(struct ma_engine *run, struct ma_outcome *o)
{
	ma_err err = { MA_OK, 0, "" };

	if (!o) {
		(void)ma_fail_nomem(&err); /* handed on below */
		ma_live_fail(run, &err);
	} else if (o->err.code) {
		ma_live_fail(run, &o->err);
		ma_outcome_free(o);
	} else {
		o->arrived = run->arrivals++;
		o->next = run->pending;
		run->pending = o;
		schedule_turn(run);
	}
}

void ma_live_finish(struct ma_doing *d)
{
	struct ma_engine *run = d->run;
	struct ma_doing **at = &run->doing;

	while (*at != d)
		at = &(*at)->next;
	*at = d->next;
	if (d->outcome && !(MA_PLANT(LOSE_PENDING) && run->appending))
		ma_live_deliver(run, d->outcome);
	ma_free(d);
	schedule_turn(run);
}

static struct ma_doing *find_doing(const struct ma_engine *run, const struct ma_effect *e)
{
	struct ma_doing *d;

	for (d = run->doing; d; d = d->next)
		if (d->kind == e->kind && strcmp(d->effect, e->id) == 0)
			return d;
	return NULL;
}

static void cancel_unlisted(struct ma_engine *run, const struct ma_effect *effects, size_t n)
{
	struct ma_doing *d, *next;
	size_t i;

	for (d = run->doing; d; d = next) {
		next = d->next;
		for (i = 0; i < n; i++)
			if (d->kind == effects[i].kind && strcmp(d->effect, effects[i].id) == 0)
				break;
		if (i == n && !d->canceled) {
			d->canceled = true;
			ma_perform_cancel(d);
		}
	}
}

/* Make what is under way equal to what the state lists. */
static void reconcile(struct ma_engine *run)
{
	struct ma_effect *effects = ma_new_n(struct ma_effect, ma_effects_max(&run->state));
	ma_err err = { MA_OK, 0, "" };
	size_t n, i;

	if (!effects) {
		(void)ma_fail_nomem(&err); /* handed on */
		if (!run->failure.code)
			run->failure = err;
	}
	n = run->failure.code || !effects ? 0 : ma_effects(&run->state, effects);
	cancel_unlisted(run, effects, n);
	for (i = 0; i < n; i++)
		if (!find_doing(run, &effects[i]))
			ma_perform(run, &effects[i]);
	ma_free(effects);
}

static void tell_checking(struct ma_engine *run)
{
	if (!run->checking.phase || run->pending || run->appending)
		return;
	if (run->events.checking)
		run->events.checking(run->data, &run->checking);
	run->checking.phase = NULL;
}

void ma_live_checking(struct ma_engine *run, const struct ma_check *check)
{
	run->checking = *check;
	tell_checking(run);
}

/* What was kept of these answers while they came is in the log now. */
static void drop_spools(const struct ma_batch *b)
{
	const struct ma_engine *run = b->run;
	size_t i;

	for (i = 0; run->ports.spools && i < b->n; i++)
		if (b->events[i].kind == MA_EVENT_CALL_REPLIED ||
			b->events[i].kind == MA_EVENT_CALL_FAILED)
			ma_spool_remove(run->ports.spools, b->events[i].run, b->events[i].effect);
}

static void append_work(void *data)
{
	struct ma_batch *b = data;
	struct ma_store_append a = { .stream = b->run->stream,
		.expected_seq = b->before,
		.holder = b->run->ports.hold ? b->run->ports.hold->holder : NULL,
		.epoch = b->run->ports.hold ? b->run->ports.hold->epoch : 0,
		.events = b->json,
		.events_n = b->n,
		.blobs = b->blobs,
		.blobs_n = b->blobs_n };

	b->rc = ma_store_append(b->run->ports.store, &a, &b->err);
	if (!b->rc)
		drop_spools(b);
}

static void append_done(void *data)
{
	struct ma_batch *b = data;
	struct ma_engine *run = b->run;
	size_t i;

	run->appending = NULL;
	if (b->rc)
		ma_live_fail(run, &b->err);
	for (i = 0; i < b->n && !b->rc; i++)
		run->events.event(run->data, &b->events[i], b->json[i]);
	ma_batch_free(b);
	tell_checking(run);
	schedule_turn(run);
}

static void on_wake(void *data)
{
	struct ma_engine *run = data;

	run->timer = NULL;
	schedule_turn(run);
}

/* Deadlines are wall times, waited for on the monotonic clock. */
static void arm_timer(struct ma_engine *run)
{
	int64_t now = run->ports.clock->wall_ms(run->ports.clock);
	int64_t at = ma_wake_at(&run->state, now);
	int64_t left = at - now;
	ma_err err = { MA_OK, 0, "" };

	ma_timer_cancel(run->timer);
	run->timer = NULL;
	if (at == INT64_MAX || run->failure.code)
		return;
	if (ma_timer_start(
		    run->ports.loop, left > 0 ? left + 1 : 1, on_wake, run, &run->timer, &err))
		ma_live_fail(run, &err);
}

static bool is_settled(const struct ma_engine *run)
{
	bool ended = run->failure.code || run->state.interrupted ||
		run->state.phase == MA_RUN_FINISHED;

	return ended && !run->doing && !run->appending && !run->turn.queued && !run->tend.busy &&
		(!run->pending || run->failure.code);
}

/* With the lease given back, or known to be lost. */
static void conclude(struct ma_engine *run)
{
	if (ma_tend_release(run))
		return; /* and again when that is done */
	run->over = true;
	ma_timer_cancel(run->timer);
	run->timer = NULL;
	ma_state_abandon(&run->state);
	run->events.done(run->data, run->failure.code, &run->failure);
}

static void start_append(struct ma_engine *run)
{
	struct ma_batch *b = ma_batch_new(run);
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = b ? ma_batch_fill(b, &err) : ma_fail_nomem(&err);

	if (!rc && b->n > 0) {
		run->appending = b;
		rc = ma_disk_run(&run->disk, append_work, append_done, b, &err);
		if (!rc)
			return;
		run->appending = NULL;
	}
	if (b)
		ma_batch_free(b);
	if (rc)
		ma_live_fail(run, &err);
}

static void turn(void *data)
{
	struct ma_engine *run = data;

	if (run->over || run->appending)
		return;
	if (!run->failure.code)
		start_append(run);
	if (run->appending && !MA_PLANT(PERFORM_EARLY))
		return; /* effects wait until what led to them is durable */
	reconcile(run);
	arm_timer(run);
	if (is_settled(run))
		conclude(run);
}

static void schedule_turn(struct ma_engine *run)
{
	if (!run->turn.queued && !run->over)
		ma_loop_defer_in(run->ports.loop, &run->turn, turn, run);
}

/* Of the cause only its beginning is kept: it may come from anywhere. */
void ma_live_ask(struct ma_engine *run, enum ma_event_kind kind, struct ma_str task,
	const char *cause, int64_t control)
{
	struct ma_buf shown = MA_BUF_INIT(16 * CAUSE_MAX);
	struct ma_outcome *o;

	if (run->over || run->state.phase == MA_RUN_FINISHED)
		return;
	ma_buf_add_visible(&shown, ma_str_n(cause, strnlen(cause, CAUSE_MAX)));
	o = shown.rc ? NULL : ma_outcome_new("");
	if (o)
		ma_outcome_add(o,
			(struct ma_event){ .kind = kind,
				.task = ma_outcome_keep(o, task),
				.cause = ma_outcome_keep(o, ma_buf_str(&shown)),
				.control = control });
	ma_buf_done(&shown);
	ma_live_deliver(run, o);
}

void ma_engine_interrupt(struct ma_engine *run, const char *cause)
{
	ma_live_ask(run, MA_EVENT_RUN_INTERRUPTED, MA_STR(""), cause, 0);
}

void ma_engine_pause(struct ma_engine *run, const char *cause)
{
	ma_live_ask(run, MA_EVENT_RUN_PAUSED, MA_STR(""), cause, 0);
}

void ma_engine_continue(struct ma_engine *run)
{
	ma_live_ask(run, MA_EVENT_RUN_CONTINUED, MA_STR(""), "", 0);
}

void ma_engine_cancel(struct ma_engine *run, const char *cause)
{
	ma_live_ask(run, MA_EVENT_RUN_CANCELLED, MA_STR(""), cause, 0);
}

void ma_engine_reopen(struct ma_engine *run, struct ma_str task, const char *cause)
{
	if (run->state.plan && ma_plan_find(run->state.plan, task) >= 0)
		ma_live_ask(run, MA_EVENT_TASK_REOPENED, task, cause, 0);
}

void ma_engine_wake(struct ma_engine *run)
{
	schedule_turn(run);
}

const struct ma_state *ma_engine_state(const struct ma_engine *run)
{
	return &run->state;
}

void ma_live_crash(struct ma_engine *run)
{
	struct ma_doing *d;

	while ((d = run->doing)) {
		run->doing = d->next;
		ma_outcome_free(d->outcome);
		ma_free(d);
	}
	if (run->appending)
		ma_batch_free(run->appending);
	run->appending = NULL;
	ma_disk_crash(&run->disk);
	ma_engine_free(run);
}

void ma_engine_free(struct ma_engine *run)
{
	struct ma_outcome *next;

	if (!run)
		return;
	MA_ASSERT(!run->doing && !run->appending && !run->tend.busy);
	for (; run->pending; run->pending = next) {
		next = run->pending->next;
		ma_outcome_free(run->pending);
	}
	ma_tend_done(run);
	ma_state_abandon(&run->state);
	ma_state_done(&run->state);
	ma_reuse_free(run->reuse);
	ma_free((void *)(uintptr_t)run->terms.crews); /* ours: made by adopt() */
	ma_free(run);
}

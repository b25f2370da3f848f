/* Lease and requests of a live run. */
#include "engine/tend.h"

#include <stdio.h>

#include "base/alloc.h"
#include "model/ask.h"

#define EACH_MS 250
#define ASKED_MAX 64 /* requests read at once; the others are read next time */

struct ma_asked {
	size_t n;
	struct {
		struct ma_ask what;
		int64_t seq;
	} v[ASKED_MAX];
};

static void arm(struct ma_engine *run);

/* What cannot be read was not written by us; it is passed over, and the log does not name it. */
static bool note(void *data, int64_t seq, struct ma_str event)
{
	struct ma_tend *t = data;
	ma_err ignored = { MA_OK, 0, "" };

	if (t->asked->n == ASKED_MAX)
		return false;
	t->heard = seq;
	t->asked->v[t->asked->n].seq = seq;
	if (!ma_ask_decode(event, &t->asked->v[t->asked->n].what, &ignored))
		t->asked->n++;
	return true;
}

/* Only where something was written since the last time. */
static ma_rc listen(struct ma_engine *run, ma_err *err)
{
	struct ma_tend *t = &run->tend;
	char stream[MA_ENGINE_STREAM_SIZE];
	int64_t changes = t->changes;
	ma_rc rc = ma_store_changes(run->ports.store, &changes, err);

	if (rc || (changes >= 0 && changes == t->changes && t->asked))
		return rc;
	if (!t->asked)
		t->asked = ma_new(struct ma_asked);
	if (!t->asked)
		return ma_fail_nomem(err);
	(void)snprintf(
		stream, sizeof(stream), "control/%s", run->stream + strlen("run/")); /* fits */
	rc = ma_store_read(run->ports.store, stream, t->heard, note, t, err);
	if (!rc && t->asked->n < ASKED_MAX)
		t->changes = changes;
	return rc;
}

static ma_rc lease(struct ma_engine *run, ma_err *err)
{
	struct ma_clock *clock = run->ports.clock;
	const struct ma_hold *h = run->ports.hold;
	int64_t now = clock->wall_ms(clock), mono = clock->mono_ms(clock);
	struct ma_store_lease l = { .stream = run->stream,
		.holder = h->holder,
		.epoch = h->epoch,
		.now_ms = now,
		.until_ms = now + h->lease_ms };
	struct ma_store_owner owner;
	ma_rc rc;

	if (mono - run->tend.renewed_ms < h->lease_ms / 4)
		return MA_OK;
	rc = ma_store_lease(run->ports.store, &l, &owner, err);
	if (!rc)
		run->tend.renewed_ms = mono;
	return rc;
}

static void tend_work(void *data)
{
	struct ma_engine *run = data;
	struct ma_tend *t = &run->tend;

	t->rc = lease(run, &t->err);
	if (!t->rc)
		t->rc = listen(run, &t->err);
}

/*
 * Whoever took the run up after it was asked to pause, or to go on, has answered that himself. Who names a task has looked
 * at the plan, and a name that is none was not written by us.
 */
static bool is_void(const struct ma_engine *run, const struct ma_ask *r)
{
	if (r->kind == MA_ASK_RETRY)
		return !run->state.plan || ma_plan_find(run->state.plan, ma_str(r->task)) < 0;
	return r->kind != MA_ASK_CANCEL && r->at_ms < run->tend.began_ms;
}

static void hand_over(struct ma_engine *run)
{
	static const enum ma_event_kind kinds[] = {
		[MA_ASK_PAUSE] = MA_EVENT_RUN_PAUSED,
		[MA_ASK_CONTINUE] = MA_EVENT_RUN_CONTINUED,
		[MA_ASK_CANCEL] = MA_EVENT_RUN_CANCELLED,
		[MA_ASK_RETRY] = MA_EVENT_TASK_REOPENED,
	};
	struct ma_asked *asked = run->tend.asked;
	size_t i;

	for (i = 0; asked && i < asked->n; i++)
		if (!is_void(run, &asked->v[i].what))
			ma_live_ask(run, kinds[asked->v[i].what.kind],
				ma_str(asked->v[i].what.task), asked->v[i].what.by, asked->v[i].seq);
	if (asked)
		asked->n = 0;
}

/* A disk that says no is told by the next append, which the run cannot do without. */
static void tend_done(void *data)
{
	struct ma_engine *run = data;
	struct ma_tend *t = &run->tend;

	t->busy = false;
	if (t->rc == MA_ECONFLICT) {
		t->released = true;
		ma_live_fail(run, &t->err);
		return;
	}
	hand_over(run);
	arm(run);
	if (run->failure.code || run->state.interrupted || run->state.phase == MA_RUN_FINISHED)
		ma_live_turn(run); /* its end waited for this */
}

static void on_time(void *data)
{
	struct ma_engine *run = data;
	ma_err err = { MA_OK, 0, "" };

	run->tend.timer = NULL;
	run->tend.busy = true;
	if (ma_disk_run(&run->disk, tend_work, tend_done, run, &err)) {
		run->tend.busy = false;
		ma_live_fail(run, &err);
	}
}

static void arm(struct ma_engine *run)
{
	ma_err err = { MA_OK, 0, "" };

	if (!run->failure.code && !run->tend.released &&
		ma_timer_start(run->ports.loop, EACH_MS, on_time, run, &run->tend.timer, &err))
		ma_live_fail(run, &err);
}

void ma_tend_begin(struct ma_engine *run)
{
	struct ma_clock *clock = run->ports.clock;

	run->tend = (struct ma_tend){ .began_ms = clock->wall_ms(clock),
		.renewed_ms = clock->mono_ms(clock),
		.heard = run->state.control,
		.released = !run->ports.hold };
	arm(run);
}

void ma_tend_catch_up(struct ma_engine *run)
{
	ma_err err = { MA_OK, 0, "" };

	if (run->tend.released)
		return;
	if (listen(run, &err))
		ma_live_fail(run, &err);
	else
		hand_over(run);
}

ma_rc ma_tend_check(struct ma_engine *run, ma_err *err)
{
	struct ma_store_append nothing = { .stream = run->stream };
	struct ma_store_owner owner;
	ma_rc rc;

	if (!run->ports.hold)
		return MA_OK;
	nothing.holder = run->ports.hold->holder;
	nothing.epoch = run->ports.hold->epoch;
	rc = ma_store_owner(run->ports.store, run->stream, &owner, err);
	return rc ? rc : ma_store_may_append(&nothing, 0, &owner, err);
}

static void release_work(void *data)
{
	struct ma_engine *run = data;
	ma_err ignored = { MA_OK, 0, "" };

	/* The next one takes it by our lock being free, or when it ends. */
	(void)ma_store_release(run->ports.store, run->stream, run->ports.hold->epoch, &ignored);
}

static void release_done(void *data)
{
	struct ma_engine *run = data;

	run->tend.busy = false;
	ma_live_turn(run);
}

bool ma_tend_release(struct ma_engine *run)
{
	ma_err ignored = { MA_OK, 0, "" };

	ma_timer_cancel(run->tend.timer);
	run->tend.timer = NULL;
	if (run->tend.released)
		return false;
	run->tend.released = true;
	run->tend.busy = !ma_disk_run(&run->disk, release_work, release_done, run, &ignored);
	return run->tend.busy;
}

void ma_tend_done(struct ma_engine *run)
{
	ma_free(run->tend.asked);
}

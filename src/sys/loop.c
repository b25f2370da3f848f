/*
 * The event loop, on libuv.
 *
 * What is under way is what libuv counts as alive: timers, pool work, watched
 * descriptors, and the idle handle while something is deferred. Signal watchers
 * are unreferenced, so that they alone do not keep ma_loop_run() going.
 *
 * Deferred calls are a list that the idle handle takes as a whole once a turn:
 * what a deferred call defers comes a turn later, so I/O is never starved. The
 * idle handle runs only while the list is not empty, as it keeps the loop from
 * waiting.
 *
 * libuv keeps its own allocator: replacing it would be replacing the host
 * program's as well.
 *
 * A loop on virtual time (loop_virtual.h) has the same deferred calls, and a queue in
 * place of libuv for timers and work.
 */
#include "sys/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/alloc.h"
#include "sys/loop_uv.h"
#include "sys/loop_virtual.h"

#define CLOSING_TURNS 16

struct watched_signal {
	uv_signal_t uv;
	struct watched_signal *next;
	ma_loop_signal_fn *fn;
	void *data;
};

struct ma_loop {
	uv_loop_t uv;
	uv_idle_t idle; /* active while something is deferred */
	struct ma_defer *first, **last;
	struct watched_signal *signals;
	struct ma_virtual *virtual; /* NULL: libuv's */
};

struct ma_timer {
	uv_timer_t uv;
	struct ma_virtual *virtual;
	struct ma_virtual_item item; /* while virtual */
	ma_loop_fn *fire;
	void *data;
};

struct deferred {
	struct ma_defer node;
	ma_loop_fn *fn;
	void *data;
};

struct work {
	uv_work_t uv;
	struct ma_virtual *virtual;
	struct ma_virtual_item item; /* while virtual */
	ma_loop_fn *work, *done;
	void *data;
};

ma_rc ma_fail_uv(ma_err *err, int code, const char *what)
{
	if (code == UV_ENOMEM)
		return ma_fail_nomem(err);
	return ma_fail_sys(err, MA_EIO, -code, "%s", what);
}

uv_loop_t *ma_loop_uv(struct ma_loop *loop)
{
	return &loop->uv;
}

/* The first loop of a process makes libuv open a pipe for signals, and abort where it cannot. 0 or libuv's error. */
static int try_pipe(void)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		return uv_translate_sys_error(errno);
	(void)close(fds[0]); /* nothing was written to it */
	(void)close(fds[1]);
	return 0;
}

ma_rc ma_loop_new(struct ma_loop **out, ma_err *err)
{
	struct ma_loop *loop = ma_new(struct ma_loop);
	int code;

	if (!loop)
		return ma_fail_nomem(err);
	code = try_pipe();
	if (!code)
		code = uv_loop_init(&loop->uv);
	if (code) {
		ma_free(loop);
		return ma_fail_uv(err, code, "starting the event loop");
	}
	(void)uv_idle_init(&loop->uv, &loop->idle); /* cannot fail */
	loop->last = &loop->first;
	*out = loop;
	return MA_OK;
}

ma_rc ma_loop_new_virtual(
	struct ma_clock_fake *clock, uint64_t seed, struct ma_loop **out, ma_err *err)
{
	struct ma_loop *loop = ma_new(struct ma_loop);

	if (loop)
		loop->virtual = ma_virtual_new(clock, seed);
	if (!loop || !loop->virtual) {
		ma_free(loop);
		return ma_fail_nomem(err);
	}
	loop->last = &loop->first;
	*out = loop;
	return MA_OK;
}

static void free_signal(uv_handle_t *handle)
{
	ma_free(handle->data);
}

void ma_loop_free(struct ma_loop *loop)
{
	struct watched_signal *s;
	int code, turns = 0;

	if (!loop)
		return;
	MA_ASSERT(!loop->first);
	if (loop->virtual) {
		ma_virtual_free(loop->virtual);
		ma_free(loop);
		return;
	}
	uv_close((uv_handle_t *)&loop->idle, NULL);
	for (s = loop->signals; s; s = s->next)
		uv_close((uv_handle_t *)&s->uv, free_signal);
	do {
		(void)uv_run(&loop->uv,
			UV_RUN_NOWAIT); /* close callbacks; a caught signal puts its own off by a turn */
		code = uv_loop_close(&loop->uv);
	} while (code == UV_EBUSY && ++turns < CLOSING_TURNS);
	MA_ASSERT(code == 0); /* else something is still under way */
	ma_free(loop);
}

void ma_loop_run(struct ma_loop *loop)
{
	(void)uv_run(&loop->uv, UV_RUN_DEFAULT); /* tells only whether it was stopped */
}

void ma_loop_stop(struct ma_loop *loop)
{
	uv_stop(&loop->uv);
}

int ma_loop_fd(struct ma_loop *loop)
{
	return uv_backend_fd(&loop->uv);
}

/*
 * libuv neither polls nor tells how long to wait where nothing is alive; to a
 * host a signal must matter then as well. So one watcher counts for the call.
 */
static uv_handle_t *count_signals(struct ma_loop *loop)
{
	uv_handle_t *watcher = loop->signals ? (uv_handle_t *)&loop->signals->uv : NULL;

	if (watcher)
		uv_ref(watcher);
	return watcher;
}

static void uncount_signals(uv_handle_t *watcher)
{
	if (watcher)
		uv_unref(watcher);
}

int ma_loop_timeout_ms(struct ma_loop *loop)
{
	uv_handle_t *watcher = count_signals(loop);
	int ms = -1;

	uv_update_time(&loop->uv);
	if (uv_loop_alive(&loop->uv))
		ms = uv_backend_timeout(&loop->uv);
	uncount_signals(watcher);
	return ms;
}

void ma_loop_turn(struct ma_loop *loop)
{
	uv_handle_t *watcher = count_signals(loop);

	(void)uv_run(&loop->uv, UV_RUN_NOWAIT); /* tells only whether more is to come */
	uncount_signals(watcher);
}

static void free_timer(uv_handle_t *handle)
{
	ma_free(handle->data);
}

static void on_virtual_timer(void *data)
{
	struct ma_timer timer = *(struct ma_timer *)data;

	ma_free(data);
	timer.fire(timer.data);
}

static void on_timer(uv_timer_t *uv)
{
	struct ma_timer *timer = uv->data;

	uv_close((uv_handle_t *)uv, free_timer);
	timer->fire(timer->data);
}

ma_rc ma_timer_start(struct ma_loop *loop, int64_t ms, ma_loop_fn *fire, void *data,
	struct ma_timer **out, ma_err *err)
{
	struct ma_timer *timer = ma_new(struct ma_timer);

	if (!timer)
		return ma_fail_nomem(err);
	timer->fire = fire;
	timer->data = data;
	timer->virtual = loop->virtual;
	*out = timer;
	if (loop->virtual) {
		timer->item = (struct ma_virtual_item){ .fn = on_virtual_timer, .data = timer };
		ma_virtual_add(loop->virtual, &timer->item, ms);
		return MA_OK;
	}
	(void)uv_timer_init(&loop->uv, &timer->uv); /* cannot fail */
	timer->uv.data = timer;
	uv_update_time(&loop->uv); /* the loop's idea of now is as old as its last poll */
	(void)uv_timer_start(&timer->uv, on_timer, ms > 0 ? (uint64_t)ms : 0,
		0); /* fails only without a callback */
	return MA_OK;
}

void ma_timer_cancel(struct ma_timer *timer)
{
	if (timer && timer->virtual) {
		ma_virtual_remove(timer->virtual, &timer->item);
		ma_free(timer);
	} else if (timer && !uv_is_closing((uv_handle_t *)&timer->uv))
		uv_close((uv_handle_t *)&timer->uv, free_timer);
}

/* One at a time, so that a crash can come between any two. */
bool ma_loop_step(struct ma_loop *loop)
{
	struct ma_defer *d = loop->first;

	if (!d)
		return ma_virtual_step(loop->virtual);
	loop->first = d->next;
	if (!loop->first)
		loop->last = &loop->first;
	d->queued = false;
	d->fn(d->data);
	return true;
}

static void run_deferred(uv_idle_t *idle)
{
	struct ma_loop *loop = idle->data;
	struct ma_defer *list = loop->first, *d;

	loop->first = NULL;
	loop->last = &loop->first;
	(void)uv_idle_stop(idle); /* cannot fail */
	while (list) {
		d = list;
		list = d->next; /* before the call, which may free d */
		d->queued = false;
		d->fn(d->data);
	}
}

void ma_loop_defer_in(struct ma_loop *loop, struct ma_defer *d, ma_loop_fn *fn, void *data)
{
	MA_ASSERT(!d->queued);
	*d = (struct ma_defer){ NULL, fn, data, true };
	*loop->last = d;
	loop->last = &d->next;
	if (loop->virtual)
		return;
	loop->idle.data = loop;
	(void)uv_idle_start(&loop->idle, run_deferred); /* fails only without a callback */
}

static void call_deferred(void *data)
{
	struct deferred d = *(struct deferred *)data;

	ma_free(data);
	d.fn(d.data);
}

void ma_loop_crash(struct ma_loop *loop)
{
	struct ma_defer *d;

	while ((d = loop->first)) {
		loop->first = d->next;
		if (d->fn == call_deferred)
			ma_free(d->data); /* the others live inside somebody else's operation */
	}
	loop->last = &loop->first;
	ma_virtual_crash(loop->virtual);
}

ma_rc ma_loop_defer(struct ma_loop *loop, ma_loop_fn *fn, void *data, ma_err *err)
{
	struct deferred *d = ma_new(struct deferred);

	if (!d)
		return ma_fail_nomem(err);
	d->fn = fn;
	d->data = data;
	ma_loop_defer_in(loop, &d->node, call_deferred, d);
	return MA_OK;
}

static void on_work(uv_work_t *uv)
{
	struct work *w = uv->data;

	w->work(w->data);
}

static void on_work_done(uv_work_t *uv, int status)
{
	struct work w = *(struct work *)uv->data;

	MA_ASSERT(status == 0); /* nobody cancels */
	ma_free(uv->data);
	w.done(w.data);
}

static void on_virtual_done(void *data)
{
	struct work w = *(struct work *)data;

	ma_free(data);
	w.done(w.data);
}

static void on_virtual_work(void *data)
{
	struct work *w = data;

	w->work(w->data);
	w->item = (struct ma_virtual_item){ .fn = on_virtual_done, .data = w };
	ma_virtual_add(w->virtual, &w->item, ma_virtual_delay(w->virtual));
}

ma_rc ma_loop_work(struct ma_loop *loop, ma_loop_fn *work, ma_loop_fn *done, void *data, ma_err *err)
{
	struct work *w = ma_new(struct work);

	if (!w)
		return ma_fail_nomem(err);
	w->uv.data = w;
	w->work = work;
	w->done = done;
	w->data = data;
	w->virtual = loop->virtual;
	if (w->virtual) {
		w->item = (struct ma_virtual_item){ .fn = on_virtual_work, .data = w };
		ma_virtual_add(w->virtual, &w->item, ma_virtual_delay(w->virtual));
		return MA_OK;
	}
	(void)uv_queue_work(&loop->uv, &w->uv, on_work, on_work_done); /* fails only without work */
	return MA_OK;
}

static void on_signal(uv_signal_t *uv, int signo)
{
	struct watched_signal *s = uv->data;

	s->fn(s->data, signo);
}

ma_rc ma_loop_on_signal(
	struct ma_loop *loop, int signo, ma_loop_signal_fn *fn, void *data, ma_err *err)
{
	struct watched_signal *s = ma_new(struct watched_signal);
	int code;

	if (!s)
		return ma_fail_nomem(err);
	code = uv_signal_init(&loop->uv, &s->uv);
	if (code) {
		ma_free(s);
		return ma_fail_uv(err, code, "watching a signal");
	}
	s->uv.data = s;
	s->fn = fn;
	s->data = data;
	code = uv_signal_start(&s->uv, on_signal, signo);
	if (code) {
		uv_close((uv_handle_t *)&s->uv, free_signal);
		return ma_fail_uv(err, code, "watching a signal");
	}
	uv_unref((uv_handle_t *)&s->uv);
	s->next = loop->signals;
	loop->signals = s;
	return MA_OK;
}

/*
 * The event loop: one per process, one thread. Nothing on it blocks; what must
 * block goes to the pool by ma_loop_work() with its data moved in and out.
 *
 * The async contract, here and everywhere: a start function either fails and
 * never calls back, or succeeds and calls back exactly once, never from inside
 * start. Cancel makes the callback come soon, with MA_ECANCELED. Memory of the
 * operation may be freed in or after the callback, not before.
 */
#ifndef MA_SYS_LOOP_H
#define MA_SYS_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct ma_loop;
struct ma_timer;

typedef void ma_loop_fn(void *data);
typedef void ma_loop_signal_fn(void *data, int signo);

/* Gives *out: ma_loop_free() it. */
ma_rc ma_loop_new(struct ma_loop **out, ma_err *err);

/* No operation may be under way. Accepts NULL. */
void ma_loop_free(struct ma_loop *loop);

/* Run callbacks until nothing is under way or ma_loop_stop(). */
void ma_loop_run(struct ma_loop *loop);
void ma_loop_stop(struct ma_loop *loop);

/* For a host with its own loop: poll this descriptor, at most this long (-1: no limit), then turn. */
int ma_loop_fd(struct ma_loop *loop);
int ma_loop_timeout_ms(struct ma_loop *loop);
void ma_loop_turn(struct ma_loop *loop); /* what is ready now, without waiting */

/* Call fire once, `ms` from now (monotonic). Owned by the loop; valid until it fired or was cancelled. */
ma_rc ma_timer_start(struct ma_loop *loop, int64_t ms, ma_loop_fn *fire, void *data,
	struct ma_timer **out, ma_err *err);
/* fire will not be called. Accepts NULL. */
void ma_timer_cancel(struct ma_timer *timer);

/* Call fn once from the loop, soon. */
ma_rc ma_loop_defer(struct ma_loop *loop, ma_loop_fn *fn, void *data, ma_err *err);

/* Lives inside the operation that needs it, so that putting something off cannot fail. Zero it first. */
struct ma_defer {
	struct ma_defer *next;
	ma_loop_fn *fn;
	void *data;
	bool queued;
};

/* Call fn once from the loop, soon. `d` borrows until fn is called; it must not be queued already. */
void ma_loop_defer_in(struct ma_loop *loop, struct ma_defer *d, ma_loop_fn *fn, void *data);

/* work(data) on a pool thread, then done(data) on the loop. Cannot be cancelled. */
ma_rc ma_loop_work(
	struct ma_loop *loop, ma_loop_fn *work, ma_loop_fn *done, void *data, ma_err *err);

/* Watch a signal until the loop is freed; does not keep the loop running. For programs, not libraries. */
ma_rc ma_loop_on_signal(
	struct ma_loop *loop, int signo, ma_loop_signal_fn *fn, void *data, ma_err *err);

#endif

/*
 * Virtual time for the loop: nothing waits, the clock jumps to whatever is due next.
 *
 * A virtual loop has timers, deferred calls and work, and no descriptors or signals. Work runs
 * on the one thread there is, between two delays drawn from a seed: one before it is done, one
 * until done() is told. So the order of everything is a function of the seed. With seed 0 work
 * takes no time.
 */
#ifndef MA_SYS_LOOP_VIRTUAL_H
#define MA_SYS_LOOP_VIRTUAL_H

#include "base/clock.h"
#include "sys/loop.h"

/* Borrows clock, which only this loop may advance; its wall time may be set by anybody. Gives *out: ma_loop_free() it. */
ma_rc ma_loop_new_virtual(
	struct ma_clock_fake *clock, uint64_t seed, struct ma_loop **out, ma_err *err);

/* Call back what comes next. False: nothing is under way. */
bool ma_loop_step(struct ma_loop *loop);

/* As if the process died: whatever is under way never calls back. */
void ma_loop_crash(struct ma_loop *loop);

/* The rest is for loop.c. */

/* Something that is due. Lives inside the operation that waits for it. */
struct ma_virtual_item {
	struct ma_virtual_item *next;
	int64_t due_ms; /* monotonic */
	ma_loop_fn *fn;
	void *data; /* also what ma_virtual_crash() frees */
};

struct ma_virtual;

struct ma_virtual *ma_virtual_new(struct ma_clock_fake *clock, uint64_t seed); /* NULL: no memory */
void ma_virtual_free(struct ma_virtual *v);
void ma_virtual_add(struct ma_virtual *v, struct ma_virtual_item *item, int64_t ms);
void ma_virtual_remove(struct ma_virtual *v, struct ma_virtual_item *item);
int64_t ma_virtual_delay(struct ma_virtual *v); /* drawn: of the next piece of work */
bool ma_virtual_step(struct ma_virtual *v);
void ma_virtual_crash(struct ma_virtual *v);

#endif

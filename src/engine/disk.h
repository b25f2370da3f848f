/*
 * Blocking work of a run, on one thread of the loop's pool at a time: the store and the
 * workspace are each used by one thread at a time, so the jobs form one queue. What has
 * been queued while others ran goes together: one after the other, and then `end`, which
 * finishes what several of them share, before any of them is told to be done.
 */
#ifndef MA_ENGINE_DISK_H
#define MA_ENGINE_DISK_H

#include "base/err.h"
#include "sys/loop.h"

struct ma_disk {
	struct ma_loop *loop;
	ma_loop_fn *end; /* on the pool */
	void *data;
	struct ma_disk_job *first, *last; /* queued */
	struct ma_disk_job *running;      /* those that go together */
};

/* `end` may be NULL. */
void ma_disk_init(struct ma_disk *disk, struct ma_loop *loop, ma_loop_fn *end, void *data);

/* Queue work(data), then done(data) on the loop; the contract of sys/loop.h. */
ma_rc ma_disk_run(struct ma_disk *disk, ma_loop_fn *work, ma_loop_fn *done, void *data, ma_err *err);

/* As if the process died: what is queued is forgotten. The loop must have crashed before. */
void ma_disk_crash(struct ma_disk *disk);

#endif

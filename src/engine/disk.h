/*
 * Blocking work of a run, one job at a time on the loop's pool: the store and the
 * workspace are each used by one thread at a time, so the jobs form one queue.
 */
#ifndef MA_ENGINE_DISK_H
#define MA_ENGINE_DISK_H

#include "base/err.h"
#include "sys/loop.h"

struct ma_disk {
	struct ma_loop *loop;
	struct ma_disk_job *first, *last;
	bool running;
};

void ma_disk_init(struct ma_disk *disk, struct ma_loop *loop);

/* Queue work(data), then done(data) on the loop; the contract of sys/loop.h. */
ma_rc ma_disk_run(struct ma_disk *disk, ma_loop_fn *work, ma_loop_fn *done, void *data, ma_err *err);

/* As if the process died: what is queued is forgotten. The loop must have crashed before. */
void ma_disk_crash(struct ma_disk *disk);

#endif

/* A queue of blocking jobs. */
#include "engine/disk.h"

#include "base/alloc.h"

struct ma_disk_job {
	struct ma_disk_job *next;
	ma_loop_fn *work, *done;
	void *data;
};

void ma_disk_init(struct ma_disk *disk, struct ma_loop *loop, ma_loop_fn *end, void *data)
{
	*disk = (struct ma_disk){ .loop = loop, .end = end, .data = data };
}

static void work(void *data)
{
	struct ma_disk *disk = data;
	struct ma_disk_job *job;

	for (job = disk->running; job; job = job->next)
		job->work(job->data);
	if (disk->end)
		disk->end(disk->data);
}

static void done(void *data);

static ma_rc start(struct ma_disk *disk, ma_err *err)
{
	disk->running = disk->first;
	disk->first = disk->last = NULL;
	return ma_loop_work(disk->loop, work, done, disk, err);
}

/* As long as some of them are left, what they queue only waits. The last one may end the run. */
static void tell(struct ma_disk *disk)
{
	struct ma_disk_job *job = disk->running;
	ma_loop_fn *fn;
	void *of;

	while (job) {
		fn = job->done;
		of = job->data;
		disk->running = job->next;
		ma_free(job);
		job = disk->running;
		fn(of);
	}
}

static void done(void *data)
{
	struct ma_disk *disk = data;
	ma_err err = { MA_OK, 0, "" };

	tell(disk);
	while (disk->first && !disk->running && start(disk, &err)) {
		work(disk); /* memory is out, but the jobs were accepted: the loop waits for them */
		tell(disk);
	}
}

ma_rc ma_disk_run(
	struct ma_disk *disk, ma_loop_fn *work_fn, ma_loop_fn *done_fn, void *data, ma_err *err)
{
	struct ma_disk_job *job = ma_new(struct ma_disk_job);
	ma_rc rc = MA_OK;

	if (!job)
		return ma_fail_nomem(err);
	*job = (struct ma_disk_job){ NULL, work_fn, done_fn, data };
	if (disk->last)
		disk->last->next = job;
	else
		disk->first = job;
	disk->last = job;
	if (!disk->running && disk->first == job)
		rc = start(disk, err);
	if (rc) {
		disk->running = NULL; /* it was alone in the queue */
		ma_free(job);
	}
	return rc;
}

static void forget(struct ma_disk_job *job)
{
	struct ma_disk_job *next;

	for (; job; job = next) {
		next = job->next;
		ma_free(job);
	}
}

void ma_disk_crash(struct ma_disk *disk)
{
	forget(disk->running);
	forget(disk->first);
	ma_disk_init(disk, disk->loop, disk->end, disk->data);
}

/* A queue of blocking jobs. */
#include "engine/disk.h"

#include "base/alloc.h"

struct ma_disk_job {
	struct ma_disk_job *next;
	struct ma_disk *disk;
	ma_loop_fn *work, *done;
	void *data;
};

void ma_disk_init(struct ma_disk *disk, struct ma_loop *loop)
{
	*disk = (struct ma_disk){ .loop = loop };
}

static void work(void *data)
{
	struct ma_disk_job *job = data;

	job->work(job->data);
}

static void done(void *data);

static ma_rc start_first(struct ma_disk *disk, ma_err *err)
{
	ma_rc rc = ma_loop_work(disk->loop, work, done, disk->first, err);

	disk->running = rc == MA_OK;
	return rc;
}

static void done(void *data)
{
	struct ma_disk_job *job = data;
	struct ma_disk *disk = job->disk;
	ma_loop_fn *fn = job->done;
	void *of = job->data;
	ma_err err = { MA_OK, 0, "" };

	disk->first = job->next; /* out of the queue first: fn() may queue again */
	if (!disk->first)
		disk->last = NULL;
	disk->running = false;
	ma_free(job);
	fn(of);
	if (disk->running || !disk->first || start_first(disk, &err) == MA_OK)
		return;
	work(disk->first); /* memory is out, but the job was accepted: the loop waits for it */
	done(disk->first);
}

ma_rc ma_disk_run(
	struct ma_disk *disk, ma_loop_fn *work_fn, ma_loop_fn *done_fn, void *data, ma_err *err)
{
	struct ma_disk_job *job = ma_new(struct ma_disk_job);
	ma_rc rc = MA_OK;

	if (!job)
		return ma_fail_nomem(err);
	*job = (struct ma_disk_job){ NULL, disk, work_fn, done_fn, data };
	if (disk->last)
		disk->last->next = job;
	else
		disk->first = job;
	disk->last = job;
	if (!disk->running && disk->first == job)
		rc = start_first(disk, err);
	if (rc) {
		disk->first = disk->last = NULL; /* it was alone in the queue */
		ma_free(job);
	}
	return rc;
}

void ma_disk_crash(struct ma_disk *disk)
{
	struct ma_disk_job *job;

	while ((job = disk->first)) {
		disk->first = job->next;
		ma_free(job);
	}
	ma_disk_init(disk, disk->loop);
}

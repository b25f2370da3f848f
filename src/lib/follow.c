/*
 * Following a log from any process.
 *
 * That files of the store were written is noticed by inotify, but what was written may not be
 * visible yet: a commit is written, synced, and only then shown to others, which no file tells. So after each
 * notice it is looked at a few times, further and further apart, and then no more until the next one.
 * Where nothing can be noticed, or a sync takes longer than that, it is looked at every few seconds.
 */
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "engine/run.h"
#include "lib/ctx.h"
#include "lib/output.h"
#include "lib/places.h"
#include "model/event.h"
#include "sys/notice.h"

#define SOON_MS 5 /* the first look after a notice; each one is twice as far as the one before */
#define SOON_MAX_MS 640  /* the last of them */
#define ANYWAY_MS 3000   /* without any notice */
#define UNNOTICED_MS 500 /* where nothing can be noticed */

struct ma_follow {
	struct ma_store *store;
	char stream[MA_ENGINE_STREAM_SIZE];
	int fd; /* -1: nothing is noticed */
	int64_t after; /* events up to here are known to whoever follows: they only tell whether the run is over */
	int64_t seq, changes;
	int64_t soon_ms; /* until the next look; 0: nothing has happened */
	bool over, stopped;
	int (*fn)(void *data, const char *event_json);
	void *data;
	ma_err *err;
};

static bool give(void *data, int64_t seq, struct ma_str text)
{
	struct ma_follow *f = data;
	struct ma_arena arena = MA_ARENA_INIT(4 * MA_MIB);
	ma_err ignored = { MA_OK, 0, "" };
	char *copy = ma_strndup(text.p, text.n);
	struct ma_event e;

	if (!copy) {
		(void)ma_fail_nomem(f->err); /* the caller looks at err->code */
		return false;
	}
	f->seq = seq;
	/* An event that this version does not know ends nothing. */
	if (!ma_event_decode(text, &arena, &e, &ignored))
		f->over = e.kind == MA_EVENT_RUN_FINISHED;
	f->stopped = seq > f->after && f->fn(f->data, copy) != 0;
	ma_arena_done(&arena);
	ma_free(copy);
	return !f->stopped;
}

ma_rc ma_follow_new(const char *output, const char *run, int64_t after, ma_follow **out, ma_err *err)
{
	ma_err ignored = { MA_OK, 0, "" };
	char id[MA_ID_SIZE], *dir = NULL;
	struct ma_follow *f;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!output || !out || after < 0)
		return ma_fail(err, MA_EMISUSE, "a log is followed from one of its events on");
	f = ma_new(struct ma_follow);
	if (!f)
		return ma_fail_nomem(err);
	f->fd = -1;
	f->after = after;
	f->changes = -1;
	rc = ma_places_state(output, "", &dir, err);
	if (!rc)
		(void)ma_notice_new(dir, &f->fd, &ignored); /* then it is looked at more often */
	if (!rc)
		rc = ma_output_open(output, false, &f->store, err);
	if (!rc)
		rc = ma_output_find(f->store, run, id, err);
	ma_free(dir);
	if (rc) {
		ma_follow_free(f);
		return rc;
	}
	ma_engine_stream(ma_str(id), f->stream);
	*out = f;
	return MA_OK;
}

int ma_follow_fd(const ma_follow *f)
{
	return f->fd;
}

int ma_follow_timeout_ms(const ma_follow *f)
{
	if (f->soon_ms > 0)
		return (int)f->soon_ms;
	return f->fd >= 0 ? ANYWAY_MS : UNNOTICED_MS;
}

static void plan_next_look(struct ma_follow *f)
{
	if (f->fd >= 0 && ma_notice_take(f->fd))
		f->soon_ms = SOON_MS;
	else if (f->soon_ms > 0)
		f->soon_ms = f->soon_ms < SOON_MAX_MS ? 2 * f->soon_ms : 0;
}

ma_rc ma_follow_look(ma_follow *f, int (*fn)(void *data, const char *event_json), void *data,
	int *over_out, ma_err *err)
{
	int64_t changes = -1;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!f || !fn || !over_out)
		return ma_fail(err, MA_EMISUSE, "what has come is given to a function");
	err->code = MA_OK;
	f->fn = fn;
	f->data = data;
	f->err = err;
	f->stopped = false;
	plan_next_look(f);
	rc = ma_store_changes(f->store, &changes, err);
	if (!rc && (changes < 0 || changes != f->changes))
		rc = ma_store_read(f->store, f->stream, f->seq, give, f, err);
	if (rc || err->code)
		return rc ? rc : err->code;
	f->changes = f->stopped ? -1 : changes;
	*over_out = f->over;
	return MA_OK;
}

void ma_follow_free(ma_follow *f)
{
	if (!f)
		return;
	if (f->fd >= 0)
		close(f->fd);
	ma_store_free(f->store);
	ma_free(f);
}

/*
 * Salvage, row by row: each row is looked for by its key, so that a page that cannot be read costs
 * what is on it and no more. The number of a stream is believed when an event's checksum, which has the
 * stream's name in it, says so: thus also streams whose own row is lost are found.
 */
#include "store/salvage.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/map.h"
#include "model/context.h"
#include "model/event.h"
#include "store/sqlite.h"
#include "store/sqlite_blob.h"
#include "store/sqlite_stream.h"

#define GIVE_UP 1000      /* blobs in a row that are not there: the end, as far as it is known */
#define ROWS_MAX 10000000 /* of blobs; an end beyond it is damage */
#define IDS_MAX 1000000   /* of streams; a number beyond it is damage */
#define NAMED_MAX 20      /* blobs that are lost, told of one by one */
#define TOGETHER 256      /* rows in one transaction */

struct salvage {
	sqlite3 *old;
	sqlite3_stmt *event, *blob;
	struct ma_store *store; /* the new one */
	struct ma_buf told;
	struct ma_map kept; /* the hashes of the blobs */
	struct ma_arena arena;
	int64_t missed;                 /* events that name a blob which is not among them */
	int64_t streams, events, blobs; /* kept */
	int64_t events_lost, blobs_lost, streams_lost; /* as far as it is known */
	bool whole;                                    /* there is no damage */
	int disk; /* errno of a read that failed: what is missing is not lost; 0 */
};

/* <from><suffix> becomes <to><suffix>; one that is not there is fine. */
static ma_rc move(const char *from, const char *to, const char *suffix, ma_err *err)
{
	struct ma_buf a = MA_BUF_INIT(16 * MA_KIB), b = MA_BUF_INIT(16 * MA_KIB);
	ma_rc rc;

	ma_buf_addf(&a, "%s%s", from, suffix);
	ma_buf_addf(&b, "%s%s", to, suffix);
	rc = ma_buf_check(&a, err);
	if (!rc)
		rc = ma_buf_check(&b, err);
	if (!rc && rename(a.p, b.p) && errno != ENOENT)
		rc = ma_fail_sys(err, MA_EIO, errno, "%s", a.p);
	ma_buf_done(&a);
	ma_buf_done(&b);
	return rc;
}

/*
 * At each instant there is a store under the name, the old one or the new one. The old one's journal goes
 * with it: beside the new one it would be taken for its own.
 */
static ma_rc put_in_place(const char *path, const char *aside, const char *fresh, ma_err *err)
{
	static const char *const journals[] = { "-journal", "-wal", "-shm" };
	ma_rc rc = MA_OK;
	size_t i;

	if (link(path, aside))
		return ma_fail_sys(err, MA_EIO, errno, "keeping %s as %s", path, aside);
	for (i = 0; i < MA_COUNT(journals) && !rc; i++)
		rc = move(path, aside, journals[i], err);
	for (i = 0; i < MA_COUNT(journals) && !rc; i++)
		rc = move(fresh, path, journals[i], err);
	return rc ? rc : move(fresh, path, "", err);
}

/* What a disk does not give now is not lost: it may give it later, or to somebody who copies it with patience. */
static void note_disk(struct salvage *s)
{
	if (!s->disk)
		s->disk = ma_db_disk_errno(s->old);
}

static int step(struct salvage *s, sqlite3_stmt *st)
{
	int code = ma_db_step(st);

	if (code != SQLITE_ROW && code != SQLITE_DONE)
		note_disk(s);
	return code;
}

/* NULL where the file is too damaged for it: then nothing of that table can be read. */
static sqlite3_stmt *prepare(struct salvage *s, const char *sql)
{
	sqlite3_stmt *st = NULL;

	errno = 0;
	if (sqlite3_prepare_v2(s->old, sql, -1, &st, NULL) == SQLITE_OK)
		return st;
	note_disk(s);
	return NULL;
}

/* `older`: as a version had it that was not brought forward. */
static sqlite3_stmt *prepare_either(struct salvage *s, const char *sql, const char *older)
{
	sqlite3_stmt *st = prepare(s, sql);

	return st ? st : prepare(s, older);
}

static struct ma_str text_of(sqlite3_stmt *st, int column)
{
	const char *text = (const char *)sqlite3_column_text(st, column);

	return ma_str_n(text ? text : "", (size_t)sqlite3_column_bytes(st, column));
}

/* The event of a stream, when it is as it was written; borrowed until the next one. */
static bool find_event(
	struct salvage *s, struct ma_str name, int64_t id, int64_t seq, struct ma_str *out)
{
	if (!s->event)
		return false;
	(void)sqlite3_reset(s->event); /* repeats what step said */
	if (sqlite3_bind_int64(s->event, 1, id) || sqlite3_bind_int64(s->event, 2, seq) ||
		step(s, s->event) != SQLITE_ROW)
		return false;
	*out = text_of(s->event, 0);
	return sqlite3_column_int64(s->event, 1) == ma_db_event_sum(name, seq, *out);
}

static ma_rc flush(struct salvage *s, const char *name, struct ma_buf *text, const size_t *ends,
	size_t n, ma_err *err)
{
	struct ma_str events[TOGETHER];
	struct ma_store_append a = {
		.stream = name, .expected_seq = MA_STORE_END, .events = events, .events_n = n
	};
	ma_rc rc = ma_buf_check(text, err);
	size_t i;

	for (i = 0; i < n && !rc; i++)
		events[i] = ma_str_n(
			text->p + (i ? ends[i - 1] : 0), ends[i] - (i ? ends[i - 1] : 0));
	if (!rc && n > 0)
		rc = ma_store_append(s->store, &a, err);
	ma_buf_clear(text);
	return rc;
}

static void miss(
	struct salvage *s, const char *stream, int64_t seq, const char *what, struct ma_str hash)
{
	if (hash.n == 0 || ma_map_has(&s->kept, hash))
		return;
	if (s->missed++ < NAMED_MAX)
		ma_buf_addf(&s->told, "; %s has lost the %s of its event %lld", stream, what,
			(long long)seq);
}

/* Which of the things that an event names are lost. What cannot be read as one of ours names nothing that we know. */
static void look_for_lost(struct salvage *s, const char *stream, int64_t seq, struct ma_str text)
{
	struct ma_event_blob blobs[MA_EVENT_BLOBS_MAX];
	ma_err ignored = { MA_OK, 0, "" };
	struct ma_context_event change;
	struct ma_event e;
	size_t i, n;

	ma_arena_clear(&s->arena);
	if (ma_str_starts(ma_str(stream), "run/") &&
		!ma_event_decode(text, &s->arena, &e, &ignored)) {
		n = ma_event_blobs(&e, blobs);
		for (i = 0; i < n; i++)
			miss(s, stream, seq, blobs[i].what, blobs[i].hash);
	} else if (strcmp(stream, "context") == 0 &&
		!ma_context_event_decode(text, &s->arena, &change, &ignored)) {
		miss(s, stream, seq, "value", change.blob);
	}
}

/* `seq`: how many there were, 0 when that is not known. */
static ma_rc keep_stream(struct salvage *s, const char *name, int64_t id, int64_t seq, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(2 * TOGETHER * MA_LIMIT_EVENT);
	size_t ends[TOGETHER], n = 0;
	int64_t kept = 0;
	struct ma_str event;
	ma_rc rc = MA_OK;

	while (!rc && find_event(s, ma_str(name), id, kept + 1, &event)) {
		ma_buf_addv(&text, event);
		ends[n++] = text.n;
		kept++;
		look_for_lost(s, name, kept, event);
		if (n == TOGETHER) {
			rc = flush(s, name, &text, ends, n, err);
			n = 0;
		}
	}
	if (!rc)
		rc = flush(s, name, &text, ends, n, err);
	ma_buf_done(&text);
	s->streams += kept > 0;
	s->events += kept;
	if (kept < seq) {
		s->events_lost += seq - kept;
		ma_buf_addf(&s->told, "; of %s the first %lld of %lld events are left", name,
			(long long)kept, (long long)seq);
	}
	return rc;
}

/* Rows that are sound are believed; of the others the name and number are tried, for what they are worth. */
static ma_rc keep_streams(struct salvage *s, bool *seen, ma_err *err)
{
	sqlite3_stmt *st = prepare(s,
		"SELECT name, id, seq, epoch, holder, boot, since_ms, until_ms, sum FROM streams");
	struct db db = { .handle = s->old, .path = (char *)(uintptr_t) "" };
	ma_err ignored = { MA_OK, 0, "" };
	struct db_stream row;
	struct ma_str event;
	ma_rc rc = MA_OK;

	while (!rc && st && step(s, st) == SQLITE_ROW) {
		bool sound = ma_db_stream_read(&db, st, &row, &ignored) == MA_OK;
		struct ma_str name = text_of(st, 0);

		if (!sound && name.n < sizeof(row.name)) {
			memcpy(row.name, name.p, name.n);
			row.name[name.n] = '\0';
			row.id = sqlite3_column_int64(st, 1);
			row.seq = 0;
		}
		if (row.id < 1 || row.id >= IDS_MAX || seen[row.id] ||
			(!sound && !find_event(s, ma_str(row.name), row.id, 1, &event)))
			continue;
		seen[row.id] = true;
		rc = keep_stream(s, row.name, row.id, row.seq, err);
	}
	(void)sqlite3_finalize(st); /* repeats what step said */
	return rc;
}

/* Whose the first event of a nameless number is: it may be the context's, or name its run. */
static bool guess_name(struct salvage *s, int64_t id, char name[MA_STORE_NAME_SIZE])
{
	static const char before[] = "\"run\":\"";
	struct ma_str event = MA_STR(""), run;
	ptrdiff_t at;

	(void)snprintf(name, MA_STORE_NAME_SIZE, "context");
	if (find_event(s, ma_str(name), id, 1, &event))
		return true;
	at = ma_str_find(event, ma_str(before));
	if (at < 0)
		return false;
	run = ma_str_from(event, (size_t)at + sizeof(before) - 1);
	if (!ma_str_cut(&run, '"', &event))
		return false;
	(void)snprintf(name, MA_STORE_NAME_SIZE, "run/" MA_STR_FMT,
		MA_STR_ARG(event)); /* cut, it does not match */
	return find_event(s, ma_str(name), id, 1, &event);
}

static ma_rc keep_nameless(struct salvage *s, const bool *seen, ma_err *err)
{
	sqlite3_stmt *st = prepare_either(
		s, "SELECT DISTINCT key >> 40 FROM events", "SELECT DISTINCT stream FROM events");
	char name[MA_STORE_NAME_SIZE];
	ma_rc rc = MA_OK;
	int64_t id;

	while (!rc && st && step(s, st) == SQLITE_ROW) {
		id = sqlite3_column_int64(st, 0);
		if (id < 1 || id >= IDS_MAX || seen[id])
			continue;
		if (guess_name(s, id, name))
			rc = keep_stream(s, name, id, 0, err);
		else
			s->streams_lost++;
	}
	(void)sqlite3_finalize(st); /* repeats what step said */
	return rc;
}

static ma_rc keep_blob(struct salvage *s, ma_err *err)
{
	struct ma_store_blob blob = { .data = MA_STR("") };
	struct ma_store_append a = {
		.stream = "context", .expected_seq = MA_STORE_END, .blobs = &blob, .blobs_n = 1
	};
	struct ma_str hash = text_of(s->blob, 0);
	const void *data = sqlite3_column_blob(s->blob, 1);
	size_t size = (size_t)sqlite3_column_bytes(s->blob, 1);
	char *plain = NULL;
	ma_rc rc = ma_db_blob_plain(ma_str_n(data ? data : "", data ? size : 0),
		sqlite3_column_int64(s->blob, 2), &plain, &size, err);

	if (!rc) {
		blob.data = ma_str_n(plain, size);
		rc = ma_hash_sha256(blob.data, blob.hash, err);
	}
	if (!rc && ma_str_is(hash, blob.hash)) {
		s->blobs++;
		rc = ma_store_append(s->store, &a, err);
		if (!rc && !ma_map_put(&s->kept, hash, s))
			rc = ma_fail_nomem(err);
	} else if (!rc || rc == MA_EINVALID) {
		s->blobs_lost++;
		rc = MA_OK;
	}
	ma_free(plain);
	return rc;
}

/* The number of the last blob; 0 where it is not known. What was swept leaves gaps before it. */
static int64_t last_blob(struct salvage *s)
{
	sqlite3_stmt *st = prepare(s, "SELECT max(rowid) FROM blobs");
	int64_t last = st && step(s, st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;

	(void)sqlite3_finalize(st); /* repeats what step said */
	return last > 0 && last <= ROWS_MAX ? last : 0;
}

static ma_rc keep_blobs(struct salvage *s, ma_err *err)
{
	int64_t row, absent = 0, last = last_blob(s);
	int code = SQLITE_ROW;
	ma_rc rc = MA_OK;

	for (row = 1; s->blob && (row <= last || absent < GIVE_UP) && !rc; row++) {
		(void)sqlite3_reset(s->blob); /* repeats what step said */
		if (sqlite3_bind_int64(s->blob, 1, row))
			return ma_fail_nomem(err);
		code = step(s, s->blob);
		absent = code == SQLITE_ROW ? 0 : absent + 1;
		s->blobs_lost += code != SQLITE_ROW && code != SQLITE_DONE;
		if (code == SQLITE_ROW)
			rc = keep_blob(s, err);
	}
	return rc;
}

static ma_rc copy_all(struct salvage *s, ma_err *err)
{
	bool *seen = ma_new_n(bool, IDS_MAX);
	ma_rc rc = seen ? MA_OK : ma_fail_nomem(err);

	s->event = prepare_either(s, "SELECT text, sum FROM events WHERE key = (?1 << 40 | ?2)",
		"SELECT text, sum FROM events WHERE stream = ? AND seq = ?");
	s->blob = prepare_either(s, "SELECT hash, data, packed FROM blobs WHERE rowid = ?",
		"SELECT hash, data, 0 FROM blobs WHERE rowid = ?");
	if (!rc)
		rc = keep_blobs(s, err);
	if (!rc)
		rc = keep_streams(s, seen, err);
	if (!rc)
		rc = keep_nameless(s, seen, err);
	(void)sqlite3_finalize(s->event); /* repeats what step said */
	(void)sqlite3_finalize(s->blob);  /* as above */
	ma_free(seen);
	return rc;
}

static ma_rc open_both(struct salvage *s, const char *path, const char *fresh, ma_err *err)
{
	int code = sqlite3_open_v2(path, &s->old, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	if (code != SQLITE_OK)
		return code == SQLITE_NOMEM ? ma_fail_nomem(err)
					    : ma_fail_sys(err, MA_EIO, sqlite3_system_errno(s->old),
						      "%s: %s", path, sqlite3_errmsg(s->old));
	(void)sqlite3_exec(s->old, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON", NULL,
		NULL, NULL); /* where even that fails, nothing is read */
	return ma_store_sqlite_open(fresh, true, &s->store, err);
}

static void tell(struct salvage *s, const char *path, const char *aside, struct ma_buf *out)
{
	if (s->whole) {
		ma_buf_addf(
			out, "%s looked damaged, and is not when it is read again: it stays", path);
		return;
	}
	ma_buf_addf(out,
		"%s was damaged and is kept as %s: %lld events of %lld streams and %lld blobs were taken from it",
		path, aside, (long long)s->events, (long long)s->streams, (long long)s->blobs);
	if (s->blobs_lost > 0)
		ma_buf_addf(out, "; %lld blobs were lost", (long long)s->blobs_lost);
	if (s->streams_lost > 0)
		ma_buf_addf(out, "; %lld streams were lost", (long long)s->streams_lost);
	ma_buf_addv(out, ma_buf_str(&s->told));
	if (s->missed > NAMED_MAX)
		ma_buf_addf(out, "; and %lld more", (long long)s->missed - NAMED_MAX);
}

/* Whether what looked like damage is not there when it is looked for. */
static bool is_whole(struct salvage *s, const char *path)
{
	bool lost = s->streams_lost || s->events_lost || s->blobs_lost || s->missed;
	sqlite3_stmt *st = lost ? NULL : prepare(s, "PRAGMA integrity_check(1)");
	bool whole = st && step(s, st) == SQLITE_ROW && ma_str_is(text_of(st, 0), "ok");
	struct ma_store *again = NULL;
	ma_err err = { MA_OK, 0, "" };

	if (st && !whole)
		note_disk(s);       /* a page that cannot be had is told as a row */
	(void)sqlite3_finalize(st); /* repeats what step said */
	whole = whole && !ma_store_sqlite_open(path, false, &again, &err); /* sums of streams */
	if (err.code && !ma_store_is_damage(&err) && !s->disk)
		s->disk = err.sys;
	ma_store_free(again);
	return whole;
}

static void remove_fresh(const char *fresh)
{
	static const char *const parts[] = { "", "-journal", "-wal", "-shm" };
	struct ma_buf path = MA_BUF_INIT(16 * MA_KIB);
	size_t i;

	for (i = 0; i < MA_COUNT(parts); i++) {
		ma_buf_clear(&path);
		ma_buf_addf(&path, "%s%s", fresh, parts[i]);
		if (!path.rc)
			(void)unlink(path.p); /* what stays is found when it is old: lib/litter.c */
	}
	ma_buf_done(&path);
}

/* The new one is made beside, and gets its name when all of it is there. */
static ma_rc salvage(
	struct salvage *s, const char *path, const char *aside, const char *fresh, ma_err *err)
{
	ma_rc rc = open_both(s, path, fresh, err);

	if (!rc)
		rc = copy_all(s, err);
	if (!rc)
		s->whole = is_whole(s, path);
	if (!rc && s->disk)
		rc = ma_fail_sys(err, MA_EIO, s->disk, "%s: the disk cannot be read", path);
	ma_store_free(s->store);
	(void)sqlite3_close(s->old); /* every statement is finalised: it cannot be busy */
	if (!rc && !s->whole)
		return put_in_place(path, aside, fresh, err);
	remove_fresh(fresh);
	return rc;
}

ma_rc ma_store_salvage(const char *path, char **told_out, ma_err *err)
{
	struct ma_clock *clock = ma_clock_system();
	struct salvage s = { .told = MA_BUF_INIT(MA_MIB),
		.kept = MA_MAP_INIT,
		.arena = MA_ARENA_INIT(4 * MA_LIMIT_EVENT) };
	struct ma_buf aside = MA_BUF_INIT(16 * MA_KIB), fresh = MA_BUF_INIT(16 * MA_KIB),
		      told = MA_BUF_INIT(MA_MIB);
	char at[MA_CLOCK_TEXT_SIZE];
	ma_rc rc;

	ma_clock_format(clock->wall_ms(clock), at);
	ma_buf_addf(&aside, "%s.corrupted-%s", path, at);
	ma_buf_addf(&fresh, "%s.salvage-%s", path, at);
	rc = ma_buf_check(&aside, err);
	if (!rc)
		rc = ma_buf_check(&fresh, err);
	if (!rc)
		rc = salvage(&s, path, aside.p, fresh.p, err);
	tell(&s, path, aside.p ? aside.p : "", &told);
	if (!rc)
		rc = ma_buf_check(&told, err);
	if (!rc)
		*told_out = ma_buf_take(&told);
	ma_buf_done(&aside);
	ma_buf_done(&fresh);
	ma_buf_done(&told);
	ma_buf_done(&s.told);
	ma_map_done(&s.kept);
	ma_arena_done(&s.arena);
	return rc;
}

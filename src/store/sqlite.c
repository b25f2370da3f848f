/*
 * The store in one SQLite file. docs/formats/store.md has the schema,
 * docs/decisions/001-journal-mode.md the reason for the journal mode.
 *
 * Every write is one transaction begun with BEGIN IMMEDIATE: what it compares
 * (the stream's seq, the lease's holder) cannot change before it commits, whoever
 * else has the file open. synchronous=EXTRA makes COMMIT return when it is on disk.
 *
 * A reader never holds its lock while a callback runs: rows are copied out a page
 * at a time, so that a slow reader (a pager) cannot make the writer wait. Events are
 * never changed, so pages fit together.
 *
 * The file may come from somebody else's archive: triggers and views in it are
 * off, its schema is not trusted, cell sizes are checked.
 */
#include "store/sqlite.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "store/sqlite_blob.h"
#include "store/sqlite_db.h"
#include "store/sqlite_stream.h"
#include "store/sqlite_sweep.h"

#include <sqlite3.h>
#include <stdio.h>

#define PAGE_ROWS 256
#define PAGE_SIZE MA_MIB /* enough for a page; one event more may go beyond it */

struct sqlite_store {
	struct ma_store base;
	struct db db;
};

static const struct ma_store_ops sqlite_ops;

static struct db *db_of(struct ma_store *self)
{
	MA_ASSERT(self->ops == &sqlite_ops);
	return &((struct sqlite_store *)self)->db;
}

/*
 * The row of the stream that a transaction appends to. It is read once and written once, however many appends to that stream come
 * one after the other: for small events that is half of what they cost.
 */
struct row {
	struct db_stream s;
	bool known, changed;
};

static ma_rc row_write(struct db *db, struct row *row, ma_err *err)
{
	ma_rc rc = row->changed ? ma_db_stream_put(db, &row->s, err) : MA_OK;

	row->changed = row->changed && rc;
	return rc;
}

static ma_rc row_of(struct db *db, struct row *row, const char *stream, ma_err *err)
{
	ma_rc rc;

	if (row->known && strcmp(row->s.name, stream) == 0)
		return MA_OK;
	rc = row_write(db, row, err);
	if (!rc)
		rc = ma_db_stream_get(db, stream, &row->s, err);
	row->known = !rc;
	return rc;
}

/* Its number is needed by its first event. */
static ma_rc put_events(struct db *db, struct row *row, const struct ma_store_append *a, ma_err *err)
{
	struct ma_str name = ma_str(row->s.name);
	int64_t seq = row->s.seq;
	ma_rc rc = MA_OK;
	size_t i;

	if (a->events_n == 0)
		return MA_OK;
	row->s.seq += (int64_t)a->events_n;
	row->changed = true;
	if (!row->s.id)
		rc = row_write(db, row, err);
	for (i = 0; i < a->events_n && !rc; i++) {
		seq++;
		rc = ma_db_run(db, DB_EVENT_PUT, err, "iti", ma_db_event_key(row->s.id, seq),
			a->events[i], ma_db_event_sum(name, seq, a->events[i]));
	}
	return rc;
}

static ma_rc put(struct db *db, struct row *row, const struct ma_store_append *a,
	const struct db_blobs *blobs, int64_t *last_out, ma_err *err)
{
	ma_rc rc = row_of(db, row, a->stream, err);

	if (!rc)
		rc = ma_store_may_append(a, row->s.seq, &row->s.owner, err);
	if (!rc)
		rc = ma_db_blobs_put(db, blobs, err);
	if (!rc)
		rc = put_events(db, row, a, err);
	if (!rc)
		*last_out = row->s.seq;
	return rc;
}

/* One that is refused has written nothing; after any other failure the transaction is not for keeping. */
static ma_rc put_all(struct db *db, const struct ma_store_append *const *a, size_t n,
	const struct db_blobs *blobs, struct ma_store_result *results, ma_err *err)
{
	struct row row = { .known = false };
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < n && !rc; i++) {
		results[i].rc = put(db, &row, a[i], &blobs[i], &results[i].last, &results[i].err);
		if (results[i].rc && results[i].rc != MA_ECONFLICT) {
			*err = results[i].err;
			rc = err->code;
		}
	}
	return rc ? rc : row_write(db, &row, err);
}

static ma_rc sqlite_append_all(struct ma_store *self, const struct ma_store_append *const *a,
	size_t n, struct ma_store_result *results, ma_err *err)
{
	struct db_blobs *blobs = ma_new_n(struct db_blobs, n);
	struct db *db = db_of(self);
	ma_rc rc = blobs ? MA_OK : ma_fail_nomem(err);
	size_t i;

	for (i = 0; i < n && !rc; i++)
		rc = ma_db_blobs_make(a[i]->blobs, a[i]->blobs_n, &blobs[i], err);
	if (!rc)
		rc = ma_db_begin(db, err);
	if (!rc)
		rc = ma_db_finish(db, put_all(db, a, n, blobs, results, err), err);
	for (i = 0; blobs && i < n; i++)
		ma_db_blobs_done(&blobs[i]);
	ma_free(blobs);
	return rc;
}

static ma_rc sqlite_append(struct ma_store *self, const struct ma_store_append *a, ma_err *err)
{
	struct db *db = db_of(self);
	struct row row = { .known = false };
	struct db_blobs blobs;
	int64_t last = 0;
	ma_rc rc = ma_db_blobs_make(a->blobs, a->blobs_n, &blobs, err);

	if (!rc)
		rc = ma_db_begin(db, err);
	if (!rc) {
		rc = put(db, &row, a, &blobs, &last, err);
		if (!rc)
			rc = row_write(db, &row, err);
		rc = ma_db_finish(db, rc, err);
	}
	ma_db_blobs_done(&blobs);
	if (!rc && a->last_out)
		*a->last_out = last;
	return rc;
}

/* A row of a page: this, then its text. */
struct page_row {
	int64_t seq, sum;
	size_t n;
};

/* Copy the rows of a query (seq, text, or seq, text, sum) out. `st` stands on the first, or is NULL. Closes it. */
static ma_rc fill_page(struct db *db, sqlite3_stmt *st, struct ma_buf *page, ma_err *err)
{
	struct page_row row;
	const void *text;
	int code = st ? SQLITE_ROW : SQLITE_DONE;
	ma_rc rc;

	ma_buf_clear(page);
	for (; code == SQLITE_ROW; code = page->n < PAGE_SIZE ? ma_db_step(st) : SQLITE_DONE) {
		row.seq = sqlite3_column_int64(st, 0);
		row.sum = sqlite3_column_int64(st, 2); /* 0 where there is no such column */
		text = sqlite3_column_blob(st, 1); /* of a text: as it lies there, without a copy */
		row.n = (size_t)sqlite3_column_bytes(st, 1);
		if (!text && sqlite3_errcode(db->handle) == SQLITE_NOMEM) {
			code = SQLITE_NOMEM;
			break;
		}
		ma_buf_add(page, &row, sizeof(row));
		ma_buf_add(page, text, row.n);
	}
	rc = code == SQLITE_DONE ? ma_buf_check(page, err) : ma_db_fail(db, code, err);
	ma_db_end(st);
	return rc;
}

static bool next_row(struct ma_str *page, struct page_row *row, struct ma_str *text)
{
	if (page->n == 0)
		return false;
	memcpy(row, page->p, sizeof(*row));
	*text = ma_str_n(page->p + sizeof(*row), row->n);
	*page = ma_str_from(*page, sizeof(*row) + row->n);
	return true;
}

/* A stream being read. */
struct reading {
	struct db_stream s;
	int64_t seq; /* of the last event handed out */
	bool stopped;
	ma_store_event_fn *fn;
	void *data;
};

/* What does not match its checksum is not handed out. */
static ma_rc hand_out(struct db *db, struct reading *r, struct ma_str rest, ma_err *err)
{
	struct page_row row;
	struct ma_str text;

	while (!r->stopped && next_row(&rest, &row, &text)) {
		if (row.sum != ma_db_event_sum(ma_str(r->s.name), row.seq, text)) {
			(void)ma_fail(err, MA_EIO,
				"%s: the database is damaged: event %lld of %s does not match its checksum",
				db->path, (long long)row.seq, r->s.name); /* as below */
			return ma_store_damaged(err);
		}
		r->seq = row.seq;
		r->stopped = !r->fn(r->data, row.seq, text);
	}
	return MA_OK;
}

static ma_rc read_pages(struct db *db, struct reading *r, ma_err *err)
{
	struct ma_buf page = MA_BUF_INIT(4 * PAGE_SIZE);
	sqlite3_stmt *st;
	ma_rc rc;

	do {
		rc = ma_db_query(db, DB_EVENTS, &st, err, "iii", ma_db_event_key(r->s.id, r->seq),
			ma_db_event_key(r->s.id, MA_DB_SEQ_MAX), (int64_t)PAGE_ROWS);
		if (!rc)
			rc = fill_page(db, st, &page, err);
		if (!rc)
			rc = hand_out(db, r, ma_buf_str(&page), err);
	} while (!rc && page.n > 0 && !r->stopped);
	ma_buf_done(&page);
	return rc;
}

static ma_rc sqlite_read(struct ma_store *self, const char *stream, int64_t after,
	ma_store_event_fn *fn, void *data, ma_err *err)
{
	struct reading r = { .seq = after, .fn = fn, .data = data };
	struct db *db = db_of(self);
	ma_rc rc = ma_db_stream_get(db, stream, &r.s, err);

	if (!rc && r.s.id)
		rc = read_pages(db, &r, err);
	if (!rc && !r.stopped && r.seq < r.s.seq)
		rc = ma_store_missing(stream, r.seq + 1, err);
	return rc;
}

static ma_rc sqlite_changes(struct ma_store *self, int64_t *out, ma_err *err)
{
	sqlite3_stmt *st;
	ma_rc rc = ma_db_query(db_of(self), DB_CHANGES, &st, err, "");

	if (!rc)
		*out = sqlite3_column_int64(st, 0);
	ma_db_end(st);
	return rc;
}

static ma_rc sqlite_streams(
	struct ma_store *self, const char *prefix, ma_store_stream_fn *fn, void *data, ma_err *err)
{
	struct db *db = db_of(self);
	struct ma_buf page = MA_BUF_INIT(4 * PAGE_SIZE);
	struct ma_store_stream stream = { .name = "" };
	struct page_row row;
	struct ma_str rest, name;
	sqlite3_stmt *st;
	bool more = true;
	ma_rc rc = MA_OK;

	while (more && !rc) {
		rc = ma_db_query(
			db, DB_STREAMS, &st, err, "ssi", prefix, stream.name, (int64_t)PAGE_ROWS);
		if (!rc)
			rc = fill_page(db, st, &page, err);
		rest = ma_buf_str(&page);
		more = rest.n > 0;
		while (!rc && more && next_row(&rest, &row, &name)) {
			stream.seq = row.seq;
			(void)snprintf(stream.name, sizeof(stream.name), MA_STR_FMT,
				MA_STR_ARG(name)); /* bounded on the way in */
			more = fn(data, &stream);
		}
	}
	ma_buf_done(&page);
	return rc;
}

static ma_rc sqlite_blob(
	struct ma_store *self, const char *hash, char **out, size_t *size_out, ma_err *err)
{
	struct db *db = db_of(self);
	const void *data;
	sqlite3_stmt *st;
	size_t size;
	ma_rc rc;

	rc = ma_db_query(db, DB_BLOB_GET, &st, err, "s", hash);
	if (rc)
		return rc;
	if (!st)
		return ma_fail(err, MA_ENOTFOUND, "%s: there is no blob %s", db->path, hash);
	data = sqlite3_column_blob(st, 0);
	size = (size_t)sqlite3_column_bytes(st, 0);
	if (!data && size > 0)
		rc = ma_fail_nomem(err);
	else
		rc = ma_db_blob_plain(
			ma_str_n(data, size), sqlite3_column_int64(st, 1), out, size_out, err);
	ma_db_end(st);
	if (rc != MA_EINVALID)
		return rc;
	(void)ma_err_wrap(
		err, "%s: the database is damaged: blob %.12s...", db->path, hash); /* below */
	return ma_store_damaged(err);
}

static ma_rc sqlite_lease(struct ma_store *self, const struct ma_store_lease *l,
	struct ma_store_owner *owner_out, ma_err *err)
{
	struct db *db = db_of(self);
	struct db_stream s;
	ma_rc rc;

	rc = ma_db_begin(db, err);
	if (rc)
		return rc;
	rc = ma_db_stream_get(db, l->stream, &s, err);
	if (!rc) {
		rc = ma_store_hand_over(l, &s.owner, err);
		*owner_out = s.owner;
	}
	if (!rc)
		rc = ma_db_stream_put(db, &s, err);
	return ma_db_finish(db, rc, err);
}

static ma_rc sqlite_release(struct ma_store *self, const char *stream, int64_t epoch, ma_err *err)
{
	struct db *db = db_of(self);
	struct db_stream s;
	ma_rc rc;

	rc = ma_db_begin(db, err);
	if (rc)
		return rc;
	rc = ma_db_stream_get(db, stream, &s, err);
	if (!rc && s.id && s.owner.epoch == epoch) {
		s.owner.holder[0] = '\0';
		rc = ma_db_stream_put(db, &s, err);
	}
	return ma_db_finish(db, rc, err);
}

static ma_rc sqlite_owner(
	struct ma_store *self, const char *stream, struct ma_store_owner *owner_out, ma_err *err)
{
	struct db_stream s;
	ma_rc rc = ma_db_stream_get(db_of(self), stream, &s, err);

	if (!rc)
		*owner_out = s.owner;
	return rc;
}

static ma_rc sqlite_sweep(struct ma_store *self, const struct ma_store_sweep *sweep,
	struct ma_store_swept *out, ma_err *err)
{
	return ma_db_sweep(db_of(self), self, sweep, out, err);
}

static ma_rc sqlite_shrink(struct ma_store *self, ma_err *err)
{
	return ma_db_shrink(db_of(self), err);
}

static void sqlite_free(struct ma_store *self)
{
	ma_db_done(db_of(self));
	ma_free(self);
}

ma_rc ma_store_sqlite_open_as(const char *path, bool create,
	const struct ma_store_sqlite_opts *opts, struct ma_store **out, ma_err *err)
{
	struct sqlite_store *s;
	ma_rc rc;

	s = ma_new(struct sqlite_store);
	if (!s)
		return ma_fail_nomem(err);
	s->base.ops = &sqlite_ops;
	rc = ma_db_open(&s->db, path, create, opts, err);
	if (rc) {
		ma_free(s);
		return rc;
	}
	*out = &s->base;
	return MA_OK;
}

ma_rc ma_store_sqlite_open(const char *path, bool create, struct ma_store **out, ma_err *err)
{
	const struct ma_store_sqlite_opts opts = {
		.version = ma_store_sqlite_version(),
		.wait_ms = 15000,
	};

	return ma_store_sqlite_open_as(path, create, &opts, out, err);
}

static const struct ma_store_ops sqlite_ops = {
	.name = "sqlite",
	.append = sqlite_append,
	.append_all = sqlite_append_all,
	.read = sqlite_read,
	.changes = sqlite_changes,
	.streams = sqlite_streams,
	.blob = sqlite_blob,
	.lease = sqlite_lease,
	.release = sqlite_release,
	.owner = sqlite_owner,
	.sweep = sqlite_sweep,
	.shrink = sqlite_shrink,
	.free = sqlite_free,
};

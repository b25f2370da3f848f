/*
 * Sweeping: mark, then remove in one transaction.
 *
 * What the events name is looked for twice. The first time takes long and no lock, so that a live run goes on
 * writing. The second time has the write lock, and looks only at what came since: whoever stored a blob has stored
 * the event that names it in the same transaction, so at that moment every blob without a name is nobody's. One that is stored
 * again later is there again.
 *
 * A sweep that is killed has removed nothing.
 */
#include "store/sqlite_sweep.h"

#include "store/marks.h"
#include "store/sqlite_stream.h"

#define PAGE_ROWS 1024

/* A page at a time: between two of them others may write. */
static ma_rc list_page(struct db *db, struct ma_marks *marks, ma_err *err)
{
	const char *after = marks->n > 0 ? marks->blobs[marks->n - 1].hash : "", *hash;
	char last[MA_HASH_HEX_SIZE];
	sqlite3_stmt *st;
	int code = SQLITE_ROW;
	ma_rc rc;

	memcpy(last, after, strlen(after) + 1);
	rc = ma_db_query(db, DB_BLOBS, &st, err, "si", last, (int64_t)PAGE_ROWS);
	if (rc || !st)
		return rc;
	for (; code == SQLITE_ROW && !rc; code = sqlite3_step(st)) {
		hash = (const char *)sqlite3_column_text(st, 0);
		if (!hash || !ma_marks_add(marks, hash, sqlite3_column_int64(st, 1)))
			rc = ma_fail_nomem(err);
	}
	if (!rc && code != SQLITE_DONE)
		rc = ma_db_fail(db, code, err);
	ma_db_end(st);
	return rc;
}

static ma_rc list_blobs(struct db *db, struct ma_marks *marks, ma_err *err)
{
	size_t before;
	ma_rc rc;

	do {
		before = marks->n;
		rc = list_page(db, marks, err);
	} while (!rc && marks->n > before);
	return rc;
}

static ma_rc drop_stream(
	struct db *db, const struct ma_store_stream *drop, struct ma_store_swept *out, ma_err *err)
{
	struct db_stream s;
	sqlite3_stmt *st;
	ma_rc rc = ma_db_stream_get(db, drop->name, &s, err);

	if (rc || !s.id || s.seq != drop->seq || s.owner.holder[0])
		return rc;
	rc = ma_db_query(db, DB_STREAM_SIZE, &st, err, "ii", ma_db_event_key(s.id, 0),
		ma_db_event_key(s.id, MA_DB_SEQ_MAX));
	if (rc)
		return rc;
	out->streams++;
	out->events += s.seq;
	out->bytes += sqlite3_column_int64(st, 0);
	ma_db_end(st);
	rc = ma_db_run(db, DB_STREAM_EVENTS_DROP, err, "ii", ma_db_event_key(s.id, 0),
		ma_db_event_key(s.id, MA_DB_SEQ_MAX));
	if (!rc)
		rc = ma_db_run(db, DB_STREAM_DROP, err, "s", s.name);
	return rc ? rc : ma_db_run(db, DB_STREAM_UNCOUNT, err, "");
}

static ma_rc drop_blobs(
	struct db *db, const struct ma_marks *marks, struct ma_store_swept *out, ma_err *err)
{
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < marks->n && !rc; i++) {
		if (marks->blobs[i].named)
			continue;
		out->blobs++;
		out->bytes += marks->blobs[i].size;
		rc = ma_db_run(db, DB_BLOB_DROP, err, "s", marks->blobs[i].hash);
	}
	return rc;
}

/* Inside the transaction. */
static ma_rc sweep_marked(struct db *db, struct ma_store *store, const struct ma_store_sweep *sweep,
	struct ma_marks *marks, struct ma_store_swept *out, ma_err *err)
{
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < sweep->drop_n && !rc; i++)
		rc = drop_stream(db, &sweep->drop[i], out, err);
	if (!rc) /* also what was to be dropped, and was not */
		rc = ma_marks_look(marks, store, NULL, err);
	return rc ? rc : drop_blobs(db, marks, out, err);
}

/* What is only counted is removed, and the transaction rolled back. */
static ma_rc finish(struct db *db, bool dry, ma_rc rc, ma_err *err)
{
	ma_err ignored = { MA_OK, 0, "" };

	if (rc || !dry)
		return ma_db_finish(db, rc, err);
	(void)ma_db_finish(db, MA_ECANCELED, &ignored); /* what was asked for */
	return MA_OK;
}

ma_rc ma_db_sweep(struct db *db, struct ma_store *store, const struct ma_store_sweep *sweep,
	struct ma_store_swept *out, ma_err *err)
{
	struct ma_marks marks = { .blobs = NULL };
	ma_rc rc = list_blobs(db, &marks, err);

	if (!rc)
		rc = ma_marks_look(&marks, store, sweep, err);
	if (!rc)
		rc = ma_db_begin(db, err);
	if (!rc)
		rc = finish(db, sweep->dry, sweep_marked(db, store, sweep, &marks, out, err), err);
	ma_marks_done(&marks);
	return rc;
}

/* The copy that SQLite makes meanwhile is as large as what is left: not in memory. The journal is cut, too. */
ma_rc ma_db_shrink(struct db *db, ma_err *err)
{
	ma_err ignored = { MA_OK, 0, "" };
	char pages[24];
	ma_rc rc = ma_db_ask(db, "PRAGMA freelist_count", pages, sizeof(pages), err);

	if (rc || strcmp(pages, "0") == 0)
		return rc;
	rc = ma_db_exec(db, "PRAGMA temp_store = FILE; PRAGMA journal_size_limit = 0; VACUUM", err);
	(void)ma_db_exec(db, "PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 1048576",
		&ignored); /* where it fails it costs space, and nothing else */
	return rc;
}

/* Rows of streams. */
#include "store/sqlite_stream.h"

#include <stdio.h>

#include "base/sum.h"

int64_t ma_db_event_key(int64_t stream, int64_t seq)
{
	return (int64_t)((uint64_t)stream << 40 | (uint64_t)seq);
}

int64_t ma_db_event_sum(struct ma_str stream, int64_t seq, struct ma_str text)
{
	return (int64_t)ma_sum_add(ma_sum_add_int(ma_sum_add(0, stream), seq), text);
}

int64_t ma_db_stream_sum(const struct db_stream *s)
{
	uint64_t sum = ma_sum_add(0, ma_str(s->name));

	sum = ma_sum_add_int(sum, s->id);
	sum = ma_sum_add_int(sum, s->seq);
	sum = ma_sum_add_int(sum, s->owner.epoch);
	sum = ma_sum_add(sum, ma_str(s->owner.holder));
	sum = ma_sum_add(sum, ma_str(s->owner.boot));
	sum = ma_sum_add_int(sum, s->owner.since_ms);
	return (int64_t)ma_sum_add_int(sum, s->owner.until_ms);
}

/* 0: it fits, 1: it does not and cannot be ours, -1: no memory. */
static int copy_text(sqlite3_stmt *st, int column, char *out, size_t size)
{
	const unsigned char *text = sqlite3_column_text(st, column);

	if (!text)
		return sqlite3_column_type(st, column) == SQLITE_NULL ? 1 : -1;
	return snprintf(out, size, "%s", (const char *)text) < (int)size ? 0 : 1;
}

ma_rc ma_db_stream_read(struct db *db, sqlite3_stmt *st, struct db_stream *out, ma_err *err)
{
	struct db_stream s = { .name = "" };
	int bad = copy_text(st, 0, s.name, sizeof(s.name));

	s.id = sqlite3_column_int64(st, 1);
	s.seq = sqlite3_column_int64(st, 2);
	s.owner.epoch = sqlite3_column_int64(st, 3);
	if (!bad)
		bad = copy_text(st, 4, s.owner.holder, sizeof(s.owner.holder));
	if (!bad)
		bad = copy_text(st, 5, s.owner.boot, sizeof(s.owner.boot));
	s.owner.since_ms = sqlite3_column_int64(st, 6);
	s.owner.until_ms = sqlite3_column_int64(st, 7);
	if (bad < 0)
		return ma_fail_nomem(err);
	bad |= s.id < 1 || s.id > MA_DB_STREAMS_MAX || s.seq < 0 || s.seq > MA_DB_SEQ_MAX;
	if (bad || sqlite3_column_int64(st, 8) != ma_db_stream_sum(&s)) {
		(void)ma_fail(err, MA_EIO,
			"%s: the database is damaged: the row of a stream does not match its checksum",
			db->path); /* as below */
		return ma_store_damaged(err);
	}
	*out = s;
	return MA_OK;
}

ma_rc ma_db_stream_get(struct db *db, const char *name, struct db_stream *out, ma_err *err)
{
	sqlite3_stmt *st;
	ma_rc rc = ma_db_query(db, DB_STREAM_GET, &st, err, "s", name);

	if (rc)
		return rc;
	*out = (struct db_stream){ .id = 0 };
	(void)snprintf(out->name, sizeof(out->name), "%s", name); /* bounded by the wrapper */
	if (st)
		rc = ma_db_stream_read(db, st, out, err);
	ma_db_end(st);
	return rc;
}

static ma_rc give_id(struct db *db, struct db_stream *s, ma_err *err)
{
	sqlite3_stmt *st;
	ma_rc rc = ma_db_query(db, DB_STREAM_ID, &st, err, "");

	if (rc)
		return rc;
	s->id = sqlite3_column_int64(st, 0);
	ma_db_end(st);
	if (s->id > MA_DB_STREAMS_MAX)
		return ma_fail(
			err, MA_ELIMIT, "%s: it has no number left for another stream", db->path);
	return ma_db_run(db, DB_STREAM_COUNT, err, "");
}

ma_rc ma_db_stream_put(struct db *db, struct db_stream *s, ma_err *err)
{
	const struct ma_store_owner *o = &s->owner;
	ma_rc rc = s->id ? MA_OK : give_id(db, s, err);

	if (rc)
		return rc;
	return ma_db_run(db, DB_STREAM_PUT, err, "siiissiii", s->name, s->id, s->seq, o->epoch,
		o->holder, o->boot, o->since_ms, o->until_ms, ma_db_stream_sum(s));
}

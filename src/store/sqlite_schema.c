/* Tables and their versions. docs/formats/store.md describes them. */
#include "store/sqlite_schema.h"

#include <stdio.h>

#include "base/str.h"
#include "store/sqlite_stream.h"

#define STREAMS                                                                               \
	" (name TEXT NOT NULL PRIMARY KEY, id INTEGER NOT NULL, seq INTEGER NOT NULL,"        \
	" epoch INTEGER NOT NULL, holder TEXT NOT NULL, boot TEXT NOT NULL, since_ms INTEGER" \
	" NOT NULL, until_ms INTEGER NOT NULL, sum INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
/* A row's key is SQLite's own: what comes last fills its page, and moves none of its neighbours. */
#define EVENTS " (key INTEGER PRIMARY KEY, text TEXT NOT NULL, sum INTEGER NOT NULL) STRICT;"

static const char schema[] =
	"CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE streams" STREAMS "CREATE TABLE events" EVENTS
	"CREATE TABLE blobs (hash TEXT NOT NULL UNIQUE, data BLOB NOT NULL, packed INTEGER NOT NULL)"
	" STRICT;"
	"INSERT INTO meta (key, value) VALUES ('schema', '4'), ('streams', '0');";

/* Version 1 had no epochs, no boot ids and no checksums. */
static const char from_1_to_2[] =
	"CREATE TABLE streams2" STREAMS
	"CREATE TABLE events2 (stream INTEGER NOT NULL, seq INTEGER NOT NULL, text TEXT NOT NULL,"
	" sum INTEGER NOT NULL, PRIMARY KEY (stream, seq)) STRICT, WITHOUT ROWID;"
	"INSERT INTO streams2 SELECT name, id, seq, holder IS NOT NULL, coalesce(holder, ''), '', 0,"
	" coalesce(until_ms, 0), stream_sum(name, id, seq, holder IS NOT NULL, coalesce(holder, ''), '', 0,"
	" coalesce(until_ms, 0)) FROM streams;"
	"INSERT INTO events2 SELECT e.stream, e.seq, e.text, event_sum(s.name, e.seq, e.text)"
	" FROM events e JOIN streams s ON s.id = e.stream;"
	"DROP TABLE streams; DROP TABLE events;"
	"ALTER TABLE streams2 RENAME TO streams; ALTER TABLE events2 RENAME TO events;"
	"INSERT INTO meta (key, value) SELECT 'streams', count(*) FROM streams;"
	"UPDATE meta SET value = '2' WHERE key = 'schema';";

/* Version 2 packed nothing. */
static const char from_2_to_3[] = "ALTER TABLE blobs ADD COLUMN packed INTEGER NOT NULL DEFAULT 0;"
				  "UPDATE meta SET value = '3' WHERE key = 'schema';";

/* Version 3 had events without a key of their own: ma_db_event_key(). */
static const char from_3_to_4[] =
	"CREATE TABLE events4" EVENTS
	"INSERT INTO events4 SELECT stream << 40 | seq, text, sum FROM events ORDER BY stream, seq;"
	"DROP TABLE events; ALTER TABLE events4 RENAME TO events;"
	"UPDATE meta SET value = '4' WHERE key = 'schema';";

static struct ma_str text_of(sqlite3_value *v)
{
	const char *text = (const char *)sqlite3_value_text(v);

	return ma_str_n(text ? text : "", (size_t)sqlite3_value_bytes(v));
}

static void event_sum(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	sqlite3_result_int64(
		ctx, ma_db_event_sum(text_of(v[0]), sqlite3_value_int64(v[1]), text_of(v[2])));
}

static void stream_sum(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct db_stream s = { .id = sqlite3_value_int64(v[1]),
		.seq = sqlite3_value_int64(v[2]),
		.owner = { .epoch = sqlite3_value_int64(v[3]),
			.since_ms = sqlite3_value_int64(v[6]),
			.until_ms = sqlite3_value_int64(v[7]) } };

	(void)n;
	/* What does not fit was never ours: its checksum will not match. */
	(void)snprintf(s.name, sizeof(s.name), "%s", text_of(v[0]).p);
	(void)snprintf(s.owner.holder, sizeof(s.owner.holder), "%s", text_of(v[4]).p);
	(void)snprintf(s.owner.boot, sizeof(s.owner.boot), "%s", text_of(v[5]).p);
	sqlite3_result_int64(ctx, ma_db_stream_sum(&s));
}

static ma_rc add_functions(struct db *db, ma_err *err)
{
	int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
	int code = sqlite3_create_function_v2(
		db->handle, "event_sum", 3, flags, NULL, event_sum, NULL, NULL, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_create_function_v2(
			db->handle, "stream_sum", 8, flags, NULL, stream_sum, NULL, NULL, NULL);
	return code == SQLITE_OK ? MA_OK : ma_db_fail(db, code, err);
}

static ma_rc read_version(struct db *db, int64_t *out, ma_err *err)
{
	char text[24];
	ma_rc rc = ma_db_ask(db,
		"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN "
		"('meta', 'streams', 'events', 'blobs')",
		text, sizeof(text), err);

	if (rc)
		return rc;
	if (strcmp(text, "4") == 0)
		rc = ma_db_ask(
			db, "SELECT value FROM meta WHERE key = 'schema'", text, sizeof(text), err);
	else
		text[0] = '\0';
	if (rc)
		return rc;
	if (!ma_str_to_i64(ma_str(text), out) || *out < 1)
		return ma_fail(
			err, MA_EIO, "%s: it is a database, but not a meta-agent store", db->path);
	if (*out > MA_DB_SCHEMA)
		return ma_fail(err, MA_EIO,
			"%s: its schema is version %s; this meta-agent knows %d: a newer one is needed",
			db->path, text, MA_DB_SCHEMA);
	return MA_OK;
}

/* Of two processes that find an old one, the second finds it done. */
static ma_rc migrate(struct db *db, ma_err *err)
{
	int64_t version = 0;
	ma_rc rc = add_functions(db, err);

	if (!rc)
		rc = ma_db_begin(db, err);
	if (rc)
		return rc;
	rc = read_version(db, &version, err);
	if (!rc && version == 1)
		rc = ma_db_exec(db, from_1_to_2, err);
	if (!rc && version <= 2)
		rc = ma_db_exec(db, from_2_to_3, err);
	if (!rc && version <= 3)
		rc = ma_db_exec(db, from_3_to_4, err);
	return ma_db_finish(db, rc, err);
}

ma_rc ma_db_schema_is_empty(struct db *db, bool *empty_out, ma_err *err)
{
	char text[24];
	ma_rc rc = ma_db_ask(db, "SELECT count(*) FROM sqlite_schema", text, sizeof(text), err);

	if (!rc)
		*empty_out = strcmp(text, "0") == 0;
	return rc;
}

/* Under the write lock: of two processes that open a new file, one creates and the other finds it done. */
static ma_rc create(struct db *db, ma_err *err)
{
	bool empty = false;
	ma_rc rc = ma_db_begin(db, err);

	if (rc)
		return rc;
	rc = ma_db_schema_is_empty(db, &empty, err);
	if (!rc && empty)
		rc = ma_db_exec(db, schema, err);
	return ma_db_finish(db, rc, err);
}

static ma_rc damaged(struct db *db, const char *what, ma_err *err)
{
	(void)ma_fail(err, MA_EIO, "%s: the database is damaged: %s", db->path, what); /* below */
	return ma_store_damaged(err);
}

static ma_rc check_rows(struct db *db, sqlite3_stmt *st, ma_err *err)
{
	struct db_stream s = { .name = "" }, before;
	int code = SQLITE_DONE;
	ma_rc rc = MA_OK;

	while (!rc && (code = sqlite3_step(st)) == SQLITE_ROW) {
		before = s;
		rc = ma_db_stream_read(db, st, &s, err);
		if (!rc && strcmp(before.name, s.name) >= 0)
			rc = damaged(db, "its streams are out of order", err);
	}
	return !rc && code != SQLITE_DONE ? ma_db_fail(db, code, err) : rc;
}

/* A stream that is not found under its name would be taken for one that never was: so all of them are looked at. */
static ma_rc check_streams(struct db *db, ma_err *err)
{
	sqlite3_stmt *st = NULL;
	char missing[24];
	int code;
	ma_rc rc = ma_db_ask(db,
		"SELECT (SELECT value FROM meta WHERE key = 'streams') - (SELECT count(*) FROM streams)",
		missing, sizeof(missing), err);

	if (rc)
		return rc;
	if (strcmp(missing, "0") != 0)
		return damaged(db, "streams are missing", err);
	code = sqlite3_prepare_v2(db->handle,
		"SELECT name, id, seq, epoch, holder, boot, since_ms, until_ms, sum FROM streams ORDER BY name",
		-1, &st, NULL);
	rc = code == SQLITE_OK ? check_rows(db, st, err) : ma_db_fail(db, code, err);
	(void)sqlite3_finalize(st); /* repeats the failure of step */
	return rc;
}

ma_rc ma_db_schema_open(struct db *db, bool empty, ma_err *err)
{
	int64_t version = 0;
	ma_rc rc = empty ? create(db, err) : MA_OK;

	if (!rc)
		rc = read_version(db, &version, err);
	if (!rc && version < MA_DB_SCHEMA)
		rc = migrate(db, err);
	return rc ? rc : check_streams(db, err);
}

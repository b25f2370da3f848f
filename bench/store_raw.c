/* Plain SQLite, set up as docs/decisions/001-journal-mode.md says. */
#include "store_raw.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "bench.h"

struct raw {
	sqlite3 *db;
	sqlite3_stmt *begin, *end, *stream, *event, *commit;
	sqlite3_int64 seq;
	bool shared;
};

static void must(struct raw *r, int code)
{
	if (code != SQLITE_OK && code != SQLITE_DONE)
		bench_fail("store", sqlite3_errmsg(r->db));
}

static void exec(struct raw *r, const char *sql)
{
	must(r, sqlite3_exec(r->db, sql, NULL, NULL, NULL));
}

static sqlite3_stmt *prepare(struct raw *r, const char *sql)
{
	sqlite3_stmt *st = NULL;

	must(r, sqlite3_prepare_v2(r->db, sql, -1, &st, NULL));
	return st;
}

struct raw *raw_open(const char *path, bool shared)
{
	struct raw *r = calloc(1, sizeof(*r));

	if (!r || sqlite3_open(path, &r->db) != SQLITE_OK)
		bench_fail("store", "a plain database cannot be made");
	r->shared = shared;
	must(r, sqlite3_busy_timeout(r->db, 15000));
	exec(r,
		"PRAGMA journal_mode = PERSIST; PRAGMA synchronous = EXTRA; PRAGMA cache_size = -1024;"
		"CREATE TABLE IF NOT EXISTS streams (name TEXT NOT NULL PRIMARY KEY, id INTEGER NOT NULL, seq INTEGER NOT NULL)"
		" STRICT, WITHOUT ROWID;"
		"CREATE TABLE IF NOT EXISTS events (stream INTEGER NOT NULL, seq INTEGER NOT NULL, text TEXT NOT NULL,"
		" PRIMARY KEY (stream, seq)) STRICT, WITHOUT ROWID;"
		"INSERT OR IGNORE INTO streams VALUES ('context', 1, 0)");
	r->begin = prepare(r, "BEGIN IMMEDIATE");
	r->end = prepare(r, "SELECT seq FROM streams WHERE name = 'context'");
	r->stream = prepare(r, "UPDATE streams SET seq = ? WHERE name = 'context'");
	r->event = prepare(r, "INSERT INTO events VALUES (1, ?, ?)");
	r->commit = prepare(r, "COMMIT");
	return r;
}

static void run(struct raw *r, sqlite3_stmt *st)
{
	must(r, sqlite3_step(st));
	must(r, sqlite3_reset(st));
}

int64_t raw_events(struct raw *r)
{
	int64_t seq;

	if (sqlite3_step(r->end) != SQLITE_ROW)
		bench_fail("store", sqlite3_errmsg(r->db));
	seq = sqlite3_column_int64(r->end, 0);
	must(r, sqlite3_reset(r->end));
	return seq;
}

void raw_append(struct raw *r, const struct ma_str *events, size_t n)
{
	size_t i;

	run(r, r->begin);
	if (r->shared)
		r->seq = raw_events(r);
	must(r, sqlite3_bind_int64(r->stream, 1, r->seq + (sqlite3_int64)n));
	run(r, r->stream);
	for (i = 0; i < n; i++) {
		must(r, sqlite3_bind_int64(r->event, 1, ++r->seq));
		must(r, sqlite3_bind_text(r->event, 2, events[i].p, (int)events[i].n, SQLITE_STATIC));
		run(r, r->event);
	}
	run(r, r->commit);
}

void raw_close(struct raw *r)
{
	sqlite3_finalize(r->begin);
	sqlite3_finalize(r->end);
	sqlite3_finalize(r->stream);
	sqlite3_finalize(r->event);
	sqlite3_finalize(r->commit);
	sqlite3_close(r->db);
	free(r);
}

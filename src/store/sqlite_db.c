/* A connection to a SQLite store. */
#include "store/sqlite_db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/str.h"
#include "store/sqlite_schema.h"
#include "sys/fs_kind.h"

static const char *const sql[DB_STMT_N] = {
	[DB_BEGIN] = "BEGIN IMMEDIATE",
	[DB_COMMIT] = "COMMIT",
	[DB_ROLLBACK] = "ROLLBACK",
	[DB_STREAM_GET] =
		"SELECT name, id, seq, epoch, holder, boot, since_ms, until_ms, sum FROM streams WHERE name = ?",
	[DB_STREAM_ID] = "SELECT 1 + coalesce(max(id), 0) FROM streams",
	[DB_STREAM_COUNT] = "UPDATE meta SET value = value + 1 WHERE key = 'streams'",
	[DB_STREAM_PUT] =
		"INSERT INTO streams (name, id, seq, epoch, holder, boot, since_ms, until_ms, sum) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, "
		"epoch = excluded.epoch, holder = excluded.holder, boot = excluded.boot, "
		"since_ms = excluded.since_ms, until_ms = excluded.until_ms, sum = excluded.sum",
	[DB_EVENT_PUT] = "INSERT INTO events (key, text, sum) VALUES (?, ?, ?)",
	[DB_BLOB_PUT] = "INSERT INTO blobs (hash, data, packed) VALUES (?, ?, ?) "
			"ON CONFLICT (hash) DO NOTHING",
	[DB_EVENTS] =
		"SELECT key & 1099511627775, text, sum FROM events WHERE key > ? AND key <= ? ORDER BY key LIMIT ?",
	[DB_STREAMS] = ("SELECT seq, name FROM streams WHERE name >= ? AND name > ? AND seq > 0 "
			"AND substr(name, 1, length(?1)) = ?1 ORDER BY name LIMIT ?"),
	[DB_BLOB_GET] = "SELECT data, packed FROM blobs WHERE hash = ?",
	[DB_CHANGES] = "PRAGMA data_version",
	[DB_STREAM_SIZE] =
		"SELECT coalesce(sum(length(CAST(text AS BLOB))), 0) FROM events WHERE key > ? AND key <= ?",
	[DB_STREAM_EVENTS_DROP] = "DELETE FROM events WHERE key > ? AND key <= ?",
	[DB_STREAM_DROP] = "DELETE FROM streams WHERE name = ?",
	[DB_STREAM_UNCOUNT] = "UPDATE meta SET value = value - 1 WHERE key = 'streams'",
	[DB_BLOBS] = "SELECT hash, length(data) FROM blobs WHERE hash > ? ORDER BY hash LIMIT ?",
	[DB_BLOB_DROP] = "DELETE FROM blobs WHERE hash = ?",
};

static const char settings[] =
	"PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA foreign_keys = OFF; PRAGMA mmap_size = 0;"
	"PRAGMA cache_size = -1024; PRAGMA temp_store = MEMORY; PRAGMA synchronous = EXTRA;"
	"PRAGMA journal_size_limit = 1048576;";

static bool is_of_disk(int sys)
{
	return sys == EIO || sys == ENXIO;
}

/*
 * The database's file keeps its last error: a connection that has met one does not speak of damage any more. A journal
 * is closed at once, and only errno tells: it is cleared before each step.
 */
int ma_db_disk_errno(sqlite3 *handle)
{
	int now = errno, kept = 0;

	if (handle) /* without memory there is none */
		(void)sqlite3_file_control(
			handle, "main", SQLITE_FCNTL_LAST_ERRNO, &kept); /* not known: 0 */
	return is_of_disk(now) ? now : is_of_disk(kept) ? kept : 0;
}

int ma_db_step(sqlite3_stmt *st)
{
	errno = 0;
	return sqlite3_step(st);
}

static ma_rc fail_damaged(struct db *db, int sys, ma_err *err)
{
	if (sys)
		return ma_fail_sys(err, MA_EIO, sys, "%s: the disk cannot be read", db->path);
	(void)ma_fail(err, MA_EIO, "%s: the database is damaged: %s", db->path,
		sqlite3_errmsg(db->handle)); /* sys is added */
	return ma_store_damaged(err);
}

ma_rc ma_db_fail(struct db *db, int code, ma_err *err)
{
	int sys = ma_db_disk_errno(db->handle);

	switch (code == SQLITE_IOERR_NOMEM ? SQLITE_NOMEM : code & 0xff) {
	case SQLITE_NOMEM:
		return ma_fail_nomem(err);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ma_fail(err, MA_EIO, "%s: locked by another process, for more than %d ms",
			db->path, db->wait_ms);
	case SQLITE_FULL:
		(void)ma_fail(
			err, MA_EIO, "%s: database or disk is full", db->path); /* sys is added */
		err->sys = ENOSPC;
		return MA_EIO;
	case SQLITE_NOTADB:
		return ma_fail(err, MA_EIO, "%s: it is not a database", db->path);
	case SQLITE_CORRUPT:
		return fail_damaged(db, sys, err);
	default:
		(void)ma_fail(err, MA_EIO, "%s: %s", db->path,
			sqlite3_errmsg(db->handle)); /* sys is added */
		err->sys = sys ? sys : sqlite3_system_errno(db->handle);
		return MA_EIO;
	}
}

static int bind(sqlite3_stmt *st, const char *kinds, va_list ap)
{
	struct ma_str v;
	int rc = SQLITE_OK, i;

	for (i = 1; *kinds && rc == SQLITE_OK; i++, kinds++) {
		if (*kinds == 'i') {
			rc = sqlite3_bind_int64(st, i, va_arg(ap, int64_t));
			continue;
		}
		v = *kinds == 's' ? ma_str(va_arg(ap, const char *)) : va_arg(ap, struct ma_str);
		if (*kinds == 'b')
			rc = sqlite3_bind_blob64(st, i, v.n ? v.p : "", v.n, SQLITE_STATIC);
		else
			rc = sqlite3_bind_text64(
				st, i, v.n ? v.p : "", v.n, SQLITE_STATIC, SQLITE_UTF8);
	}
	return rc;
}

void ma_db_end(sqlite3_stmt *st)
{
	if (st) {
		(void)sqlite3_reset(st);          /* repeats the failure of step */
		(void)sqlite3_clear_bindings(st); /* cannot fail */
	}
}

static int prepare(struct db *db, enum db_stmt which)
{
	if (db->stmts[which])
		return SQLITE_OK;
	return sqlite3_prepare_v3(
		db->handle, sql[which], -1, SQLITE_PREPARE_PERSISTENT, &db->stmts[which], NULL);
}

static ma_rc start(struct db *db, enum db_stmt which, sqlite3_stmt **st_out, ma_err *err,
	const char *kinds, va_list ap)
{
	int code = prepare(db, which);
	sqlite3_stmt *st = db->stmts[which];
	ma_rc rc = MA_OK;

	*st_out = NULL;
	if (code == SQLITE_OK)
		code = bind(st, kinds, ap);
	if (code == SQLITE_OK)
		code = ma_db_step(st);
	if (code == SQLITE_ROW) {
		*st_out = st;
		return MA_OK;
	}
	if (code != SQLITE_DONE)
		rc = ma_db_fail(db, code, err); /* before the reset: that changes the message */
	ma_db_end(st);
	return rc;
}

ma_rc ma_db_query(struct db *db, enum db_stmt which, sqlite3_stmt **st_out, ma_err *err,
	const char *kinds, ...)
{
	va_list ap;
	ma_rc rc;

	va_start(ap, kinds);
	rc = start(db, which, st_out, err, kinds, ap);
	va_end(ap);
	return rc;
}

ma_rc ma_db_run(struct db *db, enum db_stmt which, ma_err *err, const char *kinds, ...)
{
	sqlite3_stmt *st;
	va_list ap;
	ma_rc rc;

	va_start(ap, kinds);
	rc = start(db, which, &st, err, kinds, ap);
	va_end(ap);
	ma_db_end(st);
	return rc;
}

/* What a roll-back needs is made before: it must not fail for want of memory. */
ma_rc ma_db_begin(struct db *db, ma_err *err)
{
	int code = prepare(db, DB_ROLLBACK);
	ma_rc rc = code == SQLITE_OK ? ma_db_run(db, DB_BEGIN, err, "") : ma_db_fail(db, code, err);

	db->writing = !rc;
	return rc;
}

ma_rc ma_db_finish(struct db *db, ma_rc rc, ma_err *err)
{
	ma_err ignored = { .code = MA_OK };

	if (!rc)
		rc = ma_db_run(db, DB_COMMIT, err, "");
	if (!sqlite3_get_autocommit(db->handle))
		(void)ma_db_run(
			db, DB_ROLLBACK, &ignored, ""); /* the first failure is the one to tell */
	db->writing = false;
	return rc;
}

ma_rc ma_db_exec(struct db *db, const char *text, ma_err *err)
{
	int code;

	errno = 0;
	code = sqlite3_exec(db->handle, text, NULL, NULL, NULL);
	return code == SQLITE_OK ? MA_OK : ma_db_fail(db, code, err);
}

ma_rc ma_db_ask(struct db *db, const char *text, char *out, size_t size, ma_err *err)
{
	sqlite3_stmt *st = NULL;
	int code;
	ma_rc rc = MA_OK;

	out[0] = '\0';
	code = sqlite3_prepare_v2(db->handle, text, -1, &st, NULL);
	if (code == SQLITE_OK)
		code = ma_db_step(st);
	if (code == SQLITE_ROW && sqlite3_column_text(st, 0))
		(void)snprintf(out, size, "%s",
			(const char *)sqlite3_column_text(st, 0)); /* our own short words */
	else if (code != SQLITE_DONE)
		rc = ma_db_fail(db, code == SQLITE_ROW ? SQLITE_NOMEM : code, err);
	(void)sqlite3_finalize(st); /* repeats the failure of step */
	return rc;
}

bool ma_store_sqlite_wal_is_safe(int version)
{
	return version >= 3051003 || (version >= 3050007 && version < 3051000) ||
		(version >= 3044006 && version < 3045000);
}

int ma_store_sqlite_version(void)
{
	return sqlite3_libversion_number();
}

const char *ma_store_sqlite_version_text(void)
{
	return sqlite3_libversion();
}

const char *ma_store_sqlite_journal(int version)
{
	return ma_store_sqlite_wal_is_safe(version) ? "wal" : "persist";
}

/*
 * WAL is chosen only when the file is new and never comes back: a library that must
 * not share a WAL file turns it off for good before it writes anything, and for that
 * it needs the file for itself alone. So no two of them ever meet in WAL mode. On the file system of
 * a network nobody may use it: its index is shared memory of one machine.
 */
static ma_rc choose_journal(struct db *db, int version, bool empty, ma_err *err)
{
	const struct ma_fs_kind *kind = NULL;
	ma_rc rc = ma_fs_kind(db->path, &kind, err);
	bool safe = !rc && ma_store_sqlite_wal_is_safe(version) && !kind->is_network;
	char mode[16];

	if (rc)
		return rc;
	rc = ma_db_ask(db, safe && empty ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode",
		mode, sizeof(mode), err);
	if (rc || (safe && strcmp(mode, "wal") == 0))
		return rc;
	rc = ma_db_ask(db, "PRAGMA journal_mode = PERSIST", mode, sizeof(mode), err);
	if (!rc && strcmp(mode, "persist") != 0)
		rc = ma_fail(err, MA_EIO, "%s: its journal mode is %s", db->path, mode);
	if (rc == MA_EIO)
		return ma_err_wrap(err,
			"its write-ahead log cannot be turned off, and SQLite %s cannot share one safely",
			sqlite3_libversion());
	return rc;
}

/*
 * Another process has the lock. Its commit takes about a millisecond: waiting for as long as SQLite's own
 * handler does (up to 100 ms) leaves the disk idle, and whoever comes in between goes first. Who has waited longer looks
 * more often. Who is inside a transaction waits for no commit, only for those who just looked, or read a page: all
 * others wait for him.
 */
static long nap_ns(struct db *db, int tries)
{
	long most = tries < 3 ? 2000000 : 400000;

	if (db->writing && tries < 50)
		return 10000;
	db->dice = db->dice * UINT64_C(6364136223846793005) + (uint64_t)(uintptr_t)db + 1;
	return 100000 + (long)((db->dice >> 33) % (uint64_t)most);
}

static int wait_for_lock(void *data, int tries)
{
	struct ma_clock *clock = ma_clock_system();
	int64_t now = clock->mono_ms(clock);
	struct db *db = data;
	const struct timespec nap = { .tv_nsec = nap_ns(db, tries) };

	if (tries == 0)
		db->waits_since_ms = now;
	if (now - db->waits_since_ms >= db->wait_ms)
		return 0;
	(void)nanosleep(&nap, NULL); /* interrupted: it only looks sooner */
	return 1;
}

static ma_rc set_up(struct db *db, bool create, const struct ma_store_sqlite_opts *opts, ma_err *err)
{
	bool empty = false;
	ma_rc rc;

	(void)sqlite3_extended_result_codes(
		db->handle, 1); /* cannot fail on an open handle; nor can the next three */
	(void)sqlite3_busy_handler(db->handle, wait_for_lock, db);
	(void)sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	(void)sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	rc = ma_db_exec(db, settings, err);
	if (!rc)
		rc = ma_db_schema_is_empty(db, &empty, err);
	if (!rc && empty && !create)
		return ma_fail(err, MA_ENOTFOUND, "%s: it is empty", db->path);
	if (!rc)
		rc = choose_journal(db, opts->version, empty, err);
	return rc ? rc : ma_db_schema_open(db, empty, err);
}

static ma_rc check_file(const char *path, bool create, ma_err *err)
{
	struct stat st;

	if (lstat(path, &st) == 0)
		return S_ISREG(st.st_mode)
			? MA_OK
			: ma_fail(err, MA_EIO, "%s: it is not a regular file", path);
	if (errno != ENOENT)
		return ma_fail_sys(err, MA_EIO, errno, "%s", path);
	return create ? MA_OK : ma_fail(err, MA_ENOTFOUND, "%s: there is no store here", path);
}

/* "./" keeps a relative name from being read as a URI or as ":memory:". Gives. */
static char *plain_path(const char *path)
{
	struct ma_buf b = MA_BUF_INIT(MA_MIB);

	ma_buf_adds(&b, path[0] == '/' ? "" : "./");
	ma_buf_adds(&b, path);
	return ma_buf_take(&b);
}

/* Prompts and replies are in it. One that is there keeps its mode; where it cannot be made, opening it says why. */
static void make_private(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd >= 0)
		close(fd);
}

ma_rc ma_db_open(struct db *db, const char *path, bool create,
	const struct ma_store_sqlite_opts *opts, ma_err *err)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
	int code;
	ma_rc rc;

	rc = check_file(path, create, err);
	if (rc)
		return rc;
	db->wait_ms = opts->wait_ms;
	db->path = plain_path(path);
	if (!db->path)
		return ma_fail_nomem(err);
	if (create)
		make_private(db->path);
	code = sqlite3_open_v2(db->path, &db->handle, flags, NULL);
	rc = code == SQLITE_OK ? set_up(db, create, opts, err) : ma_db_fail(db, code, err);
	if (rc)
		ma_db_done(db);
	return rc;
}

void ma_db_done(struct db *db)
{
	size_t i;

	for (i = 0; i < DB_STMT_N; i++)
		(void)sqlite3_finalize(db->stmts[i]); /* repeats the failure of the last step */
	(void)sqlite3_close(db->handle); /* every statement is finalised: it cannot be busy */
	ma_free(db->path);
	*db = (struct db){ .path = NULL };
}

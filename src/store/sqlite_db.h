/*
 * One connection to a SQLite store: opened, set up and checked, its statements
 * prepared once, every failure in words. Only for the files of this backend.
 */
#ifndef MA_STORE_SQLITE_DB_H
#define MA_STORE_SQLITE_DB_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "store/sqlite.h"

enum db_stmt {
	DB_BEGIN,
	DB_COMMIT,
	DB_ROLLBACK,
	DB_STREAM_GET,
	DB_STREAM_ID,
	DB_STREAM_COUNT,
	DB_STREAM_PUT,
	DB_EVENT_PUT,
	DB_BLOB_PUT,
	DB_EVENTS,
	DB_STREAMS,
	DB_BLOB_GET,
	DB_CHANGES,
	DB_STREAM_SIZE,
	DB_STREAM_EVENTS_DROP,
	DB_STREAM_DROP,
	DB_STREAM_UNCOUNT,
	DB_BLOBS,
	DB_BLOB_DROP,
	DB_STMT_N,
};

struct db {
	sqlite3 *handle;
	char *path;
	int wait_ms;
	int64_t waits_since_ms;         /* monotonic: for a lock of another process */
	bool writing;                   /* a transaction has the write lock */
	uint64_t dice;                  /* so that those who wait do not look at the same moments */
	sqlite3_stmt *stmts[DB_STMT_N]; /* prepared when first needed */
};

/* Open and set up. MA_ENOTFOUND, MA_EIO. On failure `db` is as ma_db_done() leaves it. */
ma_rc ma_db_open(struct db *db, const char *path, bool create,
	const struct ma_store_sqlite_opts *opts, ma_err *err);
void ma_db_done(struct db *db);

/*
 * Run a statement to its first row: *st_out stands on it, to be closed by ma_db_end(), or is NULL when there is
 * none. Parameters by letters: i int64_t, s const char *, t struct ma_str as text, b struct ma_str as bytes.
 * They are borrowed until ma_db_end().
 */
ma_rc ma_db_query(struct db *db, enum db_stmt which, sqlite3_stmt **st_out, ma_err *err,
	const char *kinds, ...);
void ma_db_end(sqlite3_stmt *st); /* accepts NULL */

/* A statement of which no row is wanted. */
ma_rc ma_db_run(struct db *db, enum db_stmt which, ma_err *err, const char *kinds, ...);

/* Begin a transaction with the write lock taken: waits for other processes, up to a limit. */
ma_rc ma_db_begin(struct db *db, ma_err *err);

/* Commit when rc is MA_OK, else roll back. A commit that fails is rolled back too: nothing of it stays. */
ma_rc ma_db_finish(struct db *db, ma_rc rc, ma_err *err);

/* Statements without parameters, of which no row is wanted. */
ma_rc ma_db_exec(struct db *db, const char *text, ma_err *err);

/* The first column of the first row as text of less than `size` bytes; "" where there is no row. */
ma_rc ma_db_ask(struct db *db, const char *text, char *out, size_t size, ma_err *err);

/*
 * What the system has said of a read of this connection's files that failed, in the last step or, of the database itself, ever: EIO
 * and the like; 0: nothing. SQLite calls such a read damage, as it calls what it does not understand.
 */
int ma_db_disk_errno(sqlite3 *handle);

/* sqlite3_step(), after which ma_db_disk_errno() may be asked. */
int ma_db_step(sqlite3_stmt *st);

/* What a result code of SQLite means to a caller; takes the words from the connection. */
ma_rc ma_db_fail(struct db *db, int code, ma_err *err);

#endif

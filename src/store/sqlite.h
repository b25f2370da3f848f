/* What tests and `doctor` want to know of the SQLite store beyond the port. */
#ifndef MA_STORE_SQLITE_H
#define MA_STORE_SQLITE_H

#include <stdbool.h>

#include "store/store.h"

/* May several connections share a WAL database under this library (sqlite3_libversion_number())? */
bool ma_store_sqlite_wal_is_safe(int version);

/* The version and text of the library in use, and the journal mode that a new store gets. Borrow: static. */
int ma_store_sqlite_version(void);
const char *ma_store_sqlite_version_text(void);
const char *ma_store_sqlite_journal(int version);

struct ma_store_sqlite_opts {
	int version; /* behave as if the library were this version */
	int wait_ms; /* how long to wait for another process's lock */
};

/* ma_store_sqlite_open() with other habits. Gives *out. */
ma_rc ma_store_sqlite_open_as(const char *path, bool create,
	const struct ma_store_sqlite_opts *opts, struct ma_store **out, ma_err *err);

#endif

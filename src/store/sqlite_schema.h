/* The tables: made, brought to this version, and checked. Only for the files of this backend. */
#ifndef MA_STORE_SQLITE_SCHEMA_H
#define MA_STORE_SQLITE_SCHEMA_H

#include "store/sqlite_db.h"

#define MA_DB_SCHEMA 4

/* Whether nothing was ever made in the file. */
ma_rc ma_db_schema_is_empty(struct db *db, bool *empty_out, ma_err *err);

/* Make the tables when `empty`; bring those of an older version up to date; check that no stream is
 * lost or damaged. MA_EIO: it is no store, a newer one, or a damaged one. */
ma_rc ma_db_schema_open(struct db *db, bool empty, ma_err *err);

#endif

/* Removing what nothing names any more. Only for the files of this backend. */
#ifndef MA_STORE_SQLITE_SWEEP_H
#define MA_STORE_SQLITE_SWEEP_H

#include "store/sqlite_db.h"

/* `store`: the same, by its port. */
ma_rc ma_db_sweep(struct db *db, struct ma_store *store, const struct ma_store_sweep *sweep,
	struct ma_store_swept *out, ma_err *err);

ma_rc ma_db_shrink(struct db *db, ma_err *err);

#endif

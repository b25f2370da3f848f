/* Blobs as they are kept: small ones and what does not shrink as they are, the others packed. Only for the files of this backend. */
#ifndef MA_STORE_SQLITE_BLOB_H
#define MA_STORE_SQLITE_BLOB_H

#include "base/buf.h"
#include "store/sqlite_db.h"

struct db_blob {
	const char *hash;
	struct ma_str data; /* as it is kept */
	int64_t packed;     /* size of the plain bytes; 0: `data` are these */
};

/* Those of an append, made ready before the write lock is taken. */
struct db_blobs {
	struct db_blob *v;
	size_t n;
	struct ma_buf frames; /* what `data` of those that are packed points into */
};

/* Borrows the blobs until ma_db_blobs_done(), which is for a failure, too. */
ma_rc ma_db_blobs_make(
	const struct ma_store_blob *blobs, size_t n, struct db_blobs *out, ma_err *err);
void ma_db_blobs_done(struct db_blobs *blobs);

/* Inside a transaction. */
ma_rc ma_db_blobs_put(struct db *db, const struct db_blobs *blobs, ma_err *err);

/* The plain bytes. MA_EINVALID: `kept` is not what was packed. Gives *out. */
ma_rc ma_db_blob_plain(
	struct ma_str kept, int64_t packed, char **out, size_t *size_out, ma_err *err);

#endif

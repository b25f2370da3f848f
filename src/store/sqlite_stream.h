/*
 * A stream's row, read and written as a whole, and the checksums by which damage is found. Only
 * for the files of this backend.
 */
#ifndef MA_STORE_SQLITE_STREAM_H
#define MA_STORE_SQLITE_STREAM_H

#include "store/sqlite_db.h"

struct db_stream {
	char name[sizeof(((struct ma_store_stream *)0)->name)];
	int64_t id; /* 0: there is no such stream yet */
	int64_t seq;
	struct ma_store_owner owner;
};

#define MA_DB_SEQ_MAX ((INT64_C(1) << 40) - 1)
#define MA_DB_STREAMS_MAX (1 << 22)

/* As docs/formats/store.md defines them. The key of seq 0 is before all of the stream, no event has it. */
int64_t ma_db_event_key(int64_t stream, int64_t seq);
int64_t ma_db_event_sum(struct ma_str stream, int64_t seq, struct ma_str text);
int64_t ma_db_stream_sum(const struct db_stream *s);

/* The row a statement stands on (name, id, seq, epoch, holder, boot, since_ms, until_ms, sum). MA_EIO: it is damaged. */
ma_rc ma_db_stream_read(struct db *db, sqlite3_stmt *st, struct db_stream *out, ma_err *err);

ma_rc ma_db_stream_get(struct db *db, const char *name, struct db_stream *out, ma_err *err);

/* Inside a transaction. A new stream is given its id. MA_ELIMIT: there are no more of them. */
ma_rc ma_db_stream_put(struct db *db, struct db_stream *s, ma_err *err);

#endif

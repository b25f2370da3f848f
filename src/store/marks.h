/*
 * Which blobs the events of a store name, and which nobody does. For backends.
 *
 * A name is any text of 64 lower-case hexadecimal digits that stands alone in a string of an event, whatever the
 * field is called: so what a newer meta-agent writes is kept by an older one, too. Blobs name no blobs.
 */
#ifndef MA_STORE_MARKS_H
#define MA_STORE_MARKS_H

#include "store/store.h"

struct ma_mark {
	char hash[MA_HASH_HEX_SIZE];
	bool named;
	int64_t size; /* bytes, as it is kept */
};

struct ma_marks {
	struct ma_mark *blobs; /* in order of their hashes */
	size_t n, cap;
	struct ma_store_stream *seen; /* streams, as far as they were looked at */
	size_t seen_n, seen_cap;
};

void ma_marks_done(struct ma_marks *m);

/* Add a blob, greater than the one before; false: memory is out. */
bool ma_marks_add(struct ma_marks *m, const char *hash, int64_t size);

/*
 * Mark what the events name that were not looked at yet; only of streams that are not in `drop`, when that is not NULL.
 * Reads by the port: damage is told.
 */
ma_rc ma_marks_look(
	struct ma_marks *m, struct ma_store *store, const struct ma_store_sweep *but, ma_err *err);

/* The next name in an event; false: there is none. Cuts *rest. */
bool ma_marks_next(struct ma_str *rest, char hash[MA_HASH_HEX_SIZE]);

#endif

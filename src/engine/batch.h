/*
 * What one append holds: the events of a turn, encoded, and the outcomes they came
 * from, whose blobs go into the same transaction.
 */
#ifndef MA_ENGINE_BATCH_H
#define MA_ENGINE_BATCH_H

#include "engine/live.h"

struct ma_batch {
	struct ma_engine *run;
	struct ma_outcome *outcomes; /* owned: their blobs and strings are used until the end */
	struct ma_arena arena;       /* the events' strings that no outcome owns */
	struct ma_buf text;          /* all events' JSON, one behind the other */
	struct ma_event *events;
	struct ma_str *json;
	size_t *ends; /* of each event in text */
	struct ma_store_blob *blobs;
	size_t n, cap, blobs_n;
	int64_t before; /* the stream's seq before the append */
	ma_rc rc;       /* of the append */
	ma_err err;
};

/* NULL when memory is out. */
struct ma_batch *ma_batch_new(struct ma_engine *run);
void ma_batch_free(struct ma_batch *b);

/* Take what is pending, fold it in order of effect, and let the core decide what follows. */
ma_rc ma_batch_fill(struct ma_batch *b, ma_err *err);

#endif

/* What models answered in a run, out of its log: as a cassette, or one by one. */
#ifndef MA_ENGINE_RECORD_H
#define MA_ENGINE_RECORD_H

#include "model/event.h"
#include "store/store.h"

/* An attempt that left and ended, in this run or in the one it is a fork of. Borrows for the call. */
struct ma_answered {
	struct ma_str provider;         /* that was asked */
	struct ma_str key;              /* the request hash */
	struct ma_str request;          /* blob */
	const struct ma_event *outcome; /* call.replied or call.failed */
};

/* False stops. */
typedef bool ma_answered_fn(void *data, const struct ma_answered *a);

/*
 * In the order of the outcomes. What was cancelled, what never left, and what agents of the host program did is
 * no answer of a model; a later outcome of the same effect counts for nothing.
 */
ma_rc ma_engine_answered(
	struct ma_store *store, const char *run, ma_answered_fn *fn, void *data, ma_err *err);

/* All of it as a cassette, llm/cassette.h, without these keys. */
ma_rc ma_engine_record(struct ma_store *store, const char *run, const char *const *secrets,
	size_t secrets_n, struct ma_buf *out, ma_err *err);

#endif

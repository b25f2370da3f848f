/*
 * The shared context of an output: what the runs, the agents and other programs tell each other. It is
 * the fold of the stream `context`, whose last seq is its version. Format: docs/formats/context.md.
 *
 * Folding an event is O(its size); the state holds the last value of each key and artifact, and
 * nothing of the events that were added, however many there are.
 */
#ifndef MA_MODEL_CONTEXT_H
#define MA_MODEL_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"

enum ma_context_kind {
	MA_CONTEXT_SET,      /* a key has a value */
	MA_CONTEXT_REMOVED,  /* it has none any more */
	MA_CONTEXT_EVENT,    /* something happened */
	MA_CONTEXT_ARTIFACT, /* something was made */
};

struct ma_context_event {
	enum ma_context_kind kind;
	struct ma_str at;    /* RFC 3339 */
	struct ma_str name;  /* of the key, event or artifact */
	struct ma_str value; /* JSON text; "" when it is removed, or a blob */
	struct ma_str blob;  /* the hash of a value that is too large for an event, or "" */
};

void ma_context_event_encode(const struct ma_context_event *e, struct ma_buf *out);

/* Strings borrow from `json`, or live in `arena`. MA_EINVALID: it is none, or one that only a newer meta-agent knows. */
ma_rc ma_context_event_decode(
	struct ma_str json, struct ma_arena *arena, struct ma_context_event *out, ma_err *err);

/* A name is UTF-8 of 1 to MA_LIMIT_CONTEXT_NAME bytes without control characters. MA_EINVALID. */
ma_rc ma_context_check_name(struct ma_str name, ma_err *err);

struct ma_context_value {
	char *text; /* JSON, or the hash of a blob; NULL: it was removed */
	size_t n, cap;
	bool is_blob;
	int64_t version; /* of the event that it is from */
};

struct ma_context_state {
	struct ma_map data, artifacts; /* names to struct ma_context_value */
	int64_t version;               /* 0: nothing yet */
	int64_t events_n;              /* that were added */
	size_t size;                   /* bytes of all values that are no blobs */
};

void ma_context_init(struct ma_context_state *s);
void ma_context_done(struct ma_context_state *s);

ma_rc ma_context_fold(struct ma_context_state *s, int64_t seq, struct ma_str json, ma_err *err);

/* NULL: it has no value. Borrows until the next fold. */
const struct ma_context_value *ma_context_find(const struct ma_map *of, struct ma_str name);

#endif

/* A handle on an output's shared context, and changes of it; for context*.c. */
#ifndef MA_LIB_CONTEXT_H
#define MA_LIB_CONTEXT_H

#include "metaagent/context.h"
#include "model/context.h"
#include "store/store.h"

struct ma_context {
	struct ma_store *store;
	char *output;
	struct ma_context_state state;
	int64_t changes; /* of the store, when the state was folded; -1: fold what is new */
	struct ma_context_poster *poster; /* NULL until something is posted */
};

/* One that is not written yet. Strings live in the arena. */
struct ma_context_change {
	ma_context *c;
	struct ma_arena arena;
	struct ma_context_event *events;
	struct ma_store_blob *blobs;
	size_t n, cap, blobs_n, blobs_cap;
	size_t size; /* bytes of the values */
	char at[MA_CLOCK_TEXT_SIZE];
};

/* Fold what others wrote since. */
ma_rc ma_context_catch_up(ma_context *c, ma_err *err);

/* The text of a value, wherever it is. Gives *out: ma_free(). */
ma_rc ma_context_value_text(ma_context *c, struct ma_str value, struct ma_str blob, char **out,
	size_t *size_out, ma_err *err);

void ma_context_change_init(struct ma_context_change *change, ma_context *c);
void ma_context_change_done(struct ma_context_change *change);

/* `at` "": now. `json` of a removal is empty. Both are checked. */
ma_rc ma_context_change_add(struct ma_context_change *change, enum ma_context_kind kind,
	struct ma_str at, struct ma_str name, struct ma_str json, ma_err *err);

/* Write it; `expected` as in the store. MA_ECONFLICT. */
ma_rc ma_context_change_append(
	struct ma_context_change *change, int64_t expected, int64_t *version_out, ma_err *err);

/* The events of a change as they are stored: `events` has room for change->n of them, which borrow from `text`. */
ma_rc ma_context_change_encode(const struct ma_context_change *change, struct ma_buf *text,
	struct ma_str *events, ma_err *err);

/* The context goes; what was posted goes on. Accepts NULL. */
void ma_context_poster_leave(struct ma_context_poster *p);

#endif

/*
 * Group commit: the appends of any number of callers on one loop share commits. What is asked for while a commit is
 * under way goes into the next one, all of it together, and each caller is told when his own is durable, or why it is not:
 * one that is refused costs the others nothing. The loop never waits.
 *
 *   append ─► waiting ─► one commit on the pool ─► done of each, in order of asking ─► the next commit
 *
 * Nobody else may use the store while something is under way: a caller that reads has a store of his own.
 */
#ifndef MA_STORE_WRITER_H
#define MA_STORE_WRITER_H

#include "store/store.h"
#include "sys/loop.h"

struct ma_writer;

/* `last`: the stream's last seq after that; err: where rc is not MA_OK. Borrows for the call. May append again. */
typedef void ma_writer_done_fn(void *data, ma_rc rc, const ma_err *err, int64_t last);

/* Borrows both. Gives *out: ma_writer_free() it. */
ma_rc ma_writer_new(
	struct ma_loop *loop, struct ma_store *store, struct ma_writer **out, ma_err *err);

/* Borrows all of *a until done(); the contract of sys/loop.h. MA_ENOMEM. */
ma_rc ma_writer_append(struct ma_writer *w, const struct ma_store_append *a,
	ma_writer_done_fn *done, void *data, ma_err *err);

/* Whether somebody is not told yet. */
bool ma_writer_is_busy(const struct ma_writer *w);

void ma_writer_free(
	struct ma_writer *w); /* accepts NULL; not while it is busy, but from inside the last done() */

#endif

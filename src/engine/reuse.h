/*
 * What was answered before: the replies in the log of the run that a fork came from, and of the
 * runs that one came from. A request whose hash is among them is not sent again.
 *
 * The hash is the request hash (llm/request.h) without how long the answer might be at most: a fork
 * may be given a budget. The loose one also leaves out which model was asked: a fork may be given
 * another model, and what comes before its first task stays as it was.
 */
#ifndef MA_ENGINE_REUSE_H
#define MA_ENGINE_REUSE_H

#include "engine/prompt.h"
#include "model/effect.h"
#include "store/store.h"

struct ma_reuse;

/* Where a request was answered. Borrowed from the struct ma_reuse. */
struct ma_reply_of {
	struct ma_str run;         /* that paid for it */
	struct ma_str provider;    /* that was asked */
	struct ma_str model;       /* that the request names */
	int64_t output_tokens_max; /* that the request names */
	struct ma_str nonce;       /* that the reply's files carry */
	struct ma_str reply;       /* blob */
	struct ma_str key;         /* of the reply */
	struct ma_str answered_by; /* the model, as the provider calls it */
	struct ma_str message;
	bool cut;
};

/*
 * Read the log of `run` and of the runs that it came from; what a nearer run was answered last
 * counts. A run that is not there any more has answered nothing. Gives *out: ma_reuse_free().
 */
ma_rc ma_reuse_load(struct ma_store *store, struct ma_str run, struct ma_reuse **out, ma_err *err);
void ma_reuse_free(struct ma_reuse *reuse); /* accepts NULL */

/* The reply to this request. *out: NULL when there is none. From any thread. */
ma_rc ma_reuse_find(const struct ma_reuse *reuse, const struct ma_request *r,
	const struct ma_reply_of **out, ma_err *err);

/* The same, whichever model was asked. */
ma_rc ma_reuse_find_loose(const struct ma_reuse *reuse, const struct ma_request *r,
	const struct ma_reply_of **out, ma_err *err);

#endif

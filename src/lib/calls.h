/* The calls of a run, out of its log: each from its intent to what became of its reply. */
#ifndef MA_LIB_CALLS_H
#define MA_LIB_CALLS_H

#include "base/arena.h"
#include "base/map.h"
#include "model/event.h"
#include "store/store.h"

/* One attempt. Strings live in the arena of the list, or are "". */
struct ma_call_record {
	struct ma_call_record *next;
	struct ma_str effect, task, agent;
	struct ma_str purpose;         /* "resolve": a conflict of the task's files; "": its work */
	struct ma_str provider, model; /* that was asked; that answered */
	struct ma_str request, reply;  /* blobs */
	struct ma_str part; /* blob: of an answer whose process ended before it was whole; it was not used */
	struct ma_str class, message;        /* of a failure; its message */
	struct ma_str reused;                /* the run that paid for the reply */
	struct ma_str commit, plan, refused; /* what became of the reply */
	int64_t attempt, files_n;
	int64_t intended_ms, left_ms, ended_ms,
		took_ms; /* wall; 0: not yet. How long the answer took */
	int64_t cost_microusd;
	struct ma_usage usage;
	bool unpriced, cut, replied, recovered, failed, read;
};

struct ma_calls {
	struct ma_arena arena;
	struct ma_map by_effect;
	struct ma_call_record *first, *last; /* in the order of their intents */
};

/* *out is as ma_calls_done() takes it, also on failure. */
ma_rc ma_calls_load(struct ma_store *store, const char *run, struct ma_calls *out, ma_err *err);
void ma_calls_done(struct ma_calls *calls);

/* "replied", "recovered", "reused", "failed", "under way". */
const char *ma_call_state(const struct ma_call_record *c);

/*
 * The call that is meant: "TASK#ATTEMPT", or at least four digits of its effect. NULL in *out: nothing of the kind.
 * MA_ENOTFOUND: several are meant; they are named.
 */
ma_rc ma_calls_find(const struct ma_calls *calls, struct ma_str what,
	const struct ma_call_record **out, ma_err *err);

#endif

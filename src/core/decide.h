/*
 * What is decided in a state, and what must be under way in it.
 *
 * ma_decide() turns a state and the time into decisions, which are events: they are
 * recorded, so that a newer binary folds what was decided and does not decide again.
 * ma_effects() lists what the runtime must have under way: a function of the state
 * alone. The runtime starts what is listed and not running, and cancels what is running
 * and not listed; so a time-out, an interruption and a recovery are the same mechanism.
 */
#ifndef MA_CORE_DECIDE_H
#define MA_CORE_DECIDE_H

#include "core/state.h"

/* A decision, folded into the state already; borrows for the call. False stops deciding with MA_ENOMEM. */
typedef bool ma_decided_fn(void *data, const struct ma_event *e);

/* Decide until there is nothing to decide at this time (wall). */
ma_rc ma_decide(struct ma_state *s, int64_t now_ms, ma_decided_fn *decided, void *data, ma_err *err);

enum ma_effect_kind {
	MA_EFFECT_PROMPT, /* state -> request; repeat */
	MA_EFFECT_CALL, /* ask the model; after a crash: ambiguous, asked again, counted as possibly billed */
	MA_EFFECT_READ_PLAN,  /* reply -> plan; repeat */
	MA_EFFECT_READ_FILES, /* reply -> file set; repeat */
	MA_EFFECT_COMMIT,     /* file set -> commit; query by its trailer first */
	MA_EFFECT_REWIND, /* a commit -> its files, for a fork, before anything else; repeat: what is so already stays */
	MA_EFFECT_VERIFY,  /* tree -> report; repeat */
	MA_EFFECT_RESTORE, /* earlier commit -> commit with its files; query by its trailer first */
	MA_EFFECT_LOCK, /* lock files that an installation made -> commit; query by its trailer first */
	MA_EFFECT_QUICK, /* file set -> what a type-check of its package says, before it is committed; repeat */
};

struct ma_effect {
	enum ma_effect_kind kind;
	const char *id;             /* borrowed from the state, like work */
	const struct ma_work *work; /* NULL for REWIND, VERIFY, RESTORE and LOCK */
};

/* The most effects that can be listed at once for a state. */
size_t ma_effects_max(const struct ma_state *s);

/* Fill out[] and return how many. */
size_t ma_effects(const struct ma_state *s, struct ma_effect *out);

/* When something is to be decided without any outcome (wall ms), or INT64_MAX. */
int64_t ma_wake_at(const struct ma_state *s, int64_t now_ms);

#endif

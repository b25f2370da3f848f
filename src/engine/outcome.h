/* What came of an effect: events to append, blobs that they name, and where they live. */
#ifndef MA_ENGINE_OUTCOME_H
#define MA_ENGINE_OUTCOME_H

#include "base/arena.h"
#include "base/err.h"
#include "model/effect.h"
#include "model/event.h"
#include "model/plan.h"
#include "store/store.h"

#define MA_OUTCOME_BLOBS_MAX 3
#define MA_PATHS_MAX ((size_t)16 * 1024) /* bytes of paths that an event names */

struct ma_outcome {
	struct ma_outcome *next;
	struct ma_arena arena;
	/*
	 * Outcomes of one turn are ordered by effect, and those of one effect by arrival. Commits come
	 * first, as they were made: each stands on the one before it, and the last is the head.
	 */
	char effect[MA_EFFECT_ID_SIZE];
	uint64_t arrived;
	bool is_commit;
	struct ma_event *events; /* strings in the arena, or static */
	size_t events_n, events_cap;
	struct ma_store_blob blobs[MA_OUTCOME_BLOBS_MAX];
	size_t blobs_n;
	struct ma_plan *plan; /* owned until the state takes it */
	ma_err err;           /* code not MA_OK: the run itself cannot go on */
};

/* NULL when memory is out. `effect` "" for what is no effect's. */
struct ma_outcome *ma_outcome_new(const char *effect);
void ma_outcome_free(struct ma_outcome *o); /* accepts NULL */

/*
 * Adding sticks in o->err when memory is out. An event's strings must outlive the
 * outcome; ma_outcome_keep() copies what does not.
 */
void ma_outcome_add(struct ma_outcome *o, struct ma_event e);
struct ma_str ma_outcome_keep(struct ma_outcome *o, struct ma_str s);
/* ma_masked_key(), or "" when memory is out. */
struct ma_str ma_outcome_key(struct ma_outcome *o, struct ma_str text, struct ma_str nonce);
/* Copy data as a blob; returns its hash. */
struct ma_str ma_outcome_blob(struct ma_outcome *o, struct ma_str data);

#endif

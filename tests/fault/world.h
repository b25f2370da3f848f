/*
 * A run whose process dies again and again. What would survive a death survives here:
 * the store, the output's files. Everything else is made anew for each life.
 *
 * After every life the log is read and what must hold at any instant is checked:
 * events are numbered without gaps, whatever was told is in the log, nothing was sent
 * without a durable intent, and nothing whose reply is durable was sent again.
 */
#ifndef MA_TESTS_FAULT_WORLD_H
#define MA_TESTS_FAULT_WORLD_H

#include "engine/run.h"
#include "support/torture.h"
#include "support/tmpdir.h"

#define WORLD_RUN "01930000-0000-7000-8000-000000000001"
#define WORLD_EVENTS_MAX 1024
#define WORLD_CALLS_MAX 256

enum world_store { WORLD_MEMORY, WORLD_SQLITE };

/* What ends a life before its time: the n-th, counted from 1; 0: never. */
struct world_fate {
	int64_t append;      /* fails */
	bool durable;        /* ... after it became durable */
	int64_t read;        /* of a blob, fails */
	int64_t interrupted; /* event, from inside whose callback the run is interrupted */
	int64_t allocation;  /* fails */
	void (*told)(const struct ma_event *e); /* with each event that is told; or NULL */
};

struct world_call {
	char effect[MA_EFFECT_ID_SIZE], nonce[MA_NONCE_SIZE];
	bool replied;
};

/* The log as it was after the last life. */
struct world_log {
	int64_t n;
	uint64_t hashes[WORLD_EVENTS_MAX]; /* of each event's text */
	int64_t kinds[MA_EVENT_KINDS_N];
	struct world_call calls[WORLD_CALLS_MAX];
	size_t calls_n;
	char seed[33];
};

struct world_send {
	char nonce[MA_NONCE_SIZE];
	int life;
};

struct world {
	enum world_store kind;
	int64_t blocks_before;
	char dir[TMPDIR_SIZE];
	struct ma_agents agents;
	struct ma_store *store; /* the one that survives */
	struct world_log log;
	struct world_send sends[WORLD_CALLS_MAX];
	size_t sends_n;
	int lives;

	/* of the last life */
	struct world_fate fate;
	struct ma_loop *loop;
	struct ma_private spools;
	struct ma_workspace *workspace;
	struct ma_llm *llm;
	struct ma_verify *verify;
	struct ma_engine *engine;
	int64_t appends, reads, events, allocations;
	int64_t told_first, told_last; /* seq */
	uint64_t told[WORLD_EVENTS_MAX];
	int dones; /* how often the end was told */
	ma_rc rc;
	ma_err err;
	bool finished, interrupted;
	struct ma_tally tally;
	enum ma_verdict verdict;
	int64_t possibly_billed;
};

void world_new(struct world *w, enum world_store kind);
/* In a directory that is there: world_free() removes it, too. */
void world_new_in(struct world *w, enum world_store kind, const char *dir);
void world_free(struct world *w);

/* From the start, or from where the log says, to the end that is fated. */
void world_live(struct world *w, struct world_fate fate);

/* The last life ended verified, and what it left equals what a run without any fault leaves. */
void world_assert_complete(struct world *w);

/* The head's tree, whose commits there are, and whatever lies about in the output. Static. */
const char *world_judge(const char *output);

#endif

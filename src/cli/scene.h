/*
 * What the views show of a run that goes on: a row for the planner, one per task, one per
 * check. A fold over the events as they come, for the eyes only: the truth is the library's
 * (metaagent.h, ma_status()).
 */
#ifndef MA_CLI_SCENE_H
#define MA_CLI_SCENE_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/map.h"
#include "base/str.h"

/* id, word as in the status' JSON */
#define SCENE_STATES(X)             \
	X(WAITING, "waiting")       \
	X(READY, "ready")           \
	X(PREPARING, "preparing")   \
	X(DELAYED, "delayed")       \
	X(CALLING, "calling")       \
	X(READING, "reading")       \
	X(COMMITTING, "committing") \
	X(BACKOFF, "backoff")       \
	X(COMPLETED, "completed")   \
	X(FAILED, "failed")         \
	X(SKIPPED, "skipped")       \
	X(CANCELLED, "cancelled")   \
	X(RUNNING, "running")       \
	X(PASSED, "passed")

enum scene_state {
#define X(id, word) SCENE_##id,
	SCENE_STATES(X)
#undef X
		SCENE_STATES_N
};

enum scene_sort { SCENE_PLANNER, SCENE_TASK, SCENE_CHECK };

struct scene_row {
	char *id;    /* of the task; a check's name. Visible text */
	char *agent; /* who does it; a check's command. Visible text */
	char *why;   /* it failed, was skipped, or is not going on. Visible text, or NULL */
	enum scene_sort sort;
	enum scene_state state;
	int64_t attempt;              /* 0: none yet */
	int64_t started_ms, ended_ms; /* wall; 0: not yet */
	int64_t not_before_ms;        /* BACKOFF, DELAYED: wall */
	int64_t files;
	char commit[8]; /* its beginning, or "" */

	uint64_t bytes;          /* streamed by the current attempt */
	int64_t sampled_ms;      /* when the speed was last taken (wall); 0: nothing was streamed */
	uint64_t sampled_bytes;  /* then */
	double bytes_per_second; /* between the last two times; 0: not known yet */
	int64_t tokens;          /* of its replies */
	int64_t cost_microusd;
	bool estimated, unpriced; /* of the tokens; a part of the cost is unknown */

	uint32_t *deps; /* rows */
	uint32_t deps_n;
	uint32_t peers;      /* which group of rows with the same agent */
	int64_t estimate_ms; /* of the plan, 0: none */
	bool critical;       /* on the path that the run's end is waiting for: forecast.h */
};

struct scene {
	struct scene_row *rows; /* in the order they are shown */
	size_t n, cap;
	struct ma_map places; /* id -> index + 1 */
	struct ma_map agents; /* agent -> group + 1 */
	uint32_t agents_n;
	uint32_t *order; /* rows, each behind those that it depends on */
	size_t order_n;
	int64_t ended_ms; /* wall; 0: the run goes on */
	int64_t started_ms, last_ms, tokens, tasks, tasks_ended, jobs, cost_microusd;
	bool offline;    /* its tasks take no time worth a guess: what plans expect is of models */
	int64_t left_ms; /* of the tasks, as far as can be told; -1: it cannot. forecast.h */
	bool estimated, unpriced, stopped, paused, verifying;
	bool nomem; /* something is missing here: an allocation failed */
};

void scene_init(struct scene *s);
void scene_done(struct scene *s);

void scene_event(struct scene *s, const json_t *event);

/* The accepted plan, or a longer one: rows that are there keep what they know. */
void scene_plan(struct scene *s, const json_t *plan);

/* Bytes of a task's reply so far. */
void scene_bytes(struct scene *s, const char *task, uint64_t bytes, int64_t now_ms);

/* A check begins. */
void scene_check(struct scene *s, const char *phase, const char *package, const char *command,
	int64_t now_ms);

/* What an event calls a check, as people read it: "install frontend", and "install" of the project itself. */
struct ma_str scene_check_name(struct ma_str name);

/* What delays a call, in words. */
struct ma_str scene_delay(const json_t *event);

/* How many checks have begun and not ended. */
size_t scene_checks_running(const struct scene *s);

/* NULL when there is none. Borrows until the next change. */
struct scene_row *scene_find(const struct scene *s, struct ma_str id);

const char *scene_state_word(enum scene_state state);
bool scene_state_final(enum scene_state state);

#endif

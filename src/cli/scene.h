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

struct scene_row {
	char *id;    /* of the task; a check's name. Visible text */
	char *agent; /* who does it; a check's command. Visible text */
	bool check;
	enum scene_state state;
	int64_t attempt;              /* 0: none yet */
	int64_t started_ms, ended_ms; /* wall; 0: not yet */
	uint64_t bytes;               /* streamed by the current attempt */
	int64_t files;
	char commit[8]; /* its beginning, or "" */
};

struct scene {
	struct scene_row *rows; /* in the order they are shown */
	size_t n, cap;
	struct ma_map places; /* id -> index + 1 */
	int64_t started_ms, tokens, tasks, tasks_ended, jobs;
	bool estimated, stopped;
	bool nomem; /* something is missing here: an allocation failed */
};

void scene_init(struct scene *s);
void scene_done(struct scene *s);

void scene_event(struct scene *s, const json_t *event);

/* The accepted plan; `work` is the status' list of a run that is resumed, else NULL. */
void scene_plan(struct scene *s, const json_t *plan, const json_t *work);

/* Bytes of a task's reply so far. */
void scene_bytes(struct scene *s, const char *task, uint64_t bytes);

/* A check begins. */
void scene_check(struct scene *s, const char *phase, const char *package, const char *command,
	int64_t now_ms);

/* What an event calls a check, as people read it: "install frontend", and "install" of the project itself. */
struct ma_str scene_check_name(struct ma_str name);

/* How many checks have begun and not ended. */
size_t scene_checks_running(const struct scene *s);

/* NULL when there is none. Borrows until the next change. */
struct scene_row *scene_find(const struct scene *s, struct ma_str id);

const char *scene_state_word(enum scene_state state);
bool scene_state_busy(enum scene_state state);
bool scene_state_final(enum scene_state state);

#endif

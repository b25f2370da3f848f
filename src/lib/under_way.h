/*
 * What a run has under way and its log does not hold: how much of each reply has come, which
 * checks run. A small file beside the log, for whoever watches; it is not synced and may be lost.
 */
#ifndef MA_LIB_UNDER_WAY_H
#define MA_LIB_UNDER_WAY_H

#include <jansson.h>

#include "model/event.h"

struct ma_under_way {
	char *path;       /* NULL: nothing is written */
	json_t *all;      /* as it is written */
	int64_t wrote_ms; /* monotonic */
};

/* Without memory nothing is written; nothing here ever fails a run. */
void ma_under_way_init(struct ma_under_way *u, const char *output, const char *run);
/* Removes the file. */
void ma_under_way_done(struct ma_under_way *u);

/* Written at most twice a second. */
void ma_under_way_bytes(struct ma_under_way *u, const char *task, uint64_t bytes);
void ma_under_way_check(
	struct ma_under_way *u, const char *phase, const char *package, const char *command);

/* An event may tell that something is over. */
void ma_under_way_event(struct ma_under_way *u, const struct ma_event *e);

/* What the file of an output says, without anything where there is none. New reference; NULL fills err. */
json_t *ma_under_way_read(const char *output, const char *run, ma_err *err);

#endif

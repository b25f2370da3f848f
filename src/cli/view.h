/*
 * How a run is shown while it goes on. Calls come in the order of events; a view shows, it
 * never decides. What it cannot write it remembers in `failure`.
 */
#ifndef MA_CLI_VIEW_H
#define MA_CLI_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/err.h"

struct view;

struct view_ops {
	const char *name;

	/* An event, parsed and as it is stored. */
	void (*event)(struct view *self, const json_t *event, const char *text);

	/* Optional. An event from before: it is no news. */
	void (*past)(struct view *self, const json_t *event);

	/* The plan, once it is accepted, and when it has grown; past: that is no news. */
	void (*plan)(struct view *self, const json_t *plan, bool past);

	/* Optional. Bytes of a task's reply so far. */
	void (*progress)(struct view *self, const char *task, uint64_t bytes);

	/* Optional. A check begins. */
	void (*check)(
		struct view *self, const char *phase, const char *package, const char *command);

	/* A line for people, without its end. */
	void (*note)(struct view *self, const char *line);

	/* Optional. Show what has changed; returns in how many ms to be called again, -1 for not. */
	int (*refresh)(struct view *self);

	/* Optional. The terminal's size has changed; or its screen is not ours any more. */
	void (*resized)(struct view *self);
	void (*returned)(struct view *self);

	/* The last picture stays; nothing is shown afterwards. */
	void (*end)(struct view *self);

	void (*free)(struct view *self);
};

struct view {
	const struct view_ops *ops;
	ma_err failure;
};

enum view_use {
	VIEW_RUN,   /* beside the result: a block or lines, on stderr */
	VIEW_WATCH, /* it is the result: lines go to stdout, a block to a terminal that both are */
};

/* Or JSON lines on stdout. Gives *out: view_free() it. */
ma_rc view_new(enum view_use use, int json, struct view **out, ma_err *err);
void view_free(struct view *v); /* accepts NULL */

void view_past(struct view *v, const json_t *event);
void view_progress(struct view *v, const char *task, uint64_t bytes);
void view_check(struct view *v, const char *phase, const char *package, const char *command);
int view_refresh(struct view *v);
void view_resized(struct view *v);
void view_returned(struct view *v);

#endif

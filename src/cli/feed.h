/* The events of a run on their way to a view. */
#ifndef MA_CLI_FEED_H
#define MA_CLI_FEED_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/view.h"

struct feed {
	struct view *view;
	const char *output;
	bool raw;    /* the view wants nothing but events */
	int64_t seq; /* of the last event that was fed */
	bool over;   /* the run has finished, or was stopped and not resumed */
};

/*
 * Show an event as it is stored. Those before it that were not fed are read and shown as
 * past; so is the plan where it changes.
 */
void feed_event(struct feed *f, const char *event_json);

/* Show all events up to now as past. MA_ENOTFOUND, MA_EIO. */
ma_rc feed_past(struct feed *f, const char *run, ma_err *err);

#endif

/* What the status does not hold and the log tells: where the time went, what has no price. */
#ifndef MA_CLI_STORY_H
#define MA_CLI_STORY_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/err.h"

enum story_phase { STORY_PLANNING, STORY_GENERATION, STORY_VERIFICATION, STORY_PHASES_N };

struct story {
	int64_t took_ms[STORY_PHASES_N]; /* the time between an interruption and its resuming is nobody's */
	char unpriced[64];               /* a model without a price, or "" */
	char evidence[65];               /* blob of the first failed check's output, or "" */

	bool idle; /* nothing was done since it was resumed */
	bool went_back; /* of a fork: what the run that it came from had made was there, and is taken back */
	char head[65]; /* the branch's newest commit before it */

	enum story_phase phase;
	int64_t last_ms;
};

void story_event(struct story *s, const json_t *event);

/* Read all of a run's log. */
ma_rc story_read(const char *output, const char *run, struct story *out, ma_err *err);

#endif

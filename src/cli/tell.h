/* Events as lines for people. */
#ifndef MA_CLI_TELL_H
#define MA_CLI_TELL_H

#include <jansson.h>

#include "base/buf.h"
#include "cli/scene.h"

enum tell {
	TELL_NOT,  /* of no interest to a person */
	TELL_STEP, /* as expected: rows show it too */
	TELL_NEWS, /* worth a line that stays */
};

/* One line with its end: time, subject, what happened. `s` has seen the event already. */
enum tell tell_event(const struct scene *s, const json_t *event, struct ma_buf *out);

/* The same for a check that begins. */
void tell_check(const char *phase, const char *package, const char *command, int64_t now_ms,
	struct ma_buf *out);

/* The plan from its task `first` on (0: the first one): numbers, agents and what they wait for. */
void tell_plan(const json_t *plan, size_t first, struct ma_buf *out);

#endif

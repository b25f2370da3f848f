/* What to do after a run: start the app, look at what failed, or go on. */
#ifndef MA_CLI_NEXT_H
#define MA_CLI_NEXT_H

#include <jansson.h>

#include "base/buf.h"
#include "cli/story.h"

void next_steps(
	const json_t *status, const struct story *story, const char *output, struct ma_buf *out);

#endif

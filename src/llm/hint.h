/* When a provider wants to be asked again. */
#ifndef MA_LLM_HINT_H
#define MA_LLM_HINT_H

#include <jansson.h>

#include "sys/http.h"

/*
 * Milliseconds from now, or -1 for no hint. `details` are those of a Google
 * error (or NULL), `text` is the message in lower case, `wall_ms` is now.
 */
int64_t ma_llm_hint(const struct ma_http_head *head, const json_t *details, struct ma_str text,
	int64_t wall_ms);

/* How long until what a header names: a duration ("6m0s"), an instant (RFC 3339, or since 1970), or seconds. -1: none of these. */
int64_t ma_llm_wait(struct ma_str value, int64_t wall_ms);

#endif

/*
 * What any process may ask of a live run: an event of the stream control/<run>. Whoever owns the
 * run does it once and logs it with the request's number. Format: docs/formats/store.md.
 */
#ifndef MA_MODEL_ASK_H
#define MA_MODEL_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"

enum ma_ask_kind { MA_ASK_PAUSE, MA_ASK_CONTINUE, MA_ASK_CANCEL, MA_ASK_RETRY };

struct ma_ask {
	enum ma_ask_kind kind;
	int64_t at_ms;                   /* wall */
	char by[128];                    /* who asks: "pid 4711 on host" */
	char task[MA_LIMIT_TASK_ID + 1]; /* RETRY: which one; else "" */
};

/* "pause". False: it is the name of none. */
bool ma_ask_parse(struct ma_str name, enum ma_ask_kind *out);

void ma_ask_encode(const struct ma_ask *r, struct ma_buf *out);

/* MA_EINVALID: it is none, or one that only a newer meta-agent knows. */
ma_rc ma_ask_decode(struct ma_str json, struct ma_ask *out, ma_err *err);

#endif

/* A reply as JSON: as cassettes keep it (docs/formats/cassette.md), and spools of providers that have no wire. */
#ifndef MA_LLM_REPLY_JSON_H
#define MA_LLM_REPLY_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "llm/llm.h"

/* An object; what the provider said is left is not in it. */
void ma_llm_reply_write(const struct ma_llm_reply *r, struct ma_buf *out);

/*
 * Back. Texts borrow from `value`, lists live in `arena`. MA_EINVALID: no provider replies so. The message may be of
 * more than one line.
 */
ma_rc ma_llm_reply_read(
	const json_t *value, struct ma_arena *arena, struct ma_llm_reply *out, ma_err *err);

#endif

/*
 * A request as one text: what a cassette keeps of it (docs/formats/cassette.md), and the hash that
 * names it in the log, in a cassette, and wherever an answer is used again.
 */
#ifndef MA_LLM_REQUEST_H
#define MA_LLM_REQUEST_H

#include "base/arena.h"
#include "base/buf.h"
#include "llm/llm.h"
#include "llm/tools_json.h"
#include "model/effect.h"

/*
 * A JSON object of all that an answer may depend on: not whether it streams, nor how long it may take. What is at
 * its default is left out, so that requests keep their names when there is more to ask for.
 */
void ma_llm_req_write(const struct ma_llm_req *req, struct ma_buf *out);

/* Back. Texts borrow from `value`, lists live in `arena`. MA_EINVALID names the member. */
ma_rc ma_llm_req_read(
	const json_t *value, struct ma_arena *arena, struct ma_llm_req *out, ma_err *err);

/* Calls of tools as a member "calls", with a comma before it; nothing where there are none. */
void ma_llm_calls_write(const struct ma_llm_tool_call *calls, size_t n, struct ma_buf *out);

/* What stands in quotes after the last `opening` of a text; "" when it has none. */
struct ma_str ma_llm_attribute(struct ma_str text, const char *opening);

/* The nonce that the first message asks for, and the task that it is about; "" where there is none. */
struct ma_str ma_llm_req_nonce(const struct ma_llm_req *req);
struct ma_str ma_llm_req_task(const struct ma_llm_req *req);

/* A reply to a request with the nonce `was`, as one to a request with the nonce `is`. Where one is "" it stays as it is. */
void ma_llm_put_nonce(struct ma_str reply, struct ma_str was, struct ma_str is, struct ma_buf *out);

/* The hash of the text, its nonce masked. */
ma_rc ma_llm_req_key(const struct ma_llm_req *req, char out[MA_KEY_SIZE], ma_err *err);

#endif

/* Calls of tools: gathered from the fragments of an answer, and the words for them in requests. */
#ifndef MA_LLM_TOOLS_H
#define MA_LLM_TOOLS_H

#include "base/buf.h"
#include "llm/llm.h"

/* A call while it comes. */
struct ma_llm_part {
	int64_t index; /* the provider's number; -1: it tells none */
	struct ma_buf id, name, arguments;
	unsigned depth;                  /* of the arguments so far, */
	bool in_string, escaped, closed; /* and whether they are all that can be */
};

struct ma_llm_calls {
	struct ma_llm_part *v;
	size_t n, cap, size;            /* size: bytes of all of them */
	struct ma_llm_tool_call *whole; /* n of them, once finished */
	ma_rc rc;                       /* the first failure */
};

/* A piece of a call. What is not told is empty. */
struct ma_llm_fragment {
	int64_t index; /* -1: not told */
	struct ma_str id, name;
	struct ma_str arguments; /* JSON text, to be appended */
	const json_t *whole; /* all the arguments, as an object or as text; they replace what came before */
};

/*
 * Take a fragment. It belongs to the call of its index, unless that has another id (some servers number all calls 0);
 * without an index, to the call of its id; with neither, to the last call, unless it names a tool and the last one
 * has another name or is whole.
 */
void ma_llm_calls_take(struct ma_llm_calls *c, const struct ma_llm_fragment *f);

/*
 * No more will come: c->whole is filled. An id that is missing, that another call has or that is longer than 64
 * bytes or holds anything but letters, digits, '_' and '-' becomes one of ours: "call00001", where `before` calls
 * went before in the conversation. MA_EINVALID: a call has no name, or arguments that are no whole JSON object.
 * `secret` (or empty) is replaced wherever it occurs.
 */
ma_rc ma_llm_calls_finish(struct ma_llm_calls *c, size_t before, struct ma_str secret, ma_err *err);
void ma_llm_calls_done(struct ma_llm_calls *c);

/* How many calls the messages of a request hold. */
size_t ma_llm_req_calls(const struct ma_llm_req *req);
/* Whether the model may call a tool. */
bool ma_llm_may_call(const struct ma_llm_req *req);

/* The rest of this file gives JSON, or NULL when memory is exhausted. */

/* The arguments of a call as an object. */
json_t *ma_llm_json_arguments(const struct ma_llm_tool_call *call);
/*
 * An id as a provider takes it, the same for the same id: itself, or nine letters and digits made from it where it
 * is another provider's and longer than 40 bytes or of other characters. `nine`: only such ids are taken at all.
 */
json_t *ma_llm_json_id(struct ma_str id, bool nine);
/* What came of a call, for providers that have no word for one that failed. */
json_t *ma_llm_json_result(const struct ma_llm_msg *msg);
/* The parameters of a tool: its schema, or that of an object without members. */
json_t *ma_llm_json_parameters(const struct ma_llm_tool *tool);
/* The name of the tool that a TOOL message is a result of: messages before number `at` are looked at. */
struct ma_str ma_llm_tool_of(const struct ma_llm_req *req, size_t at);

#endif

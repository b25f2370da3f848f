/* Tools and calls as the JSON that users write and that is kept: of requests, scripts and cassettes. */
#ifndef MA_LLM_TOOLS_JSON_H
#define MA_LLM_TOOLS_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "llm/llm.h"

/*
 * Lists of {"name","description","parameters"}, and of {"name","id","arguments"}. Texts and schemas borrow from `list`, the lists live in `arena`. Arguments are text or an object. NULL is
 * an empty list. MA_EINVALID names the place; whether it all holds together is for ma_llm_req_check().
 */
ma_rc ma_llm_tools_read(const json_t *list, struct ma_arena *arena, const struct ma_llm_tool **out,
	size_t *n_out, ma_err *err);
ma_rc ma_llm_calls_read(const json_t *list, struct ma_arena *arena,
	const struct ma_llm_tool_call **out, size_t *n_out, ma_err *err);

/* "none", "required", the name of one of the tools; "" or "auto" leaves it to the model. */
void ma_llm_tool_choice_read(struct ma_str word, struct ma_llm_req *req);

#endif

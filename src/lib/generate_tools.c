/* The tools that one call of a model may ask to have called: read at the start, and kept of the reply. */
#include "base/limits.h"
#include "codec/json.h"
#include "lib/generation.h"
#include "llm/tools_json.h"

ma_rc ma_generation_tools(struct ma_generation *g, const ma_generate_opts *opts, ma_err *err)
{
	const struct ma_llm_msg none = { .role = MA_LLM_USER };
	struct ma_llm_req req = { .msgs = &none, .msgs_n = 1 };
	ma_rc rc;

	if (!opts->tools)
		return opts->tool_choice ? ma_fail(err, MA_EMISUSE, "a choice of tools needs tools")
					 : MA_OK;
	rc = ma_json_parse(ma_str(opts->tools), "the tools", &g->tools_json, err);
	if (rc)
		return rc;
	rc = json_is_array(g->tools_json)
		? ma_llm_tools_read(g->tools_json, &g->arena, &g->tools, &g->tools_n, err)
		: ma_fail(err, MA_EINVALID, "expected a list");
	g->tool_choice = ma_arena_dup(&g->arena, ma_str(opts->tool_choice));
	if (!rc && !g->tool_choice)
		rc = ma_fail_nomem(err);
	req.tools = g->tools;
	req.tools_n = g->tools_n;
	if (!rc) {
		ma_llm_tool_choice_read(ma_str(g->tool_choice), &req);
		rc = ma_llm_req_check(&req, err);
	}
	return rc ? ma_err_wrap(err, "the tools") : MA_OK;
}

void ma_generation_offer(const struct ma_generation *g, struct ma_llm_req *req)
{
	req->tools = g->tools;
	req->tools_n = g->tools_n;
	if (g->tool_choice)
		ma_llm_tool_choice_read(ma_str(g->tool_choice), req);
}

static json_t *call_json(const struct ma_llm_tool_call *call, ma_err *err)
{
	json_t *arguments = NULL;

	if (ma_json_parse(call->arguments, "arguments", &arguments, err))
		return NULL;
	return json_pack("{s:s%, s:s%, s:o}", "id", call->id.p, call->id.n, "name", call->name.p,
		call->name.n, "arguments", arguments);
}

ma_rc ma_generation_keep_calls(struct ma_generation *g, const struct ma_llm_reply *r, ma_err *err)
{
	json_t *list;
	size_t i;

	json_decref(g->calls);
	g->calls = NULL;
	if (r->calls_n == 0)
		return MA_OK;
	list = json_array();
	for (i = 0; i < r->calls_n; i++) {
		if (json_array_append_new(list, call_json(&r->calls[i], err))) {
			json_decref(list);
			return ma_fail_nomem(err);
		}
	}
	g->calls = list;
	return MA_OK;
}

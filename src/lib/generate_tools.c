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

static bool is_offered(const struct ma_generation *g, struct ma_str name)
{
	size_t i;

	for (i = 0; i < g->tools_n; i++)
		if (ma_str_eq(g->tools[i].name, name))
			return true;
	return false;
}

static void add_names(const struct ma_generation *g, struct ma_buf *out)
{
	size_t i;

	for (i = 0; i < g->tools_n; i++)
		ma_buf_addf(out, "%s" MA_STR_FMT, i > 0 ? ", " : "", MA_STR_ARG(g->tools[i].name));
	ma_buf_adds(out, g->tools_n > 0 ? "" : "none");
}

/* [{"at","schema_at","message"}] of the calls that name no tool, as a schema's errors. */
static json_t *unoffered(const struct ma_generation *g, struct ma_buf *names)
{
	json_t *errors = json_array(), *call;
	size_t i;

	json_array_foreach (g->calls, i, call) {
		struct ma_str name = ma_json_str(call, "name");

		if (is_offered(g, name))
			continue;
		if (json_array_append_new(errors,
			    json_pack("{s:o, s:s, s:o}", "at",
				    json_sprintf("/tool_calls/%zu/name", i), "schema_at", "",
				    "message",
				    json_sprintf("there is no tool \"%.100s\"; there are: %s",
					    name.p, names->p)))) {
			json_decref(errors);
			return NULL;
		}
	}
	return errors;
}

/* What the model said, or what it called where it said nothing: no message is empty. */
static void add_rejected(struct ma_generation *g)
{
	ma_buf_clear(&g->rejected);
	if (g->text.n > 0)
		ma_buf_addv(&g->rejected, ma_buf_str(&g->text));
	else
		ma_json_write(g->calls, 0, &g->rejected);
}

ma_rc ma_generation_check_calls(struct ma_generation *g, bool *fits_out, ma_err *err)
{
	struct ma_buf names = MA_BUF_INIT(MA_LIMIT_EVENT), text = MA_BUF_INIT(MA_LIMIT_BLOB);
	json_t *errors = NULL;
	bool fits;
	ma_rc rc;

	add_names(g, &names);
	rc = ma_buf_check(&names, err);
	if (!rc)
		errors = unoffered(g, &names);
	fits = json_array_size(errors) == 0;
	if (!rc && !errors)
		rc = ma_fail_nomem(err);
	if (!rc && !fits) {
		ma_json_write(errors, 0, &text);
		ma_string_free(g->errors);
		g->errors = NULL;
		rc = ma_give_text(&text, &g->errors, err);
	}
	if (!rc && !fits) {
		add_rejected(g);
		ma_buf_clear(&g->repair);
		ma_buf_addf(&g->repair,
			"You called a tool that does not exist. The tools are: %s. Answer again.",
			names.p);
		rc = ma_buf_check(&g->repair, err);
	}
	if (!rc)
		*fits_out = fits;
	json_decref(errors);
	ma_buf_done(&names);
	ma_buf_done(&text);
	return rc;
}

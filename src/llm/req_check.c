/* Whether the tools of a request and the calls in its messages hold together. */
#include "base/limits.h"
#include "codec/json.h"
#include "llm/llm.h"
#include "llm/tools.h"

static bool is_name(struct ma_str name)
{
	size_t i;

	for (i = 0; i < name.n; i++)
		if (name.p[i] == '\0' ||
			!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789-",
				name.p[i]))
			return false;
	return name.n > 0 && name.n <= 64 && !strchr("0123456789-", name.p[0]);
}

static const struct ma_llm_tool *find_tool(
	const struct ma_llm_req *req, struct ma_str name, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ma_str_eq(req->tools[i].name, name))
			return &req->tools[i];
	return NULL;
}

static ma_rc check_tool(const struct ma_llm_req *req, size_t i, ma_err *err)
{
	const struct ma_llm_tool *t = &req->tools[i];

	if (!is_name(t->name))
		return ma_fail(err, MA_EINVALID,
			"tool %zu: a name is 1 to 64 letters, digits, '_' or '-', a letter or '_' first",
			i + 1);
	if (find_tool(req, t->name, i))
		return ma_fail(err, MA_EINVALID,
			"tool %zu: there is one of the name " MA_STR_FMT " before it", i + 1,
			MA_STR_ARG(t->name));
	if (t->parameters && !ma_str_is(ma_json_str(t->parameters, "type"), "object"))
		return ma_fail(err, MA_EINVALID,
			"tool %zu (" MA_STR_FMT "): its parameters are no schema of type \"object\"",
			i + 1, MA_STR_ARG(t->name));
	return MA_OK;
}

static ma_rc check_tools(const struct ma_llm_req *req, ma_err *err)
{
	ma_rc rc = MA_OK;
	size_t i;

	if (req->tools_n > MA_LIMIT_TOOLS)
		return ma_fail(err, MA_ELIMIT, "more than %d tools", MA_LIMIT_TOOLS);
	for (i = 0; i < req->tools_n && !rc; i++)
		rc = check_tool(req, i, err);
	if (rc || req->tool_choice == MA_LLM_TOOLS_AUTO || req->tool_choice == MA_LLM_TOOLS_NONE)
		return rc;
	if (req->tools_n == 0)
		return ma_fail(err, MA_EINVALID, "a tool must be called, and there is none");
	if (req->tool_choice == MA_LLM_TOOLS_ONE && !find_tool(req, req->tool, req->tools_n))
		return ma_fail(err, MA_EINVALID, "there is no tool \"" MA_STR_FMT "\" to be called",
			MA_STR_ARG(req->tool));
	return MA_OK;
}

static ma_rc check_call(const struct ma_llm_tool_call *call, ma_err *err)
{
	json_t *value = NULL;
	ma_rc rc = MA_OK;

	if (call->id.n == 0 || call->name.n == 0 || !ma_str_utf8(call->name))
		return ma_fail(err, MA_EINVALID, "it has no id or no name");
	if (call->arguments.n > 0)
		rc = ma_json_parse(call->arguments, "arguments", &value, err);
	if (!rc && value && !json_is_object(value))
		rc = ma_fail(err, MA_EINVALID, "arguments: expected an object");
	json_decref(value);
	return rc;
}

static ma_rc check_calls(const struct ma_llm_msg *m, ma_err *err)
{
	ma_rc rc = MA_OK;
	size_t i;

	if (m->calls_n > 0 && m->role != MA_LLM_ASSISTANT)
		return ma_fail(err, MA_EINVALID, "only an assistant calls tools");
	if (m->calls_n > MA_LIMIT_TOOL_CALLS)
		return ma_fail(err, MA_ELIMIT, "more than %d calls", MA_LIMIT_TOOL_CALLS);
	for (i = 0; i < m->calls_n && !rc; i++)
		if (check_call(&m->calls[i], err))
			rc = ma_err_wrap(err, "call %zu", i + 1);
	return rc;
}

/* How many of the messages from `at` on are results. */
static size_t results_from(const struct ma_llm_req *req, size_t at)
{
	size_t n = 0;

	while (at + n < req->msgs_n && req->msgs[at + n].role == MA_LLM_TOOL)
		n++;
	return n;
}

/* Each call of message `at` has one result among those that follow, and no result is of another call. */
static ma_rc check_results(const struct ma_llm_req *req, size_t at, ma_err *err)
{
	const struct ma_llm_msg *m = &req->msgs[at], *results = m + 1;
	size_t n = results_from(req, at + 1), i, k, found;

	for (i = 0; i < m->calls_n; i++) {
		for (k = 0, found = 0; k < n; k++)
			found += ma_str_eq(m->calls[i].id, results[k].call_id);
		if (found != 1)
			return ma_fail(err, MA_EINVALID, "call %zu has %zu results", i + 1, found);
	}
	return n == m->calls_n
		? MA_OK
		: ma_fail(err, MA_EINVALID, "%zu results follow %zu calls", n, m->calls_n);
}

ma_rc ma_llm_req_check(const struct ma_llm_req *req, ma_err *err)
{
	ma_rc rc = check_tools(req, err);
	size_t i;

	if (!rc && req->msgs[0].role == MA_LLM_TOOL)
		return ma_fail(err, MA_EINVALID, "message 1: it is a result of no call");
	for (i = 0; i < req->msgs_n && !rc; i++) {
		rc = check_calls(&req->msgs[i], err);
		if (!rc && req->msgs[i].role != MA_LLM_TOOL)
			rc = check_results(req, i, err);
		if (rc)
			rc = ma_err_wrap(err, "message %zu", i + 1);
	}
	return rc;
}

#include "llm/tools_json.h"

#include "base/limits.h"
#include "codec/json.h"

/* The length of a list that may be absent; false: it is none, or too long. */
static bool is_list(const json_t *list, size_t most, size_t *n)
{
	*n = json_array_size(list);
	return (!list || json_is_array(list)) && *n <= most;
}

ma_rc ma_llm_tools_read(const json_t *list, struct ma_arena *arena, const struct ma_llm_tool **out,
	size_t *n_out, ma_err *err)
{
	struct ma_llm_tool *tools;
	size_t n, i;

	if (!is_list(list, MA_LIMIT_TOOLS, &n))
		return ma_fail(
			err, MA_EINVALID, "expected a list of at most %d tools", MA_LIMIT_TOOLS);
	tools = ma_arena_new_n(arena, struct ma_llm_tool, n);
	if (!tools)
		return ma_fail_nomem(err);
	for (i = 0; i < n; i++) {
		const json_t *tool = json_array_get(list, i),
			     *parameters = json_object_get(tool, "parameters");

		if (ma_json_str(tool, "name").n == 0)
			return ma_fail(err, MA_EINVALID, "/%zu: a tool needs a name", i);
		if (parameters && !json_is_object(parameters))
			return ma_fail(
				err, MA_EINVALID, "/%zu/parameters: expected a JSON Schema", i);
		tools[i] = (struct ma_llm_tool){ ma_json_str(tool, "name"),
			ma_json_str(tool, "description"), parameters };
	}
	*out = tools;
	*n_out = n;
	return MA_OK;
}

/* Text as it is; an object is written down. */
static ma_rc read_arguments(
	const json_t *value, struct ma_arena *arena, struct ma_str *out, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_TOOL_BYTES);
	const char *copy = NULL;
	ma_rc rc;

	*out = ma_str_n(json_string_value(value), json_string_length(value));
	if (!json_is_object(value))
		return MA_OK;
	ma_json_write(value, 0, &text);
	rc = ma_buf_check(&text, err);
	if (!rc)
		copy = ma_arena_dup(arena, ma_buf_str(&text));
	if (!rc && !copy)
		rc = ma_fail_nomem(err);
	*out = ma_str_n(copy, text.n);
	ma_buf_done(&text);
	return rc;
}

ma_rc ma_llm_calls_read(const json_t *list, struct ma_arena *arena,
	const struct ma_llm_tool_call **out, size_t *n_out, ma_err *err)
{
	struct ma_llm_tool_call *calls;
	size_t n, i;

	if (!is_list(list, MA_LIMIT_TOOL_CALLS, &n))
		return ma_fail(err, MA_EINVALID, "expected a list of at most %d calls",
			MA_LIMIT_TOOL_CALLS);
	calls = ma_arena_new_n(arena, struct ma_llm_tool_call, n);
	if (!calls)
		return ma_fail_nomem(err);
	for (i = 0; i < n; i++) {
		const json_t *call = json_array_get(list, i);

		if (ma_json_str(call, "name").n == 0)
			return ma_fail(err, MA_EINVALID, "/%zu: a call names a tool", i);
		calls[i].id = ma_json_str(call, "id");
		calls[i].name = ma_json_str(call, "name");
		if (read_arguments(
			    json_object_get(call, "arguments"), arena, &calls[i].arguments, err))
			return err->code;
	}
	*out = calls;
	*n_out = n;
	return MA_OK;
}

void ma_llm_tool_choice_read(struct ma_str word, struct ma_llm_req *req)
{
	req->tool_choice = MA_LLM_TOOLS_AUTO;
	if (ma_str_is(word, "none"))
		req->tool_choice = MA_LLM_TOOLS_NONE;
	else if (ma_str_is(word, "required"))
		req->tool_choice = MA_LLM_TOOLS_REQUIRED;
	else if (word.n > 0 && !ma_str_is(word, "auto")) {
		req->tool_choice = MA_LLM_TOOLS_ONE;
		req->tool = word;
	}
}

/*
 * OpenAI's Responses.
 *
 * A whole answer is a response with items, of which messages hold the text.
 * A stream names its events by "type": deltas of text, and at last
 * response.completed, .incomplete or .failed with the whole response, which
 * also holds the usage. There is no word for why it stopped but the status
 * and, of an incomplete one, its reason. An error can follow a 200, as an
 * event of its own or within response.failed.
 *
 * The server keeps responses unless told not to: it is told not to. So what it
 * thought is gone unless it is given to us, encrypted, and given back: that is
 * asked for where tools are, and a turn goes back as the items that it was.
 * Calls of tools are items too; response.output_item.done has each whole.
 */
#include "llm/openai_responses.h"

#include "codec/json.h"
#include "llm/openai.h"

static const struct ma_llm_stop stops[] = {
	{ "completed", MA_LLM_FINISH_STOP },
	{ "max_output_tokens", MA_LLM_FINISH_LENGTH },
	{ "content_filter", MA_LLM_FINISH_FILTER },
	{ "in_progress", MA_LLM_FINISH_NONE },
	{ "queued", MA_LLM_FINISH_NONE },
};

static const struct ma_llm_names names = { "max_output_tokens", "temperature", "top_p", NULL, NULL,
	NULL };
static const struct ma_llm_names reasoning_names = { "max_output_tokens", NULL, NULL, NULL, NULL,
	NULL };

static ma_rc responses_url(const struct ma_llm_dialect *d, struct ma_str base, struct ma_str model,
	bool stream, struct ma_buf *out, ma_err *err)
{
	MA_UNUSED(stream); /* these two are in the body */
	if (model.n == 0 || model.n > MA_LLM_MODEL_MAX)
		return ma_llm_refuse_model(d, model, err);
	ma_buf_addv(out, base);
	ma_buf_adds(out, "/responses");
	return MA_OK;
}

static void add_turn(struct ma_llm_body *input, const struct ma_llm_dialect *d,
	const struct ma_llm_msg *m, struct ma_str model)
{
	static const struct ma_llm_place calls = { .type = "function_call", .id = "call_id" };
	json_t *items = ma_llm_body_echo(input, m, d->name, model, &calls);
	size_t i;

	if (items && json_array_extend(input->object, items))
		input->bad = true;
	json_decref(items);
	if (items)
		return;
	if (m->text.n > 0 || m->calls_n == 0)
		ma_llm_body_add(input, ma_llm_json_said("assistant", m->text));
	for (i = 0; i < m->calls_n; i++) {
		struct ma_str arguments = m->calls[i].arguments;

		ma_llm_body_add(input,
			json_pack("{s:s,s:o,s:s%,s:o}", "type", "function_call", "call_id",
				ma_llm_json_id(m->calls[i].id, false), "name", m->calls[i].name.p,
				m->calls[i].name.n, "arguments",
				ma_llm_json_text(arguments.n > 0 ? arguments : MA_STR("{}"))));
	}
}

static json_t *input(
	const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model)
{
	struct ma_llm_body list = MA_LLM_BODY(json_array());
	size_t i;

	for (i = 0; i < req->msgs_n; i++) {
		const struct ma_llm_msg *m = &req->msgs[i];

		if (m->role == MA_LLM_USER)
			ma_llm_body_add(&list, ma_llm_json_said("user", m->text));
		else if (m->role == MA_LLM_ASSISTANT)
			add_turn(&list, d, m, model);
		else
			ma_llm_body_add(&list,
				json_pack("{s:s,s:o,s:o}", "type", "function_call_output",
					"call_id", ma_llm_json_id(m->call_id, false), "output",
					ma_llm_json_result(m)));
	}
	return ma_llm_body_take(&list);
}

/* Here tools are strict unless it is said that they are not: those that cannot be would be refused, or changed. */
static json_t *tools(const struct ma_llm_req *req)
{
	struct ma_llm_body list = MA_LLM_BODY(json_array());
	size_t i;

	for (i = 0; i < req->tools_n; i++) {
		const struct ma_llm_tool *t = &req->tools[i];

		ma_llm_body_add(&list,
			json_pack("{s:s,s:s%,s:o,s:o,s:b}", "type", "function", "name", t->name.p,
				t->name.n, "description", ma_llm_json_text(t->description),
				"parameters", ma_llm_json_parameters(t), "strict",
				t->parameters && ma_llm_schema_is_strict(t->parameters)));
	}
	return ma_llm_body_take(&list);
}

static void set_tools(struct ma_llm_body *b, const struct ma_llm_req *req, bool reasons)
{
	static const char *const choices[] = { NULL, "none", "required", NULL };

	if (req->tools_n == 0)
		return;
	ma_llm_body_set(b, "tools", tools(req));
	if (reasons)
		ma_llm_body_set(b, "include", json_pack("[s]", "reasoning.encrypted_content"));
	if (req->tool_choice == MA_LLM_TOOLS_ONE)
		ma_llm_body_set(b, "tool_choice",
			json_pack("{s:s,s:s%}", "type", "function", "name", req->tool.p,
				req->tool.n));
	else if (choices[req->tool_choice])
		ma_llm_body_set(b, "tool_choice", json_string(choices[req->tool_choice]));
}

static json_t *format(const struct ma_llm_req *req)
{
	if (!req->schema)
		return json_pack("{s:s}", "type", "json_object");
	return json_pack("{s:s,s:s,s:o,s:b}", "type", "json_schema", "name", "answer", "schema",
		json_deep_copy(req->schema), "strict", ma_llm_schema_is_strict(req->schema));
}

static json_t *responses_body(
	const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model)
{
	bool reasons = ma_llm_openai_reasons(model);
	struct ma_llm_body body = MA_LLM_BODY(json_pack("{s:o,s:o,s:b}", "model",
		ma_llm_json_text(model), "input", input(d, req, model), "store", 0));
	const char *effort = ma_llm_effort_word(req, "none");
	json_t *system = ma_llm_openai_system(d, req);

	if (!system || json_string_length(system) > 0)
		ma_llm_body_set(&body, "instructions", system);
	else
		json_decref(system);
	ma_llm_body_set_named(&body, req, reasons ? &reasoning_names : d->names);
	if (req->schema || req->json)
		ma_llm_body_set(&body, "text", json_pack("{s:o}", "format", format(req)));
	if (effort)
		ma_llm_body_set(&body, "reasoning", json_pack("{s:s}", "effort", effort));
	set_tools(&body, req, reasons);
	if (req->stream)
		ma_llm_body_set(&body, "stream", json_true());
	return ma_llm_body_take(&body);
}

static void take_usage(struct ma_llm_answer *a, const json_t *usage)
{
	if (!json_is_object(usage))
		return;
	a->has_usage = true;
	a->usage = (struct ma_usage){
		.input = ma_llm_tokens(usage, "input_tokens"),
		.output = ma_llm_tokens(usage, "output_tokens"),
		.cached = ma_llm_tokens(
			json_object_get(usage, "input_tokens_details"), "cached_tokens"),
		.cache_written = ma_llm_tokens(
			json_object_get(usage, "input_tokens_details"), "cache_write_tokens"),
		.reasoning = ma_llm_tokens(
			json_object_get(usage, "output_tokens_details"), "reasoning_tokens"),
	};
}

static void refuse(struct ma_llm_answer *a, struct ma_str text)
{
	a->pending = MA_LLM_FINISH_FILTER;
	ma_llm_answer_refusal(a, text);
}

/* `fresh`: no delta has told the text already. */
static void take_content(struct ma_llm_answer *a, const json_t *item, bool fresh)
{
	bool refused = a->pending == MA_LLM_FINISH_FILTER;
	const json_t *part;
	size_t i;

	json_array_foreach (json_object_get(item, "content"), i, part) {
		if (!refused && ma_str_is(ma_json_str(part, "type"), "refusal"))
			refuse(a, ma_json_str(part, "refusal"));
		else if (fresh && ma_str_is(ma_json_str(part, "type"), "output_text"))
			ma_llm_answer_text(a, ma_json_str(part, "text"));
	}
}

static void take_call(struct ma_llm_answer *a, int64_t at, const json_t *item)
{
	ma_llm_answer_call(a,
		&(struct ma_llm_fragment){ .index = at,
			.id = ma_json_str(item, "call_id"),
			.name = ma_json_str(item, "name"),
			.whole = json_object_get(item, "arguments") });
}

/* Thoughts that are neither kept there nor given to us would be looked for in vain. */
static void keep_item(struct ma_llm_echo *e, int64_t at, const json_t *item)
{
	bool sealed = ma_json_str(item, "encrypted_content").n > 0;

	if (ma_str_is(ma_json_str(item, "type"), "reasoning") && !sealed)
		return;
	e->needed |= sealed;
	ma_llm_echo_item(e, at >= 0 ? at : (int64_t)e->n, json_deep_copy(item));
}

/* A whole item; `at` is its place in the output, or -1. */
static void take_item(struct ma_llm_answer *a, int64_t at, const json_t *item, bool fresh)
{
	struct ma_str type = ma_json_str(item, "type");

	if (ma_str_is(type, "message"))
		take_content(a, item, fresh);
	else if (ma_str_is(type, "function_call"))
		take_call(a, at, item);
	if (json_is_object(item))
		keep_item(&a->echo, at, item);
}

static void take_status(struct ma_llm_answer *a, const json_t *response)
{
	struct ma_str word = ma_json_str(response, "status");
	enum ma_llm_finish finish;

	if (ma_str_is(word, "incomplete"))
		word = ma_json_str(json_object_get(response, "incomplete_details"), "reason");
	finish = ma_llm_finish_of(stops, MA_COUNT(stops), word);
	if (finish == MA_LLM_FINISH_STOP && a->calls.n > 0)
		finish = MA_LLM_FINISH_TOOLS;
	if ((finish == MA_LLM_FINISH_STOP || finish == MA_LLM_FINISH_TOOLS) &&
		a->pending == MA_LLM_FINISH_FILTER)
		ma_llm_answer_confirm(a);
	else if (finish != MA_LLM_FINISH_NONE)
		ma_llm_answer_stop(a, finish, word);
}

static void take_response(struct ma_llm_answer *a, const json_t *response)
{
	const json_t *error = json_object_get(response, "error"), *item;
	bool fresh = a->text.n == 0;
	size_t i;

	ma_llm_answer_names(a, ma_json_str(response, "model"), ma_json_str(response, "id"));
	take_usage(a, json_object_get(response, "usage"));
	if (error && !json_is_null(error)) {
		ma_llm_answer_fail(a, response);
		return;
	}
	if (json_array_size(json_object_get(response, "output")) > 0) { /* events told the same */
		ma_llm_calls_done(&a->calls);
		ma_llm_echo_done(&a->echo);
	}
	json_array_foreach (json_object_get(response, "output"), i, item)
		take_item(a, (int64_t)i, item, fresh);
	take_status(a, response);
}

static void take_event(struct ma_llm_answer *a, struct ma_str type, const json_t *piece)
{
	const json_t *item = json_object_get(piece, "item");
	int64_t at = ma_json_int(piece, "output_index", -1);

	if (ma_str_is(type, "response.output_text.delta"))
		ma_llm_answer_text(a, ma_json_str(piece, "delta"));
	else if (ma_str_is(type, "response.refusal.delta"))
		refuse(a, ma_json_str(piece, "delta"));
	else if (ma_str_is(type, "response.output_item.done"))
		take_item(a, at, item, false);
	else if (ma_str_is(type, "response.output_item.added") &&
		ma_str_is(ma_json_str(item, "type"), "function_call"))
		take_call(a, at, item);
	else if (ma_str_is(type, "response.function_call_arguments.delta"))
		ma_llm_answer_call(a,
			&(struct ma_llm_fragment){
				.index = at, .arguments = ma_json_str(piece, "delta") });
	else if (ma_str_ends(type, ".delta"))
		a->progress++;
	else if (ma_str_is(type, "response.completed") || ma_str_is(type, "response.incomplete") ||
		ma_str_is(type, "response.failed"))
		take_response(a, json_object_get(piece, "response"));
}

static void responses_take(struct ma_llm_answer *a, const json_t *piece)
{
	struct ma_str type = ma_json_str(piece, "type");
	const json_t *error = json_object_get(piece, "error");

	if ((error && !json_is_null(error)) || ma_str_is(type, "error"))
		ma_llm_answer_fail(a, piece);
	else if (ma_str_is(ma_json_str(piece, "object"), "response"))
		take_response(a, piece);
	else
		take_event(a, type, piece);
}

static const struct ma_llm_plain plain_event[] = {
	MA_LLM_PLAIN_WORD("type", "response.output_text.delta"),
	MA_LLM_PLAIN("sequence_number", ANY),
	MA_LLM_PLAIN("item_id", ANY),
	MA_LLM_PLAIN("output_index", ANY),
	MA_LLM_PLAIN("content_index", ANY),
	MA_LLM_PLAIN("delta", TEXT),
	MA_LLM_PLAIN("logprobs", ANY),
	MA_LLM_PLAIN("obfuscation", ANY),
	MA_LLM_PLAIN_END,
};

const struct ma_llm_dialect ma_llm_openai_responses = {
	.name = "openai-responses",
	.base_url = "https://api.openai.com/v1",
	.model = MA_LLM_OPENAI_MODEL,
	.key_hint = "OPENAI_API_KEY",
	.auth = "Authorization: Bearer ",
	.names = &names,
	.url = responses_url,
	.body = responses_body,
	.take = responses_take,
	.plain = plain_event,
};

ma_rc ma_llm_openai_responses_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err)
{
	return ma_llm_dialect_new(&ma_llm_openai_responses, opts, out, err);
}

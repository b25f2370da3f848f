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
 * The server keeps responses unless told not to: it is told not to.
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

static ma_rc responses_url(const struct ma_llm_dialect *d, struct ma_str base, struct ma_str model,
	bool stream, struct ma_buf *out, ma_err *err)
{
	MA_UNUSED(stream); /* these two are in the body */
	if (model.n == 0 || model.n > 200)
		return ma_fail(err, MA_ECONFIG, "%s: this is not the name of a model", d->name);
	ma_buf_addv(out, base);
	ma_buf_adds(out, "/responses");
	return MA_OK;
}

static json_t *responses_body(
	const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model)
{
	struct ma_llm_body body = MA_LLM_BODY(json_pack("{s:o,s:o,s:b}", "model",
		ma_llm_json_text(model), "input", ma_llm_json_messages(req, false), "store", 0));
	const char *effort = ma_llm_effort_word(req, "none");

	if (req->system.n > 0)
		ma_llm_body_set(&body, "instructions", ma_llm_json_text(req->system));
	ma_llm_body_set_named(&body, req, d->names);
	if (req->schema)
		ma_llm_body_set(&body, "text",
			json_pack("{s:{s:s,s:s,s:o}}", "format", "type", "json_schema", "name",
				"answer", "schema", json_deep_copy(req->schema)));
	else if (req->json)
		ma_llm_body_set(
			&body, "text", json_pack("{s:{s:s}}", "format", "type", "json_object"));
	if (effort)
		ma_llm_body_set(&body, "reasoning", json_pack("{s:s}", "effort", effort));
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
		.reasoning = ma_llm_tokens(
			json_object_get(usage, "output_tokens_details"), "reasoning_tokens"),
	};
}

static void refuse(struct ma_llm_answer *a)
{
	ma_llm_answer_will_stop(a, MA_LLM_FINISH_FILTER, MA_STR("refusal"));
}

/* `fresh`: no delta has told the text already. */
static void take_item(struct ma_llm_answer *a, const json_t *item, bool fresh)
{
	const json_t *part;
	size_t i;

	json_array_foreach (json_object_get(item, "content"), i, part) {
		if (ma_str_is(ma_json_str(part, "type"), "refusal"))
			refuse(a);
		else if (fresh && ma_str_is(ma_json_str(part, "type"), "output_text"))
			ma_llm_answer_text(a, ma_json_str(part, "text"));
	}
}

static void take_status(struct ma_llm_answer *a, const json_t *response)
{
	struct ma_str word = ma_json_str(response, "status");
	enum ma_llm_finish finish;

	if (ma_str_is(word, "incomplete"))
		word = ma_json_str(json_object_get(response, "incomplete_details"), "reason");
	finish = ma_llm_finish_of(stops, MA_COUNT(stops), word);
	if (finish == MA_LLM_FINISH_STOP && a->pending == MA_LLM_FINISH_FILTER)
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
	json_array_foreach (json_object_get(response, "output"), i, item)
		if (ma_str_is(ma_json_str(item, "type"), "message"))
			take_item(a, item, fresh);
	take_status(a, response);
}

static void take_event(struct ma_llm_answer *a, struct ma_str type, const json_t *piece)
{
	if (ma_str_is(type, "response.output_text.delta"))
		ma_llm_answer_text(a, ma_json_str(piece, "delta"));
	else if (ma_str_is(type, "response.refusal.delta"))
		refuse(a);
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

/*
 * Anthropic's Messages.
 *
 * A whole answer is one object; a stream tells the same in events:
 * message_start (model, id, usage of the input), deltas of numbered blocks,
 * message_delta (why it stopped, the usage so far) and message_stop, which
 * alone says that nothing is missing. Blocks that are not text (thinking, its
 * signature) are progress and no part of the answer; events nobody knows are
 * ignored.
 *
 * A usage overwrites what was told before, field by field. input_tokens
 * leaves out what was read from the cache and what was written to it.
 */
#include "llm/anthropic.h"

#include "codec/json.h"

#define OUTPUT_TOKENS 16000 /* the API demands a limit; what the caller leaves open gets this one */

enum { FRESH, CACHE_READ, CACHE_WRITE }; /* the counts of an answer */

static const struct ma_llm_stop stops[] = {
	{ "end_turn", MA_LLM_FINISH_STOP },
	{ "stop_sequence", MA_LLM_FINISH_STOP },
	{ "max_tokens", MA_LLM_FINISH_LENGTH },
	{ "refusal", MA_LLM_FINISH_FILTER },
	{ "model_context_window_exceeded", MA_LLM_FINISH_CONTEXT },
};

static ma_rc anthropic_url(const struct ma_llm_dialect *d, struct ma_str base, struct ma_str model,
	bool stream, struct ma_buf *out, ma_err *err)
{
	MA_UNUSED(stream); /* these two are in the body */
	if (model.n == 0 || model.n > 200)
		return ma_fail(err, MA_ECONFIG, "%s: this is not the name of a model", d->name);
	ma_buf_addv(out, base);
	ma_buf_adds(out, ma_str_ends(base, "/v1") ? "/messages" : "/v1/messages");
	return MA_OK;
}

/* Models after these refuse to be told how to choose their words. */
static bool takes_sampling(struct ma_str model)
{
	static const char *const old[] = { "claude-3", "claude-opus-4-0", "claude-opus-4-1",
		"claude-opus-4-2025", "claude-opus-4-5", "claude-opus-4-6", "claude-sonnet-4",
		"claude-haiku-4" };
	size_t i;

	for (i = 0; i < MA_COUNT(old); i++)
		if (ma_str_starts(model, old[i]))
			return true;
	return false;
}

/* Of temperature and top_p these take one alone. */
static const struct ma_llm_names *names_for(const struct ma_llm_req *req, struct ma_str model)
{
	static const struct ma_llm_names names = { NULL, NULL, NULL, NULL, NULL, "stop_sequences" };
	static const struct ma_llm_names warm = { NULL, "temperature", NULL, "top_k", NULL,
		"stop_sequences" };
	static const struct ma_llm_names cold = { NULL, NULL, "top_p", "top_k", NULL,
		"stop_sequences" };

	if (!takes_sampling(model))
		return &names;
	return req->temperature >= 0 ? &warm : &cold;
}

static json_t *output_config(const struct ma_llm_req *req, const char *effort)
{
	static const char *const keywords[] = { "$defs", "$ref", "type", "format", "title",
		"description", "enum", "items", "anyOf", "allOf", "properties",
		"additionalProperties", "required", NULL };
	struct ma_llm_body config = MA_LLM_BODY(json_object());

	if (effort)
		ma_llm_body_set(&config, "effort", json_string(effort));
	if (req->schema)
		ma_llm_body_set(&config, "format",
			json_pack("{s:s,s:o}", "type", "json_schema", "schema",
				ma_llm_schema_of(req->schema, keywords)));
	return ma_llm_body_take(&config);
}

static json_t *anthropic_body(
	const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model)
{
	json_int_t limit = req->output_tokens_max > 0 ? req->output_tokens_max : OUTPUT_TOKENS;
	struct ma_llm_body body = MA_LLM_BODY(
		json_pack("{s:o,s:I,s:o}", "model", ma_llm_json_text(model), "max_tokens", limit,
			"messages", ma_llm_json_messages(req, false)));
	const char *effort = ma_llm_effort_word(req, NULL);

	MA_UNUSED(d);
	if (req->system.n > 0)
		ma_llm_body_set(&body, "system", ma_llm_json_text(req->system));
	ma_llm_body_set_named(&body, req, names_for(req, model));
	if (effort || req->schema)
		ma_llm_body_set(&body, "output_config", output_config(req, effort));
	if (req->effort == MA_LLM_EFFORT_OFF)
		ma_llm_body_set(&body, "thinking", json_pack("{s:s}", "type", "disabled"));
	if (req->stream)
		ma_llm_body_set(&body, "stream", json_true());
	return ma_llm_body_take(&body);
}

static void count(int64_t *n, const json_t *usage, const char *key)
{
	if (json_is_number(json_object_get(usage, key)))
		*n = ma_llm_tokens(usage, key);
}

static void take_usage(struct ma_llm_answer *a, const json_t *usage)
{
	if (!json_is_object(usage))
		return;
	a->has_usage = true;
	count(&a->counts[FRESH], usage, "input_tokens");
	count(&a->counts[CACHE_READ], usage, "cache_read_input_tokens");
	count(&a->counts[CACHE_WRITE], usage, "cache_creation_input_tokens");
	count(&a->usage.output, usage, "output_tokens");
	count(&a->usage.reasoning, json_object_get(usage, "output_tokens_details"),
		"thinking_tokens");
	a->usage.cached = a->counts[CACHE_READ];
	a->usage.input = a->counts[FRESH] + a->counts[CACHE_READ] + a->counts[CACHE_WRITE];
}

/* A block, or a delta of one: both name their kind, and text is "text" in both. */
static void take_block(struct ma_llm_answer *a, const json_t *block)
{
	struct ma_str type = ma_json_str(block, "type");

	if (ma_str_is(type, "text") || ma_str_is(type, "text_delta"))
		ma_llm_answer_text(a, ma_json_str(block, "text"));
	else if (type.n > 0)
		a->progress++;
}

static void take_reason(struct ma_llm_answer *a, const json_t *holder)
{
	struct ma_str reason = ma_json_str(holder, "stop_reason");
	enum ma_llm_finish finish = ma_llm_finish_of(stops, MA_COUNT(stops), reason);

	if (finish != MA_LLM_FINISH_NONE)
		ma_llm_answer_will_stop(a, finish, reason);
}

static void take_start(struct ma_llm_answer *a, const json_t *message)
{
	ma_llm_answer_names(a, ma_json_str(message, "model"), ma_json_str(message, "id"));
	take_usage(a, json_object_get(message, "usage"));
}

static void take_message(struct ma_llm_answer *a, const json_t *message)
{
	const json_t *block;
	size_t i;

	take_start(a, message);
	json_array_foreach (json_object_get(message, "content"), i, block)
		take_block(a, block);
	take_reason(a, message);
	ma_llm_answer_confirm(a);
}

static void anthropic_take(struct ma_llm_answer *a, const json_t *piece)
{
	struct ma_str type = ma_json_str(piece, "type");
	const json_t *error = json_object_get(piece, "error");

	if ((error && !json_is_null(error)) || ma_str_is(type, "error")) {
		ma_llm_answer_fail(a, piece);
	} else if (ma_str_is(type, "message_start")) {
		take_start(a, json_object_get(piece, "message"));
	} else if (ma_str_is(type, "content_block_start")) {
		take_block(a, json_object_get(piece, "content_block"));
	} else if (ma_str_is(type, "content_block_delta")) {
		take_block(a, json_object_get(piece, "delta"));
	} else if (ma_str_is(type, "message_delta")) {
		take_usage(a, json_object_get(piece, "usage"));
		take_reason(a, json_object_get(piece, "delta"));
	} else if (ma_str_is(type, "message_stop")) {
		ma_llm_answer_confirm(a);
	} else if (ma_str_is(type, "message")) {
		take_message(a, piece);
	}
}

static const struct ma_llm_plain plain_delta[] = {
	MA_LLM_PLAIN_WORD("type", "text_delta"),
	MA_LLM_PLAIN("text", TEXT),
	MA_LLM_PLAIN_END,
};

static const struct ma_llm_plain plain_event[] = {
	MA_LLM_PLAIN_WORD("type", "content_block_delta"),
	MA_LLM_PLAIN("index", ANY),
	MA_LLM_PLAIN_IN("delta", OBJECT, plain_delta),
	MA_LLM_PLAIN_END,
};

const struct ma_llm_dialect ma_llm_anthropic = {
	.name = "anthropic",
	.base_url = "https://api.anthropic.com",
	.model = MA_LLM_ANTHROPIC_MODEL,
	.key_hint = "ANTHROPIC_API_KEY",
	.auth = "x-api-key: ",
	.header = "anthropic-version: 2023-06-01",
	.url = anthropic_url,
	.body = anthropic_body,
	.take = anthropic_take,
	.plain = plain_event,
};

ma_rc ma_llm_anthropic_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err)
{
	return ma_llm_dialect_new(&ma_llm_anthropic, opts, out, err);
}

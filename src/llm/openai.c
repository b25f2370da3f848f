/*
 * OpenAI's chat completions, as its many speakers speak them.
 *
 * A whole answer has choices[].message, an event of a stream choices[].delta;
 * the rest is the same. The finish_reason, not [DONE], is the end: [DONE] is
 * also sent after a failure. The usage comes in an event of its own after it,
 * with no choices; some servers put it into the choice, or under x_groq. An
 * error can stand in a 200, as an object or a plain string, beside the choices
 * or in one, and finish_reason can be "" for "not yet".
 */
#include "llm/openai.h"

#include "codec/json.h"

static const struct ma_llm_stop stops[] = {
	{ "stop", MA_LLM_FINISH_STOP },
	{ "end", MA_LLM_FINISH_STOP },
	{ "end_turn", MA_LLM_FINISH_STOP },
	{ "eos", MA_LLM_FINISH_STOP },
	{ "eos_token", MA_LLM_FINISH_STOP },
	{ "stop_sequence", MA_LLM_FINISH_STOP },
	{ "length", MA_LLM_FINISH_LENGTH },
	{ "max_tokens", MA_LLM_FINISH_LENGTH },
	{ "model_length", MA_LLM_FINISH_LENGTH },
	{ "content_filter", MA_LLM_FINISH_FILTER },
	{ "refusal", MA_LLM_FINISH_FILTER },
};

ma_rc ma_llm_openai_url(const struct ma_llm_dialect *d, struct ma_str base, struct ma_str model,
	bool stream, struct ma_buf *out, ma_err *err)
{
	MA_UNUSED(stream); /* these two are in the body */
	if (model.n == 0 || model.n > 200)
		return ma_fail(err, MA_ECONFIG, "%s: this is not the name of a model", d->name);
	ma_buf_addv(out, base);
	ma_buf_adds(out, "/chat/completions");
	return MA_OK;
}

const struct ma_llm_names ma_llm_openai_names = { "max_completion_tokens", "temperature", "top_p",
	NULL, "seed", "stop" };

/* A schema is not "strict": that would refuse most of them, and answers are validated anyway. */
static void set_format(
	struct ma_llm_body *b, const struct ma_llm_dialect *d, const struct ma_llm_req *req)
{
	if (req->schema && !(d->traits & MA_LLM_OPENAI_NO_SCHEMA))
		ma_llm_body_set(b, "response_format",
			json_pack("{s:s,s:{s:s,s:o}}", "type", "json_schema", "json_schema", "name",
				"answer", "schema", json_deep_copy(req->schema)));
	else if (req->json || req->schema)
		ma_llm_body_set(b, "response_format", json_pack("{s:s}", "type", "json_object"));
}

static void set_effort(
	struct ma_llm_body *b, const struct ma_llm_dialect *d, const struct ma_llm_req *req)
{
	const char *word = ma_llm_effort_word(req, "none");

	if (!word)
		return;
	if (d->traits & MA_LLM_OPENAI_EFFORT)
		ma_llm_body_set(b, "reasoning_effort", json_string(word));
	if (d->traits & MA_LLM_OPENAI_EFFORT_WITHIN)
		ma_llm_body_set(b, "reasoning", json_pack("{s:s}", "effort", word));
	if (d->traits & MA_LLM_OPENAI_EFFORT_SWITCH)
		ma_llm_body_set(b, "thinking",
			json_pack("{s:s}", "type",
				req->effort == MA_LLM_EFFORT_OFF ? "disabled" : "enabled"));
}

json_t *ma_llm_openai_body(
	const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model)
{
	struct ma_llm_body body = MA_LLM_BODY(json_pack("{s:o,s:o}", "model",
		ma_llm_json_text(model), "messages", ma_llm_json_messages(req, true)));

	ma_llm_body_set_named(&body, req, d->names);
	set_format(&body, d, req);
	set_effort(&body, d, req);
	if (req->stream)
		ma_llm_body_set(&body, "stream", json_true());
	if (req->stream && !(d->traits & MA_LLM_OPENAI_NO_STREAM_OPTIONS))
		ma_llm_body_set(&body, "stream_options", json_pack("{s:b}", "include_usage", 1));
	return ma_llm_body_take(&body);
}

static void take_usage(struct ma_llm_answer *a, const json_t *usage)
{
	if (!json_is_object(usage))
		return;
	a->has_usage = true;
	a->usage = (struct ma_usage){
		.input = ma_llm_tokens(usage, "prompt_tokens"),
		.output = ma_llm_tokens(usage, "completion_tokens"),
		.cached = ma_llm_tokens(
			json_object_get(usage, "prompt_tokens_details"), "cached_tokens"),
		.reasoning = ma_llm_tokens(
			json_object_get(usage, "completion_tokens_details"), "reasoning_tokens"),
	};
	if (a->usage.cached == 0)
		a->usage.cached = ma_llm_tokens(usage, "prompt_cache_hit_tokens");
}

/* A string, or a list of parts of which the texts count. */
static void take_content(struct ma_llm_answer *a, const json_t *content)
{
	const json_t *part;
	size_t i;

	if (json_is_string(content))
		ma_llm_answer_text(
			a, ma_str_n(json_string_value(content), json_string_length(content)));
	json_array_foreach (content, i, part)
		if (ma_str_is(ma_json_str(part, "type"), "text"))
			ma_llm_answer_text(a, ma_json_str(part, "text"));
		else
			a->progress++; /* thoughts, references */
}

static void take_finish(struct ma_llm_answer *a, struct ma_str reason)
{
	enum ma_llm_finish finish = ma_llm_finish_of(stops, MA_COUNT(stops), reason);

	if (finish != MA_LLM_FINISH_NONE && a->finish != MA_LLM_FINISH_FILTER)
		ma_llm_answer_stop(a, finish, reason);
}

static void take_choice(struct ma_llm_answer *a, const json_t *choice)
{
	const json_t *said = json_object_get(choice, "delta"),
		     *error = json_object_get(choice, "error");

	if (json_is_object(error)) {
		ma_llm_answer_fail(a, choice);
		return;
	}
	if (!json_is_object(said))
		said = json_object_get(choice, "message");
	take_content(a, json_object_get(said, "content"));
	if (ma_json_str(said, "reasoning_content").n > 0 || ma_json_str(said, "reasoning").n > 0 ||
		ma_json_str(said, "reasoning_text").n > 0)
		a->progress++;
	if (ma_json_str(said, "refusal").n > 0)
		ma_llm_answer_stop(a, MA_LLM_FINISH_FILTER, MA_STR("refusal"));
	take_finish(a, ma_json_str(choice, "finish_reason"));
	take_usage(a, json_object_get(choice, "usage"));
}

void ma_llm_openai_take(struct ma_llm_answer *a, const json_t *piece)
{
	const json_t *error = json_object_get(piece, "error"), *choice;
	size_t i;

	if (error && !json_is_null(error)) {
		ma_llm_answer_fail(a, piece);
		return;
	}
	ma_llm_answer_names(a, ma_json_str(piece, "model"), ma_json_str(piece, "id"));
	json_array_foreach (json_object_get(piece, "choices"), i, choice)
		if (ma_json_int(choice, "index", 0) == 0)
			take_choice(a, choice);
	take_usage(a, json_object_get(json_object_get(piece, "x_groq"), "usage"));
	take_usage(a, json_object_get(piece, "usage"));
}

static const struct ma_llm_plain plain_delta[] = {
	MA_LLM_PLAIN("role", ANY),
	MA_LLM_PLAIN("content", TEXT),
	MA_LLM_PLAIN("refusal", NULL),
	MA_LLM_PLAIN("reasoning_content", NULL),
	MA_LLM_PLAIN("reasoning", NULL),
	MA_LLM_PLAIN_END,
};

static const struct ma_llm_plain plain_choice[] = {
	MA_LLM_PLAIN("index", ZERO),
	MA_LLM_PLAIN_IN("delta", OBJECT, plain_delta),
	MA_LLM_PLAIN("logprobs", ANY),
	MA_LLM_PLAIN("finish_reason", NULL),
	MA_LLM_PLAIN("native_finish_reason", NULL),
	MA_LLM_PLAIN_END,
};

const struct ma_llm_plain ma_llm_openai_plain[] = {
	MA_LLM_PLAIN("id", ID),
	MA_LLM_PLAIN("object", ANY),
	MA_LLM_PLAIN("created", ANY),
	MA_LLM_PLAIN("model", MODEL),
	MA_LLM_PLAIN("provider", ANY),
	MA_LLM_PLAIN("service_tier", ANY),
	MA_LLM_PLAIN("system_fingerprint", ANY),
	MA_LLM_PLAIN_IN("choices", ONE, plain_choice),
	MA_LLM_PLAIN("usage", NULL),
	MA_LLM_PLAIN("obfuscation", ANY),
	MA_LLM_PLAIN_END,
};

const struct ma_llm_dialect ma_llm_openai = {
	.name = "openai",
	.base_url = "https://api.openai.com/v1",
	.model = MA_LLM_OPENAI_MODEL,
	.key_hint = "OPENAI_API_KEY",
	.auth = "Authorization: Bearer ",
	.names = &ma_llm_openai_names,
	.traits = MA_LLM_OPENAI_EFFORT,
	.url = ma_llm_openai_url,
	.body = ma_llm_openai_body,
	.take = ma_llm_openai_take,
	.plain = ma_llm_openai_plain,
};

ma_rc ma_llm_openai_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err)
{
	return ma_llm_dialect_new(&ma_llm_openai, opts, out, err);
}

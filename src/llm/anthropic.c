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
 * A call of a tool is a block whose input comes in pieces of JSON. Thinking is
 * signed, and must be sent back unchanged with the turn that it led to: the
 * echo is all blocks of the answer.
 *
 * A usage overwrites what was told before, field by field. input_tokens
 * leaves out what was read from the cache and what was written to it.
 */
#include "llm/anthropic.h"

#include "codec/json.h"

#define VERSION "2023-06-01" /* of the API: the first */
#define OUTPUT_TOKENS 16000 /* the API demands a limit; what the caller leaves open gets this one */

enum { FRESH, CACHE_READ, CACHE_WRITE }; /* the counts of an answer */

static const struct ma_llm_stop stops[] = {
	{ "end_turn", MA_LLM_FINISH_STOP },
	{ "stop_sequence", MA_LLM_FINISH_STOP },
	{ "max_tokens", MA_LLM_FINISH_LENGTH },
	{ "refusal", MA_LLM_FINISH_FILTER },
	{ "tool_use", MA_LLM_FINISH_TOOLS },
	{ "pause_turn", MA_LLM_FINISH_PAUSE },
	{ "model_context_window_exceeded", MA_LLM_FINISH_CONTEXT },
};

static ma_rc anthropic_url(const struct ma_llm_dialect *d, struct ma_str base, struct ma_str model,
	bool stream, struct ma_buf *out, ma_err *err)
{
	MA_UNUSED(stream); /* these two are in the body */
	if (model.n == 0 || model.n > MA_LLM_MODEL_MAX)
		return ma_llm_refuse_model(d, model, err);
	ma_buf_addv(out, base);
	ma_buf_adds(out, ma_str_ends(base, "/v1") ? "/messages" : "/v1/messages");
	return MA_OK;
}

/* Later versions of the API, and with the first one models after these, refuse to be told how to choose their words. */
static bool takes_sampling(const struct ma_llm_dialect *d, struct ma_str model)
{
	static const char *const old[] = { "claude-3", "claude-opus-4-0", "claude-opus-4-1",
		"claude-opus-4-2025", "claude-opus-4-5", "claude-opus-4-6", "claude-sonnet-4",
		"claude-haiku-4" };
	size_t i;

	if (strcmp(d->version, VERSION) != 0)
		return false;
	for (i = 0; i < MA_COUNT(old); i++)
		if (ma_str_starts(model, old[i]))
			return true;
	return false;
}

/* Of temperature and top_p these take one alone. */
static const struct ma_llm_names *names_for(
	const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model)
{
	static const struct ma_llm_names names = { NULL, NULL, NULL, NULL, NULL, "stop_sequences" };
	static const struct ma_llm_names warm = { NULL, "temperature", NULL, "top_k", NULL,
		"stop_sequences" };
	static const struct ma_llm_names cold = { NULL, NULL, "top_p", "top_k", NULL,
		"stop_sequences" };

	if (!takes_sampling(d, model))
		return &names;
	return req->temperature >= 0 ? &warm : &cold;
}

static json_t *output_config(const struct ma_llm_req *req, const char *effort)
{
	struct ma_llm_body config = MA_LLM_BODY(json_object());

	if (effort)
		ma_llm_body_set(&config, "effort", json_string(effort));
	if (req->schema)
		ma_llm_body_set(&config, "format",
			json_pack("{s:s,s:o}", "type", "json_schema", "schema",
				ma_llm_schema_described(req->schema)));
	return ma_llm_body_take(&config);
}

static json_t *tool_use(const struct ma_llm_tool_call *call)
{
	return json_pack("{s:s,s:o,s:s%,s:o}", "type", "tool_use", "id",
		ma_llm_json_id(call->id, false), "name", call->name.p, call->name.n, "input",
		ma_llm_json_arguments(call));
}

static json_t *plain_blocks(const struct ma_llm_msg *m)
{
	struct ma_llm_body list = MA_LLM_BODY(json_array());
	size_t i;

	if (m->text.n > 0)
		ma_llm_body_add(&list,
			json_pack("{s:s,s:o}", "type", "text", "text", ma_llm_json_text(m->text)));
	for (i = 0; i < m->calls_n; i++)
		ma_llm_body_add(&list, tool_use(&m->calls[i]));
	return ma_llm_body_take(&list);
}

/* A text block that stayed empty is refused when it comes back. */
static void drop_empty_texts(json_t *blocks)
{
	size_t i = json_array_size(blocks);

	while (i-- > 0) {
		const json_t *block = json_array_get(blocks, i);

		if (ma_str_is(ma_json_str(block, "type"), "text") &&
			ma_json_str(block, "text").n == 0)
			(void)json_array_remove(blocks, i); /* it is there */
	}
}

static void add_turn(struct ma_llm_body *list, const struct ma_llm_dialect *d,
	const struct ma_llm_msg *m, struct ma_str model)
{
	static const struct ma_llm_place calls = {
		.type = "tool_use", .id = "id", .arguments = "input"
	};
	json_t *blocks = ma_llm_body_echo(list, m, d->name, model, &calls);

	drop_empty_texts(blocks);
	if (!blocks && m->calls_n == 0)
		ma_llm_body_add(list, ma_llm_json_said("assistant", m->text));
	else
		ma_llm_body_add(list,
			json_pack("{s:s,s:o}", "role", "assistant", "content",
				blocks ? blocks : plain_blocks(m)));
}

/* The results of one turn's calls are one turn. How many they are. */
static size_t add_results(struct ma_llm_body *list, const struct ma_llm_req *req, size_t at)
{
	struct ma_llm_body blocks = MA_LLM_BODY(json_array());
	size_t n;

	for (n = 0; at + n < req->msgs_n && req->msgs[at + n].role == MA_LLM_TOOL; n++) {
		const struct ma_llm_msg *m = &req->msgs[at + n];

		ma_llm_body_add(&blocks,
			json_pack("{s:s,s:o,s:o,s:b}", "type", "tool_result", "tool_use_id",
				ma_llm_json_id(m->call_id, false), "content",
				ma_llm_json_text(m->text), "is_error", (int)m->is_error));
	}
	ma_llm_body_add(
		list, json_pack("{s:s,s:o}", "role", "user", "content", ma_llm_body_take(&blocks)));
	return n;
}

static json_t *messages(
	const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model)
{
	struct ma_llm_body list = MA_LLM_BODY(json_array());
	size_t i = 0;

	while (i < req->msgs_n) {
		if (req->msgs[i].role == MA_LLM_TOOL) {
			i += add_results(&list, req, i);
			continue;
		}
		if (req->msgs[i].role == MA_LLM_USER)
			ma_llm_body_add(&list, ma_llm_json_said("user", req->msgs[i].text));
		else
			add_turn(&list, d, &req->msgs[i], model);
		i++;
	}
	return ma_llm_body_take(&list);
}

static json_t *tools(const struct ma_llm_req *req)
{
	struct ma_llm_body list = MA_LLM_BODY(json_array());
	size_t i;

	for (i = 0; i < req->tools_n; i++) {
		const struct ma_llm_tool *t = &req->tools[i];

		ma_llm_body_add(&list,
			json_pack("{s:s%,s:o,s:o}", "name", t->name.p, t->name.n, "description",
				ma_llm_json_text(t->description), "input_schema",
				ma_llm_json_parameters(t)));
	}
	return ma_llm_body_take(&list);
}

static void set_tools(struct ma_llm_body *b, const struct ma_llm_req *req)
{
	static const char *const types[] = { NULL, "none", "any", "tool" };
	struct ma_llm_body choice = MA_LLM_BODY(NULL);

	if (req->tools_n == 0)
		return;
	ma_llm_body_set(b, "tools", tools(req));
	if (!types[req->tool_choice])
		return;
	choice.object = json_pack("{s:s}", "type", types[req->tool_choice]);
	if (req->tool_choice == MA_LLM_TOOLS_ONE)
		ma_llm_body_set(&choice, "name", json_stringn(req->tool.p, req->tool.n));
	ma_llm_body_set(b, "tool_choice", ma_llm_body_take(&choice));
}

static json_t *anthropic_body(
	const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model)
{
	json_int_t limit = req->output_tokens_max > 0 ? req->output_tokens_max : OUTPUT_TOKENS;
	struct ma_llm_body body = MA_LLM_BODY(json_pack("{s:o,s:I,s:o}", "model",
		ma_llm_json_text(model), "max_tokens", limit, "messages", messages(d, req, model)));
	const char *effort = ma_llm_effort_word(req, NULL);

	if (req->system.n > 0)
		ma_llm_body_set(&body, "system", ma_llm_json_text(req->system));
	ma_llm_body_set_named(&body, req, names_for(d, req, model));
	if (effort || req->schema)
		ma_llm_body_set(&body, "output_config", output_config(req, effort));
	if (req->effort == MA_LLM_EFFORT_OFF)
		ma_llm_body_set(&body, "thinking", json_pack("{s:s}", "type", "disabled"));
	set_tools(&body, req);
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
	a->usage.cache_written = a->counts[CACHE_WRITE];
	a->usage.input = a->counts[FRESH] + a->counts[CACHE_READ] + a->counts[CACHE_WRITE];
}

/* A block: the beginning of one, or all of it. Text and thoughts are gathered for the echo, what else comes as it is. */
static void take_block(struct ma_llm_answer *a, int64_t at, const json_t *block, bool whole)
{
	struct ma_str type = ma_json_str(block, "type");

	if (!json_is_object(block))
		return;
	ma_llm_echo_item(&a->echo, at, json_deep_copy(block));
	a->echo.needed |= ma_str_is(type, "thinking") || ma_str_is(type, "redacted_thinking");
	if (ma_str_is(type, "text")) {
		ma_llm_answer_text(a, ma_json_str(block, "text"));
		ma_llm_echo_text(&a->echo, at, "text", ma_json_str(block, "text"));
	} else if (ma_str_is(type, "thinking")) {
		ma_llm_echo_text(&a->echo, at, "thinking", ma_json_str(block, "thinking"));
		a->progress++;
	} else if (ma_str_is(type, "tool_use")) {
		/* The input that a stream begins with is a place for what follows. */
		ma_llm_answer_call(a,
			&(struct ma_llm_fragment){ .index = at,
				.id = ma_json_str(block, "id"),
				.name = ma_json_str(block, "name"),
				.whole = whole ? json_object_get(block, "input") : NULL });
	} else if (type.n > 0) {
		a->progress++;
	}
}

static void take_delta(struct ma_llm_answer *a, int64_t at, const json_t *delta)
{
	json_t *signature = json_object_get(delta, "signature");
	struct ma_str type = ma_json_str(delta, "type");

	if (ma_str_is(type, "text_delta")) {
		ma_llm_answer_text(a, ma_json_str(delta, "text"));
		ma_llm_echo_text(&a->echo, at, "text", ma_json_str(delta, "text"));
	} else if (ma_str_is(type, "input_json_delta")) {
		ma_llm_answer_call(a,
			&(struct ma_llm_fragment){
				.index = at, .arguments = ma_json_str(delta, "partial_json") });
	} else if (ma_str_is(type, "thinking_delta")) {
		ma_llm_echo_text(&a->echo, at, "thinking", ma_json_str(delta, "thinking"));
		a->progress++;
	} else if (ma_str_is(type, "signature_delta") && json_is_string(signature)) {
		ma_llm_echo_set(&a->echo, at, "signature", json_copy(signature));
		a->progress++;
	} else if (type.n > 0) {
		a->progress++;
	}
}

static void take_reason(struct ma_llm_answer *a, const json_t *holder)
{
	struct ma_str reason = ma_json_str(holder, "stop_reason");
	const json_t *details = json_object_get(holder, "stop_details");
	enum ma_llm_finish finish = ma_llm_finish_of(stops, MA_COUNT(stops), reason);

	if (finish == MA_LLM_FINISH_NONE)
		return;
	ma_llm_answer_will_stop(a, finish, reason);
	ma_llm_answer_explain(a, ma_json_str(details, "category"));
	ma_llm_answer_explain(a, ma_json_str(details, "explanation"));
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
		take_block(a, (int64_t)i, block, true);
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
		take_block(a, ma_json_int(piece, "index", 0),
			json_object_get(piece, "content_block"), false);
	} else if (ma_str_is(type, "content_block_delta")) {
		take_delta(a, ma_json_int(piece, "index", 0), json_object_get(piece, "delta"));
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
	MA_LLM_PLAIN("text", BLOCK),
	MA_LLM_PLAIN_END,
};

static const struct ma_llm_plain plain_event[] = {
	MA_LLM_PLAIN_WORD("type", "content_block_delta"),
	MA_LLM_PLAIN("index", INDEX),
	MA_LLM_PLAIN_IN("delta", OBJECT, plain_delta),
	MA_LLM_PLAIN_END,
};

const struct ma_llm_dialect ma_llm_anthropic = {
	.name = "anthropic",
	.base_url = "https://api.anthropic.com",
	.model = MA_LLM_ANTHROPIC_MODEL,
	.key_hint = "ANTHROPIC_API_KEY",
	.auth = "x-api-key: ",
	.version = VERSION,
	.version_header = "anthropic-version: ",
	.url = anthropic_url,
	.body = anthropic_body,
	.take = anthropic_take,
	.plain = plain_event,
};

ma_rc ma_llm_anthropic_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err)
{
	return ma_llm_dialect_new(&ma_llm_anthropic, opts, out, err);
}

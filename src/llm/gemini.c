/*
 * Google Gemini: generateContent and streamGenerateContent of the REST API.
 *
 * A response, whole or one event of a stream, has the same shape: candidates
 * with parts, and a usage that is cumulative. Thoughts are parts that are
 * marked, and are counted outside candidatesTokenCount; cached tokens are
 * inside promptTokenCount. There is no [DONE]: the candidate's finishReason is
 * the end. A prompt that was blocked has no candidates, but promptFeedback.
 *
 * Calls of tools come whole, a part each, and the finishReason says nothing of
 * them. Any part may carry a thoughtSignature, of parallel calls only the
 * first, and a turn is sent back with all of them where they were. A turn of
 * another model has none: a word that stands for one is accepted instead.
 *
 * CONTINUATION ends an answer that would go on, with a token to ask for more.
 * The token is not used: what follows is asked for by the text so far, as after
 * any cut, which every provider understands.
 */
#include "llm/gemini.h"

#include "codec/json.h"

#define FOREIGN_SIGNATURE "skip_thought_signature_validator"

static const struct ma_llm_stop stops[] = {
	{ "STOP", MA_LLM_FINISH_STOP },
	{ "MAX_TOKENS", MA_LLM_FINISH_LENGTH },
	{ "CONTINUATION", MA_LLM_FINISH_PAUSE },
	{ "SAFETY", MA_LLM_FINISH_FILTER },
	{ "RECITATION", MA_LLM_FINISH_FILTER },
	{ "BLOCKLIST", MA_LLM_FINISH_FILTER },
	{ "PROHIBITED_CONTENT", MA_LLM_FINISH_FILTER },
	{ "SPII", MA_LLM_FINISH_FILTER },
	{ "IMAGE_SAFETY", MA_LLM_FINISH_FILTER },
	{ "IMAGE_PROHIBITED_CONTENT", MA_LLM_FINISH_FILTER },
	{ "IMAGE_RECITATION", MA_LLM_FINISH_FILTER },
};

/* A model's name becomes a part of the path: "x", "models/x", "tunedModels/x". */
static bool is_model(struct ma_str model)
{
	size_t i;

	if (model.n == 0 || model.n > MA_LLM_MODEL_MAX || ma_str_find(model, MA_STR("..")) >= 0)
		return false;
	for (i = 0; i < model.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/",
			    model.p[i]))
			return false;
	return true;
}

static bool names_version(struct ma_str base)
{
	return ma_str_ends(base, "/v1") || ma_str_ends(base, "/v1beta") ||
		ma_str_ends(base, "/v1alpha");
}

static ma_rc gemini_url(const struct ma_llm_dialect *d, struct ma_str base, struct ma_str model,
	bool stream, struct ma_buf *out, ma_err *err)
{
	if (!is_model(model))
		return ma_llm_refuse_model(d, model, err);
	ma_buf_addv(out, base);
	if (!names_version(base)) {
		ma_buf_addc(out, '/');
		ma_buf_adds(out, d->version);
	}
	ma_buf_adds(out,
		ma_str_starts(model, "models/") || ma_str_starts(model, "tunedModels/")
			? "/"
			: "/models/");
	ma_buf_addv(out, model);
	ma_buf_adds(out, stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
	return MA_OK;
}

static json_t *parts(struct ma_str text)
{
	return json_pack("[{s:o}]", "text", ma_llm_json_text(text));
}

static void add_call(struct ma_llm_body *parts, const struct ma_llm_tool_call *call, bool sign)
{
	struct ma_llm_body part = MA_LLM_BODY(json_pack("{s:{s:o,s:s%,s:o}}", "functionCall", "id",
		ma_llm_json_id(call->id, false), "name", call->name.p, call->name.n, "args",
		ma_llm_json_arguments(call)));

	if (sign)
		ma_llm_body_set(&part, "thoughtSignature", json_string(FOREIGN_SIGNATURE));
	ma_llm_body_add(parts, ma_llm_body_take(&part));
}

/* A turn by its text and calls. Only models of the third generation on look at signatures. */
static json_t *plain_parts(const struct ma_llm_msg *msg, struct ma_str model)
{
	bool signs = ma_str_find(model, MA_STR("gemini-1")) < 0 &&
		ma_str_find(model, MA_STR("gemini-2")) < 0;
	struct ma_llm_body list = MA_LLM_BODY(NULL);
	size_t i;

	if (msg->calls_n == 0)
		return parts(msg->text);
	list.object = json_array();
	if (msg->text.n > 0)
		ma_llm_body_add(&list, json_pack("{s:o}", "text", ma_llm_json_text(msg->text)));
	for (i = 0; i < msg->calls_n; i++)
		add_call(&list, &msg->calls[i], signs && i == 0);
	return ma_llm_body_take(&list);
}

/* The results of one turn's calls are one turn. How many they are. */
static size_t add_results(struct ma_llm_body *contents, const struct ma_llm_req *req, size_t at)
{
	struct ma_llm_body list = MA_LLM_BODY(json_array());
	size_t n;

	for (n = 0; at + n < req->msgs_n && req->msgs[at + n].role == MA_LLM_TOOL; n++) {
		const struct ma_llm_msg *m = &req->msgs[at + n];
		struct ma_str tool = ma_llm_tool_of(req, at + n);

		ma_llm_body_add(&list,
			json_pack("{s:{s:o,s:s%,s:{s:o}}}", "functionResponse", "id",
				ma_llm_json_id(m->call_id, false), "name", tool.p, tool.n,
				"response", m->is_error ? "error" : "output",
				ma_llm_json_text(m->text)));
	}
	ma_llm_body_add(
		contents, json_pack("{s:s,s:o}", "role", "user", "parts", ma_llm_body_take(&list)));
	return n;
}

static json_t *contents(
	const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model)
{
	static const struct ma_llm_place calls = { .within = "functionCall", .id = "id" };
	struct ma_llm_body list = MA_LLM_BODY(json_array());
	json_t *said;
	size_t i = 0;

	while (i < req->msgs_n) {
		const struct ma_llm_msg *m = &req->msgs[i];

		if (m->role == MA_LLM_TOOL) {
			i += add_results(&list, req, i);
			continue;
		}
		said = ma_llm_body_echo(&list, m, d->name, model, &calls);
		ma_llm_body_add(&list,
			json_pack("{s:s,s:o}", "role", m->role == MA_LLM_USER ? "user" : "model",
				"parts", said ? said : plain_parts(m, model)));
		i++;
	}
	return ma_llm_body_take(&list);
}

static const struct ma_llm_names names = { "maxOutputTokens", "temperature", "topP", "topK", "seed",
	"stopSequences" };

/* What responseJsonSchema understands. */
static const char *const keywords[] = { "$id", "$defs", "$ref", "$anchor", "type", "format",
	"title", "description", "enum", "items", "prefixItems", "minItems", "maxItems", "minimum",
	"maximum", "anyOf", "oneOf", "properties", "additionalProperties", "required",
	"propertyOrdering", NULL };

/*
 * Models of the second generation think for a number of tokens, later ones at a level; both in one request is an
 * error. What cannot be switched off is set low.
 */
static json_t *thinking(const struct ma_llm_req *req, struct ma_str model)
{
	static const int budgets[] = { -1, 0, 1024, 8192, 24576 };
	static const char *const levels[] = { "", "LOW", "LOW", "MEDIUM", "HIGH" };
	bool pro = ma_str_find(model, MA_STR("2.5-pro")) >= 0;

	if (ma_str_find(model, MA_STR("gemini-2")) < 0)
		return json_pack("{s:s}", "thinkingLevel", levels[req->effort]);
	return json_pack("{s:i}", "thinkingBudget",
		pro && req->effort == MA_LLM_EFFORT_OFF ? 128 : budgets[req->effort]);
}

static json_t *generation_config(
	const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model)
{
	struct ma_llm_body config = MA_LLM_BODY(json_object());

	ma_llm_body_set_named(&config, req, d->names);
	if (req->json || req->schema)
		ma_llm_body_set(&config, "responseMimeType", json_string("application/json"));
	if (req->schema)
		ma_llm_body_set(
			&config, "responseJsonSchema", ma_llm_schema_of(req->schema, keywords));
	if (req->effort != MA_LLM_EFFORT_DEFAULT)
		ma_llm_body_set(&config, "thinkingConfig", thinking(req, model));
	return ma_llm_body_take(&config);
}

/* The settings that are not left to the provider; empty where all are. */
static json_t *safety_settings(const struct ma_llm_req *req)
{
#define X(id, name) name,
	static const char *const harms[] = { MA_LLM_HARMS(X) };
	static const char *const blocks[] = { "", MA_LLM_BLOCKS(X) };
#undef X
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < MA_LLM_HARMS_N; i++) {
		if (req->safety[i] == MA_LLM_BLOCK_DEFAULT)
			continue;
		if (json_array_append_new(list,
			    json_pack("{s:s,s:s}", "category", harms[i], "threshold",
				    blocks[req->safety[i]]))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *declarations(const struct ma_llm_req *req)
{
	struct ma_llm_body list = MA_LLM_BODY(json_array());
	size_t i;

	for (i = 0; i < req->tools_n; i++) {
		const struct ma_llm_tool *t = &req->tools[i];
		struct ma_llm_body tool = MA_LLM_BODY(json_pack("{s:s%,s:o}", "name", t->name.p,
			t->name.n, "description", ma_llm_json_text(t->description)));

		if (t->parameters)
			ma_llm_body_set(&tool, "parametersJsonSchema",
				ma_llm_schema_of(t->parameters, keywords));
		ma_llm_body_add(&list, ma_llm_body_take(&tool));
	}
	return ma_llm_body_take(&list);
}

static void set_tools(struct ma_llm_body *body, const struct ma_llm_req *req)
{
	static const char *const modes[] = { "AUTO", "NONE", "ANY", "ANY" };
	struct ma_llm_body config = MA_LLM_BODY(NULL);

	if (req->tools_n == 0)
		return;
	ma_llm_body_set(
		body, "tools", json_pack("[{s:o}]", "functionDeclarations", declarations(req)));
	if (req->tool_choice == MA_LLM_TOOLS_AUTO)
		return;
	config.object = json_pack("{s:s}", "mode", modes[req->tool_choice]);
	if (req->tool_choice == MA_LLM_TOOLS_ONE)
		ma_llm_body_set(&config, "allowedFunctionNames",
			json_pack("[s%]", req->tool.p, req->tool.n));
	ma_llm_body_set(body, "toolConfig",
		json_pack("{s:o}", "functionCallingConfig", ma_llm_body_take(&config)));
}

static json_t *gemini_body(
	const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model)
{
	struct ma_llm_body body = MA_LLM_BODY(json_pack("{s:o,s:o}", "contents",
		contents(d, req, model), "generationConfig", generation_config(d, req, model)));
	json_t *safety = safety_settings(req);

	if (req->system.n > 0)
		ma_llm_body_set(&body, "systemInstruction",
			json_pack("{s:o}", "parts", parts(req->system)));
	set_tools(&body, req);
	if (!safety || json_array_size(safety) > 0)
		ma_llm_body_set(&body, "safetySettings", safety);
	else
		json_decref(safety);
	return ma_llm_body_take(&body);
}

static void take_usage(struct ma_llm_answer *a, const json_t *usage)
{
	int64_t thoughts = ma_llm_tokens(usage, "thoughtsTokenCount");

	if (!json_is_object(usage))
		return;
	a->has_usage = true;
	a->usage = (struct ma_usage){
		.input = ma_llm_tokens(usage, "promptTokenCount") +
			ma_llm_tokens(usage, "toolUsePromptTokenCount"),
		.cached = ma_llm_tokens(usage, "cachedContentTokenCount"),
		.output = ma_llm_tokens(usage, "candidatesTokenCount") + thoughts,
		.reasoning = thoughts,
	};
}

static void take_finish(struct ma_llm_answer *a, struct ma_str reason)
{
	enum ma_llm_finish finish = ma_llm_finish_of(stops, MA_COUNT(stops), reason);

	if (finish != MA_LLM_FINISH_NONE)
		ma_llm_answer_stop(a, finish, reason);
}

/* Texts that follow each other are one; what is signed, and a call, stands by itself. */
static void keep_part(struct ma_llm_echo *e, const json_t *part)
{
	bool is_signed = ma_json_str(part, "thoughtSignature").n > 0;

	if (ma_json_bool(part, "thought", false) && !is_signed)
		return;
	e->needed |= is_signed;
	if (is_signed || json_object_get(part, "functionCall"))
		ma_llm_echo_item(e, (int64_t)e->n, json_deep_copy(part));
	else
		ma_llm_echo_join(e, "text", ma_json_str(part, "text"));
}

static void take_part(struct ma_llm_answer *a, const json_t *part)
{
	const json_t *call = json_object_get(part, "functionCall");

	keep_part(&a->echo, part);
	if (json_is_object(call))
		ma_llm_answer_call(a,
			&(struct ma_llm_fragment){ .index = (int64_t)a->calls.n,
				.id = ma_json_str(call, "id"),
				.name = ma_json_str(call, "name"),
				.whole = json_object_get(call, "args") });
	else if (ma_json_bool(part, "thought", false))
		a->progress++;
	else
		ma_llm_answer_text(a, ma_json_str(part, "text"));
}

static void take_candidate(struct ma_llm_answer *a, const json_t *candidate)
{
	const json_t *list = json_object_get(json_object_get(candidate, "content"), "parts"), *part;
	size_t i;

	json_array_foreach (list, i, part)
		take_part(a, part);
	take_finish(a, ma_json_str(candidate, "finishReason"));
	ma_llm_answer_explain(a, ma_json_str(candidate, "finishMessage"));
}

static void gemini_take(struct ma_llm_answer *a, const json_t *piece)
{
	const json_t *candidate;
	struct ma_str blocked;
	size_t i;

	if (json_object_get(piece, "error")) {
		ma_llm_answer_fail(a, piece);
		return;
	}
	ma_llm_answer_names(a, ma_json_str(piece, "modelVersion"), ma_json_str(piece, "responseId"));
	blocked = ma_json_str(json_object_get(piece, "promptFeedback"), "blockReason");
	if (blocked.n > 0)
		ma_llm_answer_stop(a, MA_LLM_FINISH_FILTER, blocked);
	json_array_foreach (json_object_get(piece, "candidates"), i, candidate)
		if (ma_json_int(candidate, "index", 0) == 0)
			take_candidate(a, candidate);
	take_usage(a, json_object_get(piece, "usageMetadata"));
}

static const struct ma_llm_plain plain_part[] = {
	MA_LLM_PLAIN("text", PART),
	MA_LLM_PLAIN_END,
};

static const struct ma_llm_plain plain_content[] = {
	MA_LLM_PLAIN_IN("parts", ONE, plain_part),
	MA_LLM_PLAIN("role", ANY),
	MA_LLM_PLAIN_END,
};

static const struct ma_llm_plain plain_candidate[] = {
	MA_LLM_PLAIN_IN("content", OBJECT, plain_content),
	MA_LLM_PLAIN("index", ZERO),
	MA_LLM_PLAIN_END,
};

static const struct ma_llm_plain plain_usage[] = {
	MA_LLM_PLAIN("promptTokenCount", INPUT),
	MA_LLM_PLAIN("candidatesTokenCount", OUTPUT),
	MA_LLM_PLAIN("totalTokenCount", ANY),
	MA_LLM_PLAIN("cachedContentTokenCount", CACHED),
	MA_LLM_PLAIN("promptTokensDetails", ANY),
	MA_LLM_PLAIN("cacheTokensDetails", ANY),
	MA_LLM_PLAIN("candidatesTokensDetails", ANY),
	MA_LLM_PLAIN("thoughtsTokenCount", THOUGHTS),
	MA_LLM_PLAIN("toolUsePromptTokenCount", INPUT),
	MA_LLM_PLAIN("trafficType", ANY),
	MA_LLM_PLAIN("serviceTier", ANY),
	MA_LLM_PLAIN_END,
};

static const struct ma_llm_plain plain_event[] = {
	MA_LLM_PLAIN_IN("candidates", ONE, plain_candidate),
	MA_LLM_PLAIN_IN("usageMetadata", USAGE, plain_usage),
	MA_LLM_PLAIN("modelVersion", MODEL),
	MA_LLM_PLAIN("responseId", ID),
	MA_LLM_PLAIN("createTime", ANY),
	MA_LLM_PLAIN_END,
};

const struct ma_llm_dialect ma_llm_gemini = {
	.name = "gemini",
	.base_url = "https://generativelanguage.googleapis.com",
	.model = MA_LLM_GEMINI_MODEL,
	.key_hint = "GEMINI_API_KEY or GOOGLE_API_KEY",
	.names = &names,
	.auth = "x-goog-api-key: ",
	.version = "v1beta",
	.timeout_header = "X-Server-Timeout: ",
	.url = gemini_url,
	.body = gemini_body,
	.take = gemini_take,
	.plain = plain_event,
};

ma_rc ma_llm_gemini_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err)
{
	return ma_llm_dialect_new(&ma_llm_gemini, opts, out, err);
}

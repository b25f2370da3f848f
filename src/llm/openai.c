/*
 * How requests to OpenAI's chat completions are written, as their many servers understand them.
 *
 * Two servers want their thoughts back with a turn that calls tools: DeepSeek
 * its reasoning_content, OpenRouter the reasoning_details. Whoever sends such
 * a member gets it back.
 *
 * The provider "openai" is OpenAI, or at another base URL any server that
 * speaks this: that one is asked in the words that all of them know.
 */
#include "llm/openai.h"

#include "base/limits.h"
#include "codec/json.h"

ma_rc ma_llm_openai_url(const struct ma_llm_dialect *d, struct ma_str base, struct ma_str model,
	bool stream, struct ma_buf *out, ma_err *err)
{
	MA_UNUSED(stream); /* these two are in the body */
	if (model.n == 0 || model.n > MA_LLM_MODEL_MAX)
		return ma_llm_refuse_model(d, model, err);
	ma_buf_addv(out, base);
	ma_buf_adds(out, "/chat/completions");
	return MA_OK;
}

/* Models that reason refuse to be told how to choose their words, and where to stop. */
static const struct ma_llm_names reasoning_names = { "max_completion_tokens", NULL, NULL, NULL,
	"seed", NULL };
static const struct ma_llm_names elsewhere_names = { "max_tokens", "temperature", "top_p", NULL,
	"seed", "stop" };
const struct ma_llm_names ma_llm_openai_names = { "max_completion_tokens", "temperature", "top_p",
	NULL, "seed", "stop" };

bool ma_llm_openai_reasons(struct ma_str model)
{
	struct ma_str rest = ma_str_starts(model, "gpt-") ? ma_str_from(model, 4) : MA_STR("");

	if (ma_str_starts(model, "o"))
		return model.n > 1 && model.p[1] >= '1' && model.p[1] <= '9';
	if (rest.n == 0 || ma_str_find(model, MA_STR("-chat")) >= 0)
		return false;
	return (rest.p[0] >= '5' && rest.p[0] <= '9') ||
		(rest.n > 1 && rest.p[0] == '1' && rest.p[1] >= '0' && rest.p[1] <= '9');
}

/* One that keeps the rules of "strict" is sent so; others would be refused, and answers are validated anyway. */
static json_t *schema_format(const struct ma_llm_dialect *d, const json_t *schema)
{
	struct ma_llm_body format = MA_LLM_BODY(
		json_pack("{s:s,s:o}", "name", "answer", "schema", json_deep_copy(schema)));

	if ((d->traits & MA_LLM_OPENAI_OWN) && ma_llm_schema_is_strict(schema))
		ma_llm_body_set(&format, "strict", json_true());
	return ma_llm_body_take(&format);
}

static void set_format(
	struct ma_llm_body *b, const struct ma_llm_dialect *d, const struct ma_llm_req *req)
{
	if (req->schema && !(d->traits & MA_LLM_OPENAI_NO_SCHEMA))
		ma_llm_body_set(b, "response_format",
			json_pack("{s:s,s:o}", "type", "json_schema", "json_schema",
				schema_format(d, req->schema)));
	else if (req->json || req->schema)
		ma_llm_body_set(b, "response_format", json_pack("{s:s}", "type", "json_object"));
}

static json_t *tools(const struct ma_llm_dialect *d, const struct ma_llm_req *req)
{
	struct ma_llm_body list = MA_LLM_BODY(json_array());
	size_t i;

	for (i = 0; i < req->tools_n; i++) {
		const struct ma_llm_tool *t = &req->tools[i];
		struct ma_llm_body tool = MA_LLM_BODY(json_pack("{s:s%,s:o,s:o}", "name", t->name.p,
			t->name.n, "description", ma_llm_json_text(t->description), "parameters",
			ma_llm_json_parameters(t)));

		if ((d->traits & MA_LLM_OPENAI_OWN) && t->parameters &&
			ma_llm_schema_is_strict(t->parameters))
			ma_llm_body_set(&tool, "strict", json_true());
		ma_llm_body_add(&list,
			json_pack("{s:s,s:o}", "type", "function", "function",
				ma_llm_body_take(&tool)));
	}
	return ma_llm_body_take(&list);
}

static void set_tools(
	struct ma_llm_body *b, const struct ma_llm_dialect *d, const struct ma_llm_req *req)
{
	static const char *const choices[] = { NULL, "none", "required", NULL };

	if (req->tools_n == 0)
		return;
	ma_llm_body_set(b, "tools", tools(d, req));
	if (req->tool_choice == MA_LLM_TOOLS_ONE)
		ma_llm_body_set(b, "tool_choice",
			json_pack("{s:s,s:{s:s%}}", "type", "function", "function", "name",
				req->tool.p, req->tool.n));
	else if (choices[req->tool_choice])
		ma_llm_body_set(b, "tool_choice", json_string(choices[req->tool_choice]));
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

static json_t *call(const struct ma_llm_dialect *d, const struct ma_llm_tool_call *c)
{
	struct ma_str arguments = c->arguments.n > 0 ? c->arguments : MA_STR("{}");

	return json_pack("{s:o,s:s,s:{s:s%,s:o}}", "id",
		ma_llm_json_id(c->id, (d->traits & MA_LLM_OPENAI_NINE) != 0), "type", "function",
		"function", "name", c->name.p, c->name.n, "arguments", ma_llm_json_text(arguments));
}

/* Thoughts go back where they came from: one member of the message, or a list of them. */
static void set_thoughts(struct ma_llm_body *turn, json_t *items)
{
	struct ma_llm_body details = MA_LLM_BODY(json_array());
	json_t *item;
	size_t i;

	json_array_foreach (items, i, item)
		if (json_object_get(item, "type"))
			ma_llm_body_add(&details, json_incref(item));
		else if (json_object_update(turn->object, item))
			turn->bad = true;
	if (json_array_size(details.object) > 0 || !details.object)
		ma_llm_body_set(turn, "reasoning_details", ma_llm_body_take(&details));
	else
		json_decref(details.object);
}

static json_t *turn(const struct ma_llm_dialect *d, const struct ma_llm_msg *m, struct ma_str model)
{
	struct ma_llm_body turn = MA_LLM_BODY(json_pack("{s:s,s:o}", "role", "assistant", "content",
		m->text.n > 0 || m->calls_n == 0 ? ma_llm_json_text(m->text) : json_null()));
	struct ma_llm_body calls = MA_LLM_BODY(NULL);
	json_t *items;
	size_t i;

	if (m->calls_n == 0)
		return ma_llm_body_take(&turn);
	calls.object = json_array();
	for (i = 0; i < m->calls_n; i++)
		ma_llm_body_add(&calls, call(d, &m->calls[i]));
	ma_llm_body_set(&turn, "tool_calls", ma_llm_body_take(&calls));
	items = ma_llm_body_echo(&turn, m, d->name, model, NULL);
	if (items)
		set_thoughts(&turn, items);
	json_decref(items);
	return ma_llm_body_take(&turn);
}

static json_t *message(
	const struct ma_llm_dialect *d, const struct ma_llm_msg *m, struct ma_str model)
{
	if (m->role == MA_LLM_USER)
		return ma_llm_json_said("user", m->text);
	if (m->role == MA_LLM_ASSISTANT)
		return turn(d, m, model);
	return json_pack("{s:s,s:o,s:o}", "role", "tool", "tool_call_id",
		ma_llm_json_id(m->call_id, (d->traits & MA_LLM_OPENAI_NINE) != 0), "content",
		ma_llm_json_result(m));
}

static bool says_json(const struct ma_llm_req *req)
{
	static const char *const words[] = { "JSON", "json", "Json" };
	size_t i, k;

	for (k = 0; k < MA_COUNT(words); k++) {
		if (ma_str_find(req->system, ma_str(words[k])) >= 0)
			return true;
		for (i = 0; i < req->msgs_n; i++)
			if (ma_str_find(req->msgs[i].text, ma_str(words[k])) >= 0)
				return true;
	}
	return false;
}

json_t *ma_llm_openai_system(const struct ma_llm_dialect *d, const struct ma_llm_req *req)
{
	bool told = req->schema && (d->traits & MA_LLM_OPENAI_SCHEMA_TOLD);
	struct ma_buf b = MA_BUF_INIT(2 * MA_LIMIT_REQUEST);
	json_t *text;

	ma_buf_addv(&b, req->system);
	if (told || (req->json && !req->schema && !says_json(req)))
		ma_buf_addf(&b, "%sAnswer with one JSON value%s", b.n > 0 ? "\n\n" : "",
			told ? " that fits this JSON Schema:\n" : ".");
	if (told)
		ma_json_write(req->schema, 0, &b);
	text = b.rc ? NULL : ma_llm_json_text(ma_buf_str(&b));
	ma_buf_done(&b);
	return text;
}

static json_t *messages(
	const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model)
{
	bool developer = (d->traits & MA_LLM_OPENAI_OWN) && ma_llm_openai_reasons(model);
	struct ma_llm_body list = MA_LLM_BODY(json_array());
	json_t *text = ma_llm_openai_system(d, req);
	size_t i;

	if (!text || json_string_length(text) > 0)
		ma_llm_body_add(&list,
			json_pack("{s:s,s:o}", "role", developer ? "developer" : "system",
				"content", text));
	else
		json_decref(text);
	for (i = 0; i < req->msgs_n; i++)
		ma_llm_body_add(&list, message(d, &req->msgs[i], model));
	return ma_llm_body_take(&list);
}

json_t *ma_llm_openai_body(
	const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model)
{
	bool reasons = (d->traits & MA_LLM_OPENAI_OWN) && ma_llm_openai_reasons(model);
	struct ma_llm_body body = MA_LLM_BODY(json_pack("{s:o,s:o}", "model",
		ma_llm_json_text(model), "messages", messages(d, req, model)));

	ma_llm_body_set_named(&body, req, reasons ? &reasoning_names : d->names);
	set_format(&body, d, req);
	set_effort(&body, d, req);
	set_tools(&body, d, req);
	if (d->traits & MA_LLM_OPENAI_COST)
		ma_llm_body_set(&body, "usage", json_pack("{s:b}", "include", 1));
	if (req->stream)
		ma_llm_body_set(&body, "stream", json_true());
	if (req->stream && !(d->traits & MA_LLM_OPENAI_NO_STREAM_OPTIONS))
		ma_llm_body_set(&body, "stream_options", json_pack("{s:b}", "include_usage", 1));
	return ma_llm_body_take(&body);
}

#define OPENAI(words, own)                                                        \
	{                                                                         \
		.name = "openai", .base_url = "https://api.openai.com/v1",        \
		.model = MA_LLM_OPENAI_MODEL, .key_hint = "OPENAI_API_KEY",       \
		.auth = "Authorization: Bearer ", .names = &(words),              \
		.traits = MA_LLM_OPENAI_EFFORT | (own), .url = ma_llm_openai_url, \
		.body = ma_llm_openai_body, .take = ma_llm_openai_take,           \
		.plain = ma_llm_openai_plain,                                     \
	}

const struct ma_llm_dialect ma_llm_openai = OPENAI(ma_llm_openai_names, MA_LLM_OPENAI_OWN);
const struct ma_llm_dialect ma_llm_openai_elsewhere = OPENAI(elsewhere_names, 0);

/* OpenAI's models are also served by Azure. */
static bool is_own(struct ma_str url)
{
	struct ma_str host;

	if (url.n == 0)
		return true;
	(void)ma_str_cut(&url, '/', &host); /* the scheme, */
	(void)ma_str_cut(&url, '/', &host); /* nothing, */
	(void)ma_str_cut(&url, '/', &host); /* and the host; what is no URL is refused later */
	return ma_str_is(host, "api.openai.com") || ma_str_ends(host, ".api.openai.com") ||
		ma_str_ends(host, ".openai.azure.com");
}

ma_rc ma_llm_openai_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err)
{
	return ma_llm_dialect_new(
		is_own(ma_str(opts->base_url)) ? &ma_llm_openai : &ma_llm_openai_elsewhere, opts,
		out, err);
}

/*
 * Ollama's /api/chat.
 *
 * The server cuts a prompt that does not fit its context, 4096 tokens unless
 * it is told otherwise, and says nothing. So every request names the context
 * it needs, and forbids the cut: what is too long then is an error. The
 * context grows in powers of two, because a model is loaded anew for each
 * other size.
 *
 * A stream is JSON, one value to a line; the one with "done" is the end and
 * holds the usage. Errors are {"error":"words"}, with any status, also within
 * a stream. No key is needed.
 *
 * Calls of tools come whole, with their arguments as an object, and the reason
 * to stop says nothing of them. There is no word for which tool must be called:
 * where it is one, that one alone is offered; where it is any, it is left open.
 */
#include "llm/ollama.h"

#include "base/limits.h"
#include "codec/json.h"

#define CONTEXT_MIN 8192
#define CONTEXT_MAX 1048576
#define BYTES_PER_TOKEN 3  /* careful: of code and English there are four */
#define OUTPUT_TOKENS 8192 /* room for an answer whose length is left open */

static const struct ma_llm_stop stops[] = {
	{ "stop", MA_LLM_FINISH_STOP },
	{ "length", MA_LLM_FINISH_LENGTH },
};

static const struct ma_llm_names names = { "num_predict", "temperature", "top_p", "top_k", "seed",
	"stop" };

static ma_rc ollama_url(const struct ma_llm_dialect *d, struct ma_str base, struct ma_str model,
	bool stream, struct ma_buf *out, ma_err *err)
{
	MA_UNUSED(stream); /* these two are in the body */
	if (model.n == 0 || model.n > MA_LLM_MODEL_MAX)
		return ma_llm_refuse_model(d, model, err);
	ma_buf_addv(out, base);
	ma_buf_adds(out, "/api/chat");
	return MA_OK;
}

static json_int_t context_for(const struct ma_llm_req *req)
{
	json_int_t need = req->output_tokens_max > 0 ? req->output_tokens_max : OUTPUT_TOKENS;
	json_int_t size = CONTEXT_MIN;

	if (req->context_tokens > 0)
		return req->context_tokens;
	need += (json_int_t)(ma_llm_req_bytes(req) / BYTES_PER_TOKEN);
	while (size < need && size < CONTEXT_MAX)
		size *= 2;
	return size;
}

static json_t *options(const struct ma_llm_dialect *d, const struct ma_llm_req *req)
{
	struct ma_llm_body options = MA_LLM_BODY(json_pack("{s:I}", "num_ctx", context_for(req)));

	ma_llm_body_set_named(&options, req, d->names);
	return ma_llm_body_take(&options);
}

static json_t *tools(const struct ma_llm_req *req)
{
	struct ma_llm_body list = MA_LLM_BODY(json_array());
	size_t i;

	for (i = 0; i < req->tools_n; i++) {
		const struct ma_llm_tool *t = &req->tools[i];

		if (req->tool_choice == MA_LLM_TOOLS_ONE && !ma_str_eq(t->name, req->tool))
			continue;
		ma_llm_body_add(&list,
			json_pack("{s:s,s:{s:s%,s:o,s:o}}", "type", "function", "function", "name",
				t->name.p, t->name.n, "description",
				ma_llm_json_text(t->description), "parameters",
				ma_llm_json_parameters(t)));
	}
	return ma_llm_body_take(&list);
}

static json_t *turn(const struct ma_llm_dialect *d, const struct ma_llm_msg *m, struct ma_str model)
{
	struct ma_llm_body turn = MA_LLM_BODY(ma_llm_json_said("assistant", m->text));
	struct ma_llm_body calls = MA_LLM_BODY(NULL);
	json_t *thoughts;
	size_t i;

	if (m->calls_n == 0)
		return ma_llm_body_take(&turn);
	calls.object = json_array();
	for (i = 0; i < m->calls_n; i++)
		ma_llm_body_add(&calls,
			json_pack("{s:o,s:{s:s%,s:o}}", "id", ma_llm_json_id(m->calls[i].id, false),
				"function", "name", m->calls[i].name.p, m->calls[i].name.n,
				"arguments", ma_llm_json_arguments(&m->calls[i])));
	ma_llm_body_set(&turn, "tool_calls", ma_llm_body_take(&calls));
	thoughts = ma_llm_body_echo(&turn, m, d->name, model, NULL);
	if (thoughts && json_object_update(turn.object, json_array_get(thoughts, 0)))
		turn.bad = true;
	json_decref(thoughts);
	return ma_llm_body_take(&turn);
}

static json_t *messages(
	const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model)
{
	struct ma_llm_body list = MA_LLM_BODY(json_array());
	size_t i;

	if (req->system.n > 0)
		ma_llm_body_add(&list, ma_llm_json_said("system", req->system));
	for (i = 0; i < req->msgs_n; i++) {
		const struct ma_llm_msg *m = &req->msgs[i];
		struct ma_str tool = ma_llm_tool_of(req, i);

		if (m->role == MA_LLM_USER)
			ma_llm_body_add(&list, ma_llm_json_said("user", m->text));
		else if (m->role == MA_LLM_ASSISTANT)
			ma_llm_body_add(&list, turn(d, m, model));
		else
			ma_llm_body_add(&list,
				json_pack("{s:s,s:s%,s:o,s:o}", "role", "tool", "tool_name", tool.p,
					tool.n, "tool_call_id", ma_llm_json_id(m->call_id, false),
					"content", ma_llm_json_result(m)));
	}
	return ma_llm_body_take(&list);
}

static json_t *ollama_body(
	const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model)
{
	struct ma_llm_body body = MA_LLM_BODY(json_pack("{s:o,s:o,s:b,s:b,s:b,s:o}", "model",
		ma_llm_json_text(model), "messages", messages(d, req, model), "stream",
		(int)req->stream, "truncate", 0, "shift", 0, "options", options(d, req)));
	const char *effort = ma_llm_effort_word(req, "");

	if (req->schema)
		ma_llm_body_set(&body, "format", json_deep_copy(req->schema));
	else if (req->json)
		ma_llm_body_set(&body, "format", json_string("json"));
	if (ma_llm_may_call(req))
		ma_llm_body_set(&body, "tools", tools(req));
	if (effort)
		ma_llm_body_set(&body, "think", *effort ? json_string(effort) : json_false());
	return ma_llm_body_take(&body);
}

static void take_end(struct ma_llm_answer *a, const json_t *piece)
{
	struct ma_str reason = ma_json_str(piece, "done_reason");

	if (reason.n == 0)
		reason = MA_STR("stop"); /* servers before there were reasons */
	if (json_object_get(piece, "prompt_eval_count") || json_object_get(piece, "eval_count")) {
		a->has_usage = true;
		a->usage = (struct ma_usage){
			.input = ma_llm_tokens(piece, "prompt_eval_count"),
			.output = ma_llm_tokens(piece, "eval_count"),
		};
	}
	ma_llm_answer_stop(a, ma_llm_finish_of(stops, MA_COUNT(stops), reason), reason);
}

static void take_call(struct ma_llm_answer *a, const json_t *call)
{
	const json_t *function = json_object_get(call, "function");

	ma_llm_answer_call(a,
		&(struct ma_llm_fragment){ .index = (int64_t)a->calls.n,
			.id = ma_json_str(call, "id"),
			.name = ma_json_str(function, "name"),
			.whole = json_object_get(function, "arguments") });
	a->echo.needed = true; /* if there is anything: thoughts go back with calls alone */
}

static void take_thoughts(struct ma_llm_answer *a, struct ma_str text)
{
	if (text.n == 0)
		return;
	if (!ma_llm_echo_has(&a->echo, 0))
		ma_llm_echo_item(&a->echo, 0, json_object());
	ma_llm_echo_text(&a->echo, 0, "thinking", text);
	a->progress++;
}

static void ollama_take(struct ma_llm_answer *a, const json_t *piece)
{
	const json_t *error = json_object_get(piece, "error"),
		     *message = json_object_get(piece, "message"), *call;
	size_t i;

	if (error && !json_is_null(error)) {
		ma_llm_answer_fail(a, piece);
		return;
	}
	ma_llm_answer_names(a, ma_json_str(piece, "model"), MA_STR(""));
	ma_llm_answer_text(a, ma_json_str(message, "content"));
	take_thoughts(a, ma_json_str(message, "thinking"));
	json_array_foreach (json_object_get(message, "tool_calls"), i, call)
		take_call(a, call);
	if (ma_json_bool(piece, "done", false))
		take_end(a, piece);
}

static const struct ma_llm_plain plain_message[] = {
	MA_LLM_PLAIN("role", ANY),
	MA_LLM_PLAIN("content", TEXT),
	MA_LLM_PLAIN_END,
};

static const struct ma_llm_plain plain_event[] = {
	MA_LLM_PLAIN("model", MODEL),
	MA_LLM_PLAIN("created_at", ANY),
	MA_LLM_PLAIN_IN("message", OBJECT, plain_message),
	MA_LLM_PLAIN("done", FALSE),
	MA_LLM_PLAIN_END,
};

const struct ma_llm_dialect ma_llm_ollama = {
	.name = "ollama",
	.base_url = "http://127.0.0.1:11434",
	.model = MA_LLM_OLLAMA_MODEL,
	.auth = "Authorization: Bearer ",
	.names = &names,
	.url = ollama_url,
	.body = ollama_body,
	.take = ollama_take,
	.plain = plain_event,
};

/* A host as OLLAMA_HOST names it, for a server as well: to any address means to this machine. */
static void add_url(struct ma_buf *out, struct ma_str host)
{
	ptrdiff_t bracket = ma_str_find(host, MA_STR("]")); /* of an IPv6 address */
	size_t from = bracket < 0 ? 0 : (size_t)bracket;
	ptrdiff_t colon = ma_str_find(ma_str_from(host, from), MA_STR(":"));
	struct ma_str name = ma_str_n(host.p, colon < 0 ? host.n : from + (size_t)colon);
	struct ma_str port = ma_str_from(host, colon < 0 ? host.n : name.n + 1);

	ma_buf_adds(out, "http://");
	ma_buf_addv(out, name.n == 0 || ma_str_is(name, "0.0.0.0") ? MA_STR("127.0.0.1") : name);
	ma_buf_addc(out, ':');
	ma_buf_addv(out, port.n > 0 ? port : MA_STR("11434"));
}

ma_rc ma_llm_ollama_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err)
{
	struct ma_buf url = MA_BUF_INIT(4 * MA_KIB);
	struct ma_llm_opts own = *opts;
	struct ma_str host = ma_str_trim(ma_str(opts->base_url));
	ma_rc rc = MA_OK;

	if (host.n > 0 && ma_str_find(host, MA_STR("://")) < 0) {
		add_url(&url, host);
		rc = ma_buf_check(&url, err);
		own.base_url = url.p;
	}
	if (!rc)
		rc = ma_llm_dialect_new(&ma_llm_ollama, &own, out, err);
	ma_buf_done(&url);
	return rc;
}

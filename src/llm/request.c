/* Requests as text. */
#include "llm/request.h"

#include "base/limits.h"
#include "codec/json.h"
#include "llm/body.h"

static const char *const harm_words[] = {
#define X(id, name) [MA_LLM_HARM_##id] = name,
	MA_LLM_HARMS(X)
#undef X
};

static const char *const block_words[] = { [MA_LLM_BLOCK_DEFAULT] = "",
#define X(id, name) [MA_LLM_BLOCK_##id] = name,
	MA_LLM_BLOCKS(X)
#undef X
};

static const char *const role_words[] = { "user", "assistant", "tool" };
static const char *const choice_words[] = { "", "none", "required", "one" };

static void add_text(struct ma_buf *out, const char *name, struct ma_str text)
{
	if (text.n == 0)
		return;
	ma_buf_addf(out, ",\"%s\":", name);
	ma_json_add_string(out, text);
}

void ma_llm_calls_write(const struct ma_llm_tool_call *calls, size_t n, struct ma_buf *out)
{
	size_t i;

	for (i = 0; i < n; i++) {
		ma_buf_adds(out, i > 0 ? ",{\"name\":" : ",\"calls\":[{\"name\":");
		ma_json_add_string(out, calls[i].name);
		add_text(out, "id", calls[i].id);
		add_text(out, "arguments", calls[i].arguments);
		ma_buf_addc(out, '}');
	}
	ma_buf_adds(out, n > 0 ? "]" : "");
}

static void add_calls(struct ma_buf *out, const struct ma_llm_msg *msg)
{
	ma_llm_calls_write(msg->calls, msg->calls_n, out);
	add_text(out, "echo", msg->echo);
	add_text(out, "call_id", msg->call_id);
	ma_buf_adds(out, msg->is_error ? ",\"is_error\":true" : "");
}

static void add_tools(struct ma_buf *out, const struct ma_llm_req *req)
{
	size_t i;

	for (i = 0; i < req->tools_n; i++) {
		ma_buf_adds(out, i > 0 ? ",{\"name\":" : ",\"tools\":[{\"name\":");
		ma_json_add_string(out, req->tools[i].name);
		add_text(out, "description", req->tools[i].description);
		if (req->tools[i].parameters) {
			ma_buf_adds(out, ",\"parameters\":");
			ma_json_write(req->tools[i].parameters, 0, out);
		}
		ma_buf_addc(out, '}');
	}
	ma_buf_adds(out, req->tools_n > 0 ? "]" : "");
	add_text(out, "tool_choice", ma_str(choice_words[req->tool_choice]));
	add_text(out, "tool", req->tool);
}

static void add_messages(struct ma_buf *out, const struct ma_llm_req *req)
{
	size_t i;

	ma_buf_adds(out, ",\"messages\":[");
	for (i = 0; i < req->msgs_n; i++) {
		ma_buf_addf(out, "%s{\"role\":\"%s\",\"text\":", i > 0 ? "," : "",
			role_words[req->msgs[i].role]);
		ma_json_add_string(out, req->msgs[i].text);
		add_calls(out, &req->msgs[i]);
		ma_buf_addc(out, '}');
	}
	ma_buf_addc(out, ']');
}

static void add_count(struct ma_buf *out, const char *name, int64_t value)
{
	if (value != 0)
		ma_buf_addf(out, ",\"%s\":%lld", name, (long long)value);
}

static void add_stops(struct ma_buf *out, const struct ma_llm_req *req)
{
	size_t i;

	if (req->stops_n == 0)
		return;
	ma_buf_adds(out, ",\"stops\":[");
	for (i = 0; i < req->stops_n; i++) {
		ma_buf_adds(out, i > 0 ? "," : "");
		ma_json_add_string(out, req->stops[i]);
	}
	ma_buf_addc(out, ']');
}

static void add_safety(struct ma_buf *out, const struct ma_llm_req *req)
{
	const char *before = ",\"safety\":{";
	size_t i;

	for (i = 0; i < MA_LLM_HARMS_N; i++) {
		if (req->safety[i] == MA_LLM_BLOCK_DEFAULT)
			continue;
		ma_buf_addf(
			out, "%s\"%s\":\"%s\"", before, harm_words[i], block_words[req->safety[i]]);
		before = ",";
	}
	ma_buf_adds(out, before[1] ? "" : "}");
}

void ma_llm_req_write(const struct ma_llm_req *req, struct ma_buf *out)
{
	ma_buf_adds(out, "{\"model\":");
	ma_json_add_string(out, req->model);
	if (req->system.n > 0) {
		ma_buf_adds(out, ",\"system\":");
		ma_json_add_string(out, req->system);
	}
	add_messages(out, req);
	add_count(out, "output_tokens_max", req->output_tokens_max);
	if (req->temperature >= 0)
		ma_buf_addf(out, ",\"temperature\":%.17g", req->temperature);
	if (req->top_p > 0)
		ma_buf_addf(out, ",\"top_p\":%.17g", req->top_p);
	add_count(out, "top_k", req->top_k);
	add_count(out, "seed", req->seed);
	add_count(out, "context_tokens", req->context_tokens);
	add_stops(out, req);
	add_tools(out, req);
	ma_buf_adds(out, req->json ? ",\"json\":true" : "");
	if (req->schema) {
		ma_buf_adds(out, ",\"schema\":");
		ma_json_write(req->schema, 0, out);
	}
	if (req->effort != MA_LLM_EFFORT_DEFAULT)
		ma_buf_addf(out, ",\"effort\":\"%s\"", ma_llm_effort_word(req, "off"));
	add_safety(out, req);
	ma_buf_addc(out, '}');
}

/* The place of a word in a list, or -1. */
static int find_word(const char *const *words, size_t n, struct ma_str word)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ma_str_is(word, words[i]))
			return (int)i;
	return -1;
}

static ma_rc read_message(
	const json_t *msg, struct ma_arena *arena, struct ma_llm_msg *out, ma_err *err)
{
	int role = find_word(role_words, MA_COUNT(role_words), ma_json_str(msg, "role"));

	if (role < 0)
		return ma_fail(err, MA_EINVALID, "no such role");
	*out = (struct ma_llm_msg){ .role = (enum ma_llm_role)role,
		.text = ma_json_str(msg, "text"),
		.echo = ma_json_str(msg, "echo"),
		.call_id = ma_json_str(msg, "call_id"),
		.is_error = ma_json_bool(msg, "is_error", false) };
	return ma_llm_calls_read(
		json_object_get(msg, "calls"), arena, &out->calls, &out->calls_n, err);
}

static ma_rc read_tools(
	const json_t *value, struct ma_arena *arena, struct ma_llm_req *out, ma_err *err)
{
	int choice = find_word(
		choice_words, MA_COUNT(choice_words), ma_json_str(value, "tool_choice"));

	if (choice < 0)
		return ma_fail(err, MA_EINVALID, "/tool_choice: no such choice");
	out->tool_choice = (enum ma_llm_tool_choice)choice;
	out->tool = ma_json_str(value, "tool");
	return ma_llm_tools_read(
		json_object_get(value, "tools"), arena, &out->tools, &out->tools_n, err);
}

static ma_rc read_messages(
	const json_t *list, struct ma_arena *arena, struct ma_llm_req *out, ma_err *err)
{
	size_t n = json_array_size(list), i;
	struct ma_llm_msg *msgs = ma_arena_new_n(arena, struct ma_llm_msg, n);

	if (n == 0)
		return ma_fail(err, MA_EINVALID, "/messages: a request has one at least");
	if (!msgs)
		return ma_fail_nomem(err);
	for (i = 0; i < n; i++)
		if (read_message(json_array_get(list, i), arena, &msgs[i], err))
			return ma_err_wrap(err, "/messages/%zu/role", i);
	out->msgs = msgs;
	out->msgs_n = n;
	return MA_OK;
}

static ma_rc read_stops(
	const json_t *list, struct ma_arena *arena, struct ma_llm_req *out, ma_err *err)
{
	size_t n = json_array_size(list), i;
	struct ma_str *stops = ma_arena_new_n(arena, struct ma_str, n);

	if (!stops)
		return ma_fail_nomem(err);
	for (i = 0; i < n; i++) {
		const json_t *stop = json_array_get(list, i);

		stops[i] = ma_str_n(json_string_value(stop), json_string_length(stop));
	}
	out->stops = stops;
	out->stops_n = n;
	return MA_OK;
}

static bool read_effort(struct ma_str word, enum ma_llm_effort *out)
{
	struct ma_llm_req probe = { .effort = MA_LLM_EFFORT_OFF };

	*out = MA_LLM_EFFORT_DEFAULT;
	for (; word.n > 0 && probe.effort <= MA_LLM_EFFORT_HIGH; probe.effort++) {
		*out = probe.effort;
		if (ma_str_is(word, ma_llm_effort_word(&probe, "off")))
			return true;
	}
	return word.n == 0;
}

static ma_rc read_choices(const json_t *value, struct ma_llm_req *out, ma_err *err)
{
	const json_t *safety = json_object_get(value, "safety");
	size_t i;
	int at;

	if (!read_effort(ma_json_str(value, "effort"), &out->effort))
		return ma_fail(err, MA_EINVALID, "/effort: there is no such effort");
	for (i = 0; i < MA_LLM_HARMS_N; i++) {
		struct ma_str word = ma_json_str(safety, harm_words[i]);

		at = find_word(block_words, MA_COUNT(block_words), word);
		if (at < 0)
			return ma_fail(
				err, MA_EINVALID, "/safety/%s: no such choice", harm_words[i]);
		out->safety[i] = (enum ma_llm_block)at;
	}
	return MA_OK;
}

ma_rc ma_llm_req_read(
	const json_t *value, struct ma_arena *arena, struct ma_llm_req *out, ma_err *err)
{
	const json_t *temperature = json_object_get(value, "temperature");
	struct ma_llm_req req = { .model = ma_json_str(value, "model"),
		.system = ma_json_str(value, "system"),
		.output_tokens_max = ma_json_int(value, "output_tokens_max", 0),
		.temperature = temperature ? json_number_value(temperature) : -1,
		.top_p = json_number_value(json_object_get(value, "top_p")),
		.top_k = ma_json_int(value, "top_k", 0),
		.seed = ma_json_int(value, "seed", 0),
		.context_tokens = ma_json_int(value, "context_tokens", 0),
		.json = ma_json_bool(value, "json", false),
		.schema = json_object_get(value, "schema") };
	ma_rc rc = read_messages(json_object_get(value, "messages"), arena, &req, err);

	if (!rc)
		rc = read_stops(json_object_get(value, "stops"), arena, &req, err);
	if (!rc)
		rc = read_tools(value, arena, &req, err);
	if (!rc)
		rc = read_choices(value, &req, err);
	if (!rc)
		*out = req;
	return rc;
}

struct ma_str ma_llm_attribute(struct ma_str text, const char *opening)
{
	struct ma_str found = { NULL, 0 };
	ptrdiff_t at;

	while ((at = ma_str_find(text, ma_str(opening))) >= 0) {
		text = ma_str_from(text, (size_t)at + strlen(opening));
		found = text;
	}
	at = ma_str_find(found, MA_STR("\""));
	return at < 0 ? ma_str_n(NULL, 0) : ma_str_n(found.p, (size_t)at);
}

struct ma_str ma_llm_req_nonce(const struct ma_llm_req *req)
{
	struct ma_str nonce = ma_llm_attribute(req->msgs[0].text, "<output nonce=\"");
	size_t i;

	for (i = 0; i < nonce.n; i++)
		if (!strchr("0123456789abcdef", nonce.p[i]))
			return MA_STR("");
	return nonce.n == MA_NONCE_SIZE - 1 ? nonce : MA_STR("");
}

struct ma_str ma_llm_req_task(const struct ma_llm_req *req)
{
	return ma_llm_attribute(req->msgs[0].text, "<task id=\"");
}

void ma_llm_put_nonce(struct ma_str reply, struct ma_str was, struct ma_str is, struct ma_buf *out)
{
	ptrdiff_t at;

	while (was.n > 0 && is.n > 0 && (at = ma_str_find(reply, was)) >= 0) {
		ma_buf_add(out, reply.p, (size_t)at);
		ma_buf_addv(out, is);
		reply = ma_str_from(reply, (size_t)at + was.n);
	}
	ma_buf_addv(out, reply);
}

ma_rc ma_llm_req_key(const struct ma_llm_req *req, char out[MA_KEY_SIZE], ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(4 * MA_LIMIT_REQUEST);
	ma_rc rc;

	ma_llm_req_write(req, &text);
	rc = ma_buf_check(&text, err);
	if (!rc)
		rc = ma_masked_key(ma_buf_str(&text), ma_llm_req_nonce(req), out, err);
	ma_buf_done(&text);
	return rc;
}

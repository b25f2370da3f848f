/* Replies as JSON. */
#include "llm/reply_json.h"

#include "codec/json.h"
#include "llm/request.h"

static void add_text(struct ma_buf *out, const char *name, struct ma_str text)
{
	if (text.n == 0)
		return;
	ma_buf_addf(out, ",\"%s\":", name);
	ma_json_add_string(out, text);
}

static void add_count(struct ma_buf *out, const char *name, int64_t value)
{
	if (value > 0)
		ma_buf_addf(out, ",\"%s\":%lld", name, (long long)value);
}

static void add_usage(struct ma_buf *out, const struct ma_usage *u)
{
	ma_buf_addf(out, ",\"usage\":{\"input\":%lld,\"output\":%lld", (long long)u->input,
		(long long)u->output);
	add_count(out, "cached", u->cached);
	add_count(out, "reasoning", u->reasoning);
	if (u->billed)
		ma_buf_addf(out, ",\"cost_microusd\":%lld", (long long)u->billed_microusd);
	ma_buf_adds(out, u->estimated ? ",\"estimated\":true}" : "}");
}

void ma_llm_reply_write(const struct ma_llm_reply *r, struct ma_buf *out)
{
	ma_buf_addf(out, "{\"class\":\"%s\"", ma_llm_class_name(r->class));
	add_text(out, "text", r->text);
	ma_llm_calls_write(r->calls, r->calls_n, out);
	add_text(out, "echo", r->echo);
	if (r->class != MA_LLM_OK)
		add_text(out, "message", r->message);
	add_text(out, "model", r->model);
	add_text(out, "request_id", r->request_id);
	add_count(out, "status", r->status);
	add_count(out, "retry_after_ms", r->retry_after_ms);
	ma_buf_adds(out, r->sent ? ",\"sent\":true" : "");
	add_usage(out, &r->usage);
	ma_buf_addc(out, '}');
}

static struct ma_usage usage_of(const json_t *usage)
{
	return (struct ma_usage){ .input = ma_json_int(usage, "input", 0),
		.output = ma_json_int(usage, "output", 0),
		.cached = ma_json_int(usage, "cached", 0),
		.reasoning = ma_json_int(usage, "reasoning", 0),
		.billed = json_object_get(usage, "cost_microusd") != NULL,
		.billed_microusd = ma_json_int(usage, "cost_microusd", 0),
		.estimated = ma_json_bool(usage, "estimated", false) };
}

/* What llm/llm.h promises of every reply. */
static bool is_sane(const struct ma_llm_reply *r)
{
	bool ok = r->class == MA_LLM_OK;

	return r->usage.input >= 0 && r->usage.output >= 0 && r->usage.billed_microusd >= 0 &&
		r->retry_after_ms >= -1 && ok == (r->message.n == 0) &&
		(ok ? r->text.n > 0 || r->calls_n > 0 : r->calls_n == 0 && r->echo.n == 0);
}

ma_rc ma_llm_reply_read(
	const json_t *value, struct ma_arena *arena, struct ma_llm_reply *out, ma_err *err)
{
	struct ma_llm_reply r = { .text = ma_json_str(value, "text"),
		.model = ma_json_str(value, "model"),
		.request_id = ma_json_str(value, "request_id"),
		.status = (int)ma_json_int(value, "status", 0),
		.retry_after_ms = ma_json_int(value, "retry_after_ms", -1),
		.sent = ma_json_bool(value, "sent", false),
		.usage = usage_of(json_object_get(value, "usage")),
		.echo = ma_json_str(value, "echo"),
		.message = ma_json_str(value, "message") };
	ma_rc rc;

	if (!ma_llm_class_parse(ma_json_str(value, "class"), &r.class))
		return ma_fail(err, MA_EINVALID, "a reply without a class");
	if (r.class == MA_LLM_OK)
		r.message = MA_STR("");
	rc = ma_llm_calls_read(json_object_get(value, "calls"), arena, &r.calls, &r.calls_n, err);
	if (rc)
		return rc;
	if (!is_sane(&r))
		return ma_fail(err, MA_EINVALID, "this is no reply of class %s",
			ma_llm_class_name(r.class));
	*out = r;
	return MA_OK;
}

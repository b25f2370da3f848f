/*
 * One attempt over HTTP, whatever the dialect.
 *
 *   send ── request built ── ma_http ──► head ─┬─ stream ─► sse or lines ─► take ─► text so far ─► on_text
 *                                              └─ anything else ─► kept, read whole at the end
 *   done ── judged: cancelled · silent for too long · an error · no end told · cut · filtered · calls · empty · OK
 *
 * A stream that ends is not a stream that finished: only the dialect's own
 * word for the end makes an answer whole. After that word nothing more is
 * needed, so a failure that follows it is ignored, and the rest (the usage)
 * is waited for only a little.
 *
 * Three clocks run: to connect, the whole attempt (both ma_http's), and here
 * the silence between pieces of content. Keep-alive comments are life, not
 * progress: they do not feed it.
 *
 * The key is kept out of everything that leaves. In text it may arrive in
 * pieces, so the end of the text that could be the key's beginning is held
 * back until it is known.
 */
#include "llm/dialect_call.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "llm/limits.h"

#define LINGER_MS 5000 /* for what follows the end of the text */
#define ERROR_BODY_MAX (256 * MA_KIB)

static struct ma_str secret_of(const struct ma_llm_dialect_provider *p)
{
	return ma_str(p->key);
}

/* How many bytes at the end of the text may be the beginning of the key. */
static size_t held_back(struct ma_str text, struct ma_str secret)
{
	struct ma_str end = ma_str_from(text, text.n < secret.n ? 0 : text.n - secret.n + 1);
	const char *p;

	while (end.n > 0 && (p = memchr(end.p, secret.p[0], end.n))) {
		end = ma_str_from(end, (size_t)(p - end.p));
		if (memcmp(end.p, secret.p, end.n) == 0)
			return end.n;
		end = ma_str_from(end, 1);
	}
	return 0;
}

/* Hand on what is new. `last`: no more will come. */
static void show_text(struct ma_llm_call *c, bool last)
{
	struct ma_str secret = secret_of(c->provider), fresh;

	if (secret.n >= MA_LLM_SECRET_MIN)
		ma_llm_redact(&c->answer.text, c->shown, secret);
	fresh = ma_str_from(ma_buf_str(&c->answer.text), c->shown);
	if (!last && secret.n >= MA_LLM_SECRET_MIN)
		fresh.n -= held_back(fresh, secret);
	if (fresh.n == 0)
		return;
	c->shown += fresh.n;
	if (c->streaming && c->on_text)
		c->on_text(c->data, fresh);
}

static int64_t now_ms(const struct ma_llm_call *c)
{
	return c->provider->clock->mono_ms(c->provider->clock);
}

/* The timer is not moved with every piece of content: when it fires, it is seen how long it really was silent. */
static void on_silence(void *data)
{
	struct ma_llm_call *c = data;
	int64_t left = c->heard_ms + c->silence_ms - now_ms(c);
	ma_err err = { .code = MA_OK };

	c->silence = NULL;
	/* Without memory for a timer the attempt's whole time still bounds it. */
	if (left > 0) {
		(void)ma_timer_start(c->provider->loop, left, on_silence, c, &c->silence, &err);
		return;
	}
	c->ending = MA_LLM_BY_SILENCE;
	ma_http_cancel(c->http);
}

ma_rc ma_llm_call_silence(struct ma_llm_call *c, int64_t ms, ma_err *err)
{
	ma_timer_cancel(c->silence);
	c->silence = NULL;
	c->silence_ms = ms;
	c->heard_ms = now_ms(c);
	return ma_timer_start(c->provider->loop, ms, on_silence, c, &c->silence, err);
}

/* After bytes of the body: where there was content among them, the silence begins anew. */
static void note_progress(struct ma_llm_call *c)
{
	bool finished = c->answer.finish != MA_LLM_FINISH_NONE;
	int64_t ms = c->provider->idle_ms;
	ma_err err = { .code = MA_OK };

	if (c->answer.progress == c->progress || c->reread)
		return;
	c->progress = c->answer.progress;
	if (finished && ms > LINGER_MS)
		ms = LINGER_MS;
	c->heard_ms = now_ms(c);
	if (ms == c->silence_ms)
		return;
	(void)ma_llm_call_silence(c, ms, &err); /* as above */
}

/* False: it is no JSON, or there is no memory for it. */
static bool take_parsed(struct ma_llm_call *c, struct ma_str payload)
{
	ma_err err = { .code = MA_OK };
	json_t *piece = NULL;

	if (ma_json_parse(payload, "event", &piece, &err)) {
		c->garbled = true;
		if (err.code == MA_ENOMEM)
			c->body.rc = MA_ENOMEM;
		return false;
	}
	c->provider->dialect->take(&c->answer, piece);
	json_decref(piece);
	return true;
}

static bool take_event(void *data, struct ma_str event, struct ma_str payload)
{
	struct ma_llm_call *c = data;

	MA_UNUSED(event);
	payload = ma_str_trim(payload);
	if (payload.n == 0 || ma_str_is(payload, "[DONE]") || c->answer.error)
		return true;
	if (!ma_llm_plain_take(&c->answer, c->provider->dialect->plain, &c->provider->doc, payload) &&
		!take_parsed(c, payload))
		return c->answer.finish != MA_LLM_FINISH_NONE;
	show_text(c, false);
	return c->ending == MA_LLM_GOING && !ma_llm_answer_rc(&c->answer);
}

static bool is_type(const struct ma_http_head *head, const char *type)
{
	return head->status == 200 && ma_str_starts(ma_http_header(head, "content-type"), type);
}

bool ma_llm_is_stream(const struct ma_http_head *head)
{
	return is_type(head, "text/event-stream") || is_type(head, "application/x-ndjson");
}

static ma_rc feed(
	struct ma_llm_call *c, const struct ma_http_head *head, struct ma_str bytes, ma_err *err)
{
	if (is_type(head, "application/x-ndjson"))
		return ma_llm_lines_feed(&c->lines, bytes, take_event, c, err);
	return ma_sse_feed(&c->sse, bytes, take_event, c, err);
}

static ma_rc feed_end(struct ma_llm_call *c, const struct ma_http_head *head, ma_err *err)
{
	if (is_type(head, "application/x-ndjson"))
		return ma_llm_lines_end(&c->lines, take_event, c, err);
	return ma_sse_end(&c->sse, take_event, c, err);
}

static void keep_body(struct ma_llm_call *c, const struct ma_http_head *head, struct ma_str bytes)
{
	size_t max = head->status >= 200 && head->status < 300 ? MA_LLM_BODY_MAX : ERROR_BODY_MAX;

	if (bytes.n > max - c->body.n)
		bytes.n = max - c->body.n;
	ma_buf_addv(&c->body, bytes);
}

static void note_head(struct ma_llm_call *c, const struct ma_http_head *head)
{
	if (c->head_at_ms >= 0)
		return;
	c->head_at_ms = c->provider->clock->mono_ms(c->provider->clock);
	if (c->tap && head->status != 0)
		c->tap->head(c->tap_data, head);
}

static bool on_body(void *data, const struct ma_http_head *head, struct ma_str bytes)
{
	struct ma_llm_call *c = data;
	ma_err err = { .code = MA_OK };
	ma_rc rc;

	note_head(c, head);
	if (c->tap)
		c->tap->bytes(c->tap_data, bytes);
	if (!ma_llm_is_stream(head)) {
		keep_body(c, head, bytes);
		return true;
	}
	c->feeding = true;
	rc = feed(c, head, bytes, &err);
	c->feeding = false;
	note_progress(c);
	if (rc && c->ending == MA_LLM_GOING)
		c->ending = MA_LLM_BY_LIMIT;
	if (rc == MA_ENOMEM)
		c->body.rc = rc;
	return rc == MA_OK;
}

static void take_whole(struct ma_llm_call *c, struct ma_str body)
{
	ma_err err = { .code = MA_OK };
	json_t *root = NULL, *piece;
	size_t i;

	if (ma_json_parse(ma_str_trim(body), "answer", &root, &err)) {
		c->garbled = true;
		if (err.code == MA_ENOMEM)
			c->body.rc = MA_ENOMEM;
		return;
	}
	/* A stream that was not asked for as events comes as an array of them. */
	if (json_is_array(root)) {
		json_array_foreach (root, i, piece)
			c->provider->dialect->take(&c->answer, piece);
	} else {
		c->provider->dialect->take(&c->answer, root);
	}
	json_decref(root);
}

static struct ma_str request_id(const struct ma_llm_call *c, const struct ma_http_head *head)
{
	struct ma_str id = ma_http_header(head, "x-request-id");

	if (id.n == 0)
		id = ma_http_header(head, "request-id");
	return id.n > 0 ? id : ma_str(c->answer.id);
}

/* What was told, or else a guess; what a broken stream told last may be less than what it had written. */
static struct ma_usage usage_of(const struct ma_llm_call *c, bool sent)
{
	size_t bytes = ma_llm_answer_bytes(&c->answer);
	int64_t written = (int64_t)(bytes / 4) + 1;
	struct ma_usage usage = c->answer.usage;

	if (!c->answer.has_usage)
		usage.estimated = sent;
	if (bytes == 0 || (c->answer.has_usage && c->answer.finish != MA_LLM_FINISH_NONE))
		return usage;
	usage.estimated = true;
	if (usage.input == 0)
		usage.input = c->input_guess;
	if (usage.output < written)
		usage.output = written;
	return usage;
}

static void grow_old(struct ma_allowance *a, int64_t age_ms)
{
	if (a->reset_ms > 0)
		a->reset_ms = a->reset_ms > age_ms ? a->reset_ms - age_ms : 1;
}

/* What the headers say was so when they came: of a long stream that is long ago. */
static struct ma_allowances allows_of(struct ma_llm_call *c, const struct ma_http_head *head)
{
	struct ma_clock *clock = c->provider->clock;
	struct ma_allowances allows = { .age_ms = 0 };
	int64_t age;

	if (c->reread)
		return allows;
	age = clock->mono_ms(clock) - c->head_at_ms;
	ma_llm_limits(head, clock->wall_ms(clock) - age, &allows);
	grow_old(&allows.requests, age);
	grow_old(&allows.tokens, age);
	if (allows.requests.reset_ms > 0 || allows.tokens.reset_ms > 0)
		allows.age_ms = age;
	return allows;
}

void ma_llm_call_free(struct ma_llm_call *c)
{
	if (!c)
		return;
	ma_timer_cancel(c->silence);
	ma_buf_done(&c->request);
	ma_buf_done(&c->body);
	ma_sse_done(&c->sse);
	ma_llm_lines_done(&c->lines);
	ma_llm_answer_done(&c->answer);
	ma_buf_done(&c->echo);
	ma_free(c);
}

/* The calls of tools as they are handed out, and what the provider wants back. */
static void finish_turn(struct ma_llm_call *c)
{
	struct ma_llm_answer *a = &c->answer;
	struct ma_str secret = secret_of(c->provider);
	ma_err err = { .code = MA_OK };

	if (a->finish != MA_LLM_FINISH_STOP && a->finish != MA_LLM_FINISH_TOOLS)
		return;
	if (secret.n < MA_LLM_SECRET_MIN)
		secret = MA_STR("");
	if (a->calls.n > 0 && !ma_llm_answer_rc(a))
		(void)ma_llm_calls_finish(
			&a->calls, c->calls_before, secret, &c->bad_calls); /* judged */
	/* Without memory its rc, or the answer's, says so. */
	(void)ma_llm_echo_write(&a->echo, c->provider->dialect->name, c->model, &c->echo, &err);
	ma_llm_redact(&c->echo, 0, secret);
}

static void reply(
	struct ma_llm_call *c, const struct ma_http_result *r, const struct ma_llm_fault *fault)
{
	struct ma_str secret = secret_of(c->provider), id = request_id(c, &r->head);
	struct ma_str model = ma_str(c->answer.model[0] ? c->answer.model : c->provider->model);
	char model_line[sizeof(c->answer.model)], id_line[sizeof(c->answer.id)];
	bool ok = fault->class == MA_LLM_OK;

	ma_llm_line(model_line, sizeof(model_line), secret, MA_STR_FMT, MA_STR_ARG(model));
	ma_llm_line(id_line, sizeof(id_line), secret, MA_STR_FMT, MA_STR_ARG(id));
	c->done(c->data,
		&(struct ma_llm_reply){
			.class = fault->class,
			.text = ma_buf_str(&c->answer.text),
			.calls = ok ? c->answer.calls.whole : NULL,
			.calls_n = ok ? c->answer.calls.n : 0,
			.echo = ok ? ma_buf_str(&c->echo) : MA_STR(""),
			.usage = usage_of(c, r->sent),
			.model = ma_str(model_line),
			.request_id = ma_str(id_line),
			.status = r->head.status,
			.retry_after_ms = fault->retry_after_ms,
			.allows = allows_of(c, &r->head),
			.sent = r->sent,
			.message = ma_str(ok ? "" : fault->message),
		});
}

static enum ma_llm_wire_end end_of(const struct ma_llm_call *c, const struct ma_http_result *r)
{
	if (c->ending != MA_LLM_GOING)
		return MA_LLM_WIRE_LEFT;
	return r->rc ? MA_LLM_WIRE_BROKEN : MA_LLM_WIRE_WHOLE;
}

static void on_done(void *data, const struct ma_http_result *r)
{
	struct ma_llm_call *c = data;
	bool good = r->head.status >= 200 && r->head.status <= 299;
	struct ma_llm_fault fault;
	ma_err err = { .code = MA_OK };

	c->feeding = true; /* there is nothing left to cancel */
	note_head(c, &r->head);
	if (ma_llm_is_stream(&r->head) && c->ending == MA_LLM_GOING)
		(void)feed_end(c, &r->head, &err); /* what it cannot read, it leaves unfinished */
	else if (good && r->rc == MA_OK)
		take_whole(c, ma_buf_str(&c->body));
	ma_timer_cancel(c->silence);
	c->silence = NULL;
	show_text(c, true);
	finish_turn(c);
	if (c->tap)
		c->tap->end(c->tap_data, end_of(c, r));
	ma_llm_judge(c, r, &fault);
	reply(c, r, &fault);
	ma_llm_call_free(c);
}

static void on_sent(void *data)
{
	struct ma_llm_call *c = data;

	ma_buf_done(&c->request);
}

const struct ma_http_events ma_llm_call_events = {
	.body = on_body, .sent = on_sent, .done = on_done
};

void ma_llm_call_reread(struct ma_llm_call *c, const struct ma_llm_wire *wire)
{
	struct ma_http_result r = { .sent = true, .head = wire->head };

	c->reread = true;
	if (wire->head.status != 0)
		(void)on_body(c, &wire->head, wire->body); /* what it cannot read is judged */
	if (wire->end == MA_LLM_WIRE_LEFT && c->ending == MA_LLM_GOING)
		c->ending = MA_LLM_BY_SILENCE;
	if (wire->end != MA_LLM_WIRE_WHOLE)
		r.rc = ma_fail(&r.err, MA_EIO, "the response is not whole");
	on_done(c, &r);
}

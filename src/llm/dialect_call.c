/*
 * One attempt over HTTP, whatever the dialect.
 *
 *   send ── request built ── ma_http ──► head ─┬─ stream ─► sse or lines ─► take ─► text so far ─► on_text
 *                                              └─ anything else ─► kept, read whole at the end
 *   done ── judged: cancelled · silent for too long · an error · no end told · cut · filtered · empty · OK
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

	if (c->answer.progress == c->progress)
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
	return c->ending == MA_LLM_GOING && !c->answer.text.rc;
}

static bool is_type(const struct ma_http_head *head, const char *type)
{
	return head->status == 200 && ma_str_starts(ma_http_header(head, "content-type"), type);
}

static bool is_stream(const struct ma_http_head *head)
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

static bool on_body(void *data, const struct ma_http_head *head, struct ma_str bytes)
{
	struct ma_llm_call *c = data;
	ma_err err = { .code = MA_OK };
	ma_rc rc;

	if (!is_stream(head)) {
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

static void say(const struct ma_llm_call *c, struct ma_llm_fault *f, enum ma_llm_class class,
	const char *what)
{
	f->class = class;
	f->retry_after_ms = -1;
	ma_llm_line(f->message, sizeof(f->message), secret_of(c->provider), "%s: %s%s%s",
		c->provider->dialect->name, what, c->answer.reason[0] ? ": " : "", c->answer.reason);
}

/* Who said it, and where a key that is refused comes from. */
static void sign(const struct ma_llm_call *c, struct ma_llm_fault *f)
{
	const struct ma_llm_dialect *d = c->provider->dialect;
	struct ma_llm_fault said = *f;

	if (f->class != MA_LLM_AUTH || !d->key_hint)
		ma_llm_line(f->message, sizeof(f->message), MA_STR(""), "%s: %s", d->name,
			said.message);
	else if (c->provider->key)
		ma_llm_line(f->message, sizeof(f->message), MA_STR(""),
			"%s: the key in %s was refused: %s", d->name, d->key_hint, said.message);
	else
		ma_llm_line(f->message, sizeof(f->message), MA_STR(""),
			"%s: %s is not set, and a key is asked for: %s", d->name, d->key_hint,
			said.message);
}

static void judge_unfinished(const struct ma_llm_call *c, bool stream, struct ma_llm_fault *f)
{
	if (stream)
		say(c, f, MA_LLM_TRANSIENT, "the stream ended before the answer did");
	else if (c->garbled)
		say(c, f, MA_LLM_BAD_OUTPUT, "the answer is not JSON");
	else
		say(c, f, MA_LLM_BAD_OUTPUT, "the response holds no finished answer");
}

/* The response came whole, or at least its end was told. */
static void judge_answer(const struct ma_llm_call *c, bool stream, struct ma_llm_fault *f)
{
	const struct ma_llm_answer *a = &c->answer;

	switch (a->finish) {
	case MA_LLM_FINISH_NONE:
		judge_unfinished(c, stream, f);
		break;
	case MA_LLM_FINISH_LENGTH:
		say(c, f, MA_LLM_LENGTH,
			a->text.n > 0 ? "the answer was cut at the token limit"
				      : "the token limit was used up before the answer began");
		break;
	case MA_LLM_FINISH_FILTER:
		say(c, f, MA_LLM_FILTER, "the answer was refused or filtered");
		break;
	case MA_LLM_FINISH_CONTEXT:
		say(c, f, MA_LLM_CONTEXT, "the model's context is full");
		break;
	case MA_LLM_FINISH_BROKEN:
		say(c, f, MA_LLM_BAD_OUTPUT, "the model stopped without a whole answer");
		break;
	case MA_LLM_FINISH_STOP:
		if (ma_str_trim(ma_buf_str(&a->text)).n == 0)
			say(c, f, MA_LLM_BAD_OUTPUT, "the answer is empty");
		break;
	}
}

static void judge_failure(
	const struct ma_llm_call *c, const struct ma_http_result *r, struct ma_llm_fault *f)
{
	ma_err err = r->err;

	if (c->ending == MA_LLM_BY_SILENCE) {
		say(c, f, MA_LLM_TIMEOUT, "no content for too long");
	} else if (c->ending == MA_LLM_BY_LIMIT && c->garbled) {
		say(c, f, MA_LLM_BAD_OUTPUT, "an event of the stream is not JSON");
	} else if (c->ending == MA_LLM_BY_LIMIT) {
		say(c, f, MA_LLM_BAD_OUTPUT, "an event of the stream is too long");
	} else {
		(void)ma_err_wrap(&err, "%s", c->provider->dialect->name);
		ma_llm_classify_failure(&err, f);
	}
}

/* The response, or an answer in it, is an error. */
static void judge_error(const struct ma_llm_call *c, const struct ma_http_result *r, bool whole,
	struct ma_llm_fault *f)
{
	struct ma_str body = ma_buf_str(&c->body), secret = secret_of(c->provider);
	int64_t wall_ms = c->provider->clock->wall_ms(c->provider->clock);

	if (whole)
		ma_llm_classify_http(&r->head, body, secret, wall_ms, f);
	else
		ma_llm_classify_json(&r->head, c->answer.error, MA_STR(""), secret, wall_ms, f);
	sign(c, f);
}

static void judge(
	const struct ma_llm_call *c, const struct ma_http_result *r, struct ma_llm_fault *f)
{
	*f = (struct ma_llm_fault){ .class = MA_LLM_OK, .retry_after_ms = -1 };
	if (c->ending == MA_LLM_BY_CANCEL)
		say(c, f, MA_LLM_CANCELED, "cancelled");
	else if (c->answer.text.rc == MA_ELIMIT)
		say(c, f, MA_LLM_BAD_OUTPUT, "the answer is too long");
	else if (c->answer.text.rc || c->body.rc)
		say(c, f, MA_LLM_TRANSIENT, "out of memory");
	else if (r->head.status != 0 && (r->head.status < 200 || r->head.status > 299))
		judge_error(c, r, true, f);
	else if (c->answer.error)
		judge_error(c, r, false, f);
	else if (r->rc && c->answer.finish == MA_LLM_FINISH_NONE)
		judge_failure(c, r, f);
	else
		judge_answer(c, is_stream(&r->head), f);
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
	int64_t written = (int64_t)(c->answer.text.n / 4) + 1;
	struct ma_usage usage = c->answer.usage;

	if (!c->answer.has_usage)
		usage.estimated = sent;
	if (c->answer.text.n == 0 || (c->answer.has_usage && c->answer.finish != MA_LLM_FINISH_NONE))
		return usage;
	usage.estimated = true;
	if (usage.input == 0)
		usage.input = c->input_guess;
	if (usage.output < written)
		usage.output = written;
	return usage;
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
	ma_free(c);
}

static void reply(
	struct ma_llm_call *c, const struct ma_http_result *r, const struct ma_llm_fault *fault)
{
	struct ma_str secret = secret_of(c->provider), id = request_id(c, &r->head);
	struct ma_str model = ma_str(c->answer.model[0] ? c->answer.model : c->provider->model);
	char model_line[sizeof(c->answer.model)], id_line[sizeof(c->answer.id)];

	ma_llm_line(model_line, sizeof(model_line), secret, MA_STR_FMT, MA_STR_ARG(model));
	ma_llm_line(id_line, sizeof(id_line), secret, MA_STR_FMT, MA_STR_ARG(id));
	c->done(c->data,
		&(struct ma_llm_reply){
			.class = fault->class,
			.text = ma_buf_str(&c->answer.text),
			.usage = usage_of(c, r->sent),
			.model = ma_str(model_line),
			.request_id = ma_str(id_line),
			.status = r->head.status,
			.retry_after_ms = fault->retry_after_ms,
			.sent = r->sent,
			.message = ma_str(fault->class == MA_LLM_OK ? "" : fault->message),
		});
}

static void on_done(void *data, const struct ma_http_result *r)
{
	struct ma_llm_call *c = data;
	bool good = r->head.status >= 200 && r->head.status <= 299;
	struct ma_llm_fault fault;
	ma_err err = { .code = MA_OK };

	c->feeding = true; /* there is nothing left to cancel */
	if (is_stream(&r->head) && c->ending == MA_LLM_GOING)
		(void)feed_end(c, &r->head, &err); /* what it cannot read, it leaves unfinished */
	else if (good && r->rc == MA_OK)
		take_whole(c, ma_buf_str(&c->body));
	ma_timer_cancel(c->silence);
	c->silence = NULL;
	show_text(c, true);
	judge(c, r, &fault);
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

/*
 * One attempt over HTTP, whatever the dialect.
 *
 *   send ── request built ── ma_http ──► head ─┬─ event stream ─► sse ─► take ─► text so far ─► on_text
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
#include "llm/dialect.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "codec/sse.h"

#define CONNECT_MS 10000
#define IDLE_MS 60000
#define LINGER_MS 5000              /* for what follows the end of the text */
#define BODY_MAX (2 * MA_LIMIT_REPLY) /* a whole answer, in JSON */
#define STREAM_MAX (16 * MA_LIMIT_REPLY) /* an envelope of some 300 bytes around every few */
#define ERROR_BODY_MAX (256 * MA_KIB)
#define TEXT_SECRET_MIN 16          /* a shorter key is no secret, and text that holds it is not ours to change */

struct provider {
	struct ma_llm base;
	struct ma_llm_ops ops; /* the same for all dialects but for the name */
	const struct ma_llm_dialect *dialect;
	struct ma_loop *loop;
	struct ma_http *(*http)(void *data, ma_err *err);
	void *http_data;
	struct ma_clock *clock;
	int64_t idle_ms;
	char *key, *url, *model;
};

enum ending { GOING, BY_CANCEL, BY_SILENCE, BY_LIMIT };

struct ma_llm_call {
	struct provider *provider;
	ma_llm_text_fn *on_text;
	ma_llm_done_fn *done;
	void *data;
	struct ma_http_call *http;
	struct ma_timer *silence;
	uint64_t progress;       /* of the answer, when silence was last set */
	struct ma_buf request;   /* lent to ma_http until done */
	int64_t input_guess;     /* tokens */
	struct ma_buf body;      /* what is no event stream */
	struct ma_sse sse;
	struct ma_llm_answer answer;
	size_t shown;            /* bytes of the text handed to on_text */
	bool streaming, feeding, garbled;
	enum ending ending;
};

static struct ma_str secret_of(const struct provider *p)
{
	return ma_str(p->key);
}

/* ---- text on its way out ---- */

/* How many bytes at the end of the text may be the beginning of the key. */
static size_t held_back(struct ma_str text, struct ma_str secret)
{
	size_t n;

	for (n = secret.n - 1 < text.n ? secret.n - 1 : text.n; n > 0; n--)
		if (memcmp(text.p + text.n - n, secret.p, n) == 0)
			return n;
	return 0;
}

/* Hand on what is new. `last`: no more will come. */
static void show_text(struct ma_llm_call *c, bool last)
{
	struct ma_str secret = secret_of(c->provider), fresh;

	if (secret.n >= TEXT_SECRET_MIN)
		ma_llm_redact(&c->answer.text, c->shown, secret);
	fresh = ma_str_from(ma_buf_str(&c->answer.text), c->shown);
	if (!last && secret.n >= TEXT_SECRET_MIN)
		fresh.n -= held_back(fresh, secret);
	if (fresh.n == 0)
		return;
	c->shown += fresh.n;
	if (c->streaming && c->on_text)
		c->on_text(c->data, fresh);
}

/* ---- silence ---- */

static void on_silence(void *data)
{
	struct ma_llm_call *c = data;

	c->silence = NULL;
	c->ending = BY_SILENCE;
	ma_http_cancel(c->http);
}

static ma_rc start_silence(struct ma_llm_call *c, int64_t ms, ma_err *err)
{
	ma_timer_cancel(c->silence);
	c->silence = NULL;
	return ma_timer_start(c->provider->loop, ms, on_silence, c, &c->silence, err);
}

/* Content came: the silence begins anew. */
static void note_progress(struct ma_llm_call *c)
{
	int64_t ms = c->provider->idle_ms;
	ma_err err = { .code = MA_OK };

	if (c->answer.progress == c->progress)
		return;
	c->progress = c->answer.progress;
	if (c->answer.finish != MA_LLM_FINISH_NONE && ms > LINGER_MS)
		ms = LINGER_MS;
	/* Without memory for a timer the attempt's whole time still bounds it. */
	(void)start_silence(c, ms, &err);
}

/* ---- reading ---- */

static bool take_event(void *data, struct ma_str event, struct ma_str payload)
{
	struct ma_llm_call *c = data;
	ma_err err = { .code = MA_OK };
	json_t *piece = NULL;

	MA_UNUSED(event);
	payload = ma_str_trim(payload);
	if (payload.n == 0 || ma_str_is(payload, "[DONE]") || c->answer.error)
		return true;
	if (ma_json_parse(payload, "event", &piece, &err)) {
		c->garbled = true;
		return c->answer.finish != MA_LLM_FINISH_NONE;
	}
	c->provider->dialect->take(&c->answer, piece);
	json_decref(piece);
	show_text(c, false);
	note_progress(c);
	return c->ending == GOING && !c->answer.text.rc;
}

static bool is_event_stream(const struct ma_http_head *head)
{
	return head->status == 200 && ma_str_starts(ma_http_header(head, "content-type"), "text/event-stream");
}

static void keep_body(struct ma_llm_call *c, const struct ma_http_head *head, struct ma_str bytes)
{
	size_t max = head->status >= 200 && head->status < 300 ? BODY_MAX : ERROR_BODY_MAX;

	if (bytes.n > max - c->body.n)
		bytes.n = max - c->body.n;
	ma_buf_addv(&c->body, bytes);
}

static bool on_body(void *data, const struct ma_http_head *head, struct ma_str bytes)
{
	struct ma_llm_call *c = data;
	ma_err err = { .code = MA_OK };
	ma_rc rc;

	if (!is_event_stream(head)) {
		keep_body(c, head, bytes);
		return true;
	}
	c->feeding = true;
	rc = ma_sse_feed(&c->sse, bytes, take_event, c, &err);
	c->feeding = false;
	if (rc && c->ending == GOING)
		c->ending = BY_LIMIT;
	return rc == MA_OK;
}

static void take_whole(struct ma_llm_call *c, struct ma_str body)
{
	ma_err err = { .code = MA_OK };
	json_t *root = NULL, *piece;
	size_t i;

	if (ma_json_parse(ma_str_trim(body), "answer", &root, &err)) {
		c->garbled = true;
		return;
	}
	/* A stream that was not asked for as events comes as an array of them. */
	if (json_is_array(root)) {
		json_array_foreach(root, i, piece)
			c->provider->dialect->take(&c->answer, piece);
	} else {
		c->provider->dialect->take(&c->answer, root);
	}
	json_decref(root);
}

/* ---- judging ---- */

static void say(const struct ma_llm_call *c, struct ma_llm_fault *f, enum ma_llm_class class, const char *what)
{
	f->class = class;
	f->retry_after_ms = -1;
	ma_llm_line(f->message, sizeof(f->message), secret_of(c->provider), "%s: %s%s%s", c->provider->dialect->name, what,
		c->answer.reason[0] ? ": " : "", c->answer.reason);
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
		say(c, f, MA_LLM_LENGTH, "the answer was cut at the token limit");
		break;
	case MA_LLM_FINISH_FILTER:
		say(c, f, MA_LLM_FILTER, "the answer was refused or filtered");
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

static void judge_failure(const struct ma_llm_call *c, const struct ma_http_result *r, struct ma_llm_fault *f)
{
	ma_err err = r->err;

	if (c->ending == BY_SILENCE) {
		say(c, f, MA_LLM_TIMEOUT, "no content for too long");
	} else if (c->ending == BY_LIMIT && c->garbled) {
		say(c, f, MA_LLM_BAD_OUTPUT, "an event of the stream is not JSON");
	} else if (c->ending == BY_LIMIT) {
		say(c, f, MA_LLM_BAD_OUTPUT, "an event of the stream is too long");
	} else {
		(void)ma_err_wrap(&err, "%s", c->provider->dialect->name);
		ma_llm_classify_failure(&err, f);
	}
}

static void judge(const struct ma_llm_call *c, const struct ma_http_result *r, struct ma_llm_fault *f)
{
	struct ma_str body = ma_buf_str(&c->body);
	struct ma_str secret = secret_of(c->provider);
	int64_t wall_ms = c->provider->clock->wall_ms(c->provider->clock);

	*f = (struct ma_llm_fault){ .class = MA_LLM_OK, .retry_after_ms = -1 };
	if (c->ending == BY_CANCEL)
		say(c, f, MA_LLM_CANCELED, "cancelled");
	else if (c->answer.text.rc == MA_ELIMIT)
		say(c, f, MA_LLM_BAD_OUTPUT, "the answer is too long");
	else if (c->answer.text.rc || c->body.rc)
		say(c, f, MA_LLM_TRANSIENT, "out of memory");
	else if (r->head.status != 0 && (r->head.status < 200 || r->head.status > 299))
		ma_llm_classify_http(&r->head, body, secret, wall_ms, f);
	else if (c->answer.error)
		ma_llm_classify_json(&r->head, c->answer.error, MA_STR(""), secret, wall_ms, f);
	else if (r->rc && c->answer.finish == MA_LLM_FINISH_NONE)
		judge_failure(c, r, f);
	else
		judge_answer(c, is_event_stream(&r->head), f);
}

/* ---- the end ---- */

static struct ma_str request_id(const struct ma_llm_call *c, const struct ma_http_head *head)
{
	struct ma_str id = ma_http_header(head, "x-request-id");

	return id.n > 0 ? id : ma_str(c->answer.id);
}

static struct ma_usage usage_of(const struct ma_llm_call *c, bool sent)
{
	struct ma_usage guess = { .estimated = sent };

	if (c->answer.has_usage)
		return c->answer.usage;
	if (c->answer.text.n > 0) {
		guess.input = c->input_guess;
		guess.output = (int64_t)(c->answer.text.n / 4) + 1;
	}
	return guess;
}

static void call_free(struct ma_llm_call *c)
{
	if (!c)
		return;
	ma_timer_cancel(c->silence);
	ma_buf_done(&c->request);
	ma_buf_done(&c->body);
	ma_sse_done(&c->sse);
	ma_llm_answer_done(&c->answer);
	ma_free(c);
}

static void reply(struct ma_llm_call *c, const struct ma_http_result *r, const struct ma_llm_fault *fault)
{
	struct ma_str secret = secret_of(c->provider), id = request_id(c, &r->head);
	struct ma_str model = ma_str(c->answer.model[0] ? c->answer.model : c->provider->model);
	char model_line[sizeof(c->answer.model)], id_line[sizeof(c->answer.id)];

	ma_llm_line(model_line, sizeof(model_line), secret, MA_STR_FMT, MA_STR_ARG(model));
	ma_llm_line(id_line, sizeof(id_line), secret, MA_STR_FMT, MA_STR_ARG(id));
	c->done(c->data, &(struct ma_llm_reply){
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
	if (is_event_stream(&r->head) && c->ending == GOING)
		(void)ma_sse_end(&c->sse, take_event, c, &err); /* what it cannot read, it leaves unfinished */
	else if (good && r->rc == MA_OK)
		take_whole(c, ma_buf_str(&c->body));
	ma_timer_cancel(c->silence);
	c->silence = NULL;
	show_text(c, true);
	judge(c, r, &fault);
	reply(c, r, &fault);
	call_free(c);
}

/* ---- the beginning ---- */

static int64_t input_guess(const struct ma_llm_req *req)
{
	size_t bytes = req->system.n, i;

	for (i = 0; i < req->msgs_n; i++)
		bytes += req->msgs[i].text.n;
	return (int64_t)(bytes / 4) + 1;
}

static ma_rc write_request(struct provider *p, const struct ma_llm_req *req, struct ma_str model, struct ma_buf *out,
	ma_err *err)
{
	json_t *body = p->dialect->body(req, model);

	if (!body)
		return ma_fail_nomem(err);
	ma_json_write(body, 0, out);
	json_decref(body);
	return ma_buf_check(out, err) ? ma_err_wrap(err, "%s: the request", p->dialect->name) : MA_OK;
}

static ma_rc call_new(struct provider *p, const struct ma_llm_req *req, struct ma_str model, struct ma_llm_call **out,
	ma_err *err)
{
	struct ma_llm_call *c = ma_new(struct ma_llm_call);
	ma_rc rc;

	if (!c)
		return ma_fail_nomem(err);
	c->provider = p;
	c->request = (struct ma_buf)MA_BUF_INIT(MA_LIMIT_REQUEST);
	c->body = (struct ma_buf)MA_BUF_INIT(BODY_MAX);
	c->streaming = req->stream;
	c->input_guess = input_guess(req);
	ma_sse_init(&c->sse, MA_LIMIT_SSE_EVENT);
	ma_llm_answer_init(&c->answer);
	rc = write_request(p, req, model, &c->request, err);
	if (rc) {
		call_free(c);
		return rc;
	}
	*out = c;
	return MA_OK;
}

static ma_rc start_http(struct ma_llm_call *c, struct ma_http *http, const char *url, const char *auth,
	const struct ma_llm_req *req, ma_err *err)
{
	static const struct ma_http_events events = { .body = on_body, .done = on_done };
	const char *headers[] = { "Content-Type: application/json",
		req->stream ? "Accept: text/event-stream" : "Accept: application/json", auth, NULL };
	const struct ma_http_req request = {
		.method = "POST",
		.url = url,
		.headers = headers,
		.body = ma_buf_str(&c->request),
		.connect_ms = CONNECT_MS,
		.total_ms = req->timeout_ms,
		.body_max = req->stream ? STREAM_MAX : BODY_MAX,
	};
	ma_rc rc;

	/* The first piece may take its time: models think before they write. */
	rc = req->stream ? start_silence(c, 2 * c->provider->idle_ms, err) : MA_OK;
	return rc ? rc : ma_http_start(http, &request, &events, c, &c->http, err);
}

/* The line that carries the key, or NULL where there is none. Gives: wipe() it. */
static ma_rc auth_line(const struct provider *p, char **out, ma_err *err)
{
	struct ma_buf line = MA_BUF_INIT(64 * MA_KIB);

	if (!p->key)
		return MA_OK;
	ma_buf_room(&line, strlen(p->dialect->auth) + strlen(p->key) + 1); /* so that no copy is left behind */
	ma_buf_adds(&line, p->dialect->auth);
	ma_buf_adds(&line, p->key);
	*out = ma_buf_take(&line);
	return *out ? MA_OK : ma_fail_nomem(err);
}

static void wipe(char *secret)
{
	if (secret)
		explicit_bzero(secret, strlen(secret));
	ma_free(secret);
}

static void dialect_free(struct ma_llm *self);

static struct provider *downcast(struct ma_llm *self)
{
	MA_ASSERT(self->ops->free == dialect_free);
	return (struct provider *)self;
}

static ma_rc dialect_send(struct ma_llm *self, const struct ma_llm_req *req, ma_llm_text_fn *on_text,
	ma_llm_done_fn *done, void *data, struct ma_llm_call **out, ma_err *err)
{
	struct provider *p = downcast(self);
	struct ma_str model = req->model.n ? req->model : ma_str(p->model);
	struct ma_buf url = MA_BUF_INIT(4 * MA_KIB);
	struct ma_llm_call *c = NULL;
	struct ma_http *http;
	char *auth = NULL;
	ma_rc rc;

	rc = p->dialect->url(ma_str(p->url), model, req->stream, &url, err);
	if (!rc)
		rc = ma_buf_check(&url, err);
	if (!rc)
		rc = auth_line(p, &auth, err);
	if (!rc)
		rc = call_new(p, req, model, &c, err);
	if (rc)
		goto out;
	c->on_text = on_text;
	c->done = done;
	c->data = data;
	http = p->http(p->http_data, err);
	rc = http ? start_http(c, http, url.p, auth, req, err) : err->code;
out:
	if (rc)
		call_free(c);
	else
		*out = c;
	ma_buf_done(&url);
	wipe(auth);
	return rc;
}

static void dialect_cancel(struct ma_llm *self, struct ma_llm_call *c)
{
	MA_ASSERT(c->provider == downcast(self));
	if (c->ending != GOING)
		return;
	c->ending = BY_CANCEL;
	if (!c->feeding) /* else the reader stops when on_text returns */
		ma_http_cancel(c->http);
}

static void dialect_free(struct ma_llm *self)
{
	struct provider *p = downcast(self);

	wipe(p->key);
	ma_free(p->url);
	ma_free(p->model);
	ma_free(p);
}

/* A header line has no room for anything else, and no provider gives such a key. */
static bool is_key(struct ma_str key)
{
	size_t i;

	for (i = 0; i < key.n; i++)
		if (key.p[i] <= ' ' || key.p[i] > '~')
			return false;
	return true;
}

static ma_rc check_opts(const struct ma_llm_dialect *d, const struct ma_llm_opts *opts, struct ma_str key, ma_err *err)
{
	struct ma_str url = ma_str(opts->base_url);

	if (key.n == 0 && url.n == 0)
		return ma_fail(err, MA_ECONFIG, "%s needs a key: set %s", d->name, d->key_hint);
	if (!is_key(key))
		return ma_fail(err, MA_ECONFIG, "%s: the key holds blanks or characters that no key has", d->name);
	if (url.n > 0 && !ma_str_starts(url, "https://") && !ma_str_starts(url, "http://"))
		return ma_fail(err, MA_ECONFIG, "%s: the base URL must begin with https:// or http://", d->name);
	if (ma_str_find(url, MA_STR("@")) >= 0 || ma_str_find(url, MA_STR("?")) >= 0)
		return ma_fail(err, MA_ECONFIG, "%s: the base URL must hold no user, password or query", d->name);
	return MA_OK;
}

static char *dup_url(const struct ma_llm_dialect *d, const char *base_url)
{
	struct ma_str url = ma_str(base_url && *base_url ? base_url : d->base_url);

	while (ma_str_ends(url, "/"))
		url.n--;
	return ma_strndup(url.p, url.n);
}

ma_rc ma_llm_dialect_new(const struct ma_llm_dialect *dialect, const struct ma_llm_opts *opts, struct ma_llm **out,
	ma_err *err)
{
	struct ma_str key = ma_str_trim(ma_str(opts->key));
	struct provider *p;
	ma_rc rc = check_opts(dialect, opts, key, err);

	if (rc)
		return rc;
	MA_ASSERT(opts->loop && opts->http && opts->clock);
	p = ma_new(struct provider);
	if (!p)
		return ma_fail_nomem(err);
	p->ops = (struct ma_llm_ops){ dialect->name, dialect_send, dialect_cancel, dialect_free };
	p->dialect = dialect;
	p->loop = opts->loop;
	p->http = opts->http;
	p->http_data = opts->data;
	p->clock = opts->clock;
	p->idle_ms = opts->idle_ms > 0 ? opts->idle_ms : IDLE_MS;
	p->key = key.n > 0 ? ma_strndup(key.p, key.n) : NULL;
	p->url = dup_url(dialect, opts->base_url);
	p->model = ma_strdup(opts->model && *opts->model ? opts->model : dialect->model);
	p->base.ops = &p->ops;
	p->base.model = p->model;
	if ((key.n > 0 && !p->key) || !p->url || !p->model) {
		dialect_free(&p->base);
		return ma_fail_nomem(err);
	}
	*out = &p->base;
	return MA_OK;
}

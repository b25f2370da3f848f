/* Providers of a dialect: what they are made from, and how a request leaves. */
#include "llm/dialect.h"

#include <ctype.h>
#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "llm/dialect_call.h"
#include "llm/style.h"
#include "sys/http_proxy.h"

/* Defaults; of a server of one's own, which loads its model when it is asked, the slow ones. */
#define CONNECT_MS 10000
#define FIRST_BYTE_MS 60000
#define IDLE_MS 60000
#define TOTAL_MS 120000
#define SLOW_MS 600000
#define VERSION_MAX 32
#define LINE_SIZE 96                     /* of a header without secrets */
#define STREAM_MAX (16 * MA_LIMIT_REPLY) /* an envelope of some 300 bytes around every few */

static ma_rc write_request(struct ma_llm_dialect_provider *p, const struct ma_llm_req *req,
	struct ma_str model, struct ma_buf *out, ma_err *err)
{
	json_t *body = p->dialect->body(p->dialect, req, model);

	if (!body)
		return ma_fail_nomem(err);
	ma_json_write(body, 0, out);
	ma_buf_fit(out);
	json_decref(body);
	return ma_buf_check(out, err) ? ma_err_wrap(err, "%s: the request", p->dialect->name)
				      : MA_OK;
}

static ma_rc call_new(struct ma_llm_dialect_provider *p, const struct ma_llm_req *req,
	struct ma_str model, struct ma_llm_call **out, ma_err *err)
{
	struct ma_llm_call *c = ma_new(struct ma_llm_call);
	ma_rc rc;

	if (!c)
		return ma_fail_nomem(err);
	c->provider = p;
	c->head_at_ms = -1;
	c->request = (struct ma_buf)MA_BUF_INIT(MA_LIMIT_REQUEST);
	c->body = (struct ma_buf)MA_BUF_INIT(MA_LLM_BODY_MAX);
	c->streaming = req->stream;
	c->echo = (struct ma_buf)MA_BUF_INIT(MA_LIMIT_ECHO);
	c->model = model;
	c->calls_before = ma_llm_req_calls(req);
	c->may_call = ma_llm_may_call(req);
	c->input_guess = (int64_t)(ma_llm_req_bytes(req) / 4) + 1;
	ma_sse_init(&c->sse, MA_LIMIT_SSE_EVENT);
	ma_llm_lines_init(&c->lines, MA_LIMIT_SSE_EVENT);
	ma_llm_answer_init(&c->answer);
	rc = write_request(p, req, model, &c->request, err);
	if (rc) {
		ma_llm_call_free(c);
		return rc;
	}
	*out = c;
	return MA_OK;
}

/* The shorter of two limits, where 0 is none. */
static int64_t shorter(int64_t a, int64_t b)
{
	return a > 0 && (a < b || b == 0) ? a : b;
}

/* "name: seconds", rounded up. */
static const char *timeout_line(const char *name, int64_t timeout_ms, char *line, size_t size)
{
	if (!name || timeout_ms <= 0)
		return NULL;
	(void)snprintf(
		line, size, "%s%lld", name, (long long)((timeout_ms + 999) / 1000)); /* fits */
	return line;
}

static const char *version_line(const struct ma_llm_dialect *d, char *line, size_t size)
{
	if (!d->version_header)
		return NULL;
	(void)snprintf(line, size, "%s%s", d->version_header, d->version); /* fits: it was checked */
	return line;
}

static ma_rc start_http(struct ma_llm_call *c, struct ma_http *http, const char *url,
	const char *auth, const struct ma_llm_req *req, ma_err *err)
{
	const struct ma_llm_dialect_provider *p = c->provider;
	const int64_t total_ms = shorter(req->timeout_ms, p->total_ms);
	char version[LINE_SIZE], timeout[LINE_SIZE];
	const char *const optional[] = { auth, version_line(p->dialect, version, sizeof(version)),
		timeout_line(p->dialect->timeout_header, total_ms, timeout, sizeof(timeout)) };
	const char *headers[MA_LLM_LINES_MAX + 3 + MA_COUNT(optional)] = {
		"Content-Type: application/json",
		req->stream ? "Accept: text/event-stream" : "Accept: application/json"
	};
	const struct ma_http_req request = {
		.method = "POST",
		.url = url,
		.headers = headers,
		.body = ma_buf_str(&c->request),
		.connect_ms = p->connect_ms,
		.first_byte_ms = req->stream ? p->first_byte_ms
					     : 0, /* of a whole answer the first byte is late */
		.total_ms = total_ms,
		.body_max = req->stream ? STREAM_MAX : MA_LLM_BODY_MAX,
		.proxy = p->proxy,
		.ca_file = p->ca_file,
	};
	size_t n = 2, i;
	ma_rc rc;

	for (i = 0; i < MA_COUNT(optional); i++)
		if (optional[i])
			headers[n++] = optional[i];
	for (i = 0; i < p->lines_n; i++)
		headers[n++] = p->lines[i];
	/* The first piece may take its time: models think before they write. */
	rc = req->stream ? ma_llm_call_silence(c, 2 * p->idle_ms, err) : MA_OK;
	return rc ? rc : ma_http_start(http, &request, &ma_llm_call_events, c, &c->http, err);
}

/* The line that carries the key, or NULL where there is none. Gives: wipe() it. */
static ma_rc auth_line(const struct ma_llm_dialect_provider *p, char **out, ma_err *err)
{
	struct ma_buf line = MA_BUF_INIT(64 * MA_KIB);

	if (!p->key)
		return MA_OK;
	ma_buf_room(&line,
		strlen(p->dialect->auth) + strlen(p->key) + 1); /* so that no copy is left behind */
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

static struct ma_llm_dialect_provider *downcast(struct ma_llm *self)
{
	MA_ASSERT(self->ops->free == dialect_free);
	return (struct ma_llm_dialect_provider *)self;
}

/* What the request leaves open is as the provider was set. */
static struct ma_llm_req settled(
	const struct ma_llm_dialect_provider *p, const struct ma_llm_req *wanted)
{
	struct ma_llm_req req = *wanted;

	if (req.model.n == 0)
		req.model = ma_str(p->model);
	if (req.context_tokens == 0)
		req.context_tokens = p->context_tokens;
	ma_llm_style_apply(&p->style, &req);
	return req;
}

static ma_rc dialect_send(struct ma_llm *self, const struct ma_llm_req *wanted,
	ma_llm_text_fn *on_text, ma_llm_done_fn *done, void *data, struct ma_llm_call **out,
	ma_err *err)
{
	struct ma_llm_dialect_provider *p = downcast(self);
	const struct ma_llm_req settled_req = settled(p, wanted), *req = &settled_req;
	struct ma_buf url = MA_BUF_INIT(4 * MA_KIB);
	struct ma_llm_call *c = NULL;
	struct ma_http *http;
	char *auth = NULL;
	ma_rc rc;

	rc = p->dialect->url(p->dialect, ma_str(p->url), req->model, req->stream, &url, err);
	if (!rc)
		rc = ma_buf_check(&url, err);
	if (!rc)
		rc = auth_line(p, &auth, err);
	if (!rc)
		rc = call_new(p, req, req->model, &c, err);
	if (rc)
		goto out;
	c->on_text = on_text;
	c->done = done;
	c->data = data;
	c->tap = req->tap;
	c->tap_data = req->tap_data;
	http = p->http(p->http_data, err);
	rc = http ? start_http(c, http, url.p, auth, req, err) : err->code;
out:
	if (rc)
		ma_llm_call_free(c);
	else
		*out = c;
	ma_buf_done(&url);
	wipe(auth);
	return rc;
}

static ma_rc dialect_reread(struct ma_llm *self, const struct ma_llm_req *wanted,
	const struct ma_llm_wire *wire, ma_llm_done_fn *done, void *data, ma_err *err)
{
	struct ma_llm_dialect_provider *p = downcast(self);
	const struct ma_llm_req req = settled(p, wanted);
	struct ma_llm_call *c = NULL;
	ma_rc rc = call_new(p, &req, req.model, &c, err);

	if (rc)
		return rc;
	c->done = done;
	c->data = data;
	ma_llm_call_reread(c, wire);
	return MA_OK;
}

static void dialect_cancel(struct ma_llm *self, struct ma_llm_call *c)
{
	MA_ASSERT(c->provider == downcast(self));
	if (c->ending != MA_LLM_GOING)
		return;
	c->ending = MA_LLM_BY_CANCEL;
	if (!c->feeding) /* else the reader stops when on_text returns */
		ma_http_cancel(c->http);
}

static bool dialect_leaks(const struct ma_llm *self, struct ma_str text)
{
	const struct ma_llm_dialect_provider *p = (const struct ma_llm_dialect_provider *)
		self; /* as downcast(), of what is const */
	struct ma_str key = ma_str(p->key);

	MA_ASSERT(self->ops->free == dialect_free);
	return key.n >= MA_LLM_SECRET_MIN && ma_str_find(text, key) >= 0;
}

static void dialect_free(struct ma_llm *self)
{
	struct ma_llm_dialect_provider *p = downcast(self);

	wipe(p->key);
	ma_doc_done(&p->doc);
	while (p->lines_n > 0)
		wipe(p->lines[--p->lines_n]); /* a gateway's token may stand in one */
	wipe(p->proxy);
	ma_free(p->ca_file);
	ma_free(p->url);
	ma_free(p->model);
	ma_free(p->version);
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

static bool is_version(struct ma_str version)
{
	size_t i;

	for (i = 0; i < version.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789.-", version.p[i]))
			return false;
	return version.n > 0 && version.n <= VERSION_MAX;
}

static ma_rc check_opts(const struct ma_llm_dialect *d, const struct ma_llm_opts *opts,
	struct ma_str key, ma_err *err)
{
	struct ma_str url = ma_str(opts->base_url);

	if (d->key_hint && key.n == 0 && url.n == 0)
		return ma_fail(err, MA_ECONFIG, "%s needs a key: set %s", d->name, d->key_hint);
	if (!*d->model && !(opts->model && *opts->model))
		return ma_fail(err, MA_ECONFIG, "%s has no default model: name the one to be asked",
			d->name);
	if (!is_key(key))
		return ma_fail(err, MA_ECONFIG,
			"%s: the key holds blanks or characters that no key has", d->name);
	if (opts->api_version && *opts->api_version && !is_version(ma_str(opts->api_version)))
		return ma_fail(err, MA_ECONFIG, "%s: this is no version of its API", d->name);
	if (url.n > 0 && !ma_str_starts(url, "https://") && !ma_str_starts(url, "http://"))
		return ma_fail(err, MA_ECONFIG,
			"%s: the base URL must begin with https:// or http://", d->name);
	if (ma_str_find(url, MA_STR("@")) >= 0 || ma_str_find(url, MA_STR("?")) >= 0)
		return ma_fail(err, MA_ECONFIG,
			"%s: the base URL must hold no user, password or query", d->name);
	return MA_OK;
}

static char *dup_url(const struct ma_llm_dialect *d, const char *base_url)
{
	struct ma_str url = ma_str(base_url && *base_url ? base_url : d->base_url);

	while (ma_str_ends(url, "/"))
		url.n--;
	return ma_strndup(url.p, url.n);
}

ma_rc ma_llm_refuse_model(const struct ma_llm_dialect *d, struct ma_str model, ma_err *err)
{
	struct ma_str shown = ma_str_clip(model, 80);

	return ma_fail(err, MA_ECONFIG, "%s: \"" MA_STR_FMT "%s\" is not the name of a model",
		d->name, MA_STR_ARG(shown), shown.n < model.n ? "..." : "");
}

bool ma_llm_header_is_free(const char *name)
{
	static const char *const ours[] = { "content-type", "content-length", "content-encoding",
		"transfer-encoding", "accept", "accept-encoding", "authorization", "host",
		"connection", "x-goog-api-key", "x-api-key" };
	size_t i;

	for (i = 0; name[i]; i++)
		if (!isalnum((unsigned char)name[i]) && name[i] != '-' && name[i] != '_')
			return false;
	for (i = 0; i < MA_COUNT(ours); i++)
		if (ma_str_eq_nocase(ma_str(name), ma_str(ours[i])))
			return false;
	return *name != '\0';
}

static ma_rc add_line(
	struct ma_llm_dialect_provider *p, const char *name, const json_t *value, ma_err *err)
{
	struct ma_buf line = MA_BUF_INIT(8 * MA_KIB);
	struct ma_str text = ma_str_n(json_string_value(value), json_string_length(value));
	ma_rc rc;

	if (!ma_llm_header_is_free(name))
		return ma_fail(err, MA_ECONFIG, "%s: headers: \"%.60s\" cannot be set",
			p->dialect->name, name);
	if (text.n == 0 || strpbrk(text.p, "\r\n"))
		return ma_fail(err, MA_ECONFIG, "%s: headers: %.60s must be one line of text",
			p->dialect->name, name);
	if (p->lines_n == MA_LLM_LINES_MAX)
		return ma_fail(err, MA_ECONFIG, "%s: headers: more than %d", p->dialect->name,
			MA_LLM_LINES_MAX);
	ma_buf_addf(&line, "%s: " MA_STR_FMT, name, MA_STR_ARG(text));
	rc = ma_buf_check(&line, err);
	if (!rc)
		p->lines[p->lines_n++] = ma_buf_take(&line);
	ma_buf_done(&line);
	return rc;
}

static ma_rc add_lines(struct ma_llm_dialect_provider *p, const json_t *headers, ma_err *err)
{
	const char *name;
	json_t *value;
	ma_rc rc = MA_OK;

	json_object_foreach ((json_t *)headers, name, value) {
		rc = add_line(p, name, value, err);
		if (rc)
			break;
	}
	return rc;
}

/* A copy of what may be absent; *failed where there is no memory for it. */
static char *copy_of(const char *text, bool *failed)
{
	char *copy = text && *text ? ma_strdup(text) : NULL;

	*failed |= text && *text && !copy;
	return copy;
}

static void set_timers(struct ma_llm_dialect_provider *p, const struct ma_llm_opts *opts)
{
	bool slow = !p->dialect->key_hint;

	p->connect_ms = opts->connect_ms > 0 ? opts->connect_ms : CONNECT_MS;
	p->first_byte_ms = opts->first_byte_ms > 0 ? opts->first_byte_ms
		: slow                             ? SLOW_MS
						   : FIRST_BYTE_MS;
	p->idle_ms = opts->idle_ms > 0 ? opts->idle_ms : slow ? SLOW_MS : IDLE_MS;
	p->total_ms = opts->total_ms > 0 ? opts->total_ms : slow ? SLOW_MS : TOTAL_MS;
}

static ma_rc fill(struct ma_llm_dialect_provider *p, const struct ma_llm_opts *opts,
	struct ma_str key, ma_err *err)
{
	const struct ma_llm_dialect *d = p->dialect;
	bool failed = false;

	p->loop = opts->loop;
	p->http = opts->http;
	p->http_data = opts->data;
	p->clock = opts->clock;
	p->style = opts->style;
	p->context_tokens = opts->context_tokens;
	set_timers(p, opts);
	p->key = key.n > 0 ? ma_strndup(key.p, key.n) : NULL;
	p->url = dup_url(d, opts->base_url);
	p->model = ma_strdup(opts->model && *opts->model ? opts->model : d->model);
	if (d->version)
		p->version = copy_of(opts->api_version, &failed);
	if (p->version)
		p->own.version = p->version;
	p->proxy = copy_of(opts->proxy, &failed);
	p->ca_file = copy_of(opts->ca_file, &failed);
	p->base.model = p->model;
	if ((key.n > 0 && !p->key) || !p->url || !p->model || failed)
		return ma_fail_nomem(err);
	if (ma_http_proxy_check(p->url, p->proxy, err))
		return ma_err_wrap(err, "%s", d->name);
	return add_lines(p, opts->headers, err);
}

ma_rc ma_llm_dialect_new(const struct ma_llm_dialect *dialect, const struct ma_llm_opts *opts,
	struct ma_llm **out, ma_err *err)
{
	struct ma_str key = ma_str_trim(ma_str(opts->key));
	struct ma_llm_dialect_provider *p;
	ma_rc rc = check_opts(dialect, opts, key, err);

	if (rc)
		return rc;
	MA_ASSERT(opts->loop && opts->http && opts->clock);
	p = ma_new(struct ma_llm_dialect_provider);
	if (!p)
		return ma_fail_nomem(err);
	p->ops = (struct ma_llm_ops){ .name = dialect->name,
		.send = dialect_send,
		.cancel = dialect_cancel,
		.free = dialect_free,
		.leaks = dialect_leaks,
		.reread = dialect_reread };
	p->base.ops = &p->ops;
	p->own = *dialect;
	p->dialect = &p->own;
	rc = fill(p, opts, key, err);
	if (rc)
		dialect_free(&p->base);
	else
		*out = &p->base;
	return rc;
}

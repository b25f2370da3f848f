/* A request that the proxy makes itself. */
#include "sys/proxy_fetch.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "sys/proxy_index.h"

#define BODY_MAX (256 * MA_MIB)
#define HELD_MAX (512 * MA_MIB) /* of all of them together */
#define FIRST_BYTE_MS 60000
#define IDLE_MS 60000
#define HEADERS_MAX 8

struct ma_proxy_fetch {
	struct ma_proxy *proxy;
	char *origin; /* "https://host:port" */
	const struct ma_grant *grant;
	struct ma_http_call *call;
	struct ma_buf body;
	bool head_only, too_much;
	bool index; /* it is what cargo is told of a registry: the answer is changed */
	ma_proxy_fetch_done_fn *done; /* NULL: nobody waits for it any more */
	void *data;
};

static void deny(struct ma_proxy *p, struct ma_buf *why)
{
	(void)snprintf(p->stats.denied, sizeof(p->stats.denied), MA_STR_FMT,
		MA_STR_ARG(ma_buf_str(why))); /* a long one is cut */
	ma_buf_done(why);
}

/* Of "https://host:port/..." */
static size_t origin_n(struct ma_str url)
{
	size_t n = (size_t)ma_str_find(url, MA_STR("://")) + 3;

	while (n < url.n && url.p[n] != '/')
		n++;
	return n;
}

/* Where it is asked for: at the place that the client named, or at that of the scope's registry, by its path there. */
static void add_url(const struct ma_proxy *p, const struct ma_proxy_route *route,
	const struct ma_proxy_request *r, struct ma_buf *out)
{
	const struct ma_grant *scope = ma_grant_of_scope(p->grants, p->grants_n, r->path);
	struct ma_str origin = ma_str(route->origin), path = r->path;
	const char *own;

	if (scope) {
		origin.n = origin_n(ma_str(scope->url));
		origin.p = scope->url;
		own = scope->url + origin.n + 1;
		if (ma_str_starts(path, scope->before) && (!*own || !ma_str_starts(path, own)))
			path = ma_str_from(path, strlen(scope->before));
	}
	ma_buf_addf(out, MA_STR_FMT "/" MA_STR_FMT, MA_STR_ARG(origin), MA_STR_ARG(path));
}

/* NULL: there is none, and the proxy's stats say why. */
static const struct ma_grant *find_grant(struct ma_proxy *p, const struct ma_proxy_route *route,
	const struct ma_proxy_request *r, struct ma_str url)
{
	struct ma_buf why = MA_BUF_INIT(MA_LIMIT_HTTP_HEADER);
	bool reads = ma_str_is(r->method, "GET") || ma_str_is(r->method, "HEAD");
	const struct ma_grant *grant = reads && ma_grant_path_is_package(r->path)
		? ma_grant_for(p->grants, p->grants_n, url)
		: NULL;

	if (grant)
		return grant;
	ma_buf_add_visible(&why, ma_str_clip(r->method, 16));
	ma_buf_addf(&why, " %s/", route->origin);
	ma_buf_add_visible(&why, ma_str_clip(r->path, 96));
	ma_buf_adds(&why,
		reads ? " is no package beneath an address that a token is configured for"
			: r->tunnel
			? " was asked for, and where a token is needed there is a plain address alone"
			: " was asked for, and with a token packages are only read");
	deny(p, &why);
	return NULL;
}

/* The request. */

/* Of what we have to read ourselves there is one form. */
static bool is_passed_on(struct ma_str name, bool to_read)
{
	static const char *const names[] = { "accept", "user-agent", "accept-encoding",
		"if-none-match", "if-modified-since" };

	return ma_str_among_nocase(name, names, to_read ? 2 : MA_COUNT(names));
}

static const char *line_of(struct ma_arena *arena, const char *name, struct ma_str value)
{
	struct ma_buf line = MA_BUF_INIT(MA_LIMIT_HTTP_HEADER);
	const char *text;

	ma_buf_addf(&line, "%s" MA_STR_FMT, name, MA_STR_ARG(value));
	text = line.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&line));
	ma_buf_done(&line);
	return text;
}

/* What the client wants, and the grant. False: memory is out. */
static bool list_headers(const struct ma_proxy_request *r, const struct ma_proxy_fetch *f,
	struct ma_arena *arena, const char *out[HEADERS_MAX])
{
	const char *authorization = f->grant->authorization;
	struct ma_str rest = r->headers, line, value, name;
	bool whole = true;
	size_t n = 0;

	if (authorization) {
		out[n] = line_of(arena, "Authorization: ", ma_str(authorization));
		whole = out[n++] != NULL;
	}
	while (whole && n < HEADERS_MAX - 1 && ma_str_line(&rest, &line) && line.n > 0) {
		value = line;
		if (ma_str_cut(&value, ':', &name) && is_passed_on(name, f->index)) {
			out[n] = line_of(arena, "", ma_str_trim(line));
			whole = out[n++] != NULL;
		}
	}
	out[n] = NULL;
	return whole;
}

/* The answer. */

static bool is_told(struct ma_str name)
{
	static const char *const names[] = { "content-type", "content-encoding", "etag",
		"last-modified", "cache-control", "expires", "date", "age", "vary" };
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++)
		if (ma_str_is(name, names[i]))
			return true;
	return false;
}

/* What leads to the same registry leads there by the plain address; what leads elsewhere is told as it is, and not reached. */
static void add_location(const struct ma_proxy_fetch *f, struct ma_str url, struct ma_buf *out)
{
	struct ma_buf origin = MA_BUF_INIT(MA_KIB);
	struct ma_str rest = url, part;

	ma_buf_adds(out, "location: ");
	if (ma_grant_origin(url, &origin) && ma_str_is(ma_buf_str(&origin), f->origin)) {
		(void)ma_str_cut(
			&rest, ':', &part); /* it has a scheme, or it would have no origin */
		rest = ma_str_from(rest, 2);
		(void)ma_str_cut(&rest, '/', &part); /* without a path it is the root */
		ma_buf_addf(out, "http%s/" MA_STR_FMT, strchr(f->origin, ':'), MA_STR_ARG(rest));
	} else {
		ma_buf_addv(out, url);
	}
	ma_buf_adds(out, "\r\n");
	if (origin.rc)
		out->rc = origin.rc;
	ma_buf_done(&origin);
}

static void add_head(
	const struct ma_proxy_fetch *f, const struct ma_http_head *head, struct ma_buf *out)
{
	size_t i;

	ma_buf_addf(out, "HTTP/1.1 %d \r\n", head->status);
	for (i = 0; i < head->n; i++) {
		if (ma_str_is(head->names[i], "location"))
			add_location(f, head->values[i], out);
		else if (is_told(head->names[i]))
			ma_buf_addf(out, MA_STR_FMT ": " MA_STR_FMT "\r\n",
				MA_STR_ARG(head->names[i]), MA_STR_ARG(head->values[i]));
	}
	if (!f->head_only && head->status != 204 && head->status != 304)
		ma_buf_addf(out, "Content-Length: %zu\r\n", f->body.n);
	ma_buf_adds(out, "Connection: close\r\n\r\n");
}

static void note_denied(const struct ma_proxy_fetch *f, int status)
{
	struct ma_buf why = MA_BUF_INIT(MA_LIMIT_HTTP_HEADER);

	ma_buf_addf(
		&why, "%s answers %d to what %s has for it", f->grant->url, status, f->grant->from);
	deny(f->proxy, &why);
}

static void no_answer(const struct ma_proxy_fetch *f, const char *why, struct ma_buf *out)
{
	struct ma_proxy_stats *stats = &f->proxy->stats;

	stats->unreachable++;
	(void)snprintf(stats->last_error, sizeof(stats->last_error), "%s", why); /* cut */
	ma_buf_clear(out);
	ma_buf_adds(
		out, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

static void fetch_free(struct ma_proxy_fetch *f)
{
	struct ma_proxy *p = f->proxy;

	p->held -= f->body.n;
	ma_buf_done(&f->body);
	ma_free(f->origin);
	ma_free(f);
	ma_proxy_drop_user(p);
}

static bool on_body(void *data, const struct ma_http_head *head, struct ma_str bytes)
{
	struct ma_proxy_fetch *f = data;
	size_t before = f->body.n;

	MA_UNUSED(head);
	f->too_much = f->proxy->held + bytes.n > HELD_MAX;
	if (f->too_much)
		return false;
	ma_buf_addv(&f->body, bytes);
	f->proxy->held += f->body.n - before;
	return f->body.rc == MA_OK;
}

/* What cargo is told of a registry is told anew. False: there is nothing of use in it. */
static bool tell_index(struct ma_proxy_fetch *f, int status)
{
	struct ma_buf told = MA_BUF_INIT(MA_LIMIT_CONFIG);
	bool useful;

	if (!f->index || status != 200)
		return true;
	useful = ma_proxy_index_tell(f->proxy, f->origin, f->grant, ma_buf_str(&f->body), &told);
	f->proxy->held -= f->body.n;
	f->proxy->held += told.n;
	ma_buf_done(&f->body);
	f->body = told;
	return useful;
}

static void on_done(void *data, const struct ma_http_result *result)
{
	struct ma_proxy_fetch *f = data;
	struct ma_buf response = MA_BUF_INIT(BODY_MAX + MA_MIB);

	if (result->rc) {
		no_answer(f,
			f->too_much ? "it answers with more at once than is kept" : result->err.msg,
			&response);
	} else if (!tell_index(f, result->head.status)) {
		no_answer(f, "its " MA_GRANT_INDEX_CONFIG " does not say where its crates are",
			&response);
	} else {
		add_head(f, &result->head, &response);
		ma_buf_addv(&response, ma_buf_str(&f->body));
		if (f->body.rc)
			response.rc = f->body.rc;
		if (f->grant->authorization &&
			(result->head.status == 401 || result->head.status == 403))
			note_denied(f, result->head.status);
	}
	if (f->done)
		f->done(f->data, &response);
	ma_buf_done(&response);
	fetch_free(f);
}

/* NULL: memory is out. */
static struct ma_proxy_fetch *fetch_new(struct ma_proxy *p, const struct ma_proxy_request *r,
	const struct ma_grant *grant, struct ma_str url, ma_proxy_fetch_done_fn *done, void *data)
{
	struct ma_proxy_fetch *f = ma_new(struct ma_proxy_fetch);

	if (!f)
		return NULL;
	*f = (struct ma_proxy_fetch){ .proxy = p,
		.origin = ma_strndup(url.p, origin_n(url)),
		.done = done,
		.data = data,
		.grant = grant,
		.body = MA_BUF_INIT(BODY_MAX),
		.head_only = ma_str_is(r->method, "HEAD") };
	f->index = !f->head_only && grant->reads == MA_GRANT_INDEX &&
		ma_str_is(ma_str_from(url, strlen(grant->url)), MA_GRANT_INDEX_CONFIG);
	p->users++;
	if (f->origin)
		return f;
	fetch_free(f);
	return NULL;
}

ma_rc ma_proxy_fetch_start(struct ma_proxy *p, const struct ma_proxy_route *route,
	const struct ma_proxy_request *r, ma_proxy_fetch_done_fn *done, void *data,
	struct ma_proxy_fetch **out)
{
	static const struct ma_http_events events = { .body = on_body, .done = on_done };
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_CONFIG);
	struct ma_buf url = MA_BUF_INIT(MA_LIMIT_HTTP_HEADER);
	struct ma_proxy_fetch *f = NULL;
	const struct ma_grant *grant = NULL;
	const char *headers[HEADERS_MAX];
	struct ma_http_req req = { .method = ma_str_is(r->method, "HEAD") ? "HEAD" : "GET",
		.headers = headers,
		.body_max = BODY_MAX,
		.first_byte_ms = FIRST_BYTE_MS,
		.idle_ms = IDLE_MS };
	ma_err err = { .code = MA_OK };

	*out = NULL;
	add_url(p, route, r, &url);
	if (url.rc == MA_OK)
		grant = find_grant(p, route, r, ma_buf_str(&url));
	if (grant)
		f = fetch_new(p, r, grant, ma_buf_str(&url), done, data);
	req.url = url.p;
	if (url.rc || (grant && (!f || !list_headers(r, f, &arena, headers))))
		(void)ma_fail_nomem(&err); /* err tells */
	else if (f)
		(void)ma_http_start(p->http, &req, &events, f, &f->call, &err); /* the same */
	ma_buf_done(&url);
	ma_arena_done(&arena);
	if (!err.code)
		*out = f;
	else if (f)
		fetch_free(f);
	return err.code;
}

void ma_proxy_fetch_cancel(struct ma_proxy_fetch *fetch)
{
	if (!fetch)
		return;
	fetch->done = NULL;
	ma_http_cancel(fetch->call);
}

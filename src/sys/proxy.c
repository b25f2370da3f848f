/*
 * The proxy itself: what is allowed, the names resolved once, the listener.
 * Every lookup, connection and the listener is a user of it; the last one to go
 * frees it, so that ma_proxy_free() need not wait.
 */
#include "sys/proxy.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "sys/loop_uv.h"
#include "sys/proxy_conn.h"

void ma_proxy_drop_user(struct ma_proxy *p)
{
	size_t i;

	if (--p->users > 0 || !p->freed)
		return;
	for (i = 0; i < p->routes_n; i++) {
		uv_freeaddrinfo(p->routes[i].addresses);
		ma_free(p->routes[i].authorization);
	}
	ma_free(p->routes);
	ma_arena_done(&p->arena);
	ma_http_free(p->http);
	ma_free(p);
}

static void on_resolved(uv_getaddrinfo_t *req, int status, struct addrinfo *addresses)
{
	struct ma_proxy_route *r = req->data;
	struct ma_proxy *p = r->proxy;

	r->resolved = true;
	r->error = status;
	r->addresses = addresses;
	if (!p->freed)
		ma_proxy_conns_resolved(p, r);
	ma_proxy_drop_user(p);
}

static void on_client(uv_stream_t *listener, int status)
{
	if (status == 0)
		ma_proxy_conn_accept(listener->data);
}

static ma_rc read_place(const char *text, struct ma_place *out, ma_err *err)
{
	return ma_place_read(ma_str(text), "", out)
		? MA_OK
		: ma_fail(err, MA_EINVALID, "\"%s\" is not host:port", text);
}

static ma_rc read_way(const struct ma_proxy_way *way, struct ma_proxy_route *r, ma_err *err)
{
	const char *target = way->upstream ? way->upstream : way->at ? way->at : way->place;
	ma_rc rc = read_place(way->place, &r->allowed, err);

	if (!rc)
		rc = read_place(target, &r->target, err);
	r->upstream = way->upstream != NULL;
	if (!rc && way->origin && !(r->origin = ma_arena_dup(&r->proxy->arena, ma_str(way->origin))))
		return ma_fail_nomem(err);
	if (rc || !way->upstream || !way->login)
		return rc;
	r->authorization = ma_proxy_basic(ma_str(way->login));
	return r->authorization ? MA_OK : ma_fail_nomem(err);
}

static ma_rc add_route(struct ma_proxy *p, const struct ma_proxy_way *way, ma_err *err)
{
	static const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct ma_proxy_route *r = &p->routes[p->routes_n];
	ma_rc rc;
	int code = 0;

	r->proxy = p;
	r->lookup.data = r;
	rc = read_way(way, r, err);
	if (!rc)
		code = uv_getaddrinfo(
			p->loop, &r->lookup, on_resolved, r->target.host, r->target.port, &hints);
	if (code)
		rc = ma_fail_uv(err, code, r->target.host);
	if (rc) {
		ma_free(r->authorization);
		return rc;
	}
	p->routes_n++;
	p->users++;
	return MA_OK;
}

static ma_rc add_routes(struct ma_proxy *p, const struct ma_proxy_opts *opts, ma_err *err)
{
	ma_rc rc = MA_OK;

	p->routes = ma_new_n(struct ma_proxy_route, opts->ways_n);
	if (!p->routes)
		return ma_fail_nomem(err);
	while (!rc && p->routes_n < opts->ways_n)
		rc = add_route(p, &opts->ways[p->routes_n], err);
	return rc;
}

static ma_rc copy_grant(
	struct ma_arena *arena, const struct ma_grant *from, struct ma_grant *to, ma_err *err)
{
	to->url = ma_arena_dup(arena, ma_str(from->url));
	to->authorization = ma_arena_dup(arena, ma_str(from->authorization));
	to->from = ma_arena_dup(arena, ma_str(from->from));
	to->ends = ma_arena_dup(arena, ma_str(from->ends));
	to->scope = ma_arena_dup(arena, ma_str(from->scope));
	to->before = ma_arena_dup(arena, ma_str(from->before));
	if (!to->url || !to->authorization || !to->from || !to->ends || !to->scope || !to->before)
		return ma_fail_nomem(err);
	to->reads = from->reads;
	if (!from->authorization)
		to->authorization = NULL;
	if (!from->scope)
		to->scope = NULL;
	return MA_OK;
}

static ma_rc add_grants(
	struct ma_proxy *p, struct ma_loop *loop, const struct ma_proxy_opts *opts, ma_err *err)
{
	ma_rc rc = MA_OK;

	if (opts->grants_n == 0)
		return MA_OK;
	/* of an index of cargo's, another one for where it says that its crates are */
	p->grants_max = 2 * opts->grants_n;
	p->grants = ma_arena_new_n(&p->arena, struct ma_grant, p->grants_max);
	if (!p->grants)
		return ma_fail_nomem(err);
	for (; p->grants_n < opts->grants_n && !rc; p->grants_n++)
		rc = copy_grant(&p->arena, &opts->grants[p->grants_n], &p->grants[p->grants_n], err);
	return rc ? rc : ma_http_new(loop, opts->ca_file, &p->http, err);
}

static ma_rc listen_on(struct ma_proxy *p, const char *path, ma_err *err)
{
	int code;

	if (strlen(path) >= sizeof(((struct sockaddr_un *)0)->sun_path))
		return ma_fail(err, MA_ELIMIT, "%s: too long for a socket's name", path);
	code = uv_pipe_bind(&p->listener, path);
	if (code)
		return ma_fail_uv(err, code, path);
	if (chmod(path, 0600))
		return ma_fail_sys(err, MA_EIO, errno, "%s", path);
	code = uv_listen((uv_stream_t *)&p->listener, MA_PROXY_CONNECTIONS_MAX, on_client);
	return code ? ma_fail_uv(err, code, path) : MA_OK;
}

ma_rc ma_proxy_start(
	struct ma_loop *loop, const struct ma_proxy_opts *opts, struct ma_proxy **out, ma_err *err)
{
	struct ma_proxy *p = ma_new(struct ma_proxy);
	ma_rc rc;

	if (!p)
		return ma_fail_nomem(err);
	p->loop = ma_loop_uv(loop);
	p->bytes_max = opts->bytes_max;
	p->arena = (struct ma_arena)MA_ARENA_INIT(MA_LIMIT_CONFIG);
	(void)uv_pipe_init(p->loop, &p->listener, 0); /* cannot fail */
	p->listener.data = p;
	p->users = 1;
	rc = listen_on(p, opts->socket_path, err);
	if (!rc)
		rc = add_grants(p, loop, opts, err);
	if (!rc)
		rc = add_routes(p, opts, err);
	if (rc) {
		ma_proxy_free(p);
		return rc;
	}
	*out = p;
	return MA_OK;
}

void ma_proxy_stats(const struct ma_proxy *proxy, struct ma_proxy_stats *out)
{
	*out = proxy->stats;
}

static void on_listener_closed(uv_handle_t *handle)
{
	ma_proxy_drop_user(handle->data);
}

void ma_proxy_free(struct ma_proxy *proxy)
{
	size_t i;

	if (!proxy)
		return;
	proxy->freed = true;
	ma_proxy_conns_close(proxy);
	for (i = 0; i < proxy->routes_n; i++)
		(void)uv_cancel(
			(uv_req_t *)&proxy->routes[i].lookup); /* one that runs already ends by itself */
	uv_close((uv_handle_t *)&proxy->listener, on_listener_closed);
}

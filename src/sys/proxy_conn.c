/*
 * A connection is two ends and two flows: what is read from one end is written
 * to the other, and no more is read until it is. Before that, the client's
 * request head decides whether there is a second end at all:
 *
 *   HEAD --> WAITING --> CONNECTING ---------> FLOWING --> CLOSING
 *     |         |             |  \--> ASKING --^  |            ^
 *     \---------+-------------+---------+--> ANSWERING (403, 502)
 *      \--> FETCHING ------------------------^
 *
 * FETCHING: the request is one that we make ourselves, as it takes what the client must not know (proxy_fetch.h).
 * A tunnel through an upstream proxy is ASKED for first: nothing of the client's goes there before it says 2xx.
 */
#include "sys/proxy_conn.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/str.h"
#include "sys/proxy_fetch.h"
#include "sys/proxy_parts.h"

#define HEAD_MAX (16 * MA_KIB)
#define HEAD_MS 10000
#define CONNECT_MS 15000
#define IDLE_MS 120000

static void on_conn_closed(uv_handle_t *handle)
{
	struct ma_proxy_conn *c = handle->data;
	struct ma_proxy *p = c->proxy;

	if (--c->handles > 0)
		return;
	*c->link = c->next;
	if (c->next)
		c->next->link = c->link;
	p->conns_n--;
	ma_buf_done(&c->head);
	ma_buf_done(&c->early);
	ma_free(c);
	ma_proxy_drop_user(p);
}

static void close_handle(uv_handle_t *handle)
{
	if (handle->data && !uv_is_closing(handle))
		uv_close(handle, on_conn_closed);
}

static void conn_close(struct ma_proxy_conn *c)
{
	c->state = CLOSING;
	ma_proxy_fetch_cancel(c->fetch);
	c->fetch = NULL;
	close_handle(&c->client.uv.handle);
	close_handle(&c->server.uv.handle);
	close_handle((uv_handle_t *)&c->timer);
}

static void on_time_over(uv_timer_t *timer)
{
	conn_close(timer->data);
}

static void allow_time(struct ma_proxy_conn *c, uint64_t ms)
{
	(void)uv_timer_start(&c->timer, on_time_over, ms, 0); /* fails only when closing */
}

/* Flows. */

static void read_more(struct end *from);
static void read_reply(struct ma_proxy_conn *c);

static void on_shutdown(uv_shutdown_t *req, int status)
{
	struct end *e = req->data;

	if (status || (e->ended && e->peer->ended))
		conn_close(e->conn);
}

static void on_written(uv_write_t *req, int status)
{
	struct end *to = req->data;

	if (to->conn->state == CLOSING)
		return;
	if (status || to->conn->state == ANSWERING) {
		conn_close(to->conn);
		return;
	}
	if (to->conn->state == ASKING)
		read_reply(to->conn);
	else
		read_more(to->peer);
}

/* `bytes` must live until written; then its peer is read again. */
static void send_to(struct end *to, struct ma_str bytes)
{
	uv_buf_t buf = uv_buf_init((char *)(uintptr_t)bytes.p, (unsigned)bytes.n);

	to->write.data = to;
	if (uv_write(&to->write, &to->uv.stream, &buf, 1, on_written))
		conn_close(to->conn);
}

static void end_flow(struct end *from)
{
	struct end *to = from->peer;

	from->ended = true;
	to->shutdown.data = to;
	if (uv_shutdown(&to->shutdown, &to->uv.stream, on_shutdown))
		conn_close(from->conn);
}

static bool count_bytes(struct ma_proxy *p, size_t n)
{
	p->stats.bytes += n;
	if (p->stats.bytes > p->bytes_max)
		p->stats.exhausted = true;
	return !p->stats.exhausted;
}

static void give_chunk(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
	struct ma_proxy_conn *c = handle->data;
	struct end *e = handle == &c->client.uv.handle ? &c->client : &c->server;

	MA_UNUSED(suggested);
	*buf = uv_buf_init(e->chunk, CHUNK);
}

static void on_flow(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct ma_proxy_conn *c = stream->data;
	struct end *from = stream == &c->client.uv.stream ? &c->client : &c->server;

	if (n == 0)
		return;
	(void)uv_read_stop(stream); /* cannot fail */
	allow_time(c, IDLE_MS);
	if (n == UV_EOF)
		end_flow(from);
	else if (n < 0 || !count_bytes(c->proxy, (size_t)n))
		conn_close(c);
	else
		send_to(from->peer, ma_str_n(buf->base, (size_t)n));
}

static void read_more(struct end *from)
{
	if (from->ended)
		return;
	if (uv_read_start(&from->uv.stream, give_chunk, on_flow))
		conn_close(from->conn);
}

static void answer(struct ma_proxy_conn *c, const char *response)
{
	c->state = ANSWERING;
	(void)uv_read_stop(&c->client.uv.stream); /* cannot fail */
	send_to(&c->client, ma_str(response));
}

/* Connecting. */

static void unreachable(struct ma_proxy_conn *c, struct ma_str why)
{
	struct ma_proxy_stats *stats = &c->proxy->stats;
	struct ma_buf text = MA_BUF_INIT(MA_KIB);

	stats->unreachable++;
	ma_buf_addf(&text, "%s:%s: " MA_STR_FMT, c->route->target.host, c->route->target.port,
		MA_STR_ARG(why));
	(void)snprintf(stats->last_error, sizeof(stats->last_error), MA_STR_FMT,
		MA_STR_ARG(ma_buf_str(&text))); /* cut */
	ma_buf_done(&text);
	answer(c, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

static const struct ma_str established = MA_STR("HTTP/1.1 200 Connection established\r\n\r\n");

static void start_flowing(struct ma_proxy_conn *c)
{
	c->state = c->asks ? ASKING : FLOWING;
	allow_time(c, c->asks ? CONNECT_MS : IDLE_MS);
	if (c->tunnel)
		send_to(&c->client, established);
	else if (!c->asks)
		read_more(&c->server);
	if (c->state == CLOSING)
		return;
	if (c->head.n > 0)
		send_to(&c->server, ma_buf_str(&c->head));
	else
		read_more(&c->client);
}

/* An upstream proxy's answer. */

/* What it sent after its head is the server's already. */
static void tunnel_made(struct ma_proxy_conn *c, size_t head_n)
{
	struct ma_buf out = MA_BUF_INIT(2 * HEAD_MAX);

	ma_buf_addv(&out, established);
	ma_buf_addv(&out, ma_str_from(ma_buf_str(&c->head), head_n));
	ma_buf_done(&c->head);
	c->head = out;
	if (c->head.rc) {
		conn_close(c);
		return;
	}
	c->state = FLOWING;
	allow_time(c, IDLE_MS);
	send_to(&c->client, ma_buf_str(&c->head));
	if (c->state != FLOWING)
		return;
	if (c->early.n > 0)
		send_to(&c->server, ma_buf_str(&c->early));
	else
		read_more(&c->client);
}

/* Who it was stands before what it said, of which others than printable characters are left out. */
static void tunnel_refused(struct ma_proxy_conn *c, struct ma_str said)
{
	char why[224] = "the proxy says ";
	size_t n = strlen(why), i;

	for (i = 0; i < said.n && n < sizeof(why) - 1; i++)
		if (said.p[i] >= ' ' && said.p[i] <= '~')
			why[n++] = said.p[i];
	unreachable(c, ma_str_n(why, n));
}

static void on_reply(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct ma_proxy_conn *c = stream->data;
	struct ma_str rest, line = MA_STR("nothing"), version;
	ptrdiff_t at = -1;

	if (n == 0)
		return;
	if (n > 0 && !count_bytes(c->proxy, (size_t)n)) {
		conn_close(c);
		return;
	}
	if (n > 0)
		ma_buf_add(&c->head, buf->base, (size_t)n);
	at = ma_str_find(ma_buf_str(&c->head), MA_STR("\r\n\r\n"));
	if (n > 0 && at < 0 && !c->head.rc)
		return;
	(void)uv_read_stop(stream); /* cannot fail */
	rest = ma_buf_str(&c->head);
	(void)ma_str_line(&rest, &line); /* without one it said nothing */
	rest = line;
	if (at >= 0 && ma_str_starts(line, "HTTP/1.") && ma_str_cut(&rest, ' ', &version) &&
		ma_str_starts(rest, "2"))
		tunnel_made(c, (size_t)at + 4);
	else
		tunnel_refused(c, line);
}

static void read_reply(struct ma_proxy_conn *c)
{
	ma_buf_clear(&c->head); /* it was sent */
	if (uv_read_start(&c->server.uv.stream, give_chunk, on_reply))
		conn_close(c);
}

static void try_address(struct ma_proxy_conn *c);

static void on_server_closed(uv_handle_t *handle)
{
	struct ma_proxy_conn *c = handle->data;

	if (c->state == CLOSING) {
		on_conn_closed(handle);
		return;
	}
	c->handles--;
	handle->data = NULL;
	c->address = c->address->ai_next;
	try_address(c);
}

static void on_connected(uv_connect_t *req, int status)
{
	struct ma_proxy_conn *c = req->data;

	if (c->state == CLOSING)
		return;
	if (status == 0) {
		start_flowing(c);
		return;
	}
	c->error = status;
	uv_close(&c->server.uv.handle,
		on_server_closed); /* a socket that failed cannot try the next address */
}

static void try_address(struct ma_proxy_conn *c)
{
	if (!c->address) {
		unreachable(c, ma_str(uv_strerror(c->error)));
		return;
	}
	if (uv_tcp_init(c->proxy->loop, &c->server.uv.tcp)) {
		unreachable(c, ma_str(uv_strerror(UV_ENOMEM)));
		return;
	}
	c->server.uv.handle.data = c;
	c->handles++;
	c->connect.data = c;
	if (uv_tcp_connect(&c->connect, &c->server.uv.tcp, c->address->ai_addr, on_connected))
		conn_close(c);
}

static void connect_out(struct ma_proxy_conn *c)
{
	if (!c->route->resolved) {
		c->state = WAITING;
		return;
	}
	c->state = CONNECTING;
	c->address = c->route->addresses;
	c->error = c->route->error;
	try_address(c);
}

/* The request head. */

static struct ma_proxy_route *find_route(struct ma_proxy *p, const struct ma_place *place)
{
	size_t i;

	for (i = 0; i < p->routes_n; i++)
		if (ma_place_eq(&p->routes[i].allowed, place))
			return &p->routes[i];
	return NULL;
}

static void refuse(struct ma_proxy_conn *c, struct ma_str target)
{
	struct ma_proxy_stats *s = &c->proxy->stats;

	s->refused++;
	(void)snprintf(s->last_refused, sizeof(s->last_refused), MA_STR_FMT,
		MA_STR_ARG(target)); /* a long one is cut */
	answer(c, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

/* What the server gets first: through an upstream proxy the request, with what that one wants to know, else of CONNECT only what followed it. */
static void turn_head(struct ma_proxy_conn *c, const struct ma_proxy_request *r, size_t head_n)
{
	struct ma_buf out = MA_BUF_INIT(2 * HEAD_MAX);

	c->tunnel = r->tunnel && !c->route->upstream;
	c->asks = r->tunnel && c->route->upstream;
	if (c->route->upstream)
		ma_proxy_request_forward(r, c->route->authorization, &out);
	else if (!r->tunnel)
		ma_proxy_request_origin(r, &out);
	ma_buf_addv(c->asks ? &c->early : &out, ma_str_from(ma_buf_str(&c->head), head_n));
	ma_buf_done(&c->head);
	c->head = out;
}

static void on_fetched(void *data, struct ma_buf *response)
{
	struct ma_proxy_conn *c = data;

	c->fetch = NULL;
	ma_buf_done(&c->head);
	c->head = *response;
	*response = (struct ma_buf)MA_BUF_INIT(0);
	if (c->head.rc || !count_bytes(c->proxy, c->head.n)) {
		conn_close(c);
		return;
	}
	c->state = ANSWERING;
	allow_time(c, IDLE_MS);
	send_to(&c->client, ma_buf_str(&c->head));
}

static void fetch(struct ma_proxy_conn *c, const struct ma_proxy_request *r)
{
	c->state = FETCHING;
	(void)uv_timer_stop(&c->timer); /* the request has its own; cannot fail */
	if (ma_proxy_fetch_start(c->proxy, c->route, r, on_fetched, c, &c->fetch))
		conn_close(c);
	else if (!c->fetch)
		refuse(c, r->authority);
}

static void take_head(struct ma_proxy_conn *c, size_t head_n)
{
	struct ma_proxy_request r;

	if (ma_proxy_request_read(ma_str_n(c->head.p, head_n), &r) && !c->proxy->stats.exhausted)
		c->route = find_route(c->proxy, &r.place);
	if (!c->route) {
		refuse(c, r.authority);
		return;
	}
	if (c->route->origin) {
		fetch(c, &r);
		return;
	}
	turn_head(c, &r, head_n);
	if (c->head.rc || c->early.rc) {
		conn_close(c);
		return;
	}
	allow_time(c, CONNECT_MS);
	connect_out(c);
}

static void on_head(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct ma_proxy_conn *c = stream->data;
	ptrdiff_t at;

	if (n == 0)
		return;
	if (n > 0)
		ma_buf_add(&c->head, buf->base, (size_t)n);
	if (n < 0 || c->head.rc || !count_bytes(c->proxy, (size_t)n)) {
		conn_close(c);
		return;
	}
	at = ma_str_find(ma_buf_str(&c->head), MA_STR("\r\n\r\n"));
	if (at < 0)
		return;
	(void)uv_read_stop(stream); /* cannot fail */
	take_head(c, (size_t)at + 4);
}

static void conn_init(struct ma_proxy_conn *c, struct ma_proxy *p)
{
	c->proxy = p;
	c->head = c->early = (struct ma_buf)MA_BUF_INIT(HEAD_MAX);
	c->client.conn = c->server.conn = c;
	c->client.peer = &c->server;
	c->server.peer = &c->client;
	(void)uv_pipe_init(p->loop, &c->client.uv.pipe, 0); /* cannot fail */
	(void)uv_timer_init(p->loop, &c->timer);            /* cannot fail */
	c->client.uv.handle.data = c->timer.data = c;
	c->handles = 2;
	c->link = &p->conns;
	c->next = p->conns;
	if (c->next)
		c->next->link = &c->next;
	p->conns = c;
	p->conns_n++;
	p->users++;
}

void ma_proxy_conn_accept(struct ma_proxy *p)
{
	struct ma_proxy_conn *c = ma_new(struct ma_proxy_conn);

	if (!c)
		return; /* the client stays in the backlog until the next one comes */
	conn_init(c, p);
	if (uv_accept((uv_stream_t *)&p->listener, &c->client.uv.stream) ||
		p->conns_n > MA_PROXY_CONNECTIONS_MAX ||
		uv_read_start(&c->client.uv.stream, give_chunk, on_head)) {
		conn_close(c);
		return;
	}
	p->stats.connections++;
	allow_time(c, HEAD_MS);
}

void ma_proxy_conns_resolved(struct ma_proxy *p, const struct ma_proxy_route *route)
{
	struct ma_proxy_conn *c;

	for (c = p->conns; c; c = c->next) /* closing takes none off the list before the next turn */
		if (c->state == WAITING && c->route == route)
			connect_out(c);
}

void ma_proxy_conns_close(struct ma_proxy *p)
{
	struct ma_proxy_conn *c;

	for (c = p->conns; c; c = c->next)
		conn_close(c);
}

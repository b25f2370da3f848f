/* A loop and an HTTP client, and what came of a call to a loopback server that answers from a script. */
#ifndef MA_TESTS_HTTP_WORLD_H
#define MA_TESTS_HTTP_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "support/tcp_script.h"
#include "sys/http.h"

#define OK_HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"

struct world {
	struct ma_loop *loop;
	struct ma_http *http;
};

struct outcome {
	struct world *world;
	struct tcp_script *server;
	struct ma_http_call *call;
	ma_rc rc;
	ma_err err;
	bool sent;
	int status, heads, done, sent_bodies;
	struct ma_str lent; /* the request's body: overwritten once it is given back */
	char type[64], body[256];
	struct ma_buf streamed;
	bool cancel_in_head, cancel_in_body, stop_in_body, go_in_body, free_client_in_done;
	struct outcome *start_in_body;
};

static inline void start(struct outcome *o, struct ma_http_req req, bool stream);

static inline struct ma_http_req get(const char *url)
{
	return (struct ma_http_req){ .method = "GET", .url = url, .body_max = 1000 };
}

static inline void on_head(void *data, const struct ma_http_head *head)
{
	struct outcome *o = data;

	o->heads++;
	o->status = head->status;
	if (o->cancel_in_head)
		ma_http_cancel(o->call);
}

static inline bool on_body(void *data, const struct ma_http_head *head, struct ma_str bytes)
{
	struct outcome *o = data;

	assert_int_equal(o->heads, 1);
	assert_int_equal(head->status, o->status);
	ma_buf_addv(&o->streamed, bytes);
	if (o->go_in_body)
		sem_post(&o->server->go);
	if (o->start_in_body)
		start(o->start_in_body, get(o->server->url), false);
	o->start_in_body = NULL;
	if (o->cancel_in_body)
		ma_http_cancel(o->call);
	return !o->stop_in_body;
}

static inline void on_done(void *data, const struct ma_http_result *r)
{
	struct outcome *o = data;

	o->done++;
	o->rc = r->rc;
	o->err = r->err;
	o->sent = r->sent;
	o->status = r->head.status;
	(void)snprintf(o->type, sizeof(o->type), MA_STR_FMT,
		MA_STR_ARG(ma_http_header(&r->head, "content-type")));
	(void)snprintf(o->body, sizeof(o->body), MA_STR_FMT, MA_STR_ARG(r->body));
	if (o->free_client_in_done) {
		ma_http_free(o->world->http);
		o->world->http = NULL;
	}
}

static inline void on_sent(void *data)
{
	struct outcome *o = data;

	assert_int_equal(o->done, 0);
	o->sent_bodies++;
	memset((char *)(uintptr_t)o->lent.p, 'X', o->lent.n);
}

static inline void start(struct outcome *o, struct ma_http_req req, bool stream)
{
	struct ma_http_events events = { stream ? on_head : NULL, stream ? on_body : NULL, on_done,
		o->lent.n > 0 ? on_sent : NULL };
	ma_err err = { 0 };

	o->streamed.max = MA_MIB;
	assert_int_equal(ma_http_start(o->world->http, &req, &events, o, &o->call, &err), MA_OK);
	assert_int_equal(o->done, 0); /* never from inside start */
}

static inline void finish(struct outcome *o)
{
	ma_loop_run(o->world->loop);
	assert_int_equal(o->done, 1);
}

/* One request to a server that gives one reply. */
static inline struct outcome ask(
	struct world *w, struct tcp_reply reply, struct ma_http_req req, bool stream)
{
	struct outcome o = { .world = w };
	struct tcp_script server;

	tcp_script_start(&server, &reply, 1);
	o.server = &server;
	if (!req.url)
		req.url = server.url;
	start(&o, req, stream);
	finish(&o);
	/* A connection that is kept would be waited for by a server that holds. */
	ma_http_free(w->http);
	assert_int_equal(ma_http_new(w->loop, NULL, &w->http, &o.err), MA_OK);
	tcp_script_stop(&server);
	o.server = NULL;
	return o;
}

static inline void failed(const struct outcome *o, ma_rc rc, bool sent, const char *text)
{
	assert_int_equal(o->rc, rc);
	assert_int_equal(o->err.code, rc);
	assert_int_equal(o->sent, sent);
	if (!strstr(o->err.msg, text))
		fail_msg("\"%s\" does not tell \"%s\"", o->err.msg, text);
}

static inline int set_up(void **state)
{
	struct world *w = ma_new(struct world);
	ma_err err = { 0 };

	*state = w;
	(void)setenv("no_proxy", "*", 1);
	return w && !ma_loop_new(&w->loop, &err) && !ma_http_new(w->loop, NULL, &w->http, &err)
		? 0
		: -1;
}

static inline int tear_down(void **state)
{
	struct world *w = *state;

	ma_http_free(w->http);
	ma_loop_free(w->loop);
	ma_free(w);
	return ma_alloc_live() == 0 ? 0 : -1;
}

#endif

/* The HTTP client against a loopback server that answers from a script. */
#include "sys/http.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "support/tcp_script.h"
#include "support/torture.h"

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
	int status, heads, done;
	char type[64], body[256];
	struct ma_buf streamed;
	bool cancel_in_head, cancel_in_body, stop_in_body, go_in_body, free_client_in_done;
	struct outcome *start_in_body;
};

static void start(struct outcome *o, struct ma_http_req req, bool stream);

static struct ma_http_req get(const char *url)
{
	return (struct ma_http_req){ .method = "GET", .url = url, .body_max = 1000 };
}

static void on_head(void *data, const struct ma_http_head *head)
{
	struct outcome *o = data;

	o->heads++;
	o->status = head->status;
	if (o->cancel_in_head)
		ma_http_cancel(o->call);
}

static bool on_body(void *data, const struct ma_http_head *head, struct ma_str bytes)
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

static void on_done(void *data, const struct ma_http_result *r)
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

static void start(struct outcome *o, struct ma_http_req req, bool stream)
{
	struct ma_http_events events = { stream ? on_head : NULL, stream ? on_body : NULL, on_done };
	ma_err err = { 0 };

	o->streamed.max = MA_MIB;
	assert_int_equal(ma_http_start(o->world->http, &req, &events, o, &o->call, &err), MA_OK);
	assert_int_equal(o->done, 0); /* never from inside start */
}

static void finish(struct outcome *o)
{
	ma_loop_run(o->world->loop);
	assert_int_equal(o->done, 1);
}

/* One request to a server that gives one reply. */
static struct outcome ask(
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

static void failed(const struct outcome *o, ma_rc rc, bool sent, const char *text)
{
	assert_int_equal(o->rc, rc);
	assert_int_equal(o->err.code, rc);
	assert_int_equal(o->sent, sent);
	if (!strstr(o->err.msg, text))
		fail_msg("\"%s\" does not tell \"%s\"", o->err.msg, text);
}

static int set_up(void **state)
{
	struct world *w = ma_new(struct world);
	ma_err err = { 0 };

	*state = w;
	(void)setenv("no_proxy", "*", 1);
	return w && !ma_loop_new(&w->loop, &err) && !ma_http_new(w->loop, NULL, &w->http, &err)
		? 0
		: -1;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	ma_http_free(w->http);
	ma_loop_free(w->loop);
	ma_free(w);
	return ma_alloc_live() == 0 ? 0 : -1;
}

static void a_whole_response_of_any_status_is_a_success(void **state)
{
	struct outcome o = ask(*state,
		(struct tcp_reply){
			.text = "HTTP/1.1 404 No\r\nX-A: 1\r\nCoNtent-Type:  a/b \r\nContent-Length: 2\r\n\r\nno" },
		get(NULL), false);

	assert_int_equal(o.rc, MA_OK);
	assert_int_equal(o.status, 404);
	assert_string_equal(o.type, "a/b");
	assert_string_equal(o.body, "no");
	assert_true(o.sent);
}

static void the_request_is_sent_as_given(void **state)
{
	const char *const headers[] = { "Content-Type: application/json", "X-Key: k", NULL };
	struct ma_http_req req = {
		.method = "POST", .headers = headers, .body = MA_STR("{\"a\":1}"), .body_max = 9
	};
	struct tcp_reply reply = { .text = OK_HEAD "Content-Length: 0\r\n\r\n" };
	struct outcome o = { .world = *state };
	struct tcp_script server;

	tcp_script_start(&server, &reply, 1);
	req.url = server.url;
	start(&o, req, false);
	finish(&o);
	tcp_script_stop(&server);
	assert_ptr_equal(strstr(server.request, "POST / HTTP/1.1\r\n"), server.request);
	assert_non_null(strstr(server.request, "\r\nContent-Type: application/json\r\n"));
	assert_non_null(strstr(server.request, "\r\nX-Key: k\r\n"));
	assert_non_null(strstr(server.request, "\r\nContent-Length: 7\r\n"));
	assert_non_null(strstr(server.request, "\r\nAccept-Encoding: "));
	assert_non_null(strstr(server.request, "\r\n\r\n{\"a\":1}"));
	assert_null(strstr(server.request, "Expect"));
}

static void a_stream_comes_as_it_is_sent_and_asks_for_no_encoding(void **state)
{
	struct tcp_reply reply = { .text = OK_HEAD "\r\none", .more = " two" };
	struct outcome o = { .world = *state, .go_in_body = true };
	struct tcp_script server;

	tcp_script_start(&server, &reply, 1);
	o.server = &server;
	start(&o, get(server.url), true);
	finish(&o); /* the server sends the rest only when the first part has come */
	tcp_script_stop(&server);
	assert_int_equal(o.rc, MA_OK);
	assert_string_equal(o.streamed.p, "one two");
	assert_string_equal(o.body, "");
	assert_null(strcasestr(server.request, "accept-encoding"));
	ma_buf_done(&o.streamed);
}

static void informational_heads_and_trailers_are_not_the_head(void **state)
{
	struct outcome o = ask(*state,
		(struct tcp_reply){
			.text = "HTTP/1.1 103 Early\r\nContent-Type: wrong\r\n\r\n" OK_HEAD
				"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nContent-Type: wrong\r\n\r\n" },
		get(NULL), false);

	assert_int_equal(o.rc, MA_OK);
	assert_int_equal(o.status, 200);
	assert_string_equal(o.type, "text/plain");
	assert_string_equal(o.body, "abc");
}

static void a_redirect_is_not_followed(void **state)
{
	struct outcome o = ask(*state,
		(struct tcp_reply){
			.text = "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n" },
		get(NULL), false);

	assert_int_equal(o.rc, MA_OK);
	assert_int_equal(o.status, 302);
}

static void a_body_at_its_bound_is_taken_and_one_byte_more_is_refused(void **state)
{
	struct tcp_reply reply = { .text = OK_HEAD "Content-Length: 5\r\n\r\n12345" };
	struct ma_http_req req = get(NULL);
	struct outcome o;

	req.body_max = 5;
	o = ask(*state, reply, req, false);
	assert_int_equal(o.rc, MA_OK);
	req.body_max = 4;
	o = ask(*state, reply, req, false);
	failed(&o, MA_ELIMIT, true, ": the answer has more than 4 bytes");
	o = ask(*state, reply, req, true);
	failed(&o, MA_ELIMIT, true, ": the answer has more than 4 bytes");
	assert_int_equal(o.streamed.n, 0);
}

/* 100,000 zeros in 132 bytes of gzip. */
static void a_small_answer_that_unpacks_to_a_large_one_is_refused(void **state)
{
	static const char zipped[132] = { 0x1f, '\x8b', 8, [8] = 2, 3, '\xed', '\xc1', 0x31,
		1, [17] = '\xc2', '\xa0', '\xf5', 0x4f, 0x6d, 0x0d, 0x0f, '\xa0', [121] = '\x80',
		0x57, 0x03, 0x7d, '\x95', 0x11, '\xd4', '\xa0', '\x86', 1 };
	struct ma_buf b = MA_BUF_INIT(1000);
	struct outcome o;

	ma_buf_adds(&b, OK_HEAD "Content-Encoding: gzip\r\nContent-Length: 132\r\n\r\n");
	ma_buf_add(&b, zipped, sizeof(zipped));
	o = ask(*state, (struct tcp_reply){ .text = b.p, .size = b.n }, get(NULL), false);
	failed(&o, MA_ELIMIT, true, ": the answer has more than 1000 bytes");
	ma_buf_done(&b);
}

static void a_head_without_end_is_refused(void **state)
{
	struct ma_buf b = MA_BUF_INIT(MA_MIB);
	struct outcome o;

	ma_buf_adds(&b, OK_HEAD);
	while (b.n < 300000)
		ma_buf_addf(&b, "X-Pad-%zu: %0512d\r\n", b.n, 0);
	o = ask(*state, (struct tcp_reply){ .text = b.p, .size = b.n }, get(NULL), false);
	failed(&o, MA_ELIMIT, true, "the head of the response: more than 262144 bytes");
	assert_int_equal(o.status, 0);
	ma_buf_done(&b);
}

static void a_truncated_response_is_no_success(void **state)
{
	struct outcome o = ask(*state,
		(struct tcp_reply){ .text = OK_HEAD "Content-Length: 9\r\n\r\nabc" }, get(NULL),
		false);

	failed(&o, MA_EIO, true, "transfer closed");
	assert_int_equal(o.status, 200);
	o = ask(*state, (struct tcp_reply){ .text = "" }, get(NULL), false);
	failed(&o, MA_EIO, true, "Empty reply");
}

static void what_is_not_http_is_no_success(void **state)
{
	struct outcome o = ask(
		*state, (struct tcp_reply){ .text = "SSH-2.0-OpenSSH_9.2\r\n" }, get(NULL), false);

	failed(&o, MA_EIO, true, "HTTP/0.9");
}

static void a_refused_connection_was_not_sent_and_its_message_holds_no_secret(void **state)
{
	struct outcome o = { .world = *state };
	char url[128], where[64];
	int port, fd = tcp_listen(1, &port);

	close(fd); /* nobody listens there now */
	(void)snprintf(url, sizeof(url), "http://user:SECRET@127.0.0.1:%d/SECRET?key=SECRET", port);
	(void)snprintf(where, sizeof(where), "connecting to 127.0.0.1:%d: ", port);
	start(&o, get(url), false);
	finish(&o);
	failed(&o, MA_EIO, false, where);
	assert_int_equal(o.err.sys, ECONNREFUSED);
	assert_null(strstr(o.err.msg, "SECRET"));
}

static void a_connection_that_is_not_made_in_time_is_given_up(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct outcome o = { .world = *state };
	int port, i, listener = tcp_listen(0, &port), fds[4];
	struct ma_http_req req;
	char url[64];

	at.sin_port = htons((uint16_t)port);
	for (i = 0; i < 4;
		i++) { /* a backlog of 0 holds one, and the kernel is silent to the others */
		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		(void)connect(fds[i], (struct sockaddr *)&at, sizeof(at));
	}
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d/", port);
	req = get(url);
	req.connect_ms = 50;
	start(&o, req, false);
	finish(&o);
	failed(&o, MA_ETIMEDOUT, false, "connecting to 127.0.0.1:");
	for (i = 0; i < 4; i++)
		close(fds[i]);
	close(listener);
}

static void each_timer_ends_its_own_stage(void **state)
{
	struct tcp_reply silent = { .text = "", .hold = true };
	struct tcp_reply pausing = { .text = OK_HEAD "Content-Length: 9\r\n\r\nabc", .hold = true };
	struct ma_http_req first = get(NULL), idle = get(NULL), total = get(NULL);
	struct outcome o;

	first.first_byte_ms = 50;
	first.idle_ms = 20;
	o = ask(*state, silent, first, false);
	failed(&o, MA_ETIMEDOUT, true, ": no answer within 50 ms");
	idle.idle_ms = 50;
	idle.first_byte_ms = 30000;
	o = ask(*state, pausing, idle, false);
	failed(&o, MA_ETIMEDOUT, true, ": nothing more of the answer for 50 ms");
	assert_int_equal(o.status, 200);
	total.total_ms = 60;
	o = ask(*state, silent, total, false);
	failed(&o, MA_ETIMEDOUT, true, ": no whole answer within 60 ms");
}

static void cancelled_before_it_began(void **state)
{
	struct outcome o = { .world = *state };

	start(&o, get("http://127.0.0.1:9/"), false);
	ma_http_cancel(o.call);
	ma_http_cancel(o.call);
	ma_http_cancel(NULL);
	assert_int_equal(o.done, 0);
	finish(&o);
	failed(&o, MA_ECANCELED, false, "127.0.0.1:9: cancelled");
}

static void cancel_by_timer(void *data)
{
	ma_http_cancel(((struct outcome *)data)->call);
}

static void cancelled_while_it_waits(void **state)
{
	struct tcp_reply reply = { .text = "", .hold = true };
	struct outcome o = { .world = *state };
	struct tcp_script server;
	struct ma_timer *timer;
	ma_err err = { 0 };

	tcp_script_start(&server, &reply, 1);
	start(&o, get(server.url), false);
	assert_int_equal(
		ma_timer_start(o.world->loop, 30, cancel_by_timer, &o, &timer, &err), MA_OK);
	finish(&o);
	tcp_script_stop(&server);
	failed(&o, MA_ECANCELED, true, ": cancelled");
}

static struct outcome stream_with(struct world *w, struct outcome o)
{
	struct tcp_reply reply = { .text = OK_HEAD "Content-Length: 9\r\n\r\nabc", .hold = true };
	struct tcp_script server;

	tcp_script_start(&server, &reply, 1);
	o.world = w;
	o.server = &server;
	start(&o, get(server.url), true);
	finish(&o);
	tcp_script_stop(&server);
	failed(&o, MA_ECANCELED, true, ": cancelled");
	assert_int_equal(o.heads, 1);
	return o;
}

static void cancelled_from_its_own_callbacks(void **state)
{
	struct outcome head = stream_with(*state, (struct outcome){ .cancel_in_head = true });
	struct outcome body = stream_with(*state, (struct outcome){ .cancel_in_body = true });
	struct outcome stop = stream_with(*state, (struct outcome){ .stop_in_body = true });

	assert_int_equal(head.streamed.n, 0);
	assert_string_equal(body.streamed.p, "abc");
	assert_string_equal(stop.streamed.p, "abc");
	ma_buf_done(&body.streamed);
	ma_buf_done(&stop.streamed);
}

static void a_call_may_start_another_while_its_body_comes(void **state)
{
	struct tcp_reply replies[] = { { .text = OK_HEAD "\r\nfirst" },
		{ .text = OK_HEAD "\r\nsecond" } };
	struct outcome second = { .world = *state };
	struct outcome first = { .world = *state, .start_in_body = &second };
	struct tcp_script server;

	tcp_script_start(&server, replies, 2);
	first.server = &server;
	start(&first, get(server.url), true);
	finish(&first);
	tcp_script_stop(&server);
	assert_string_equal(first.streamed.p, "first");
	assert_int_equal(second.rc, MA_OK);
	assert_string_equal(second.body, "second");
	ma_buf_done(&first.streamed);
}

static void the_client_may_be_freed_when_its_last_call_is_done(void **state)
{
	struct tcp_reply reply = { .text = OK_HEAD "Content-Length: 2\r\n\r\nok", .hold = true };
	struct outcome o = { .world = *state, .free_client_in_done = true };
	struct tcp_script server;

	tcp_script_start(&server, &reply, 1);
	start(&o, get(server.url), false);
	finish(&o);
	tcp_script_stop(&server); /* which waits until the kept connection is closed */
	assert_int_equal(o.rc, MA_OK);
	assert_int_equal(ma_http_new(o.world->loop, NULL, &o.world->http, &o.err), MA_OK);
}

static void many_calls_run_at_once(void **state)
{
	struct outcome all[40] = { 0 };
	struct tcp_reply replies[40];
	struct tcp_script server;
	size_t i;

	for (i = 0; i < MA_COUNT(all); i++)
		replies[i] = (struct tcp_reply){ .text = OK_HEAD "Connection: close\r\n\r\nyes" };
	tcp_script_start(&server, replies, MA_COUNT(replies));
	for (i = 0; i < MA_COUNT(all); i++) {
		all[i].world = *state;
		start(&all[i], get(server.url), false);
	}
	for (i = 0; i < MA_COUNT(all); i++) {
		ma_loop_run(all[i].world->loop);
		if (all[i].done != 1 || all[i].rc)
			fail_msg("call %zu: done %d times, %s", i, all[i].done, all[i].err.msg);
	}
	tcp_script_stop(&server);
}

static void requests_that_cannot_be_sent_are_refused_at_the_start(void **state)
{
	const char *const headers[] = { "X-Key: SECRET\r\nX-Other: 1", NULL };
	struct ma_http_events events = { NULL, NULL, on_done };
	struct ma_http_req req = get("http://127.0.0.1/");
	struct ma_http_call *call = NULL;
	struct world *w = *state;
	ma_err err = { 0 };

	req.headers = headers;
	assert_int_equal(ma_http_start(w->http, &req, &events, NULL, &call, &err), MA_EINVALID);
	assert_string_equal(err.msg, "header X-Key has a line break in it");
	req = get("file:///etc/passwd");
	assert_int_equal(ma_http_start(w->http, &req, &events, NULL, &call, &err), MA_EINVALID);
	assert_string_equal(err.msg, "the URL does not begin with http:// or https://");
	req = get("http://127.0.0.1/ HTTP/1.1\r\nHost: x");
	assert_int_equal(ma_http_start(w->http, &req, &events, NULL, &call, &err), MA_EINVALID);
	assert_string_equal(err.msg, "the URL has a line break");
	assert_null(call);
}

static ma_rc start_and_cancel(void *data, ma_err *err)
{
	struct ma_http_events events = { NULL, NULL, on_done };
	struct ma_http_req req = get("http://127.0.0.1:9/");
	struct outcome o = { .world = data };
	ma_rc rc;

	rc = ma_http_start(o.world->http, &req, &events, &o, &o.call, err);
	ma_http_cancel(o.call);
	ma_loop_run(o.world->loop);
	assert_int_equal(o.done, rc == MA_OK);
	return rc;
}

static void every_allocation_of_a_start_may_fail(void **state)
{
	torture(start_and_cancel, *state);
}

/* The whole of a call, with allocation k of it failing. True when it succeeded. */
static bool call_with_failure(struct world *w, struct tcp_script *server, int64_t k)
{
	struct ma_http_events events = { NULL, NULL, on_done };
	struct ma_http_req req = get(server->url);
	struct outcome o = { .world = w };
	int64_t live = ma_alloc_live();
	ma_err err = { 0 };
	ma_rc rc;

	(void)ma_alloc_fail_after(k);
	rc = ma_http_start(w->http, &req, &events, &o, &o.call, &err);
	ma_loop_run(w->loop);
	(void)ma_alloc_fail_after(-1);
	assert_int_equal(o.done, rc == MA_OK);
	assert_int_equal(ma_alloc_live(), live);
	if (rc == MA_OK && o.rc == MA_OK)
		return true;
	rc = rc ? rc : o.rc;
	if (rc != MA_ENOMEM && rc != MA_EIO) /* EIO: a socket that could not be watched */
		fail_msg("allocation %d failed and the answer was %s", (int)k, o.err.msg);
	return false;
}

static void every_allocation_of_a_call_may_fail(void **state)
{
	struct tcp_reply replies[64];
	struct tcp_script server;
	int64_t k = 0;
	size_t i;

	for (i = 0; i < MA_COUNT(replies); i++)
		replies[i] = (struct tcp_reply){ .text = OK_HEAD "Connection: close\r\n\r\nabc" };
	tcp_script_start(&server, replies, MA_COUNT(replies));
	while (!call_with_failure(*state, &server, k))
		k++;
	tcp_script_stop(&server);
	assert_true(k > 5);
}

static ma_rc make_and_free(void *data, ma_err *err)
{
	struct ma_http *http = NULL;
	struct world *w = data;
	ma_rc rc;

	rc = ma_http_new(w->loop, "/etc/ssl/certs/ca-certificates.crt", &http, err);
	assert_int_equal(http != NULL, rc == MA_OK);
	ma_http_free(http);
	ma_loop_run(w->loop);
	return rc;
}

static void every_allocation_of_a_client_may_fail(void **state)
{
	torture(make_and_free, *state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_response_of_any_status_is_a_success),
		cmocka_unit_test(the_request_is_sent_as_given),
		cmocka_unit_test(a_stream_comes_as_it_is_sent_and_asks_for_no_encoding),
		cmocka_unit_test(informational_heads_and_trailers_are_not_the_head),
		cmocka_unit_test(a_redirect_is_not_followed),
		cmocka_unit_test(a_body_at_its_bound_is_taken_and_one_byte_more_is_refused),
		cmocka_unit_test(a_small_answer_that_unpacks_to_a_large_one_is_refused),
		cmocka_unit_test(a_head_without_end_is_refused),
		cmocka_unit_test(a_truncated_response_is_no_success),
		cmocka_unit_test(what_is_not_http_is_no_success),
		cmocka_unit_test(a_refused_connection_was_not_sent_and_its_message_holds_no_secret),
		cmocka_unit_test(a_connection_that_is_not_made_in_time_is_given_up),
		cmocka_unit_test(each_timer_ends_its_own_stage),
		cmocka_unit_test(cancelled_before_it_began),
		cmocka_unit_test(cancelled_while_it_waits),
		cmocka_unit_test(cancelled_from_its_own_callbacks),
		cmocka_unit_test(a_call_may_start_another_while_its_body_comes),
		cmocka_unit_test(the_client_may_be_freed_when_its_last_call_is_done),
		cmocka_unit_test(many_calls_run_at_once),
		cmocka_unit_test(requests_that_cannot_be_sent_are_refused_at_the_start),
		cmocka_unit_test(every_allocation_of_a_start_may_fail),
		cmocka_unit_test(every_allocation_of_a_call_may_fail),
		cmocka_unit_test(every_allocation_of_a_client_may_fail),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

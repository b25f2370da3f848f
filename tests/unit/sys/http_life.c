/* The HTTP client: the life of a call, from a start that is refused to a cancellation, and of the client. */
#include "support/group.h"
#include "support/http_world.h"
#include "support/torture.h"

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

/* A POST of n bytes to a server that reads at most 64 KiB of it and then answers. */
static struct outcome post(struct world *w, size_t n)
{
	struct tcp_reply reply = { .text = OK_HEAD "Content-Length: 3\r\n\r\nabc", .hold = true };
	struct outcome o = { .world = w };
	struct tcp_script server;
	struct ma_http_req req;
	char *body = test_malloc(n);

	memset(body, 'b', n);
	tcp_script_start(&server, &reply, 1);
	req = get(server.url);
	req.method = "POST";
	req.body = o.lent = ma_str_n(body, n);
	req.total_ms = 20000;
	o.server = &server;
	start(&o, req, true);
	finish(&o);
	ma_http_free(w->http); /* its connection is waited for by a server that holds */
	assert_int_equal(ma_http_new(w->loop, NULL, &w->http, &o.err), MA_OK);
	tcp_script_stop(&server);
	assert_int_equal(strstr(server.request, "X") != NULL, false);
	test_free(body);
	return o;
}

static void a_body_is_given_back_when_it_has_left_and_an_answer_begun(void **state)
{
	struct outcome o = post(*state, 1000);

	assert_int_equal(o.rc, MA_OK);
	assert_int_equal(o.sent_bodies, 1);
	ma_buf_done(&o.streamed);
	o = post(*state, 60000);
	assert_int_equal(o.rc, MA_OK);
	assert_int_equal(o.sent_bodies, 1);
	ma_buf_done(&o.streamed);
}

static void a_body_that_an_answer_overtakes_is_kept(void **state)
{
	struct outcome o = post(*state, 32 * MA_MIB);

	assert_int_equal(o.sent_bodies, 0);
	assert_string_equal(o.streamed.p, "abc");
	ma_buf_done(&o.streamed);
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
	struct ma_http_events events = { .done = on_done };
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
	struct ma_http_events events = { .done = on_done };
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
	struct ma_http_events events = { .done = on_done };
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
		cmocka_unit_test(cancelled_before_it_began),
		cmocka_unit_test(cancelled_while_it_waits),
		cmocka_unit_test(a_body_is_given_back_when_it_has_left_and_an_answer_begun),
		cmocka_unit_test(a_body_that_an_answer_overtakes_is_kept),
		cmocka_unit_test(cancelled_from_its_own_callbacks),
		cmocka_unit_test(a_call_may_start_another_while_its_body_comes),
		cmocka_unit_test(the_client_may_be_freed_when_its_last_call_is_done),
		cmocka_unit_test(many_calls_run_at_once),
		cmocka_unit_test(requests_that_cannot_be_sent_are_refused_at_the_start),
		cmocka_unit_test(every_allocation_of_a_start_may_fail),
		cmocka_unit_test(every_allocation_of_a_call_may_fail),
		cmocka_unit_test(every_allocation_of_a_client_may_fail),
	};

	return group_run(tests, set_up, tear_down);
}

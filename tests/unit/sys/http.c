/* The HTTP client: what it makes of what a server sends, or does not send. */
#include <errno.h>
#include <fcntl.h>

#include "support/group.h"
#include "support/http_world.h"

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

/* A server of the user's own may take its time for one answer. */
static void calls_over_plain_http_do_not_wait_for_each_other(void **state)
{
	struct outcome one = { .world = *state }, other = { .world = *state };
	int port, fd, n = 0, listener = tcp_listen(4, &port);
	struct ma_http_req req;
	char url[64];

	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d/", port);
	req = get(url);
	req.first_byte_ms = 100;
	start(&one, req, false);
	start(&other, req, false);
	ma_loop_run(one.world->loop);
	assert_int_equal(one.done + other.done, 2);
	assert_true(one.sent && other.sent);
	assert_int_equal(fcntl(listener, F_SETFL, O_NONBLOCK), 0);
	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		close(fd);
		n++;
	}
	assert_int_equal(n, 2);
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
		cmocka_unit_test(calls_over_plain_http_do_not_wait_for_each_other),
		cmocka_unit_test(each_timer_ends_its_own_stage),
	};

	return group_run(tests, set_up, tear_down);
}

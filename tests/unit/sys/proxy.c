#include "sys/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/str.h"

/* A client and a server with blocking sockets on pool threads, our proxy on the loop between them. */
struct scene {
	struct ma_loop *loop;
	struct ma_proxy *proxy;
	char dir[64], socket[128];
	int listener;
	char server[32];              /* "127.0.0.1:port" */
	const char *request, *answer; /* what the client and the server say */
	char got[4096], reply[8192];  /* what the server and the client hear */
	bool goes_on;                 /* the server reads once more */
	char late[256];
	bool serve;
	int running;
};

static void wait_for(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	if (poll(&p, 1, 10000) != 1)
		fprintf(stderr, "nothing came for ten seconds\n");
}

static size_t read_until(int fd, char *out, size_t size, const char *mark)
{
	size_t n = 0;
	ssize_t got;

	do {
		wait_for(fd);
		got = recv(fd, out + n, size - 1 - n, MSG_DONTWAIT);
		n += got > 0 ? (size_t)got : 0;
		out[n] = '\0';
	} while (got > 0 && n < size - 1 && !(mark && strstr(out, mark)));
	return n;
}

static void be_client(void *data)
{
	struct scene *s = data;
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memcpy(a.sun_path, s->socket, strlen(s->socket));
	if (connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0) {
		send(fd, s->request, strlen(s->request), MSG_NOSIGNAL);
		read_until(fd, s->reply, sizeof(s->reply), NULL);
	}
	close(fd);
}

static void be_server(void *data)
{
	struct scene *s = data;
	int fd;

	wait_for(s->listener);
	fd = accept4(s->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	read_until(fd, s->got, sizeof(s->got), "\r\n\r\n");
	send(fd, s->answer, strlen(s->answer), MSG_NOSIGNAL);
	if (s->goes_on)
		read_until(fd, s->late, sizeof(s->late), "\r\n\r\n");
	close(fd);
}

static void one_is_done(void *data)
{
	struct scene *s = data;

	if (--s->running == 0)
		ma_loop_stop(s->loop);
}

static int scene_listen(struct scene *s)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&a, n), 0);
	assert_int_equal(listen(fd, 4), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	snprintf(s->server, sizeof(s->server), "127.0.0.1:%u", ntohs(a.sin_port));
	return fd;
}

static int set_up(void **state)
{
	static struct scene s;
	ma_err err = { .code = MA_OK };

	s = (struct scene){ .answer = "hello", .serve = true };
	strcpy(s.dir, "/tmp/meta-agent-test-XXXXXX");
	assert_non_null(mkdtemp(s.dir));
	snprintf(s.socket, sizeof(s.socket), "%s/proxy", s.dir);
	s.listener = scene_listen(&s);
	assert_int_equal(ma_loop_new(&s.loop, &err), MA_OK);
	*state = &s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	ma_proxy_free(s->proxy);
	ma_loop_run(s->loop);
	ma_loop_free(s->loop);
	close(s->listener);
	unlink(s->socket);
	return rmdir(s->dir);
}

static void start_proxy(
	struct scene *s, const char *allowed, const char *upstream, uint64_t bytes_max)
{
	struct ma_proxy_way way = { allowed, NULL, upstream, upstream ? "me:s%cret" : NULL };
	struct ma_proxy_opts opts = { s->socket, &way, 1, bytes_max };
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_proxy_start(s->loop, &opts, &s->proxy, &err), MA_OK);
}

static struct ma_proxy_stats talk(struct scene *s, const char *request)
{
	struct ma_proxy_stats stats;
	ma_err err = { .code = MA_OK };

	s->request = request;
	s->running = 1 + s->serve;
	if (s->serve)
		assert_int_equal(ma_loop_work(s->loop, be_server, one_is_done, s, &err), MA_OK);
	assert_int_equal(ma_loop_work(s->loop, be_client, one_is_done, s, &err), MA_OK);
	ma_loop_run(s->loop);
	ma_proxy_stats(s->proxy, &stats);
	return stats;
}

static void an_allowed_place_is_reached(void **state)
{
	struct scene *s = *state;
	struct ma_proxy_stats stats;
	char request[128];

	start_proxy(s, s->server, NULL, 100000);
	snprintf(request, sizeof(request), "CONNECT %s HTTP/1.1\r\n\r\nearly bytes\r\n\r\n",
		s->server);
	stats = talk(s, request);
	assert_string_equal(s->reply, "HTTP/1.1 200 Connection established\r\n\r\nhello");
	assert_string_equal(s->got, "early bytes\r\n\r\n");
	assert_int_equal(stats.connections, 1);
	assert_int_equal(stats.refused, 0);
	assert_int_equal(stats.bytes, strlen(request) + strlen("hello"));
}

static void another_place_is_refused_and_named(void **state)
{
	struct scene *s = *state;
	struct ma_proxy_stats stats;

	start_proxy(s, s->server, NULL, 100000);
	s->serve = false;
	stats = talk(s, "CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n");
	assert_true(ma_str_starts(ma_str(s->reply), "HTTP/1.1 403 "));
	assert_int_equal(stats.refused, 1);
	assert_string_equal(stats.last_refused, "127.0.0.1:1");
	assert_string_equal(stats.last_error, "");
}

static void a_plain_request_reaches_its_server_in_its_own_form(void **state)
{
	struct scene *s = *state;
	char request[256];

	start_proxy(s, s->server, NULL, 100000);
	snprintf(request, sizeof(request),
		"GET http://%s/left-pad HTTP/1.1\r\nConnection: keep-alive\r\n\r\n", s->server);
	talk(s, request);
	assert_string_equal(s->got, "GET /left-pad HTTP/1.1\r\nConnection: close\r\n\r\n");
	assert_string_equal(s->reply, "hello");
}

static void an_upstream_proxy_gets_the_request_with_our_login_and_not_the_clients(void **state)
{
	struct scene *s = *state;

	start_proxy(s, "packages.invalid:443", s->server, 100000);
	s->answer = "HTTP/1.1 200 OK\r\n\r\n";
	talk(s,
		"CONNECT packages.invalid:443 HTTP/1.1\r\nHost: packages.invalid:443\r\n"
		"Proxy-Authorization: Basic Zm9yZ2Vk\r\n\r\n");
	assert_string_equal(s->got,
		"CONNECT packages.invalid:443 HTTP/1.1\r\nHost: packages.invalid:443\r\n"
		"Proxy-Authorization: Basic bWU6cyVjcmV0\r\n\r\n");
	assert_string_equal(s->reply, "HTTP/1.1 200 Connection established\r\n\r\n");
}

/* What follows the head is secret to whoever is no tunnel, and of two ends what the first one says is the other's. */
static void what_comes_early_waits_for_the_upstream_proxy(void **state)
{
	struct scene *s = *state;
	struct ma_proxy_stats stats;

	start_proxy(s, "packages.invalid:443", s->server, 100000);
	s->answer = "HTTP/1.1 200 fine\r\nVia: x\r\n\r\nhello";
	s->goes_on = true;
	stats = talk(s, "CONNECT packages.invalid:443 HTTP/1.1\r\n\r\nearly bytes\r\n\r\n");
	assert_string_equal(s->got,
		"CONNECT packages.invalid:443 HTTP/1.1\r\nProxy-Authorization: Basic bWU6cyVjcmV0\r\n\r\n");
	assert_string_equal(s->late, "early bytes\r\n\r\n");
	assert_string_equal(s->reply, "HTTP/1.1 200 Connection established\r\n\r\nhello");
	assert_int_equal(stats.unreachable, 0);
}

static void refused_by(struct scene *s, const char *answer, const char *why)
{
	struct ma_proxy_stats stats;

	start_proxy(s, "packages.invalid:443", s->server, 100000);
	s->answer = answer;
	stats = talk(s, "CONNECT packages.invalid:443 HTTP/1.1\r\n\r\nearly bytes\r\n\r\n");
	assert_null(strstr(s->got, "early"));
	assert_true(ma_str_starts(ma_str(s->reply), "HTTP/1.1 502 "));
	assert_int_equal(stats.unreachable, 1);
	assert_true(ma_str_starts(ma_str(stats.last_error), s->server));
	if (!strstr(stats.last_error, why))
		fail_msg("not told: %s but: %s", why, stats.last_error);
}

static void an_upstream_proxy_that_refuses_is_told_with_its_reason(void **state)
{
	refused_by(*state, "HTTP/1.1 407 Proxy Authentication \033[31mRequired\r\nA: b\r\n\r\nbody",
		": the proxy says HTTP/1.1 407 Proxy Authentication [31mRequired");
}

static void an_upstream_proxy_that_says_nothing_is_told(void **state)
{
	refused_by(*state, "", ": the proxy says nothing");
}

static void an_upstream_proxy_that_is_none_is_told(void **state)
{
	refused_by(*state, "220 mail.invalid ESMTP\r\n\r\n",
		": the proxy says 220 mail.invalid ESMTP");
}

static void a_plain_request_through_an_upstream_proxy_is_the_only_one_of_its_connection(void **state)
{
	struct scene *s = *state;

	start_proxy(s, "packages.invalid:80", s->server, 100000);
	s->answer = "HTTP/1.1 200 OK\r\n\r\n";
	talk(s,
		"GET http://packages.invalid/x HTTP/1.1\r\nHost: packages.invalid\r\n"
		"Connection: keep-alive\r\n\r\n");
	assert_string_equal(s->got,
		"GET http://packages.invalid/x HTTP/1.1\r\nHost: packages.invalid\r\n"
		"Proxy-Authorization: Basic bWU6cyVjcmV0\r\nConnection: close\r\n\r\n");
}

static void a_place_may_lie_elsewhere(void **state)
{
	struct scene *s = *state;
	struct ma_proxy_way way = { .place = "registry.sandbox:80", .at = s->server };
	struct ma_proxy_opts opts = { s->socket, &way, 1, 100000 };
	ma_err err = { .code = MA_OK };
	char request[128];
	struct ma_proxy_stats stats;

	assert_int_equal(ma_proxy_start(s->loop, &opts, &s->proxy, &err), MA_OK);
	s->answer = "hello";
	talk(s, "CONNECT registry.sandbox:80 HTTP/1.1\r\n\r\nx\r\n\r\n");
	assert_non_null(strstr(s->reply, "hello"));
	snprintf(request, sizeof(request), "CONNECT %s HTTP/1.1\r\n\r\n", s->server);
	s->serve = false;
	stats = talk(s, request); /* by its own name it is not on the list */
	assert_int_equal(stats.refused, 1);
}

static void an_upstream_proxy_gets_nothing_that_is_not_allowed(void **state)
{
	struct scene *s = *state;
	struct ma_proxy_stats stats;

	start_proxy(s, "packages.invalid:443", s->server, 100000);
	s->serve = false;
	stats = talk(s, "CONNECT elsewhere.invalid:443 HTTP/1.1\r\n\r\n");
	assert_true(ma_str_starts(ma_str(s->reply), "HTTP/1.1 403 "));
	assert_int_equal(stats.refused, 1);
}

static void a_place_that_cannot_be_reached_is_told_apart_from_a_refused_one(void **state)
{
	struct scene *s = *state;
	struct ma_proxy_stats stats;
	char request[128];

	start_proxy(s, s->server, NULL, 100000);
	close(s->listener);
	s->listener = -1;
	s->serve = false;
	snprintf(request, sizeof(request), "CONNECT %s HTTP/1.1\r\n\r\n", s->server);
	stats = talk(s, request);
	assert_true(ma_str_starts(ma_str(s->reply), "HTTP/1.1 502 "));
	assert_int_equal(stats.unreachable, 1);
	assert_int_equal(stats.refused, 0);
	assert_non_null(strstr(stats.last_error, "refused"));
}

static void the_ceiling_on_bytes_cuts_the_connection(void **state)
{
	struct scene *s = *state;
	struct ma_proxy_stats stats;
	char request[128];

	snprintf(request, sizeof(request), "CONNECT %s HTTP/1.1\r\n\r\nx\r\n\r\n", s->server);
	start_proxy(
		s, s->server, NULL, strlen(request) + 4); /* one byte less than what comes back */
	stats = talk(s, request);
	assert_string_equal(s->reply, "HTTP/1.1 200 Connection established\r\n\r\n");
	assert_true(stats.exhausted);
}

static void a_head_without_end_is_not_collected_for_ever(void **state)
{
	static char request[20001];
	struct scene *s = *state;

	memset(request, 'x', sizeof(request) - 1);
	start_proxy(s, s->server, NULL, 100000);
	s->serve = false;
	talk(s, request);
	assert_string_equal(s->reply, "");
}

static void only_its_owner_may_use_the_socket(void **state)
{
	struct scene *s = *state;
	struct stat st;

	start_proxy(s, s->server, NULL, 100000);
	assert_int_equal(stat(s->socket, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void free_the_proxy(void *data)
{
	struct scene *s = data;

	ma_proxy_free(s->proxy);
	s->proxy = NULL;
}

static void freeing_it_cuts_connections_that_wait(void **state)
{
	struct scene *s = *state;
	struct ma_timer *timer;
	ma_err err = { .code = MA_OK };

	start_proxy(s, s->server, NULL, 100000);
	s->request = "CONNECT ";
	s->running = 1;
	assert_int_equal(ma_loop_work(s->loop, be_client, one_is_done, s, &err), MA_OK);
	assert_int_equal(ma_timer_start(s->loop, 50, free_the_proxy, s, &timer, &err), MA_OK);
	ma_loop_run(s->loop); /* ends: the client was cut, and nothing is left on the loop */
	assert_int_equal(s->running, 0);
}

static void a_list_that_is_no_list_of_places_is_refused(void **state)
{
	struct scene *s = *state;
	struct ma_proxy_way list[] = { { .place = s->server }, { .place = "no port" } };
	struct ma_proxy_opts opts = { s->socket, list, 2, 1000 };
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_proxy_start(s->loop, &opts, &s->proxy, &err), MA_EINVALID);
	assert_null(s->proxy);
	assert_string_equal(err.msg, "\"no port\" is not host:port");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_allowed_place_is_reached),
		CASE(another_place_is_refused_and_named),
		CASE(a_plain_request_reaches_its_server_in_its_own_form),
		CASE(an_upstream_proxy_gets_the_request_with_our_login_and_not_the_clients),
		CASE(what_comes_early_waits_for_the_upstream_proxy),
		CASE(an_upstream_proxy_that_refuses_is_told_with_its_reason),
		CASE(an_upstream_proxy_that_says_nothing_is_told),
		CASE(an_upstream_proxy_that_is_none_is_told),
		CASE(a_plain_request_through_an_upstream_proxy_is_the_only_one_of_its_connection),
		CASE(a_place_may_lie_elsewhere),
		CASE(an_upstream_proxy_gets_nothing_that_is_not_allowed),
		CASE(a_place_that_cannot_be_reached_is_told_apart_from_a_refused_one),
		CASE(the_ceiling_on_bytes_cuts_the_connection),
		CASE(a_head_without_end_is_not_collected_for_ever),
		CASE(only_its_owner_may_use_the_socket),
		CASE(freeing_it_cuts_connections_that_wait),
		CASE(a_list_that_is_no_list_of_places_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

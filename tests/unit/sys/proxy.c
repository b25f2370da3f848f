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

#include "base/alloc.h"
#include "base/str.h"
#include "sys/proxy_fetch.h"

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
	struct ma_proxy_way way = {
		.place = allowed, .upstream = upstream, .login = upstream ? "me:s%cret" : NULL
	};
	struct ma_proxy_opts opts = {
		.socket_path = s->socket, .ways = &way, .ways_n = 1, .bytes_max = bytes_max
	};
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
	struct ma_proxy_opts opts = {
		.socket_path = s->socket, .ways = &way, .ways_n = 1, .bytes_max = 100000
	};
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

/* What the server is given is `Bearer s3cret`, for what lies beneath /npm/. */
static void start_granted(struct scene *s)
{
	char origin[64], url[64];
	struct ma_grant grant = {
		.url = url, .authorization = "Bearer s3cret", .from = "/home/me/.npmrc"
	};
	struct ma_proxy_way way = { .place = s->server, .origin = origin };
	struct ma_proxy_opts opts = { .socket_path = s->socket,
		.ways = &way,
		.ways_n = 1,
		.grants = &grant,
		.grants_n = 1,
		.bytes_max = 100000 };
	ma_err err = { .code = MA_OK };

	snprintf(origin, sizeof(origin), "http://%s", s->server);
	snprintf(url, sizeof(url), "http://%s/npm/", s->server);
	assert_int_equal(ma_proxy_start(s->loop, &opts, &s->proxy, &err), MA_OK);
}

static struct ma_proxy_stats ask_with_grant(struct scene *s, const char *method, const char *path)
{
	char request[512];

	start_granted(s);
	snprintf(request, sizeof(request),
		"%s %s%s%s HTTP/1.1\r\nHost: x\r\nAccept: a/b\r\nAuthorization: Bearer forged\r\n"
		"Cookie: x=y\r\nProxy-Authorization: Basic x\r\nContent-Length: 0\r\n\r\n",
		method, strcmp(method, "CONNECT") == 0 ? "" : "http://", s->server, path);
	return talk(s, request);
}

static void what_has_a_grant_is_asked_for_by_us(void **state)
{
	struct scene *s = *state;
	char want[256];
	struct ma_proxy_stats stats;

	s->answer = "HTTP/1.1 200 Fine\r\nContent-Type: c/d\r\nSet-Cookie: x=y\r\n"
		    "WWW-Authenticate: Bearer\r\nContent-Length: 5\r\n\r\nhello";
	stats = ask_with_grant(s, "GET", "/npm/tiny?a=b");
	snprintf(want, sizeof(want),
		"GET /npm/tiny?a=b HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer s3cret\r\nAccept: a/b\r\n\r\n",
		s->server);
	assert_string_equal(s->got, want);
	assert_string_equal(s->reply,
		"HTTP/1.1 200 \r\ncontent-type: c/d\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
	assert_string_equal(stats.denied, "");
	assert_int_equal(stats.refused, 0);
}

static void a_head_without_a_body_has_none(void **state)
{
	struct scene *s = *state;

	s->answer = "HTTP/1.1 200 Fine\r\nETag: x\r\nContent-Length: 5\r\n\r\n";
	ask_with_grant(s, "HEAD", "/npm/tiny");
	assert_true(ma_str_starts(ma_str(s->got), "HEAD /npm/tiny HTTP/1.1\r\n"));
	assert_string_equal(s->reply, "HTTP/1.1 200 \r\netag: x\r\nConnection: close\r\n\r\n");
}

static void assert_denied(struct scene *s, const char *method, const char *path, const char *why)
{
	struct ma_proxy_stats stats;

	s->serve = false;
	stats = ask_with_grant(s, method, path);
	assert_string_equal(s->got, ""); /* nobody was asked */
	assert_true(ma_str_starts(ma_str(s->reply), "HTTP/1.1 403 "));
	assert_null(strstr(s->reply, "s3cret"));
	assert_int_equal(stats.refused, 1);
	if (!strstr(stats.denied, why) || !strstr(stats.denied, method) ||
		strstr(stats.denied, "s3cret"))
		fail_msg("not told: %s but: %s", why, stats.denied);
}

static void a_grant_publishes_nothing(void **state)
{
	assert_denied(*state, "PUT", "/npm/tiny", "with a token packages are only read");
}

static void a_grant_deletes_nothing(void **state)
{
	assert_denied(*state, "DELETE", "/npm/tiny", "with a token packages are only read");
}

static void a_grant_posts_nothing(void **state)
{
	assert_denied(*state, "POST", "/npm/-/npm/v1/tokens", "with a token packages are only read");
}

static void a_grant_is_for_no_other_path(void **state)
{
	assert_denied(*state, "GET", "/secret",
		"/secret is no package beneath an address that a token is configured for");
}

static void a_grant_is_for_no_other_path_in_disguise(void **state)
{
	assert_denied(*state, "GET", "/npm/%2e%2e/secret", "is no package");
}

static void a_grant_tells_nobody_who_it_is_for(void **state)
{
	assert_denied(*state, "GET", "/npm/-/whoami", "is no package");
}

static void a_grant_is_for_no_tunnel(void **state)
{
	assert_denied(*state, "CONNECT", "", "there is a plain address alone");
}

static void who_is_not_welcome_is_told_where_the_grant_is_from(void **state)
{
	struct scene *s = *state;
	char want[128];
	struct ma_proxy_stats stats;

	s->answer = "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n";
	stats = ask_with_grant(s, "GET", "/npm/tiny");
	snprintf(want, sizeof(want),
		"http://%s/npm/ answers 401 to what /home/me/.npmrc has for it", s->server);
	assert_string_equal(stats.denied, want);
	assert_true(ma_str_starts(ma_str(s->reply), "HTTP/1.1 401 "));
}

static void assert_moved(struct scene *s, const char *to, const char *told)
{
	char answer[256], want[256];

	snprintf(answer, sizeof(answer),
		"HTTP/1.1 302 x\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", to);
	s->answer = answer;
	ask_with_grant(s, "GET", "/npm/tiny");
	snprintf(want, sizeof(want),
		"HTTP/1.1 302 \r\nlocation: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
		told);
	assert_string_equal(s->reply, want);
}

static void a_redirect_is_told_and_not_followed(void **state)
{
	assert_moved(*state, "https://elsewhere.invalid/x", "https://elsewhere.invalid/x");
}

static void a_redirect_within_the_registry_leads_to_its_plain_address(void **state)
{
	struct scene *s = *state;
	char to[64];

	snprintf(to, sizeof(to), "http://%s/npm/y?z", s->server);
	assert_moved(s, to, to);
}

static void memory_that_runs_out_refuses_nothing(void **state)
{
	struct ma_proxy proxy = { .grants_n = 1 };
	struct ma_grant grant = { .url = "http://a:80/npm/", .authorization = "Bearer s3cret" };
	struct ma_proxy_route route = { .origin = "http://a:80" };
	struct ma_proxy_request r = { .method = MA_STR("GET"), .path = MA_STR("npm/tiny") };
	struct ma_proxy_fetch *fetch;

	MA_UNUSED(state);
	proxy.grants = &grant;
	(void)ma_alloc_fail_after(0);
	assert_int_equal(ma_proxy_fetch_start(&proxy, &route, &r, NULL, NULL, &fetch), MA_ENOMEM);
	(void)ma_alloc_fail_after(-1);
	assert_string_equal(proxy.stats.denied, "");
	r.path = MA_STR("secret");
	assert_int_equal(ma_proxy_fetch_start(&proxy, &route, &r, NULL, NULL, &fetch), MA_OK);
	assert_null(fetch);
	assert_non_null(strstr(proxy.stats.denied, "GET http://a:80/secret"));
}

/* Whatever allocation fails once the registry has answered: nothing is told rather than a part of it, or another place. */
static void memory_that_runs_out_on_the_way_back_tells_nothing(void **state)
{
	struct scene *s = *state;
	char request[128], answer[256];
	int64_t all, k;

	snprintf(answer, sizeof(answer),
		"HTTP/1.1 302 x\r\nLocation: http://%s/npm/y\r\nContent-Length: 0\r\n\r\n",
		s->server);
	snprintf(request, sizeof(request), "GET http://%s/npm/x HTTP/1.1\r\n\r\n", s->server);
	s->answer = answer;
	start_granted(s);
	talk(s, request); /* names are resolved, connections have been made */
	(void)ma_alloc_fail_after(-1);
	talk(s, request);
	all = ma_alloc_fail_after(-1);
	assert_non_null(strstr(s->reply, "302"));
	for (k = all - 1; k >= all - 3; k--) {
		(void)ma_alloc_fail_after(k);
		talk(s, request);
		(void)ma_alloc_fail_after(-1);
		if (s->reply[0])
			fail_msg("allocation %d of %d: %s", (int)k, (int)all, s->reply);
	}
}

static void a_registry_that_says_nothing_is_not_reached(void **state)
{
	struct scene *s = *state;
	struct ma_proxy_stats stats;

	s->answer = "";
	stats = ask_with_grant(s, "GET", "/npm/tiny");
	assert_true(ma_str_starts(ma_str(s->reply), "HTTP/1.1 502 "));
	assert_int_equal(stats.unreachable, 1);
	assert_true(ma_str_starts(ma_str(stats.last_error), s->server));
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

static void freeing_it_cuts_requests_of_ours_that_wait(void **state)
{
	struct scene *s = *state;
	struct ma_timer *timer;
	ma_err err = { .code = MA_OK };
	char request[128];

	start_granted(s);
	snprintf(request, sizeof(request), "GET http://%s/npm/tiny HTTP/1.1\r\n\r\n", s->server);
	s->request = request;
	s->running = 1; /* the server listens, and takes nobody */
	assert_int_equal(ma_loop_work(s->loop, be_client, one_is_done, s, &err), MA_OK);
	assert_int_equal(ma_timer_start(s->loop, 50, free_the_proxy, s, &timer, &err), MA_OK);
	ma_loop_run(s->loop); /* ends: the client was cut, and nothing is left on the loop */
	assert_string_equal(s->reply, "");
}

static void a_list_that_is_no_list_of_places_is_refused(void **state)
{
	struct scene *s = *state;
	struct ma_proxy_way list[] = { { .place = s->server }, { .place = "no port" } };
	struct ma_proxy_opts opts = {
		.socket_path = s->socket, .ways = list, .ways_n = 2, .bytes_max = 1000
	};
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
		CASE(what_has_a_grant_is_asked_for_by_us),
		CASE(memory_that_runs_out_refuses_nothing),
		CASE(memory_that_runs_out_on_the_way_back_tells_nothing),
		CASE(a_head_without_a_body_has_none),
		CASE(a_grant_publishes_nothing),
		CASE(a_grant_deletes_nothing),
		CASE(a_grant_posts_nothing),
		CASE(a_grant_is_for_no_other_path),
		CASE(a_grant_is_for_no_other_path_in_disguise),
		CASE(a_grant_tells_nobody_who_it_is_for),
		CASE(a_grant_is_for_no_tunnel),
		CASE(who_is_not_welcome_is_told_where_the_grant_is_from),
		CASE(a_redirect_is_told_and_not_followed),
		CASE(a_redirect_within_the_registry_leads_to_its_plain_address),
		CASE(a_registry_that_says_nothing_is_not_reached),
		CASE(freeing_it_cuts_requests_of_ours_that_wait),
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

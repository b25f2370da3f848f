/* Proxies: which one is asked, by whose word, and that no message holds its password; connections are used again. */
#include "support/http_world.h"

#define OK_EMPTY OK_HEAD "Content-Length: 0\r\n\r\n"
#define FORBIDDEN "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"
#define SECRET "geheim-1234"

static const char *const variables[] = { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
	"ALL_PROXY", "no_proxy", "NO_PROXY" };

static int enter(void **state)
{
	size_t i;
	int rc = set_up(state);

	for (i = 0; i < MA_COUNT(variables); i++)
		(void)unsetenv(variables[i]);
	return rc;
}

/* A request to `url` while a proxy is there; what the proxy saw goes to `request`. */
static struct outcome through(struct world *w, const char *reply, const char *url,
	const char *variable, const char *proxy, char request[1024])
{
	struct tcp_reply replies[] = { { .text = reply } };
	struct outcome o = { .world = w };
	struct tcp_script server;
	char address[128], own[128];
	struct ma_http_req req = get(url);

	tcp_script_start(&server, replies, 1);
	(void)snprintf(address, sizeof(address), "http://bob:" SECRET "@127.0.0.1:%d", server.port);
	(void)snprintf(own, sizeof(own), "http://127.0.0.1:%d/", server.port);
	if (variable)
		assert_int_equal(setenv(variable, address, 1), 0);
	req.proxy = proxy && strcmp(proxy, "it") == 0 ? address : proxy;
	if (!req.url)
		req.url = own;
	start(&o, req, false);
	finish(&o);
	tcp_script_stop(&server);
	(void)snprintf(request, 1024, "%s", server.request);
	assert_null(strstr(o.err.msg, SECRET));
	assert_null(strstr(o.err.msg, "bob"));
	return o;
}

static void begins(const char *request, const char *line)
{
	if (strncmp(request, line, strlen(line)) != 0)
		fail_msg("\"%.80s\" does not begin with \"%s\"", request, line);
}

static void the_proxy_of_a_request_is_asked_with_its_password(void **state)
{
	char seen[1024];
	struct outcome o = through(*state, OK_EMPTY, "http://far.invalid/x", NULL, "it", seen);

	assert_int_equal(o.rc, MA_OK);
	begins(seen, "GET http://far.invalid/x HTTP/1.1\r\n");
	assert_non_null(strstr(seen, "\r\nProxy-Authorization: Basic Ym9iOmdlaGVpbS0xMjM0\r\n"));
}

static void what_is_encrypted_goes_through_a_tunnel(void **state)
{
	char seen[1024];
	struct outcome o = through(*state, FORBIDDEN, "https://far.invalid/x", NULL, "it", seen);

	begins(seen, "CONNECT far.invalid:443 HTTP/1.1\r\n");
	failed(&o, MA_EIO, false, "far.invalid:443");
	failed(&o, MA_EIO, false, "403");
}

static void each_variable_names_a_proxy_for_its_own_kind(void **state)
{
	static const struct {
		const char *variable, *url, *line;
	} cases[] = {
		{ "http_proxy", "http://far.invalid/", "GET http://far.invalid/ " },
		{ "https_proxy", "https://far.invalid/", "CONNECT far.invalid:443 " },
		{ "HTTPS_PROXY", "https://far.invalid/", "CONNECT far.invalid:443 " },
		{ "all_proxy", "http://far.invalid/", "GET http://far.invalid/ " },
		{ "ALL_PROXY", "https://far.invalid/", "CONNECT far.invalid:443 " },
	};
	char seen[1024];
	size_t i;

	for (i = 0; i < MA_COUNT(cases); i++) {
		(void)through(*state, FORBIDDEN, cases[i].url, cases[i].variable, NULL, seen);
		begins(seen, cases[i].line);
		/* It is stronger than the proxy of the request, */
		(void)through(*state, FORBIDDEN, cases[i].url, cases[i].variable,
			"http://127.0.0.1:1", seen);
		begins(seen, cases[i].line);
		assert_int_equal(unsetenv(cases[i].variable), 0);
	}
}

static void none_is_stronger_than_a_variable(void **state)
{
	char seen[1024];
	struct outcome o = through(*state, OK_EMPTY, NULL, "http_proxy", "none", seen);

	assert_int_equal(o.rc, MA_OK);
	begins(seen, "GET / HTTP/1.1\r\n");
	assert_null(strstr(seen, "Proxy-Authorization"));
}

static void a_host_that_is_excepted_is_asked_directly(void **state)
{
	static const char *const names[] = { "no_proxy", "NO_PROXY" };
	char seen[1024];
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++) {
		assert_int_equal(setenv(names[i], "127.0.0.1,other.example", 1), 0);
		assert_int_equal(
			through(*state, OK_EMPTY, NULL, "http_proxy", "it", seen).rc, MA_OK);
		begins(seen, "GET / HTTP/1.1\r\n");
		assert_int_equal(unsetenv(names[i]), 0);
	}
}

/* libcurl quotes the URL of a proxy that it cannot use. */
static void no_message_holds_the_proxys_password(void **state)
{
	static const char *const proxies[] = { "http://bob:" SECRET "@nowhere.invalid:1",
		"http://bob:" SECRET "@127.0.0.1:1", "http://bob:" SECRET "@[::1",
		"gopher://bob:" SECRET "@x", "http://bob:" SECRET "@127.0.0.1:99999999" };
	struct outcome o;
	size_t i;

	for (i = 0; i < MA_COUNT(proxies); i++) {
		struct ma_http_req req = get("http://far.invalid/");

		o = (struct outcome){ .world = *state };
		req.proxy = proxies[i];
		start(&o, req, false);
		finish(&o);
		assert_int_equal(o.rc, MA_EIO);
		if (strstr(o.err.msg, SECRET) || strstr(o.err.msg, "bob"))
			fail_msg("%s", o.err.msg);
	}
}

static void a_proxy_that_wants_another_password_is_told_of(void **state)
{
	char seen[1024];
	struct outcome o = through(*state,
		"HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
		"https://far.invalid/", NULL, "it", seen);

	failed(&o, MA_EIO, false, "407");
}

/* One connection, and two requests that are answered on it; nobody answers on another. */
static void *serve_twice(void *data)
{
	struct tcp_script *s = data;
	int fd = accept(s->listener, NULL, NULL), i;

	for (i = 0; i < 2 && fd >= 0; i++) {
		tcp_read_request(s, fd);
		tcp_send(fd, OK_EMPTY, sizeof(OK_EMPTY) - 1);
	}
	close(fd);
	return NULL;
}

static void a_connection_is_used_again(void **state)
{
	struct outcome one = { .world = *state }, two = { .world = *state };
	struct tcp_script server = { .n = 0 };
	struct ma_http_req req;

	server.listener = tcp_listen(8, &server.port);
	(void)snprintf(server.url, sizeof(server.url), "http://127.0.0.1:%d/", server.port);
	assert_int_equal(pthread_create(&server.thread, NULL, serve_twice, &server), 0);
	req = get(server.url);
	req.total_ms = 20000; /* reached only on a second connection */
	start(&one, req, false);
	finish(&one);
	start(&two, req, false);
	finish(&two);
	assert_int_equal(pthread_join(server.thread, NULL), 0);
	close(server.listener);
	assert_int_equal(one.status, 200);
	assert_int_equal(two.status, 200);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_proxy_of_a_request_is_asked_with_its_password),
		TEST(what_is_encrypted_goes_through_a_tunnel),
		TEST(each_variable_names_a_proxy_for_its_own_kind),
		TEST(none_is_stronger_than_a_variable),
		TEST(a_host_that_is_excepted_is_asked_directly),
		TEST(no_message_holds_the_proxys_password),
		TEST(a_proxy_that_wants_another_password_is_told_of),
		TEST(a_connection_is_used_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

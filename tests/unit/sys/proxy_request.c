#include "sys/proxy_request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void assert_place(
	const char *text, const char *default_port, const char *host, const char *port)
{
	struct ma_place place;

	assert_true(ma_place_read(ma_str(text), default_port, &place));
	assert_string_equal(place.host, host);
	assert_string_equal(place.port, port);
}

static void a_place_is_a_host_and_a_port(void **state)
{
	(void)state;
	assert_place("registry.example:443", "", "registry.example", "443");
	assert_place("registry.example", "80", "registry.example", "80");
	assert_place("[::1]:4873", "", "::1", "4873");
	assert_place("[::1]", "80", "::1", "80");
}

static void a_port_is_written_in_one_way(void **state)
{
	(void)state;
	assert_place(
		"a:0443", "", "a", "443"); /* else "0443" would pass by a list that holds "443" */
}

static void what_is_no_place_is_refused(void **state)
{
	static const char *const wrong[] = { "", ":443", "a", "a:", "a:0", "a:65536", "a:-1",
		"a:44x", "a:+1", "[]:1", "a b:1", "u@a:1" };
	struct ma_place place;
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(wrong); i++)
		if (ma_place_read(ma_str(wrong[i]), "", &place))
			fail_msg("\"%s\" was taken for a place", wrong[i]);
	assert_false(ma_place_read(ma_str_n("a\0b:1", 5), "", &place));
}

static void places_differ_by_port_but_not_by_case(void **state)
{
	struct ma_place a = { "Registry.example", "443" }, b = { "registry.EXAMPLE", "443" },
			c = { "registry.example", "8443" };

	(void)state;
	assert_true(ma_place_eq(&a, &b));
	assert_false(ma_place_eq(&b, &c));
}

static void a_tunnel_names_its_place(void **state)
{
	struct ma_proxy_request r;

	(void)state;
	assert_true(ma_proxy_request_read(
		MA_STR("CONNECT a.example:443 HTTP/1.1\r\nHost: b.example\r\n\r\n"), &r));
	assert_true(r.tunnel);
	assert_string_equal(r.place.host, "a.example");
	assert_string_equal(r.place.port, "443");
}

static void a_plain_request_loses_its_authority_and_what_concerns_this_hop(void **state)
{
	struct ma_buf b = MA_BUF_INIT(1024);
	struct ma_proxy_request r;

	(void)state;
	assert_true(ma_proxy_request_read(
		MA_STR("GET http://a.example/x/y?z HTTP/1.1\r\nHost: a.example\r\n"
		       "Proxy-Authorization: Basic s\r\nproxy-connection: keep-alive\r\n"
		       "Connection: keep-alive\r\n\r\n"),
		&r));
	assert_false(r.tunnel);
	assert_string_equal(r.place.port, "80");
	ma_proxy_request_origin(&r, &b);
	ma_buf_addc(&b, '\0');
	assert_string_equal(
		b.p, "GET /x/y?z HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
	ma_buf_done(&b);
}

static void a_request_to_a_server_is_not_one_to_a_proxy(void **state)
{
	struct ma_proxy_request r;

	(void)state;
	assert_false(ma_proxy_request_read(MA_STR("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"), &r));
	assert_false(ma_proxy_request_read(MA_STR("CONNECT a.example HTTP/1.1\r\n\r\n"), &r));
	assert_false(ma_proxy_request_read(MA_STR("\r\n\r\n"), &r));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_is_a_host_and_a_port),
		cmocka_unit_test(a_port_is_written_in_one_way),
		cmocka_unit_test(what_is_no_place_is_refused),
		cmocka_unit_test(places_differ_by_port_but_not_by_case),
		cmocka_unit_test(a_tunnel_names_its_place),
		cmocka_unit_test(a_plain_request_loses_its_authority_and_what_concerns_this_hop),
		cmocka_unit_test(a_request_to_a_server_is_not_one_to_a_proxy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

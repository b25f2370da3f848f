#include "sys/proxy_index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"

#define GRANTS_MAX 3

static struct ma_grant grants[GRANTS_MAX];
static struct ma_proxy proxy;
static char told[512];

static int set_up(void **state)
{
	(void)state;
	proxy = (struct ma_proxy){ .arena = MA_ARENA_INIT(MA_MIB),
		.grants = grants,
		.grants_n = 1,
		.grants_max = GRANTS_MAX };
	grants[0] = (struct ma_grant){ .url = "https://a.example:443/index/",
		.authorization = "t0ken",
		.from = "credentials.toml",
		.reads = MA_GRANT_INDEX };
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	ma_arena_done(&proxy.arena);
	return 0;
}

static const char *tell(struct ma_str json)
{
	struct ma_buf out = MA_BUF_INIT(MA_MIB);
	bool is = ma_proxy_index_tell(&proxy, "https://a.example:443", &grants[0], json, &out);

	snprintf(told, sizeof(told), "%s", !is ? "none" : out.rc ? "failed" : out.p);
	ma_buf_done(&out);
	return told;
}

#define TELL(literal) tell(MA_STR(literal))

static bool reads(const char *path)
{
	char url[256];
	const struct ma_grant *g;

	snprintf(url, sizeof(url), "https://a.example:443/%s", path);
	g = ma_grant_for(proxy.grants, proxy.grants_n, ma_str(url));
	return g && strcmp(g->authorization, "t0ken") == 0;
}

static void crates_lie_at_a_plain_address_and_a_token_is_not_asked_for(void **state)
{
	(void)state;
	assert_string_equal(TELL("{ \"auth-required\" : true, \"api\":\"https://a.example\",\n"
				 "\"dl\" : \"https://a.example/crates/{crate}/{version}.crate\" }"),
		"{\"dl\":\"http://a.example:443/crates/{crate}/{version}.crate\"}");
	assert_true(reads("crates/tiny/1.0.0.crate"));
	assert_true(reads("index/ti/ny/tiny"));
	assert_false(reads("crates/tiny/owners"));
	assert_false(reads("secret"));
}

static void without_markers_it_is_the_address_that_cargo_makes_of_it(void **state)
{
	(void)state;
	assert_string_equal(TELL("{\"dl\":\"https:\\/\\/a.example:443\\/api\\/v1\\/crates\"}"),
		"{\"dl\":\"http://a.example:443/api/v1/crates\"}");
	assert_true(reads("api/v1/crates/tiny/1.0.0/download"));
	assert_false(reads("api/v1/crates/tiny/owners"));
	assert_false(reads("api/v1/me/download"));
}

static void another_host_has_no_token(void **state)
{
	(void)state;
	assert_string_equal(TELL("{\"dl\":\"https://b.example/crates\"}"),
		"{\"dl\":\"https://b.example/crates\"}");
	assert_string_equal(TELL("{\"dl\":\"http://a.example/crates\"}"),
		"{\"dl\":\"http://a.example/crates\"}");
	assert_int_equal(proxy.grants_n, 1);
}

static void what_tells_no_address_is_none(void **state)
{
	static const char *const others[] = { "", "{}", "[]", "{\"dl\":1}", "{\"dl\":\"",
		"{\"x\":{\"dl\":\"https://a.example/\"}}", "{\"x\":\"dl\"}", "{\"dl\":\"/crates\"}",
		"{\"dl\":\"file:///etc\"}", "{\"dl\":\"https://me:pass@a.example/\"}",
		"{\"dl\":\"https://a.example/\\u0041\"}", "{\"dl\":\"https://a.example/\\\"\"}",
		"{\"dl\":\"https://a.example/a b\"}", "{\"dl\":\"https://a.example/\n\"}",
		"\"dl\":\"https://a.example/\"", "{\"dl\":\"https://a.example/\\" };
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(others); i++)
		if (strcmp(tell(ma_str(others[i])), "none") != 0)
			fail_msg("%s: %s", others[i], told);
	assert_int_equal(proxy.grants_n, 1);
}

static void one_that_says_another_place_each_time_is_not_followed_to_all(void **state)
{
	char json[64];
	int i;

	(void)state;
	for (i = 0; i < 10; i++) {
		snprintf(json, sizeof(json), "{\"dl\":\"https://a.example/%d/{crate}\"}", i / 2);
		assert_non_null(strstr(tell(ma_str(json)), "a.example:443"));
	}
	assert_int_equal(proxy.grants_n, GRANTS_MAX);
	assert_true(reads("0/tiny") && reads("1/tiny") && !reads("2/tiny"));
}

static void memory_that_runs_out_is_kept(void **state)
{
	static const struct ma_str json = MA_STR("{\"dl\":\"https://a.example/c/{crate}\"}");
	bool reached = true, is;
	int64_t k;

	(void)state;
	for (k = 0; reached; k++) {
		struct ma_buf out = MA_BUF_INIT(MA_MIB);

		ma_arena_done(&proxy.arena);
		proxy.grants_n = 1;
		(void)ma_alloc_fail_after(k);
		is = ma_proxy_index_tell(&proxy, "https://a.example:443", &grants[0], json, &out);
		reached = ma_alloc_fail_after(-1) > k;
		assert_true(is);
		assert_int_equal(out.rc, reached ? MA_ENOMEM : MA_OK);
		ma_buf_done(&out);
	}
	assert_true(k > 3);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(crates_lie_at_a_plain_address_and_a_token_is_not_asked_for),
		CASE(without_markers_it_is_the_address_that_cargo_makes_of_it),
		CASE(another_host_has_no_token),
		CASE(what_tells_no_address_is_none),
		CASE(one_that_says_another_place_each_time_is_not_followed_to_all),
		CASE(memory_that_runs_out_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

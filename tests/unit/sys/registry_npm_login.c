/* Who npm's user is to a registry, by his own files and the environment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "sys/registry_tool.h"

static struct ma_arena arena = MA_ARENA_INIT(65536);
static struct ma_registry r;
static ma_err err;

static int tear_down(void **state)
{
	(void)state;
	ma_arena_done(&arena);
	unsetenv("COMPANY_TOKEN");
	unsetenv("NPM_CONFIG_//a.example/npm/:_authToken");
	return 0;
}

static size_t read_it(const char *url, const char *npmrc)
{
	err = (ma_err){ .code = MA_OK };
	r = (struct ma_registry){ .urls_n = 0 };
	ma_registry_npm_grants(&arena, &r, ma_str(url), ma_str(npmrc), "/home/me/.npmrc", &err);
	return r.grants_n;
}

static void assert_grant(size_t i, const char *url, const char *authorization, const char *from)
{
	assert_int_equal(err.code, MA_OK);
	assert_true(i < r.grants_n);
	assert_string_equal(r.grants[i].url, url);
	assert_string_equal(r.grants[i].authorization, authorization);
	assert_string_equal(r.grants[i].from, from);
}

static void a_token_is_for_what_its_key_names(void **state)
{
	(void)state;
	read_it("https://a.example/npm/", "//a.example/npm/:_authToken = \"abc\"\n");
	assert_grant(0, "https://a.example:443/npm/", "Bearer abc", "/home/me/.npmrc");
	read_it("https://a.example:8443/npm", "//A.example:8443/npm:_authToken=abc\n");
	assert_grant(0, "https://a.example:8443/npm/", "Bearer abc", "/home/me/.npmrc");
	read_it("http://a.example/npm/", "//a.example/:_authToken=abc\n");
	assert_grant(0, "http://a.example:80/", "Bearer abc", "/home/me/.npmrc");
}

static void one_for_another_place_is_none(void **state)
{
	static const char *const others[] = { "//a.example/other/:_authToken=abc",
		"//b.example/npm/:_authToken=abc", "//a.example:8443/npm/:_authToken=abc",
		"//a.example/npm/more/:_authToken=abc", "_authToken=abc",
		"a.example/npm/:_authToken=abc", "//:_authToken=abc", "//:", ":_authToken=x",
		"//a.example/npm/:email=abc",
		"//a.example/npm/:_authToken=", "; //a.example/npm/:_authToken=abc",
		"[x]\n//a.example/npm/:_authToken=abc" };
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(others); i++)
		if (read_it("https://a.example/npm/", others[i]) || err.code)
			fail_msg("taken: %s", others[i]);
}

static void other_paths_of_the_same_host_have_their_own(void **state)
{
	(void)state;
	assert_int_equal(
		read_it("https://a.example/api/npm/",
			"//a.example/api/npm/:_authToken=one\n//b.example/:_authToken=none\n"
			"//a.example/api/projects/7/npm/:_authToken=two\n"),
		2);
	assert_grant(0, "https://a.example:443/api/npm/", "Bearer one", "/home/me/.npmrc");
	assert_grant(
		1, "https://a.example:443/api/projects/7/npm/", "Bearer two", "/home/me/.npmrc");
}

static void the_last_line_counts_and_the_environment_more(void **state)
{
	static const char text[] = "//a.example/npm/:_authToken=one\n//a.example/npm/:_authToken=two\n";

	(void)state;
	assert_int_equal(read_it("https://a.example/npm/", text), 1);
	assert_grant(0, "https://a.example:443/npm/", "Bearer two", "/home/me/.npmrc");
	setenv("NPM_CONFIG_//a.example/npm/:_authToken", "three", 1);
	assert_int_equal(read_it("https://a.example/npm/", text), 1);
	assert_grant(0, "https://a.example:443/npm/", "Bearer three", "the environment");
	assert_int_equal(read_it("https://a.example/npm/", NULL), 1);
}

static void names_and_passwords_are_one_word(void **state)
{
	(void)state;
	read_it("https://a.example/",
		"//a.example/:username=me\n//a.example/:_password=cGFzczp3b3Jk\n");
	assert_grant(0, "https://a.example:443/", "Basic bWU6cGFzczp3b3Jk", "/home/me/.npmrc");
	read_it("https://a.example/", "//a.example/:_auth=bWU6cGFzcw==\n");
	assert_grant(0, "https://a.example:443/", "Basic bWU6cGFzcw==", "/home/me/.npmrc");
	assert_int_equal(read_it("https://a.example/", "//a.example/:username=me\n"), 0);
	assert_int_equal(err.code, MA_OK);
}

static void assert_wrong(const char *npmrc, const char *what)
{
	assert_int_equal(read_it("https://a.example/", npmrc), 0);
	assert_int_equal(err.code, MA_EUNAVAILABLE);
	if (!strstr(err.msg, "/home/me/.npmrc: what it has for the package registry ") ||
		!strstr(err.msg, what) || strstr(err.msg, "s3cret"))
		fail_msg("%s", err.msg);
}

static void variables_are_put_in(void **state)
{
	(void)state;
	setenv("COMPANY_TOKEN", "abc", 1);
	read_it("https://a.example/",
		"//a.example/:_authToken=x${COMPANY_TOKEN}y${NOT_SET_HERE?}\n");
	assert_grant(0, "https://a.example:443/", "Bearer xabcy", "/home/me/.npmrc");
	assert_wrong("//a.example/:_authToken=s3cret${NOT_SET_HERE}\n",
		"names a variable that is not set");
	assert_wrong("//a.example/:_authToken=s3cret${\n", "names a variable that is not set");
}

static void what_cannot_stand_in_a_header_is_told(void **state)
{
	(void)state;
	setenv("COMPANY_TOKEN", "s3cret\r\nX-Evil: 1", 1);
	assert_wrong("//a.example/:_authToken=${COMPANY_TOKEN}\n",
		"holds what cannot stand in a request");
	assert_wrong("//a.example/:_auth=s3cret blank\n", "holds what cannot stand in a request");
	assert_wrong("//a.example/:username=me\n//a.example/:_password=s3cret!\n",
		"is no password as npm writes one");
}

static void there_are_not_any_number_of_them(void **state)
{
	struct ma_buf b = MA_BUF_INIT(4096);
	int i;

	(void)state;
	for (i = 0; i <= MA_REGISTRY_GRANTS_MAX; i++)
		ma_buf_addf(&b, "//a.example/%d/:_authToken=abc\n", i);
	read_it("https://a.example/0/", b.p);
	ma_buf_done(&b);
	assert_int_equal(err.code, MA_EUNAVAILABLE);
	assert_non_null(strstr(err.msg, "more than 16 addresses"));
}

#define CASE(name) cmocka_unit_test_teardown(name, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_token_is_for_what_its_key_names),
		CASE(one_for_another_place_is_none),
		CASE(other_paths_of_the_same_host_have_their_own),
		CASE(the_last_line_counts_and_the_environment_more),
		CASE(names_and_passwords_are_one_word),
		CASE(variables_are_put_in),
		CASE(what_cannot_stand_in_a_header_is_told),
		CASE(there_are_not_any_number_of_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

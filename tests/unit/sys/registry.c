#include "sys/registry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

static struct ma_arena arena = MA_ARENA_INIT(65536);

static int set_up(void **state)
{
	static const char *const names[] = { "npm_config_registry", "NPM_CONFIG_REGISTRY",
		"npm_config_userconfig", "NPM_CONFIG_USERCONFIG", "http_proxy", "HTTP_PROXY",
		"https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY" };
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(names); i++)
		unsetenv(names[i]);
	return setenv("HOME", "/nonexistent", 1);
}

static int tear_down(void **state)
{
	(void)state;
	ma_arena_done(&arena);
	return 0;
}

static void the_environment_names_it_first(void **state)
{
	(void)state;
	setenv("NPM_CONFIG_REGISTRY", "https://packages.example/npm/", 1);
	assert_string_equal(ma_registry_configured(&arena), "https://packages.example/npm/");
	setenv("npm_config_registry", "http://10.0.0.5:4873", 1);
	assert_string_equal(ma_registry_configured(&arena), "http://10.0.0.5:4873");
}

static void then_the_users_own_npmrc(void **state)
{
	char path[] = "/tmp/meta-agent-test-XXXXXX";
	static const char text[] = "registry=https://packages.example/\n";
	int fd = mkstemp(path);

	(void)state;
	assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	close(fd);
	setenv("NPM_CONFIG_USERCONFIG", path, 1);
	assert_string_equal(ma_registry_configured(&arena), "https://packages.example/");
	unlink(path);
}

static void otherwise_npm_must_be_asked(void **state)
{
	(void)state;
	assert_null(ma_registry_configured(&arena));
	setenv("npm_config_registry", "file:///etc", 1);
	assert_null(ma_registry_configured(&arena));
}

static void an_npmrc_is_lines_of_key_and_value(void **state)
{
	struct ma_str text = MA_STR(
		"; registry=no\n# registry=no\n@mine:registry=https://b.example\r\n"
		"registry = \"https://a.example\"\r\n[other]\nregistry=https://c.example\n");

	(void)state;
	assert_true(ma_str_is(ma_registry_npmrc(text, "registry"), "https://a.example"));
	assert_true(ma_str_is(ma_registry_npmrc(text, "@mine:registry"), "https://b.example"));
	assert_int_equal(ma_registry_npmrc(text, "cafile").n, 0);
}

static void a_value_with_variables_is_left_to_npm(void **state)
{
	(void)state;
	assert_int_equal(ma_registry_npmrc(MA_STR("registry=https://${HOST}/"), "registry").n, 0);
}

static void npms_answer_is_its_last_line(void **state)
{
	(void)state;
	assert_string_equal(ma_registry_answered(&arena, MA_STR("a notice\nhttps://a.example/\n\n")),
		"https://a.example/");
	assert_null(ma_registry_answered(&arena, MA_STR("undefined\n")));
	assert_null(ma_registry_answered(&arena, MA_STR("")));
}

static void a_url_has_a_place(void **state)
{
	struct ma_place place;

	(void)state;
	assert_true(ma_registry_place(MA_STR("https://a.example/npm/"), &place));
	assert_string_equal(place.port, "443");
	assert_true(ma_registry_place(MA_STR("http://a.example:4873"), &place));
	assert_string_equal(place.port, "4873");
	assert_false(ma_registry_place(MA_STR("https://user:secret@a.example/"), &place));
	assert_false(ma_registry_place(MA_STR("https:///x"), &place));
}

static const char *upstream_of(const char *url)
{
	const char *out;
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_registry_upstream(&arena, ma_str(url), &out, &err), MA_OK);
	return out;
}

static void the_machines_own_proxy_is_honoured(void **state)
{
	(void)state;
	assert_null(upstream_of("https://a.example/"));
	setenv("HTTPS_PROXY", "http://proxy.example:8080/", 1);
	assert_string_equal(upstream_of("https://a.example/"), "proxy.example:8080");
	assert_null(upstream_of("http://a.example/"));
}

static void except_where_it_is_excepted(void **state)
{
	(void)state;
	setenv("HTTPS_PROXY", "http://proxy.example:8080", 1);
	setenv("NO_PROXY", "localhost, .inside.example", 1);
	assert_null(upstream_of("https://npm.inside.example/"));
	assert_non_null(upstream_of("https://npm.notinside.example.org/"));
	assert_non_null(upstream_of("https://notinside.example/"));
}

static void a_proxy_with_a_password_is_refused_with_the_reason(void **state)
{
	const char *out;
	ma_err err = { .code = MA_OK };

	(void)state;
	setenv("HTTPS_PROXY", "http://me:secret@proxy.example:8080", 1);
	assert_int_equal(ma_registry_upstream(&arena, MA_STR("https://a.example/"), &out, &err),
		MA_EUNAVAILABLE);
	assert_null(strstr(err.msg, "secret"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_environment_names_it_first),
		CASE(then_the_users_own_npmrc),
		CASE(otherwise_npm_must_be_asked),
		CASE(an_npmrc_is_lines_of_key_and_value),
		CASE(a_value_with_variables_is_left_to_npm),
		CASE(npms_answer_is_its_last_line),
		CASE(a_url_has_a_place),
		CASE(the_machines_own_proxy_is_honoured),
		CASE(except_where_it_is_excepted),
		CASE(a_proxy_with_a_password_is_refused_with_the_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

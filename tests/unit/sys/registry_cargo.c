/* What cargo's user has configured, by his files and the environment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "sys/registry_tool.h"

static struct ma_arena arena = MA_ARENA_INIT(8 * MA_MIB);
static struct ma_registry r;
static ma_err err;
static char home[64];

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", home, name);
	return path;
}

static void write_file(const char *name, const char *text)
{
	FILE *f = fopen(path_of(name), "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static int set_up(void **state)
{
	(void)state;
	snprintf(home, sizeof(home), "/tmp/meta-agent-test-XXXXXX");
	if (!mkdtemp(home))
		return -1;
	unsetenv("CARGO_HTTP_CAINFO");
	unsetenv("SSL_CERT_FILE");
	return setenv("CARGO_HOME", home, 1);
}

static int tear_down(void **state)
{
	static const char *const files[] = { "config.toml", "credentials.toml", "credentials" };
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(files); i++)
		unlink(path_of(files[i]));
	ma_arena_done(&arena);
	unsetenv("CARGO_REGISTRIES_MY_OWN_TOKEN");
	unsetenv("CARGO_REGISTRIES_MY_OWN_INDEX");
	return rmdir(home);
}

static ma_rc read_it(void)
{
	bool whole;

	err = (ma_err){ .code = MA_OK };
	r = (struct ma_registry){ .urls_n = 0 };
	return ma_registry_read(MA_REGISTRY_CARGO, &arena, &r, &whole, &err);
}

static const char *told(void)
{
	assert_int_equal(read_it(), MA_OK);
	return r.env_n > 0 ? r.env[0] + strlen("CARGO_CONFIG_TOML=") : "";
}

static void assert_grant(size_t i, const char *url, const char *token, const char *from)
{
	assert_true(i < r.grants_n);
	assert_string_equal(r.grants[i].url, url);
	assert_string_equal(r.grants[i].authorization, token);
	assert_string_equal(r.grants[i].from, from);
	assert_int_equal(r.grants[i].reads, MA_GRANT_INDEX);
}

#define OWN "[registries]\nmy-own = { index = \"sparse+https://a.example/i/\" }\n"

static void a_registry_with_a_token_is_replaced_by_its_plain_address(void **state)
{
	(void)state;
	write_file("config.toml", OWN);
	write_file("credentials.toml",
		"[registries.my-own]\ntoken = \"Bearer abc\"\n[registry]\ntoken = \"x\"\n");
	assert_string_equal(told(),
		"[registries.\"my-own\"]\nindex = \"sparse+https://a.example/i/\"\n"
		"[source.meta-agent-0]\nregistry = \"sparse+http://a.example:443/i/\"\n"
		"[source.meta-agent-of-0]\nregistry = \"sparse+https://a.example/i/\"\n"
		"replace-with = \"meta-agent-0\"\n");
	assert_int_equal(r.grants_n, 1);
	assert_grant(0, "https://a.example:443/i/", "Bearer abc", path_of("credentials.toml"));
	assert_string_equal(r.urls[0], "https://a.example/i/");
}

static void what_is_replaced_by_it_is_replaced_by_its_plain_address(void **state)
{
	(void)state;
	write_file("config.toml",
		"source.crates-io.replace-with = 'mine'\n[source.\"mine\"]\n"
		"registry = \"sparse+https://a.example:8443/i/\" # ours\n");
	write_file("credentials", "registries.mine.token = '''abc'''\n");
	assert_string_equal(told(),
		"[source.\"crates-io\"]\nreplace-with = \"meta-agent-0\"\n"
		"[source.\"mine\"]\nregistry = \"sparse+https://a.example:8443/i/\"\n"
		"replace-with = \"meta-agent-0\"\n"
		"[source.meta-agent-0]\nregistry = \"sparse+http://a.example:8443/i/\"\n");
	assert_grant(0, "https://a.example:8443/i/", "abc", path_of("credentials"));
	assert_int_equal(r.urls_n, 1); /* crates.io is not asked */
}

static void the_environment_outranks_the_files(void **state)
{
	(void)state;
	write_file("config.toml", OWN);
	write_file("credentials.toml", "[registries.my-own]\ntoken = \"abc\"\n");
	setenv("CARGO_REGISTRIES_MY_OWN_TOKEN", "def", 1);
	assert_int_equal(read_it(), MA_OK);
	assert_grant(0, "https://a.example:443/i/", "def", "CARGO_REGISTRIES_MY_OWN_TOKEN");
	setenv("CARGO_REGISTRIES_MY_OWN_INDEX", "sparse+http://b.example/", 1);
	assert_int_equal(read_it(), MA_OK);
	assert_grant(0, "http://b.example:80/", "def", "CARGO_REGISTRIES_MY_OWN_TOKEN");
}

static void the_environment_alone_names_a_registry_with_either_dash(void **state)
{
	(void)state;
	setenv("CARGO_REGISTRIES_MY_OWN_TOKEN", "def", 1);
	setenv("CARGO_REGISTRIES_MY_OWN_INDEX", "sparse+https://a.example/", 1);
	assert_string_equal(told(),
		"[registries.\"my-own\"]\nindex = \"sparse+https://a.example/\"\n"
		"[registries.\"my_own\"]\nindex = \"sparse+https://a.example/\"\n"
		"[source.meta-agent-0]\nregistry = \"sparse+http://a.example:443/\"\n"
		"[source.meta-agent-of-0]\nregistry = \"sparse+https://a.example/\"\n"
		"replace-with = \"meta-agent-0\"\n");
	assert_int_equal(r.grants_n, 1);
}

static void a_token_is_for_no_git_repository_and_no_other_registry(void **state)
{
	(void)state;
	write_file("config.toml",
		"[registries]\ngit.index = 'https://a.example/git'\nother.index = 'sparse+https://b.example/'\n");
	write_file("credentials.toml",
		"[registries]\ngit.token = 'abc'\nmissing.token = 'def'\n[registry]\ntoken = 'ghi'\n");
	assert_non_null(strstr(told(), "sparse+https://b.example/"));
	assert_int_equal(r.grants_n, 0);
	assert_null(strstr(r.env[0], "meta-agent"));
}

static void an_authority_is_the_environments_or_the_files(void **state)
{
	(void)state;
	write_file("config.toml", "[http]\ncainfo = \"/etc/own.pem\"\n");
	assert_int_equal(read_it(), MA_OK);
	assert_string_equal(r.ca_file, "/etc/own.pem");
	assert_string_equal(r.ca_named, "CARGO_HTTP_CAINFO");
	setenv("CARGO_HTTP_CAINFO", "/etc/other.pem", 1);
	assert_int_equal(read_it(), MA_OK);
	assert_null(r.ca_file);
}

static void assert_refused(const char *where, const char *what)
{
	assert_int_equal(read_it(), MA_EUNAVAILABLE);
	if (!ma_str_starts(ma_str(err.msg), where) || !strstr(err.msg, what) ||
		strstr(err.msg, "s3cret"))
		fail_msg("%s", err.msg);
}

static void what_cannot_be_used_is_told_without_its_value(void **state)
{
	(void)state;
	write_file("config.toml", OWN);
	write_file("credentials.toml", "[registries.my-own]\ntoken = \"s3cret\\r\\nX-Evil: 1\"\n");
	assert_refused(path_of("credentials.toml"), "holds what cannot stand in a request");
	write_file("credentials.toml", "[registries.my-own]\ntoken = s3cret = \n");
	assert_refused(path_of("credentials.toml"), "line 2 is no TOML");
	write_file("credentials.toml", "");
	write_file("config.toml", "[registries.x]\nindex = 'sparse+https://me:s3cret@a.example/'\n");
	assert_refused("the configured package registry", "wants a password");
}

static void there_are_not_any_number_of_them(void **state)
{
	struct ma_buf b = MA_BUF_INIT(65536);
	int i;

	(void)state;
	for (i = 0; i < 33; i++)
		ma_buf_addf(&b, "registries.r%d.index = 'sparse+https://a.example/i/'\n", i);
	write_file("config.toml", b.p);
	assert_refused(path_of("config.toml"), "more than 32");
	ma_buf_done(&b);
}

static void memory_that_runs_out_is_told(void **state)
{
	bool reached = true;
	int64_t k;
	ma_rc rc;

	(void)state;
	write_file("config.toml", OWN);
	write_file("credentials.toml", "[registries.my-own]\ntoken = \"abc\"\n");
	for (k = 0; reached; k++) {
		ma_arena_done(&arena);
		(void)ma_alloc_fail_after(k);
		rc = read_it();
		reached = ma_alloc_fail_after(-1) > k;
		if (rc != (reached ? MA_ENOMEM : MA_OK))
			fail_msg("allocation %d: %d %s", (int)k, (int)rc, err.msg);
	}
	assert_true(k > 10);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_registry_with_a_token_is_replaced_by_its_plain_address),
		CASE(what_is_replaced_by_it_is_replaced_by_its_plain_address),
		CASE(the_environment_outranks_the_files),
		CASE(the_environment_alone_names_a_registry_with_either_dash),
		CASE(a_token_is_for_no_git_repository_and_no_other_registry),
		CASE(an_authority_is_the_environments_or_the_files),
		CASE(what_cannot_be_used_is_told_without_its_value),
		CASE(there_are_not_any_number_of_them),
		CASE(memory_that_runs_out_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

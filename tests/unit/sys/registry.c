#include "sys/registry.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "sys/registry_tool.h"

static struct ma_arena arena = MA_ARENA_INIT(65536);

static int set_up(void **state)
{
	static const char *const names[] = { "npm_config_registry", "NPM_CONFIG_REGISTRY",
		"npm_config_userconfig", "NPM_CONFIG_USERCONFIG", "http_proxy", "HTTP_PROXY",
		"https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "PIP_INDEX_URL",
		"PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_CONFIG_FILE", "XDG_CONFIG_HOME",
		"CARGO_HOME", "NETRC" };
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

static char home[64]; /* of a user, with files */

static int make_home(void **state)
{
	(void)state;
	snprintf(home, sizeof(home), "/tmp/meta-agent-test-XXXXXX");
	return mkdtemp(home) ? 0 : -1;
}

static int remove_home(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/pip.conf", home);
	unlink(path);
	snprintf(path, sizeof(path), "%s/npmrc", home);
	unlink(path);
	snprintf(path, sizeof(path), "%s/config.toml", home);
	unlink(path);
	snprintf(path, sizeof(path), "%s/.m2/settings.xml", home);
	unlink(path);
	snprintf(path, sizeof(path), "%s/.m2", home);
	rmdir(path);
	return rmdir(home);
}

static struct ma_registry r;
static bool whole;
static ma_err err;

static ma_rc read_it(enum ma_registry_tool tool)
{
	err = (ma_err){ .code = MA_OK };
	whole = false;
	r = (struct ma_registry){ .urls_n = 0 };
	return ma_registry_read(tool, &arena, &r, &whole, &err);
}

static const char *configured(void)
{
	assert_int_equal(read_it(MA_REGISTRY_NPM), MA_OK);
	return whole ? r.urls[0] : NULL;
}

static const char *answered(enum ma_registry_tool tool, struct ma_str output)
{
	err = (ma_err){ .code = MA_OK };
	r = (struct ma_registry){ .urls_n = 0 };
	return ma_registry_answered(tool, &arena, output, &r, &err) ? NULL : r.urls[0];
}

static void assert_told(const char *word)
{
	size_t i;

	for (i = 0; i < r.env_n; i++)
		if (strcmp(r.env[i], word) == 0)
			return;
	fail_msg("not told: %s", word);
}

static void write_home(const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", home, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void the_environment_names_it_first(void **state)
{
	(void)state;
	setenv("NPM_CONFIG_REGISTRY", "https://packages.example/npm/", 1);
	assert_string_equal(configured(), "https://packages.example/npm/");
	setenv("npm_config_registry", "http://10.0.0.5:4873", 1);
	assert_string_equal(configured(), "http://10.0.0.5:4873");
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
	assert_string_equal(configured(), "https://packages.example/");
	unlink(path);
}

static void otherwise_npm_must_be_asked(void **state)
{
	(void)state;
	assert_null(configured());
	setenv("npm_config_registry", "file:///etc", 1);
	assert_null(configured());
}

static void set_path(const char *variable, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", home, name);
	setenv(variable, path, 1);
}

/* Whichever allocation fails: it is said, and not taken for a file that is not there. */
static void assert_memory_is_told(enum ma_registry_tool tool)
{
	bool reached = true;
	int64_t k;
	ma_rc rc;

	for (k = 0; reached; k++) {
		ma_arena_clear(&arena);
		(void)ma_alloc_fail_after(k);
		rc = read_it(tool);
		reached = ma_alloc_fail_after(-1) > k;
		if (rc != (reached ? MA_ENOMEM : MA_OK))
			fail_msg("tool %d, allocation %d: %d %s", (int)tool, (int)k, (int)rc,
				err.msg);
	}
	assert_true(k > 3);
}

static void memory_that_runs_out_is_no_file_that_is_not_there(void **state)
{
	(void)state;
	write_home("npmrc",
		"registry=https://a.example/npm/\n//a.example/npm/:username=me\n"
		"//a.example/npm/:_password=cGFzcw==\ncafile=/etc/ca.pem\n");
	set_path("NPM_CONFIG_USERCONFIG", "npmrc");
	assert_memory_is_told(MA_REGISTRY_NPM);
	write_home("pip.conf", "[global]\nindex-url = https://me:s%40cret@a.example/simple\n");
	set_path("PIP_CONFIG_FILE", "pip.conf");
	assert_memory_is_told(MA_REGISTRY_PIP);
	write_home("config.toml",
		"[source.crates-io]\nreplace-with = \"mine\"\n"
		"[source.mine]\nregistry = \"sparse+https://a.example/index/\"\n");
	setenv("CARGO_HOME", home, 1);
	assert_memory_is_told(MA_REGISTRY_CARGO);
}

static void a_file_that_is_too_large_is_told(void **state)
{
	char path[128];

	(void)state;
	write_home("npmrc", "registry=https://a.example/\n");
	snprintf(path, sizeof(path), "%s/npmrc", home);
	assert_int_equal(truncate(path, MA_LIMIT_CONFIG + 1), 0);
	setenv("NPM_CONFIG_USERCONFIG", path, 1);
	assert_int_equal(read_it(MA_REGISTRY_NPM), MA_EUNAVAILABLE);
	if (!strstr(err.msg, path) || !strstr(err.msg, "bytes"))
		fail_msg("%s", err.msg);
}

static const struct ma_grant *grant_of_scope(const char *name)
{
	size_t i;

	for (i = 0; i < r.grants_n; i++)
		if (r.grants[i].scope && strcmp(r.grants[i].scope, name) == 0)
			return &r.grants[i];
	fail_msg("no grant of %s", name);
	return NULL;
}

static void a_scope_has_a_registry_and_a_token_of_its_own(void **state)
{
	const struct ma_grant *g;

	(void)state;
	write_home("npmrc",
		"registry=https://a.example/npm/\n@mine:registry=https://b.example/\n"
		"@open:registry=https://c.example/x\n//b.example/:_authToken=abc\n");
	set_path("NPM_CONFIG_USERCONFIG", "npmrc");
	assert_string_equal(configured(), "https://a.example/npm/");
	assert_int_equal(r.urls_n, 3);
	assert_told("npm_config_registry=http://a.example:443/npm/");
	assert_told("npm_config_@mine:registry=http://b.example:443/");
	assert_told("npm_config_@open:registry=http://c.example:443/x");
	assert_told("npm_config_replace_registry_host=always");
	g = grant_of_scope("@mine");
	assert_string_equal(g->url, "https://b.example:443/");
	assert_string_equal(g->authorization, "Bearer abc");
	assert_string_equal(g->before, "npm/");
	g = grant_of_scope("@open");
	assert_string_equal(g->url, "https://c.example:443/x/");
	assert_null(g->authorization);
	g = ma_grant_for(r.grants, r.grants_n, MA_STR("https://a.example:443/npm/tiny"));
	assert_true(g && !g->authorization && !g->scope);
	assert_null(ma_grant_for(r.grants, r.grants_n, MA_STR("https://a.example:443/secret")));
}

static void scopes_without_any_token_are_reached_as_they_are(void **state)
{
	(void)state;
	write_home(
		"npmrc", "registry=https://a.example/npm/\n@open:registry=https://c.example/x/\n");
	set_path("NPM_CONFIG_USERCONFIG", "npmrc");
	assert_string_equal(configured(), "https://a.example/npm/");
	assert_int_equal(r.grants_n, 0);
	assert_string_equal(r.urls[1], "https://c.example/x/");
	assert_told("npm_config_registry=https://a.example/npm/");
	assert_told("npm_config_@open:registry=https://c.example/x/");
}

static void the_environments_scope_outranks_the_files(void **state)
{
	(void)state;
	write_home("npmrc", "registry=https://a.example/\n@mine:registry=https://b.example/\n");
	set_path("NPM_CONFIG_USERCONFIG", "npmrc");
	setenv("npm_config_@mine:registry", "https://c.example/", 1);
	assert_string_equal(configured(), "https://a.example/");
	unsetenv("npm_config_@mine:registry");
	assert_told("npm_config_@mine:registry=https://c.example/");
	assert_int_equal(r.urls_n, 2);
}

static void a_scope_that_cannot_be_reached_is_told_and_no_password_of_it(void **state)
{
	static const char *const wrong[] = { "file:///srv", "https://me:s3cret@b.example/" };
	char text[256];
	size_t i;

	(void)state;
	set_path("NPM_CONFIG_USERCONFIG", "npmrc");
	for (i = 0; i < MA_COUNT(wrong); i++) {
		snprintf(text, sizeof(text), "registry=https://a.example/\n@mine:registry=%s\n",
			wrong[i]);
		write_home("npmrc", text);
		assert_int_equal(read_it(MA_REGISTRY_NPM), MA_EUNAVAILABLE);
		if (!strstr(err.msg, "/npmrc: the registry of @mine is no address") ||
			strstr(err.msg, "s3cret"))
			fail_msg("%s", err.msg);
	}
}

static void the_address_of_a_scope_may_be_a_variables(void **state)
{
	(void)state;
	write_home("npmrc",
		"registry=https://a.example/\n@mine:registry=https://${OWN_HOST}/\n@none:registry=\n");
	set_path("NPM_CONFIG_USERCONFIG", "npmrc");
	assert_int_equal(read_it(MA_REGISTRY_NPM), MA_EUNAVAILABLE);
	assert_non_null(
		strstr(err.msg, "/npmrc: what it has for the package registry names a variable"));
	setenv("OWN_HOST", "b.example", 1);
	assert_string_equal(configured(), "https://a.example/");
	unsetenv("OWN_HOST");
	assert_told("npm_config_@mine:registry=https://b.example/");
	assert_int_equal(r.urls_n, 2);
}

static void there_are_not_any_number_of_scopes(void **state)
{
	struct ma_buf b = MA_BUF_INIT(4096);
	int i;

	(void)state;
	ma_buf_adds(&b, "registry=https://a.example/\n");
	for (i = 0; i < 9; i++)
		ma_buf_addf(&b, "@s%d:registry=https://a.example/%d/\n", i, i);
	write_home("npmrc", b.p);
	ma_buf_done(&b);
	set_path("NPM_CONFIG_USERCONFIG", "npmrc");
	assert_int_equal(read_it(MA_REGISTRY_NPM), MA_EUNAVAILABLE);
	assert_non_null(strstr(err.msg, "more than 8 scopes"));
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
	assert_string_equal(answered(MA_REGISTRY_NPM, MA_STR("a notice\nhttps://a.example/\n\n")),
		"https://a.example/");
	assert_told("npm_config_registry=https://a.example/");
	assert_null(answered(MA_REGISTRY_NPM, MA_STR("undefined\n")));
	assert_string_equal(
		err.msg, "npm does not say which package registry it is configured with");
	assert_null(answered(MA_REGISTRY_NPM, MA_STR("")));
}

static void a_pip_conf_has_sections_and_lists(void **state)
{
	struct ma_str text = MA_STR("index-url = https://none.example\n[global]\n"
				    "index-url = https://a.example/simple\nextra-index-url =\n"
				    "    https://b.example/simple\n    https://c.example/simple\n"
				    "[list]\nindex-url = https://d.example\n");

	(void)state;
	assert_true(ma_str_is(ma_registry_pipconf(text, "index-url"), "https://a.example/simple"));
	assert_true(ma_str_is(ma_registry_pipconf(text, "extra-index-url"),
		"https://b.example/simple\n    https://c.example/simple"));
	assert_int_equal(ma_registry_pipconf(text, "find-links").n, 0);
}

static void pip_is_told_what_its_user_configured(void **state)
{
	char path[128];

	(void)state;
	write_home(
		"pip.conf", "[install]\nextra-index-url = https://b.example/simple /srv/wheels\n");
	snprintf(path, sizeof(path), "%s/pip.conf", home);
	setenv("PIP_CONFIG_FILE", path, 1);
	setenv("PIP_INDEX_URL", "http://a.example:8080/simple", 1);
	assert_int_equal(read_it(MA_REGISTRY_PIP), MA_OK);
	assert_true(whole);
	assert_int_equal(r.urls_n, 2);
	assert_string_equal(r.urls[1], "https://b.example/simple");
	assert_told("PIP_INDEX_URL=http://a.example:8080/simple");
	assert_told("PIP_TRUSTED_HOST=a.example");
	assert_told("PIP_EXTRA_INDEX_URL=https://b.example/simple");
}

static void assert_granted(const char *index, const char *url, const char *from)
{
	const struct ma_grant *wheels;

	assert_int_equal(read_it(MA_REGISTRY_PIP), MA_OK);
	wheels = &r.grants[r.grants_n - 1];
	assert_string_equal(r.grants[0].url, index);
	assert_string_equal(wheels->url, url);
	assert_int_equal(r.grants[0].reads, MA_GRANT_PAGES);
	assert_int_equal(wheels->reads, r.grants_n > 1 ? MA_GRANT_WHEELS : MA_GRANT_PAGES);
	assert_string_equal(wheels->authorization, "Basic bWU6c0BjcmV0"); /* me:s@cret */
	assert_string_equal(wheels->from, from);
	assert_null(strstr(r.urls[0], "cret"));
}

static void an_index_with_a_password_is_asked_by_us(void **state)
{
	char path[128];

	(void)state;
	setenv("PIP_INDEX_URL", "https://me:s%40cret@a.example/repository/pypi/simple/", 1);
	assert_granted("https://a.example:443/repository/pypi/simple/",
		"https://a.example:443/repository/pypi/", "PIP_INDEX_URL");
	assert_told("PIP_INDEX_URL=http://a.example:443/repository/pypi/simple/");
	assert_told("PIP_TRUSTED_HOST=a.example");
	assert_string_equal(r.urls[0], "https://a.example/repository/pypi/simple/");
	setenv("PIP_INDEX_URL", "http://me:s%40cret@a.example:8080/simple", 1);
	assert_granted("http://a.example:8080/simple/", "http://a.example:8080/", "PIP_INDEX_URL");
	assert_told("PIP_INDEX_URL=http://a.example:8080/simple");
	unsetenv("PIP_INDEX_URL");
	write_home("pip.conf", "[global]\nindex-url = https://me:s%40cret@a.example/simple\n");
	snprintf(path, sizeof(path), "%s/pip.conf", home);
	setenv("PIP_CONFIG_FILE", path, 1);
	assert_granted("https://a.example:443/simple/", "https://a.example:443/", path);
}

static void an_index_without_a_path_of_its_own_is_granted_alone(void **state)
{
	(void)state;
	setenv("PIP_INDEX_URL", "https://me:s%40cret@a.example", 1);
	assert_granted("https://a.example:443/", "https://a.example:443/", "PIP_INDEX_URL");
	assert_int_equal(r.grants_n, 1);
}

static void another_index_with_a_password_is_refused_and_the_password_not_told(void **state)
{
	(void)state;
	setenv("PIP_INDEX_URL", "https://a.example/simple", 1);
	setenv("PIP_EXTRA_INDEX_URL", "https://me:secret@b.example/simple", 1);
	assert_int_equal(read_it(MA_REGISTRY_PIP), MA_EUNAVAILABLE);
	assert_null(strstr(err.msg, "secret"));
}

static void pips_own_answer_names_the_host_of_its_files(void **state)
{
	(void)state;
	assert_string_equal(answered(MA_REGISTRY_PIP,
				    MA_STR("https://a.example/simple\nhttps://files.example/\n")),
		"https://a.example/simple");
	assert_string_equal(r.urls[1], "https://files.example/");
	assert_null(answered(MA_REGISTRY_PIP, MA_STR("Traceback\n")));
}

static void of_cargos_configuration_only_registries_are_handed_on(void **state)
{
	(void)state;
	write_home("config.toml",
		"[build]\nrustc-wrapper = \"/evil\"\n[source.crates-io]\nreplace-with = \"mine\" \n"
		"[source.mine]\nregistry = \"sparse+https://a.example/index/\"\n"
		"[registries.other]\nindex = \"https://b.example/git\"\ntoken = \"secret\"\n"
		"credential-provider = \"/evil\"\n");
	setenv("CARGO_HOME", home, 1);
	assert_int_equal(read_it(MA_REGISTRY_CARGO), MA_OK);
	assert_true(whole);
	assert_int_equal(r.urls_n, 2);
	assert_string_equal(r.urls[0], "https://a.example/index/");
	assert_told("CARGO_CONFIG_TOML=[source.\"crates-io\"]\nreplace-with = \"mine\"\n"
		    "[source.\"mine\"]\nregistry = \"sparse+https://a.example/index/\"\n"
		    "[registries.\"other\"]\nindex = \"https://b.example/git\"\n");
	assert_int_equal(r.grants_n, 0); /* of a git repository none is passed on */
}

static void without_a_configuration_cargo_asks_where_it_always_does(void **state)
{
	(void)state;
	setenv("CARGO_HOME", "/nonexistent", 1);
	assert_int_equal(read_it(MA_REGISTRY_CARGO), MA_OK);
	assert_true(whole && r.urls_n > 0);
	assert_int_equal(r.env_n, 0);
}

static void write_settings(const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/.m2", home);
	assert_true(mkdir(path, 0700) == 0 || errno == EEXIST);
	write_home(".m2/settings.xml", text);
	setenv("HOME", home, 1);
}

static void of_mavens_settings_mirrors_are_handed_on(void **state)
{
	(void)state;
	write_settings(
		"<settings><!-- <mirror><id>old</id><url>https://old.example/</url><mirrorOf>*</mirrorOf></mirror> -->\n"
		"<servers><server><id>other</id><password>s3cret</password></server></servers><mirrors>\n"
		"<mirror>\n <id> own </id><name>x</name><mirrorOf>external:*</mirrorOf><url>https://a.example/m2/</url></mirror>\n"
		"<mirror><id>files</id><mirrorOf>x</mirrorOf><url>file:///srv/m2</url></mirror></mirrors></settings>\n");
	assert_int_equal(read_it(MA_REGISTRY_MAVEN), MA_OK);
	assert_true(whole);
	assert_int_equal(r.urls_n, 1);
	assert_string_equal(r.urls[0], "https://a.example/m2/");
	assert_told(
		"MAVEN_SETTINGS_XML=<settings><mirrors><mirror><id>own</id><url>https://a.example/m2/</url>"
		"<mirrorOf>external:*</mirrorOf></mirror></mirrors></settings>\n");
}

static void what_no_mirror_stands_for_is_maven_central(void **state)
{
	(void)state;
	assert_int_equal(read_it(MA_REGISTRY_MAVEN), MA_OK);
	assert_int_equal(r.urls_n, 1);
	assert_string_equal(r.urls[0], "https://repo.maven.apache.org/maven2/");
	write_settings(
		"<mirror><id>a</id><url>https://a.example/</url><mirrorOf>*,!central</mirrorOf></mirror>");
	assert_int_equal(read_it(MA_REGISTRY_MAVEN), MA_OK);
	assert_int_equal(r.urls_n, 2);
	assert_string_equal(r.urls[1], "https://repo.maven.apache.org/maven2/");
}

#define MIRROR(url) "<mirror><id>a</id><url>" url "</url><mirrorOf>*</mirrorOf></mirror>"
#define SERVER(login) "<server><id>a</id>" login "</server>"

static void a_mirrors_login_is_for_our_proxy_and_maven_told_a_plain_address(void **state)
{
	char from[128];

	(void)state;
	setenv("COMPANY_PASSWORD", "s3<cret", 1);
	write_settings(
		"<servers>" SERVER("<username> me &amp; you</username>\n<password>x${env.COMPANY_PASSWORD}</password>") "</servers>" MIRROR(
			"https://a.example/m2"));
	assert_int_equal(read_it(MA_REGISTRY_MAVEN), MA_OK);
	unsetenv("COMPANY_PASSWORD");
	snprintf(from, sizeof(from), "%s/.m2/settings.xml", home);
	assert_int_equal(r.urls_n, 1);
	assert_string_equal(r.urls[0], "https://a.example/m2");
	assert_int_equal(r.grants_n, 1);
	assert_string_equal(r.grants[0].url, "https://a.example:443/m2/");
	/* me & you:xs3<cret */
	assert_string_equal(r.grants[0].authorization, "Basic bWUgJiB5b3U6eHMzPGNyZXQ=");
	assert_string_equal(r.grants[0].from, from);
	assert_told(
		"MAVEN_SETTINGS_XML=<settings><mirrors><mirror><id>a</id><url>http://a.example:443/m2</url>"
		"<mirrorOf>*</mirrorOf></mirror></mirrors></settings>\n");
}

static void one_that_cannot_be_read_is_refused_and_not_told(void **state)
{
	static const struct {
		const char *settings, *why;
	} bad[] = {
		{ SERVER("<username>me</username><password>{c0pEhQs3cret=}</password>")
				MIRROR("https://a.example/"),
			"/.m2/settings.xml: the login of the server a has an encrypted password, and encrypted ones are not read" },
		{ SERVER("<password>s3cret</password>") MIRROR("https://a.example/"),
			"is no name and password: nothing else is added to requests" },
		{ SERVER("<username>me</username><privateKey>s3cret</privateKey>")
				MIRROR("https://a.example/"),
			"is no name and password" },
		{ SERVER("<username>me</username><password>s3cret${env.NO_SUCH_VARIABLE}</password>")
				MIRROR("https://a.example/"),
			"names a variable of the environment that is not set" },
		{ SERVER("<username>me</username><password>${s3cret}</password>")
				MIRROR("https://a.example/"),
			"names a variable of the environment that is not set" },
		{ SERVER("<username>me</username><password><![CDATA[s3cret]]></password>")
				MIRROR("https://a.example/"),
			"holds markup, which is not read" },
		{ MIRROR("https://me:s3cret@a.example/"), "which is not passed into the sandbox" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(bad); i++) {
		write_settings(bad[i].settings);
		assert_int_equal(read_it(MA_REGISTRY_MAVEN), MA_EUNAVAILABLE);
		if (!strstr(err.msg, bad[i].why) || strstr(err.msg, "s3cret"))
			fail_msg("%zu: %s", i, err.msg);
	}
}

static void of_logins_there_is_an_end(void **state)
{
	char text[8192];
	int n, i, used;

	(void)state;
	for (n = MA_REGISTRY_GRANTS_MAX; n <= MA_REGISTRY_GRANTS_MAX + 1; n++) {
		used = 0;
		for (i = 0; i < n; i++)
			used += snprintf(text + used, sizeof(text) - (size_t)used,
				"<server><id>s%d</id><username>u</username><password>p</password></server>"
				"<mirror><id>s%d</id><url>https://a.example/m2/</url><mirrorOf>*</mirrorOf></mirror>",
				i, i);
		write_settings(text);
		assert_int_equal(read_it(MA_REGISTRY_MAVEN),
			n == MA_REGISTRY_GRANTS_MAX ? MA_OK : MA_EUNAVAILABLE);
	}
	assert_non_null(strstr(err.msg, "the login of the server s16 is one too many of mirrors"));
}

static void settings_that_are_broken_off_have_no_mirrors(void **state)
{
	static const char *const broken[] = {
		"", "<mirror>", "<mirror><id>a</id><url>https://a.example/", "<mirror></mirror>",
		"<!-- <mirror><id>a</id>",
		"<mirror><id>a</id><url>https://a.example/${x}</url><mirrorOf>*</mirrorOf></mirror>",
		"<mirror><id>a</id><url>https://a.example/&quot;</url><mirrorOf>*</mirrorOf></mirror>"
	};
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(broken); i++) {
		write_settings(broken[i]);
		assert_int_equal(read_it(MA_REGISTRY_MAVEN), MA_OK);
		assert_int_equal(r.urls_n, 1);
		assert_string_equal(r.urls[0], "https://repo.maven.apache.org/maven2/");
	}
}

static void go_is_told_its_proxies_and_sums_without_what_leads_anywhere(void **state)
{
	(void)state;
	assert_string_equal(answered(MA_REGISTRY_GO,
				    MA_STR("https://a.example|http://127.0.0.1:3000/go,direct\n"
					   "sums.example+key\n*.mine.example\n")),
		"https://a.example");
	assert_int_equal(r.urls_n, 3);
	assert_string_equal(r.urls[2], "https://sums.example/");
	assert_told("GOPROXY=https://a.example,http://registry.sandbox:3000/go");
	assert_told("GOSUMDB=sums.example+key");
	assert_told("GONOSUMDB=*.mine.example");
	assert_null(answered(MA_REGISTRY_GO, MA_STR("direct\noff\n\n")));
	assert_null(answered(MA_REGISTRY_GO, MA_STR("off\n")));
}

static void a_proxy_of_gos_with_a_login_is_asked_by_us(void **state)
{
	(void)state;
	assert_string_equal(
		answered(MA_REGISTRY_GO,
			MA_STR("https://me:s%40cret@a.example/go,https://b.example,direct\noff\n\n")),
		"https://a.example/go");
	assert_int_equal(r.grants_n, 1);
	assert_string_equal(r.grants[0].url, "https://a.example:443/go/");
	assert_string_equal(r.grants[0].authorization, "Basic bWU6c0BjcmV0");
	assert_string_equal(r.grants[0].from, "GOPROXY");
	assert_told("GOPROXY=http://a.example:443/go,https://b.example");
	assert_non_null(answered(MA_REGISTRY_GO, MA_STR("https://me:x@127.0.0.1:3000/go\noff\n\n")));
	assert_told("GOPROXY=http://registry.sandbox:3000/go");
}

static const char *netrc(const char *text)
{
	static char both[64];
	struct ma_str user, password;

	if (!ma_registry_netrc(ma_str(text), "a.example", &user, &password))
		return "none";
	snprintf(both, sizeof(both), MA_STR_FMT ":" MA_STR_FMT, MA_STR_ARG(user),
		MA_STR_ARG(password));
	return both;
}

static void a_netrc_has_machines(void **state)
{
	(void)state;
	assert_string_equal(netrc("machine a.example login me password pass"), "me:pass");
	assert_string_equal(
		netrc("# machine a.example password no\nmachine b.example login x\n\tpassword y\n"
		      "machine A.EXAMPLE\r\n password p#w\r\n  account z login me\nmachine a.example password no\n"),
		"me:p#w");
	assert_string_equal(
		netrc("macdef m\nmachine a.example password no\n\nmachine a.example password yes"),
		":yes");
	assert_string_equal(netrc("default login me password pass"), "none");
	assert_string_equal(netrc("machine b.example login a.example password pass"), "none");
	assert_string_equal(netrc("machine a.example login me"), "none");
	assert_string_equal(netrc("machine a.example password"), "none");
	assert_string_equal(netrc("machine"), "none");
	assert_string_equal(netrc(NULL), "none");
}

static void a_netrc_is_asked_where_an_address_has_no_login(void **state)
{
	(void)state;
	write_home("npmrc", "machine a.example login me password s@cret\n");
	set_path("NETRC", "npmrc");
	setenv("PIP_INDEX_URL", "https://a.example/simple", 1);
	assert_granted("https://a.example:443/simple/", "https://a.example:443/", getenv("NETRC"));
	assert_memory_is_told(MA_REGISTRY_PIP);
	setenv("PIP_INDEX_URL", "http://a.example/simple", 1); /* not without TLS */
	assert_int_equal(read_it(MA_REGISTRY_PIP), MA_OK);
	assert_int_equal(r.grants_n, 0);
	assert_non_null(answered(MA_REGISTRY_GO, MA_STR("https://a.example/go\noff\n\n")));
	assert_string_equal(r.grants[0].authorization, "Basic bWU6c0BjcmV0");
	assert_string_equal(r.grants[0].from, getenv("NETRC"));
	assert_told("GOPROXY=http://a.example:443/go");
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

static const char *login;

static const char *upstream_of(const char *url)
{
	const char *out;

	err = (ma_err){ .code = MA_OK };
	assert_int_equal(ma_registry_upstream(&arena, ma_str(url), &out, &login, &err), MA_OK);
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

static void a_proxys_password_is_for_us_alone(void **state)
{
	const char *out;

	(void)state;
	setenv("HTTPS_PROXY", "http://me:s%40cret@proxy.example:8080", 1);
	assert_string_equal(upstream_of("https://a.example/"), "proxy.example:8080");
	assert_string_equal(login, "me:s@cret");
	setenv("HTTPS_PROXY", "socks5://me:secret@proxy.example", 1);
	assert_int_equal(
		ma_registry_upstream(&arena, MA_STR("https://a.example/"), &out, &login, &err),
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
		CASE(memory_that_runs_out_is_no_file_that_is_not_there),
		CASE(a_file_that_is_too_large_is_told),
		CASE(a_scope_has_a_registry_and_a_token_of_its_own),
		CASE(scopes_without_any_token_are_reached_as_they_are),
		CASE(the_environments_scope_outranks_the_files),
		CASE(a_scope_that_cannot_be_reached_is_told_and_no_password_of_it),
		CASE(the_address_of_a_scope_may_be_a_variables),
		CASE(there_are_not_any_number_of_scopes),
		CASE(an_npmrc_is_lines_of_key_and_value),
		CASE(a_value_with_variables_is_left_to_npm),
		CASE(npms_answer_is_its_last_line),
		CASE(a_pip_conf_has_sections_and_lists),
		CASE(pip_is_told_what_its_user_configured),
		CASE(an_index_with_a_password_is_asked_by_us),
		CASE(an_index_without_a_path_of_its_own_is_granted_alone),
		CASE(another_index_with_a_password_is_refused_and_the_password_not_told),
		CASE(pips_own_answer_names_the_host_of_its_files),
		CASE(of_cargos_configuration_only_registries_are_handed_on),
		CASE(without_a_configuration_cargo_asks_where_it_always_does),
		CASE(of_mavens_settings_mirrors_are_handed_on),
		CASE(what_no_mirror_stands_for_is_maven_central),
		CASE(a_mirrors_login_is_for_our_proxy_and_maven_told_a_plain_address),
		CASE(one_that_cannot_be_read_is_refused_and_not_told),
		CASE(of_logins_there_is_an_end),
		CASE(settings_that_are_broken_off_have_no_mirrors),
		CASE(go_is_told_its_proxies_and_sums_without_what_leads_anywhere),
		CASE(a_proxy_of_gos_with_a_login_is_asked_by_us),
		CASE(a_netrc_has_machines),
		CASE(a_netrc_is_asked_where_an_address_has_no_login),
		CASE(a_url_has_a_place),
		CASE(the_machines_own_proxy_is_honoured),
		CASE(except_where_it_is_excepted),
		CASE(a_proxys_password_is_for_us_alone),
	};

	return cmocka_run_group_tests(tests, make_home, remove_home);
}

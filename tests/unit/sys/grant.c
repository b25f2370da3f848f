#include "sys/grant.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct ma_grant grants[] = {
	{ .url = "https://a.example:443/npm/", .authorization = "Bearer all" },
	{ .url = "https://a.example:443/npm/own/", .authorization = "Bearer own" },
};

static const char *who(const char *url)
{
	const struct ma_grant *g = ma_grant_for(grants, MA_COUNT(grants), ma_str(url));

	return g ? g->authorization : "nobody";
}

static void the_closest_is_meant(void **state)
{
	(void)state;
	assert_string_equal(who("https://a.example:443/npm/tiny"), "Bearer all");
	assert_string_equal(who("https://a.example:443/npm/own/tiny"), "Bearer own");
}

static void another_scheme_host_port_or_path_is_nobodys(void **state)
{
	(void)state;
	assert_string_equal(who("http://a.example:443/npm/tiny"), "nobody");
	assert_string_equal(who("https://a.example:4430/npm/tiny"), "nobody");
	assert_string_equal(who("https://a.example.b:443/npm/tiny"), "nobody");
	assert_string_equal(who("https://a.example:443/npmx"), "nobody");
	assert_string_equal(who("https://a.example:443/npm"), "nobody");
	assert_string_equal(who("https://a.example:443/"), "nobody");
	assert_true(ma_grant_any(grants, 2, MA_STR("https://a.example:443")));
	assert_false(ma_grant_any(grants, 2, MA_STR("https://a.example:44")));
	assert_false(ma_grant_any(grants, 2, MA_STR("http://a.example:443")));
}

static const char *origin(const char *url)
{
	static char text[128];
	struct ma_buf b = MA_BUF_INIT(128);
	bool is = ma_grant_origin(ma_str(url), &b);

	strcpy(text, is ? b.p : "none");
	ma_buf_done(&b);
	return text;
}

static void an_origin_has_its_port(void **state)
{
	(void)state;
	assert_string_equal(origin("https://a.example/npm"), "https://a.example:443");
	assert_string_equal(origin("http://a.example"), "http://a.example:80");
	assert_string_equal(origin("https://[::1]:8443/"), "https://[::1]:8443");
	assert_string_equal(origin("ftp://a.example/"), "none");
	assert_string_equal(origin("https://me:secret@a.example/"), "none");
	assert_string_equal(origin("/npm/tiny"), "none");
}

static void a_path_that_a_server_could_take_for_another_is_none(void **state)
{
	static const char *const plain[] = { "npm/tiny", "npm/@scope%2ftiny",
		"npm/tiny/-/tiny-1.0.0.tgz", "npm/..tiny", "npm/tiny..", "npm/...x/y",
		"npm/tiny?write=../..&x=%25", "npm//tiny", "npm/tiny?a=1;b=%61", "x-1.0%2Ba.whl",
		"npm/100%", "" };
	static const char *const tricks[] = { "npm/../secret", "npm/..", "npm/./x",
		"npm/%2e%2e/secret", "npm/.%2E/secret", "npm/x%2f..%2fsecret",
		"npm/x%2F%2e%2e%2Fsecret", "npm\\..\\secret", "npm/x%5c..%5csecret",
		"npm/%252e%252e/secret", "npm/a b", "npm/a#b", "npm/\xc3\xa4", "npm/\x01", "..",
		".../secret", "npm/..;/secret", "npm/..;x=1/secret", "npm/..%3b/secret", "npm/.;/x",
		"npm/%61uth/x", "npm/%41", "npm/x%30" };
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(plain); i++)
		if (!ma_grant_path_is_package(ma_str(plain[i])))
			fail_msg("not plain: %s", plain[i]);
	for (i = 0; i < MA_COUNT(tricks); i++)
		if (ma_grant_path_is_package(ma_str(tricks[i])))
			fail_msg("plain: %s", tricks[i]);
}

static void pages_about_users_and_tokens_are_no_packages(void **state)
{
	static const char *const packages[] = { "npm/tiny", "npm/tiny/-/tiny-1.0.0.tgz",
		"npm/@scope/a-b/-/@scope/a-b-1.0.0.tgz", "npm/tiny-%2d", "npm/-tiny", "npm/auth",
		"api/npm/own/auth", "api/npm/own/auth/", "api/npm/own/@auth%2fcore", "simple/auth/",
		"npm/auth/1.0", "api/npm/own/auth/-/auth-1.0.tgz", "" };
	static const char *const pages[] = { "-/whoami", "npm/-/whoami", "npm/-/npm/v1/tokens",
		"npm/-/npm/v1/user", "npm/%2d/whoami", "npm/%2D%2Fwhoami", "npm/-%2fwhoami",
		"npm/-/whoami?as=tiny.tgz", "npm/-", "npm//-//whoami", "npm/-;a/whoami",
		"artifactory/api/npm/auth", "api/npm/auth;a", "api//npm/auth?x",
		"api/npm/own/auth/company", "api/npm/own//auth//company",
		"api/npm/own/auth%2fcompany", "api/npm/own/auth/company.tgz",
		"api/npm/own/auth/-/company" };
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(packages); i++)
		if (!ma_grant_path_is_package(ma_str(packages[i])))
			fail_msg("no package: %s", packages[i]);
	for (i = 0; i < MA_COUNT(pages); i++)
		if (ma_grant_path_is_package(ma_str(pages[i])))
			fail_msg("a package: %s", pages[i]);
}

/* By one address alone. */
static bool reads(enum ma_grant_reads what, const char *ends, const char *path)
{
	struct ma_grant g = { .url = "https://a.example:443/", .reads = what, .ends = ends };
	struct ma_buf url = MA_BUF_INIT(256);
	bool is;

	ma_buf_addf(&url, "%s%s", g.url, path);
	is = ma_grant_for(&g, 1, ma_buf_str(&url)) != NULL;
	ma_buf_done(&url);
	return is;
}

static void archives_and_wheels_are_known_by_their_names(void **state)
{
	(void)state;
	assert_true(reads(MA_GRANT_ARCHIVES, NULL, "npm/tiny/-/tiny-1.0.0.tgz"));
	assert_true(reads(MA_GRANT_ARCHIVES, NULL, "npm/tiny/-/tiny-1.0.0.tgz?x=y"));
	assert_false(reads(MA_GRANT_ARCHIVES, NULL, "npm/tiny"));
	assert_false(reads(MA_GRANT_ARCHIVES, NULL, "secret?x=/-/a.tgz"));
	assert_false(reads(MA_GRANT_ARCHIVES, NULL, "backup.tgz"));
	assert_true(reads(MA_GRANT_WHEELS, NULL, "files/tiny-1.0.0-py3-none-any.whl"));
	assert_true(reads(MA_GRANT_WHEELS, NULL, "files/tiny-1.0.0-py3-none-any.whl.metadata"));
	assert_false(reads(MA_GRANT_WHEELS, NULL, "secret"));
	assert_false(reads(MA_GRANT_WHEELS, NULL, "secret?tiny.whl"));
}

static void of_an_index_of_cargos_its_own_files_are_read(void **state)
{
	static const char *const files[] = { "config.json", "1/a", "2/ab", "3/a/abc", "ab/cd/abcd",
		"ti/ny/tiny", "my/-c/my-crate", "a_/bc/a_bcd" };
	static const char *const others[] = { "", "config", "config.json/x", "me", "api/v1/me",
		"1/", "1/ab", "2/a", "3/b/abc", "3/a/ab", "ab/cd/abdc", "ab/cdx/abcd",
		"x/ab/cd/abcd", "ab/cd/", "ab/cd/abcd.json", "api/v1/crates?q=a", "ti/ny//tiny" };
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(files); i++)
		if (!reads(MA_GRANT_INDEX, NULL, files[i]))
			fail_msg("not read: %s", files[i]);
	for (i = 0; i < MA_COUNT(others); i++)
		if (reads(MA_GRANT_INDEX, NULL, others[i]))
			fail_msg("read: %s", others[i]);
}

static void crates_end_as_the_index_says(void **state)
{
	(void)state;
	assert_true(reads(MA_GRANT_CRATES, "/download", "tiny/1.0.0/download"));
	assert_true(reads(MA_GRANT_CRATES, ".crate", "tiny-1.0.0.crate?a=b"));
	assert_true(reads(MA_GRANT_CRATES, "", "tiny/1.0.0"));
	assert_false(reads(MA_GRANT_CRATES, "/download", "tiny/owners"));
	assert_false(reads(MA_GRANT_CRATES, ".crate", "secret?a.crate"));
}

static void a_scope_is_known_by_its_segment(void **state)
{
	static const struct ma_grant scoped[] = { { .url = "https://a.example:443/" },
		{ .url = "https://b.example:443/", .scope = "@mine" } };

	(void)state;
	assert_ptr_equal(
		ma_grant_of_scope(scoped, 2, MA_STR("npm/@mine/own/-/own-1.tgz?a")), &scoped[1]);
	assert_ptr_equal(ma_grant_of_scope(scoped, 2, MA_STR("@mine")), &scoped[1]);
	assert_null(ma_grant_of_scope(scoped, 2, MA_STR("npm/@mine%2fown")));
	assert_null(ma_grant_of_scope(scoped, 2, MA_STR("npm/@mines/own")));
	assert_null(ma_grant_of_scope(scoped, 2, MA_STR("npm/tiny?x=/@mine/own")));
	assert_null(ma_grant_of_scope(scoped, 1, MA_STR("npm/@mine/own")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_closest_is_meant),
		cmocka_unit_test(another_scheme_host_port_or_path_is_nobodys),
		cmocka_unit_test(an_origin_has_its_port),
		cmocka_unit_test(a_path_that_a_server_could_take_for_another_is_none),
		cmocka_unit_test(pages_about_users_and_tokens_are_no_packages),
		cmocka_unit_test(archives_and_wheels_are_known_by_their_names),
		cmocka_unit_test(of_an_index_of_cargos_its_own_files_are_read),
		cmocka_unit_test(crates_end_as_the_index_says),
		cmocka_unit_test(a_scope_is_known_by_its_segment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

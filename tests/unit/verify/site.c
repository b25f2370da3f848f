#include "verify/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "sys/fs.h"

struct tree {
	char *dir;
	struct ma_arena arena;
	struct ma_check check;
};

static int set_up(void **state)
{
	static struct tree t;
	ma_err err = { .code = MA_OK };

	t = (struct tree){ .arena = MA_ARENA_INIT(MA_LIMIT_ARENA) };
	*state = &t;
	return ma_fs_temp_dir("meta-agent-test-", &t.dir, &err) != MA_OK;
}

static int tear_down(void **state)
{
	struct tree *t = *state;
	ma_err err = { .code = MA_OK };

	ma_arena_done(&t->arena);
	(void)ma_fs_remove_tree(t->dir, &err);
	ma_free(t->dir);
	return ma_alloc_live() != 0;
}

static void put(struct tree *t, const char *path, const char *content)
{
	ma_err err = { .code = MA_OK };

	if (ma_fs_write_beneath(t->dir, ma_str(path), ma_str(content), 0644, &err))
		fail_msg("%s", err.msg);
}

static void check(struct tree *t, const char *package)
{
	struct ma_step step = { .phase = "test", .package = package, .command = "pages and links" };
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_site_check(t->dir, &step, &t->arena, &t->check, &err), MA_OK);
}

#define PAGE(body) "<!doctype html><html lang=en><title>t</title>" body "</html>"

static void a_site_whose_links_lead_somewhere_passes(void **state)
{
	struct tree *t = *state;

	put(t, "index.html",
		PAGE("<link rel=stylesheet href=css/a.css?v=1><img alt src=\"/i/a%20b.png\">"
		     "<a href=about/>1</a><a href='about/#team'>2</a><a href=#end>3</a><b id=end></b>"
		     "<a href=https://example.org/x>4</a><a href=mailto:a@b>5</a>"));
	put(t, "about/index.html", PAGE("<i id=team></i><a href=../index.html#end>b</a>"));
	put(t, "css/a.css", "");
	put(t, "i/a b.png", "");
	check(t, ".");
	assert_string_equal(t->check.why, "");
	assert_int_equal(t->check.state, MA_CHECK_PASSED);
	assert_int_equal(t->check.tests_passed, 8);
	assert_true(ma_str_is(
		t->check.output, "1 addresses elsewhere, not asked:\n  https://example.org/x\n"));
}

static void what_leads_nowhere_is_told_with_its_place(void **state)
{
	struct tree *t = *state;

	put(t, "site/index.html",
		PAGE("\n<img alt src=Logo.png><a href=../secret>s</a>\n<a href=#no>n</a>"
		     "<a href=b.html>b</a><b id=a></b><b id=a></b>"));
	put(t, "site/logo.png", "");
	put(t, "secret", "");
	check(t, "site");
	assert_int_equal(t->check.state, MA_CHECK_FAILED);
	assert_string_equal(t->check.why, "5 of 5 pages and links are wrong");
	assert_true(ma_str_is(t->check.output,
		"site/index.html:3:1: error: a second place is called a\n"
		"site/index.html:2:1: error: Logo.png is not there, but this is: logo.png\n"
		"site/index.html:2:1: error: ../secret leads out of the site\n"
		"site/index.html:3:1: error: #no names a place that is not in index.html\n"
		"site/index.html:3:1: error: b.html is not there\n"));
	assert_int_equal(t->check.faults_n, 5);
	assert_true(ma_str_is(t->check.faults[1].path, "site/index.html"));
	assert_int_equal(t->check.faults[1].line, 2);
}

static void what_is_lacking_is_told_and_fails_nothing(void **state)
{
	struct tree *t = *state;

	put(t, "index.html", "<html><img src=a.png></html>");
	put(t, "a.png", "");
	check(t, ".");
	assert_int_equal(t->check.state, MA_CHECK_PASSED);
	assert_string_equal(t->check.why, "3 warnings");
}

static void a_link_to_the_outside_is_no_file(void **state)
{
	struct tree *t = *state;
	char path[512];

	put(t, "index.html", PAGE("<a href=passwd>x</a>"));
	snprintf(path, sizeof(path), "%s/passwd.html", t->dir);
	assert_int_equal(symlink("/dev/zero", path), 0);
	check(t, ".");
	assert_int_equal(t->check.state, MA_CHECK_FAILED);
	assert_int_equal(t->check.tests_failed, 1);
}

static void stylesheets_are_followed(void **state)
{
	struct tree *t = *state;

	put(t, "index.html",
		PAGE("<link rel=stylesheet href=css/a.css><style>\nb { background: url(no.png) }</style>"
		     "<p style=\"background: url('a.png')\">x</p><img alt srcset='a.png 1x, b.png 2x'>"
		     "<script src=no.js></script><svg><use href=#x /><use href=sprite.svg#y /></svg>"));
	put(t, "a.png", "");
	put(t, "css/a.css",
		"@import \"b.css\";\n/* url(not-this) */ a { content: \"url(nor-this)\"; }\n"
		"@font-face { src: url( '../font.woff2?v=1#iefix' ), url(data:font/woff2;base64,AA) }\n"
		".l { background: URL(no/l.png); mask: url(#m) }\n");
	put(t, "css/b.css", "@import url(../no.css) screen;");
	put(t, "font.woff2", "");
	check(t, ".");
	assert_true(ma_str_is(t->check.output,
		"css/a.css:4:1: error: no/l.png is not there\n"
		"css/b.css:1:1: error: ../no.css is not there\n"
		"index.html:2:1: error: no.png is not there\n"
		"index.html:2:1: error: b.png is not there\n"
		"index.html:2:1: error: no.js is not there\n"
		"index.html:2:1: error: #x names a place that is not in index.html\n"
		"index.html:2:1: error: sprite.svg#y is not there\n"));
	assert_int_equal(t->check.state, MA_CHECK_FAILED);
}

static void a_page_without_content_fails(void **state)
{
	static const char *const pages[] = {
		"", "\n \n", PAGE(""),
		"<!doctype html><html lang=en><head><title>t</title></head><body><!-- later --><main></main></body></html>"
	};
	struct tree *t = *state;
	size_t i;

	for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		put(t, "index.html", pages[i]);
		check(t, ".");
		assert_int_equal(t->check.state, MA_CHECK_FAILED);
		assert_true(ma_str_is(
			t->check.output, "index.html:1:1: error: the page has no content\n"));
	}
	put(t, "index.html", PAGE("<div id=root></div><script src=a.js></script>"));
	put(t, "a.js", "");
	check(t, ".");
	assert_int_equal(t->check.state, MA_CHECK_PASSED);
}

static void a_site_that_is_too_large_has_not_failed(void **state)
{
	struct tree *t = *state;
	char path[512];
	FILE *page;
	int i;

	for (i = 0; i <= 2000; i++) {
		snprintf(path, sizeof(path), "%s/p%d.html", t->dir, i);
		page = fopen(path, "w");
		assert_non_null(page);
		assert_true(fputs(PAGE("<a href=p9999.html>x</a>"), page) >= 0);
		assert_int_equal(fclose(page), 0);
	}
	check(t, ".");
	assert_int_equal(t->check.state, MA_CHECK_SKIPPED);
	assert_string_equal(
		t->check.why, "there are more than 2000 pages: not all of it was looked at");
	put(t, "p0.html", ""); /* what was looked at is wrong all the same */
	check(t, ".");
	assert_int_equal(t->check.state, MA_CHECK_FAILED);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_site_whose_links_lead_somewhere_passes),
		CASE(what_leads_nowhere_is_told_with_its_place),
		CASE(what_is_lacking_is_told_and_fails_nothing),
		CASE(a_link_to_the_outside_is_no_file),
		CASE(stylesheets_are_followed),
		CASE(a_page_without_content_fails),
		CASE(a_site_that_is_too_large_has_not_failed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "verify/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "support/tree.h"

static struct ma_check checked;

static void check(struct tree *t, const char *package)
{
	struct ma_step step = { .phase = "test", .package = package, .command = "pages and links" };
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_site_check(t->dir, &step, &t->arena, &checked, &err), MA_OK);
}

#define PAGE(body) "<!doctype html><html lang=en><title>t</title>" body "</html>"

static void a_site_whose_links_lead_somewhere_passes(void **state)
{
	struct tree *t = *state;

	tree_put(t, "index.html",
		PAGE("<link rel=stylesheet href=css/a.css?v=1><img alt src=\"/i/a%20b.png\">"
		     "<a href=about/>1</a><a href='about/#team'>2</a><a href=#end>3</a><b id=end></b>"
		     "<a href=https://example.org/x>4</a><a href=mailto:a@b>5</a>"));
	tree_put(t, "about/index.html", PAGE("<i id=team></i><a href=../index.html#end>b</a>"));
	tree_put(t, "css/a.css", "");
	tree_put(t, "i/a b.png", "");
	check(t, ".");
	assert_string_equal(checked.why, "");
	assert_int_equal(checked.state, MA_CHECK_PASSED);
	assert_int_equal(checked.tests_passed, 8);
	assert_true(ma_str_is(
		checked.output, "1 addresses elsewhere, not asked:\n  https://example.org/x\n"));
}

static void what_leads_nowhere_is_told_with_its_place(void **state)
{
	struct tree *t = *state;

	tree_put(t, "site/index.html",
		PAGE("\n<img alt src=Logo.png><a href=../secret>s</a>\n<a href=#no>n</a>"
		     "<a href=b.html>b</a><b id=a></b><b id=a></b>"));
	tree_put(t, "site/logo.png", "");
	tree_put(t, "secret", "");
	check(t, "site");
	assert_int_equal(checked.state, MA_CHECK_FAILED);
	assert_string_equal(checked.why, "5 of 5 pages and links are wrong");
	assert_true(ma_str_is(checked.output,
		"site/index.html:3:1: error: a second place is called a\n"
		"site/index.html:2:1: error: Logo.png is not there, but this is: logo.png\n"
		"site/index.html:2:1: error: ../secret leads out of the site\n"
		"site/index.html:3:1: error: #no names a place that is not in index.html\n"
		"site/index.html:3:1: error: b.html is not there\n"));
	assert_int_equal(checked.faults_n, 5);
	assert_true(ma_str_is(checked.faults[1].path, "site/index.html"));
	assert_int_equal(checked.faults[1].line, 2);
}

static void what_is_lacking_is_told_and_fails_nothing(void **state)
{
	struct tree *t = *state;

	tree_put(t, "index.html", "<html><img src=a.png></html>");
	tree_put(t, "a.png", "");
	check(t, ".");
	assert_int_equal(checked.state, MA_CHECK_PASSED);
	assert_string_equal(checked.why, "3 warnings");
}

static void a_link_to_the_outside_is_no_file(void **state)
{
	struct tree *t = *state;
	char path[512];

	tree_put(t, "index.html", PAGE("<a href=passwd>x</a>"));
	snprintf(path, sizeof(path), "%s/passwd.html", t->dir);
	assert_int_equal(symlink("/dev/zero", path), 0);
	check(t, ".");
	assert_int_equal(checked.state, MA_CHECK_FAILED);
	assert_int_equal(checked.tests_failed, 1);
}

static void stylesheets_are_followed(void **state)
{
	struct tree *t = *state;

	tree_put(t, "index.html",
		PAGE("<link rel=stylesheet href=css/a.css><style>\nb { background: url(no.png) }</style>"
		     "<p style=\"background: url('a.png')\">x</p><img alt srcset='a.png 1x, b.png 2x'>"
		     "<script src=no.js></script><svg><use href=#x /><use href=sprite.svg#y /></svg>"));
	tree_put(t, "a.png", "");
	tree_put(t, "css/a.css",
		"@import \"b.css\";\n/* url(not-this) */ a { content: \"url(nor-this)\"; }\n"
		"@font-face { src: url( '../font.woff2?v=1#iefix' ), url(data:font/woff2;base64,AA) }\n"
		".l { background: URL(no/l.png); mask: url(#m) }\n");
	tree_put(t, "css/b.css", "@import url(../no.css) screen;");
	tree_put(t, "font.woff2", "");
	check(t, ".");
	assert_true(ma_str_is(checked.output,
		"css/a.css:4:1: error: no/l.png is not there\n"
		"css/b.css:1:1: error: ../no.css is not there\n"
		"index.html:2:1: error: no.png is not there\n"
		"index.html:2:1: error: b.png is not there\n"
		"index.html:2:1: error: no.js is not there\n"
		"index.html:2:1: error: #x names a place that is not in index.html\n"
		"index.html:2:1: error: sprite.svg#y is not there\n"));
	assert_int_equal(checked.state, MA_CHECK_FAILED);
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
		tree_put(t, "index.html", pages[i]);
		check(t, ".");
		assert_int_equal(checked.state, MA_CHECK_FAILED);
		assert_true(ma_str_is(
			checked.output, "index.html:1:1: error: the page has no content\n"));
	}
	tree_put(t, "index.html", PAGE("<div id=root></div><script src=a.js></script>"));
	tree_put(t, "a.js", "");
	check(t, ".");
	assert_int_equal(checked.state, MA_CHECK_PASSED);
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
	assert_int_equal(checked.state, MA_CHECK_SKIPPED);
	assert_string_equal(
		checked.why, "there are more than 2000 pages: not all of it was looked at");
	tree_put(t, "p0.html", ""); /* what was looked at is wrong all the same */
	check(t, ".");
	assert_int_equal(checked.state, MA_CHECK_FAILED);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, tree_make, tree_remove)

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

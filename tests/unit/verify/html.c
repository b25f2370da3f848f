#include "verify/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"

static void on_found(void *data, enum ma_html_found what, int64_t line, struct ma_str text)
{
	static const char *const names[] = { "wrong", "lacking", "id", "link", "loads", "base" };

	ma_buf_addf(data, "%d %s: " MA_STR_FMT "\n", (int)line, names[what], MA_STR_ARG(text));
}

static void assert_found(const char *page, const char *expected)
{
	struct ma_buf b = MA_BUF_INIT(1 << 20);

	ma_buf_add(&b, "", 0);
	ma_html_read(ma_str(page), on_found, &b);
	assert_string_equal(b.p, expected);
	ma_buf_done(&b);
}

#define PAGE(body) "<!doctype html><html lang=en><title>t</title>" body "</html>"

static void a_good_page_is_good(void **state)
{
	(void)state;
	assert_found(PAGE("<body><p>one<p>two<ul><li>a<li>b</ul><img src=a.png alt=''><br>"
			  "<table><tr><td>1<td>2<tr><th>3</table><svg><path d='M0'/></svg>"
			  "<script>if (a < b) document.write('</div>')</script>"
			  "<!-- <div> --><p>1 < 2 & <3</body>"),
		"1 loads: a.png\n");
}

static void elements_that_do_not_fit_are_told(void **state)
{
	(void)state;
	assert_found("<div>\n<span>x\n</div>\n</b>\n<section>",
		"3 wrong: <span> of line 2 is not closed before what holds it is\n"
		"4 wrong: <b> is closed, but not open\n5 wrong: <section> is never closed\n");
	assert_found("<div/>x", "1 wrong: <div> cannot close itself with \"/>\"\n");
	assert_found("<p>a<div>b</div></p>", "1 wrong: <p> is closed, but not open\n");
	assert_found("x<a href='x", "1 wrong: a tag has no end\n");
}

static void what_a_page_lacks_is_told(void **state)
{
	(void)state;
	assert_found("<html>\n<title> </title><img src=a>",
		"1 lacking: <html> has no lang\n2 lacking: <img> has no alt\n2 loads: a\n"
		"1 lacking: the page has no title\n");
	assert_found("<html lang=de><svg><title>x</title></svg></html>",
		"1 lacking: the page has no title\n");
}

static void addresses_and_places_are_found(void **state)
{
	(void)state;
	assert_found("<a id=\"x>y\" href = '../b.html#c' title=\"a href='no'\">b</a>\n"
		     "<link rel=stylesheet href=s.css><link rel=canonical href=/no>"
		     "<img alt srcset=\"a.png 1x, b.png 2x\"><base href=/d/><IMG ALT SRC=C.PNG>",
		"1 id: x>y\n1 link: ../b.html#c\n2 loads: s.css\n2 loads: a.png\n2 loads: b.png\n"
		"2 base: /d/\n2 loads: C.PNG\n");
}

static void depth_has_an_end(void **state)
{
	struct ma_buf page = MA_BUF_INIT(1 << 20);
	int i;

	(void)state;
	for (i = 0; i < 10000; i++)
		ma_buf_adds(&page, "<div>");
	ma_buf_adds(&page, "x");
	assert_found(page.p, "1 wrong: more than 256 elements are open here\n");
	ma_buf_done(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_page_is_good),
		cmocka_unit_test(elements_that_do_not_fit_are_told),
		cmocka_unit_test(what_a_page_lacks_is_told),
		cmocka_unit_test(addresses_and_places_are_found),
		cmocka_unit_test(depth_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

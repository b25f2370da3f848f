/* Stylesheets: their comments and strings are passed over, all but what names a file. */
#include "verify/css.h"

#include <string.h>

struct sheet {
	struct ma_str rest;
	int64_t line;
	ma_html_fn *found;
	void *data;
};

static void move(struct sheet *s, size_t n)
{
	size_t i;

	n = n < s->rest.n ? n : s->rest.n;
	for (i = 0; i < n; i++)
		s->line += s->rest.p[i] == '\n';
	s->rest = ma_str_from(s->rest, n);
}

static void tell(struct sheet *s, struct ma_str address)
{
	address = ma_str_trim(address);
	if (address.n > 0 && address.p[0] != '#' && address.p[0] != '&') /* HTML's quotes */
		s->found(s->data, MA_HTML_LOADS, s->line, address);
}

/* The string that begins here, without its quotes; it ends with its line at the latest. */
static struct ma_str string_at(struct ma_str s, size_t *size_out)
{
	char quote = s.p[0];
	size_t i = 1;

	while (i < s.n && s.p[i] != quote && s.p[i] != '\n')
		i += s.p[i] == '\\' && i + 1 < s.n ? 2 : 1;
	*size_out = i < s.n ? i + 1 : s.n;
	return ma_str_n(s.p + 1, (i < s.n ? i : s.n) - 1);
}

static void skip_blanks(struct sheet *s)
{
	size_t n = 0;

	while (n < s->rest.n && s->rest.p[n] && strchr(" \t\r\n\f", s->rest.p[n]))
		n++;
	move(s, n);
}

static bool is_quote(struct ma_str s)
{
	return s.n > 0 && (s.p[0] == '"' || s.p[0] == '\'');
}

/* Behind "url(" or "@import". */
static void read_address(struct sheet *s, bool bare)
{
	struct ma_str address;
	size_t size = 0;

	skip_blanks(s);
	if (is_quote(s->rest)) {
		address = string_at(s->rest, &size);
	} else if (bare) {
		while (size < s->rest.n && s->rest.p[size] != ')')
			size++;
		address = ma_str_n(s->rest.p, size);
	} else {
		return;
	}
	tell(s, address);
	move(s, size);
}

static bool begins(struct ma_str s, const char *word)
{
	size_t n = strlen(word);

	return s.n >= n && ma_str_eq_nocase(ma_str_n(s.p, n), ma_str(word));
}

static void skip_comment(struct sheet *s)
{
	ptrdiff_t at = ma_str_find(ma_str_from(s->rest, 2), MA_STR("*/"));

	move(s, at < 0 ? s->rest.n : (size_t)at + 4);
}

void ma_css_read(struct ma_str css, int64_t line, ma_html_fn *found, void *data)
{
	struct sheet s = { css, line, found, data };
	size_t size;

	while (s.rest.n > 0) {
		if (begins(s.rest, "/*")) {
			skip_comment(&s);
		} else if (begins(s.rest, "url(")) {
			move(&s, strlen("url("));
			read_address(&s, true);
		} else if (begins(s.rest, "@import")) {
			move(&s, strlen("@import"));
			read_address(&s, false);
		} else if (is_quote(s.rest)) {
			(void)string_at(s.rest, &size); /* only its size is asked for */
			move(&s, size);
		} else {
			move(&s, 1);
		}
	}
}

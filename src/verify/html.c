/* HTML: tags, one after another, against a stack of the elements that are open. */
#include "verify/html.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "verify/css.h"

#define DEPTH_MAX 256 /* deeper elements are not followed */
#define NAME_MAX_HERE 60

struct element {
	struct ma_str name;
	int64_t line;
};

struct reader {
	struct ma_str rest;
	const char *counted; /* lines before it are in `line` */
	int64_t line;
	struct element open[DEPTH_MAX];
	size_t depth, foreign;          /* how many are open; how many of them are svg or math */
	bool shows;                     /* there is something to be seen, or to be run */
	bool has_title, has_html, lost; /* lost: it was deeper than what is followed */
	ma_html_fn *found;
	void *data;
};

static bool is(struct ma_str name, const char *other)
{
	return ma_str_eq_nocase(name, ma_str(other));
}

static bool is_void(struct ma_str name)
{
	static const char *const names[] = { "area", "base", "br", "col", "embed", "hr", "img",
		"input", "link", "meta", "source", "track", "wbr" };

	return MA_STR_AMONG_NOCASE(name, names);
}

/* Its text is no markup. */
static bool is_raw(struct ma_str name)
{
	static const char *const names[] = { "script", "style", "textarea", "title" };

	return MA_STR_AMONG_NOCASE(name, names);
}

/* It ends where something else begins or ends. */
static bool may_stay_open(struct ma_str name)
{
	static const char *const names[] = { "html", "head", "body", "p", "li", "dt", "dd",
		"option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup",
		"caption", "rb", "rt", "rtc", "rp" };

	return MA_STR_AMONG_NOCASE(name, names);
}

/* What begins ends an open paragraph. */
static bool is_block(struct ma_str name)
{
	static const char *const names[] = { "address", "article", "aside", "blockquote", "details",
		"dialog", "div", "dl", "fieldset", "figcaption", "figure", "footer", "form", "h1",
		"h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "main", "menu", "nav", "ol",
		"p", "pre", "search", "section", "table", "ul" };

	return MA_STR_AMONG_NOCASE(name, names);
}

static int64_t line_at(struct reader *r, const char *p)
{
	for (; r->counted < p; r->counted++)
		r->line += *r->counted == '\n';
	return r->line;
}

static void tell(struct reader *r, enum ma_html_found what, int64_t line, struct ma_str text)
{
	r->found(r->data, what, line, text);
}

static void complain(struct reader *r, enum ma_html_found what, int64_t line, const char *fmt,
	struct ma_str name, int64_t other_line)
{
	char text[200];
	int n;

	name = ma_str_clip(name, NAME_MAX_HERE);
	n = other_line ? snprintf(text, sizeof(text), "<" MA_STR_FMT "> of line %lld %s",
				 MA_STR_ARG(name), (long long)other_line, fmt)
		       : snprintf(text, sizeof(text), "<" MA_STR_FMT "> %s", MA_STR_ARG(name), fmt);
	if (n > 0)
		tell(r, what, line,
			ma_str_n(text, (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1));
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static void pop(struct reader *r)
{
	struct ma_str name = r->open[--r->depth].name;

	r->foreign -= is(name, "svg") || is(name, "math");
}

/* Open elements that what begins ends without a word. */
static void make_room(struct reader *r, struct ma_str name)
{
	static const char *const cells[] = { "td", "th" }, *const terms[] = { "dt", "dd" },
				 *const groups[] = { "thead", "tbody", "tfoot" };
	struct ma_str top;

	for (;;) {
		if (r->depth == 0 || r->foreign > 0)
			return;
		top = r->open[r->depth - 1].name;
		if (is(top, "p") ? !is_block(name)
				 : !(ma_str_eq_nocase(top, name) && may_stay_open(name)) &&
					!(MA_STR_AMONG_NOCASE(top, cells) &&
						(MA_STR_AMONG_NOCASE(name, cells) || is(name, "tr") ||
							MA_STR_AMONG_NOCASE(name, groups))) &&
					!(is(top, "tr") && MA_STR_AMONG_NOCASE(name, groups)) &&
					!(MA_STR_AMONG_NOCASE(top, groups) &&
						MA_STR_AMONG_NOCASE(name, groups)) &&
					!(MA_STR_AMONG_NOCASE(top, terms) &&
						MA_STR_AMONG_NOCASE(name, terms)) &&
					!(is(top, "head") && is(name, "body")))
			return;
		pop(r);
	}
}

static void begin(struct reader *r, struct ma_str name, int64_t line)
{
	make_room(r, name);
	if (r->depth == DEPTH_MAX && !r->lost)
		tell(r, MA_HTML_WRONG, line, MA_STR("more than 256 elements are open here"));
	r->lost = r->lost || r->depth == DEPTH_MAX;
	if (r->lost)
		return;
	r->open[r->depth++] = (struct element){ name, line };
	r->foreign += is(name, "svg") || is(name, "math");
}

static void end(struct reader *r, struct ma_str name, int64_t line)
{
	size_t at = r->depth;

	while (at > 0 && !ma_str_eq_nocase(r->open[at - 1].name, name))
		at--;
	if (r->lost)
		return;
	if (at == 0) {
		complain(r, MA_HTML_WRONG, line, "is closed, but not open", name, 0);
		return;
	}
	for (; r->depth > at; pop(r))
		if (!may_stay_open(r->open[r->depth - 1].name))
			complain(r, MA_HTML_WRONG, line, "is not closed before what holds it is",
				r->open[r->depth - 1].name, r->open[r->depth - 1].line);
	pop(r);
}

/* The name that begins here, up to a blank, '/' or '>'; *at is moved behind it. */
static struct ma_str take_name(struct ma_str s, size_t *at, const char *ends)
{
	size_t begin_at = *at;

	while (*at < s.n && !is_blank(s.p[*at]) && !(s.p[*at] && strchr(ends, s.p[*at])))
		(*at)++;
	return ma_str_n(s.p + begin_at, *at - begin_at);
}

/* The next attribute of a tag, behind its name. False: there is none. */
static bool take_attribute(struct ma_str tag, size_t *at, struct ma_str *name, struct ma_str *value)
{
	char quote;

	while (*at < tag.n && (is_blank(tag.p[*at]) || tag.p[*at] == '/'))
		(*at)++;
	if (*at == tag.n)
		return false;
	*name = take_name(tag, at, "/=");
	*value = MA_STR("");
	while (*at < tag.n && is_blank(tag.p[*at]))
		(*at)++;
	if (*at == tag.n || tag.p[*at] != '=')
		return true;
	(*at)++;
	while (*at < tag.n && is_blank(tag.p[*at]))
		(*at)++;
	quote = *at < tag.n ? tag.p[*at] : 0;
	if (quote != '"' && quote != '\'') {
		*value = take_name(tag, at, "");
		return true;
	}
	(*at)++;
	*value = ma_str_n(tag.p + *at, 0);
	while (*at < tag.n && tag.p[*at] != quote)
		(*at)++;
	value->n = (size_t)(tag.p + *at - value->p);
	*at += *at < tag.n;
	return true;
}

/* "small.png 1x, large.png 2x". */
static void tell_set(struct reader *r, int64_t line, struct ma_str set)
{
	struct ma_str one, address;

	while (ma_str_cut(&set, ',', &one)) {
		one = ma_str_trim(one);
		if (ma_str_starts(one, "data:"))
			return; /* it has commas of its own */
		if (ma_str_cut(&one, ' ', &address))
			tell(r, MA_HTML_LOADS, line, address);
	}
}

static void read_attribute(
	struct reader *r, struct ma_str tag, struct ma_str name, struct ma_str value, int64_t line)
{
	if (is(name, "id") || (is(name, "name") && is(tag, "a")))
		tell(r, MA_HTML_ID, line, value);
	else if (is(name, "href") && is(tag, "base"))
		tell(r, MA_HTML_BASE, line, value);
	else if (is(name, "href") && (is(tag, "a") || is(tag, "area")))
		tell(r, MA_HTML_LINK, line, value);
	else if ((is(name, "href") && is(tag, "link")) || (is(name, "src") && r->foreign == 0) ||
		is(name, "poster") || (is(name, "data") && is(tag, "object")))
		tell(r, MA_HTML_LOADS, line, value);
	else if ((is(name, "href") || is(name, "xlink:href")) &&
		(is(tag, "use") || is(tag, "image")))
		tell(r, MA_HTML_LOADS, line, value);
	else if (is(name, "srcset"))
		tell_set(r, line, value);
	else if (is(name, "style"))
		ma_css_read(value, line, r->found, r->data);
}

/* A link that is no file: another place of the page, or a hint for the connection. */
static bool is_no_file(struct ma_str rel)
{
	static const char *const words[] = { "canonical", "preconnect", "dns-prefetch", "alternate",
		"author", "me", "next", "prev" };

	return MA_STR_AMONG_NOCASE(rel, words);
}

/* Its addresses and places, and what it lacks. Whether its last sign is a value's. */
static bool read_attributes(
	struct reader *r, struct ma_str tag, struct ma_str name, size_t at, int64_t line)
{
	struct ma_str key, value = MA_STR(""), last;
	bool alt = false, lang = false, told = true;
	size_t i = at;

	while (take_attribute(tag, &i, &key, &value)) {
		alt = alt || is(key, "alt");
		lang = lang || (is(key, "lang") && value.n > 0);
		told = told && !(is(name, "link") && is(key, "rel") && is_no_file(value));
	}
	if (is(name, "img") && !alt)
		complain(r, MA_HTML_LACKING, line, "has no alt", name, 0);
	if (is(name, "html") && !lang)
		complain(r, MA_HTML_LACKING, line, "has no lang", name, 0);
	last = value;
	for (i = at; told && take_attribute(tag, &i, &key, &value);)
		read_attribute(r, name, key, value, line);
	return last.n > 0 && last.p + last.n == tag.p + tag.n;
}

/* Behind the end of the tag that begins here; a '>' in quotes is none. NULL: it has no end. */
static const char *tag_end(struct ma_str s)
{
	char quote = 0;
	size_t i;

	for (i = 1; i < s.n; i++) {
		if (quote)
			quote = s.p[i] == quote ? 0 : quote;
		else if ((s.p[i] == '"' || s.p[i] == '\'') && s.p[i - 1] == '=')
			quote = s.p[i];
		else if (s.p[i] == '>')
			return s.p + i + 1;
	}
	return NULL;
}

/* To "</name". What is in a title is looked at. */
static void skip_raw(struct reader *r, struct ma_str name)
{
	struct ma_str s = r->rest;
	size_t i = 0;

	while (i < s.n &&
		!(s.p[i] == '<' && i + 1 < s.n && s.p[i + 1] == '/' && i + 2 + name.n <= s.n &&
			ma_str_eq_nocase(ma_str_n(s.p + i + 2, name.n), name)))
		i++;
	if (is(name, "title") && r->foreign == 0)
		r->has_title = r->has_title || ma_str_trim(ma_str_n(s.p, i)).n > 0;
	if (is(name, "style"))
		ma_css_read(ma_str_n(s.p, i), line_at(r, s.p), r->found, r->data);
	r->rest = ma_str_from(s, i);
}

/* By itself, without a text: also what leads on, or draws. */
static bool shows_something(struct ma_str name)
{
	static const char *const names[] = { "img", "svg", "math", "picture", "video", "audio",
		"canvas", "iframe", "frame", "object", "embed", "script", "input", "button",
		"select", "textarea", "progress", "meter", "slot" };

	return MA_STR_AMONG_NOCASE(name, names);
}

static void read_tag(struct reader *r, struct ma_str tag)
{
	bool closes = tag.n > 0 && tag.p[0] == '/', whole = ma_str_ends(tag, "/");
	int64_t line = line_at(r, tag.p);
	size_t at = closes;
	struct ma_str name = take_name(tag, &at, "/");

	if (closes) {
		if (!is_void(name))
			end(r, name, line);
		return;
	}
	r->has_html = r->has_html || is(name, "html");
	r->shows = r->shows || shows_something(name);
	whole = !read_attributes(r, tag, name, at, line) && whole;
	if (is_void(name))
		return;
	if (whole && r->foreign == 0 && !is(name, "svg") && !is(name, "math"))
		complain(r, MA_HTML_WRONG, line, "cannot close itself with \"/>\"", name, 0);
	if (whole)
		return;
	begin(r, name, line);
	if (is_raw(name))
		skip_raw(r, name);
}

static bool skip_to(struct reader *r, const char *begins, const char *ends)
{
	ptrdiff_t at;

	if (!ma_str_starts(r->rest, begins))
		return false;
	at = ma_str_find(r->rest, ma_str(ends));
	r->rest = at < 0 ? ma_str_from(r->rest, r->rest.n)
			 : ma_str_from(r->rest, (size_t)at + strlen(ends));
	return true;
}

static bool begins_tag(struct ma_str s)
{
	char c = s.n > 1 ? s.p[1] : 0;

	if (c == '/')
		c = s.n > 2 ? s.p[2] : 0;
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* What begins at '<'. */
static void read_markup(struct reader *r)
{
	const char *past;
	struct ma_str tag;

	if (skip_to(r, "<!--", "-->") || skip_to(r, "<!", ">") || skip_to(r, "<?", ">"))
		return;
	past = begins_tag(r->rest) ? tag_end(r->rest) : NULL;
	if (!past) {
		if (begins_tag(r->rest))
			tell(r, MA_HTML_WRONG, line_at(r, r->rest.p), MA_STR("a tag has no end"));
		r->rest = ma_str_from(r->rest, begins_tag(r->rest) ? r->rest.n : 1);
		return;
	}
	tag = ma_str_n(r->rest.p + 1, (size_t)(past - r->rest.p) - 2);
	r->rest = ma_str_from(r->rest, tag.n + 2);
	read_tag(r, tag);
}

void ma_html_read(struct ma_str page, ma_html_fn *found, void *data)
{
	struct reader r = {
		.rest = page, .counted = page.p, .line = 1, .found = found, .data = data
	};
	const char *next;

	while (r.rest.n > 0 && (next = memchr(r.rest.p, '<', r.rest.n))) {
		size_t n = (size_t)(next - r.rest.p);

		r.shows = r.shows || ma_str_trim(ma_str_n(r.rest.p, n)).n > 0;
		r.rest = ma_str_from(r.rest, n);
		read_markup(&r);
	}
	if (!r.shows && ma_str_trim(r.rest).n == 0)
		tell(&r, MA_HTML_WRONG, 1, MA_STR("the page has no content"));
	for (; r.depth > 0; pop(&r))
		if (!r.lost && !may_stay_open(r.open[r.depth - 1].name))
			complain(&r, MA_HTML_WRONG, r.open[r.depth - 1].line, "is never closed",
				r.open[r.depth - 1].name, 0);
	if (r.has_html && !r.has_title)
		tell(&r, MA_HTML_LACKING, 1, MA_STR("the page has no title"));
}

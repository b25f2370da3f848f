/*
 * Strings as models write them: any quotes, raw controls, escapes that JSON does not know, quotes
 * within quotes. A quote ends its string where what follows it can follow a string there; else it is
 * taken for an inner one, and if then no end is found, the string ends at the first such quote after all.
 */
#include "codec/extract_reader.h"

#include "codec/schema_text.h"

/* Where reading can begin again. */
struct mark {
	const char *p; /* NULL: there is none */
	size_t out_n, repairs_n;
	enum ma_repair_class worst;
};

struct string {
	char kind; /* " ' ` */
	bool key, array;
	bool smart; /* it began with a typographic one */
	bool controls_told;
	struct mark inner, fence;
};

/* The typographic ones: each is three bytes. */
static const struct {
	char bytes[4];
	char kind;
} quotes[] = { { "\xe2\x80\x9c", '"' }, { "\xe2\x80\x9d", '"' }, { "\xe2\x80\x9e", '"' },
	{ "\xe2\x80\x98", '\'' }, { "\xe2\x80\x99", '\'' } };

size_t extract_quote(const char *p, const char *end, char *kind)
{
	size_t i;

	if (p < end && (*p == '"' || *p == '\'' || *p == '`')) {
		*kind = *p;
		return 1;
	}
	for (i = 0; i < MA_COUNT(quotes) && end - p >= 3 && *p == quotes[0].bytes[0]; i++) {
		if (memcmp(p, quotes[i].bytes, 3) == 0) {
			*kind = quotes[i].kind;
			return 3;
		}
	}
	return 0;
}

bool extract_key_ahead(const char *p, const char *end)
{
	char kind = 0, other;
	size_t n = extract_quote(p, end, &kind), close;

	if (n == 0)
		return false;
	if (end - p > EXTRACT_LOOK)
		end = p + EXTRACT_LOOK;
	for (p += n; p < end && *p != '\n'; p++) {
		close = extract_quote(p, end, &other);
		if (close && other == kind) {
			p = extract_blank(p + close, end);
			return p < end && *p == ':';
		}
		if (*p == '\\')
			p++;
	}
	return false;
}

static bool bare_key_ahead(const char *p, const char *end)
{
	size_t n = extract_ident(p, end);

	p = extract_blank(p + n, end);
	return n > 0 && p < end && *p == ':';
}

/* Whether what stands behind a comma can follow there. */
static bool goes_on(const struct string *s, const char *p, const char *end)
{
	size_t n;
	char kind;

	p = extract_blank(p, end);
	if (p == end || strchr("}],/#", *p) || extract_ellipsis(p, end) ||
		extract_wide_blank(p, end))
		return true;
	if (!s->array) {
		if (extract_quote(p, end, &kind) != 0) {
			const char *q = memchr(p + 1, *p,
				(size_t)(end - p - 1 < EXTRACT_LOOK ? end - p - 1 : EXTRACT_LOOK));

			if (extract_key_ahead(p, end))
				return true;
			q = q ? extract_blank(q + 1, end) : end;
			return q == end ||
				strchr("[{0123456789\"", *q); /* the colon may be missing */
		}
		return bare_key_ahead(p, end);
	}
	if (extract_quote(p, end, &kind) || strchr("{[-+.0123456789", *p))
		return true;
	n = extract_ident(p, end);
	p = extract_blank(p + n, end);
	return n > 0 && (p == end || *p == ',' || *p == ']');
}

/* Whether a closer at p, behind the string, is one. */
static bool closes(const struct extract_reader *r, const char *p)
{
	const char *next = extract_blank(p + 1, r->end);
	char kind;

	if (next == r->end || memchr(p, '\n', (size_t)(next - p)))
		return true;
	if (strchr(",}]`{;/#", *next))
		return true;
	if (extract_quote(next, r->end, &kind))
		return extract_key_ahead(next, r->end);
	return r->depth == 1 || extract_wide_blank(next, r->end);
}

static bool goes_on_without_comma(
	const struct extract_reader *r, const struct string *s, const char *from, const char *p)
{
	char kind;

	if (extract_quote(p, r->end, &kind))
		return s->array ? p > from : extract_key_ahead(p, r->end);
	return !s->array && memchr(from, '\n', (size_t)(p - from)) && bare_key_ahead(p, r->end);
}

/* Whether the quote before `from` ends the string. */
static bool ends(const struct extract_reader *r, const struct string *s, const char *from)
{
	const char *p = extract_blank(from, r->end), *next;
	char kind;

	if (s->key || p == r->end || *r->spare == 0)
		return true;
	switch (*p) {
	case '}':
	case ']':
		return closes(r, p);
	case ',':
	case ';':
		return goes_on(s, p + 1, r->end);
	case '/':
		return p + 1 < r->end && (p[1] == '/' || p[1] == '*');
	case '#':
		return p > from;
	case ')':
		return r->want == WANT_MORE; /* within a call */
	case '+':
		next = extract_blank(p + 1, r->end);
		return next < r->end && extract_quote(next, r->end, &kind);
	default:
		return extract_ellipsis(p, r->end) || extract_wide_blank(p, r->end) ||
			memcmp(p, "```", (size_t)(r->end - p < 3 ? r->end - p : 3)) == 0 ||
			(r->end - p >= 3 && memcmp(p, "\xef\xbc\x8c", 3) == 0) ||
			goes_on_without_comma(r, s, from, p);
	}
}

static struct mark mark(const struct extract_reader *r)
{
	return (struct mark){ r->p, r->out->n, r->repairs->n, r->repairs->worst };
}

static void back_to(struct extract_reader *r, struct mark m)
{
	size_t again = (size_t)(r->p - m.p);

	*r->spare -= again < *r->spare ? again : *r->spare;
	r->p = m.p;
	extract_back(r->out, m.out_n);
	r->repairs->n = m.repairs_n;
	r->repairs->worst = m.worst;
}

static void stop(struct extract_reader *r)
{
	extract_note(r, MA_REPAIR_TRUNCATION, r->p, "the text stops within a string");
	r->cut = true;
	r->end = r->p;
}

static void add_code_point(struct ma_buf *out, uint32_t cp)
{
	char b[4];
	size_t n = 0;

	if (cp < 0x20 || cp == '"' || cp == '\\') {
		if (cp == '"' || cp == '\\')
			ma_buf_addf(out, "\\%c", (int)cp);
		else
			ma_buf_addf(out, "\\u%04x", (unsigned)cp);
		return;
	}
	if (cp < 0x80) {
		b[n++] = (char)cp;
	} else if (cp < 0x800) {
		b[n++] = (char)(0xc0 | cp >> 6);
	} else if (cp < 0x10000) {
		b[n++] = (char)(0xe0 | cp >> 12);
		b[n++] = (char)(0x80 | (cp >> 6 & 0x3f));
	} else {
		b[n++] = (char)(0xf0 | cp >> 18);
		b[n++] = (char)(0x80 | (cp >> 12 & 0x3f));
		b[n++] = (char)(0x80 | (cp >> 6 & 0x3f));
	}
	if (cp >= 0x80)
		b[n++] = (char)(0x80 | (cp & 0x3f));
	ma_buf_add(out, b, n);
}

/* The four digits of a "\uXXXX" at p, or -1. */
static int32_t code_unit(const char *p, const char *end)
{
	int32_t v = 0;
	int i;

	if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
		return -1;
	for (i = 2; i < 6; i++) {
		const char *digit = p[i] ? strchr("0123456789abcdefABCDEF", p[i]) : NULL;

		if (!digit)
			return -1;
		v = v * 16 + (p[i] <= '9' ? p[i] - '0' : (p[i] | 0x20) - 'a' + 10);
	}
	return v;
}

/* Whether the text may stop within the escape at p: nothing of it is known then. */
static bool stops_in_escape(const char *p, const char *end)
{
	size_t n = (size_t)(end - p), i;

	if (n >= 6 || p[0] != '\\' || (n > 1 && p[1] != 'u'))
		return false;
	for (i = 2; i < n; i++)
		if (!p[i] || !strchr("0123456789abcdefABCDEF", p[i]))
			return false;
	return true;
}

static void read_surrogate(struct extract_reader *r, int32_t high)
{
	int32_t low = code_unit(r->p, r->end);

	if (high < 0xdc00 && low >= 0xdc00 && low <= 0xdfff) {
		add_code_point(
			r->out, (uint32_t)(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)));
		r->p += 6;
	} else if (high >= 0xdc00 || (r->p < r->end && !stops_in_escape(r->p, r->end))) {
		extract_note(r, MA_REPAIR_SAFE, r->p - 6, "half of a surrogate pair");
		add_code_point(r->out, 0xfffd);
	}
}

/* At a backslash. */
static void read_escape(struct extract_reader *r)
{
	int32_t unit = code_unit(r->p, r->end);
	char c;

	if (unit >= 0) {
		r->p += 6;
		if (unit >= 0xd800 && unit <= 0xdfff)
			read_surrogate(r, unit);
		else
			add_code_point(r->out, (uint32_t)unit);
		return;
	}
	if (stops_in_escape(r->p, r->end)) {
		r->p = r->end;
		return;
	}
	c = r->p[1];
	if (c && strchr("\"\\bfnrt", c)) {
		ma_buf_add(r->out, r->p, 2);
		r->p += 2;
	} else if (c == '/' || c == '\'' || c == '`') {
		if (c != '/')
			extract_note(r, MA_REPAIR_SAFE, r->p, "an escape that JSON does not know");
		ma_buf_addc(r->out, c);
		r->p += 2;
	} else {
		extract_note(r, MA_REPAIR_SAFE, r->p, "an escape that JSON does not know");
		ma_buf_adds(r->out, "\\\\");
		r->p++;
	}
}

static void read_control(struct extract_reader *r, struct string *s)
{
	static const char named[] = "\bb\ff\nn\rr\tt";
	const char *name = *r->p ? strchr(named, *r->p) : NULL;

	if (r->fenced && *r->p == '\n' && !s->fence.p && r->end - r->p > 3 &&
		memcmp(r->p + 1, "```", 3) == 0)
		s->fence = mark(r);
	if (!s->controls_told)
		extract_note(r, MA_REPAIR_SAFE, r->p, "a control character in a string");
	s->controls_told = true;
	if (name)
		ma_buf_addf(r->out, "\\%c", name[1]);
	else
		ma_buf_addf(r->out, "\\u%04x", (unsigned)*r->p);
	r->p++;
}

static void read_wide(struct extract_reader *r)
{
	uint32_t cp;
	size_t n = ma_str_utf8_next(ma_str_n(r->p, (size_t)(r->end - r->p)), &cp);

	if (n > 0) {
		ma_buf_add(r->out, r->p, n);
	} else {
		extract_note(r, MA_REPAIR_SAFE, r->p, "a byte that is not UTF-8");
		ma_buf_adds(r->out, "\xef\xbf\xbd");
	}
	r->p += n ? n : 1;
}

static void read_plain(struct extract_reader *r, const struct string *s)
{
	const char *to = r->p;

	if (s->kind == '"')
		to = ma_text_plain(to, r->end);
	else
		while (to < r->end && (unsigned char)*to >= 0x20 && (unsigned char)*to < 0x80 &&
			*to != '"' && *to != '\\' && *to != s->kind)
			to++;
	ma_buf_add(r->out, r->p, (size_t)(to - r->p));
	r->p = to;
}

/* Whether the end was left out before `, "key":`, and this quote begins the key; p is then at the comma. */
static bool ended_before(struct extract_reader *r, const struct string *s, size_t from)
{
	const char *comma = r->p;
	size_t n = r->out->n;

	if (s->key || s->array || !extract_key_ahead(r->p, r->end))
		return false;
	while (n > from && (comma[-1] == ' ' || comma[-1] == '\t'))
		comma--, n--;
	if (n > from + 2 && comma[-1] == '\n' && memcmp(r->out->p + n - 2, "\\n", 2) == 0)
		comma--, n -= 2;
	if (n <= from || comma[-1] != ',' || r->out->p[n - 1] != ',')
		return false;
	extract_back(r->out, n - 1);
	r->p = comma - 1;
	extract_note(r, MA_REPAIR_GUESS, r->p, "a quote is missing");
	return true;
}

/* At a quote of the string's kind, n bytes long. True: the string is over. */
static bool read_quote(struct extract_reader *r, struct string *s, size_t n, size_t from)
{
	if (ends(r, s, r->p + n)) {
		r->p += n;
		return true;
	}
	if (!r->out->rc && ended_before(r, s, from))
		return true;
	if (!s->inner.p) {
		s->inner = mark(r);
		extract_note(r, MA_REPAIR_GUESS, r->p, "a quote within quotes");
	}
	ma_buf_adds(r->out, n > 1 ? "" : s->kind == '"' ? "\\\"" : s->kind == '\'' ? "'" : "`");
	if (n > 1)
		ma_buf_add(r->out, r->p, n);
	r->p += n;
	return false;
}

/* The end of the text: back to where the string may have ended. */
static void end_somewhere(struct extract_reader *r, const struct string *s)
{
	if (s->fence.p && *r->spare > 0) {
		back_to(r, s->fence);
		stop(r);
	} else if (s->inner.p && *r->spare > 0) {
		back_to(r, s->inner);
		r->p++; /* behind the quote */
	} else {
		stop(r);
	}
}

static void read_on(struct extract_reader *r, struct string *s, size_t from)
{
	bool over = false;
	size_t n;
	char kind;

	while (!over && r->p < r->end) {
		read_plain(r, s);
		if (r->p == r->end)
			break;
		n = extract_quote(r->p, r->end, &kind);
		if (n > 0 && kind == s->kind && (n == 1 || s->smart))
			over = read_quote(r, s, n, from);
		else if (*r->p == '\\')
			read_escape(r);
		else if ((unsigned char)*r->p < 0x20)
			read_control(r, s);
		else if (*r->p == '"')
			ma_buf_adds(r->out, "\\\""), r->p++;
		else
			read_wide(r);
	}
	if (!over)
		end_somewhere(r, s);
}

bool extract_string(struct extract_reader *r, bool key, bool more)
{
	struct string s = { .key = key,
		.array = r->depth > 0 && r->stack[r->depth - 1].close == ']' };
	size_t from, n = extract_quote(r->p, r->end, &s.kind);

	if (n != 1 || s.kind != '"')
		extract_note(r, MA_REPAIR_SAFE, r->p, "quotes that JSON does not know");
	s.smart = n > 1;
	r->p += n;
	if (!more)
		ma_buf_addc(r->out, '"');
	from = r->out->n;
	read_on(r, &s, from);
	ma_buf_addc(r->out, '"');
	return true;
}

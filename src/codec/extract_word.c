/* Values without quotes: numbers in every notation, words of other languages, plain text. */
#include <inttypes.h>

#include "codec/extract_reader.h"
#include "codec/schema_text.h"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The length of a name at p, or 0. */
size_t extract_ident(const char *p, const char *end)
{
	size_t n = 0, most = (size_t)(end - p) < EXTRACT_LOOK ? (size_t)(end - p) : EXTRACT_LOOK;

	while (n < most &&
		(is_letter(p[n]) || is_digit(p[n]) || p[n] == '-' || p[n] == '.' ||
			((unsigned char)p[n] >= 0xc3 && (unsigned char)p[n] < 0xe2) ||
			(n > 0 && (unsigned char)p[n] >= 0x80 && (unsigned char)p[n] < 0xc0)))
		n++;
	return n > 0 && (p[0] == '.' || p[0] == '-') ? 0 : n;
}

bool extract_is_word(const char *p, const char *end)
{
	return p < end &&
		(is_letter(*p) || is_digit(*p) || strchr("+-.<@/~", *p) ||
			extract_ident(p, end) > 0);
}

/* Whether a value without quotes may end before p. */
static bool delimits(const char *p, const char *end)
{
	return p == end || strchr(",]}:;)\"'\n\r\t #/`{[", *p) || (unsigned char)*p >= 0x80;
}

/* Behind the text without quotes at p: up to what ends its line, its value or its container. */
static const char *text_end(const char *p, const char *end)
{
	for (; p < end && *p && !strchr(",]}\n\r;", *p); p++)
		if ((*p == ' ' || *p == '\t') && end - p > 2 &&
			(p[1] == '#' || memcmp(p + 1, "//", 2) == 0 || memcmp(p + 1, "/*", 2) == 0))
			break;
	return p;
}

static bool cut_here(struct extract_reader *r)
{
	extract_note(r, MA_REPAIR_TRUNCATION, r->p, "the text stops within a value");
	r->cut = true;
	r->end = r->p;
	return true;
}

static bool read_text(struct extract_reader *r)
{
	const char *to = text_end(r->p, r->end);
	struct ma_str text = ma_str_trim(ma_str_n(r->p, (size_t)(to - r->p)));

	if (to == r->end)
		return cut_here(r);
	if (text.n > 0 && text.p[text.n - 1] == '"')
		text.n--;
	if (text.n == 0 || memchr(text.p, '"', text.n) || memchr(text.p, '(', text.n))
		return extract_fault(r, MA_EINVALID, "expected a value");
	extract_note(r, MA_REPAIR_GUESS, r->p, "a text without quotes");
	ma_json_add_string(r->out, text);
	r->words_n++;
	r->p = to;
	return true;
}

/* What is left of the number when its text stops: "-", "1.", "1e-" are none yet. */
static bool read_cut_number(struct extract_reader *r, size_t n)
{
	uint8_t flags = 0;
	const char *to;

	while (n > 0 && !is_digit(r->p[n - 1]))
		n--;
	to = ma_text_number(r->p, r->p + n, &flags);
	if (to)
		ma_buf_add(r->out, r->p, (size_t)(to - r->p));
	return cut_here(r);
}

static bool read_hex(struct extract_reader *r, const char *to)
{
	uint64_t v = 0;
	const char *p = r->p + 2;

	if (to == p || to - p > 15)
		return false;
	for (; p < to; p++) {
		if (!*p || !strchr("0123456789abcdefABCDEF", *p))
			return false;
		v = v * 16 + (uint64_t)(*p <= '9' ? *p - '0' : (*p | 0x20) - 'a' + 10);
	}
	ma_buf_addf(r->out, "%" PRIu64, v);
	return true;
}

/* "+1", ".5", "5.", "-.5", "0x1F" as JSON writes them; false: it is none of these. */
static bool read_foreign_number(struct extract_reader *r, const char *to)
{
	char text[64];
	size_t n = 0;
	uint8_t flags = 0;
	const char *p = r->p;

	if (to - p > 2 && p[0] == '0' && (p[1] | 0x20) == 'x')
		return read_hex(r, to);
	if (to - p > 60)
		return false;
	if (*p == '+' || *p == '-')
		if (*p++ == '-')
			text[n++] = '-';
	if (p < to && *p == '.')
		text[n++] = '0';
	for (; p < to; p++)
		text[n++] = *p;
	if (n > 1 && text[n - 1] == '.')
		n--;
	if (n == 0 || ma_text_number(text, text + n, &flags) != text + n)
		return false;
	ma_buf_add(r->out, text, n);
	return true;
}

static bool read_number(struct extract_reader *r)
{
	const char *to = r->p;
	uint8_t flags = 0;

	while (!delimits(to, r->end))
		to++;
	if (to == r->end)
		return read_cut_number(r, (size_t)(to - r->p));
	if (ma_text_number(r->p, to, &flags) == to) {
		ma_buf_add(r->out, r->p, (size_t)(to - r->p));
	} else if (read_foreign_number(r, to)) {
		extract_note(r, MA_REPAIR_SAFE, r->p, "a number as JSON does not write it");
	} else {
		return read_text(r);
	}
	r->p = to;
	return true;
}

static const struct word {
	const char *name, *json;
	enum ma_repair_class class;
} words[] = {
	{ "true", "true", MA_REPAIR_SAFE },
	{ "false", "false", MA_REPAIR_SAFE },
	{ "null", "null", MA_REPAIR_SAFE },
	{ "none", "null", MA_REPAIR_SAFE },
	{ "undefined", "null", MA_REPAIR_SAFE },
	{ "nan", "null", MA_REPAIR_GUESS },
	{ "infinity", "null", MA_REPAIR_GUESS },
	{ "-infinity", "null", MA_REPAIR_GUESS },
	{ "-nan", "null", MA_REPAIR_GUESS },
};

static const struct word *find_word(struct ma_str text)
{
	size_t i;

	for (i = 0; i < MA_COUNT(words); i++)
		if (ma_str_eq_nocase(text, ma_str(words[i].name)))
			return &words[i];
	return NULL;
}

/* `ObjectId("...")`: what stands between the parentheses. */
static bool read_call(struct extract_reader *r, const char *open)
{
	char kind;

	extract_note(r, MA_REPAIR_GUESS, r->p, "a call instead of a value");
	r->words_n++;
	r->p = extract_blank(open + 1, r->end);
	r->want = WANT_MORE;
	if (r->p < r->end && extract_quote(r->p, r->end, &kind))
		(void)extract_string(r, false, false); /* always true */
	else if (r->p < r->end && is_digit(*r->p) && !read_number(r))
		return false;
	r->p = extract_blank(r->p, r->end);
	if (r->p == r->end || r->cut)
		return r->cut ? true : cut_here(r);
	if (*r->p != ')')
		return extract_fault(r, MA_EINVALID, "expected ')'");
	r->p++;
	return true;
}

bool extract_word(struct extract_reader *r)
{
	const char *to = r->p, *next;
	const struct word *w;
	struct ma_str text;

	if (*to == '-' && r->end - to > 1)
		to++;
	if (!is_letter(*to))
		return is_digit(*r->p) || strchr("+-.", *r->p) ? read_number(r) : read_text(r);
	while (to < r->end && (is_letter(*to) || is_digit(*to)))
		to++;
	text = ma_str_n(r->p, (size_t)(to - r->p));
	w = find_word(text);
	next = extract_blank(to, r->end);
	if (!w && next < r->end && *next == '(')
		return read_call(r, next);
	if (!w ||
		(next < r->end && !delimits(next, r->end) && !memchr(to, '\n', (size_t)(next - to))))
		return read_text(r);
	if (!ma_str_is(text, w->json))
		extract_note(r, w->class, r->p, "a word that JSON does not know");
	ma_buf_adds(r->out, w->json);
	r->p = to;
	return true;
}

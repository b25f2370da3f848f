/*
 * ECMA-262's patterns in PCRE2's words.
 *
 * PCRE2 knows everything that ECMA-262 does and much more; what it would understand otherwise is
 * written out (`.`, \s, \v, \cX, classes), and what ECMA-262 does not have is refused, so that no
 * (?R), (*VERB), \K, (?i) or a++ gets through. As in browsers, a { that begins no quantifier, a
 * lone } or ], and a backslash before punctuation are taken for the character itself.
 */
#include "codec/schema_regex.h"

#define BLANKS \
	"\\t\\n\\x0b\\f\\r\\x20\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}"
#define NO_BLANKS                                                                           \
	"\\x00-\\x08\\x0e-\\x1f\\x21-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-" \
	"\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-"      \
	"\\x{fefe}\\x{ff00}-\\x{10ffff}"
#define NOTHING "(?!)"
#define ANYTHING "(?s:.)"
#define SET UINT32_MAX /* an escape that is many characters */
#define LEVELS_MAX 200

struct reader {
	const char *p, *end;
	struct ma_buf *out;
	const char *why; /* the first fault */
	uint32_t groups, backref_most;
	int levels;
	bool atom; /* what stands before can be repeated */
};

static void fault(struct reader *r, const char *why)
{
	if (!r->why)
		r->why = why;
	r->p = r->end;
}

static bool at(const struct reader *r, const char *s)
{
	return ma_str_starts(ma_str_n(r->p, (size_t)(r->end - r->p)), s);
}

static bool take(struct reader *r, const char *s)
{
	if (!at(r, s))
		return false;
	r->p += strlen(s);
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static uint32_t take_number(struct reader *r)
{
	uint32_t n = 0;

	for (; r->p < r->end && is_digit(*r->p); r->p++)
		n = n < 1000000 ? n * 10 + (uint32_t)(*r->p - '0') : n;
	return n;
}

/* `n` hexadecimal digits, or with n 0 all that follow. */
static bool take_hex(struct reader *r, int n, uint32_t *out)
{
	uint32_t value = 0;
	int i;

	for (i = 0; (n == 0 || i < n) && r->p < r->end; i++, r->p++) {
		char c = *r->p;

		if (!is_digit(c) && !((c | 0x20) >= 'a' && (c | 0x20) <= 'f'))
			break;
		value = value * 16 + (uint32_t)(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
		if (value > 0x10ffff)
			return false;
	}
	*out = value;
	return i > 0 && (n == 0 || i == n);
}

/* Behind "\u". */
static uint32_t unicode_escape(struct reader *r)
{
	uint32_t cp = 0, low = 0;
	const char *before;

	if (take(r, "{")) {
		if (!take_hex(r, 0, &cp) || !take(r, "}"))
			fault(r, "\\u{...} holds a code point in hexadecimal digits");
		return cp;
	}
	if (!take_hex(r, 4, &cp))
		fault(r, "four hexadecimal digits belong behind \\u");
	before = r->p;
	if (cp >= 0xd800 && cp < 0xdc00 && take(r, "\\u") && take_hex(r, 4, &low) &&
		low >= 0xdc00 && low < 0xe000)
		return 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
	if (!r->why)
		r->p = before;
	return cp;
}

static void property(struct reader *r, char kind)
{
	struct ma_str name, value;
	const char *from;

	if (!take(r, "{")) {
		fault(r, "the name of a property belongs behind \\p, in braces");
		return;
	}
	for (from = r->p; r->p < r->end &&
		(is_letter(*r->p) || is_digit(*r->p) || *r->p == '_' || *r->p == '=');)
		r->p++;
	value = ma_str_n(from, (size_t)(r->p - from));
	if (value.n == 0 || !take(r, "}")) {
		fault(r, "the name of a property belongs behind \\p, in braces");
		return;
	}
	if (ma_str_cut(&value, '=', &name) && value.n == 0)
		value = name;
	if (ma_str_is(name, "Script") || ma_str_is(name, "sc"))
		ma_buf_addf(r->out, "\\%c{sc:" MA_STR_FMT "}", kind, MA_STR_ARG(value));
	else if (ma_str_is(name, "Script_Extensions") || ma_str_is(name, "scx"))
		ma_buf_addf(r->out, "\\%c{scx:" MA_STR_FMT "}", kind, MA_STR_ARG(value));
	else
		ma_buf_addf(
			r->out, "\\%c{" MA_STR_FMT "}", kind, MA_STR_ARG(ma_regex_property(value)));
}

/* An escape that is many characters is written and SET is returned; `in_class`: without brackets. */
static uint32_t set_escape(struct reader *r, char c, bool in_class)
{
	switch (c) {
	case 'd':
	case 'D':
	case 'w':
	case 'W':
		ma_buf_addf(r->out, "\\%c", c);
		return SET;
	case 's':
	case 'S':
		ma_buf_adds(r->out, in_class ? "" : "[");
		ma_buf_adds(r->out, c == 's' ? BLANKS : NO_BLANKS);
		ma_buf_adds(r->out, in_class ? "" : "]");
		return SET;
	default:
		property(r, c);
		return SET;
	}
}

/* The character that the escape behind a backslash is, or SET after writing it. */
static uint32_t escape(struct reader *r, bool in_class)
{
	static const char named[] = "t\tn\nv\vf\fr\r";
	uint32_t cp = 0;
	size_t i;
	char c;

	if (r->p == r->end) {
		fault(r, "a backslash at the end");
		return 0;
	}
	c = *r->p++;
	for (i = 0; i + 1 < sizeof(named); i += 2)
		if (named[i] == c)
			return (uint32_t)named[i + 1];
	if (strchr("dDwWsSpP", c) && c)
		return set_escape(r, c, in_class);
	if (c == 'u')
		return unicode_escape(r);
	if (c == 'x' && !take_hex(r, 2, &cp))
		fault(r, "two hexadecimal digits belong behind \\x");
	else if (c == 'c' && (r->p == r->end || !is_letter(*r->p)))
		fault(r, "a letter belongs behind \\c");
	else if (c == 'c')
		cp = (uint32_t)(*r->p++ & 31);
	else if (c == '0' && r->p < r->end && is_digit(*r->p))
		fault(r, "an octal escape");
	else if (c != 'x' && (is_letter(c) || (is_digit(c) && c != '0')))
		fault(r, "an escape that is not known");
	else if (c != 'x' && c != '0') {
		r->p--;
		r->p += ma_str_utf8_next(ma_str_n(r->p, (size_t)(r->end - r->p)), &cp);
	}
	return cp;
}

static bool is_surrogate(uint32_t cp)
{
	return cp >= 0xd800 && cp < 0xe000;
}

static void put_character(struct reader *r, uint32_t cp)
{
	if (cp < 0x80 && (is_letter((char)cp) || is_digit((char)cp)))
		ma_buf_addc(r->out, (char)cp);
	else if (is_surrogate(cp))
		ma_buf_adds(r->out, NOTHING); /* there is none in UTF-8 */
	else
		ma_buf_addf(r->out, "\\x{%x}", cp);
}

/* One character or set of a class; a set has been written. */
static uint32_t class_atom(struct reader *r)
{
	uint32_t cp = 0;

	if (take(r, "\\b"))
		return '\b';
	if (take(r, "\\"))
		return escape(r, true);
	r->p += ma_str_utf8_next(ma_str_n(r->p, (size_t)(r->end - r->p)), &cp);
	return cp;
}

static void put_range(struct reader *r, uint32_t low, uint32_t high)
{
	if (high < low) {
		fault(r, "a range that runs backwards");
		return;
	}
	if (is_surrogate(low))
		low = 0xe000;
	if (is_surrogate(high))
		high = 0xd7ff;
	if (low <= high)
		ma_buf_addf(r->out, "\\x{%x}-\\x{%x}", low, high);
}

/* What stands between the brackets; as in browsers, '-' beside a set is a '-'. */
static void class_items(struct reader *r)
{
	uint32_t low, high;

	while (r->p < r->end && *r->p != ']') {
		low = class_atom(r);
		if (low == SET)
			continue;
		if (!at(r, "-") || at(r, "-]")) {
			put_range(r, low, low);
			continue;
		}
		r->p++;
		high = r->p < r->end ? class_atom(r) : 0;
		if (high != SET) {
			put_range(r, low, high);
			continue;
		}
		put_range(r, low, low);
		put_range(r, '-', '-');
	}
}

/* Behind "[". */
static void read_class(struct reader *r)
{
	bool inverted = take(r, "^");
	size_t from = r->out->n, body;

	ma_buf_adds(r->out, inverted ? "[^" : "[");
	body = r->out->n;
	class_items(r);
	if (!take(r, "]")) {
		fault(r, "a '[' without its ']'");
		return;
	}
	r->atom = true;
	if (r->out->n > body) {
		ma_buf_addc(r->out, ']');
		return;
	}
	if (!r->out->rc)
		r->out->n = from;
	ma_buf_adds(r->out, inverted ? ANYTHING : NOTHING);
}

static bool take_name(struct reader *r, struct ma_str *out)
{
	const char *from = r->p;
	uint32_t cp;
	size_t n;

	for (; r->p < r->end && *r->p != '>'; r->p += n) {
		n = ma_str_utf8_next(ma_str_n(r->p, (size_t)(r->end - r->p)), &cp);
		if (cp < 0x80 && !is_letter(*r->p) && *r->p != '_' &&
			!(is_digit(*r->p) && r->p > from))
			return false;
	}
	*out = ma_str_n(from, (size_t)(r->p - from));
	return out->n > 0 && take(r, ">");
}

/* Behind "(". */
static void open_group(struct reader *r)
{
	static const char *const kinds[] = { "?:", "?=", "?!", "?<=", "?<!" };
	struct ma_str name;
	size_t i;

	if (++r->levels > LEVELS_MAX)
		fault(r, "groups nest too deep");
	r->atom = false;
	ma_buf_addc(r->out, '(');
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (take(r, kinds[i])) {
			ma_buf_adds(r->out, kinds[i]);
			return;
		}
	}
	r->groups++;
	if (take(r, "?<")) {
		if (take_name(r, &name))
			ma_buf_addf(r->out, "?<" MA_STR_FMT ">", MA_STR_ARG(name));
		else
			fault(r, "the name of a group has letters, digits and '_'");
	} else if (at(r, "?")) {
		fault(r, "a kind of group that is not known");
	} else if (at(r, "*")) {
		fault(r, "nothing to repeat");
	}
}

static void close_group(struct reader *r)
{
	if (r->levels-- == 0)
		fault(r, "a ')' without its '('");
	ma_buf_addc(r->out, ')');
	r->atom = true;
}

/* Behind a backslash, outside of classes. */
static void read_escape(struct reader *r)
{
	struct ma_str name;
	uint32_t cp;

	if (at(r, "b") || at(r, "B")) {
		ma_buf_addf(r->out, "\\%c", *r->p++);
		r->atom = false;
		return;
	}
	r->atom = true;
	if (take(r, "k")) {
		if (take(r, "<") && take_name(r, &name))
			ma_buf_addf(r->out, "\\k<" MA_STR_FMT ">", MA_STR_ARG(name));
		else
			fault(r, "the name of a group belongs behind \\k, as in \\k<name>");
		return;
	}
	if (r->p < r->end && *r->p >= '1' && *r->p <= '9') {
		cp = take_number(r);
		r->backref_most = cp > r->backref_most ? cp : r->backref_most;
		ma_buf_addf(r->out, "\\g{%u}", cp);
		return;
	}
	cp = escape(r, false);
	if (cp != SET)
		put_character(r, cp);
}

static void put_quantifier(struct reader *r, const char *from)
{
	if (!r->atom)
		fault(r, "nothing to repeat");
	ma_buf_add(r->out, from, (size_t)(r->p - from));
	if (take(r, "?"))
		ma_buf_addc(r->out, '?');
	r->atom = false;
}

/* Behind "{". */
static void read_braces(struct reader *r)
{
	const char *from = r->p - 1;
	uint32_t least, most;

	if (r->p < r->end && is_digit(*r->p)) {
		least = most = take_number(r);
		if (take(r, ",") && r->p < r->end && is_digit(*r->p))
			most = take_number(r);
		if (take(r, "}")) {
			if (most < least)
				fault(r, "a quantifier that runs backwards");
			put_quantifier(r, from);
			return;
		}
	}
	r->p = from + 1;
	ma_buf_adds(r->out, "\\{");
	r->atom = true;
}

static void read_one(struct reader *r)
{
	const char *from = r->p;
	char c = *r->p++;
	uint32_t cp = 0;

	if (c == '(') {
		open_group(r);
	} else if (c == ')') {
		close_group(r);
	} else if (c == '[') {
		read_class(r);
	} else if (c == '\\') {
		read_escape(r);
	} else if (c == '{') {
		read_braces(r);
	} else if (c == '*' || c == '+' || c == '?') {
		put_quantifier(r, from);
	} else if (c == '|' || c == '^' || c == '$') {
		ma_buf_addc(r->out, c);
		r->atom = false;
	} else if (c == '.') {
		ma_buf_adds(r->out, "[^\\n\\r\\x{2028}\\x{2029}]");
		r->atom = true;
	} else {
		r->p = from + ma_str_utf8_next(ma_str_n(from, (size_t)(r->end - from)), &cp);
		put_character(r, cp);
		r->atom = true;
	}
}

const char *ma_regex_translate(struct ma_str pattern, struct ma_buf *out)
{
	struct reader r = { .p = pattern.p, .end = pattern.p + pattern.n, .out = out };

	while (r.p < r.end && !r.why)
		read_one(&r);
	if (r.levels > 0)
		fault(&r, "a '(' without its ')'");
	if (r.backref_most > r.groups)
		fault(&r, "a back reference to a group that is not there");
	return r.why;
}

/* RFC 3986 and 3987: URIs and IRIs; RFC 6570: URI templates. */
#include "base/err.h"
#include "codec/schema_format.h"

#define MORE_IN_PATH ":@/"
#define MORE_IN_QUERY ":@/?"
#define MORE_IN_FRAGMENT "?:@/" /* the same, but for private characters */
#define MORE_IN_USER ":"

static bool is_alpha(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static bool is_in(char c, const char *set)
{
	return c && strchr(set, c);
}

static bool is_escape(struct ma_str s, size_t i)
{
	return s.p[i] == '%' && i + 2 < s.n && is_hex(s.p[i + 1]) && is_hex(s.p[i + 2]);
}

/* ucschar of RFC 3987, and in a query iprivate. */
static bool is_wide(uint32_t cp, bool private)
{
	if ((cp >= 0xe000 && cp <= 0xf8ff) || cp >= 0xf0000)
		return private && (cp & 0xfffe) != 0xfffe;
	return (cp >= 0xa0 && cp <= 0xd7ff) || (cp >= 0xf900 && cp <= 0xfdcf) ||
		(cp >= 0xfdf0 && cp <= 0xffef) ||
		(cp >= 0x10000 && (cp & 0xfffe) != 0xfffe && (cp < 0xe0000 || cp >= 0xe1000));
}

/* Only unreserved, sub-delims, escapes and `more`; with `wide` what an IRI has beyond ASCII. */
static bool has_only(struct ma_str s, const char *more, bool wide)
{
	uint32_t cp;
	size_t i, n;

	for (i = 0; i < s.n; i += n) {
		char c = s.p[i];

		n = 1;
		if (is_alpha(c) || is_digit(c) || is_in(c, "-._~!$&'()*+,;=") || is_in(c, more))
			continue;
		if (is_escape(s, i))
			n = 3;
		else if ((unsigned char)c < 0x80 || !wide)
			return false;
		else {
			n = ma_str_utf8_next(ma_str_from(s, i), &cp);
			if (!is_wide(cp, strcmp(more, MORE_IN_QUERY) == 0))
				return false;
		}
	}
	return true;
}

static bool is_scheme(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!is_alpha(s.p[i]) && !(i > 0 && (is_digit(s.p[i]) || is_in(s.p[i], "+-."))))
			return false;
	return s.n > 0;
}

/* "v1.fe" */
static bool is_future_address(struct ma_str s)
{
	size_t i = 1;

	if (s.n < 4 || (s.p[0] | 0x20) != 'v')
		return false;
	while (i < s.n && is_hex(s.p[i]))
		i++;
	return i > 1 && i + 1 < s.n && s.p[i] == '.' && !memchr(s.p, '%', s.n) &&
		has_only(ma_str_from(s, i + 1), ":", false);
}

static bool is_port(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return true;
}

/* "[…]" and perhaps a port */
static bool is_bracketed(struct ma_str s)
{
	const char *end = memchr(s.p, ']', s.n);
	struct ma_str inside, behind;

	if (!end)
		return false;
	inside = ma_str_n(s.p + 1, (size_t)(end - s.p) - 1);
	behind = ma_str_from(s, (size_t)(end - s.p) + 1);
	if (behind.n > 0 && (behind.p[0] != ':' || !is_port(ma_str_from(behind, 1))))
		return false;
	return ma_format_ipv6(inside) || is_future_address(inside);
}

static bool is_authority(struct ma_str s, bool wide)
{
	const char *at = s.n ? memchr(s.p, '@', s.n) : NULL, *colon;

	if (at) {
		if (!has_only(ma_str_n(s.p, (size_t)(at - s.p)), MORE_IN_USER, wide))
			return false;
		s = ma_str_from(s, (size_t)(at - s.p) + 1);
	}
	if (s.n > 0 && s.p[0] == '[')
		return is_bracketed(s);
	colon = s.n ? memchr(s.p, ':', s.n) : NULL;
	if (colon && !is_port(ma_str_from(s, (size_t)(colon - s.p) + 1)))
		return false;
	return has_only(ma_str_n(s.p, colon ? (size_t)(colon - s.p) : s.n), "", wide);
}

/* Cut at the first `c`; what follows it, or p NULL. */
static struct ma_str cut_tail(struct ma_str *s, char c)
{
	const char *at = s->n ? memchr(s->p, c, s->n) : NULL;
	struct ma_str tail = { NULL, 0 };

	if (at) {
		tail = ma_str_from(*s, (size_t)(at - s->p) + 1);
		s->n = (size_t)(at - s->p);
	}
	return tail;
}

static size_t scheme_size(struct ma_str s)
{
	size_t n = 0;

	while (n < s.n && !is_in(s.p[n], ":/"))
		n++;
	return n < s.n && s.p[n] == ':' && is_scheme(ma_str_n(s.p, n)) ? n + 1 : 0;
}

static bool is_uri(struct ma_str s, bool relative, bool wide)
{
	struct ma_str fragment = cut_tail(&s, '#'), query = cut_tail(&s, '?');
	size_t scheme = scheme_size(s), n;

	if (!scheme && !relative)
		return false;
	s = ma_str_from(s, scheme);
	if (ma_str_starts(s, "//")) {
		s = ma_str_from(s, 2);
		for (n = 0; n < s.n && s.p[n] != '/';)
			n++;
		if (!is_authority(ma_str_n(s.p, n), wide))
			return false;
		s = ma_str_from(s, n);
	} else if (!scheme) { /* a ':' in the first segment would make it a scheme */
		for (n = 0; n < s.n && s.p[n] != '/'; n++)
			if (s.p[n] == ':')
				return false;
	}
	return has_only(s, MORE_IN_PATH, wide) && has_only(query, MORE_IN_QUERY, wide) &&
		has_only(fragment, MORE_IN_FRAGMENT, wide);
}

bool ma_format_uri(struct ma_str s)
{
	return is_uri(s, false, false);
}

bool ma_format_uri_reference(struct ma_str s)
{
	return is_uri(s, true, false);
}

bool ma_format_iri(struct ma_str s)
{
	return is_uri(s, false, true);
}

bool ma_format_iri_reference(struct ma_str s)
{
	return is_uri(s, true, true);
}

/* "name", "a.b", with ":3" or "*" behind it */
static bool is_varspec(struct ma_str s)
{
	struct ma_str prefix = cut_tail(&s, ':');
	uint64_t most;
	size_t i;

	if (prefix.p &&
		(!ma_str_to_u64(prefix, &most) || most == 0 || most > 9999 || prefix.p[0] == '0'))
		return false;
	if (!prefix.p && ma_str_ends(s, "*"))
		s.n--;
	for (i = 0; i < s.n; i++) {
		bool dot = s.p[i] == '.' && i > 0 && i + 1 < s.n && s.p[i + 1] != '.';

		if (is_escape(s, i))
			i += 2;
		else if (!is_alpha(s.p[i]) && !is_digit(s.p[i]) && s.p[i] != '_' && !dot)
			return false;
	}
	return s.n > 0;
}

/* What stands in the braces. */
static bool is_expression(struct ma_str s)
{
	struct ma_str spec;

	if (s.n > 0 && is_in(s.p[0], "+#./;?&"))
		s = ma_str_from(s, 1);
	if (s.n == 0 || s.p[s.n - 1] == ',')
		return false;
	while (ma_str_cut(&s, ',', &spec))
		if (!is_varspec(spec))
			return false;
	return true;
}

static bool is_literal(struct ma_str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i];

	if (c == '%')
		return is_escape(s, i);
	return c > 0x20 && c != 0x7f && !is_in((char)c, "\"<>\\^`{|}");
}

bool ma_format_uri_template(struct ma_str s)
{
	const char *end;
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] != '{') {
			if (!is_literal(s, i))
				return false;
			continue;
		}
		end = memchr(s.p + i, '}', s.n - i);
		if (!end || !is_expression(ma_str_n(s.p + i + 1, (size_t)(end - s.p) - i - 1)))
			return false;
		i = (size_t)(end - s.p);
	}
	return true;
}

/* Borrowed text. */
#include "base/str.h"

#include <locale.h>
#include <stdlib.h>

bool ma_str_eq(struct ma_str a, struct ma_str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool ma_str_is(struct ma_str a, const char *b)
{
	return ma_str_eq(a, ma_str(b));
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

bool ma_str_eq_nocase(struct ma_str a, struct ma_str b)
{
	size_t i = 0;

	if (a.n != b.n)
		return false;
	while (i < a.n && lower(a.p[i]) == lower(b.p[i]))
		i++;
	return i == a.n;
}

bool ma_str_among(struct ma_str s, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ma_str_is(s, words[i]))
			return true;
	return false;
}

bool ma_str_among_nocase(struct ma_str s, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ma_str_eq_nocase(s, ma_str(words[i])))
			return true;
	return false;
}

bool ma_str_starts(struct ma_str s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.n >= n && (n == 0 || memcmp(s.p, prefix, n) == 0);
}

bool ma_str_ends(struct ma_str s, const char *suffix)
{
	size_t n = strlen(suffix);

	return s.n >= n && (n == 0 || memcmp(s.p + s.n - n, suffix, n) == 0);
}

int ma_str_cmp(struct ma_str a, struct ma_str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;

	return c ? c : (a.n > b.n) - (a.n < b.n);
}

ptrdiff_t ma_str_find(struct ma_str s, struct ma_str needle)
{
	const char *at;

	if (needle.n == 0)
		return 0;
	if (s.n < needle.n)
		return -1;
	at = memmem(s.p, s.n, needle.p, needle.n);
	return at ? at - s.p : -1;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct ma_str ma_str_trim(struct ma_str s)
{
	while (s.n > 0 && is_blank(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct ma_str ma_str_clip(struct ma_str s, size_t n)
{
	if (s.n <= n)
		return s;
	while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return ma_str_n(s.p, n);
}

struct ma_str ma_str_from(struct ma_str s, size_t at)
{
	if (at > s.n)
		at = s.n;
	return (struct ma_str){ s.p ? s.p + at : NULL, s.n - at };
}

bool ma_str_cut(struct ma_str *rest, char sep, struct ma_str *head)
{
	const char *at;

	if (rest->n == 0)
		return false;
	at = memchr(rest->p, sep, rest->n);
	*head = (struct ma_str){ rest->p, at ? (size_t)(at - rest->p) : rest->n };
	*rest = ma_str_from(*rest, head->n + 1);
	return true;
}

bool ma_str_lists(struct ma_str list, char sep, struct ma_str item)
{
	struct ma_str one;

	while (ma_str_cut(&list, sep, &one))
		if (ma_str_eq(one, item))
			return true;
	return false;
}

bool ma_str_line(struct ma_str *rest, struct ma_str *line)
{
	if (!ma_str_cut(rest, '\n', line))
		return false;
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}

bool ma_str_to_u64(struct ma_str s, uint64_t *out)
{
	uint64_t v = 0;
	size_t i;

	if (s.n == 0)
		return false;
	for (i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		if (__builtin_mul_overflow(v, (uint64_t)10, &v) ||
			__builtin_add_overflow(v, (uint64_t)(s.p[i] - '0'), &v))
			return false;
	}
	*out = v;
	return true;
}

bool ma_str_to_i64(struct ma_str s, int64_t *out)
{
	bool negative = s.n > 0 && s.p[0] == '-';
	uint64_t v;

	if (!ma_str_to_u64(ma_str_from(s, negative), &v))
		return false;
	if (v > (uint64_t)INT64_MAX + negative)
		return false;
	*out = negative ? (int64_t)(0 - v) : (int64_t)v;
	return true;
}

bool ma_str_to_double(struct ma_str s, double *out)
{
	char text[64];
	char *end;
	double v;
	size_t i;

	if (s.n == 0 || s.n >= sizeof(text) || s.p[0] == '+')
		return false;
	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '\0' || !strchr("0123456789+-.eE", s.p[i]))
			return false; /* no hexadecimal, no "inf", no blanks */
		text[i] = s.p[i] == '.' ? *localeconv()->decimal_point : s.p[i];
	}
	text[i] = '\0';
	v = strtod(text, &end);
	if (end != text + s.n || !__builtin_isfinite(v))
		return false;
	*out = v;
	return true;
}

size_t ma_str_utf8_next(struct ma_str s, uint32_t *cp)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char c;
	uint32_t v;
	size_t n, i;

	if (s.n == 0)
		return 0;
	c = (unsigned char)s.p[0];
	n = c < 0x80                    ? 1
		: c >= 0xf0 && c < 0xf5 ? 4
		: c >= 0xe0 && c < 0xf0 ? 3
		: c >= 0xc2 && c < 0xe0 ? 2
					: 0;
	if (n == 0 || n > s.n)
		return 0;
	v = n == 1 ? c : c & (0x7fU >> n);
	for (i = 1; i < n; i++) {
		c = (unsigned char)s.p[i];
		if ((c & 0xc0) != 0x80)
			return 0;
		v = v << 6 | (c & 0x3f);
	}
	if (v < least[n] || v > 0x10ffff || (v >= 0xd800 && v < 0xe000))
		return 0;
	*cp = v;
	return n;
}

/* How many bytes of ASCII come first, in whole words: most text is nothing else. */
static size_t ascii_words(struct ma_str s)
{
	uint64_t word;
	size_t n = 0;

	for (; n + sizeof(word) <= s.n; n += sizeof(word)) {
		memcpy(&word, s.p + n, sizeof(word));
		if (word & UINT64_C(0x8080808080808080))
			break;
	}
	return n;
}

bool ma_str_utf8(struct ma_str s)
{
	uint32_t cp;
	size_t n;

	for (; s.n > 0; s = ma_str_from(s, n)) {
		n = ascii_words(s);
		if (n > 0)
			continue;
		n = ma_str_utf8_next(s, &cp);
		if (n == 0)
			return false;
	}
	return true;
}

bool ma_str_is_text(struct ma_str s)
{
	return ma_str_utf8(s) && (s.n == 0 || !memchr(s.p, '\0', s.n));
}

uint64_t ma_str_hash(struct ma_str s)
{
	uint64_t h = 14695981039346656037U;
	size_t i;

	for (i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 1099511628211U;
	return h;
}

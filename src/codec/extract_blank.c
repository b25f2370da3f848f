/* What stands between the tokens of nearly JSON: blanks of all kinds, comments. */
#include "codec/extract_reader.h"

struct wide {
	const char bytes[4];
	size_t n;
};

/* U+00A0, U+200B to U+200D, U+2028, U+2029, U+202F, U+205F, U+2060, U+3000, U+FEFF; U+2000 to U+200A are a range. */
static const struct wide wides[] = { { "\xc2\xa0", 2 }, { "\xe2\x80\x8b", 3 },
	{ "\xe2\x80\x8c", 3 }, { "\xe2\x80\x8d", 3 }, { "\xe2\x80\xa8", 3 }, { "\xe2\x80\xa9", 3 },
	{ "\xe2\x80\xaf", 3 }, { "\xe2\x81\x9f", 3 }, { "\xe2\x81\xa0", 3 }, { "\xe3\x80\x80", 3 },
	{ "\xef\xbb\xbf", 3 } };

size_t extract_wide_blank(const char *p, const char *end)
{
	size_t i, n = (size_t)(end - p);

	if (n < 2 || (unsigned char)*p < 0x80)
		return 0;
	if (n >= 3 && memcmp(p, "\xe2\x80", 2) == 0 && (unsigned char)p[2] <= 0x8a)
		return 3;
	for (i = 0; i < MA_COUNT(wides); i++)
		if (n >= wides[i].n && memcmp(p, wides[i].bytes, wides[i].n) == 0)
			return wides[i].n;
	return 0;
}

const char *extract_blank(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
		p++;
	return p;
}

size_t extract_ellipsis(const char *p, const char *end)
{
	if (end - p < 3)
		return 0;
	return memcmp(p, "...", 3) == 0 || memcmp(p, "\xe2\x80\xa6", 3) == 0 ? 3 : 0;
}

bool extract_over(const struct extract_reader *r)
{
	return r->p == r->end || (r->end - r->p >= 3 && memcmp(r->p, "```", 3) == 0) ||
		(r->end - r->p >= 2 && memcmp(r->p, "</", 2) == 0);
}

/* The length of a comment at p, up to its line's end, or 0. */
static size_t comment(const char *p, const char *end)
{
	struct ma_str rest = ma_str_n(p, (size_t)(end - p)), line;
	ptrdiff_t close;

	if (ma_str_starts(rest, "/*")) {
		close = ma_str_find(ma_str_from(rest, 2), MA_STR("*/"));
		return close < 0 ? rest.n : (size_t)close + 4;
	}
	if (*p != '#' && !ma_str_starts(rest, "//"))
		return 0;
	(void)ma_str_line(&rest, &line); /* not empty */
	return line.n;
}

/* It may have been a string whose first quote was left out, or hold the last quote of one: those within one are escaped. */
static bool is_doubtful(const struct extract_reader *r, size_t n)
{
	size_t i, quotes = 0;

	for (i = 0; i < n; i++) {
		quotes += r->p[i] == '"';
		i += r->p[i] == '\\';
	}
	return quotes % 2 == 1 || (quotes > 0 && r->want == WANT_VALUE);
}

void extract_skip(struct extract_reader *r)
{
	const char *told = NULL;
	size_t n;

	for (;;) {
		r->p = extract_blank(r->p, r->end);
		if (r->p == r->end)
			return;
		n = extract_wide_blank(r->p, r->end);
		if (n && !told)
			extract_note(
				r, MA_REPAIR_SAFE, told = r->p, "a blank that JSON does not know");
		if (!n) {
			n = comment(r->p, r->end);
			if (!n)
				return;
			extract_note(r, is_doubtful(r, n) ? MA_REPAIR_GUESS : MA_REPAIR_SAFE, r->p,
				"a comment");
		}
		r->p += n;
	}
}

/*
 * Two ranges of versions that both sides of a merge asked for: "^18.2.0" and "^18.3.1". The higher one
 * meets both where it lets in nothing that the lower one shuts out (semver.org 2.0, npm's and cargo's ranges).
 */
#include "vcs/merge_parts.h"

struct range {
	struct ma_str operator;
	uint64_t part[3];
	size_t parts_n;
};

/* The last quoted text of an item, and what stands in front of it. */
static bool cut_quoted(struct ma_str s, struct ma_str *front, struct ma_str *quoted)
{
	size_t end = s.n, at;

	while (end > 0 && s.p[end - 1] != '"' && s.p[end - 1] != '\'')
		end--;
	if (end < 2)
		return false;
	for (at = end - 1; at > 0 && s.p[at - 1] != s.p[end - 1]; at--)
		;
	*front = ma_str_n(s.p, at);
	*quoted = ma_str_n(s.p + at, end - 1 - at);
	return at > 0;
}

static bool read_range(struct ma_str s, struct range *out)
{
	struct ma_str part;
	size_t n = 0;

	s = ma_str_trim(s);
	while (n < s.n && strchr("^~>=", s.p[n]))
		n++;
	*out = (struct range){ .operator= ma_str_n(s.p, n) };
	s = ma_str_trim(ma_str_from(s, n));
	while (ma_str_cut(&s, '.', &part))
		if (out->parts_n == 3 || !ma_str_to_u64(part, &out->part[out->parts_n++]))
			return false;
	return out->parts_n > 0;
}

/* How many parts, from the first, have to be the same for one range to let in the other's versions. */
static size_t fixed_parts(const struct range *r, bool bare_is_caret)
{
	size_t i;

	if (ma_str_is(r->operator, ">="))
		return 0;
	if (ma_str_is(r->operator, "~"))
		return 2;
	if (!ma_str_is(r->operator, "^") && !(r->operator.n == 0 && bare_is_caret))
		return 4; /* nothing else does */
	for (i = 0; i < 2 && r->part[i] == 0; i++)
		;
	return i + 1;
}

bool ma_merge_versions(struct ma_str a, struct ma_str b, bool bare_is_caret, struct ma_str *out)
{
	struct ma_str front_a, front_b, quoted_a, quoted_b;
	struct range of_a, of_b;
	size_t fixed, i;

	if (!cut_quoted(a, &front_a, &quoted_a) || !cut_quoted(b, &front_b, &quoted_b) ||
		!ma_str_eq(front_a, front_b) || !read_range(quoted_a, &of_a) ||
		!read_range(quoted_b, &of_b) || !ma_str_eq(of_a.operator, of_b.operator))
		return false;
	fixed = fixed_parts(&of_a, bare_is_caret);
	for (i = 0; i < 3 && of_a.part[i] == of_b.part[i]; i++)
		;
	if (i < fixed && (i < 3 || fixed > 3))
		return false;
	*out = i < 3 && of_b.part[i] > of_a.part[i] ? b : a;
	return true;
}

/* The summaries of runners of JavaScript. */
#include "verify/counts_parts.h"

/* One part of a line of Vitest's or Jest's, which may end in "(14)". */
static bool read_part(struct ma_tally *t, struct ma_str part)
{
	struct ma_str word, first;
	int64_t n, *count;

	if (!ma_tally_number(part, &n, &word) || !ma_str_cut(&word, ' ', &first))
		return false;
	if (ma_str_is(first, "total"))
		return true;
	count = ma_tally_word(&t->n, first);
	if (count)
		*count += n;
	return count != NULL;
}

/* A line with the word "Tests", which a workspace tool may have put its own word before. */
bool ma_tally_vitest(struct ma_tally *t, struct ma_str line)
{
	ptrdiff_t at = ma_str_find(line, MA_STR("Tests"));
	struct ma_str rest, part;
	bool vitest, any = false;

	if (at < 0 || (at > 0 && line.p[at - 1] != ' '))
		return false;
	rest = ma_str_from(line, (size_t)at + 5);
	vitest = ma_str_starts(rest, "  ");
	if (!vitest && !ma_str_starts(rest, ":"))
		return false;
	rest = ma_str_from(rest, 1);
	if (vitest && ma_str_is(ma_str_trim(rest), "no tests"))
		return true;
	while (ma_str_cut(&rest, vitest ? '|' : ',', &part))
		any = read_part(t, part) || any;
	return any;
}

/* "# pass 11", which `node --test` writes with a sign of its own, too. */
bool ma_tally_tap_summary(struct ma_tally *t, struct ma_str line)
{
	struct ma_str word;
	int64_t n, *count;

	if (ma_str_starts(line, "# "))
		line = ma_str_from(line, 2);
	else if (ma_str_starts(line, "\xe2\x84\xb9 "))
		line = ma_str_from(line, 4);
	else
		return false;
	if (!ma_str_cut(&line, ' ', &word) || !ma_str_to_i64(ma_str_trim(line), &n) || n < 0 ||
		n > MA_TESTS_MAX)
		return false;
	count = ma_tally_word(&t->n, word);
	if (count)
		*count += n;
	return count || ma_str_is(word, "tests");
}

/* "11 passing (5ms)". */
bool ma_tally_mocha(struct ma_tally *t, struct ma_str line)
{
	struct ma_str word, first;
	int64_t n;

	if (!ma_tally_number(line, &n, &word) || !ma_str_cut(&word, ' ', &first))
		return false;
	if (!ma_str_is(first, "passing") && !ma_str_is(first, "failing") &&
		!ma_str_is(first, "pending"))
		return false;
	if (word.n > 0 && word.p[0] != '(') /* a sentence that begins so */
		return false;
	*ma_tally_word(&t->n, first) += n;
	return true;
}

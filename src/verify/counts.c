/*
 * How many tests ran, read from what the runner printed:
 *
 *   Vitest       "      Tests  1 failed | 11 passed | 2 skipped (14)", "      Tests  no tests"
 *   Jest         "Tests:       1 failed, 2 skipped, 11 passed, 14 total"
 *   node, TAP    "# tests 14" "# pass 11" "# fail 1" "# cancelled 0" "# skipped 2" "# todo 0"; node also with "ℹ"
 *   Mocha        "  11 passing (5ms)" "  1 failing" "  2 pending"
 *
 * A number here is evidence beside the exit status, not instead of it.
 */
#include "verify/counts.h"

#include <stddef.h>

#include "base/err.h"

#define LINE_MAX_SIZE 1024   /* a summary is shorter */
#define TESTS_MAX 1000000000 /* nobody has more: sums stay far from the ends of int64_t */

enum kind { PASSED, FAILED, SKIPPED, TOTAL, KINDS };

struct reading {
	int64_t n[KINDS];
	bool found;
};

/* A line without terminal colours, at most size bytes of it. */
static struct ma_str without_colours(struct ma_str line, char *out, size_t size)
{
	size_t n = 0, i = 0;

	while (i < line.n && n < size) {
		if (line.p[i] != '\x1b') {
			out[n++] = line.p[i++];
			continue;
		}
		i++;
		if (i < line.n && line.p[i] == '[')
			i++;
		while (i < line.n && ((line.p[i] >= '0' && line.p[i] <= '9') || line.p[i] == ';'))
			i++;
		if (i < line.n)
			i++;
	}
	return ma_str_n(out, n);
}

/* "11" of "11 passed"; what follows in *word. */
static bool number_and_word(struct ma_str s, int64_t *number, struct ma_str *word)
{
	struct ma_str digits;

	s = ma_str_trim(s);
	if (!ma_str_cut(&s, ' ', &digits) || !ma_str_to_i64(digits, number) || *number < 0 ||
		*number > TESTS_MAX)
		return false;
	*word = ma_str_trim(s);
	return true;
}

static bool kind_of(struct ma_str word, enum kind *out)
{
	static const struct {
		const char *word;
		enum kind kind;
	} words[] = {
		{ "passed", PASSED },
		{ "pass", PASSED },
		{ "passing", PASSED },
		{ "failed", FAILED },
		{ "fail", FAILED },
		{ "failing", FAILED },
		{ "cancelled", FAILED },
		{ "skipped", SKIPPED },
		{ "todo", SKIPPED },
		{ "pending", SKIPPED },
		{ "total", TOTAL },
		{ "tests", TOTAL },
	};
	size_t i;

	for (i = 0; i < MA_COUNT(words); i++) {
		if (ma_str_is(word, words[i].word)) {
			*out = words[i].kind;
			return true;
		}
	}
	return false;
}

/* One part of a line of Vitest's or Jest's, which may end in "(14)". */
static bool read_part(struct reading *r, struct ma_str part)
{
	struct ma_str word, first;
	enum kind kind;
	int64_t n;

	if (!number_and_word(part, &n, &word) || !ma_str_cut(&word, ' ', &first) ||
		!kind_of(first, &kind))
		return false;
	r->n[kind] += n;
	return true;
}

/* Vitest and Jest: a line with the word "Tests", which a workspace tool may have put its own word before. */
static bool read_parts(struct reading *r, struct ma_str line)
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
		any = read_part(r, part) || any;
	return any;
}

/* TAP: "# pass 11". */
static bool read_tap(struct reading *r, struct ma_str line)
{
	struct ma_str word;
	enum kind kind;
	int64_t n;

	if (ma_str_starts(line, "# "))
		line = ma_str_from(line, 2);
	else if (ma_str_starts(line, "\xe2\x84\xb9 "))
		line = ma_str_from(line, 4);
	else
		return false;
	if (!ma_str_cut(&line, ' ', &word) || !kind_of(word, &kind) ||
		!ma_str_to_i64(ma_str_trim(line), &n) || n < 0 || n > TESTS_MAX)
		return false;
	r->n[kind] += n;
	return true;
}

/* Mocha: "11 passing (5ms)". */
static bool read_mocha(struct reading *r, struct ma_str line)
{
	struct ma_str word, first;
	enum kind kind;
	int64_t n;

	if (!number_and_word(line, &n, &word) || !ma_str_cut(&word, ' ', &first) ||
		!kind_of(first, &kind))
		return false;
	if (!ma_str_is(first, "passing") && !ma_str_is(first, "failing") &&
		!ma_str_is(first, "pending"))
		return false;
	if (word.n > 0 && word.p[0] != '(') /* a sentence that begins so */
		return false;
	r->n[kind] += n;
	return true;
}

static void read_line(struct reading *r, struct ma_str line)
{
	line = ma_str_trim(line);
	if (read_parts(r, line) || read_tap(r, line) || read_mocha(r, line))
		r->found = true;
}

bool ma_counts_read(struct ma_str output, struct ma_counts *out)
{
	struct reading r = { .found = false };
	char plain[LINE_MAX_SIZE];
	struct ma_str line;

	while (ma_str_line(&output, &line))
		read_line(&r, without_colours(line, plain, sizeof(plain)));
	if (!r.found)
		return false;
	*out = (struct ma_counts){ r.n[PASSED], r.n[FAILED], r.n[SKIPPED] };
	return true;
}

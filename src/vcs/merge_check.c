/* What a merged text has to hold. */
#include "vcs/merge_parts.h"

#include "base/alloc.h"
#include "base/map.h"

/* How often a word stands in each text; [MA_SIDES_N]: in the merge. */
struct tally {
	int64_t n[MA_SIDES_N + 1];
};

struct check {
	struct ma_map words; /* -> tally */
	struct tally *tallies;
	size_t n;
};

static bool is_word(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		c == '_' || c == '$' || c >= 0x80;
}

/* The next word; false at the end. */
static bool next_word(struct ma_str *rest, struct ma_str *word)
{
	size_t from = 0, end;

	while (from < rest->n && !is_word((unsigned char)rest->p[from]))
		from++;
	for (end = from; end < rest->n && is_word((unsigned char)rest->p[end]); end++)
		;
	*word = ma_str_n(rest->p + from, end - from);
	*rest = ma_str_from(*rest, end);
	return word->n > 0;
}

static bool count_words(struct check *c, struct ma_str text, size_t column)
{
	struct tally *t;
	struct ma_str word;

	while (next_word(&text, &word)) {
		t = ma_map_get(&c->words, word);
		if (!t) {
			t = &c->tallies[c->n++];
			if (!ma_map_put(&c->words, word, t))
				return false;
		}
		t->n[column]++;
	}
	return true;
}

/* How often the word must be there: as often as the side has it that added to it, less what the other one took away. */
static int64_t wanted(const struct tally *t)
{
	int64_t base = t->n[MA_BASE], ours = t->n[MA_OURS], theirs = t->n[MA_THEIRS];
	int64_t more = ours > theirs ? ours : theirs, less = ours > theirs ? theirs : ours;

	if (more <= base)
		return 0;
	return less < base ? more - (base - less) : more;
}

static bool is_exempt(struct ma_str word, const struct ma_str *exempt, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ma_str_find(exempt[i], word) >= 0)
			return true;
	return false;
}

static bool is_lost(const struct check *c, const struct ma_str *exempt, size_t exempt_n)
{
	size_t i;

	for (i = 0; i < c->words.n; i++) {
		const struct ma_map_entry *e = &c->words.entries[i];
		const struct tally *t = e->value;

		if (t->n[MA_SIDES_N] < wanted(t) && !is_exempt(e->key, exempt, exempt_n))
			return true;
	}
	return false;
}

static size_t markers(struct ma_str text)
{
	struct ma_str line;
	size_t n = 0;

	while (ma_str_line(&text, &line))
		n += ma_str_starts(line, "<<<<<<<") || ma_str_starts(line, "|||||||") ||
			ma_str_starts(line, ">>>>>>>");
	return n;
}

/* A mark of the byte order belongs to the file and to no word of it. */
static struct ma_str without_mark(struct ma_str text)
{
	return ma_str_starts(text, "\xef\xbb\xbf") ? ma_str_from(text, 3) : text;
}

ma_rc ma_merge_check(const struct ma_str side[MA_SIDES_N], struct ma_str merged,
	const struct ma_str *exempt, size_t exempt_n, const char **why_out, ma_err *err)
{
	struct check c = { .words = MA_MAP_INIT };
	size_t bytes = merged.n, had = 0, s;
	bool ok;

	for (s = 0; s < MA_SIDES_N; s++) {
		bytes += side[s].n;
		had += markers(side[s]);
	}
	c.tallies = ma_new_n(struct tally, bytes / 2 + MA_SIDES_N + 1);
	ok = c.tallies && count_words(&c, without_mark(merged), MA_SIDES_N);
	for (s = 0; ok && s < MA_SIDES_N; s++)
		ok = count_words(&c, without_mark(side[s]), s);
	if (ok && markers(merged) > had)
		*why_out = "a marker of a conflict is left in it";
	else if (ok && is_lost(&c, exempt, exempt_n))
		*why_out = "something that one side added is lost";
	ma_map_done(&c.words);
	ma_free(c.tallies);
	return ok ? MA_OK : ma_fail_nomem(err);
}

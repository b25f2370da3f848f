/* How many of a thing a sentence says: "one member", "up to three cats", "a box of its own". */
#include "model/understand_grammar.h"

size_t ma_grammar_after_quantity(const struct ma_grammar *g, size_t at, bool *many, bool *exact)
{
	static const struct {
		const char *words;
		bool many, exact;
	} quantities[] = {
		{ "any number of", true, false },
		{ "a number of different", true, false },
		{ "as many", true, false },
		{ "lots of", true, false },
		{ "plenty of", true, false },
		{ "dozens of", true, false },
		{ "a couple of", true, false },
		{ "quite a few", true, false },
		{ "a few", true, false },
		{ "one or more", true, false },
		{ "one or several", true, false },
		{ "zero or more", true, false },
		{ "at least one", true, false },
		{ "more than one", true, false },
		{ "up to", true, false },
		{ "at most one", false, false },
		{ "just the one", false, true },
		{ "just one", false, true },
		{ "only one", false, false },
		{ "exactly one", false, true },
	};
	size_t i, n;

	for (i = 0; i < MA_COUNT(quantities); i++) {
		n = ma_spec_match(g->spec, at, quantities[i].words);
		if (n == 0 || at + n >= g->end)
			continue;
		*many = quantities[i].many;
		*exact = quantities[i].exact;
		return at + n;
	}
	return at;
}

bool ma_grammar_says_own(const struct ma_grammar *g, size_t at)
{
	return is_any(g, at, "of") && is_any(g, at + 1, "its their") && is_any(g, at + 2, "own");
}

/* "two or three", "several", "other", before the noun. */
static bool says_several(const struct ma_grammar *g, size_t at, size_t to)
{
	for (; at < to; at++)
		if (is_any(g, at,
			    "many multiple several various different other two three four five six seven eight nine ten"))
			return true;
	return false;
}

bool ma_grammar_read_counted(const struct ma_grammar *g, size_t at, struct ma_counted *out)
{
	struct ma_counted c = { .many = false };
	size_t from = ma_grammar_after_quantity(g, at, &c.many, &c.exact);

	if (is_any(g, at, "it them")) {
		c.phrase = (struct ma_phrase){ at, at + 1, false };
		*out = c;
		return true;
	}
	if (!ma_grammar_phrase(g, from, &c.phrase))
		return false;
	if (from == at && c.phrase.from == at && !c.phrase.plural)
		return false; /* no article */
	c.many = c.many || says_several(g, at, c.phrase.from) ||
		ma_word_is_number(token(g, from)->low);
	c.exact = c.exact || ma_grammar_says_own(g, c.phrase.to);
	c.bare = c.phrase.plural && !c.many;
	c.many = c.many || c.bare;
	c.name = ma_phrase_name(g, &c.phrase);
	*out = c;
	return true;
}

bool ma_grammar_read_within(struct ma_grammar *g)
{
	struct ma_phrase whole;
	struct ma_counted part;
	size_t at, from;

	if (!is_any(g, g->at, "on in at for during per within to from") ||
		!is_any(g, g->at + 1, "a an one each every") ||
		!ma_grammar_phrase(g, g->at + 1, &whole) || ma_phrase_is_field(g, &whole))
		return false;
	for (at = from = whole.to; at < from + 5; at++) {
		if (!is_word(token(g, at), MA_W_PRON | MA_W_MODAL | MA_W_AUX | MA_W_ADV) &&
			!is_any(g, at, "be") && token(g, at + 1)->kind != MA_TOKEN_WORD)
			return false;
		if (at == from || !ma_grammar_read_counted(g, at, &part))
			continue;
		if (!part.many || part.bare || part.name.n == 0)
			return false;
		ma_spec_count(g->spec, ma_phrase_name(g, &whole), part.name,
			MA_COUNT_MANY | MA_COUNT_OWNS, g->at, part.phrase.to);
		g->at = part.phrase.to;
		return true;
	}
	return false;
}

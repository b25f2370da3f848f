/* The bounds of numbers: "from 1 to 5", "0-100", "1..6". */
#include "model/understand_item.h"

/* "1..5" */
static bool is_dotted_range(const struct ma_spec *spec, size_t at, size_t to)
{
	const struct ma_token *t = &spec->tokens[at];

	return at + 1 < to && ma_word_is_number(t[0].low) && ma_word_is_number(t[1].low) &&
		t[1].text.p == t[0].text.p + t[0].text.n + 2 && t[1].text.p[-1] == '.';
}

/* "1-5": a range */
static bool is_range(struct ma_str word)
{
	size_t i;

	if (word.n < 3 || !ma_word_is_number(word) ||
		!ma_word_is_number(ma_str_from(word, word.n - 1)) || !memchr(word.p, '-', word.n))
		return false;
	for (i = 0; i < word.n; i++)
		if ((word.p[i] < '0' || word.p[i] > '9') && word.p[i] != '-')
			return false;
	return true;
}

void ma_item_keep_range(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to && n == 0; from++) {
		if (spec->tokens[from].kind != MA_TOKEN_WORD)
			continue;
		if (is_dotted_range(spec, from, to))
			n = 2;
		else if (is_range(spec->tokens[from].low))
			n = 1;
		else if (from + 2 < to && ma_spec_is_number(spec, from) &&
			ma_spec_is_any(spec, from + 1, "to and") &&
			ma_spec_is_number(spec, from + 2))
			n = 3;
		if (n > 0)
			item->range = ma_spec_said(spec, from, from + n);
	}
}

/* Past "from 1 to 10", "between 1 and 5", "1 to 5"; 0 where they are not at `at`. */
static size_t read_bounds(struct ma_item *item, const struct ma_token *t, size_t at, size_t to)
{
	size_t n = at < to && ma_words_have("from between of", t[at].low);

	if (item->words.n > 0 && at + n + 2 < to && ma_words_have("up out", t[at + n].low) &&
		ma_words_have("to of", t[at + n + 1].low) && ma_word_is_number(t[at + n + 2].low)) {
		item->type = MA_FIELD_INTEGER; /* "a score up to 100", "a rating out of 10" */
		item->typed = true;
		return n + 3;
	}
	if (item->words.n == 0 || at + n + 3 > to || !ma_word_is_number(t[at + n].low) ||
		!ma_words_have("to and", t[at + n + 1].low) || !ma_word_is_number(t[at + n + 2].low))
		return 0;
	item->type = MA_FIELD_INTEGER;
	item->typed = true;
	return n + 3;
}

/* Past "from A1 to C2", "from beginner to expert": the first and the last of what is not numbered; 0 where they are not at `at`. */
static size_t read_span(const struct ma_item *item, const struct ma_token *t, size_t at, size_t to)
{
	if (item->words.n == 0 || at + 4 != to || !ma_str_is(t[at].low, "from") ||
		!ma_str_is(t[at + 2].low, "to") || t[at + 1].kind != MA_TOKEN_WORD ||
		t[at + 3].kind != MA_TOKEN_WORD)
		return 0;
	return 4;
}

size_t ma_item_read_range(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	size_t n = read_bounds(item, spec->tokens, at, to);

	if (n == 0)
		n = read_span(item, spec->tokens, at, to);
	if (n == 0 && item->words.n > 0) {
		n = is_dotted_range(spec, at, to) ? 2 : is_range(spec->tokens[at].low);
		item->typed |= n > 0;
		item->type = n > 0 ? MA_FIELD_INTEGER : item->type;
	}
	ma_item_keep_range(spec, item, at, at + n);
	return n;
}

/* How many of a thing a sentence says: "one member", "up to three cats", "a box of its own". */
#include "base/limits.h"
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
		{ "one or two", true, false },
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
		{ "one and only one", false, true },
		{ "a single", false, false },
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
	bool of = is_any(g, at, "one any") && is_any(g, at + 1, "of") &&
		is_word(token(g, at + 2), MA_W_DET);

	if (of) /* "by one of the guides" */
		from = at + 3;
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
		(ma_word_is_number(token(g, from)->low) && !is_any(g, from, "1"));
	c.exact = c.exact || ma_grammar_says_own(g, c.phrase.to);
	c.bare = c.phrase.plural && !c.many && !of;
	c.many = c.many || c.bare;
	c.name = ma_phrase_name(g, &c.phrase);
	*out = c;
	return true;
}

/* Whether a sentence that follows tells more of it: "An ingredient has a name". */
static bool is_described(const struct ma_grammar *g, const struct ma_spec_entity *e)
{
	struct ma_str words = ma_spec_name(g->spec, e->name, MA_CASE_SNAKE, false);
	char phrase[MA_SPEC_NAME + 1];
	bool told = e->given;
	size_t at, n;

	for (n = 0; n < words.n && n < MA_SPEC_NAME; n++)
		phrase[n] = words.p[n] == '_' ? ' ' : words.p[n];
	phrase[n] = '\0';
	for (at = g->end; n > 0 && at < g->spec->tokens_n && !told; at++) {
		n = ma_spec_match(g->spec, at, phrase);
		told = n > 0 && at + n < g->spec->tokens_n &&
			(ma_spec_is_a(g->spec, at + n, MA_W_HAVE) ||
				g->spec->tokens[at + n].kind == MA_TOKEN_COLON ||
				g->spec->tokens[at + n].kind == MA_TOKEN_OPEN);
		n = words.n;
	}
	return told;
}

/* What is called "OrderItem", "RecipeIngredient": so much of the one in the other. */
static struct ma_spec_entity *portion_of(
	struct ma_spec *spec, struct ma_str owner, struct ma_str other)
{
	struct ma_buf name = MA_BUF_INIT(MA_KIB);
	struct ma_spec_entity *e;
	struct ma_str words;

	ma_buf_addf(&name, MA_STR_FMT "Item", MA_STR_ARG(owner));
	if (!ma_known_entity(ma_buf_str(&name))) {
		words = ma_spec_name(spec, other, MA_CASE_SNAKE, false);
		while (memchr(words.p, '_', words.n))
			words = ma_str_from(words, 1);
		ma_buf_clear(&name);
		ma_buf_addf(&name, MA_STR_FMT " " MA_STR_FMT, MA_STR_ARG(owner), MA_STR_ARG(words));
	}
	e = name.rc
		? NULL
		: ma_spec_add(spec, ma_spec_name(spec, ma_buf_str(&name), MA_CASE_PASCAL, true));
	ma_buf_done(&name);
	return e;
}

size_t ma_grammar_begins_portion(const struct ma_grammar *g, size_t at)
{
	struct ma_phrase p;

	at += token(g, at)->kind == MA_TOKEN_COMMA;
	at += is_any(g, at, "each");
	return is_word(token(g, at), MA_W_WITH) && ma_grammar_phrase(g, at + 1, &p) &&
			is_any(g, p.to - 1, MA_PORTIONS)
		? at + 1
		: 0;
}

bool ma_grammar_read_portion(struct ma_grammar *g, const struct ma_spec_entity *owner,
	const struct ma_spec_entity *other)
{
	size_t at = ma_grammar_begins_portion(g, g->at);
	struct ma_spec_entity *e;
	struct ma_spec_field *f;

	if (at == 0 || owner == other || !is_described(g, other))
		return false;
	e = portion_of(g->spec, owner->name, other->name);
	if (!e)
		return false;
	e->joins = true;
	ma_spec_link(g->spec, e->name, MA_LINK_MANY_TO_ONE, owner->name, true);
	ma_spec_link(g->spec, e->name, MA_LINK_MANY_TO_ONE, other->name, true);
	g->at = at;
	ma_grammar_read_list(g, e, true);
	f = ma_spec_find_field(e, MA_STR("amount"));
	if (f && f->type == MA_FIELD_MONEY && !f->said)
		f->type = MA_FIELD_DECIMAL;
	return true;
}

size_t ma_grammar_read_from_to(struct ma_grammar *g, size_t at, struct ma_spec_entity *e)
{
	static const char *const sides[] = { "from", "to" };
	struct ma_phrase one, other;
	size_t i, end;

	if (!is_any(g, at, "from") || !is_any(g, at + 1, "a an one") ||
		!ma_grammar_phrase(g, at + 1, &one) ||
		(ma_phrase_is_field(g, &one) && !ma_spec_find(g->spec, ma_phrase_name(g, &one))) ||
		!is_any(g, one.to, "to into") || !is_any(g, one.to + 1, "another other the an a"))
		return 0;
	end = ma_grammar_phrase(g, one.to + 1, &other) &&
			ma_str_eq(ma_phrase_name(g, &other), ma_phrase_name(g, &one))
		? other.to
		: one.to + 2;
	if (end == one.to + 2 && !is_any(g, one.to + 1, "another"))
		return 0;
	(void)ma_spec_add(g->spec, ma_phrase_name(g, &one)); /* past the limit it warns */
	for (i = 0; i < MA_COUNT(sides); i++)
		ma_spec_add_side(g->spec, e, sides[i], ma_phrase_name(g, &one));
	ma_spec_take(g->spec, at, end);
	return end;
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

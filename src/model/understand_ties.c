/* Items of a list of fields that say what the thing is related to: "belongs to a teacher", "has many pupils". */
#include "model/understand_grammar.h"

/* "belongs to class", "linked to the customer": past "to", "the"; 0 where the item is no such. */
static size_t after_belongs(const struct ma_grammar *g)
{
	size_t at = ma_grammar_after_belongs(g, g->at);

	return at > 0 && at < g->end ? ma_grammar_skip_articles(g, at) : 0;
}

static bool read_belongs(struct ma_grammar *g, struct ma_spec_entity *e)
{
	size_t at = after_belongs(g);
	struct ma_phrase p;
	bool many;

	if (at == 0 || !ma_grammar_phrase(g, at, &p) || p.to != g->end)
		return false;
	many = p.plural && !is_any(g, p.to - 1, "series");
	ma_spec_link(g->spec, e->name, many ? MA_LINK_MANY_TO_MANY : MA_LINK_MANY_TO_ONE,
		ma_phrase_name(g, &p), true);
	return true;
}

/* "many pupils", "has several rooms" */
static bool read_many(struct ma_grammar *g, struct ma_spec_entity *e)
{
	bool has = is_word(token(g, g->at), MA_W_HAVE), many = false, exact;
	size_t at = ma_grammar_after_quantity(g, g->at + has, &many, &exact);
	struct ma_phrase p;

	if (!ma_grammar_phrase(g, at, &p) || !p.plural || p.to != g->end ||
		!(many || has || ma_grammar_says_many(g, at, p.from)))
		return false;
	ma_spec_count(g->spec, e->name, ma_phrase_name(g, &p), MA_COUNT_MANY | MA_COUNT_OWNS, g->at,
		g->end);
	ma_spec_read_field(g->spec, e, p.from, p.to); /* where no such things are kept */
	return true;
}

/* "for a customer", "by one member": it is the field. */
static bool read_one(struct ma_grammar *g, struct ma_spec_entity *e)
{
	size_t at = g->at + 1;
	struct ma_phrase p;

	if (!is_any(g, g->at, "for of by in at on") || !is_any(g, at, "a an one each") ||
		!ma_grammar_phrase(g, at, &p) || p.to != g->end)
		return false;
	ma_spec_read_field(g->spec, e, p.from, p.to);
	return true;
}

bool ma_spec_read_tie(struct ma_spec *spec, struct ma_spec_entity *e, size_t from, size_t to)
{
	struct ma_grammar g = {
		.spec = spec, .at = from, .begin = from, .end = to, .governor = MA_GOVERN_KEPT
	};

	while (is_word(token(&g, g.at), MA_W_MODAL | MA_W_ADV))
		g.at++;
	if (!read_belongs(&g, e) && !read_many(&g, e) && !read_one(&g, e))
		return false;
	ma_spec_take(spec, from, to);
	return true;
}

/* Turns of phrase: a title, "things like", "first and last names", lines of fields, purposes. */
#include "model/understand_grammar.h"

bool ma_grammar_begins_with_halves(const struct ma_grammar *g)
{
	return ma_words_have("first start", token(g, g->at)->low) &&
		is_word(token(g, g->at + 1), MA_W_CONJ) &&
		ma_words_have("last end", token(g, g->at + 2)->low);
}

bool ma_grammar_goes_on_with_fields(const struct ma_grammar *g)
{
	struct ma_grammar next = *g;
	const struct ma_spec *spec = g->spec;
	enum ma_field_type type;

	if (!g->last || g->last->given || g->last_end != g->end || g->end + 2 >= spec->tokens_n ||
		!spec->tokens[g->end].bullet || ma_str_is(spec->tokens[g->end].text, ";"))
		return false;
	next.begin = next.end = g->end + 1;
	while (next.end < spec->tokens_n && spec->tokens[next.end].kind != MA_TOKEN_STOP)
		next.end++;
	return ma_grammar_feature_size(&next, next.begin) == 0 &&
		ma_spec_field_word(g->spec, next.begin, next.end, &type);
}

bool ma_grammar_is_title(const struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at;

	if (p->to > p->from + 2)
		return false;
	for (at = p->from; at + 1 < p->to; at++)
		if (token(g, at)->flags & MA_W_VERBAL)
			return false;
	return g->begin <= 1 && p->from == g->begin && p->to == g->end &&
		g->end + 1 < g->spec->tokens_n && !g->spec->tokens[g->end].bullet &&
		!ma_phrase_is_container(g, p);
}

bool ma_grammar_read_things_like(struct ma_grammar *g)
{
	size_t at = g->at + 2, end;
	struct ma_spec_entity *owner = NULL;
	struct ma_phrase p;

	if (g->governor != MA_GOVERN_KEPT || !ma_words_have("things stuff", token(g, g->at)->low))
		return false;
	if (ma_str_is(token(g, g->at + 1)->low, "such"))
		at++;
	if (!ma_words_have("like as", token(g, at - 1)->low) || !ma_grammar_phrase(g, at, &p))
		return false;
	g->at = at;
	end = g->end;
	g->end = ma_grammar_before(g, "every"); /* "... every day" */
	if (ma_grammar_weigh_list(g, at) < 0)
		owner = ma_spec_add(g->spec, MA_STR("Entry"));
	ma_grammar_read_list(g, owner, owner != NULL);
	g->end = end;
	return true;
}

bool ma_grammar_begins_purpose(const struct ma_spec *spec, size_t at)
{
	return ma_spec_is_any(spec, at, "so") &&
		ma_spec_is_any(spec, at + 1, "that i we they you he she it");
}

bool ma_grammar_says_each(const struct ma_grammar *g, const struct ma_phrase *p)
{
	return p->from > g->begin && ma_words_have("each every", token(g, p->from - 1)->low);
}

bool ma_grammar_next_is_entity(const struct ma_grammar *g)
{
	struct ma_grammar next = *g;
	const struct ma_spec *spec = g->spec;

	if (g->end + 1 >= spec->tokens_n)
		return false;
	next.begin = next.at = next.end = g->end + 1;
	while (next.end < spec->tokens_n && spec->tokens[next.end].kind != MA_TOKEN_STOP)
		next.end++;
	return ma_grammar_weigh_list(&next, next.begin) > 0;
}

/* Words that stand for what was spoken of: "each one is in a box", "everything belongs to a baby". */
#include "model/understand_grammar.h"

/* "it's" */
bool ma_grammar_is_it_is(const struct ma_token *t)
{
	return t->kind == MA_TOKEN_WORD && ma_str_is(t->low, "its") && t->text.n > t->low.n;
}

size_t ma_grammar_after_each(const struct ma_grammar *g, size_t at)
{
	size_t from = at;

	if (!is_any(g, at, "each") && !(is_any(g, at, "every") && is_any(g, at + 1, "one")))
		return from;
	at += 1 + is_any(g, at + 1, "one");
	if (is_any(g, at, "of") && is_any(g, at + 1, "them these those"))
		at += 2;
	while (is_word(token(g, at), MA_W_ADV))
		at++;
	return is_word(token(g, at), MA_W_MODAL | MA_W_AUX | MA_W_HAVE) ||
			ma_grammar_after_belongs(g, at) > 0 || ma_grammar_is_verb(g, at)
		? at
		: from;
}

/* Past "everything", "all of these" at `at`; `at` where nothing of the kind is there. */
static size_t after_all(const struct ma_grammar *g, size_t at)
{
	if (is_any(g, at, "everything"))
		return at + 1;
	if (is_any(g, at, "all") && is_any(g, at + 1, "of") &&
		is_any(g, at + 2, "them these this it"))
		return at + 3;
	return is_any(g, at, "all") && is_any(g, at + 1, "these records entries") ? at + 2 : at;
}

bool ma_grammar_read_of_all(struct ma_grammar *g)
{
	struct ma_spec_entity *e, *to;
	size_t end = after_all(g, g->at), at;
	struct ma_phrase p;

	if (end == g->at)
		return false;
	at = ma_grammar_after_belongs(g, end);
	if (at == 0 && is_word(token(g, end), MA_W_AUX) &&
		is_any(g, end + 1, "for of per about logged tracked recorded kept"))
		at = end + 2 + is_any(g, end + 2, "per for");
	if (at == 0 || !ma_grammar_phrase(g, at, &p) || p.plural || ma_phrase_is_container(g, &p))
		return false;
	e = g->spec->entities;
	to = e ? ma_phrase_entity(g, &p) : NULL;
	if (!to)
		return false;
	for (; e; e = e->next)
		if (e != to && e->given && !ma_spec_refers(to, e->name))
			ma_spec_link(g->spec, e->name, MA_LINK_MANY_TO_ONE, to->name, true);
	ma_grammar_read_after(g, &p, to);
	g->last = to;
	return true;
}

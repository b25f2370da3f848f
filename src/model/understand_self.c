/* Records that refer to others of their kind: subtasks, "an employee reports to a manager", "a sire and a dam, which are animals too". */
#include "model/understand_grammar.h"

void ma_spec_add_self(struct ma_spec *spec, struct ma_spec_entity *e, struct ma_str name)
{
	struct ma_spec_field *f = ma_spec_add_field(spec, e, name);

	if (!f)
		return;
	e->given = true;
	f->type = MA_FIELD_REF;
	f->known = f->said = true;
	f->to = e->name;
	f->required = false;
	f->values_n = 0;
}

bool ma_grammar_read_sub(struct ma_grammar *g, const struct ma_phrase *p, struct ma_str name)
{
	static const char *const prefixes[] = { "Sub", "Child", "Nested" };
	struct ma_spec_entity *e = NULL;
	size_t i, n;

	for (i = 0; i < MA_COUNT(prefixes) && !e; i++) {
		n = strlen(prefixes[i]);
		if (name.n > n && ma_str_starts(name, prefixes[i]))
			e = ma_spec_find(g->spec, ma_str_from(name, n));
	}
	if (!e || ma_grammar_is_group(g, p->to) || ma_spec_find(g->spec, name))
		return false;
	ma_spec_add_self(g->spec, e, MA_STR("parent"));
	return true;
}

size_t ma_grammar_after_self(const struct ma_grammar *g, size_t at)
{
	while (is_word(token(g, at), MA_W_MODAL | MA_W_AUX | MA_W_ADV) || is_any(g, at, "be"))
		at++;
	if (is_any(g, at, "report reports reporting") && is_any(g, at + 1, "to"))
		return at + 2;
	if (is_any(g, at, "lie lies sit sits nest nested live lives stand stands") &&
		is_any(g, at + 1, "in inside within under") && is_any(g, at + 2, "another other"))
		return at + 2;
	if (is_any(g, at, "part child parent successor copy version") && is_any(g, at + 1, "of") &&
		is_any(g, at + 2, "another other"))
		return at + 2;
	return 0;
}

bool ma_grammar_read_self(struct ma_grammar *g, size_t at, struct ma_spec_entity *e)
{
	bool reports, another;
	struct ma_spec_entity *to;
	struct ma_phrase p;
	struct ma_str name;
	size_t from;

	from = at;
	at = ma_grammar_after_self(g, at);
	if (at == 0 || !ma_grammar_phrase(g, at, &p))
		return false;
	reports = is_any(g, at - 2, "report reports reporting");
	another = is_any(g, at, "another other");
	to = ma_spec_find(g->spec, ma_phrase_name(g, &p));
	if (!reports && to != e)
		return false;
	g->at = p.to;
	if (token(g, g->at)->kind == MA_TOKEN_OPEN)
		g->at = ma_grammar_after_group(g, g->at); /* "(also an employee)" */
	ma_spec_take(g->spec, from, g->at);
	if (to && to != e && to->given) {
		ma_spec_link(g->spec, e->name, MA_LINK_MANY_TO_ONE, to->name, false);
		return true;
	}
	name = reports && !another && to != e
		? ma_spec_name(g->spec, ma_spec_words(g->spec, p.from, p.to), MA_CASE_CAMEL, true)
		: MA_STR("parent");
	if (to && to != e)
		ma_spec_remove(g->spec, to);
	ma_spec_add_self(g->spec, e, name);
	return true;
}

bool ma_grammar_read_which_are(struct ma_grammar *g, struct ma_spec_entity *owner)
{
	struct ma_spec_entity *to;
	struct ma_spec_field *f;
	struct ma_phrase p;
	size_t at = g->at + 2;

	if (!is_word(token(g, g->at), MA_W_REL) || !is_word(token(g, g->at + 1), MA_W_AUX))
		return false;
	while (is_word(token(g, at), MA_W_ADV))
		at++;
	if (!ma_grammar_phrase(g, at, &p))
		return false;
	to = ma_spec_find(g->spec, ma_phrase_name(g, &p));
	if (!to)
		return false;
	for (f = owner->fields; f; f = f->next) {
		if (f->known || f->type != MA_FIELD_STRING)
			continue;
		f->type = MA_FIELD_REF;
		f->known = f->said = true;
		f->to = to->name;
		f->values_n = 0;
	}
	for (g->at = p.to; is_word(token(g, g->at), MA_W_ADV) || is_any(g, g->at, "as");)
		g->at++;
	return true;
}

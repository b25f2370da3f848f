/* Turns of phrase: a title, "things like", "first and last names", lines of fields, purposes. */
#include "model/understand_grammar.h"

#define TITLE_WORDS 5

bool ma_grammar_begins_with_halves(const struct ma_grammar *g)
{
	return ma_words_have("first start", token(g, g->at)->low) &&
		is_word(token(g, g->at + 1), MA_W_CONJ) &&
		ma_words_have("last end", token(g, g->at + 2)->low);
}

bool ma_grammar_next_is_field(const struct ma_grammar *g)
{
	struct ma_grammar next = *g;
	const struct ma_spec *spec = g->spec;
	enum ma_field_type type;

	if (g->end + 2 >= spec->tokens_n || !spec->tokens[g->end].bullet ||
		ma_str_is(spec->tokens[g->end].text, ";"))
		return false;
	next.begin = next.end = g->end + 1;
	while (next.end < spec->tokens_n && spec->tokens[next.end].kind != MA_TOKEN_STOP)
		next.end++;
	return ma_grammar_feature_size(&next, next.begin) == 0 &&
		(ma_spec_field_word(g->spec, next.begin, next.end, &type) ||
			(next.end > next.begin + 1 &&
				ma_field_type_word(spec->tokens[next.begin + 1].low, &type)));
}

bool ma_grammar_goes_on_with_fields(const struct ma_grammar *g)
{
	return g->last && !g->last->given && g->last_end == g->end && ma_grammar_next_is_field(g);
}

/* "Neighborhood Compost Network" */
static bool is_capitalised(const struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at;

	for (at = p->from; at < p->to; at++)
		if (token(g, at)->text.p[0] < 'A' || token(g, at)->text.p[0] > 'Z')
			return false;
	return p->to <= p->from + TITLE_WORDS;
}

bool ma_grammar_is_title(const struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at;

	if (p->to > p->from + 2 && !is_capitalised(g, p))
		return false;
	for (at = p->from; at + 1 < p->to; at++)
		if (token(g, at)->flags & MA_W_VERBAL)
			return false;
	return g->begin <= 1 && p->from == g->begin && p->to == g->end &&
		g->end + 1 < g->spec->tokens_n &&
		(!g->spec->tokens[g->end].bullet || ma_grammar_next_is_entity(g)) &&
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

/* "Ferry: name, capacity", where "status: open, closed" is a field with its values. */
static bool is_label_of_fields(const struct ma_grammar *g)
{
	enum ma_field_type type;
	struct ma_phrase p;
	size_t at;

	if (!ma_grammar_phrase(g, g->begin, &p) || token(g, p.to)->kind != MA_TOKEN_COLON ||
		ma_spec_field_word(g->spec, p.from, p.to, &type))
		return false;
	for (at = p.to + 1; at < g->end && !is_separator(token(g, at));)
		at = ma_grammar_after_group(g, at);
	return at < g->end && ma_spec_values_end(g->spec, p.to, g->end) == p.to;
}

bool ma_grammar_next_is_entity(const struct ma_grammar *g)
{
	struct ma_grammar next = *g;
	const struct ma_spec *spec = g->spec;

	if (g->end + 1 >= spec->tokens_n)
		return false;
	if (spec->tokens[g->end].defines || ma_spec_is_endpoint(spec, g->end + 1))
		return true;
	next.begin = next.at = next.end = g->end + 1;
	while (next.end < spec->tokens_n && spec->tokens[next.end].kind != MA_TOKEN_STOP)
		next.end++;
	return ma_grammar_weigh_list(&next, next.begin) > 0 || is_label_of_fields(&next);
}

static bool is_crud(const struct ma_grammar *g, size_t at)
{
	return token(g, at)->kind == MA_TOKEN_WORD &&
		ma_words_have(
			"add create new edit update change modify delete remove list view show browse "
			"search find read save archive rename reorder",
			token(g, at)->low);
}

size_t ma_grammar_crud_size(const struct ma_grammar *g, size_t at)
{
	size_t from = at, end = at, n = 0;

	while (is_crud(g, at)) {
		end = ++at;
		n++;
		while (is_separator(token(g, at)) || token(g, at)->kind == MA_TOKEN_SLASH)
			at++;
		if (at == end)
			break;
	}
	return n > 1 ? end - from : 0;
}

/* The entity that was spoken of last, or the last one that has such a field. */
static struct ma_spec_entity *owner_of(struct ma_grammar *g, struct ma_str field, bool new_too)
{
	struct ma_spec_entity *e, *found = NULL;

	if (g->last && ma_spec_find_field(g->last, field))
		return g->last;
	for (e = g->spec->entities; e; e = e->next)
		if (ma_spec_find_field(e, field))
			found = e;
	return found || !new_too || !g->last || !g->last->given ? found : g->last;
}

/* "The status of an order is new, baking or ready", "An order's status can be new or paid": of what is named there. */
static bool read_status_of(struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at = p->to, choice, begin = p->from;
	struct ma_phrase whose = *p;
	struct ma_spec_entity *e;

	if (is_any(g, at, "of") && ma_grammar_phrase(g, at + 1, &whose))
		at = whose.to;
	else if (begin > g->begin && token(g, begin - 1)->possessive)
		whose = (struct ma_phrase){ begin - 1, begin, false };
	else
		return false;
	choice = ma_spec_choice_end(g->spec, at, g->end);
	e = choice > at ? ma_spec_find_called(g->spec, ma_phrase_name(g, &whose)) : NULL;
	if (!e)
		return false;
	ma_spec_read_field(g->spec, e, begin, p->to);
	ma_spec_read_field(g->spec, e, at, choice);
	ma_spec_take(g->spec, g->begin, choice);
	g->last = e;
	g->at = choice;
	return true;
}

/* "Emails must be unique": the email of each; false where no field is called so. */
static bool read_plural_clause(struct ma_grammar *g, const struct ma_phrase *p, size_t end)
{
	struct ma_str words = ma_spec_words(g->spec, p->from, p->to), name;
	struct ma_spec_entity *e;

	if (!p->plural || owner_of(g, ma_spec_name(g->spec, words, MA_CASE_CAMEL, false), false))
		return false;
	name = ma_spec_name(g->spec, words, MA_CASE_CAMEL, true);
	e = owner_of(g, name, false);
	if (!e)
		return false;
	ma_spec_say_of_field(g->spec, ma_spec_find_field(e, name), p->to, end);
	g->at = end;
	return end == g->end;
}

bool ma_grammar_read_field_clause(struct ma_grammar *g)
{
	size_t at = ma_grammar_skip_articles(g, g->begin), choice, end, next;
	struct ma_spec_entity *e;
	struct ma_phrase p;
	bool new_too;

	if (!g->spec->entities || !ma_grammar_phrase(g, at, &p) || p.to > p.from + 3)
		return false;
	if (read_status_of(g, &p))
		return g->at == g->end;
	choice = ma_spec_choice_end(g->spec, p.to, g->end);
	end = choice > p.to ? choice : ma_spec_clause_end(g->spec, p.to, g->end);
	if (end == p.to)
		return false;
	if (choice == p.to && read_plural_clause(g, &p, end))
		return true;
	e = choice > p.to ? ma_spec_find(g->spec, ma_phrase_name(g, &p)) : NULL;
	if (!e && choice > p.to && !ma_is_choice_noun(token(g, p.to - 1)->low))
		e = ma_spec_find_called(
			g->spec, ma_phrase_name(g, &p)); /* "a book", of library books */
	if (!e && choice > p.to && p.plural && end == g->end &&
		ma_known_entity(ma_phrase_name(g, &p)) &&
		!owner_of(g,
			ma_spec_name(g->spec, ma_spec_words(g->spec, p.from, p.to), MA_CASE_CAMEL,
				false),
			false))
		e = ma_phrase_entity(g, &p); /* "Orders are pending, shipped or delivered" */
	if (e) {
		ma_spec_read_field(g->spec, e, p.to, end); /* "An order can be open or closed" */
		g->last = e;
		g->at = end;
		return end == g->end;
	}
	new_too = choice > p.to ||
		(p.to < p.from + 3 && !p.plural && !is_word(token(g, p.to + 1), MA_W_NEG) &&
			ma_grammar_feature_size(g, p.from) == 0 &&
			!ma_spec_find(g->spec, ma_phrase_name(g, &p)));
	e = owner_of(g,
		ma_spec_name(g->spec, ma_spec_words(g->spec, p.from, p.to), MA_CASE_CAMEL, false),
		new_too);
	if (!e)
		return false;
	while (is_separator(token(g, end)) && /* "... and defaults to open" */
		(next = ma_spec_clause_end(g->spec, end + 1, g->end)) > end + 1)
		end = next;
	ma_spec_read_field(g->spec, e, p.from, end);
	g->at = end;
	return end == g->end;
}

void ma_grammar_mark_one(struct ma_grammar *g)
{
	const struct ma_token *word = token(g, g->at + 4);
	struct ma_spec_entity *part;
	struct ma_spec_field *f;
	struct ma_phrase p;
	size_t at = g->at;

	while (at > g->begin && is_separator(token(g, at - 1)))
		at--;
	while (at > g->begin && token(g, at - 1)->kind == MA_TOKEN_WORD &&
		!is_word(token(g, at - 1), MA_W_CLOSED))
		at--;
	if (!ma_grammar_phrase(g, at, &p) || !ma_str_is(token(g, g->at + 3)->low, "is") ||
		word->kind != MA_TOKEN_WORD)
		return;
	part = ma_spec_find(g->spec, ma_phrase_name(g, &p));
	if (part && part->fields_n == 0)
		ma_spec_apply_known(g->spec, part, true);
	f = part ? ma_spec_add_field(g->spec, part, word->low) : NULL;
	if (!f)
		return;
	f->type = MA_FIELD_BOOLEAN;
	f->known = f->said = true;
	g->at += 5;
}

bool ma_grammar_skip_trade(struct ma_grammar *g)
{
	if (g->at == g->begin || !is_word(token(g, g->at), MA_W_REL) ||
		is_word(token(g, g->at - 1), MA_W_CLOSED | MA_W_CONTAINER) ||
		!ma_words_have("sells makes offers runs rents repairs buys produces teaches",
			token(g, g->at + 1)->low))
		return false;
	while (g->at < g->end && !is_separator(token(g, g->at)) &&
		token(g, g->at)->kind != MA_TOKEN_COLON && !is_word(token(g, g->at), MA_W_WITH))
		g->at++;
	return true;
}

bool ma_grammar_is_means(const struct ma_grammar *g)
{
	const struct ma_token *first = token(g, g->begin);

	if (g->at == g->begin)
		return false;
	if (ma_words_have("work working deal dealing interact interacting integrate integrating",
		    token(g, g->at - 1)->low))
		return true;
	return first->kind == MA_TOKEN_WORD &&
		(first->flags & ~(unsigned)MA_W_NOUN) == (first->flags ? MA_W_VERB : 0) &&
		!ma_spec_is_plural(g->spec, first->low) &&
		is_word(token(g, g->begin + 1), MA_W_DET | MA_W_PRON);
}

bool ma_grammar_read_named_field(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_spec *spec = g->spec;
	struct ma_str name;
	enum ma_field_type type = MA_FIELD_STRING;
	struct ma_spec_entity *e;
	size_t from = p->from;

	if (!p->plural || ma_grammar_is_group(g, p->to) || ma_known_entity(ma_phrase_name(g, p)) ||
		!ma_spec_field_word(spec, p->from, p->to, &type) ||
		!(type == MA_FIELD_DATE || type == MA_FIELD_DATETIME || type == MA_FIELD_MONEY ||
			ma_words_have("priorities statuses", ma_phrase_head(g, p)->low)))
		return false;
	name = ma_spec_name(spec, token(g, from)->low, MA_CASE_PASCAL, true);
	if (from + 1 < p->to && ma_known_entity(name))
		from++;
	else
		name = ma_spec_topic_name(spec);
	e = ma_known_entity(name) ? ma_spec_add(spec, name) : NULL;
	if (!e)
		return false;
	if (e->fields_n == 0)
		ma_spec_apply_known(spec, e, true);
	ma_spec_read_field(spec, e, from, p->to);
	g->at = p->to;
	return true;
}

size_t ma_grammar_own_part_end(const struct ma_grammar *g)
{
	size_t at, first = g->end;

	if (is_word(token(g, g->at), MA_W_DET))
		return g->end;
	for (at = g->at; at < g->end; at = ma_grammar_after_group(g, at)) {
		if (!is_separator(token(g, at)))
			continue;
		first = first < at ? first : at;
		if (ma_words_have("a an", token(g, at + 1)->low))
			return first;
	}
	return g->end;
}

/* What a list looks like before it is read: of things or of fields, the app's or an entity's. */
#include "model/understand_grammar.h"

size_t ma_grammar_after_group(const struct ma_grammar *g, size_t at)
{
	const struct ma_token *t = token(g, at);

	return t->kind == MA_TOKEN_OPEN && t->match > at ? t->match + 1 : at + 1;
}

size_t ma_grammar_skip_articles(const struct ma_grammar *g, size_t at)
{
	while (is_word(token(g, at), MA_W_DET | MA_W_ADJ | MA_W_ADV) &&
		!(token(g, at)->flags & MA_W_NOUN))
		at++;
	return at;
}

size_t ma_grammar_feature_size(const struct ma_grammar *g, size_t at)
{
	struct ma_phrase p;
	size_t n = 0;

	if (ma_grammar_phrase(g, at, &p) && ma_phrase_is_feature(g, &p))
		return p.to - at;
	if (is_word(token(g, at), MA_W_TECH) && ma_spec_feature_at(g->spec, at, &n) < 0 &&
		ma_spec_feature_at(g->spec, at + 1, &n) >= 0)
		return n + 1; /* "JWT login" */
	if (ma_spec_feature_at(g->spec, at, &n) < 0 ||
		(ma_grammar_is_group(g, at + n) && !ma_spec_lists_roles(g->spec, at + n)))
		return 0;
	if (ma_grammar_phrase(g, at, &p) && p.to > at + n && p.plural)
		return 0;
	return n;
}

bool ma_grammar_is_type_group(const struct ma_grammar *g, size_t at)
{
	enum ma_field_type type;

	return token(g, at)->kind == MA_TOKEN_OPEN &&
		(token(g, at)->match == at + 2 || ma_spec_is_any(g->spec, at + 2, "like eg e.g")) &&
		(ma_field_type_word(token(g, at + 1)->low, &type) ||
			is_any(g, at + 1, "files images photos links"));
}

/* "exactly one card": neither a field nor many of them. */
static bool says_one(const struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at = p->from;

	while (at > g->begin && is_word(token(g, at - 1), MA_W_ADJ))
		at--;
	return !p->plural && at > g->begin && ma_str_is(token(g, at - 1)->low, "one");
}

bool ma_grammar_has_own_fields(const struct ma_grammar *g, const struct ma_phrase *p)
{
	enum ma_field_type type;
	size_t end = p->to + 1;

	if (says_one(g, p) && is_word(token(g, p->to), MA_W_WITH)) {
		end = ma_grammar_skip_articles(g, p->to + 1);
		return end > p->to + 1 || ma_spec_field_word(g->spec, end, end + 1, &type);
	}
	if (!(p->plural || says_one(g, p) ||
		    (is_any(g, end, "name title") && token(g, end + 1)->kind == MA_TOKEN_COMMA)) ||
		!ma_grammar_is_group(g, p->to) || ma_grammar_is_type_group(g, p->to))
		return false; /* "a driver (name, phone)" is a thing, too */
	while (end < token(g, p->to)->match && !is_separator(token(g, end)))
		end++;
	return ma_spec_field_word(g->spec, p->to + 1, end, &type);
}

bool ma_grammar_names_techniques(const struct ma_grammar *g)
{
	struct ma_phrase p;
	size_t at, n = 0;

	if (!ma_grammar_phrase(g, g->at, &p))
		return false;
	if (g->at > g->begin + 1 && token(g, g->at - 2)->kind == MA_TOKEN_COMMA &&
		ma_spec_feature_at(g->spec, g->at, &n) >= 0 && g->at + n == p.to)
		return true;
	for (at = p.from; at < p.to; at++)
		if (token(g, at)->flags & (MA_W_TECH | MA_W_LANGUAGE))
			return true;
	return false;
}

size_t ma_grammar_label_end(const struct ma_grammar *g, size_t at)
{
	struct ma_phrase p;

	for (; at < g->end; at = ma_grammar_after_group(g, at)) {
		if (token(g, at)->kind == MA_TOKEN_COLON && is_word(token(g, at + 1), MA_W_WITH))
			break;
		if (token(g, at)->kind != MA_TOKEN_COMMA)
			continue;
		if (token(g, at)->bullet ||
			(ma_grammar_phrase(g, at + 1, &p) && p.plural &&
				token(g, p.to)->kind == MA_TOKEN_COLON &&
				ma_known_entity(ma_phrase_name(g, &p))))
			break;
	}
	return at < g->end ? at : g->end;
}

bool ma_grammar_is_told_with(const struct ma_grammar *g, size_t with)
{
	struct ma_phrase p;

	if (ma_grammar_begins_with_field(g, with + 1))
		return true;
	return ma_grammar_phrase(g, with + 1, &p) && !p.plural &&
		ma_grammar_feature_size(g, with + 1) == 0 &&
		!(ma_phrase_head(g, &p)->flags & (MA_W_TECH | MA_W_LANGUAGE | MA_W_ROLE)) &&
		!ma_phrase_is_container(g, &p);
}

/* Up to the first comma of a bracket. */
static bool begins_with_field(const struct ma_grammar *g, size_t from)
{
	enum ma_field_type type;
	size_t end = from;

	while (token(g, end)->kind == MA_TOKEN_WORD && !is_separator(token(g, end)) &&
		!is_any(g, end, "unique required optional"))
		end++;
	return ma_spec_field_word(g->spec, from, end, &type);
}

/* "dogs allowed yes/no" */
static bool says_answer(const struct ma_grammar *g, size_t at)
{
	while (token(g, at)->kind == MA_TOKEN_WORD && !is_separator(token(g, at)) &&
		!ma_str_is(token(g, at)->low, "boolean"))
		at++;
	return ma_str_is(token(g, at)->low, "boolean");
}

/* +1 for a thing, -1 for a field. */
static int weigh(const struct ma_grammar *g, size_t at, bool *grouped)
{
	struct ma_phrase p;

	at = ma_grammar_skip_articles(g, at);
	if (ma_grammar_feature_size(g, at) > 0 || !ma_grammar_phrase(g, at, &p))
		return 0;
	if (ma_grammar_is_type_group(g, p.to) || says_answer(g, p.to))
		return -1;
	if ((ma_grammar_is_group(g, p.to) || token(g, p.to)->kind == MA_TOKEN_COLON) && p.plural)
		*grouped = true;
	if (p.plural && is_word(token(g, p.to), MA_W_WITH) &&
		ma_grammar_begins_with_field(g, p.to + 1))
		*grouped = true; /* "links with url and title" */
	if (ma_grammar_is_group(g, p.to) && is_any(g, p.to + 1, "name title"))
		*grouped = true; /* "equipment (name, room)" */
	if (ma_grammar_is_group(g, p.to) && token(g, p.from)->text.p[0] >= 'A' &&
		token(g, p.from)->text.p[0] <= 'Z' && begins_with_field(g, p.to + 1))
		*grouped = true; /* "Student (first name), Course (title)" */
	if (p.plural && ma_known_entity(ma_phrase_name(g, &p)))
		return 1;
	return p.plural && !ma_phrase_is_field(g, &p) ? 1 : -1;
}

size_t ma_grammar_before(const struct ma_grammar *g, const char *word)
{
	size_t at = g->at;

	while (at < g->end && !ma_str_is(token(g, at)->low, word))
		at++;
	return at;
}

int ma_grammar_weigh_list(const struct ma_grammar *g, size_t at)
{
	bool grouped = false;
	int weight = 0;

	while (at < g->end && !grouped && !(token(g, at)->bullet && weight < 0)) {
		while (at < g->end && is_separator(token(g, at)))
			at++;
		weight += weigh(g, at, &grouped);
		while (at < g->end && !is_separator(token(g, at)) &&
			!is_word(token(g, at), MA_W_WITH))
			at = ma_grammar_after_group(g, at);
		if (is_word(token(g, at), MA_W_WITH))
			break;
	}
	return grouped ? 1 : weight;
}

bool ma_grammar_is_told_of(const struct ma_grammar *g, const struct ma_phrase *p)
{
	return g->last && p->to == p->from + 1 && p->from > g->begin + 1 &&
		g->last_end + 1 == p->from && is_word(token(g, p->from - 1), MA_W_PRON);
}

bool ma_grammar_is_one_with_fields(const struct ma_grammar *g, const struct ma_phrase *p)
{
	return p->from > g->begin && ma_words_have("a an each every", token(g, p->from - 1)->low) &&
		g->governor != MA_GOVERN_ASKED && is_word(token(g, p->to), MA_W_WITH) &&
		!(ma_phrase_head(g, p)->flags & (MA_W_CONTAINER | MA_W_BOX | MA_W_ROLE)) &&
		is_word(token(g, p->to + 1), MA_W_DET) && ma_grammar_weigh_list(g, p->to + 1) < 0;
}

bool ma_grammar_begins_with_field(const struct ma_grammar *g, size_t at)
{
	struct ma_phrase p;

	return ma_spec_begins_question(g->spec, at, g->end) ||
		(ma_grammar_phrase(g, at, &p) && !ma_phrase_is_container(g, &p) &&
			!(p.plural && ma_grammar_is_group(g, p.to)) &&
			(ma_phrase_is_field(g, &p) || ma_grammar_weigh_list(g, at) < 0));
}

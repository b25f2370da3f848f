/* Lists: of entities ("with lists, tasks (...) and login") and of an entity's fields ("has a title and a date"). */
#include "model/understand_grammar.h"

static void skip_separators(struct ma_grammar *g)
{
	while (g->at < g->end &&
		(is_separator(token(g, g->at)) ||
			(is_word(token(g, g->at), MA_W_ADV) &&
				!ma_spec_begins_question(g->spec, g->at, g->end))))
		g->at++;
}

/* Past what describes the last item: up to the next separator outside brackets. */
static void skip_to_separator(struct ma_grammar *g)
{
	while (g->at < g->end && token(g, g->at)->kind != MA_TOKEN_COMMA &&
		token(g, g->at)->kind != MA_TOKEN_COLON && token(g, g->at)->kind != MA_TOKEN_SLASH &&
		!is_word(token(g, g->at), MA_W_CONJ | MA_W_WITH))
		g->at = ma_grammar_after_group(g, g->at);
}

/* A verb phrase, a subordinate clause: no item of a list. */
static bool ends_list(const struct ma_grammar *g, size_t at)
{
	const struct ma_token *t = token(g, at);

	if (t->kind == MA_TOKEN_STOP || t->kind == MA_TOKEN_CLOSE)
		return true;
	return is_word(t, MA_W_MODAL | MA_W_REL | MA_W_AUX | MA_W_PRON | MA_W_HAVE) ||
		ma_grammar_is_verb(g, at);
}

/* "should be tracked", "are stored": what the whole list is to be. */
static bool is_to_be_kept(const struct ma_grammar *g, size_t at)
{
	while (is_word(token(g, at), MA_W_MODAL | MA_W_AUX) || ma_str_is(token(g, at)->low, "be"))
		at++;
	return ma_words_have("tracked stored recorded saved kept managed listed logged registered",
		token(g, at)->low);
}

/* "users can ...", "posts have ...", "teachers assign ...": a sentence of its own behind "and". */
bool ma_grammar_begins_sentence(const struct ma_grammar *g, const struct ma_phrase *p)
{
	if (is_to_be_kept(g, p->to))
		return false;
	if (is_any(g, p->to, "being"))
		return false; /* "the book being discussed" */
	return is_word(token(g, p->to), MA_W_MODAL | MA_W_AUX | MA_W_HAVE) ||
		ma_str_is(token(g, p->to)->low, "never") ||
		(token(g, p->to)->flags & MA_W_VERBAL && ma_grammar_is_verb(g, p->to));
}

bool ma_grammar_at_each_with(struct ma_grammar *g)
{
	size_t at = g->at + (token(g, g->at)->kind == MA_TOKEN_COMMA);

	if (!ma_str_is(token(g, at)->low, "each") || !is_word(token(g, at + 1), MA_W_WITH))
		return false;
	g->at = at + 2;
	return true;
}

/* "that have ...", "who have ..." */
static bool at_has(const struct ma_grammar *g, size_t *after)
{
	size_t at = g->at;

	if (token(g, at)->kind == MA_TOKEN_COMMA && is_word(token(g, at + 1), MA_W_REL))
		at++;
	while (is_word(token(g, at), MA_W_MODAL | MA_W_ADV | MA_W_REL) || is_to_have(g, at))
		at++;
	if (!is_word(token(g, at), MA_W_HAVE) &&
		!(is_any(g, at, "need") && is_word(token(g, at + 1), MA_W_DET) &&
			ma_grammar_begins_with_field(g, at + 1)))
		return false;
	*after = at + 1 + ma_str_is(token(g, at + 1)->low, "of"); /* "consist of" */
	*after += ma_spec_match(g->spec, *after, "at least");
	return true;
}

void ma_grammar_read_after(
	struct ma_grammar *g, const struct ma_phrase *p, struct ma_spec_entity *entity)
{
	bool of = false;
	size_t after;

	g->at = p->to;
	if (is_any(g, g->at, "we i you they") && ma_grammar_is_group(g, g->at + 2))
		g->at += 2; /* "the games we own (name, owner)" */
	g->at = ma_grammar_read_group_of(g, g->at, entity);
	if (!entity)
		return;
	if (g->at > p->to && ma_grammar_begins_predicate(g, g->at) &&
		ma_grammar_read_predicate_of(g, g->at, entity))
		return; /* "A farmer (name) runs a farm" */
	if (ma_grammar_read_belongs_of(g, g->at, entity) || ma_grammar_read_self(g, g->at, entity) ||
		ma_grammar_read_many(g, g->at, entity->name))
		return;
	while (ma_grammar_read_against(g, entity))
		of = true;
	if (of && !entity->given)
		g->at = ma_grammar_read_group_of(g, g->at, entity); /* "tests per tank (ph, date)" */
	if (of && token(g, g->at)->kind == MA_TOKEN_COMMA && is_word(token(g, g->at + 1), MA_W_WITH))
		g->at++;
	if (ma_grammar_at_each_with(g)) {
		ma_grammar_read_list(g, entity, true);
	} else if (is_word(token(g, g->at), MA_W_WITH)) {
		g->at++;
		ma_grammar_read_list(g, ma_grammar_names_techniques(g) ? NULL : entity, false);
	} else if (at_has(g, &after)) {
		g->at = after;
		ma_grammar_read_list(g, entity, true);
	}
}

/* An item of an app's list that is one singular, unknown noun. */
static void read_odd(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_str words = ma_spec_words(g->spec, p->from, p->to);
	size_t n = 0;

	ma_spec_take(g->spec, p->from, p->to);
	if (ma_spec_feature_at(g->spec, p->to - 1, &n) >= 0) {
		g->at = p->to; /* "staff login" */
		return;
	}
	g->last = NULL; /* "a knowledge base with articles" says nothing of the item before */
	if (!(ma_phrase_head(g, p)->flags &
		    (MA_W_TECH | MA_W_LANGUAGE | MA_W_META | MA_W_CONTAINER | MA_W_ROLE)))
		ma_spec_warn(g->spec, "not understood: \"" MA_STR_FMT "\"", MA_STR_ARG(words));
	g->at = p->to;
}

static bool is_entity(struct ma_grammar *g, const struct ma_phrase *p)
{
	if (ma_phrase_head(g, p)->flags & (MA_W_TECH | MA_W_LANGUAGE))
		return false;
	if (ma_phrase_head(g, p)->flags & MA_W_META &&
		(p->to == p->from + 1 || token(g, p->from)->flags & MA_W_TECH))
		return ma_grammar_is_group(g, p->to);
	return p->plural || ma_known_entity(ma_phrase_name(g, p)) || ma_grammar_is_group(g, p->to);
}

static void read_labelled(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_spec_entity *e = ma_phrase_entity(g, p);
	size_t end = ma_grammar_label_end(g, p->to + 1);

	if (e) {
		e->given = true;
		ma_spec_read_fields(g->spec, e, p->to + 1, end);
	}
	g->at = end;
}

/* "search", "a dashboard with the open orders" */
static bool skip_feature(struct ma_grammar *g)
{
	size_t at = g->at, n = ma_grammar_feature_size(g, at);

	if (n == 0) {
		at = ma_grammar_skip_articles(g, at);
		n = ma_grammar_feature_size(g, at);
	}
	if (n == 0)
		return false;
	g->at = at + n;
	if (is_word(token(g, g->at), MA_W_WITH) && ma_spec_shows(g->spec, at))
		g->at++;
	skip_to_separator(g);
	return true;
}

/* An item of a list of entities; false: the list ends before it. */
bool ma_grammar_read_entity_item(struct ma_grammar *g)
{
	struct ma_phrase p;

	if (skip_feature(g))
		return true;
	if (!ma_grammar_phrase(g, g->at, &p) || ma_grammar_begins_sentence(g, &p))
		return false;
	if (ma_grammar_read_belongs(g, &p) || ma_grammar_read_things_for(g, &p))
		return true;
	if (ma_grammar_read_named_field(g, &p))
		return true;
	if (g->last && g->last->given && ma_phrase_is_field(g, &p) &&
		!ma_grammar_is_group(g, p.to) && !ma_known_entity(ma_phrase_name(g, &p))) {
		ma_spec_read_field(
			g->spec, g->last, p.from, p.to); /* "tasks with a title, lists, notes" */
		g->at = p.to;
	} else if (is_entity(g, &p) && token(g, p.to)->kind == MA_TOKEN_COLON &&
		ma_grammar_weigh_list(g, p.to + 1) < 0) {
		read_labelled(g, &p);
	} else if (is_entity(g, &p)) {
		ma_grammar_read_after(g, &p, ma_phrase_entity(g, &p));
	} else {
		read_odd(g, &p);
	}
	if (!is_word(token(g, g->at), MA_W_WITH) && !ends_list(g, g->at))
		skip_to_separator(g);
	return true;
}

/* "categories > threads > posts": what was read behind such a mark is of what stood before it. */
static void read_chain(struct ma_grammar *g, size_t at, const struct ma_spec_entity *whole)
{
	const struct ma_token *mark = at > g->begin ? token(g, at - 1) : NULL;

	if (mark && (ma_str_is(mark->text, ">") || ma_str_is(mark->text, "\xe2\x86\x92")) &&
		whole && g->last && g->last != whole)
		ma_spec_link(g->spec, g->last->name, MA_LINK_MANY_TO_ONE, whole->name, true);
}

static void read_list(struct ma_grammar *g, struct ma_spec_entity *owner, bool bound, bool first)
{
	const struct ma_spec_entity *whole;
	size_t before;

	for (; g->at < g->end && !g->spec->rc; first = false) {
		skip_separators(g);
		before = g->at;
		if (owner && bound && !first && is_word(token(g, g->at), MA_W_HAVE))
			g->at += 1 +
				ma_str_is(token(g, g->at + 1)->low,
					"of"); /* "shows one location and consists of parts" */
		if (is_word(token(g, g->at), MA_W_NEG)) {
			ma_grammar_skip_negation(g);
			continue;
		}
		if (!owner && ma_grammar_crud_size(g, g->at) > 0) {
			g->at += ma_grammar_crud_size(g, g->at);
			continue;
		}
		if (!owner && ends_list(g, g->at))
			return;
		whole = g->last;
		if (owner ? !ma_grammar_read_owned_item(g, &owner, bound, first)
			  : !ma_grammar_read_entity_item(g))
			return;
		if (g->at == before)
			return;
		if (!owner)
			read_chain(g, before, whole);
		if (!owner && token(g, g->at)->kind == MA_TOKEN_SLASH) {
			g->at++; /* "products/suppliers/orders" */
			continue;
		}
		if (g->at < g->end && !is_separator(token(g, g->at)) &&
			!is_word(token(g, g->at), MA_W_NEG) &&
			!(owner && ma_str_is(token(g, g->at)->low, "which")))
			return;
	}
}

void ma_grammar_read_list(struct ma_grammar *g, struct ma_spec_entity *owner, bool bound)
{
	bool listed = g->listed;

	g->listed = g->listed || !owner;
	read_list(g, owner, bound, true);
	g->listed = listed;
}

bool ma_grammar_read_more(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_spec_entity *e;
	size_t at = g->at;

	if (!token(g, p->from)->copy)
		return false;
	e = ma_spec_find_called(g->spec, ma_phrase_name(g, p));
	if (!e)
		return false;
	g->at = p->to;
	read_list(g, e, true, false);
	g->last = e;
	if (g->at > p->to)
		return true;
	g->at = at;
	return false;
}

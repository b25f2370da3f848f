/* The items of an owner's list: its fields, its parts and what it refers to ("has a title, a date and many steps"). */
#include "model/understand_grammar.h"

#define TOLD_WORDS 4

/* Where a field's words end: a separator, a clause. */
static size_t field_end(const struct ma_grammar *g, size_t at)
{
	size_t begin = at, choice;
	bool colon = false;

	if (ma_spec_begins_question(g->spec, at, g->end) &&
		ma_spec_clause_end(g->spec, at, g->end) == at)
		return ma_spec_question_end(g->spec, at, g->end);
	if (is_any(g, at, "by for from to with") && is_any(g, at + 1, "whom"))
		return at + 2;
	while (at < g->end &&
		(!is_separator(token(g, at)) || (colon && ma_str_is(token(g, at)->low, "or"))) &&
		(!is_word(token(g, at), MA_W_WITH | MA_W_MODAL) ||
			ma_spec_clause_end(g->spec, at, g->end) > at)) {
		choice = ma_spec_choice_end(g->spec, at, g->end);
		if (choice == at)
			choice = ma_spec_values_end(g->spec, at, g->end);
		if (choice == at)
			choice = ma_spec_clause_end(g->spec, at, g->end);
		if (choice > at) {
			at = choice;
			continue;
		}
		colon = colon || token(g, at)->kind == MA_TOKEN_COLON;
		if (is_word(token(g, at), MA_W_REL | MA_W_NEG) && at > begin)
			break;
		at = ma_grammar_after_group(g, at);
	}
	return at < g->end ? at : g->end;
}

enum item {
	ITEM_FIELD,
	ITEM_CHILD,
	ITEM_TARGET,
	ITEM_OTHER,
	ITEM_FEATURE,
	ITEM_BELONGS,
	ITEM_MARK,
	ITEM_ONE,
	ITEM_SELF,
	ITEM_LEADS,
	ITEM_PREDICATE,
	ITEM_KIN,
	ITEM_NONE
};

/* "users can create events with a title, and invite guests" */
static bool continues_a_list_of_verbs(const struct ma_grammar *g, size_t at)
{
	size_t k = at;

	if (!ma_grammar_is_verb(g, at) || token(g, at)->flags & MA_W_NOUN)
		return false;
	while (k > g->begin)
		if (is_word(token(g, --k), MA_W_MODAL))
			return true;
	return false;
}

/* A plural in an owner's list: its part, what it refers to, or the next item of the list around. */
static enum item plural_item(struct ma_grammar *g, const struct ma_spec_entity *owner,
	const struct ma_phrase *p, bool bound, bool first)
{
	struct ma_str name = ma_phrase_name(g, p);
	bool many = ma_grammar_is_of_many(g, p);

	if (many)
		g->at = p->from;
	if (ma_known_refers(name, owner->name))
		return ITEM_CHILD;
	if (!bound && !first && is_word(token(g, p->to), MA_W_WITH) && !many)
		return ITEM_OTHER; /* "books with a title, copies with a barcode" */
	if (ma_is_meeting(owner->name) && !many)
		return ITEM_TARGET;
	if (!bound && !first && !many && ma_grammar_weigh_list(g, p->to) < -1)
		return ma_known_entity(name)
			? ITEM_CHILD
			: ITEM_FIELD; /* "orders with a name, bags, weight, price" */
	if (ma_known_refers(owner->name, name))
		return bound ? ITEM_TARGET : ITEM_OTHER;
	if (!g->listed && p->to == g->end && !ma_known_entity(name))
		return ITEM_CHILD; /* "log attacks with a start time and triggers" */
	return bound || first ? ITEM_CHILD : ITEM_OTHER;
}

/* "a rating from 1 to 10", "out of 10" */
static bool is_measured(const struct ma_grammar *g, size_t at)
{
	at += ma_spec_match(g->spec, at, "out of") > 0;
	return is_any(g, at, "from between of") && at + 1 < g->end &&
		ma_spec_is_number(g->spec, at + 1);
}

/* "assigned employee" */
static bool is_quality(const struct ma_grammar *g, size_t at)
{
	const struct ma_token *next = token(g, at + 1);

	return ma_str_ends(token(g, at)->low, "ed") && next->kind == MA_TOKEN_WORD &&
		!(next->flags & MA_W_CLOSED) && !ma_spec_is_plural(g->spec, next->low);
}

/* "which are animals too" */
static bool begins_kin(const struct ma_grammar *g)
{
	return is_word(token(g, g->at), MA_W_REL) && !is_any(g, g->at, "what where when how") &&
		is_word(token(g, g->at + 1), MA_W_AUX) &&
		ma_spec_clause_end(g->spec, g->at, g->end) == g->at &&
		ma_spec_choice_end(g->spec, g->at, g->end) == g->at;
}

/* "whether it is paid", and behind other items "knows whether it is paid": past the verb. */
static bool at_question(struct ma_grammar *g, bool verbs)
{
	if (ma_spec_choice_end(g->spec, g->at, g->end) == g->at &&
		ma_spec_begins_question(g->spec, g->at, g->end))
		return true;
	if (!verbs || !ma_grammar_is_verb(g, g->at) ||
		!ma_spec_begins_question(g->spec, g->at + 1, g->end))
		return false;
	g->at++;
	return true;
}

/* "..., which must be unique", "one of a or b": of the field before. */
static bool at_clause_of_field(const struct ma_grammar *g)
{
	return ma_spec_clause_end(g->spec, g->at, g->end) > g->at ||
		ma_spec_choice_end(g->spec, g->at, g->end) > g->at;
}

/* "is kept in one room" behind other items; "raised by a tenant" may be the first one. */
static bool begins_predicate(const struct ma_grammar *g, bool first)
{
	return (!first || ma_grammar_is_participle(g, g->at)) &&
		ma_grammar_begins_predicate(g, g->at);
}

/* The noun at `from` behind a quantity: "several guests", "more than one guest". */
static bool read_plural(struct ma_grammar *g, size_t from, struct ma_phrase *p)
{
	if (!ma_grammar_phrase(g, from, p) ||
		!(p->plural || ma_grammar_says_many(g, g->at, from) ||
			ma_spec_match(g->spec, g->at, "more than one") > 0))
		return false;
	g->at = from;
	return true;
}

static bool ends_item(const struct ma_grammar *g, size_t at)
{
	return at > 0 && (at >= g->end || is_separator(token(g, at)));
}

static bool ends_in_answer(const struct ma_grammar *g, size_t end)
{
	return end > g->at + 1 && ma_str_is(token(g, end - 1)->low, "boolean");
}

/* "rooms" behind a label, beside other fields: how many. */
static bool is_number_of(const struct ma_grammar *g, const struct ma_phrase *p)
{
	enum ma_field_type type;

	return g->label && p->to == p->from + 1 && ends_item(g, p->to) &&
		ma_field_type_of_count(token(g, p->from)->low, &type) &&
		!ma_is_person(ma_phrase_name(g, p)) && !ma_spec_find(g->spec, ma_phrase_name(g, p));
}

/* The same by the words that it begins with; false where those do not say it. */
static bool item_by_first_words(struct ma_grammar *g, bool bound, bool first, enum item *out)
{
	if (!first && ma_grammar_after_each(g, g->at) > g->at)
		*out = ITEM_NONE; /* "..., and each is in one collection" */
	else if (token(g, g->at)->kind == MA_TOKEN_WORD && token(g, g->at)->flags == 0 &&
		ma_words_have("a an the their", token(g, g->at + 1)->low))
		*out = ITEM_NONE; /* "..., pick a desk" */
	else if (!first && ma_grammar_begins_remark(g, g->at))
		*out = ITEM_NONE;
	else if (ma_grammar_after_self(g, g->at) > 0)
		*out = ITEM_SELF;
	else if (begins_kin(g))
		*out = ITEM_KIN;
	else if (at_clause_of_field(g) || at_question(g, bound && !first))
		*out = ITEM_FIELD;
	else if (is_word(token(g, g->at), MA_W_MODAL | MA_W_PRON) ||
		token(g, g->at)->kind != MA_TOKEN_WORD)
		*out = ITEM_NONE;
	else if (ma_str_is(token(g, g->at)->low, "one") &&
		(is_word(token(g, g->at + 2), MA_W_REL) || is_any(g, g->at + 2, "them these")))
		*out = ITEM_MARK; /* "one of which is correct" */
	else if (!first && bound && ma_words_have("take takes", token(g, g->at)->low) &&
		ma_grammar_begins_predicate(g, g->at))
		*out = ITEM_PREDICATE; /* "..., takes place on a date" */
	else if (ends_item(g, ma_grammar_after_belongs(g, g->at)) ||
		ends_in_answer(g, field_end(g, g->at)) ||
		ma_spec_is_column(g->spec, g->at, field_end(g, g->at)))
		*out = ITEM_FIELD; /* "assigned to", "follow up needed yes/no" */
	else if (ma_grammar_after_belongs(g, g->at) > 0)
		*out = ITEM_BELONGS;
	else if (bound && begins_predicate(g, first))
		*out = ITEM_PREDICATE;
	else if (ma_grammar_is_verb(g, g->at) && is_word(token(g, g->at + 1), MA_W_DET))
		*out = ITEM_LEADS;
	else if (continues_a_list_of_verbs(g, g->at))
		*out = ITEM_NONE;
	else
		return false;
	return true;
}

/* "notes on how it went" */
static bool is_told_about(const struct ma_grammar *g, size_t at)
{
	return is_any(g, at, "note notes remark remarks comment comments") &&
		is_any(g, at + 1, "on about");
}

/* What the next item of an owner's list is. */
static enum item field_item(
	struct ma_grammar *g, const struct ma_spec_entity *owner, bool bound, bool first)
{
	enum ma_governor governor = g->governor;
	size_t at = ma_grammar_skip_articles(g, g->at);
	enum ma_field_type type;
	enum item item;
	struct ma_phrase p;
	bool phrase, many = false, exact;
	size_t from = ma_grammar_after_quantity(g, g->at, &many, &exact);

	if (many && read_plural(g, from, &p))
		return plural_item(g, owner, &p, bound, first);
	if (item_by_first_words(g, bound, first, &item))
		return item;
	g->governor = MA_GOVERN_KEPT; /* "a list of drills" is no app that lists them */
	phrase = ma_grammar_phrase(g, g->at, &p);
	g->governor = governor;
	if (phrase && ma_grammar_begins_sentence(g, &p))
		return ITEM_NONE;
	if (phrase && !p.plural && ma_grammar_has_own_fields(g, &p))
		return ITEM_ONE;
	if (phrase && (is_number_of(g, &p) || ma_grammar_is_type_group(g, p.to)))
		return ITEM_FIELD;
	if (phrase && p.to == p.from + 1 &&
		(is_told_about(g, p.from) ||
			(!first && is_any(g, p.from, "notes remarks") && ends_item(g, p.to))))
		return ITEM_FIELD;
	if (phrase && p.plural &&
		(ma_grammar_has_own_fields(g, &p) || ma_grammar_says_many(g, g->at, p.from) ||
			(is_word(token(g, p.to), MA_W_WITH) && is_any(g, p.to + 1, "a an") &&
				ma_grammar_begins_with_field(g, p.to + 1)) ||
			ma_known_refers(ma_phrase_name(g, &p), owner->name)))
		return plural_item(g, owner, &p, bound, first);
	if (ma_grammar_feature_size(g, g->at) > 1 &&
		g->at + ma_grammar_feature_size(g, g->at) == field_end(g, at))
		return ITEM_FEATURE; /* "full text search" */
	if (phrase && p.plural && ma_grammar_is_of_many(g, &p)) {
		if (ma_grammar_feature_size(g, p.from) == 0 &&
			!ma_spec_field_word(g->spec, p.from, field_end(g, p.from), &type))
			return plural_item(g, owner, &p, bound, first);
		g->at = at = p.from; /* "a list of tags" is "tags" */
	}
	if ((ma_spec_field_word(g->spec, at, field_end(g, at), &type) &&
		    !(type == MA_FIELD_BOOLEAN && phrase && p.plural && bound &&
			    p.to == field_end(g, at))) || /* "has flags" */
		(phrase && (is_measured(g, p.to) || ma_word_is_number(token(g, p.to - 1)->low))))
		return ITEM_FIELD;
	if (ma_grammar_feature_size(g, at) > 0)
		return is_any(g, at + ma_grammar_feature_size(g, at), "to")
			? ITEM_FIELD /* "permission to enter" */
			: ITEM_FEATURE;
	if (!phrase)
		return ma_grammar_is_verb(g, g->at) && !is_quality(g, g->at) ? ITEM_NONE
									     : ITEM_FIELD;
	if (g->label && !ma_known_entity(ma_phrase_name(g, &p)) &&
		!ma_spec_find(g->spec, ma_phrase_name(g, &p)))
		return ITEM_FIELD; /* "Toys: name, pieces" */
	return p.plural ? plural_item(g, owner, &p, bound, first) : ITEM_FIELD;
}

/* Past "they teach" of "subjects they teach and a rate"; `at` where it is not there. */
static size_t after_told(const struct ma_grammar *g, size_t at)
{
	size_t to = at + 1;

	if (!is_any(g, at, "they it he she we i you"))
		return at;
	while (to < at + TOLD_WORDS && token(g, to)->kind == MA_TOKEN_WORD &&
		!is_separator(token(g, to)) && !is_word(token(g, to), MA_W_WITH | MA_W_HAVE))
		to++;
	return to > at + 1 &&
			(to == g->end || is_separator(token(g, to)) ||
				is_word(token(g, to), MA_W_WITH) ||
				token(g, to)->kind == MA_TOKEN_OPEN)
		? to
		: at;
}

/* An entity within an owner's list, with its own fields where they follow; `kind` is how it is related to the owner. */
static void read_related(struct ma_grammar *g, struct ma_spec_entity *owner, enum ma_link_kind kind)
{
	bool child = kind == MA_LINK_MANY_TO_ONE, exact;
	struct ma_spec_entity *other;
	size_t end = g->end;
	struct ma_phrase p;
	bool many;

	if (!ma_grammar_phrase(g, g->at, &p))
		return;
	many = ma_grammar_says_many(g, p.from - 1, p.from); /* "a session has several speakers" */
	exact = is_any(g, g->at - 1, "exactly just only");  /* "exactly one card (number)" */
	other = ma_phrase_entity(g, &p);
	g->at = p.to;
	if (other && other != owner && kind != MA_LINK_ONE_TO_ONE &&
		ma_grammar_read_portion(g, owner, other)) {
		g->last = owner; /* "many menu items, each with a quantity" */
		return;
	}
	if (other && other != owner && child)
		ma_spec_link(g->spec, other->name, MA_LINK_MANY_TO_ONE, owner->name, true);
	else if (other && other != owner)
		ma_spec_link(g->spec, owner->name,
			(ma_is_meeting(owner->name) && !many) ||
					(kind == MA_LINK_ONE_TO_ONE && !exact)
				? MA_LINK_MANY_TO_ONE
				: kind,
			other->name, false);
	g->at = after_told(g, p.to);
	g->at = ma_grammar_read_group_of(g, g->at, other);
	if (other && child && token(g, g->at)->kind == MA_TOKEN_COLON &&
		ma_grammar_weigh_list(g, g->at + 1) < 0) {
		g->at++; /* "a log of fuel stops: date, litres" */
		ma_grammar_read_list(g, other, true);
	}
	if (other && child && ma_grammar_at_each_with(g)) {
		ma_grammar_read_list(g, other, true); /* "order items, each with a plant" */
	} else if (other && is_word(token(g, g->at), MA_W_WITH)) {
		g->at++; /* "many milestones with a title" */
		g->end = ma_grammar_own_part_end(g);
		ma_grammar_read_list(g, other, true);
		g->end = end;
	}
	g->last = owner;
}

/* "visits with date and time per pet": where the last field ends, and whose they are; `end` where it is no such thing. */
static size_t before_per(
	const struct ma_grammar *g, const struct ma_spec_entity *owner, size_t from, size_t end)
{
	enum ma_field_type type = MA_FIELD_STRING;
	const struct ma_spec_entity *whole;

	if (end > from + 3 && is_any(g, end - 3, "for") && is_any(g, end - 2, "each every")) {
		whole = ma_spec_find(g->spec,
			ma_spec_name(g->spec, token(g, end - 1)->low, MA_CASE_PASCAL, true));
		return whole && whole != owner ? end - 3 : end; /* "a deposit for each property" */
	}
	if (end < from + 3 || !is_any(g, end - 2, "per"))
		return end;
	whole = ma_spec_find(
		g->spec, ma_spec_name(g->spec, token(g, end - 1)->low, MA_CASE_PASCAL, true));
	if (!whole || whole == owner ||
		(ma_spec_field_word(g->spec, from, end - 2, &type) &&
			(type == MA_FIELD_MONEY || type == MA_FIELD_INTEGER ||
				type == MA_FIELD_DECIMAL)))
		return end;
	return end - 2;
}

static void read_field_item(struct ma_grammar *g, struct ma_spec_entity *owner)
{
	size_t end, next, next_end, per;

	if (is_any(g, g->at, "at on in") && is_any(g, g->at + 1, "a an"))
		g->at++; /* "at a date and time" */
	end = field_end(g, g->at);

	if (end == g->at)
		end++;
	next = end;
	while (next < g->end && is_separator(token(g, next)))
		next++;
	next_end = field_end(g, next);
	owner->given = true;
	per = before_per(g, owner, g->at, end);
	if (per < end) {
		ma_spec_read_field(g->spec, owner, g->at, per);
		ma_spec_link(g->spec, owner->name, MA_LINK_MANY_TO_ONE,
			ma_spec_name(g->spec, token(g, end - 1)->low, MA_CASE_PASCAL, true), true);
		g->at = end;
	} else if (is_told_about(g, ma_grammar_skip_articles(g, g->at))) {
		next = ma_grammar_skip_articles(g, g->at);
		ma_spec_read_field(g->spec, owner, next, next + 1);
		ma_spec_take(g->spec, next, end);
		g->at = end;
	} else if (ma_spec_read_halves(g->spec, owner, g->at, end, next, next_end)) {
		g->at = next_end;
	} else {
		ma_spec_read_field(g->spec, owner, g->at, end);
		g->at = end;
	}
}

/* False: the list ends here. */
bool ma_grammar_read_owned_item(
	struct ma_grammar *g, struct ma_spec_entity **owner, bool bound, bool first)
{
	size_t at = ma_grammar_skip_articles(g, g->at);
	struct ma_counted c;

	switch (field_item(g, *owner, bound, first)) {
	case ITEM_FIELD:
		if (ma_spec_match(g->spec, g->at - 1, "exactly one") > 0 &&
			ma_grammar_read_counted(g, g->at, &c))
			ma_spec_count(g->spec, (*owner)->name, c.name, MA_COUNT_ONE | MA_COUNT_EXACT,
				g->at, c.phrase.to); /* "exactly one medical form" */
		read_field_item(g, *owner);
		return true;
	case ITEM_CHILD:
		read_related(g, *owner, MA_LINK_MANY_TO_ONE);
		return true;
	case ITEM_TARGET:
		read_related(g, *owner, MA_LINK_MANY_TO_MANY);
		return true;
	case ITEM_FEATURE:
		if (ma_grammar_feature_size(g, g->at) > 0)
			at = g->at;
		g->at = at + ma_grammar_feature_size(g, at);
		return true;
	case ITEM_BELONGS:
		return ma_grammar_read_belongs_of(g, g->at, *owner);
	case ITEM_OTHER:
		*owner = NULL; /* back in the list around */
		return ma_grammar_read_entity_item(g);
	case ITEM_ONE:
		read_related(g, *owner, MA_LINK_ONE_TO_ONE);
		return true;
	case ITEM_SELF:
		return ma_grammar_read_self(g, g->at, *owner);
	case ITEM_LEADS:
		return ma_grammar_read_leads(g, g->at, (*owner)->name);
	case ITEM_PREDICATE:
		return ma_grammar_read_predicate_of(g, g->at, *owner);
	case ITEM_KIN:
		return ma_grammar_read_which_are(g, *owner);
	case ITEM_MARK:
		ma_grammar_mark_one(g);
		break;
	case ITEM_NONE:
		break;
	}
	return false;
}

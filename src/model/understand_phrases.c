/* Noun phrases, and which words are verbs where they stand. */
#include "model/understand_grammar.h"

#define PHRASE_WORDS 8

/* A noun phrase may begin here: "my", "books". */
static bool begins_phrase(const struct ma_grammar *g, const struct ma_token *t)
{
	if (t->kind != MA_TOKEN_WORD)
		return false;
	if (t->flags & (MA_W_DET | MA_W_ADJ | MA_W_PRON))
		return true;
	return !(t->flags & MA_W_CLOSED) && ma_spec_is_plural(g->spec, t->low);
}

bool ma_is_part_word(const struct ma_token *t)
{
	return t->kind == MA_TOKEN_WORD &&
		ma_words_have("line lines item items entry entries detail details record records "
			      "history type types status",
			t->low);
}

static bool first_is_verb(const struct ma_grammar *g, size_t at)
{
	const struct ma_token *t = token(g, at);

	if (t->flags & MA_W_NOUN && ma_is_part_word(token(g, at + 1)) &&
		(ma_grammar_is_group(g, at + 2) || token(g, at + 2)->kind == MA_TOKEN_COLON ||
			is_word(token(g, at + 2), MA_W_HAVE)))
		return false; /* "Invoice lines: description, price" */

	if (t->flags & MA_W_BUILD && !(t->flags & MA_W_NOUN))
		return true;
	if (!(t->flags & (MA_W_NOUN | MA_W_ING)))
		return true;
	return begins_phrase(g, token(g, at + 1));
}

/* "users can create posts, rate recipes", "where you list cars, sell cars" */
static bool follows_modal(const struct ma_grammar *g, size_t at)
{
	while (at-- > g->begin)
		if (is_word(token(g, at), MA_W_MODAL) ||
			(ma_words_have("you they we", token(g, at)->low) &&
				token(g, at + 1)->flags & MA_W_VERBAL))
			return true;
	return false;
}

/* "create and book", "add, edit and list": one verb after another. */
static bool continues_verbs(const struct ma_grammar *g, size_t at)
{
	const struct ma_token *before = token(g, at - 1);
	size_t k = at;

	if (before->kind != MA_TOKEN_COMMA && !is_word(before, MA_W_CONJ))
		return false;
	if (begins_phrase(g, token(g, at + 1)) && !ma_is_part_word(token(g, at + 1)) &&
		(token(g, at + 1)->flags & (MA_W_DET | MA_W_PRON) || follows_modal(g, at)))
		return true;
	while (k > g->begin &&
		(token(g, k - 1)->kind == MA_TOKEN_COMMA || is_word(token(g, k - 1), MA_W_CONJ)))
		k--;
	return k > g->begin && token(g, k - 1)->flags & MA_W_VERBAL && k - 1 > g->begin &&
		is_word(token(g, k - 2), MA_W_MODAL | MA_W_PREP | MA_W_PRON | MA_W_CONJ);
}

static bool is_plural_noun(const struct ma_grammar *g, size_t at)
{
	const struct ma_token *t = token(g, at);

	return t->kind == MA_TOKEN_WORD && !(t->flags & MA_W_CLOSED) &&
		ma_spec_is_plural(g->spec, t->low);
}

/* "Agents (name, email) answer tickets", "guests (name) sit at tables" */
static bool follows_bracket(const struct ma_grammar *g, size_t at)
{
	const struct ma_token *next = token(g, at + 1);
	size_t open = at - 1;

	if (token(g, open)->kind != MA_TOKEN_CLOSE || token(g, at)->flags & MA_W_ING ||
		!(begins_phrase(g, next) || is_word(next, MA_W_PREP) ||
			is_any(g, at + 1, "up out in off")))
		return false;
	while (open > g->begin && token(g, open)->match != at - 1)
		open--;
	return open > g->begin && is_plural_noun(g, open - 1) != ma_str_ends(token(g, at)->low, "s");
}

/* "..., and work in one department", "..., live in exactly one room": no name is counted so. */
static bool goes_on_with_one(const struct ma_grammar *g, size_t at)
{
	return is_separator(token(g, at - 1)) && is_word(token(g, at + 1), MA_W_PREP) &&
		is_any(g, at + 2, "one exactly several many") && !(token(g, at)->flags & MA_W_ING);
}

/* "an actor appears in many movies", "a teacher teaches a class" */
static bool follows_subject(const struct ma_grammar *g, size_t at)
{
	const struct ma_token *next = token(g, at + 1);
	size_t k = at;

	if (follows_bracket(g, at))
		return true;
	if ((at == g->begin + 1 || token(g, at - 2)->kind == MA_TOKEN_COLON ||
		    is_any(g, at - 2, "let lets help helps where when") ||
		    (at == g->begin + 2 && !(token(g, g->begin)->flags & MA_W_CLOSED) &&
			    is_word(next, MA_W_DET))) &&
		ma_spec_is_plural(g->spec, token(g, at - 1)->low) &&
		!ma_str_ends(token(g, at)->low, "s") && begins_phrase(g, next) &&
		(!ma_is_part_word(next) ||
			ma_is_person(ma_spec_name(
				g->spec, token(g, at - 1)->low, MA_CASE_PASCAL, true))))
		return true; /* "Auctions: sellers list items", "let users report potholes" */
	if (at == g->begin + 1 && ma_spec_is_plural(g->spec, token(g, g->begin)->low) &&
		!ma_str_ends(token(g, at)->low, "s") && next->kind == MA_TOKEN_WORD &&
		!next->flags && is_plural_noun(g, at + 2))
		return true; /* "Nurses record vital signs" */
	if (!is_word(next, MA_W_PREP | MA_W_DET | MA_W_PRON | MA_W_REL))
		return false;
	if (is_any(g, at + 1, "them it us me him") && is_plural_noun(g, at - 1))
		return true; /* "movies with a year, members rate them" */
	if (at > g->begin + 1 && is_word(token(g, at - 2), MA_W_CONJ) && is_word(next, MA_W_PREP) &&
		!ma_str_is(next->low, "of") && is_plural_noun(g, at + 2) &&
		is_plural_noun(g, at - 1) && !ma_str_ends(token(g, at)->low, "s"))
		return true; /* "..., and readers comment on posts" */
	if (at == g->begin + 1 && ma_spec_is_plural(g->spec, token(g, g->begin)->low))
		return !ma_str_ends(token(g, at)->low, "s"); /* "Musicians play in" */
	if (!ma_str_ends(token(g, at)->low, "s"))
		return false;
	while (k > g->begin && k + 3 > at && !(token(g, k - 1)->flags & MA_W_CLOSED) &&
		token(g, k - 1)->kind == MA_TOKEN_WORD)
		k--;
	return k < at && k > g->begin && ma_words_have("a an each every", token(g, k - 1)->low) &&
		!ma_spec_is_plural(g->spec, token(g, at - 1)->low);
}

/* "my company sells bikes" */
static bool says_what_it_does(const struct ma_grammar *g, size_t at)
{
	const struct ma_token *subject = token(g, at - 1);
	size_t k = at;

	if (at < g->begin + 2 || !ma_str_ends(token(g, at)->low, "s") ||
		is_word(subject, MA_W_CLOSED | MA_W_ADJ) ||
		ma_spec_is_plural(g->spec, subject->low) || !begins_phrase(g, token(g, at + 1)))
		return false;
	while (k > g->begin && k + 3 > at && token(g, k - 1)->kind == MA_TOKEN_WORD &&
		!is_word(token(g, k - 1), MA_W_CLOSED))
		k--;
	return k > g->begin && k < at && is_word(token(g, k - 1), MA_W_DET);
}

/* "I breed alpacas", "everything lives in a notebook": whatever the word. */
static bool follows_pronoun(const struct ma_grammar *g, size_t at)
{
	const struct ma_token *next = token(g, at + 1);

	return at > g->begin && token(g, at - 1)->kind == MA_TOKEN_WORD &&
		ma_words_have("i we you they he she everyone everybody nobody everything",
			token(g, at - 1)->low) &&
		(begins_phrase(g, next) || is_word(next, MA_W_PREP));
}

/* "Leave requests per employee", "menu items" */
static bool begins_known_name(const struct ma_grammar *g, size_t at)
{
	return token(g, at)->flags & MA_W_NOUN && token(g, at + 1)->kind == MA_TOKEN_WORD &&
		ma_known_entity(ma_spec_name(
			g->spec, ma_spec_words(g->spec, at, at + 2), MA_CASE_PASCAL, true));
}

bool ma_grammar_is_verb(const struct ma_grammar *g, size_t at)
{
	const struct ma_token *t = token(g, at), *before;

	if (t->kind != MA_TOKEN_WORD || (t->flags & MA_W_CLOSED && !(t->flags & MA_W_VERBAL)))
		return false;
	if (at > g->begin && is_word(token(g, at - 1), MA_W_MODAL))
		return !(ma_spec_is_plural(g->spec, t->low) &&
			ma_grammar_is_group(
				g, at + 1)); /* "members can suggest books", whatever the word */
	if (!(t->flags & MA_W_VERBAL))
		return follows_pronoun(g, at);
	if (ma_grammar_begins_remark(g, at))
		return true;
	if (at == g->begin && begins_known_name(g, at))
		return false;
	if (token(g, at + 1)->kind == MA_TOKEN_COLON || ma_grammar_is_group(g, at + 1))
		return false; /* "Talk: title, room" */
	if (at == g->begin)
		return first_is_verb(g, at);
	before = token(g, at - 1);
	if (is_word(before, MA_W_MODAL | MA_W_PRON | MA_W_REL | MA_W_ADV) ||
		ma_str_is(before->low, "to"))
		return true;
	if (is_word(before, MA_W_CONTAINER) && ma_str_ends(t->low, "s") &&
		!ma_spec_is_plural(g->spec, before->low))
		return begins_phrase(g, token(g, at + 1)) ||
			is_word(token(g, at + 1), MA_W_REL); /* "the app tracks expenses" */
	if (says_what_it_does(g, at))
		return true;
	if (ma_str_is(t->low, "wants"))
		return !is_word(before, MA_W_DET | MA_W_ADJ);
	if (continues_verbs(g, at) || follows_subject(g, at) || goes_on_with_one(g, at))
		return true;
	if (t->flags & MA_W_ING)
		return is_word(before, MA_W_PREP);
	return !(t->flags & MA_W_NOUN) && !is_word(before, MA_W_DET | MA_W_ADJ);
}

static bool is_noun(const struct ma_grammar *g, size_t at)
{
	const struct ma_token *t = token(g, at);

	return t->kind == MA_TOKEN_WORD && !(t->flags & MA_W_CLOSED) && !ma_grammar_is_verb(g, at);
}

/* "a list of books", "the number of pages": the phrase is what follows. */
static bool is_measure(const struct ma_grammar *g, const struct ma_phrase *p)
{
	const struct ma_token *head = token(g, p->to - 1);

	if (!is_any(g, p->to, "of"))
		return false;
	if (g->governor == MA_GOVERN_ASKED)
		return ma_words_have("lists collections", head->low);
	return ma_words_have(
		"list lists collection set catalog catalogue record history lot lots type kind database bunch group "
		"variety pair pairs piece pieces item items details information",
		head->low);
}

static size_t skip_modifiers(const struct ma_grammar *g, size_t at)
{
	const struct ma_token *t = token(g, at);

	while (t->kind == MA_TOKEN_WORD && !ma_grammar_is_verb(g, at) &&
		(t->flags & (MA_W_DET | MA_W_ADJ) || ma_word_is_number(t->low) || t->possessive)) {
		if (t->flags & MA_W_NOUN && !is_noun(g, at + 1))
			break;
		t = token(g, ++at);
	}
	return at;
}

bool ma_grammar_phrase(const struct ma_grammar *g, size_t at, struct ma_phrase *out)
{
	size_t from = skip_modifiers(g, at);
	struct ma_phrase p = { from, from, false };

	while (p.to < p.from + PHRASE_WORDS && is_noun(g, p.to))
		p.to++;
	if (p.to == p.from)
		return false;
	if (is_measure(g, &p) && ma_grammar_phrase(g, p.to + 1, out))
		return true;
	p.plural = ma_spec_is_plural(g->spec, token(g, p.to - 1)->low) ||
		(p.from > at &&
			is_any(g, p.from - 1, "several many multiple")); /* "several deceased" */
	*out = p;
	return true;
}

const struct ma_token *ma_phrase_head(const struct ma_grammar *g, const struct ma_phrase *p)
{
	return token(g, p->to - 1);
}

/* "A tool has a name", "Each application belongs to a job", where the app was named before: one of those that are kept. */
static bool is_one_of_many(const struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at = p->to;

	while (is_word(token(g, at), MA_W_MODAL | MA_W_ADV))
		at++;
	if (ma_str_is(ma_phrase_head(g, p)->low, "application") && p->from > g->begin + 1 &&
		is_any(g, p->from - 1, "an their") && ma_verb_makes(token(g, p->from - 2)->low) &&
		!is_word(token(g, p->from - 2), MA_W_BUILD))
		return true; /* "send an application for a job" */
	if (ma_str_is(ma_phrase_head(g, p)->low, "application") && p->from > g->begin &&
		ma_words_have("a an the each every", token(g, p->from - 1)->low) &&
		g->spec->entities && is_word(token(g, at), MA_W_HAVE) &&
		ma_grammar_weigh_list(g, at + 1) < 0 && is_word(token(g, at + 1), MA_W_DET))
		return true; /* "the application has a status" beside other things */
	return g->spec->container && p->from == g->begin + 1 &&
		ma_words_have("a an each every", token(g, g->begin)->low) &&
		!ma_words_have("app webapp website site system platform software",
			ma_phrase_head(g, p)->low) &&
		(is_word(token(g, at), MA_W_HAVE) || ma_grammar_after_belongs(g, at) > 0);
}

/* "A site has a job number": behind the first sentence, and with fields, it is one of those that are kept. */
static bool is_kept_here(const struct ma_grammar *g, const struct ma_phrase *p)
{
	return g->begin > 1 && p->to == p->from + 1 && p->from > g->begin &&
		ma_words_have("a an each every", token(g, p->from - 1)->low) &&
		!ma_words_have("app application webapp website platform software",
			ma_phrase_head(g, p)->low) &&
		(is_word(token(g, p->to), MA_W_HAVE) || token(g, p->to)->kind == MA_TOKEN_COLON) &&
		ma_grammar_begins_with_field(g, p->to + 1);
}

/* "We log deliveries at a site", where "A site: address, budget" was said. */
static bool is_kept_before(const struct ma_grammar *g, const struct ma_phrase *p)
{
	const struct ma_spec_entity *e;

	if (p->from == g->begin || !is_any(g, p->from - 1, "a an each every"))
		return false;
	e = ma_spec_find(g->spec,
		ma_spec_name(g->spec, ma_spec_words(g->spec, p->from, p->to), MA_CASE_PASCAL, true));
	return e && (e->given || (!e->hinted && is_word(token(g, p->to), MA_W_HAVE)));
}

bool ma_phrase_is_container(const struct ma_grammar *g, const struct ma_phrase *p)
{
	unsigned head = ma_phrase_head(g, p)->flags;

	if (ma_str_is(token(g, p->from)->low, "crud"))
		return true; /* "CRUD screens" */
	if (p->plural || is_one_of_many(g, p) || is_kept_here(g, p) || is_kept_before(g, p))
		return false;
	return head & MA_W_CONTAINER || (head & MA_W_BOX && g->governor == MA_GOVERN_ASKED);
}

bool ma_phrase_is_field(const struct ma_grammar *g, const struct ma_phrase *p)
{
	enum ma_field_type type;

	return ma_spec_field_word(g->spec, p->from, p->to, &type);
}

bool ma_phrase_is_feature(const struct ma_grammar *g, const struct ma_phrase *p)
{
	return ma_words_have("alerts notifications reminders", ma_phrase_head(g, p)->low) &&
		!ma_grammar_is_group(g, p->to);
}

bool ma_phrase_is_figure(const struct ma_grammar *g, const struct ma_phrase *p)
{
	return ma_words_have("totals sums averages statistics stats trends insights progress "
			     "summaries overviews metrics figures hours minutes",
		ma_phrase_head(g, p)->low);
}

/* "two vets, one receptionist", "draft 2", "a song can be in several setlists" */
static bool is_remark(const struct ma_grammar *g, size_t at, size_t end)
{
	enum ma_field_type type;
	size_t to = at;

	if (ma_words_have("two three four five six seven eight nine ten several many",
		    token(g, at)->low) ||
		(at + 2 == end && ma_word_is_number(token(g, at + 1)->low)))
		return true;
	while (to < end && token(g, to)->kind == MA_TOKEN_WORD &&
		!is_word(token(g, to), MA_W_MODAL | MA_W_AUX | MA_W_HAVE | MA_W_CONJ))
		to++;
	return to > at + 1 && to < end && is_word(token(g, to), MA_W_MODAL | MA_W_AUX) &&
		ma_words_have("a an the", token(g, at)->low) &&
		!ma_spec_field_word(g->spec, at, to, &type);
}

bool ma_grammar_is_group(const struct ma_grammar *g, size_t at)
{
	const struct ma_token *t = token(g, at), *first = token(g, at + 1);
	size_t n = 0;

	if (t->kind != MA_TOKEN_OPEN || t->match <= at + 1 || first->kind != MA_TOKEN_WORD)
		return false;
	if (ma_spec_is_remark(g->spec, at))
		return false; /* "stars (1-5)" */
	if (t->match == at + 2 && is_word(first, MA_W_TECH))
		return false; /* "online payment (Stripe)" */
	if (first->low.n == 1 && !(first->flags & MA_W_CLOSED) && !ma_word_is_number(first->low))
		return false; /* "brew time (s)", "size (l x w)" */
	if (t->match == at + 2 && at > g->begin && ma_is_unit(first->low) &&
		!ma_spec_is_plural(g->spec, token(g, at - 1)->low))
		return false; /* "prep time (min)" */
	if (is_word(first, MA_W_PRON) || is_remark(g, at + 1, t->match) ||
		(t->match == at + 2 && at > g->begin &&
			ma_spec_feature_at(g->spec, at + 1, &n) >= 0 &&
			is_word(token(g, at - 1), MA_W_VERBAL | MA_W_NOUN)))
		return false; /* "dark mode (we sit in the dark)" */
	if (ma_str_is(first->low, "eg") || ma_str_is(first->low, "e.g") ||
		ma_str_is(first->low, "i.e"))
		return false;
	if (is_word(first, MA_W_REL) || is_any(g, at + 1, "per"))
		return token(g, at + 2 + is_any(g, at + 1, "per"))->kind ==
			MA_TOKEN_COMMA; /* "(what, amount)", "(per client, rate)" */
	return !is_word(first, MA_W_PREP | MA_W_NEG) || ma_str_is(first->low, "in");
}

void ma_grammar_skip_negation(struct ma_grammar *g)
{
	const struct ma_token *t;

	for (g->at++; g->at < g->end; g->at++) {
		t = token(g, g->at);
		if (t->kind == MA_TOKEN_COMMA || t->kind == MA_TOKEN_COLON ||
			ma_str_is(t->low, "but") || ma_str_is(t->low, "and"))
			return;
	}
}

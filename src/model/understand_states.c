/*
 * What is said of the states of a record: "tickets go from new to open to closed", "ticket status: open, closed", "agents can change
 * the status to a, b or c", "mark an order as made or delivered", "managers approve or reject requests". All of it comes to one
 * choice of the record.
 */
#include "model/understand_grammar.h"
#include "model/understand_states.h"

#define LOOK_AHEAD 8 /* words before the verb of a change */

/* The record that a phrase names. A plural is one even where it was not kept before. */
static struct ma_spec_entity *named(struct ma_grammar *g, const struct ma_phrase *p, bool new_too)
{
	struct ma_str name = ma_phrase_name(g, p);
	struct ma_spec_entity *e = ma_spec_find_called(g->spec, name);

	if (e || !new_too || is_word(ma_phrase_head(g, p), MA_W_ROLE | MA_W_CONTAINER) ||
		(!p->plural && !ma_known_entity(name)))
		return e;
	return ma_phrase_entity(g, p);
}

/* The one that has such a field and no values of it yet, else the one that was spoken of last. */
static struct ma_spec_entity *spoken_of(const struct ma_grammar *g, struct ma_str field)
{
	struct ma_spec_entity *e, *found = NULL, *any = NULL;
	const struct ma_spec_field *f;

	for (e = g->spec->entities; e; e = e->next) {
		f = ma_spec_find_field(e, field);
		if (f && (f->values_n == 0 || !f->said) && found != g->last)
			found = e;
		if (e->fields_n > 0)
			any = e;
	}
	if (found)
		return found;
	return g->last ? g->last : any;
}

static const struct ma_spec_field *stated_choice(const struct ma_spec_entity *e)
{
	const struct ma_spec_field *f;

	for (f = e->fields; f; f = f->next)
		if (f->values_n > 1 && f->said &&
			ma_words_have(MA_STATE_NOUNS " decision outcome result", f->name))
			return f;
	return NULL;
}

/* Give the record the choice; where it has one of that name with its own values, that one is kept. */
static bool add_choice(struct ma_grammar *g, struct ma_spec_entity *e, struct ma_str words,
	const struct ma_states *s)
{
	struct ma_spec_field *f = ma_spec_find_field(
		e, ma_spec_name(g->spec, words, MA_CASE_CAMEL, false));

	if (!f || f->values_n == 0 || !f->said)
		ma_spec_add_states(g->spec, e, words, s);
	g->last = e;
	return true;
}

/* "the final decision", "its status", "stages" at [from, to) as the field's words. */
static struct ma_str field_words(struct ma_grammar *g, size_t from, size_t to)
{
	struct ma_str word = token(g, to - 1)->low;

	if (to == from + 1 && ma_words_have("workflow workflows lifecycle flow", word))
		return MA_STR("status");
	return ma_spec_name(g->spec, ma_spec_words(g->spec, from, to), MA_CASE_SNAKE, true);
}

static bool ends_here(const struct ma_grammar *g, size_t at)
{
	return at >= g->end;
}

/* Behind the list: what is left of the sentence is told of the same record: "with a reason". */
static bool finish(struct ma_grammar *g, struct ma_spec_entity *e, size_t at)
{
	size_t with = at + (token(g, at)->kind == MA_TOKEN_COMMA);

	if (is_word(token(g, with), MA_W_WITH)) {
		ma_spec_read_fields(g->spec, e, with + 1, g->end);
		at = g->end;
	}
	ma_spec_take(g->spec, g->begin, at);
	g->at = at;
	return true;
}

/* Past "the", "these four", "one of the following" */
static size_t skip_count(const struct ma_grammar *g, size_t at)
{
	while (is_word(token(g, at), MA_W_DET) ||
		is_any(g, at, "possible following different various these one of") ||
		(token(g, at)->kind == MA_TOKEN_WORD && ma_word_is_number(token(g, at)->low)))
		at++;
	return at;
}

/* Behind "through", "is in": "the stages", "one of three states:"; `field` gets its word, where one is there. */
static size_t skip_noun(struct ma_grammar *g, size_t at, struct ma_str *field)
{
	size_t noun = skip_count(g, at);

	if (!is_any(g, noun, MA_STATE_NOUNS " steps columns lanes"))
		return at;
	if (!is_any(g, noun, "steps lanes lifecycle"))
		*field = field_words(g, noun, noun + 1);
	noun++;
	noun += is_any(g, noun, "of");
	return noun +
		(token(g, noun)->kind == MA_TOKEN_COLON || token(g, noun)->kind == MA_TOKEN_COMMA);
}

static bool is_passing(const struct ma_grammar *g, size_t at)
{
	return is_any(g, at,
		"go goes move moves pass passes progress progresses run runs proceed proceeds advance "
		"advances travel travels change changes transition transitions flow flows");
}

static bool read_passing(struct ma_grammar *g, struct ma_phrase *p, size_t at)
{
	struct ma_str field = MA_STR("status");
	struct ma_spec_entity *e;
	struct ma_states s;
	size_t from = at + 1, list;

	if (is_any(g, at, "start starts begin begins")) {
		from += is_any(g, from, "out off");
		if (!is_any(g, from, "as in"))
			return false;
	} else if (!is_passing(g, at)) {
		return false;
	} else if (!is_any(g, from, "from through thru between")) {
		return false;
	}
	list = skip_noun(g, from + 1, &field);
	if (!ma_spec_read_states(g->spec, list, g->end, true, &s) || !ends_here(g, s.end) ||
		(list == from + 1 && !ma_spec_are_states(g->spec, &s)))
		return false;
	e = named(g, p, true);
	return e && add_choice(g, e, field, &s) && finish(g, e, s.end);
}

static const struct decision {
	const char *verbs, *state;
} decisions[] = {
	{ "approve approves", "approved" },
	{ "accept accepts", "accepted" },
	{ "confirm confirms", "confirmed" },
	{ "grant grants", "granted" },
	{ "reject rejects", "rejected" },
	{ "decline declines", "declined" },
	{ "deny denies", "denied" },
	{ "refuse refuses", "refused" },
	{ "defer defers", "deferred" },
	{ "cancel cancels", "cancelled" },
};

static const char *decided(const struct ma_grammar *g, size_t at)
{
	size_t i;

	for (i = 0; i < MA_COUNT(decisions); i++)
		if (is_any(g, at, decisions[i].verbs))
			return decisions[i].state;
	return NULL;
}

static void add_decision(
	struct ma_grammar *g, struct ma_spec_entity *e, const struct ma_str *states, size_t n)
{
	if (!stated_choice(e) && !ma_spec_find_field(e, MA_STR("status")))
		ma_spec_add_choice(g->spec, e, MA_STR("status"), states, n);
	g->last = e;
}

static const char *decision_state(const struct ma_grammar *g, size_t at)
{
	size_t i;

	for (i = 0; i < MA_COUNT(decisions); i++)
		if (is_any(g, at, decisions[i].state))
			return decisions[i].state;
	return NULL;
}

/* "get approved or rejected", "are accepted or declined by the owner", whose verbs are [verb, at). */
static bool read_decided(struct ma_grammar *g, struct ma_phrase *p, size_t verb, size_t at)
{
	struct ma_str states[5] = { MA_STR("pending") };
	struct ma_spec_entity *e;
	size_t n = 1;

	for (; decision_state(g, at) && n < MA_COUNT(states); at++) {
		states[n++] = ma_str(decision_state(g, at));
		while (is_separator(token(g, at + 1)) || token(g, at + 1)->kind == MA_TOKEN_SLASH)
			at++;
	}
	if (n < 3 || !(is_any(g, verb, "get gets") || is_any(g, at, "by")))
		return false;
	e = named(g, p, true);
	if (!e)
		return false;
	add_decision(g, e, states, n);
	ma_spec_take(g->spec, g->begin, g->end);
	g->at = g->end;
	return true;
}

/* "is in one of three states: a, b", "belongs to one of the columns a, b", "is marked as a, b or c" at `at` behind its subject. */
static bool read_being(struct ma_grammar *g, struct ma_phrase *p, size_t at)
{
	struct ma_str field = MA_STR("status");
	struct ma_spec_entity *e;
	struct ma_states s;
	size_t from = at, list;
	bool passed;

	while (is_word(token(g, at), MA_W_AUX | MA_W_MODAL) ||
		is_any(g, at, "be belong belongs get gets"))
		at++;
	if (at == from)
		return false;
	passed = is_any(g, at, "first initially");
	if (read_decided(g, p, from, at))
		return true;
	if (is_any(g, at, "marked flagged set tagged") && is_any(g, at + 1, "as to")) {
		list = at + 2;
	} else {
		at += is_any(g, at, "in to at");
		list = skip_noun(g, at, &field);
		if (list == at && !passed)
			return false;
	}
	if (!ma_spec_read_states(g->spec, list, g->end, passed, &s))
		return false;
	e = named(g, p, true);
	return e && add_choice(g, e, field, &s) && finish(g, e, s.end);
}

/* "Orders go through ...", "each task is in one of ...": what the sentence's subject can be. */
static bool read_subject(struct ma_grammar *g)
{
	struct ma_phrase p;
	size_t at;

	if (!ma_grammar_phrase(g, ma_grammar_skip_articles(g, g->begin), &p))
		return false;
	if (read_being(g, &p, p.to))
		return true;
	for (at = p.to; is_word(token(g, at), MA_W_MODAL | MA_W_ADV) || is_any(g, at, "then");)
		at++;
	return read_passing(g, &p, at);
}

static bool names_things(struct ma_grammar *g, const struct ma_states *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (ma_spec_find(g->spec,
			    ma_spec_name(g->spec,
				    ma_spec_words(g->spec, s->values[i].from, s->values[i].to),
				    MA_CASE_PASCAL, true)))
			return true;
	return false;
}

/* "status", "stages", and before a colon also "levels", "sizes" that are listed. */
static bool names_choice(struct ma_grammar *g, size_t at)
{
	struct ma_str word = token(g, at)->low, one;

	if (is_any(g, at, MA_STATE_NOUNS))
		return true;
	if (at > g->begin || token(g, at)->kind != MA_TOKEN_WORD ||
		token(g, at + 1)->kind != MA_TOKEN_COLON || !ma_spec_is_plural(g->spec, word) ||
		!g->last || !g->last->given)
		return false;
	one = ma_spec_name(g->spec, word, MA_CASE_SNAKE, true);
	return (ma_is_choice_noun(one) || ma_words_have("grade rank outcome quality", one)) &&
		!ma_str_is(one, "role") &&
		!ma_spec_find(g->spec, ma_spec_name(g->spec, word, MA_CASE_PASCAL, true));
}

/* "Ticket status: a, b", "The possible stages are a, b", "Status of a ticket: a, b" */
static bool read_label(struct ma_grammar *g)
{
	size_t begin = skip_count(g, g->begin), noun = begin, end;
	struct ma_phrase whose = { begin, begin, false };
	struct ma_spec_entity *e = NULL;
	struct ma_str field;
	struct ma_states s;
	bool plural;

	while (noun < begin + 4 && token(g, noun)->kind == MA_TOKEN_WORD &&
		!is_word(token(g, noun), MA_W_CLOSED) && !names_choice(g, noun))
		noun++;
	if (!names_choice(g, noun))
		return false;
	plural = (ma_str_ends(token(g, noun)->low, "s") && !is_any(g, noun, "status")) ||
		is_any(g, noun + 1, "values");
	whose.to = noun;
	end = noun + 1 + (size_t)is_any(g, noun + 1, "flow transitions values");
	if (is_any(g, end, "of for") && ma_grammar_phrase(g, end + 1, &whose)) {
		end = whose.to;
		begin = noun;
	}
	if (token(g, end)->kind != MA_TOKEN_COLON &&
		!((plural || is_any(g, noun, "workflow lifecycle")) &&
			is_any(g, end, "are is include")))
		return false;
	end += token(g, end + 1)->kind == MA_TOKEN_COLON ? 2 : 1;
	if (!ma_spec_read_states(g->spec, end, g->end, false, &s) || !ends_here(g, s.end) ||
		names_things(g, &s))
		return false;
	field = field_words(g, noun, noun + 1);
	if (whose.to > whose.from)
		e = named(g, &whose, begin == noun);
	if (!e && whose.to > whose.from)
		field = field_words(g, begin, noun + 1); /* "payment status" */
	if (!e)
		e = spoken_of(g, field);
	return e && add_choice(g, e, field, &s) && finish(g, e, s.end);
}

/* "the status of a ticket", "the order's status", "it", "requests" at `at`: whose and which choice is changed; 0: none. */
static size_t read_object(
	struct ma_grammar *g, size_t at, struct ma_spec_entity **e, struct ma_str *field)
{
	size_t from = at, to;
	struct ma_phrase p;

	*e = NULL;
	*field = MA_STR("status");
	if (is_any(g, at, "it them this these")) {
		*e = g->last ? g->last : spoken_of(g, *field);
		return *e ? at + 1 : 0;
	}
	at = ma_grammar_skip_articles(g, at);
	for (to = at; to < at + 4 && token(g, to)->kind == MA_TOKEN_WORD &&
		!is_word(token(g, to), MA_W_PREP) && !is_any(g, to, "as");)
		to++;
	if (to == at)
		return 0;
	if (ma_is_choice_noun(token(g, to - 1)->low) ||
		is_any(g, to - 1, "decision outcome result")) {
		from = at;
		if (token(g, at)->possessive && to > at + 1) {
			p = (struct ma_phrase){ at, at + 1, false };
			*e = named(g, &p, false);
			from = at + 1;
		}
		*field = field_words(g, from, to);
		if (is_any(g, to, "of for") && ma_grammar_phrase(g, to + 1, &p)) {
			*e = named(g, &p, true);
			to = p.to;
		}
		*e = *e ? *e : spoken_of(g, *field);
		return *e ? to : 0;
	}
	if (!ma_grammar_phrase(g, at, &p))
		return 0;
	*e = named(g, &p, true);
	return *e ? p.to : 0;
}

/* "change the status to a, b or c", "mark an order as a or b" with its verb at `at`. */
static bool read_change(struct ma_grammar *g, size_t at)
{
	struct ma_spec_entity *e;
	struct ma_str field;
	struct ma_states s;
	size_t to;
	bool passed;

	if (!is_any(g, at,
		    "change changes set sets update updates switch switches move moves mark marks flag "
		    "flags put puts turn label"))
		return false;
	for (to = at + 1; to < at + LOOK_AHEAD && token(g, to)->kind == MA_TOKEN_WORD &&
		!is_any(g, to, "to as from between into through");)
		to++;
	passed = is_any(g, to, "from between through");
	if (!is_any(g, to, "to as from between into through") ||
		!ma_spec_read_states(g->spec, to + 1, g->end, passed, &s) ||
		(!ma_spec_are_states(g->spec, &s) && !is_any(g, to - 1, MA_STATE_NOUNS)))
		return false;
	return read_object(g, at + 1, &e, &field) == to && add_choice(g, e, field, &s) &&
		finish(g, e, s.end);
}

/* "approve or reject them" with its first verb at `at`: such a record is pending, approved or rejected. */
static bool read_decision(struct ma_grammar *g, size_t at)
{
	struct ma_str states[5] = { MA_STR("pending") }, field;
	struct ma_spec_entity *e = NULL;
	size_t n = 1, end;

	for (; decided(g, at) && n < MA_COUNT(states); at++) {
		states[n++] = ma_str(decided(g, at));
		while (is_separator(token(g, at + 1)) || token(g, at + 1)->kind == MA_TOKEN_SLASH)
			at++;
	}
	end = n > 2 ? read_object(g, at, &e, &field) : 0;
	if (end == 0)
		return false;
	add_decision(g, e, states, n);
	return finish(g, e, end);
}

/* "Admins can change the status to ...", "you approve or decline them": the verb is one of the sentence's first words. */
static bool read_act(struct ma_grammar *g)
{
	size_t at;

	for (at = g->begin; at < g->begin + LOOK_AHEAD && token(g, at)->kind == MA_TOKEN_WORD &&
		!is_word(token(g, at), MA_W_HAVE | MA_W_WITH | MA_W_REL | MA_W_NEG);
		at++)
		if (read_change(g, at) || read_decision(g, at))
			return true;
	return false;
}

/* "Draft -> Submitted -> Approved" alone, behind "Workflow:" on the line before. */
static bool read_arrows(struct ma_grammar *g)
{
	struct ma_spec_entity *e;
	struct ma_states s;
	size_t at, n = 0;

	for (at = g->begin; at < g->end; at++)
		n += token(g, at)->kind != MA_TOKEN_STOP && token(g, at)->text.n > 0 &&
			(memchr("->", token(g, at)->text.p[0], 2) ||
				(unsigned char)token(g, at)->text.p[0] == 0xe2);
	if (n < 2 || !ma_spec_read_states(g->spec, g->begin, g->end, false, &s) ||
		!ends_here(g, s.end) || s.n < n + 1 || !ma_spec_are_states(g->spec, &s))
		return false;
	e = spoken_of(g, MA_STR("status"));
	return e && add_choice(g, e, MA_STR("status"), &s) && finish(g, e, s.end);
}

/* "The status of an order goes from new to paid" */
static bool read_status_passing(struct ma_grammar *g)
{
	struct ma_spec_entity *e;
	struct ma_str field;
	struct ma_states s;
	size_t at, end;

	for (at = g->begin; at < g->begin + LOOK_AHEAD && !is_passing(g, at);)
		at++;
	if (!is_passing(g, at) || !is_any(g, at + 1, "from through between"))
		return false;
	end = at - is_word(token(g, at - 1), MA_W_MODAL);
	return at > g->begin + 1 && is_word(token(g, g->begin), MA_W_DET) &&
		ma_spec_read_states(g->spec, at + 2, g->end, true, &s) && ends_here(g, s.end) &&
		ma_spec_are_states(g->spec, &s) && read_object(g, g->begin, &e, &field) == end &&
		add_choice(g, e, field, &s) && finish(g, e, s.end);
}

/* "Quality is A, B or C" */
static bool read_letters(struct ma_grammar *g)
{
	struct ma_spec_entity *e;
	struct ma_str field;
	struct ma_states s;
	struct ma_phrase p;
	size_t i;

	if (!ma_grammar_phrase(g, ma_grammar_skip_articles(g, g->begin), &p) ||
		!is_any(g, p.to, "is are") ||
		!ma_spec_read_states(g->spec, p.to + 1, g->end, false, &s) || !ends_here(g, s.end))
		return false;
	for (i = 0; i < s.n; i++)
		if (token(g, s.values[i].from)->low.n > 1 || s.values[i].to > s.values[i].from + 1)
			return false;
	field = field_words(g, p.from, p.to);
	e = spoken_of(g, field);
	return e && add_choice(g, e, field, &s) && finish(g, e, s.end);
}

bool ma_grammar_read_states(struct ma_grammar *g)
{
	return read_status_passing(g) || read_letters(g) || read_subject(g) || read_label(g) ||
		read_act(g) || read_arrows(g);
}

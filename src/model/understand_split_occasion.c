/*
 * What is told when something happens: "when a member borrows a book we write down the date" says that a loan has a date, and that it
 * belongs to a book and to a member. Each becomes a clause of that record. Cost: a bounded look ahead at the beginning of each clause,
 * and one look at the whole prompt for the first occasions.
 */
#include "model/understand_split.h"

#define OCCASION_WORDS 24 /* of "when a member of staff hands out a parcel" */
#define NAME_WORDS 3

/* Who does what to what: any of the words may be missing. */
struct occasion {
	struct ma_split_words who, what;
	size_t verb; /* 0: the occasion is a thing: "at each visit" */
	bool passive;
};

static bool is_verb_of(const struct ma_splitter *s, size_t at, bool plural)
{
	return ma_split_is_a(s, at, MA_W_AUX | MA_W_HAVE | MA_W_MODAL) ||
		(s->in[at].kind == MA_TOKEN_WORD && !ma_split_is_a(s, at, MA_W_CLOSED) &&
			ma_word_is_third_person(s->in[at].low) != plural);
}

/* Past "in", "up", "for" behind a verb. */
static size_t skip_particles(const struct ma_splitter *s, size_t at, size_t end)
{
	while (at < end && ma_split_is_any(s, at, "up in out off back down over for on at to away"))
		at++;
	return at;
}

/* "a member borrows a book", "they pick up a parcel", "a lesson is booked" */
static struct occasion read_clause(const struct ma_splitter *s, size_t at, size_t end)
{
	struct occasion o = { .verb = 0 };
	size_t name;
	bool plural = !ma_split_is_any(s, at, "a an each every one");

	while (at < end && ma_split_is_a(s, at, MA_W_ADV))
		at++;
	o.who = o.what = (struct ma_split_words){ end, end };
	if (ma_split_is_a(s, at, MA_W_PRON) || ma_split_is_any(s, at, MA_SPLIT_NOBODY)) {
		if (ma_split_is_any(s, at, "they"))
			o.who = s->before;
		at++;
	} else {
		while (at < end && ma_split_is_a(s, at, MA_W_DET | MA_W_ADJ))
			at++;
		for (name = at++; at < end && at < name + NAME_WORDS + 1; at++)
			if (is_verb_of(
				    s, at, plural && ma_spec_is_plural(s->spec, s->in[at - 1].low)))
				break;
		o.who = (struct ma_split_words){ name, at < end ? at : end };
	}
	while (at < end && ma_split_is_a(s, at, MA_W_ADV | MA_W_MODAL))
		at++;
	o.passive = ma_split_is_a(s, at, MA_W_AUX);
	for (; at < end && ma_split_is_a(s, at, MA_W_AUX | MA_W_ADV);)
		at++;
	if (at >= end)
		return o;
	o.verb = at;
	at = skip_particles(s, at + 1, end);
	if (!o.passive) {
		o.what = ma_split_thing_at(s, at, end);
		return o;
	}
	o.what = o.who;
	o.who = ma_split_is_any(s, at, "by") ? ma_split_thing_at(s, at + 1, end)
					     : (struct ma_split_words){ end, end };
	return o;
}

/* Past "when", "every time"; 0: no occasion is told. */
static size_t after_when(const struct ma_splitter *s, size_t at)
{
	if (ma_split_is_any(s, at, "when whenever if once"))
		return at + 1;
	if (ma_split_is_any(s, at, "each every any") && ma_split_is_any(s, at + 1, "time"))
		return at + 2 + ma_split_is_any(s, at + 2, "that when");
	return ma_split_is_any(s, at, "as") && ma_split_is_any(s, at + 1, "soon") ? at + 3 : 0;
}

/* Whether its fields are told anywhere but at token `apart`: "books have", "book (", "book:". */
static bool is_described_apart(const struct ma_splitter *s, struct ma_split_words w, size_t apart)
{
	struct ma_str words = ma_spec_name(
		s->spec, ma_spec_words(s->spec, w.from, w.to), MA_CASE_SNAKE, true);
	char phrase[MA_SPEC_NAME + 1];
	size_t at, n;

	if (words.n == 0 || words.n >= sizeof(phrase))
		return false;
	for (n = 0; n < words.n; n++)
		phrase[n] = words.p[n] == '_' ? ' ' : words.p[n];
	phrase[n] = '\0';
	for (at = 0; at < s->spec->tokens_n; at++) {
		n = ma_spec_match(s->spec, at, phrase);
		if (n > 0 && at != apart && at + n < s->spec->tokens_n &&
			(s->spec->tokens[at + n - 1].possessive ||
				ma_spec_is_a(s->spec, at + n, MA_W_HAVE) ||
				s->spec->tokens[at + n].kind == MA_TOKEN_COLON ||
				s->spec->tokens[at + n].kind == MA_TOKEN_OPEN))
			return true;
	}
	return false;
}

bool ma_split_is_described(const struct ma_splitter *s, struct ma_split_words w)
{
	return is_described_apart(s, w, SIZE_MAX);
}

bool ma_split_is_described_elsewhere(const struct ma_splitter *s, struct ma_split_words w)
{
	return is_described_apart(s, w, w.from);
}

/* Whether one of the list's words is the thing's last one. */
static bool is_listed(const struct ma_splitter *s, struct ma_split_words w, size_t from, size_t to)
{
	for (; from < to; from++)
		if (s->in[from].kind == MA_TOKEN_WORD &&
			ma_str_eq(s->in[from].low, s->in[w.to - 1].low))
			return true;
	return false;
}

/* What the record of an occasion is called; false: nothing is made of it. */
static bool find_record(struct ma_splitter *s, const struct occasion *o, struct ma_split_record *r)
{
	const struct ma_token *verb = &s->in[o->verb];
	bool what = o->what.from < o->what.to, who = o->who.from < o->who.to;

	*r = (struct ma_split_record){ .words = o->what };
	if (o->verb == 0)
		return what;
	if (what && ma_split_is_light(verb->low))
		return true;
	if (!what && who && !ma_split_is_person(s, o->who.to - 1)) {
		r->words = o->who; /* "when a delivery arrives" */
		return true;
	}
	if (what && o->passive && ma_verb_act(verb->low).n == 0 &&
		!ma_split_is_described(s, o->what) && !ma_words_have("sold", verb->low))
		return true; /* "when a lesson is booked" */
	r->act = ma_split_act_of(s->spec, verb, o->passive);
	return r->act.n > 0 || what;
}

/* The list [from, to) of what is told at an occasion. */
static bool emit_occasion(struct ma_splitter *s, const struct occasion *o, size_t from, size_t to)
{
	struct ma_split_record r;
	struct ma_split_words named = ma_split_thing_at(s, from, to);
	bool label = named.to < to && s->in[named.to].kind == MA_TOKEN_COLON;

	if (ma_split_is_any(s, from, "a an") && named.from < named.to &&
		(label || ma_split_is_a(s, named.to, MA_W_WITH))) {
		r = (struct ma_split_record){ .words = named }; /* "store a review with a date" */
		from = named.to + !label;
	} else if (!ma_split_begins_told(s, from) || !find_record(s, o, &r)) {
		return false;
	} else {
		label = false;
	}
	if (label)
		ma_split_emit_record(s, &r, from);
	if (label)
		ma_split_emit(s, from, to);
	else
		ma_split_emit_have(s, &r, from, to);
	if (o->what.from < o->what.to && (r.act.n > 0 || r.words.from != o->what.from) &&
		!is_listed(s, o->what, from, to))
		ma_split_emit_belonging(s, &r, o->what, from);
	if (o->who.from < o->who.to && (r.act.n > 0 || r.words.from != o->who.from) &&
		!is_listed(s, o->who, from, to) &&
		(ma_split_is_described(s, o->who) || ma_split_is_person(s, o->who.to - 1)))
		ma_split_emit_belonging(s, &r, o->who, from);
	return true;
}

/* "the student and the date" at `at` before "are saved"; 0: they are not told so. */
static size_t told_passively(const struct ma_splitter *s, size_t at)
{
	size_t from;

	if (!ma_split_is_a(s, at, MA_W_DET) || !ma_split_lists_fields(s, at))
		return 0;
	for (; at < s->end; at = ma_split_after(s, at))
		if (ma_split_is_a(s, at, MA_W_AUX | MA_W_MODAL))
			break;
	for (from = at; ma_split_is_a(s, at, MA_W_AUX | MA_W_MODAL | MA_W_ADV) ||
		ma_split_is_any(s, at, "to be");)
		at++;
	return at > from &&
			ma_split_is_any(s, at,
				"saved stored noted recorded logged kept written entered registered needed")
		? from
		: 0;
}

/* "when a member borrows a book we write down the date" */
static size_t read_when(struct ma_splitter *s, size_t at)
{
	size_t from = after_when(s, at), end, list = 0, to;
	struct occasion o;

	if (from == 0)
		return at;
	for (end = from + 1; end < s->end && end < from + OCCASION_WORDS && list == 0;
		end = ma_split_after(s, end)) {
		if (s->in[end].kind == MA_TOKEN_COLON)
			return at;
		if (ma_split_is_comma(s, end)) {
			list = ma_split_after_telling(s, end + 1, true);
			if (list == 0 && told_passively(s, end + 1) > 0)
				list = end + 1;
		} else if (ma_split_is_any(s, end, "i we she he the our")) {
			list = ma_split_after_telling(s, end, true);
		}
		if (list > 0)
			break;
	}
	if (list == 0)
		return at;
	o = read_clause(s, from, end);
	to = told_passively(s, list);
	if (to > 0)
		return emit_occasion(s, &o, list, to) ? s->end : at;
	to = ma_split_told_end(s, list);
	return emit_occasion(s, &o, list, to) ? to : at;
}

/* "each visit", and before "we" also the bare "harvest" of "at harvest we note" */
static bool is_every(const struct ma_splitter *s, size_t at)
{
	return ma_split_is_any(s, at, "each every") ||
		(ma_split_is_any(s, at - 1, "during after") && ma_split_is_any(s, at, "the a an") &&
			ma_split_is_naming(s, at + 1) &&
			ma_split_is_any(s, at + 2 + ma_split_is_comma(s, at + 2), "i we he she")) ||
		(ma_split_is_any(s, at - 1, "at during after before") &&
			ma_split_is_naming(s, at) && ma_split_is_any(s, at + 1, "i we") &&
			!ma_split_is_any(s, at, "work home night school least most present first"));
}

/* Who does it that the clause before is about: "devices are serviced; for each service we note" */
static struct ma_split_words who_before(const struct ma_splitter *s, size_t at, bool first)
{
	return !first && ma_split_is_a(s, s->verb, MA_W_HAVE)
		? (struct ma_split_words){ at, at }
		: ma_split_subject_before(s, at, first);
}

/* "at each visit the vet records the weight" */
static size_t read_at_each(struct ma_splitter *s, size_t at, bool first)
{
	struct occasion o = { .verb = 0 };
	bool each = is_every(s, at + 1);
	size_t list, to;

	if (!ma_split_is_any(s, at, "for at during after before on with per in of") ||
		!(each || (ma_split_is_any(s, at, "for") && ma_split_is_any(s, at + 1, "a an"))))
		return at;
	o.what = ma_split_thing_at(s, at + 1, s->end);
	o.who = who_before(s, at, first);
	to = o.what.to + ma_split_is_comma(s, o.what.to);
	if (o.what.from == o.what.to && ma_split_is_any(s, to, "i we"))
		o.what = s->told.from < s->told.to ? s->told
						   : s->before; /* "for each we note who paid" */
	if (o.what.from == o.what.to)
		return at;
	list = each                                   ? ma_split_after_telling(s, to, true)
		: ma_split_is_any(s, to, "i we")      ? ma_split_after_telling(s, to, false)
		: s->told.from < s->told.to && !first ? to
						      : 0;
	if (list == 0 || (!each && !ma_split_begins_with_field(s, list)))
		return at;
	to = ma_split_told_end(s, list);
	return emit_occasion(s, &o, list, to) ? to : at;
}

/* "A customer brings in a bike. We write down the brand": of what the sentence before tells. */
static size_t read_after_event(struct ma_splitter *s, size_t at)
{
	size_t list, begin = at - 1, to;
	struct occasion o;

	if (at < 4 || s->in[begin].kind != MA_TOKEN_STOP || !ma_split_is_any(s, at, "i we"))
		return at;
	while (begin > 0 && at - begin < OCCASION_WORDS && s->in[begin - 1].kind == MA_TOKEN_WORD)
		begin--;
	list = ma_split_after_telling(s, at, false);
	if (list == 0 || begin + 2 >= at || (begin > 0 && s->in[begin - 1].kind == MA_TOKEN_COLON) ||
		!(ma_split_is_any(s, list, "what") || ma_split_begins_with_field(s, list)))
		return at;
	if (ma_split_is_any(s, begin, "at in") && ma_split_is_any(s, begin + 1, "our my"))
		begin += 3; /* "at our club visitors bring ..." */
	o = read_clause(s, begin, at - 1);
	if (o.verb == 0 || o.passive || o.who.from == o.who.to || o.what.from == o.what.to ||
		!ma_split_is_person(s, o.who.to - 1) ||
		!ma_split_is_any(
			s, o.verb, "bring brings drop drops leave leaves hand hands send sends"))
		return at;
	s->occasions++;
	if (ma_split_is_described(s, o.what))
		return at;
	to = ma_split_told_end(s, list);
	return emit_occasion(s, &o, list, to) ? to : at;
}

/* Past the clause that begins at `at`. */
static size_t clause_end(const struct ma_splitter *s, size_t at)
{
	size_t from = at;

	while (at < s->end && at < from + OCCASION_WORDS && s->in[at].kind == MA_TOKEN_WORD &&
		!ma_split_is_any(s, at, "and but"))
		at++;
	return at;
}

static bool is_kept(struct ma_splitter *s, struct ma_split_words w)
{
	return w.from < w.to &&
		(ma_split_is_described(s, w) ||
			ma_known_entity(
				ma_spec_name(s->spec, s->in[w.to - 1].low, MA_CASE_PASCAL, true)));
}

/* "they come once a week to collect a parcel": it is theirs. */
static void read_fetched(struct ma_splitter *s, const struct occasion *o, size_t end)
{
	struct ma_split_record r = { .act = MA_STR("") };
	size_t at = o->verb;

	while (at < end && !ma_split_is_any(s, at, "to"))
		at++;
	if (!ma_split_is_any(s, at + 1, "collect get fetch receive pick"))
		return;
	at = skip_particles(s, at + 2, end);
	r.words = ma_split_thing_at(s, at, end);
	if (ma_split_is_any(s, at, "a an their") && r.words.from < r.words.to)
		ma_split_emit_belonging(s, &r, o->who, at);
}

/* "in a basket" at `at` */
static bool fills_basket(const struct ma_splitter *s, size_t at, size_t end)
{
	if (!ma_split_is_any(s, at, "in into to"))
		return false;
	while (at < end && !ma_split_is_any(s, at, "basket cart"))
		at++;
	return at < end;
}

/* "Members book a court": a booking of the two, where the clause itself is read as well. */
void ma_split_read_act(struct ma_splitter *s, size_t at)
{
	struct occasion o;
	struct ma_split_record r = { .words = { at, at } };
	size_t end;

	if (s->occasions >= MA_SPLIT_OCCASIONS ||
		!(ma_split_is_naming(s, at) || ma_split_is_any(s, at, "they")))
		return;
	end = clause_end(s, at);
	o = read_clause(s, at, end);
	if (o.verb == 0 || o.passive || o.who.from >= o.who.to ||
		!ma_spec_is_plural(s->spec, s->in[o.who.to - 1].low))
		return;
	if (ma_split_is_any(s, o.verb, "come")) {
		read_fetched(s, &o, end);
		return;
	}
	if (o.who.from != at || o.what.from >= o.what.to)
		return;
	if (ma_split_is_any(s, o.verb, "put add") &&
		ma_split_is_any(s, o.who.to - 1, "customers clients buyers") &&
		fills_basket(s, o.what.to, end)) {
		r.act = MA_STR("order");
		ma_split_emit_belonging(s, &r, o.who, at);
		return;
	}
	if (!ma_split_is_any(s, o.verb, "book reserve borrow rent hire order"))
		return;
	s->occasions++;
	if (!is_kept(s, o.who) || !is_kept(s, o.what))
		return;
	r.act = ma_split_is_any(s, o.verb, "order")
		? MA_STR("order")
		: ma_split_act_of(s->spec, &s->in[o.verb], false);
	ma_split_emit_belonging(s, &r, o.what, at);
	for (at = o.what.to; at < s->end; at++)
		if (ma_split_is_any(s, at, "with") || s->in[at].kind == MA_TOKEN_OPEN)
			return; /* its own fields may say for whom */
	ma_split_emit_belonging(s, &r, o.who, o.verb);
}

/* "A customer brings in a clock, we give it a ticket with a price": what was done before to what. */
void ma_split_find_before(const struct ma_splitter *s, size_t at, struct ma_split_words *who,
	struct ma_split_words *what)
{
	struct occasion o = read_clause(s, s->begin, clause_end(s, s->begin));

	*who = *what = (struct ma_split_words){ at, at };
	if (o.verb == 0 || o.passive || s->begin >= at)
		return;
	if (o.who.from < o.who.to && ma_split_is_person(s, o.who.to - 1))
		*who = o.who;
	*what = o.what;
}

size_t ma_split_read_occasion(struct ma_splitter *s, size_t at, bool first)
{
	size_t end;

	if (s->occasions >= MA_SPLIT_OCCASIONS)
		return at;
	end = read_when(s, at);
	if (end == at)
		end = read_at_each(s, at, first);
	if (end == at && first)
		end = read_after_event(s, at);
	s->occasions += end > at;
	return end;
}

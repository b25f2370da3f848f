/*
 * "Volunteers sign up for shifts", "who has borrowed which tools", "a researcher files a report": the record that comes of what
 * is done belongs to who does it and to what it is done to. Where the clause says no more than that, its record's clauses stand
 * in its place. Cost: one look at each word, and a bounded one around each verb.
 */
#include "model/understand_deeds.h"

#define MOST_WITH 3 /* things it is also of: "for their children" */
#define CLAUSE_WORDS 24

struct deed {
	const struct ma_deed_verb *verb;
	size_t at;         /* of the verb */
	size_t begin, end; /* its words, with what leads to them */
	struct ma_split_words who, what, with[MOST_WITH], list, when;
	size_t with_n;
	bool group;  /* the list is in brackets */
	bool read;   /* the list is read where it stands */
	bool whole;  /* nothing else is said in the clause */
	bool asking; /* "who has borrowed which tools" */
	bool modal, wanting;
};

/* Kinds of people whose names do not tell it. */
static bool is_people(const struct ma_splitter *s, size_t at)
{
	return ma_split_is_person(s, at) ||
		ma_split_is_any(s, at,
			"vet vets coach coaches nurse nurses chef chefs pupil pupils kid kids parent parents resident residents "
			"citizen citizens scout scouts judge judges guide guides athlete athletes family families household "
			"households company companies club clubs school schools neighbour neighbours neighbor neighbors");
}

static bool is_collective(const struct ma_splitter *s, size_t at)
{
	return ma_split_is_any(s, at, "staff crew personnel police children people");
}

/* Whom no record is kept of, or who may do anything. */
static bool is_nobody(const struct ma_splitter *s, size_t at)
{
	return ma_split_is_any(s, at, MA_SPLIT_NOBODY) ||
		ma_split_is_any(s, at,
			"users persons visitor visitors admin admins administrator administrators anyone others other") ||
		ma_split_is_a(s, at, MA_W_CONTAINER | MA_W_TECH | MA_W_META | MA_W_HEADING);
}

/* Back past "should be able to", "can request to", "to", "has" before the verb. */
static size_t before_verb(const struct ma_splitter *s, size_t from, struct deed *d, bool *to)
{
	size_t at = d->at;

	for (; at > from; at--) {
		if (ma_split_is_any(s, at - 1, "to")) {
			*to = true;
			if (at > from + 1 &&
				ma_split_is_any(s, at - 2, "able request ask choose want wish")) {
				d->wanting |= ma_split_is_any(s, at - 2, "want wish");
				at--;
			}
		} else if (ma_split_is_a(s, at - 1, MA_W_MODAL)) {
			d->modal = true;
		} else if (!ma_split_is_any(s, at - 1, "be able has have also then")) {
			break;
		}
	}
	return at;
}

/* "who", "they", "people", and the "I" of "as a parent I want to" before token `at`: *right says whether the verb goes with them. */
static bool is_pronoun(const struct ma_splitter *s, size_t from, size_t at, bool to, struct deed *d,
	enum ma_deed_form form, bool *right)
{
	d->begin = at - 1;
	d->who = (struct ma_split_words){ at, at };
	if (ma_split_is_any(s, at - 1, "who")) {
		d->asking = true;
		*right = !to && !d->modal;
	} else if (ma_split_is_any(s, at - 1, "i") && ma_split_is_any(s, from, "as") &&
		ma_split_is_any(s, from + 1, "a an") && d->verb->kind == MA_DEED_ACT) {
		d->begin = from;
		d->who = ma_split_thing_at(s, from + 2, at - 1);
		if (d->who.from < d->who.to && is_nobody(s, d->who.to - 1))
			d->who.to = d->who.from;
		*right = form == MA_DEED_BASE && to;
	} else if (ma_split_is_any(s, at - 1, "they") && s->before.from < s->before.to && !to) {
		d->who = s->before;
		*right = form == MA_DEED_BASE && !is_nobody(s, d->who.to - 1);
	} else if (ma_split_is_any(s, at - 1, "people users others")) {
		*right = form == MA_DEED_BASE;
	} else if (ma_split_is_any(s, at - 1, "everyone anyone someone")) {
		*right = form == MA_DEED_BASE ? d->modal || to : form == MA_DEED_THIRD;
	} else {
		return false;
	}
	return true;
}

/* Who does it: before token `at`. False: it is no verb there, or one of what is told otherwise. */
static bool find_who(
	const struct ma_splitter *s, size_t from, struct deed *d, enum ma_deed_form form)
{
	bool to = false, plural, one, right;
	size_t at = before_verb(s, from, d, &to), head;

	if (at == from)
		return false;
	if (is_pronoun(s, from, at, to, d, form, &right))
		return right;
	d->who = ma_split_thing_before(s, from, at);
	if (d->who.from == d->who.to)
		return false;
	if (d->who.from > from && ma_split_is_any(s, d->who.from - 1, "which what") && !to &&
		!d->modal) { /* "which member borrowed which boat" */
		d->asking = true;
		d->begin = d->who.from;
		return true;
	}
	head = d->who.to - 1;
	plural = ma_spec_is_plural(s->spec, s->in[head].low);
	d->begin = d->who.from;
	while (d->begin > from && ma_split_is_a(s, d->begin - 1, MA_W_DET | MA_W_ADJ))
		d->begin--;
	one = d->begin < d->who.from && ma_split_is_any(s, d->begin, "a an each every the one");
	d->whole &= s->in[d->who.to].kind != MA_TOKEN_OPEN;
	if (is_nobody(s, head))
		d->who.to = d->who.from;
	if (d->modal)
		return form == MA_DEED_BASE && (plural || one || is_collective(s, head));
	if (to)
		return form == MA_DEED_BASE && (plural || is_collective(s, head));
	if (d->begin > from && ma_split_is_a(s, d->begin - 1, MA_W_PREP) &&
		!ma_split_is_any(s, d->begin - 1, "for"))
		return false;
	if (!(d->verb->preps || is_people(s, head) || is_collective(s, head)))
		return false;
	return form == MA_DEED_THIRD ? one && !plural
				     : form == MA_DEED_BASE && (plural || is_collective(s, head));
}

/* Back over what leads to the clause: ", where", "for", "let"; false: it is told of an occasion, or denied. */
static bool find_begin(const struct ma_splitter *s, size_t from, struct deed *d)
{
	size_t at = d->begin, k;
	bool said = false;

	while (at > from && d->begin - at < CLAUSE_WORDS &&
		(ma_split_is_comma(s, at - 1) || ma_split_is_a(s, at - 1, MA_W_MODAL) ||
			ma_split_is_any(s, at - 1,
				"let lets letting allow allows allowing enable enables help helps for of where that "
				"which so and but to want need")))
		at--;
	if (ma_split_is_any(s, at - (at > from), "only") || ma_split_is_any(s, d->at - 1, "only"))
		return false;
	for (k = at; k > from && s->in[k - 1].kind == MA_TOKEN_WORD && at - k < CLAUSE_WORDS; k--) {
		if (ma_split_is_any(s, k - 1, "when whenever if once after before until unless") ||
			ma_split_is_a(s, k - 1, MA_W_NEG))
			return false;
		said |= ma_split_is_naming(s, k - 1);
	}
	said |= k > from;
	if (said && at == d->begin && s->in[at - 1].kind == MA_TOKEN_WORD)
		d->whole = false;
	d->begin = said ? at : from;
	return true;
}

/* What is a time, or says no more than that there is one. */
static bool is_time(const struct ma_splitter *s, struct ma_split_words w)
{
	enum ma_field_type type;

	return ma_spec_field_word(s->spec, w.from, w.to, &type) &&
		(type == MA_FIELD_DATE || type == MA_FIELD_DATETIME || type == MA_FIELD_TIME);
}

/* A thing that records may belong to at `at`. */
static struct ma_split_words thing_of(const struct ma_splitter *s, size_t at)
{
	struct ma_split_words w = ma_split_thing_at(s, at, s->end), none = { at, at };
	enum ma_field_type type;

	while (w.to > w.from && ma_split_is_a(s, w.to - 1, MA_W_ADJ | MA_W_ADV))
		w.to--;
	if (w.from == w.to ||
		ma_split_is_a(s, w.to - 1,
			MA_W_CONTAINER | MA_W_TECH | MA_W_META | MA_W_HEADING | MA_W_ROLE |
				MA_W_ING) ||
		ma_split_is_any(s, w.to - 1,
			"day week month year night time period free fun account accounts list everything way part access "
			"newsletter newsletters updates point points money friend friends slot slots hour hours minute minutes days weeks online data attendance info "
			"information details one"))
		return none;
	return ma_spec_field_word(s->spec, w.from, w.to, &type) &&
			!ma_known_entity(ma_spec_name(s->spec, ma_spec_words(s->spec, w.from, w.to),
				MA_CASE_PASCAL, true))
		? none
		: w;
}

/* Whether the list or bracket behind the object is told of the record. */
static bool is_of_record(const struct ma_splitter *s, const struct deed *d, size_t open)
{
	struct ma_split_words first = ma_split_thing_at(s, open + 1, s->end);

	if (d->verb->kind != MA_DEED_ACT)
		return false;
	if (ma_split_is_described_elsewhere(s, d->what))
		return true;
	if (ma_split_is_any(s, d->what.from - 1, "a an") && (d->verb->preps || is_time(s, first)))
		return true;
	return d->verb->preps == NULL && first.from < first.to && is_time(s, first);
}

/* "for a date", "on their children", "(from, until)", "with a reason", "online" behind the object; gives where the clause ends. */
static size_t read_tail(struct ma_splitter *s, struct deed *d, size_t at)
{
	struct ma_split_words w;

	for (;;) {
		if (ma_split_is_any(
			    s, at, "online regularly again easily together themselves today")) {
			at++;
		} else if (at < s->end && s->in[at].kind == MA_TOKEN_OPEN && s->in[at].match > at) {
			if (!is_of_record(s, d, at))
				break;
			d->list = (struct ma_split_words){ at + 1, s->in[at].match };
			d->group = true;
			at = s->in[at].match + 1;
		} else if (ma_split_is_a(s, at, MA_W_WITH) && d->verb->kind == MA_DEED_ACT &&
			ma_split_lists_fields(s, at + 1)) {
			d->list = (struct ma_split_words){ at + 1, ma_split_told_end(s, at + 1) };
			return d->list.to;
		} else if (ma_split_is_any(s, at, "for on at in to against about of from")) {
			d->whole &= !ma_split_is_any(s, at + 1, "each every"); /* a rule */
			w = ma_split_thing_at(s, at + 1, s->end);
			if (w.from == w.to)
				break;
			if (is_time(s, w) && d->when.from == d->when.to)
				d->when = (struct ma_split_words){ at + 1, w.to };
			else if (thing_of(s, at + 1).from < thing_of(s, at + 1).to &&
				!ma_split_is_any(s, at, "at in from") && d->with_n < MOST_WITH &&
				!ma_split_is_any(s, at + 1, "our my the") &&
				(ma_split_is_a(s, at + 1, MA_W_DET) ||
					ma_spec_is_plural(s->spec, s->in[w.to - 1].low)))
				d->with[d->with_n++] = thing_of(s, at + 1);
			at = w.to;
		} else {
			break;
		}
	}
	return at;
}

/* "many", "one" of what is done: it says how many each has. */
static bool is_counted(const struct ma_splitter *s, size_t at, size_t to)
{
	for (; at < to; at++)
		if (ma_split_is_any(s, at, "many several multiple one two three exactly both few"))
			return true;
	return false;
}

/* What is done to it at `at`; false: nothing that is kept. */
static bool find_what(struct ma_splitter *s, struct deed *d, size_t at)
{
	bool plural, made = d->verb->kind == MA_DEED_MADE;
	size_t last;

	at += d->asking && ma_split_is_any(s, at, "which what");
	if (ma_split_is_any(s, at, "it them this that"))
		return false;
	d->what = ma_split_thing_at(s, at, s->end);
	last = d->what.to;
	if (d->what.from < last &&
		ma_split_is_any(s, last - 1, "place places spot spots seat seats space") &&
		ma_split_is_any(s, last, "in on at for"))
		at = last + 1; /* "book a place in a workshop" */
	d->what = thing_of(s, at);
	if (d->what.from == d->what.to || is_counted(s, at, d->what.from))
		return false;
	plural = ma_spec_is_plural(s->spec, s->in[d->what.to - 1].low);
	if (made)
		return s->in[d->what.to].kind != MA_TOKEN_COMMA && !d->wanting &&
			(plural || ma_split_is_any(s, at, "a an their"));
	if (ma_split_is_any(s, d->at, "hire hires hired") && ma_split_is_person(s, d->what.to - 1))
		return false;
	return plural ||
		(at < d->what.from &&
			!ma_split_is_any(s, at, d->verb->preps ? "my our" : "my our the")) ||
		(d->asking && at > 0 && ma_split_is_any(s, at - 1, "which what"));
}

/* The first deed whose verb stands from `at` on. */
static bool find_deed(struct ma_splitter *s, size_t from, size_t at, struct deed *out)
{
	enum ma_deed_form form;
	struct ma_split_words whom;
	size_t object;

	for (; at < s->end; at++) {
		struct deed d = { .at = at, .whole = true };

		d.verb = at > from ? ma_deed_verb_at(s, at, &form, &object, &whom) : NULL;
		if (!d.verb || !find_who(s, from, &d, form == MA_DEED_PAST ? MA_DEED_BASE : form) ||
			(form == MA_DEED_PAST && !ma_split_is_any(s, at - 1, "who has have") &&
				!ma_split_is_any(s, d.begin - 1, "which what")) ||
			!find_begin(s, from, &d) || !find_what(s, &d, object))
			continue;
		if (d.verb->kind != MA_DEED_ACT && d.who.from == d.who.to)
			continue;
		if (d.verb->kind == MA_DEED_MADE && !is_people(s, d.who.to - 1) && d.modal)
			continue;
		if (whom.from < whom.to && !is_nobody(s, whom.to - 1))
			d.with[d.with_n++] = whom;
		d.end = read_tail(s, &d, d.what.to);
		d.whole &= d.verb->kind == MA_DEED_ACT;
		if (d.group && ma_verb_act(s->in[at].low).n > 0 && !d.verb->preps) {
			d.whole = d.group = false; /* ma_grammar_read_act() knows the list's types */
			d.read = true;
		}
		*out = d;
		return true;
	}
	return false;
}

/* What the record is called where the prompt calls it so, else as the table does first. */
static struct ma_str name_of(struct ma_splitter *s, const struct ma_deed_verb *verb)
{
	struct ma_str list = ma_str(verb->act), name, first = MA_STR("");
	size_t at;

	while (ma_str_cut(&list, ' ', &name)) {
		if (first.n == 0)
			first = name;
		for (at = 0; at < s->spec->tokens_n; at++)
			if (s->spec->tokens[at].low.n > 0 &&
				s->spec->tokens[at].low.n == name.n + 1 &&
				memcmp(s->spec->tokens[at].low.p, name.p, name.n) == 0)
				return name;
	}
	return first;
}

static void emit_words(struct ma_splitter *s, size_t at, const char *words)
{
	struct ma_str list = ma_str(words), word;

	while (ma_str_cut(&list, ' ', &word))
		ma_split_emit_word(s, at, word, ma_lexicon_flags(s->spec->lexicon, word));
}

/* "book an appointment", "buy tickets": it is what is kept of it. */
static bool is_act_itself(struct ma_splitter *s, const struct deed *d)
{
	return ma_split_is_any(s, d->at,
		       "book books booked reserve reserves reserved buy buys bought order orders purchase") &&
		(ma_split_is_any(s, d->what.to - 1, "ticket tickets") ||
			ma_is_meeting(ma_spec_name(s->spec,
				ma_spec_words(s->spec, d->what.from, d->what.to), MA_CASE_PASCAL,
				true)));
}

/* "customer name", "member email" anywhere: there is no other record of who it is. */
static bool is_told_by_name(const struct ma_splitter *s, struct ma_split_words who)
{
	const struct ma_token *t = s->spec->tokens;
	struct ma_str head = who.from < who.to ? s->in[who.to - 1].low : MA_STR("");
	size_t at;

	for (at = 0; head.n > 0 && at + 1 < s->spec->tokens_n; at++)
		if (t[at].kind == MA_TOKEN_WORD && t[at].low.n + 1 >= head.n &&
			t[at].low.n <= head.n && memcmp(t[at].low.p, head.p, t[at].low.n) == 0 &&
			ma_spec_is_any(s->spec, at + 1, "name email phone number id"))
			return true;
	return false;
}

/* "An order contains many bikes": it says itself what it is of. */
static bool contains(const struct ma_splitter *s, struct ma_str act, struct ma_split_words what)
{
	const struct ma_token *t = s->spec->tokens;
	size_t at, to;

	for (at = 0; at + 2 < s->spec->tokens_n; at++) {
		if (t[at].low.n < act.n || !ma_str_eq(ma_str_n(t[at].low.p, act.n), act) ||
			t[at].low.n > act.n + 1 || !(t[at + 1].flags & MA_W_HAVE))
			continue;
		for (to = at + 2; to < at + 6 && to < s->spec->tokens_n; to++)
			if (ma_str_eq(t[to].low, t[what.to - 1].low))
				return true;
	}
	return false;
}

static void emit_deed(struct ma_splitter *s, const struct deed *d)
{
	struct ma_split_record r = { .words = d->what }, who = { .words = d->who };
	size_t i;

	if (d->verb->kind == MA_DEED_CHOSEN) {
		ma_split_emit_belonging(s, &who, d->what, d->at);
		return;
	}
	if (d->verb->kind == MA_DEED_ACT && !is_act_itself(s, d)) {
		r.act = name_of(s, d->verb);
		r.words.from = r.words.to;
		if (!contains(s, r.act, d->what))
			ma_split_emit_belonging(s, &r, d->what, d->at);
	}
	if (!is_told_by_name(s, d->who))
		ma_split_emit_belonging(s, &r, d->who, d->at);
	for (i = 0; i < d->with_n; i++)
		ma_split_emit_belonging(s, &r, d->with[i], d->at);
	if (d->read)
		return;
	if (d->when.from < d->when.to)
		ma_split_emit_have(s, &r, d->when.from, d->when.to);
	if (d->group) {
		ma_split_emit_record(s, &r, d->at);
		ma_split_emit_word(s, d->list.from - 1, MA_STR(":"), 0);
		s->out[s->n - 1].kind = MA_TOKEN_COLON;
		ma_split_emit(s, d->list.from, d->list.to);
		ma_split_emit_stop(s);
	} else if (d->list.from < d->list.to) {
		ma_split_emit_have(s, &r, d->list.from, d->list.to);
	}
	if (d->list.from == d->list.to && r.act.n > 0 && d->when.from == d->when.to &&
		!ma_known_entity(ma_spec_name(s->spec, r.act, MA_CASE_PASCAL, true))) {
		ma_split_emit_record(s, &r, d->at);
		ma_split_emit_word(s, d->at, MA_STR("have"), MA_W_HAVE);
		emit_words(s, d->at, "a");
		emit_words(s, d->at, d->verb->has);
		ma_split_emit_stop(s);
	}
}

/* Whether the clause of a deed ends at `at`, and what follows stands by itself. */
static bool ends_clause(const struct ma_splitter *s, size_t at)
{
	if (at == s->end || ma_split_is_any(s, at, "so because"))
		return true;
	while (ma_split_is_comma(s, at) || ma_split_is_any(s, at, "and but"))
		at++;
	return ma_split_is_comma(s, at - 1) || ma_split_is_any(s, at - 1, "and but")
		? ma_split_begins_own_clause(s, at)
		: false;
}

void ma_split_read_deeds(struct ma_splitter *s, size_t from, ma_split_reader *read)
{
	struct deed d, kept[MOST_WITH];
	size_t end = s->end, at = from, n = 0;

	while (s->occasions < MA_SPLIT_OCCASIONS && n < MOST_WITH && find_deed(s, from, at, &d)) {
		s->occasions++;
		at = d.end > d.at ? d.end : d.at + 1;
		if (d.whole && d.who.from < d.who.to && ma_split_is_any(s, d.end, "and") &&
			ma_split_is_a(s, d.end + 1, MA_W_VERBAL) && d.begin == from) {
			emit_deed(s, &d);
			ma_split_emit_copy(s, d.who); /* "... and leave reviews" */
			ma_split_emit(s, d.end + 1, end);
			from = end;
			break;
		}
		if (!d.whole || !ends_clause(s, d.end)) {
			kept[n++] = d;
			if (!d.modal && d.verb->kind == MA_DEED_MADE &&
				!ma_split_is_a(s, d.at, MA_W_VERBAL & ~(unsigned)MA_W_KEEP))
				s->spec->tokens[d.at].flags |= MA_W_VERB;
			continue;
		}
		s->end = d.begin;
		if (s->end > from)
			read(s, from);
		s->end = end;
		emit_deed(s, &d);
		if (d.who.from < d.who.to)
			s->before = d.who;
		if (ma_split_is_any(s, at, "so because"))
			at = end;
		while (ma_split_is_comma(s, at) || ma_split_is_any(s, at, "and but"))
			at++;
		from = at;
	}
	if (from < end)
		read(s, from);
	while (n > 0)
		emit_deed(s, &kept[--n]);
}

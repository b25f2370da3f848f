/*
 * What is told of a thing in passing: "I need the dog's name and the owner's phone" says what each of the two has. Each becomes a clause of
 * that thing. Cost: a bounded look ahead at the beginning of each clause.
 */
#include "model/understand_split.h"

#define TELLER_WORDS 4 /* "the vet on duty" before "notes" */
#define WISH_WORDS 7   /* "would also like to be able to" */
#define NAME_WORDS 3

/* Past "write down", "would like to know", "need" at `at`; 0: nothing is told. */
static size_t after_keeping(const struct ma_splitter *s, size_t at)
{
	size_t from = at;

	while (at < from + WISH_WORDS &&
		(ma_split_is_a(s, at, MA_W_MODAL | MA_W_ADV) ||
			ma_split_is_any(
				s, at, "to have has want wants need needs like love be able")))
		at++;
	if (!ma_split_is_any(s, at,
		    "write writes note notes record records log logs store stores save saves keep keeps enter enters "
		    "register registers measure measures fill fills jot jots capture captures know remember"))
		return at > from && ma_split_is_any(s, at - 1, "want wants need needs") ? at : 0;
	for (at++; ma_split_is_any(s, at, "down in out up");)
		at++;
	return ma_split_is_any(s, at, "track") ? 0 : at;
}

bool ma_split_begins_told(const struct ma_splitter *s, size_t at)
{
	return (ma_split_is_question(s, at) && !ma_split_is_a(s, at + 1, MA_W_CONJ)) ||
		ma_split_lists_fields(s, at);
}

size_t ma_split_after_telling(const struct ma_splitter *s, size_t at, bool anybody)
{
	size_t last = at + TELLER_WORDS, list;

	while (ma_split_is_a(s, at, MA_W_ADV | MA_W_CONJ))
		at++;
	if (ma_split_is_any(s, at, "i we") || (anybody && ma_split_is_any(s, at, "he she they")))
		return after_keeping(s, at + 1);
	if (!anybody)
		return 0;
	for (; at < last && at < s->end && s->in[at].kind == MA_TOKEN_WORD; at++) {
		list = after_keeping(s, at);
		if (list > 0 && (ma_split_is_a(s, list, MA_W_DET) || ma_split_is_question(s, list)))
			return list;
		if (ma_split_is_a(s, at, MA_W_PREP | MA_W_HAVE | MA_W_AUX | MA_W_REL) ||
			(at + TELLER_WORDS > last && ma_split_is_a(s, at, MA_W_DET)))
			return 0;
	}
	return 0;
}

/* Where the list at `at` ends: before what is said of something else. */
size_t ma_split_told_end(const struct ma_splitter *s, size_t at)
{
	size_t next;

	for (; at < s->end; at = ma_split_after(s, at)) {
		for (next = at; ma_split_is_comma(s, next) || ma_split_is_any(s, next, "and but");)
			next++;
		if (next > at &&
			(ma_split_is_any(s, next, "i we they he she it so") ||
				(ma_split_is_any(s, next, "for") &&
					ma_split_is_any(s, next + 1, "a an each every")) ||
				ma_split_begins_own_clause(s, next)))
			return at;
	}
	return at;
}

/* The words of a thing at `at`, behind its articles. */
struct ma_split_words ma_split_thing_at(const struct ma_splitter *s, size_t at, size_t end)
{
	struct ma_split_words w;

	while (at < end && ma_split_is_a(s, at, MA_W_DET | MA_W_ADJ))
		at++;
	for (w.from = w.to = at; w.to < end && w.to < at + NAME_WORDS &&
		ma_split_is_naming(s, w.to) && !ma_split_is_any(s, w.to, "home away back together");)
		w.to++;
	if (ma_split_is_any(s, w.from, MA_SPLIT_NOBODY))
		w.to = w.from;
	return w;
}

void ma_split_emit_record(struct ma_splitter *s, const struct ma_split_record *r, size_t at)
{
	ma_split_emit_stop(s);
	ma_split_emit_word(s, at, MA_STR("each"), MA_W_DET);
	if (r->act.n > 0)
		ma_split_emit_word(s, at, r->act, 0);
	else
		ma_split_emit_copy(s, r->words);
	s->out[s->n - 1].possessive = false;
	s->told = r->words;
}

/* It has the list [from, to). */
void ma_split_emit_have(
	struct ma_splitter *s, const struct ma_split_record *r, size_t from, size_t to)
{
	ma_split_emit_record(s, r, from);
	ma_split_emit_word(s, from, MA_STR("have"), MA_W_HAVE);
	ma_split_emit(s, from, to);
	ma_split_emit_stop(s);
}

/* Past "the" of "the dog's name" at `at`, where the dog is; 0: it is nothing of anything. */
static size_t begins_whose(const struct ma_splitter *s, size_t at)
{
	size_t from;

	while (ma_split_is_comma(s, at) || ma_split_is_any(s, at, "and plus also"))
		at++;
	if (!ma_split_is_any(s, at, "the a an each every their"))
		return 0;
	for (from = ++at; at < from + NAME_WORDS && at < s->end; at++)
		if (s->in[at].kind != MA_TOKEN_WORD || s->in[at].possessive)
			break;
	return at < s->end && s->in[at].possessive && s->in[at].kind == MA_TOKEN_WORD ? from : 0;
}

/* "we need the dog's name and breed, plus the owner's phone" */
static size_t read_whose(struct ma_splitter *s, size_t at)
{
	size_t list = ma_split_after_telling(s, at, false), from, to, end, next;
	struct ma_split_record r = { .act = MA_STR("") };

	from = list > 0 ? begins_whose(s, list) : 0;
	if (from == 0)
		return at;
	for (end = ma_split_told_end(s, list); from > 0; from = next) {
		for (to = from; !s->in[to].possessive;)
			to++;
		r.words = (struct ma_split_words){ from, to + 1 };
		if (ma_split_is_any(s, to, "owner owners") && s->before.from < s->before.to &&
			ma_split_is_person(s, s->before.to - 1))
			r.words = s->before; /* whose dogs they bring */
		from = ++to;
		for (next = 0; to < end; to = ma_split_after(s, to))
			if (ma_split_is_comma(s, to) || ma_split_is_any(s, to, "and plus"))
				if ((next = begins_whose(s, to)) > 0)
					break;
		ma_split_emit_have(s, &r, from, to < end ? to : end);
	}
	return end;
}

/* "I record the word count and the rate for each job" */
static size_t read_list_of(struct ma_splitter *s, size_t at)
{
	size_t list = ma_split_after_telling(s, at, false), end, of;
	struct ma_split_record r = { .act = MA_STR("") };

	if (list == 0 || !ma_split_is_a(s, list, MA_W_DET) || !ma_split_begins_told(s, list))
		return at;
	end = ma_split_told_end(s, list);
	for (of = end; of > list && of + NAME_WORDS + 2 > end &&
		!(ma_split_is_any(s, of, "for of per on") &&
			(ma_split_is_any(s, of + 1, "each every") || ma_split_is_any(s, of, "per")));)
		of--;
	r.words = ma_split_thing_at(s, of + 1, end);
	if (of == list || r.words.from == r.words.to || r.words.to != end)
		return at;
	ma_split_emit_have(s, &r, list, of);
	return end;
}

/* "I also want to record each walk with the date and the price" */
static size_t read_each_with(struct ma_splitter *s, size_t at)
{
	size_t list = ma_split_after_telling(s, at, false), end;
	struct ma_split_record r = { .act = MA_STR("") };

	if (list == 0 || !ma_split_is_any(s, list, "each every"))
		return at;
	r.words = ma_split_thing_at(s, list + 1, s->end);
	list = r.words.to + 1;
	if (r.words.from == r.words.to || !ma_split_is_any(s, r.words.to, "with") ||
		!(ma_split_lists_fields(s, list) || ma_split_begins_with_field(s, list)))
		return at;
	end = ma_split_told_end(s, list);
	ma_split_emit_have(s, &r, list, end);
	return end;
}

/* "the director gives each audition a score" */
static size_t read_given(struct ma_splitter *s, size_t at)
{
	size_t end = at + TELLER_WORDS, list;
	struct ma_split_record r = { .act = MA_STR("") };

	while (at < end && (ma_split_is_a(s, at, MA_W_DET | MA_W_PRON) || ma_split_is_naming(s, at)))
		at++;
	if (!ma_split_is_any(s, at, "give gives assign assigns") ||
		!ma_split_is_any(s, at + 1, "each every"))
		return end - TELLER_WORDS;
	r.words = ma_split_thing_at(s, at + 2, s->end);
	list = r.words.to;
	if (r.words.from == list || !ma_split_begins_with_field(s, list))
		return end - TELLER_WORDS;
	end = ma_split_told_end(s, list);
	ma_split_emit_have(s, &r, list, end);
	return end;
}

/* "..., we give it a ticket with a price", "and we create a job with an address": of what was spoken of before. */
static size_t read_created(struct ma_splitter *s, size_t at)
{
	struct ma_split_record r = { .act = MA_STR("") }, thing = { .act = MA_STR("") };
	struct ma_split_words who, what;
	size_t next = at + 2, end;
	bool it = ma_split_is_any(s, next, "it them");

	if (!ma_split_is_any(s, at, "i we they") ||
		!ma_split_is_any(s, at + 1, "create open make give fill issue start write"))
		return at;
	next += it || ma_split_is_any(s, next, "him her out up");
	r.words = ma_split_thing_at(s, next, s->end);
	if (!ma_split_is_any(s, next, "a an") || r.words.from == r.words.to ||
		!ma_split_is_a(s, r.words.to, MA_W_WITH) ||
		!ma_split_lists_fields(s, r.words.to + 1))
		return at;
	ma_split_find_before(s, at, &who, &what);
	end = ma_split_told_end(s, r.words.to + 1);
	ma_split_emit_have(s, &r, r.words.to + 1, end);
	ma_split_emit_belonging(s, &r, it ? what : who, at);
	thing.words = what;
	if (it && what.from < what.to)
		ma_split_emit_belonging(s, &thing, who, at);
	return end;
}

/* "the caretaker sets the status to open, in progress or fixed" */
static size_t read_set_to(struct ma_splitter *s, size_t at)
{
	size_t from = at, last = at + TELLER_WORDS, to;

	while (at < last &&
		(ma_split_is_a(s, at, MA_W_DET) || ma_split_is_naming(s, at) ||
			ma_split_is_a(s, at, MA_W_MODAL | MA_W_PRON)) &&
		!ma_split_is_any(s, at, "sets set changes change"))
		at++;
	if (at == from || !ma_split_is_any(s, at, "sets set changes change") ||
		!ma_split_is_any(s, at + 1, "the its their"))
		return from;
	for (to = at + 2; to < at + 6 && ma_split_is_naming(s, to);)
		to++;
	if (to == at + 2 || !ma_split_is_any(s, to, "to") ||
		ma_spec_last_choice(s->spec, to + 1, s->end) == to + 1)
		return from;
	ma_split_emit_stop(s);
	ma_split_emit(s, at + 1, to);
	ma_split_emit_word(s, to, MA_STR("is"), MA_W_AUX);
	ma_split_emit_word(s, to, MA_STR("one"), MA_W_DET);
	ma_split_emit_word(s, to, MA_STR("of"), MA_W_PREP);
	ma_split_emit(s, to + 1, s->end);
	ma_split_emit_stop(s);
	return s->end;
}

/* "Families register with a name and a postcode" */
static size_t read_with_what(struct ma_splitter *s, size_t at)
{
	struct ma_split_words who = { at, at };
	size_t with, end;

	while (who.to < at + NAME_WORDS && ma_split_is_naming(s, who.to) &&
		!(who.to > at && ma_spec_is_plural(s->spec, s->in[who.to - 1].low)))
		who.to++;
	if (who.to == at || !ma_spec_is_plural(s->spec, s->in[who.to - 1].low) ||
		ma_split_is_a(s, who.to - 1, MA_W_ROLE) || s->in[who.to].kind != MA_TOKEN_WORD ||
		ma_split_is_a(s, who.to, MA_W_CLOSED) || ma_str_ends(s->in[who.to].low, "s"))
		return at;
	with = who.to + 1;
	if (!ma_split_is_any(s, with, "with") || !ma_split_is_a(s, with + 1, MA_W_DET) ||
		!ma_split_begins_with_field(s, with + 1))
		return at;
	end = ma_split_told_end(s, with + 1);
	s->before = who;
	ma_split_emit_stop(s);
	ma_split_emit_copy(s, who);
	ma_split_emit_word(s, with, MA_STR("have"), MA_W_HAVE);
	ma_split_emit(s, with + 1, end);
	ma_split_emit_stop(s);
	return end;
}

struct ma_split_words ma_split_subject_before(const struct ma_splitter *s, size_t at, bool first)
{
	struct ma_split_words none = { at, at };

	if (first)
		return at > 1 && ma_str_is(s->in[at - 1].text, ";") ? s->subject : none;
	return at > s->verb ? s->subject : none;
}

/* "Participants are enrolled in a trial; we store a code": a code of the participants. */
static size_t read_of_subject(struct ma_splitter *s, size_t at, bool first)
{
	struct ma_split_record r = { .words = ma_split_subject_before(s, at, first) };
	size_t list, end;

	if (r.words.from == r.words.to ||
		ma_split_is_a(s, r.words.to - 1, MA_W_CONTAINER | MA_W_ROLE) ||
		(r.words.from > 0 && ma_spec_is_any(s->spec, r.words.from - 1, "our my the")) ||
		!(ma_spec_is_plural(s->spec, s->in[r.words.to - 1].low) ||
			(r.words.from > 0 &&
				ma_spec_is_any(s->spec, r.words.from - 1, "a an each every"))))
		return at;
	list = ma_split_after_telling(s, at, false);
	if (list == 0 || !ma_split_begins_with_field(s, list))
		return at;
	end = ma_split_told_end(s, list);
	ma_split_emit_have(s, &r, list, end);
	return end;
}

size_t ma_split_read_told(struct ma_splitter *s, size_t at, bool first)
{
	size_t end = ma_split_read_occasion(s, at, first);

	if (end == at)
		end = read_whose(s, at);
	if (end == at)
		end = read_list_of(s, at);
	if (end == at)
		end = read_each_with(s, at);
	if (end == at)
		end = read_given(s, at);
	if (end == at && !first)
		end = read_created(s, at);
	if (end == at && !first)
		end = read_set_to(s, at);
	if (end == at)
		end = read_of_subject(s, at, first);
	if (end == at && first)
		end = read_with_what(s, at);
	if (end == at)
		ma_split_read_act(s, at);
	return end;
}

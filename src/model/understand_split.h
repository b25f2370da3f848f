/* Sentences as clauses of one subject each: what stands where. Private to understand_split*.c. */
#ifndef MA_MODEL_UNDERSTAND_SPLIT_H
#define MA_MODEL_UNDERSTAND_SPLIT_H

#include "model/understand_parts.h"

#define MA_SPLIT_OCCASIONS 40 /* that are read */

struct ma_split_words {
	size_t from, to; /* no words where they are equal */
};

struct ma_splitter {
	struct ma_spec *spec;
	const struct ma_token *in; /* the sentence is [at, end) of it */
	size_t end;
	struct ma_token *out;
	size_t n, cap;
	size_t begin, clause; /* where the clause that is made begins in `in` and in `out` */
	struct ma_split_words subject, whole; /* whole: with its article */
	struct ma_split_words before;         /* the subject of the sentence before */
	struct ma_split_words told;           /* the record that was told of last */
	struct ma_split_words asides[4];      /* clauses in its brackets */
	size_t asides_n;
	size_t occasions; /* that were read */
	size_t verb;      /* of the subject */
	bool modal;       /* it is one of "can", "should" */
	bool plural;      /* the subject is */
};

static inline bool ma_split_is_any(const struct ma_splitter *s, size_t at, const char *words)
{
	return at < s->end && ma_spec_is_any(s->spec, at, words);
}

static inline bool ma_split_is_a(const struct ma_splitter *s, size_t at, unsigned flags)
{
	return at < s->end && ma_spec_is_a(s->spec, at, flags);
}

static inline bool ma_split_is_comma(const struct ma_splitter *s, size_t at)
{
	return at < s->end && s->in[at].kind == MA_TOKEN_COMMA;
}

/* understand_split_emit.c: what comes out. Tokens [from, to) as they are written. */
void ma_split_emit(struct ma_splitter *s, size_t from, size_t to);
/* The words again, which are not told a second time. */
void ma_split_emit_copy(struct ma_splitter *s, struct ma_split_words w);
/* `word` in the place of the token at `at`. */
void ma_split_emit_word(struct ma_splitter *s, size_t at, struct ma_str word, unsigned flags);
/* The end of the clause; nothing where none was begun. */
void ma_split_emit_stop(struct ma_splitter *s);
/* The thing's list of fields [from, to) as a clause of its own. */
void ma_split_emit_fields(
	struct ma_splitter *s, struct ma_split_words thing, size_t have, size_t from, size_t to);

static inline bool ma_split_is_question(const struct ma_splitter *s, size_t at)
{
	return ma_split_is_any(s, at, "when whether who what which how");
}

/* Past the token, or the bracket that it opens. */
static inline size_t ma_split_after(const struct ma_splitter *s, size_t at)
{
	return s->in[at].kind == MA_TOKEN_OPEN && s->in[at].match > at ? s->in[at].match + 1
								       : at + 1;
}

/* A word that may be one of a name. */
static inline bool ma_split_is_naming(const struct ma_splitter *s, size_t at)
{
	return ma_split_is_a(s, at, ~0u) ? !ma_split_is_a(s, at, MA_W_CLOSED) &&
			(!ma_split_is_a(s, at, MA_W_VERBAL) || ma_split_is_a(s, at, MA_W_NOUN))
					 : at < s->end && s->in[at].kind == MA_TOKEN_WORD;
}

/* Who was spoken of before `at` in the sentence, or where that is its `first` word in the one that a semicolon ends. */
struct ma_split_words ma_split_subject_before(const struct ma_splitter *s, size_t at, bool first);
/* The thing whose words, perhaps with a bracket behind them, end before `to`. */
struct ma_split_words ma_split_thing_before(const struct ma_splitter *s, size_t from, size_t to);
/* Whether the word at `at` names a kind of person: "member". */
bool ma_split_is_person(const struct ma_splitter *s, size_t at);
/* The same words with those before it: "each small". */
struct ma_split_words ma_split_with_article(const struct ma_splitter *s, struct ma_split_words w);
/* "is", "has", "can", "belongs": a verb that has a subject before it. */
bool ma_split_is_finite(const struct ma_splitter *s, size_t at);
/* "lasts 45 or 90" at `at`. */
bool ma_split_lasts(const struct ma_splitter *s, size_t at);
/* Whether the verb at `at` may be the subject's: "has" of one, "have" of several. */
bool ma_split_agrees(const struct ma_splitter *s, size_t at, bool plural);
/* "a status that defaults to active" before `at`: what follows behind "and" is of the status. */
bool ma_split_follows_relative(const struct ma_splitter *s, size_t at);
/* Behind "and" or a comma: "is kept in a room", "belong to a customer", "costs a fee" of the subject that was named before. */
bool ma_split_goes_on_with_verb(const struct ma_splitter *s, size_t at);
/* "each episode has", "guests are", "only curators may", "for drivers we keep": a clause with a subject of its own. */
bool ma_split_begins_own_clause(const struct ma_splitter *s, size_t at);
/* The end of the list of fields at `at`: before "we store", "must be unique", ", sign leases" or the sentence's end. */
size_t ma_split_list_end(const struct ma_splitter *s, size_t at, bool plural);
/* Past "we store", "I also need to know" at `at`. */
size_t ma_split_skip_telling(const struct ma_splitter *s, size_t at);
/* Where the list of "whose name and email", "for whom we need a name" at `at` begins; 0: there is no such thing. */
size_t ma_split_relative_list(const struct ma_splitter *s, size_t at);
/* "a name", "the due date" at `at`. */
bool ma_split_begins_with_field(const struct ma_splitter *s, size_t at);
/* Whether an item of the list at `at` is what a field is called: "the van, the date". */
bool ma_split_lists_fields(const struct ma_splitter *s, size_t at);
/* How many words at the subject's verb say no more than "has": "is described by", "records" the date; 0: they say more. */
size_t ma_split_having_size(const struct ma_splitter *s, size_t at);
/* "a proposal" of "a speaker submits a proposal for a talk" before `end`, where its fields are listed behind `with`; empty: it is none. */
struct ma_split_words ma_split_made_before(const struct ma_splitter *s, size_t end, size_t with);
/* Past ", if they like," at `at`, which says that a field may be missing, as any may; `at` where it is no such aside. */
size_t ma_split_after_option(const struct ma_splitter *s, size_t at);
/* A hyphen between blanks, or a longer dash. */
bool ma_split_is_dash(const struct ma_splitter *s, size_t at);
/* "Guests \u2014 name, bio \u2014 can appear": what stands between two dashes of the sentence at `at` in `in` is in brackets. */
void ma_split_read_dashes(struct ma_splitter *s, struct ma_token *in, size_t at);

/* A record that is told of: words of the prompt, or what the verb makes of it ("loan" of "borrows"). */
struct ma_split_record {
	struct ma_split_words words;
	struct ma_str act;
};

/* Nobody who is kept. */
#define MA_SPLIT_NOBODY \
	"something someone somebody anybody anyone people person user users it everyone"

/* understand_split_told.c: at the begin of a clause, what is told of a record: "I need the dog's name"; `first` in its sentence. */
/* Gives where what comes behind it begins; `at` where no such thing is told. */
size_t ma_split_read_told(struct ma_splitter *s, size_t at, bool first);
/* Past "we note", "the vet records", and `anybody` "store" at `at`, where a list follows; 0: nothing is told. */
size_t ma_split_after_telling(const struct ma_splitter *s, size_t at, bool anybody);
/* Whether what is told, a question or a list of fields, begins at `at`. */
bool ma_split_begins_told(const struct ma_splitter *s, size_t at);
/* Where the list at `at` ends: before what is said of something else. */
size_t ma_split_told_end(const struct ma_splitter *s, size_t at);
/* The words of a thing at `at`, behind its articles. */
struct ma_split_words ma_split_thing_at(const struct ma_splitter *s, size_t at, size_t end);
/* "each loan", at whose begin another clause ends; and "each loan has" the list [from, to). */
void ma_split_emit_record(struct ma_splitter *s, const struct ma_split_record *r, size_t at);
void ma_split_emit_have(
	struct ma_splitter *s, const struct ma_split_record *r, size_t from, size_t to);
/* understand_split_acts.c: a verb that says no more than that its object was there; and what another one makes ("" where it is none). */
bool ma_split_is_light(struct ma_str verb);
struct ma_str ma_split_act_of(struct ma_spec *spec, const struct ma_token *verb, bool passive);
/* understand_split_states.c: "the statuses new, open and closed" at its noun; gives what comes behind, `at`: there are none. */
size_t ma_split_read_states(struct ma_splitter *s, size_t at);
/* understand_split_occasion.c: the same of "when a member borrows a book we note the date". */
size_t ma_split_read_occasion(struct ma_splitter *s, size_t at, bool first);
/* Whether its fields are told anywhere: "books have", "book (", "book:". */
bool ma_split_is_described(const struct ma_splitter *s, struct ma_split_words w);
/* The same of another place than theirs. */
bool ma_split_is_described_elsewhere(const struct ma_splitter *s, struct ma_split_words w);
/* understand_split_deeds.c: the clauses of the sentence from `from` on by `read`, and the records of what is done in it. */
typedef void ma_split_reader(struct ma_splitter *s, size_t from);
void ma_split_read_deeds(struct ma_splitter *s, size_t from, ma_split_reader *read);
/* "Members book a court": a booking of the two, where the clause itself is read as well. */
void ma_split_read_act(struct ma_splitter *s, size_t at);
/* Who does what in the clause that is read up to `at`; no words where nobody is kept. */
void ma_split_find_before(const struct ma_splitter *s, size_t at, struct ma_split_words *who,
	struct ma_split_words *what);
/* "each loan belongs to a book", where there are words for the book. */
void ma_split_emit_belonging(struct ma_splitter *s, const struct ma_split_record *r,
	struct ma_split_words to, size_t at);

#endif

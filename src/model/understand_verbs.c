/* Verbs that no lexicon has, by where they stand: "a ringer rings at one tower", "finds come out of a trench". */
#include "model/understand_parts.h"

/* Turns of speech whose nouns name nothing. */
static const char *const idioms[] = { "of course", "to be honest", "at any time", "at the moment",
	"by the way", "for example", "for instance", "in general", "in fact", "so far", "as well",
	"right now", "at once", "in the end", "in advance", "at all", "vice versa",
	"the other way round", "the other way around" };

static bool is_word(const struct ma_spec *spec, size_t at)
{
	return at < spec->tokens_n && spec->tokens[at].kind == MA_TOKEN_WORD;
}

static bool is_question(const struct ma_spec *spec, size_t at)
{
	return is_word(spec, at) && ma_spec_is_any(spec, at, "which when whether who how");
}

/* A word of no kind, or one that the lexicon has as a verb. */
static bool may_be_verb(const struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = &spec->tokens[at];

	return is_word(spec, at) && !t->possessive && !(t->flags & MA_W_HAVE) &&
		(!t->flags || t->flags & MA_W_VERBAL) &&
		!(t->flags & (MA_W_CONTAINER | MA_W_BOX | MA_W_META));
}

/* A word that names things or fields: "notes", "covers". */
static bool is_naming(struct ma_spec *spec, size_t at)
{
	enum ma_field_type type;

	return ma_known_entity(ma_spec_name(spec, spec->tokens[at].low, MA_CASE_PASCAL, true)) ||
		ma_spec_field_word(spec, at, at + 1, &type);
}

bool ma_word_is_third_person(struct ma_str word)
{
	return word.n > 3 && ma_str_ends(word, "s") && !ma_str_ends(word, "ss") &&
		!ma_str_ends(word, "us") && !ma_str_ends(word, "is");
}

static bool is_noun(const struct ma_spec *spec, size_t at)
{
	return is_word(spec, at) && !(spec->tokens[at].flags & (MA_W_CLOSED | MA_W_ADJ | MA_W_TECH));
}

/* Where the nouns that end before `at` begin; `at` where there are none, or more than three. */
static size_t nouns_before(const struct ma_spec *spec, size_t at)
{
	size_t from = at;

	while (from > 0 && at < from + 4 && is_noun(spec, from - 1))
		from--;
	return at < from + 4 ? from : at;
}

/* Behind it goes what a verb has: "at one tower", "several bikes", "together in a hall". */
static bool takes_verb_before(const struct ma_spec *spec, size_t at)
{
	at += is_word(spec, at) && ma_spec_is_any(spec, at, "out up down together home over back");
	at += ma_spec_is_any(spec, at, "place part care") && ma_spec_is_a(spec, at + 1, MA_W_PREP);
	at += ma_spec_is_any(spec, at, "exactly only just");
	if (is_word(spec, at) && ma_str_ends(spec->tokens[at].low, "ed") &&
		ma_spec_is_a(spec, at + 1, MA_W_PREP))
		return true; /* "one interpreter gets assigned to it" */
	return ma_spec_is_a(spec, at, MA_W_PREP | MA_W_DET | MA_W_WITH) || is_question(spec, at);
}

static bool begins_clause(const struct ma_spec *spec, size_t at)
{
	return at == 0 || spec->tokens[at - 1].kind == MA_TOKEN_STOP ||
		spec->tokens[at - 1].kind == MA_TOKEN_COMMA ||
		spec->tokens[at - 1].kind == MA_TOKEN_COLON ||
		ma_spec_is_a(spec, at - 1, MA_W_CONJ);
}

/* "a ringer rings at one tower" */
static bool follows_one(struct ma_spec *spec, size_t at)
{
	size_t from = nouns_before(spec, at);

	if (from == at || from == 0 || !ma_word_is_third_person(spec->tokens[at].low))
		return false;
	if (from > 2 && ma_spec_is_any(spec, from - 3, "one each") &&
		ma_spec_is_any(spec, from - 2, "of"))
		return true; /* "one of the players wins" */
	if (ma_spec_is_plural(spec, spec->tokens[at - 1].low))
		return false;
	from -= from > 1 && ma_spec_is_any(spec, from - 1, "same");
	if (ma_spec_is_any(spec, from - 1, "a an each every one any"))
		return true;
	return ma_spec_is_any(spec, from - 1, "the this") && begins_clause(spec, from - 1) &&
		!spec->tokens[at].flags;
}

/* "a list that lives in a notebook" */
static bool follows_that(const struct ma_spec *spec, size_t at)
{
	return at > 1 && ma_spec_is_any(spec, at - 1, "that who") && is_noun(spec, at - 2) &&
		!spec->tokens[at].flags && ma_word_is_third_person(spec->tokens[at].low);
}

/* "it concerns one wheel" */
static bool follows_it(const struct ma_spec *spec, size_t at)
{
	return at > 0 && ma_word_is_third_person(spec->tokens[at].low) &&
		(ma_spec_is_any(spec, at - 1, "it") ||
			(ma_spec_is_any(spec, at - 1, "each") && begins_clause(spec, at - 1)));
}

/* "finds come out of a trench", "several ringers come to it" */
static bool follows_many(struct ma_spec *spec, size_t at)
{
	size_t from = nouns_before(spec, at);
	struct ma_str word = spec->tokens[at].low;

	if (from == at || ma_str_ends(word, "s") || (word.n > 4 && ma_str_ends(word, "ing")) ||
		ma_str_ends(word, "ed") ||
		(ma_spec_is_a(spec, at + 1, MA_W_DET) &&
			!ma_spec_is_any(spec, at + 1, "a an one many several")) ||
		(!spec->tokens[at].flags && ma_spec_is_any(spec, at + 1, "of for about")) ||
		!ma_spec_is_plural(spec, spec->tokens[at - 1].low))
		return false;
	while (from > 0 && ma_spec_is_a(spec, from - 1, MA_W_DET | MA_W_ADJ))
		from--;
	return begins_clause(spec, from);
}

/* "members offer seeds": between two plurals, where the first is no kind of the second ("sales order lines"). */
static bool stands_between(struct ma_spec *spec, size_t at)
{
	size_t next = at + 1 + ma_spec_is_any(spec, at + 1, "up out");
	struct ma_str who = ma_spec_name(spec, spec->tokens[at - 1].low, MA_CASE_PASCAL, true);

	if (spec->tokens[at].flags & MA_W_VERBAL && is_noun(spec, next) && ma_is_person(who) &&
		ma_spec_is_plural(spec, spec->tokens[next].low) &&
		!ma_spec_is_plural(spec, spec->tokens[at].low) && follows_many(spec, at))
		return true; /* "buyers message sellers" */
	if (ma_spec_is_any(spec, at, "link connect join tie pair") && is_noun(spec, next) &&
		ma_spec_is_any(spec, next + 1, "and with to") && follows_many(spec, at))
		return true; /* "order items link orders and products" */
	return is_noun(spec, next) && ma_spec_is_plural(spec, spec->tokens[next].low) &&
		!(spec->tokens[at].flags &&
			(ma_spec_is_any(spec, next, "lines items entries details records types") ||
				ma_known_entity(who))) &&
		!ma_spec_is_plural(spec, spec->tokens[at].low) && !is_naming(spec, at) &&
		!ma_spec_is_any(
			spec, at - 1, "sales sports goods news series savings customs arts") &&
		follows_many(spec, at);
}

/* "animals (name, species) live in enclosures", "a driver (name) drives a van" */
static bool follows_bracket(struct ma_spec *spec, size_t at)
{
	size_t open = at - 1;

	if (at < 3 || spec->tokens[open].kind != MA_TOKEN_CLOSE || spec->tokens[at].flags)
		return false;
	while (open > 0 && spec->tokens[open].kind != MA_TOKEN_STOP &&
		spec->tokens[open].match != at - 1)
		open--;
	return open > 0 && spec->tokens[open].kind == MA_TOKEN_OPEN && is_noun(spec, open - 1) &&
		!ma_str_ends(spec->tokens[at].low, "ing") &&
		!ma_str_ends(spec->tokens[at].low, "ed") &&
		ma_spec_is_plural(spec, spec->tokens[open - 1].low) !=
		ma_word_is_third_person(spec->tokens[at].low);
}

/* Whether something is said before in the sentence, or it is a line of a list. */
static bool has_subject(const struct ma_spec *spec, size_t at)
{
	for (; at > 0 && spec->tokens[at - 1].kind != MA_TOKEN_STOP; at--)
		if (ma_spec_is_a(spec, at - 1, MA_W_HAVE | MA_W_AUX))
			return true;
	return at > 0 && spec->tokens[at - 1].bullet;
}

/* "..., and lies in one region", a line "hangs in a building" */
static bool follows_clause(const struct ma_spec *spec, size_t at)
{
	return begins_clause(spec, at) && has_subject(spec, at) &&
		ma_word_is_third_person(spec->tokens[at].low) &&
		(is_question(spec, at + 1) ||
			ma_spec_is_any(spec, at + 1, "a an one exactly several many any") ||
			(ma_spec_is_any(spec, at + 1, "to") && ma_spec_is_any(spec, at + 2, "the")) ||
			(ma_spec_is_any(spec, at + 1, "in on at to under with by through over near") &&
				ma_spec_is_any(spec, at + 2,
					"a an one another exactly each its several many")));
}

static void settle_idioms(struct ma_spec *spec, size_t at)
{
	size_t i, n;

	if (ma_spec_is_any(spec, at, "later") && ma_spec_is_a(spec, at + 1, MA_W_DET))
		spec->tokens[at].flags = MA_W_ADV;
	for (i = 0; i < MA_COUNT(idioms); i++)
		for (n = ma_spec_match(spec, at, idioms[i]); n > 0; n--)
			spec->tokens[at + n - 1].flags = MA_W_ADV;
}

/* "it's", "we'd" are no articles and no nouns. */
static void settle_short(struct ma_token *t)
{
	if (t->kind == MA_TOKEN_WORD && t->text.n > t->low.n &&
		ma_words_have("its wed id theyd youd hed shed weve theyve", t->low))
		t->flags = MA_W_PRON;
}

void ma_spec_settle_verbs(struct ma_spec *spec)
{
	size_t at;

	for (at = 0; at + 2 < spec->tokens_n && !spec->rc; at++) {
		settle_idioms(spec, at);
		settle_short(&spec->tokens[at]);
		if (at > 0 && is_noun(spec, at - 1) && ma_spec_is_any(spec, at, "each all both") &&
			ma_spec_is_a(spec, at + 1, MA_W_HAVE))
			spec->tokens[at].flags = MA_W_ADV; /* "our clients each have a name" */
		if (at > 0 && may_be_verb(spec, at) && stands_between(spec, at))
			spec->tokens[at].flags = spec->tokens[at].flags & (MA_W_BUILD | MA_W_KEEP)
				? spec->tokens[at].flags & ~(unsigned)MA_W_NOUN
				: MA_W_VERB;
		if (may_be_verb(spec, at) && takes_verb_before(spec, at + 1) &&
			(!is_naming(spec, at) || ma_spec_is_a(spec, at + 1, MA_W_DET) ||
				ma_spec_is_any(spec, at + 1, "exactly only just") ||
				is_question(spec, at + 1)) &&
			(follows_it(spec, at) || follows_that(spec, at) || follows_one(spec, at) ||
				follows_many(spec, at) || follows_clause(spec, at) ||
				follows_bracket(spec, at)))
			spec->tokens[at].flags = (spec->tokens[at].flags & ~(unsigned)MA_W_NOUN) |
				MA_W_VERB;
	}
}

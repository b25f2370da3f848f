/* The verb of a predicate, up to its objects: "takes place at", "is set by", "never holds more than". */
#include "model/understand_predicate.h"

/* Behind "is", "are": "let to", "about", "made up of", "dug at"; 0 where there is no such thing. */
size_t ma_predicate_after_participle(const struct ma_grammar *g, size_t at)
{
	size_t from = at;

	while (is_word(token(g, at), MA_W_ADV) || is_any(g, at, "be been not"))
		at++;
	for (; at < from + 4 && token(g, at)->kind == MA_TOKEN_WORD; at++) {
		if (is_word(token(g, at), MA_W_PREP | MA_W_WITH))
			return is_any(g, at, "as like per") ? 0 : at;
		if (is_word(token(g, at), MA_W_CLOSED & ~(unsigned)(MA_W_HAVE | MA_W_ADV)))
			return 0; /* "carried out by" is no "carries" */
	}
	return 0;
}

bool ma_grammar_is_participle(const struct ma_grammar *g, size_t at)
{
	return token(g, at)->kind == MA_TOKEN_WORD && !(token(g, at)->flags & MA_W_CLOSED) &&
		(is_any(g, at + 1, "by") ||
			(ma_str_ends(token(g, at)->low, "ed") &&
				is_any(g, at + 1, "in on at to from into for"))) &&
		is_any(g, at + 2, "a an one exactly each");
}

bool ma_grammar_takes_part(const struct ma_grammar *g, size_t verb)
{
	return is_any(g, verb,
		       "appear appears attend attends perform performs participate participates play plays join joins "
		       "enroll enrolls enrol enrols register registers sign signs subscribe subscribes volunteer volunteers "
		       "help helps work works compete competes sing sings act acts speak speaks star stars used reused shared") ||
		is_any(g, verb + 1, "part") || is_any(g, verb, "part");
}

bool ma_verb_makes(struct ma_str verb)
{
	return ma_words_have(
		"offer offers publish publishes give gives make makes place places submit submits write writes upload uploads "
		"record records donate donates produce produces post posts file files create creates send sends sign signs leave leaves "
		"enter enters add adds list lists report reports log logs request requests issue issues",
		verb);
}

struct ma_str ma_verb_act(struct ma_str verb)
{
	static const struct {
		const char *verbs, *act;
	} acts[] = {
		{ "reserve reserves", "Reservation" },
		{ "book books", "Booking" },
		{ "borrow borrows lend lends", "Loan" },
		{ "rent rents hire hires", "Rental" },
		{ "lease leases", "Lease" },
		{ "subscribe subscribes", "Subscription" },
		{ "register registers sign signs", "Registration" },
		{ "enroll enrolls enrol enrols", "Enrollment" },
		{ "apply applies", "Application" },
		{ "rate rates", "Rating" },
		{ "review reviews", "Review" },
	};
	size_t i;

	for (i = 0; i < MA_COUNT(acts); i++)
		if (ma_words_have(acts[i].verbs, verb))
			return ma_str(acts[i].act);
	return MA_STR("");
}

/* What it is said of is the subject's own, where there are several. */
static bool is_possession(struct ma_str verb)
{
	return ma_verb_makes(verb) ||
		ma_words_have(
			"bring brings cover covers own owns keep keeps comprise comprises carry carries made divided split composed",
			verb);
}

/* Behind a verb: "part in", "place at" of "takes part in", "takes place at", and "out of", "up". */
static size_t skip_particles(const struct ma_grammar *g, size_t at)
{
	if (is_any(g, at, "part place care") && is_word(token(g, at + 1), MA_W_PREP))
		at++;
	while (is_any(g, at, "out up down in off over back together under") &&
		(is_word(token(g, at + 1), MA_W_PREP) ||
			is_any(g, at + 1, "up a an one several many")) &&
		is_word(token(g, at + 1), MA_W_PREP | MA_W_DET))
		at++;
	return at;
}

/* Past a finite verb at `at`, and "assigned" of "gets assigned to"; 0 where there is none that relates two things. */
static size_t after_active(struct ma_predicate *p, size_t at, bool able)
{
	struct ma_grammar *g = p->g;
	const struct ma_token *t = token(g, at);

	if (t->kind != MA_TOKEN_WORD || t->flags & MA_W_HAVE ||
		(t->flags & MA_W_BUILD && !is_word(token(g, at + 1), MA_W_PREP)) ||
		!(ma_grammar_is_verb(g, at) || is_any(g, at, "gets get comes goes")))
		return 0;
	if (ma_words_have("comment comments reply replies vote votes", t->low))
		return 0; /* "members can comment on tasks": records of their own */
	if (!able && !p->subject && token(g, at - 1)->kind == MA_TOKEN_CLOSE &&
		!is_word(token(g, skip_particles(g, at + 1)), MA_W_PREP | MA_W_DET))
		return 0; /* "Agents (name) answer tickets (subject)" */
	if (!able && p->subject && !p->subject->plural && !ma_str_ends(t->low, "s"))
		return 0; /* "an online store with products" */
	if (!able && p->subject && p->subject->plural && !ma_str_is(t->low, "get") && !p->many &&
		!is_word(token(g, skip_particles(g, at + 1)),
			t->flags & MA_W_KEEP ? MA_W_PREP : MA_W_PREP | MA_W_DET))
		return 0; /* "teachers create tickets": what the application is for */
	if (able && p->subject && p->subject->plural &&
		!is_word(token(g, at + 1), is_possession(t->low) ? MA_W_PREP | MA_W_DET : MA_W_PREP))
		return 0; /* "members can rate films" */
	p->makes = ma_verb_makes(t->low) ||
		(is_any(g, at, "take takes") && is_any(g, at + 1, "out"));
	p->owns = (is_possession(t->low) && !is_any(g, at + 1, "up")) ||
		(is_any(g, at, "take takes") && is_any(g, at + 1, "in") &&
			!is_word(token(g, at + 2), MA_W_CLOSED & ~(unsigned)(MA_W_DET | MA_W_PREP)));
	at++;
	if (is_word(token(g, at - 1), MA_W_VERB) && ma_str_ends(token(g, at)->low, "ed") &&
		is_word(token(g, at + 1), MA_W_PREP))
		at++;
	return skip_particles(g, at);
}

/* Past the verb at `at`; 0 where there is none. */
size_t ma_predicate_after_verb(struct ma_predicate *p, size_t at)
{
	struct ma_grammar *g = p->g;
	bool able = false, negated = false;
	size_t end;

	p->owns = p->makes = p->exact = p->passive = false;
	while (is_word(token(g, at), MA_W_MODAL | MA_W_ADV | MA_W_NEG)) {
		able |= is_word(token(g, at), MA_W_MODAL);
		negated |= is_word(token(g, at), MA_W_NEG);
		at++;
	}
	if (negated) { /* "a box never holds more than one horse" */
		end = at + 1 + is_any(g, at + 1, "in");
		p->exact = ma_spec_match(g->spec, end, "more than one") > 0;
		return p->exact ? end + 2 : 0;
	}
	if (is_word(token(g, at), MA_W_AUX) || (able && is_any(g, at, "be"))) {
		end = ma_predicate_after_participle(g, at + 1);
		p->passive = end > 0;
		p->owns = end > 0 &&
			(is_possession(token(g, end - 1)->low) ||
				(is_any(g, end - 1, "up") && is_possession(token(g, end - 2)->low)));
		return end;
	}
	return after_active(p, at, able);
}

/*
 * What was asked for and not understood: of each clause that looks like a requirement ("it must run on a tablet", "and must
 * not be lent if damaged") the words that neither the contract nor the reader answers, and where they say something of
 * their own the clause is told, not lost. What is only narrated ("we run a shop") is none.
 */
#include "model/understand_rest.h"

#include "model/understand_cues.h"

#define CLAUSE_SHOWN 28 /* words of a clause in a warning */
#define COMPOUND 6      /* words of one noun: "second hand ice cream parlours" */

struct teller {
	struct ma_spec *spec;
	const struct ma_answers *answers;
	bool wished;               /* the clause before asks for something */
	size_t from, to;           /* what will be told; to is 0 where nothing is */
	size_t told;               /* the end of the rule that was told last */
	size_t before, before_end; /* the clause before, where it is not answered and not told */
};

static bool is_content(const struct ma_spec *spec, size_t at)
{
	return spec->tokens[at].kind == MA_TOKEN_WORD &&
		!ma_spec_is_a(spec, at, MA_W_CLOSED | MA_W_CONTAINER | MA_W_META | MA_W_HEADING) &&
		spec->tokens[at].low.n > 1;
}

static bool is_answered(const struct ma_spec *spec, const struct ma_answers *answers, size_t at)
{
	return spec->tokens[at].used ||
		(spec->tokens[at].taken && !ma_spec_is_language(spec, at)) ||
		ma_answers_have(answers, spec->tokens[at].low);
}

/* A feature that no project is built with begins at `at`, or its object stands there: "a mail", "in German". */
static bool is_unbuilt(const struct ma_spec *spec, size_t at)
{
	size_t n = 0;
	int feature = spec->tokens[at].taken ? ma_spec_feature_at(spec, at, &n) : -1;

	if (spec->tokens[at].taken &&
		(ma_spec_is_language(spec, at) || ma_spec_is_any(spec, at, "drag") ||
			(spec->features & MA_FEATURE(ma_feature_find(MA_STR("email"))) &&
				ma_spec_is_any(spec, at, "mail mails email emails"))))
		return true;
	return feature == MA_FEATURE_OTHER || (feature >= 0 && !ma_spec_builds(spec, feature));
}

/* "ice cream parlours" where there are parlours: from its first word on. */
static bool goes_before_answered(
	const struct ma_spec *spec, const struct ma_answers *answers, size_t at, size_t to)
{
	size_t last = at + COMPOUND < to ? at + COMPOUND : to;

	for (; at < last && is_content(spec, at) && !ma_spec_is_a(spec, at, MA_W_VERBAL) &&
		!ma_str_ends(spec->tokens[at].low, "ing") &&
		!ma_str_ends(spec->tokens[at].low, "ed");
		at++)
		if (is_answered(spec, answers, at) &&
			!ma_answers_common(answers, spec->tokens[at].low))
			return !is_unbuilt(spec, at);
	return false;
}

/* "students can work on many projects" where the contract relates them: its verb says nothing more. */
static bool is_relation(struct ma_spec *spec, const struct ma_clause *c)
{
	const struct ma_spec_entity *e, *first = NULL;
	size_t at;

	if (ma_spec_is_any(spec, c->act, "comment vote reply like follow invite message chat"))
		return false; /* each is a record of its own */
	for (at = c->from; at < c->to; at++) {
		if (!is_content(spec, at))
			continue;
		e = ma_spec_find(
			spec, ma_spec_name(spec, spec->tokens[at].low, MA_CASE_PASCAL, true));
		if (!e && at > c->from)
			e = ma_spec_find(spec,
				ma_spec_name(spec, ma_spec_words(spec, at - 1, at + 1),
					MA_CASE_PASCAL, true));
		if (!e || e == first)
			continue;
		if (first &&
			(ma_spec_joined(spec, first->name, e->name) ||
				ma_spec_refers(first, e->name) || ma_spec_refers(e, first->name)))
			return true;
		first = e;
	}
	return false;
}

/* "to Google", "as a SEPA file": where something goes says what has to be built. */
static bool is_target(const struct ma_spec *spec, size_t at)
{
	while (at > 0 && ma_spec_is_a(spec, at - 1, MA_W_DET | MA_W_ADJ))
		at--;
	return at > 0 && ma_spec_is_any(spec, at - 1, "as to via through from over into with");
}

/* "when the ticket is closed": on what occasion, behind what is done then. */
static bool is_occasion(const struct ma_spec *spec, const struct ma_clause *c, size_t at)
{
	size_t from = at;

	if (at + 1 != c->to || at == c->act || !ma_spec_is_a(spec, at - 1, MA_W_AUX))
		return false;
	while (from > c->act && from + COMPOUND > at && !ma_spec_is_any(spec, from, "when once"))
		from--;
	return ma_spec_is_any(spec, from, "when once");
}

/* Verbs of which only the object says what is wanted. */
#define PROVIDING "provide provides support supports"

/* Whether words of the clause say what neither the contract nor the reader answers. */
static bool is_lost(
	struct ma_spec *spec, const struct ma_answers *answers, const struct ma_clause *c)
{
	size_t at, lost = 0, content = 0, own = 0;
	bool act = false, unbuilt = false, state = false;
	bool decides = false; /* "the owner decides who gets it" */

	for (at = c->act; at < c->to; at++) {
		unbuilt |= is_unbuilt(spec, at);
		if (ma_spec_match(spec, at, "more than one") > 0) {
			at += 2;
			continue;
		}
		if (!is_content(spec, at) || (content == 0 && ma_spec_is_any(spec, at, PROVIDING)))
			continue;
		content++;
		if (is_answered(spec, answers, at) ||
			goes_before_answered(spec, answers, at, c->to)) {
			own += !ma_answers_common(answers, spec->tokens[at].low);
			continue;
		}
		lost += 1 + is_target(spec, at);
		state |= is_occasion(spec, c, at);
		decides |= ma_word_is_third_person(spec->tokens[at].low) &&
			ma_spec_is_a(spec, at + 1, MA_W_REL);
		act = act || content == 1;
	}
	if (c->whose || c->limit || (unbuilt && lost > state))
		return true;
	if (c->dream)
		return act;
	if (c->rule || (c->item && own == 0))
		return lost > 0;
	if (c->statement)
		return decides || (lost > 1 && !(lost == 2 && is_relation(spec, c)));
	if (lost == 1 && act)
		return !is_relation(spec, c);
	return lost > 1 || (lost == 1 && own == 0);
}

static void warn_of(struct ma_spec *spec, size_t from, size_t to)
{
	bool cut = to - from > CLAUSE_SHOWN;

	if (cut)
		to = from + CLAUSE_SHOWN;
	ma_spec_warn(spec, "not understood: \"" MA_STR_FMT "%s\"",
		MA_STR_ARG(ma_spec_said(spec, from, to)), cut ? " ..." : "");
}

/* "I want search, a chart and the total value": behind a comma a wish goes on. */
static bool goes_on(const struct ma_spec *spec, size_t from)
{
	size_t at = from;

	while (at < spec->tokens_n && ma_spec_is_a(spec, at, MA_W_CONJ))
		at++;
	return from > 0 && spec->tokens[from - 1].kind == MA_TOKEN_COMMA &&
		ma_spec_is_a(spec, at, MA_W_DET);
}

/* Whether tokens [from, to) go on behind a clause that ends at `end`: with nothing but a comma and "and" between. */
static bool follows(const struct ma_spec *spec, size_t end, size_t from)
{
	if (end == from || end == 0)
		return false;
	for (; end < from; end++)
		if (spec->tokens[end].kind != MA_TOKEN_COMMA &&
			!ma_spec_is_a(spec, end, MA_W_CONJ) && !ma_spec_is_any(spec, end, "so"))
			return false;
	return true;
}

/* Of clauses that follow one another in a sentence one warning is made. */
static void flush(struct teller *t)
{
	if (t->from < t->to)
		warn_of(t->spec, t->from, t->to);
	t->from = t->to = 0;
}

/* "While cooking, the screen mustn't go to sleep": what stands before is told with it. */
static void tell(struct teller *t, size_t from, size_t to)
{
	if (follows(t->spec, t->before_end, from) && !follows(t->spec, t->to, from))
		from = t->before;
	if (!follows(t->spec, t->to, from)) {
		flush(t);
		t->from = from;
	}
	t->to = to;
}

/* Whether something in it is not answered, and it lists no fields. */
static bool says_more(const struct teller *t, size_t from, size_t to)
{
	if (ma_cue_lists(t->spec, from, to))
		return false;
	for (; from < to; from++)
		if (is_content(t->spec, from) &&
			(!is_answered(t->spec, t->answers, from) ||
				ma_spec_is_language(t->spec, from)))
			return true;
	return false;
}

/* "..., Arabic and Ukrainian", "..., locked by fingerprint" behind what is told. */
static bool is_rest_of_told(const struct teller *t, size_t from, size_t to)
{
	size_t at = from;

	if (!says_more(t, from, to))
		return false;
	if (follows(t->spec, t->to, from))
		return true;
	while (at < to && !t->spec->tokens[at].used)
		at++;
	return at == to && follows(t->spec, t->told, from);
}

static void read_clause(struct teller *t, size_t from, size_t to)
{
	struct ma_spec *spec = t->spec;
	struct ma_clause c = ma_clause_of(spec, from, to);

	c.asks = c.asks || (t->wished && goes_on(spec, from));
	t->wished = c.asks && !c.statement && spec->tokens[to].kind == MA_TOKEN_COMMA;
	if (from == to)
		return;
	if ((c.asks && !c.aside && is_lost(spec, t->answers, &c)) || is_rest_of_told(t, from, to)) {
		tell(t, from, to);
	} else if (!c.narrated && says_more(t, from, to)) {
		t->before = from;
		t->before_end = to;
	}
}

/* A rule is none that is kept, but where all it speaks of is a feature: "visitors must not log in". */
static void warn_of_rule(struct teller *t, size_t from, size_t to)
{
	struct ma_spec *spec = t->spec;
	bool feature = false, plain = false;
	size_t at;

	while (from < to &&
		(spec->tokens[from].kind != MA_TOKEN_WORD || ma_spec_is_a(spec, from, MA_W_CONJ)))
		from++;
	while (from > 0 && spec->tokens[from - 1].kind == MA_TOKEN_WORD &&
		!ma_spec_is_a(spec, from - 1, MA_W_CONJ))
		from--; /* its subject is read */
	while (to > from && ma_spec_is_a(spec, to - 1, MA_W_CONJ))
		to--;
	for (at = from; at < to; at++) {
		if (!is_content(spec, at) || ma_spec_is_a(spec, at, MA_W_ROLE) ||
			ma_spec_is_any(spec, at, "need needs want use have"))
			continue;
		feature |= spec->tokens[at].taken;
		plain |= !spec->tokens[at].taken;
		if (!spec->tokens[at].taken && !ma_answers_common(t->answers, spec->tokens[at].low)) {
			if (follows(spec, t->before_end, from))
				from = t->before;
			warn_of(spec, from, to);
			return;
		}
	}
	if (plain && !feature)
		warn_of(spec, from, to);
}

static size_t rule_end(const struct ma_spec *spec, size_t at)
{
	while (spec->tokens[at].rule)
		at++;
	return at;
}

void ma_spec_warn_of_rest(struct ma_spec *spec)
{
	struct teller t = { .spec = spec, .answers = ma_answers_of(spec) };
	size_t at = 0, end;

	while (at < spec->tokens_n && !spec->rc) {
		if (spec->tokens[at].rule) {
			end = rule_end(spec, at);
			flush(&t);
			warn_of_rule(&t, at, end);
			t.told = at = end;
			continue;
		}
		end = ma_clause_end(spec, at);
		read_clause(&t, at, end);
		at = end < spec->tokens_n && spec->tokens[end].rule ? end : end + 1;
	}
	flush(&t);
}

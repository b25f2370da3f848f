/*
 * What was asked for and not understood: of each clause that looks like a requirement ("it must run on a tablet", "and must
 * not be lent if damaged") the words that neither the contract nor the reader answers, and where they say something of
 * their own the clause is told, not lost. What is only narrated ("we run a shop") is none.
 */
#include "model/understand_rest.h"

#define CLAUSE_SHOWN 28 /* words of a clause in a warning */
#define COMPOUND 6      /* words of one noun: "second hand ice cream parlours" */

struct clause {
	size_t from, to; /* its tokens */
	size_t act;      /* where what it asks for begins: behind "the clerk must", "I want to" */
	bool asks;       /* it is said as a wish, an order, a rule or an item of a list */
	bool rule;       /* it says when, how often or how many: no word of it may be lost */
	bool whose;      /* it says who alone may: nothing of that kind is kept */
	bool item;       /* a line with a bullet */
	bool statement;  /* a sentence that only tells what is so */
};

static bool ends_clause(const struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = &spec->tokens[at];

	if (at > 0 && ma_spec_is_a(spec, at - 1, MA_W_VERBAL) && !(t->kind == MA_TOKEN_STOP) &&
		(ma_spec_is_a(spec, at + 1, MA_W_VERBAL) || ma_spec_is_a(spec, at + 1, MA_W_CONJ)))
		return false; /* "add, edit and delete recipes" */
	if (t->kind == MA_TOKEN_STOP || t->kind == MA_TOKEN_COMMA || t->kind == MA_TOKEN_COLON)
		return true;
	if (ma_spec_is_any(spec, at, "where but") ||
		(ma_spec_is_any(spec, at, "so") && ma_spec_is_any(spec, at + 1, "that")))
		return true;
	return ma_spec_is_a(spec, at, MA_W_CONJ) &&
		ma_spec_is_a(spec, at + 1, MA_W_MODAL | MA_W_PRON | MA_W_VERBAL) &&
		!ma_spec_is_a(spec, at + 1, MA_W_NOUN);
}

static size_t clause_end(const struct ma_spec *spec, size_t at)
{
	while (at < spec->tokens_n && !ends_clause(spec, at) && !spec->tokens[at].rule)
		at = spec->tokens[at].kind == MA_TOKEN_OPEN && spec->tokens[at].match > at
			? spec->tokens[at].match + 1
			: at + 1;
	return at < spec->tokens_n ? at : spec->tokens_n;
}

static bool is_content(const struct ma_spec *spec, size_t at)
{
	return spec->tokens[at].kind == MA_TOKEN_WORD &&
		!ma_spec_is_a(spec, at, MA_W_CLOSED | MA_W_CONTAINER | MA_W_META | MA_W_HEADING) &&
		spec->tokens[at].low.n > 1;
}

static bool is_answered(const struct ma_spec *spec, const struct ma_answers *answers, size_t at)
{
	return spec->tokens[at].used || spec->tokens[at].taken ||
		ma_answers_have(answers, spec->tokens[at].low);
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
			return true;
	return false;
}

/* "would be nice", "would love": of what was said before. */
static bool is_fancy(const struct ma_spec *spec, size_t at)
{
	return ma_spec_is_any(spec, at, "would") &&
		ma_spec_is_any(spec, at + 1, "be love like help make appreciate");
}

static bool is_wish(const struct ma_spec *spec, size_t from, size_t at)
{
	if (ma_spec_is_a(spec, at, MA_W_MODAL))
		return !ma_spec_is_any(spec, at + 1, "you we like i") && !is_fancy(spec, at);
	if (ma_spec_is_any(spec, at, "get gets receive receives"))
		return at > from;
	if (ma_spec_is_any(spec, at, "want wants need needs wish prefer"))
		return at > from && ma_spec_is_a(spec, at - 1, MA_W_PRON | MA_W_ADV | MA_W_MODAL);
	return ma_spec_is_a(spec, at, MA_W_AUX) && spec->tokens[at + 1].kind == MA_TOKEN_WORD &&
		(ma_str_ends(spec->tokens[at + 1].low, "ed") ||
			ma_spec_is_any(spec, at + 1,
				"sent shown kept given")); /* "fines are calculated automatically" */
}

/* Past "be able to", "allow employees to", "let members" at `at`. */
static size_t skip_permission(const struct ma_spec *spec, size_t at, size_t to)
{
	size_t i, last = at + 6 < to ? at + 6 : to;

	if (ma_spec_is_any(spec, at, "let lets"))
		return at + 1;
	for (i = at; i + 1 < last; i++)
		if (ma_spec_is_any(spec, i, "able possible allow allows enable allowed") ||
			(i == at && ma_spec_is_a(spec, at, MA_W_PRON)))
			for (; i + 1 < last; i++)
				if (ma_spec_is_any(spec, i, "to"))
					return i + 1;
	return at;
}

/* Behind "the clerk must", "I want to", "it should be possible to"; its beginning where there are no such words. */
static size_t find_act(const struct ma_spec *spec, size_t from, size_t to, bool *wished)
{
	size_t at;

	for (at = from; at < to; at++)
		if (is_wish(spec, from, at)) {
			*wished = true;
			return skip_permission(spec, at + 1, to);
		}
	return skip_permission(spec, from, to);
}

static bool begins_with_verb(const struct ma_spec *spec, size_t from, size_t to)
{
	while (from < to && ma_spec_is_a(spec, from, MA_W_ADV | MA_W_CONJ))
		from++;
	if (from + 1 < to && spec->tokens[from].kind == MA_TOKEN_WORD &&
		spec->tokens[from].flags == 0 && !ma_str_ends(spec->tokens[from].low, "s") &&
		ma_spec_is_a(spec, from + 1, MA_W_DET | MA_W_PRON))
		return true; /* "fetch the temperature" */
	return from + 1 < to && ma_spec_is_a(spec, from, MA_W_VERBAL) &&
		!ma_spec_is_any(spec, from, "like use work give turn") &&
		!(ma_spec_is_a(spec, from, MA_W_BUILD) && !ma_spec_is_a(spec, from, MA_W_KEEP)) &&
		!ma_str_ends(spec->tokens[from].low, "ing") &&
		!ma_str_ends(spec->tokens[from].low, "s");
}

/* "only", "at most three", "unless", "may not", "twice". */
static bool says_rule(const struct ma_spec *spec, size_t from, size_t to)
{
	size_t at;

	for (at = from; at < to; at++) {
		if (ma_spec_is_any(spec, at,
			    "only unless until twice never automatically always maximum minimum "
			    "whenever without own today tomorrow"))
			return true;
		if (ma_spec_is_any(spec, at, "at") && ma_spec_is_any(spec, at + 1, "most least"))
			return true;
		if (ma_spec_is_any(spec, at, "more less fewer longer later earlier older") &&
			ma_spec_is_any(spec, at + 1, "than"))
			return true;
		if (ma_spec_is_any(spec, at, "not no") && at + 1 < to &&
			ma_spec_is_a(spec, at + 1, MA_W_AUX | MA_W_DET | MA_W_VERBAL))
			return true;
		if (at > from && ma_spec_is_any(spec, at, "if once") &&
			!ma_spec_is_any(spec, at + 1, "a per every"))
			return true;
	}
	return false;
}

/* "only the owner may edit his own", "see just their own patients"; but what those who are logged in or admins may is. */
static bool says_whose(const struct ma_spec *spec, size_t from, size_t to)
{
	bool only = false, own = false; /* or "may" */

	for (; from < to; from++) {
		if (ma_spec_is_any(spec, from,
			    "admin admins administrator administrators logged-in logged users members "
			    "colleagues staff employees"))
			return false;
		only |= ma_spec_is_any(spec, from, "only just");
		own |= ma_spec_is_any(
			spec, from, "own owner owners creator author his her their may");
	}
	return only && own;
}

/* "We are a small club", "my brother did it in Excel", "it all began in 1961": told of those who ask. */
static bool is_narrated(const struct ma_spec *spec, size_t from, size_t to)
{
	for (; from < to; from++)
		if (ma_spec_is_any(spec, from,
			    "i im ive we my our us was were had did began used been hi hello thanks "
			    "thank would") ||
			(ma_spec_is_a(spec, from, MA_W_CONTAINER | MA_W_BOX) &&
				!spec->tokens[from].taken) ||
			spec->tokens[from].used)
			return true;
	return false;
}

/* A whole sentence that tells of the app or its things and not of who asks: "Old revisions stay visible". */
static bool is_statement(const struct ma_spec *spec, size_t from, size_t to)
{
	return from > 0 &&
		(spec->tokens[from - 1].kind == MA_TOKEN_STOP ||
			spec->tokens[from - 1].kind == MA_TOKEN_COLON) &&
		to > from + 2 && !ma_spec_is_any(spec, from, "nothing") &&
		spec->tokens[to].kind == MA_TOKEN_STOP && !is_narrated(spec, from, to);
}

/* Why or when, and who speaks: "so that I know who competes", "when something is missing", "as a tenant". */
static bool is_aside(const struct ma_spec *spec, size_t from, size_t to)
{
	return ma_spec_is_any(spec, from, "so because since thanks thank when if whenever while") ||
		(ma_spec_is_any(spec, from, "as") && ma_spec_is_any(spec, from + 1, "a an") &&
			to < from + 5);
}

/* "# Beekeeping shop", "## Entities" */
static bool is_heading(const struct ma_spec *spec, size_t to)
{
	return ma_spec_is_a(spec, to - 1, MA_W_META | MA_W_HEADING | MA_W_CONTAINER | MA_W_BOX);
}

/* A line with a bullet asks for something. */
static bool is_item(const struct ma_spec *spec, size_t from, size_t to)
{
	return from > 0 && spec->tokens[from - 1].bullet && !is_heading(spec, to) &&
		!ma_str_starts(spec->tokens[from - 1].text, "#") &&
		!ma_str_is(spec->tokens[from - 1].text, ";");
}

static struct clause clause_of(const struct ma_spec *spec, size_t from, size_t to)
{
	struct clause c = { .from = from, .to = to };
	bool wished = false;

	c.act = find_act(spec, from, to, &wished);
	c.item = is_item(spec, from, to);
	c.rule = says_rule(spec, from, to);
	c.whose = says_whose(spec, from, to);
	c.statement = !wished && !c.item && is_statement(spec, from, to);
	if (spec->kind == MA_KIND_SITE) { /* most of it says what the pages say */
		c.asks = wished && !c.item;
		return c;
	}
	c.asks = wished || c.whose || c.item || begins_with_verb(spec, from, to) ||
		(c.rule && !is_narrated(spec, from, to)) || c.statement;
	return c;
}

/* "students can work on many projects" where the contract relates them: its verb says nothing more. */
static bool is_relation(struct ma_spec *spec, const struct clause *c)
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

/* Whether words of the clause say what neither the contract nor the reader answers. */
static bool is_lost(struct ma_spec *spec, const struct ma_answers *answers, const struct clause *c)
{
	size_t at, lost = 0, content = 0, own = 0;
	bool act = false;

	for (at = c->act; at < c->to; at++) {
		if (!is_content(spec, at))
			continue;
		content++;
		if (is_answered(spec, answers, at) ||
			goes_before_answered(spec, answers, at, c->to)) {
			own += !ma_answers_common(answers, spec->tokens[at].low);
			continue;
		}
		lost += 1 + is_target(spec, at);
		act = act || content == 1;
	}
	if (c->whose)
		return true;
	if (c->rule || (c->item && own == 0))
		return lost > 0;
	if (c->statement)
		return lost > 1 && !(lost == 2 && is_relation(spec, c));
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

static void warn_of_clause(struct ma_spec *spec, const struct ma_answers *answers, size_t from,
	size_t to, bool *wished)
{
	struct clause c = clause_of(spec, from, to);

	c.asks = c.asks || (*wished && goes_on(spec, from));
	*wished = c.asks && !c.statement && spec->tokens[to].kind == MA_TOKEN_COMMA;
	if (from < to && c.asks && !is_aside(spec, from, to) && is_lost(spec, answers, &c))
		warn_of(spec, from, to);
}

/* A rule is none that is kept, but where all it speaks of is a feature: "visitors must not log in". */
static void warn_of_rule(
	struct ma_spec *spec, const struct ma_answers *answers, size_t from, size_t to)
{
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
		if (!spec->tokens[at].taken && !ma_answers_common(answers, spec->tokens[at].low)) {
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
	const struct ma_answers *answers = ma_answers_of(spec);
	bool wished = false;
	size_t at = 0, end;

	while (at < spec->tokens_n && !spec->rc) {
		if (spec->tokens[at].rule) {
			end = rule_end(spec, at);
			warn_of_rule(spec, answers, at, end);
			at = end;
			continue;
		}
		end = clause_end(spec, at);
		warn_of_clause(spec, answers, at, end, &wished);
		at = end < spec->tokens_n && spec->tokens[end].rule ? end : end + 1;
	}
}

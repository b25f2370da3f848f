/* Where a clause ends, and what asks for something in it: a wish, an order, a rule, an item of a list; what only narrates does not. */
#include "model/understand_rest.h"

#include "model/understand_cues.h"

static bool ends_clause(const struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = &spec->tokens[at];

	if (at > 0 && ma_spec_is_a(spec, at - 1, MA_W_VERBAL) && !(t->kind == MA_TOKEN_STOP) &&
		(ma_spec_is_a(spec, at + 1, MA_W_VERBAL) || ma_spec_is_a(spec, at + 1, MA_W_CONJ)))
		return false; /* "add, edit and delete recipes" */
	if (t->kind == MA_TOKEN_STOP || t->kind == MA_TOKEN_COMMA || t->kind == MA_TOKEN_COLON)
		return true;
	if (ma_spec_is_any(spec, at, "but") ||
		(ma_spec_is_any(spec, at, "where") && !ma_spec_is_a(spec, at - 1, MA_W_PREP)) ||
		(ma_spec_is_any(spec, at, "so") && ma_spec_is_any(spec, at + 1, "that")))
		return true;
	return ma_spec_is_a(spec, at, MA_W_CONJ) &&
		ma_spec_is_a(spec, at + 1, MA_W_MODAL | MA_W_PRON | MA_W_VERBAL) &&
		!ma_spec_is_a(spec, at + 1, MA_W_NOUN);
}

size_t ma_clause_end(const struct ma_spec *spec, size_t at)
{
	while (at < spec->tokens_n && !ends_clause(spec, at) && !spec->tokens[at].rule)
		at = spec->tokens[at].kind == MA_TOKEN_OPEN && spec->tokens[at].match > at
			? spec->tokens[at].match + 1
			: at + 1;
	return at < spec->tokens_n ? at : spec->tokens_n;
}

/* "would be nice", "would love", "would save us time": of what was said before. */
static bool is_fancy(const struct ma_spec *spec, size_t at)
{
	return ma_spec_is_any(spec, at, "would") &&
		!ma_spec_is_any(spec, at + 1, "need want prefer expect");
}

/* "A map of the plots would be lovely" */
static bool is_dream(const struct ma_spec *spec, size_t from, size_t to)
{
	if (ma_spec_is_any(spec, from, "it that this which i we my our"))
		return false;
	for (; from + 1 < to; from++)
		if (ma_spec_is_any(spec, from, "would") && ma_spec_is_any(spec, from + 1, "be help"))
			return true;
	return false;
}

static bool is_wish(const struct ma_spec *spec, size_t from, size_t at)
{
	if (ma_spec_is_a(spec, at, MA_W_MODAL))
		return !ma_spec_is_any(spec, at + 1, "you we like i") && !is_fancy(spec, at);
	if (ma_spec_is_any(spec, at, "get gets receive receives"))
		return at > from;
	if (ma_spec_is_any(spec, at, "possible like") &&
		ma_spec_is_a(spec, at - 1, MA_W_PRON | MA_W_AUX))
		return at > from && ma_spec_is_any(spec, at + 1, "to");
	if (ma_spec_is_any(spec, at, "want wants") &&
		ma_spec_is_any(spec, at + 1, "us me it them") && ma_spec_is_any(spec, at + 2, "to"))
		return at > from;
	if (ma_spec_is_any(spec, at, "want wants need needs wish prefer"))
		return at > from && ma_spec_is_a(spec, at - 1, MA_W_PRON | MA_W_ADV | MA_W_MODAL);
	if (ma_spec_is_any(spec, from, "what all") && ma_spec_is_any(spec, from + 1, "i we") &&
		ma_spec_is_a(spec, at, MA_W_AUX))
		return ma_spec_is_any(spec, at + 1, "a an"); /* "What I miss is a map" */
	return ma_spec_is_a(spec, at, MA_W_AUX) && spec->tokens[at + 1].kind == MA_TOKEN_WORD &&
		(ma_str_ends(spec->tokens[at + 1].low, "ed") ||
			ma_spec_is_any(spec, at + 1,
				"sent shown kept given told")); /* "fines are calculated automatically" */
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
		!ma_spec_is_any(spec, from, "like use give turn") &&
		!(ma_spec_is_any(spec, from, "work") && !ma_spec_is_any(spec, from + 1, "out")) &&
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
			    "whenever without own today tomorrow provided"))
			return true;
		if (ma_spec_is_any(spec, at, "at") && ma_spec_is_any(spec, at + 1, "most least"))
			return true;
		if (ma_spec_is_any(spec, at, "more less fewer longer later earlier older") &&
			ma_spec_is_any(spec, at + 1, "than"))
			return true;
		if (ma_spec_is_any(spec, at, "not no") && at + 1 < to &&
			ma_spec_is_a(spec, at + 1, MA_W_AUX | MA_W_DET | MA_W_VERBAL))
			return true;
		if (at > from && ma_spec_is_any(spec, at, "if once when") &&
			!ma_spec_is_any(spec, at + 1, "a per every"))
			return true;
	}
	return false;
}

/* "work without internet" */
static bool works_without(const struct ma_spec *spec, size_t at, size_t to)
{
	size_t n = 0;

	for (; at + 2 < to; at++)
		if (ma_spec_is_any(spec, at, "work works run runs") &&
			ma_spec_is_any(spec, at + 1, "without"))
			return ma_spec_feature_at(spec, at + 2, &n) < 0;
	return false;
}

/* "no more than six patients", "takes 20 minutes", and not of a field: "an email that no two members share". */
static bool says_limit(const struct ma_spec *spec, size_t from, size_t to)
{
	bool most = false, counts = false, used = false;
	size_t at;

	for (at = from; at < to; at++) {
		used |= spec->tokens[at].used;
		most |= ma_spec_is_any(spec, at, "at") &&
			ma_spec_is_any(spec, at + 1, "most least") &&
			!ma_spec_is_any(spec, at + 2, "one 1"); /* a reference is that */
		counts |= ma_spec_is_any(spec, at, "show see tell") &&
			ma_spec_is_any(spec, at + 1, "how") &&
			ma_spec_is_any(spec, at + 2, "many much long often");
	}
	if (works_without(spec, from, to))
		return true;
	if (most || counts || used)
		return most || (counts && !used);
	return ma_cue_limits(spec, from, to) ||
		(!ma_cue_is_count(spec, from) && ma_cue_measures(spec, from, to) &&
			!ma_cue_lists(spec, from, to));
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

/* "the app suggests who goes on": the container at `at` does something of its own. */
static bool acts(const struct ma_spec *spec, size_t at)
{
	return at > 0 && ma_spec_is_any(spec, at - 1, "the") &&
		spec->tokens[at + 1].kind == MA_TOKEN_WORD &&
		ma_str_ends(spec->tokens[at + 1].low, "s") &&
		!(spec->tokens[at + 1].flags & (MA_W_CLOSED | MA_W_KEEP));
}

/* "We are a small club", "my brother did it in Excel", "it all began in 1961": told of those who ask. */
static bool is_narrated(const struct ma_spec *spec, size_t from, size_t to)
{
	if (spec->tokens[from].aside)
		return true;
	for (; from < to; from++)
		if (ma_spec_is_any(spec, from,
			    "i im ive we my our us was were had did began used been hi hello thanks "
			    "thank would greetings regards cheers sincerely hate hates love loves enjoy "
			    "enjoys hope hopes") ||
			(ma_spec_is_a(spec, from, MA_W_CONTAINER | MA_W_BOX) &&
				!spec->tokens[from].taken && !acts(spec, from) &&
				!ma_spec_is_any(spec, from - 2, "to into onto")) ||
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
		(spec->tokens[to].kind == MA_TOKEN_STOP ||
			(spec->tokens[to].kind == MA_TOKEN_COMMA &&
				ma_spec_is_a(spec, to + 1, MA_W_CONJ))) &&
		!is_narrated(spec, from, to);
}

/* Behind who does it: "when I can" says nothing more. */
static bool has_modal(const struct ma_spec *spec, size_t from, size_t to)
{
	for (from += 4; from < to; from++)
		if (ma_spec_is_any(spec, from, "should must shall"))
			return true;
	return false;
}

/* Why or when, and who speaks: "so that I know who competes", "when something is missing", "as a tenant". */
static bool is_aside(const struct ma_spec *spec, size_t from, size_t to)
{
	if (ma_spec_is_any(spec, from, "when if whenever") && has_modal(spec, from, to))
		return false; /* "when I type in 40 loaves the amounts should scale up" */
	return ma_spec_is_any(spec, from, "so because since thanks thank when if whenever while") ||
		(from > 0 && ma_spec_is_any(spec, from, "that") &&
			ma_spec_is_any(spec, from - 1, "so")) ||
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

/* "a board where I drag the cards" */
static bool is_on_board(const struct ma_spec *spec, size_t from)
{
	return from > 1 && ma_spec_is_any(spec, from - 1, "where") &&
		ma_spec_is_a(spec, from - 2, MA_W_CONTAINER | MA_W_BOX) &&
		ma_spec_is_any(spec, from, "i we");
}

/* "And a big countdown on the home page, please" */
static bool is_begged_for(const struct ma_spec *spec, size_t to)
{
	return spec->tokens[to].kind == MA_TOKEN_COMMA && ma_spec_is_any(spec, to + 1, "please");
}

struct ma_clause ma_clause_of(const struct ma_spec *spec, size_t from, size_t to)
{
	struct ma_clause c = { .from = from, .to = to };
	bool wished = false;

	c.act = find_act(spec, from, to, &wished);
	c.aside = is_aside(spec, from, to);
	c.item = is_item(spec, from, to);
	c.rule = says_rule(spec, from, to);
	c.limit = says_limit(spec, from, to);
	c.whose = says_whose(spec, from, to);
	c.narrated = is_narrated(spec, from, to);
	c.statement = !wished && !c.item && is_statement(spec, from, to);
	if (spec->kind == MA_KIND_SITE) { /* most of it says what the pages say */
		c.asks = wished && !c.item;
		return c;
	}
	c.dream = is_dream(spec, from, to);
	c.asks = wished || is_begged_for(spec, to) || c.whose || c.item || c.dream ||
		is_on_board(spec, from) || begins_with_verb(spec, from, to) ||
		((c.rule || c.limit) && !c.narrated) || c.statement;
	return c;
}

/*
 * What was asked for and of which nothing came: clauses that look like a requirement ("it must run on a tablet", "print name
 * badges") and of which no word was read are told, not lost. What is only narrated ("we run a shop") is none.
 */
#include "model/understand_parts.h"

#define CLAUSE_SHOWN 14 /* words of a clause in a warning */

static bool is_flagged(const struct ma_spec *spec, size_t at, unsigned flags)
{
	return at < spec->tokens_n && spec->tokens[at].kind == MA_TOKEN_WORD &&
		spec->tokens[at].flags & flags;
}

static bool ends_clause(const struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = &spec->tokens[at];

	if (at > 0 && is_flagged(spec, at - 1, MA_W_VERBAL) && !(t->kind == MA_TOKEN_STOP) &&
		(is_flagged(spec, at + 1, MA_W_VERBAL) || is_flagged(spec, at + 1, MA_W_CONJ)))
		return false; /* "add, edit and delete recipes" */
	if (t->kind == MA_TOKEN_STOP || t->kind == MA_TOKEN_COMMA || t->kind == MA_TOKEN_COLON)
		return true;
	return is_flagged(spec, at, MA_W_CONJ) &&
		is_flagged(spec, at + 1, MA_W_MODAL | MA_W_PRON | MA_W_VERBAL) &&
		!is_flagged(spec, at + 1, MA_W_NOUN);
}

/* "I want", "we need", "should", "has to": outside of questions to who builds it. */
static bool says_wish(const struct ma_spec *spec, size_t from, size_t to)
{
	size_t at;

	for (at = from; at < to; at++) {
		if (is_flagged(spec, at, MA_W_MODAL) &&
			!ma_spec_is_any(spec, at + 1, "you we like i"))
			return true;
		if (is_flagged(spec, at, MA_W_AUX) && spec->tokens[at + 1].kind == MA_TOKEN_WORD &&
			(ma_str_ends(spec->tokens[at + 1].low, "ed") ||
				ma_spec_is_any(spec, at + 1, "sent shown kept given")))
			return true; /* "fines are calculated automatically" */
		if (at > from && ma_spec_is_any(spec, at, "get gets receive receives"))
			return true;
		if (at > from && ma_spec_is_any(spec, at, "want wants need needs wish prefer") &&
			is_flagged(spec, at - 1, MA_W_PRON))
			return true;
	}
	return false;
}

static bool begins_with_verb(const struct ma_spec *spec, size_t from, size_t to)
{
	while (from < to && is_flagged(spec, from, MA_W_ADV | MA_W_CONJ))
		from++;
	return from + 1 < to && is_flagged(spec, from, MA_W_VERBAL) &&
		!ma_spec_is_any(spec, from, "like use work make build create") &&
		!ma_str_ends(spec->tokens[from].low, "ing") &&
		!ma_str_ends(spec->tokens[from].low, "s");
}

static size_t content_words(const struct ma_spec *spec, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from++)
		n += spec->tokens[from].kind == MA_TOKEN_WORD &&
			!is_flagged(spec, from, MA_W_CLOSED | MA_W_CONTAINER);
	return n;
}

/* "I need to manage parcels" where there are parcels. */
static bool is_kept(struct ma_spec *spec, size_t at)
{
	return at > 0 && is_flagged(spec, at - 1, MA_W_KEEP | MA_W_DET) &&
		spec->tokens[at].kind == MA_TOKEN_WORD &&
		ma_spec_find(spec, ma_spec_name(spec, spec->tokens[at].low, MA_CASE_PASCAL, true));
}

static bool is_taken(struct ma_spec *spec, size_t from, size_t to)
{
	bool keeps = false;

	for (; from < to; from++) {
		keeps |= ma_spec_is_any(
			spec, from, "manage track keep store record handle administer");
		if (from > 0 && is_flagged(spec, from, MA_W_CONTAINER) &&
			ma_spec_is_any(spec, from - 1, "the this"))
			continue; /* "the app must ..." */
		if (spec->tokens[from].used || spec->tokens[from].taken ||
			(keeps && is_kept(spec, from)))
			return true;
	}
	return false;
}

/* Why or when, and who speaks: "so that I know who competes", "when something is missing", "as a tenant". */
static bool is_aside(const struct ma_spec *spec, size_t from, size_t to)
{
	return ma_spec_is_any(spec, from, "so because since thanks thank when if whenever while") ||
		(ma_spec_is_any(spec, from, "as") && ma_spec_is_any(spec, from + 1, "a an") &&
			to < from + 5);
}

/* "it should work on phones": it does. */
static bool is_given(const struct ma_spec *spec, size_t from, size_t to)
{
	bool works = false, there = false;

	for (; from < to; from++) {
		works |= ma_spec_is_any(
			spec, from, "work works run runs usable responsive look looks");
		there |= ma_spec_is_any(spec, from,
			"phone phones mobile tablet tablets desktop browser browsers screen screens");
	}
	return works && there;
}

/* "# Beekeeping shop", "## Entities" */
static bool is_heading(const struct ma_spec *spec, size_t to)
{
	return is_flagged(spec, to - 1, MA_W_META | MA_W_HEADING | MA_W_CONTAINER | MA_W_BOX);
}

/* A line with a bullet asks for something; behind a semicolon that takes two words. */
static bool is_item(const struct ma_spec *spec, size_t from, size_t to, size_t words)
{
	return from > 0 && spec->tokens[from - 1].bullet && !is_heading(spec, to) &&
		!ma_str_starts(spec->tokens[from - 1].text, "#") &&
		(words > 1 || !ma_str_is(spec->tokens[from - 1].text, ";"));
}

static void warn_of_clause(struct ma_spec *spec, size_t from, size_t to)
{
	size_t words = content_words(spec, from, to), shown;

	if (words == 0 || is_taken(spec, from, to) || is_aside(spec, from, to) ||
		is_given(spec, from, to))
		return;
	if (!is_item(spec, from, to, words) &&
		(words < 2 || !(says_wish(spec, from, to) || begins_with_verb(spec, from, to))))
		return;
	shown = to - from < CLAUSE_SHOWN ? to : from + CLAUSE_SHOWN;
	ma_spec_warn(spec, "not understood: \"" MA_STR_FMT "\"",
		MA_STR_ARG(ma_spec_words(spec, from, shown)));
}

static size_t clause_end(const struct ma_spec *spec, size_t at)
{
	while (at < spec->tokens_n && !ends_clause(spec, at))
		at = spec->tokens[at].kind == MA_TOKEN_OPEN && spec->tokens[at].match > at
			? spec->tokens[at].match + 1
			: at + 1;
	return at < spec->tokens_n ? at : spec->tokens_n;
}

void ma_spec_warn_of_rest(struct ma_spec *spec)
{
	size_t at = 0, end;

	while (at < spec->tokens_n && !spec->rc) {
		end = clause_end(spec, at);
		warn_of_clause(spec, at, end);
		at = end + 1;
	}
}

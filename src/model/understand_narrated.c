/* What is only told and asks for nothing: of those who ask, and of what is over. */
#include "model/understand_cues.h"

#define SUBJECT 8 /* words before a verb */

/* Forms that only the past has; and those that what is done to things has as well: "books sold online". */
static const char past[] = "began came went took grew gave wrote became ran fell knew chose "
			   "drove spoke broke flew threw did had";
static const char done[] = "made bought sold found told said lost won met kept felt left spent brought "
			   "thought taught caught slept stood sat built";

static bool is_regular_past(const struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = &spec->tokens[at];

	return t->low.n > 4 && !(t->flags & MA_W_CLOSED) && ma_str_ends(t->low, "ed") &&
		!ma_str_ends(t->low, "eed") && !ma_spec_is_any(spec, at, "hundred sacred");
}

/* "been", "written since": behind "have", of what has come to be. */
static bool is_perfect(const struct ma_spec *spec, size_t at)
{
	while (ma_spec_is_a(spec, at, MA_W_ADV | MA_W_NEG) || ma_spec_is_any(spec, at, "always"))
		at++;
	return ma_spec_is_any(spec, at, "been gone come become grown") ||
		(ma_spec_is_any(spec, at + 1, "since for") && at + 1 < spec->tokens_n &&
			!ma_spec_is_a(spec, at, MA_W_CLOSED | MA_W_NOUN));
}

/* "in 1987", "since 2012" */
static bool is_year(const struct ma_spec *spec, size_t at)
{
	struct ma_str year = spec->tokens[at].low;

	return at > 0 && ma_spec_is_number(spec, at) && year.n == 4 &&
		(ma_str_starts(year, "1") || ma_str_starts(year, "20")) &&
		ma_spec_is_any(spec, at - 1, "in since around until from");
}

static bool has_kind(const struct ma_spec *spec, size_t at, size_t end, unsigned flags)
{
	while (at < end && !ma_spec_is_a(spec, at, flags))
		at++;
	return at < end;
}

/* "was written by a sender" relates two things. */
static bool says_by(const struct ma_spec *spec, size_t at, size_t end)
{
	while (at < end && !ma_spec_is_any(spec, at, "by"))
		at++;
	return at < end;
}

/* "burned down", "sold the mill" at `at`, where the subject begins at `begin`; "tickets sold online are ..." is none. */
static bool is_past_of(const struct ma_spec *spec, size_t begin, size_t at, size_t end)
{
	if (ma_spec_is_any(spec, at, "was were"))
		return ma_spec_is_any(spec, begin, "it this that he she they our my we i the") &&
			!says_by(spec, at, end);
	if (ma_spec_is_any(spec, at, past))
		return true;
	if (!is_regular_past(spec, at) && !ma_spec_is_any(spec, at, done))
		return false;
	if (ma_spec_is_any(spec, begin, "it this that he she they"))
		return at == begin + 1 || ma_spec_is_a(spec, at - 1, MA_W_ADV);
	return ma_spec_is_any(spec, begin, "the our my") &&
		!ma_spec_is_a(spec, at + 1, MA_W_NOUN) &&
		spec->tokens[at + 1].kind == MA_TOKEN_WORD &&
		!has_kind(spec, at, end, MA_W_AUX | MA_W_MODAL | MA_W_HAVE);
}

/* "The old mill burned down", "It started as a joke": what its first verb says is over. */
static bool begins_with_past(const struct ma_spec *spec, size_t begin, size_t end)
{
	size_t at, last = begin + SUBJECT < end ? begin + SUBJECT : end;

	if (ma_spec_is_a(spec, begin, MA_W_VERBAL | MA_W_REL | MA_W_ADV) ||
		ma_spec_is_any(spec, begin, "if unless whoever"))
		return false;
	for (at = begin + 1; at < last && spec->tokens[at].kind == MA_TOKEN_WORD; at++) {
		if (ma_spec_is_any(spec, at, "has have"))
			return is_perfect(spec, at + 1);
		if (is_past_of(spec, begin, at, end))
			return true;
		if (ma_spec_is_a(spec, at, MA_W_AUX | MA_W_HAVE | MA_W_MODAL | MA_W_REL | MA_W_WITH))
			return false;
	}
	return false;
}

/* "The mill has stood here since 1790", "Work began last spring" */
static bool tells_of_past(const struct ma_spec *spec, size_t begin, size_t end)
{
	size_t at;

	if (ma_cue_lists(spec, begin, end) ||
		has_kind(spec, begin, end, MA_W_MODAL | MA_W_BUILD | MA_W_CONTAINER))
		return false;
	for (at = begin; at < end; at++)
		if (is_year(spec, at))
			return true;
	return begins_with_past(spec, begin, end);
}

/* "classes, teachers and pupils" make a school, "two dogs, a cat and a parrot" only tell of one. */
static bool lists_things(const struct ma_spec *spec, size_t at, size_t end)
{
	size_t marks = 0;

	for (; at < end && !ma_spec_is_number(spec, at) && !ma_spec_is_a(spec, at, MA_W_DET); at++)
		marks += spec->tokens[at].kind == MA_TOKEN_COMMA ||
			ma_spec_is_a(spec, at, MA_W_CONJ);
	return at == end && marks > 1;
}

/* "keep bees." of who asks, where "keep track of bees" is a request. */
static bool is_hobby(const struct ma_spec *spec, size_t at, size_t end)
{
	return ma_spec_is_any(spec, at, "keep") && at + 2 == end;
}

/* "We are a small club and love trains.", "I have been treating backs for years.": nothing of it is asked for. */
static bool tells_of_us(const struct ma_spec *spec, size_t at, size_t end)
{
	size_t n = 0;

	if (!ma_spec_is_any(spec, at, "i im ive we were my our"))
		return false;
	for (at++; at < end; at++) {
		if (spec->tokens[at].kind == MA_TOKEN_OPEN ||
			spec->tokens[at].kind == MA_TOKEN_COLON ||
			ma_spec_is_a(spec, at, MA_W_MODAL | MA_W_BUILD | MA_W_CONTAINER) ||
			(ma_spec_is_a(spec, at, MA_W_KEEP) && !is_hobby(spec, at, end) &&
				(!ma_spec_is_a(spec, at, MA_W_NOUN) ||
					ma_spec_is_a(spec, at - 1, MA_W_PRON | MA_W_ADV))) ||
			(ma_spec_is_a(spec, at, MA_W_HAVE) && !ma_spec_is_any(spec, at, "had") &&
				!is_perfect(spec, at + 1)) ||
			ma_spec_is_any(spec, at, "like wish hope prefer looking") ||
			(ma_spec_is_a(spec, at, MA_W_WITH) && lists_things(spec, at + 1, end)) ||
			ma_spec_feature_at(spec, at, &n) >= 0)
			return false;
	}
	return true;
}

bool ma_cue_narrates(const struct ma_spec *spec, size_t at, size_t end)
{
	return tells_of_us(spec, at, end) || tells_of_past(spec, at, end);
}

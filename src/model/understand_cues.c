/*
 * What gives a rule away: until when something goes, how many there may be, what follows from what. understand_rules.c decides
 * which clauses are rules by them.
 */
#include "model/understand_cues.h"

#define SUBJECT 8 /* words before a verb */
#define CLAUSE 60 /* words that are looked at for what follows from others */

bool ma_cue_is_count(const struct ma_spec *spec, size_t at)
{
	return ma_spec_is_number(spec, at) ||
		ma_spec_is_any(spec, at, "two three four five six seven eight nine ten twelve");
}

static bool is_unit(const struct ma_spec *spec, size_t at)
{
	return ma_spec_is_any(spec, at,
		"minute minutes min hour hours h day days week weeks month months quarters year years");
}

/* "60 days", "half an hour", "a week": its end, or 0. */
static size_t span_end(const struct ma_spec *spec, size_t at)
{
	if (ma_spec_is_any(spec, at, "half") && ma_spec_is_any(spec, at + 1, "an"))
		at++;
	if (ma_cue_is_count(spec, at) || ma_spec_is_any(spec, at, "a an another one x"))
		at++;
	else
		return 0;
	if (ma_cue_is_count(spec, at))
		at++;
	return is_unit(spec, at) ? at + 1 : 0;
}

/* "40%", where its mark is no token */
static bool is_percentage(const struct ma_spec *spec, size_t at)
{
	const char *end = spec->tokens[at].text.p + spec->tokens[at].text.n;

	return ma_spec_is_number(spec, at) && at + 1 < spec->tokens_n &&
		spec->tokens[at + 1].text.p > end && *end == '%';
}

/* "$5", "30 euros", "half an hour", "7 %": where it ends, or 0. */
static size_t amount_end(const struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = &spec->tokens[at];
	size_t to = span_end(spec, at);

	if (to > 0 || !ma_cue_is_count(spec, at))
		return ma_spec_is_any(spec, at, "a an another") ? 0 : to;
	if (is_percentage(spec, at) || (at > 0 && (t->text.p[-1] == '$' || t->text.p[-1] == '\xac')))
		return at + 1;
	return ma_spec_is_any(spec, at + 1,
		       "euro euros eur dollar dollars usd cent cents pound pounds pence francs percent "
		       "kilo kilos kg gram grams g km kilometre kilometres kilometer kilometers mile miles "
		       "metre metres meter meters m litre litres liter liters degrees points")
		? at + 2
		: 0;
}

/* A clause with a subject says so much of something: "per 100 grams" and "the last 30 days" are parts of names. */
bool ma_cue_measures(const struct ma_spec *spec, size_t at, size_t end)
{
	for (at++; at < end; at++)
		if (amount_end(spec, at) > 0 && amount_end(spec, at) <= end &&
			!ma_spec_is_any(spec, at - 1, "per in last past next first every"))
			return true;
	return false;
}

/* "within 60 days", "two weeks before the concert", "every 15 minutes" */
static bool is_span(const struct ma_spec *spec, size_t at)
{
	size_t to = span_end(spec, at);

	if (to > 0)
		return ma_spec_is_any(spec, to, "before after prior ahead later following");
	return ma_spec_is_any(spec, at, "within after every than following for needs need") &&
		span_end(spec, at + 1) > 0 && !ma_spec_is_any(spec, at + 1, "a an");
}

bool ma_cue_is_routine(const struct ma_spec *spec, size_t at, size_t end)
{
	for (; at + 1 < end; at++)
		if (ma_spec_is_any(spec, at, "every each") &&
			ma_spec_is_any(spec, at + 1,
				"minute hour day night morning evening week month monday tuesday "
				"wednesday thursday friday saturday sunday"))
			return true;
	return false;
}

bool ma_cue_says_when(const struct ma_spec *spec, size_t at, size_t end)
{
	for (; at + 1 < end; at++) {
		if (spec->tokens[at].kind != MA_TOKEN_WORD)
			continue;
		if (is_span(spec, at) ||
			ma_spec_is_any(spec, at, "unless automatically whichever afterwards") ||
			(ma_spec_is_any(spec, at, "until before by") &&
				ma_spec_is_number(spec, at + 1)))
			return true;
		if (ma_spec_is_any(spec, at, "until if once") &&
			spec->tokens[at + 1].kind == MA_TOKEN_WORD)
			return true;
		if (ma_spec_match(spec, at, "as soon as") || ma_spec_match(spec, at, "as long as") ||
			ma_spec_match(spec, at, "depending on") ||
			ma_spec_match(spec, at, "provided that"))
			return true;
	}
	return false;
}

/* "no stay without", "no dish twice", "no double bookings" */
static bool denies_some(const struct ma_spec *spec, size_t at, size_t end)
{
	if (!ma_spec_is_any(spec, at, "no"))
		return false;
	if (ma_spec_is_any(spec, at + 1, "double overlapping duplicate two one"))
		return true;
	for (at += 2; at < end && spec->tokens[at].kind == MA_TOKEN_WORD; at++)
		if (ma_spec_is_any(spec, at,
			    "without twice below above within before until after unless while than "
			    "if"))
			return true;
	return false;
}

bool ma_cue_limits(const struct ma_spec *spec, size_t at, size_t end)
{
	for (; at + 1 < end; at++) {
		if (spec->tokens[at].kind != MA_TOKEN_WORD)
			continue;
		if (denies_some(spec, at, end) ||
			(ma_spec_is_any(spec, at, "at") &&
				ma_spec_is_any(spec, at + 1, "most least") &&
				ma_cue_is_count(spec, at + 2)))
			return true;
		if (ma_spec_is_any(spec, at, "everyone everybody") &&
			ma_spec_is_a(spec, at + 1, MA_W_HAVE | MA_W_VERBAL) &&
			ma_cue_is_count(spec, at + 2))
			return true;
		if (ma_spec_is_any(spec, at, "max maximum minimum") &&
			ma_cue_is_count(spec, at + 1) && !is_unit(spec, at + 2))
			return true;
		if (ma_spec_is_any(spec, at, "not never no") &&
			ma_spec_is_any(
				spec, at + 1, "more before longer later next further fewer less"))
			return true;
		if (ma_spec_is_any(spec, at, "only just") &&
			ma_spec_is_any(spec, at + 1, "once when if after"))
			return true;
	}
	return at < end && ma_spec_is_any(spec, at, "twice");
}

/* "of course", "always" and the like behind a verb. */
static size_t skip_adverbs(const struct ma_spec *spec, size_t at)
{
	while (ma_spec_is_a(spec, at, MA_W_ADV) || ma_spec_is_any(spec, at, "always then"))
		at++;
	return at;
}

/* "the sum of", "calculated", "40%", "what its lines add up to" */
static bool is_result(const struct ma_spec *spec, size_t at)
{
	size_t of = ma_spec_is_any(spec, at, "the") ? at + 1 : at;

	if (ma_spec_is_any(spec, of, "sum total average difference product") &&
		ma_spec_is_any(spec, of + 1, "of between"))
		return true;
	if (ma_spec_match(spec, at, "made of the") || ma_spec_match(spec, at, "made up of the"))
		return true;
	if (ma_spec_is_any(spec, at, "what whoever"))
		return ma_spec_is_a(spec, at + 1, MA_W_DET | MA_W_PRON) ||
			ma_spec_is_any(spec, at, "whoever");
	return ma_spec_is_any(
		       spec, at, "calculated computed derived summed weighted worked counted") ||
		is_percentage(spec, at);
}

/* Behind "is": "end km minus start km" */
static bool is_sum(const struct ma_spec *spec, size_t at, size_t end)
{
	for (; at < end && spec->tokens[at].kind == MA_TOKEN_WORD; at++)
		if (ma_spec_is_any(spec, at, "minus times divided multiplied") ||
			(ma_spec_is_any(spec, at - 1, "plus") && is_percentage(spec, at)))
			return true;
	return false;
}

bool ma_cue_derives(const struct ma_spec *spec, size_t at, size_t end)
{
	if (end > at + CLAUSE)
		end = at + CLAUSE;
	for (; at + 1 < end; at++) {
		if (spec->tokens[at].kind == MA_TOKEN_COLON && ma_str_is(spec->tokens[at].text, "="))
			return true;
		if (ma_spec_is_any(spec, at, "calculated computed derived summed weighted") &&
			ma_spec_is_any(spec, at + 1, "by from"))
			return true;
		if (ma_spec_is_a(spec, at, MA_W_AUX) &&
			(is_result(spec, skip_adverbs(spec, at + 1)) || is_sum(spec, at + 1, end)))
			return true;
		if (ma_spec_is_any(spec, at, "depends depend") &&
			ma_spec_is_any(spec, at + 1, "on") && !ma_spec_is_a(spec, at - 1, MA_W_REL))
			return true;
		if (ma_spec_is_any(spec, at, "follow follows come comes result results") &&
			ma_spec_is_any(spec, at + 1, "from") &&
			ma_spec_is_any(spec, at + 2, "the its"))
			return true;
		if (ma_spec_is_any(spec, at, "counts count costs cost pays pay") &&
			ma_spec_is_any(spec, at + 1, "double half twice triple"))
			return true;
		if (ma_spec_is_any(spec, at, "include includes exclude costs") &&
			ma_spec_is_number(spec, at + 1))
			return true;
	}
	return false;
}

/* Behind "must", "are to", "ought to": past "be", or 0. */
static size_t after_duty(const struct ma_spec *spec, size_t at)
{
	if (ma_spec_is_any(spec, at, "must should shall"))
		at++;
	else if (ma_spec_is_any(spec, at, "is are has have needs need ought") &&
		ma_spec_is_any(spec, at + 1, "to"))
		at += 2;
	else
		return 0;
	at = skip_adverbs(spec, at);
	return ma_spec_is_any(spec, at, "be") ? skip_adverbs(spec, at + 1) : 0;
}

bool ma_cue_demands(const struct ma_spec *spec, size_t at, size_t end)
{
	size_t verb, n = 0;

	for (; at + 1 < end; at++) {
		verb = after_duty(spec, at);
		if (verb > 0 && verb < end && spec->tokens[verb].kind == MA_TOKEN_WORD &&
			!(spec->tokens[verb].flags & MA_W_CLOSED) &&
			ma_str_ends(spec->tokens[verb].low, "ed") &&
			(spec->tokens[verb].flags == 0 || ma_spec_is_any(spec, verb + 1, "in")) &&
			ma_spec_feature_at(spec, verb, &n) < 0 &&
			!ma_spec_is_any(spec, verb, "stored listed recorded tracked") &&
			!ma_spec_is_any(spec, verb + 1, "to with on for as"))
			return true;
	}
	return false;
}

/* "synchronises in port", "sign in with our accounts", "pull the results from", "it would be great if it could": others do a part. */
bool ma_cue_connects(const struct ma_spec *spec, size_t at, size_t end)
{
	size_t i;

	for (i = at; i + 1 < end; i++) {
		if (spec->tokens[i].kind != MA_TOKEN_WORD)
			continue;
		if (ma_str_starts(spec->tokens[i].low, "sync") &&
			ma_spec_is_a(spec, i + 1, MA_W_PREP | MA_W_WITH))
			return true;
		if (ma_spec_is_any(spec, i, "sign signs log logs") &&
			ma_spec_is_any(spec, i + 1, "in") &&
			ma_spec_is_any(spec, i + 2, "with through via using") &&
			!ma_spec_is_any(spec, i + 3, "a an email google github facebook") &&
			!ma_spec_is_any(spec, i + 4, "google github facebook"))
			return true;
	}
	return false;
}

/* The bracket at `at` holds several things, not a remark. */
static bool is_list(const struct ma_spec *spec, size_t at)
{
	size_t to = spec->tokens[at].match;

	for (; at < to; at++)
		if (spec->tokens[at].kind == MA_TOKEN_COMMA ||
			spec->tokens[at].kind == MA_TOKEN_SLASH)
			return true;
	return to == 0;
}

/* Behind "has": what is no field: "has to", "has been", "has handed in", "has seven days". */
static bool is_no_field(const struct ma_spec *spec, size_t at)
{
	return ma_spec_is_any(spec, at, "to been not no") || span_end(spec, at) > 0 ||
		(spec->tokens[at].kind == MA_TOKEN_WORD && ma_str_ends(spec->tokens[at].low, "ed"));
}

/* "with a name and a date", where "with the mouse", "with a fee of 15 euros" lists nothing. */
static bool is_with_list(const struct ma_spec *spec, size_t at, size_t end)
{
	if (at > 0 &&
		(ma_str_starts(spec->tokens[at - 1].low, "sync") ||
			ma_spec_is_any(spec, at - 1, "in")))
		return false;
	for (at++; at < end; at++)
		if (spec->tokens[at].kind == MA_TOKEN_COMMA || ma_spec_is_a(spec, at, MA_W_CONJ))
			return true;
	return false;
}

bool ma_cue_lists(const struct ma_spec *spec, size_t at, size_t end)
{
	for (; at < end; at++) {
		if (spec->tokens[at].kind == MA_TOKEN_OPEN && is_list(spec, at))
			return true;
		if (spec->tokens[at].kind == MA_TOKEN_COLON &&
			!ma_str_is(spec->tokens[at].text, "="))
			return true;
		if (ma_spec_is_a(spec, at, MA_W_WITH) && is_with_list(spec, at, end))
			return true;
		if (ma_spec_is_any(spec, at, "has have") && !is_no_field(spec, at + 1))
			return true;
		if (ma_spec_is_any(spec, at, "contains record records"))
			return true;
	}
	return false;
}

/* "heaviest" */
static bool is_superlative(const struct ma_spec *spec, size_t at)
{
	return spec->tokens[at].low.n > 5 && ma_str_ends(spec->tokens[at].low, "est") &&
		!ma_spec_is_any(spec, at,
			"latest guest request interest forest harvest contest protest arrest digest");
}

bool ma_cue_picks(const struct ma_spec *spec, size_t begin, size_t end)
{
	size_t at, last = begin + SUBJECT < end ? begin + SUBJECT : end;

	if (ma_spec_is_any(spec, begin, "every each"))
		return ma_spec_is_any(spec, begin + 1,
			"other second third fourth fifth sixth seventh eighth ninth tenth "
			"hundredth");
	if (!ma_spec_is_any(spec, begin, "the"))
		return false;
	for (at = begin + 1; at < last && spec->tokens[at].kind == MA_TOKEN_WORD; at++) {
		if (ma_spec_is_any(spec, at - 1 - (at > begin + 1 && ma_cue_is_count(spec, at - 1)),
			    "the") &&
			(ma_spec_is_any(spec, at, "most least best worst") ||
				(spec->tokens[at].flags == 0 && is_superlative(spec, at))))
			return true;
		if (ma_spec_is_a(spec, at, MA_W_AUX | MA_W_MODAL | MA_W_HAVE | MA_W_VERBAL))
			return false;
	}
	return false;
}

bool ma_cue_of_those_with(const struct ma_spec *spec, size_t begin, size_t end)
{
	size_t at, last = begin + SUBJECT < end ? begin + SUBJECT : end, with = 0;

	for (at = begin + 1; at < last && spec->tokens[at].kind == MA_TOKEN_WORD; at++) {
		if (with > 0 && ma_spec_is_a(spec, at, MA_W_AUX | MA_W_MODAL))
			return at > with + 1 &&
				!ma_spec_is_a(spec, at + 1, MA_W_CLOSED & ~(unsigned)MA_W_NEG);
		if (with > 0 && at > with + 2 && ma_spec_is_a(spec, at, MA_W_VERB) &&
			ma_spec_is_a(spec, at + 1, MA_W_DET))
			return true;
		if (ma_spec_is_a(spec, at, MA_W_CONJ | MA_W_VERBAL | MA_W_HAVE | MA_W_REL))
			return false;
		if (ma_spec_is_any(spec, at, "with without"))
			with = at;
		else if (with == 0 && ma_spec_is_a(spec, at, MA_W_CLOSED))
			return false;
	}
	return false;
}

bool ma_cue_so_when(const struct ma_spec *spec, size_t at, size_t end)
{
	for (; at + 2 < end; at++)
		if (ma_spec_is_a(spec, at, MA_W_AUX) &&
			ma_spec_is_any(spec, at + 2, "when if once") &&
			!ma_spec_is_a(spec, at + 1, MA_W_CLOSED) &&
			!ma_str_ends(spec->tokens[at + 1].low, "ed"))
			return true;
	return false;
}

bool ma_cue_frequency(const struct ma_spec *spec, size_t begin, size_t end)
{
	size_t at;

	for (at = begin + 1; at + 1 < end; at++) {
		if (ma_spec_is_a(spec, at, MA_W_REL) || ma_spec_is_any(spec, at, "i we our my"))
			return false;
		if ((ma_spec_is_any(spec, at, "never") &&
			    !ma_spec_match(spec, at + 2, "more than one")) ||
			(ma_spec_is_any(spec, at, "always") &&
				ma_spec_is_a(spec, at - 1, MA_W_AUX)) ||
			(ma_spec_is_any(spec, at, "only") &&
				!ma_spec_is_a(spec, at - 1, MA_W_CLOSED) &&
				(ma_spec_is_a(spec, at + 1, MA_W_VERB) ||
					(!spec->tokens[at + 1].flags &&
						ma_spec_is_a(spec, at + 2, MA_W_PREP | MA_W_WITH)) ||
					ma_spec_is_any(spec, at + 1, "with after on") ||
					(ma_spec_is_any(spec, at + 1, "by") &&
						!ma_spec_is_any(spec, at + 2, "one a an")))))
			return !ma_spec_is_any(spec, at + 1,
				"belongs belong has have contains assigned linked related needs");
	}
	return false;
}

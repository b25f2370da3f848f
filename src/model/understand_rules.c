/*
 * Rules: sentences and clauses that say what may happen to records and when ("must not be lent while it is damaged", "no two
 * bookings may overlap", "if the cost is above 500, a manager has to approve it"). Their nouns name no things and no fields, so the
 * grammar does not read them; understand_rest.c tells them.
 */
#include "model/understand_cues.h"
#include "model/understand_grammar.h"

#define SUBJECT 8 /* words before "must not" */

/* "not", "cannot", "can't"; but not "don't", which is said of the app. */
static bool is_forbidding(const struct ma_spec *spec, size_t at)
{
	static const char *const cannot[] = { "can't", "can\xe2\x80\x99t", "cannot", "cant", "Can't",
		"Cannot", "mustn't", "mustn\xe2\x80\x99t", "shouldn't", "shouldn\xe2\x80\x99t" };
	size_t i;

	if (ma_spec_is_any(spec, at, "never")) /* "never holds more than one horse" says how many */
		return ma_spec_match(spec, at + 2, "more than one") == 0 &&
			!ma_spec_is_a(spec, at + 1, MA_W_DET); /* "never a forum" */
	for (i = 0; i < MA_COUNT(cannot); i++)
		if (ma_str_is(spec->tokens[at].text, cannot[i]))
			return true;
	return at > 0 && ma_spec_is_any(spec, at, "not") &&
		ma_spec_is_a(spec, at - 1, MA_W_MODAL) && !ma_spec_is_any(spec, at - 1, "would");
}

/* The first modal or "cannot" of a clause whose subject begins at `at`; `end` where something else comes first. */
static size_t find_modal(const struct ma_spec *spec, size_t at, size_t end)
{
	size_t last = at + SUBJECT < end ? at + SUBJECT : end;
	bool of_those = false; /* "members whose card has run out may not ..." */

	for (; at < last && spec->tokens[at].kind == MA_TOKEN_WORD; at++) {
		if (ma_spec_is_a(spec, at, MA_W_MODAL) || is_forbidding(spec, at))
			return at;
		if (ma_spec_is_any(spec, at, "whose who that")) {
			of_those = true;
			continue;
		}
		if ((ma_spec_is_a(spec, at, MA_W_HAVE | MA_W_AUX) && !of_those) ||
			ma_spec_is_a(spec, at, MA_W_BUILD) ||
			(ma_spec_is_a(spec, at, MA_W_CONJ) &&
				ma_spec_is_a(spec, at + 1, MA_W_MODAL)))
			break;
	}
	return end;
}

/* "must not be lent", "can't leave the house", "may never overlap" */
static bool forbids(const struct ma_spec *spec, size_t at, size_t end)
{
	size_t modal = find_modal(spec, at, end);

	return modal < end && (is_forbidding(spec, modal) || is_forbidding(spec, modal + 1));
}

/* "nobody may", "no animal may be sold", "no check-in if" */
static bool denies(const struct ma_spec *spec, size_t at, size_t end)
{
	if (ma_spec_is_any(spec, at, "nobody noone"))
		return true;
	if (!ma_spec_is_any(spec, at, "no"))
		return false;
	for (at++; at < end && spec->tokens[at].kind == MA_TOKEN_WORD; at++)
		if (ma_spec_is_any(spec, at, "may can must should if unless while"))
			return true;
	return false;
}

/* "should be flagged", "has to beat": a verb that says nothing of what is kept. */
static bool obliges(const struct ma_spec *spec, size_t at, size_t end)
{
	size_t verb = find_modal(spec, at, end) + 1;

	if (verb >= end || !ma_spec_is_any(spec, verb - 1, "must should shall to"))
		return false;
	while (verb < end && ma_spec_is_a(spec, verb, MA_W_ADV | MA_W_AUX))
		verb++;
	return verb < end && spec->tokens[verb].kind == MA_TOKEN_WORD &&
		spec->tokens[verb].flags == 0 &&
		(ma_spec_is_a(spec, verb - 1, MA_W_AUX)
				? ma_str_ends(spec->tokens[verb].low, "ed") &&
					!ma_spec_is_a(spec, verb + 1, MA_W_PREP)
				: ma_spec_is_a(spec, verb + 1, MA_W_DET));
}

/* "doubles after 30 days" */
static bool acts_in_time(const struct ma_spec *spec, size_t at, size_t end)
{
	static const char acts[] = "doubles halves expires escalates escalate increases decreases "
				   "expire increase resets";
	size_t first = at;

	for (; at < end && spec->tokens[at].kind == MA_TOKEN_WORD; at++)
		if (at > first && ma_spec_is_any(spec, at, acts) &&
			(ma_spec_is_a(spec, at + 1, MA_W_DET | MA_W_ADV) ||
				ma_spec_is_any(spec, at + 1, "after by if once")))
			return true;
	return false;
}

/* Behind "and" or a comma: "warns me", "it turns red" */
static bool acts_itself(const struct ma_spec *spec, size_t at)
{
	bool it = ma_spec_is_any(spec, at, "it they");

	at += it;
	while (ma_spec_is_a(spec, at, MA_W_ADV))
		at++;
	if (it && ma_spec_is_any(spec, at, "suggests recommends proposes"))
		return true;
	return spec->tokens[at].kind == MA_TOKEN_WORD && spec->tokens[at].flags == 0 &&
		(it || ma_spec_is_any(spec, at + 1, "me us him them everyone"));
}

/* "If all copies are out, ...", "After 6 months ..." */
static bool is_conditional(const struct ma_spec *spec, size_t at)
{
	if (ma_spec_is_any(spec, at, "if unless whenever when"))
		return at == 0 || !ma_spec_is_any(spec, at - 1, "date day time");
	if (ma_spec_is_any(spec, at, "once"))
		return !ma_spec_is_any(spec, at + 1, "a per every the") ||
			ma_spec_is_a(spec, at + 3, MA_W_AUX | MA_W_HAVE);
	if (ma_spec_is_any(spec, at, "while"))
		return ma_spec_is_any(spec, at + 1, "a an the any");
	return ma_spec_is_any(spec, at, "after under over above") && ma_cue_is_count(spec, at + 1);
}

/* "over 20,000 need", but not "over 500 members", "over 20 years" */
static bool is_over(struct ma_spec *spec, size_t at)
{
	size_t next = at + 2;

	if (!ma_spec_is_any(spec, at, "over") || !ma_spec_is_number(spec, at + 1))
		return false;
	if (spec->tokens[next].kind == MA_TOKEN_COMMA && ma_spec_is_number(spec, next + 1))
		next += 2;
	return spec->tokens[next].kind == MA_TOKEN_WORD &&
		(spec->tokens[next].flags & MA_W_HAVE ||
			!ma_spec_is_plural(spec, spec->tokens[next].low));
}

/* "claims above 500 euros need", "older than a week" */
static bool compares(struct ma_spec *spec, size_t at, size_t end)
{
	for (; at < end; at++) {
		if (is_over(spec, at))
			return true;
		if (ma_spec_is_any(spec, at, "above below exceeding") &&
			ma_spec_is_number(spec, at + 1))
			return true;
		if (ma_spec_is_any(spec, at, "older longer later") &&
			ma_spec_is_any(spec, at + 1, "than"))
			return true;
		if ((ma_spec_is_any(spec, at, "per") && ma_cue_is_count(spec, at + 1)) ||
			(ma_spec_is_any(spec, at, "enough sufficient") &&
				!ma_spec_is_a(spec, at - 1, MA_W_AUX)))
			return true;
	}
	return false;
}

static size_t clause_end(const struct ma_spec *spec, size_t at, size_t end)
{
	while (at < end && spec->tokens[at].kind == MA_TOKEN_WORD)
		at++;
	return at;
}

static bool begins_rule(const struct ma_spec *spec, size_t at, size_t end, bool first)
{
	size_t to = clause_end(spec, at, end);

	if (ma_spec_match(spec, at, "no double") || ma_str_starts(spec->tokens[at].low, "sync") ||
		(ma_spec_is_any(spec, at, "max maximum minimum") &&
			ma_cue_limits(spec, at, at + 2)) ||
		(ma_spec_is_any(spec, at, "after") && ma_spec_is_any(spec, at + 1, "another")))
		return true;
	return forbids(spec, at, end) || denies(spec, at, end) || obliges(spec, at, end) ||
		acts_in_time(spec, at, end) || ma_cue_derives(spec, at, to) ||
		(!first && acts_itself(spec, at));
}

static size_t sentence_end(const struct ma_spec *spec, size_t at)
{
	while (at < spec->tokens_n && spec->tokens[at].kind != MA_TOKEN_STOP)
		at++;
	return at;
}

/* Where what is read at once from `at` on ends: the sentence, where it is not too long. */
static size_t reading_end(const struct ma_spec *spec, size_t at)
{
	size_t last = at + MA_SENTENCE_TOKENS;

	while (at < last && spec->tokens[at].kind != MA_TOKEN_STOP)
		at++;
	return at;
}

/* Where the rule's clause is over: a comma or a colon behind which things or fields are listed, or the sentence's end. */
static size_t rule_end(const struct ma_spec *spec, size_t at, size_t end)
{
	for (; at < end; at++)
		if ((spec->tokens[at].kind == MA_TOKEN_COMMA ||
			    spec->tokens[at].kind == MA_TOKEN_COLON) &&
			ma_cue_lists(spec, at + 1, end))
			return at;
	return end;
}

void ma_spec_mark_rule(struct ma_spec *spec, size_t from, size_t to)
{
	for (; from < to; from++)
		spec->tokens[from].rule = true;
}

static bool is_boundary(const struct ma_spec *spec, size_t at)
{
	return spec->tokens[at].kind == MA_TOKEN_COMMA || ma_spec_is_a(spec, at, MA_W_CONJ);
}

/*
 * "A tool must not be lent twice and has a name": where the subject has something behind the rule it is read, and only its
 * predicate is the rule: from the modal up to *end_out. `end` where it has nothing.
 */
static size_t find_predicate(const struct ma_spec *spec, size_t at, size_t end, size_t *end_out)
{
	size_t modal = find_modal(spec, at, end), has = modal;

	while (has < end && !ma_spec_is_any(spec, has, "has have"))
		has++;
	if (modal == at || modal == end || has == end || ma_spec_is_any(spec, at, "no"))
		return end;
	has -= ma_spec_is_any(spec, has - 1, "it they");
	if (!is_boundary(spec, has - 1))
		return end;
	*end_out = has;
	return modal;
}

/* The rule whose subject is at `at`, with the marks before it from `start` on. Where it ends. */
static size_t mark_rule(struct ma_spec *spec, size_t start, size_t at, size_t end)
{
	size_t to = end, modal = find_predicate(spec, at, end, &to);

	if (modal == end)
		to = rule_end(spec, at, end);
	ma_spec_mark_rule(spec, modal < end ? modal : start, to);
	return to;
}

static void mark_aside(struct ma_spec *spec, size_t from, size_t to)
{
	for (; from < to; from++)
		spec->tokens[from].aside = true;
}

/* "Whoever brings it back late", "Anyone still holding a score", "Those who" */
static bool is_of_whoever(const struct ma_spec *spec, size_t at)
{
	if (ma_spec_is_any(spec, at, "whoever"))
		return true;
	if (ma_spec_is_any(spec, at, "there") && ma_spec_is_any(spec, at + 1, "must should may") &&
		ma_spec_is_any(spec, at + 2, "always never"))
		return true;
	return ma_spec_is_any(spec, at, "anyone anybody everyone those") &&
		(ma_spec_is_any(spec, at + 1, "who whose still not missing") ||
			(spec->tokens[at + 1].kind == MA_TOKEN_WORD &&
				ma_str_ends(spec->tokens[at + 1].low, "ing")));
}

/* "It would be great if the owner got a card", "I would appreciate it if" */
static bool is_dreamt_of(const struct ma_spec *spec, size_t at, size_t end)
{
	if (!ma_spec_is_any(spec, at, "itd id wed") &&
		!(ma_spec_is_any(spec, at, "it i we") && ma_spec_is_any(spec, at + 1, "would")))
		return false;
	for (at++; at < end && spec->tokens[at].kind == MA_TOKEN_WORD; at++)
		if (ma_spec_is_any(spec, at, "if"))
			return true;
	return false;
}

/* "..., scanned with the phone, would make it easy" */
static bool is_wished_for(const struct ma_spec *spec, size_t begin, size_t end)
{
	size_t at = begin;

	if (ma_spec_is_any(spec, at, "it that this which i we my our"))
		return false;
	for (; at < end; at++)
		if (ma_spec_is_any(spec, at, "would") &&
			(ma_spec_is_any(spec, at + 1, "make save") ||
				ma_cue_is_routine(spec, begin, at)))
			return true;
	return false;
}

/* "can only be closed once the boss has signed it off", "get created by the system" */
static bool waits(const struct ma_spec *spec, size_t at, size_t end)
{
	bool only = false;

	for (; at < end; at++) {
		if (ma_spec_match(spec, at, "by the system") ||
			(only && ma_spec_is_any(spec, at, "once when if after until")))
			return true;
		only |= ma_spec_is_any(spec, at, "only");
	}
	return false;
}

/* "are not collected within 60 days", "are not lent"; but what is not needed is none. */
static bool excludes(const struct ma_spec *spec, size_t begin, size_t end)
{
	size_t at = begin;

	while (at < end && !ma_spec_is_any(spec, at, "not"))
		at++;
	if (at >= end)
		return false;
	if (ma_cue_says_when(spec, begin, end))
		return true;
	return at > begin && at + 1 < end && ma_spec_is_a(spec, at - 1, MA_W_AUX) &&
		!ma_spec_is_a(spec, begin, MA_W_REL) &&
		!ma_spec_is_any(
			spec, at + 1, "needed wanted required included planned based related") &&
		(ma_str_ends(spec->tokens[at + 1].low, "ed") ||
			ma_spec_is_any(spec, at + 1, "lent sold shown sent given paid kept taken"));
}

/* "The fee is 2 euros per hour", "A loan lasts 21 days": a sentence that lists nothing, wishes nothing and says how much. */
static bool says_how_much(const struct ma_spec *spec, size_t begin, size_t end)
{
	size_t at;

	if (ma_spec_is_a(spec, begin, MA_W_VERBAL) && !ma_spec_is_a(spec, begin, MA_W_NOUN))
		return false;
	for (at = begin; at < end && spec->tokens[at].kind != MA_TOKEN_COMMA &&
		spec->tokens[at].kind != MA_TOKEN_COLON;
		at++)
		if (ma_spec_is_a(spec, at, MA_W_CONTAINER | MA_W_BUILD) ||
			ma_spec_is_any(spec, at, "i we"))
			return false;
	return at > begin + 3 && ma_cue_measures(spec, begin, at);
}

/* "The recipient gets an email with a photo": what a message says is no field. */
static bool gets_told(const struct ma_spec *spec, size_t at, size_t end)
{
	size_t n = 0;

	for (at++; at + 1 < end && spec->tokens[at].kind == MA_TOKEN_WORD; at++)
		if (ma_spec_is_any(spec, at, "get gets receive receives")) {
			at += 1 + ma_spec_is_a(spec, at + 1, MA_W_DET);
			return ma_spec_feature_at(spec, at, &n) >= 0 ||
				ma_spec_is_any(spec, at, "email emails mail sms message");
		}
	return false;
}

/* A line with a bullet that lists nothing: "owner gets a photo every day", "works with gloves", "taste counts double". */
static bool is_rule_item(const struct ma_spec *spec, size_t begin, size_t end)
{
	if (ma_cue_says_when(spec, begin, end) || ma_cue_limits(spec, begin, end) ||
		ma_cue_derives(spec, begin, end) || ma_cue_connects(spec, begin, end))
		return true;
	if (ma_spec_is_any(spec, begin, "works runs usable available accessible"))
		return ma_spec_is_a(spec, begin + 1, MA_W_PREP | MA_W_WITH | MA_W_NEG) ||
			ma_spec_is_any(spec, begin + 1, "offline");
	return !ma_spec_is_a(spec, begin, MA_W_VERBAL) && ma_cue_is_routine(spec, begin, end);
}

/* Where what a label says of its line begins: behind the colon of "overall score: taste counts double". */
static size_t skip_label(const struct ma_spec *spec, size_t begin, size_t end)
{
	size_t at = begin;

	while (at < end && spec->tokens[at].kind == MA_TOKEN_WORD)
		at++;
	if (at == end || spec->tokens[at].kind != MA_TOKEN_COLON)
		return begin;
	return ma_cue_derives(spec, at + 1, end) ? at + 1 : begin;
}

/* "Members who live closer come first", "those who wait move up" */
static bool ranks(const struct ma_spec *spec, size_t at, size_t end)
{
	for (; at + 1 < end; at++)
		if (ma_spec_is_any(spec, at, "come comes go goes move moves rank ranks") &&
			ma_spec_is_any(spec, at + 1, "first last next up"))
			return true;
	return false;
}

static bool is_whole_rule(struct ma_spec *spec, size_t begin, size_t end)
{
	bool item = begin > 0 && spec->tokens[begin - 1].bullet;

	if (is_wished_for(spec, begin, end) || ma_spec_match(spec, begin, "is there a way"))
		return true;
	if (ma_cue_lists(spec, item ? skip_label(spec, begin, end) : begin, end))
		return false;
	return is_conditional(spec, begin) || compares(spec, begin, end) ||
		is_of_whoever(spec, begin) || is_dreamt_of(spec, begin, end) ||
		ma_cue_demands(spec, begin, end) || ranks(spec, begin, end) ||
		ma_cue_connects(spec, begin, clause_end(spec, begin, end)) ||
		excludes(spec, begin, end) || waits(spec, begin, end) ||
		ma_cue_picks(spec, begin, end) || ma_cue_of_those_with(spec, begin, end) ||
		ma_cue_so_when(spec, begin, end) || says_how_much(spec, begin, end) ||
		ma_cue_frequency(spec, begin, end) || gets_told(spec, begin, end) ||
		(item && is_rule_item(spec, begin, end));
}

static void read_sentence(struct ma_spec *spec, size_t begin, size_t end)
{
	size_t at = begin, start;

	if (ma_cue_narrates(spec, begin, end)) {
		mark_aside(spec, begin, end);
		return;
	}
	if (is_whole_rule(spec, begin, end)) {
		ma_spec_mark_rule(spec, begin, end);
		return;
	}
	while (at < end) {
		start = at;
		while (at < end &&
			(is_boundary(spec, at) || (at > start && ma_spec_is_any(spec, at, "but"))))
			at++;
		if (at < end && begins_rule(spec, at, end, start == begin) &&
			ma_spec_clause_end(spec, at, end) == at) {
			at = mark_rule(spec, start, at, end);
			continue;
		}
		while (at < end && !is_boundary(spec, at))
			at = spec->tokens[at].kind == MA_TOKEN_OPEN && spec->tokens[at].match > at
				? spec->tokens[at].match + 1
				: at + 1;
	}
}

void ma_spec_find_rules(struct ma_spec *spec)
{
	size_t at = 0, end;

	for (; !spec->rc && at < spec->tokens_n;
		at = end + (spec->tokens[end].kind == MA_TOKEN_STOP)) {
		end = reading_end(spec, at);
		if (at < end)
			read_sentence(spec, at, end);
	}
}

bool ma_spec_ends_reading(const struct ma_spec *spec, size_t at)
{
	return spec->tokens[at].kind == MA_TOKEN_STOP || spec->tokens[at].rule ||
		spec->tokens[at].aside || ma_grammar_begins_purpose(spec, at);
}

size_t ma_spec_skip_unread(const struct ma_spec *spec, size_t at)
{
	while (spec->tokens[at].rule || spec->tokens[at].aside)
		at++;
	if (ma_grammar_begins_purpose(spec, at))
		at = sentence_end(spec, at);
	return at;
}

void ma_spec_forget_rules(struct ma_spec *spec)
{
	size_t at;

	for (at = 0; at < spec->tokens_n; at++)
		spec->tokens[at].rule = spec->tokens[at].aside = false;
}

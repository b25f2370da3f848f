/* Words that are verbs elsewhere and nouns where they stand: "make, model", "twitter handle", "Bookings link"; and whether a name is a person's. */
#include "model/understand_parts.h"

/* "apply for a job", "send an application" */
static bool is_applying(const struct ma_spec *spec, size_t at)
{
	if (ma_spec_is_any(spec, at, "apply applies applied"))
		return ma_spec_is_any(spec, at + 1, "to for");
	if (!ma_spec_is_any(
		    spec, at, "send sends submit submits file files fill fills review reviews"))
		return false;
	at += 1 + ma_spec_is_any(spec, at + 1, "in out");
	return ma_spec_is_any(
		spec, at + ma_spec_is_any(spec, at, "a an their the"), "application applications");
}

/* Where people apply for something, their applications are no app. */
static void settle_application(struct ma_spec *spec, size_t at)
{
	if (!is_applying(spec, at))
		return;
	for (at++; at < spec->tokens_n; at++)
		if (ma_spec_is_any(spec, at, "application applications"))
			spec->tokens[at].flags &= ~(unsigned)MA_W_CONTAINER;
}

/* "tables with number and seats" are things, and not those of a database. */
static void settle_things(struct ma_spec *spec, size_t at)
{
	enum ma_field_type type;

	if (ma_spec_is_any(spec, at, "tables models objects types resources") &&
		ma_spec_is_a(spec, at + 1, MA_W_WITH) && at + 3 < spec->tokens_n &&
		ma_spec_field_word(spec, at + 2, at + 3, &type))
		spec->tokens[at].flags = 0;
}

/* "has been", "have not yet come in": nothing that a thing has. */
static void settle_perfect(struct ma_spec *spec, size_t at)
{
	size_t to = at + 1;

	if (!ma_spec_is_any(spec, at, "has have had"))
		return;
	while (ma_spec_is_a(spec, to, MA_W_ADV | MA_W_NEG) || ma_spec_is_any(spec, to, "always"))
		to++;
	if (ma_spec_is_any(spec, to, "been") ||
		(ma_spec_is_any(spec, to, "run gone come become grown") &&
			ma_spec_is_a(spec, to + 1, MA_W_CLOSED | MA_W_VERBAL)))
		spec->tokens[at].flags = MA_W_AUX;
}

/* "each visit records date and weight": what it has, where "each member records a visit" is what somebody does. */
static bool is_recording(struct ma_spec *spec, size_t at)
{
	enum ma_field_type type;

	return at > 1 && at + 3 < spec->tokens_n && ma_spec_is_any(spec, at, "records captures") &&
		(ma_spec_is_any(spec, at - 2, "a an each every") ||
			(at > 2 && ma_spec_is_any(spec, at - 3, "a an each every"))) &&
		spec->tokens[at - 1].kind == MA_TOKEN_WORD &&
		!(spec->tokens[at - 1].flags & MA_W_CLOSED) &&
		!ma_is_person(ma_spec_name(spec, spec->tokens[at - 1].low, MA_CASE_PASCAL, true)) &&
		(spec->tokens[at + 2].kind == MA_TOKEN_COMMA ||
			ma_spec_is_a(spec, at + 2, MA_W_CONJ)) &&
		ma_spec_field_word(spec, at + 1, at + 2, &type);
}

void ma_spec_settle_nouns(struct ma_spec *spec)
{
	size_t at;

	for (at = 0; at + 1 < spec->tokens_n; at++) {
		settle_application(spec, at);
		settle_things(spec, at);
		settle_perfect(spec, at);
		if (ma_spec_is_any(spec, at, "make handle needs") &&
			(spec->tokens[at + 1].kind != MA_TOKEN_WORD ||
				spec->tokens[at + 1].flags & MA_W_CONJ))
			spec->tokens[at].flags = 0;
		else if (at > 0 && spec->tokens[at].flags & MA_W_VERBAL &&
			ma_spec_is_a(spec, at - 1, MA_W_WITH | MA_W_HAVE) &&
			spec->tokens[at + 1].kind == MA_TOKEN_COMMA)
			spec->tokens[at].flags &= ~(unsigned)MA_W_VERBAL; /* "with store, date" */
		else if (ma_spec_match(spec, at, "plus one") > 0 &&
			(spec->tokens[at + 2].kind != MA_TOKEN_WORD ||
				ma_spec_is_any(spec, at + 2, "boolean flag")))
			spec->tokens[at].flags = 0; /* "plus one (yes/no)" */
		else if (is_recording(spec, at))
			spec->tokens[at].flags = MA_W_HAVE; /* "each visit records date, weight" */
		else if (ma_str_ends(spec->tokens[at].low, "ings"))
			spec->tokens[at].flags &= ~(unsigned)MA_W_VERBAL; /* "Bookings link ..." */
		else if (ma_spec_is_any(
				 spec, at, "need needs wanted needed other others extra extras") &&
			spec->tokens[at + 1].kind == MA_TOKEN_COLON)
			spec->tokens[at].flags = MA_W_HEADING;
	}
}

bool ma_is_person(struct ma_str name)
{
	static const char *const endings[] = { "er", "or", "ist", "ian", "man", "men", "ee", "ant" };
	const char *known = ma_known_entity(name);
	size_t i;

	if (known)
		return strstr(known, "email:") || strstr(known, "phone:");
	for (i = 0; i < MA_COUNT(endings); i++)
		if (ma_str_ends(name, endings[i]))
			return true;
	return false;
}

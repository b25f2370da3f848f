/*
 * What things that stand in one list are to each other where nothing was said: a visit is to what was named before it, a floor is
 * of a building. Nothing here takes the place of what a prompt says.
 */
#include "model/understand_parts.h"

/* Last words of what happens to a thing or a person, and is nothing without. */
static const char events[] =
	"appointment bid booking checkup click complaint delivery donation drop grade grooming hearing "
	"incident inspection invoice issue lesson loan log measurement pass payment photo pickup pledge "
	"reading record rental repair reservation result rsvp score screening sighting "
	"stat stay tasting test treatment vaccination viewing visit vote watering weighing weigh-in";

/* What nothing happens to. */
static const char notes[] = "answer application note option question request step task timesheet";

/* Of the events: what somebody pays or promises is about who does. */
static const char debts[] = "donation invoice payment pledge";

/* Of the events: of a thing, whoever it is for. */
static const char uses[] = "booking grooming inspection repair reservation stay";

/* They come for what others do. */
static const char clients[] =
	"customer client member patient student guest owner donor tenant parent pupil child player "
	"participant attendee visitor buyer borrower resident contestant speaker";

/* What is about an occasion as it is about a thing: "an RSVP to a session". */
static const char answers[] = "invoice payment photo result rsvp score grade";

/* Things that are in or of one of those others. */
static const struct {
	const char *parts, *wholes;
} parts[] = {
	{ "floor", "building house tower block property site hotel" },
	{ "room", "floor building house property hotel venue apartment flat school hostel" },
	{ "apartment flat unit", "building property block" },
	{ "spot bay", "lot garage" },
	{ "slot", "room court doctor station dock studio machine" },
	{ "booking reservation appointment", "slot" },
	{ "round", "tournament league season competition" },
	{ "game match heat", "round tournament league season" },
	{ "run attempt", "game level puzzle" },
	{ "batch", "medicine product recipe" },
	{ "session character", "campaign" },
	{ "session", "game trainer therapist tutor" },
	{ "expense", "group trip" },
	{ "sheep goat cow", "flock herd" },
	{ "hand deal", "table" },
	{ "dog cat pet horse", "customer client owner" },
};

/* Whether the last word of an entity's name is one of the words. */
static bool is_one_of(struct ma_spec *spec, const struct ma_spec_entity *e, const char *words)
{
	struct ma_str low = ma_spec_name(spec, e->name, MA_CASE_SNAKE, false);
	size_t at = low.n;

	while (at > 0 && low.p[at - 1] != '_')
		at--;
	return ma_words_have(words, ma_str_from(low, at));
}

static bool are_related(
	const struct ma_spec *spec, const struct ma_spec_entity *a, const struct ma_spec_entity *b)
{
	return ma_spec_joined(spec, a->name, b->name) || ma_spec_refers(a, b->name) ||
		ma_spec_refers(b, a->name);
}

/* Anything, or any that is no person. */
static bool is_related_to(const struct ma_spec *spec, const struct ma_spec_entity *e, bool persons)
{
	const struct ma_spec_entity *other;

	for (other = spec->entities; other; other = other->next)
		if (other != e && (persons || !ma_is_person(other->name)) &&
			are_related(spec, e, other))
			return true;
	return false;
}

static bool is_grouping(struct ma_spec *spec, const struct ma_spec_entity *e)
{
	return ma_lexicon_flags(spec->lexicon, ma_spec_name(spec, e->name, MA_CASE_SNAKE, false)) &
		MA_W_GROUPING;
}

static void refer(struct ma_spec *spec, struct ma_spec_entity *e, const struct ma_spec_entity *to)
{
	(void)ma_spec_add_reference(spec, e, to->name, false); /* NULL: a warning is there */
}

/* The nearest before it, else the nearest behind it. */
static void resolve_part(struct ma_spec *spec, struct ma_spec_entity *e)
{
	struct ma_spec_entity *other, *whole;
	size_t i;

	for (i = 0; i < MA_COUNT(parts); i++) {
		if (!is_one_of(spec, e, parts[i].parts))
			continue;
		whole = NULL;
		for (other = spec->entities; other && !(other == e && whole); other = other->next)
			if (other != e && is_one_of(spec, other, parts[i].wholes))
				whole = other;
		if (whole && !are_related(spec, e, whole))
			refer(spec, e, whole);
	}
}

/* Who comes for it rather than does it, where there is such a one. */
static const struct ma_spec_entity *nearer(struct ma_spec *spec,
	const struct ma_spec_entity *person, const struct ma_spec_entity *other)
{
	return person && is_one_of(spec, person, clients) && !is_one_of(spec, other, clients)
		? person
		: other;
}

/* What it happens to: the nearest thing before it, and who comes for it, unless the thing is theirs. */
static void resolve_event(struct ma_spec *spec, struct ma_spec_entity *e, bool loose)
{
	const struct ma_spec_entity *thing = NULL, *person = NULL, *other;
	bool answer = is_one_of(spec, e, answers);

	for (other = spec->entities; other && other != e; other = other->next)
		if (ma_is_person(other->name))
			person = nearer(spec, person, other);
		else if (!is_grouping(spec, other) && !is_one_of(spec, other, notes) &&
			(answer || !is_one_of(spec, other, events)) &&
			!(thing && ma_spec_refers(thing, other->name)))
			thing = other;
	if (person && is_one_of(spec, e, debts))
		thing = NULL;
	if (thing)
		refer(spec, e, thing);
	if (loose && person && !is_one_of(spec, e, thing ? "hearing photo screening" : "photo") &&
		!(thing && are_related(spec, thing, person)))
		refer(spec, e, person);
}

void ma_spec_resolve_siblings(struct ma_spec *spec)
{
	struct ma_spec_entity *e;
	bool loose;

	for (e = spec->entities; e && !spec->rc; e = e->next)
		resolve_part(spec, e);
	for (e = spec->entities; e && !spec->rc; e = e->next) {
		loose = !is_related_to(spec, e, true);
		if (is_one_of(spec, e, events) &&
			(loose || (is_one_of(spec, e, uses) && !is_related_to(spec, e, false))))
			resolve_event(spec, e, loose);
	}
}

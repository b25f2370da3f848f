/*
 * What things that stand in one list are to each other where nothing was said: a visit is to what was named before it, a floor is
 * of a building. Nothing here takes the place of what a prompt says.
 */
#include "model/understand_parts.h"

/* Last words of what happens to a thing or a person, and is nothing without. */
static const char events[] =
	"absence appointment bid checkup click complaint delivery donation drop grade harvest incident "
	"inspection invoice issue lesson loan log measurement pass payment photo pickup pledge record "
	"rental repair reservation result rsvp score stat stay test treatment trip vaccination visit vote "
	"walk wash weigh-in";

/* What ends as "weighings" do and is a thing. */
static const char things[] =
	"building ceiling clothing coating covering drawing earring filling flooring greeting heading "
	"holding housing lettering listing meeting mooring offering opening outing painting parking pudding "
	"railing recording ring saving setting siding spelling spring sting stocking string swing thing "
	"topping training wedding wing writing";

/* What nothing happens to. */
static const char notes[] = "answer application note option question request step task timesheet";

/* Of the events: what somebody pays or promises is about who does. */
static const char debts[] = "donation invoice payment pledge";

/* Of the events: of a thing, whoever it is for. */
static const char uses[] = "booking grooming inspection loan rental repair reservation stay";

/* They come for what others do. */
static const char clients[] =
	"customer client member patient student guest owner donor tenant parent pupil child player "
	"participant attendee visitor buyer borrower resident contestant speaker";

/* What is about an occasion as it is about a thing: "an RSVP to a session". */
static const char answers[] = "invoice payment result rsvp score grade";

/* Things that are in or of one of those others. */
static const struct {
	const char *parts, *wholes;
} parts[] = {
	{ "pickup delivery invoice payment", "order" },
	{ "lesson", "instructor teacher tutor trainer coach" },
	{ "act performance", "stage festival show" },
	{ "apartment flat unit", "building property block" },
	{ "batch", "medicine product recipe" },
	{ "booking reservation appointment", "slot" },
	{ "box bin drawer", "shelf rack" },
	{ "chapter", "book story" },
	{ "city town", "region state province country" },
	{ "copy", "book title movie" },
	{ "dog cat pet horse", "customer client owner" },
	{ "episode", "season show series podcast" },
	{ "expense", "group trip" },
	{ "field plot paddock", "farm" },
	{ "floor", "building house tower block property site hotel" },
	{ "game match heat", "round tournament league season" },
	{ "module", "course" },
	{ "pupil", "class" },
	{ "region state province", "country" },
	{ "room", "floor building house property hotel venue apartment flat school hostel" },
	{ "round", "tournament league season competition" },
	{ "run attempt", "game level puzzle" },
	{ "screening showing", "hall auditorium" },
	{ "session character", "campaign" },
	{ "session", "game trainer therapist tutor" },
	{ "sheep goat cow", "flock herd" },
	{ "shift", "store branch site" },
	{ "slot", "room court doctor station dock studio machine" },
	{ "spot bay", "lot garage" },
	{ "stage", "festival race" },
	{ "ticket", "screening tour concert performance" },
	{ "window door", "room house" },
};

/* The last word of its name, in lower case. */
static struct ma_str last_word(struct ma_spec *spec, const struct ma_spec_entity *e)
{
	struct ma_str low = ma_spec_name(spec, e->name, MA_CASE_SNAKE, false);
	size_t at = low.n;

	while (at > 0 && low.p[at - 1] != '_')
		at--;
	return ma_str_from(low, at);
}

static bool is_one_of(struct ma_spec *spec, const struct ma_spec_entity *e, const char *words)
{
	return ma_words_have(words, last_word(spec, e));
}

static bool is_event(struct ma_spec *spec, const struct ma_spec_entity *e)
{
	struct ma_str word = last_word(spec, e);

	return ma_words_have(events, word) ||
		(word.n > 5 && ma_str_ends(word, "ing") && !ma_words_have(things, word));
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

/* Whether it refers to something that refers to the whole: a lesson to a course, and that to a teacher. */
static bool reaches(const struct ma_spec *spec, const struct ma_spec_entity *e,
	const struct ma_spec_entity *whole)
{
	const struct ma_spec_entity *other;

	for (other = spec->entities; other; other = other->next)
		if (other != e && ma_spec_refers(e, other->name) &&
			ma_spec_refers(other, whole->name))
			return true;
	return false;
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
		if (whole && !are_related(spec, e, whole) && !reaches(spec, e, whole))
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
	bool answer = is_one_of(spec, e, answers), photo = is_one_of(spec, e, "photo");

	for (other = spec->entities; other && other != e; other = other->next)
		if (ma_is_person(other->name))
			person = nearer(spec, person, other);
		else if (!is_grouping(spec, other) && !is_one_of(spec, other, notes) &&
			(answer || !is_event(spec, other)) &&
			!(thing && (photo || ma_spec_refers(thing, other->name))))
			thing = other;
	if (person && is_one_of(spec, e, debts))
		thing = NULL;
	if (thing)
		refer(spec, e, thing);
	if (loose && person && !is_one_of(spec, e, thing ? "hearing photo screening" : "photo") &&
		!(thing && ma_spec_refers(thing, person->name)))
		refer(spec, e, person);
}

void ma_spec_resolve_siblings(struct ma_spec *spec)
{
	struct ma_spec_entity *e;
	bool loose;

	for (e = spec->entities; e && !spec->rc; e = e->next)
		if (!is_event(spec, e))
			resolve_part(spec, e);
	for (e = spec->entities; e && !spec->rc; e = e->next) {
		loose = !is_related_to(spec, e, true);
		if (is_event(spec, e) &&
			(loose || (is_one_of(spec, e, uses) && !is_related_to(spec, e, false))))
			resolve_event(spec, e, loose);
	}
	for (e = spec->entities; e && !spec->rc; e = e->next)
		if (is_event(spec, e))
			resolve_part(spec, e);
}

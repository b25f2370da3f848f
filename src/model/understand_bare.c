/* Prompts that name a domain and say nothing of what is kept: "a hotel booking app", "Airbnb for boats", "court reservations". */
#include "model/understand_domains.h"

#define BARE_WORDS 6

/* Whether features are all that is asked for from `at` on: ", dark mode pls". */
static bool has_features_only(const struct ma_spec *spec, size_t at)
{
	size_t n = 0;

	for (; at < spec->tokens_n; at += n) {
		n = 1;
		if (spec->tokens[at].kind == MA_TOKEN_WORD &&
			!ma_spec_is_a(spec, at, MA_W_CONJ | MA_W_WITH | MA_W_DET | MA_W_NEG) &&
			!ma_spec_is_any(spec, at, "please pls plz thanks thx") &&
			ma_spec_feature_at(spec, at, &n) < 0)
			return false;
	}
	return true;
}

/* The end of the domain's words from `at`: what comes behind "for", "in" says for whom; `at` where something else is said. */
static size_t domain_end(const struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = spec->tokens;
	size_t from = at;

	for (; at < spec->tokens_n && t[at].kind == MA_TOKEN_WORD; at++) {
		if (ma_words_have("for in at like but to", t[at].low))
			return at;
		if (ma_spec_is_a(spec, at, MA_W_WITH | MA_W_NEG))
			break;
		if (ma_spec_is_a(spec, at, MA_W_CLOSED & ~(unsigned)MA_W_CONJ) ||
			(ma_spec_is_a(spec, at, MA_W_KEEP | MA_W_VERB) &&
				!ma_spec_is_a(spec, at, MA_W_NOUN | MA_W_ING)))
			return from;
	}
	return has_features_only(spec, at) ? at : from;
}

/* "to run my gym", "track my books" */
static bool is_aim(const struct ma_spec *spec, size_t at)
{
	return (ma_spec_is_a(spec, at, MA_W_KEEP) || ma_spec_is_any(spec, at, "run")) &&
		ma_spec_is_a(spec, at + 1, MA_W_DET | MA_W_PRON);
}

static size_t domain_begin(const struct ma_spec *spec, size_t at)
{
	while (at < spec->tokens_n &&
		(ma_spec_is_a(spec, at,
			 MA_W_DET | MA_W_PRON | MA_W_BUILD | MA_W_ADJ | MA_W_MODAL | MA_W_AUX) ||
			ma_spec_is_any(spec, at, "please online like looking for to but") ||
			(ma_spec_is_any(spec, at, "help") &&
				ma_spec_is_a(spec, at + 1, MA_W_DET | MA_W_PRON | MA_W_KEEP)) ||
			is_aim(spec, at)))
		at++;
	return at;
}

static bool has_conjunction(const struct ma_spec *spec, size_t from, size_t to)
{
	for (; from < to; from++)
		if (ma_spec_is_a(spec, from, MA_W_CONJ))
			return true;
	return false;
}

/* "CRM", "status page" say what is kept, and "club site" does not. */
static bool is_telling(struct ma_spec *spec, size_t from, size_t to)
{
	return ma_pack_called(spec, spec->tokens[to - 1].low) ||
		(to > from + 1 && ma_pack_called(spec, ma_spec_words(spec, to - 2, to)));
}

/*
 * The prompt in words where it names a domain and nothing else, without what is said of any application: "hotel booking" of
 * "Build me a simple hotel booking system"; "" where it says more. `*end_out`: behind it.
 */
static struct ma_str bare_domain(struct ma_spec *spec, size_t *end_out)
{
	const struct ma_spec_entity *e = spec->entities;
	size_t from = domain_begin(spec, 0), to = domain_end(spec, from), end = to;

	for (; e; e = e->next)
		if (e->given || e->fields || spec->links || (e->next && e->next->next))
			return MA_STR("");
	while (to > from && ma_spec_is_a(spec, to - 1, MA_W_CONTAINER | MA_W_TECH) &&
		!is_telling(spec, from, to))
		to--;
	if (to == from &&
		((end > from && ma_spec_is_any(spec, end, "for like to")) ||
			(ma_spec_is_any(spec, from, "clone") &&
				ma_spec_is_any(spec, from + 1, "of")))) {
		from = end > from ? domain_begin(spec, end)
				  : from + 2; /* "like Uber", "clone of Trello" */
		to = end = domain_end(spec, from);
	}
	*end_out = end;
	if (ma_spec_is_any(spec, end, "to"))
		return MA_STR(""); /* "clubs to manage members" */
	if (spec->entities && spec->entities->next && has_conjunction(spec, from, to))
		return MA_STR(""); /* "students and courses": that is what is kept */
	return to <= from || to - from > BARE_WORDS ? MA_STR("") : ma_spec_words(spec, from, to);
}

/* "Airbnb for boats", "like Goodreads but for games": what is in the place of its own; "" where nothing is said. */
static struct ma_str other_thing(struct ma_spec *spec, size_t at)
{
	size_t from, to;

	while (ma_spec_is_any(spec, at, "but just except") || ma_spec_is_a(spec, at, MA_W_CONTAINER))
		at++;
	if (!ma_spec_is_any(spec, at, "for"))
		return MA_STR("");
	from = domain_begin(spec, at);
	to = domain_end(spec, from);
	return to > from &&
			(ma_spec_is_plural(spec, spec->tokens[to - 1].low) ||
				ma_spec_is_any(spec, at - 1, "but just except"))
		? ma_domain_thing(spec, ma_spec_words(spec, from, to))
		: MA_STR("");
}

/* "Book" of "*Book", "Loan" of "Loan->Book->Member", "Message" of "Message!"; "*" of "*". */
static struct ma_str entity_name(struct ma_str word)
{
	struct ma_str name;

	(void)ma_str_cut(&word, '-', &name); /* cannot fail: no word is empty */
	name.n -= ma_str_ends(name, "!");
	return ma_str_from(name, name.n > 1 && name.p[0] == '*');
}

static bool pack_has(const struct ma_pack *pack, struct ma_str name)
{
	struct ma_str rest = ma_str(pack->entities), word;

	while (ma_str_cut(&rest, ' ', &word))
		if (ma_str_eq(entity_name(word), name))
			return true;
	return false;
}

/* "hotel booking" keeps more than bookings: whether the pack may take the place of the one thing that was read of it. */
static bool may_replace(struct ma_spec *spec, const struct ma_domain *d, struct ma_str bare)
{
	const struct ma_spec_entity *e = spec->entities;

	return pack_has(d->pack, e->name) ||
		(d->head && (!ma_known_entity(e->name) || ma_words_last(bare).n < bare.n));
}

/* "a blog with comments": those are nothing without what they are on. */
static bool has_remarks_only(const struct ma_spec *spec)
{
	const struct ma_spec_entity *e;

	for (e = spec->entities; e; e = e->next)
		if (e->given || !ma_known_needs(e->name, MA_STR("")))
			return false;
	return spec->entities != NULL;
}

static void forget_entities(struct ma_spec *spec)
{
	spec->entities = NULL;
	spec->entities_n = 0;
}

/* "zoo management system" keeps something, "calculator app" need not. */
static bool keeps_thing(const struct ma_spec *spec, const struct ma_domain *d)
{
	static const char *const doers[] = { "er", "or", "ing" };
	struct ma_str last = ma_words_last(d->thing);
	size_t i;

	if (last.n == 0 || (spec->kind != MA_KIND_APP && spec->kind != MA_KIND_API) ||
		ma_words_have("mobile desktop weather clock camera alarm compass map game ai", last))
		return false;
	for (i = 0; i < MA_COUNT(doers); i++)
		if (ma_str_ends(last, doers[i]))
			return d->kept ||
				(spec->container && i == 2 &&
					last.n < d->thing.n); /* "cheese aging" */
	return d->kept || spec->container;
}

/* The one thing that a domain without a pack is about. */
static void add_thing(struct ma_spec *spec, const struct ma_domain *d)
{
	struct ma_str name = ma_domain_thing(spec, d->thing);
	struct ma_spec_entity *e = has_remarks_only(spec) ? NULL : spec->entities;

	if (e && d->kept && e->name.n > name.n && name.n > 0 &&
		ma_str_eq(ma_str_n(e->name.p, name.n), name))
		e->name = name; /* "coin collection" keeps coins */
	if (!e && name.n > 0 && keeps_thing(spec, d))
		(void)ma_spec_add(spec,
			ma_str_ends(name, "ing") ? MA_STR("Entry")
						 : name); /* the first one: no limit is near */
}

/* "url shortener" of "a url shortener with click statistics" */
static struct ma_str first_words(struct ma_spec *spec)
{
	size_t from = domain_begin(spec, 0), to = from;

	while (to < spec->tokens_n && spec->tokens[to].kind == MA_TOKEN_WORD &&
		!ma_spec_is_a(spec, to, MA_W_CLOSED))
		to++;
	return to - from > BARE_WORDS ? MA_STR("") : ma_spec_words(spec, from, to);
}

/* Of what is kept where the prompt lists nothing; no pack: there is no such one, or things were named. */
static struct ma_domain find_pack(struct ma_spec *spec, struct ma_str *other_out)
{
	bool program = spec->kind == MA_KIND_CLI || spec->kind == MA_KIND_LIBRARY;
	size_t end = 0;
	struct ma_str bare = program ? MA_STR("") : bare_domain(spec, &end);
	struct ma_domain d = ma_domain_find(spec, bare);

	if (end > 0 && ma_spec_is_any(spec, end - 1, "clone"))
		d.thing = MA_STR(""); /* of what nobody knows */
	*other_out = d.pack ? other_thing(spec, end) : MA_STR("");
	if (!spec->entities || has_remarks_only(spec)) {
		if (!d.pack && bare.n == 0) {
			if (!program) /* "shopping list, items can be checked" */
				d = ma_domain_find(spec, first_words(spec));
			if (!d.pack)
				d = ma_domain_find(spec, spec->topic);
			d.kept = false;
			d.thing = MA_STR("");
		}
	} else if (d.pack && other_out->n == 0 && !may_replace(spec, &d, bare)) {
		d.pack = NULL;
	} else if (d.pack) {
		forget_entities(spec);
	}
	return d;
}

static bool is_unwanted(const struct ma_spec *spec, struct ma_str name)
{
	const struct ma_spec_text *t;

	for (t = spec->unwanted; t; t = t->next)
		if (ma_str_eq(t->text, name))
			return true;
	return false;
}

/* "expenses per category", "with folders" */
static bool is_said(struct ma_spec *spec, struct ma_str name)
{
	size_t i;

	for (i = 0; i < spec->tokens_n; i++) {
		const struct ma_token *t = &spec->tokens[i];

		if (t->kind == MA_TOKEN_WORD &&
			(ma_spec_is_plural(spec, t->low) ||
				(i > 0 && ma_spec_is_any(spec, i - 1, "per by each"))) &&
			ma_str_eq(ma_spec_name(spec, t->low, MA_CASE_PASCAL, true), name))
			return true;
	}
	return false;
}

/* Of a program or library only what it is about, and what is said: nobody wants to give each task a list first. */
static bool is_too_much(struct ma_spec *spec, const struct ma_pack *pack, struct ma_str name)
{
	struct ma_str topic;

	if (spec->kind != MA_KIND_CLI && spec->kind != MA_KIND_LIBRARY)
		return false;
	topic = ma_spec_topic_name(spec);
	return pack_has(pack, topic) && !ma_str_eq(name, topic) && !is_said(spec, name);
}

/* "Loan->*->Member": the entity, and what it refers to. */
static void add_entity(
	struct ma_spec *spec, const struct ma_pack *pack, struct ma_str word, struct ma_str thing)
{
	struct ma_str rest = word, name = entity_name(word), to;

	if (thing.n > 0 && word.p[0] == '*')
		name = thing;
	(void)ma_str_cut(&rest, '-', &to); /* cannot fail: no word is empty */
	if (name.n == 0 || ma_str_is(name, "*") || is_unwanted(spec, name) ||
		is_too_much(spec, pack, name) || !ma_spec_add(spec, name))
		return;
	while (ma_str_cut(&rest, '-', &to))
		ma_spec_link(spec, name, MA_LINK_MANY_TO_ONE,
			ma_str_is(to, ">*") ? thing : ma_str_from(to, 1), false);
}

static void add_entities(struct ma_spec *spec, const struct ma_pack *pack, struct ma_str thing)
{
	struct ma_str rest = ma_str(pack->entities), word;

	while (!spec->rc && ma_str_cut(&rest, ' ', &word))
		add_entity(spec, pack, word, thing);
}

/* The thing that stands for "*" in a pack. */
static struct ma_str thing_of(struct ma_spec *spec, const struct ma_domain *d, struct ma_str other)
{
	const char *star = strchr(d->pack->entities, '*');

	if (!star || (star[1] != ' ' && other.n > 0))
		return other;
	if (star[1] == ' ' || star[1] == '-')
		return ma_domain_thing(spec, d->thing);
	return ma_str_n(star + 1, strcspn(star + 1, " -"));
}

/* What the domain has of the things that are named: "a restaurant app with tables", and what it is nothing without. */
static void complete(struct ma_spec *spec)
{
	struct ma_domain d = ma_domain_find(spec, first_words(spec));
	const struct ma_spec_entity *e;
	struct ma_str rest, word, name;

	for (e = spec->entities; e; e = e->next)
		if (e->given || e->fields)
			return;
	if (!d.pack)
		d = ma_domain_find(spec, spec->topic);
	rest = ma_str(d.pack ? d.pack->entities : "");
	while (!spec->rc && ma_str_cut(&rest, ' ', &word)) {
		name = entity_name(word);
		if (!ma_str_is(name, "*") && !ma_spec_find(spec, name) &&
			(memchr(word.p, '!', word.n) || is_said(spec, name)))
			add_entity(spec, d.pack, word, MA_STR(""));
	}
}

/* "Crew" of "RowingCrew" */
static struct ma_str last_name(struct ma_spec *spec, struct ma_str name)
{
	return ma_spec_name(spec, ma_words_last(ma_spec_name(spec, name, MA_CASE_TITLE, false)),
		MA_CASE_PASCAL, true);
}

/* What those whom "for" names have of their own; no pack: nothing that is known. */
static struct ma_domain other_domain(struct ma_spec *spec, const struct ma_str *name)
{
	struct ma_domain d = ma_domain_find(spec, ma_spec_name(spec, *name, MA_CASE_KEBAB, false));

	if (d.pack &&
		(ma_pack_is_general(d.pack) || ma_is_person(*name) ||
			pack_has(d.pack, MA_STR("Appointment"))))
		d.pack = NULL;
	return d;
}

void ma_spec_apply_pack(struct ma_spec *spec)
{
	struct ma_domain d, place = { 0 };
	struct ma_str other;
	bool like;

	if (spec->rc)
		return;
	d = find_pack(spec, &other);
	if (!d.pack && spec->entities && !(has_remarks_only(spec) && d.thing.n > 0))
		complete(spec);
	else if (!d.pack)
		add_thing(spec, &d);
	if (!d.pack)
		return;
	spec->packed = true;
	like = other.n > 0 && !strchr(d.pack->entities, '*') && !spec->container;
	if (like && other_domain(spec, &other).pack)
		d = other_domain(spec, &other); /* "Spotify for podcasts" */
	else if (like)
		(void)ma_spec_add(spec, last_name(spec, other)); /* "Strava for rowing crews" */
	add_entities(spec, d.pack, thing_of(spec, &d, other));
	if (ma_pack_has_key(d.pack, "crm")) /* "a CRM for a vet clinic" is about pets, too */
		place = ma_domain_find(spec, spec->place);
	if (place.pack)
		add_entities(spec, place.pack, thing_of(spec, &place, MA_STR("")));
	spec->features |= MA_FEATURE(ma_feature_find(MA_STR("auth"))) & ~spec->refused_features;
}

/* Prompts that name a domain and say nothing of what is kept: "a hotel booking app", "Airbnb for boats", "court reservations". */
#include "model/understand_domains.h"
#include "model/understand_grammar.h"

#define BARE_WORDS 6

/* What stands behind the things themselves and says no more than that they are kept. */
static const char keepers[] =
	"management tracking monitoring scheduler planning organizing administration control automation log logbook "
	"journal diary list catalog catalogue collection directory register registry archive notebook finder search "
	"history guide";

/* A domain, as it was found. */
struct domain {
	const struct ma_pack *pack;
	struct ma_str thing; /* for "*": "tennis court" */
	bool head;           /* the pack is of what was named last, and not of a word before it */
	bool kept; /* "condo management": the thing is what is kept, where there is no pack */
};

static struct ma_str without_first(struct ma_str words)
{
	struct ma_str first;

	(void)ma_str_cut(&words, ' ', &first); /* of no words nothing is left, too */
	return words;
}

static struct ma_str without_last(struct ma_str words)
{
	size_t n = ma_words_last(words).n;

	return ma_str_n(words.p, words.n > n ? words.n - n - 1 : 0);
}

/* The pack of the longest key of several words: "bus ticket" of "bus ticket booking". */
static const struct ma_pack *pack_of_words(struct ma_spec *spec, struct ma_str words, bool *head_out)
{
	const struct ma_pack *found;
	struct ma_str end, run;

	for (end = words; end.n > 0; end = without_last(end)) {
		*head_out = end.n == words.n;
		for (run = end; run.n > ma_words_last(run).n; run = without_first(run)) {
			found = ma_pack_called(spec, run);
			if (found)
				return found;
		}
	}
	return NULL;
}

/* Of the last word that has one, where no word before it says more: "vet clinic", "chess club". */
static const struct ma_pack *pack_of_word(struct ma_spec *spec, struct ma_str words)
{
	const struct ma_pack *found = NULL, *next;
	struct ma_str word;

	while (ma_str_cut(&words, ' ', &word)) {
		next = ma_pack_called(spec, word);
		if (next && !(found && ma_pack_is_general(next)))
			found = next;
	}
	return found;
}

static bool is_keeper(struct ma_spec *spec, struct ma_str word)
{
	return ma_words_have(keepers, word) ||
		ma_words_have(keepers, ma_spec_name(spec, word, MA_CASE_KEBAB, true));
}

/* "TennisCourt" of "indoor tennis court", "Room" of "hotel room": a well-known thing is called by its last word. */
static struct ma_str thing_name(struct ma_spec *spec, struct ma_str words)
{
	struct ma_str last, before, name;

	while (without_last(words).n > 0 && is_keeper(spec, ma_words_last(words)))
		words = without_last(words);
	last = ma_words_last(words);
	before = ma_words_last(without_last(words));
	name = ma_spec_name(spec, last, MA_CASE_PASCAL, true);
	if (ma_known_entity(name) || ma_usual_entity(name) || before.n == 0 ||
		ma_lexicon_flags(spec->lexicon, before) & (MA_W_ADJ | MA_W_CLOSED))
		return name;
	return ma_spec_name(spec, ma_str_n(before.p, (size_t)(last.p + last.n - before.p)),
		MA_CASE_PASCAL, true);
}

/* "wine inventory" counts wines, "bar inventory" whatever is there. */
static bool is_place(struct ma_spec *spec, struct ma_str word)
{
	struct ma_str name = ma_spec_name(spec, word, MA_CASE_PASCAL, true);

	return ma_lexicon_flags(spec->lexicon, word) & MA_W_BOX ||
		(ma_pack_called(spec, word) && !ma_known_entity(name) && !ma_usual_entity(name));
}

static struct domain find_domain(struct ma_spec *spec, struct ma_str words);

/* "court booking": what is done with a thing that has a pack of its own is a part of that, mostly. */
static bool find_use(struct ma_spec *spec, struct ma_str words, struct domain *d)
{
	struct ma_str before = without_last(words), last = ma_words_last(before);
	const struct ma_pack *use;
	bool over;

	use = before.n > 0 ? ma_pack_of_use(spec, ma_words_last(words), &over) : NULL;
	if (!use || (ma_pack_has_key(use, "shift") && !ma_is_person(thing_name(spec, before))))
		return false;
	if (ma_pack_has_key(use, "inventory") && is_place(spec, last))
		*d = (struct domain){ .pack = use, .thing = MA_STR("item") };
	else if (!over && (ma_pack_called(spec, last) || is_keeper(spec, last)))
		*d = find_domain(spec, before);
	else
		*d = (struct domain){ .pack = use, .thing = before };
	d->head = true;
	return d->pack != NULL;
}

/* "booking" of "bus ticket booking", "marketplace" of "used car marketplace" */
static bool says_less(const struct ma_pack *pack)
{
	return ma_pack_is_general(pack) || ma_pack_has_key(pack, "shop");
}

/* Of several words that end in the last one, of what is done with it, of the last word, of any others. */
static bool find_pack_of(struct ma_spec *spec, struct ma_str words, struct domain *d)
{
	const struct ma_pack *last = ma_pack_called(spec, ma_words_last(words));

	d->pack = pack_of_words(spec, words, &d->head);
	d->head |= last && says_less(last);
	if (d->pack && (d->head || !last))
		return true;
	return find_use(spec, words, d);
}

static struct domain find_domain(struct ma_spec *spec, struct ma_str words)
{
	struct domain d = { .thing = words };

	while (words.n > 0) {
		if (find_pack_of(spec, words, &d))
			return d;
		if (!is_keeper(spec, ma_words_last(words)))
			break;
		words = d.thing = without_last(words);
		d.kept = true;
	}
	d.pack = pack_of_word(spec, words);
	d.head = d.pack && d.pack == ma_pack_called(spec, ma_words_last(words));
	return d;
}

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
		if (ma_words_have("for in at like but", t[at].low))
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

static size_t domain_begin(const struct ma_spec *spec, size_t at)
{
	while (at < spec->tokens_n &&
		(ma_spec_is_a(spec, at,
			 MA_W_DET | MA_W_PRON | MA_W_BUILD | MA_W_ADJ | MA_W_MODAL | MA_W_AUX) ||
			ma_spec_is_any(spec, at, "please online like looking for to help but")))
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
	while (to > from && ma_spec_is_a(spec, to - 1, MA_W_CONTAINER) &&
		!is_telling(spec, from, to))
		to--;
	if (to == from && end > from && ma_spec_is_any(spec, end, "for like")) {
		from = domain_begin(spec, end); /* "an app like Uber" */
		to = end = domain_end(spec, from);
	}
	*end_out = end;
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
	return to > from && ma_spec_is_plural(spec, spec->tokens[to - 1].low)
		? thing_name(spec, ma_spec_words(spec, from, to))
		: MA_STR("");
}

static bool pack_has(const struct ma_pack *pack, struct ma_str name)
{
	struct ma_str rest = ma_str(pack->entities), word, entity;

	while (ma_str_cut(&rest, ' ', &word)) {
		(void)ma_str_cut(&word, '-', &entity); /* cannot fail: no word is empty */
		if (ma_str_eq(ma_str_from(entity, entity.n > 1 && entity.p[0] == '*'), name))
			return true;
	}
	return false;
}

/* "hotel booking" keeps more than bookings: whether the pack may take the place of the one thing that was read of it. */
static bool may_replace(struct ma_spec *spec, const struct domain *d, struct ma_str bare)
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
static bool keeps_thing(const struct ma_spec *spec, const struct domain *d)
{
	static const char *const doers[] = { "er", "or", "ing" };
	struct ma_str last = ma_words_last(d->thing);
	size_t i;

	if (last.n == 0 || (spec->kind != MA_KIND_APP && spec->kind != MA_KIND_API) ||
		ma_words_have("mobile desktop weather clock camera alarm compass map game ai", last))
		return false;
	for (i = 0; i < MA_COUNT(doers); i++)
		if (ma_str_ends(last, doers[i]))
			return d->kept;
	return d->kept || spec->container;
}

/* The one thing that a domain without a pack is about. */
static void add_thing(struct ma_spec *spec, const struct domain *d)
{
	struct ma_str name = thing_name(spec, d->thing);
	struct ma_spec_entity *e = spec->entities;

	if (e && d->kept && e->name.n > name.n && name.n > 0 &&
		ma_str_eq(ma_str_n(e->name.p, name.n), name))
		e->name = name; /* "coin collection" keeps coins */
	if (!e && name.n > 0 && keeps_thing(spec, d))
		(void)ma_spec_add(spec,
			ma_str_ends(name, "ing") ? MA_STR("Entry")
						 : name); /* the first one: no limit is near */
}

/* Of what is kept where the prompt lists nothing; no pack: there is no such one, or things were named. */
static struct domain find_pack(struct ma_spec *spec, struct ma_str *other_out)
{
	bool program = spec->kind == MA_KIND_CLI || spec->kind == MA_KIND_LIBRARY;
	size_t end = 0;
	struct ma_str bare = program ? MA_STR("") : bare_domain(spec, &end);
	struct domain d = find_domain(spec, bare);

	if (end > 0 && ma_spec_is_any(spec, end - 1, "clone"))
		d.thing = MA_STR(""); /* of what nobody knows */
	*other_out = d.pack ? other_thing(spec, end) : MA_STR("");
	if (!spec->entities || has_remarks_only(spec)) {
		if (!d.pack && bare.n == 0) {
			d = find_domain(spec, spec->topic);
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
	struct ma_str rest = word, name, to;

	(void)ma_str_cut(&rest, '-', &name); /* cannot fail: no word is empty */
	name = ma_str_is(name, "*") ? thing : name;
	if (name.n > 1 && name.p[0] == '*')
		name = thing.n > 0 ? thing : ma_str_from(name, 1);
	if (name.n == 0 || is_unwanted(spec, name) || is_too_much(spec, pack, name) ||
		!ma_spec_add(spec, name))
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
static struct ma_str thing_of(struct ma_spec *spec, const struct domain *d, struct ma_str other)
{
	const char *star = strchr(d->pack->entities, '*');

	if (!star || (star[1] != ' ' && other.n > 0))
		return other;
	if (star[1] == ' ' || star[1] == '-')
		return thing_name(spec, d->thing);
	return ma_str_n(star + 1, strcspn(star + 1, " -"));
}

void ma_spec_apply_pack(struct ma_spec *spec)
{
	struct domain d, place = { 0 };
	struct ma_str other;

	if (spec->rc)
		return;
	d = find_pack(spec, &other);
	if (!d.pack) {
		add_thing(spec, &d);
		return;
	}
	spec->packed = true;
	add_entities(spec, d.pack, thing_of(spec, &d, other));
	if (ma_pack_has_key(d.pack, "crm")) /* "a CRM for a vet clinic" is about pets, too */
		place = find_domain(spec, spec->place);
	if (place.pack)
		add_entities(spec, place.pack, thing_of(spec, &place, MA_STR("")));
	spec->features |= MA_FEATURE(ma_feature_find(MA_STR("auth"))) & ~spec->refused_features;
}

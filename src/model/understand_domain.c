/* Which pack a domain has: of the longest words that have one, of what is done with a thing, of a word. */
#include "model/understand_domains.h"
#include "model/understand_grammar.h"

/* What stands behind the things themselves and says no more than that they are kept. */
static const char keepers[] =
	"management tracking monitoring scheduler planning organizing administration control automation log logbook "
	"journal diary list catalog catalogue collection directory register registry archive notebook finder search "
	"history guide";

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

/* Who comes by appointment has no shop: "nail shop". */
static bool serves(const struct ma_pack *pack)
{
	return ma_words_have(pack->entities, MA_STR("Appointment")) ||
		ma_words_have(pack->entities, MA_STR("Repair"));
}

/* "booking" of "bus ticket booking", "marketplace" of "used car marketplace", "shop" of "nail shop" where `before` is known */
static bool says_less(const struct ma_pack *before, const struct ma_pack *pack)
{
	return ma_pack_is_general(pack) || ma_pack_has_key(pack, "book") ||
		(ma_pack_has_key(pack, "shop") && (!before || serves(before)));
}

/* Of the last word that has one, where no word before it says more: "vet clinic", "chess club". */
static const struct ma_pack *pack_of_word(struct ma_spec *spec, struct ma_str words)
{
	const struct ma_pack *found = NULL, *next;
	struct ma_str word;

	while (ma_str_cut(&words, ' ', &word)) {
		next = ma_pack_called(spec, word);
		if (next && !(found && says_less(found, next)))
			found = next;
	}
	return found;
}

static bool is_keeper(struct ma_spec *spec, struct ma_str word)
{
	return ma_words_have(keepers, word) ||
		ma_words_have(keepers, ma_spec_name(spec, word, MA_CASE_KEBAB, true));
}

/* "cheese aging", "mushroom foraging": what is done with the thing before. */
static bool is_done_with(struct ma_spec *spec, struct ma_str words)
{
	struct ma_str last = ma_words_last(words), before = ma_words_last(without_last(words));

	return last.n > 4 && ma_str_ends(last, "ing") &&
		!(ma_lexicon_flags(spec->lexicon, last) & MA_W_NOUN) &&
		!(ma_lexicon_flags(spec->lexicon, before) & (MA_W_ADJ | MA_W_CLOSED));
}

struct ma_str ma_domain_thing(struct ma_spec *spec, struct ma_str words)
{
	struct ma_str last, before, name;

	while (without_last(words).n > 0 &&
		(is_keeper(spec, ma_words_last(words)) || is_done_with(spec, words)))
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

/* "court booking": what is done with a thing that has a pack of its own is a part of that, mostly. */
static bool find_use(struct ma_spec *spec, struct ma_str words, struct ma_domain *d)
{
	struct ma_str before = without_last(words), last = ma_words_last(before);
	const struct ma_pack *use;
	bool over;

	use = before.n > 0 ? ma_pack_of_use(spec, ma_words_last(words), &over) : NULL;
	if (!use || (ma_pack_has_key(use, "shift") && !ma_is_person(ma_domain_thing(spec, before))))
		return false;
	if (ma_pack_has_key(use, "inventory") && is_place(spec, last))
		*d = (struct ma_domain){ .pack = use, .thing = MA_STR("item") };
	else if (!over && (ma_pack_called(spec, last) || is_keeper(spec, last)))
		*d = ma_domain_find(spec, before);
	else
		*d = (struct ma_domain){ .pack = use, .thing = before };
	d->head = true;
	return d->pack != NULL;
}

/* Of several words that end in the last one, of what is done with it, of the last word, of any others. */
static bool find_pack_of(struct ma_spec *spec, struct ma_str words, struct ma_domain *d)
{
	const struct ma_pack *last = ma_pack_called(spec, ma_words_last(words));

	d->pack = pack_of_words(spec, words, &d->head);
	d->head |= last && says_less(NULL, last);
	if (d->pack && (d->head || !last))
		return true;
	return find_use(spec, words, d);
}

struct ma_domain ma_domain_find(struct ma_spec *spec, struct ma_str words)
{
	struct ma_domain d = { .thing = words };

	while (words.n > 0) {
		if (find_pack_of(spec, words, &d))
			return d;
		if (!is_keeper(spec, ma_words_last(words)) || without_last(words).n == 0)
			break;
		words = d.thing = without_last(words);
		d.kept = true;
	}
	d.pack = pack_of_word(spec, words);
	d.head = d.pack && d.pack == ma_pack_called(spec, ma_words_last(words));
	return d;
}

/* The words that a contract answers: of its name, its things, their fields and values, in whatever form. */
#include "model/understand_rest.h"

#define SLOTS 8192 /* a power of two */
#define WORDS 6000 /* beyond them every word counts as answered */

/* What any application with records does, and what is said of it in general: they ask for nothing more. */
static const char *const common[] = {
	"add create edit update change delete remove manage view see browse show list display keep track "
	"store save record maintain handle administer organize organise enter fill open find look access "
	"get go use log note write put click select choose pick capture register know report schedule",
	"want need like love wish able possible easy easily simple quickly fast nice good great cool "
	"modern clean pretty help helpful please thanks etc basic main thing stuff item something "
	"everything everybody everyone somebody info information detail data field form page screen part "
	"kind sort way lot bit user person people other app application system website site software tool "
	"web online entity model table feature requirement name number own let make build being there first "
	"current new full complete whole different various single given required optional unique mandatory "
	"catalog catalogue host coordinate default overview management belong relate history allow give work run responsive phone mobile "
	"tablet desktop browser define take place happen leave shown sent kept made done",
};

struct ma_answers {
	struct ma_str stems[SLOTS]; /* n is 0 in what is free */
	bool common[SLOTS];
	size_t n;
};

/*
 * "bookings", "booked" and "book" have one stem. One ending goes, and what it has doubled ("planned"); a stem has three
 * letters at least. It need be no word, only the same for all forms of one.
 */
static struct ma_str stem_of(struct ma_str word)
{
	static const char *const endings[] = { "ations", "ation", "ments", "ment", "ings", "ing",
		"ions", "ion", "ies", "ers", "ors", "als", "ed", "er", "or", "al", "es", "s", "e",
		"y" };
	size_t i, n;

	for (i = 0; i < MA_COUNT(endings); i++) {
		n = strlen(endings[i]);
		if (word.n >= n + 3 && ma_str_ends(word, endings[i])) {
			word.n -= n;
			break;
		}
	}
	if (word.n > 3 && word.p[word.n - 1] == word.p[word.n - 2])
		word.n--;
	return word;
}

static size_t slot_of(const struct ma_answers *a, struct ma_str stem)
{
	size_t i = ma_str_hash(stem) & (SLOTS - 1);

	while (a->stems[i].n > 0 && !ma_str_eq(a->stems[i], stem))
		i = (i + 1) & (SLOTS - 1);
	return i;
}

static void add_word(struct ma_answers *a, struct ma_str word, bool is_common)
{
	struct ma_str stem = stem_of(word);
	size_t i = slot_of(a, stem);

	if (word.n == 0 || a->n == WORDS)
		return;
	a->n += a->stems[i].n == 0;
	a->stems[i] = stem;
	a->common[i] = is_common;
}

static void add_words(struct ma_spec *spec, struct ma_answers *a, struct ma_str words)
{
	struct ma_str rest = ma_spec_name(spec, words, MA_CASE_SNAKE, false), word;

	while (ma_str_cut(&rest, '_', &word))
		add_word(a, word, false);
}

static void add_entity(
	struct ma_spec *spec, struct ma_answers *a, const struct ma_spec_entity *entity)
{
	const struct ma_spec_field *f;
	size_t i;

	add_words(spec, a, entity->name);
	for (f = entity->fields; f; f = f->next) {
		add_words(spec, a, f->name);
		for (i = 0; i < f->values_n; i++)
			add_words(spec, a, f->values[i]);
	}
}

struct ma_answers *ma_answers_of(struct ma_spec *spec)
{
	struct ma_answers *a = ma_spec_alloc(spec, sizeof(*a));
	const struct ma_spec_entity *e;
	struct ma_str rest, word;
	size_t i;

	if (!a)
		return NULL;
	for (i = 0; i < MA_COUNT(common); i++)
		for (rest = ma_str(common[i]); ma_str_cut(&rest, ' ', &word);)
			add_word(a, word, true);
	if (spec->features & MA_FEATURE(ma_feature_find(MA_STR("charts")))) {
		add_word(a, MA_STR("time"), true); /* "a chart of fleece weight over the years" */
		add_word(a, MA_STR("years"), true);
		add_word(a, MA_STR("months"), true);
	}
	add_words(spec, a, spec->name);
	add_words(spec, a, spec->topic);
	add_words(spec, a, spec->place);
	for (e = spec->entities; e; e = e->next)
		add_entity(spec, a, e);
	return a;
}

bool ma_answers_have(const struct ma_answers *a, struct ma_str word)
{
	if (ma_str_starts(word, "sub-"))
		word = ma_str_from(word, 4);
	return a->n == WORDS || a->stems[slot_of(a, stem_of(word))].n > 0;
}

bool ma_answers_common(const struct ma_answers *a, struct ma_str word)
{
	return a->common[slot_of(a, stem_of(word))];
}

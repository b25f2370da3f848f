/* What verbs make records of: "borrows" a loan, "inspects" an inspection. */
#include "base/limits.h"
#include "model/understand_split.h"

/* Verbs that say no more of it than that it was there: the record is of their object. */
bool ma_split_is_light(struct ma_str verb)
{
	return ma_words_have(
		"make makes made have has had do does done hold holds held give gives given get gets got receive receives host "
		"hosts organise organises schedule schedules scheduled place places placed submit submits submitted file files "
		"take takes go goes pick picks collect collects bring brings brought perform performs conduct conducts finish "
		"finishes complete completes create creates add adds find finds found record records produce produces start "
		"starts hand hands drop drops leave leaves send sends come comes run runs put puts open opens close closes",
		verb);
}

/* "jog", which doubles its last letter in "jogging" and has done so in "jogged" */
static bool is_short(struct ma_str stem)
{
	return stem.n == 3 && memchr("aeiou", stem.p[1], 5) && !memchr("aeiouwxy", stem.p[2], 8);
}

/* "baking" of "bake" and "bak(ed)", "jogging" of "jog", "carrying" of "carrie(s)" and "carri(ed)" */
static struct ma_str with_ending(
	struct ma_spec *spec, struct ma_str stem, bool passive, const char *ending)
{
	struct ma_buf b = MA_BUF_INIT(MA_KIB);
	struct ma_str word;

	if (ma_str_ends(stem, "ie") || ma_str_ends(stem, "i")) {
		ma_buf_addv(&b, ma_str_n(stem.p, stem.n - 1 - ma_str_ends(stem, "e")));
		ma_buf_addc(&b, 'y');
	} else {
		ma_buf_addv(&b, ma_str_n(stem.p, stem.n - ma_str_ends(stem, "e")));
		if (!passive && is_short(stem))
			ma_buf_addc(&b, stem.p[2]);
	}
	ma_buf_adds(&b, ending);
	if (b.rc)
		spec->rc = b.rc;
	word = ma_spec_name(spec, ma_buf_str(&b), MA_CASE_SNAKE, false);
	ma_buf_done(&b);
	return word;
}

/* "borrows" makes a loan, "inspect" an inspection, "water" a watering. */
struct ma_str ma_split_act_of(struct ma_spec *spec, const struct ma_token *verb, bool passive)
{
	static const struct {
		const char *verbs, *act;
	} acts[] = {
		{ "buy buys bought purchase purchases purchased", "purchase" },
		{ "sell sells sold", "sale" },
		{ "pay pays paid", "payment" },
		{ "deliver delivers delivered", "delivery" },
		{ "treat treats treated", "treatment" },
		{ "measure measures measured", "measurement" },
		{ "see sees seen spot spots spotted sight sighted", "sighting" },
		{ "come comes came arrive arrives arrived", "visit" },
		{ "leave leaves left", "departure" },
		{ "picked", "pickup" },
		{ "borrowed lent", "loan" },
		{ "booked", "booking" },
		{ "reserved", "reservation" },
		{ "rented hired", "rental" },
	};
	struct ma_str act = ma_verb_act(verb->low), stem = verb->low;
	size_t i;

	for (i = 0; i < MA_COUNT(acts) && act.n == 0; i++)
		if (ma_words_have(acts[i].verbs, stem))
			act = ma_str(acts[i].act);
	if (act.n > 0)
		return ma_spec_name(spec, act, MA_CASE_SNAKE, true);
	if (ma_word_is_third_person(stem))
		stem.n -= ma_str_ends(stem, "ches") || ma_str_ends(stem, "shes") ? 2 : 1;
	if (passive && ma_str_ends(stem, "ed"))
		stem.n -= 2 - ma_str_ends(stem, "ated");
	if (ma_str_ends(stem, "ect") || ma_str_ends(stem, "ate"))
		return with_ending(spec, stem, passive, "ion");
	if (passive && !ma_str_ends(verb->low, "ed"))
		return MA_STR("");
	return ma_lexicon_flags(spec->lexicon, stem) & MA_W_NOUN ||
			ma_words_have("visit repair check test clean", stem)
		? stem
		: with_ending(spec, stem, passive, "ing");
}

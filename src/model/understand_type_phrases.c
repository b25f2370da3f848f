/* Types that the words of a field give away together: "checked in", "people needed", "last watered". */
#include "model/understand_types.h"

/* "returned", "published": something was done or not. Short ones are nouns: "bed", "seed". */
bool ma_word_is_participle(struct ma_str word)
{
	return (word.n > 4 && ma_str_ends(word, "ed") && !ma_str_ends(word, "eed")) ||
		ma_words_have("sent seen broken lost given worn driven written eaten used held met "
			      "torn stolen hidden",
			word);
}

/* "anonymous", "washable": what it is or is not. */
bool ma_word_is_quality(struct ma_str word)
{
	return word.n > 6 &&
		(ma_str_ends(word, "able") || ma_str_ends(word, "ible") ||
			ma_str_ends(word, "ous") || ma_str_ends(word, "proof") ||
			ma_str_ends(word, "-friendly") || ma_str_ends(word, "-free"));
}

/* "checked in", "paid off", where "used in" and "planted in" say where or when. */
static bool is_phrasal(struct ma_str words)
{
	static const char *const endings[] = { " in", " out", " off", " up" };
	struct ma_str first, rest = words;
	size_t i;

	if (!ma_str_cut(&rest, ' ', &first) ||
		(ma_str_ends(words, " in") &&
			!ma_words_have("checked signed logged moved handed turned plugged clocked "
				       "opted buzzed broken",
				first)) ||
		!(ma_word_is_participle(first) || ma_words_have("paid sold built sent", first)))
		return false;
	for (i = 0; i < MA_COUNT(endings); i++)
		if (ma_str_ends(words, endings[i]))
			return true;
	return false;
}

static bool mentions(struct ma_str words, const char *word)
{
	return ma_str_find(words, ma_str(word)) >= 0;
}

/* "min players", "maximum guests", "max player" */
static bool is_limit(struct ma_str words)
{
	struct ma_str first, rest = words;
	enum ma_field_type type;

	if (!ma_str_cut(&rest, ' ', &first))
		return false;
	if (ma_words_have("min max minimum maximum", first) &&
		(!ma_field_type_of_name(ma_words_last(rest), &type) || type == MA_FIELD_STRING))
		return true;
	return ma_words_have("total home away", first) &&
		(ma_str_ends(rest, "s") ||
			ma_words_have("player guest person participant attendee member student seat",
				rest)) &&
		!ma_field_type_of_name(ma_words_last(rest), &type);
}

/* A plural, and behind it one of the words. */
static bool is_of_several(struct ma_str words, const char *done)
{
	struct ma_str first, rest = words;

	return ma_str_cut(&rest, ' ', &first) && ma_str_ends(first, "s") &&
		!ma_str_ends(first, "ss") && ma_words_have(done, rest);
}

/* "games played", "lambs born", where "topics discussed" are told: said of several, it is how many. */
static bool is_tally(struct ma_str words)
{
	return is_of_several(words,
		"played scored flown sold won lost drawn caught planted laid produced "
		"collected attended cast issued spoiled born earned served visited "
		"conceded hatched harvested picked baked donated handled "
		"recruited walked climbed swum registered");
}

/* "topics discussed", "parts used": what they were. Of "fees paid" and "pets allowed" it is asked whether. */
static bool is_listing(struct ma_str words)
{
	return is_of_several(words,
		"discussed used covered taught affected concerned involved spoken "
		"prescribed given found studied mentioned practised practiced "
		"observed brought requested offered ordered required needed "
		"spotted seen replaced");
}

/* "calories burned", "price paid", "amount due"; "hours worked" have fractions. */
static bool is_measured(struct ma_str words, enum ma_field_type *type)
{
	struct ma_str first, rest = words;

	if (!ma_str_cut(&rest, ' ', &first) ||
		!(ma_word_is_participle(rest) || ma_str_is(rest, "due") ||
			ma_words_have("paid sold driven spent run won built made read flown taken "
				      "cast active off earned sown lost sold shot",
				rest)))
		return false;
	if (ma_str_is(first, "number")) {
		*type = MA_FIELD_INTEGER; /* "number germinated" */
		return true;
	}
	if (ma_words_have("amounts prices costs totals sums", first)) {
		*type = MA_FIELD_MONEY; /* "amounts requested" */
		return true;
	}
	if (!ma_field_type_of_name(first, type))
		return false;
	if (ma_str_is(rest, "paid") && !ma_words_have("price amount total subtotal cost", first)) {
		*type = MA_FIELD_BOOLEAN; /* "deposit paid" */
		return true;
	}
	if (ma_words_have("hours minutes days", first))
		*type = MA_FIELD_DECIMAL;
	return *type == MA_FIELD_DECIMAL || *type == MA_FIELD_INTEGER || *type == MA_FIELD_MONEY;
}

/* "last watered", "next service"; "founded" */
static bool is_moment(struct ma_str words)
{
	struct ma_str first, rest = words;

	if (ma_words_have("founded established born died joined", words))
		return true;
	return ma_str_cut(&rest, ' ', &first) && ma_words_have("last next first", first) &&
		(ma_word_is_participle(rest) ||
			(rest.n > 5 && (ma_str_ends(rest, "ing") || ma_str_ends(rest, "ment"))) ||
			ma_words_have(
				"service visit contact checkup check vaccination inspection "
				"calibration maintenance login donation due lesson appointment session "
				"meeting payment refill",
				rest));
}

/* "available from", where "moved from" is a place. */
static bool is_begin(struct ma_str words)
{
	struct ma_str first, rest = words;

	return ma_str_cut(&rest, ' ', &first) && ma_str_is(rest, "from") &&
		!ma_word_is_participle(first) && !ma_words_have("bought got", first);
}

/* "hourly rate" is paid, where "heart rate" and "success rate" are measured. */
static bool is_measured_rate(struct ma_str words, struct ma_str head)
{
	struct ma_str first, rest = words;

	return ma_str_is(head, "rate") && ma_str_cut(&rest, ' ', &first) && rest.n >= head.n &&
		ma_str_ends(words, " rate") &&
		!ma_words_have(
			"hourly daily nightly weekly monthly yearly annual hour day night week month "
			"room rental rent base standard pay labour labor billing shipping",
			first);
}

/* "people needed", "volunteers wanted" */
static bool is_need(struct ma_str words)
{
	struct ma_str first, rest = words;

	return ma_str_cut(&rest, ' ', &first) && ma_words_have("needed wanted", rest) &&
		(ma_words_have("people persons volunteers helpers staff hands", first) ||
			ma_field_type_of_count(first, &(enum ma_field_type){ 0 }));
}

/* "headcount", where a discount is none. */
static bool is_counted(struct ma_str head)
{
	return head.n > 5 && ma_str_ends(head, "count") && !ma_str_ends(head, "account") &&
		!ma_str_ends(head, "discount");
}

/* "gluten free", "pet friendly": of a record, yes or no. */
static bool is_two_word_quality(struct ma_str words, struct ma_str head)
{
	return head.n < words.n && ma_words_have("free friendly ok possible safe", head);
}

/* "odometer reading", "price estimate", "weight limit": of what stands before it. */
static bool is_reading(struct ma_str words, struct ma_str head, enum ma_field_type *type)
{
	if (!ma_words_have("reading estimate limit", head) || head.n == words.n ||
		!ma_str_eq(ma_words_last(words), head))
		return false;
	if (!ma_field_type_of_name(ma_words_last(ma_str_n(words.p, words.n - head.n - 1)), type) &&
		ma_str_is(head, "reading"))
		*type = MA_FIELD_DECIMAL;
	return *type == MA_FIELD_INTEGER || *type == MA_FIELD_DECIMAL || *type == MA_FIELD_MONEY;
}

/* "running time", "prep time": minutes, where an "opening time" is one of the day. */
static bool is_duration(struct ma_str words)
{
	struct ma_str first, rest = words;

	if (!ma_str_cut(&rest, ' ', &first) || !ma_str_is(rest, "time"))
		return false;
	return (first.n > 4 && ma_str_ends(first, "ing") &&
		       !ma_words_have("opening closing starting ending beginning meeting boarding "
				      "landing feeding milking training morning evening",
			       first)) ||
		ma_words_have("prep preparation cook play run travel rest lead response bottom bake "
			      "flight screen brew soak total commute resolution reaction recovery "
			      "turnaround cycle idle",
			first);
}

/* "times used", "times worn" */
static bool is_how_often(struct ma_str words, struct ma_str head)
{
	return ma_str_starts(words, "times ") &&
		(ma_str_ends(head, "ed") || ma_words_have("worn read sold seen won lost", head));
}

/* "salary from", "age to": of what stands before. */
static bool is_bound(struct ma_str words, struct ma_str head, enum ma_field_type *type)
{
	struct ma_str rest = ma_str_n(words.p, words.n - head.n);

	return rest.n > 0 && ma_words_have("from to min max minimum maximum start end", head) &&
		ma_field_type_of_name(ma_words_last(ma_str_n(rest.p, rest.n - 1)), type) &&
		*type != MA_FIELD_STRING && *type != MA_FIELD_TEXT && *type != MA_FIELD_BOOLEAN;
}

/* "times per day", "target per week" */
static bool is_frequency(struct ma_str words, struct ma_str head)
{
	ptrdiff_t at = ma_str_find(words, MA_STR(" per "));
	enum ma_field_type type;

	return at > 0 && !ma_field_type_of_name(head, &type) &&
		ma_words_have("hour day night week month year", ma_str_from(words, (size_t)at + 5));
}

/* "quantity available", "seats left" */
static bool is_remainder(struct ma_str words, enum ma_field_type *type)
{
	struct ma_str last = ma_words_last(words);

	return last.n < words.n && ma_words_have("available remaining left", last) &&
		ma_field_type_of_name(
			ma_words_last(ma_str_n(words.p, words.n - last.n - 1)), type) &&
		(*type == MA_FIELD_INTEGER || *type == MA_FIELD_DECIMAL || *type == MA_FIELD_MONEY);
}

/* Where no phrase is known: what the last word is, and what stands before it. */
static bool type_by_head(struct ma_str words, struct ma_str head, enum ma_field_type *type)
{
	if (ma_str_is(head, "number"))
		*type = mentions(words, "phone") || mentions(words, "mobile") ? MA_FIELD_PHONE
									      : MA_FIELD_STRING;
	else if (ma_str_is(head, "address") && mentions(words, "email"))
		*type = MA_FIELD_EMAIL;
	else if (ma_str_is(head, "address") && mentions(words, "web"))
		*type = MA_FIELD_URL;
	else if (ma_str_ends(words, "ing hours") || ma_str_ends(words, "ing days") ||
		ma_str_ends(words, "business hours") || ma_str_ends(words, "office hours"))
		*type = MA_FIELD_STRING;
	else if (is_measured(words, type))
		return true;
	else if (is_tally(words))
		*type = MA_FIELD_INTEGER;
	else if (is_listing(words))
		*type = MA_FIELD_TEXT;
	else if (is_phrasal(words))
		*type = MA_FIELD_BOOLEAN;
	else if (ma_str_is(head, "at"))
		*type = MA_FIELD_DATETIME;
	else if (ma_str_is(head, "on") || (ma_str_is(head, "until") && !ma_str_eq(head, words)))
		*type = MA_FIELD_DATE;
	else
		return false;
	return true;
}

/* Which of a row's words are looked for where: phrases with '|' between them, or words with blanks. */
enum place {
	WHOLE,
	STARTS,
	ENDS,
	ANYWHERE,
	FIRST_AND_LAST, /* two words, each of its list */
};

static const struct phrases {
	enum ma_field_type type;
	enum place place;
	const char *words, *last;
} phrases[] = {
	{ MA_FIELD_INTEGER, STARTS, "how long|how old|how far", NULL },
	{ MA_FIELD_STRING, STARTS, "how |where ", NULL },
	{ MA_FIELD_INTEGER, WHOLE, "on hand|on order|on shelf", NULL },
	{ MA_FIELD_BOOLEAN, STARTS,
		"is |has |in |on |can |out of |for sale|auto |allow |allows |accepts |contains |includes |requires ",
		NULL },
	{ MA_FIELD_BOOLEAN, FIRST_AND_LAST, "needs",
		"power setup cleaning repair repairs ironing assembly charging water approval signature" },
	{ MA_FIELD_BOOLEAN, FIRST_AND_LAST, "vegan vegetarian halal kosher", "option" },
	{ MA_FIELD_BOOLEAN, WHOLE, "plus one", NULL },
	{ MA_FIELD_INTEGER, ANYWHERE, "number of ", NULL },
	{ MA_FIELD_INTEGER, STARTS, "count of |no of |reorder ", NULL },
	{ MA_FIELD_INTEGER, ENDS, " on hand| in stock|stock level", NULL },
	{ MA_FIELD_INTEGER, FIRST_AND_LAST, "party group team class batch file pack household crew",
		"size" },
	/* They are counted, where a "licence number" is a code. */
	{ MA_FIELD_INTEGER, FIRST_AND_LAST,
		"episode session round chapter page lap week season volume shirt jersey lane track "
		"question step",
		"number" },
	/* Of a material, and no sum. */
	{ MA_FIELD_DECIMAL, FIRST_AND_LAST,
		"seed feed food water milk dose fertilizer fertiliser sugar salt flour fuel medicine "
		"medication ingredient sample energy electricity gas power diesel petrol",
		"amount used consumed burned burnt produced left given eaten added output" },
	{ MA_FIELD_INTEGER, FIRST_AND_LAST, "points point loyalty stamps leave holiday vacation",
		"balance" },
	{ MA_FIELD_MONEY, FIRST_AND_LAST, "overdraft credit spending expense budget withdrawal",
		"limit" },
	{ MA_FIELD_MONEY, FIRST_AND_LAST, "estimate", "low high" },
	{ MA_FIELD_MONEY, WHOLE, "market cap|prize pool", NULL },
	/* A place, where "scheduled at" is a moment. */
	{ MA_FIELD_STRING, FIRST_AND_LAST, "stored kept held located parked", "at" },
	{ MA_FIELD_DECIMAL, FIRST_AND_LAST, "cvss average mean", "score mark" },
	{ MA_FIELD_DECIMAL, FIRST_AND_LAST,
		"battery charge fill fuel tank sound noise sugar oxygen signal",
		"level saturation strength" },
	{ MA_FIELD_STRING, FIRST_AND_LAST, "age energy epc film movie content eco", "rating" },
	{ MA_FIELD_URL, FIRST_AND_LAST, "landing web virtual video", "page tour" },
	{ MA_FIELD_FILE, FIRST_AND_LAST, "signed scanned certified digital floor", "copy plan" },
	{ MA_FIELD_INTEGER, WHOLE, "time spent|time taken|days off|days off taken", NULL },
	{ MA_FIELD_MONEY, FIRST_AND_LAST, "funding fundraising savings donation revenue budget",
		"goal target" },
	{ MA_FIELD_MONEY, ENDS, " owed", NULL },
	{ MA_FIELD_INTEGER, FIRST_AND_LAST, "page", "from to" },
	{ MA_FIELD_MONEY, FIRST_AND_LAST,
		"insurance insured estimated declared market resale purchase replacement appraised "
		"asset",
		"value" },
	{ MA_FIELD_TEXT, ENDS, "work done| letter", NULL },
	{ MA_FIELD_TEXT, WHOLE, "special requests", NULL },
	{ MA_FIELD_DATE, WHOLE, "best before|due back|move in|move out", NULL },
	{ MA_FIELD_DATE, FIRST_AND_LAST, "first last opening closing", "day night" },
	{ MA_FIELD_DATE, FIRST_AND_LAST,
		"use sell due ready needed drink finish order pay return eat", "by" },
	{ MA_FIELD_DATE, STARTS, "date |valid ", NULL },
	{ MA_FIELD_DATE, ENDS, " since", NULL },
	/* A day, where a shift begins at a time. */
	{ MA_FIELD_DATE, FIRST_AND_LAST,
		"lease contract membership warranty subscription project term season employment policy "
		"rental tenancy course semester school loan",
		"start end" },
	{ MA_FIELD_DATETIME, ENDS, "date time", NULL },
	{ MA_FIELD_DATETIME, WHOLE, "check in|check out", NULL },
	{ MA_FIELD_TIME, WHOLE, "time in|time out|clock in|clock out", NULL },
};

static bool stands(struct ma_str words, enum place place, struct ma_str phrase)
{
	if (place == ANYWHERE)
		return ma_str_find(words, phrase) >= 0;
	if (words.n < phrase.n || (place == WHOLE && words.n > phrase.n))
		return false;
	return ma_str_eq(place == ENDS ? ma_str_from(words, words.n - phrase.n)
				       : ma_str_n(words.p, phrase.n),
		phrase);
}

static bool has_row(const struct phrases *row, struct ma_str words)
{
	struct ma_str first, rest = words, list = ma_str(row->words), phrase;

	if (row->place == FIRST_AND_LAST)
		return ma_str_cut(&rest, ' ', &first) && ma_words_have(row->last, rest) &&
			ma_words_have(row->words, first);
	while (ma_str_cut(&list, '|', &phrase))
		if (stands(words, row->place, phrase))
			return true;
	return false;
}

static const struct phrases *row_of(struct ma_str words)
{
	size_t i;

	for (i = 0; i < MA_COUNT(phrases); i++)
		if (has_row(&phrases[i], words))
			return &phrases[i];
	return NULL;
}

bool ma_field_type_of_phrase(struct ma_str words, struct ma_str head, enum ma_field_type *type)
{
	const struct phrases *row = row_of(words);

	if (row)
		*type = row->type;
	else if (is_limit(words) || is_need(words) || is_counted(head) || is_duration(words))
		*type = MA_FIELD_INTEGER;
	else if (is_measured_rate(words, head))
		*type = MA_FIELD_DECIMAL;
	else if (is_two_word_quality(words, head))
		*type = MA_FIELD_BOOLEAN;
	else if (is_frequency(words, head))
		*type = MA_FIELD_INTEGER;
	else if (is_bound(words, ma_words_last(words), type) || is_remainder(words, type) ||
		is_reading(words, head, type))
		return true;
	else if (ma_str_ends(words, "s left") || ma_str_ends(words, "s remaining") ||
		is_how_often(words, head))
		*type = MA_FIELD_INTEGER;
	else if (is_moment(words) || is_begin(words))
		*type = MA_FIELD_DATE;
	else
		return type_by_head(words, head, type);
	return true;
}

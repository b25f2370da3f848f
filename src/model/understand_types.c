/* The types that words give away: "due date", "price", "is done". */
#include "base/limits.h"
#include "model/understand_parts.h"

struct typed_words {
	enum ma_field_type type;
	const char *words;
};

/* The type that a field's last word gives away. */
static const struct typed_words by_name[] = {
	{ MA_FIELD_DATE, "date deadline birthday dob due anniversary expiry expiration" },
	{ MA_FIELD_TIME, "time" },
	{ MA_FIELD_DATETIME, "datetime timestamp moment start end" },
	{ MA_FIELD_EMAIL, "email mail" },
	{ MA_FIELD_URL, "url website link homepage webpage uri linkedin github" },
	{ MA_FIELD_PHONE, "phone telephone mobile fax tel" },
	{ MA_FIELD_IMAGE,
		"image photo photograph picture avatar thumbnail cover logo icon poster photos images screenshot sketch portrait selfie headshot" },
	{ MA_FIELD_FILE, "file attachment pdf" },
	{ MA_FIELD_MONEY,
		"price cost amount salary fee total subtotal budget balance rent revenue income wage deposit tax tip refund "
		"bid donation charge earnings msrp fare premium rate allowance" },
	{ MA_FIELD_INTEGER,
		"count quantity qty stock age year years servings portions pages points score capacity rank order floor "
		"seats duration min mins hrs secs minutes hours days weeks months seconds reps sets credits calories rating stars votes likes "
		"clicks visits copies sales views bedrooms bathrooms mileage odometer population sequence downloads bpm streak percentage percent progress hp xp kcal" },
	{ MA_FIELD_DECIMAL,
		"weight height width length depth distance latitude longitude temperature area volume radius speed ratio "
		"average lat lng kilometers kilometres miles grams litres liters kg km humidity pressure altitude gpa protein "
		"carbs fat value discount acreage footage kilos tonnes meters metres feet cm mm celsius fahrenheit degrees mph kmh inches lbs pounds ounces ml "
		"hectares acres kwh watts volts wattage voltage ph salinity alkalinity ammonia nitrite nitrate phosphate hemoglobin "
		"haemoglobin cholesterol glucose" },
	{ MA_FIELD_TEXT,
		"description notes note body content text comment comments summary bio biography message details steps "
		"instructions ingredients directions remarks feedback about answer review abstract excerpt reason definition "
		"observations findings problems allergies allergens symptoms diagnosis treatment prescription lyrics caption history agenda requirements terms "
		"responsibilities story transcript backstory" },
	{ MA_FIELD_BOOLEAN,
		"done active enabled available flag visible hidden public private featured favourite favorite urgent read "
		"recurring sold open vegetarian vegan bought important paid" },
	{ MA_FIELD_STRING,
		"title name isbn sku code label subject category type kind status genre author brand model color colour city "
		"country language currency location address state zip postcode unit reference slug tag tags keyword keywords "
		"username company role department owner borrower manufacturer serial vin plate species breed nationality "
		"gender venue host publisher editor director artist album nickname handle barcode headline question topic "
		"muscle format platform issn medium material severity method cuisine difficulty mood destination origin "
		"size variety region street source position level grade priority day" },
	{ MA_FIELD_JSON, "json metadata" },
	{ MA_FIELD_MARKDOWN, "markdown" },
};

/* How many of them: within brackets only, for elsewhere they are things ("a house with rooms"). */
static const struct typed_words by_count[] = {
	{ MA_FIELD_INTEGER,
		"glasses cups rooms goals laps units copies episodes seasons rounds participants attendees players guests employees "
		"members students chairs tables beds pieces" },
};

/* Words that say a type and may be no part of the name. */
static const struct typed_words by_word[] = {
	{ MA_FIELD_STRING, "string varchar char str" },
	{ MA_FIELD_TEXT, "text textarea longtext multiline" },
	{ MA_FIELD_INTEGER, "integer int number bigint numeric integers" },
	{ MA_FIELD_DECIMAL, "decimal float double real decimals" },
	{ MA_FIELD_BOOLEAN, "boolean bool flag checkbox" },
	{ MA_FIELD_DATE, "date" },
	{ MA_FIELD_DATETIME, "datetime timestamp" },
	{ MA_FIELD_TIME, "time" },
	{ MA_FIELD_EMAIL, "email" },
	{ MA_FIELD_URL, "url link" },
	{ MA_FIELD_PHONE, "phone" },
	{ MA_FIELD_MONEY, "money currency euros euro dollars usd eur gbp cents" },
	{ MA_FIELD_IMAGE, "image photo" },
	{ MA_FIELD_FILE, "file" },
	{ MA_FIELD_ENUM, "enum" },
	{ MA_FIELD_JSON, "json" },
	{ MA_FIELD_MARKDOWN, "markdown" },
};

struct ma_str ma_words_last(struct ma_str words)
{
	size_t i = words.n;

	while (i > 0 && words.p[i - 1] != ' ')
		i--;
	return ma_str_from(words, i);
}

bool ma_words_have(const char *words, struct ma_str word)
{
	struct ma_str rest = ma_str(words), w;

	while (ma_str_cut(&rest, ' ', &w))
		if (ma_str_eq(w, word))
			return true;
	return false;
}

static bool find_type(
	struct ma_str word, const struct typed_words *rows, size_t n, enum ma_field_type *type)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (ma_words_have(rows[i].words, word)) {
			*type = rows[i].type;
			return true;
		}
	}
	return false;
}

bool ma_field_type_word(struct ma_str word, enum ma_field_type *type)
{
	return find_type(word, by_word, MA_COUNT(by_word), type);
}

/* "returned", "published": something was done or not. Short ones are nouns: "bed", "seed". */
static bool is_participle(struct ma_str word)
{
	return word.n > 5 && ma_str_ends(word, "ed") && !ma_str_ends(word, "eed");
}

/* "checked in", "paid off" */
static bool is_phrasal(struct ma_str words)
{
	static const char *const endings[] = { " in", " out", " off", " up" };
	struct ma_str first, rest = words;
	size_t i;

	if (!ma_str_cut(&rest, ' ', &first) ||
		!(is_participle(first) || ma_words_have("paid sold built sent", first)))
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

/* What a limit in the singular counts. */
static const struct typed_words people[] = {
	{ MA_FIELD_INTEGER, "player guest person participant attendee member student seat" },
};

/* "min players", "maximum guests", "max player" */
static bool is_limit(struct ma_str words)
{
	struct ma_str first, rest = words;
	enum ma_field_type type;

	return ma_str_cut(&rest, ' ', &first) &&
		ma_words_have("min max minimum maximum total home away", first) &&
		(ma_str_ends(rest, "s") || find_type(rest, people, MA_COUNT(people), &type)) &&
		!find_type(ma_words_last(rest), by_name, MA_COUNT(by_name), &type);
}

/* "calories burned", "price paid", "amount due"; "hours worked" have fractions. */
static bool is_measured(struct ma_str words, enum ma_field_type *type)
{
	struct ma_str first, rest = words;

	if (!ma_str_cut(&rest, ' ', &first) ||
		!(is_participle(rest) || ma_str_is(rest, "due") ||
			ma_words_have("paid sold driven spent run won built made read", rest)) ||
		!find_type(first, by_name, MA_COUNT(by_name), type))
		return false;
	if (ma_str_is(rest, "paid") && !ma_words_have("price amount total subtotal cost", first)) {
		*type = MA_FIELD_BOOLEAN; /* "deposit paid" */
		return true;
	}
	if (ma_words_have("hours minutes days", first))
		*type = MA_FIELD_DECIMAL;
	return *type == MA_FIELD_DECIMAL || *type == MA_FIELD_INTEGER || *type == MA_FIELD_MONEY;
}

/* "last watered" */
static bool is_moment(struct ma_str words)
{
	struct ma_str first, rest = words;

	return ma_str_cut(&rest, ' ', &first) && ma_words_have("last next first", first) &&
		is_participle(rest);
}

/* "party size", "file size": a number, where the size of a shirt is none. */
static bool is_head_count(struct ma_str words, struct ma_str head)
{
	struct ma_str first, rest = words;

	return ma_str_is(head, "size") && ma_str_cut(&rest, ' ', &first) &&
		ma_words_have("party group team class batch file pack household crew", first);
}

/* "use by", "best before" */
static bool is_term(struct ma_str words)
{
	return ma_str_ends(words, " since") || ma_str_is(words, "use by") ||
		ma_str_is(words, "sell by") || ma_str_is(words, "due by") ||
		ma_str_is(words, "best before");
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

	return rest.n > 0 && ma_words_have("from to min max minimum maximum", head) &&
		find_type(ma_words_last(ma_str_n(rest.p, rest.n - 1)), by_name, MA_COUNT(by_name),
			type) &&
		*type != MA_FIELD_STRING && *type != MA_FIELD_TEXT;
}

/* "times per day", "target per week" */
static bool is_frequency(struct ma_str words, struct ma_str head)
{
	ptrdiff_t at = ma_str_find(words, MA_STR(" per "));
	enum ma_field_type type;

	return at > 0 && !find_type(head, by_name, MA_COUNT(by_name), &type) &&
		ma_words_have("hour day night week month year", ma_str_from(words, (size_t)at + 5));
}

/* "quantity available", "seats left" */
static bool is_remainder(struct ma_str words, enum ma_field_type *type)
{
	struct ma_str last = ma_words_last(words);

	return last.n < words.n && ma_words_have("available remaining left", last) &&
		find_type(ma_words_last(ma_str_n(words.p, words.n - last.n - 1)), by_name,
			MA_COUNT(by_name), type) &&
		(*type == MA_FIELD_INTEGER || *type == MA_FIELD_DECIMAL || *type == MA_FIELD_MONEY);
}

/* "episode number": they are counted, where a "licence number" is a code. */
static bool is_ordinal(struct ma_str words)
{
	struct ma_str first, rest = words;

	return ma_str_cut(&rest, ' ', &first) && ma_str_is(rest, "number") &&
		ma_words_have(
			"episode session round chapter page lap week season volume shirt jersey "
			"lane track question step",
			first);
}

/* "funding goal" */
static bool is_goal(struct ma_str words)
{
	struct ma_str first, rest = words;

	return ma_str_cut(&rest, ' ', &first) && ma_words_have("goal target", rest) &&
		ma_words_have("funding fundraising savings donation revenue budget", first);
}

/* Types that more than the last word decides. */
static bool type_of_phrase(struct ma_str words, struct ma_str head, enum ma_field_type *type)
{
	if (ma_str_starts(words, "is ") || ma_str_starts(words, "has ") ||
		ma_str_starts(words, "in ") || ma_str_starts(words, "can "))
		*type = MA_FIELD_BOOLEAN;
	else if (mentions(words, "number of ") || ma_str_starts(words, "count of ") ||
		ma_str_ends(words, " on hand") || ma_str_ends(words, " in stock") ||
		ma_str_starts(words, "reorder ") || is_head_count(words, head) ||
		ma_str_ends(words, "stock level") || is_limit(words))
		*type = MA_FIELD_INTEGER;
	else if (is_frequency(words, head))
		*type = MA_FIELD_INTEGER;
	else if (is_bound(words, ma_words_last(words), type) || is_remainder(words, type))
		return true;
	else if (ma_str_ends(words, "s left") || ma_str_ends(words, "s remaining") ||
		is_how_often(words, head))
		*type = MA_FIELD_INTEGER;
	else if (ma_str_is(words, "first day") || ma_str_is(words, "last day") ||
		ma_str_is(words, "opening day") || ma_str_is(words, "closing day"))
		*type = MA_FIELD_DATE;
	else if (ma_str_ends(words, "insurance value") || ma_str_ends(words, "insured value"))
		*type = MA_FIELD_MONEY;
	else if (ma_str_ends(words, "work done"))
		*type = MA_FIELD_TEXT;
	else if (ma_str_ends(words, "date time"))
		*type = MA_FIELD_DATETIME;
	else if (is_moment(words) || is_term(words) || ma_str_starts(words, "date ") ||
		ma_str_starts(words, "valid "))
		*type = MA_FIELD_DATE;
	else if (ma_str_starts(words, "out of ") || ma_str_is(words, "plus one"))
		*type = MA_FIELD_BOOLEAN;
	else if (is_ordinal(words))
		*type = MA_FIELD_INTEGER;
	else if (is_goal(words))
		*type = MA_FIELD_MONEY;
	else if (ma_str_is(head, "number"))
		*type = mentions(words, "phone") || mentions(words, "mobile") ? MA_FIELD_PHONE
									      : MA_FIELD_STRING;
	else if (ma_str_is(head, "address") && mentions(words, "email"))
		*type = MA_FIELD_EMAIL;
	else if (ma_str_is(head, "address") && mentions(words, "web"))
		*type = MA_FIELD_URL;
	else if (ma_str_ends(words, "ing hours") || ma_str_ends(words, "business hours") ||
		ma_str_ends(words, "office hours"))
		*type = MA_FIELD_STRING;
	else if (is_measured(words, type))
		return true;
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

/* The word that says what it is: "date" of "due date", of "date of birth", "price" of "price per night". */
static struct ma_str head_of(struct ma_str words)
{
	static const char *const joints[] = { " of ", " per ", " in ", " for ", " to " };
	ptrdiff_t at;
	size_t i;

	if (ma_str_ends(words, " in on") || ma_str_ends(words, " in at"))
		return ma_words_last(words); /* "moved in on" */
	for (i = 0; i < MA_COUNT(joints); i++) {
		at = ma_str_find(words, ma_str(joints[i]));
		if (at > 0)
			words.n = (size_t)at;
	}
	return ma_words_last(words);
}

bool ma_field_type_of_words(struct ma_str words, enum ma_field_type *type)
{
	struct ma_str head = head_of(words);

	if (type_of_phrase(words, head, type) || find_type(head, by_name, MA_COUNT(by_name), type))
		return true;
	if (head.n > 5 && ma_str_ends(head, "date")) { /* "birthdate" */
		*type = MA_FIELD_DATE;
		return true;
	}
	*type = MA_FIELD_BOOLEAN;
	return ma_str_eq(head, words) &&
		(is_participle(head) || (head.n > 6 && ma_str_ends(head, "able")));
}

bool ma_field_type_of_count(struct ma_str words, enum ma_field_type *type)
{
	return find_type(words, by_count, MA_COUNT(by_count), type);
}

/* "due dates", "priorities" of each: the field is singular. Not where the word is a thing of its own. */
static bool is_plural_field(struct ma_spec *spec, struct ma_str words, enum ma_field_type *type)
{
	struct ma_str one = ma_spec_name(spec, words, MA_CASE_SNAKE, true);
	struct ma_str thing = ma_spec_name(spec, ma_words_last(words), MA_CASE_PASCAL, true);
	size_t i = one.n;

	while (i > 0 && one.p[i - 1] != '_')
		i--;
	return !ma_known_entity(thing) &&
		find_type(ma_str_from(one, i), by_name, MA_COUNT(by_name), type);
}

bool ma_spec_field_word(struct ma_spec *spec, size_t from, size_t to, enum ma_field_type *type)
{
	struct ma_buf words = MA_BUF_INIT(MA_LIMIT_PROMPT);
	bool known = false;
	size_t i;

	for (i = from; i < to && spec->tokens[i].kind == MA_TOKEN_WORD; i++) {
		if (spec->tokens[i].flags & MA_W_DET)
			continue;
		if (words.n > 0)
			ma_buf_addc(&words, ' ');
		ma_buf_addv(&words, spec->tokens[i].low);
	}
	if (words.rc)
		spec->rc = words.rc;
	else if (words.n > 0)
		known = ma_field_type_of_words(ma_buf_str(&words), type) ||
			is_plural_field(spec, ma_buf_str(&words), type);
	ma_buf_done(&words);
	return known;
}

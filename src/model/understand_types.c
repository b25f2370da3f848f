/* The types that words give away: "due date", "price", "is done". */
#include "base/limits.h"
#include "model/understand_types.h"

struct typed_words {
	enum ma_field_type type;
	const char *words;
};

/* The type that a field's last word gives away. */
static const struct typed_words by_name[] = {
	{ MA_FIELD_DATE, "date deadline birthday dob due anniversary expiry expiration premiere" },
	{ MA_FIELD_TIME, "time" },
	{ MA_FIELD_DATETIME,
		"datetime timestamp moment start end kickoff kick-off checkin checkout check-in check-out "
		"arrival departure when" },
	{ MA_FIELD_EMAIL, "email mail" },
	{ MA_FIELD_URL, "url website link homepage webpage uri linkedin github" },
	{ MA_FIELD_PHONE, "phone telephone mobile fax tel" },
	{ MA_FIELD_IMAGE,
		"image photo photograph picture avatar thumbnail cover logo icon poster photos images screenshot sketch portrait selfie headshot pic pics snapshot" },
	{ MA_FIELD_FILE, "file attachment pdf resume cv audio" },
	{ MA_FIELD_MONEY,
		"price cost amount salary fee total subtotal budget balance rent revenue income wage deposit tax tip refund "
		"bid donation charge earnings msrp fare premium rate allowance net gross fine prize" },
	{ MA_FIELD_INTEGER,
		"count quantity qty stock age year years servings portions pages points score capacity rank order floor "
		"seats duration min mins hrs secs minutes hours days weeks months seconds reps sets credits calories rating stars votes likes "
		"clicks visits copies sales views bedrooms bathrooms baths mileage odometer population sequence downloads bpm pulse systolic diastolic streak percentage percent progress hp xp kcal "
		"elo ranking" },
	{ MA_FIELD_DECIMAL,
		"weight height width length depth distance latitude longitude temperature area volume radius speed ratio "
		"average lat lng lon kilometers kilometres miles grams litres liters kg km humidity pressure altitude gpa protein "
		"carbs fat value discount acreage footage kilos tonnes meters metres feet cm mm celsius fahrenheit degrees mph kmh inches lbs pounds ounces ml "
		"hectares acres kwh watts volts wattage voltage ph salinity alkalinity ammonia nitrite nitrate phosphate hemoglobin "
		"haemoglobin cholesterol glucose elevation temp rainfall precipitation magnitude hydration "
		"abv ibu thickness diameter circumference density viscosity wingspan ppm power" },
	{ MA_FIELD_TEXT,
		"description notes note body content text comment comments summary bio biography message details steps "
		"instructions ingredients directions remarks feedback about answer review abstract excerpt reason definition "
		"observations findings problems allergies allergens symptoms diagnosis treatment prescription lyrics caption history agenda requirements terms "
		"responsibilities story transcript backstory essay testimonial "
		"needs restrictions preferences interests hobbies measurements dimensions" },
	{ MA_FIELD_BOOLEAN,
		"done active enabled available flag visible hidden public private featured favourite favorite urgent read "
		"recurring sold open vegetarian vegan bought important paid remote automatic online organic accessible "
		"married pregnant alive overdue elevator balcony indoor indoors outdoor outdoors toxic "
		"fragile used friendly valid faulty smoker coming" },
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

/* Within lists only, for elsewhere they are things ("a house with rooms") or say what happens. */
static const struct typed_words by_count[] = {
	{ MA_FIELD_INTEGER,
		"glasses cups rooms goals laps attempts units copies episodes seasons rounds participants attendees players guests employees "
		"members students chairs tables beds pieces port" },
	{ MA_FIELD_DECIMAL, "vat" },
	{ MA_FIELD_DATE, "expires" },
};

/* The same of the last word of several: "power output", "gross tonnage". */
static const struct typed_words by_measure[] = {
	{ MA_FIELD_INTEGER,
		"rpm horsepower bhp occupancy attendance turnout headcount impressions absences wins losses draws "
		"gears interval downtime cadence followers subscribers spectators voters ballots spaces siblings cpus cores gb mb tb "
		"gold coins employees calls shots hits misses errors retries" },
	{ MA_FIELD_DECIMAL,
		"torque tonnage mass gravity draught consumption intake throughput bmi tilt azimuth efficiency spacing "
		"gain ascent descent emissions threshold yield margin sqm sqft concentration purity moisture turbidity "
		"brightness apr apy ctr lux dosage kw kva nm mah psi tds ec reading" },
	{ MA_FIELD_MONEY,
		"payout commission retainer surcharge bonus ebitda turnover spend pledge stipend subsidy cpc postage "
		"toll increment" },
	{ MA_FIELD_BOOLEAN,
		"halal kosher spicy explicit consent waterproof nitrox electric bypass furnished carnivorous" },
	{ MA_FIELD_FILE, "scan receipt upload" },
};

/* Words that say a type and may be no part of the name. */
static const struct typed_words by_word[] = {
	{ MA_FIELD_STRING, "string varchar nvarchar char str uuid cuid" },
	{ MA_FIELD_TEXT, "text textarea longtext multiline" },
	{ MA_FIELD_INTEGER, "integer int number bigint smallint tinyint int32 int64 integers" },
	{ MA_FIELD_DECIMAL, "decimal numeric float float64 double real decimals" },
	{ MA_FIELD_BOOLEAN, "boolean bool flag checkbox" },
	{ MA_FIELD_DATE, "date" },
	{ MA_FIELD_DATETIME, "datetime timestamp timestamptz" },
	{ MA_FIELD_TIME, "time" },
	{ MA_FIELD_EMAIL, "email" },
	{ MA_FIELD_URL, "url link" },
	{ MA_FIELD_PHONE, "phone" },
	{ MA_FIELD_MONEY, "money currency euros euro dollars usd eur gbp cents" },
	{ MA_FIELD_IMAGE, "image photo" },
	{ MA_FIELD_FILE, "file pdf docx" },
	{ MA_FIELD_ENUM, "enum" },
	{ MA_FIELD_JSON, "json jsonb" },
	{ MA_FIELD_MARKDOWN, "markdown md" },
};

static const char *const names[] = {
#define X(id, text) text,
	MA_FIELD_TYPES(X)
#undef X
};

const char *ma_field_type_name(enum ma_field_type type)
{
	return names[type];
}

enum ma_field_type ma_field_type_named(struct ma_str name)
{
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++)
		if (ma_str_is(name, names[i]))
			return (enum ma_field_type)i;
	return MA_FIELD_STRING;
}

struct ma_str ma_words_last(struct ma_str words)
{
	size_t i = words.n;

	while (i > 0 && words.p[i - 1] != ' ')
		i--;
	return ma_str_from(words, i);
}

bool ma_words_have(const char *words, struct ma_str word)
{
	size_t i;

	if (word.n == 0)
		return false;
	while (*words) {
		for (i = 0; i < word.n && words[i] && words[i] == word.p[i];)
			i++;
		if (i == word.n && (!words[i] || words[i] == ' '))
			return true;
		for (words += i; *words && *words != ' ';)
			words++;
		words += *words == ' ';
	}
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

bool ma_field_type_of_name(struct ma_str word, enum ma_field_type *type)
{
	return find_type(word, by_name, MA_COUNT(by_name), type);
}

bool ma_field_type_word(struct ma_str word, enum ma_field_type *type)
{
	return find_type(word, by_word, MA_COUNT(by_word), type);
}

/* The word that says what it is: "date" of "due date", of "date of birth", "price" of "price per night". */
static struct ma_str head_of(struct ma_str words)
{
	static const char *const joints[] = { " of ", " per ", " in ", " for ", " to ", " with ",
		" incl ", " excl " };
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

	if (head.n == 1 && words.n > 2 && words.p[words.n - 2] == ' ' && !ma_is_unit(head))
		return ma_field_type_of_words(ma_str_n(words.p, words.n - 2), type); /* "score a" */
	if (ma_field_type_of_phrase(words, head, type) ||
		find_type(head, by_name, MA_COUNT(by_name), type))
		return true;
	if (head.n > 5 && ma_str_ends(head, "date")) { /* "birthdate" */
		*type = MA_FIELD_DATE;
		return true;
	}
	*type = MA_FIELD_BOOLEAN;
	return ma_str_eq(head, words) && (ma_word_is_participle(head) || ma_word_is_quality(head));
}

bool ma_field_type_of_count(struct ma_str words, enum ma_field_type *type)
{
	return find_type(words, by_count, MA_COUNT(by_count), type) ||
		find_type(head_of(words), by_measure, MA_COUNT(by_measure), type);
}

static bool ends_in(struct ma_str name, const char *const *ends, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ma_str_ends(name, ends[i]))
			return true;
	return false;
}

bool ma_field_type_by_owner(
	const struct ma_spec_entity *entity, struct ma_str words, enum ma_field_type *type)
{
	static const char *const moves[] = { "Movement", "Transfer", "Trip", "Flight", "Route",
		"Ride", "Journey", "Shipment", "Delivery", "Transport", "Message", "Edge", "Link" };
	static const char *const parts[] = { "Entry", "Item", "Question", "Slide", "Step", "Track",
		"Line", "Section", "Chapter", "Song", "Module" };
	static const char *const flown[] = { "Vessel", "Ship", "Boat", "Yacht", "Country", "Nation",
		"Team", "State", "Region" };
	static const char *const figures[] = { "Character", "Hero", "Monster", "Creature",
		"Player" };

	*type = MA_FIELD_STRING;
	if (ma_str_is(words, "flag")) /* where one of a message is a yes or no */
		return ends_in(entity->name, flown, MA_COUNT(flown));
	*type = MA_FIELD_INTEGER;
	if (ma_str_is(words, "position")) /* of a setlist's entry: its place */
		return ends_in(entity->name, parts, MA_COUNT(parts));
	if (ma_str_is(words, "level"))
		return ends_in(entity->name, figures, MA_COUNT(figures));
	if (ma_str_is(words, "rank") && ma_is_person(entity->name) &&
		!ends_in(entity->name, figures, MA_COUNT(figures))) {
		*type = MA_FIELD_STRING; /* where a result's one is counted */
		return true;
	}
	*type = MA_FIELD_DATE;
	return ma_words_have("until since", words) ||
		(ma_words_have("from to", words) && !ends_in(entity->name, moves, MA_COUNT(moves)));
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

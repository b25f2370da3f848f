/* Types that the words of a field give away together: "checked in", "people needed", "last watered". */
#include "model/understand_types.h"

/* "returned", "published": something was done or not. Short ones are nouns: "bed", "seed". */
bool ma_word_is_participle(struct ma_str word)
{
	return (word.n > 5 && ma_str_ends(word, "ed") && !ma_str_ends(word, "eed")) ||
		ma_words_have("sent seen broken lost", word);
}

/* "anonymous", "washable": what it is or is not. */
bool ma_word_is_quality(struct ma_str word)
{
	return word.n > 6 &&
		(ma_str_ends(word, "able") || ma_str_ends(word, "ible") ||
			ma_str_ends(word, "ous") || ma_str_ends(word, "proof") ||
			ma_str_ends(word, "-friendly") || ma_str_ends(word, "-free"));
}

/* "checked in", "paid off" */
static bool is_phrasal(struct ma_str words)
{
	static const char *const endings[] = { " in", " out", " off", " up" };
	struct ma_str first, rest = words;
	size_t i;

	if (!ma_str_cut(&rest, ' ', &first) ||
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

/* "calories burned", "price paid", "amount due"; "hours worked" have fractions. */
static bool is_measured(struct ma_str words, enum ma_field_type *type)
{
	struct ma_str first, rest = words;

	if (!ma_str_cut(&rest, ' ', &first) ||
		!(ma_word_is_participle(rest) || ma_str_is(rest, "due") ||
			ma_words_have("paid sold driven spent run won built made read", rest)) ||
		!ma_field_type_of_name(first, type))
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
			ma_words_have("service visit contact checkup check vaccination inspection "
				      "calibration maintenance login donation",
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

/* "seed amount": of a material, and no sum. */
static bool is_portion(struct ma_str words)
{
	struct ma_str first, rest = words;

	return ma_str_cut(&rest, ' ', &first) && ma_str_is(rest, "amount") &&
		ma_words_have(
			"seed feed food water milk dose fertilizer fertiliser sugar salt flour "
			"fuel medicine medication ingredient sample",
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

/* "party size", "file size": a number, where the size of a shirt is none. */
static bool is_head_count(struct ma_str words, struct ma_str head)
{
	struct ma_str first, rest = words;

	return ma_str_is(head, "size") && ma_str_cut(&rest, ' ', &first) &&
		ma_words_have("party group team class batch file pack household crew", first);
}

/* "odometer reading": of what stands before it. */
static bool is_reading(struct ma_str words, struct ma_str head, enum ma_field_type *type)
{
	if (!ma_str_is(head, "reading") || head.n == words.n)
		return false;
	if (!ma_field_type_of_name(ma_words_last(ma_str_n(words.p, words.n - head.n - 1)), type))
		*type = MA_FIELD_DECIMAL;
	return *type == MA_FIELD_INTEGER || *type == MA_FIELD_DECIMAL;
}

/* "lease start", "warranty end": a day, where a shift begins at a time. */
static bool is_day_of_term(struct ma_str words)
{
	struct ma_str first, rest = words;

	return ma_str_cut(&rest, ' ', &first) && ma_words_have("start end", rest) &&
		ma_words_have("lease contract membership warranty subscription project term season "
			      "employment policy rental tenancy course semester school loan",
			first);
}

/* "use by", "best before" */
static bool is_term(struct ma_str words)
{
	return ma_str_ends(words, " since") || ma_str_is(words, "use by") ||
		ma_str_is(words, "sell by") || ma_str_is(words, "due by") ||
		ma_str_is(words, "ready by") || ma_str_is(words, "needed by") ||
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

/* Types that more than the last word decides. */
bool ma_field_type_of_phrase(struct ma_str words, struct ma_str head, enum ma_field_type *type)
{
	if (ma_str_starts(words, "is ") || ma_str_starts(words, "has ") ||
		ma_str_starts(words, "in ") || ma_str_starts(words, "can "))
		*type = MA_FIELD_BOOLEAN;
	else if (mentions(words, "number of ") || ma_str_starts(words, "count of ") ||
		ma_str_ends(words, " on hand") || ma_str_ends(words, " in stock") ||
		ma_str_starts(words, "reorder ") || is_head_count(words, head) ||
		ma_str_ends(words, "stock level") || is_limit(words) || is_need(words) ||
		is_counted(head) || ma_str_starts(words, "no of "))
		*type = MA_FIELD_INTEGER;
	else if (is_measured_rate(words, head) || is_portion(words))
		*type = MA_FIELD_DECIMAL;
	else if (is_two_word_quality(words, head))
		*type = MA_FIELD_BOOLEAN;
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
	else if (is_reading(words, head, type))
		return true;
	else if (is_day_of_term(words))
		*type = MA_FIELD_DATE;
	else if (ma_str_ends(words, " owed") || ma_str_ends(words, "insurance value") ||
		ma_str_ends(words, "insured value"))
		*type = MA_FIELD_MONEY;
	else if (ma_str_ends(words, "work done") || ma_str_is(words, "special requests") ||
		ma_str_ends(words, " letter"))
		*type = MA_FIELD_TEXT;
	else if (ma_str_ends(words, "date time") || ma_str_is(words, "check in") ||
		ma_str_is(words, "check out"))
		*type = MA_FIELD_DATETIME;
	else if (ma_str_is(words, "time in") || ma_str_is(words, "time out") ||
		ma_str_is(words, "clock in") || ma_str_is(words, "clock out"))
		*type = MA_FIELD_TIME;
	else if (is_moment(words) || is_term(words) || is_begin(words) ||
		ma_str_starts(words, "date ") || ma_str_starts(words, "valid "))
		*type = MA_FIELD_DATE;
	else if (ma_str_starts(words, "out of ") || ma_str_is(words, "plus one"))
		*type = MA_FIELD_BOOLEAN;
	else if (is_ordinal(words))
		*type = MA_FIELD_INTEGER;
	else if (is_goal(words))
		*type = MA_FIELD_MONEY;
	else
		return type_by_head(words, head, type);
	return true;
}

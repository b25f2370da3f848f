#include "model/preset.h"

#include "codec/json.h"

#define STRING_MAX 200 /* bytes, as the rule of a string in the templates */
#define TEXT_MAX 2000
#define MONEY_MAX 1e12
#define INTEGER_MAX (INT64_C(1) << 53) /* beyond, JavaScript knows no whole number exactly */

static bool is_any(struct ma_str text, const char *words)
{
	struct ma_str rest = ma_str(words), one;

	while (ma_str_cut(&rest, ' ', &one))
		if (ma_str_eq_nocase(one, text))
			return true;
	return false;
}

/* Two digits at `at`, from `low` to `high`. */
static bool has_pair(struct ma_str s, size_t at, uint64_t low, uint64_t high)
{
	uint64_t n;

	return at + 2 <= s.n && ma_str_to_u64(ma_str_n(s.p + at, 2), &n) && n >= low && n <= high;
}

/* "2026-01-31" (RFC 3339, full-date) */
static bool is_date(struct ma_str s)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	uint64_t year, month;
	bool leap;

	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' ||
		!ma_str_to_u64(ma_str_n(s.p, 4), &year) || !has_pair(s, 5, 1, 12))
		return false;
	(void)ma_str_to_u64(ma_str_n(s.p + 5, 2), &month); /* it was one above */
	leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return has_pair(s, 8, 1, days[month - 1] + (leap ? 1u : 0u));
}

/* "09:30" */
static bool is_time(struct ma_str s)
{
	return s.n == 5 && s.p[2] == ':' && has_pair(s, 0, 0, 23) && has_pair(s, 3, 0, 59);
}

static bool is_amount(double amount)
{
	double cents = amount * 100, off;

	if (amount < -MONEY_MAX || amount > MONEY_MAX)
		return false;
	off = cents - (double)(int64_t)(cents + (cents < 0 ? -0.5 : 0.5));
	return off < 1e-3 && off > -1e-3;
}

static bool has_value(const json_t *field, const json_t *value)
{
	const json_t *values = json_object_get(field, "values"), *one;
	size_t i;

	json_array_foreach (values, i, one)
		if (json_equal(one, value))
			return true;
	return false;
}

static bool text_fits(const json_t *field, struct ma_str type, const json_t *preset)
{
	struct ma_str text = ma_str_n(json_string_value(preset), json_string_length(preset));

	if (ma_str_is(type, "enum"))
		return has_value(field, preset);
	if (ma_str_is(type, "date"))
		return ma_str_is(text, MA_PRESET_TODAY) || is_date(text);
	if (ma_str_is(type, "datetime"))
		return ma_str_is(text, MA_PRESET_NOW);
	if (ma_str_is(type, "time"))
		return is_time(text);
	return ma_str_trim(text).n == text.n && text.n > 0 && !memchr(text.p, '\0', text.n) &&
		((ma_str_is(type, "string") && text.n <= STRING_MAX) ||
			(is_any(type, "text markdown") && text.n <= TEXT_MAX));
}

bool ma_preset_fits(const json_t *field, const json_t *preset)
{
	struct ma_str type = ma_json_str(field, "type");

	if (json_is_true(json_object_get(field, "unique")))
		return false;
	if (json_is_string(preset))
		return text_fits(field, type.n > 0 ? type : MA_STR("string"), preset);
	if (json_is_boolean(preset))
		return ma_str_is(type, "boolean");
	if (!json_is_number(preset))
		return false;
	if (ma_str_is(type, "rating"))
		return json_is_integer(preset) && json_integer_value(preset) >= 1 &&
			json_integer_value(preset) <= 5;
	if (ma_str_is(type, "integer"))
		return json_is_integer(preset) && json_integer_value(preset) < INTEGER_MAX &&
			json_integer_value(preset) > -INTEGER_MAX;
	return ma_str_is(type, "decimal") ||
		(ma_str_is(type, "money") && is_amount(json_number_value(preset)));
}

/* A value of the enum, however it is written: "In progress" is in_progress. */
static json_t *value_of(const json_t *field, struct ma_str text)
{
	const json_t *values = json_object_get(field, "values"), *value;
	struct ma_str name;
	size_t i, k;

	json_array_foreach (values, i, value) {
		name = ma_str_n(json_string_value(value), json_string_length(value));
		if (name.n != text.n)
			continue;
		for (k = 0; k < text.n; k++) {
			char a = name.p[k], b = text.p[k];

			if (!ma_str_eq_nocase(ma_str_n(&a, 1), ma_str_n(&b, 1)) &&
				!(a == '_' && (b == ' ' || b == '-')))
				break;
		}
		if (k == text.n)
			return json_incref((json_t *)value);
	}
	return NULL;
}

/* "€2.50", "$10", "1200" */
static json_t *number_of(struct ma_str text)
{
	static const char *const signs[] = { "$", "€", "£" };
	json_t *number;
	size_t i;

	for (i = 0; i < MA_COUNT(signs); i++)
		if (ma_str_starts(text, signs[i])) {
			text = ma_str_trim(ma_str_from(text, strlen(signs[i])));
			break;
		}
	number = json_loadb(text.p, text.n, JSON_DECODE_ANY, NULL);
	if (json_is_number(number))
		return number;
	json_decref(number);
	return NULL;
}

/* The default of that type which the text would be; NULL: none. */
static json_t *read_text(const json_t *field, struct ma_str text)
{
	struct ma_str type = ma_json_str(field, "type");

	if (is_any(type, "integer decimal money rating"))
		return number_of(text);
	if (ma_str_is(type, "boolean"))
		return is_any(text, "yes true on 1") ? json_true() : NULL;
	if (ma_str_is(type, "enum"))
		return value_of(field, text);
	if (ma_str_is(type, "date") && is_any(text, "today now"))
		return json_string(MA_PRESET_TODAY);
	if (ma_str_is(type, "datetime") && is_any(text, "today now"))
		return json_string(MA_PRESET_NOW);
	return json_stringn(text.p, text.n);
}

json_t *ma_preset_of_text(const json_t *field, struct ma_str text, bool *told_out)
{
	struct ma_str type = ma_json_str(field, "type");
	json_t *preset = NULL;

	text = ma_str_trim(text);
	*told_out = text.n > 0 && !is_any(text, "none null nil nothing empty blank undefined");
	if (ma_str_is(type, "boolean") && is_any(text, "no false off 0"))
		*told_out = false;
	if (!*told_out)
		return NULL;
	preset = read_text(field, text);
	if (preset && ma_preset_fits(field, preset))
		return preset;
	json_decref(preset);
	return NULL;
}

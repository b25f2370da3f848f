/*
 * What a calendar shows of the records: each field that is a day or a moment, but two of them that are the first and the last of
 * one stay ("check-in date", "check-out date") together. Days of birth are of other years, and not shown.
 */
#include <ctype.h>

#include "codec/json.h"
#include "llm/offline_entity.h"
#include "model/understand.h"

/* What the first and the last one's names begin or end with. */
static const char *const spans[][2] = {
	{ "start", "end" },
	{ "starts", "ends" },
	{ "start", "finish" },
	{ "begin", "end" },
	{ "begins", "ends" },
	{ "from", "to" },
	{ "from", "until" },
	{ "arrival", "departure" },
	{ "checkIn", "checkOut" },
	{ "pickup", "return" },
	{ "pickUp", "return" },
	{ "open", "close" },
	{ "opens", "closes" },
};

/* A field that is called so says nothing beside what the record is. */
static const char *const plain[] = { "date", "day", "when", "at", "on", "time", "dateTime",
	"moment", "startsAt", "startAt", "startDate", "startTime", "scheduledAt", "scheduledFor",
	"scheduledDate" };

/* "startDate" without "start"; false where the name does not begin with this word. */
static bool without_first(struct ma_str name, const char *word, struct ma_str *rest)
{
	size_t n = ma_str(word).n;

	if (!ma_str_starts(name, word) || (n < name.n && !isupper((unsigned char)name.p[n])))
		return false;
	*rest = ma_str_from(name, n);
	return true;
}

/* "validFrom" without "From". */
static bool without_last(struct ma_str name, const char *word, struct ma_str *rest)
{
	size_t n = ma_str(word).n;

	if (name.n <= n || !ma_str_eq_nocase(ma_str_from(name, name.n - n), ma_str(word)) ||
		!isupper((unsigned char)name.p[name.n - n]))
		return false;
	*rest = ma_str_n(name.p, name.n - n);
	return true;
}

static bool are_span(const json_t *first, const json_t *last)
{
	struct ma_str a = ma_json_str(first, "name"), b = ma_json_str(last, "name"), x, y;
	size_t i;

	if (!json_equal(json_object_get(first, "type"), json_object_get(last, "type")))
		return false;
	for (i = 0; i < MA_COUNT(spans); i++)
		if ((without_first(a, spans[i][0], &x) && without_first(b, spans[i][1], &y) &&
			    ma_str_eq(x, y)) ||
			(without_last(a, spans[i][0], &x) && without_last(b, spans[i][1], &y) &&
				ma_str_eq(x, y)))
			return true;
	return false;
}

static bool is_dated(const json_t *field)
{
	return ma_understand_is_day(ma_json_str(field, "type"), ma_json_str(field, "name"));
}

/* The other end of a stay that begins (`last`) or ends there; NULL where there is none. */
static const json_t *other_end(const json_t *fields, const json_t *field, bool last)
{
	const json_t *other;
	size_t i;

	json_array_foreach (fields, i, other)
		if (other != field && is_dated(other) &&
			(last ? are_span(field, other) : are_span(other, field)))
			return other;
	return NULL;
}

/* The time of day beside the only day of a record: "date, start time". */
static const json_t *clock_of(const json_t *fields, const json_t *field)
{
	const json_t *other, *clock = NULL;
	size_t i;

	json_array_foreach (fields, i, other) {
		if (other != field && is_dated(other))
			return NULL;
		if (!clock && ma_str_is(ma_json_str(other, "type"), "time"))
			clock = other;
	}
	return ma_str_is(ma_json_str(field, "type"), "date") ? clock : NULL;
}

static json_t *label_of(const json_t *e, const json_t *field, bool spans_days)
{
	const char *label = json_string_value(json_object_get(e, "label"));

	if (spans_days || ma_offline_is_any(ma_json_str(field, "name"), plain, MA_COUNT(plain)))
		return json_incref(json_object_get(e, "label"));
	return json_sprintf("%s: %s", label, json_string_value(json_object_get(field, "label")));
}

static bool add_dated(json_t *list, const json_t *e, const json_t *field)
{
	const json_t *fields = json_object_get(e, "fields"), *last = other_end(fields, field, true),
		     *clock = clock_of(fields, field);
	json_t *o = json_object();
	bool ok = ma_offline_copy(o, "path", e, "path") && ma_offline_copy(o, "var", e, "var") &&
		ma_offline_copy(o, "vars", e, "vars") &&
		ma_offline_copy(o, "titleField", e, "titleField") &&
		ma_offline_copy(o, "name", field, "name") &&
		ma_offline_copy(o, "type", field, "type") &&
		ma_offline_put(o, "label", label_of(e, field, last != NULL)) &&
		ma_offline_copy(o, "last", last, "name") &&
		ma_offline_copy(o, "clock", clock, "name");

	return json_array_append_new(list, o) == 0 && ok;
}

bool ma_offline_add_dated(const struct ma_offline_builder *b, json_t *view)
{
	json_t *list = json_array();
	const json_t *e, *fields, *field;
	bool ok = list != NULL;
	size_t i, k;

	json_array_foreach (b->ordered, i, e) {
		fields = json_object_get(e, "fields");
		json_array_foreach (fields, k, field)
			if (is_dated(field) && !other_end(fields, field, false))
				ok = ok && add_dated(list, e, field);
	}
	if (json_array_size(list) == 0)
		ok = ma_offline_put(json_object_get(view, "features"), "calendar", json_false()) &&
			ok;
	return ma_offline_put(view, "dated", list) && ok;
}

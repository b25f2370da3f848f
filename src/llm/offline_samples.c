/* Values for the tests and the first records of a project. */
#include <string.h>

#include "codec/json.h"
#include "llm/offline_parts.h"

struct sample {
	const char *key;                      /* a field's name or type */
	const char *first, *second, *invalid; /* JSON texts */
};

/* Strings whose name says what they look like. */
static const struct sample by_name[] = {
	{ "isbn", "\"978-0131103627\"", "\"978-0201896831\"", "12345" },
	{ "sku", "\"SKU-1001\"", "\"SKU-2002\"", "12345" },
	{ "color", "\"teal\"", "\"amber\"", "12345" },
	{ "colour", "\"teal\"", "\"amber\"", "12345" },
	{ "city", "\"Lisbon\"", "\"Oslo\"", "12345" },
	{ "country", "\"Portugal\"", "\"Norway\"", "12345" },
	{ "language", "\"English\"", "\"French\"", "12345" },
	{ "currency", "\"EUR\"", "\"USD\"", "12345" },
	{ "address", "\"12 Harbour Street\"", "\"7 Meadow Lane\"", "12345" },
	{ "firstName", "\"Ada\"", "\"Grace\"", "12345" },
	{ "lastName", "\"Lovelace\"", "\"Hopper\"", "12345" },
};

static const struct sample by_type[] = {
	{ "text", "\"A first text.\\nWith a second line.\"", "\"Another text entirely.\"", "12345" },
	{ "integer", "3", "7", "\"many\"" },
	{ "decimal", "2.5", "4.25", "\"many\"" },
	{ "money", "12.5", "99.99", "\"many\"" },
	{ "boolean", "true", "false", "\"perhaps\"" },
	{ "date", "\"2026-01-15\"", "\"2026-02-20\"", "\"not-a-date\"" },
	{ "datetime", "\"2026-01-15T10:00:00.000Z\"", "\"2026-02-20T18:30:00.000Z\"",
		"\"not-a-moment\"" },
	{ "time", "\"09:30\"", "\"18:45\"", "\"not-a-time\"" },
	{ "email", "\"ada@example.com\"", "\"grace@example.com\"", "\"not-an-email\"" },
	{ "url", "\"https://example.com/one\"", "\"https://example.com/two\"", "\"not a url\"" },
	{ "phone", "\"+49 30 1234567\"", "\"+44 20 7654321\"", "\"not a phone\"" },
	{ "image", "\"https://example.com/one.png\"", "\"https://example.com/two.png\"",
		"\"not a url\"" },
	{ "file", "\"https://example.com/one.pdf\"", "\"https://example.com/two.pdf\"",
		"\"not a url\"" },
	{ "markdown", "\"# Heading\\n\\nText\"", "\"Other *text*\"", "12345" },
	{ "tags", "[\"blue\",\"quiet\"]", "[\"loud\"]", "\"not a list\"" },
	{ "rating", "4", "2", "9" },
	{ "json", "{\"a\":1}", "[1,2]", "null" },
};

static const struct sample titles = { "", "\"Blue harbour\"", "\"Quiet meadow\"", "12345" };

static const struct sample *find(const struct sample *rows, size_t n, struct ma_str key)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ma_str_is(key, rows[i].key))
			return &rows[i];
	return NULL;
}

static bool set_json(json_t *field, const char *key, const char *json)
{
	return json_object_set_new(field, key, json_loads(json, JSON_DECODE_ANY, NULL)) == 0;
}

static bool set_row(json_t *field, const struct sample *row)
{
	return set_json(field, "sample", row->first) && set_json(field, "sample2", row->second) &&
		set_json(field, "invalid", row->invalid);
}

/* The first two values of an enum. */
static bool set_values(json_t *field)
{
	const json_t *values = json_object_get(field, "values");

	return json_object_set(field, "sample", json_array_get(values, 0)) == 0 &&
		json_object_set(field, "sample2", json_array_get(values, 1)) == 0 &&
		json_object_set_new(field, "invalid", json_string("no-such-value")) == 0;
}

static bool set_label(json_t *field, const char *key, const char *rank)
{
	const char *label = json_string_value(json_object_get(field, "label"));

	return json_object_set_new(field, key, json_sprintf("%s %s", rank, label)) == 0;
}

bool ma_offline_add_samples(json_t *field, bool title)
{
	struct ma_str type = ma_json_str(field, "type");
	const struct sample *row = find(by_type, MA_COUNT(by_type), type);
	bool long_text = ma_str_is(type, "text") || ma_str_is(type, "markdown");

	if (ma_str_is(type, "enum"))
		return set_values(field);
	if (title && (!row || long_text))
		return set_row(field, &titles);
	if (!row)
		row = find(by_name, MA_COUNT(by_name), ma_json_str(field, "name"));
	if (row)
		return set_row(field, row);
	return set_label(field, "sample", "First") && set_label(field, "sample2", "Second") &&
		set_json(field, "invalid", "12345");
}

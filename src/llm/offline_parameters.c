/* What the address of a list may say, as OpenAPI names it: the description of the API and the tests of it are made of this. */
#include "codec/json.h"
#include "llm/offline_entity.h"

/* `range`: two of them, "...From" and "...To". */
static const struct filter {
	const char *type, *feature, *schema;
	bool range;
} filters[] = {
	{ "tags", "tags", "string", false },
	{ "enum", "filter", NULL, false },
	{ "boolean", "filter", "boolean", false },
	{ "integer", "ranged", "number", true },
	{ "decimal", "ranged", "number", true },
	{ "money", "ranged", "number", true },
	{ "date", "ranged", "string", true },
	{ "datetime", "ranged", "string", true },
	{ "time", "ranged", "string", true },
};

static bool has(const json_t *features, const char *name)
{
	return json_is_true(json_object_get(features, name));
}

/* Takes the name and the schema. */
static bool add(json_t *list, json_t *name, json_t *schema)
{
	json_t *p = json_object();
	bool named = ma_offline_put(p, "name", name) &&
		ma_offline_put(p, "in", json_string("query"));
	bool ok = ma_offline_put(p, "schema", schema) && named;

	return json_array_append_new(list, p) == 0 && ok;
}

static bool add_named(json_t *list, const json_t *of, const char *suffix, const char *type)
{
	json_t *schema = type ? json_pack("{s:s}", "type", type)
			      : json_pack("{s:O}", "enum", json_object_get(of, "values"));
	const char *name = json_string_value(json_object_get(of, "name"));

	return add(list, json_sprintf("%s%s", name, suffix), schema);
}

static bool add_field(json_t *list, const json_t *field, const json_t *features)
{
	struct ma_str type = ma_json_str(field, "type");
	size_t i;

	for (i = 0; i < MA_COUNT(filters); i++) {
		const struct filter *f = &filters[i];

		if (!has(features, f->feature) || !ma_str_is(type, f->type))
			continue;
		if (!f->range)
			return add_named(list, field, "", f->schema);
		return add_named(list, field, "From", f->schema) &&
			add_named(list, field, "To", f->schema);
	}
	return true;
}

static bool add_numbers(json_t *list)
{
	return add(list, json_string("page"),
		       json_pack("{s:s,s:i}", "type", "integer", "minimum", 1)) &&
		add(list, json_string("pageSize"),
			json_pack("{s:s,s:i,s:i}", "type", "integer", "minimum", 1, "maximum", 100));
}

bool ma_offline_add_parameters(struct ma_offline_entity *e, const json_t *features)
{
	json_t *list = json_array();
	const json_t *of;
	bool ok = list != NULL;
	size_t i;

	json_array_foreach (e->fields, i, of)
		ok = ok && add_field(list, of, features);
	json_array_foreach (e->refs, i, of)
		ok = ok && add_named(list, of, "", "integer");
	json_array_foreach (e->links, i, of)
		ok = ok && add_named(list, of, "", "integer");
	if (has(features, "search"))
		ok = ok && add(list, json_string("q"), json_pack("{s:s}", "type", "string"));
	if (has(features, "sort"))
		ok = ok && add(list, json_string("sort"), json_pack("{s:s}", "type", "string"));
	if (has(features, "pagination"))
		ok = ok && add_numbers(list);
	return ma_offline_put(e->out, "parameters", list) && ok;
}

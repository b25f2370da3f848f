#include "llm/schema_words.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "codec/json.h"
#include "llm/body.h"

#define STRICT_DEPTH 5
#define STRICT_MEMBERS 100

static bool is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

static json_t *schemas_of(const json_t *value, const char *const *known);

/* An object whose names are the user's and whose values are schemas. */
static json_t *named_schemas_of(const json_t *map, const char *const *known)
{
	struct ma_llm_body copy = MA_LLM_BODY(json_object());
	const char *name;
	json_t *value;

	json_object_foreach ((json_t *)map, name, value)
		ma_llm_body_set(&copy, name, schemas_of(value, known));
	return ma_llm_body_take(&copy);
}

static json_t *keyword_of(const char *key, const json_t *value, const char *const *known)
{
	static const char *const maps[] = { "properties", "$defs", NULL };
	static const char *const schemas[] = { "items", "prefixItems", "anyOf", "oneOf", "allOf",
		"additionalProperties", NULL };

	if (is_one_of(key, maps) && json_is_object(value))
		return named_schemas_of(value, known);
	if (is_one_of(key, schemas))
		return schemas_of(value, known);
	return json_deep_copy(value);
}

json_t *ma_llm_schema_of(const json_t *schema, const char *const *known)
{
	struct ma_llm_body copy = MA_LLM_BODY(json_object());
	const char *key;
	json_t *value;

	json_object_foreach ((json_t *)schema, key, value) {
		if (is_one_of(key, known))
			ma_llm_body_set(&copy, key, keyword_of(key, value, known));
		else if (strcmp(key, "const") == 0 && !json_object_get(schema, "enum"))
			ma_llm_body_set(&copy, "enum", json_pack("[O]", value));
	}
	return ma_llm_body_take(&copy);
}

/* A schema, a list of them, or true or false. */
static json_t *schemas_of(const json_t *value, const char *const *known)
{
	json_t *list, *item;
	size_t i;

	if (json_is_object(value))
		return ma_llm_schema_of(value, known);
	if (!json_is_array(value))
		return json_deep_copy(value);
	list = json_array();
	json_array_foreach (value, i, item) {
		if (json_array_append_new(list, schemas_of(item, known))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *described_all(const json_t *value);

/* What is said of a value that cannot be asked for. */
static void describe(struct ma_buf *b, const char *key, const json_t *value)
{
	ma_buf_addf(b, "%s%s: ", b->n > 0 ? ", " : "", key);
	ma_json_write(value, 0, b);
}

static bool is_kept(const char *key, const json_t *value)
{
	static const char *const kept[] = { "$ref", "type", "title", "enum", "required", NULL };
	static const char *const formats[] = { "date-time", "time", "date", "duration", "email",
		"hostname", "uri", "ipv4", "ipv6", "uuid", NULL };

	if (strcmp(key, "format") == 0)
		return json_is_string(value) && is_one_of(json_string_value(value), formats);
	if (strcmp(key, "minItems") == 0)
		return json_is_integer(value) && json_integer_value(value) <= 1;
	return is_one_of(key, kept);
}

/* Whether it is a keyword that holds schemas, by itself or by name; then it is set. */
static bool set_branches(struct ma_llm_body *copy, const char *key, const json_t *value)
{
	static const char *const branches[] = { "items", "anyOf", "allOf", NULL };
	static const char *const maps[] = { "properties", "$defs", NULL };
	struct ma_llm_body map = MA_LLM_BODY(NULL);
	const char *name;
	json_t *one;

	if (is_one_of(key, branches) || strcmp(key, "oneOf") == 0) {
		ma_llm_body_set(
			copy, strcmp(key, "oneOf") == 0 ? "anyOf" : key, described_all(value));
		return true;
	}
	if (!is_one_of(key, maps) || !json_is_object(value))
		return false;
	map.object = json_object();
	json_object_foreach ((json_t *)value, name, one)
		ma_llm_body_set(&map, name, described_all(one));
	ma_llm_body_set(copy, key, ma_llm_body_take(&map));
	return true;
}

static void set_description(
	struct ma_llm_body *copy, const json_t *schema, const struct ma_buf *besides)
{
	struct ma_str own = ma_json_str(schema, "description");
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_REQUEST);

	ma_buf_addv(&b, own);
	if (besides->n > 0)
		ma_buf_addf(&b, "%s{%s}", own.n > 0 ? "\n\n" : "", besides->p);
	if (b.rc || besides->rc)
		copy->bad = true;
	else if (b.n > 0)
		ma_llm_body_set(copy, "description", json_stringn(b.p, b.n));
	ma_buf_done(&b);
}

json_t *ma_llm_schema_described(const json_t *schema)
{
	static const char *const dropped[] = { "description", "additionalProperties", "$schema",
		"$id", NULL };
	struct ma_llm_body copy = MA_LLM_BODY(json_object());
	struct ma_buf besides = MA_BUF_INIT(MA_LIMIT_REQUEST);
	const char *key;
	json_t *value;

	json_object_foreach ((json_t *)schema, key, value) {
		if (strcmp(key, "const") == 0 && !json_object_get(schema, "enum"))
			ma_llm_body_set(&copy, "enum", json_pack("[O]", value));
		else if (is_kept(key, value))
			ma_llm_body_set(&copy, key, json_deep_copy(value));
		else if (!set_branches(&copy, key, value) && !is_one_of(key, dropped))
			describe(&besides, key, value);
	}
	if (ma_str_is(ma_json_str(schema, "type"), "object") ||
		json_object_get(schema, "properties"))
		ma_llm_body_set(&copy, "additionalProperties", json_false());
	set_description(&copy, schema, &besides);
	ma_buf_done(&besides);
	return ma_llm_body_take(&copy);
}

/* A schema, a list of them, or true or false. */
static json_t *described_all(const json_t *value)
{
	struct ma_llm_body list = MA_LLM_BODY(NULL);
	json_t *item;
	size_t i;

	if (json_is_object(value))
		return ma_llm_schema_described(value);
	if (!json_is_array(value))
		return json_deep_copy(value);
	list.object = json_array();
	json_array_foreach (value, i, item)
		ma_llm_body_add(&list, described_all(item));
	return ma_llm_body_take(&list);
}

static bool has_string(const json_t *list, const char *word)
{
	const json_t *item;
	size_t i;

	json_array_foreach (list, i, item)
		if (json_is_string(item) && strcmp(json_string_value(item), word) == 0)
			return true;
	return false;
}

static bool is_closed(const json_t *schema, int *members)
{
	const json_t *properties = json_object_get(schema, "properties");
	const char *name;
	json_t *value;

	if (!json_is_object(properties) ||
		!json_is_false(json_object_get(schema, "additionalProperties")))
		return false;
	json_object_foreach ((json_t *)properties, name, value)
		if (++*members > STRICT_MEMBERS ||
			!has_string(json_object_get(schema, "required"), name))
			return false;
	return true;
}

static bool is_strict(const json_t *schema, int depth, int *members);

/* A map of schemas or a list of them. */
static bool are_strict(const json_t *schemas, int depth, int *members)
{
	const char *name;
	json_t *one;
	size_t i;

	json_object_foreach ((json_t *)schemas, name, one)
		if (!is_strict(one, depth, members))
			return false;
	json_array_foreach (schemas, i, one)
		if (!is_strict(one, depth, members))
			return false;
	return true;
}

static bool is_strict(const json_t *schema, int depth, int *members)
{
	static const char *const known[] = { "type", "properties", "required",
		"additionalProperties", "enum", "const", "items", "anyOf", "$ref", "$defs",
		"description", "title", NULL };
	const json_t *type = json_object_get(schema, "type"),
		     *items = json_object_get(schema, "items");
	bool object = has_string(type, "object") ||
		(json_is_string(type) && strcmp(json_string_value(type), "object") == 0);
	const char *key;
	json_t *value;

	if (!json_is_object(schema) || depth > STRICT_DEPTH)
		return false;
	json_object_foreach ((json_t *)schema, key, value)
		if (!is_one_of(key, known))
			return false;
	if (object ? !is_closed(schema, members) : json_object_get(schema, "properties") != NULL)
		return false;
	return are_strict(json_object_get(schema, "properties"), depth + 1, members) &&
		are_strict(json_object_get(schema, "$defs"), depth + 1, members) &&
		are_strict(json_object_get(schema, "anyOf"), depth + 1, members) &&
		(!items || is_strict(items, depth + 1, members));
}

bool ma_llm_schema_is_strict(const json_t *schema)
{
	int members = 0;

	return ma_str_is(ma_json_str(schema, "type"), "object") &&
		!json_object_get(schema, "anyOf") && is_strict(schema, 1, &members);
}

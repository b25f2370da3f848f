#include "llm/body.h"

#include <string.h>

#include "llm/answer.h"

void ma_llm_body_set(struct ma_llm_body *b, const char *key, json_t *value)
{
	if (json_object_set_new(b->object, key, value))
		b->bad = true;
}

json_t *ma_llm_body_take(struct ma_llm_body *b)
{
	json_t *object = b->object;

	b->object = NULL;
	if (!b->bad)
		return object;
	json_decref(object);
	return NULL;
}

static json_t *strings(const struct ma_str *texts, size_t n)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < n; i++) {
		if (json_array_append_new(list, ma_llm_json_text(texts[i]))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

void ma_llm_body_set_named(
	struct ma_llm_body *b, const struct ma_llm_req *req, const struct ma_llm_names *names)
{
	if (names->limit && req->output_tokens_max > 0)
		ma_llm_body_set(b, names->limit, json_integer(req->output_tokens_max));
	if (names->temperature && req->temperature >= 0)
		ma_llm_body_set(b, names->temperature, json_real(req->temperature));
	if (names->top_p && req->top_p > 0)
		ma_llm_body_set(b, names->top_p, json_real(req->top_p));
	if (names->top_k && req->top_k > 0)
		ma_llm_body_set(b, names->top_k, json_integer(req->top_k));
	if (names->seed && req->seed > 0)
		ma_llm_body_set(b, names->seed, json_integer(req->seed));
	if (names->stops && req->stops_n > 0)
		ma_llm_body_set(b, names->stops, strings(req->stops, req->stops_n));
}

const char *ma_llm_effort_word(const struct ma_llm_req *req, const char *off)
{
	switch (req->effort) {
	case MA_LLM_EFFORT_DEFAULT:
		return NULL;
	case MA_LLM_EFFORT_OFF:
		return off;
	case MA_LLM_EFFORT_LOW:
		return "low";
	case MA_LLM_EFFORT_MEDIUM:
		return "medium";
	case MA_LLM_EFFORT_HIGH:
		return "high";
	}
	return NULL;
}

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

size_t ma_llm_req_bytes(const struct ma_llm_req *req)
{
	size_t bytes = req->system.n, i;

	for (i = 0; i < req->msgs_n; i++)
		bytes += req->msgs[i].text.n;
	return bytes;
}

static int add_message(json_t *list, const char *role, struct ma_str text)
{
	return json_array_append_new(
		list, json_pack("{s:s,s:o}", "role", role, "content", ma_llm_json_text(text)));
}

json_t *ma_llm_json_messages(const struct ma_llm_req *req, bool with_system)
{
	json_t *list = json_array();
	int bad = 0;
	size_t i;

	if (with_system && req->system.n > 0)
		bad = add_message(list, "system", req->system);
	for (i = 0; i < req->msgs_n; i++)
		bad |= add_message(list, req->msgs[i].role == MA_LLM_USER ? "user" : "assistant",
			req->msgs[i].text);
	if (!bad)
		return list;
	json_decref(list);
	return NULL;
}

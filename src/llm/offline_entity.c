/* An entity of a contract, with its fields and references, as the templates see it. */
#include "codec/json.h"
#include "llm/offline_entity.h"
#include "model/understand.h"

#define FIELDS_MAX 100
#define LISTED_MAX 6

static bool name_entity(struct ma_offline_entity *e, struct ma_str name)
{
	json_t *o = e->out, *var = ma_offline_variable(e->rc, name, false, "Item"),
	       *vars = ma_offline_variable(e->rc, name, true, "List");
	bool named;

	if (var && vars && json_equal(var, vars)) { /* "equipment" */
		json_decref(vars);
		vars = json_sprintf("%sList", json_string_value(var));
	}
	named = ma_offline_put(o, "var", var);
	named = ma_offline_put(o, "vars", vars) && named;
	return named &&
		ma_offline_put(o, "name", ma_offline_styled(e->rc, name, MA_CASE_PASCAL, false)) &&
		ma_offline_put(
			o, "label", ma_offline_styled(e->rc, name, MA_CASE_SENTENCE, false)) &&
		ma_offline_put(
			o, "labels", ma_offline_styled(e->rc, name, MA_CASE_SENTENCE, true)) &&
		ma_offline_put(o, "path", ma_offline_styled(e->rc, name, MA_CASE_KEBAB, true)) &&
		ma_offline_put(o, "table", ma_offline_styled(e->rc, name, MA_CASE_SNAKE, true));
}

struct ma_offline_entity *ma_offline_find(struct ma_offline_builder *b, struct ma_str name)
{
	json_t *wanted = ma_offline_styled(&b->rc, name, MA_CASE_PASCAL, false);
	struct ma_offline_entity *found = NULL;
	size_t i;

	for (i = 0; wanted && i < b->n && !found; i++)
		if (ma_str_eq_nocase(b->entities[i].name, ma_offline_str(wanted)))
			found = &b->entities[i];
	json_decref(wanted);
	return found;
}

/* An empty list as a member; borrowed. */
static json_t *new_list(struct ma_offline_entity *e, const char *key)
{
	return ma_offline_put(e->out, key, json_array()) ? json_object_get(e->out, key) : NULL;
}

static bool init_entity(struct ma_offline_builder *b, struct ma_offline_entity *e, const json_t *in)
{
	e->rc = &b->rc;
	e->served = b->accounts;
	e->in = in;
	e->out = json_object();
	e->fields = new_list(e, "fields");
	e->refs = new_list(e, "refs");
	e->children = new_list(e, "children");
	e->links = new_list(e, "links");
	e->linked = new_list(e, "linked");
	if (!e->fields || !e->refs || !e->children || !e->links || !e->linked ||
		!name_entity(e, ma_json_str(in, "name")) ||
		!ma_offline_put(e->out, "owned", json_boolean(b->owned)))
		return false;
	e->name = ma_json_str(e->out, "name");
	return true;
}

static ma_rc read_entities(struct ma_offline_builder *b, const json_t *contract, ma_err *err)
{
	const json_t *list = json_object_get(contract, "entities"), *in;
	size_t i;

	json_array_foreach (list, i, in) {
		struct ma_str name = ma_json_str(in, "name");
		json_t *usable = ma_offline_styled(&b->rc, name, MA_CASE_PASCAL, false);
		bool named = usable != NULL;

		json_decref(usable);
		if (!named)
			return ma_fail(err, MA_EINVALID,
				"contract: /entities/%zu/name: expected a name", i);
		if ((b->accounts && ma_str_eq_nocase(name, MA_STR("User"))) ||
			ma_offline_find(b, name))
			continue; /* users come with the login; a second one of a name adds nothing */
		if (b->n == MA_OFFLINE_ENTITIES)
			return ma_fail(err, MA_ELIMIT, "contract: more than %d entities",
				MA_OFFLINE_ENTITIES);
		if (!init_entity(b, &b->entities[b->n++], in))
			return ma_fail_nomem(err);
	}
	if (b->n == 0)
		return ma_fail(
			err, MA_EINVALID, "contract: /entities: expected at least one entity");
	return MA_OK;
}

static bool is_known_type(struct ma_str type)
{
	static const char *const types[] = {
		"string",
		"text",
		"integer",
		"decimal",
		"money",
		"boolean",
		"date",
		"datetime",
		"time",
		"email",
		"url",
		"phone",
		"image",
		"file",
		"enum",
		"json",
		"markdown",
		"tags",
		"rating",
	};

	return ma_offline_is_any(type, types, MA_COUNT(types));
}

/* An enum's values: strings, each once. */
static json_t *values_of(const json_t *in)
{
	const json_t *value, *before;
	json_t *values = json_array();
	size_t i, k;

	json_array_foreach (json_object_get(in, "values"), i, value) {
		bool seen = !json_is_string(value) || json_string_length(value) == 0;

		json_array_foreach (values, k, before)
			seen = seen || json_equal(before, value);
		if (!seen)
			json_array_append(values, (json_t *)value);
	}
	return values;
}

static struct ma_str type_of(const json_t *in, const json_t *values, bool served)
{
	struct ma_str type = ma_json_str(in, "type");

	if (!served && (ma_str_is(type, "tags") || ma_str_is(type, "rating")))
		return type.p[0] == 'r' ? MA_STR("integer") : MA_STR("string");
	if (!is_known_type(type) || (ma_str_is(type, "enum") && json_array_size(values) < 2))
		return MA_STR("string");
	return type;
}

static bool has_member(const json_t *list, struct ma_str name)
{
	const json_t *o;
	size_t i;

	json_array_foreach (list, i, o)
		if (ma_str_eq_nocase(ma_json_str(o, "name"), name))
			return true;
	return false;
}

static bool add_plain(struct ma_offline_entity *e, const json_t *in, json_t *name)
{
	json_t *f = json_object(), *values = values_of(in), *preset = json_object_get(in, "default");
	struct ma_str type = type_of(in, values, e->served);
	bool ok = json_object_set(f, "name", name) == 0 &&
		ma_offline_put(f, "column",
			ma_offline_styled(e->rc, ma_offline_str(name), MA_CASE_SNAKE, false)) &&
		ma_offline_put(f, "label",
			ma_offline_styled(e->rc, ma_offline_str(name), MA_CASE_SENTENCE, false)) &&
		ma_offline_put(f, "type", json_stringn(type.p, type.n)) &&
		ma_offline_put(f, "required", json_boolean(ma_json_bool(in, "required", false))) &&
		ma_offline_put(f, "unique", json_boolean(ma_json_bool(in, "unique", false))) &&
		ma_offline_put(f, "isTitle", json_false());

	if (!ma_str_is(type, "enum"))
		json_array_clear(values);
	ok = ma_offline_put(f, "values", values) &&
		(!preset || json_object_set(f, "default", preset) == 0) && ok;
	return json_array_append_new(e->fields, f) == 0 && ok;
}

/* "list" -> "listId" */
static json_t *id_name(json_t *name)
{
	if (ma_str_ends(ma_offline_str(name), "Id"))
		return json_incref(name);
	return json_sprintf("%sId", json_string_value(name));
}

static bool add_ref(struct ma_offline_entity *e, const struct ma_offline_entity *to,
	const json_t *in, json_t *name)
{
	struct ma_str text = ma_offline_str(name);
	json_t *r = json_object(), *id = id_name(name), *t = to->out;
	bool ok = id && json_object_set(r, "name", id) == 0 &&
		ma_offline_put(r, "column",
			ma_offline_styled(e->rc, ma_offline_str(id), MA_CASE_SNAKE, false)) &&
		ma_offline_put(r, "required",
			json_boolean(ma_json_bool(in, "required", false) && to != e)) &&
		ma_offline_put(r, "unique", json_boolean(ma_json_bool(in, "unique", false)));

	json_decref(id);
	if (ma_str_ends(text, "Id"))
		text.n -= 2;
	ok = ok &&
		ma_offline_put(
			r, "label", ma_offline_styled(e->rc, text, MA_CASE_SENTENCE, false)) &&
		json_object_set(r, "to", json_object_get(t, "name")) == 0 &&
		json_object_set(r, "toVar", json_object_get(t, "var")) == 0 &&
		json_object_set(r, "toVars", json_object_get(t, "vars")) == 0 &&
		json_object_set(r, "toPath", json_object_get(t, "path")) == 0 &&
		json_object_set(r, "toTable", json_object_get(t, "table")) == 0 &&
		json_object_set(r, "toLabel", json_object_get(t, "label")) == 0;
	return json_array_append_new(e->refs, r) == 0 && ok;
}

/* What every record has, and who owns it, is not for the contract to say. */
static bool is_builtin(struct ma_str name)
{
	static const char *const builtin[] = { "id", "createdAt", "updatedAt", "userId", "user" };

	return ma_offline_is_any(name, builtin, MA_COUNT(builtin));
}

static bool add_field(
	struct ma_offline_builder *b, struct ma_offline_entity *e, const json_t *in, json_t *name)
{
	struct ma_offline_entity *to = ma_str_is(ma_json_str(in, "type"), "ref")
		? ma_offline_find(b, ma_json_str(in, "to"))
		: NULL;
	json_t *id = to ? id_name(name) : NULL;
	bool known = is_builtin(ma_offline_str(name)) ||
		has_member(e->fields, ma_offline_str(to ? id : name)) ||
		has_member(e->refs, ma_offline_str(to ? id : name));

	json_decref(id);
	if (known || (!to && ma_str_is(ma_json_str(in, "type"), "ref")))
		return true;
	return to ? add_ref(e, to, in, name) : add_plain(e, in, name);
}

static ma_rc read_fields(struct ma_offline_builder *b, struct ma_offline_entity *e, ma_err *err)
{
	const json_t *in;
	json_t *name;
	bool ok = true;
	size_t i;

	json_array_foreach (json_object_get(e->in, "fields"), i, in) {
		if (i == FIELDS_MAX)
			return ma_fail(err, MA_ELIMIT,
				"contract: " MA_STR_FMT " has more than %d fields",
				MA_STR_ARG(e->name), FIELDS_MAX);
		name = ma_offline_styled(e->rc, ma_json_str(in, "name"), MA_CASE_CAMEL, false);
		if (!name)
			return ma_fail(err, MA_EINVALID,
				"contract: " MA_STR_FMT ": /fields/%zu/name: expected a name",
				MA_STR_ARG(e->name), i);
		if (e->served &&
			ma_understand_is_parameter(ma_json_str(in, "type"), ma_offline_str(name))) {
			json_decref(name);
			return ma_fail(err, MA_EINVALID,
				"contract: " MA_STR_FMT ": /fields/%zu/name: \"" MA_STR_FMT
				"\" is a parameter of lists, expected another name",
				MA_STR_ARG(e->name), i, MA_STR_ARG(ma_json_str(in, "name")));
		}
		ok = ok && add_field(b, e, in, name);
		json_decref(name);
	}
	return ok ? MA_OK : ma_fail_nomem(err);
}

static bool has_type(const json_t *f, bool long_too)
{
	static const char *const types[] = { "string", "email", "phone", "url", "text", "markdown" };

	return ma_offline_is_any(ma_json_str(f, "type"), types, long_too ? 6 : 4);
}

/* The field that a record is known by: a title or a name, else any short text, else any text. */
static json_t *find_title(const struct ma_offline_entity *e)
{
	static const char *const names[] = { "title", "name", "fullName", "firstName", "givenName",
		"forename", "subject", "headline", "question", "number", "code", "label" };
	json_t *f;
	size_t i, k;

	for (i = 0; i < MA_COUNT(names); i++)
		json_array_foreach (e->fields, k, f)
			if (ma_str_is(ma_json_str(f, "name"), names[i]) && has_type(f, false))
				return f;
	for (i = 0; i < 2; i++)
		json_array_foreach (e->fields, k, f)
			if (has_type(f, i == 1))
				return f;
	return NULL;
}

/* What a person is known by beside a first name; NULL where the title is none. */
static json_t *find_surname(const struct ma_offline_entity *e, const json_t *title)
{
	static const char *const firsts[] = { "firstName", "givenName", "forename" };
	static const char *const lasts[] = { "lastName", "surname", "familyName" };
	json_t *f;
	size_t i;

	if (!ma_offline_is_any(ma_json_str(title, "name"), firsts, MA_COUNT(firsts)))
		return NULL;
	json_array_foreach (e->fields, i, f)
		if (ma_offline_is_any(ma_json_str(f, "name"), lasts, MA_COUNT(lasts)) &&
			has_type(f, false))
			return f;
	return NULL;
}

/* A text field more, before the others. */
static json_t *add_title(struct ma_offline_entity *e)
{
	static const char *const names[] = { "name", "title", "label" };
	json_t *name, *f;
	size_t i = 0, last;
	bool ok;

	while (i + 1 < MA_COUNT(names) && has_member(e->fields, ma_str(names[i])))
		i++;
	name = json_string(names[i]);
	ok = name && add_plain(e, NULL, name);
	json_decref(name);
	if (!ok)
		return NULL;
	last = json_array_size(e->fields) - 1;
	f = json_incref(json_array_get(e->fields, last));
	json_array_remove(e->fields, last);
	return json_array_insert_new(e->fields, 0, f) ? NULL : f;
}

static bool has_field_of(const struct ma_offline_entity *e, const char *const *types, size_t n)
{
	const json_t *f;
	size_t i;

	json_array_foreach (e->fields, i, f)
		if (ma_offline_is_any(ma_json_str(f, "type"), types, n))
			return true;
	return false;
}

/* What a list of them can be narrowed by with a control of its own. */
static bool add_filters(struct ma_offline_entity *e, const json_t *features)
{
	static const char *const types[] = { "enum", "boolean", "date", "datetime" };
	static const char *const tags[] = { "tags" };
	bool filter = has_field_of(e, tags, 1) ||
		(json_is_true(json_object_get(features, "filter")) &&
			(json_array_size(e->refs) > 0 || has_field_of(e, types, MA_COUNT(types))));

	return ma_offline_put(e->out, "hasChoice", json_boolean(has_field_of(e, types, 1))) &&
		ma_offline_put(e->out, "hasFilter", json_boolean(filter));
}

/*
 * A row of a list is to be read at a glance: it has the first of the short fields and the beginning
 * of the first long text. What people click on there stays, however many there are.
 */
static bool add_listed(struct ma_offline_entity *e, const json_t *surname)
{
	static const char *const longs[] = { "text", "markdown" };
	static const char *const apart[] = { "text", "markdown", "json", "image" };
	static const char *const live[] = { "boolean", "rating", "tags" };
	size_t i, listed = 0, texts = 0;
	bool ok = true;
	json_t *f;

	json_array_foreach (e->fields, i, f) {
		struct ma_str type = ma_json_str(f, "type");
		bool title = ma_json_bool(f, "isTitle", false) || f == surname;
		bool text = !title && ma_offline_is_any(type, longs, MA_COUNT(longs));
		bool fits = !title && !ma_offline_is_any(type, apart, MA_COUNT(apart)) &&
			(listed < LISTED_MAX || ma_offline_is_any(type, live, MA_COUNT(live)));

		ok = ok && ma_offline_put(f, "isListed", json_boolean(fits)) &&
			ma_offline_put(f, "isExcerpt", json_boolean(text && texts == 0));
		listed += fits;
		texts += text;
	}
	return ok &&
		ma_offline_put(e->out, "brief",
			json_boolean(listed + json_array_size(e->refs) < LISTED_MAX / 2));
}

static bool finish_fields(struct ma_offline_entity *e, const json_t *features)
{
	json_t *title = find_title(e), *surname, *f;
	bool ok = true;
	size_t i;

	if (!title)
		title = add_title(e);
	if (!title)
		return false;
	surname = find_surname(e, title);
	ok = ma_offline_put(title, "isTitle", json_true()) &&
		ma_offline_put(title, "required", json_true());
	json_array_foreach (e->fields, i, f)
		ok = ok && ma_offline_add_samples(f, f == title);
	return ok && add_filters(e, features) && add_listed(e, surname) &&
		ma_offline_put(e->out, "surname", surname ? json_incref(surname) : json_null()) &&
		json_object_set(e->out, "titleField", json_object_get(title, "name")) == 0;
}

bool ma_offline_add_plain(struct ma_offline_entity *e, const char *name, const char *type)
{
	json_t *in = json_pack("{s:s}", "type", type), *text = json_string(name);
	bool ok = in && text && (has_member(e->fields, ma_str(name)) || add_plain(e, in, text));

	json_decref(in);
	json_decref(text);
	return ok;
}

ma_rc ma_offline_read_entities(
	struct ma_offline_builder *b, const json_t *contract, const json_t *features, ma_err *err)
{
	bool ok = true;
	size_t i;
	ma_rc rc = read_entities(b, contract, err);

	for (i = 0; i < b->n && !rc; i++)
		rc = read_fields(b, &b->entities[i], err);
	if (!rc)
		ok = ma_offline_add_extras(b, features);
	for (i = 0; i < b->n && !rc; i++)
		ok = ok && finish_fields(&b->entities[i], features);
	return !rc && !ok ? ma_fail_nomem(err) : rc;
}

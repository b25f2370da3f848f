/*
 * Entities as trees: YAML ("entities:", "models:"), JSON Schema and the schemas of OpenAPI, in YAML or JSON. A block begins with a line
 * that has one of the words of `roots`, or is the body of a fence that says YAML; it is read as a whole or not at all.
 */
#include "codec/json.h"
#include "codec/yaml.h"
#include "model/understand_members.h"

static const char roots[] =
	"entities models resources tables components schemas definitions openapi swagger";

/* Lives as long as the spec. */
static struct ma_str keep(struct ma_notation *n, const char *text)
{
	char *copy = text && !n->spec->rc ? ma_arena_dup(&n->spec->arena, ma_str(text)) : NULL;

	if (text && !copy)
		n->spec->rc = MA_ENOMEM;
	return copy ? ma_str(copy) : MA_STR("");
}

static void add_values(struct ma_notation *n, struct ma_member *m, const json_t *values)
{
	const json_t *v;
	size_t i;

	if (!json_is_array(values))
		return;
	m->values = ma_notation_enum(n, m->name);
	json_array_foreach (values, i, v)
		if (m->values && json_is_string(v))
			ma_notation_enum_value(n, m->values, keep(n, json_string_value(v)));
}

/* "#/components/schemas/Author": the last part. */
static struct ma_str target_of(struct ma_notation *n, const json_t *schema)
{
	const char *ref = json_string_value(json_object_get(schema, "$ref"));
	const char *slash = ref ? strrchr(ref, '/') : NULL;

	return keep(n, slash ? slash + 1 : ref);
}

static bool is_any_key(const char *key, const char *words)
{
	return ma_words_have(words, ma_str(key));
}

/* What a property is, of JSON Schema. */
static void read_schema_type(struct ma_notation *n, struct ma_member *m, const json_t *schema)
{
	const char *type = json_string_value(json_object_get(schema, "type")),
		   *format = json_string_value(json_object_get(schema, "format")), *key;
	const json_t *value;

	m->type = keep(n,
		format && !is_any_key(format, "int32 int64 float double password") ? format : type);
	m->to = target_of(n, schema);
	if (type && strcmp(type, "array") == 0) {
		m->many = true;
		m->to = target_of(n, json_object_get(schema, "items"));
	}
	add_values(n, m, json_object_get(schema, "enum"));
	json_object_foreach ((json_t *)schema, key, value)
		if (!is_any_key(key,
			    "type format $ref items enum description title example examples readOnly writeOnly nullable "
			    "required unique uniqueItems additionalProperties xml deprecated properties allOf"))
			ma_notation_unused(n, keep(n, key));
}

static void read_properties(struct ma_notation *n, struct ma_spec_entity *e, const json_t *schema)
{
	const json_t *required = json_object_get(schema, "required"), *value, *r;
	struct ma_member *m;
	const char *key;
	size_t i;

	json_object_foreach (json_object_get(schema, "properties"), key, value) {
		m = ma_member_add(n, e, keep(n, key));
		if (!m)
			return;
		read_schema_type(n, m, value);
		m->unique = json_is_true(json_object_get(value, "unique"));
		json_array_foreach (required, i, r)
			m->required = m->required ||
				(json_is_string(r) && strcmp(json_string_value(r), key) == 0);
	}
}

/* One of a map of schemas: a record, or a choice. */
static void read_schema(struct ma_notation *n, const char *name, const json_t *schema)
{
	const json_t *parts = json_object_get(schema, "allOf"), *part;
	struct ma_member choice = { .name = keep(n, name) };
	struct ma_spec_entity *e;
	size_t i;

	if (json_object_get(schema, "enum")) {
		add_values(n, &choice, json_object_get(schema, "enum"));
		return;
	}
	e = json_object_get(schema, "properties") || parts ? ma_notation_entity(n, choice.name)
							   : NULL;
	if (!e)
		return;
	json_array_foreach (parts, i, part) {
		if (json_object_get(part, "$ref"))
			ma_member_inherit(n, e, target_of(n, part));
		read_properties(n, e, part);
	}
	read_properties(n, e, schema);
}

/* The next word of "enum(draft, sent) required"; its mark before it is passed over. */
static struct ma_str next_word(struct ma_str *text)
{
	struct ma_str word;

	for (;;) {
		word = ma_notation_cut_word(text);
		if (word.n > 0 || text->n == 0)
			return word;
		*text = ma_str_from(*text, 1);
	}
}

/* "string, required, unique", "enum(a, b)", "a | b", "ref Author", "[Tag]", "string?" */
static void read_type_text(struct ma_notation *n, struct ma_member *m, struct ma_str text)
{
	bool choice = memchr(text.p, '|', text.n) != NULL, refers = false;
	struct ma_str word;

	m->many = memchr(text.p, '[', text.n) != NULL;
	m->required = memchr(text.p, '!', text.n) != NULL;
	while ((word = next_word(&text)).n > 0) {
		if (ma_words_have("required mandatory", word))
			m->required = true;
		else if (ma_words_have("unique", word))
			m->unique = true;
		else if (ma_words_have("pk primary key", word))
			m->key = true;
		else if (ma_words_have("optional nullable null of to", word))
			continue;
		else if (ma_words_have("enum choice oneof", word))
			choice = true;
		else if (ma_words_have(
				 "ref reference references belongs_to belongsTo fk relation", word))
			refers = true;
		else if (ma_words_have("list array many has_many hasMany", word))
			m->many = true;
		else if (refers && m->to.n == 0)
			m->to = word;
		else if (choice) {
			m->values = m->values ? m->values : ma_notation_enum(n, m->name);
			if (m->values)
				ma_notation_enum_value(n, m->values, word);
		} else if (m->type.n == 0)
			m->type = word;
		else
			ma_notation_unused(n, word);
	}
	m->many = m->many && !m->values;
}

/* {type: string, required: true, values: [..], ref: Author} */
static void read_type_map(struct ma_notation *n, struct ma_member *m, const json_t *map)
{
	const json_t *value;
	const char *key;

	json_object_foreach ((json_t *)map, key, value) {
		if (is_any_key(key, "type kind") && json_is_string(value))
			read_type_text(n, m, keep(n, json_string_value(value)));
		else if (is_any_key(key, "values enum options choices"))
			add_values(n, m, value);
		else if (is_any_key(key,
				 "ref references reference to entity model target belongsTo belongs_to") &&
			json_is_string(value))
			m->to = keep(n, json_string_value(value));
		else if (is_any_key(key, "primary primary_key primaryKey pk"))
			m->key = json_is_true(value);
		else if (is_any_key(key, "many multiple array"))
			m->many = json_is_true(value);
		else if (!is_any_key(key,
				 "name required unique nullable optional null description label"))
			ma_notation_unused(n, keep(n, key));
	}
	m->required = m->required || json_is_true(json_object_get(map, "required")) ||
		json_is_false(json_object_get(map, "nullable")) ||
		json_is_false(json_object_get(map, "null"));
	m->unique = m->unique || json_is_true(json_object_get(map, "unique"));
}

static void read_field(
	struct ma_notation *n, struct ma_spec_entity *e, const char *name, const json_t *type)
{
	struct ma_member *m = ma_member_add(n, e, keep(n, name));

	if (!m)
		return;
	if (json_is_string(type))
		read_type_text(n, m, keep(n, json_string_value(type)));
	else if (json_is_array(type))
		add_values(n, m, type);
	else if (json_is_object(type) && json_object_get(type, "$ref"))
		read_schema_type(n, m, type);
	else if (json_is_object(type))
		read_type_map(n, m, type);
}

/* A map of names and types, or a list of "name", {name: .., type: ..} and {name: type}. */
static void read_fields(struct ma_notation *n, struct ma_spec_entity *e, const json_t *fields)
{
	const json_t *value, *named;
	struct ma_str text, word;
	struct ma_member *m;
	const char *key;
	size_t i;

	json_object_foreach ((json_t *)fields, key, value)
		read_field(n, e, key, value);
	json_array_foreach (fields, i, value) {
		named = json_object_get(value, "name");
		if (json_is_string(value)) {
			text = keep(n, json_string_value(value));
			word = next_word(&text);
			m = word.n > 0 ? ma_member_add(n, e, word) : NULL;
			if (m)
				read_type_text(n, m, text);
		} else if (json_is_string(named)) {
			read_field(n, e, json_string_value(named), value);
		} else {
			json_object_foreach ((json_t *)value, key, named)
				read_field(n, e, key, named);
		}
	}
}

static void relate(struct ma_notation *n, struct ma_str from, const char *key, const json_t *to)
{
	struct ma_str other = keep(n, json_string_value(to));
	const json_t *each;
	size_t i;

	json_array_foreach (to, i, each)
		if (json_is_string(each))
			relate(n, from, key, each);
	if (other.n == 0)
		return;
	if (is_any_key(key, "has_many hasMany"))
		ma_member_relate(n, other, MA_LINK_MANY_TO_ONE, from, false);
	else if (is_any_key(key, "many_to_many manyToMany belongsToMany"))
		ma_member_relate(n, from, MA_LINK_MANY_TO_MANY, other, false);
	else
		ma_member_relate(n, from,
			is_any_key(key, "has_one hasOne one_to_one oneToOne") ? MA_LINK_ONE_TO_ONE
									      : MA_LINK_MANY_TO_ONE,
			other, false);
}

static const json_t *fields_of(const json_t *entity)
{
	static const char *const keys[] = { "fields", "attributes", "columns" };
	size_t i;

	for (i = 0; i < MA_COUNT(keys); i++)
		if (json_object_get(entity, keys[i]))
			return json_object_get(entity, keys[i]);
	return NULL;
}

static void read_entity(struct ma_notation *n, const char *name, const json_t *entity)
{
	const json_t *fields = json_is_array(entity) ? entity : fields_of(entity), *value;
	struct ma_spec_entity *e;
	const char *key;

	if (json_object_get(entity, "properties")) {
		read_schema(n, name, entity);
		return;
	}
	e = ma_notation_entity(n, keep(n, name));
	if (!e)
		return;
	read_fields(n, e, fields ? fields : entity);
	json_object_foreach (fields ? (json_t *)entity : NULL, key, value) {
		if (is_any_key(key,
			    "belongs_to belongsTo has_many hasMany has_one hasOne many_to_many manyToMany "
			    "one_to_one oneToOne belongsToMany"))
			relate(n, e->name, key, value);
		else if (value != fields && !is_any_key(key, "name description table label"))
			ma_notation_unused(n, keep(n, key));
	}
}

/* Whether all of them are entities; then they are read. */
static bool read_entities(struct ma_notation *n, const json_t *list)
{
	const json_t *e, *named;
	const char *key;
	size_t i;

	json_object_foreach ((json_t *)list, key, e)
		if (json_object_size(e) + json_array_size(e) == 0)
			return false;
	json_array_foreach (list, i, e)
		if (!json_is_string(json_object_get(e, "name")) || !fields_of(e))
			if (json_object_size(e) != 1 ||
				!json_object_size(
					json_object_iter_value(json_object_iter((json_t *)e))))
				return false;
	json_object_foreach ((json_t *)list, key, e)
		read_entity(n, key, e);
	json_array_foreach (list, i, e) {
		if (json_is_string(json_object_get(e, "name")))
			read_entity(n, json_string_value(json_object_get(e, "name")), e);
		else
			json_object_foreach ((json_t *)e, key, named)
				read_entity(n, key, named);
	}
	return json_object_size(list) + json_array_size(list) > 0;
}

static bool read_schemas(struct ma_notation *n, const json_t *schemas)
{
	const json_t *schema;
	const char *key;

	json_object_foreach ((json_t *)schemas, key, schema)
		if (!json_is_object(schema))
			return false;
	json_object_foreach ((json_t *)schemas, key, schema)
		read_schema(n, key, schema);
	return json_object_size(schemas) > 0;
}

/* False: it is no tree of entities, and nothing was read. */
static bool read_tree(struct ma_notation *n, const json_t *root, bool yaml_fence)
{
	static const char *const lists[] = { "entities", "models", "resources", "tables" };
	static const char *const maps[] = { "schemas", "definitions", "$defs" };
	const json_t *components = json_object_get(root, "components");
	const char *title = json_string_value(json_object_get(root, "title"));
	bool read = read_schemas(n, json_object_get(components, "schemas"));
	size_t i;

	for (i = 0; i < MA_COUNT(maps); i++)
		read = read_schemas(n, json_object_get(root, maps[i])) || read;
	for (i = 0; i < MA_COUNT(lists); i++)
		read = read_entities(n, json_object_get(root, lists[i])) || read;
	if (json_object_get(root, "properties") && title) {
		read_schema(n, title, root);
		read = true;
	}
	if (read && json_object_size(json_object_get(root, "paths")) > 0)
		ma_notation_unused(n, MA_STR("paths"));
	return read || (yaml_fence && read_entities(n, root));
}

static size_t indent_of(struct ma_str line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == ' ')
		n++;
	return n;
}

/* Where the block ends that begins with `from`: at a fence, or before a line that is no deeper and no key. */
static const char *block_end(struct ma_str from, bool fenced)
{
	struct ma_str rest = from, line = MA_STR(""), text, word;
	const char *end = from.p;
	size_t indent = indent_of(from);

	while (ma_str_line(&rest, &line)) {
		text = ma_str_trim(line);
		if (ma_str_starts(text, "```"))
			return end;
		word = text;
		if (!fenced && text.n > 0 && line.p != from.p && indent_of(line) <= indent &&
			!ma_str_starts(text, "- ") &&
			!(ma_notation_cut_word(&word).n > 0 && ma_str_starts(word, ":") &&
				text.p[0] >= 'a' && !ma_str_starts(text, "features")))
			return end;
		if (text.n > 0)
			end = rest.p;
	}
	return end;
}

/* A block of YAML; it is read, or it is left as it is. */
static void read_yaml(struct ma_notation *n, struct ma_str text, bool fenced)
{
	json_t *root = NULL;
	ma_err err = { .code = MA_OK };
	ma_rc rc = ma_yaml_parse(text, "prompt", &root, &err);

	if (rc == MA_ENOMEM)
		n->spec->rc = rc;
	if (!rc && read_tree(n, root, fenced))
		ma_notation_blank(n, text.p, text.p + text.n);
	json_decref(root);
}

/* An object of JSON that is a schema or has some. Gives where it ends. */
static const char *read_json(struct ma_notation *n, struct ma_str from)
{
	struct ma_notation_reader m = { .rest = ma_str_from(from, 1) };
	struct ma_str text;
	json_t *root = NULL;
	ma_err err = { .code = MA_OK };
	ma_rc rc;

	ma_notation_skip_group(&m);
	text = ma_str_n(from.p, (size_t)(m.rest.p - from.p));
	if (ma_str_find(text, MA_STR("\"properties\"")) < 0 &&
		ma_str_find(text, MA_STR("\"fields\"")) < 0)
		return m.rest.p;
	rc = ma_json_parse(text, "prompt", &root, &err);
	if (rc == MA_ENOMEM)
		n->spec->rc = rc;
	if (!rc && read_tree(n, root, false))
		ma_notation_blank(n, text.p, text.p + text.n);
	json_decref(root);
	return m.rest.p;
}

void ma_notation_read_trees(struct ma_notation *n)
{
	struct ma_str rest = n->prompt, line, text, word, value;
	bool fenced = false;
	const char *end;

	while (!n->spec->rc && ma_str_line(&rest, &line)) {
		text = value = ma_str_trim(line);
		word = ma_notation_cut_word(&value);
		end = rest.p;
		if (ma_str_starts(text, "{")) {
			end = read_json(n, ma_str_n(text.p, (size_t)(rest.p + rest.n - text.p)));
		} else if (text.n > 0 &&
			(fenced || (ma_words_have(roots, word) && ma_str_starts(value, ":")))) {
			end = block_end(
				ma_str_n(line.p, (size_t)(rest.p + rest.n - line.p)), fenced);
			if (end > line.p)
				read_yaml(n, ma_str_n(line.p, (size_t)(end - line.p)), fenced);
		}
		fenced = ma_str_is(text, "```yaml") || ma_str_is(text, "```yml");
		rest = ma_str_from(rest, end > rest.p ? (size_t)(end - rest.p) : 0);
	}
}

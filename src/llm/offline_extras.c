/* What the templates see beyond an entity's own fields: relations of many to many, tags, ratings. */
#include "codec/json.h"
#include "llm/offline_entity.h"

/* What others are put in, and who they are of: it is not them that tags and stars are for. */
static bool is_frame(struct ma_str name)
{
	static const char *const frames[] = { "Category", "List", "Folder", "Group", "Collection",
		"Genre", "Notebook", "Board", "Column", "Department", "Section", "Brand", "Tag",
		"Label", "Location", "Warehouse", "Supplier", "Customer", "Client", "Author",
		"Member", "Person" };

	return ma_offline_is_any(name, frames, MA_COUNT(frames));
}

/* How many entities refer to `to`. */
static size_t referred(const struct ma_offline_builder *b, struct ma_str to)
{
	const json_t *ref;
	size_t n = 0, i, k;

	for (i = 0; i < b->n; i++)
		json_array_foreach (b->entities[i].refs, k, ref)
			n += ma_str_eq(ma_json_str(ref, "to"), to);
	return n;
}

/* What the application is about: of what frames nothing, the entity with the most parts, the first of several. */
static struct ma_offline_entity *main_entity(struct ma_offline_builder *b)
{
	struct ma_offline_entity *found = NULL;
	size_t i;

	for (i = 0; i < b->n; i++)
		if (!is_frame(b->entities[i].name) &&
			(!found || referred(b, b->entities[i].name) > referred(b, found->name)))
			found = &b->entities[i];
	return found ? found : &b->entities[0];
}

/* A field that already is what was asked for gets its type. */
static bool retype(struct ma_offline_entity *e, const char *names, const char *type)
{
	struct ma_str rest, word;
	json_t *f;
	size_t i;

	json_array_foreach (e->fields, i, f) {
		for (rest = ma_str(names); ma_str_cut(&rest, ' ', &word);) {
			if (!ma_str_eq(ma_json_str(f, "name"), word) ||
				ma_json_bool(f, "required", false))
				continue;
			json_object_set_new(f, "unique", json_false());
			return json_object_set_new(f, "type", json_string(type)) == 0;
		}
	}
	return false;
}

static bool add_extra(
	struct ma_offline_builder *b, const char *names, const char *name, const char *type)
{
	bool there = false;
	size_t i;

	for (i = 0; i < b->n; i++)
		there = retype(&b->entities[i], names, type) || there;
	return there || ma_offline_add_plain(main_entity(b), name, type);
}

static bool has_type(const struct ma_offline_builder *b, const char *type)
{
	const json_t *f;
	size_t i, k;

	for (i = 0; i < b->n && b->accounts; i++)
		json_array_foreach (b->entities[i].fields, k, f)
			if (ma_str_is(ma_json_str(f, "type"), type))
				return true;
	return false;
}

bool ma_offline_takes_files(const struct ma_offline_builder *b)
{
	return has_type(b, "image") || has_type(b, "file");
}

bool ma_offline_formats(const struct ma_offline_builder *b)
{
	return has_type(b, "markdown");
}

/* What is written at length: the body before a summary; NULL where nothing is. */
static json_t *long_text(const struct ma_offline_entity *e)
{
	static const char *const names[] = { "body", "content", "text", "instructions", "notes",
		"description" };
	json_t *f, *found = NULL;
	size_t i, rank, best = MA_COUNT(names) + 1;

	json_array_foreach (e->fields, i, f) {
		if (!ma_str_is(ma_json_str(f, "type"), "text"))
			continue;
		for (rank = 0; rank < MA_COUNT(names); rank++)
			if (ma_str_is(ma_json_str(f, "name"), names[rank]))
				break;
		if (rank < best) {
			best = rank;
			found = f;
		}
	}
	return found;
}

/* Where no text is said to be formatted, that of what the application is about is. */
static bool add_markdown(struct ma_offline_builder *b)
{
	json_t *f;
	size_t i;

	if (ma_offline_formats(b))
		return true;
	f = long_text(main_entity(b));
	for (i = 0; i < b->n && !f; i++)
		f = long_text(&b->entities[i]);
	return !f || json_object_set_new(f, "type", json_string("markdown")) == 0;
}

bool ma_offline_add_extras(struct ma_offline_builder *b, const json_t *features)
{
	bool upload = json_is_true(json_object_get(features, "upload"));

	if (!b->accounts)
		return true;
	return (!upload || ma_offline_takes_files(b) ||
		       ma_offline_add_plain(main_entity(b), "attachment", "file")) &&
		(!json_is_true(json_object_get(features, "markdown")) || add_markdown(b)) &&
		(!json_is_true(json_object_get(features, "ratings")) ||
			add_extra(b, "rating stars", "rating", "rating")) &&
		(!json_is_true(json_object_get(features, "tags")) ||
			add_extra(b, "tags tag", "tags", "tags"));
}

static bool has_link(const struct ma_offline_entity *e, struct ma_str to)
{
	const json_t *link;
	size_t i;

	json_array_foreach (e->links, i, link)
		if (ma_str_eq(ma_json_str(link, "to"), to))
			return true;
	return false;
}

/* "courseIds" of Student, and that its page shows them. */
static bool add_link(
	struct ma_offline_builder *b, struct ma_offline_entity *e, struct ma_offline_entity *to)
{
	json_t *o = e->out, *t = to->out, *link = json_object();
	const char *table = json_string_value(json_object_get(o, "table"));
	json_t *column = ma_offline_styled(&b->rc, e->name, MA_CASE_SNAKE, false),
	       *to_column = ma_offline_styled(&b->rc, to->name, MA_CASE_SNAKE, false);
	bool ok = column && to_column &&
		ma_offline_put(link, "name",
			json_sprintf("%sIds", json_string_value(json_object_get(t, "var")))) &&
		ma_offline_put(link, "table",
			json_sprintf(
				"%s_%s", table, json_string_value(json_object_get(t, "table")))) &&
		ma_offline_put(link, "column", json_sprintf("%s_id", json_string_value(column))) &&
		ma_offline_put(
			link, "toColumn", json_sprintf("%s_id", json_string_value(to_column))) &&
		json_object_set(link, "label", json_object_get(t, "labels")) == 0 &&
		json_object_set(link, "to", json_object_get(t, "name")) == 0 &&
		json_object_set(link, "toVar", json_object_get(t, "var")) == 0 &&
		json_object_set(link, "toVars", json_object_get(t, "vars")) == 0 &&
		json_object_set(link, "toPath", json_object_get(t, "path")) == 0 &&
		json_object_set(link, "toTable", json_object_get(t, "table")) == 0 &&
		json_object_set(link, "toLabel", json_object_get(t, "label")) == 0 &&
		json_object_set(link, "toTitleField", json_object_get(t, "titleField")) == 0;

	json_decref(column);
	json_decref(to_column);
	ok = ok &&
		json_array_append_new(to->linked,
			json_pack("{s:O,s:O,s:O,s:O,s:O}", "name", json_object_get(o, "name"),
				"vars", json_object_get(o, "vars"), "path",
				json_object_get(o, "path"), "labels", json_object_get(o, "labels"),
				"linkName", json_object_get(link, "name"))) == 0;
	return json_array_append_new(e->links, link) == 0 && ok;
}

static json_t *reference_to(const struct ma_offline_entity *e, struct ma_str to)
{
	json_t *ref;
	size_t i;

	json_array_foreach (e->refs, i, ref)
		if (ma_str_eq(ma_json_str(ref, "to"), to))
			return ref;
	return NULL;
}

/* A relation of one to one: whichever refers to the other is the only one that does. */
static bool pair(struct ma_offline_entity *from, struct ma_offline_entity *to)
{
	json_t *ref = reference_to(from, to->name);

	if (!ref)
		ref = reference_to(to, from->name);
	return !ref || ma_offline_put(ref, "unique", json_true());
}

bool ma_offline_add_links(struct ma_offline_builder *b, const json_t *contract)
{
	struct ma_offline_entity *from, *to;
	const json_t *relation;
	size_t i;

	json_array_foreach (json_object_get(contract, "relations"), i, relation) {
		bool one = ma_str_is(ma_json_str(relation, "kind"), "one_to_one");

		if (!one && !ma_str_is(ma_json_str(relation, "kind"), "many_to_many"))
			continue;
		from = ma_offline_find(b, ma_json_str(relation, "from"));
		to = ma_offline_find(b, ma_json_str(relation, "to"));
		if (!from || !to || from == to)
			continue;
		if (one && !pair(from, to))
			return false;
		if (one || has_link(from, to->name) || has_link(to, from->name))
			continue;
		if (!add_link(b, from, to))
			return false;
	}
	return true;
}

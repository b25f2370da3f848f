/*
 * What the templates see of a contract.
 *
 * A contract may come from rules, from a model or from a person's editor, so nothing in it is
 * taken for granted: names become identifiers again (offline_names.c), a type that is not known
 * is a string, a reference without its target is left out (offline_entity.c).
 */
#include "base/limits.h"
#include "codec/json.h"
#include "codec/words.h"
#include "llm/offline_entity.h"
#include "model/understand.h"

#define SUMMARY_MAX 200

/* A reference that goes to something not yet placed. */
static bool waits(struct ma_offline_builder *b, const struct ma_offline_entity *e, const json_t *ref)
{
	const struct ma_offline_entity *to = ma_offline_find(b, ma_json_str(ref, "to"));

	return to && to != e && !to->placed;
}

static bool is_ready(struct ma_offline_builder *b, const struct ma_offline_entity *e)
{
	const json_t *ref;
	size_t i;

	json_array_foreach (e->refs, i, ref)
		if (waits(b, e, ref))
			return false;
	return true;
}

/* The next entity whose references are all placed; in a cycle the first one left, its open references optional. */
static struct ma_offline_entity *next_entity(struct ma_offline_builder *b)
{
	struct ma_offline_entity *first = NULL;
	json_t *ref;
	size_t i;

	for (i = 0; i < b->n; i++) {
		if (b->entities[i].placed)
			continue;
		if (is_ready(b, &b->entities[i]))
			return &b->entities[i];
		if (!first)
			first = &b->entities[i];
	}
	if (!first)
		return NULL;
	json_array_foreach (first->refs, i, ref)
		if (waits(b, first, ref))
			json_object_set_new(ref, "required", json_false());
	return first;
}

static bool order(struct ma_offline_builder *b)
{
	struct ma_offline_entity *e;
	size_t i;

	for (i = 0; i < b->n; i++) {
		e = next_entity(b);
		MA_ASSERT(e); /* one is left for every turn */
		e->placed = true;
		if (json_array_append(b->ordered, e->out))
			return false;
	}
	return true;
}

static bool link_child(struct ma_offline_builder *b, struct ma_offline_entity *e, json_t *ref)
{
	struct ma_offline_entity *to = ma_offline_find(b, ma_json_str(ref, "to"));
	json_t *o = e->out;

	if (!to || json_object_set(ref, "toTitleField", json_object_get(to->out, "titleField")))
		return false;
	return json_array_append_new(to->children,
		       json_pack("{s:O,s:O,s:O,s:O,s:O}", "name", json_object_get(o, "name"),
			       "vars", json_object_get(o, "vars"), "path",
			       json_object_get(o, "path"), "labels", json_object_get(o, "labels"),
			       "refName", json_object_get(ref, "name"))) == 0;
}

static ma_rc build_entities(
	struct ma_offline_builder *b, const json_t *contract, const json_t *features, ma_err *err)
{
	json_t *ref;
	bool ok = true;
	size_t i, k;
	ma_rc rc = b->bare ? MA_OK : ma_offline_read_entities(b, contract, features, err);

	if (rc)
		return rc;
	for (i = 0; i < b->n; i++)
		json_array_foreach (b->entities[i].refs, k, ref)
			ok = ok && link_child(b, &b->entities[i], ref);
	ok = ok && ma_offline_add_links(b, contract);
	for (i = 0; i < b->n; i++)
		ok = ok && ma_offline_add_parameters(&b->entities[i], features);
	return ok && order(b) ? MA_OK : ma_fail_nomem(err);
}

static json_t *features_of(const json_t *contract)
{
	const char *const *names = ma_understand_features();
	json_t *features = json_object();
	const json_t *name;
	size_t i;

	for (i = 0; names[i]; i++)
		json_object_set_new(features, names[i], json_false());
	json_array_foreach (json_object_get(contract, "features"), i, name)
		if (json_is_string(name) && json_string_length(name) > 0)
			json_object_set_new(features, json_string_value(name), json_true());
	if (json_is_true(json_object_get(features, "charts")))
		json_object_set_new(
			features, "dashboard", json_true()); /* which is where they are */
	if (json_is_true(json_object_get(features, "roles")))
		json_object_set_new(features, "auth", json_true()); /* roles are of somebody */
	json_object_set_new(features, "filters", /* a row of controls above each list */
		json_boolean(json_is_true(json_object_get(features, "filter")) ||
			json_is_true(json_object_get(features, "tags"))));
	json_object_set_new(features, "addressed", /* what a list shows is in its address */
		json_boolean(json_is_true(json_object_get(features, "filters")) ||
			json_is_true(json_object_get(features, "search")) ||
			json_is_true(json_object_get(features, "sort")) ||
			json_is_true(json_object_get(features, "pagination"))));
	json_object_set_new(features,
		"ranged", /* a list can be narrowed to a range of days or numbers */
		json_boolean(json_is_true(json_object_get(features, "filter")) ||
			json_is_true(json_object_get(features, "calendar"))));
	return features;
}

/* Not within a word where the text went on. */
static void cut_word(struct ma_buf *b)
{
	size_t n = b->n;

	while (n > SUMMARY_MAX / 2 && b->p[n - 1] != ' ')
		n--;
	if (n > SUMMARY_MAX / 2)
		b->n = n - 1;
	ma_buf_adds(b, "\u2026");
}

/* One line without what a terminal or an editor would hide. */
static json_t *summary_of(ma_rc *rc, struct ma_str text)
{
	struct ma_buf b = MA_BUF_INIT(SUMMARY_MAX * 8);
	bool blank = false;
	json_t *value;
	uint32_t cp = 0;
	size_t n;

	for (; text.n > 0 && b.n < SUMMARY_MAX; text = ma_str_from(text, n)) {
		n = ma_str_utf8_next(text, &cp);
		if (n == 0) {
			n = 1;
		} else if (cp <= ' ' || cp == 0x7f) {
			blank = true;
		} else {
			if (blank && b.n > 0)
				ma_buf_addc(&b, ' ');
			blank = false;
			ma_buf_add_visible(&b, ma_str_n(text.p, n));
		}
	}
	if (text.n > 0 && !b.rc)
		cut_word(&b);
	if (b.rc)
		*rc = b.rc;
	value = b.rc ? NULL : json_stringn(b.p ? b.p : "", b.n);
	ma_buf_done(&b);
	return value;
}

static json_t *app_of(ma_rc *rc, const json_t *contract, struct ma_str summary)
{
	struct ma_str name = ma_json_str(contract, "name");
	json_t *kebab = ma_offline_styled(rc, name, MA_CASE_KEBAB, false),
	       *title = ma_offline_styled(rc, name, MA_CASE_TITLE, false), *app = json_object();
	bool named = ma_offline_put(app, "name", kebab ? kebab : json_string("app"));

	/* each of them, so that none is leaked */
	named = ma_offline_put(app, "title", title ? title : json_string("App")) && named;
	if (ma_offline_put(app, "summary", summary_of(rc, summary)) && named)
		return app;
	json_decref(app);
	return NULL;
}

/* What the contract says that will not be there, each on one line. */
static json_t *missing_of(ma_rc *rc, const json_t *contract)
{
	json_t *list = json_array();
	const json_t *line;
	size_t i;

	json_array_foreach (json_object_get(contract, "warnings"), i, line)
		if (list && json_is_string(line) &&
			json_array_append_new(
				list, summary_of(rc, ma_str(json_string_value(line))))) {
			json_decref(list);
			list = NULL;
		}
	return list;
}

static bool has_links(const struct ma_offline_builder *b)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		if (json_array_size(b->entities[i].links) > 0)
			return true;
	return false;
}

static bool has_pairs(const struct ma_offline_builder *b)
{
	const json_t *ref;
	size_t i, k;

	for (i = 0; i < b->n; i++)
		json_array_foreach (b->entities[i].refs, k, ref)
			if (json_is_true(json_object_get(ref, "unique")))
				return true;
	return false;
}

static json_t *view_of(struct ma_offline_builder *b, const json_t *contract, json_t *features,
	struct ma_str summary, const struct ma_offline_shared *shared)
{
	json_t *view = json_object();

	if (ma_offline_put(view, "app", app_of(&b->rc, contract, summary)) &&
		ma_offline_put(view, "missing", missing_of(&b->rc, contract)) &&
		json_object_set(view, "features", features) == 0 &&
		json_object_set(view, "versions", shared->versions) == 0 &&
		ma_offline_put(view, "joined", json_boolean(has_links(b))) &&
		ma_offline_put(view, "paired", json_boolean(has_pairs(b))) &&
		json_object_set(view, "entities", b->ordered) == 0 &&
		ma_offline_add_presets(b, view) && ma_offline_add_dated(b, view) &&
		ma_offline_add_boards(b, view) &&
		ma_offline_add_program(&b->rc, view, contract, shared->operations))
		return view;
	json_decref(view);
	return NULL;
}

static bool has_server(const json_t *contract)
{
	struct ma_str kind = ma_json_str(contract, "kind");

	return kind.n == 0 || ma_str_is(kind, "webapp") || ma_str_is(kind, "api");
}

/* What is described by its pages or its work has no records. */
static bool may_be_bare(const json_t *contract)
{
	return ma_str_is(ma_json_str(contract, "kind"), "site") ||
		json_array_size(json_object_get(contract, "operations")) > 0;
}

/* What is there wherever a record has what it is about. */
static bool set_used(const struct ma_offline_builder *b, json_t *features)
{
	return json_object_set_new(features, "upload", json_boolean(ma_offline_takes_files(b))) ==
		0 &&
		json_object_set_new(features, "markdown", json_boolean(ma_offline_formats(b))) == 0;
}

ma_rc ma_offline_view(const json_t *contract, struct ma_str summary,
	const struct ma_offline_shared *shared, json_t **out, ma_err *err)
{
	struct ma_offline_builder b = {
		.n = 0, .bare = may_be_bare(contract), .accounts = has_server(contract)
	};
	json_t *features = features_of(contract), *view = NULL;
	size_t i;
	ma_rc rc;

	b.owned = json_is_true(json_object_get(features, "auth"));
	b.ordered = json_array();
	rc = build_entities(&b, contract, features, err);
	for (i = 0; i < b.n; i++)
		json_decref(b.entities[i].out);
	if (!rc && !set_used(&b, features))
		rc = ma_fail_nomem(err);
	if (!rc)
		view = view_of(&b, contract, features, summary, shared);
	if (b.rc || (!rc && !view))
		rc = ma_fail_nomem(err);
	json_decref(b.ordered);
	json_decref(features);
	if (rc)
		json_decref(view);
	else
		*out = view;
	return rc;
}

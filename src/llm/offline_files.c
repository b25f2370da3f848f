/* Files of a project: the manifest, its templates, and a view. */
#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "codec/template.h"
#include "llm/offline_parts.h"
#include "sys/fs.h"

static ma_rc read_json(const char *dir, const char *name, json_t **out, ma_err *err)
{
	struct ma_buf path = MA_BUF_INIT(MA_KIB * 8);
	char *text = NULL;
	size_t size = 0;
	ma_rc rc;

	ma_path_join(&path, ma_str(dir), ma_str(name));
	rc = ma_buf_check(&path, err);
	if (!rc)
		rc = ma_fs_read(path.p, MA_LIMIT_CONFIG, &text, &size, err);
	if (!rc)
		rc = ma_json_parse(ma_str_n(text, size), path.p, out, err);
	ma_free(text);
	ma_buf_done(&path);
	return rc;
}

static char *join(const char *dir, const char *name)
{
	struct ma_buf path = MA_BUF_INIT(MA_KIB * 8);

	ma_path_join(&path, ma_str(dir), ma_str(name));
	return ma_buf_take(&path);
}

/*
 * The templates of one kind of project. A manifest may inherit: it then has the files of another
 * kind below a folder, as if they were at its own root, but for those that it writes itself; a template is looked
 * for in its own folder, then in that kind's.
 */
struct ma_offline_kit {
	char *dirs[2];
	json_t *files;
	struct ma_map texts; /* name -> char *, owned */
};

static void kit_free(struct ma_offline_kit *kit)
{
	size_t i;

	if (!kit)
		return;
	for (i = 0; i < kit->texts.n; i++)
		ma_free(kit->texts.entries[i].value);
	ma_map_done(&kit->texts);
	json_decref(kit->files);
	ma_free(kit->dirs[0]);
	ma_free(kit->dirs[1]);
	ma_free(kit);
}

static ma_rc read_manifest(const char *dir, json_t **out, ma_err *err)
{
	ma_rc rc = read_json(dir, "manifest.json", out, err);

	if (!rc && !json_is_array(json_object_get(*out, "files"))) {
		json_decref(*out);
		rc = ma_fail(err, MA_EINVALID, "%s/manifest.json: /files: expected a list", dir);
	}
	return rc;
}

static bool is_written(const json_t *files, struct ma_str path)
{
	const json_t *row;
	size_t i;

	json_array_foreach (files, i, row)
		if (ma_str_eq(ma_json_str(row, "path"), path))
			return true;
	return false;
}

/* Add the rows of another manifest whose files are below `under`, without it. */
static bool add_inherited(json_t *files, const json_t *others, const char *under)
{
	struct ma_str path;
	json_t *row, *copy;
	size_t i;

	json_array_foreach (others, i, row) {
		path = ma_json_str(row, "path");
		if (!ma_str_starts(path, under))
			continue;
		path = ma_str_from(path, strlen(under));
		if (is_written(files, path))
			continue;
		copy = json_copy(row);
		if (!copy || json_object_set_new(copy, "path", json_stringn(path.p, path.n)) ||
			json_array_append(files, copy)) {
			json_decref(copy);
			return false;
		}
		json_decref(copy);
	}
	return true;
}

static ma_rc inherit(struct ma_offline_kit *kit, const char *root, const json_t *from, ma_err *err)
{
	const char *kind = json_string_value(json_object_get(from, "kind")),
		   *under = json_string_value(json_object_get(from, "under"));
	json_t *other = NULL;
	ma_rc rc;

	if (!kind)
		return MA_OK;
	kit->dirs[1] = join(root, kind);
	rc = kit->dirs[1] ? read_manifest(kit->dirs[1], &other, err) : ma_fail_nomem(err);
	if (!rc && !add_inherited(kit->files, json_object_get(other, "files"), under ? under : ""))
		rc = ma_fail_nomem(err);
	json_decref(other);
	return rc;
}

static ma_rc kit_new(const char *root, const char *folder, struct ma_offline_kit **out, ma_err *err)
{
	struct ma_offline_kit *kit = ma_new(struct ma_offline_kit);
	json_t *manifest = NULL;
	ma_rc rc;

	if (!kit)
		return ma_fail_nomem(err);
	kit->dirs[0] = join(root, folder);
	rc = kit->dirs[0] ? read_manifest(kit->dirs[0], &manifest, err) : ma_fail_nomem(err);
	if (!rc) {
		kit->files = json_incref(json_object_get(manifest, "files"));
		rc = inherit(kit, root, json_object_get(manifest, "inherit"), err);
		json_decref(manifest);
	}
	if (rc)
		kit_free(kit);
	else
		*out = kit;
	return rc;
}

ma_rc ma_offline_kit_load(struct ma_offline_templates *t, const char *data_dir, const char *folder,
	struct ma_offline_kit **out, ma_err *err)
{
	struct ma_offline_kit *kit = ma_map_get(&t->kits, ma_str(folder));
	char *root = NULL;
	ma_rc rc = MA_OK;

	if (!t->shared.versions)
		rc = read_json(data_dir, "templates/versions.json", &t->shared.versions, err);
	if (!rc && !t->shared.operations)
		rc = read_json(data_dir, "templates/operations.json", &t->shared.operations, err);
	if (!rc && !kit) {
		root = join(data_dir, "templates");
		rc = root ? kit_new(root, folder, &kit, err) : ma_fail_nomem(err);
		if (!rc && !ma_map_put(&t->kits, ma_str(folder), kit)) {
			kit_free(kit);
			rc = ma_fail_nomem(err);
		}
		ma_free(root);
	}
	if (!rc)
		*out = kit;
	return rc;
}

void ma_offline_templates_done(struct ma_offline_templates *t)
{
	size_t i;

	for (i = 0; i < t->kits.n; i++)
		kit_free(t->kits.entries[i].value);
	ma_map_done(&t->kits);
	json_decref(t->shared.versions);
	json_decref(t->shared.operations);
	memset(t, 0, sizeof(*t));
}

static ma_rc read_text(const char *dir, struct ma_str name, char **out, ma_err *err)
{
	struct ma_buf path = MA_BUF_INIT(MA_KIB * 8);
	ma_rc rc;

	ma_path_join(&path, ma_str(dir), name);
	rc = ma_buf_check(&path, err);
	if (!rc)
		rc = ma_fs_read(path.p, MA_LIMIT_CONFIG, out, NULL, err);
	ma_buf_done(&path);
	return rc;
}

/* A template's text, read once. Borrows from the kit. */
static ma_rc load(void *data, struct ma_str name, struct ma_str *text_out, ma_err *err)
{
	struct ma_offline_kit *kit = data;
	char *text = ma_map_get(&kit->texts, name);
	ma_rc rc = ma_path_check(name, err);

	if (!rc && !text) {
		rc = read_text(kit->dirs[0], name, &text, err);
		if (rc == MA_ENOTFOUND && kit->dirs[1])
			rc = read_text(kit->dirs[1], name, &text, err);
		if (!rc && !ma_map_put(&kit->texts, name, text)) {
			ma_free(text);
			rc = ma_fail_nomem(err);
		}
	}
	if (!rc)
		*text_out = ma_str(text);
	return rc;
}

struct sink {
	ma_offline_file_fn *fn;
	void *data;
	struct ma_buf name, path, content; /* reused for every file */
};

static ma_rc render_file(struct ma_offline_kit *kit, const json_t *row, const json_t *view,
	struct sink *sink, ma_err *err)
{
	struct ma_str when = ma_json_str(row, "when"), text, name;
	bool wanted = true;
	ma_rc rc = MA_OK;

	if (when.n > 0)
		rc = ma_template_test(when, view, &wanted, err);
	if (rc || !wanted)
		return rc;
	ma_buf_clear(&sink->name);
	ma_buf_clear(&sink->path);
	ma_buf_clear(&sink->content);
	rc = ma_template_render(
		MA_STR("path"), ma_json_str(row, "path"), view, NULL, NULL, &sink->path, err);
	if (!rc)
		rc = ma_template_render(MA_STR("template"), ma_json_str(row, "template"), view,
			NULL, NULL, &sink->name, err);
	name = ma_buf_str(&sink->name);
	if (!rc)
		rc = ma_path_check(ma_buf_str(&sink->path), err);
	if (!rc)
		rc = load(kit, name, &text, err);
	if (!rc)
		rc = ma_template_render(name, text, view, load, kit, &sink->content, err);
	if (!rc && !sink->fn(sink->data, ma_buf_str(&sink->path), ma_buf_str(&sink->content)))
		rc = ma_fail(err, MA_ECANCELED, "cancelled");
	return rc;
}

/* "entities as e": the list's name and the variable's. */
static bool split_each(struct ma_str each, struct ma_str *list, struct ma_str *var)
{
	ptrdiff_t at = ma_str_find(each, MA_STR(" as "));

	if (at <= 0)
		return false;
	*list = ma_str_n(each.p, (size_t)at);
	*var = ma_str_from(each, (size_t)at + 4);
	return var->n > 0;
}

/* The same view with one member more. */
static ma_rc render_with(struct ma_offline_kit *kit, const json_t *row, const json_t *view,
	struct ma_str var, json_t *value, struct sink *sink, ma_err *err)
{
	json_t *scope = json_copy((json_t *)view);
	ma_rc rc;

	if (!scope || json_object_setn(scope, var.p, var.n, value))
		rc = ma_fail_nomem(err);
	else
		rc = render_file(kit, row, scope, sink, err);
	json_decref(scope);
	return rc;
}

static ma_rc render_row(struct ma_offline_kit *kit, const json_t *row, const json_t *view,
	struct sink *sink, ma_err *err)
{
	struct ma_str each = ma_json_str(row, "each"), list, var;
	json_t *member;
	ma_rc rc = MA_OK;
	size_t i;

	if (each.n == 0)
		return render_file(kit, row, view, sink, err);
	if (!split_each(each, &list, &var))
		return ma_fail(err, MA_EINVALID, "manifest.json: each: expected \"list as name\"");
	json_array_foreach (json_object_getn(view, list.p, list.n), i, member) {
		rc = render_with(kit, row, view, var, member, sink, err);
		if (rc)
			break;
	}
	return rc;
}

ma_rc ma_offline_render(struct ma_offline_kit *kit, const json_t *view, const struct ma_str *agent,
	ma_offline_file_fn *fn, void *data, ma_err *err)
{
	struct sink sink = { fn, data, MA_BUF_INIT(MA_LIMIT_CONFIG), MA_BUF_INIT(MA_LIMIT_CONFIG),
		MA_BUF_INIT(MA_LIMIT_FILE) };
	const json_t *row;
	ma_rc rc = MA_OK;
	size_t i;

	json_array_foreach (kit->files, i, row) {
		if (agent && !ma_str_eq(ma_json_str(row, "agent"), *agent))
			continue;
		rc = render_row(kit, row, view, &sink, err);
		if (rc)
			break;
	}
	ma_buf_done(&sink.name);
	ma_buf_done(&sink.path);
	ma_buf_done(&sink.content);
	return rc;
}

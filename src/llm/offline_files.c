/* Files of a project: the manifest, its templates, and a view. */
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

ma_rc ma_offline_templates_load(struct ma_offline_templates *t, const char *data_dir, ma_err *err)
{
	json_t *manifest = NULL, *versions = NULL;
	char *dir;
	ma_rc rc;

	if (t->manifest)
		return MA_OK;
	dir = join(data_dir, "templates/webapp");
	if (!dir)
		return ma_fail_nomem(err);
	rc = read_json(dir, "manifest.json", &manifest, err);
	if (!rc)
		rc = read_json(data_dir, "templates/versions.json", &versions, err);
	if (!rc && !json_is_array(json_object_get(manifest, "files")))
		rc = ma_fail(err, MA_EINVALID, "%s/manifest.json: /files: expected a list", dir);
	if (rc) {
		json_decref(manifest);
		json_decref(versions);
		ma_free(dir);
		return rc;
	}
	t->dir = dir;
	t->manifest = manifest;
	t->versions = versions;
	return MA_OK;
}

void ma_offline_templates_done(struct ma_offline_templates *t)
{
	size_t i;

	for (i = 0; i < t->texts.n; i++)
		ma_free(t->texts.entries[i].value);
	ma_map_done(&t->texts);
	json_decref(t->manifest);
	json_decref(t->versions);
	ma_free(t->dir);
	memset(t, 0, sizeof(*t));
}

static ma_rc read_text(struct ma_offline_templates *t, struct ma_str name, char **out, ma_err *err)
{
	struct ma_buf path = MA_BUF_INIT(MA_KIB * 8);
	ma_rc rc;

	ma_path_join(&path, ma_str(t->dir), name);
	rc = ma_buf_check(&path, err);
	if (!rc)
		rc = ma_fs_read(path.p, MA_LIMIT_CONFIG, out, NULL, err);
	ma_buf_done(&path);
	return rc;
}

/* A template's text, read once. Borrows from the templates. */
static ma_rc load(void *data, struct ma_str name, struct ma_str *text_out, ma_err *err)
{
	struct ma_offline_templates *t = data;
	char *text = ma_map_get(&t->texts, name);
	ma_rc rc = ma_path_check(name, err);

	if (!rc && !text) {
		rc = read_text(t, name, &text, err);
		if (!rc && !ma_map_put(&t->texts, name, text)) {
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
	struct ma_buf path, content; /* reused for every file */
};

static ma_rc render_file(struct ma_offline_templates *t, const json_t *row, const json_t *view,
	struct sink *sink, ma_err *err)
{
	struct ma_str name = ma_json_str(row, "template"), when = ma_json_str(row, "when"), text;
	bool wanted = true;
	ma_rc rc = MA_OK;

	if (when.n > 0)
		rc = ma_template_test(when, view, &wanted, err);
	if (rc || !wanted)
		return rc;
	ma_buf_clear(&sink->path);
	ma_buf_clear(&sink->content);
	rc = ma_template_render(
		MA_STR("path"), ma_json_str(row, "path"), view, NULL, NULL, &sink->path, err);
	if (!rc)
		rc = ma_path_check(ma_buf_str(&sink->path), err);
	if (!rc)
		rc = load(t, name, &text, err);
	if (!rc)
		rc = ma_template_render(name, text, view, load, t, &sink->content, err);
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
static ma_rc render_with(struct ma_offline_templates *t, const json_t *row, const json_t *view,
	struct ma_str var, json_t *value, struct sink *sink, ma_err *err)
{
	json_t *scope = json_copy((json_t *)view);
	ma_rc rc;

	if (!scope || json_object_setn(scope, var.p, var.n, value))
		rc = ma_fail_nomem(err);
	else
		rc = render_file(t, row, scope, sink, err);
	json_decref(scope);
	return rc;
}

static ma_rc render_row(struct ma_offline_templates *t, const json_t *row, const json_t *view,
	struct sink *sink, ma_err *err)
{
	struct ma_str each = ma_json_str(row, "each"), list, var;
	json_t *member;
	ma_rc rc = MA_OK;
	size_t i;

	if (each.n == 0)
		return render_file(t, row, view, sink, err);
	if (!split_each(each, &list, &var))
		return ma_fail(err, MA_EINVALID, "manifest.json: each: expected \"list as name\"");
	json_array_foreach (json_object_getn(view, list.p, list.n), i, member) {
		rc = render_with(t, row, view, var, member, sink, err);
		if (rc)
			break;
	}
	return rc;
}

ma_rc ma_offline_render(struct ma_offline_templates *t, const json_t *view,
	const struct ma_str *agent, ma_offline_file_fn *fn, void *data, ma_err *err)
{
	struct sink sink = { fn, data, MA_BUF_INIT(MA_LIMIT_CONFIG), MA_BUF_INIT(MA_LIMIT_FILE) };
	const json_t *row;
	ma_rc rc = MA_OK;
	size_t i;

	json_array_foreach (json_object_get(t->manifest, "files"), i, row) {
		if (agent && !ma_str_eq(ma_json_str(row, "agent"), *agent))
			continue;
		rc = render_row(t, row, view, &sink, err);
		if (rc)
			break;
	}
	ma_buf_done(&sink.path);
	ma_buf_done(&sink.content);
	return rc;
}

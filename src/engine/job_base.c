/* What a task's files are made from, and what the tasks before it have really committed. */
#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "engine/file_set.h"
#include "engine/job.h"

static ma_rc put(struct ma_job_bases *b, struct ma_str path, struct ma_str commit, ma_err *err)
{
	return ma_map_put(&b->of, path, (void *)(uintptr_t)commit.p) ? MA_OK : ma_fail_nomem(err);
}

/* A set with so many files that no event names them is read. */
static ma_rc put_blob(struct ma_job_bases *b, const struct ma_work *w, ma_err *err)
{
	json_t *files = NULL;
	const json_t *file;
	char *path;
	size_t i;
	ma_rc rc = ma_file_set_json(b->j->d->run, w->files, "file set", &files, err);

	json_array_foreach (files, i, file) {
		path = rc ? NULL : ma_arena_dup(&b->arena, ma_json_str(file, "path"));
		if (!rc)
			rc = path ? put(b, ma_str(path), w->commit, err) : ma_fail_nomem(err);
	}
	json_decref(files);
	return rc;
}

static ma_rc put_all(struct ma_job_bases *b, struct ma_str paths, struct ma_str commit, ma_err *err)
{
	struct ma_str path;
	ma_rc rc = MA_OK;

	while (!rc && ma_str_cut(&paths, '|', &path))
		rc = put(b, path, commit, err);
	return rc;
}

ma_rc ma_job_bases_init(struct ma_job_bases *b, const struct ma_job *j, ma_err *err)
{
	ma_rc rc = MA_OK;
	size_t i;

	*b = (struct ma_job_bases){ j, MA_MAP_INIT, MA_ARENA_INIT(MA_LIMIT_BLOB) };
	for (i = 0; i < j->sources_n && !rc; i++) {
		const struct ma_work *w = j->sources[i].work;

		if (w->commit.n > 0 && w->paths.n == 0)
			rc = put_blob(b, w, err);
		else if (w->commit.n > 0)
			rc = put_all(b, w->paths, w->commit, err);
	}
	return rc ? rc : put_all(b, j->met_paths, j->met, err);
}

const char *ma_job_base(const struct ma_job_bases *b, struct ma_str path)
{
	const char *id = ma_map_get(&b->of, path);

	if (id)
		return id;
	return b->j->start.n > 0 ? b->j->start.p : "";
}

void ma_job_bases_done(struct ma_job_bases *b)
{
	ma_map_done(&b->of);
	ma_arena_done(&b->arena);
}

/* MA_OK and *out NULL: it is not in that commit. */
static ma_rc read_file(
	struct ma_job *j, struct ma_str commit, struct ma_str path, json_t **out, ma_err *err)
{
	struct ma_workspace *ws = j->d->run->ports.workspace;
	ma_err why = { MA_OK, 0, "" };
	char *text = NULL;
	size_t size = 0;
	ma_rc rc = ma_workspace_read(ws, commit.p, path, &text, &size, &why);

	*out = NULL;
	if (rc == MA_ENOTFOUND)
		return MA_OK;
	if (rc) {
		*err = why;
		return rc;
	}
	*out = json_stringn(text, size);
	ma_free(text);
	return *out ? MA_OK
		    : ma_fail(err, MA_EINVALID, MA_STR_FMT ": it is no text", MA_STR_ARG(path));
}

static ma_rc write_set(json_t *files, char **text, struct ma_str *out, ma_err *err)
{
	struct ma_buf buf = MA_BUF_INIT(2 * MA_LIMIT_BLOB);
	ma_rc rc;

	ma_json_write(files, 0, &buf);
	rc = ma_buf_check(&buf, err);
	if (rc) {
		ma_buf_done(&buf);
		return rc;
	}
	*out = ma_buf_str(&buf);
	*text = ma_buf_take(&buf);
	return MA_OK;
}

ma_rc ma_job_committed(struct ma_job *j, struct ma_job_source *u, struct ma_str *out, ma_err *err)
{
	ma_rc rc = ma_job_blob(j->d->run, u->work->files, &u->text, out, err);
	json_t *files = NULL, *content = NULL, *file;
	char *blob = u->text;
	size_t i;

	if (rc || u->work->merged == 0)
		return rc;
	rc = ma_json_parse(*out, "file set", &files, err);
	json_array_foreach (files, i, file) {
		if (!rc)
			rc = read_file(j, u->work->commit, ma_json_str(file, "path"), &content, err);
		if (!rc && content && json_object_set_new(file, "content", content))
			rc = ma_fail_nomem(err);
	}
	if (!rc) {
		rc = write_set(files, &u->text, out, err);
		if (!rc)
			ma_free(blob);
	}
	json_decref(files);
	return rc;
}

ma_rc ma_job_met(struct ma_job *j, char **text, struct ma_str *out, ma_err *err)
{
	struct ma_str rest = j->met_paths, path;
	json_t *files = json_array(), *content = NULL, *file;
	ma_rc rc = files ? MA_OK : ma_fail_nomem(err);

	while (!rc && ma_str_cut(&rest, '|', &path)) {
		rc = read_file(j, j->met, path, &content, err);
		if (rc || !content)
			continue;
		file = json_object();
		if (!file || json_object_set_new(file, "path", json_stringn(path.p, path.n)) ||
			json_object_set(file, "content", content) || json_array_append(files, file))
			rc = ma_fail_nomem(err);
		json_decref(file);
		json_decref(content);
	}
	if (!rc && json_array_size(files) > 0)
		rc = write_set(files, text, out, err);
	json_decref(files);
	return rc;
}

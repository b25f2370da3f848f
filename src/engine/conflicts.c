/* Conflicts of file sets, as JSON and back. */
#include "engine/conflicts.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "engine/file_set.h"

#define PLACES_MAX 200 /* of one file set: more is no resolver's work */
#define TOLD_MAX MA_MIB

static const char *const labels[MA_SIDES_N] = { "what was shown", "the branch", "the change" };

struct telling {
	struct ma_job *j;
	const char *head;
	struct ma_arena arena;
	struct ma_buf *out;
	int64_t places;
	bool hopeless; /* there is one that no text resolves */
};

/* MA_OK and "" for a file that is not there. */
static ma_rc read_file(const struct ma_job *j, const char *id, struct ma_str path,
	struct ma_arena *arena, struct ma_str *out, bool *there, ma_err *err)
{
	ma_err why = { MA_OK, 0, "" };
	char *text = NULL, *copy;
	size_t size = 0;
	ma_rc rc = MA_ENOTFOUND;

	*out = MA_STR("");
	if (*id)
		rc = ma_workspace_read(j->d->run->ports.workspace, id, path, &text, &size, &why);
	*there = rc != MA_ENOTFOUND;
	if (rc == MA_ENOTFOUND)
		return MA_OK;
	if (rc) {
		*err = why;
		return rc;
	}
	copy = ma_arena_dup(arena, ma_str_n(text, size));
	*out = ma_str_n(copy, size);
	ma_free(text);
	return copy ? MA_OK : ma_fail_nomem(err);
}

static void add_place(struct ma_buf *out, const struct ma_conflict *c)
{
	static const char *const names[MA_SIDES_N] = { "base", "ours", "theirs" };
	int s;

	ma_buf_adds(out, "{\"at\":");
	ma_json_add_string(out, c->at);
	ma_buf_addf(out, ",\"lines\":[%u,%u,%u]", c->line[MA_BASE], c->line[MA_OURS],
		c->line[MA_THEIRS]);
	for (s = 0; s < MA_SIDES_N; s++) {
		ma_buf_addf(out, ",\"%s\":", names[s]);
		ma_json_add_string(out, c->side[s]);
	}
	ma_buf_addc(out, '}');
}

static void add_file(struct telling *t, const struct ma_change *change, const struct ma_merged *m)
{
	size_t i;

	ma_buf_adds(t->out, t->out->n > 0 ? ",{\"path\":" : "[{\"path\":");
	ma_json_add_string(t->out, change->path);
	ma_buf_adds(t->out, ",\"base\":");
	ma_json_add_string(t->out, ma_str(change->base));
	ma_buf_adds(t->out, ",\"places\":[");
	for (i = 0; i < m->conflicts_n; i++) {
		ma_buf_adds(t->out, i > 0 ? "," : "");
		add_place(t->out, &m->conflicts[i]);
	}
	ma_buf_adds(t->out, "]}");
}

static ma_rc tell_merge(struct telling *t, const struct ma_change *change,
	const struct ma_str text[MA_SIDES_N], ma_err *err)
{
	const struct ma_merge_opts opts = { MA_MERGE_SMART, change->path, false,
		{ labels[0], labels[1], labels[2] }, t->j->d->run->ports.syntax };
	struct ma_merged merged;
	ma_err why = { MA_OK, 0, "" };
	ma_rc rc = ma_merge(text, &opts, &t->arena, &merged, &why);

	if (rc == MA_ENOMEM) {
		*err = why;
		return rc;
	}
	t->hopeless = rc || merged.conflicts_n == 0 ||
		t->places + (int64_t)merged.conflicts_n > PLACES_MAX;
	if (rc)
		return MA_OK;
	t->places += (int64_t)merged.conflicts_n;
	if (!t->hopeless)
		add_file(t, change, &merged);
	ma_merged_done(&merged);
	return MA_OK;
}

static ma_rc tell_file(struct telling *t, const struct ma_change *change, ma_err *err)
{
	struct ma_str text[MA_SIDES_N] = { MA_STR(""), MA_STR(""), change->content };
	bool was = false, is = false;
	ma_rc rc;

	if (change->remove || !change->base || ma_path_is_lock(change->path)) {
		t->hopeless = true;
		return MA_OK;
	}
	rc = read_file(t->j, change->base, change->path, &t->arena, &text[MA_BASE], &was, err);
	if (!rc)
		rc = read_file(t->j, t->head, change->path, &t->arena, &text[MA_OURS], &is, err);
	if (rc)
		return rc;
	if (!is || !ma_str_is_text(text[MA_BASE]) || !ma_str_is_text(text[MA_OURS])) {
		t->hopeless = true;
		return MA_OK;
	}
	return tell_merge(t, change, text, err);
}

ma_rc ma_conflicts_tell(struct ma_job *j, const struct ma_change *changes, const bool *hit,
	size_t n, const char *head, struct ma_buf *out, int64_t *places_out, ma_err *err)
{
	struct ma_buf told = MA_BUF_INIT(TOLD_MAX);
	struct telling t = {
		.j = j, .head = head, .arena = MA_ARENA_INIT(MA_LIMIT_ARENA), .out = &told
	};
	size_t i;
	ma_rc rc = MA_OK;

	for (i = 0; i < n && !rc && !t.hopeless; i++)
		if (hit[i])
			rc = tell_file(&t, &changes[i], err);
	ma_buf_addc(&told, ']');
	if (!rc && told.rc == MA_ENOMEM)
		rc = ma_fail_nomem(err);
	if (!rc && !t.hopeless && !told.rc) {
		ma_buf_addv(out, ma_buf_str(&told));
		*places_out = t.places;
		rc = ma_buf_check(out, err);
	}
	ma_buf_done(&told);
	ma_arena_done(&t.arena);
	return rc;
}

ma_rc ma_conflicts_load(struct ma_job *j, struct ma_conflicts *out, ma_err *err)
{
	ma_rc rc;

	*out = (struct ma_conflicts){ .j = j, .arena = MA_ARENA_INIT(MA_LIMIT_ARENA) };
	rc = ma_file_set_json(j->d->run, j->conflict, "conflicts", &out->list, err);
	return rc ? rc : ma_file_set_json(j->d->run, j->conflict_files, "file set", &out->set, err);
}

void ma_conflicts_done(struct ma_conflicts *c)
{
	json_decref(c->list);
	json_decref(c->set);
	ma_arena_done(&c->arena);
}

static const json_t *find(const json_t *rows, struct ma_str path)
{
	const json_t *row;
	size_t i;

	json_array_foreach (rows, i, row)
		if (ma_str_eq(ma_json_str(row, "path"), path))
			return row;
	return NULL;
}

const json_t *ma_conflicts_find(const struct ma_conflicts *c, struct ma_str path)
{
	return find(c->list, path);
}

ma_rc ma_conflicts_sides(
	struct ma_conflicts *c, struct ma_str path, struct ma_str side[MA_SIDES_N], ma_err *err)
{
	const json_t *row = find(c->list, path), *file = find(c->set, path);
	const char *base = json_string_value(json_object_get(row, "base"));
	bool there;
	ma_rc rc;

	if (!base || !file)
		return ma_fail(err, MA_EINVALID, MA_STR_FMT ": its conflict is not told in full",
			MA_STR_ARG(path));
	side[MA_THEIRS] = ma_json_str(file, "content");
	rc = read_file(c->j, base, path, &c->arena, &side[MA_BASE], &there, err);
	return rc ? rc : read_file(c->j, c->j->met.p, path, &c->arena, &side[MA_OURS], &there, err);
}

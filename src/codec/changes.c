/* Blocks into changes. Edits of one path, wherever they stand in the reply, are applied together. */
#include "codec/changes.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "base/map.h"

#define PROBLEM_MAX (16 * MA_KIB)

struct maker {
	const struct ma_blocks *blocks;
	ma_changes_base_fn *base;
	void *data;
	struct ma_arena *arena;
	struct ma_changes *out;
	struct ma_map targets; /* of moves: new path -> block */
	size_t size;           /* of the contents that were copied */
};

static ma_rc keep(struct maker *m, struct ma_str text, struct ma_str *out, ma_err *err)
{
	char *copy;

	m->size += text.n;
	if (m->size > MA_LIMIT_BLOB / 2)
		return ma_fail(err, MA_ELIMIT,
			"what is edited and moved is larger than %zu bytes together",
			MA_LIMIT_BLOB / 2);
	copy = ma_arena_dup(m->arena, text);
	if (!copy)
		return ma_fail_nomem(err);
	*out = ma_str_n(copy, text.n);
	return MA_OK;
}

/* `edited`: the file that an edit found no place in; NULL: it is about something else. */
static ma_rc complain(struct maker *m, struct ma_str path, struct ma_str what,
	const struct ma_edit_base *edited, ma_err *err)
{
	struct ma_change_problem *p = &m->out->problems[m->out->problems_n];
	ma_rc rc = keep(m, what, &p->what, err);

	if (rc)
		return rc;
	p->path = path;
	p->edit = edited != NULL;
	p->lines = edited ? ma_edit_lines(edited->text) : 0;
	m->out->problems_n++;
	return MA_OK;
}

static void put(struct maker *m, struct ma_file_change change)
{
	m->out->v[m->out->n++] = change;
}

/* As it will be before the edits: a file that moves here is what it was there. */
static ma_rc base_of(struct maker *m, struct ma_str path, struct ma_edit_base *out, ma_err *err)
{
	const struct ma_block *move = ma_map_get(&m->targets, path);

	*out = (struct ma_edit_base){ .text = ma_str(""), .exists = false };
	return m->base(m->data, move ? move->path : path, out, err);
}

/* The hunks of every EDIT block of this path, in order; *n_out of them. */
static const struct ma_hunk **gather(
	const struct maker *m, struct ma_str path, size_t *n_out, ma_err *err)
{
	const struct ma_hunk **v;
	size_t n = 0, i, k;

	for (i = 0; i < m->blocks->n; i++)
		if (m->blocks->v[i].op == MA_BLOCK_EDIT && ma_str_eq(m->blocks->v[i].path, path))
			n += m->blocks->v[i].hunks_n;
	v = ma_new_n(const struct ma_hunk *, n);
	if (!v) {
		(void)ma_fail_nomem(err); /* NULL says it */
		return NULL;
	}
	*n_out = 0;
	for (i = 0; i < m->blocks->n; i++)
		if (m->blocks->v[i].op == MA_BLOCK_EDIT && ma_str_eq(m->blocks->v[i].path, path))
			for (k = 0; k < m->blocks->v[i].hunks_n; k++)
				v[(*n_out)++] = &m->blocks->v[i].hunks[k];
	return v;
}

static ma_rc keep_edited(struct maker *m, struct ma_str path, const struct ma_edit_base *base,
	struct ma_buf *text, struct ma_buf *problems, size_t refused, ma_err *err)
{
	struct ma_str content = MA_STR("");
	ma_rc rc;

	if (refused > 0)
		return complain(m, path, ma_buf_str(problems), base, err);
	rc = keep(m, ma_buf_str(text), &content, err);
	if (!rc)
		put(m, (struct ma_file_change){ path, content, .edited = true });
	return rc;
}

static ma_rc edit_file(struct maker *m, struct ma_str path, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_FILE), problems = MA_BUF_INIT(PROBLEM_MAX);
	struct ma_edit_base base;
	size_t n = 0, refused = 0;
	const struct ma_hunk **hunks = gather(m, path, &n, err);
	ma_rc rc = hunks ? base_of(m, path, &base, err) : MA_ENOMEM;

	if (!rc)
		rc = ma_edit_apply(base, path, hunks, n, &text, &problems, &refused, err);
	if (!rc)
		rc = keep_edited(m, path, &base, &text, &problems, refused, err);
	else if (rc == MA_ELIMIT && hunks)
		rc = complain(m, path, ma_str(err->msg), &base, err);
	ma_free(hunks);
	ma_buf_done(&text);
	ma_buf_done(&problems);
	return rc;
}

static bool is_edited(const struct maker *m, struct ma_str path)
{
	size_t i;

	for (i = 0; i < m->blocks->n; i++)
		if (m->blocks->v[i].op == MA_BLOCK_EDIT && ma_str_eq(m->blocks->v[i].path, path))
			return true;
	return false;
}

static ma_rc move_file(struct maker *m, const struct ma_block *b, ma_err *err)
{
	struct ma_edit_base from, to = { .exists = false };
	struct ma_str content = MA_STR("");
	ma_rc rc = base_of(m, b->to, &from, err);

	if (!rc)
		rc = m->base(m->data, b->to, &to, err);
	if (rc)
		return rc;
	if (!from.exists)
		return complain(
			m, b->path, MA_STR("it is not there, so it cannot be moved"), NULL, err);
	if (to.exists)
		return complain(m, b->to, MA_STR("it is there already"), NULL, err);
	put(m, (struct ma_file_change){ .path = b->path, .remove = true });
	if (is_edited(m, b->to))
		return MA_OK; /* written by its edit */
	rc = keep(m, from.text, &content, err);
	if (!rc)
		put(m, (struct ma_file_change){ .path = b->to, .content = content });
	return rc;
}

/* A patch that adds a file knows nothing of one that is there: it must not be lost. */
static ma_rc write_file(struct maker *m, const struct ma_block *b, ma_err *err)
{
	struct ma_edit_base base = { .exists = false };
	ma_rc rc = b->adds ? m->base(m->data, b->path, &base, err) : MA_OK;

	if (rc)
		return rc;
	if (base.exists)
		return complain(m, b->path,
			MA_STR("it is there already, so it cannot be added: edit it"), NULL, err);
	put(m, (struct ma_file_change){ .path = b->path, .content = b->content });
	return MA_OK;
}

static ma_rc take(struct maker *m, const struct ma_block *b, struct ma_map *edited, ma_err *err)
{
	switch (b->op) {
	case MA_BLOCK_FILE:
		return write_file(m, b, err);
	case MA_BLOCK_DELETE:
		put(m, (struct ma_file_change){ .path = b->path, .remove = true });
		return MA_OK;
	case MA_BLOCK_MOVE:
		return move_file(m, b, err);
	case MA_BLOCK_EDIT:
		if (ma_map_has(edited, b->path))
			return MA_OK;
		return ma_map_put(edited, b->path, NULL) ? edit_file(m, b->path, err)
							 : ma_fail_nomem(err);
	case MA_BLOCK_TASKS:
		break;
	}
	return MA_OK;
}

static ma_rc find_targets(struct maker *m, ma_err *err)
{
	struct ma_block *b;
	size_t i;

	for (i = 0; i < m->blocks->n; i++) {
		b = &m->blocks->v[i];
		if (b->op == MA_BLOCK_MOVE && !ma_map_put(&m->targets, b->to, b))
			return ma_fail_nomem(err);
	}
	return MA_OK;
}

ma_rc ma_changes_make(const struct ma_blocks *blocks, ma_changes_base_fn *base, void *data,
	struct ma_arena *arena, struct ma_changes *out, ma_err *err)
{
	struct ma_changes changes = { .v = NULL };
	struct maker m = { blocks, base, data, arena, &changes, MA_MAP_INIT, 0 };
	struct ma_map edited = MA_MAP_INIT;
	ma_rc rc;
	size_t i;

	changes.v = ma_arena_new_n(arena, struct ma_file_change, 2 * blocks->n);
	changes.problems = ma_arena_new_n(arena, struct ma_change_problem, blocks->n);
	rc = changes.v && changes.problems ? find_targets(&m, err) : ma_fail_nomem(err);
	for (i = 0; i < blocks->n && !rc; i++)
		rc = take(&m, &blocks->v[i], &edited, err);
	ma_map_done(&edited);
	ma_map_done(&m.targets);
	if (!rc)
		*out = changes;
	return rc;
}

/*
 * A task's files are made from what it was shown; when they come, others may have committed. What
 * both changed is merged (vcs/merge.h), on the text that the task was shown, or refused with the places, so that the task
 * can be asked again on the new head. Nothing that somebody committed is written over unseen.
 */
#include "vcs/meet.h"

#include <stdio.h>
#include <string.h>

#include "vcs/merge.h"

#define ARENA_MAX (512 * MA_MIB)

/* A file that was to be removed, and that others removed before. */
struct ma_meet_gone {
	struct ma_meet_gone *next;
	struct ma_str path, text;
};

struct ma_meet_base {
	struct ma_meet_base *next;
	const char *id;
	struct ma_tree *tree;
};

void ma_meet_init(struct ma_meet *m, struct ma_workspace *ws, bool drops_locks)
{
	*m = (struct ma_meet){
		.ws = ws, .arena = MA_ARENA_INIT(ARENA_MAX), .drops_locks = drops_locks
	};
}

void ma_meet_done(struct ma_meet *m)
{
	struct ma_meet_base *b;

	for (b = m->bases; b; b = b->next)
		ma_tree_free(b->tree);
	ma_arena_done(&m->arena);
}

static ma_rc read_tree(struct ma_meet *m, const char *id, struct ma_tree **out, ma_err *err)
{
	struct ma_workspace *ws = m->ws;
	git_tree *tree = NULL;
	git_oid oid;
	ma_rc rc;

	if (ws->git.oid_fromstr(&oid, id) < 0)
		return ma_fail(err, MA_EINVALID, "%.60s is no commit", id);
	rc = ma_repo_tree(ws, &oid, &tree, err);
	if (!rc)
		rc = ma_tree_read(ws, ws->git.tree_id(tree), out, err);
	ws->git.tree_free(tree);
	return rc;
}

/* They are few: each is the commit of a task, and most files of a set have the same. */
static ma_rc find_base(struct ma_meet *m, const char *id, struct ma_tree **out, ma_err *err)
{
	struct ma_meet_base *b = m->bases;
	ma_rc rc;

	while (b && strcmp(b->id, id) != 0)
		b = b->next;
	if (!b) {
		b = ma_arena_new(&m->arena, struct ma_meet_base);
		if (!b)
			return ma_fail_nomem(err);
		rc = read_tree(m, id, &b->tree, err);
		if (rc)
			return rc;
		b->id = id;
		b->next = m->bases;
		m->bases = b;
	}
	*out = b->tree;
	return MA_OK;
}

static bool is_same(
	const struct ma_meet *m, const struct ma_tree_entry *a, const struct ma_tree_entry *b)
{
	if (!a || !b)
		return !a && !b;
	return a->mode == b->mode && m->ws->git.oid_cmp(&a->id, &b->id) == 0;
}

/* The content of a file; "" of none. */
static ma_rc read_text(
	struct ma_meet *m, const struct ma_tree_entry *e, struct ma_str *out, ma_err *err)
{
	git_blob *blob = NULL;
	char *copy;
	ma_rc rc;

	*out = MA_STR("");
	if (!e || e->mode == GIT_FILEMODE_TREE)
		return MA_OK;
	rc = ma_repo_blob(m->ws, &e->id, e->name, &blob, out, err);
	if (rc)
		return rc;
	copy = ma_arena_dup(&m->arena, *out);
	out->p = copy;
	m->ws->git.blob_free(blob);
	return copy ? MA_OK : ma_fail_nomem(err);
}

static ma_rc refuse(const struct ma_merged *merged, struct ma_str path, ma_err *err)
{
	struct ma_str at = merged->conflicts[0].at;
	char more[48] = "";

	if (merged->conflicts_n > 1)
		(void)snprintf(
			more, sizeof(more), " and %zu more", merged->conflicts_n - 1); /* short */
	return ma_fail(err, MA_EREFUSED,
		MA_STR_FMT
		": others changed it since it was shown, and both changes do not go together at %.*s%s",
		MA_STR_ARG(path), (int)(at.n < 200 ? at.n : 200), at.p, more);
}

static ma_rc merge(struct ma_meet *m, const struct ma_str text[MA_SIDES_N], struct ma_str path,
	struct ma_str *out, ma_err *err)
{
	const struct ma_merge_opts opts = { MA_MERGE_SMART, path, false,
		{ "what was shown", "the branch", "the change" }, m->ws->syntax };
	struct ma_merged merged;
	char *copy = NULL;
	ma_rc rc = ma_merge(text, &opts, &m->arena, &merged, err);

	if (rc == MA_EINVALID || rc == MA_ELIMIT)
		return ma_fail(err, MA_EREFUSED,
			MA_STR_FMT ": others changed it since it was shown, and it cannot be merged",
			MA_STR_ARG(path));
	if (rc)
		return rc;
	if (merged.conflicts_n > 0)
		rc = refuse(&merged, path, err);
	else
		copy = ma_arena_dup(&m->arena, ma_buf_str(&merged.text));
	if (!rc && !copy)
		rc = ma_fail_nomem(err);
	if (!rc)
		*out = ma_str_n(copy, merged.text.n);
	ma_merged_done(&merged);
	return rc;
}

/* What either side locked fits its own dependencies, not those of both. */
static ma_rc meet_lock(struct ma_meet *m, const struct ma_tree_entry *is,
	const struct ma_change *change, bool *drop_out, ma_err *err)
{
	struct ma_str text;
	ma_rc rc = read_text(m, is, &text, err);

	if (rc || (is && ma_str_eq(text, change->content)))
		return rc;
	if (!m->drops_locks)
		return ma_fail(err, MA_EREFUSED, MA_STR_FMT ": both sides wrote this lock file",
			MA_STR_ARG(change->path));
	*drop_out = true;
	return MA_OK;
}

/* A file of ours that goes is gone already: others removed it. */
static ma_rc note_gone(struct ma_meet *m, const struct ma_change *change,
	const struct ma_tree_entry *was, ma_err *err)
{
	struct ma_meet_gone *gone = ma_arena_new(&m->arena, struct ma_meet_gone);
	ma_rc rc = gone ? read_text(m, was, &gone->text, err) : ma_fail_nomem(err);

	if (rc)
		return rc;
	gone->path = change->path;
	gone->next = m->gone;
	m->gone = gone;
	return MA_OK;
}

/* Half of the lines of `was` stand in `is`, at the least. *out is written on success. */
static ma_rc is_mostly(struct ma_str was, struct ma_str is, bool *out, ma_err *err)
{
	struct ma_map lines = MA_MAP_INIT;
	size_t n = 0, same = 0;
	struct ma_str line;
	bool ok = true;

	while (ok && ma_str_line(&is, &line))
		ok = ma_map_put(&lines, ma_str_trim(line), NULL);
	while (ok && ma_str_line(&was, &line)) {
		line = ma_str_trim(line);
		n += line.n > 0;
		same += line.n > 0 && ma_map_has(&lines, line);
	}
	ma_map_done(&lines);
	*out = n > 0 && 2 * same >= n;
	return ok ? MA_OK : ma_fail_nomem(err);
}

/* A new file that is one which others removed, under another name. */
static ma_rc refuse_return(struct ma_meet *m, const struct ma_change *change, ma_err *err)
{
	const struct ma_meet_gone *gone;
	bool same = false;
	ma_rc rc = MA_OK;

	for (gone = m->gone; gone && !same && !rc; gone = gone->next) {
		rc = is_mostly(gone->text, change->content, &same, err);
		if (!rc && same)
			rc = ma_fail(err, MA_EREFUSED,
				MA_STR_FMT
				": it is " MA_STR_FMT
				" under another name, which others removed since it was shown",
				MA_STR_ARG(change->path), MA_STR_ARG(gone->path));
	}
	return rc;
}

ma_rc ma_meet_change(struct ma_meet *m, const struct ma_change *change,
	const struct ma_tree_entry *is, struct ma_str *content, bool *drop_out, ma_err *err)
{
	const struct ma_tree_entry *was = NULL;
	struct ma_str text[MA_SIDES_N];
	struct ma_tree *base = NULL;
	ma_rc rc = MA_OK;

	if (!change->base)
		return MA_OK;
	if (*change->base)
		rc = find_base(m, change->base, &base, err);
	if (!rc && base)
		rc = ma_tree_find(m->ws, base, change->path, &was, err);
	if (!rc && !change->remove && !was && !is)
		return refuse_return(m, change, err);
	if (rc || is_same(m, was, is))
		return rc;
	if (change->remove && !is)
		return note_gone(m, change, was, err);
	if (!change->remove && ma_merge_may_drop(change->path))
		return meet_lock(m, is, change, drop_out, err);
	if (change->remove || !is)
		return ma_fail(err, MA_EREFUSED, MA_STR_FMT ": others %s it since it was shown",
			MA_STR_ARG(change->path), is ? "changed" : "removed");
	text[MA_THEIRS] = *content;
	rc = read_text(m, was, &text[MA_BASE], err);
	if (!rc)
		rc = read_text(m, is, &text[MA_OURS], err);
	if (!rc)
		rc = merge(m, text, change->path, content, err);
	m->merged += !rc && !ma_str_eq(*content, change->content);
	return rc;
}

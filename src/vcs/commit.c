/*
 * One commit: tree in memory, objects into one pack, then the ref.
 *
 *   head ──► tree in memory, names checked ──► tree ──► may the work tree follow? ──► commit
 *     └───────────── ref: head ──► commit, if it still is head ◄── pack, synced ◄──┘
 *                     └──► work tree, index
 *
 * Until the ref moves nothing can be seen; objects that nothing refers to are what `git gc` is for. One pack of n
 * objects costs two syncs, n loose objects n of them (docs/decisions/002-one-pack-per-commit.md). The id depends on the
 * changes, the parent and what the caller gives, so a commit made again is the same commit.
 */
#include <string.h>

#include "vcs/changes.h"
#include "vcs/commit_text.h"
#include "vcs/gitlock.h"
#include "vcs/land.h"
#include "vcs/meet.h"
#include "vcs/pack.h"
#include "vcs/state.h"
#include "vcs/tree.h"
#include "vcs/worktree.h"

#define MESSAGE_MAX (64 * MA_KIB)
#define GROUP_MAX (16 * MA_MIB) /* bytes of the pack beyond which a group takes no more */

/* Commits that are published together: one on top of the other, all in one pack. */
struct group {
	struct ma_workspace *ws;
	git_oid base; /* the branch's head, if has_base */
	bool has_base;
	bool in_step; /* the work tree is at the head: what is changed here is what changes there */
	git_oid last; /* the newest, or the base; if has_last */
	bool has_last;
	struct ma_pack pack;
	struct ma_sync sync; /* of all of them */
	struct ma_map paths; /* that they touch */
	size_t first, next;  /* which of the caller's commits are in it */
};

/* One of them, while it is made. */
struct work {
	struct group *g;
	struct ma_workspace *ws;
	const struct ma_commit *c;
	struct ma_meet meet; /* what its changes were made from */
	struct ma_buf refused; /* why they do not go together with what others made, a line for each */
	git_oid tree;
};

/* The tree of a head that is not the last one seen. */
static ma_rc read_head(struct ma_workspace *ws, const git_oid *head, ma_err *err)
{
	git_tree *tree = NULL;
	ma_rc rc;

	if (!head)
		return ma_tree_read(ws, NULL, &ws->head.root, err);
	rc = ma_repo_tree(ws, head, &tree, err);
	if (rc)
		return rc;
	ws->head.tree = *ws->git.tree_id(tree);
	ws->git.tree_free(tree);
	rc = ma_tree_read(ws, &ws->head.tree, &ws->head.root, err);
	if (!rc)
		ws->head.commit = *head;
	return rc;
}

static void forget_head(struct ma_workspace *ws)
{
	ma_tree_free(ws->head.root);
	ws->head.root = NULL;
}

static ma_rc load_head(struct group *g, ma_err *err)
{
	struct ma_workspace *ws = g->ws;
	ma_rc rc = ma_repo_head(ws, &g->base, &g->has_base, err);

	if (rc)
		return rc;
	g->last = g->base;
	g->has_last = g->has_base;
	g->in_step = ws->has_placed ? g->has_base && ws->git.oid_cmp(&ws->placed, &g->base) == 0
				    : !g->has_base;
	if (!g->has_base || ws->git.oid_cmp(&ws->head.commit, &g->base) != 0) {
		forget_head(ws);
		if (ws->fresh_size >
			0) /* somebody moved the branch, and may have collected garbage */
			rc = ma_packs_tell(ws, err);
	}
	if (rc)
		return rc;
	return ws->head.root ? MA_OK : read_head(ws, g->has_base ? &g->base : NULL, err);
}

/* What does not go together is told of all files at once, when all have been looked at. */
static ma_rc meet(struct work *w, const struct ma_change *change, const struct ma_tree_entry *is,
	struct ma_str *content, bool *drop_out, ma_err *err)
{
	ma_err why = { .code = MA_OK };
	ma_rc rc = ma_meet_change(&w->meet, change, is, content, drop_out, &why);

	if (rc == MA_EREFUSED) {
		ma_buf_addf(&w->refused, "%s%s", w->refused.n > 0 ? "\n" : "", why.msg);
		if (w->c->conflicts)
			w->c->conflicts[change - w->c->changes] = true;
		return MA_OK;
	}
	if (rc)
		*err = why;
	return rc;
}

static ma_rc take_out(struct work *w, struct ma_str path, const struct ma_tree_entry *e, ma_err *err)
{
	ma_rc rc;

	if (!e || e->mode == GIT_FILEMODE_TREE)
		return MA_OK;
	rc = ma_sync_add(&w->g->sync, path, &(struct ma_sync_side){ e->id, e->mode }, NULL, err);
	return rc ? rc : ma_tree_remove(w->ws, w->ws->head.root, path, err);
}

/* Only a file is removed; one that is not there need not be. */
static ma_rc remove_file(struct work *w, const struct ma_change *change, ma_err *err)
{
	const struct ma_tree_entry *e = NULL;
	ma_rc rc = ma_tree_find(w->ws, w->ws->head.root, change->path, &e, err);

	if (!rc)
		rc = meet(w, change, e, NULL, NULL, err);
	return rc ? rc : take_out(w, change->path, e, err);
}

static ma_rc remove_files(struct work *w, ma_err *err)
{
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < w->c->changes_n && !rc; i++)
		if (w->c->changes[i].remove)
			rc = remove_file(w, &w->c->changes[i], err);
	return rc;
}

/* A script can be run; what could be run before still can. */
static uint32_t mode_of(const struct ma_tree_entry *was, struct ma_str content)
{
	if (ma_str_starts(content, "#!") || (was && was->mode == GIT_FILEMODE_BLOB_EXECUTABLE))
		return GIT_FILEMODE_BLOB_EXECUTABLE;
	return GIT_FILEMODE_BLOB;
}

static ma_rc put_file(struct work *w, struct ma_str path, struct ma_str content, ma_err *err)
{
	struct ma_sync_side from = { .mode = 0 }, to = { .mode = 0 };
	const struct ma_tree_entry *was = NULL;
	ma_rc rc = ma_tree_find(w->ws, w->ws->head.root, path, &was, err);

	if (!rc)
		rc = ma_pack_add(&w->g->pack, GIT_OBJECT_BLOB, content, &to.id, err);
	if (rc)
		return rc;
	to.mode = mode_of(was, content);
	if (was)
		from = (struct ma_sync_side){ was->id, was->mode };
	rc = ma_tree_put(w->ws, w->ws->head.root, path, to.mode, &to.id, err);
	return rc ? rc : ma_sync_add(&w->g->sync, path, was ? &from : NULL, &to, err);
}

static ma_rc put_change(struct work *w, const struct ma_change *change, ma_err *err)
{
	const struct ma_tree_entry *is = NULL;
	struct ma_str content = change->content;
	bool drop = false;
	ma_rc rc = ma_tree_find(w->ws, w->ws->head.root, change->path, &is, err);

	if (!rc)
		rc = meet(w, change, is, &content, &drop, err);
	if (!rc && drop) {
		w->c->dropped[change - w->c->changes] = true;
		return take_out(w, change->path, is, err);
	}
	return rc ? rc : put_file(w, change->path, content, err);
}

/* A new output's .gitignore of our state is a part of it, or `git status` would show it. */
static ma_rc put_state(struct work *w, ma_err *err)
{
	const struct ma_tree_entry *e = NULL;
	struct ma_str path = MA_STR(MA_STATE_GITIGNORE);
	ma_rc rc = w->ws->follows ? ma_tree_find(w->ws, w->ws->head.root, path, &e, err) : MA_OK;

	if (rc || e || !w->ws->follows)
		return rc;
	return put_file(w, path, MA_STR(MA_STATE_GITIGNORE_TEXT), err);
}

static ma_rc put_files(struct work *w, ma_err *err)
{
	const struct ma_change *change;
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < w->c->changes_n && !rc; i++) {
		change = &w->c->changes[i];
		if (!change->remove)
			rc = put_change(w, change, err);
	}
	return rc ? rc : put_state(w, err);
}

static ma_rc make_commit(struct work *w, git_oid *id, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MESSAGE_MAX);
	ma_rc rc;

	ma_commit_text(&text, w->ws, w->c, &w->tree, w->g->has_last ? &w->g->last : NULL);
	rc = ma_buf_check(&text, err);
	if (!rc)
		rc = ma_pack_add(&w->g->pack, GIT_OBJECT_COMMIT, ma_buf_str(&text), id, err);
	ma_buf_done(&text);
	return rc;
}

/* What is on the disk is then compared as a whole. */
static ma_rc restore(struct work *w, ma_err *err)
{
	struct ma_workspace *ws = w->ws;
	git_tree *tree = NULL;
	git_commit *c = NULL;
	ma_rc rc = MA_OK;
	int code = 0;

	if (w->c->restore[0])
		rc = ma_repo_commit(ws, w->c->restore, &c, err);
	if (!rc && c)
		code = ws->git.commit_tree(&tree, c);
	if (code < 0)
		rc = ma_git_fail(&ws->git, code, err, "commit %s", w->c->restore);
	if (!rc) {
		forget_head(ws);
		w->g->in_step = false;
		rc = ma_tree_read(ws, tree ? ws->git.tree_id(tree) : NULL, &ws->head.root, err);
	}
	ws->git.tree_free(tree);
	ws->git.commit_free(c);
	return rc;
}

static ma_rc build(struct work *w, ma_err *err)
{
	ma_rc rc = w->c->restore ? restore(w, err) : MA_OK;

	if (!rc)
		rc = remove_files(w, err);
	if (!rc)
		rc = put_files(w, err);
	if (!rc && w->refused.n > 0)
		rc = ma_fail(err, MA_EREFUSED, "%s", w->refused.p);
	if (!rc)
		rc = ma_tree_write(w->ws->head.root, &w->g->pack, &w->tree, err);
	return rc;
}

static bool changes_nothing(const struct work *w)
{
	return w->g->has_last && w->ws->git.oid_cmp(&w->tree, &w->ws->head.tree) == 0;
}

/* Before anything is made: may the work tree follow? `from`: the first of this commit's steps. */
static ma_rc look_at_disk(struct work *w, size_t from, ma_err *err)
{
	struct group *g = w->g;

	if (!g->ws->follows)
		return MA_OK;
	if (g->in_step)
		return ma_sync_check(g->ws, &g->sync, from, err);
	ma_sync_done(&g->sync);
	return ma_sync_plan(g->ws, &w->tree, &g->sync, err);
}

static ma_rc note_paths(struct group *g, const struct ma_commit *c, ma_err *err)
{
	size_t i;

	for (i = 0; i < c->changes_n; i++)
		if (!ma_map_put(&g->paths, c->changes[i].path, NULL))
			return ma_fail_nomem(err);
	return MA_OK;
}

/* Somebody may have committed since it was decided on. */
static ma_rc check_head(const struct work *w, ma_err *err)
{
	char head[MA_COMMIT_ID_SIZE] = "";

	if (w->g->has_last)
		(void)w->ws->git.oid_tostr(head, sizeof(head), &w->g->last); /* gives head */
	if (!w->c->onto || strcmp(w->c->onto, head) == 0)
		return MA_OK;
	return ma_fail(err, MA_EREFUSED,
		"commit %.12s is on the branch by now, and nothing is made on top of it", head);
}

/* Make the commit on top of the group's last. Until the group is published nothing can be seen. */
static ma_rc make(struct work *w, ma_err *err)
{
	size_t from = w->g->sync.n;
	struct ma_workspace *ws = w->ws;
	git_oid id;
	ma_rc rc = check_head(w, err);

	if (!rc)
		rc = build(w, err);
	if (rc || changes_nothing(w))
		return rc;
	rc = look_at_disk(w, from, err);
	if (!rc)
		rc = make_commit(w, &id, err);
	if (rc)
		return rc;
	w->g->last = ws->head.commit = id;
	w->g->has_last = true;
	ws->head.tree = w->tree;
	return MA_OK;
}

static ma_rc add_to_group(
	struct group *g, const struct ma_commit *c, struct ma_commit_result *out, ma_err *err)
{
	struct work w = { .g = g, .ws = g->ws, .c = c, .refused = MA_BUF_INIT(MA_LIMIT_EVENT) };
	size_t steps_n = g->sync.n;
	ma_rc rc = ma_changes_check(c, err);

	if (!rc)
		rc = note_paths(g, c, err);
	ma_meet_init(&w.meet, g->ws, c->dropped != NULL);
	if (!rc)
		rc = make(&w, err);
	out->merged = w.meet.merged;
	ma_meet_done(&w.meet);
	ma_buf_done(&w.refused);
	if (rc) {
		g->sync.n = steps_n;
		forget_head(g->ws); /* the tree in memory may have changed */
	} else {
		(void)g->ws->git.oid_tostr(out->id, MA_COMMIT_ID_SIZE, &g->last); /* gives out->id */
	}
	return rc;
}

static ma_rc begin(struct group *g, const struct ma_commit *commits, size_t n, ma_err *err)
{
	size_t files = 0, i;
	ma_rc rc;

	ma_pack_init(&g->pack, g->ws);
	for (i = 0; i < n; i++)
		files += commits[i].changes_n + 1;
	rc = ma_sync_init(&g->sync, files, err);
	return rc ? rc : load_head(g, err);
}

static void end(struct group *g)
{
	ma_sync_done(&g->sync);
	ma_pack_done(&g->pack);
	ma_map_done(&g->paths);
	*g = (struct group){ .ws = g->ws, .first = g->next, .next = g->next };
}

/* How recovery would find them need not be read from the history: it is known here. */
static ma_rc note_effects(struct group *g, const struct ma_commit *commits,
	const struct ma_commit_result *results, ma_err *err)
{
	git_oid parent = g->base, id;
	ma_rc rc = MA_OK;
	size_t i;

	for (i = g->first; i < g->next && !rc; i++) {
		if (results[i].rc || g->ws->git.oid_fromstr(&id, results[i].id) < 0 ||
			g->ws->git.oid_cmp(&id, &parent) == 0)
			continue;
		rc = ma_repo_note_effect(g->ws, commits[i].effect, &parent, &id, err);
		parent = id;
	}
	return rc;
}

static ma_rc publish(struct group *g, const struct ma_commit *commits,
	const struct ma_commit_result *results, ma_err *err)
{
	struct ma_workspace *ws = g->ws;
	ma_rc rc;

	if (!g->has_last || (g->has_base && ws->git.oid_cmp(&g->base, &g->last) == 0))
		return MA_OK;
	if (ws->lands)
		return ma_land(ws,
			&(struct ma_landing){ .from = &g->base,
				.to = &g->last,
				.pack = &g->pack,
				.why = ma_str(commits[g->next - 1].message),
				.when_ms = commits[g->next - 1].when_ms },
			err);
	rc = ma_sync_prepare(ws, &g->sync, err);
	if (!rc)
		rc = ma_pack_write(&g->pack, err);
	if (!rc)
		rc = ma_ref_move(ws, g->has_base ? &g->base : NULL, &g->last,
			err); /* here the commits happen */
	if (!rc)
		rc = note_effects(g, commits, results, err);
	if (!rc && ws->follows)
		rc = ma_sync_apply(ws, &g->sync, &g->last, err);
	return rc;
}

/* Publish what is in the group; if that fails, it fails for all of it. */
static void flush(struct group *g, const struct ma_commit *commits, struct ma_commit_result *results)
{
	ma_err err = { .code = MA_OK };
	size_t i;

	if (publish(g, commits, results, &err)) {
		forget_head(g->ws);
		g->pack.written = false; /* no branch leads to its objects */
		for (i = g->first; i < g->next; i++)
			if (!results[i].rc) {
				results[i].rc = err.code;
				results[i].err = err;
			}
	}
	end(g);
}

/* A file that changes twice would be on the disk in neither of the states that the second change knows. */
static bool fits(const struct group *g, const struct ma_commit *c)
{
	size_t i;

	if (g->next == g->first)
		return true;
	if (!g->in_step || g->pack.file.bytes.n > GROUP_MAX)
		return false;
	for (i = 0; i < c->changes_n; i++)
		if (ma_map_has(&g->paths, c->changes[i].path))
			return false;
	return true;
}

/* After a refusal in the middle, the tree is read again as the commits before left it. */
static ma_rc resume(struct group *g, ma_err *err)
{
	if (g->ws->head.root)
		return MA_OK;
	return ma_tree_read(g->ws, g->has_last ? &g->ws->head.tree : NULL, &g->ws->head.root, err);
}

void ma_workspace_commit_all(struct ma_workspace *ws, const struct ma_commit *commits, size_t n,
	struct ma_commit_result *results)
{
	struct group g = { .ws = ws };
	ma_err ignored = { .code = MA_OK };
	size_t i;

	for (i = 0; i < n; i++) {
		struct ma_commit_result *r = &results[i];

		*r = (struct ma_commit_result){ .rc = MA_OK };
		if (!fits(&g, &commits[i]))
			flush(&g, commits, results);
		r->rc = g.next == g.first ? begin(&g, commits + i, n - i, &r->err)
					  : resume(&g, &r->err);
		if (!r->rc)
			r->rc = add_to_group(&g, &commits[i], r, &r->err);
		g.next = i + 1;
	}
	flush(&g, commits, results);
	(void)ma_packs_join(ws, &ignored); /* otherwise they stay as they are */
}

ma_rc ma_workspace_commit(struct ma_workspace *ws, const struct ma_commit *c,
	char id_out[MA_COMMIT_ID_SIZE], ma_err *err)
{
	struct ma_commit_result r;

	ma_workspace_commit_all(ws, c, 1, &r);
	if (r.rc)
		*err = r.err;
	else
		memcpy(id_out, r.id, MA_COMMIT_ID_SIZE);
	return r.rc;
}

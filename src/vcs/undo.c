/*
 * Taking a run back. Its files are those that its own commits changed since `base`, and become as they were there; whoever
 * changed one of them in a commit of its own since then would lose something, and is named instead.
 */
#include <string.h>

#include "base/alloc.h"
#include "vcs/accept.h"
#include "vcs/commit_text.h"
#include "vcs/state.h"

#define NAMED_MAX 3
#define SUBJECT_MAX 60

struct undoing {
	struct ma_workspace *ws;
	const char *run;
	struct ma_arena arena; /* holds the paths */
	struct ma_map paths;   /* that the run changed */
	struct ma_buf others;  /* who changed them too, a line each */
	size_t others_n;
	bool judging; /* the second walk: the paths are known */
};

static ma_rc note_other(
	struct undoing *u, const git_commit *c, const git_oid *id, const char *path, ma_err *err)
{
	struct ma_str message = ma_str(u->ws->git.commit_message(c)), subject = MA_STR("");
	char hex[MA_COMMIT_ID_SIZE];

	if (++u->others_n > NAMED_MAX)
		return MA_OK;
	(void)ma_str_line(&message, &subject); /* no line: no subject */
	ma_buf_adds(&u->others, u->others_n > 1 ? "; " : "");
	ma_buf_add_visible(&u->others, ma_str(path));
	ma_buf_addf(&u->others, " in %.12s (",
		u->ws->git.oid_tostr(hex, sizeof(hex), id)); /* by whom is in git log */
	ma_buf_add_visible(
		&u->others, ma_str_n(subject.p, subject.n < SUBJECT_MAX ? subject.n : SUBJECT_MAX));
	ma_buf_adds(&u->others, ")");
	return ma_buf_check(&u->others, err);
}

static ma_rc note_path(struct undoing *u, const char *path, ma_err *err)
{
	char *copy;

	if (strcmp(path, MA_STATE_GITIGNORE) == 0 || ma_map_has(&u->paths, ma_str(path)))
		return MA_OK;
	copy = ma_arena_dup(&u->arena, ma_str(path));
	return copy && ma_map_put(&u->paths, ma_str(copy), copy) ? MA_OK : ma_fail_nomem(err);
}

/* The entry of a path in a tree is the same in another. */
static bool is_same(struct undoing *u, const char *path, const git_tree *a, const git_tree *b)
{
	git_tree_entry *x = NULL, *y = NULL;
	bool same;

	(void)u->ws->git.tree_entry_bypath(&x, a, path); /* none: it stays NULL */
	(void)u->ws->git.tree_entry_bypath(&y, b, path); /* the same */
	same = x && y
		? u->ws->git.oid_cmp(u->ws->git.tree_entry_id(x), u->ws->git.tree_entry_id(y)) == 0
		: !x && !y;
	u->ws->git.tree_entry_free(x);
	u->ws->git.tree_entry_free(y);
	return same;
}

/* A merge that took a file as one of its parents has it changed nothing. */
static bool is_of_a_parent(
	struct undoing *u, const git_commit *c, const git_tree *tree, const char *path)
{
	unsigned n = u->ws->git.commit_parentcount(c), i;
	git_commit *parent;
	git_tree *other;
	bool same = false;

	for (i = 1; i < n && !same; i++) {
		parent = NULL;
		other = NULL;
		if (u->ws->git.commit_parent(&parent, c, i) >= 0 &&
			u->ws->git.commit_tree(&other, parent) >= 0)
			same = is_same(u, path, tree, other);
		u->ws->git.tree_free(other);
		u->ws->git.commit_free(parent);
	}
	return same;
}

static ma_rc judge(struct undoing *u, const git_commit *c, const git_oid *id, const git_tree *tree,
	git_diff *diff, bool its, ma_err *err)
{
	size_t n = u->ws->git.diff_num_deltas(diff), i;
	const char *path;
	ma_rc rc = MA_OK;

	for (i = 0; i < n && !rc; i++) {
		path = u->ws->git.diff_get_delta(diff, i)->new_file.path;
		if (its && !u->judging)
			rc = note_path(u, path, err);
		else if (!its && u->judging && ma_map_has(&u->paths, ma_str(path)) &&
			!is_of_a_parent(u, c, tree, path))
			rc = note_other(u, c, id, path, err);
	}
	return rc;
}

/* What a commit changed against its first parent. A merge of the run's brings what its other commits did. */
static ma_rc look_at(struct undoing *u, const git_oid *id, ma_err *err)
{
	struct ma_workspace *ws = u->ws;
	git_commit *c = NULL, *parent = NULL;
	git_tree *tree = NULL, *old = NULL;
	git_diff *diff = NULL;
	git_diff_options opts;
	ma_rc rc = MA_OK;
	bool its;
	int code = ws->git.commit_lookup(&c, ws->repo, id);

	if (code >= 0)
		code = ws->git.commit_tree(&tree, c);
	if (code >= 0 && ws->git.commit_parentcount(c) > 0)
		code = ws->git.commit_parent(&parent, c, 0);
	if (code >= 0 && parent)
		code = ws->git.commit_tree(&old, parent);
	(void)ws->git.diff_options_init(
		&opts, GIT_DIFF_OPTIONS_VERSION); /* checked when it was opened */
	if (code >= 0)
		code = ws->git.diff_tree_to_tree(&diff, ws->repo, old, tree, &opts);
	if (code < 0) {
		rc = ma_git_fail(&ws->git, code, err, "%s", ws->dir);
	} else {
		its = ma_commit_is_ours(ws, c) &&
			ma_str_is(ma_commit_trailer(
					  ma_str(ws->git.commit_message(c)), "Meta-Agent-Run"),
				u->run);
		if (!its || ws->git.commit_parentcount(c) < 2)
			rc = judge(u, c, id, tree, diff, its, err);
	}
	ws->git.diff_free(diff);
	ws->git.tree_free(old);
	ws->git.tree_free(tree);
	ws->git.commit_free(parent);
	ws->git.commit_free(c);
	return rc;
}

static ma_rc walk(struct undoing *u, const git_oid *head, const git_oid *base, ma_err *err)
{
	git_revwalk *walk = NULL;
	git_oid id;
	ma_rc rc = MA_OK;
	int code = u->ws->git.revwalk_new(&walk, u->ws->repo);

	if (code >= 0)
		code = u->ws->git.revwalk_push(walk, head);
	if (code >= 0 && base)
		code = u->ws->git.revwalk_hide(walk, base);
	while (code >= 0 && !rc) {
		code = u->ws->git.revwalk_next(&id, walk);
		if (code >= 0)
			rc = look_at(u, &id, err);
	}
	if (!rc && code < 0 && code != GIT_ITEROVER)
		rc = ma_git_fail(&u->ws->git, code, err, "%s", u->ws->dir);
	u->ws->git.revwalk_free(walk);
	return rc;
}

/* On top of what was looked at, `head_out`, it can be taken back. */
static ma_rc find_files(
	struct undoing *u, const git_oid *base, char head_out[MA_COMMIT_ID_SIZE], ma_err *err)
{
	bool found = false;
	git_oid head;
	ma_rc rc = ma_repo_head(u->ws, &head, &found, err);

	if (!rc && found) {
		(void)u->ws->git.oid_tostr(head_out, MA_COMMIT_ID_SIZE, &head); /* gives it */
		rc = walk(u, &head, base, err);
	}
	u->judging = true;
	if (!rc && u->paths.n > 0)
		rc = walk(u, &head, base, err);
	if (rc)
		return rc;
	if (u->others_n > NAMED_MAX)
		ma_buf_addf(&u->others, " and %zu more", u->others_n - NAMED_MAX);
	if (u->paths.n == 0)
		return ma_fail(err, MA_ENOTFOUND, "%s: run %s has no commit on %s", u->ws->dir,
			u->run, ma_workspace_branch(u->ws));
	if (u->others_n > 0)
		return ma_fail(err, MA_EREFUSED,
			"%s: others have changed its files since: %s: take those back first",
			u->ws->dir, u->others.p ? u->others.p : "");
	return MA_OK;
}

static ma_rc add_change(struct undoing *u, const git_tree *tree, const char *path,
	struct ma_change *out, git_blob **blob, ma_err *err)
{
	git_tree_entry *e = NULL;
	int code = tree ? u->ws->git.tree_entry_bypath(&e, tree, path) : GIT_ENOTFOUND;
	uint32_t mode = code >= 0 ? u->ws->git.tree_entry_filemode(e) : GIT_FILEMODE_BLOB;
	ma_rc rc = MA_OK;

	*out = (struct ma_change){ .path = ma_str(path), .remove = code < 0 };
	if (code < 0 && code != GIT_ENOTFOUND)
		rc = ma_git_fail(&u->ws->git, code, err, "%s", path);
	else if (mode != GIT_FILEMODE_BLOB && mode != GIT_FILEMODE_BLOB_EXECUTABLE &&
		mode != GIT_FILEMODE_TREE)
		rc = ma_fail(err, MA_EREFUSED,
			"%s was a symbolic link or a submodule, which is left to git itself", path);
	else if (code >= 0 && mode == GIT_FILEMODE_TREE)
		out->remove = true; /* its files are in the list */
	else if (code >= 0)
		rc = ma_repo_blob(
			u->ws, u->ws->git.tree_entry_id(e), path, blob, &out->content, err);
	u->ws->git.tree_entry_free(e);
	return rc;
}

static ma_rc commit(struct undoing *u, const git_tree *tree, struct ma_commit *c,
	char id_out[MA_COMMIT_ID_SIZE], ma_err *err)
{
	size_t n = u->paths.n, i;
	struct ma_change *changes = ma_new_n(struct ma_change, n);
	git_blob **blobs = (git_blob **)ma_alloc(n, sizeof(git_blob *));
	ma_rc rc = changes && blobs ? MA_OK : ma_fail_nomem(err);

	for (i = 0; i < n && !rc; i++)
		rc = add_change(u, tree, u->paths.entries[i].value, &changes[i], &blobs[i], err);
	if (!rc) {
		c->changes = changes;
		c->changes_n = n;
		rc = ma_workspace_commit(u->ws, c, id_out, err);
		c->changes = NULL;
		c->changes_n = 0;
	}
	for (i = 0; blobs && i < n; i++)
		u->ws->git.blob_free(blobs[i]);
	ma_free((void *)blobs);
	ma_free(changes);
	return rc;
}

ma_rc ma_workspace_undo(struct ma_workspace *ws, const char *base, struct ma_commit *c,
	char id_out[MA_COMMIT_ID_SIZE], size_t *files_out, ma_err *err)
{
	struct undoing u = { .ws = ws,
		.run = c->run,
		.arena = MA_ARENA_INIT(MA_LIMIT_ARENA),
		.paths = MA_MAP_INIT,
		.others = MA_BUF_INIT(64 * MA_KIB) };
	char head[MA_COMMIT_ID_SIZE] = "";
	git_tree *tree = NULL;
	git_oid oid;
	ma_rc rc = MA_OK;

	if (*base && ws->git.oid_fromstr(&oid, base) < 0)
		rc = ma_fail(err, MA_EINVALID, "\"%.60s\" is no commit id", base);
	if (!rc)
		rc = find_files(&u, *base ? &oid : NULL, head, err);
	if (!rc && *base)
		rc = ma_repo_tree(ws, &oid, &tree, err);
	c->onto = head;
	if (!rc)
		rc = commit(&u, tree, c, id_out, err);
	c->onto = NULL;
	if (!rc)
		*files_out = u.paths.n;
	ws->git.tree_free(tree);
	ma_buf_done(&u.others);
	ma_map_done(&u.paths);
	ma_arena_done(&u.arena);
	return rc;
}

/* The files of a commit, as git names commits. Nothing is locked or written. */
#include "vcs/workspace.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "vcs/repo.h"

#define LEVELS_MAX 64

struct walk {
	struct ma_workspace *ws;
	ma_workspace_file_fn *each;
	void *data;
	unsigned level;
};

static ma_rc walk_tree(struct walk *w, const git_tree *tree, struct ma_str dir, ma_err *err);

static ma_rc take_blob(struct walk *w, const git_oid *id, const char *path, ma_err *err)
{
	struct ma_str content = MA_STR("");
	git_blob *blob = NULL;
	ma_rc rc = ma_repo_blob(w->ws, id, path, &blob, &content, err);

	if (rc)
		return rc;
	if (content.n > MA_LIMIT_FILE)
		rc = ma_fail(err, MA_ELIMIT, "%s: more than %zu bytes", path, MA_LIMIT_FILE);
	else
		rc = w->each(w->data, ma_str(path), content, err);
	w->ws->git.blob_free(blob);
	return rc;
}

static ma_rc take_tree(struct walk *w, const git_oid *id, const char *path, ma_err *err)
{
	git_tree *tree = NULL;
	int code = w->ws->git.tree_lookup(&tree, w->ws->repo, id);
	ma_rc rc;

	if (code < 0)
		return ma_git_fail(&w->ws->git, code, err, "%s", path);
	w->level++;
	rc = walk_tree(w, tree, ma_str(path), err);
	w->level--;
	w->ws->git.tree_free(tree);
	return rc;
}

static ma_rc take_entry(struct walk *w, const git_tree_entry *e, struct ma_str dir, ma_err *err)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	git_object_t type = w->ws->git.tree_entry_type(e);
	ma_rc rc;

	ma_path_join(&path, dir, ma_str(w->ws->git.tree_entry_name(e)));
	rc = ma_buf_check(&path, err);
	if (!rc && type == GIT_OBJECT_BLOB)
		rc = take_blob(w, w->ws->git.tree_entry_id(e), path.p, err);
	else if (!rc && type == GIT_OBJECT_TREE)
		rc = take_tree(w, w->ws->git.tree_entry_id(e), path.p, err);
	ma_buf_done(&path);
	return rc;
}

static ma_rc walk_tree(struct walk *w, const git_tree *tree, struct ma_str dir, ma_err *err)
{
	size_t n = w->ws->git.tree_entrycount(tree), i;
	ma_rc rc = MA_OK;

	if (w->level > LEVELS_MAX)
		return ma_fail(err, MA_ELIMIT, MA_STR_FMT ": it nests too deep", MA_STR_ARG(dir));
	for (i = 0; i < n && !rc; i++)
		rc = take_entry(w, w->ws->git.tree_entry_byindex(tree, i), dir, err);
	return rc;
}

ma_rc ma_workspace_files(struct ma_workspace *ws, const char *revision, ma_workspace_file_fn *each,
	void *data, ma_err *err)
{
	struct walk w = { .ws = ws, .each = each, .data = data };
	git_object *named = NULL, *tree = NULL;
	int code = ws->git.revparse_single(&named, ws->repo, revision);
	ma_rc rc;

	if (code >= 0)
		code = ws->git.object_peel(&tree, named, GIT_OBJECT_TREE);
	rc = code < 0 ? ma_git_fail(&ws->git, code, err, "%s", revision)
		      : walk_tree(&w, (const git_tree *)tree, MA_STR(""), err);
	ws->git.object_free(tree);
	ws->git.object_free(named);
	return rc;
}

static ma_rc list_tree(struct ma_workspace *ws, const git_tree *tree, struct ma_str dir,
	ma_workspace_path_fn *each, void *data, ma_err *err)
{
	size_t n = ws->git.tree_entrycount(tree), i;
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	const git_tree_entry *e;
	ma_rc rc = MA_OK;

	for (i = 0; i < n && !rc; i++) {
		e = ws->git.tree_entry_byindex(tree, i);
		if (ws->git.tree_entry_type(e) != GIT_OBJECT_BLOB)
			continue;
		ma_buf_clear(&path);
		ma_path_join(&path, dir, ma_str(ws->git.tree_entry_name(e)));
		rc = ma_buf_check(&path, err);
		if (!rc)
			rc = each(data, ma_buf_str(&path), err);
	}
	ma_buf_done(&path);
	return rc;
}

/* *out NULL: there is no such directory. */
static ma_rc find_dir(
	struct ma_workspace *ws, git_tree *root, const char *dir, git_tree **out, ma_err *err)
{
	git_tree_entry *e = NULL;
	int code = ws->git.tree_entry_bypath(&e, root, dir);

	*out = NULL;
	if (code >= 0 && ws->git.tree_entry_type(e) == GIT_OBJECT_TREE)
		code = ws->git.tree_lookup(out, ws->repo, ws->git.tree_entry_id(e));
	ws->git.tree_entry_free(e);
	return code < 0 && code != GIT_ENOTFOUND ? ma_git_fail(&ws->git, code, err, "%s", dir)
						 : MA_OK;
}

ma_rc ma_workspace_list(struct ma_workspace *ws, const char *id, struct ma_str dir,
	ma_workspace_path_fn *each, void *data, ma_err *err)
{
	char *name = ma_strndup(dir.p, dir.n);
	git_tree *root = NULL, *tree = NULL;
	git_oid oid;
	ma_rc rc;

	if (!name)
		return ma_fail_nomem(err);
	if (ws->git.oid_fromstr(&oid, id) < 0)
		rc = ma_fail(err, MA_EINVALID, "\"%.60s\" is no commit id", id);
	else
		rc = ma_repo_tree(ws, &oid, &root, err);
	if (!rc && dir.n > 0)
		rc = find_dir(ws, root, name, &tree, err);
	if (!rc && (tree || dir.n == 0))
		rc = list_tree(ws, tree ? tree : root, dir, each, data, err);
	ws->git.tree_free(tree);
	ws->git.tree_free(root);
	ma_free(name);
	return rc;
}

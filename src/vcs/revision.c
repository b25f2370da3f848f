/* The files of a commit, as git names commits. Nothing is locked or written. */
#include "vcs/workspace.h"

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

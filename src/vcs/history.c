/* Reading what was committed: by effect, by file, as a diff. */
#include <string.h>

#include "base/alloc.h"
#include "vcs/repo.h"

/* In the last paragraph: nothing that a model put into the message can stand there. */
static bool has_trailer(struct ma_str message, struct ma_str trailer)
{
	struct ma_str line;
	bool found = false;

	while (ma_str_line(&message, &line)) {
		if (line.n == 0)
			found = false;
		else if (ma_str_eq(line, trailer))
			found = true;
	}
	return found;
}

static ma_rc is_wanted(
	struct ma_workspace *ws, const git_oid *id, struct ma_str trailer, bool *out, ma_err *err)
{
	git_commit *c = NULL;
	int code = ws->git.commit_lookup(&c, ws->repo, id);

	if (code < 0)
		return ma_git_fail(&ws->git, code, err, "%s", ws->dir);
	*out = has_trailer(ma_str(ws->git.commit_message(c)), trailer);
	ws->git.commit_free(c);
	return MA_OK;
}

/* From the branch's head; on somebody's repository only what stands beyond their HEAD. */
static int start_walk(struct ma_workspace *ws, const git_oid *head, git_revwalk **walk)
{
	git_oid theirs;
	int code = ws->git.revwalk_new(walk, ws->repo);

	if (code >= 0)
		code = ws->git.revwalk_push(*walk, head);
	if (code >= 0 && !ws->follows &&
		ws->git.reference_name_to_id(&theirs, ws->repo, "HEAD") >= 0)
		code = ws->git.revwalk_hide(*walk, &theirs);
	return code;
}

static ma_rc search(struct ma_workspace *ws, const git_oid *head, struct ma_str trailer,
	git_oid *id, bool *found, ma_err *err)
{
	git_revwalk *walk = NULL;
	ma_rc rc = MA_OK;
	int code = start_walk(ws, head, &walk);

	while (code >= 0 && !rc && !*found) {
		code = ws->git.revwalk_next(id, walk);
		if (code >= 0)
			rc = is_wanted(ws, id, trailer, found, err);
	}
	if (code < 0 && code != GIT_ITEROVER)
		rc = ma_git_fail(&ws->git, code, err, "%s", ws->dir);
	ws->git.revwalk_free(walk);
	return rc;
}

ma_rc ma_workspace_find(struct ma_workspace *ws, const char *effect, char id_out[MA_COMMIT_ID_SIZE],
	bool *found_out, ma_err *err)
{
	struct ma_buf trailer = MA_BUF_INIT(MA_KIB);
	bool has_head = false, found = false;
	git_oid head, id;
	ma_rc rc;

	ma_buf_addf(&trailer, "Meta-Agent-Effect: %s", effect);
	rc = ma_buf_check(&trailer, err);
	if (!rc)
		rc = ma_repo_head(ws, &head, &has_head, err);
	if (!rc && has_head)
		rc = search(ws, &head, ma_buf_str(&trailer), &id, &found, err);
	if (!rc) {
		*found_out = found;
		if (found)
			(void)ws->git.oid_tostr(id_out, MA_COMMIT_ID_SIZE, &id); /* gives id_out */
	}
	ma_buf_done(&trailer);
	return rc;
}

static ma_rc read_entry(struct ma_workspace *ws, const git_tree_entry *e, const char *path,
	char **out, size_t *size_out, ma_err *err)
{
	git_blob *blob = NULL;
	ma_rc rc = MA_OK;
	size_t size;
	int code;

	if (ws->git.tree_entry_type(e) != GIT_OBJECT_BLOB)
		return ma_fail(err, MA_ENOTFOUND, "%s is no file", path);
	code = ws->git.blob_lookup(&blob, ws->repo, ws->git.tree_entry_id(e));
	if (code < 0)
		return ma_git_fail(&ws->git, code, err, "%s", path);
	size = (size_t)ws->git.blob_rawsize(blob);
	*out = ma_strndup(ws->git.blob_rawcontent(blob), size);
	if (*out)
		*size_out = size;
	else
		rc = ma_fail_nomem(err);
	ws->git.blob_free(blob);
	return rc;
}

ma_rc ma_workspace_read(struct ma_workspace *ws, const char *id, struct ma_str path, char **out,
	size_t *size_out, ma_err *err)
{
	char *text = ma_strndup(path.p, path.n);
	git_tree_entry *e = NULL;
	git_commit *c = NULL;
	git_tree *tree = NULL;
	ma_rc rc;
	int code;

	if (!text)
		return ma_fail_nomem(err);
	rc = ma_repo_commit(ws, id, &c, err);
	if (rc)
		goto out;
	code = ws->git.commit_tree(&tree, c);
	if (code >= 0)
		code = ws->git.tree_entry_bypath(&e, tree, text);
	if (code == GIT_ENOTFOUND)
		rc = ma_fail(err, MA_ENOTFOUND, "%s is not in commit %.12s", text, id);
	else
		rc = code < 0 ? ma_git_fail(&ws->git, code, err, "%s", text)
			      : read_entry(ws, e, text, out, size_out, err);
out:
	ws->git.tree_entry_free(e);
	ws->git.tree_free(tree);
	ws->git.commit_free(c);
	ma_free(text);
	return rc;
}

static int diff_trees(struct ma_workspace *ws, const git_commit *c, git_diff **out)
{
	git_tree *tree = NULL, *old = NULL;
	git_commit *parent = NULL;
	git_diff_options opts;
	int code;

	(void)ws->git.diff_options_init(
		&opts, GIT_DIFF_OPTIONS_VERSION); /* checked when it was opened */
	code = ws->git.commit_tree(&tree, c);
	if (code >= 0)
		code = ws->git.commit_parent(&parent, c, 0);
	if (code >= 0)
		code = ws->git.commit_tree(&old, parent);
	if (code >= 0 || code == GIT_ENOTFOUND)
		code = ws->git.diff_tree_to_tree(out, ws->repo, old, tree, &opts);
	ws->git.tree_free(tree);
	ws->git.tree_free(old);
	ws->git.commit_free(parent);
	return code;
}

static ma_rc copy_diff(
	struct ma_workspace *ws, git_diff *diff, const char *id, char **out, ma_err *err)
{
	git_buf text = GIT_BUF_INIT;
	ma_rc rc = MA_OK;
	char *copy;
	int code = ws->git.diff_to_buf(&text, diff, GIT_DIFF_FORMAT_PATCH);

	if (code < 0) {
		rc = ma_git_fail(&ws->git, code, err, "commit %s", id);
	} else if (text.size > MA_LIMIT_OUTPUT) {
		rc = ma_fail(err, MA_ELIMIT, "the diff of %.12s has %zu bytes", id, text.size);
	} else {
		copy = ma_strndup(text.ptr, text.size);
		if (copy)
			*out = copy;
		else
			rc = ma_fail_nomem(err);
	}
	ws->git.buf_dispose(&text);
	return rc;
}

ma_rc ma_workspace_diff(struct ma_workspace *ws, const char *id, char **out, ma_err *err)
{
	git_commit *c = NULL;
	git_diff *diff = NULL;
	ma_rc rc = ma_repo_commit(ws, id, &c, err);
	int code;

	if (rc)
		return rc;
	code = diff_trees(ws, c, &diff);
	rc = code < 0 ? ma_git_fail(&ws->git, code, err, "commit %s", id)
		      : copy_diff(ws, diff, id, out, err);
	ws->git.diff_free(diff);
	ws->git.commit_free(c);
	return rc;
}

/* Reading what was committed: by effect, by file, as a diff. */
#include <string.h>

#include "base/alloc.h"
#include "vcs/commit_text.h"

ma_rc ma_repo_commit(struct ma_workspace *ws, const char *id, git_commit **out, ma_err *err)
{
	git_oid oid;
	int code;

	if (strlen(id) != MA_COMMIT_ID_SIZE - 1 || ws->git.oid_fromstr(&oid, id) < 0)
		return ma_fail(err, MA_EINVALID, "\"%.60s\" is no commit id", id);
	code = ws->git.commit_lookup(out, ws->repo, &oid);
	return code < 0 ? ma_git_fail(&ws->git, code, err, "commit %s", id) : MA_OK;
}

ma_rc ma_repo_tree(struct ma_workspace *ws, const git_oid *commit, git_tree **out, ma_err *err)
{
	git_commit *c = NULL;
	int code = ws->git.commit_lookup(&c, ws->repo, commit);

	if (code >= 0)
		code = ws->git.commit_tree(out, c);
	ws->git.commit_free(c);
	return code < 0 ? ma_git_fail(&ws->git, code, err, "%s", ws->dir) : MA_OK;
}

ma_rc ma_repo_blob(struct ma_workspace *ws, const git_oid *id, const char *path, git_blob **out,
	struct ma_str *content_out, ma_err *err)
{
	git_blob *blob = NULL;
	int code = ws->git.blob_lookup(&blob, ws->repo, id);

	if (code < 0)
		return ma_git_fail(&ws->git, code, err, "%s", path);
	*content_out = ma_str_n(ws->git.blob_rawcontent(blob), (size_t)ws->git.blob_rawsize(blob));
	*out = blob;
	return MA_OK;
}

/* The newest commit of an effect is the one that counts. */
static ma_rc keep_effect(
	struct ma_workspace *ws, struct ma_str effect, const git_oid *id, ma_err *err)
{
	git_oid *copy;

	if (effect.n == 0 || ma_map_has(&ws->effects, effect))
		return MA_OK;
	copy = ma_arena_new(&ws->effects_of, git_oid);
	if (!copy || !ma_map_put(&ws->effects, effect, copy))
		return ma_fail_nomem(err);
	*copy = *id;
	return MA_OK;
}

static ma_rc look_at(struct ma_workspace *ws, const git_oid *id, ma_err *err)
{
	git_commit *c = NULL;
	int code = ws->git.commit_lookup(&c, ws->repo, id);
	ma_rc rc;

	if (code < 0)
		return ma_git_fail(&ws->git, code, err, "%s", ws->dir);
	rc = keep_effect(ws,
		ma_commit_trailer(ma_str(ws->git.commit_message(c)), "Meta-Agent-Effect"), id, err);
	ws->git.commit_free(c);
	return rc;
}

ma_rc ma_repo_note_effect(struct ma_workspace *ws, const char *effect, const git_oid *parent,
	const git_oid *id, ma_err *err)
{
	git_oid *known = ma_map_get(&ws->effects, ma_str(effect));
	ma_rc rc = MA_OK;

	if (ws->git.oid_cmp(&ws->looked_at, parent) != 0)
		return MA_OK;
	if (known)
		*known = *id;
	else
		rc = keep_effect(ws, ma_str(effect), id, err);
	if (!rc)
		ws->looked_at = *id;
	return rc;
}

/* From the branch's head to where it was looked through before; on somebody's repository only what stands beyond their HEAD. */
static int start_walk(struct ma_workspace *ws, const git_oid *head, git_revwalk **walk)
{
	static const git_oid none;
	git_oid theirs;
	int code = ws->git.revwalk_new(walk, ws->repo);

	if (code >= 0)
		code = ws->git.revwalk_push(*walk, head);
	if (code >= 0 && !ws->follows &&
		ws->git.reference_name_to_id(&theirs, ws->repo, "HEAD") >= 0)
		code = ws->git.revwalk_hide(*walk, &theirs);
	if (code >= 0 && ws->git.oid_cmp(&ws->looked_at, &none) != 0)
		code = ws->git.revwalk_hide(*walk, &ws->looked_at);
	return code;
}

/* Every commit of a long history is read once, not once for each commit that is made. */
static ma_rc look_through(struct ma_workspace *ws, const git_oid *head, ma_err *err)
{
	git_revwalk *walk = NULL;
	git_oid id;
	ma_rc rc = MA_OK;
	int code;

	if (ws->git.oid_cmp(&ws->looked_at, head) == 0)
		return MA_OK;
	code = start_walk(ws, head, &walk);
	while (code >= 0 && !rc) {
		code = ws->git.revwalk_next(&id, walk);
		if (code >= 0)
			rc = look_at(ws, &id, err);
	}
	if (code < 0 && code != GIT_ITEROVER)
		rc = ma_git_fail(&ws->git, code, err, "%s", ws->dir);
	if (!rc)
		ws->looked_at = *head;
	ws->git.revwalk_free(walk);
	return rc;
}

ma_rc ma_workspace_find(struct ma_workspace *ws, const char *effect, char id_out[MA_COMMIT_ID_SIZE],
	bool *found_out, ma_err *err)
{
	const git_oid *id;
	bool has_head = false;
	git_oid head;
	ma_rc rc = ma_repo_head(ws, &head, &has_head, err);

	if (!rc && has_head)
		rc = look_through(ws, &head, err);
	if (rc)
		return rc;
	id = ma_map_get(&ws->effects, ma_str(effect));
	*found_out = id != NULL;
	if (id)
		(void)ws->git.oid_tostr(id_out, MA_COMMIT_ID_SIZE, id); /* gives id_out */
	return MA_OK;
}

static ma_rc read_entry(struct ma_workspace *ws, const git_tree_entry *e, const char *path,
	char **out, size_t *size_out, ma_err *err)
{
	struct ma_str content = MA_STR("");
	git_blob *blob = NULL;
	ma_rc rc;

	if (ws->git.tree_entry_type(e) != GIT_OBJECT_BLOB)
		return ma_fail(err, MA_ENOTFOUND, "%s is no file", path);
	rc = ma_repo_blob(ws, ws->git.tree_entry_id(e), path, &blob, &content, err);
	if (rc)
		return rc;
	*out = ma_strndup(content.p, content.n);
	if (*out)
		*size_out = content.n;
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

ma_rc ma_workspace_tree(
	struct ma_workspace *ws, const char *id, char tree_out[MA_COMMIT_ID_SIZE], ma_err *err)
{
	git_commit *c = NULL;
	git_tree *tree = NULL;
	ma_rc rc = ma_repo_commit(ws, id, &c, err);
	int code;

	if (rc)
		return rc;
	code = ws->git.commit_tree(&tree, c);
	if (code < 0)
		rc = ma_git_fail(&ws->git, code, err, "commit %.12s", id);
	else
		(void)ws->git.oid_tostr(
			tree_out, MA_COMMIT_ID_SIZE, ws->git.tree_id(tree)); /* gives tree_out */
	ws->git.tree_free(tree);
	ws->git.commit_free(c);
	return rc;
}

ma_rc ma_workspace_is_of(
	struct ma_workspace *ws, const char *id, const char *effect, bool *is_out, ma_err *err)
{
	git_commit *c = NULL;
	ma_rc rc = ma_repo_commit(ws, id, &c, err);

	if (!rc)
		*is_out = ma_str_is(
			ma_commit_trailer(ma_str(ws->git.commit_message(c)), "Meta-Agent-Effect"),
			effect);
	ws->git.commit_free(c);
	return rc;
}

/* `from` NULL: from no files. */
static int diff_trees(
	struct ma_workspace *ws, const git_commit *from, const git_commit *to, git_diff **out)
{
	git_tree *tree = NULL, *old = NULL;
	git_diff_options opts;
	int code;

	(void)ws->git.diff_options_init(
		&opts, GIT_DIFF_OPTIONS_VERSION); /* checked when it was opened */
	code = ws->git.commit_tree(&tree, to);
	if (code >= 0 && from)
		code = ws->git.commit_tree(&old, from);
	if (code >= 0)
		code = ws->git.diff_tree_to_tree(out, ws->repo, old, tree, &opts);
	ws->git.tree_free(tree);
	ws->git.tree_free(old);
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

static ma_rc diff_commits(struct ma_workspace *ws, const git_commit *from, const git_commit *to,
	const char *id, char **out, ma_err *err)
{
	git_diff *diff = NULL;
	int code = diff_trees(ws, from, to, &diff);
	ma_rc rc = code < 0 ? ma_git_fail(&ws->git, code, err, "commit %s", id)
			    : copy_diff(ws, diff, id, out, err);

	ws->git.diff_free(diff);
	return rc;
}

ma_rc ma_workspace_diff(struct ma_workspace *ws, const char *id, char **out, ma_err *err)
{
	git_commit *c = NULL, *parent = NULL;
	ma_rc rc = ma_repo_commit(ws, id, &c, err);
	int code;

	if (rc)
		return rc;
	code = ws->git.commit_parent(&parent, c, 0);
	rc = code < 0 && code != GIT_ENOTFOUND ? ma_git_fail(&ws->git, code, err, "commit %s", id)
					       : diff_commits(ws, parent, c, id, out, err);
	ws->git.commit_free(parent);
	ws->git.commit_free(c);
	return rc;
}

ma_rc ma_workspace_compare(
	struct ma_workspace *ws, const char *from, const char *to, char **out, ma_err *err)
{
	git_commit *old = NULL, *c = NULL;
	ma_rc rc = ma_repo_commit(ws, to, &c, err);

	if (!rc && *from)
		rc = ma_repo_commit(ws, from, &old, err);
	if (!rc)
		rc = diff_commits(ws, old, c, to, out, err);
	ws->git.commit_free(old);
	ws->git.commit_free(c);
	return rc;
}

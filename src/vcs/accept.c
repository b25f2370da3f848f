/* Accepting a run's branch: its files meet those of the branch as a task's do (vcs/meet.h), based on where both parted. */
#include "vcs/accept.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "vcs/land.h"

#define HEADS "refs/heads/"

/* The run's changes, with the blobs that hold them. */
struct set {
	struct ma_change *changes;
	git_blob **blobs;
	bool *conflicts;
	size_t n;
};

static ma_rc add_change(struct ma_workspace *ws, const git_diff_delta *d, const char *base,
	struct set *set, ma_err *err)
{
	struct ma_change *change = &set->changes[set->n];
	uint32_t mode = d->status == GIT_DELTA_DELETED ? d->old_file.mode : d->new_file.mode;

	if (mode != GIT_FILEMODE_BLOB && mode != GIT_FILEMODE_BLOB_EXECUTABLE)
		return ma_fail(err, MA_EREFUSED,
			"%s is a symbolic link or a submodule, which is left to git itself",
			d->new_file.path);
	*change = (struct ma_change){ .path = ma_str(d->new_file.path),
		.remove = d->status == GIT_DELTA_DELETED,
		.base = base };
	if (!change->remove &&
		ma_repo_blob(ws, &d->new_file.id, d->new_file.path, &set->blobs[set->n],
			&change->content, err))
		return err->code;
	set->n++;
	return MA_OK;
}

static ma_rc list_changes(
	struct ma_workspace *ws, git_diff *diff, const char *base, struct set *set, ma_err *err)
{
	size_t n = ws->git.diff_num_deltas(diff), i;
	ma_rc rc = MA_OK;

	set->changes = ma_new_n(struct ma_change, n + 1);
	set->blobs = (git_blob **)ma_alloc(n + 1, sizeof(git_blob *));
	set->conflicts = ma_new_n(bool, n + 1);
	if (!set->changes || !set->blobs || !set->conflicts)
		return ma_fail_nomem(err);
	for (i = 0; i < n && !rc; i++)
		rc = add_change(ws, ws->git.diff_get_delta(diff, i), base, set, err);
	return rc;
}

static void free_set(struct ma_workspace *ws, struct set *set)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		ws->git.blob_free(set->blobs[i]);
	ma_free(set->changes);
	ma_free((void *)set->blobs);
	ma_free(set->conflicts);
}

static ma_rc diff_trees(struct ma_workspace *ws, const git_oid *from, const git_oid *to,
	git_diff **out, ma_err *err)
{
	git_tree *a = NULL, *b = NULL;
	git_diff_options opts;
	ma_rc rc = ma_repo_tree(ws, from, &a, err);
	int code;

	if (!rc)
		rc = ma_repo_tree(ws, to, &b, err);
	if (!rc) {
		(void)ws->git.diff_options_init(
			&opts, GIT_DIFF_OPTIONS_VERSION); /* checked when it was opened */
		code = ws->git.diff_tree_to_tree(out, ws->repo, a, b, &opts);
		rc = code < 0 ? ma_git_fail(&ws->git, code, err, "%s", ws->dir) : MA_OK;
	}
	ws->git.tree_free(a);
	ws->git.tree_free(b);
	return rc;
}

/* What a commit was refused for: files that do not go together are an outcome, all else is a failure. */
static ma_rc list_conflicts(const struct set *set, struct ma_acceptance *out, ma_err *err)
{
	ma_rc rc = err->code;
	size_t i;

	for (i = 0; i < set->n; i++)
		if (set->conflicts[i])
			ma_buf_addf(
				&out->conflicts, MA_STR_FMT "\n", MA_STR_ARG(set->changes[i].path));
	if (rc != MA_EREFUSED || out->conflicts.n == 0)
		return rc;
	out->how = MA_ACCEPTED_NOT;
	err->code = MA_OK;
	return ma_buf_check(&out->conflicts, err);
}

static ma_rc merge(struct ma_workspace *ws, const git_oid *base, const git_oid *theirs,
	struct ma_commit *c, struct ma_acceptance *out, ma_err *err)
{
	char parted[MA_COMMIT_ID_SIZE], second[MA_COMMIT_ID_SIZE];
	struct set set = { .n = 0 };
	git_diff *diff = NULL;
	ma_rc rc = diff_trees(ws, base, theirs, &diff, err);

	(void)ws->git.oid_tostr(parted, sizeof(parted), base);   /* gives parted */
	(void)ws->git.oid_tostr(second, sizeof(second), theirs); /* gives second */
	if (!rc)
		rc = list_changes(ws, diff, parted, &set, err);
	if (!rc) {
		c->changes = set.changes;
		c->changes_n = set.n;
		c->conflicts = set.conflicts;
		c->merges = second;
		out->how = MA_ACCEPTED_MERGED;
		rc = ma_workspace_commit(ws, c, out->after, err);
		if (rc)
			rc = list_conflicts(&set, out, err);
		else if (strcmp(out->before, out->after) == 0)
			out->how = MA_ACCEPTED_ALREADY; /* all of it is there by other commits */
		c->changes = NULL;
		c->changes_n = 0;
		c->merges = NULL;
		c->conflicts = NULL;
	}
	free_set(ws, &set);
	ws->git.diff_free(diff);
	return rc;
}

static ma_rc find_branch(struct ma_workspace *ws, const char *branch, git_oid *out, ma_err *err)
{
	char ref[MA_REF_MAX + sizeof(HEADS)];
	int code;

	(void)snprintf(ref, sizeof(ref), HEADS "%s", branch); /* an id: it fits */
	code = ws->git.reference_name_to_id(out, ws->repo, ref);
	if (code == GIT_ENOTFOUND)
		return ma_fail(err, MA_ENOTFOUND, "%s has no branch %s", ws->dir, branch);
	return code < 0 ? ma_git_fail(&ws->git, code, err, "%s of %s", ref, ws->dir) : MA_OK;
}

/* Where two commits parted. */
static ma_rc find_base(
	struct ma_workspace *ws, const git_oid *a, const git_oid *b, git_oid *out, ma_err *err)
{
	int code = ws->git.merge_base(out, ws->repo, a, b);

	if (code == GIT_ENOTFOUND)
		return ma_fail(err, MA_EREFUSED, "%s: %s has no commit in common with it", ws->dir,
			ma_workspace_branch(ws));
	return code < 0 ? ma_git_fail(&ws->git, code, err, "%s", ws->dir) : MA_OK;
}

static ma_rc take(struct ma_workspace *ws, const char *branch, const git_oid *head,
	const git_oid *theirs, struct ma_commit *c, struct ma_acceptance *out, ma_err *err)
{
	char why[MA_REF_MAX + 32];
	git_oid base;
	ma_rc rc = find_base(ws, head, theirs, &base, err);

	if (rc)
		return rc;
	if (ws->git.oid_cmp(&base, theirs) == 0) {
		memcpy(out->after, out->before, sizeof(out->after));
		return MA_OK;
	}
	if (ws->git.oid_cmp(&base, head) != 0)
		return merge(ws, &base, theirs, c, out, err);
	(void)snprintf(why, sizeof(why), "merge %s: Fast-forward", branch); /* an id: it fits */
	rc = ma_land(ws,
		&(struct ma_landing){
			.from = head, .to = theirs, .why = ma_str(why), .when_ms = c->when_ms },
		err);
	if (!rc) {
		out->how = MA_ACCEPTED_FORWARD;
		(void)ws->git.oid_tostr(out->after, sizeof(out->after), theirs); /* gives it */
	}
	return rc;
}

ma_rc ma_workspace_accept(struct ma_workspace *ws, const char *branch, struct ma_commit *c,
	struct ma_acceptance *out, ma_err *err)
{
	git_oid head, theirs;
	bool found = false;
	ma_rc rc = MA_OK;

	*out = (struct ma_acceptance){ .conflicts = MA_BUF_INIT(MA_LIMIT_BLOB),
		.is_theirs = ws->lands };
	if (ws->lands)
		rc = find_branch(ws, branch, &theirs, err);
	if (!rc)
		rc = ma_repo_head(ws, &head, &found, err);
	if (!rc && !found)
		rc = ma_fail(
			err, MA_EREFUSED, "%s: %s has no commit", ws->dir, ma_workspace_branch(ws));
	if (rc)
		return rc;
	(void)ws->git.oid_tostr(out->before, sizeof(out->before), &head); /* gives it */
	if (!ws->lands)
		theirs = head;
	return take(ws, branch, &head, &theirs, c, out, err);
}

ma_rc ma_workspace_has(struct ma_workspace *ws, const char *id, bool *has_out, ma_err *err)
{
	git_oid head, oid, base;
	bool found = false;
	ma_rc rc = ma_repo_head(ws, &head, &found, err);
	int code;

	if (!rc && ws->git.oid_fromstr(&oid, id) < 0)
		rc = ma_fail(err, MA_EINVALID, "\"%.60s\" is no commit id", id);
	if (rc)
		return rc;
	code = found ? ws->git.merge_base(&base, ws->repo, &head, &oid) : GIT_ENOTFOUND;
	if (code < 0 && code != GIT_ENOTFOUND)
		return ma_git_fail(&ws->git, code, err, "%s", ws->dir);
	*has_out = code >= 0 && ws->git.oid_cmp(&base, &oid) == 0;
	return MA_OK;
}

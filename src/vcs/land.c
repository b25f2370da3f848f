/* Moving a branch that is checked out. */
#include "vcs/land.h"

#include <string.h>

#include "vcs/behind.h"
#include "vcs/gitlock.h"
#include "vcs/reflog.h"
#include "vcs/state.h"
#include "vcs/worktree.h"

#define HEADS "refs/heads/"
#define NAMED_MAX 5

ma_rc ma_land_enter(struct ma_workspace *ws, ma_err *err)
{
	ma_rc rc = ma_state_enter(ws, true, err);

	if (!rc)
		rc = ma_state_clean(ws, err);
	if (!rc)
		rc = ma_repo_head_ref(ws, ws->ref, err);
	if (!rc && strncmp(ws->ref, HEADS, strlen(HEADS)) != 0)
		return ma_fail(err, MA_EREFUSED,
			"%s: no branch is checked out: git switch to the one that is meant",
			ws->dir);
	if (!rc)
		rc = ma_gitlock_clean(ws, err);
	if (!rc && ws->git.repository_state(ws->repo) != GIT_REPOSITORY_STATE_NONE)
		return ma_fail(err, MA_EREFUSED,
			"%s: git is in the middle of something (a merge, a rebase, ...): finish that first",
			ws->dir);
	return rc;
}

/* Nobody has switched to another branch since. */
static ma_rc check_head(struct ma_workspace *ws, ma_err *err)
{
	char head[MA_REF_MAX] = "";
	ma_rc rc = ma_repo_head_ref(ws, head, err);

	if (!rc && strcmp(head, ws->ref) != 0)
		return ma_fail(
			err, MA_ECONFLICT, "%s: another branch was checked out meanwhile", ws->dir);
	return rc;
}

static ma_rc refuse(struct ma_workspace *ws, struct ma_str names, ma_err *err)
{
	struct ma_buf shown = MA_BUF_INIT(16 * MA_KIB);
	struct ma_str name;
	size_t n = 0;

	while (ma_str_line(&names, &name)) {
		if (++n > NAMED_MAX)
			continue;
		ma_buf_adds(&shown, n > 1 ? ", " : "");
		ma_buf_add_visible(&shown, name);
	}
	if (n > NAMED_MAX)
		ma_buf_addf(&shown, " and %zu more", n - NAMED_MAX);
	(void)ma_fail(err, MA_EREFUSED,
		"%s: %s %s not as committed, and would change: commit, stash or move %s away",
		ws->dir, shown.p ? shown.p : "", n == 1 ? "is" : "are",
		n == 1 ? "it" : "them"); /* below */
	ma_buf_done(&shown);
	return err->code;
}

/* As it is on the disk now: what libgit2 holds is of when it was asked first. Gives. */
static int read_index(struct ma_workspace *ws, git_index **out)
{
	int code = ws->git.repository_index(out, ws->repo);

	return code < 0 ? code : ws->git.index_read(*out, true);
}

static ma_rc check(struct ma_workspace *ws, struct ma_sync *sync, ma_err *err)
{
	struct ma_buf names = MA_BUF_INIT(MA_LIMIT_BLOB);
	git_index *index = NULL;
	ma_rc rc;
	int code;

	if (sync->others > 0)
		return ma_fail(err, MA_EREFUSED,
			"%s: symbolic links or submodules would change, which is left to git itself",
			ws->dir);
	code = read_index(ws, &index);
	rc = code < 0 ? ma_git_fail(&ws->git, code, err, "%s/.git/index", ws->dir)
		      : ma_sync_collide(ws, sync, index, &names, err);
	if (!rc && names.n > 0)
		rc = refuse(ws, ma_buf_str(&names), err);
	ws->git.index_free(index);
	ma_buf_done(&names);
	return rc;
}

/* Under both locks. */
static ma_rc move(struct ma_workspace *ws, const struct ma_landing *l, ma_err *err)
{
	struct ma_sync sync = { .n = 0 };
	ma_rc rc = check_head(ws, err);

	if (!rc)
		rc = ma_sync_between(ws, l->from, l->to, &sync, err);
	if (!rc)
		rc = check(ws, &sync, err);
	if (!rc && l->pack)
		rc = ma_pack_write(l->pack, err);
	if (!rc)
		rc = ma_reflog_add(ws, l->from, l->to, l->why, l->when_ms, err);
	if (!rc)
		rc = ma_sync_place(ws, &sync, err);
	if (!rc && sync.n > 0)
		rc = ma_behind_write(ws, err);
	if (!rc)
		rc = ma_ref_write(ws, l->to, err);
	ma_sync_done(&sync);
	ma_behind_clear(&ws->behind);
	return rc;
}

ma_rc ma_land(struct ma_workspace *ws, const struct ma_landing *landing, ma_err *err)
{
	char *index = NULL, *ref = NULL;
	ma_rc rc = ma_behind_hold(ws, &index, err);

	if (!rc)
		rc = ma_ref_hold(ws, landing->from, &ref, err);
	if (!rc)
		rc = move(ws, landing, err);
	if (ref)
		ma_gitlock_drop(ref);
	if (index)
		ma_gitlock_drop(index);
	return rc;
}

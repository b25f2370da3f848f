/*
 * The work tree of a new output follows the branch: the commit is the truth, the
 * files are brought after it. What has to change is the difference between the commit
 * that the tree was last brought to and the new one; anything else is not looked at.
 * A file that is neither as the old commit has it nor as the new one was changed
 * by a person and is never overwritten. After a crash at any point the same
 * difference is taken again, and what is done already is found done.
 */
#ifndef MA_VCS_WORKTREE_H
#define MA_VCS_WORKTREE_H

#include "base/arena.h"
#include "vcs/repo.h"

struct ma_sync {
	struct ma_arena arena;
	struct ma_sync_step *steps;
	size_t n;
};

/* What has to change until the work tree is as `tree`. MA_ECONFLICT names a file that a person changed. */
ma_rc ma_sync_plan(struct ma_workspace *ws, const git_tree *tree, struct ma_sync *sync, ma_err *err);

/* Do it: remove, write, put it into git's index, note that the tree is at `commit`. */
ma_rc ma_sync_apply(
	struct ma_workspace *ws, const struct ma_sync *sync, const git_oid *commit, ma_err *err);
void ma_sync_done(struct ma_sync *sync);

/* MA_EREFUSED when something is modified, staged or untracked; the message names up to three paths. */
ma_rc ma_worktree_check_clean(struct ma_workspace *ws, ma_err *err);

#endif

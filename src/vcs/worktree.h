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
	size_t others; /* links and submodules that change, for which there is no step */
};

/* A file as a commit has it. */
struct ma_sync_side {
	git_oid id;
	uint32_t mode;
};

/* Empty, with room for n files. */
ma_rc ma_sync_init(struct ma_sync *sync, size_t n, ma_err *err);

/* A file that changes; `from` or `to` NULL: it is not there. */
ma_rc ma_sync_add(struct ma_sync *sync, struct ma_str path, const struct ma_sync_side *from,
	const struct ma_sync_side *to, ma_err *err);

/* What of it, from step `from` on, is to be done. MA_ECONFLICT names a file that a person changed. */
ma_rc ma_sync_check(struct ma_workspace *ws, struct ma_sync *sync, size_t from, ma_err *err);

/* All of this: what has to change until the work tree is as `tree`, from what it was last brought to. */
ma_rc ma_sync_plan(
	struct ma_workspace *ws, const git_oid *tree_id, struct ma_sync *sync, ma_err *err);

/* The difference between the trees of two commits, unchecked. */
ma_rc ma_sync_between(struct ma_workspace *ws, const git_oid *from, const git_oid *to,
	struct ma_sync *sync, ma_err *err);

/*
 * What of it is to be done where somebody's own work may lie: *names_out gets, a line each, the files that are neither as `from` has
 * them nor as `to` does, in the work tree or in `index`, or have something else of theirs in the way.
 */
ma_rc ma_sync_collide(struct ma_workspace *ws, struct ma_sync *sync, git_index *index,
	struct ma_buf *names_out, ma_err *err);

/* Do it, and note it as what git's index does not have yet. */
ma_rc ma_sync_place(struct ma_workspace *ws, struct ma_sync *sync, ma_err *err);

/* Before the branch moves: what is noted of the work tree must not lag behind a file that changes again. */
ma_rc ma_sync_prepare(struct ma_workspace *ws, const struct ma_sync *sync, ma_err *err);

/* Do it: remove, write; the tree is at `commit` then, and git's index follows, if not at once (behind.h). */
ma_rc ma_sync_apply(
	struct ma_workspace *ws, struct ma_sync *sync, const git_oid *commit, ma_err *err);
void ma_sync_done(struct ma_sync *sync);

/* MA_EREFUSED when something is modified, staged or untracked; the message names up to three paths. */
ma_rc ma_worktree_check_clean(struct ma_workspace *ws, ma_err *err);

#endif

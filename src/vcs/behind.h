/*
 * What the work tree has that git's index and our file `worktree` do not say yet. Both are
 * written whole, so that a commit of one file among thousands would cost as much as all of them:
 * they may lag behind the files by a small part of what the index has, and follow in one go.
 *
 * After a crash the work tree is compared from the commit that `worktree` names, and what is done
 * is found done. That comparison knows a file as it was then and as the branch has it now: so
 * no file changes twice while they lag.
 */
#ifndef MA_VCS_BEHIND_H
#define MA_VCS_BEHIND_H

#include <sys/stat.h>

#include "vcs/repo.h"

struct ma_behind_file {
	char *path;
	git_oid id;
	bool exists, executable;
	bool new_dir;   /* directories above it may be new */
	struct stat st; /* of the file as it was put there: an edit afterwards is to be seen */
};

void ma_behind_init(struct ma_behind *behind);
void ma_behind_done(struct ma_behind *behind);
void ma_behind_clear(struct ma_behind *behind);

bool ma_behind_has(const struct ma_workspace *ws, const char *path);

/* A file that was put into the work tree, or removed. `file` is copied, but for its `st`, which is taken here. */
ma_rc ma_behind_add(struct ma_workspace *ws, const struct ma_behind_file *file, ma_err *err);

/* So much that they should follow. */
bool ma_behind_is_far(const struct ma_workspace *ws);

/* Let them follow: the work tree is at ws->placed. Nothing happens where they do not lag. */
ma_rc ma_behind_settle(struct ma_workspace *ws, ma_err *err);

/* The index alone, in two steps: between them nobody else writes it. Gives *lock_out: ma_gitlock_drop() it. */
ma_rc ma_behind_hold(struct ma_workspace *ws, char **lock_out, ma_err *err);
ma_rc ma_behind_write(struct ma_workspace *ws, ma_err *err);

#endif

/*
 * Git's lock on a file, "<path>.lock", and what is replaced under it. The lock is a hard
 * link to a file of ours in <git dir>/meta-agent/, so that one which a killed run left
 * can be told from that of a git at work: same inode, and the workspace's own lock is
 * ours. Everything unfinished lies in that directory too, and is removed at the next start.
 */
#ifndef MA_VCS_GITLOCK_H
#define MA_VCS_GITLOCK_H

#include "vcs/repo.h"

/* Remove what a killed run left, and make the directory. Only under the workspace's lock. */
ma_rc ma_gitlock_clean(struct ma_workspace *ws, ma_err *err);

/* MA_ECONFLICT when another git holds it: the message names the file. Gives *lock_out, which cannot fail to be dropped. */
ma_rc ma_gitlock_take(struct ma_workspace *ws, const char *path, char **lock_out, ma_err *err);
void ma_gitlock_drop(char *lock); /* takes */

/* Move `from`, which is synced, to `path`, durably. */
ma_rc ma_gitlock_replace(const char *from, const char *path, ma_err *err);
ma_rc ma_gitlock_sync_dir_of(const char *path, ma_err *err);
ma_rc ma_gitlock_sync(const char *path, ma_err *err);

/* A file in <git dir>/meta-agent/: synced, or its writing to the disk started. */
ma_rc ma_gitlock_write(const char *path, struct ma_str content, bool sync, ma_err *err);

/* "<git dir>/meta-agent/<name>", "<git dir>/<name>", and the file of the workspace's ref. Give: ma_free(); NULL: out of memory. */
char *ma_gitlock_temp(const struct ma_workspace *ws, const char *name);
char *ma_gitlock_path(const struct ma_workspace *ws, const char *name);
char *ma_gitlock_ref_path(const struct ma_workspace *ws);

/*
 * Move the workspace's branch from `expected` (NULL: it must not exist) to `to`. MA_ECONFLICT
 * when it is elsewhere, or locked.
 */
ma_rc ma_ref_move(struct ma_workspace *ws, const git_oid *expected, const git_oid *to, ma_err *err);

/* The same in two steps: from ma_ref_hold() on nobody else moves it. Gives *lock_out: ma_gitlock_drop() it. */
ma_rc ma_ref_hold(struct ma_workspace *ws, const git_oid *expected, char **lock_out, ma_err *err);
ma_rc ma_ref_write(struct ma_workspace *ws, const git_oid *to, ma_err *err);

#endif

/* Where a branch was before it moved: git-reflog(1), by which its owner finds the way back. */
#ifndef MA_VCS_REFLOG_H
#define MA_VCS_REFLOG_H

#include "vcs/repo.h"

/*
 * The branch that is checked out is about to move: a line in the logs of the workspace's ref and of HEAD, where git keeps such. `why`: what is
 * shown of it. Under the ref's lock, as git does; a line of a move that came to nothing says nothing wrong. MA_EIO.
 */
ma_rc ma_reflog_add(struct ma_workspace *ws, const git_oid *from, const git_oid *to,
	struct ma_str why, int64_t when_ms, ma_err *err);

#endif

/*
 * Somebody's branch that is checked out moves together with its index and work tree. No hook or filter runs.
 *
 *   git's locks on index and branch ── nobody else's file is in the way ── reflog ── files ── index ── branch
 *
 * The branch decides: until it has moved, what is in the work tree already is an uncommitted change like any other, and doing the
 * same again finds it done. So a process that is killed anywhere loses nothing, and is gone on with by asking for the same
 * once more; its locks are known as ours and removed then. A file that is neither as the branch has it nor as it is to become
 * is somebody's: it is named, and nothing is touched.
 */
#ifndef MA_VCS_LAND_H
#define MA_VCS_LAND_H

#include "vcs/pack.h"
#include "vcs/repo.h"

/* The branch that is checked out becomes the workspace's. MA_EREFUSED: there is none, or git is in the middle of something. */
ma_rc ma_land_enter(struct ma_workspace *ws, ma_err *err);

/* Between two commits. Borrows for the call. */
struct ma_landing {
	const git_oid *from, *to;
	struct ma_pack *pack; /* what is new; NULL: nothing is */
	struct ma_str why;    /* its first line stands in git's reflog, if there is one */
	int64_t when_ms;
};

/* Move it. MA_EREFUSED names the files in the way; MA_ECONFLICT: another git is at work, or the branch is elsewhere. */
ma_rc ma_land(struct ma_workspace *ws, const struct ma_landing *landing, ma_err *err);

#endif

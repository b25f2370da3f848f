/*
 * Somebody's branch that is checked out moves together with its index and work tree. No hook or filter runs.
 *
 *   git's locks on index and branch ── nobody else's file is in the way ── files ── index ── branch
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

/*
 * Move it between two commits. `pack` holds what is new, NULL: nothing is. MA_EREFUSED names the files in the way; MA_ECONFLICT: another git is
 * at work, or the branch is elsewhere.
 */
ma_rc ma_land(struct ma_workspace *ws, struct ma_pack *pack, const git_oid *from, const git_oid *to,
	ma_err *err);

#endif

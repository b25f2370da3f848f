/*
 * The state directory beside the work tree, `.meta-agent/`: its .gitignore, the lock
 * that one workspace holds at a time, and the file `worktree` with the branch that the
 * work tree follows and the commit it was last brought to ("main 0123...", "main -": none).
 * That file stands only in outputs that a run of ours made, and git never tracks it.
 */
#ifndef MA_VCS_STATE_H
#define MA_VCS_STATE_H

#include "vcs/repo.h"

#define MA_STATE_GITIGNORE MA_STATE_DIR "/.gitignore"
#define MA_STATE_GITIGNORE_TEXT "*\n!.gitignore\n!agents/\n!agents/**\n"
/* In somebody's repository, where nothing of ours is committed: it hides itself as well. */
#define MA_STATE_GITIGNORE_THEIRS "*\n!agents/\n!agents/**\n"
#define MA_STATE_TEMP MA_STATE_DIR "/tmp"

/* Make the directory with its .gitignore, as it is in `theirs`, and take the lock. MA_EREFUSED when another process has it: the message names it. */
ma_rc ma_state_enter(struct ma_workspace *ws, bool theirs, ma_err *err);

/* Read `worktree` into ws->follows, ref, placed. Without the file nothing changes. */
ma_rc ma_state_load(struct ma_workspace *ws, ma_err *err);

/* Write ws->ref and `placed` (NULL: none yet) there, and keep them in ws. */
ma_rc ma_state_store(struct ma_workspace *ws, const git_oid *placed, ma_err *err);

/* Remove what a killed process left. */
ma_rc ma_state_clean(struct ma_workspace *ws, ma_err *err);

#endif

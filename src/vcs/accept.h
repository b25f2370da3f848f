/* A run's branch comes into the branch that is checked out, by fast-forward or by one merge commit. */
#ifndef MA_VCS_ACCEPT_H
#define MA_VCS_ACCEPT_H

#include "base/buf.h"
#include "vcs/workspace.h"

enum ma_accepted {
	MA_ACCEPTED_ALREADY, /* the branch has all of it */
	MA_ACCEPTED_FORWARD,
	MA_ACCEPTED_MERGED,
	MA_ACCEPTED_NOT, /* files do not go together: nothing was touched */
};

struct ma_acceptance {
	enum ma_accepted how;
	bool is_theirs; /* a branch of the user's; false: of a new output, on which the run's commits are made */
	char before[MA_COMMIT_ID_SIZE], after[MA_COMMIT_ID_SIZE]; /* the branch */
	struct ma_buf conflicts; /* ACCEPTED_NOT: the files, a line each. ma_buf_done() it, also after a failure */
};

/*
 * `branch`: "meta-agent/<run>". `c` is what a merge commit says; its changes are filled in here. The workspace is of ma_workspace_open_head().
 * MA_ENOTFOUND: no such branch; MA_EREFUSED, MA_ECONFLICT: as vcs/land.h.
 */
ma_rc ma_workspace_accept(struct ma_workspace *ws, const char *branch, struct ma_commit *c,
	struct ma_acceptance *out, ma_err *err);

/*
 * What the commits of a run did on the branch since `base` ("": from its beginning) is taken back by one more commit, `c`, whose
 * changes are filled in here. MA_EREFUSED where a later commit of others touched one of its files, with names. *files_out: how many changed.
 * id_out is the head where all was as before already. MA_ENOTFOUND: it has no commit there.
 */
ma_rc ma_workspace_undo(struct ma_workspace *ws, const char *base, struct ma_commit *c,
	char id_out[MA_COMMIT_ID_SIZE], size_t *files_out, ma_err *err);

/* Whether the branch has a commit, by its id. */
ma_rc ma_workspace_has(struct ma_workspace *ws, const char *id, bool *has_out, ma_err *err);

#endif

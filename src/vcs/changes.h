/* What the changes of a commit must be, whatever the branch holds. */
#ifndef MA_VCS_CHANGES_H
#define MA_VCS_CHANGES_H

#include "vcs/workspace.h"

/* Paths may be written and are named once, contents are no larger than MA_LIMIT_FILE: MA_EREFUSED, MA_ELIMIT, MA_ENOMEM. */
ma_rc ma_changes_check(const struct ma_commit *c, ma_err *err);

#endif

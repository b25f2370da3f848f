/* Where a run began, and which runs it is related to. */
#ifndef MA_LIB_LINEAGE_H
#define MA_LIB_LINEAGE_H

#include "base/err.h"
#include "store/store.h"
#include "vcs/workspace.h"

/*
 * The branch's newest commit when the first task of a run was asked, or what a fork was to begin with: where the run began. ""
 * where there was none. *found_out is false where no task was asked: then the run has committed nothing.
 */
ma_rc ma_lineage_base(struct ma_store *store, const char *run, char base_out[MA_COMMIT_ID_SIZE],
	bool *found_out, ma_err *err);

/* Whether all commits since are of that run, of runs that it is a fork of, or of forks of these. MA_EREFUSED names another. */
ma_rc ma_lineage_may_go_back(
	struct ma_store *store, const char *output, const char *run, const char *base, ma_err *err);

#endif

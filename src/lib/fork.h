/*
 * A fork: a new run that shares with an earlier one of the same output, its parent, all that comes
 * before one task, and pays only for what differs. It has the parent's seed, plan and limits, so that its
 * requests are the same; what the parent's log answers is not asked again (engine/reuse.h).
 *
 * It begins with the files that the parent began with. On a new output one more commit brings them back (engine/perform_rewind.c),
 * on top of whatever the parent and its forks committed; on an existing repository the new branch
 * begins at HEAD. Commits of anybody else since are never left behind: the fork is refused.
 */
#ifndef MA_LIB_FORK_H
#define MA_LIB_FORK_H

#include "base/id.h"
#include "core/state.h"
#include "lib/ctx.h"
#include "vcs/workspace.h"

struct ma_fork {
	char parent[MA_ID_SIZE];
	char *from; /* the task that it begins with: "plan" is the planner; owned */
	char *seed, *formats, *prompt, *plan, *contract,
		*model;               /* the parent's, or made of it; owned, or NULL */
	char base[MA_COMMIT_ID_SIZE]; /* where the parent began; "": with nothing */
	bool has_base;                /* it has made commits, or could have */
	bool unfinished;              /* the parent is given up */
};

/*
 * Find the parent, and take from it what *opts leaves open: its strings are then the fork's, of
 * run->fork. MA_ENOTFOUND: no such run, or no such task in it. MA_EREFUSED, MA_ECONFLICT.
 */
ma_rc ma_fork_look_back(ma_run *run, ma_run_opts *opts, ma_err *err);

/* MA_ENOTFOUND: names the tasks that the run has, or the one that was probably meant. */
ma_rc ma_fork_no_such_task(const struct ma_state *s, const char *from, ma_err *err);

/* The workspace is open and ours: give the parent up where it has not ended. */
ma_rc ma_fork_begin(ma_run *run, const char *output, ma_err *err);

void ma_fork_done(struct ma_fork *f);

#endif

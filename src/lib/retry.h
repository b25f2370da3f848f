/*
 * Another attempt of a task that came to nothing. A run that goes on in some process is asked (lib/ask.c); one that was
 * stopped is resumed with it; one that has ended stays as it is, and a fork begins with the task: docs/decisions/055.
 */
#ifndef MA_LIB_RETRY_H
#define MA_LIB_RETRY_H

#include "lib/run.h"

/*
 * Whether a task may be attempted again, in a run that a process works on (`live`) or nobody does. MA_ENOTFOUND: no such
 * task. MA_EREFUSED: what it is, and what to do instead.
 */
ma_rc ma_retry_check(
	const struct ma_state *s, const char *task, const char *output, bool live, ma_err *err);

/* Find the run of which opts->from is a task, and resume it or be its fork. As ma_run_look_back() or ma_fork_look_back(). */
ma_rc ma_retry_look_back(ma_run *run, ma_run_opts *opts, ma_err *err);

#endif

/* `run`, `resume` and `fork`: start, show, wait for the library and for signals, and say how it ended. */
#ifndef MA_CLI_DRIVE_H
#define MA_CLI_DRIVE_H

#include <stdbool.h>

#include "metaagent/metaagent.h"

struct drive {
	ma_run_opts opts; /* callbacks and data are the driver's */
	/* ma_run_start() (NULL), or another one that takes the same options. */
	ma_rc (*start)(ma_ctx *ctx, const ma_run_opts *opts, ma_run **out, ma_err *err);
	const char *plan_file,
		*contract_file; /* where opts.plan and opts.contract were read; NULL: nowhere */
	bool json;
};

/* ma_run_opts.sandbox_off, format_off of the choice "auto|off", counted from 1; 0: not given. */
int drive_off(int choice);

/*
 * Do all of it. MA_OK: *exit_out is how the run ended. A failure before the start or of the
 * log is err; *exit_out is set where the code does not follow from the ma_rc.
 */
ma_rc drive_run(const struct drive *d, int *exit_out, ma_err *err);

#endif

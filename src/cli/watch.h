/* `status --watch`: a run that another process works on, as that process shows it. */
#ifndef MA_CLI_WATCH_H
#define MA_CLI_WATCH_H

#include "cli/reading.h"

/*
 * Show the run until it has ended, was stopped or killed, then print how it ended; *exit_out
 * is the run's. SIGINT and SIGTERM end the watching at once, and nothing else.
 */
ma_rc watch_run(const struct reading *r, int *exit_out, ma_err *err);

#endif

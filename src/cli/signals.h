/* The signals that a command that waits takes from a descriptor. */
#ifndef MA_CLI_SIGNALS_H
#define MA_CLI_SIGNALS_H

#include "base/err.h"
#include "cli/view.h"

/* Block SIGINT, SIGTERM, SIGWINCH and SIGCONT, before any thread is started, and read them from *fd_out. */
ma_rc signals_watch(int *fd_out, ma_err *err);

/* The next SIGINT or SIGTERM, or 0: no more for now. The view (or NULL) is told of what concerns the terminal. */
int signals_next(int fd, struct view *view);

#endif

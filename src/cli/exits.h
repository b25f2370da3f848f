/* What the exit codes mean, as the help and the manual say it. */
#ifndef MA_CLI_EXITS_H
#define MA_CLI_EXITS_H

#include <stdbool.h>

#include "base/err.h"

#define EXIT_BAD_PLAN 5
#define EXIT_REFUSED 9
#define EXIT_KILLED 137      /* as if SIGKILL had ended the program: it has ended another one */
#define EXIT_READER_GONE 141 /* as if SIGPIPE had ended the program */

/* What failed is that the output cannot be written: refused, and not the log's fault. */
bool exit_is_unwritable(const ma_err *err);

struct exit_row {
	int code;
	const char *meaning; /* NULL ends */
};

extern const struct exit_row exits[];

#endif

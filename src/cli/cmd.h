/* A command of the program is one row; cmds[] lists them in the order of the help. */
#ifndef MA_CLI_CMD_H
#define MA_CLI_CMD_H

#include "base/err.h"
#include "cli/opt.h"

#define CMD_ASK_WAIT_MS 10000 /* for the answer of whoever works on a run */
#define CMD_EXIT_BY_RC (-1)   /* main() takes the exit code from the ma_rc */

struct words {
	char **v; /* what is not an option, in order */
	int n;
};

struct cmd {
	const char *name;
	const char *args; /* "[PROMPT|-]", or "" */
	int words_least, words_most;
	const char *summary; /* one line for the list */
	const char *about;   /* more for `help NAME` and the manual, or "" */
	const struct opt *opts;
	size_t args_size; /* of the struct that opts fill, zeroed before */

	/* Do it. MA_OK: *exit_out (0 unless changed) is the exit code; else err is shown, and the
	 * code follows from the ma_rc unless *exit_out was set. MA_ECANCELED: nobody reads what is
	 * written any more; nothing is shown. */
	ma_rc (*run)(const void *args, const struct words *words, int *exit_out, ma_err *err);
};

extern const struct cmd *const cmds[]; /* NULL ends */
extern const struct cmd cmd_accept;
extern const struct cmd cmd_agents;
extern const struct cmd cmd_bench;
extern const struct cmd cmd_cancel;
extern const struct cmd cmd_completion;
extern const struct cmd cmd_config;
extern const struct cmd cmd_context;
extern const struct cmd cmd_continue;
extern const struct cmd cmd_doctor;
extern const struct cmd cmd_extract;
extern const struct cmd cmd_fork;
extern const struct cmd cmd_gc;
extern const struct cmd cmd_generate;
extern const struct cmd cmd_help;
extern const struct cmd cmd_log;
extern const struct cmd cmd_format;
extern const struct cmd cmd_merge;
extern const struct cmd cmd_conflicts;
extern const struct cmd cmd_models;
extern const struct cmd cmd_pause;
extern const struct cmd cmd_plan;
extern const struct cmd cmd_resume;
extern const struct cmd cmd_approve;
extern const struct cmd cmd_retry;
extern const struct cmd cmd_run;
extern const struct cmd cmd_runs;
extern const struct cmd cmd_sandbox;
extern const struct cmd cmd_show;
extern const struct cmd cmd_diff;
extern const struct cmd cmd_status;
extern const struct cmd cmd_undo;
extern const struct cmd cmd_validate;
extern const struct cmd cmd_verify;
extern const struct cmd cmd_version;

/* NULL when there is none. */
const struct cmd *cmd_find(const char *name);

/* MA_EMISUSE: there is no such command; a similar one is named. */
ma_rc cmd_unknown(const char *name, ma_err *err);

#endif

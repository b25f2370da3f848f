/*
 * Formatters: programs that the user has installed, run on texts that a model wrote.
 *
 * Found on the absolute directories of PATH, but never beneath the workspace or in a node_modules: what a repository
 * brings is not run. Each gets one directory of its own with the texts under names of ours, our own configuration and
 * no other, PATH for an environment, and the cage (src/cage) around it: ceilings, seccomp, and Landlock where the kernel
 * has it, so that it can write below /tmp alone. As root it is given another uid.
 */
#ifndef MA_VCS_FORMATTERS_H
#define MA_VCS_FORMATTERS_H

#include "base/arena.h"
#include "vcs/format.h"

struct ma_formatter; /* a row of the table */

/* One text that is given to a formatter. */
struct ma_format_job {
	struct ma_str text;    /* LF, no byte order mark */
	const char *extension; /* of its name: ".ts"; static */
	struct ma_str result;  /* out: in the arena; valid where `done` */
	bool done;             /* out: the formatter made a text of it */
};

/* The formatter for a language that is installed; NULL: none. *program_out: its path, in the arena. */
const struct ma_formatter *ma_formatter_find(const struct ma_format_opts *opts,
	const char *language, struct ma_arena *arena, const char **program_out);
const char *ma_formatter_name(const struct ma_formatter *f);

/*
 * Run it on all texts. *why_out: what kept it from some or all of them, in the arena, or "". Only MA_ENOMEM fails; every
 * other failure is a reason.
 */
ma_rc ma_formatter_run(const struct ma_formatter *f, const char *program,
	const struct ma_format_opts *opts, struct ma_format_job *jobs, size_t n,
	struct ma_arena *arena, struct ma_str *why_out, ma_err *err);

#endif

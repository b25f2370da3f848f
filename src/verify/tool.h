/* The programs that steps need beside what every machine has. */
#ifndef MA_VERIFY_TOOL_H
#define MA_VERIFY_TOOL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

struct ma_tool {
	const char *program; /* its name on PATH */
	const char *bring;   /* how it comes to be there: "Debian: cmake" */
};

extern const struct ma_tool ma_tool_node, ma_tool_pnpm, ma_tool_yarn, ma_tool_python,
	ma_tool_pytest, ma_tool_mypy, ma_tool_make, ma_tool_cmake, ma_tool_meson, ma_tool_cargo,
	ma_tool_go, ma_tool_maven, ma_tool_gradle, ma_tool_bash;

/*
 * Why the program cannot be run in the sandbox, which sees the system's directories of programs and
 * `node_dir` (or NULL) alone: "cmake is not installed (Debian: cmake)". Lives in the arena. NULL: it can. MA_ENOMEM.
 */
ma_rc ma_tool_missing(const struct ma_tool *tool, const char *node_dir, struct ma_arena *arena,
	const char **why_out, ma_err *err);

/*
 * The program whose lack ended a command with 127 ("sh: 1: bun: not found"), where it is one that no project brings itself: "bun is not
 * installed (https://bun.sh)", added. False: there is none.
 */
bool ma_tool_lacked(struct ma_str output, struct ma_buf *why);

#endif

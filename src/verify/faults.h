/*
 * What failed where, read from what compilers, linters and test runners print: gcc and clang, tsc, ESLint, rustc, go, Python's
 * tracebacks, stacks of Node.js and Vitest, assertions of C. Nobody has to believe it: it says where to look.
 */
#ifndef MA_VERIFY_FAULTS_H
#define MA_VERIFY_FAULTS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "model/verdict.h"

#define MA_FAULTS_MAX 50

struct ma_faults {
	struct ma_fault v[MA_FAULTS_MAX];
	size_t n, count; /* count: also those for which there was no room */
};

/*
 * Add what an output names of a command that ran in `package` ("." for the root) of the tree; *out begins zeroed. Each place is told once, with the
 * first message that it came with. Paths are of the tree, below the package. Strings live in the arena. MA_ENOMEM.
 */
ma_rc ma_faults_read(struct ma_str output, const char *package, struct ma_arena *arena,
	struct ma_faults *out, ma_err *err);

#endif

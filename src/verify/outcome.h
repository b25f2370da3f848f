/* What a command's end means: passed, failed, or (something was missing) skipped. */
#ifndef MA_VERIFY_OUTCOME_H
#define MA_VERIFY_OUTCOME_H

#include "base/arena.h"
#include "base/err.h"
#include "model/verdict.h"
#include "sys/sandbox.h"
#include "verify/detect.h"

/* A check that runs, with nothing known yet. Borrows from the step. */
struct ma_check ma_outcome_start(const struct ma_step *step);

/*
 * `results` is what the step wrote to the file where its runner counts, "" where there is none. Strings of *out
 * live in the arena, its output too.
 */
ma_rc ma_outcome_read(const struct ma_step *step, const struct ma_sandbox_result *result,
	struct ma_str results, struct ma_arena *arena, struct ma_check *out, ma_err *err);

/*
 * The step ran where there are no sockets. Tests that failed and were told that something is not permitted may have failed
 * because of that: they are skipped, and say so. MA_ENOMEM.
 */
ma_rc ma_outcome_without_sockets(struct ma_check *check, struct ma_arena *arena, ma_err *err);

/* The step was run once more after it had failed, because of `first_why` (NULL: it was not): the check says so. MA_ENOMEM. */
ma_rc ma_outcome_again(
	struct ma_check *check, const char *first_why, struct ma_arena *arena, ma_err *err);

#endif

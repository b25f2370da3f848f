/* Of the steps of a tree, those of a quick check. */
#ifndef MA_VERIFY_QUICK_H
#define MA_VERIFY_QUICK_H

#include "verify/detect.h"
#include "verify/verify.h"

/*
 * Leave the steps that are `quick` of the packages that `quick` asks for, with the installations which these need. Where a package is one
 * of a workspace of Node.js that is not whole yet, it is type-checked by itself. What is new lives in the arena, as *steps. MA_ENOMEM.
 */
ma_rc ma_quick_choose(const char *dir, const struct ma_verify_quick *quick, struct ma_arena *arena,
	struct ma_step **steps, size_t *n, ma_err *err);

/* How long a step may take. */
int64_t ma_step_ms(const struct ma_step *step, bool quick);

#endif

/* Steps that are not worth starting. */
#ifndef MA_VERIFY_SKIP_H
#define MA_VERIFY_SKIP_H

#include "model/verdict.h"
#include "verify/detect.h"

struct ma_sandbox;

/*
 * Why steps[n] is not to be run after the n before it, whose checks these are, or NULL. `unready` is an installation that did
 * not pass, or NULL; without a sandbox (NULL) no server is started.
 */
const char *ma_skip_reason(const struct ma_step *steps, const struct ma_check *checks, size_t n,
	const struct ma_step *unready, const struct ma_sandbox *sandbox);

#endif

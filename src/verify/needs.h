/* What the steps of a tree need of this machine. */
#ifndef MA_VERIFY_NEEDS_H
#define MA_VERIFY_NEEDS_H

#include <stdint.h>

#include "verify/detect.h"

/*
 * Write into each step why it cannot be run, where its program is missing. *node_out: the directory of a Node.js that is not the
 * system's own, which `uid` (-1: us) can run; NULL where none is asked for. Lives in the arena. Blocks; for the pool.
 */
ma_rc ma_needs_find(struct ma_step *steps, size_t n, int64_t uid, struct ma_arena *arena,
	const char **node_out, ma_err *err);

#endif

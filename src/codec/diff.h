/* Which members of two sequences differ. */
#ifndef MA_CODEC_DIFF_H
#define MA_CODEC_DIFF_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/* a_n members of `a` from a_at are replaced by b_n members of `b` from b_at; one of the counts may be 0. */
struct ma_diff_hunk {
	uint32_t a_at, a_n, b_at, b_n;
};

/* In order; between two hunks stands at least one member that both sequences have. */
struct ma_diff {
	struct ma_diff_hunk *v;
	size_t n;
};

#define MA_DIFF_MEMBERS_MAX (UINT32_C(1) << 28) /* of one sequence */

/*
 * Find the differences of two sequences of numbers below `kinds`. What could stand in
 * several places stands as late as it can. Gives out->v: lives in the arena. MA_ELIMIT,
 * MA_ENOMEM.
 */
ma_rc ma_diff(const uint32_t *a, uint32_t a_n, const uint32_t *b, uint32_t b_n, uint32_t kinds,
	struct ma_arena *arena, struct ma_diff *out, ma_err *err);

#endif

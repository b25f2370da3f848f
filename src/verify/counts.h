/* How many tests ran, read from what the runner printed. */
#ifndef MA_VERIFY_COUNTS_H
#define MA_VERIFY_COUNTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct ma_counts {
	int64_t passed, failed, skipped;
};

/*
 * The summaries of Vitest, Jest, `node --test` and other TAP, and Mocha, added up (a
 * workspace prints several); colours are ignored. False where there is none: *out untouched.
 */
bool ma_counts_read(struct ma_str output, struct ma_counts *out);

#endif

/* How many tests ran, read from what the runner printed. */
#ifndef MA_VERIFY_COUNTS_H
#define MA_VERIFY_COUNTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

struct ma_counts {
	int64_t passed, failed, skipped;
};

/*
 * The summaries of Vitest, Jest, Mocha, `node --test` and other TAP, pytest, unittest, cargo, `go test -json`, CTest,
 * Meson and Maven, added up (a workspace prints several); colours are ignored. Where there is none, the single
 * results of TAP. False where there is nothing of that: *out untouched.
 */
bool ma_counts_read(struct ma_str output, struct ma_counts *out);

/*
 * The counts of JUnit XML, as pytest and CTest write it: the attributes of the outermost `testsuite` elements that have counts,
 * added up. False where there is none: *out untouched.
 */
bool ma_counts_junit(struct ma_str xml, struct ma_counts *out);

/*
 * The counts of the JSON that Vitest and Jest write, test by test. *failed gets a line for each of the first 200 that failed, which begins with its
 * place. False where it is nothing of that: *out untouched.
 */
bool ma_counts_jest(struct ma_str json, struct ma_counts *out, struct ma_buf *failed);

#endif

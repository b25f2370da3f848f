/*
 * What a failure is known by: the same one gives the same key, whenever and wherever it happens. Times, addresses, temporary
 * names and the numbers of lines do not count; the files that are named, and what is said of each, do. A failure
 * whose output names no place is known by the lines of its output.
 */
#ifndef MA_VERIFY_IDENTITY_H
#define MA_VERIFY_IDENTITY_H

#include "base/buf.h"
#include "base/err.h"
#include "codec/hash.h"
#include "model/verdict.h"

/* Of a check that failed. MA_ENOMEM. */
ma_rc ma_failure_key(const struct ma_check *check, char key_out[MA_HASH_HEX_SIZE], ma_err *err);

/* A line as it counts: added to `out`. */
void ma_failure_line(struct ma_str line, struct ma_buf *out);

#endif

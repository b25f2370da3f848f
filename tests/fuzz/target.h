/* What every target is, for libFuzzer and for the replay of a corpus. */
#ifndef MA_FUZZ_TARGET_H
#define MA_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* Returns 0; a broken promise aborts. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline struct ma_str target_text(const uint8_t *data, size_t size)
{
	return ma_str_n((const char *)data, size);
}

#endif

/*
 * A 64-bit checksum of bytes at rest: it finds damage, and protects against nobody.
 * Every step is a bijection of the state, so that whatever was changed within one
 * aligned word of 8 bytes is found for certain, and anything else but for 1 in 2^64.
 */
#ifndef MA_BASE_SUM_H
#define MA_BASE_SUM_H

#include "base/str.h"

/* `sum` with the length of the bytes and the bytes added to it. Begin with 0. */
uint64_t ma_sum_add(uint64_t sum, struct ma_str bytes);
uint64_t ma_sum_add_int(uint64_t sum, int64_t n);

#endif

/* Numbers as JSON writes them, compared and divided exactly; nothing is rounded. */
#ifndef MA_CODEC_SCHEMA_NUMBER_H
#define MA_CODEC_SCHEMA_NUMBER_H

#include "base/err.h"
#include "base/str.h"

/* All of them take numbers that JSON allows. Exponents beyond 10^15 are taken as that. */

bool ma_number_integral(struct ma_str x);
int ma_number_compare(struct ma_str a, struct ma_str b);

/* A number of at most 18 digits without an exponent: digits / 10^places; places < 0: it is another one. */
struct ma_number_short {
	int64_t digits;
	int places;
	int whole; /* digits before the point, 0 for "0" */
};

struct ma_number_short ma_number_short(struct ma_str x);
/* Compare by signs and by how many digits stand before the point; `x` has no exponent. False: these are the same. */
bool ma_number_compare_sizes(struct ma_str x, const struct ma_number_short *limit, int *order);

/* Compare two of them; false: that is not known so easily. */
bool ma_number_compare_short(struct ma_number_short a, struct ma_number_short b, int *order);

/* The same for equal numbers, however they are written. */
uint64_t ma_number_hash(struct ma_str x);

/* Whether x = k * of for a whole k; false for of = 0. Time: *ma_number_multiple_cost(). MA_ENOMEM. */
ma_rc ma_number_multiple(struct ma_str x, struct ma_str of, bool *out);
uint64_t ma_number_multiple_cost(struct ma_str x, struct ma_str of);

/* A whole number from 0 to 2^53, however it is written ("3", "3.0", "30e-1"). */
bool ma_number_count(struct ma_str x, uint64_t *out);

#endif

/* Tokens of a call, normalised across providers, and what they cost. */
#ifndef MA_MODEL_USAGE_H
#define MA_MODEL_USAGE_H

#include <stdbool.h>
#include <stdint.h>

struct ma_usage {
	int64_t input;           /* tokens read, cached ones included */
	int64_t output;          /* tokens written, reasoning included */
	int64_t cached;          /* of input */
	int64_t reasoning;       /* of output */
	bool estimated;          /* at least one number is a guess of ours */
	bool billed;             /* the provider told what the call costs */
	int64_t billed_microusd; /* that; of one call, hence not summed up by ma_usage_add() */
	int64_t cache_written; /* of input, where that is billed apart; not in the log, which has the cost */
};

/* Add b to *a, saturating; estimated if either is. */
void ma_usage_add(struct ma_usage *a, const struct ma_usage *b);

#endif

/* Identifiers and randomness come through here, so that a test can repeat them. */
#ifndef MA_BASE_ID_H
#define MA_BASE_ID_H

#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"

struct ma_ids {
	/* Fill n bytes; false when no randomness can be had. */
	bool (*bytes)(struct ma_ids *self, void *out, size_t n);
};

/* getrandom(2). Borrows: static. */
struct ma_ids *ma_ids_system(void);

/* SplitMix64 from a seed: the same seed, the same ids. Not for secrets. */
struct ma_ids_seeded {
	struct ma_ids base;
	uint64_t state;
};
void ma_ids_seeded_init(struct ma_ids_seeded *s, uint64_t seed);

/* RFC 9562 UUID version 7, lower case, with its NUL: sorts by time. */
#define MA_ID_SIZE 37
ma_rc ma_id_new(struct ma_ids *ids, struct ma_clock *clock, char out[MA_ID_SIZE], ma_err *err);

#endif

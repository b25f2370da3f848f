/* Time comes through here, so that a test can hold it. */
#ifndef MA_BASE_CLOCK_H
#define MA_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct ma_clock {
	int64_t (*wall_ms)(struct ma_clock *self); /* since 1970-01-01T00:00:00Z */
	int64_t (*mono_ms)(struct ma_clock *self); /* never goes back */
};

/* The machine's. Borrows: static. */
struct ma_clock *ma_clock_system(void);

/* A clock that moves only when told; set both fields directly. */
struct ma_clock_fake {
	struct ma_clock base;
	int64_t wall, mono;
};
void ma_clock_fake_init(struct ma_clock_fake *c, int64_t wall_ms);
void ma_clock_fake_advance(struct ma_clock_fake *c, int64_t ms);

/* "2026-11-22T19:02:49.123Z" with its NUL. RFC 3339; clamped to the years 0000 to 9999. */
#define MA_CLOCK_TEXT_SIZE 25
void ma_clock_format(int64_t any_ms, char out[MA_CLOCK_TEXT_SIZE]);

/* Reads what ma_clock_format() writes, fraction optional. False: *out untouched. */
bool ma_clock_parse(struct ma_str text, int64_t *out);

#endif

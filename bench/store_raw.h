/* The same rows by plain SQLite, with the same durability: what the store is compared with. */
#ifndef MA_BENCH_STORE_RAW_H
#define MA_BENCH_STORE_RAW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct raw;

/* `shared`: by several processes, so that each looks where the stream ends. */
struct raw *raw_open(const char *path, bool shared);
int64_t raw_events(struct raw *r);
/* One transaction: the stream's row and `n` events. */
void raw_append(struct raw *r, const struct ma_str *events, size_t n);
void raw_close(struct raw *r);

#endif

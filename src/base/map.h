/* Text to pointer: open addressing, insertion order kept for walking. O(1). */
#ifndef MA_BASE_MAP_H
#define MA_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct ma_map_entry {
	struct ma_str key; /* owned by the map */
	void *value;       /* borrowed */
	uint64_t hash;
};

struct ma_map {
	struct ma_map_entry *entries; /* n of them, in the order they were put */
	uint32_t *slots;              /* index + 1 into entries, 0 = free */
	size_t n, cap, slots_n;
};

#define MA_MAP_INIT                 \
	{                           \
		NULL, NULL, 0, 0, 0 \
	}

/* The value under `key`, or NULL. */
void *ma_map_get(const struct ma_map *m, struct ma_str key);
bool ma_map_has(const struct ma_map *m, struct ma_str key);

/* Put or replace; the key is copied. False: out of memory, the map as it was. */
bool ma_map_put(struct ma_map *m, struct ma_str key, void *value);

void ma_map_done(struct ma_map *m);

#endif

/* Memory that is freed together: one arena per lifetime. */
#ifndef MA_BASE_ARENA_H
#define MA_BASE_ARENA_H

#include <stddef.h>

#include "base/str.h"

struct ma_arena {
	struct ma_arena_block *last;
	size_t used, max; /* bytes handed out, and the most allowed */
};

#define MA_ARENA_INIT(max_size)     \
	{                           \
		NULL, 0, (max_size) \
	}

/* Zeroed, aligned for any type; NULL when memory or the ceiling is exhausted. */
void *ma_arena_alloc(struct ma_arena *a, size_t n, size_t size);

/* NUL-terminated copy that lives as long as the arena; NULL on failure. */
char *ma_arena_dup(struct ma_arena *a, struct ma_str s);

#define ma_arena_new(a, type) ((type *)ma_arena_alloc((a), 1, sizeof(type)))
#define ma_arena_new_n(a, type, n) ((type *)ma_arena_alloc((a), (n), sizeof(type)))

/* Free everything; the arena is empty and can be used again. */
void ma_arena_clear(struct ma_arena *a);
void ma_arena_done(struct ma_arena *a);

#endif

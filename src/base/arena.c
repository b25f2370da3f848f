/* Memory that is freed together. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>

#include "base/alloc.h"

struct ma_arena_block {
	struct ma_arena_block *before;
	size_t n, cap;
	alignas(max_align_t) char data[];
};

static struct ma_arena_block *add_block(struct ma_arena *a, size_t size)
{
	size_t cap = a->last ? a->last->cap * 2 : 1024;
	struct ma_arena_block *b;

	if (cap > 1024 * 1024)
		cap = 1024 * 1024;
	if (cap < size)
		cap = size;
	b = ma_alloc(1, sizeof(*b) + cap);
	if (!b)
		return NULL;
	b->before = a->last;
	b->cap = cap;
	a->last = b;
	return b;
}

void *ma_arena_alloc(struct ma_arena *a, size_t n, size_t size)
{
	const size_t unit = alignof(max_align_t);
	struct ma_arena_block *b = a->last;
	size_t total;
	void *p;

	if (__builtin_mul_overflow(n, size, &total) || total > PTRDIFF_MAX || total > a->max ||
		a->used > a->max - total)
		return NULL;
	total = (total + unit - 1) / unit * unit;
	if (!b || b->cap - b->n < total)
		b = add_block(a, total);
	if (!b)
		return NULL;
	p = b->data + b->n;
	b->n += total;
	a->used += total;
	return p;
}

char *ma_arena_dup(struct ma_arena *a, struct ma_str s)
{
	char *copy = s.n < SIZE_MAX ? ma_arena_alloc(a, s.n + 1, 1) : NULL;

	if (copy && s.n > 0)
		memcpy(copy, s.p, s.n);
	return copy;
}

void ma_arena_clear(struct ma_arena *a)
{
	struct ma_arena_block *before;

	for (; a->last; a->last = before) {
		before = a->last->before;
		ma_free(a->last);
	}
	a->used = 0;
}

void ma_arena_done(struct ma_arena *a)
{
	ma_arena_clear(a);
}

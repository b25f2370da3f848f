/* Memory allocation. The counters are atomic, as loop work runs on threads. */
#include "base/alloc.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static atomic_int_least64_t asked;
static atomic_int_least64_t live;
static atomic_int_least64_t fail_after = -1;

static bool gate_refuses(void)
{
	int64_t n = atomic_fetch_add_explicit(&asked, 1, memory_order_relaxed);

	return n == atomic_load_explicit(&fail_after, memory_order_relaxed);
}

static bool fits(size_t n, size_t size)
{
	size_t total;

	return !__builtin_mul_overflow(n, size, &total) && total <= PTRDIFF_MAX;
}

void *ma_alloc(size_t n, size_t size)
{
	void *p;

	if (gate_refuses() || !fits(n, size))
		return NULL;
	p = calloc(n ? n : 1, size ? size : 1);
	if (p)
		atomic_fetch_add_explicit(&live, 1, memory_order_relaxed);
	return p;
}

void *ma_realloc(void *p, size_t n, size_t size)
{
	void *q;

	if (gate_refuses() || !fits(n, size))
		return NULL;
	q = reallocarray(p, n ? n : 1, size ? size : 1);
	if (q && !p)
		atomic_fetch_add_explicit(&live, 1, memory_order_relaxed);
	return q;
}

void ma_free(void *p)
{
	if (p)
		atomic_fetch_sub_explicit(&live, 1, memory_order_relaxed);
	free(p);
}

char *ma_strndup(const char *s, size_t n)
{
	char *copy = n < SIZE_MAX ? (char *)ma_alloc(n + 1, 1) : NULL;

	if (copy && n > 0)
		memcpy(copy, s, n);
	return copy;
}

char *ma_strdup(const char *s)
{
	return ma_strndup(s, strlen(s));
}

int64_t ma_alloc_fail_after(int64_t after)
{
	int64_t n = atomic_exchange(&asked, 0);

	atomic_store(&fail_after, after);
	return n;
}

int64_t ma_alloc_live(void)
{
	return atomic_load(&live);
}

void ma_alloc_for_program(void)
{
#ifdef M_ARENA_MAX
	(void)mallopt(M_ARENA_MAX, 2); /* each is as large as what its threads held at most */
	(void)mallopt(
		M_MMAP_THRESHOLD, 1 << 17); /* its default, but it stays: large blocks go back */
#endif
}

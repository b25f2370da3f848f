/* Memory allocation, with a gate that a test can close. */
#ifndef MA_BASE_ALLOC_H
#define MA_BASE_ALLOC_H

#include <stddef.h>
#include <stdint.h>

/* Zeroed memory, or NULL. Sizes that overflow fail like exhausted memory. */
void *ma_alloc(size_t n, size_t size);

/* Resize an array to n members; on failure NULL, and `p` stays as it was. */
void *ma_realloc(void *p, size_t n, size_t size);

/* Accepts NULL. */
void ma_free(void *p);

/* Copies of a string. Gives: ma_free() it. */
char *ma_strdup(const char *s);
char *ma_strndup(const char *s, size_t n);

#define ma_new(type) ((type *)ma_alloc(1, sizeof(type)))
#define ma_new_n(type, n) ((type *)ma_alloc((n), sizeof(type)))

/*
 * For torture tests: let `after` more allocations of this process succeed and
 * fail the next one; negative: never fail. Returns how many were asked for
 * since the last call.
 */
int64_t ma_alloc_fail_after(int64_t after);

/*
 * For a program that is all ours, before it has threads: let the C library keep less for itself, for the price of threads
 * that wait for each other now and then. A library leaves that to its host.
 */
void ma_alloc_for_program(void);

/* How many blocks are allocated and not freed. */
int64_t ma_alloc_live(void);

#endif

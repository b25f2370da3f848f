/* Borrowed text: a pointer and a length; and strict number reading. */
#ifndef MA_BASE_STR_H
#define MA_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Borrows; not NUL-terminated. {NULL, 0} is the empty string. */
struct ma_str {
	const char *p;
	size_t n;
};

#define MA_STR(literal) ((struct ma_str){ "" literal, sizeof(literal) - 1 })
#define MA_STR_FMT "%.*s"
#define MA_STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

/* Borrows a C string; NULL is empty. */
static inline struct ma_str ma_str(const char *s)
{
	return (struct ma_str){ s, s ? strlen(s) : 0 };
}

static inline struct ma_str ma_str_n(const char *p, size_t n)
{
	return (struct ma_str){ p, n };
}

bool ma_str_eq(struct ma_str a, struct ma_str b);
bool ma_str_is(struct ma_str a, const char *b);
bool ma_str_eq_nocase(struct ma_str a, struct ma_str b); /* ASCII */
bool ma_str_starts(struct ma_str s, const char *prefix);
bool ma_str_ends(struct ma_str s, const char *suffix);
int ma_str_cmp(struct ma_str a, struct ma_str b);

/* Whether it is one of `n` words; the second one takes ASCII letters of either case for the same. */
bool ma_str_among(struct ma_str s, const char *const *words, size_t n);
bool ma_str_among_nocase(struct ma_str s, const char *const *words, size_t n);
#define MA_STR_AMONG(s, words) ma_str_among(s, words, sizeof(words) / sizeof(*(words)))
#define MA_STR_AMONG_NOCASE(s, words) \
	ma_str_among_nocase(s, words, sizeof(words) / sizeof(*(words)))

/* Where `needle` begins in `s`, or -1. An empty needle is at 0. */
ptrdiff_t ma_str_find(struct ma_str s, struct ma_str needle);

/* Without ASCII blanks at both ends. */
struct ma_str ma_str_trim(struct ma_str s);

/* Its beginning of at most `n` bytes, cut between characters. */
struct ma_str ma_str_clip(struct ma_str s, size_t n);

/* From byte `at` (clamped) to the end. */
struct ma_str ma_str_from(struct ma_str s, size_t at);

/*
 * Cut *rest at the first `sep`: what stood before it in *head, what follows in
 * *rest. False when *rest is empty and nothing was cut.
 */
bool ma_str_cut(struct ma_str *rest, char sep, struct ma_str *head);

/* Whether `item` is one of those that `sep` parts in `list`. */
bool ma_str_lists(struct ma_str list, char sep, struct ma_str item);

/* The next line without its LF or CRLF; false at the end. */
bool ma_str_line(struct ma_str *rest, struct ma_str *line);

/* The whole of `s` is a decimal number in the type's range; a leading '+' is none. False: *out untouched. */
bool ma_str_to_u64(struct ma_str s, uint64_t *out);
bool ma_str_to_i64(struct ma_str s, int64_t *out);
bool ma_str_to_double(struct ma_str s, double *out);

/* The whole of `s` is UTF-8 (RFC 3629: no surrogates, nothing overlong). */
bool ma_str_utf8(struct ma_str s);

/* UTF-8 without NUL. */
bool ma_str_is_text(struct ma_str s);

/* Length in bytes of the valid UTF-8 sequence at `s`, its code point in *cp; 0 if none. */
size_t ma_str_utf8_next(struct ma_str s, uint32_t *cp);

/* FNV-1a. */
uint64_t ma_str_hash(struct ma_str s);

#endif

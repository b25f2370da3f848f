/* Lists of words that grow in an arena, for command lines and environments. */
#ifndef MA_SYS_WORDS_H
#define MA_SYS_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* NULL-terminated once something was added. `failed` sticks: memory ran out, or what a word was made of is not there. */
struct ma_words {
	struct ma_arena *arena;
	const char **items;
	size_t n, cap;
	bool failed;
};

void ma_words_add(struct ma_words *w, const char *word); /* borrows it as long as the list lives */
void ma_words_add3(struct ma_words *w, const char *a, const char *b, const char *c);

/* A word to be added: lives in the arena; "" after a failure. */
const char *ma_words_format(struct ma_words *w, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The same for the real path of something; the list fails where it is not there. */
const char *ma_words_real(struct ma_words *w, const char *path);

#endif

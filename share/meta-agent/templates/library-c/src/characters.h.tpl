/* Characters of UTF-8. */
#ifndef <%= app.module | constant %>_CHARACTERS_H
#define <%= app.module | constant %>_CHARACTERS_H

#include <stdbool.h>

/* The next character, and *at behind it; false at the end, and at what is no UTF-8. */
bool next_character(const char **at, unsigned long *out);

/* Whether a text is UTF-8 as a whole. */
bool is_utf8(const char *text);

/* Below, equal to or above 0; upper and lower case of Latin, Greek and Cyrillic are the same. */
int compare_folded(const char *one, const char *other);
bool contains_folded(const char *text, const char *part);

/* How many columns of a terminal a text takes. */
int columns_of(const char *text);

#endif

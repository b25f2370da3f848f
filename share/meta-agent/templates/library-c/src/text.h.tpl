/* Text that grows, and lines of text. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    char *data; /* not terminated */
    size_t size, room;
};

/* Each ends the program with a message where memory is exhausted. */
void text_add(struct text *t, const char *data, size_t size);
void text_addf(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_free(struct text *t);

struct line {
    const char *at; /* without its end */
    size_t size;
};

/* Takes the next line from *rest, which is `*left` bytes long; false where there is none. */
bool next_line(const char **rest, size_t *left, struct line *out);
void text_add_line(struct text *t, struct line line);

/* All lines of a text; free() the list. */
struct line *all_lines(const char *text, size_t size, size_t *count);

/* As realloc(), which it is; but it ends the program with a message where memory is exhausted. */
void *resize(void *data, size_t size);

/* Whether `text` is a whole number from `low` to `high`. */
bool read_number(const char *text, long low, long high, long *out);

#endif

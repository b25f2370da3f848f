/*
 * A growing byte buffer with a ceiling. Errors stick: after one, appends do
 * nothing, and ma_buf_check() tells once. Always NUL-terminated when not empty.
 */
#ifndef MA_BASE_BUF_H
#define MA_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct ma_buf {
	char *p; /* owned; NULL until the first append */
	size_t n, cap, max;
	ma_rc rc; /* the first failure */
};

/* `max_size`: the most bytes it may hold. */
#define MA_BUF_INIT(max_size)                 \
	{                                     \
		NULL, 0, 0, (max_size), MA_OK \
	}

void ma_buf_add(struct ma_buf *b, const void *data, size_t n);
void ma_buf_adds(struct ma_buf *b, const char *s);
void ma_buf_addv(struct ma_buf *b, struct ma_str s);
void ma_buf_addc(struct ma_buf *b, char c);
void ma_buf_addf(struct ma_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* `text` for a terminal or a log line: control, bidi and zero-width characters and bytes
 * that are not UTF-8 become visible escapes; newline and tab stay. */
void ma_buf_add_visible(struct ma_buf *b, struct ma_str text);

/* Room for n more bytes at the returned place, to be followed by ma_buf_grown(); NULL on failure. */
char *ma_buf_room(struct ma_buf *b, size_t n);
void ma_buf_grown(struct ma_buf *b, size_t n);

/* MA_OK, or fills err with the first failure. */
ma_rc ma_buf_check(const struct ma_buf *b, ma_err *err);

/* Borrows until the next append. */
struct ma_str ma_buf_str(const struct ma_buf *b);

/* Gives the NUL-terminated bytes: ma_free() them. NULL after a failure. The buffer is empty afterwards. */
char *ma_buf_take(struct ma_buf *b);

/* Give back the memory that it does not use. */
void ma_buf_fit(struct ma_buf *b);

/* Empty, without error, memory kept. */
void ma_buf_clear(struct ma_buf *b);
void ma_buf_done(struct ma_buf *b);

#endif

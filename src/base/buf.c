/* A growing byte buffer with a ceiling. */
#include "base/buf.h"

#include <stdio.h>

#include "base/alloc.h"

static bool grow(struct ma_buf *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 64;
	char *p;

	if (b->rc)
		return false;
	if (n > b->max || b->n > b->max - n) {
		b->rc = MA_ELIMIT;
		return false;
	}
	if (b->p && b->n + n < b->cap)
		return true;
	while (cap <= b->n + n && cap <= SIZE_MAX / 2)
		cap *= 2;
	if (cap <= b->n + n) {
		b->rc = MA_ENOMEM;
		return false;
	}
	p = ma_realloc(b->p, cap, 1);
	if (!p) {
		b->rc = MA_ENOMEM;
		return false;
	}
	b->p = p;
	b->cap = cap;
	return true;
}

char *ma_buf_room(struct ma_buf *b, size_t n)
{
	return grow(b, n) ? b->p + b->n : NULL;
}

void ma_buf_grown(struct ma_buf *b, size_t n)
{
	MA_ASSERT(b->n + n < b->cap);
	b->n += n;
	b->p[b->n] = '\0';
}

void ma_buf_add(struct ma_buf *b, const void *data, size_t n)
{
	char *to = ma_buf_room(b, n);

	if (!to)
		return;
	if (n > 0)
		memcpy(to, data, n);
	ma_buf_grown(b, n);
}

void ma_buf_adds(struct ma_buf *b, const char *s)
{
	ma_buf_add(b, s, strlen(s));
}

void ma_buf_addv(struct ma_buf *b, struct ma_str s)
{
	ma_buf_add(b, s.p, s.n);
}

void ma_buf_addc(struct ma_buf *b, char c)
{
	ma_buf_add(b, &c, 1);
}

void ma_buf_addf(struct ma_buf *b, const char *fmt, ...)
{
	va_list ap;
	char *to;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	MA_ASSERT(n >= 0);
	to = ma_buf_room(b, (size_t)n);
	if (!to)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(to, (size_t)n + 1, fmt, ap); /* fits: measured above */
	va_end(ap);
	ma_buf_grown(b, (size_t)n);
}

static bool is_hidden(uint32_t cp)
{
	static const struct {
		uint32_t from, to;
	} hidden[] = {
		{ 0x00, 0x08 },
		{ 0x0b, 0x1f },
		{ 0x7f, 0x9f },
		{ 0xad, 0xad },
		{ 0x61c, 0x61c },
		{ 0x200b, 0x200f },
		{ 0x2028, 0x202e },
		{ 0x2060, 0x206f },
		{ 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff },
		{ 0xfff9, 0xfffb },
		{ 0xe0000, 0xe0fff },
	};
	size_t i;

	for (i = 0; i < MA_COUNT(hidden); i++)
		if (cp >= hidden[i].from && cp <= hidden[i].to)
			return true;
	return false;
}

void ma_buf_add_visible(struct ma_buf *b, struct ma_str text)
{
	uint32_t cp = 0;
	size_t n;

	for (; text.n > 0; text = ma_str_from(text, n)) {
		n = ma_str_utf8_next(text, &cp);
		if (n == 0) {
			n = 1;
			ma_buf_addf(b, "\\x%02x", (unsigned)(unsigned char)text.p[0]);
		} else if (cp == '\r' && text.n > 1 && text.p[1] == '\n') {
			continue;
		} else if (is_hidden(cp)) {
			ma_buf_addf(b, cp < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)cp);
		} else {
			ma_buf_add(b, text.p, n);
		}
	}
}

ma_rc ma_buf_check(const struct ma_buf *b, ma_err *err)
{
	if (b->rc == MA_ENOMEM)
		return ma_fail_nomem(err);
	if (b->rc)
		return ma_fail(err, b->rc, "more than %zu bytes", b->max);
	return MA_OK;
}

struct ma_str ma_buf_str(const struct ma_buf *b)
{
	return (struct ma_str){ b->p ? b->p : "", b->n };
}

char *ma_buf_take(struct ma_buf *b)
{
	char *p;

	ma_buf_add(b, "", 0);
	p = b->rc ? NULL : b->p;
	if (p)
		b->p = NULL;
	ma_buf_done(b);
	return p;
}

void ma_buf_fit(struct ma_buf *b)
{
	char *p = b->p ? ma_realloc(b->p, b->n + 1, 1) : NULL;

	if (!p)
		return; /* it is as good as before */
	b->p = p;
	b->cap = b->n + 1;
}

void ma_buf_clear(struct ma_buf *b)
{
	b->n = 0;
	b->rc = MA_OK;
	if (b->p)
		b->p[0] = '\0';
}

void ma_buf_done(struct ma_buf *b)
{
	ma_free(b->p);
	b->p = NULL;
	b->n = b->cap = 0;
}

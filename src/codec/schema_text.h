/* The pieces of JSON text that exact documents are read by. */
#ifndef MA_CODEC_SCHEMA_TEXT_H
#define MA_CODEC_SCHEMA_TEXT_H

#include "codec/schema_doc.h"

#define MA_ONES 0x0101010101010101u
#define MA_HIGHS 0x8080808080808080u

/* The high bit of each byte that is '"', '\\', a control or beyond ASCII; exact for the lowest. */
static inline uint64_t ma_text_special(uint64_t w)
{
	uint64_t quote = w ^ (MA_ONES * '"'), slash = w ^ (MA_ONES * '\\');

	return ((w - MA_ONES * 0x20) | ((quote - MA_ONES) & ~quote) | ((slash - MA_ONES) & ~slash) |
		       w) &
		MA_HIGHS;
}

/* Behind the printable ASCII other than '"' and '\\' that begins at p. */
static inline const char *ma_text_plain(const char *p, const char *end)
{
	uint64_t w;

	for (; end - p >= 8; p += 8) {
		memcpy(&w, p, 8);
		w = ma_text_special(w);
		if (w)
			return p + __builtin_ctzll(w) / 8;
	}
	while (p < end && (unsigned char)*p >= 0x20 && (unsigned char)*p < 0x80 && *p != '"' &&
		*p != '\\')
		p++;
	return p;
}

/* Behind the characters beyond ASCII that begin at p; NULL: they are not UTF-8. */
const char *ma_text_wide(const char *p, const char *end);

/* Behind the number at p, NULL: it is none. *flags: MA_DOC_REAL, MA_DOC_EXPONENT. */
const char *ma_text_number(const char *p, const char *end, uint8_t *flags);

/*
 * Write the string at *p, behind its first quote, without its escapes to `out`, which holds as
 * many bytes as are left; *p is moved behind its last quote. How many bytes. *why: it is none.
 */
uint32_t ma_text_decode(const char **p, const char *end, char *out, const char **why);

/* MA_OK, MA_EINVALID: two keys of the object are the same, *same is one of them, MA_ENOMEM. */
ma_rc ma_text_keys_differ(struct ma_doc *doc, uint32_t object, uint32_t *same);

#endif

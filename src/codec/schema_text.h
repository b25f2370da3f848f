/* The pieces of JSON text that exact documents are read by. */
#ifndef MA_CODEC_SCHEMA_TEXT_H
#define MA_CODEC_SCHEMA_TEXT_H

#include "codec/schema_doc.h"

/* Behind the printable ASCII other than '"' and '\\' that begins at p. */
const char *ma_text_plain(const char *p, const char *end);

/* Behind the characters beyond ASCII that begin at p; NULL: they are not UTF-8. */
const char *ma_text_wide(const char *p, const char *end);

/* Behind the number at p, NULL: it is none. *real: it has a point or an exponent. */
const char *ma_text_number(const char *p, const char *end, bool *real);

/*
 * Write the string at *p, behind its first quote, without its escapes to `out`, which holds as
 * many bytes as are left; *p is moved behind its last quote. How many bytes. *why: it is none.
 */
uint32_t ma_text_decode(const char **p, const char *end, char *out, const char **why);

/* MA_OK, MA_EINVALID: two keys of the object are the same, MA_ENOMEM. */
ma_rc ma_text_keys_differ(struct ma_doc *doc, uint32_t object);

#endif

/* RFC 3492: Unicode in the letters of host names. */
#ifndef MA_CODEC_SCHEMA_PUNYCODE_H
#define MA_CODEC_SCHEMA_PUNYCODE_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define PUNYCODE_MAX 63 /* code points, and letters of a label */

/* How many code points; 0: it is no Punycode, or too long. */
size_t ma_punycode_decode(struct ma_str s, uint32_t out[PUNYCODE_MAX]);

/* How many letters, 0: more than PUNYCODE_MAX. */
size_t ma_punycode_encode(const uint32_t *cp, size_t n, char out[PUNYCODE_MAX]);

#endif

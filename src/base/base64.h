/* Base64 as RFC 4648 writes it, with '+' and '/'. */
#ifndef MA_BASE_BASE64_H
#define MA_BASE_BASE64_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* The most bytes that `n` letters stand for. */
#define MA_BASE64_BYTES(n) ((n) / 4 * 3 + 2)

/*
 * The bytes that a text stands for, at `out`, which has room for MA_BASE64_BYTES(text.n), and how many they are. Padding may be left out; what
 * letters have too many bits is passed over. False: it is none.
 */
bool ma_base64_read(struct ma_str text, void *out, size_t *n_out);

/* Add bytes as letters, padded. */
void ma_base64_add(struct ma_buf *out, struct ma_str bytes);

#endif

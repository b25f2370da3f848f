/* Bytes made smaller, and as they were: one zstd frame (RFC 8878) that names its content's size. */
#ifndef MA_CODEC_PACK_H
#define MA_CODEC_PACK_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* Add the frame of `plain` to *out. MA_ENOMEM; MA_ELIMIT: there is no room in it. */
ma_rc ma_pack(struct ma_str plain, struct ma_buf *out, ma_err *err);

/*
 * The `size` bytes that a frame is of. MA_EINVALID: it is no frame, is damaged, or is of another size; no more
 * than `size` bytes are ever made of it. Gives *out (NUL-terminated): ma_free() it.
 */
ma_rc ma_unpack(struct ma_str frame, size_t size, char **out, ma_err *err);

#endif

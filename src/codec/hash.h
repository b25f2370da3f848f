/* SHA-256, SHA-512, HMAC-SHA-256 and SHA-1 (FIPS 180-4, RFC 2104) over OpenSSL's EVP. */
#ifndef MA_CODEC_HASH_H
#define MA_CODEC_HASH_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

#define MA_HASH_HEX_SIZE 65 /* 64 lower-case digits and NUL */
#define MA_HASH_SHA512_HEX_SIZE 129
#define MA_HASH_SHA1_SIZE 20

ma_rc ma_hash_sha256(struct ma_str data, char hex[MA_HASH_HEX_SIZE], ma_err *err);

ma_rc ma_hash_sha512(struct ma_str data, char hex[MA_HASH_SHA512_HEX_SIZE], ma_err *err);

/* Over the parts, each preceded by its length, so that ("ab","c") and ("a","bc") differ. */
ma_rc ma_hash_parts(const struct ma_str *parts, size_t n, char hex[MA_HASH_HEX_SIZE], ma_err *err);
ma_rc ma_hash_hmac(struct ma_str key, const struct ma_str *parts, size_t n,
	char hex[MA_HASH_HEX_SIZE], ma_err *err);

/* Where a format of others asks for it (git's packs): no protection against anybody. */
ma_rc ma_hash_sha1(struct ma_str data, unsigned char out[MA_HASH_SHA1_SIZE], ma_err *err);

#endif

/* SHA-256, SHA-512, SHA-1 and HMAC-SHA-256 over OpenSSL's EVP. */
#include "codec/hash.h"

#include <stdatomic.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#define DIGEST_SIZE 32
#define DIGEST512_SIZE 64

static void to_hex(const unsigned char *digest, size_t n, char *hex)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	hex[2 * n] = '\0';
}

/* Eight bytes, the highest first. */
static void length_bytes(size_t n, unsigned char out[8])
{
	uint64_t v = n;
	size_t i;

	for (i = 0; i < 8; i++)
		out[i] = (unsigned char)(v >> (56 - 8 * i));
}

static ma_rc refuse(ma_err *err)
{
	unsigned long code = ERR_get_error();
	const char *why = ERR_reason_error_string(code);

	ERR_clear_error();
	if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE)
		return ma_fail_nomem(err);
	return ma_fail(err, MA_EUNAVAILABLE, "a hash by OpenSSL: %s", why ? why : "failed");
}

/*
 * OpenSSL's implementation, looked up once in a process: by name each time it costs more than
 * the hash. `kept` keeps it until the end. NULL on failure.
 */
static const EVP_MD *look_up(_Atomic(EVP_MD *) *kept, const char *name)
{
	EVP_MD *found = atomic_load(kept), *none = NULL;

	if (found)
		return found;
	found = EVP_MD_fetch(NULL, name, NULL);
	if (!found || atomic_compare_exchange_strong(kept, &none, found))
		return found;
	EVP_MD_free(found); /* another thread was first */
	return none;
}

static const EVP_MD *sha256(void)
{
	static _Atomic(EVP_MD *) kept;

	return look_up(&kept, "SHA256");
}

ma_rc ma_hash_sha256(struct ma_str data, char hex[MA_HASH_HEX_SIZE], ma_err *err)
{
	const EVP_MD *md = sha256();
	unsigned char digest[DIGEST_SIZE];

	if (!md || !EVP_Digest(data.p ? data.p : "", data.n, digest, NULL, md, NULL))
		return refuse(err);
	to_hex(digest, DIGEST_SIZE, hex);
	return MA_OK;
}

ma_rc ma_hash_sha512(struct ma_str data, char hex[MA_HASH_SHA512_HEX_SIZE], ma_err *err)
{
	static _Atomic(EVP_MD *) kept;
	const EVP_MD *md = look_up(&kept, "SHA512");
	unsigned char digest[DIGEST512_SIZE];

	if (!md || !EVP_Digest(data.p ? data.p : "", data.n, digest, NULL, md, NULL))
		return refuse(err);
	to_hex(digest, DIGEST512_SIZE, hex);
	return MA_OK;
}

static ma_rc hash_long_parts(
	const struct ma_str *parts, size_t n, char hex[MA_HASH_HEX_SIZE], ma_err *err)
{
	const EVP_MD *md = sha256();
	EVP_MD_CTX *ctx = md ? EVP_MD_CTX_new() : NULL;
	unsigned char digest[DIGEST_SIZE], length[8];
	bool ok = ctx && EVP_DigestInit_ex(ctx, md, NULL);
	size_t i;

	for (i = 0; i < n && ok; i++) {
		length_bytes(parts[i].n, length);
		ok = EVP_DigestUpdate(ctx, length, sizeof(length)) &&
			EVP_DigestUpdate(ctx, parts[i].p, parts[i].n);
	}
	ok = ok && EVP_DigestFinal_ex(ctx, digest, NULL);
	EVP_MD_CTX_free(ctx);
	if (!ok)
		return refuse(err);
	to_hex(digest, DIGEST_SIZE, hex);
	return MA_OK;
}

/* Parts that are short together: as one text, which is hashed in one call. */
static bool join(const struct ma_str *parts, size_t n, unsigned char *out, size_t room, size_t *used)
{
	size_t i;

	*used = 0;
	for (i = 0; i < n; i++) {
		if (parts[i].n > room || room - parts[i].n < *used + 8)
			return false;
		length_bytes(parts[i].n, out + *used);
		if (parts[i].n > 0)
			memcpy(out + *used + 8, parts[i].p, parts[i].n);
		*used += 8 + parts[i].n;
	}
	return true;
}

ma_rc ma_hash_parts(const struct ma_str *parts, size_t n, char hex[MA_HASH_HEX_SIZE], ma_err *err)
{
	unsigned char text[256];
	size_t used;

	if (join(parts, n, text, sizeof(text), &used))
		return ma_hash_sha256(ma_str_n((const char *)text, used), hex, err);
	return hash_long_parts(parts, n, hex, err);
}

/* A context keyed and ready for updates, or NULL. */
static EVP_MAC_CTX *mac_start(struct ma_str key)
{
	char name[] = "SHA256";
	OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
		OSSL_PARAM_construct_end() };
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *ctx = mac ? EVP_MAC_CTX_new(mac) : NULL;
	const char *bytes = key.p ? key.p : "";

	EVP_MAC_free(mac); /* the context holds its own reference */
	if (ctx && !EVP_MAC_init(ctx, (const unsigned char *)bytes, key.n, params)) {
		EVP_MAC_CTX_free(ctx);
		return NULL;
	}
	return ctx;
}

ma_rc ma_hash_hmac(struct ma_str key, const struct ma_str *parts, size_t n,
	char hex[MA_HASH_HEX_SIZE], ma_err *err)
{
	EVP_MAC_CTX *ctx = mac_start(key);
	unsigned char digest[DIGEST_SIZE], length[8];
	bool ok = ctx != NULL;
	size_t i, size = 0;

	for (i = 0; i < n && ok; i++) {
		length_bytes(parts[i].n, length);
		ok = EVP_MAC_update(ctx, length, sizeof(length)) &&
			EVP_MAC_update(ctx, (const unsigned char *)parts[i].p, parts[i].n);
	}
	ok = ok && EVP_MAC_final(ctx, digest, &size, sizeof(digest)) && size == sizeof(digest);
	EVP_MAC_CTX_free(ctx);
	if (!ok)
		return refuse(err);
	to_hex(digest, DIGEST_SIZE, hex);
	return MA_OK;
}

ma_rc ma_hash_sha1(struct ma_str data, unsigned char out[MA_HASH_SHA1_SIZE], ma_err *err)
{
	static _Atomic(EVP_MD *) kept;
	const EVP_MD *md = look_up(&kept, "SHA1");

	if (!md || !EVP_Digest(data.p ? data.p : "", data.n, out, NULL, md, NULL))
		return refuse(err);
	return MA_OK;
}

/* Effect ids and nonces. */
#include "model/effect.h"

#include "base/buf.h"
#include "base/limits.h"
#include "codec/hash.h"

/* In decimal, at the end of text: no printf for what each decision needs. */
static struct ma_str number(int64_t value, char text[24])
{
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
	size_t at = 24;

	do {
		text[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (value < 0)
		text[--at] = '-';
	return ma_str_n(text + at, 24 - at);
}

ma_rc ma_effect_id(struct ma_str run, struct ma_str task, const char *purpose, int64_t attempt,
	char out[MA_EFFECT_ID_SIZE], ma_err *err)
{
	char digits[24], hex[MA_HASH_HEX_SIZE];
	struct ma_str parts[4] = { run, task, ma_str(purpose) };
	ma_rc rc;

	parts[3] = number(attempt, digits);
	rc = ma_hash_parts(parts, MA_COUNT(parts), hex, err);
	if (rc)
		return rc;
	memcpy(out, hex, MA_EFFECT_ID_SIZE - 1);
	out[MA_EFFECT_ID_SIZE - 1] = '\0';
	return MA_OK;
}

ma_rc ma_effect_nonce(struct ma_str seed, struct ma_str task, const char *purpose, int64_t attempt,
	char out[MA_NONCE_SIZE], ma_err *err)
{
	char digits[24], hex[MA_HASH_HEX_SIZE];
	struct ma_str parts[3] = { task, ma_str(purpose) };
	ma_rc rc;

	parts[2] = number(attempt, digits);
	rc = ma_hash_hmac(seed, parts, MA_COUNT(parts), hex, err);
	if (rc)
		return rc;
	memcpy(out, hex, MA_NONCE_SIZE - 1);
	out[MA_NONCE_SIZE - 1] = '\0';
	return MA_OK;
}

ma_rc ma_masked_key(struct ma_str text, struct ma_str nonce, char out[MA_KEY_SIZE], ma_err *err)
{
	struct ma_buf masked = MA_BUF_INIT(MA_LIMIT_BLOB);
	char hex[MA_HASH_HEX_SIZE];
	ptrdiff_t at;
	ma_rc rc;

	while (nonce.n > 0 && (at = ma_str_find(text, nonce)) >= 0) {
		ma_buf_add(&masked, text.p, (size_t)at);
		ma_buf_addc(&masked, '#');
		text = ma_str_from(text, (size_t)at + nonce.n);
	}
	ma_buf_addv(&masked, text);
	rc = ma_buf_check(&masked, err);
	if (!rc)
		rc = ma_hash_sha256(ma_buf_str(&masked), hex, err);
	ma_buf_done(&masked);
	if (rc)
		return rc;
	memcpy(out, hex, MA_KEY_SIZE - 1);
	out[MA_KEY_SIZE - 1] = '\0';
	return MA_OK;
}

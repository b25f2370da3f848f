/* Effect ids and nonces. */
#include "model/effect.h"

#include <stdio.h>

#include "codec/hash.h"

ma_rc ma_effect_id(struct ma_str run, struct ma_str task, const char *purpose, int64_t attempt,
	char out[MA_EFFECT_ID_SIZE], ma_err *err)
{
	char number[24], hex[MA_HASH_HEX_SIZE];
	struct ma_str parts[4] = { run, task, ma_str(purpose) };
	ma_rc rc;

	(void)snprintf(number, sizeof(number), "%lld", (long long)attempt); /* fits */
	parts[3] = ma_str(number);
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
	char number[24], hex[MA_HASH_HEX_SIZE];
	struct ma_str parts[3] = { task, ma_str(purpose) };
	ma_rc rc;

	(void)snprintf(number, sizeof(number), "%lld", (long long)attempt); /* fits */
	parts[2] = ma_str(number);
	rc = ma_hash_hmac(seed, parts, MA_COUNT(parts), hex, err);
	if (rc)
		return rc;
	memcpy(out, hex, MA_NONCE_SIZE - 1);
	out[MA_NONCE_SIZE - 1] = '\0';
	return MA_OK;
}

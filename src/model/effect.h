/* Effect ids: what the runtime is asked to do has a name that survives a crash. */
#ifndef MA_MODEL_EFFECT_H
#define MA_MODEL_EFFECT_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* What a model is called for: the task's own work, or a conflict of its files with others'. */
#define MA_PURPOSE_WORK "call"
#define MA_PURPOSE_RESOLVE "resolve"

#define MA_EFFECT_ID_SIZE 33 /* 32 lower-case digits and NUL */

/* hash(run, task, purpose, attempt). DESIGN.md section 2. */
ma_rc ma_effect_id(struct ma_str run, struct ma_str task, const char *purpose, int64_t attempt,
	char out[MA_EFFECT_ID_SIZE], ma_err *err);

/* The nonce of a file envelope: HMAC of (seed; task, purpose, attempt), 16 digits and NUL. */
#define MA_NONCE_SIZE 17
ma_rc ma_effect_nonce(struct ma_str seed, struct ma_str task, const char *purpose, int64_t attempt,
	char out[MA_NONCE_SIZE], ma_err *err);

/* What names a request or a reply when its nonce is not looked at: 32 digits and NUL. */
#define MA_KEY_SIZE 33
ma_rc ma_masked_key(struct ma_str text, struct ma_str nonce, char out[MA_KEY_SIZE], ma_err *err);

#endif

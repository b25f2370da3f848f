#include "lib/prompt_secrets.h"

#include <stdio.h>

#include "codec/secrets.h"
#include "lib/cassette.h"

static ma_rc refuse_ours(
	const struct ma_tape_keys *keys, const char *what, struct ma_str text, ma_err *err)
{
	size_t i;

	for (i = 0; i < keys->n; i++)
		if (ma_str_find(text, ma_str(keys->texts[i])) >= 0)
			return ma_fail(err, MA_EREFUSED,
				"%s holds the key of %s: models would read it and the log keep it; take it out",
				what, keys->v[i].from);
	return MA_OK;
}

ma_rc ma_prompt_secrets(ma_ctx *ctx, const char *what, const char *text, ma_err *err)
{
	const char *found;
	struct ma_tape_keys keys;
	char message[256];
	size_t line = 0;
	ma_rc rc;

	if (!text)
		return MA_OK;
	ma_tape_keys_find(&keys, ctx->config);
	rc = refuse_ours(&keys, what, ma_str(text), err);
	ma_tape_keys_done(&keys);
	found = ma_secret_find(ma_str(text), &line);
	if (rc || !found || !ctx->on_warning)
		return rc;
	(void)snprintf(message, sizeof(message),
		"%s seems to hold %s (line %zu): models read it and the log keeps it", what, found,
		line); /* fits */
	ctx->on_warning(ctx->warning_data, message);
	return MA_OK;
}

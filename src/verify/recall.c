/* How commands are confined here, noted so that a verification which runs none need not try it. */
#include "verify/reuse.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "verify/inputs.h"
#include "verify/kept.h"

#define TEXT_MAX 256

/* Under what it is noted: "" where that cannot be told. */
static void find_key(char key[MA_HASH_HEX_SIZE])
{
	struct ma_buf text = MA_BUF_INIT(8 * MA_LIMIT_CONFIG);
	ma_err ignored = { .code = MA_OK };

	key[0] = '\0';
	ma_inputs_add_confinement(&text);
	if (text.rc || ma_hash_sha256(ma_buf_str(&text), key, &ignored))
		key[0] = '\0';
	ma_buf_done(&text);
}

void ma_recall_sandbox(const char *cache, char *out, size_t size)
{
	struct ma_private dir = MA_PRIVATE_CLOSED;
	char key[MA_HASH_HEX_SIZE], *text = NULL;
	ma_err ignored = { .code = MA_OK };
	size_t n;

	out[0] = '\0';
	find_key(key);
	if (key[0] && ma_private_open(&dir, cache, "evidence", &ignored) == MA_OK &&
		ma_private_read(&dir, key, TEXT_MAX, &text, &n, &ignored) == MA_OK)
		(void)snprintf(out, size, "%s", text); /* fits, or is of somebody else's making */
	ma_free(text);
	ma_private_close(&dir);
}

void ma_recall_note(const char *cache, const char *sandbox)
{
	struct ma_private dir = MA_PRIVATE_CLOSED;
	char key[MA_HASH_HEX_SIZE], was[TEXT_MAX];
	ma_err ignored = { .code = MA_OK };

	ma_recall_sandbox(cache, was, sizeof(was));
	find_key(key);
	if (key[0] && strcmp(was, sandbox) != 0 &&
		ma_private_open(&dir, cache, "evidence", &ignored) == MA_OK)
		ma_kept_put_file(&dir, key, ma_str(sandbox));
	ma_private_close(&dir);
}

/* Where a run goes that is told no directory: one named after what it makes, and nobody's yet. */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "codec/json.h"
#include "codec/words.h"
#include "lib/ctx.h"
#include "model/understand.h"
#include "sys/fs.h"

#define NAME_MOST 64 /* bytes */
#define NUMBERS_MOST 1000

static ma_rc add_name(struct ma_buf *out, const char *prompt, const char *contract, ma_err *err)
{
	ma_err why = { .code = MA_OK };
	json_t *value = NULL;
	ma_rc rc = contract ? ma_json_parse(ma_str(contract), "contract", &value, &why) : MA_OK;

	if (rc == MA_ENOMEM)
		return ma_fail_nomem(err);
	ma_words_case(out, ma_json_str(value, "name"), MA_CASE_KEBAB);
	json_decref(value);
	return out->n > 0 || out->rc ? ma_buf_check(out, err)
				     : ma_understand_name(ma_str(prompt), out, err);
}

/* Whether a run of this prompt is there that is not finished, or came to nothing. */
static ma_rc goes_on(const char *directory, const char *prompt, bool *out, ma_err *err)
{
	ma_err why = { .code = MA_OK };
	json_t *status = NULL;
	char *text = NULL;
	ma_rc rc = ma_status(directory, NULL, &text, &why);

	if (!rc)
		rc = ma_json_parse(ma_str(text), "status", &status, &why);
	*out = rc == MA_EREFUSED || /* it was stopped before its first event */
		(!rc && ma_str_is(ma_json_str(status, "prompt"), prompt) &&
			(!ma_str_is(ma_json_str(status, "phase"), "finished") ||
				ma_json_str(status, "commit").n == 0));
	json_decref(status);
	ma_free(text);
	return rc == MA_ENOMEM ? ma_fail_nomem(err) : MA_OK;
}

ma_rc ma_run_directory(const char *prompt, const char *contract, char **out, ma_err *err)
{
	struct ma_buf name = MA_BUF_INIT(MA_KIB), directory = MA_BUF_INIT(MA_KIB);
	bool found = false;
	ma_rc rc;
	int i;

	if (!err || !out || !prompt)
		return MA_EMISUSE;
	err->code = MA_OK;
	rc = add_name(&name, prompt, contract, err);
	for (i = 1; i <= NUMBERS_MOST && !rc && !found; i++) {
		ma_buf_clear(&directory);
		ma_buf_addv(&directory, ma_str_clip(ma_buf_str(&name), NAME_MOST));
		if (i > 1)
			ma_buf_addf(&directory, "-%d", i);
		rc = ma_buf_check(&directory, err);
		if (!rc && !ma_fs_is_taken(directory.p))
			found = true;
		else if (!rc)
			rc = goes_on(directory.p, prompt, &found, err);
	}
	ma_buf_done(&name);
	if (!rc && !found)
		rc = ma_fail(err, MA_EREFUSED, "%s and %d more of that name are there: give -o DIR",
			directory.p, NUMBERS_MOST - 1);
	if (!rc)
		*out = ma_buf_take(&directory);
	ma_buf_done(&directory);
	return rc;
}

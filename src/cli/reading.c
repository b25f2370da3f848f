/* Commands that read. */
#include "cli/reading.h"

#include "base/limits.h"
#include "cli/field.h"
#include "cli/out.h"
#include "cli/width.h"
#include "metaagent/metaagent.h"

const char *reading_output(const struct reading *r)
{
	return r->output ? r->output : ".";
}

static ma_rc write_words(const char *json, void (*write)(const json_t *value, struct ma_buf *out),
	struct ma_buf *text, ma_err *err)
{
	json_t *value = field_parse(json, err);

	if (!value)
		return err->code;
	width_init();
	write(value, text);
	json_decref(value);
	return MA_OK;
}

ma_rc reading_print(const struct reading *r, char *json,
	void (*write)(const json_t *value, struct ma_buf *out), ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(2 * MA_LIMIT_BLOB);
	ma_rc rc = MA_OK;

	if (r->json)
		ma_buf_addf(&text, "%s\n", json);
	else
		rc = write_words(json, write, &text, err);
	if (!rc)
		rc = out_flush(&text, err);
	ma_buf_done(&text);
	ma_string_free(json);
	return rc;
}

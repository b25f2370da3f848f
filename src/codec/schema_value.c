#include "codec/schema_value.h"

#include "base/limits.h"
#include "codec/json.h"

#define ESCAPES_MOST 6 /* bytes that one takes in JSON */

/* There may be keys in it. */
static void wipe(struct ma_buf *text)
{
	if (text->p)
		explicit_bzero(text->p, text->cap);
	ma_buf_done(text);
}

ma_rc ma_schema_check_value(const struct ma_schema *schema, const json_t *value, const char *what,
	bool *valid_out, struct ma_schema_report *report, ma_err *err)
{
	struct ma_buf json = MA_BUF_INIT(ESCAPES_MOST * MA_LIMIT_BLOB);
	struct ma_doc doc = { .n = 0 };
	ma_rc rc;

	ma_json_write(value, 0, &json);
	rc = ma_buf_check(&json, err);
	if (!rc)
		rc = ma_doc_parse(&doc, ma_buf_str(&json), what, err);
	if (!rc)
		rc = ma_schema_check(schema, &doc, valid_out, report, err);
	ma_doc_done(&doc);
	wipe(&json);
	return rc;
}

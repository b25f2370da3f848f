/*
 * A schema, a NUL, a document. Whatever both are, there is an answer within the limits: the same
 * with and without a report, the same each time, and errors just where the answer is no.
 */
#include "codec/schema.h"

#include "base/limits.h"
#include "fuzz/target.h"

#define STEPS_MAX 200000

static void check(const struct ma_schema *schema, const struct ma_doc *doc)
{
	struct ma_schema_report report = MA_SCHEMA_REPORT_INIT;
	ma_err err = { .code = MA_OK };
	bool brief = false, full = false;
	ma_rc rc = ma_schema_check(schema, doc, &brief, NULL, &err);
	ma_rc again = ma_schema_check(schema, doc, &full, &report, &err);
	size_t i;

	MA_ASSERT((rc == MA_OK || rc == MA_ELIMIT) && (again == MA_OK || again == MA_ELIMIT));
	if (!rc && !again) {
		MA_ASSERT(brief == full && full == (report.errors_n == 0));
		for (i = 0; i < report.errors_n; i++)
			MA_ASSERT(report.errors[i].message.n > 0 &&
				ma_str_utf8(report.errors[i].message) &&
				ma_str_utf8(report.errors[i].at));
	}
	ma_schema_report_done(&report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_schema_opts opts = { .assert_format = true, .steps_max = STEPS_MAX };
	struct ma_str text = target_text(data, size);
	const char *nul = text.n ? memchr(text.p, '\0', text.n) : NULL;
	size_t at = nul ? (size_t)(nul - text.p) : text.n;
	struct ma_schema *schema = NULL;
	struct ma_doc doc = { .n = 0 };
	ma_err err = { .code = MA_OK };
	ma_rc rc = ma_schema_new(ma_str_n(text.p, at), "schema", &opts, &schema, &err);

	MA_ASSERT(rc == MA_OK || ((rc == MA_EINVALID || rc == MA_ELIMIT) && err.msg[0]));
	if (!rc && !ma_doc_parse(&doc, ma_str_from(text, at + 1), "document", &err))
		check(schema, &doc);
	ma_doc_done(&doc);
	ma_schema_free(schema);
	return 0;
}

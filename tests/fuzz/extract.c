/* What comes out is strict JSON, comes out of itself as it is, and nothing is repaired in strict JSON. */
#include "codec/extract.h"

#include "codec/json.h"
#include "codec/schema_doc.h"
#include "fuzz/target.h"

static void check_value(const struct ma_extract *x, struct ma_str text)
{
	struct ma_doc doc = { .n = 0 };
	struct ma_extract again = { .truncated = false };
	ma_err err;
	size_t i;

	MA_ASSERT(ma_doc_parse(&doc, ma_buf_str(&x->json), "value", &err) == MA_OK);
	MA_ASSERT(doc.v[0].type >= MA_DOC_ARRAY);
	MA_ASSERT(x->truncated == (x->repairs.worst == MA_REPAIR_TRUNCATION));
	MA_ASSERT((x->repairs.n == 0) == (x->repairs.worst == MA_REPAIR_NONE));
	for (i = 0; i < x->repairs.n && i < MA_REPAIRS_MAX; i++)
		MA_ASSERT(x->repairs.v[i].at <= text.n);
	MA_ASSERT(ma_extract(ma_buf_str(&x->json), MA_EXTRACT_JSON, NULL, &again, &err) == MA_OK);
	MA_ASSERT(again.repairs.n == 0 && ma_str_eq(ma_buf_str(&again.json), ma_buf_str(&x->json)));
	ma_extract_done(&again);
	ma_doc_done(&doc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_str text = target_text(data, size);
	struct ma_extract x = { .truncated = false };
	json_t *value = NULL, *strict = NULL;
	ma_err err = { .code = MA_OK }, strict_err;
	ma_rc rc = ma_extract(text, MA_EXTRACT_JSON, NULL, &x, &err);

	MA_ASSERT(rc == MA_OK || (rc == MA_EINVALID && err.msg[0]));
	if (rc == MA_OK)
		check_value(&x, text);
	rc = ma_extract_json(text, &value, &err);
	MA_ASSERT(rc == MA_OK ? json_is_object(value) : rc == MA_EINVALID && !value);
	/* a text that is an object and nothing else comes out as it is */
	if (ma_json_parse(text, "strict", &strict, &strict_err) == MA_OK && json_is_object(strict))
		MA_ASSERT(rc == MA_OK && x.repairs.n == 0 && json_equal(strict, value));
	json_decref(strict);
	json_decref(value);
	ma_extract_done(&x);
	return 0;
}

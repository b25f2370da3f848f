/* What comes out is an object that stands in the text; nothing but a refusal otherwise. */
#include "codec/extract.h"

#include "codec/json.h"
#include "fuzz/target.h"

/* Every byte that a candidate can end with must be there. */
static bool may_hold_object(struct ma_str text)
{
	return text.n > 0 && memchr(text.p, '{', text.n) && memchr(text.p, '}', text.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_str text = target_text(data, size);
	json_t *value = NULL, *strict = NULL;
	ma_err err = { .code = MA_OK }, strict_err;
	ma_rc rc = ma_extract_json(text, &value, &err);

	if (rc)
		MA_ASSERT(rc == MA_EINVALID && err.msg[0] && !value);
	else
		MA_ASSERT(json_is_object(value) && may_hold_object(text));
	/* a text that is an object and nothing else comes out as it is */
	if (ma_json_parse(text, "strict", &strict, &strict_err) == MA_OK && json_is_object(strict))
		MA_ASSERT(rc == MA_OK && json_equal(strict, value));
	json_decref(strict);
	json_decref(value);
	return 0;
}

/* What is read is JSON that can be written and read again; front matter ends where its body begins. */
#include "codec/yaml.h"

#include "base/limits.h"
#include "codec/json.h"
#include "fuzz/target.h"

static void write_and_read(const json_t *value)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REPLY);
	json_t *again = NULL;
	ma_err err;

	ma_json_write(value, 0, &text);
	MA_ASSERT(text.rc == MA_OK);
	MA_ASSERT(ma_json_parse(ma_buf_str(&text), "again", &again, &err) == MA_OK);
	MA_ASSERT(json_equal(value, again));
	json_decref(again);
	ma_buf_done(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_str text = target_text(data, size), body = { NULL, 0 };
	json_t *value = NULL, *front = NULL;
	ma_err err = { .code = MA_OK };
	ma_rc rc = ma_yaml_parse(text, "fuzz", &value, &err);

	if (rc)
		MA_ASSERT(!value && err.msg[0] && (rc == MA_EINVALID || rc == MA_ELIMIT));
	else
		write_and_read(value);
	if (ma_yaml_front_matter(text, "fuzz", &front, &body, &err) == MA_OK) {
		MA_ASSERT(json_is_object(front) && body.p + body.n == text.p + text.n);
		write_and_read(front);
	}
	json_decref(front);
	json_decref(value);
	return 0;
}

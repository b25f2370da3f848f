/* What is read is what jansson would read, can be written and read again as the same; any bytes become a JSON string. */
#include "codec/json.h"

#include <string.h>

#include "base/limits.h"
#include "fuzz/target.h"

static void write_and_read(const json_t *value, int indent)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REPLY);
	json_t *again = NULL;
	ma_err err;

	ma_json_write(value, indent, &text);
	MA_ASSERT(text.rc == MA_OK);
	MA_ASSERT(ma_json_parse(ma_buf_str(&text), "again", &again, &err) == MA_OK);
	MA_ASSERT(json_equal(value, again));
	json_decref(again);
	ma_buf_done(&text);
}

/* jansson takes what nests deeper, and does not see a NUL behind a number; nothing else that we refuse. */
static void as_jansson(struct ma_str text, const json_t *value, ma_rc rc)
{
	json_t *other = json_loadb(
		text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);

	MA_ASSERT(rc == MA_ELIMIT || !value == !other || (!value && memchr(text.p, 0, text.n)));
	if (value)
		MA_ASSERT(json_equal(value, other));
	json_decref(other);
}

static void as_string(struct ma_str bytes)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REPLY);
	json_t *value = NULL;
	ma_err err;

	ma_json_add_string(&text, bytes);
	MA_ASSERT(text.rc == MA_OK && ma_str_utf8(ma_buf_str(&text)));
	if (bytes.n == 0 || !memchr(bytes.p, '\0', bytes.n))
		MA_ASSERT(ma_json_parse(ma_buf_str(&text), "string", &value, &err) == MA_OK &&
			json_is_string(value));
	json_decref(value);
	ma_buf_done(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_str text = target_text(data, size);
	json_t *value = NULL;
	ma_err err = { .code = MA_OK };
	ma_rc rc = ma_json_parse(text, "fuzz", &value, &err);

	as_string(text);
	as_jansson(text, value, rc);
	if (rc) {
		MA_ASSERT(!value && err.code == rc && err.msg[0] &&
			(rc == MA_EINVALID || rc == MA_ELIMIT));
		return 0;
	}
	MA_ASSERT(value && err.code == MA_OK);
	write_and_read(value, 0);
	write_and_read(value, 2);
	json_decref(value);
	return 0;
}

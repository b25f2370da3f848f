/* Any text is rendered or refused with its place; an included template is the text itself. */
#include "codec/template.h"

#include "base/limits.h"
#include "codec/json.h"
#include "fuzz/target.h"

#define VIEW                                                                                             \
	"{\"app\":{\"name\":\"My App\",\"n\":3,\"none\":null},\"list\":[{\"a\":\"x y\"},{\"a\":\"z\"}]," \
	"\"yes\":true,\"no\":false,\"words\":[\"one\",\"two\"]}"

static ma_rc load_itself(void *data, struct ma_str name, struct ma_str *text_out, ma_err *err)
{
	MA_UNUSED(name);
	MA_UNUSED(err);
	*text_out = *(struct ma_str *)data;
	return MA_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_buf out = MA_BUF_INIT(MA_MIB);
	struct ma_str text = target_text(data, size);
	ma_err err = { .code = MA_OK };
	json_t *view = NULL;
	bool holds;
	ma_rc rc;

	MA_ASSERT(ma_json_parse(MA_STR(VIEW), "view", &view, &err) == MA_OK);
	rc = ma_template_render(MA_STR("fuzz"), text, view, load_itself, &text, &out, &err);
	MA_ASSERT(rc == MA_OK || err.msg[0]);
	(void)ma_template_test(text, view, &holds, &err); /* true, false or refused: all are fine */
	ma_buf_done(&out);
	json_decref(view);
	return 0;
}

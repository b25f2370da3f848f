#include "llm/shipped_schema.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "sys/fs.h"

ma_rc ma_shipped_schema(const char *data_dir, const char *name, struct ma_schema **out, ma_err *err)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_PATH * 32);
	char *text = NULL;
	size_t size = 0;
	ma_rc rc;

	ma_buf_addf(&path, "%s/schemas/%s.json", data_dir ? data_dir : ".", name);
	rc = ma_buf_check(&path, err);
	if (!rc)
		rc = ma_fs_read(path.p, MA_LIMIT_CONFIG, &text, &size, err);
	if (!rc)
		rc = ma_schema_new(ma_str_n(text, size), path.p, NULL, out, err);
	ma_free(text);
	ma_buf_done(&path);
	return rc == MA_ENOTFOUND || rc == MA_EINVALID ? (err->code = MA_ECONFIG) : rc;
}

/* The file in a tree to which a step's runner writes what it counted. */
#include "verify/results.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sys/fs.h"

#define RESULTS_MAX (16 * MA_MIB)

void ma_results_clear(const char *dir, const struct ma_step *step)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_PATH * 2);
	ma_err err = { .code = MA_OK };

	if (!step->results)
		return;
	ma_buf_addf(&path, "%s/%s", step->package, step->results);
	if (!path.rc)
		/* mostly there is none; what a link leads to is not read either */
		(void)ma_fs_remove_beneath(dir, ma_buf_str(&path), &err);
	ma_buf_done(&path);
}

ma_rc ma_results_judge(const char *dir, const struct ma_step *step,
	const struct ma_sandbox_result *result, struct ma_arena *arena, struct ma_check *out,
	ma_err *err)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_PATH * 2);
	ma_err ignored = { .code = MA_OK };
	char *text = NULL;
	size_t n = 0;
	ma_rc rc;

	if (step->results) {
		ma_buf_addf(&path, "%s/%s", step->package, step->results);
		if (path.rc ||
			ma_fs_read_beneath(dir, path.p, RESULTS_MAX, &text, &n, &ignored) != MA_OK)
			n = 0;
	}
	rc = ma_outcome_read(step, result, ma_str_n(text, n), arena, out, err);
	ma_free(text);
	ma_buf_done(&path);
	return rc;
}

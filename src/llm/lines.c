/* Lines end in LF, CR or both: no JSON value holds either as it is. */
#include "llm/lines.h"

void ma_llm_lines_init(struct ma_llm_lines *lines, size_t line_max)
{
	lines->line = (struct ma_buf)MA_BUF_INIT(line_max);
}

void ma_llm_lines_done(struct ma_llm_lines *lines)
{
	ma_buf_done(&lines->line);
}

static ma_rc deliver(struct ma_llm_lines *lines, ma_sse_fn *fn, void *data, ma_err *err)
{
	bool wanted = true;

	if (lines->line.n > 0)
		wanted = fn(data, MA_STR(""), ma_buf_str(&lines->line));
	ma_buf_clear(&lines->line);
	return wanted ? MA_OK : ma_fail(err, MA_ECANCELED, "the reader stopped the stream");
}

ma_rc ma_llm_lines_feed(
	struct ma_llm_lines *lines, struct ma_str bytes, ma_sse_fn *fn, void *data, ma_err *err)
{
	size_t n;
	ma_rc rc;

	while (bytes.n > 0) {
		n = ma_sse_until_line_end(bytes);
		ma_buf_add(&lines->line, bytes.p, n);
		rc = ma_buf_check(&lines->line, err);
		if (rc)
			return ma_err_wrap(err, "a line of the stream");
		if (n == bytes.n)
			return MA_OK;
		rc = deliver(lines, fn, data, err);
		if (rc)
			return rc;
		bytes = ma_str_from(bytes, n + 1);
	}
	return MA_OK;
}

ma_rc ma_llm_lines_end(struct ma_llm_lines *lines, ma_sse_fn *fn, void *data, ma_err *err)
{
	ma_rc rc = ma_buf_check(&lines->line, err);

	return rc ? rc : deliver(lines, fn, data, err);
}

/* A page is read to its end, whatever it is; what is found lies in it, line after line; and so do the places that outputs name. */
#include "verify/html.h"

#include "base/arena.h"
#include "base/limits.h"
#include "fuzz/target.h"
#include "verify/counts.h"
#include "verify/faults.h"

struct seen {
	struct ma_str page;
	int64_t lines;
};

static void on_found(void *data, enum ma_html_found what, int64_t line, struct ma_str text)
{
	const struct seen *s = data;

	MA_ASSERT(line >= 1 && line <= s->lines);
	if (what != MA_HTML_WRONG && what != MA_HTML_LACKING && text.n > 0)
		MA_ASSERT(text.p >= s->page.p && text.p + text.n <= s->page.p + s->page.n);
}

static void check_counts(struct ma_counts n)
{
	MA_ASSERT(n.passed >= 0 && n.failed >= 0 && n.skipped >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen s = { target_text(data, size), 1 };
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	static struct ma_faults faults;
	struct ma_counts n = { 0, 0, 0 };
	struct ma_buf failed = MA_BUF_INIT(MA_MIB);
	ma_err err;
	size_t i;

	for (i = 0; i < size; i++)
		s.lines += data[i] == '\n';
	ma_html_read(s.page, on_found, &s);
	(void)ma_counts_read(s.page, &n); /* what is counted is all that is asked of these */
	check_counts(n);
	(void)ma_counts_junit(s.page, &n);
	check_counts(n);
	(void)ma_counts_jest(s.page, &n, &failed);
	check_counts(n);
	faults.n = faults.count = 0;
	MA_ASSERT(ma_faults_read(ma_buf_str(&failed), ".", &arena, &faults, &err) == MA_OK);
	MA_ASSERT(ma_faults_read(s.page, "p", &arena, &faults, &err) == MA_OK);
	for (i = 0; i < faults.n; i++)
		MA_ASSERT(faults.v[i].line > 0 && ma_str_utf8(faults.v[i].path) &&
			ma_str_utf8(faults.v[i].message));
	ma_buf_done(&failed);
	ma_arena_done(&arena);
	return 0;
}

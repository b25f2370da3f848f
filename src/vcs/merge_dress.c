/* Marks and line ends, which are merged beside the lines. */
#include "vcs/merge_parts.h"

/* What is merged beside the text: mark, line ends, and whether the last line has one. */
struct dress {
	bool mark, crlf, open;
};

static struct dress dress_of(const struct ma_merge3 *m)
{
	bool open[MA_SIDES_N];
	int s;

	for (s = 0; s < MA_SIDES_N; s++)
		open[s] = m->side[s].n > 0 && m->side[s].ends[m->side[s].n - 1] == MA_END_NONE;
	return (struct dress){ m->mark, m->crlf,
		ma_merge_flag(open[MA_BASE], open[MA_OURS], open[MA_THEIRS]) };
}

/* A side's lines with LF for all ends. */
ma_rc ma_merge_undress(
	const struct ma_lines *lines, struct ma_arena *arena, struct ma_str *out, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_MERGED_MAX);
	char *copy = NULL;
	uint32_t i;
	ma_rc rc;

	ma_buf_adds(&text, "");
	for (i = 0; i < lines->n; i++)
		ma_lines_add(&text, lines->v[i], MA_END_LF, false);
	rc = ma_buf_check(&text, err);
	if (!rc)
		copy = ma_arena_dup(arena, ma_buf_str(&text));
	*out = ma_str_n(copy, text.n);
	ma_buf_done(&text);
	return !rc && !copy ? ma_fail_nomem(err) : rc;
}

ma_rc ma_merge_dress(struct ma_buf *text, const struct ma_merge3 *m, ma_err *err)
{
	struct dress dress = dress_of(m);
	struct ma_buf dressed = MA_BUF_INIT(MA_MERGED_MAX);
	struct ma_str rest = ma_buf_str(text), line;
	ma_rc rc = ma_buf_check(text, err);

	if (rc || (!dress.mark && !dress.crlf && !dress.open))
		return rc;
	if (dress.mark)
		ma_buf_adds(&dressed, "\xef\xbb\xbf");
	while (ma_str_line(&rest, &line))
		ma_lines_add(&dressed, line, dress.open && rest.n == 0 ? MA_END_NONE : MA_END_USUAL,
			dress.crlf);
	ma_buf_done(text);
	*text = dressed;
	return ma_buf_check(text, err);
}

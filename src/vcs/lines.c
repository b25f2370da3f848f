/* Lines of a text. */
#include "vcs/lines.h"

#include <string.h>

static const struct ma_str mark = { "\xef\xbb\xbf", 3 };

static uint32_t count(struct ma_str text)
{
	const char *p = text.p, *end = text.p + text.n;
	uint32_t n = 0;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
		n++;
		p++;
	}
	return n + (text.n > 0 && text.p[text.n - 1] != '\n');
}

static enum ma_line_end cut(struct ma_str *rest, struct ma_str *line)
{
	const char *lf = memchr(rest->p, '\n', rest->n);

	if (!lf) {
		*line = *rest;
		*rest = MA_STR("");
		return MA_END_NONE;
	}
	*line = ma_str_n(rest->p, (size_t)(lf - rest->p));
	*rest = ma_str_from(*rest, line->n + 1);
	if (line->n == 0 || line->p[line->n - 1] != '\r')
		return MA_END_LF;
	line->n--;
	return MA_END_CRLF;
}

bool ma_lines_split(struct ma_str text, struct ma_arena *arena, struct ma_lines *out)
{
	struct ma_lines lines = { .mark = ma_str_starts(text, mark.p) };
	uint32_t cap, crlf_n = 0, i;

	if (lines.mark)
		text = ma_str_from(text, mark.n);
	cap = count(text);
	lines.v = ma_arena_new_n(arena, struct ma_str, (size_t)cap + 1);
	lines.ends = ma_arena_new_n(arena, uint8_t, (size_t)cap + 1);
	if (!lines.v || !lines.ends)
		return false;
	for (; lines.n < cap; lines.n++) {
		lines.ends[lines.n] = (uint8_t)cut(&text, &lines.v[lines.n]);
		crlf_n += lines.ends[lines.n] == MA_END_CRLF;
	}
	lines.crlf = crlf_n > lines.n / 2;
	for (i = 0; i < lines.n; i++)
		if (lines.ends[i] == (lines.crlf ? MA_END_CRLF : MA_END_LF))
			lines.ends[i] = MA_END_USUAL;
	*out = lines;
	return true;
}

void ma_lines_add(struct ma_buf *out, struct ma_str line, enum ma_line_end end, bool crlf)
{
	ma_buf_addv(out, line);
	if (end == MA_END_NONE)
		return;
	if (end == MA_END_USUAL)
		end = crlf ? MA_END_CRLF : MA_END_LF;
	ma_buf_adds(out, end == MA_END_CRLF ? "\r\n" : "\n");
}

/* Edits, as models give them of files that they were shown. */
#include "base/alloc.h"
#include "llm/chaos_parts.h"
#include "llm/offline_parts.h"

#define INDENT 2 /* blanks that become one tab */

/* Where the line begins that the place is in. */
static size_t line_of(struct ma_str text, size_t at)
{
	while (at > 0 && text.p[at - 1] != '\n')
		at--;
	return at;
}

static size_t after_line(struct ma_str text, size_t at)
{
	while (at < text.n && text.p[at] != '\n')
		at++;
	return at < text.n ? at + 1 : at;
}

/* Bytes of whole lines that both begin with, but for the last of these. */
static size_t same_head(struct ma_str a, struct ma_str b)
{
	size_t n = 0;

	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	n = line_of(a, n);
	return n > 0 ? line_of(a, n - 1) : 0;
}

/* Bytes of whole lines behind `head` that both end with, but for the first of these. */
static size_t same_tail(struct ma_str a, struct ma_str b, size_t head)
{
	size_t least = (a.n < b.n ? a.n : b.n) - head, n = 0;

	while (n < least && a.p[a.n - n - 1] == b.p[b.n - n - 1])
		n++;
	if (n == 0)
		return 0;
	if (line_of(a, a.n - n) != a.n - n || line_of(b, b.n - n) != b.n - n)
		n = a.n - after_line(a, a.n - n);
	return a.n - after_line(a, a.n - n);
}

static void with_tabs(struct ma_buf *out, struct ma_str text)
{
	struct ma_str line;
	size_t i;

	while (ma_str_line(&text, &line)) {
		for (i = 0; i + INDENT <= line.n && line.p[i] == ' ' && line.p[i + 1] == ' ';
			i += INDENT)
			ma_buf_addc(out, '\t');
		ma_buf_addv(out, ma_str_from(line, i));
		ma_buf_addc(out, '\n');
	}
}

/* As somebody quotes it who has not looked: a letter is there twice. */
static void stale(struct ma_chaos *c, struct ma_buf *out, struct ma_str text)
{
	size_t at = ma_chaos_draw(c, text.n + 1), n = 0;

	while (n < text.n && !(n >= at && text.p[n] >= 'a' && text.p[n] <= 'z'))
		n++;
	ma_buf_add(out, text.p, n);
	if (n < text.n)
		ma_buf_addc(out, text.p[n]);
	ma_buf_addv(out, ma_str_from(text, n));
}

bool ma_chaos_edit(
	struct ma_chaos *c, struct ma_str nonce, const struct ma_chaos_file *f, struct ma_buf *out)
{
	size_t head = same_head(f->old, f->content), tail = same_tail(f->old, f->content, head);
	struct ma_str old = ma_str_n(f->old.p + head, f->old.n - head - tail),
		      new = ma_str_n(f->content.p + head, f->content.n - head - tail);
	bool tabs, wrong;

	if (!ma_str_ends(f->old, "\n") || !ma_str_ends(f->content, "\n") || ma_str_eq(old, new))
		return false;
	tabs = ma_chaos_happens(c, 40, "tabs");
	wrong = ma_chaos_happens(c, 30, "stale");
	ma_buf_addf(out, "=== EDIT " MA_STR_FMT " " MA_STR_FMT "\n<<<<<<< SEARCH\n",
		MA_STR_ARG(nonce), MA_STR_ARG(f->path));
	if (wrong)
		stale(c, out, old);
	else if (tabs)
		with_tabs(out, old);
	else
		ma_buf_addv(out, old);
	ma_buf_adds(out, "=======\n");
	if (tabs)
		with_tabs(out, new);
	else
		ma_buf_addv(out, new);
	ma_buf_addf(out, ">>>>>>> REPLACE\n=== END " MA_STR_FMT "\n", MA_STR_ARG(nonce));
	return true;
}

/* Diffs in the colours that git has for them. */
#include "cli/diff_text.h"

#include "base/limits.h"
#include "cli/out.h"
#include "metaagent/metaagent.h"

/* The colours that git has for it. */
static const char *colour_of(struct ma_str line)
{
	if (ma_str_starts(line, "+++") || ma_str_starts(line, "---") ||
		ma_str_starts(line, "diff ") || ma_str_starts(line, "index "))
		return "\033[1m";
	if (ma_str_starts(line, "@@"))
		return "\033[36m";
	if (ma_str_starts(line, "+"))
		return "\033[32m";
	return ma_str_starts(line, "-") ? "\033[31m" : "";
}

/* What is in the lines is made visible: only our own colours reach the terminal. */
static void add_coloured(struct ma_buf *out, struct ma_str text)
{
	struct ma_str line;
	const char *colour;

	while (ma_str_line(&text, &line)) {
		colour = colour_of(line);
		ma_buf_adds(out, colour);
		ma_buf_add_visible(out, line);
		ma_buf_adds(out, *colour ? "\033[m\n" : "\n");
	}
}

ma_rc diff_print(char *text, bool coloured, ma_err *err)
{
	struct ma_buf shown = MA_BUF_INIT(8 * MA_LIMIT_ARENA);
	ma_rc rc;

	if (coloured)
		add_coloured(&shown, ma_str(text));
	else
		ma_buf_adds(&shown, text);
	if (!coloured && *text && !ma_str_ends(ma_str(text), "\n"))
		ma_buf_addc(&shown, '\n');
	ma_string_free(text);
	rc = coloured ? out_flush_drawn(&shown, err) : out_flush(&shown, err);
	ma_buf_done(&shown);
	return rc;
}

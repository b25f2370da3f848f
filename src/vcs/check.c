/* Checking one file: which way, and how what is found is told. */
#include "vcs/check_parts.h"

#include <stdarg.h>
#include <stdio.h>

void ma_check_place(struct ma_str text, size_t at, size_t *line_out, size_t *column_out)
{
	size_t line = 1, column = 1, i;

	for (i = 0; i < at && i < text.n; i++) {
		if (text.p[i] == '\n') {
			line++;
			column = 1;
		} else if ((text.p[i] & 0xc0) != 0x80) {
			column++;
		}
	}
	*line_out = line;
	*column_out = column;
}

ma_rc ma_checking_line(
	struct ma_checking *c, size_t line, size_t column, struct ma_str what, ma_err *err)
{
	struct ma_findings *f = c->out;
	char *copy;

	f->count++;
	if (f->n == MA_FINDINGS_MAX)
		return MA_OK;
	copy = ma_arena_dup(c->arena, what);
	if (!copy)
		return ma_fail_nomem(err);
	f->v[f->n++] = (struct ma_finding){ line, column, ma_str(copy) };
	return MA_OK;
}

ma_rc ma_checking_at(struct ma_checking *c, size_t at, ma_err *err, const char *fmt, ...)
{
	char what[MA_ERR_MSG_MAX];
	size_t line, column;
	va_list ap;

	if (c->out->n ==
		MA_FINDINGS_MAX) { /* the place of one that is only counted is not looked for */
		c->out->count++;
		return MA_OK;
	}
	va_start(ap, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, ap); /* a long sentence is cut */
	va_end(ap);
	ma_check_place(c->after, at, &line, &column);
	return ma_checking_line(c, line, column, ma_str(what), err);
}

ma_rc ma_check_file(struct ma_syntax *syntax, struct ma_str path, struct ma_str before,
	struct ma_str after, struct ma_arena *arena, struct ma_findings *out, ma_err *err)
{
	const struct ma_language *language = ma_syntax_language_of(path, after);
	struct ma_findings found = { .n = 0 };
	struct ma_checking c = { syntax, path, before, after, arena, &found };
	ma_rc rc = language ? ma_check_code(&c, language, err) : ma_check_data(&c, err);

	if (!rc)
		*out = found;
	return rc;
}

/* Tables. */
#include "cli/table.h"

#include <stdarg.h>
#include <stdio.h>

#include "cli/field.h"
#include "cli/width.h"

void table_add(struct table *t, struct ma_str text)
{
	field_show(&t->cells, text);
	ma_buf_addc(&t->cells, '\0');
	t->n++;
}

void table_addf(struct table *t, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap); /* a long cell is cut */
	va_end(ap);
	table_add(t, ma_str(text));
}

static void measure(const struct table *t, size_t *widths)
{
	struct ma_str rest = ma_buf_str(&t->cells), cell;
	size_t i, w;

	for (i = 0; i < t->n && ma_str_cut(&rest, '\0', &cell); i++) {
		w = width_of(cell);
		if (w > widths[i % t->columns])
			widths[i % t->columns] = w;
	}
}

static void trim_blanks(struct ma_buf *line)
{
	while (line->n > 0 && line->p[line->n - 1] == ' ')
		line->p[--line->n] = '\0';
}

void table_write(struct table *t, size_t indent, struct ma_buf *out)
{
	struct ma_str rest = ma_buf_str(&t->cells), cell;
	size_t widths[TABLE_COLUMNS_MAX] = { 0 }, i;
	struct ma_buf line = MA_BUF_INIT(16 * 1024 * 1024);

	MA_ASSERT(t->columns <= TABLE_COLUMNS_MAX);
	measure(t, widths);
	for (i = 0; i < t->n && ma_str_cut(&rest, '\0', &cell); i++) {
		if (i % t->columns == 0)
			ma_buf_addf(&line, "%*s", (int)indent, "");
		else
			ma_buf_adds(&line, "  ");
		width_add_padded(&line, cell, widths[i % t->columns]);
		if ((i + 1) % t->columns)
			continue;
		trim_blanks(&line);
		ma_buf_addv(out, ma_buf_str(&line));
		ma_buf_addc(out, '\n');
		ma_buf_clear(&line);
	}
	if (t->cells.rc && !out->rc)
		out->rc = t->cells.rc;
	ma_buf_done(&line);
	ma_buf_done(&t->cells);
	t->n = 0;
}

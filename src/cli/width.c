/* Display width, by the C library's tables. */
#include "cli/width.h"

#include <locale.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

/* All text of this program is UTF-8, whatever the user's locale. */
void width_init(void)
{
	(void)setlocale(LC_CTYPE, "C.UTF-8"); /* without it every character counts one column */
}

static size_t columns_of(uint32_t cp)
{
	int n = wcwidth((wchar_t)cp);

	return n < 0 ? 1 : (size_t)n;
}

/* The next character's bytes and columns; a byte that is no UTF-8 counts one. */
static size_t next(struct ma_str text, size_t *columns)
{
	uint32_t cp = 0;
	size_t n = ma_str_utf8_next(text, &cp);

	*columns = n > 0 ? columns_of(cp) : 1;
	return n > 0 ? n : 1;
}

size_t width_of(struct ma_str text)
{
	size_t sum = 0, columns;

	while (text.n > 0) {
		text = ma_str_from(text, next(text, &columns));
		sum += columns;
	}
	return sum;
}

size_t width_add_cut(struct ma_buf *out, struct ma_str text, size_t columns)
{
	bool cut = width_of(text) > columns;
	size_t room = cut && columns > 0 ? columns - 1 : columns, sum = 0, n, c;

	for (; text.n > 0; text = ma_str_from(text, n)) {
		n = next(text, &c);
		if (sum + c > room)
			break;
		ma_buf_add(out, text.p, n);
		sum += c;
	}
	if (!cut || columns == 0)
		return sum;
	ma_buf_adds(out, "\u2026");
	return sum + 1;
}

void width_add_padded(struct ma_buf *out, struct ma_str text, size_t columns)
{
	size_t n = width_add_cut(out, text, columns);

	for (; n < columns; n++)
		ma_buf_addc(out, ' ');
}

size_t width_columns(void)
{
	const char *set = getenv("COLUMNS");
	struct winsize w = { 0 };
	uint64_t n;

	if (set && ma_str_to_u64(ma_str(set), &n) && n > 0 && n < 10000)
		return (size_t)n;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 ? w.ws_col : 0;
}

/* Bytes of a line that fit, ending before a blank; a word that is longer is not broken. */
static size_t fitting(struct ma_str line, size_t columns)
{
	size_t at = 0, sum = 0, fits = 0, n, c;
	bool text = false; /* blanks before it are no place to break */

	for (; at < line.n; at += n, sum += c) {
		n = next(ma_str_from(line, at), &c);
		if (line.p[at] == ' ' && text && (fits == 0 || sum <= columns))
			fits = at;
		text = text || line.p[at] != ' ';
		if (sum + c > columns && fits > 0)
			return fits;
	}
	return line.n;
}

static bool is_command(struct ma_str line)
{
	return line.n > 2 && ma_str_starts(line, "  ") && line.p[2] != ' ';
}

void width_fold(struct ma_buf *out, struct ma_str text, size_t columns, size_t indent)
{
	struct ma_str line;
	size_t n, room;

	while (ma_str_line(&text, &line)) {
		room = columns;
		while (columns > indent + 10 && !is_command(line) && width_of(line) > room &&
			(n = fitting(line, room)) < line.n) {
			ma_buf_add(out, line.p, n);
			ma_buf_addf(out, "\n%*s", (int)indent, "");
			line = ma_str_trim(ma_str_from(line, n));
			room = columns - indent;
		}
		ma_buf_addv(out, line);
		ma_buf_addc(out, '\n');
	}
}

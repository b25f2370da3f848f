/* Display width, by the C library's tables. */
#include "cli/width.h"

#include <locale.h>
#include <stdbool.h>
#include <stdint.h>
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

/* Names as file systems compare them. */
#include "base/name.h"

#include "base/err.h"
#include "base/name_tables.h"

/* The last row whose first number is not beyond cp, in rows of `width` numbers; n where there is none. */
static size_t row_of(const uint32_t *table, size_t n, size_t width, uint32_t cp)
{
	size_t low = 0, high = n, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (table[middle * width] <= cp)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? low - 1 : n;
}

static bool is_unstable(uint32_t cp)
{
	size_t i = row_of(&name_unstable[0][0], MA_COUNT(name_unstable), 2, cp);

	return i < MA_COUNT(name_unstable) && cp <= name_unstable[i][1];
}

/* Marks and jamo that NFC joins with what is before them; for these it is not asked what that is. */
static bool is_joining(uint32_t cp)
{
	return (cp >= 0x300 && cp <= 0x36f) || cp == 0x3099 || cp == 0x309a ||
		(cp >= 0x1161 && cp <= 0x1175) || (cp >= 0x11a8 && cp <= 0x11c2);
}

static bool is_pair(uint32_t before, uint32_t cp)
{
	size_t i;

	for (i = 0; i < MA_COUNT(name_pairs); i++)
		if (name_pairs[i][0] == before && name_pairs[i][1] == cp)
			return true;
	return false;
}

bool ma_name_composed(struct ma_str text)
{
	uint32_t cp = 0, before = 0;
	size_t n;

	for (; text.n > 0; text = ma_str_from(text, n), before = cp) {
		n = ma_str_utf8_next(text, &cp);
		if (n == 0)
			return false;
		if (cp >= 0x80 && (is_unstable(cp) || is_joining(cp) || is_pair(before, cp)))
			return false;
	}
	return true;
}

static uint32_t fold(uint32_t cp)
{
	size_t i;

	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z' ? cp + 'a' - 'A' : cp;
	i = row_of(&name_folds[0].first, MA_COUNT(name_folds), 4, cp);
	if (i == MA_COUNT(name_folds) || cp > name_folds[i].last ||
		(cp - name_folds[i].first) % name_folds[i].step != 0)
		return cp;
	return cp + (uint32_t)name_folds[i].distance;
}

/* The next character, folded; a byte that is no UTF-8 is beyond all characters. */
static uint32_t next(struct ma_str *s)
{
	uint32_t cp = 0;
	size_t n = ma_str_utf8_next(*s, &cp);

	if (n == 0) {
		cp = 0x110000 + (unsigned char)s->p[0];
		n = 1;
	}
	*s = ma_str_from(*s, n);
	return fold(cp);
}

void ma_name_fold(struct ma_str text, struct ma_buf *out)
{
	uint32_t cp;

	while (text.n > 0) {
		cp = next(&text);
		if (cp < 0x80)
			ma_buf_addc(out, (char)cp);
		else
			ma_buf_add(out, &cp, sizeof(cp)); /* only to be compared */
	}
}

bool ma_name_alike(struct ma_str a, struct ma_str b)
{
	while (a.n > 0 && b.n > 0)
		if (next(&a) != next(&b))
			return false;
	return a.n == b.n;
}

/* The keys of an outline as text: "a b(c d)", what is nested in parentheses. */
#ifndef MA_TESTS_OUTLINE_KEYS_H
#define MA_TESTS_OUTLINE_KEYS_H

#include "base/buf.h"
#include "vcs/outline.h"

static inline void outline_keys(
	const struct ma_outline *list, const char *between, struct ma_buf *out)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		const struct ma_item *item = &list->items[i];

		ma_buf_addf(out, "%s" MA_STR_FMT, i ? between : "", MA_STR_ARG(item->key));
		if (!item->inside || item->inside->n == 0)
			continue;
		ma_buf_addc(out, '(');
		outline_keys(item->inside, between, out);
		ma_buf_addc(out, ')');
	}
}

#endif

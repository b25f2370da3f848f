/* SEARCH/REPLACE without a fence around it, with the path in the line before. */
#include "codec/loose.h"
#include "codec/named.h"
#include "codec/search.h"

bool ma_loose_search(struct ma_loose *l, struct ma_str line, const char *at)
{
	struct ma_str path;
	const char *end = l->rest.p;

	if (!ma_search_opens(line))
		return false;
	path = ma_named_in_prose(l->hint);
	l->truncated = true;
	while (l->truncated && ma_str_line(&l->rest, &line)) {
		l->truncated = !ma_search_closes(line);
		end = l->rest.p;
	}
	ma_items_put(l->items, MA_BLOCK_EDIT, path, ma_str_n(at, (size_t)(end - at)),
		l->truncated ? MA_ITEM_NO_END : NULL);
	return true;
}

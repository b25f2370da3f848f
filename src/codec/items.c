/* A growing list in an arena, with a ceiling. */
#include "codec/items.h"

#include "base/limits.h"

static bool make_room(struct ma_items *items)
{
	size_t cap = items->cap ? items->cap * 2 : 16;
	struct ma_item *v;

	if (items->rc)
		return false;
	if (items->n < items->cap)
		return true;
	v = ma_arena_new_n(items->arena, struct ma_item, cap);
	if (!v) {
		items->rc = MA_ENOMEM;
		return false;
	}
	if (items->n > 0)
		memcpy(v, items->v, items->n * sizeof(*v));
	items->v = v;
	items->cap = cap;
	return true;
}

void ma_items_add(struct ma_items *items, const struct ma_item *item)
{
	if (!items->rc && items->n >= MA_LIMIT_FILES)
		items->rc = MA_ELIMIT;
	if (make_room(items))
		items->v[items->n++] = *item;
}

void ma_items_put(struct ma_items *items, enum ma_block_op op, struct ma_str path,
	struct ma_str content, const char *fault)
{
	struct ma_item item = { .block = { .op = op, .path = path, .content = content },
		.fault = fault };

	ma_items_add(items, &item);
}

void ma_items_forget(struct ma_items *items)
{
	items->n = 0;
}

ma_rc ma_items_check(const struct ma_items *items, ma_err *err)
{
	if (items->rc == MA_ENOMEM)
		return ma_fail_nomem(err);
	if (items->rc)
		return ma_fail(err, items->rc, "the reply has more than %d files", MA_LIMIT_FILES);
	return MA_OK;
}

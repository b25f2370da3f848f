/* What the readers of a reply find, before it is judged. Of the readers of blocks alone. */
#ifndef MA_CODEC_ITEMS_H
#define MA_CODEC_ITEMS_H

#include "base/arena.h"
#include "base/err.h"
#include "codec/blocks.h"

#define MA_ITEM_NO_END "has no END"
#define MA_ITEM_UNSURE "has fences within that cannot be told from its end"
#define MA_ITEM_TWO_NAMES "is named in two ways"

struct ma_item {
	struct ma_block block;
	const char *fault; /* static text, or NULL */
	bool guessed; /* that it is a file at all; nothing is told where the reply has one of that name */
};

struct ma_items {
	struct ma_arena *arena;
	struct ma_item *v;
	size_t n, cap;
	size_t edit_lines; /* of all edits so far */
	ma_rc rc;          /* the first failure: later additions do nothing */
};

void ma_items_add(struct ma_items *items, const struct ma_item *item);

/* The same, of a file, an edit or a deletion. */
void ma_items_put(struct ma_items *items, enum ma_block_op op, struct ma_str path,
	struct ma_str content, const char *fault);

/* All so far was thought, not said. */
void ma_items_forget(struct ma_items *items);

/* MA_OK, or MA_ENOMEM, or MA_ELIMIT past MA_LIMIT_FILES. */
ma_rc ma_items_check(const struct ma_items *items, ma_err *err);

#endif

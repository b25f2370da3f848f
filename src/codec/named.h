/* Fenced blocks that name a file, in the fence's line or in the line before: what models write unasked. */
#ifndef MA_CODEC_NAMED_H
#define MA_CODEC_NAMED_H

#include "codec/items.h"

/* Add what is found; fences that name no path are prose. True when the last fence is not closed. */
bool ma_named_read(struct ma_str text, struct ma_items *items);

#endif

/* Lines behind '+', '-' and blanks, as patches of all kinds have them. Of the readers of blocks alone. */
#ifndef MA_CODEC_SIGNED_H
#define MA_CODEC_SIGNED_H

#include "codec/items.h"

/* Add the file whose lines stand behind '+' in `content`, which may hold hunk headers. `fault`: of the whole. */
void ma_signed_file(
	struct ma_items *items, struct ma_str path, struct ma_str content, const char *fault);

#endif

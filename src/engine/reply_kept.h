/*
 * What was fine of a reply that is refused for single blocks: JSON, an array of {"op","path","content"} as the blocks
 * were written, with "to" for a move and "adds" for a file that must be new; and {"op":"asked","path"} for each file that was
 * refused for what may be right after all. Of reply_files.c alone.
 */
#ifndef MA_ENGINE_REPLY_KEPT_H
#define MA_ENGINE_REPLY_KEPT_H

#include <jansson.h>

#include "base/map.h"
#include "codec/blocks.h"

/* All blocks but those of the failed paths, and the paths that were asked for again; nothing where none is left. */
void ma_kept_write(const struct ma_blocks *blocks, const struct ma_map *failed,
	const struct ma_map *asked, struct ma_buf *out);

/*
 * Put the kept blocks behind those of the new reply, but for paths that it names itself, be it wrongly. `kept` may be
 * NULL, and lives as long as the blocks. The paths that were asked for again are put into *asked. MA_ENOMEM.
 */
ma_rc ma_kept_read(const json_t *kept, struct ma_blocks *blocks, struct ma_map *asked,
	struct ma_arena *arena, ma_err *err);

#endif

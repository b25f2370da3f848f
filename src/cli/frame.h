/* One picture of the live block: pure, a scene in, lines out. */
#ifndef MA_CLI_FRAME_H
#define MA_CLI_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "cli/scene.h"

struct frame_size {
	size_t columns, lines; /* of the terminal */
	bool colour;
};

/*
 * Draw at most size->lines - 1 lines, none wider than size->columns - 1, each ending in
 * newline. Where there is no room for all rows, those that are worked on come first.
 * Returns the number of lines.
 */
size_t frame_draw(
	const struct scene *s, int64_t now_ms, const struct frame_size *size, struct ma_buf *out);

/* How many lines of a terminal of `columns` a drawn text takes: longer ones are folded by it. */
size_t frame_lines(struct ma_str drawn, size_t columns);

#endif

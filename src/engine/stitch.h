/* Replies that came in parts. */
#ifndef MA_ENGINE_STITCH_H
#define MA_ENGINE_STITCH_H

#include "base/buf.h"

/* What the model is asked for the next part with. */
#define MA_STITCH_ASK \
	"Your answer was cut off by the length limit. Go on exactly where it stopped, in the middle of a line if need be. Repeat nothing and add no introduction."

/*
 * Append the next part. A model that goes on often says the last words again: what
 * the end of `out` and the beginning of `part` share is there once, from 16 bytes on
 * (fewer may be chance) to 4 KiB.
 */
void ma_stitch(struct ma_buf *out, struct ma_str part);

#endif

/* Lines that open and close fenced blocks of Markdown, of any length (CommonMark 4.5, any indent). */
#ifndef MA_CODEC_FENCE_H
#define MA_CODEC_FENCE_H

#include "base/str.h"

struct ma_fence {
	char mark;          /* '`' or '~' */
	size_t run, indent; /* how many marks; how many bytes stand before them */
	struct ma_str info; /* what follows them, trimmed; borrows from the line */
};

/* Does the line open a block? False: *out untouched. */
bool ma_fence_open(struct ma_str line, struct ma_fence *out);

/* Does the line close it? */
bool ma_fence_closes(const struct ma_fence *fence, struct ma_str line);

/* Without a fence whose first line is the text's first and whose end is its last; as it is where there is none. Borrows. */
struct ma_str ma_fence_unwrap(struct ma_str text);

#endif

/* What stands where a file's content should, and is something else. */
#ifndef MA_CODEC_CONTENT_H
#define MA_CODEC_CONTENT_H

#include "base/str.h"

/* Why it cannot be the content of the file, as static text, or NULL: a diff, a listing of files, text with a fence, what was escaped or numbered to
   be shown, another file too; a picture as text. Of files that are no code hardly anything is said. */
const char *ma_content_fault(struct ma_str content, struct ma_str path);

/* Lines that an edit puts into a file. */
struct ma_content_put {
	struct ma_str path, file; /* file: its text as it is; empty: the lines become all of it */
	size_t at, line;          /* where they come: the byte in `file`, and its line from 1 */
	struct ma_str lines;      /* that come, each with its end */
	bool alone;               /* they are all that stands in the place of what goes */
	size_t *left; /* bytes of files that may still be looked at for this; taken from */
};

/*
 * Why the lines cannot be what is meant, as static text, or NULL: code that is numbered, escaped or run together to be shown, or
 * prose. Nothing is said where they may be within a string, a comment or the text of a page, or where the file has the like.
 */
const char *ma_content_put_fault(const struct ma_content_put *put);

#endif

/* What stands where a file's content should, and is something else. */
#ifndef MA_CODEC_CONTENT_H
#define MA_CODEC_CONTENT_H

#include "base/str.h"

/* Why it cannot be the content of the file, as static text, or NULL: a diff, a listing of files, text with a fence, what was escaped or numbered to
   be shown, another file too; a picture as text. Of files that are no code hardly anything is said. */
const char *ma_content_fault(struct ma_str content, struct ma_str path);

#endif

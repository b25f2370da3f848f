/* Lines by which a model leaves out what it should have written: "// ... rest of the file unchanged". */
#ifndef MA_CODEC_ELISION_H
#define MA_CODEC_ELISION_H

#include "base/str.h"

/*
 * Whether a whole line of `content` is such a marker. `path` tells where three
 * dots alone are language (Python, YAML) or prose (Markdown). Code like
 * "...rest," and comments that merely end in dots are no markers.
 */
bool ma_elision_found(struct ma_str content, struct ma_str path);

/* Whether one line is all of it, and stands for the file: "// No changes to this file", "[contents of a.ts]". */
bool ma_elision_is_all(struct ma_str content);

/* Whether the first line of prose behind a file says that the rest of the file stays, or comes: then what is there is a part of it. */
bool ma_elision_said(struct ma_str behind);

#endif

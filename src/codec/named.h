/* How models name a file around its content. All return "" where none is named; results borrow. */
#ifndef MA_CODEC_NAMED_H
#define MA_CODEC_NAMED_H

#include "base/str.h"

/* A path as it is meant: without quotes, emphasis or "./" around it. */
struct ma_str ma_named_clean(struct ma_str path);

/* A word that is a path: its last component has an extension or is a well-known name. */
bool ma_named_is_path(struct ma_str word);

/* In what stands behind an opening fence: "ts src/a.ts", "ts:src/a.ts", "title=\"src/a.ts\"". */
struct ma_str ma_named_in_info(struct ma_str info);

/* A line of prose that is a heading for one file: "**src/a.ts**", "### 2. `src/a.ts`", "Create `src/a.ts`:". */
struct ma_str ma_named_in_prose(struct ma_str line);

/* A comment that is a path and nothing else: "// src/a.ts". */
struct ma_str ma_named_in_comment(struct ma_str line);

/* Of two names for one file the one that says more; *clash_out where they are of different files. */
struct ma_str ma_named_both(struct ma_str a, struct ma_str b, bool *clash_out);

/* What a fence so labelled holds is no file under this name: a transcript under a heading that looks like a path. */
bool ma_named_transcript(struct ma_str info, struct ma_str path);

#endif

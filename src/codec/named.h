/* How models name a file around its content. All return "" where none is named; results borrow. */
#ifndef MA_CODEC_NAMED_H
#define MA_CODEC_NAMED_H

#include "base/str.h"

/* A path as it is meant: without quotes, emphasis or "./" around it. */
struct ma_str ma_named_clean(struct ma_str path);

/* The same, without "(new)" and the like behind it. */
struct ma_str ma_named_bare(struct ma_str path);

/* A word that is a path: its last component has an extension or is a well-known name. */
bool ma_named_is_path(struct ma_str word);

/* In what stands behind an opening fence: "ts src/a.ts", "ts:src/a.ts", "title=\"src/a.ts\"". */
struct ma_str ma_named_in_info(struct ma_str info);

/* A line of prose that is a heading for one file: "**src/a.ts**", "### 2. `src/a.ts`", "Create `src/a.ts`:". */
struct ma_str ma_named_in_prose(struct ma_str line);

/* A heading for one file that says more than its name: "### `src/a.ts` - the entry point". What follows may be a part of it. */
struct ma_str ma_named_with_more(struct ma_str line);

/* Whether a heading says that what follows is one of several parts: "`src/a.ts` (continued)". */
bool ma_named_goes_on(struct ma_str line);

/* A heading that is a path without an extension, which may be a file's: "**deploy/notes**". */
struct ma_str ma_named_doubtful(struct ma_str line);

/* It names lines of a file, not all of it: "src/a.ts#L10-L20", "src/a.ts:10". */
bool ma_named_part(struct ma_str path);

/* A comment that is a path and nothing else: "// src/a.ts". */
struct ma_str ma_named_in_comment(struct ma_str line);

/* Of two names for one file the one that says more; *clash_out where they are of different files. */
struct ma_str ma_named_both(struct ma_str a, struct ma_str b, bool *clash_out);

/* What a fence so labelled holds is no file under this name: a transcript under a heading that looks like a path. */
bool ma_named_transcript(struct ma_str info, struct ma_str path);

#endif

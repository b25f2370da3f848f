/*
 * Edits of a file, read from what a model wrote and applied to the file's text.
 *
 * An edit text is SEARCH/REPLACE, or the hunks of a patch (V4A, or a unified diff with or without
 * line numbers). Either becomes hunks: lines that stay, go or come. A hunk is placed by its old
 * lines (those that stay or go) on the first rung of this ladder that finds them:
 *
 *   as they are -> but for blanks at their ends -> but for one shift of all indents -> but for the
 *   spelling of quotes, dashes and blanks -> nearly: 0.9 alike, and nothing else comes close
 *
 * On each rung they must be there once, else the hunk is refused. Lines that stay keep the file's own
 * spelling; lines that come get its indent and its line ends. All hunks are placed before any is applied.
 */
#ifndef MA_CODEC_EDIT_H
#define MA_CODEC_EDIT_H

#include "base/arena.h"
#include "base/buf.h"

enum ma_edit_op { MA_EDIT_STAYS, MA_EDIT_GOES, MA_EDIT_COMES };

struct ma_edit_line {
	enum ma_edit_op op;
	struct ma_str text; /* without its end */
};

struct ma_hunk {
	struct ma_str text; /* as written, for whoever has to write it again */
	struct ma_edit_line *lines;
	size_t lines_n, old_n, new_n; /* old: stay or go; new: come */
	struct ma_str *anchors; /* "@@ class A": lines that stand before it, outermost first */
	size_t anchors_n;
	bool at_end; /* its last old line is the file's */
};

struct ma_hunks {
	struct ma_hunk *v;
	size_t n;
	const char *fault; /* static text: why the text is no edit; NULL: it is one */
};

/* Read an edit text of the file `path`. Results borrow from `text` and `arena`. MA_ENOMEM. */
ma_rc ma_edit_read(struct ma_str text, struct ma_str path, struct ma_arena *arena,
	struct ma_hunks *out, ma_err *err);

/*
 * Apply the hunks to `base`, the file `path` as it is (`exists` false: it is not there, and a hunk without old lines makes
 * it). `out`, which is empty, gets the new text; where a hunk is refused, `problems` gets why, the lines that may have
 * been meant with their numbers, and the hunk as it was written, and *refused_out how many. What cannot be meant to stand
 * in a file of that name is refused, too (content.h).
 * MA_ELIMIT past MA_LIMIT_FILE, MA_ENOMEM. Time: linear where hunks are found as they are; beyond, bounded.
 */
struct ma_edit_base {
	struct ma_str text;
	bool exists;
};
ma_rc ma_edit_apply(struct ma_edit_base base, struct ma_str path, const struct ma_hunk *const *hunks,
	size_t n, struct ma_buf *out, struct ma_buf *problems, size_t *refused_out, ma_err *err);

/* How many lines a text has, a last one without end included. */
size_t ma_edit_lines(struct ma_str text);

#endif

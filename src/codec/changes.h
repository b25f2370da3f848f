/* The blocks of a reply as changes of files: edits applied, moves resolved, all of them or none. */
#ifndef MA_CODEC_CHANGES_H
#define MA_CODEC_CHANGES_H

#include "codec/blocks.h"

/*
 * The text of a file as it is now: *exists_out false where there is none, or what is there is no file. The
 * text is borrowed until ma_changes_make() returns.
 */
typedef ma_rc ma_changes_base_fn(
	void *data, struct ma_str path, struct ma_edit_base *out, ma_err *err);

struct ma_file_change {
	struct ma_str path;
	struct ma_str content; /* of a file that is written */
	bool remove;
	bool edited; /* the content came of an edit */
};

struct ma_change_problem {
	struct ma_str path, what; /* what: may have several lines */
	bool edit;                /* an edit that found no place */
	size_t lines;             /* then: of the file as it is */
};

struct ma_changes {
	struct ma_file_change *v;
	size_t n;
	struct ma_change_problem *problems;
	size_t problems_n;
};

/* Blocks of TASKS are passed over. Results borrow from the blocks and from `arena`. MA_ENOMEM, MA_ELIMIT past
 * MA_LIMIT_BLOB / 2 of what is edited and moved, or what `base` failed with. */
ma_rc ma_changes_make(const struct ma_blocks *blocks, ma_changes_base_fn *base, void *data,
	struct ma_arena *arena, struct ma_changes *out, ma_err *err);

#endif

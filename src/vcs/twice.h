/*
 * Names that files which are about to be written define anew although another file has them, of the tree or of the same set, and
 * their language's compiler takes one (vcs/reach.h).
 *
 *   the files ──► each beside each
 *      │ └──────► each beside those of the tree in its directory, in which the name stands as a word
 *      └────────► TypeScript: what index.ts beside it or above passes on, and what a file of the set does
 */
#ifndef MA_VCS_TWICE_H
#define MA_VCS_TWICE_H

#include "codec/changes.h"
#include "vcs/check.h"

#define MA_TWICE_READ_MAX \
	((size_t)4 << 20) /* bytes of the tree's other files; what is beyond is not looked at */

struct ma_twice_file {
	struct ma_str path, before, after;    /* before: the text that it replaces, or "" */
	const struct ma_definitions *defined; /* of `after`; NULL: not known, it is not looked at */
	bool gone;                            /* it is removed */
};

typedef ma_rc ma_twice_each_fn(void *data, struct ma_str path, ma_err *err);

/* The tree without the files. Borrowed. */
struct ma_twice_tree {
	ma_changes_base_fn *text;
	/* The paths of the files in a directory; one that `text` does not find is passed over. Ends with what `each` gives. NULL: there is none. */
	ma_rc (*list)(void *data, struct ma_str dir, ma_twice_each_fn *each, void *each_data,
		ma_err *err);
	void *data;
};

/* The finding is about files[i]; it lives in the arena. */
typedef ma_rc ma_twice_tell_fn(void *data, size_t i, const struct ma_finding *found, ma_err *err);

/* Each name of each file is told once. `syntax` may be NULL. MA_ENOMEM, or what `tree` or `tell` failed with. */
ma_rc ma_twice(const struct ma_twice_file *files, size_t n, const struct ma_twice_tree *tree,
	struct ma_syntax *syntax, struct ma_arena *arena, ma_twice_tell_fn *tell, void *data,
	ma_err *err);

#endif

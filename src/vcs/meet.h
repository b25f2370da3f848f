/* A change that was made from an older commit meets what the branch has become since. */
#ifndef MA_VCS_MEET_H
#define MA_VCS_MEET_H

#include "vcs/tree.h"

/* The commit that a set of changes was made from. */
struct ma_meet {
	struct ma_workspace *ws;
	struct ma_tree *base;  /* its tree; NULL: the changes are taken as they are */
	struct ma_arena arena; /* holds what was merged */
};

/* `base` NULL or "": nothing is merged. `head`: the branch's, NULL where it has none. ma_meet_done() it, also after a failure. */
ma_rc ma_meet_init(struct ma_meet *m, struct ma_workspace *ws, const char *base,
	const git_oid *head, ma_err *err);
void ma_meet_done(struct ma_meet *m);

/*
 * A file is about to be written, or removed: `is` is what the branch has in its place now, or NULL. *content becomes
 * what both sides made of it; lives in `m`. MA_EREFUSED where that cannot be one text: the message names the places.
 */
ma_rc ma_meet_change(struct ma_meet *m, const struct ma_change *change,
	const struct ma_tree_entry *is, struct ma_str *content, ma_err *err);

#endif

/* A change that was made from an older commit meets what the branch has become since. */
#ifndef MA_VCS_MEET_H
#define MA_VCS_MEET_H

#include "vcs/tree.h"

/* The commits that a set of changes was made from. */
struct ma_meet {
	struct ma_workspace *ws;
	struct ma_meet_base *bases; /* their trees, as far as they were needed; in `arena` */
	struct ma_meet_gone *gone;  /* removed by the set, and by others before; in `arena` */
	struct ma_arena arena;      /* holds what was merged too */
	size_t merged;              /* files */
	bool drops_locks;
};

/* `drops_locks`: a lock file that both sides wrote is left out; otherwise it is a conflict. ma_meet_done() it. */
void ma_meet_init(struct ma_meet *m, struct ma_workspace *ws, bool drops_locks);
void ma_meet_done(struct ma_meet *m);

/*
 * A file is about to be written, or removed: `is` is what the branch has in its place now, or NULL. *content becomes
 * what both sides made of it; lives in `m`. MA_EREFUSED where that cannot be one text: the message names the places. *drop_out: the file is a lock
 * that both sides wrote, and is to be left out; not written else. What a set removes is met first: a file that moves and that others
 * removed does not come back under its new name.
 */
ma_rc ma_meet_change(struct ma_meet *m, const struct ma_change *change,
	const struct ma_tree_entry *is, struct ma_str *content, bool *drop_out, ma_err *err);

#endif

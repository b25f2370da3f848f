/*
 * The tree of the branch's head in memory, as far as it was needed: a directory is read
 * when a path leads into it, and written anew when something beneath it changed.
 */
#ifndef MA_VCS_TREE_H
#define MA_VCS_TREE_H

#include "vcs/pack.h"
#include "vcs/repo.h"

struct ma_tree_entry {
	char *name; /* owned */
	uint32_t mode;
	git_oid id;           /* of a directory that changed: as it was */
	struct ma_tree *tree; /* of a directory that was read; owned */
};

/* Entries in git's order: by name, a directory's with a '/' at its end. */
struct ma_tree {
	struct ma_tree_entry *entries;
	size_t n, cap;
	bool changed;
};

/* `id` NULL: an empty one. Gives *out: ma_tree_free() it. */
ma_rc ma_tree_read(struct ma_workspace *ws, const git_oid *id, struct ma_tree **out, ma_err *err);
void ma_tree_free(struct ma_tree *tree);

/* *out: the entry of a path, NULL where there is none. Borrows until the tree changes. */
ma_rc ma_tree_find(struct ma_workspace *ws, struct ma_tree *tree, struct ma_str path,
	const struct ma_tree_entry **out, ma_err *err);

/*
 * Put a file. MA_EREFUSED when it would stand beneath a file or be a directory too, or when a name differs
 * from another only in the case of letters, of any script. After any failure the tree is to be thrown away.
 */
ma_rc ma_tree_put(struct ma_workspace *ws, struct ma_tree *tree, struct ma_str path, uint32_t mode,
	const git_oid *id, ma_err *err);

/* Remove a file that is there, and the directories that become empty. */
ma_rc ma_tree_remove(struct ma_workspace *ws, struct ma_tree *tree, struct ma_str path, ma_err *err);

/* Add what changed to the pack. */
ma_rc ma_tree_write(struct ma_tree *tree, struct ma_pack *pack, git_oid *id_out, ma_err *err);

#endif

/* The new objects of one commit, written as one pack: two syncs instead of one per object. */
#ifndef MA_VCS_PACK_H
#define MA_VCS_PACK_H

#include "vcs/repo.h"

struct ma_pack {
	struct ma_workspace *ws;
	git_packbuilder *builder;
};

ma_rc ma_pack_init(struct ma_pack *pack, struct ma_workspace *ws, ma_err *err);

/* An object that was written to the workspace's odb. `name` groups likely deltas; may be NULL. */
ma_rc ma_pack_add(struct ma_pack *pack, const git_oid *id, const char *name, ma_err *err);

/* The tree and those beneath it that `old` (may be NULL) does not have in the same place. */
ma_rc ma_pack_add_trees(
	struct ma_pack *pack, const git_tree *tree, const git_tree *old, ma_err *err);

/* Durable and readable when it returns MA_OK. */
ma_rc ma_pack_write(struct ma_pack *pack, ma_err *err);

/* Forgets objects that were not written. Accepts a zeroed one. */
void ma_pack_done(struct ma_pack *pack);

#endif

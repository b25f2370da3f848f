/*
 * The new objects of one commit, written as one pack: two files to sync instead of one
 * per object. libgit2 reads them from memory (ws->fresh) until it is told of their packs,
 * which costs a look through the directory. Where a run makes many commits their packs are
 * joined, JOIN of them into one and JOIN of those again, so that neither git nor libgit2
 * has to look through thousands.
 */
#ifndef MA_VCS_PACK_H
#define MA_VCS_PACK_H

#include "vcs/packfile.h"
#include "vcs/repo.h"

struct ma_pack {
	struct ma_workspace *ws;
	struct ma_packfile file;
	bool written;
};

void ma_pack_init(struct ma_pack *pack, struct ma_workspace *ws);

/* An object of the commit. */
ma_rc ma_pack_add(
	struct ma_pack *pack, git_object_t type, struct ma_str data, git_oid *id_out, ma_err *err);

/* Durable when it returns MA_OK. */
ma_rc ma_pack_write(struct ma_pack *pack, ma_err *err);

/* Forgets objects that were not written. Accepts a zeroed one. */
void ma_pack_done(struct ma_pack *pack);

/*
 * libgit2 is to know the packs that are there and no object that is in none. Needed where somebody
 * else may have taken objects away, which only happens to those that no branch leads to.
 */
ma_rc ma_packs_tell(struct ma_workspace *ws, ma_err *err);

/* Join packs that this workspace wrote, where there are many. */
ma_rc ma_packs_join(struct ma_workspace *ws, ma_err *err);
void ma_packs_done(struct ma_workspace *ws);

#endif

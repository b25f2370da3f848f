/*
 * Git's pack format, version 2, with its index, version 2: whole objects, no deltas. An
 * entry then means the same in any pack, so packs are joined by copying their entries.
 * Format: git's gitformat-pack(5). zlib is opened when first needed, as libgit2 is.
 */
#ifndef MA_VCS_PACKFILE_H
#define MA_VCS_PACKFILE_H

#include <zlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "vcs/git.h"

struct ma_zlib {
	void *lib;
	__typeof__(deflateInit_) *init;
	__typeof__(deflate) *run;
	__typeof__(deflateEnd) *end;
	__typeof__(deflateBound) *bound;
	__typeof__(crc32) *crc32;
};

/* MA_EUNAVAILABLE when it is not installed. On failure `z` is as ma_zlib_close() leaves it. */
ma_rc ma_zlib_open(struct ma_zlib *z, ma_err *err);
void ma_zlib_close(struct ma_zlib *z); /* accepts a zeroed one */

struct ma_packed {
	git_oid id;
	uint32_t crc;      /* of its bytes in the pack */
	uint32_t at, size; /* where they are */
};

struct ma_packfile {
	struct ma_buf bytes;
	struct ma_packed *objects;
	size_t n, cap;
};

#define MA_PACKFILE_NAME_SIZE 41
#define MA_PACKFILE_MAX (256 * MA_MIB)

void ma_packfile_init(struct ma_packfile *p);
void ma_packfile_done(struct ma_packfile *p); /* accepts a zeroed one */

/* An object that is not in it yet, compressed; `type` is blob, tree or commit. */
ma_rc ma_packfile_add(struct ma_packfile *p, const struct ma_zlib *z, const git_oid *id,
	git_object_t type, struct ma_str data, ma_err *err);

/* An object as it stands in another pack; bytes: of->size of them. */
ma_rc ma_packfile_copy(
	struct ma_packfile *p, const struct ma_packed *of, const char *bytes, ma_err *err);

/* Make it whole: p->bytes is the pack, `index` gets its index, `name` is what git calls it. Afterwards
 * objects stand in the order of their ids. */
ma_rc ma_packfile_end(
	struct ma_packfile *p, struct ma_buf *index, char name[MA_PACKFILE_NAME_SIZE], ma_err *err);

#endif

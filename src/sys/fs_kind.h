/* What kind of file system a place is on, as far as it matters to a log. */
#ifndef MA_SYS_FS_KIND_H
#define MA_SYS_FS_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct ma_fs_kind {
	uint32_t magic;   /* statfs(2) f_type */
	const char *name; /* "ext4" */
	bool is_network;  /* locks and shared memory are not those of one machine, or may not be */
	bool is_memory;   /* gone after a restart */
};

/* A row named "unknown" where it is not known. Borrows: static. */
const struct ma_fs_kind *ma_fs_kind_of(uint32_t magic);

/* Of the file system that holds `path`, which exists. MA_EIO. */
ma_rc ma_fs_kind(const char *path, const struct ma_fs_kind **out, ma_err *err);

#endif

/*
 * A set of files put into a directory tree with the syncs together: n files cost
 * little more than one, which a call of ma_fs_write_beneath() for each does not.
 */
#ifndef MA_VCS_PLACE_H
#define MA_VCS_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* Borrows. */
struct ma_place {
	struct ma_str path, content; /* path: beneath root, no ".." in it */
	bool executable;
	bool new_dir; /* told by ma_place(): its directory was made */
};

/*
 * `temp` is a directory beneath root, on its file system; it is made, and what a
 * killed process left in it is the caller's to remove. On MA_OK all files are there;
 * otherwise some may be. Each is whole, also after a loss of power, and there to stay
 * after ma_place_settle(). No symbolic link is followed: MA_EREFUSED for one on the
 * way, or a target that is no regular file.
 */
ma_rc ma_place(const char *root, const char *temp, struct ma_place *files, size_t n, ma_err *err);

/* Sync the directories that the files are in, and those above new ones. Only `path` and `new_dir` are looked at. */
ma_rc ma_place_settle(const char *root, const struct ma_place *files, size_t n, ma_err *err);

#endif

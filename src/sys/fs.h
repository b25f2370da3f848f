/* Files: bounded reads, atomic writes, trees. All of it blocks: short use on the loop, long use on the pool. */
#ifndef MA_SYS_FS_H
#define MA_SYS_FS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* Read all of a regular file of at most max bytes. Gives *out (NUL-terminated): ma_free() it. `size_out` may be NULL. */
ma_rc ma_fs_read(const char *path, size_t max, char **out, size_t *size_out, ma_err *err);

/* As ma_fs_read(), of a path beneath root (openat2 RESOLVE_BENEATH|NO_SYMLINKS): no link is followed. */
ma_rc ma_fs_read_beneath(
	const char *root, const char *path, size_t max, char **out, size_t *size_out, ma_err *err);

/*
 * As ma_fs_read(), in one allocation that the caller can wipe; MA_EINVALID when it holds a NUL. *exposed_out: group or others may read
 * or write the file, or it is another user's.
 */
ma_rc ma_fs_read_secret(const char *path, size_t max, char **out, bool *exposed_out, ma_err *err);

/* Write beside, fsync, rename over, fsync the directory: the old content or the new, nothing else. */
ma_rc ma_fs_write(const char *path, struct ma_str content, unsigned mode, ma_err *err);

/* Write all of content to a descriptor, however often the kernel takes only a part. 0 or an errno; nothing is synced. */
int ma_fs_write_all(int fd, struct ma_str content);

/* Create a directory (`mode` under the umask) so that it survives a loss of power; what exists is fine. */
ma_rc ma_fs_mkdir(const char *path, unsigned mode, ma_err *err);

/* The same with its parents; an existing directory is fine, anything else is not. */
ma_rc ma_fs_mkdirs(const char *path, ma_err *err);

/*
 * Write a file beneath root (openat2 RESOLVE_BENEATH|NO_SYMLINKS), creating parents; `path` has passed
 * ma_path_check(). Same atomicity as ma_fs_write(). MA_EREFUSED when a parent is a symlink or
 * the target is no regular file.
 */
ma_rc ma_fs_write_beneath(
	const char *root, struct ma_str path, struct ma_str content, unsigned mode, ma_err *err);
/* Remove a file beneath root, and parents that became empty. A missing file is fine. */
ma_rc ma_fs_remove_beneath(const char *root, struct ma_str path, ma_err *err);

/* Delete a directory tree without following links or leaving its file system. A missing one is fine. */
ma_rc ma_fs_remove_tree(const char *path, ma_err *err);

/* Copying a tree. */
struct ma_fs_copy {
	/* Optional. Whether an entry, by its name alone, is left out. */
	bool (*skips)(const char *name, bool is_dir);
	int64_t uid; /* and gid of all that is made; -1: our own */
	uint64_t files_max, bytes_max;
};

/*
 * Copy what is in one directory into another, which exists: regular files with their permission bits (shared by
 * reflink where the file system can), directories, and symlinks as they stand, which are not followed. What is neither is left out.
 * MA_ELIMIT: more than copy says, or deeper than 64 levels. MA_EIO.
 */
ma_rc ma_fs_copy_tree(const char *from, const char *to, const struct ma_fs_copy *copy, ma_err *err);

/* A fresh private directory under $TMPDIR, else /var/tmp or /tmp, whose parents other users can traverse. Gives *out: ma_free(). */
ma_rc ma_fs_temp_dir(const char *prefix, char **out, ma_err *err);

bool ma_fs_exists(const char *path);
/* Whether the name is anything's, a link that leads nowhere included. */
bool ma_fs_is_taken(const char *path);
bool ma_fs_is_dir(const char *path);

/* One entry of a directory at a time, in byte order of names, "." and ".." left out. `name` borrows for the call; false stops. */
typedef bool ma_fs_entry_fn(void *data, const char *name, bool is_dir);
ma_rc ma_fs_list(const char *path, ma_fs_entry_fn *fn, void *data, ma_err *err);

/* The running program's own path (/proc/self/exe). Gives *out: ma_free(). */
ma_rc ma_fs_self(char **out, ma_err *err);

#endif

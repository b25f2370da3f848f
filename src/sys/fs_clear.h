/* Deleting a large tree by several threads. */
#ifndef MA_SYS_FS_CLEAR_H
#define MA_SYS_FS_CLEAR_H

/*
 * Delete what is in a directory, as far as it goes, without following links or leaving its file system. What is left, and why, ma_fs_remove_tree()
 * finds out: always to be followed by it.
 */
void ma_fs_clear(const char *path);

#endif

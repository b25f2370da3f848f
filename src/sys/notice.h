/* Noticing that files of a directory are written, made or removed, by inotify(7): nothing is looked at again and again. */
#ifndef MA_SYS_NOTICE_H
#define MA_SYS_NOTICE_H

#include <stdbool.h>

#include "base/err.h"

/*
 * From now on *fd_out is readable whenever something happened to a file in `dir`. MA_EUNAVAILABLE: the system
 * has no more of them to give. Not every file system tells (NFS). Gives *fd_out: close() it.
 */
ma_rc ma_notice_new(const char *dir, int *fd_out, ma_err *err);

/* Whether something has happened since it was asked last. */
bool ma_notice_take(int fd);

#endif

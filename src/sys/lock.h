/* One owner at a time, by flock(2): the kernel gives the lock up when its holder dies, however it dies. */
#ifndef MA_SYS_LOCK_H
#define MA_SYS_LOCK_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Take the lock file (made when missing) and write who holds it into it: "pid 4711 on host since …".
 * MA_ECONFLICT when it is held, with the holder's words; MA_ENOTFOUND when its directory
 * is missing. Gives *fd_out: ma_lock_release() it.
 */
ma_rc ma_lock_take(const char *path, int *fd_out, ma_err *err);

/*
 * Let whoever holds it keep a file that nobody looks at any more: the next one to take the lock has
 * it. Only for who knows that the holder is fenced off in another way. A missing file is fine.
 */
ma_rc ma_lock_break(const char *path, ma_err *err);

/* Whether somebody holds it; a file that is not there is not held. */
ma_rc ma_lock_held(const char *path, bool *held_out, ma_err *err);

/* Accepts -1. */
void ma_lock_release(int fd);

#endif

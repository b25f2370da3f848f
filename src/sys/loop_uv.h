/* What the rest of this floor may know of the loop: that it is libuv's. Include from src/sys only. */
#ifndef MA_SYS_LOOP_UV_H
#define MA_SYS_LOOP_UV_H

#include <stdbool.h>
#include <uv.h>

#include "sys/loop.h"

/* Borrows: as long as the loop lives. Handles of the caller must be closed before ma_loop_free(). */
uv_loop_t *ma_loop_uv(struct ma_loop *loop);

/* Fill err from a libuv code (a negated errno). */
ma_rc ma_fail_uv(ma_err *err, int code, const char *what);

#endif

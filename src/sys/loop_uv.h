/* What the rest of this floor may know of the loop: that it is libuv's. Include from src/sys only. */
#ifndef MA_SYS_LOOP_UV_H
#define MA_SYS_LOOP_UV_H

#include <stdbool.h>
#include <uv.h>

#include "sys/loop.h"

/* Lives inside the operation that needs it, so that putting something off cannot fail. Zero it first. */
struct ma_defer {
	struct ma_defer *next;
	ma_loop_fn *fn;
	void *data;
	bool queued;
};

/* Borrows: as long as the loop lives. Handles of the caller must be closed before ma_loop_free(). */
uv_loop_t *ma_loop_uv(struct ma_loop *loop);

/* Call fn once from the loop, soon. `d` borrows until fn is called; it must not be queued already. */
void ma_loop_defer_in(struct ma_loop *loop, struct ma_defer *d, ma_loop_fn *fn, void *data);

/* Fill err from a libuv code (a negated errno). */
ma_rc ma_fail_uv(ma_err *err, int code, const char *what);

#endif

/* Quick checks: what others than core/quick.c need of them. */
#ifndef MA_CORE_QUICK_H
#define MA_CORE_QUICK_H

#include "base/buf.h"
#include "core/state.h"

/*
 * Add what the tasks may write that are neither before nor after `w` in the plan: globs with '|' between them, without those of tests; "**"
 * for a task that may write anything. MA_ENOMEM; where the buffer is full it says so itself.
 */
ma_rc ma_quick_rivals(
	const struct ma_state *s, const struct ma_work *w, struct ma_buf *out, ma_err *err);

/* files.doubted, if it is about files that failed their check: they are taken as they are. */
void ma_quick_settle(struct ma_state *s, const struct ma_event *e);

#endif

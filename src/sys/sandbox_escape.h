/* Whether the sandbox holds: attempts to get out of it, made inside it by the cage (cage/probe.c). */
#ifndef MA_SYS_SANDBOX_ESCAPE_H
#define MA_SYS_SANDBOX_ESCAPE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "sys/sandbox.h"

/* An attempt: what was tried, and with what it was refused. Borrows for the call. */
typedef void ma_escape_fn(void *data, bool escaped, struct ma_str what, struct ma_str refusal);

/*
 * Make all attempts in that mode (AUTO: the one that would be used), and wait; some 100 ms. `describe` has room for size bytes: what
 * confines here. MA_EUNAVAILABLE: nothing does. MA_EIO: not all attempts were made. Blocks; to be called where no loop is being turned.
 */
ma_rc ma_sandbox_try_escapes(enum ma_sandbox_mode mode, ma_escape_fn *fn, void *data,
	char *describe, size_t size, ma_err *err);

#endif

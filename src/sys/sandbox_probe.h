/* What the machine gives: found, and tried once. Private to sys/sandbox.c. */
#ifndef MA_SYS_SANDBOX_PROBE_H
#define MA_SYS_SANDBOX_PROBE_H

#include "base/arena.h"
#include "base/err.h"
#include "sys/sandbox.h"
#include "sys/sandbox_launch.h"

/* Fills what `from` says of the machine, and a line for ma_sandbox_describe(). Strings live in the arena. */
ma_rc ma_sandbox_probe(const struct ma_sandbox_opts *opts, const struct ma_slot *slot,
	struct ma_arena *arena, struct ma_launch_from *from, char *text, size_t size, ma_err *err);

#endif

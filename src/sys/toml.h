/* TOML 1.0 as settings of tools are written in it: which strings stand where. */
#ifndef MA_SYS_TOML_H
#define MA_SYS_TOML_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define MA_TOML_DEPTH_MAX 8

/* `path` is the names of the tables and of the key: a."b.c".d = "x" has three, however it is written. Borrows; the value lives in the arena. */
typedef void ma_toml_string_fn(
	void *data, const struct ma_str *path, size_t path_n, struct ma_str value);

/*
 * Each string that is the value of a key, in their order; those in lists are passed over, and so are other values. Names live in the text or in
 * the arena. MA_EINVALID: it is no TOML, and in which line; nothing of it is quoted. MA_ENOMEM.
 */
ma_rc ma_toml_strings(
	struct ma_arena *arena, struct ma_str text, ma_toml_string_fn *fn, void *data, ma_err *err);

#endif

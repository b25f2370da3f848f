/* What the user passes as text: a prompt, or a file. */
#ifndef MA_CLI_PROMPT_H
#define MA_CLI_PROMPT_H

#include <stddef.h>

#include "base/err.h"
#include "cli/cmd.h"

/*
 * All of a file but the newlines at its end, "-": of stdin. MA_EMISUSE, naming the file, when it cannot be read, is longer
 * than `max` bytes or is not UTF-8 text. Gives *out: ma_free() it.
 */
ma_rc prompt_read(const char *path, size_t max, char **out, ma_err *err);

/* The same with every byte of it. */
ma_rc prompt_read_file(const char *path, size_t max, char **out, ma_err *err);
/* The prompt of command `name`, from the one place that gives it: a word ("-": stdin), or `file`. Gives *out: ma_free() it. */
ma_rc prompt_find(
	const char *name, const struct words *words, const char *file, char **out, ma_err *err);

#endif

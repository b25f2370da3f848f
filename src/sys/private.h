/*
 * A directory of files that are ours alone: opened below another one without following a link, mode 0700; its files
 * are made new, mode 0600, and read back only where they are still regular files of ours. All of it blocks, shortly.
 */
#ifndef MA_SYS_PRIVATE_H
#define MA_SYS_PRIVATE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

struct ma_private {
	int fd;            /* -1: not open */
	const char *shown; /* in messages; borrowed */
};

#define MA_PRIVATE_CLOSED \
	{                 \
		-1, ""    \
	}

/* Make `name` below `parent` where it is missing, and open it. MA_EREFUSED: it is a link, or another user's. */
ma_rc ma_private_open(struct ma_private *d, const char *parent, const char *name, ma_err *err);
void ma_private_close(struct ma_private *d); /* accepts a closed one */

/* A new file, empty, in the place of whatever had that name. Gives *fd_out: close() it. */
ma_rc ma_private_create(const struct ma_private *d, const char *name, int *fd_out, ma_err *err);

/* All of one. MA_ENOTFOUND: there is none; MA_EREFUSED: a link, a directory, another user's. Gives *out: ma_free() it. */
ma_rc ma_private_read(const struct ma_private *d, const char *name, size_t max, char **out,
	size_t *size_out, ma_err *err);

void ma_private_remove(const struct ma_private *d, const char *name); /* there may be none */

/* Every entry, in no order. `name` borrows for the call; the entry may be removed from inside. */
typedef void ma_private_entry_fn(void *data, const char *name);
ma_rc ma_private_list(const struct ma_private *d, ma_private_entry_fn *fn, void *data, ma_err *err);

#endif

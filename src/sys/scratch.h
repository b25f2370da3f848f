/*
 * Directories for work that is thrown away. Whoever made one holds a lock on it, which the kernel gives back when he dies:
 * so what was left behind by those who were killed is told from what is in use, and goes.
 */
#ifndef MA_SYS_SCRATCH_H
#define MA_SYS_SCRATCH_H

#include "base/err.h"

struct ma_scratch {
	char *path; /* NULL: there is none */
	int lock;   /* descriptor */
};

#define MA_SCRATCH_NONE  \
	{                \
		NULL, -1 \
	}

/*
 * A fresh one, as ma_fs_temp_dir(), with one of the prefixes that scratch.c lists; those of any of these beside it that nobody holds,
 * and that are older than a minute, are removed. Always to be followed by ma_scratch_done().
 */
ma_rc ma_scratch_make(const char *prefix, struct ma_scratch *out, ma_err *err);

/* It goes, with all that is in it. None is fine. */
ma_rc ma_scratch_remove(struct ma_scratch *scratch, ma_err *err);

/* Forget it; what was not removed is left to the next one. */
void ma_scratch_done(struct ma_scratch *scratch);

#endif

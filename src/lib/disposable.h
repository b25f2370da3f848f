/* A copy of a directory that code which nobody has read may do with as it likes. */
#ifndef MA_LIB_DISPOSABLE_H
#define MA_LIB_DISPOSABLE_H

#include <stdint.h>

#include "base/err.h"
#include "sys/scratch.h"

struct ma_disposable {
	char *from;             /* or NULL: the copy is empty */
	struct ma_scratch copy; /* its path is NULL while there is none */
};

/* `from` (copied) is a directory, or NULL. MA_ENOTFOUND. Always to be followed by ma_disposable_done(). */
ma_rc ma_disposable_init(struct ma_disposable *d, const char *from, ma_err *err);

/*
 * Copy it, for the user `uid` (-1: us), into a fresh directory: all but what an installation brings, belongs to version
 * control, or holds keys (.env). MA_ELIMIT: 200,000 files or 4 GiB are not enough. Blocks; for the pool.
 */
ma_rc ma_disposable_make(struct ma_disposable *d, int64_t uid, ma_err *err);
/* The copy goes. None is fine. Blocks; for the pool. */
ma_rc ma_disposable_remove(struct ma_disposable *d, ma_err *err);
void ma_disposable_done(struct ma_disposable *d); /* the copy stays, if it was not removed */

#endif

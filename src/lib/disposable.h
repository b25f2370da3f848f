/* A copy of a directory that code which nobody has read may do with as it likes. */
#ifndef MA_LIB_DISPOSABLE_H
#define MA_LIB_DISPOSABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "sys/loop.h"
#include "sys/scratch.h"

struct ma_disposable {
	char *from;             /* or NULL: the copy is empty */
	struct ma_scratch copy; /* its path is NULL while there is none */

	/* Of the work that is done in it. */
	bool over; /* and nothing of it is under way */
	ma_rc rc;  /* its first failure, told in err */
	ma_err err;
};

/* It is over as long as nobody says otherwise. `from` (copied) is a directory, or NULL. MA_ENOTFOUND. Always to be followed by ma_disposable_done(). */
ma_rc ma_disposable_init(struct ma_disposable *d, const char *from, ma_err *err);

/* What of the names in a directory a copy leaves out. */
bool ma_disposable_skips(const char *name, bool is_dir);

/*
 * Copy it, for the user `uid` (-1: us), into a fresh directory: all but what an installation brings, belongs to version
 * control, or holds keys (.env). MA_ELIMIT: 200,000 files or 4 GiB are not enough. MA_EREFUSED: a file cannot be copied; the message names it. Blocks; for the pool.
 */
ma_rc ma_disposable_make(struct ma_disposable *d, int64_t uid, ma_err *err);
/* Keep a failure of the work, if it is the first. */
void ma_disposable_fail(struct ma_disposable *d, ma_rc rc);
/* The work has ended: the copy, if there is one, goes on the loop's pool, and then it is over. */
void ma_disposable_end(struct ma_disposable *d, struct ma_loop *loop);
void ma_disposable_done(struct ma_disposable *d); /* the copy stays, if it was not removed */

#endif

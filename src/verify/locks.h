/* Lock files that an installation makes, where there were none. */
#ifndef MA_VERIFY_LOCKS_H
#define MA_VERIFY_LOCKS_H

#include "base/arena.h"
#include "model/verdict.h"
#include "verify/detect.h"

#define MA_LOCKS_MAX 16 /* names of them, at the most */

/* Which of them the step's package has already, by their place in ma_path_lock(). Blocks. */
void ma_locks_note(const char *dir, const struct ma_step *step, bool has_out[MA_LOCKS_MAX]);

/*
 * Those that it has now and had not: plain files of at most MA_LIMIT_FILE of text, JSON where their name says so; what is none is
 * passed over. Strings live in the arena. MA_ENOMEM. Blocks.
 */
ma_rc ma_locks_read(const char *dir, const struct ma_step *step, const bool had[MA_LOCKS_MAX],
	struct ma_arena *arena, struct ma_check *out, ma_err *err);

#endif

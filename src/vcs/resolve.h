/* What a text has to hold that somebody made of a conflict. */
#ifndef MA_VCS_RESOLVE_H
#define MA_VCS_RESOLVE_H

#include "vcs/merge.h"

struct ma_resolution {
	const char *why; /* it cannot be taken; static. NULL: it may be */
	bool chosen; /* not all that both sides wrote where they conflict is in it: one was chosen, as one must be */
};

/*
 * Whether `resolved` may stand in the place of the three texts. All that either side added must be in it, and no marker of a
 * conflict; but where both sides changed the same lines, or made different things of one key, either may be chosen. Lines that
 * they only added there are no such choice: both sides' stay. Borrows for the call; as ma_merge() fails.
 */
ma_rc ma_resolution_check(const struct ma_str text[MA_SIDES_N], const struct ma_merge_opts *opts,
	struct ma_str resolved, struct ma_arena *arena, struct ma_resolution *out, ma_err *err);

#endif

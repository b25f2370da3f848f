/* The parts of ma_merge(). */
#ifndef MA_VCS_MERGE_PARTS_H
#define MA_VCS_MERGE_PARTS_H

#include "vcs/merge.h"
#include "vcs/outline.h"

/* One attempt at a merge, of texts with LF alone. */
struct ma_joining {
	const struct ma_merge_opts *opts;
	struct ma_arena *arena;
	struct ma_merged *out;
	struct ma_buf at; /* the keys that lead to where it is */
	size_t conflicts_cap, notes_cap;
	ma_rc rc;
};

void ma_joining_conflict(
	struct ma_joining *j, struct ma_str at, const struct ma_str side[MA_SIDES_N]);
void ma_joining_note(struct ma_joining *j, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Merge three outlines into out->text. */
void ma_merge_outlines(struct ma_joining *j, const struct ma_outline *const side[MA_SIDES_N]);

/* Why a merged text does not hold what it must, as static text, or NULL. `exempt`: texts that were decided against. MA_ENOMEM. */
ma_rc ma_merge_check(const struct ma_str side[MA_SIDES_N], struct ma_str merged,
	const struct ma_str *exempt, size_t exempt_n, const char **why_out, ma_err *err);

/* The higher one of two items that hold a range of versions, where it meets both; false: they do not agree. */
bool ma_merge_versions(struct ma_str a, struct ma_str b, bool bare_is_caret, struct ma_str *out);

#endif

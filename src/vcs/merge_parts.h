/* The parts of ma_merge(). */
#ifndef MA_VCS_MERGE_PARTS_H
#define MA_VCS_MERGE_PARTS_H

#include "base/limits.h"
#include "vcs/merge.h"
#include "vcs/outline.h"

#define MA_MERGED_MAX (4 * MA_LIMIT_FILE)

/* One attempt at a merge, of texts with LF alone. */
struct ma_joining {
	const struct ma_merge_opts *opts;
	struct ma_arena *arena;
	struct ma_merged *out;
	struct ma_buf at; /* the keys that lead to where it is */
	size_t conflicts_cap, notes_cap;
	ma_rc rc;
	bool one_statement; /* both sides change one: whatever else goes together, they do not */
	const struct ma_str *text; /* of the sides, that conflicts are told of; NULL: they are not known */
	struct ma_line_at {
		size_t at;       /* a byte of that text, */
		uint32_t before; /* and the lines before it */
	} seen[MA_SIDES_N];      /* conflicts come in the order of the text, mostly */
};

void ma_joining_conflict(
	struct ma_joining *j, struct ma_str at, const struct ma_str side[MA_SIDES_N]);
void ma_joining_note(struct ma_joining *j, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* One item of a list, on the sides that have it. */
struct ma_row {
	const struct ma_item *side[MA_SIDES_N];
};

/* Tell of what both sides gave a new name, and each another. O(64 * rows). */
void ma_merge_renames(struct ma_joining *j, const struct ma_row *rows, size_t n);

/*
 * Tell of what both sides put in at one place, of rows in their order, where it means something which is done first: calls that are for everything,
 * paths that meet. `strict`: all but registrations under paths that do not.
 */
void ma_merge_order(struct ma_joining *j, struct ma_row *const *order, size_t n, bool strict);

/* A side's lines with LF for all ends; lives in the arena. */
ma_rc ma_merge_undress(
	const struct ma_lines *lines, struct ma_arena *arena, struct ma_str *out, ma_err *err);

/* Give a merged text the mark and the line ends that become of those of `m`, which has been read. */
ma_rc ma_merge_dress(struct ma_buf *text, const struct ma_merge3 *m, ma_err *err);

/* Merge three outlines into out->text. */
void ma_merge_outlines(struct ma_joining *j, const struct ma_outline *const side[MA_SIDES_N]);

/* Why a merged text does not hold what it must, as static text, or NULL. `exempt`: texts that were decided against. MA_ENOMEM. */
ma_rc ma_merge_check(const struct ma_str side[MA_SIDES_N], struct ma_str merged,
	const struct ma_str *exempt, size_t exempt_n, const char **why_out, ma_err *err);

/* How a text uses the names that it has. */
enum ma_use {
	MA_USE_NONE,  /* it cannot be told */
	MA_USE_WORD,  /* as words */
	MA_USE_SCALAR /* as values, all of them */
};

/* A merge and what it was made of; [MA_SIDES_N]: the merge. */
struct ma_meaning {
	const struct ma_outline *list[MA_SIDES_N + 1];
	struct ma_str text[MA_SIDES_N + 1];
	enum ma_use use;
	bool code;  /* keys begin with a kind */
	bool shell; /* "$name" is the word "name" */
	struct ma_arena *arena;
};

/* Why sides whose texts go together do not: *why_out in the arena, or untouched. MA_ENOMEM. */
ma_rc ma_merge_meaning(const struct ma_meaning *of, const char **why_out, ma_err *err);

/* The same for names that are declared within functions: *why_out in the arena, or untouched. What cannot be parsed is not looked at. MA_ENOMEM. */
ma_rc ma_merge_names(const struct ma_meaning *of, const struct ma_merge_opts *opts,
	const char **why_out, ma_err *err);

/*
 * What neither side had: errors of syntax, and names, keys and members that are there twice. *why_out in the arena or static, or
 * untouched. What cannot be parsed is not looked at. MA_ENOMEM.
 */
ma_rc ma_merge_faults(const struct ma_merge_opts *opts, const struct ma_str side[MA_SIDES_N],
	struct ma_str merged, struct ma_arena *arena, const char **why_out, ma_err *err);

/*
 * Make what both sides change within one statement of code a conflict of `m`, which both of them are then part of. *found_out: there was one.
 * Text that cannot be parsed is left as it is. MA_ENOMEM.
 */
ma_rc ma_merge_statements(struct ma_merge3 *m, const struct ma_merge_opts *opts,
	struct ma_arena *arena, bool *found_out, ma_err *err);

/*
 * Let elements of JSX that both sides put in at one place follow each other, where they are of the same kinds and none is the other's. `text`: what
 * `m` was made of. Text that cannot be parsed is left as it is. MA_ENOMEM.
 */
ma_rc ma_merge_children(struct ma_merge3 *m, const struct ma_str text[MA_SIDES_N],
	const struct ma_merge_opts *opts, ma_err *err);

/*
 * Make one conflict of the lines in which sides whose lines go together do not mean it, by the name at the beginning of `why`. False: its place is not known, or
 * j->rc is set; nothing has been written.
 */
bool ma_merge_place(struct ma_joining *j, const char *why, const struct ma_str text[MA_SIDES_N]);

/* Both sides declare one name in one block of code, each in lines of its own. */
bool ma_merge_declares_twice(const struct ma_merge3 *m, struct ma_str path);

/* The higher one of two items that hold a range of versions, where it meets both; false: they do not agree. */
bool ma_merge_versions(struct ma_str a, struct ma_str b, bool bare_is_caret, struct ma_str *out);

#endif

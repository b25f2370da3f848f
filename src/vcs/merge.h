/*
 * Merging one file that two sides changed: the lines of both (vcs/merge3.h), or what they mean
 * (vcs/outline.h), and the checks that whatever came out has to pass.
 *
 *   one side did not change it, or both alike ── that text, byte for byte
 *   smart: by structure or by lines, whichever the kind of file asks for first;
 *          what does not pass the checks goes on to the other one; then it is a conflict
 *
 * Checks: it can still be read; no key stands twice that did not before; no word that a side added is lost,
 * unless a note tells of it; no marker of a conflict stands in it that was not there.
 */
#ifndef MA_VCS_MERGE_H
#define MA_VCS_MERGE_H

#include "base/buf.h"
#include "vcs/merge3.h"
#include "vcs/syntax.h"

/* X(id, name, what it does) */
#define MA_MERGE_STRATEGIES(X)                                                   \
	X(APPEND, "append", "ours, then the lines that theirs added")            \
	X(REPLACE, "replace", "theirs where it changed the base, else ours")     \
	X(UNION, "union", "by lines; of a conflict both sides")                  \
	X(THREE_WAY, "three-way", "by lines; changes that touch are a conflict") \
	X(SMART, "smart", "by what the file means where its kind is known, and by lines")

enum ma_merge_strategy {
#define X(id, name, about) MA_MERGE_##id,
	MA_MERGE_STRATEGIES(X)
#undef X
};

#define MA_CONFLICTS_MAX 1000 /* that are told one by one */

/* What both sides made of one place. All live in the arena or the texts. */
struct ma_conflict {
	struct ma_str at; /* "line 12", or the keys that lead to it: "scripts/test" */
	struct ma_str side[MA_SIDES_N];
	uint32_t line[MA_SIDES_N]; /* from 1, in each side's text; 0: it has none there, or that is not known */
};

struct ma_merged {
	struct ma_buf text; /* where there is a conflict: ours, or all sides between markers */
	const char *by; /* how it was found: "unchanged", "lines", "json", ...; borrows: static */
	struct ma_conflict *conflicts;
	size_t conflicts_n;   /* that happened, told or not */
	struct ma_str *notes; /* what was decided between the sides without a conflict, as text */
	size_t notes_n;
};

struct ma_merge_opts {
	enum ma_merge_strategy strategy;
	struct ma_str path;            /* its name says what kind of file it is; may be empty */
	bool markers;                  /* write conflicts between markers */
	const char *label[MA_SIDES_N]; /* of the sides, at markers */
	struct ma_syntax *syntax;      /* for code; NULL: code is lines */
};

/* The strategy of this name, or -1. */
int ma_merge_strategy_of(struct ma_str name);

/* A lock file that may be left out until the packages are installed; of the others a build needs the file. */
bool ma_merge_may_drop(struct ma_str path);

/*
 * Merge. Borrows the texts, which must live as long as the arena. Gives *out: ma_merged_done() it. MA_ELIMIT where a text is longer than
 * MA_LIMIT_FILE, MA_EINVALID for text with NUL in it, MA_ENOMEM.
 */
ma_rc ma_merge(const struct ma_str text[MA_SIDES_N], const struct ma_merge_opts *opts,
	struct ma_arena *arena, struct ma_merged *out, ma_err *err);
void ma_merged_done(struct ma_merged *m);

#endif

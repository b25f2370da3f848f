/*
 * Three-way merge of lines (Khanna, Kunal and Pierce, "A Formal Investigation of Diff3", 2007).
 *
 *   base    a b c d e        what both sides changed alike, or one side alone, is merged;
 *   ours    a X c d e        what both changed differently is a conflict, and so are changes that
 *   theirs  a b c d Y        touch, as in git: nobody knows whether they go together
 *
 * Lines are compared without their ends, and each text's usual line end, byte order mark and final
 * newline are merged beside its lines: a side that only went from LF to CRLF changed one thing,
 * not every line.
 */
#ifndef MA_VCS_MERGE3_H
#define MA_VCS_MERGE3_H

#include "base/err.h"
#include "vcs/lines.h"

enum ma_side { MA_BASE, MA_OURS, MA_THEIRS, MA_SIDES_N };

enum ma_chunk_kind {
	MA_CHUNK_SAME,   /* neither side changed it */
	MA_CHUNK_OURS,   /* ours alone changed it */
	MA_CHUNK_THEIRS, /* theirs alone did */
	MA_CHUNK_BOTH,   /* both did, and alike */
	MA_CHUNK_CONFLICT
};

/* `n[s]` lines of side `s` from `at[s]`. */
struct ma_chunk {
	enum ma_chunk_kind kind;
	uint32_t at[MA_SIDES_N], n[MA_SIDES_N];
};

struct ma_merge3 {
	struct ma_lines side[MA_SIDES_N];
	struct ma_chunk *chunks; /* in order; together all lines of all sides */
	size_t chunks_n, conflicts_n;
	uint32_t *number[MA_SIDES_N]; /* of each line; lines that are alike have the same */
	uint32_t *seen; /* by number: the chunk, + 1, in which ours was found to have the line last */
	bool mark, crlf; /* of the merged text */
};

/* How a conflict is written. */
enum ma_conflict_style {
	MA_CONFLICT_MARKERS, /* ours, base and theirs between markers, as git's diff3 style */
	MA_CONFLICT_BOTH     /* ours, then those lines of theirs that ours has not */
};

/* What one side alone changed, or both to the same. */
static inline bool ma_merge_flag(bool base, bool ours, bool theirs)
{
	return ours == base ? theirs : ours;
}

/* The lines alone, and what is merged beside them: no chunks. MA_ENOMEM. */
ma_rc ma_merge3_read(const struct ma_str text[MA_SIDES_N], struct ma_arena *arena,
	struct ma_merge3 *out, ma_err *err);

/* Compare and align. Lives in the arena, borrows the texts. MA_ELIMIT, MA_ENOMEM. */
ma_rc ma_merge3(const struct ma_str text[MA_SIDES_N], struct ma_arena *arena, struct ma_merge3 *out,
	ma_err *err);

/* The merged text; `label` names ours and theirs at markers. */
void ma_merge3_write(const struct ma_merge3 *m, enum ma_conflict_style style,
	const char *const label[MA_SIDES_N], struct ma_buf *out);

/* The lines of one side of a chunk, with their ends. */
void ma_merge3_side(
	const struct ma_merge3 *m, const struct ma_chunk *c, enum ma_side s, struct ma_buf *out);

#endif

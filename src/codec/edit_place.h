/* Where the old lines of a hunk stand in a file. Of edit.c and edit_*.c alone. */
#ifndef MA_CODEC_EDIT_PLACE_H
#define MA_CODEC_EDIT_PLACE_H

#include "codec/edit.h"

#define EDIT_LINES_MAX ((size_t)1 << 20) /* of a file that can be edited */
#define EDIT_STEPS_MAX 50000000 /* lines and characters compared, for all hunks of a file */
#define EDIT_SHOWN_MAX 3        /* places that are told */

/* A line in its parts: indent, body, blanks, end. */
struct edit_line {
	const char *p;
	uint32_t n, indent, body; /* n: without its end */
	uint8_t end;              /* 0, or the bytes of LF or CRLF */
};

enum edit_rung { EDIT_EXACT, EDIT_BLANKS, EDIT_INDENT, EDIT_SPELLING, EDIT_RUNGS_N, EDIT_NEAR };

/* The lines that look the same on one rung, chained by hash in their order; + 1, 0 ends. */
struct edit_index {
	uint32_t *heads, *next, mask;
	uint64_t *hashes;
};

struct edit_file {
	struct ma_arena *arena;
	struct edit_line *lines;
	size_t n;
	struct edit_index index[EDIT_RUNGS_N];
	uint64_t steps;
	bool nomem;
};

/* How the indent of a hunk becomes the file's. */
struct edit_shift {
	enum { SHIFT_NONE, SHIFT_ADD, SHIFT_CUT, SHIFT_TO_TABS, SHIFT_TO_BLANKS } kind;
	struct ma_str prefix; /* to be added or cut */
	size_t width;         /* blanks to a tab */
};

struct edit_place {
	enum { PLACE_FOUND, PLACE_NOT_FOUND, PLACE_AMBIGUOUS, PLACE_TOO_COSTLY } found;
	size_t at; /* the first old line's number, from 0 */
	struct edit_shift shift;
	size_t shown[EDIT_SHOWN_MAX], shown_n; /* where it may have been meant to be */
	size_t count;                          /* how often it is there */
};

/* A file or an old text as lines. False: memory is out, or there are too many. */
bool edit_split(struct ma_arena *arena, struct ma_str text, struct edit_line **out, size_t *n_out);
struct edit_line edit_line_of(struct ma_str line);

struct ma_str edit_body(const struct edit_line *l);
bool edit_is_blank(const struct edit_line *l);

/* Whether two lines are the same on a rung, the indents left aside from EDIT_INDENT on. */
bool edit_same(enum edit_rung rung, const struct edit_line *a, const struct edit_line *b);

/* The lines that look like `line` on a rung: walk `next` from the head. */
const struct edit_index *edit_index_of(struct edit_file *f, enum edit_rung rung);
uint64_t edit_hash(enum edit_rung rung, const struct edit_line *line);

/* The one shift by which the old lines become the file's lines at `at`. False: there is none. */
bool edit_shift_of(const struct edit_file *f, size_t at, const struct edit_line *old, size_t n,
	struct edit_shift *out);

/* A line that comes, with the file's indent. False: it cannot have it. */
bool edit_shift_line(const struct edit_shift *shift, struct ma_str line, struct ma_buf *out);

/* The last rung: nearly. `old` has n lines. */
void edit_place_near(
	struct edit_file *f, const struct edit_line *old, size_t n, struct edit_place *out);

/* Place a hunk that has old lines. */
void edit_place(struct edit_file *f, const struct ma_hunk *h, struct edit_place *out);

/* The line behind which a hunk without old lines is to stand: its last anchor, if that is there once. */
bool edit_place_anchor(struct edit_file *f, const struct ma_hunk *h, size_t *after_out);

#endif

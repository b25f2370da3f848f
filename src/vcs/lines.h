/* A text as lines, without their ends and its byte order mark: what a merge compares. */
#ifndef MA_VCS_LINES_H
#define MA_VCS_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

/* How a line ends. USUAL: as most lines of its text do, which a merge may decide for all of them. */
enum ma_line_end { MA_END_NONE, MA_END_USUAL, MA_END_LF, MA_END_CRLF };

struct ma_lines {
	struct ma_str *v; /* borrow from the text */
	uint8_t *ends;    /* of each, enum ma_line_end */
	uint32_t n;
	bool mark; /* begins with U+FEFF in UTF-8 */
	bool crlf; /* the usual end */
};

/* False: out of memory. Lives in the arena and the text. */
bool ma_lines_split(struct ma_str text, struct ma_arena *arena, struct ma_lines *out);

/*
 * Number the lines of n texts: lines that are alike, whichever text has them, have one number, below *kinds_out. False: out of
 * memory. numbers[0 .. n] live in the arena.
 */
bool ma_lines_number(const struct ma_lines *texts, size_t n, struct ma_arena *arena,
	uint32_t **numbers, uint32_t *kinds_out);

/* Append one line with its end; `crlf` is the usual end there. One without an end gets one where more follows. */
void ma_lines_add(struct ma_buf *out, struct ma_str line, enum ma_line_end end, bool crlf);

#endif

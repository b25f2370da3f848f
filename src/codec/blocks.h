/* Files out of a model's reply: the nonce envelope, and what models write instead. docs/formats/files.md. */
#ifndef MA_CODEC_BLOCKS_H
#define MA_CODEC_BLOCKS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/edit.h"

enum ma_block_op { MA_BLOCK_FILE, MA_BLOCK_EDIT, MA_BLOCK_DELETE, MA_BLOCK_MOVE, MA_BLOCK_TASKS };

struct ma_block {
	enum ma_block_op op;
	struct ma_str path;    /* as written, but for "./" before it; not yet checked */
	struct ma_str to;      /* of MOVE: the new one */
	struct ma_str content; /* of FILE: verbatim bytes; of EDIT: as written; of TASKS: JSON */
	bool adds;             /* of FILE: it says that the file is new, as patches do */
	struct ma_hunk *hunks; /* of EDIT */
	size_t hunks_n;
};

struct ma_block_problem {
	enum ma_block_op op;
	struct ma_str path; /* "" when unknown */
	const char *what;   /* static text: "has no END", "names no path", ... */
};

struct ma_blocks {
	struct ma_block *v;
	size_t n;
	struct ma_block_problem *problems;
	size_t problems_n;
	bool truncated; /* the last block has no END: continue it, never write it */
};

/* "file", "edit", ... Borrows: static. */
const char *ma_block_op_name(enum ma_block_op op);

/*
 * Read a reply. `nonce` is the request's; empty: any. Results borrow from
 * `text` and `arena`. A reply without files is not an error (n is 0). MA_ELIMIT past
 * MA_LIMIT_FILES or MA_LIMIT_FILE, MA_ENOMEM. Linear in the text.
 */
ma_rc ma_blocks_read(struct ma_str text, struct ma_str nonce, struct ma_arena *arena,
	struct ma_blocks *out, ma_err *err);

/* Write one FILE block the way a model should. */
struct ma_buf;
void ma_blocks_write(
	struct ma_buf *out, struct ma_str nonce, struct ma_str path, struct ma_str content);

#endif

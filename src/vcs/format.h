/*
 * The layout of files: by the formatter that is installed for their language, and by what is built in.
 *
 * A formatter's text is taken only where it says the same as before (vcs/format_same.h). A file that replaces another is
 * laid out only where that one already was as the formatter would have it: nobody's file changes from end to end for
 * an edit of a line. What is built in does the ends of lines, blanks before them, the end of the file, and JSON.
 */
#ifndef MA_VCS_FORMAT_H
#define MA_VCS_FORMAT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "vcs/syntax.h"

#define MA_FORMAT_MAX ((size_t)1 << 20) /* bytes; a longer file stays as it is */

struct ma_format_opts {
	struct ma_syntax *syntax; /* NULL: no grammars, and so no formatters */
	const char *path;  /* directories with programs, as in PATH; NULL: what is built in alone */
	const char *avoid; /* nothing beneath this directory is run; NULL: there is none */
	const char *cage;  /* the program that confines them; NULL: none is run */
	int64_t timeout_ms; /* of one formatter for all files; 0: 10 s */
};

struct ma_format_file {
	struct ma_str path;
	struct ma_str before; /* the text that it replaces; empty: none */
	struct ma_str text;   /* in and out: lives in the arena where it was changed */
	const char *by; /* out: the name of a formatter, "built-in", NULL: left as it is; static */
	struct ma_str note; /* out: why a formatter's text was not taken, "" for no reason; in the arena */
};

/* Blocks, for timeout_ms of each formatter at most. A formatter that fails is a note. MA_ENOMEM. */
ma_rc ma_format_files(const struct ma_format_opts *opts, struct ma_format_file *files, size_t n,
	struct ma_arena *arena, ma_err *err);

/* What is built in. *out is `text` itself where nothing changes, else in the arena. MA_ENOMEM. */
ma_rc ma_format_plain(struct ma_syntax *syntax, struct ma_str path, struct ma_str text,
	struct ma_arena *arena, struct ma_str *out, ma_err *err);

/*
 * JSON laid out anew: its order, names, numbers and whatever stands twice as they are. What stood on one line and fits stays on one.
 * False, and nothing of use in *out: it is no JSON (comments are none), or nests deeper than MA_LIMIT_JSON_DEPTH.
 */
bool ma_format_json(struct ma_str text, struct ma_buf *out);

#endif

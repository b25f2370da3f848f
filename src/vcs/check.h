/*
 * What a file must not have that the one it replaces did not: errors of its syntax, and names that are defined twice.
 *
 * By the syntax trees of tree-sitter where a language has a grammar, by our own readers for JSON, YAML and TOML; other
 * files are not looked into. Grammars refuse some text that their language's own tools accept, and so this says "more
 * than before", never "wrong": whoever asks decides what a finding is worth.
 */
#ifndef MA_VCS_CHECK_H
#define MA_VCS_CHECK_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "vcs/definitions.h"
#include "vcs/syntax.h"

#define MA_FINDINGS_MAX 4 /* that are told, of one file */

struct ma_finding {
	size_t line, column; /* from 1; characters. 0: not known */
	struct ma_str what;  /* "\")\" is missing"; in the arena */
};

struct ma_findings {
	struct ma_finding v[MA_FINDINGS_MAX];
	size_t n;     /* told */
	size_t count; /* found */
	struct ma_definitions
		defined; /* of `after`, where it is code without a syntax error; in the arena and the text */
	bool checked; /* there is something here that can read such a file, and it did in time */
};

/* `before`: the text that it replaces; empty: none. `syntax` NULL: no grammars. MA_ENOMEM. */
ma_rc ma_check_file(struct ma_syntax *syntax, struct ma_str path, struct ma_str before,
	struct ma_str after, struct ma_arena *arena, struct ma_findings *out, ma_err *err);

/* The line and column of a byte, both from 1. */
void ma_check_place(struct ma_str text, size_t at, size_t *line_out, size_t *column_out);

#endif

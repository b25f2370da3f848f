/*
 * Syntax trees of what models write, by tree-sitter and a grammar for each language. Both are shared objects in a
 * directory, opened when first needed; where one is missing, the text is lines and no more.
 *
 * tree-sitter takes its memory from malloc() and ends the process where there is none.
 */
#ifndef MA_VCS_SYNTAX_H
#define MA_VCS_SYNTAX_H

#include "base/err.h"
#include "base/str.h"
#include "vcs/tree_sitter.h"

#define MA_SYNTAX_TIME_US 2000000       /* for one text; then it has no tree */
#define MA_SYNTAX_MAX ((size_t)4 << 20) /* bytes; a longer text has none */

struct ma_language; /* of a grammar: its name, which files are of it */

struct ma_syntax;

/* `dir` holds tree-sitter.so and the grammars; NULL: there are none. Used by one thread at a time. Gives *out: ma_syntax_free() it. */
ma_rc ma_syntax_new(const char *dir, struct ma_syntax **out, ma_err *err);
void ma_syntax_free(struct ma_syntax *s); /* accepts NULL */

/* From now on all texts together are parsed in this time, and those that come later have no tree; 0: no bound but that of each. */
void ma_syntax_allow(struct ma_syntax *s, uint64_t us);

/* The language of a file, by its name; NULL: none. Borrows: static. */
const struct ma_language *ma_syntax_language(struct ma_str path);
/* The same; where the name has no extension, by the program in the first line: "#!/bin/sh". */
const struct ma_language *ma_syntax_language_of(struct ma_str path, struct ma_str text);
/* All of them, from 0; NULL behind the last. */
const struct ma_language *ma_syntax_language_at(size_t i);
const char *ma_language_name(const struct ma_language *language);

struct ma_syntax_tree {
	const struct ma_tree_sitter *ts; /* lives as long as the ma_syntax */
	TSTree *tree;
};

/*
 * Parse a text. MA_EUNAVAILABLE: the grammar, or tree-sitter, is not there. MA_ELIMIT: too long, or it took too
 * long. Gives *out, which borrows the text: ma_syntax_tree_done() it.
 */
ma_rc ma_syntax_parse(struct ma_syntax *s, const struct ma_language *language, struct ma_str text,
	struct ma_syntax_tree *out, ma_err *err);
void ma_syntax_tree_done(struct ma_syntax_tree *tree);

struct ma_syntax_text {
	struct ma_str path, text;
};

/*
 * Parse what is code of these texts by several threads, so that ma_syntax_parse() has the tree when it is asked for it. The texts stay where and
 * as they are until it is called again: with none, for nothing. What cannot be parsed ahead is parsed as if it had not been named.
 */
void ma_syntax_ahead(struct ma_syntax *s, const struct ma_syntax_text *texts, size_t n);

/* The child of a node in a field, null where there is none. `name` is static, or part of what is: it is known again by its place. */
TSNode ma_syntax_field(const struct ma_tree_sitter *ts, TSNode node, struct ma_str name);

/* How many places of a tree are wrong: what fits no rule, and what is missing. */
size_t ma_syntax_errors(const struct ma_syntax_tree *tree);

#endif

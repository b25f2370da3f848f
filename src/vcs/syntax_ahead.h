/* Texts that are parsed by several threads before their trees are asked for. Of syntax.c alone. */
#ifndef MA_VCS_SYNTAX_AHEAD_H
#define MA_VCS_SYNTAX_AHEAD_H

#include "base/str.h"
#include "vcs/syntax.h"

struct ma_ahead_text {
	const struct ma_language *language;
	const TSLanguage *grammar;
	struct ma_str text; /* borrowed */
	TSTree *tree;       /* NULL: not parsed, or not in time */
};

struct ma_ahead {
	struct ma_ahead_text *v; /* owned; NULL: none */
	size_t n;
};

/* All of them in `us` microseconds, and no text longer than MA_SYNTAX_TIME_US. */
void ma_ahead_parse(const struct ma_ahead *a, const struct ma_tree_sitter *ts, uint64_t us);

/* The tree of a text, by where it lies; NULL: it is none of these. Borrows. */
const TSTree *ma_ahead_find(
	const struct ma_ahead *a, const struct ma_language *language, struct ma_str text);

void ma_ahead_done(struct ma_ahead *a, const struct ma_tree_sitter *ts);

#endif

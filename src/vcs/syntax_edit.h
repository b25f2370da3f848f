/* A syntax tree is told how its text has changed, so that the next one is parsed where it differs. */
#ifndef MA_VCS_SYNTAX_EDIT_H
#define MA_VCS_SYNTAX_EDIT_H

#include "base/str.h"
#include "vcs/tree_sitter.h"

/* Edit the tree of `from` for `to`. False: they share too little, or memory is out; the tree is as it was. */
bool ma_syntax_edit(
	const struct ma_tree_sitter *ts, TSTree *tree, struct ma_str from, struct ma_str to);

#endif

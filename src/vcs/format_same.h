/*
 * Whether two texts of code differ in their layout alone: the same tree, with the same tokens in it.
 *
 * Both trees are written down as their named nodes, nested, with the text of every token, and must be equal. Left out are
 * only: blanks; commas before a closing bracket (of arrays with holes none); in JavaScript and TypeScript the semicolons
 * at ends of statements and members, parentheses around an expression that is neither called nor a member's owner, and those around the one plain
 * parameter of an arrow function; in Go what ends a statement, and the order of imports; in Python semicolons, backslashes at ends of
 * lines, parentheses as in JavaScript and around the names of an import. Alike count quotes of strings (with
 * the escape that goes with them) and case of numbers in JavaScript, TypeScript and Python, prefixes of strings in Python, and blanks in comments,
 * docstrings and, as JSX has it, at line ends of its text. Everything else is a difference, whatever it means.
 */
#ifndef MA_VCS_FORMAT_SAME_H
#define MA_VCS_FORMAT_SAME_H

#include "base/arena.h"
#include "base/err.h"
#include "vcs/syntax.h"

/*
 * False also where `after` has errors that `before` has not. They cannot be compared: MA_EUNAVAILABLE without the grammar, MA_ELIMIT where
 * one is too long, too deep or takes too long. MA_ENOMEM.
 */
ma_rc ma_format_same(struct ma_syntax *syntax, const struct ma_language *language,
	struct ma_str before, struct ma_str after, bool *same_out, ma_err *err);

#endif

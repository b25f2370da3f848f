/* A group of tests with the grammars of tree-sitter, where they are. */
#ifndef MA_TESTS_SYNTAX_H
#define MA_TESTS_SYNTAX_H

#include "support/grammars.h"
#include "vcs/syntax.h"

static struct ma_syntax *syntax; /* NULL: there are no grammars */

static inline int syntax_begin(void **state)
{
	ma_err err = { .code = MA_OK };

	(void)grammars_find(state); /* it fails by itself */
	return grammars_are_there() ? (int)ma_syntax_new(grammars, &syntax, &err) : 0;
}

static inline int syntax_end(void **state)
{
	(void)state;
	ma_syntax_free(syntax);
	return 0;
}

#endif

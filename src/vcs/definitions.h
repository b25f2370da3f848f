/*
 * What a text of code defines: names that its language allows once in one place. Read from the syntax tree at the top
 * of a file and in classes, blocks of methods, modules and the arms of #if, each a scope of its own; bodies of
 * functions are not looked into.
 *
 * Two definitions are of one name where scope, namespace, name and, in languages that overload, the types of the
 * parameters are the same. What a language lets stand together (interfaces of one name, a class and its interface,
 * declarations without a body, @overload, a getter and its setter, code for another cfg) is no definition, or is told
 * apart by its kind.
 */
#ifndef MA_VCS_DEFINITIONS_H
#define MA_VCS_DEFINITIONS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "vcs/syntax.h"

#define MA_DEFINITIONS_DEPTH 16 /* scopes in scopes; what is deeper is not looked at */

struct ma_definition {
	struct ma_str key;  /* scope, namespace, name and parameters */
	struct ma_str name; /* as it is shown: "area(int)" */
	size_t at;          /* byte of the text */
	char kind;          /* see ma_definitions_clash() */
};

struct ma_definitions {
	struct ma_definition *v; /* in the order of the text */
	size_t n, cap;
};

/* Lives in the arena and the text. MA_EUNAVAILABLE: nothing is known of this language. MA_ENOMEM. */
ma_rc ma_definitions_read(const struct ma_syntax_tree *tree, const struct ma_language *language,
	struct ma_str text, struct ma_arena *arena, struct ma_definitions *out, ma_err *err);

/* Two of one key may not stand together. */
bool ma_definitions_clash(const struct ma_definition *a, const struct ma_definition *b);

#endif

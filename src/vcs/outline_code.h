/* Which nodes of a language's syntax trees are items of an outline. Data; read by outline_code.c. */
#ifndef MA_VCS_OUTLINE_CODE_H
#define MA_VCS_OUTLINE_CODE_H

#include "vcs/outline.h"

/*
 * An item has the key "<kind> <name>". Where a language has several namespaces (a type and a value of one
 * name), their kinds differ.
 *
 *   name   "field"         the text of a field of the node
 *          "type.field"    of a field of its first child of that type
 *          "a+b"           of several, one after the other
 *          "field*"        of the innermost node that the field leads to, again and again
 *          ""              all of its text
 *          NULL            no name: all of that kind are numbered
 *   wraps  the field of the node that is the item in truth: "export" around a declaration
 *   list   where its items are: "type/type" leads there, "a|b" are two ways; "." is the node itself
 */
struct ma_code_rule {
	const char *type, *kind, *name, *wraps, *list, *separator;
};

struct ma_code_rules {
	const char *language;
	const struct ma_code_rule *v;
	size_t n;
	const char *const *leads; /* nodes that belong to the item that follows; NULL ends */
};

/*
 * The JSX in a node of `text`, whose own text is `whole`: *out is the list of its elements, untouched where there is none.
 * False: out of memory.
 */
bool ma_outline_jsx(const struct ma_tree_sitter *ts, TSNode node, struct ma_str text,
	struct ma_str whole, struct ma_arena *arena, struct ma_outline **out);

/* NULL: none for this language. Borrows: static. */
const struct ma_code_rules *ma_code_rules_of(const char *language);

#endif

/* Which nodes of a language's syntax trees define a name. Data; read by definitions.c. */
#ifndef MA_VCS_DEFINITIONS_RULES_H
#define MA_VCS_DEFINITIONS_RULES_H

#include <stddef.h>

enum ma_defines {
	MA_DEFINES_NAME,   /* the node defines a name */
	MA_DEFINES_WITHIN, /* what is inside of it defines names, as if it stood there */
	MA_DEFINES_SCOPE   /* it defines none; what is inside of it is a scope */
};

/* When a node is a definition at all. */
enum ma_defines_if {
	MA_IF_ALWAYS,
	MA_IF_BODY,      /* it has a field "body" */
	MA_IF_PLAIN,     /* its name is one identifier, no pattern */
	MA_IF_VALUE,     /* it is imported for its value, not as a type */
	MA_IF_IMPORTED,  /* it stands in an import */
	MA_IF_DECORATED, /* its decorators allow it once (Python) */
	MA_IF_ANY_NAME   /* not "_", nor "init" (Go) */
};

/*
 *   name    "field", or several of which the first that is there counts: "alias|name"; "field*": the innermost node
 *           that the field leads to; ".type": each child of that type
 *   within  NAME, SCOPE: the field with the scope's items. WITHIN: the field to go on in; NULL: all of the node
 *   space   namespaces that the name is in, one letter each, before it in the key
 *   kind    what it is: ma_definitions_clash()
 *   with    a field that belongs to the key: a receiver, before the name; or NULL
 *   params  the field of the parameters, whose types belong to the key; or NULL
 */
struct ma_definition_rule {
	const char *type;
	enum ma_defines does;
	const char *name, *within, *space;
	char kind;
	enum ma_defines_if only;
	const char *with, *params;
};

struct ma_definition_rules {
	const char *language;
	const struct ma_definition_rule *v;
	size_t n;
};

/* NULL: none for this language. Borrows: static. */
const struct ma_definition_rules *ma_definition_rules_of(const char *language);

#endif

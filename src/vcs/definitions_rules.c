/* The rules of each language. Types and fields are those of the grammars that scripts/grammars.sha512 pins. */
#include "vcs/definitions_rules.h"

#include <string.h>

#include "base/err.h"

#define WITHIN(type_, field)                                              \
	{                                                                 \
		.type = type_, .does = MA_DEFINES_WITHIN, .within = field \
	}
#define SCOPE(type_, field)                                              \
	{                                                                \
		.type = type_, .does = MA_DEFINES_SCOPE, .within = field \
	}
#define NAME(type_, name_, space_, kind_, ...)                                          \
	{                                                                               \
		.type = type_, .does = MA_DEFINES_NAME, .name = name_, .space = space_, \
		.kind = kind_, __VA_ARGS__                                              \
	}

/* JavaScript and TypeScript. Declarations without a body are signatures or ambient, and may be many. */
static const struct ma_definition_rule ecma[] = {
	WITHIN("export_statement", "declaration"),
	WITHIN("ambient_declaration", NULL),
	WITHIN("lexical_declaration", NULL),
	{ .type = "import_statement", .does = MA_DEFINES_WITHIN, .only = MA_IF_VALUE },
	WITHIN("import_clause", NULL),
	WITHIN("named_imports", NULL),
	NAME("import_specifier", "alias|name", "v", 'v', .only = MA_IF_VALUE),
	NAME("namespace_import", ".identifier", "v", 'v', .only = MA_IF_VALUE),
	NAME("identifier", "", "v", 'v', .only = MA_IF_IMPORTED),
	NAME("variable_declarator", "name", "v", 'v', .only = MA_IF_PLAIN),
	NAME("function_declaration", "name", "v", 'v'),
	NAME("generator_function_declaration", "name", "v", 'v'),
	NAME("class_declaration", "name", "vt", 'c', .within = "body"),
	NAME("abstract_class_declaration", "name", "vt", 'c', .within = "body"),
	NAME("interface_declaration", "name", "t", 'i'),
	NAME("type_alias_declaration", "name", "t", 'v'),
	NAME("enum_declaration", "name", "v", 'e'),
	SCOPE("internal_module", "body"),
	NAME("method_definition", "name", "m", 'v'),
	NAME("field_definition", "property", "m", 'v'),
	NAME("public_field_definition", "name", "m", 'v'),
};

static const struct ma_definition_rule python[] = {
	WITHIN("decorated_definition", "definition"),
	NAME("function_definition", "name", "v", 'v', .only = MA_IF_DECORATED),
	NAME("class_definition", "name", "v", 'v', .within = "body", .only = MA_IF_DECORATED),
};

static const struct ma_definition_rule go[] = {
	WITHIN("type_declaration", NULL),
	WITHIN("const_declaration", NULL),
	WITHIN("var_declaration", NULL),
	WITHIN("var_spec_list", NULL),
	NAME("function_declaration", "name", "v", 'v', .only = MA_IF_ANY_NAME),
	NAME("method_declaration", "name", "m", 'v', .with = "receiver", .only = MA_IF_ANY_NAME),
	NAME("type_spec", "name", "v", 'v', .only = MA_IF_ANY_NAME),
	NAME("type_alias", "name", "v", 'v', .only = MA_IF_ANY_NAME),
	NAME("const_spec", ".identifier", "v", 'v', .only = MA_IF_ANY_NAME),
	NAME("var_spec", ".identifier", "v", 'v', .only = MA_IF_ANY_NAME),
};

/* One block of an impl is a scope: others of the same type may have other bounds. */
static const struct ma_definition_rule rust[] = {
	NAME("function_item", "name", "v", 'v'),
	NAME("function_signature_item", "name", "v", 'v'),
	NAME("struct_item", "name", "t", 'v'),
	NAME("enum_item", "name", "t", 'v'),
	NAME("union_item", "name", "t", 'v'),
	NAME("type_item", "name", "t", 'v'),
	NAME("trait_item", "name", "t", 'v', .within = "body"),
	NAME("mod_item", "name", "t", 'v', .within = "body"),
	NAME("const_item", "name", "v", 'v', .only = MA_IF_ANY_NAME),
	NAME("static_item", "name", "v", 'v'),
	SCOPE("impl_item", "body"),
};

static const struct ma_definition_rule c[] = {
	SCOPE("preproc_ifdef", NULL),
	SCOPE("preproc_if", NULL),
	SCOPE("preproc_else", NULL),
	SCOPE("preproc_elif", NULL),
	SCOPE("preproc_elifdef", NULL),
	WITHIN("linkage_specification", "body"),
	WITHIN("declaration_list", NULL),
	WITHIN("declaration", NULL),
	WITHIN("type_definition", "type"),
	NAME("function_definition", "declarator*", "v", 'v', .only = MA_IF_PLAIN),
	NAME("init_declarator", "declarator*", "v", 'v', .only = MA_IF_PLAIN),
	NAME("struct_specifier", "name", "t", 'v', .only = MA_IF_BODY),
	NAME("union_specifier", "name", "t", 'v', .only = MA_IF_BODY),
	NAME("enum_specifier", "name", "t", 'v', .only = MA_IF_BODY),
};

static const struct ma_definition_rule java[] = {
	NAME("class_declaration", "name", "t", 'v', .within = "body"),
	NAME("interface_declaration", "name", "t", 'v', .within = "body"),
	NAME("enum_declaration", "name", "t", 'v', .within = "body"),
	NAME("record_declaration", "name", "t", 'v', .within = "body"),
	NAME("annotation_type_declaration", "name", "t", 'v', .within = "body"),
	WITHIN("enum_body_declarations", NULL),
	WITHIN("field_declaration", NULL),
	NAME("enum_constant", "name", "v", 'v'),
	NAME("variable_declarator", "name", "v", 'v', .only = MA_IF_PLAIN),
	NAME("method_declaration", "name", "m", 'v', .params = "parameters"),
	NAME("constructor_declaration", "name", "m", 'v', .params = "parameters"),
};

#define ROW(language, rules)                     \
	{                                        \
		language, rules, MA_COUNT(rules) \
	}

static const struct ma_definition_rules languages[] = {
	ROW("javascript", ecma), ROW("typescript", ecma), ROW("tsx", ecma), ROW("python", python),
	ROW("go", go), ROW("rust", rust), ROW("c", c), ROW("java", java),
	{ "bash", NULL,
		0 }, /* of two functions of one name the last one counts, and that may be meant */
};

const struct ma_definition_rules *ma_definition_rules_of(const char *language)
{
	size_t i;

	for (i = 0; i < MA_COUNT(languages); i++)
		if (strcmp(languages[i].language, language) == 0)
			return &languages[i];
	return NULL;
}

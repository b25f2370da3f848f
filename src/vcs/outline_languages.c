/* The rules of each language. Types and fields are those of the grammars that scripts/grammars.sha512 pins. */
#include "vcs/outline_code.h"

#include <string.h>

#include "base/err.h"

#define LEAF(type, kind, name)                   \
	{                                        \
		type, kind, name, NULL, NULL, "" \
	}
#define LIST(type, kind, name, list, separator)         \
	{                                               \
		type, kind, name, NULL, list, separator \
	}
#define WRAP(type, field)                         \
	{                                         \
		type, NULL, NULL, field, NULL, "" \
	}

/* JavaScript and TypeScript: types have a namespace of their own. */
static const struct ma_code_rule ecma[] = {
	LIST("import_statement", "import", "source", "import_clause/named_imports", ","),
	WRAP("export_statement", "declaration"),
	LIST("export_statement", "export", "source", "export_clause", ","),
	WRAP("ambient_declaration", "declaration"),
	LEAF("function_declaration", "value", "name"),
	LEAF("generator_function_declaration", "value", "name"),
	LEAF("function_signature", "value", "name"),
	LIST("class_declaration", "value", "name", "class_body", ""),
	LIST("abstract_class_declaration", "value", "name", "class_body", ""),
	LIST("interface_declaration", "type", "name", "interface_body", ""),
	LIST("enum_declaration", "value", "name", "enum_body", ","),
	LIST("internal_module", "value", "name", "statement_block", ""),
	LEAF("type_alias_declaration", "type", "name"),
	LIST("lexical_declaration", "value", "variable_declarator.name",
		"variable_declarator/object", ","),
	LIST("variable_declaration", "value", "variable_declarator.name",
		"variable_declarator/object", ","),
	LEAF("method_definition", "member", "name"),
	LEAF("method_signature", "member", "name"),
	LEAF("abstract_method_signature", "member", "name"),
	LEAF("field_definition", "member", "property"),
	LEAF("public_field_definition", "member", "name"),
	LEAF("property_signature", "member", "name"),
	LEAF("pair", "member", "key"),
	LEAF("shorthand_property_identifier", "member", ""),
	LEAF("spread_element", "spread", ""),
	LEAF("enum_assignment", "member", "name"),
	LEAF("property_identifier", "member", ""),
	LEAF("import_specifier", "name", "name"),
	LEAF("export_specifier", "name", "name"),
};

static const struct ma_code_rule python[] = {
	LEAF("import_statement", "import", ""),
	LIST("import_from_statement", "from", "module_name", ".name", ","),
	LEAF("future_import_statement", "import", ""),
	WRAP("decorated_definition", "definition"),
	LEAF("function_definition", "value", "name"),
	LIST("class_definition", "value", "name", "block", ""),
	LEAF("expression_statement", "value", "assignment.left"),
	LEAF("if_statement", "if", "condition"),
	LEAF("dotted_name", "name", ""),
	LEAF("aliased_import", "name", "name"),
};

static const struct ma_code_rule go[] = {
	LEAF("package_clause", "package", NULL),
	LIST("import_declaration", "import", NULL, "import_spec_list", ""),
	LEAF("import_spec", "name", ""),
	LEAF("function_declaration", "value", "name"),
	LEAF("method_declaration", "method", "receiver+name"),
	LIST("type_declaration", "value", "type_spec.name",
		"type_spec/struct_type/field_declaration_list|type_spec/interface_type", ""),
	LEAF("method_elem", "member", "name"),
	LEAF("type_elem", "embedded", NULL),
	LEAF("const_declaration", "value", "const_spec.name"),
	LEAF("var_declaration", "value", "var_spec.name"),
	LEAF("field_declaration", "member", "name"),
};

static const struct ma_code_rule rust[] = {
	LEAF("use_declaration", "use", ""),
	LEAF("function_item", "value", "name"),
	LIST("struct_item", "type", "name", "field_declaration_list", ","),
	LIST("enum_item", "type", "name", "enum_variant_list", ","),
	LIST("impl_item", "impl", "trait+type", "declaration_list", ""),
	LIST("trait_item", "type", "name", "declaration_list", ""),
	LIST("mod_item", "mod", "name", "declaration_list", ""),
	LEAF("const_item", "value", "name"),
	LEAF("static_item", "value", "name"),
	LEAF("type_item", "type", "name"),
	LEAF("macro_definition", "macro", "name"),
	LEAF("function_signature_item", "value", "name"),
	LEAF("field_declaration", "member", "name"),
	LEAF("enum_variant", "member", "name"),
};

static const struct ma_code_rule c[] = {
	LEAF("preproc_include", "include", "path"),
	LEAF("preproc_def", "define", "name"),
	LEAF("preproc_function_def", "define", "name"),
	LIST("preproc_ifdef", "ifdef", "name", ".", ""),
	LEAF("function_definition", "value", "declarator*"),
	LEAF("declaration", "declared", "declarator*"),
	LIST("type_definition", "type", "declarator*", "struct_specifier/field_declaration_list",
		""),
	LIST("struct_specifier", "tag", "name", "field_declaration_list", ""),
	LEAF("field_declaration", "member", "declarator*"),
	LEAF("union_specifier", "tag", "name"),
	LEAF("enum_specifier", "tag", "name"),
};

static const struct ma_code_rule java[] = {
	LEAF("package_declaration", "package", NULL),
	LEAF("import_declaration", "import", ""),
	LIST("class_declaration", "type", "name", "class_body", ""),
	LIST("interface_declaration", "type", "name", "interface_body", ""),
	LIST("enum_declaration", "type", "name", "enum_body", ","),
	LEAF("enum_constant", "member", "name"),
	LEAF("record_declaration", "type", "name"),
	LEAF("method_declaration", "method", "name+parameters"),
	LEAF("constructor_declaration", "method", "name+parameters"),
	LEAF("field_declaration", "member", "variable_declarator.name"),
};

/* Whatever is no function and no variable is done where it stands, and one is not to be told from another. */
static const struct ma_code_rule bash[] = {
	LEAF("function_definition", "value", "name"),
	LEAF("variable_assignment", "value", "name"),
	LEAF("declaration_command", "declared", "variable_assignment.name"),
	LEAF("command", "command_statement", ""),
	LEAF("redirected_statement", "command_statement", ""),
	LEAF("pipeline", "command_statement", ""),
	LEAF("list", "command_statement", ""),
	LEAF("negated_command", "command_statement", ""),
	LEAF("test_command", "command_statement", ""),
	LEAF("unset_command", "command_statement", ""),
	LEAF("subshell", "command_statement", ""),
	LEAF("compound_statement", "command_statement", ""),
};

static const char *const decorators[] = { "decorator", NULL };
static const char *const attributes[] = { "attribute_item", NULL };
static const char *const none[] = { NULL };

#define ROW(language, rules, leads)                     \
	{                                               \
		language, rules, MA_COUNT(rules), leads \
	}

static const struct ma_code_rules languages[] = {
	ROW("javascript", ecma, decorators),
	ROW("typescript", ecma, decorators),
	ROW("tsx", ecma, decorators),
	ROW("python", python, none),
	ROW("go", go, none),
	ROW("rust", rust, attributes),
	ROW("c", c, none),
	ROW("java", java, none),
	ROW("bash", bash, none),
};

const struct ma_code_rules *ma_code_rules_of(const char *language)
{
	size_t i;

	for (i = 0; i < MA_COUNT(languages); i++)
		if (strcmp(languages[i].language, language) == 0)
			return &languages[i];
	return NULL;
}

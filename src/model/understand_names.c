/* Names that TypeScript, SQL or the project's own code would trip over. */
#include "base/limits.h"
#include "model/understand_parts.h"

/* Types of TypeScript's and the generated code's own, as entities. */
static const char *const types[][2] = {
	{ "Array", "ArrayItem" },
	{ "Boolean", "BooleanItem" },
	{ "Date", "DateItem" },
	{ "Error", "ErrorReport" },
	{ "Function", "FunctionItem" },
	{ "Json", "JsonItem" },
	{ "Map", "MapItem" },
	{ "Math", "MathItem" },
	{ "Number", "NumberItem" },
	{ "Object", "ObjectItem" },
	{ "Promise", "PromiseItem" },
	{ "Proxy", "ProxyItem" },
	{ "Set", "SetItem" },
	{ "String", "StringItem" },
	{ "Symbol", "SymbolItem" },
	{ "Sqlite", "SqliteItem" },
	{ "Migration", "MigrationItem" },
	{ "AuthSession", "AuthSessionItem" },
	{ "Constructor", "ConstructorItem" },
	{ "Prototype", "PrototypeItem" },
};

/* Field names, in camel case: key words of the languages, and members that every object has. */
static const char *const fields[][2] = {
	{ "default", "defaultValue" },
	{ "new", "isNew" },
	{ "delete", "deleteFlag" },
	{ "function", "functionName" },
	{ "return", "returnValue" },
	{ "case", "caseName" },
	{ "switch", "switchName" },
	{ "import", "importName" },
	{ "export", "exportName" },
	{ "package", "packageName" },
	{ "public", "isPublic" },
	{ "private", "isPrivate" },
	{ "protected", "isProtected" },
	{ "static", "isStatic" },
	{ "enum", "enumName" },
	{ "interface", "interfaceName" },
	{ "extends", "extendsName" },
	{ "super", "superName" },
	{ "this", "thisName" },
	{ "null", "nullValue" },
	{ "true", "trueValue" },
	{ "false", "falseValue" },
	{ "void", "isVoid" },
	{ "var", "variable" },
	{ "let", "letValue" },
	{ "const", "constant" },
	{ "yield", "yieldValue" },
	{ "await", "awaitValue" },
	{ "async", "isAsync" },
	{ "in", "inValue" },
	{ "for", "forWhom" },
	{ "while", "whileValue" },
	{ "do", "doValue" },
	{ "if", "ifValue" },
	{ "else", "elseValue" },
	{ "try", "tryValue" },
	{ "catch", "catchValue" },
	{ "finally", "finallyValue" },
	{ "throw", "throwValue" },
	{ "typeof", "typeOf" },
	{ "instanceof", "instanceOf" },
	{ "with", "withWhom" },
	{ "break", "breakValue" },
	{ "continue", "continueValue" },
	{ "debugger", "debuggerName" },
	{ "implements", "implementsName" },
	{ "constructor", "constructorName" },
	{ "prototype", "prototypeName" },
	{ "toString", "toStringValue" },
	{ "valueOf", "valueOfValue" },
	{ "hasOwnProperty", "hasProperty" },
	{ "arguments", "argumentList" },
	{ "eval", "evaluation" },
	{ "rowid", "rowNumber" },
	{ "oid", "objectNumber" },
	{ "user", "userName" },
	{ "undefined", "undefinedValue" },
};

static const char *const parameters[][2] = {
	{ "q", "qValue" },
	{ "sort", "sortValue" },
	{ "page", "pageValue" },
	{ "pageSize", "pageSizeValue" },
};

static struct ma_str replacement(struct ma_str name, const char *const (*rows)[2], size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ma_str_eq_nocase(name, ma_str(rows[i][0])))
			return ma_str(rows[i][1]);
	return name;
}

bool ma_understand_is_parameter(struct ma_str type, struct ma_str name)
{
	size_t i;

	if (!ma_str_is(type, "enum") && !ma_str_is(type, "boolean"))
		return false;
	for (i = 0; i < MA_COUNT(parameters) && !ma_str_is(name, parameters[i][0]);)
		i++;
	return i < MA_COUNT(parameters);
}

/* "class" of a boat is its "boatClass". */
static struct ma_str field_name(
	struct ma_spec *spec, const struct ma_spec_entity *e, const struct ma_spec_field *f)
{
	struct ma_buf words = MA_BUF_INIT(MA_KIB);
	struct ma_str name = f->name;

	if (ma_understand_is_parameter(ma_str(ma_field_type_name(f->type)), name))
		name = replacement(name, parameters, MA_COUNT(parameters));
	if (!ma_str_is(name, "class"))
		return replacement(name, fields, MA_COUNT(fields));
	ma_buf_addv(&words, e->name);
	ma_buf_adds(&words, "Class");
	if (words.rc)
		spec->rc = words.rc;
	else
		name = ma_spec_name(spec, ma_buf_str(&words), MA_CASE_CAMEL, false);
	ma_buf_done(&words);
	return name;
}

static void rename_references(struct ma_spec *spec, struct ma_str from, struct ma_str to)
{
	struct ma_spec_entity *e;
	struct ma_spec_field *f;
	struct ma_spec_link *link;

	for (e = spec->entities; e; e = e->next)
		for (f = e->fields; f; f = f->next)
			if (f->type == MA_FIELD_REF && ma_str_eq(f->to, from))
				f->to = to;
	for (link = spec->links; link; link = link->next) {
		if (ma_str_eq_nocase(link->from, from))
			link->from = to;
		if (ma_str_eq_nocase(link->to, from))
			link->to = to;
	}
}

static void fix_fields(struct ma_spec *spec, struct ma_spec_entity *e)
{
	struct ma_spec_field *f, *next;
	struct ma_str name;

	for (f = e->fields; f; f = next) {
		next = f->next;
		if (f->type == MA_FIELD_REF)
			continue; /* becomes "classId" */
		name = field_name(spec, e, f);
		if (name.p == f->name.p)
			continue;
		if (ma_spec_find_field(e, name))
			ma_spec_remove_field(e, f);
		else
			ma_spec_warn(spec,
				"field \"" MA_STR_FMT "\" of " MA_STR_FMT " is called " MA_STR_FMT,
				MA_STR_ARG(f->name), MA_STR_ARG(e->name), MA_STR_ARG(name));
		f->name = name;
	}
}

/* "ExerciseSet" of a set that is of an exercise, else what the table has. */
static struct ma_str type_name(struct ma_spec *spec, const struct ma_spec_entity *e)
{
	struct ma_str name = replacement(e->name, types, MA_COUNT(types));
	const struct ma_spec_field *f;
	struct ma_buf whole = MA_BUF_INIT(MA_SPEC_NAME * 2);

	for (f = e->fields; f && f->type != MA_FIELD_REF;)
		f = f->next;
	if (name.p == e->name.p || !f || ma_str_eq(f->to, e->name))
		return name;
	ma_buf_addf(&whole, MA_STR_FMT MA_STR_FMT, MA_STR_ARG(f->to), MA_STR_ARG(e->name));
	name = ma_spec_name(spec, ma_buf_str(&whole), MA_CASE_PASCAL, false);
	ma_buf_done(&whole);
	return name;
}

void ma_spec_fix_names(struct ma_spec *spec)
{
	struct ma_spec_entity *e;
	struct ma_str name;

	for (e = spec->entities; e && !spec->rc; e = e->next) {
		fix_fields(spec, e);
		name = type_name(spec, e);
		if (name.p == e->name.p || ma_spec_find(spec, name))
			continue;
		rename_references(spec, e->name, name);
		e->name = name;
	}
}

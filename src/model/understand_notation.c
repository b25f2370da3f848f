/* The table of notations, and what their readers share: marks, fields, types. */
#include "model/understand_members.h"

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static void skip_blanks(struct ma_notation_reader *m)
{
	ptrdiff_t end;

	while (m->rest.n > 0) {
		if (m->rest.p[0] == ' ' || m->rest.p[0] == '\t' || m->rest.p[0] == '\r') {
			m->rest = ma_str_from(m->rest, 1);
		} else if (ma_str_starts(m->rest, m->sql ? "--" : "//")) {
			end = ma_str_find(m->rest, MA_STR("\n"));
			m->rest = ma_str_from(m->rest, end < 0 ? m->rest.n : (size_t)end);
		} else if (ma_str_starts(m->rest, "/*")) {
			end = ma_str_find(m->rest, MA_STR("*/"));
			m->rest = ma_str_from(m->rest, end < 0 ? m->rest.n : (size_t)end + 2);
		} else {
			break;
		}
	}
}

static struct ma_mark take(struct ma_notation_reader *m, enum ma_mark_kind kind, size_t n)
{
	struct ma_mark mark = { .kind = kind, .text = ma_str_n(m->rest.p, n) };

	m->rest = ma_str_from(m->rest, n);
	return mark;
}

/* Up to the closing quote, or to the end of the line where there is none. */
static struct ma_mark take_quoted(struct ma_notation_reader *m, char close)
{
	size_t n = 1;
	struct ma_mark mark = { .kind = MA_MARK_TEXT };

	while (n < m->rest.n && m->rest.p[n] != close && m->rest.p[n] != '\n')
		n += !m->sql && m->rest.p[n] == '\\' && n + 1 < m->rest.n ? 2 : 1;
	if (n > m->rest.n)
		n = m->rest.n;
	mark.text = ma_str_n(m->rest.p + 1, n - 1);
	m->rest = ma_str_from(m->rest, n < m->rest.n && m->rest.p[n] == close ? n + 1 : n);
	if (m->sql && close != '\'')
		mark.kind = MA_MARK_WORD;
	return mark;
}

/* As one mark: whoever looks ahead from each of a thousand would be slow. */
static struct ma_mark take_lines(struct ma_notation_reader *m)
{
	struct ma_mark mark = take(m, MA_MARK_LINE, 1);

	for (skip_blanks(m); m->rest.n > 0 && m->rest.p[0] == '\n'; skip_blanks(m)) {
		m->rest = ma_str_from(m->rest, 1);
		mark.empty = true;
	}
	return mark;
}

struct ma_mark ma_notation_next(struct ma_notation_reader *m)
{
	size_t n = 0;
	char c;

	skip_blanks(m);
	if (m->rest.n == 0)
		return (struct ma_mark){ .kind = MA_MARK_END };
	c = m->rest.p[0];
	if (c == '\n')
		return take_lines(m);
	if (c == '\'' || c == '"' || c == '`')
		return take_quoted(m, c);
	if (m->sql && c == '[')
		return take_quoted(m, ']');
	while (n < m->rest.n && is_name(m->rest.p[n]))
		n++;
	return n > 0 ? take(m, MA_MARK_WORD, n) : take(m, MA_MARK_PUNCT, 1);
}

struct ma_mark ma_notation_peek(const struct ma_notation_reader *m)
{
	struct ma_notation_reader copy = *m;

	return ma_notation_next(&copy);
}

struct ma_mark ma_notation_next_in_line(struct ma_notation_reader *m)
{
	struct ma_mark mark;

	do
		mark = ma_notation_next(m);
	while (mark.kind == MA_MARK_LINE);
	return mark;
}

struct ma_mark ma_notation_peek_in_line(const struct ma_notation_reader *m)
{
	struct ma_notation_reader copy = *m;

	return ma_notation_next_in_line(&copy);
}

bool ma_notation_is(const struct ma_mark *mark, const char *text)
{
	return (mark->kind == MA_MARK_WORD || mark->kind == MA_MARK_PUNCT) &&
		ma_str_eq_nocase(mark->text, ma_str(text));
}

bool ma_notation_take(struct ma_notation_reader *m, const char *text)
{
	struct ma_notation_reader next = *m;
	struct ma_mark mark = ma_notation_next_in_line(&next);

	if (!ma_notation_is(&mark, text))
		return false;
	*m = next;
	return true;
}

void ma_notation_skip_group(struct ma_notation_reader *m)
{
	struct ma_mark mark;
	int depth = 1;

	while (depth > 0) {
		mark = ma_notation_next(m);
		if (mark.kind == MA_MARK_END)
			return;
		if (mark.kind != MA_MARK_PUNCT)
			continue;
		depth += strchr("({[", mark.text.p[0]) != NULL;
		depth -= strchr(")}]", mark.text.p[0]) != NULL;
	}
}

void ma_notation_blank(struct ma_notation *n, const char *from, const char *to)
{
	n->blanked = true;
	memset(n->rest + (from - n->prompt.p), ' ', (size_t)(to - from));
	if (to > from)
		n->rest[from - n->prompt.p] = '\n'; /* nothing goes on across it */
}

bool ma_notation_begins(const struct ma_notation *n, const char *p, const char *before)
{
	return p == n->prompt.p || strchr(before, p[-1]);
}

void ma_notation_each(struct ma_notation *n, ma_notation_read_fn *read)
{
	struct ma_notation_reader m = { .rest = n->prompt }, after;

	while (m.rest.n > 0 && !n->spec->rc) {
		after = m;
		if (read(n, &after)) {
			ma_notation_blank(n, m.rest.p, after.rest.p);
			m = after;
		} else {
			m.rest = ma_str_from(m.rest, 1);
		}
	}
}

struct ma_spec_entity *ma_notation_find(struct ma_notation *n, struct ma_str name)
{
	return ma_spec_find(n->spec, ma_spec_name(n->spec, name, MA_CASE_PASCAL, true));
}

struct ma_spec_entity *ma_notation_entity(struct ma_notation *n, struct ma_str name)
{
	struct ma_spec_entity *e = ma_spec_add(
		n->spec, ma_spec_name(n->spec, name, MA_CASE_PASCAL, true));

	if (e)
		e->given = true;
	return e;
}

struct ma_spec_entity *ma_notation_key(struct ma_notation *n, struct ma_str column)
{
	struct ma_str snake = ma_spec_name(n->spec, column, MA_CASE_SNAKE, false);

	if (!ma_str_ends(snake, "_id"))
		return NULL;
	return ma_notation_find(n, ma_str_n(snake.p, snake.n - 3));
}

/* What every record has, under the names that schemas give it. */
static bool is_kept_anyway(struct ma_str name)
{
	return ma_words_have(
		"id createdAt updatedAt created updated createdOn updatedOn deletedAt password passwordHash",
		name);
}

struct ma_spec_field *ma_notation_field(struct ma_notation *n, struct ma_spec_entity *entity,
	struct ma_str name, enum ma_field_type type)
{
	struct ma_str camel = ma_spec_name(n->spec, name, MA_CASE_CAMEL, false);
	struct ma_spec_field *f;

	if (camel.n == 0 || is_kept_anyway(camel))
		return NULL;
	f = ma_spec_add_field(n->spec, entity, camel);
	if (f) {
		f->type = type;
		f->known = f->said = true;
	}
	return f;
}

/* "author_id" and "author" both become "author". */
void ma_notation_ref(struct ma_notation *n, struct ma_spec_entity *entity, struct ma_str name,
	struct ma_str to, bool required)
{
	struct ma_str snake = ma_spec_name(n->spec, name, MA_CASE_SNAKE, false);
	struct ma_spec_field *f;

	if (ma_str_ends(snake, "_id"))
		snake.n -= 3;
	f = ma_notation_field(n, entity, snake, MA_FIELD_REF);
	if (!f)
		return;
	f->to = to;
	f->required = required && !ma_str_eq(to, entity->name);
}

static void add_value(
	struct ma_spec *spec, struct ma_str *values, size_t *values_n, struct ma_str value)
{
	struct ma_str name = ma_spec_name(spec, value, MA_CASE_SNAKE, false);

	if (name.n > 0 && *values_n < MA_SPEC_VALUES)
		values[(*values_n)++] = name;
}

void ma_notation_value(struct ma_spec *spec, struct ma_spec_field *f, struct ma_str value)
{
	add_value(spec, f->values, &f->values_n, value);
	f->type = MA_FIELD_ENUM;
}

struct ma_named_values *ma_notation_enum(struct ma_notation *n, struct ma_str name)
{
	struct ma_named_values *e = ma_spec_alloc(n->spec, sizeof(*e));

	if (e) {
		e->name = name;
		e->next = n->enums;
		n->enums = e;
	}
	return e;
}

void ma_notation_enum_value(struct ma_notation *n, struct ma_named_values *e, struct ma_str value)
{
	add_value(n->spec, e->values, &e->values_n, value);
}

const struct ma_named_values *ma_notation_find_enum(const struct ma_notation *n, struct ma_str name)
{
	const struct ma_named_values *e;

	for (e = n->enums; e; e = e->next)
		if (ma_str_eq_nocase(e->name, name))
			return e;
	return NULL;
}

void ma_notation_set_enum(struct ma_spec_field *f, const struct ma_named_values *e)
{
	f->type = e->values_n > 1 ? MA_FIELD_ENUM : MA_FIELD_STRING;
	f->values_n = e->values_n > 1 ? e->values_n : 0;
	memcpy(f->values, e->values, sizeof(f->values));
}

static bool type_of_name(struct ma_spec *spec, struct ma_str name, enum ma_field_type *type)
{
	struct ma_str words = ma_spec_name(spec, name, MA_CASE_SNAKE, false);
	char text[MA_SPEC_NAME];
	size_t i;

	for (i = 0; i < words.n; i++)
		text[i] = words.p[i] == '_' ? ' ' : words.p[i];
	return ma_field_type_of_words(ma_str_n(text, words.n), type);
}

enum ma_field_type ma_notation_text(
	struct ma_spec *spec, struct ma_str name, enum ma_field_type type)
{
	enum ma_field_type found;

	if (!type_of_name(spec, name, &found))
		return type;
	switch (found) {
	case MA_FIELD_STRING:
	case MA_FIELD_TEXT:
	case MA_FIELD_EMAIL:
	case MA_FIELD_URL:
	case MA_FIELD_PHONE:
	case MA_FIELD_IMAGE:
	case MA_FIELD_FILE:
	case MA_FIELD_MARKDOWN:
		return found;
	default:
		return type;
	}
}

enum ma_field_type ma_notation_number(
	struct ma_spec *spec, struct ma_str name, enum ma_field_type type)
{
	enum ma_field_type found;

	if (type_of_name(spec, name, &found) &&
		(found == MA_FIELD_MONEY || found == MA_FIELD_INTEGER || found == MA_FIELD_DECIMAL))
		return found;
	return type;
}

enum ma_field_type ma_notation_moment(
	struct ma_spec *spec, struct ma_str name, enum ma_field_type type)
{
	enum ma_field_type found;

	if (type_of_name(spec, name, &found) &&
		(found == MA_FIELD_DATE || found == MA_FIELD_DATETIME || found == MA_FIELD_TIME))
		return found;
	return type;
}

/* A choice of one value, or of none, is none. */
static void drop_single_values(struct ma_spec *spec)
{
	struct ma_spec_entity *e;
	struct ma_spec_field *f;

	for (e = spec->entities; e; e = e->next) {
		for (f = e->fields; f; f = f->next) {
			if (f->type == MA_FIELD_ENUM && f->values_n < 2) {
				f->type = MA_FIELD_STRING;
				f->values_n = 0;
			}
		}
	}
}

/* A reader, and the texts of which each prompt that it can read has one. */
struct notation {
	void (*read)(struct ma_notation *n);
	const char *signs[8];
};

/* In the order in which they are tried: what one has read the others do not see. */
static const struct notation notations[] = {
	{ ma_notation_read_diagrams, { "erDiagram", "classDiagram", "@startuml" } },
	{ ma_notation_read_trees,
		{ "entities:", "models:", "schemas:", "openapi:", "```y", "\"properties\"",
			"definitions:", "\"fields\"" } },
	{ ma_notation_read_python,
		{ "models.Model)", "(Base)", "BaseModel)", "@dataclass", "Enum)", "SQLModel",
			"db.Model)", "(DeclarativeBase)" } },
	{ ma_notation_read_objects, { "z.object(", "Schema(", "Schema<" } },
	{ ma_notation_read_rails, { "create_table", "rails g" } },
	{ ma_notation_read_graphql, { "type " } },
	{ ma_notation_read_dbml, { "Table ", "table " } },
	{ ma_notation_read_sql,
		{ "create table", "CREATE TABLE", "Create Table", "Create table", "CREATE  TABLE" } },
	{ ma_notation_read_models, { "model ", "enum " } },
	{ ma_notation_read_typescript, { "interface ", "type ", "class " } },
	{ ma_notation_read_json, { "{" } },
	{ ma_notation_read_arrows, { " " } },
};

static bool has_sign(const struct notation *notation, struct ma_str prompt)
{
	size_t i;

	for (i = 0; i < MA_COUNT(notation->signs) && notation->signs[i]; i++)
		if (ma_str_find(prompt, ma_str(notation->signs[i])) >= 0)
			return true;
	return false;
}

static char *copy_of(struct ma_spec *spec, struct ma_str text)
{
	char *copy = ma_arena_dup(&spec->arena, text);

	if (!copy)
		spec->rc = MA_ENOMEM;
	return copy;
}

/* Of what one has read nothing is left for the next. */
static void read_notation(struct ma_notation *n, const struct notation *notation)
{
	char *left;

	if (n->spec->rc || !has_sign(notation, n->prompt))
		return;
	if (!n->rest)
		n->rest = copy_of(n->spec, n->prompt);
	if (!n->rest)
		return;
	notation->read(n);
	left = n->blanked ? copy_of(n->spec, ma_str_n(n->rest, n->prompt.n)) : NULL;
	n->blanked = false;
	if (left)
		n->prompt.p = left;
}

struct ma_str ma_spec_read_schemas(struct ma_spec *spec, struct ma_str prompt)
{
	struct ma_notation n = { .spec = spec, .prompt = prompt };
	size_t i;

	n.members_end = &n.members;
	n.relations_end = &n.relations;
	for (i = 0; i < MA_COUNT(notations); i++)
		read_notation(&n, &notations[i]);
	ma_member_settle(&n);
	drop_single_values(spec);
	return n.rest ? ma_str_n(n.rest, prompt.n) : prompt;
}

void ma_spec_mark_schema_words(struct ma_spec *spec)
{
	size_t i;

	for (i = 0; spec->entities && i < spec->tokens_n; i++) {
		if (ma_spec_is_any(spec, i,
			    "schema schemas dump ddl data database sql dbml sdl mermaid plantuml diagram diagrams erd "
			    "graphql definition definitions"))
			spec->tokens[i].flags = MA_W_META | MA_W_TECH;
		else if (ma_spec_is_any(spec, i, "look looks"))
			spec->tokens[i].flags = MA_W_ADV;
	}
}

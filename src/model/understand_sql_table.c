/* The columns and constraints of a table in SQL. */
#include "model/understand_members.h"
#include "model/understand_sql.h"

/* "public.tasks": the last part. */
struct ma_str ma_sql_name(struct ma_notation_reader *m)
{
	struct ma_mark mark = ma_notation_next_in_line(m);

	while (mark.kind == MA_MARK_WORD && ma_notation_take(m, "."))
		mark = ma_notation_next_in_line(m);
	return mark.kind == MA_MARK_WORD ? mark.text : MA_STR("");
}

/* At the end of a column: a comma, the closing bracket, a semicolon. */
static bool at_end(const struct ma_notation_reader *m)
{
	struct ma_mark mark = ma_notation_peek_in_line(m);

	return mark.kind == MA_MARK_END || ma_notation_is(&mark, ",") ||
		ma_notation_is(&mark, ")") || ma_notation_is(&mark, ";");
}

static void skip_one(struct ma_notation_reader *m)
{
	struct ma_mark mark = ma_notation_next_in_line(m);

	if (ma_notation_is(&mark, "("))
		ma_notation_skip_group(m);
}

struct sql_type {
	const char *words;
	enum ma_field_type type;
};

static const struct sql_type types[] = {
	{ "int integer bigint smallint mediumint int2 int4 int8 serial bigserial smallserial year",
		MA_FIELD_INTEGER },
	{ "decimal numeric dec number", MA_FIELD_DECIMAL },
	{ "real double float float4 float8", MA_FIELD_DECIMAL },
	{ "money smallmoney", MA_FIELD_MONEY },
	{ "bool boolean bit tinyint", MA_FIELD_BOOLEAN },
	{ "date", MA_FIELD_DATE },
	{ "timestamp timestamptz datetime datetime2", MA_FIELD_DATETIME },
	{ "time timetz", MA_FIELD_TIME },
	{ "json jsonb", MA_FIELD_JSON },
	{ "text longtext mediumtext tinytext clob citext", MA_FIELD_TEXT },
};

static enum ma_field_type type_of(struct ma_spec *spec, struct ma_str type, struct ma_str column)
{
	struct ma_str low = ma_spec_name(spec, type, MA_CASE_SNAKE, false);
	enum ma_field_type found = MA_FIELD_STRING;
	size_t i;

	for (i = 0; i < MA_COUNT(types); i++)
		if (ma_words_have(types[i].words, low))
			found = types[i].type;
	if (found == MA_FIELD_TEXT)
		return ma_notation_text(spec, column, MA_FIELD_TEXT);
	if (found == MA_FIELD_STRING)
		found = ma_notation_text(spec, column, MA_FIELD_STRING);
	if (found == MA_FIELD_DECIMAL && ma_notation_number(spec, column, found) == MA_FIELD_MONEY)
		return MA_FIELD_MONEY;
	return found;
}

/* What follows a column's type. */
struct column {
	bool required, unique, key, counted; /* counted: numbered by the database */
	struct ma_str target, preset;        /* REFERENCES, DEFAULT; "" */
};

static void read_values(struct ma_notation *n, struct ma_notation_reader *m, struct ma_spec_field *f)
{
	struct ma_mark mark;

	for (mark = ma_notation_next_in_line(m);
		mark.kind != MA_MARK_END && !ma_notation_is(&mark, ")");
		mark = ma_notation_next_in_line(m))
		if (mark.kind == MA_MARK_TEXT && f)
			ma_notation_value(n->spec, f, mark.text);
}

/* CHECK (status IN ('a', 'b')) */
static void read_check(struct ma_notation *n, struct ma_notation_reader *m, struct ma_spec_field *f)
{
	struct ma_notation_reader inside = *m;
	struct ma_mark mark;

	ma_notation_skip_group(m);
	while (inside.rest.n > m->rest.n) {
		mark = ma_notation_next_in_line(&inside);
		if (ma_notation_is(&mark, "in") && ma_notation_take(&inside, "(")) {
			read_values(n, &inside, f);
			return;
		}
	}
}

static void read_constraint(struct ma_notation *n, struct ma_notation_reader *m,
	struct ma_spec_field *f, struct column *c)
{
	if (ma_notation_take(m, "not"))
		c->required |= ma_notation_take(m, "null");
	else if (ma_notation_take(m, "unique"))
		c->unique = true;
	else if (ma_notation_take(m, "primary"))
		c->key = true;
	else if (ma_notation_take(m, "references"))
		c->target = ma_sql_name(m);
	else if (ma_notation_take(m, "auto_increment") || ma_notation_take(m, "autoincrement") ||
		ma_notation_take(m, "identity") || ma_notation_take(m, "generated"))
		c->counted = true;
	else if (ma_notation_take(m, "check") && ma_notation_take(m, "("))
		read_check(n, m, f);
	else {
		if (ma_notation_take(m, "default"))
			c->preset = ma_notation_preset(m->rest);
		skip_one(m);
	}
}

/* A key that says something of the record, and is not only its number: "tail_number VARCHAR PRIMARY KEY". */
static bool is_natural(struct ma_notation *n, struct ma_str name, const struct ma_spec_field *f)
{
	struct ma_str snake = ma_spec_name(n->spec, name, MA_CASE_SNAKE, false);

	return (f->type == MA_FIELD_STRING || f->type == MA_FIELD_TEXT) &&
		!(ma_str_is(snake, "id") || ma_str_ends(snake, "_id") ||
			ma_str_ends(snake, "uuid") || ma_str_ends(snake, "guid"));
}

static void set_natural(struct ma_spec_field *f)
{
	f->type = MA_FIELD_STRING;
	f->required = f->unique = true;
}

/* "tinyint(1)" is a yes or no, "tinyint(4)" a number. */
static bool is_small_number(struct ma_notation_reader m)
{
	return ma_notation_take(&m, "(") && !ma_notation_take(&m, "1");
}

static void read_column(
	struct ma_notation *n, struct ma_notation_reader *m, struct ma_spec_entity *e)
{
	struct ma_str name = ma_sql_name(m), type = at_end(m) ? MA_STR("") : ma_sql_name(m);
	struct ma_spec_entity *target;
	struct ma_spec_field *f = name.n == 0
		? NULL
		: ma_notation_field(n, e, name, type_of(n->spec, type, name));
	const struct ma_named_values *values = ma_notation_find_enum(n, type);
	struct column c = { .key = false };

	if (ma_str_eq_nocase(type, MA_STR("enum")) && ma_notation_take(m, "("))
		read_values(n, m, f);
	else if (ma_str_eq_nocase(type, MA_STR("tinyint")) && is_small_number(*m) && f)
		f->type = MA_FIELD_INTEGER;
	while (!at_end(m))
		read_constraint(n, m, f, &c);
	if (!f)
		return;
	if (values)
		ma_notation_set_enum(f, values);
	f->required = c.required && f->type != MA_FIELD_BOOLEAN;
	f->unique = c.unique;
	f->preset = c.preset;
	if (f->unique && f->type == MA_FIELD_TEXT)
		f->type = MA_FIELD_STRING;
	target = c.target.n > 0 ? ma_notation_find(n, c.target) : ma_notation_key(n, name);
	if (target == e && c.target.n == 0)
		c.key = true; /* "dish_id" of a dish */
	if (target == e && c.key)
		target = NULL;
	if (c.key && !target && !c.counted && is_natural(n, name, f)) {
		set_natural(f);
		return;
	}
	if (target || c.key)
		ma_spec_remove_field(e, f);
	if (target)
		ma_notation_ref(n, e, name, target->name, c.required);
	if (target && (c.unique || c.key))
		ma_spec_link(n->spec, e->name, MA_LINK_ONE_TO_ONE, target->name, false);
}

struct ma_spec_field *ma_sql_field(
	struct ma_notation *n, struct ma_spec_entity *e, struct ma_str column)
{
	return ma_spec_find_field(e, ma_spec_name(n->spec, column, MA_CASE_CAMEL, false));
}

/* FOREIGN KEY (a) REFERENCES b (id) */
static void read_foreign_key(
	struct ma_notation *n, struct ma_notation_reader *m, struct ma_spec_entity *e)
{
	struct ma_str column;
	struct ma_spec_entity *target;
	struct ma_spec_field *f;
	bool required;

	if (!ma_notation_take(m, "key") || !ma_notation_take(m, "("))
		return;
	column = ma_sql_name(m);
	ma_notation_skip_group(m);
	if (!ma_notation_take(m, "references"))
		return;
	target = ma_notation_find(n, ma_sql_name(m));
	f = ma_sql_field(n, e, column);
	if (!target || !f)
		return; /* a reference already, by its name */
	required = f->required;
	ma_spec_remove_field(e, f);
	ma_notation_ref(n, e, column, target->name, required);
}

/* UNIQUE [KEY name] (a) */
static void read_unique(
	struct ma_notation *n, struct ma_notation_reader *m, struct ma_spec_entity *e)
{
	struct ma_spec_field *f;

	while (!at_end(m) && !ma_notation_take(m, "("))
		skip_one(m);
	if (at_end(m))
		return;
	f = ma_sql_field(n, e, ma_sql_name(m));
	if (!ma_notation_take(m, ")"))
		ma_notation_skip_group(m); /* more columns together are no rule of one field */
	else if (f)
		f->unique = true;
}

/* PRIMARY KEY (a): of one column that names the record. */
static void read_primary(
	struct ma_notation *n, struct ma_notation_reader *m, struct ma_spec_entity *e)
{
	struct ma_spec_field *f;
	struct ma_str column;

	if (!ma_notation_take(m, "key") || !ma_notation_take(m, "("))
		return;
	column = ma_sql_name(m);
	if (!ma_notation_take(m, ")")) {
		ma_notation_skip_group(m);
		return;
	}
	f = ma_sql_field(n, e, column);
	if (f && is_natural(n, column, f))
		set_natural(f);
}

/* A line of a table; the constraints that begin with a word of their own. */
void ma_sql_read_part(struct ma_notation *n, struct ma_notation_reader *m, struct ma_spec_entity *e)
{
	if (ma_notation_take(m, "constraint"))
		(void)ma_sql_name(m); /* what the constraint is called */
	if (ma_notation_take(m, "foreign"))
		read_foreign_key(n, m, e);
	else if (ma_notation_take(m, "unique"))
		read_unique(n, m, e);
	else if (ma_notation_take(m, "primary"))
		read_primary(n, m, e);
	else if (!(ma_notation_take(m, "check") || ma_notation_take(m, "key") ||
			 ma_notation_take(m, "index")))
		read_column(n, m, e);
	while (!at_end(m))
		skip_one(m);
}

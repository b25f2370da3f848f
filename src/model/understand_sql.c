/* CREATE TABLE and ALTER TABLE ... ADD of the common dialects. */
#include "model/understand_sql.h"

/* CREATE TABLE name: past the name, or false. */
static bool at_table(struct ma_notation_reader *m, struct ma_str *name)
{
	if (!ma_notation_take(m, "create"))
		return false;
	(void)(ma_notation_take(m, "temporary") ||
		ma_notation_take(m, "temp")); /* either, or none */
	if (!ma_notation_take(m, "table"))
		return false;
	if (ma_notation_take(m, "if") && ma_notation_take(m, "not"))
		(void)ma_notation_take(m, "exists"); /* it belongs to them */
	*name = ma_sql_name(m);
	return name->n > 0 && ma_notation_take(m, "(");
}

static bool at_alter(struct ma_notation_reader *m, struct ma_str *name)
{
	if (!ma_notation_take(m, "alter") || !ma_notation_take(m, "table"))
		return false;
	(void)ma_notation_take(m, "only"); /* may be there */
	*name = ma_sql_name(m);
	if (name->n == 0 || !ma_notation_take(m, "add"))
		return false;
	(void)ma_notation_take(m, "column"); /* may be there */
	return true;
}

/* CREATE TYPE mood AS ENUM ('sad', 'ok') */
static bool read_enum(struct ma_notation *n, struct ma_notation_reader *m)
{
	struct ma_named_values *e;
	struct ma_mark mark;
	struct ma_str name;

	if (!ma_notation_take(m, "create") || !ma_notation_take(m, "type"))
		return false;
	name = ma_sql_name(m);
	if (!ma_notation_take(m, "as") || !ma_notation_take(m, "enum") || !ma_notation_take(m, "("))
		return false;
	e = ma_notation_enum(n, name);
	while (e && (mark = ma_notation_next_in_line(m)).kind != MA_MARK_END &&
		!ma_notation_is(&mark, ")"))
		if (mark.kind == MA_MARK_TEXT)
			ma_notation_enum_value(n, e, mark.text);
	return true;
}

static void finish_statement(struct ma_notation_reader *m)
{
	struct ma_notation_reader next = *m;
	struct ma_mark mark;
	int words = 0;

	/* "ENGINE=InnoDB;": not prose that goes on behind a forgotten semicolon */
	for (mark = ma_notation_next_in_line(&next); mark.kind != MA_MARK_END && words < 12;
		words++) {
		if (ma_notation_is(&mark, ";")) {
			*m = next;
			return;
		}
		mark = ma_notation_next_in_line(&next);
	}
}

/* CREATE UNIQUE INDEX name ON table (a) behind its "index": a rule of that field. */
static void read_index(struct ma_notation *n, struct ma_notation_reader m)
{
	struct ma_spec_entity *e;
	struct ma_spec_field *f;

	(void)ma_sql_name(&m); /* what the index is called */
	if (!ma_notation_take(&m, "on"))
		return;
	e = ma_notation_find(n, ma_sql_name(&m));
	if (!e || !ma_notation_take(&m, "("))
		return;
	f = ma_sql_field(n, e, ma_sql_name(&m));
	if (f && ma_notation_take(&m, ")"))
		f->unique = true;
}

/* Up to the semicolon, where one stands before the next empty line. */
static void skip_statement(struct ma_notation_reader *m)
{
	struct ma_notation_reader next = *m;
	struct ma_mark mark;

	for (mark = ma_notation_next(&next); mark.kind != MA_MARK_END;
		mark = ma_notation_next(&next)) {
		if (mark.empty)
			return;
		if (ma_notation_is(&mark, ";")) {
			*m = next;
			return;
		}
	}
	*m = next;
}

static bool takes_any(struct ma_notation_reader *m, const char *words)
{
	struct ma_str rest = ma_str(words), word;
	struct ma_mark mark = ma_notation_peek_in_line(m);

	while (ma_str_cut(&rest, ' ', &word))
		if (mark.kind == MA_MARK_WORD && ma_str_eq_nocase(mark.text, word)) {
			(void)ma_notation_next_in_line(m); /* the one that was seen */
			return true;
		}
	return false;
}

/* What a dump has beside its tables: indexes, views, rows, settings. */
static bool read_other(struct ma_notation *n, struct ma_notation_reader *m)
{
	bool unique;

	if (ma_notation_take(m, "create")) {
		unique = ma_notation_take(m, "unique");
		if (ma_notation_take(m, "index")) {
			if (unique)
				read_index(n, *m);
		} else if (!takes_any(
				   m, "view trigger extension sequence schema database function")) {
			return false;
		}
	} else if (ma_notation_take(m, "drop")) {
		if (!takes_any(m, "table index view type database schema sequence"))
			return false;
	} else if (ma_notation_take(m, "lock") || ma_notation_take(m, "unlock")) {
		if (!takes_any(m, "table tables"))
			return false;
	} else if (!(ma_notation_take(m, "insert") && ma_notation_take(m, "into"))) {
		return false;
	}
	skip_statement(m);
	return true;
}

/* One pass over the statements: the tables' names (`names`), then what they hold. */
static void read_statements(struct ma_notation *n, bool names)
{
	struct ma_notation_reader m = { n->prompt, true }, here;
	struct ma_spec_entity *e;
	struct ma_mark mark;
	struct ma_str name;

	while (m.rest.n > 0 && !n->spec->rc) {
		const char *begin = m.rest.p;

		here = m;
		if (names && read_enum(n, &here)) {
			finish_statement(&here);
			ma_notation_blank(n, begin, here.rest.p);
		} else if (here = m, at_table(&here, &name)) {
			e = names ? ma_notation_entity(n, name) : ma_notation_find(n, name);
			if (names || !e) {
				ma_notation_skip_group(&here);
			} else {
				do
					ma_sql_read_part(n, &here, e);
				while (ma_notation_take(&here, ","));
				(void)ma_notation_take(&here, ")"); /* else the text ends */
			}
			finish_statement(&here);
			ma_notation_blank(n, begin, here.rest.p);
		} else if (here = m, at_alter(&here, &name)) {
			e = names ? NULL : ma_notation_find(n, name);
			if (e)
				ma_sql_read_part(n, &here, e);
			finish_statement(&here);
			ma_notation_blank(n, begin, here.rest.p);
		} else if (here = m, !names && n->spec->entities && read_other(n, &here)) {
			ma_notation_blank(n, begin, here.rest.p);
		} else {
			here = m;
			mark = ma_notation_next(&here);
			if (mark.kind == MA_MARK_TEXT)
				here.rest = ma_str_from(m.rest, 1); /* an apostrophe of prose */
		}
		m = here;
	}
}

/* What a dump says of itself, or has for other versions of a database: lines of their own. */
static void blank_comments(struct ma_notation *n)
{
	struct ma_str rest = n->prompt, line, text;

	while (ma_str_line(&rest, &line)) {
		text = ma_str_trim(line);
		if (ma_str_starts(text, "-- ") ||
			(ma_str_starts(text, "/*") &&
				(ma_str_ends(text, "*/") || ma_str_ends(text, "*/;"))))
			ma_notation_blank(n, line.p, line.p + line.n);
	}
}

/* A table of two references and nothing else joins the two. */
static void join(struct ma_spec *spec)
{
	struct ma_spec_entity *e, *next;
	const struct ma_spec_field *a, *b;

	for (e = spec->entities; e; e = next) {
		next = e->next;
		a = e->fields;
		b = a ? a->next : NULL;
		if (!b || b->next || a->type != MA_FIELD_REF || b->type != MA_FIELD_REF ||
			ma_str_eq(a->to, b->to))
			continue;
		ma_spec_link(spec, a->to, MA_LINK_MANY_TO_MANY, b->to, false);
		ma_spec_remove(spec, e);
	}
}

void ma_notation_read_sql(struct ma_notation *n)
{
	if (n->spec->rc)
		return;
	read_statements(n, true);
	read_statements(n, false);
	if (n->spec->entities)
		blank_comments(n);
	join(n->spec);
}

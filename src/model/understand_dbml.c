/* DBML: Table, Enum and Ref. Notes, groups and the project's settings say nothing of the records. */
#include "model/understand_members.h"

static struct ma_mark next(struct ma_notation_reader *m)
{
	ma_notation_skip_notes(m, false);
	return ma_notation_next(m);
}

static struct ma_mark next_in_line(struct ma_notation_reader *m)
{
	struct ma_mark mark;

	do
		mark = next(m);
	while (mark.kind == MA_MARK_LINE);
	return mark;
}

static bool is_name(const struct ma_mark *mark)
{
	return mark->kind == MA_MARK_WORD || mark->kind == MA_MARK_TEXT;
}

/* "public.users", "users.id": the last part, and the one before it. */
static struct ma_str read_path(struct ma_notation_reader *m, struct ma_str *before)
{
	struct ma_mark mark = next_in_line(m);
	struct ma_str name = is_name(&mark) ? mark.text : MA_STR("");

	*before = MA_STR("");
	while (name.n > 0 && ma_str_starts(m->rest, ".")) {
		(void)next(m); /* the point */
		*before = name;
		mark = next(m);
		name = is_name(&mark) ? mark.text : MA_STR("");
	}
	return name;
}

/* ">", "<", "-", "<>" and what stands behind it: the table of the other end, and which of the two ends refers. */
static struct ma_str read_other(struct ma_notation_reader *m, char *kind)
{
	struct ma_mark mark = next_in_line(m);
	struct ma_str table = MA_STR("");

	*kind = mark.kind == MA_MARK_PUNCT ? mark.text.p[0] : ' ';
	if (*kind == '<' && ma_str_starts(m->rest, ">")) {
		(void)next(m); /* both ways */
		*kind = '=';
	}
	if (memchr("<>-=", *kind, 4))
		(void)read_path(m, &table); /* the column is its key */
	return table;
}

static void relate(struct ma_notation *n, struct ma_str from, char kind, struct ma_str to)
{
	if (kind == '=')
		ma_member_relate(n, from, MA_LINK_MANY_TO_MANY, to, false);
	else if (kind == '<')
		ma_member_relate(n, to, MA_LINK_MANY_TO_ONE, from, false);
	else
		ma_member_relate(
			n, from, kind == '-' ? MA_LINK_ONE_TO_ONE : MA_LINK_MANY_TO_ONE, to, false);
}

/* What is told: a text in one quote, or in three. */
static void skip_note(struct ma_notation_reader *m)
{
	struct ma_mark mark;

	ma_notation_skip_notes(m, false);
	mark = ma_notation_peek(m);
	if (mark.kind == MA_MARK_TEXT)
		(void)ma_notation_next(m); /* the one that was seen */
}

/* "[pk, not null, ref: > users.id]" behind its bracket */
static void read_settings(struct ma_notation *n, struct ma_notation_reader *m, struct ma_member *of)
{
	struct ma_mark mark;
	struct ma_str to;
	char kind;

	for (mark = next_in_line(m); mark.kind != MA_MARK_END && !ma_notation_is(&mark, "]");
		mark = next_in_line(m)) {
		if (ma_notation_is(&mark, "pk") || ma_notation_is(&mark, "primary"))
			of->key = true;
		else if (ma_notation_is(&mark, "unique"))
			of->unique = true;
		else if (ma_notation_is(&mark, "not"))
			of->required = ma_notation_take(m, "null");
		else if (ma_notation_is(&mark, "default") && ma_notation_take(m, ":")) {
			of->preset = ma_notation_preset(m->rest);
			(void)next_in_line(m); /* which is that */
		} else if (ma_notation_is(&mark, "note") && ma_notation_take(m, ":"))
			skip_note(m);
		else if (ma_notation_is(&mark, "ref") && ma_notation_take(m, ":")) {
			to = read_other(m, &kind);
			if (kind == '>' || kind == '-')
				of->to = to;
			if (kind == '-')
				of->unique = true;
			if ((kind == '<' || kind == '=') && of->owner)
				relate(n, of->owner->name, kind, to);
		} else if (mark.kind == MA_MARK_WORD &&
			!ma_words_have("key null increment", mark.text))
			ma_notation_unused(n, mark.text);
	}
}

/* "title varchar(80) [not null]": up to the end of its line. */
static void read_column(struct ma_notation *n, struct ma_notation_reader *m,
	struct ma_spec_entity *e, struct ma_str name)
{
	struct ma_member unused = { .many = false }, *of = ma_member_add(n, e, name);
	struct ma_mark mark;

	of = of ? of : &unused;
	mark = ma_notation_peek(m);
	if (is_name(&mark))
		of->type = next(m).text;
	for (mark = ma_notation_peek(m); mark.kind != MA_MARK_LINE && mark.kind != MA_MARK_END &&
		!ma_notation_is(&mark, "}");
		mark = ma_notation_peek(m)) {
		(void)next(m); /* the one that was seen */
		if (ma_notation_is(&mark, "("))
			ma_notation_skip_group(m);
		else if (ma_notation_is(&mark, "[") && ma_str_starts(m->rest, "]"))
			of->many = true;
		else if (ma_notation_is(&mark, "["))
			read_settings(n, m, of);
	}
}

/* Behind "{", up to "}". */
static void read_table(struct ma_notation *n, struct ma_notation_reader *m, struct ma_spec_entity *e)
{
	struct ma_mark mark;

	for (mark = next_in_line(m);
		mark.kind != MA_MARK_END && !ma_notation_is(&mark, "}") && !n->spec->rc;
		mark = next_in_line(m)) {
		if (ma_notation_is(&mark, "indexes") && ma_notation_take(m, "{")) {
			ma_notation_unused(n, mark.text);
			ma_notation_skip_group(m);
		} else if (ma_notation_is(&mark, "note")) {
			(void)(ma_notation_take(m, ":") || ma_notation_take(m, "{")); /* either */
			skip_note(m);
			(void)ma_notation_take(m, "}"); /* may be there */
		} else if (is_name(&mark)) {
			read_column(n, m, e, mark.text);
		}
	}
}

static void read_enum(struct ma_notation *n, struct ma_notation_reader *m, struct ma_str name)
{
	struct ma_named_values *e = ma_notation_enum(n, name);
	struct ma_mark mark;

	for (mark = next_in_line(m); e && mark.kind != MA_MARK_END && !ma_notation_is(&mark, "}");
		mark = next_in_line(m)) {
		if (ma_notation_is(&mark, "["))
			ma_notation_skip_group(m);
		else if (is_name(&mark))
			ma_notation_enum_value(n, e, mark.text);
	}
}

/* "Ref: posts.user_id > users.id", "Ref { ... }" behind its first word; the column, where it is one, becomes the reference. */
static bool read_ref(struct ma_notation *n, struct ma_notation_reader *m)
{
	struct ma_str table, column, to;
	struct ma_mark mark = next(m);
	struct ma_member *of;
	bool block;
	char kind;

	if (mark.kind == MA_MARK_WORD)
		mark = next(m); /* behind its name */
	block = ma_notation_is(&mark, "{");
	if (!block && !ma_notation_is(&mark, ":"))
		return false;
	do {
		column = read_path(m, &table);
		to = read_other(m, &kind);
		if (table.n == 0 || to.n == 0)
			return false;
		for (of = n->members; of &&
			!(ma_str_eq(of->name, column) && of->owner == ma_notation_find(n, table));)
			of = of->next;
		if (of && (kind == '>' || kind == '-'))
			of->to = to;
		else
			relate(n, table, kind, to);
		if (ma_notation_take(m, "["))
			ma_notation_skip_group(m);
	} while (block && !ma_notation_take(m, "}") && m->rest.n > 0);
	return true;
}

/* "Table users as U [note: 'x'] {": past the bracket, or false. */
static bool open_block(struct ma_notation_reader *m, struct ma_str *name)
{
	struct ma_str schema;

	*name = read_path(m, &schema);
	if (name->n == 0)
		return false;
	if (ma_notation_take(m, "as"))
		(void)next(m); /* its other name */
	if (ma_notation_take(m, "["))
		ma_notation_skip_group(m);
	return ma_notation_take(m, "{");
}

static bool read_definition(struct ma_notation *n, struct ma_notation_reader *m)
{
	struct ma_mark word;
	struct ma_str name;

	if (!memchr("TtEeRrPp", m->rest.p[0], 8) || !ma_notation_begins(n, m->rest.p, " \t\n`}"))
		return false;
	word = next(m);
	if (word.kind != MA_MARK_WORD)
		return false;
	if (ma_notation_is(&word, "ref"))
		return n->members && read_ref(n, m);
	if (!(ma_notation_is(&word, "table") || ma_notation_is(&word, "enum") ||
		    ma_notation_is(&word, "project") || ma_notation_is(&word, "tablegroup")) ||
		!open_block(m, &name))
		return false;
	if (ma_notation_is(&word, "table"))
		read_table(n, m, ma_notation_entity(n, name));
	else if (ma_notation_is(&word, "enum"))
		read_enum(n, m, name);
	else
		ma_notation_skip_group(m);
	return true;
}

void ma_notation_read_dbml(struct ma_notation *n)
{
	ma_notation_each(n, read_definition);
}

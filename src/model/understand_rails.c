/* Rails: "rails g model Book title:string author:references", and the tables of migrations and schema.rb. */
#include "model/understand_members.h"

static void set_type(struct ma_member *m, struct ma_str type)
{
	if (ma_words_have("references belongs_to", type))
		m->to = m->name;
	else
		m->type = type;
}

/* "price:decimal{8,2}", "isbn:string:uniq", "author:references!" */
static void read_argument(struct ma_notation *n, struct ma_spec_entity *e, struct ma_str word)
{
	struct ma_str name, type;
	struct ma_member *m;

	(void)ma_str_cut(&word, ':', &name); /* what it was cut at is there */
	m = ma_member_add(n, e, name);
	if (!m)
		return;
	m->required = ma_str_ends(word, "!");
	m->unique = ma_str_find(word, MA_STR("uniq")) >= 0;
	type = ma_notation_cut_word(&word);
	set_type(m, type);
}

/* "rails g scaffold Book title author:references" behind "rails": how much of the line it takes; 0: it is none. */
static size_t read_command(struct ma_notation *n, struct ma_str line)
{
	struct ma_str rest = line, word, before;
	struct ma_spec_entity *e;

	if (!ma_words_have("g generate", ma_notation_cut_word(&rest)) ||
		!ma_words_have("model scaffold resource", ma_notation_cut_word(&rest)))
		return 0;
	word = ma_notation_cut_word(&rest);
	e = word.n > 0 ? ma_notation_entity(n, word) : NULL;
	while (e && rest.n > 0) {
		before = rest;
		rest = ma_str_trim(rest);
		word.p = rest.p;
		for (word.n = 0; word.n < rest.n && !memchr(" \t`", rest.p[word.n], 3);)
			word.n++;
		if (!memchr(word.p, ':', word.n) || word.p[0] == '-') {
			rest = before; /* prose goes on */
			break;
		}
		read_argument(n, e, word);
		rest = ma_str_from(rest, word.n);
	}
	return (size_t)(rest.p - line.p);
}

/* "null: false", "index: { unique: true }", "default: 0" behind a column's name. */
static void read_settings(struct ma_notation *n, struct ma_member *m, struct ma_str rest)
{
	struct ma_str word, value;
	size_t before;

	while (rest.n > 0) {
		before = rest.n;
		word = ma_notation_cut_word(&rest);
		if (word.n > 0 && ma_notation_cut(&rest, ":") && !ma_str_is(word, "index")) {
			value = rest;
			value = ma_notation_cut_word(&value);
			if (ma_str_is(word, "null"))
				m->required = ma_str_is(value, "false");
			else if (ma_str_is(word, "unique"))
				m->unique = ma_str_is(value, "true");
			else if (ma_str_is(word, "default"))
				m->preset = ma_notation_preset(value);
			else if (ma_str_is(word, "to_table"))
				m->to = value.n > 0 ? value : m->to;
			else if (!ma_words_have("foreign_key limit precision scale", word))
				ma_notation_unused(n, word);
		}
		if (rest.n == before)
			rest = ma_str_from(rest, 1);
	}
}

/* "t.string :title, null: false" */
static void read_column(struct ma_notation *n, struct ma_spec_entity *e, struct ma_str line)
{
	struct ma_str call = ma_notation_cut_word(&line), type = ma_str_from(call, 2), name;
	struct ma_member *m;

	if (!ma_str_starts(call, "t.") || ma_str_is(type, "timestamps"))
		return;
	if (ma_str_is(type, "index")) {
		ma_notation_unused(n, call);
		return;
	}
	while (line.n > 0 && memchr(" :'\"", line.p[0], 4))
		line = ma_str_from(line, 1);
	name = ma_notation_cut_word(&line);
	m = name.n > 0 ? ma_member_add(n, e, name) : NULL;
	if (!m)
		return;
	set_type(m, type);
	while (line.n > 0 && memchr("'\" ,", line.p[0], 4))
		line = ma_str_from(line, 1);
	read_settings(n, m, line);
}

/* "create_table :books do |t|", "create_table "books", force: :cascade do |t|" and its columns up to "end". */
static bool read_table(struct ma_notation *n, struct ma_notation_lines *lines, struct ma_str line)
{
	struct ma_spec_entity *e;
	struct ma_str name;

	if (!ma_notation_cut(&line, "create_table"))
		return false;
	while (line.n > 0 && memchr(" :(", line.p[0], 3))
		line = ma_str_from(line, 1);
	name = ma_notation_cut_word(&line);
	if (name.n == 0 || ma_str_find(line, MA_STR(" do ")) < 0)
		return false;
	e = ma_notation_entity(n, name);
	while (ma_notation_line(lines, &line) && !ma_str_is(line, "end"))
		read_column(n, e, line);
	return true;
}

/* What is around the tables of a migration. */
static bool is_around(struct ma_str line)
{
	return ma_str_find(line, MA_STR("ActiveRecord::")) >= 0 || ma_str_is(line, "def change") ||
		ma_str_is(line, "end");
}

void ma_notation_read_rails(struct ma_notation *n)
{
	struct ma_notation_lines lines = { n->prompt };
	struct ma_str line = MA_STR("");
	ptrdiff_t at;
	size_t used;

	while (!n->spec->rc && ma_notation_line(&lines, &line)) {
		at = ma_str_find(line, MA_STR("rails "));
		used = at < 0 ? 0 : read_command(n, ma_str_from(line, (size_t)at + 6));
		if (used > 0)
			ma_notation_blank(n, line.p + at, line.p + at + 6 + used);
		else if (read_table(n, &lines, line))
			ma_notation_blank(n, line.p, lines.rest.p);
		else if (is_around(line))
			ma_notation_blank(n, line.p, line.p + line.n);
	}
}

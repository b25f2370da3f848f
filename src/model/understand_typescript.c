/* TypeScript's interfaces, object types, unions of texts and classes, those of TypeORM among them. */
#include "model/understand_members.h"

/* A member's decorators: what they say of it. */
struct decorators {
	bool unique, nullable, key, joins;
	struct ma_str preset;
};

/* "{ unique: true, nullable: true, default: 0 }" behind the bracket of a decorator, up to the one that closes it. */
static void read_settings(struct ma_notation_reader *m, struct decorators *d)
{
	struct ma_notation_reader inside = *m;
	struct ma_mark mark;

	ma_notation_skip_group(m);
	while (inside.rest.n > m->rest.n) {
		mark = ma_notation_next_in_line(&inside);
		if (ma_notation_is(&mark, "unique") && ma_notation_take(&inside, ":"))
			d->unique = ma_notation_take(&inside, "true");
		else if (ma_notation_is(&mark, "nullable") && ma_notation_take(&inside, ":"))
			d->nullable = ma_notation_take(&inside, "true");
		else if (ma_notation_is(&mark, "default") && ma_notation_take(&inside, ":"))
			d->preset = ma_notation_preset(inside.rest);
	}
}

/* "@Column({ unique: true })" and those that follow. */
static void read_decorators(
	struct ma_notation *n, struct ma_notation_reader *m, struct decorators *d)
{
	struct ma_mark name;

	while (ma_notation_take(m, "@")) {
		name = ma_notation_next_in_line(m);
		if (ma_notation_is(&name, "ManyToMany"))
			d->joins = true;
		else if (ma_notation_is(&name, "PrimaryColumn") ||
			ma_notation_is(&name, "PrimaryGeneratedColumn"))
			d->key = true;
		else if (ma_notation_is(&name, "Unique"))
			d->unique = true;
		else if (!ma_words_have(
				 "Entity Column ManyToOne OneToMany OneToOne JoinColumn JoinTable CreateDateColumn "
				 "UpdateDateColumn Injectable Schema Prop ObjectType Field",
				 name.text))
			ma_notation_unused(n, name.text);
		if (ma_notation_take(m, "("))
			read_settings(m, d);
	}
}

static bool ends_member(const struct ma_mark *mark)
{
	return mark->kind == MA_MARK_LINE || mark->kind == MA_MARK_END ||
		ma_notation_is(mark, ";") || ma_notation_is(mark, ",") ||
		ma_notation_is(mark, "}") || ma_notation_is(mark, "=");
}

/* "Date | null", "'a' | 'b'", "Post[]", "{ ... }": up to the member's end. */
static void read_type(struct ma_notation *n, struct ma_notation_reader *m, struct ma_member *of)
{
	struct ma_mark mark;
	bool nested = false;

	for (mark = ma_notation_peek(m); !ends_member(&mark); mark = ma_notation_peek(m)) {
		(void)ma_notation_next(m); /* the one that was seen */
		if (mark.kind == MA_MARK_TEXT) {
			of->values = of->values ? of->values : ma_notation_enum(n, of->name);
			if (of->values)
				ma_notation_enum_value(n, of->values, mark.text);
		} else if (ma_notation_is(&mark, "null") || ma_notation_is(&mark, "undefined")) {
			of->required = false;
		} else if (ma_notation_is(&mark, "Array") || ma_notation_is(&mark, "[")) {
			of->many = true;
		} else if (mark.kind == MA_MARK_WORD && of->type.n == 0) {
			of->type = memchr("0123456789", mark.text.p[0], 10) ? MA_STR("int")
									    : mark.text;
		} else if (ma_notation_is(&mark, "{") || ma_notation_is(&mark, "(")) {
			ma_notation_skip_group(m);
			nested = true;
		} else if (ma_notation_is(&mark, "<") && !of->many) {
			nested = true; /* "Record<string, string>" */
			while (m->rest.n > 0 && m->rest.p[0] != '>' && m->rest.p[0] != '\n')
				m->rest = ma_str_from(m->rest, 1);
		}
	}
	if (of->values && of->values->values_n < 2)
		of->values = NULL;
	if (nested)
		of->type = MA_STR("json");
}

/* "@Column() readonly due?: Date | null = null;" */
static void read_member(
	struct ma_notation *n, struct ma_notation_reader *m, struct ma_spec_entity *e)
{
	struct decorators d = { .key = false };
	struct ma_member *of, unused = { .many = false };
	struct ma_mark name;
	bool optional;

	read_decorators(n, m, &d);
	name = ma_notation_next_in_line(m);
	while (name.kind == MA_MARK_WORD &&
		ma_words_have("readonly public private protected static declare", name.text))
		name = ma_notation_next_in_line(m);
	if (name.kind != MA_MARK_WORD && name.kind != MA_MARK_TEXT)
		return;
	if (ma_notation_take(m, "(")) {
		ma_notation_skip_group(m);
		ma_notation_unused(n, ma_str_n(name.text.p, (size_t)(m->rest.p - name.text.p)));
		name.text = MA_STR("");
	}
	optional = ma_notation_take(m, "?");
	(void)ma_notation_take(m, "!"); /* may be there */
	if (!ma_notation_take(m, ":"))
		return;
	of = name.text.n > 0 ? ma_member_add(n, e, name.text) : NULL;
	of = of ? of : &unused;
	of->required = !optional && !d.nullable;
	of->unique = d.unique;
	of->key = d.key;
	of->preset = d.preset;
	read_type(n, m, of);
	if (d.joins && of->owner && of->type.n > 0) {
		ma_member_relate(n, of->owner->name, MA_LINK_MANY_TO_MANY, of->type, false);
		of->name = MA_STR(""); /* the relation says it */
	}
	if (ma_notation_take(m, "=")) {
		of->preset = ma_notation_preset(m->rest);
		(void)ma_notation_next_in_line(m); /* which is that */
	}
}

/* Behind "{", up to "}". */
static void read_members(
	struct ma_notation *n, struct ma_notation_reader *m, struct ma_spec_entity *e)
{
	size_t before;

	if (!e) {
		ma_notation_skip_group(m);
		return;
	}
	while (!ma_notation_take(m, "}") && ma_notation_peek(m).kind != MA_MARK_END && !n->spec->rc) {
		before = m->rest.n;
		read_member(n, m, e);
		if (m->rest.n == before)
			(void)ma_notation_next(m); /* what fits nowhere */
	}
}

/* "'a' | 'b';" */
static void read_union(struct ma_notation *n, struct ma_notation_reader *m, struct ma_str name)
{
	struct ma_named_values *e = ma_notation_enum(n, name);

	(void)ma_notation_take(m, "|"); /* the first may have one */
	while (e && ma_notation_peek(m).kind == MA_MARK_TEXT) {
		ma_notation_enum_value(n, e, ma_notation_next_in_line(m).text);
		(void)ma_notation_take(m, "|"); /* the last has none */
	}
	(void)ma_notation_take(m, ";"); /* may be there */
}

/* "Base & { ... }", "{ ... } & Base", "Partial<Book>" behind "type X =" */
static bool read_object_type(
	struct ma_notation *n, struct ma_notation_reader *m, struct ma_str name, const char *begin)
{
	struct ma_mark mark = ma_notation_peek_in_line(m);
	struct ma_spec_entity *e = NULL;
	struct ma_notation_reader ahead = *m;

	if (mark.kind == MA_MARK_TEXT || ma_notation_is(&mark, "|")) {
		read_union(n, m, name);
		return true;
	}
	if (mark.kind == MA_MARK_WORD) {
		(void)ma_notation_next_in_line(&ahead); /* the base */
		mark = ma_notation_peek(&ahead);
		if (!ma_notation_is(&mark, "&")) {
			while (!ends_member(&mark)) {
				(void)ma_notation_next(m); /* an alias */
				mark = ma_notation_peek(m);
			}
			(void)ma_notation_take(m, ";"); /* may be there */
			ma_notation_unused(n, ma_str_n(begin, (size_t)(m->rest.p - begin)));
			return true;
		}
	}
	do {
		mark = ma_notation_next_in_line(m);
		if (!ma_notation_is(&mark, "{") && mark.kind != MA_MARK_WORD)
			return false;
		e = e ? e : ma_notation_entity(n, name);
		if (ma_notation_is(&mark, "{"))
			read_members(n, m, e);
		else
			ma_member_inherit(n, e, mark.text);
	} while (ma_notation_take(m, "&"));
	return true;
}

/* "extends A, B implements C {": past the bracket, or false. What is implemented stands in the class as well. */
static bool open_block(struct ma_notation *n, struct ma_notation_reader *m, struct ma_str name)
{
	struct ma_notation_reader ahead = *m;
	struct ma_spec_entity *e;
	struct ma_mark mark;
	int words = 0;

	for (mark = ma_notation_next_in_line(&ahead); !ma_notation_is(&mark, "{");
		mark = ma_notation_next_in_line(&ahead))
		if (mark.kind == MA_MARK_END || mark.kind == MA_MARK_TEXT || words++ == 12 ||
			(words == 1 && !ma_notation_is(&mark, "extends") &&
				!ma_notation_is(&mark, "implements")))
			return false;
	e = ma_notation_entity(n, name);
	if (ma_notation_take(m, "extends"))
		ma_member_inherit(n, e, ma_notation_next_in_line(m).text);
	*m = ahead;
	return true;
}

static bool read_definition(struct ma_notation *n, struct ma_notation_reader *m)
{
	struct decorators d = { .key = false };
	const char *begin = m->rest.p;
	struct ma_mark word, name;

	if (!memchr("@eaitcd", begin[0], 7) || !ma_notation_begins(n, begin, " \t\r\n;}(`") ||
		(begin[0] == '@' && !ma_str_starts(m->rest, "@Entity")))
		return false;
	if (begin[0] == '@')
		read_decorators(n, m, &d);
	(void)ma_notation_take(m, "export"); /* each may be there */
	(void)ma_notation_take(m, "default");
	(void)ma_notation_take(m, "abstract");
	word = ma_notation_next_in_line(m);
	name = ma_notation_next(m);
	if (name.kind != MA_MARK_WORD || word.kind != MA_MARK_WORD)
		return false;
	if (ma_str_is(word.text, "type"))
		return ma_notation_take(m, "=") && read_object_type(n, m, name.text, begin);
	if ((!ma_str_is(word.text, "interface") && !ma_str_is(word.text, "class")) ||
		!open_block(n, m, name.text))
		return false;
	read_members(n, m, ma_notation_find(n, name.text));
	return true;
}

void ma_notation_read_typescript(struct ma_notation *n)
{
	ma_notation_each(n, read_definition);
}

/* Prisma's models and enums; TypeScript's enums are written like them. */
#include "model/understand_members.h"

/* The head of a block, as it was found. */
enum head { HEAD_NONE, HEAD_SETTINGS, HEAD_MODEL, HEAD_ENUM };

/* Past the head of a block; *name is what it defines. */
static enum head read_head(struct ma_notation_reader *m, struct ma_str *name)
{
	struct ma_mark word;
	enum head head = HEAD_NONE;

	(void)ma_notation_take(m, "export"); /* may be there */
	word = ma_notation_next(m);
	if (word.kind != MA_MARK_WORD)
		return HEAD_NONE;
	*name = ma_notation_peek(m).text;
	if (ma_notation_next(m).kind != MA_MARK_WORD)
		return HEAD_NONE;
	if (ma_str_is(word.text, "model"))
		head = HEAD_MODEL;
	else if (ma_str_is(word.text, "enum"))
		head = HEAD_ENUM;
	else if (ma_str_is(word.text, "generator") || ma_str_is(word.text, "datasource"))
		head = HEAD_SETTINGS;
	else
		return HEAD_NONE;
	return ma_notation_take(m, "{") ? head : HEAD_NONE;
}

/* { A, B } or { A = "a"; ... } or one on each line. */
static void read_enum(struct ma_notation *n, struct ma_notation_reader *m, struct ma_str name)
{
	struct ma_named_values *e = ma_notation_enum(n, name);
	struct ma_mark mark;

	while (e && (mark = ma_notation_next_in_line(m)).kind != MA_MARK_END &&
		!ma_notation_is(&mark, "}")) {
		if (mark.kind != MA_MARK_WORD)
			continue;
		ma_notation_enum_value(n, e, mark.text);
		if (ma_notation_take(m, "="))
			(void)ma_notation_next_in_line(m); /* what it is stored as */
	}
}

void ma_notation_list_of(
	struct ma_notation *n, struct ma_spec_entity *e, struct ma_spec_entity *other)
{
	struct ma_spec_link *link;

	for (link = n->spec->links; link; link = link->next) {
		if (link->kind == MA_LINK_ONE_TO_MANY && ma_str_eq(link->from, other->name) &&
			ma_str_eq(link->to, e->name) && other != e) {
			link->kind = MA_LINK_MANY_TO_MANY;
			return;
		}
	}
	ma_spec_link(n->spec, e->name, MA_LINK_ONE_TO_MANY, other->name, false);
}

static const struct prisma_type {
	const char *name;
	enum ma_field_type type;
} prisma_types[] = {
	{ "String", MA_FIELD_STRING },
	{ "Int", MA_FIELD_INTEGER },
	{ "BigInt", MA_FIELD_INTEGER },
	{ "Float", MA_FIELD_DECIMAL },
	{ "Decimal", MA_FIELD_DECIMAL },
	{ "Boolean", MA_FIELD_BOOLEAN },
	{ "DateTime", MA_FIELD_DATETIME },
	{ "Json", MA_FIELD_JSON },
	{ "Bytes", MA_FIELD_FILE },
};

static enum ma_field_type prisma_type(struct ma_spec *spec, struct ma_str type, struct ma_str name)
{
	enum ma_field_type found = MA_FIELD_STRING;
	size_t i;

	for (i = 0; i < MA_COUNT(prisma_types); i++)
		if (ma_str_is(type, prisma_types[i].name))
			found = prisma_types[i].type;
	switch (found) {
	case MA_FIELD_STRING:
		return ma_notation_text(spec, name, found);
	case MA_FIELD_DECIMAL:
		return ma_notation_number(spec, name, found) == MA_FIELD_MONEY ? MA_FIELD_MONEY
									       : found;
	case MA_FIELD_DATETIME:
		return ma_notation_moment(spec, name, found);
	default:
		return found;
	}
}

/* The attributes up to the end of the line. */
struct attributes {
	bool id, unique, relation;
	struct ma_str preset;
	struct ma_str key; /* of "fields: [authorId]"; "" without one */
};

/* (fields: [authorId], ...) behind its bracket. */
static struct ma_str read_key(struct ma_notation_reader *m)
{
	struct ma_notation_reader inside = *m;
	struct ma_str key = MA_STR("");
	struct ma_mark mark;

	ma_notation_skip_group(m);
	while (inside.rest.n > m->rest.n && key.n == 0) {
		mark = ma_notation_next_in_line(&inside);
		if (ma_notation_is(&mark, "fields") && ma_notation_take(&inside, ":") &&
			ma_notation_take(&inside, "["))
			key = ma_notation_next_in_line(&inside).text;
	}
	return key;
}

/* One behind its first "@": what is not used of it is told. */
static void read_attribute(struct ma_notation *n, struct ma_notation_reader *m, struct attributes *a)
{
	const char *begin = m->rest.p - 1;
	bool block = ma_notation_take(m, "@");
	struct ma_mark name = ma_notation_next(m);
	struct ma_notation_reader inside;
	struct ma_str key;

	a->id |= !block && ma_notation_is(&name, "id");
	a->unique |= !block && ma_notation_is(&name, "unique");
	a->relation |= !block && ma_notation_is(&name, "relation");
	if (name.kind == MA_MARK_WORD &&
		!ma_words_have(
			block ? "map id schema" : "id unique relation default updatedAt map db",
			name.text))
		ma_notation_unused(n, ma_str_n(begin, (size_t)(m->rest.p - begin)));
	if (ma_notation_is(&name, "db") && ma_notation_take(m, "."))
		(void)ma_notation_next(m); /* the column's type in the database */
	inside = *m;
	if (!ma_notation_take(&inside, "("))
		return;
	*m = inside;
	key = read_key(m);
	a->key = key.n > 0 ? key : a->key;
	if (ma_notation_is(&name, "default"))
		a->preset = ma_notation_preset(inside.rest);
}

static struct attributes read_attributes(struct ma_notation *n, struct ma_notation_reader *m)
{
	struct attributes a = { .id = false };
	struct ma_mark mark;

	for (;;) {
		mark = ma_notation_peek(m);
		if (mark.kind == MA_MARK_LINE || mark.kind == MA_MARK_END ||
			ma_notation_is(&mark, "}"))
			return a;
		mark = ma_notation_next(m);
		if (ma_notation_is(&mark, "@"))
			read_attribute(n, m, &a);
		else if (ma_notation_is(&mark, "("))
			ma_notation_skip_group(m);
	}
}

/* What the record refers to by that column; "" where it is a field. */
static struct ma_str key_target(struct ma_notation *n, struct ma_str name)
{
	struct ma_str column = ma_spec_name(n->spec, name, MA_CASE_CAMEL, false);
	const struct ma_spec_entity *target = ma_notation_key(n, name);
	size_t i;

	for (i = 0; i < n->keys_n; i++)
		if (ma_str_eq(n->keys[i].name, column))
			return n->keys[i].to;
	return target ? target->name : MA_STR("");
}

static void add_prisma_field(struct ma_notation *n, struct ma_spec_entity *e, struct ma_str name,
	struct ma_str type, bool required, struct attributes a)
{
	const struct ma_named_values *values = ma_notation_find_enum(n, type);
	struct ma_str target = key_target(n, name);
	struct ma_spec_field *f;

	if (target.n > 0 && a.unique)
		ma_spec_link(n->spec, e->name, MA_LINK_ONE_TO_ONE, target, false);
	if (a.id || target.n > 0)
		return; /* the relation says it */
	f = ma_notation_field(n, e, name, prisma_type(n->spec, type, name));
	if (!f)
		return;
	if (values)
		ma_notation_set_enum(f, values);
	f->required = required && f->type != MA_FIELD_BOOLEAN;
	f->unique = a.unique;
	f->preset = a.preset;
}

/* "author User @relation(fields: [authorId], ...)": the key may stand before it or behind it. */
static void add_prisma_ref(struct ma_notation *n, struct ma_spec_entity *e, struct ma_str name,
	const struct ma_spec_entity *to, bool required, struct ma_str key)
{
	struct ma_str column = ma_spec_name(n->spec, key, MA_CASE_CAMEL, false);
	struct ma_spec_field *f = ma_spec_find_field(e, column);

	if (f && f->unique)
		ma_spec_link(n->spec, e->name, MA_LINK_ONE_TO_ONE, to->name, false);
	if (f)
		ma_spec_remove_field(e, f);
	else if (n->keys_n < MA_COUNT(n->keys))
		n->keys[n->keys_n++] = (struct ma_notation_column){ column, to->name };
	ma_notation_ref(n, e, name, to->name, required);
}

/* "title String? @unique", or "@@map(...)" */
static void read_prisma_field(
	struct ma_notation *n, struct ma_notation_reader *m, struct ma_spec_entity *e)
{
	struct ma_mark name = ma_notation_next_in_line(m), type;
	struct ma_spec_entity *other;
	struct attributes a = { .id = false };
	bool many = false, required = true;

	type = name.kind == MA_MARK_WORD ? ma_notation_peek(m) : name;
	if (name.kind != MA_MARK_WORD || type.kind != MA_MARK_WORD) {
		if (ma_notation_is(&name, "@"))
			read_attribute(n, m, &a);
		(void)read_attributes(n, m); /* of the model, not of a field */
		return;
	}
	(void)ma_notation_next(m); /* the type that was seen */
	if (ma_notation_peek(m).kind == MA_MARK_PUNCT) {
		required = !ma_notation_take(m, "?");
		many = ma_notation_take(m, "[") && ma_notation_take(m, "]");
	}
	a = read_attributes(n, m);
	other = ma_notation_find(n, type.text);
	if (other && many)
		ma_notation_list_of(n, e, other);
	else if (other && a.key.n > 0)
		add_prisma_ref(n, e, name.text, other, required, a.key);
	else if (!other && many)
		(void)ma_notation_field(n, e, name.text, MA_FIELD_JSON);
	else if (!other)
		add_prisma_field(n, e, name.text, type.text, required, a);
}

static void read_block(struct ma_notation *n, struct ma_notation_reader *m, struct ma_str name)
{
	struct ma_spec_entity *e = ma_notation_find(n, name);
	size_t before;

	if (!e) {
		ma_notation_skip_group(m);
		return;
	}
	n->keys_n = 0;
	while (!ma_notation_take(m, "}") && ma_notation_peek(m).kind != MA_MARK_END && !n->spec->rc) {
		before = m->rest.n;
		read_prisma_field(n, m, e);
		if (m->rest.n == before)
			(void)ma_notation_next(m); /* what fits nowhere */
	}
}

static bool read_definition(struct ma_notation *n, struct ma_notation_reader *m, bool names)
{
	struct ma_str name = MA_STR("");
	enum head head;

	if (!memchr("emgdE", m->rest.p[0], 5) || !ma_notation_begins(n, m->rest.p, " \t\r\n;}(`"))
		return false;
	head = read_head(m, &name);
	if (head == HEAD_NONE)
		return false;
	if (head == HEAD_ENUM) {
		struct ma_notation unused = *n; /* the second pass reads them to get past them */

		read_enum(names ? n : &unused, m, name);
	} else if (head == HEAD_SETTINGS) {
		ma_notation_skip_group(m); /* of Prisma itself */
	} else if (names) {
		(void)ma_notation_entity(n, name); /* past the limit it warns */
		ma_notation_skip_group(m);
	} else {
		read_block(n, m, name);
	}
	return true;
}

/* What they are called, in a first pass. */
static bool read_name(struct ma_notation *n, struct ma_notation_reader *m)
{
	return read_definition(n, m, true);
}

static bool read_content(struct ma_notation *n, struct ma_notation_reader *m)
{
	return read_definition(n, m, false);
}

void ma_notation_resolve_lists(struct ma_spec *spec)
{
	struct ma_spec_link *link;
	struct ma_spec_entity *other;

	for (link = spec->links; link; link = link->next) {
		if (link->kind != MA_LINK_ONE_TO_MANY)
			continue;
		other = ma_spec_find(spec, link->to);
		if (other && !ma_spec_refers(other, link->from)) {
			link->kind = MA_LINK_MANY_TO_ONE;
			link->to = link->from;
			link->from = other->name;
		}
	}
}

void ma_notation_read_models(struct ma_notation *n)
{
	if (n->spec->rc)
		return;
	ma_notation_each(n, read_name);
	ma_notation_each(n, read_content);
	ma_notation_resolve_lists(n->spec);
}

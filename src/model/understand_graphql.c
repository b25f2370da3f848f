/* GraphQL's types and enums. What asks and changes (Query, Mutation), inputs, interfaces and pages of a list are no records. */
#include "model/understand_members.h"

/* Past the ends of lines, commas and what is told between quotes. */
static struct ma_mark next(struct ma_notation_reader *m)
{
	struct ma_mark mark;

	do {
		ma_notation_skip_notes(m, true);
		mark = ma_notation_next(m);
	} while (mark.kind == MA_MARK_LINE || mark.kind == MA_MARK_TEXT ||
		ma_notation_is(&mark, ","));
	return mark;
}

static bool takes(struct ma_notation_reader *m, const char *text)
{
	struct ma_notation_reader after = *m;
	struct ma_mark mark = next(&after);

	if (!ma_notation_is(&mark, text))
		return false;
	*m = after;
	return true;
}

/* "@auth(requires: ADMIN)" behind its "@" */
static void read_directive(struct ma_notation *n, struct ma_notation_reader *m, struct ma_member *of)
{
	const char *begin = m->rest.p - 1;
	struct ma_mark name = next(m);

	if (ma_notation_is(&name, "unique") && of)
		of->unique = true;
	else if (ma_notation_is(&name, "id") && of)
		of->key = true;
	else if (name.kind == MA_MARK_WORD &&
		!ma_words_have("relation model key entity hasMany hasOne belongsTo", name.text))
		ma_notation_unused(n, ma_str_n(begin, (size_t)(name.text.p + name.text.n - begin)));
	if (ma_notation_take(m, "("))
		ma_notation_skip_group(m);
}

/* "[Comment!]!", "CommentConnection" */
static void read_type(struct ma_notation_reader *m, struct ma_member *of)
{
	struct ma_mark mark;
	static const struct ma_str pages = MA_STR("Connection");

	while (takes(m, "["))
		of->many = true;
	mark = next(m);
	of->type = mark.kind == MA_MARK_WORD ? mark.text : MA_STR("");
	if (of->type.n > pages.n && ma_str_ends(of->type, "Connection")) {
		of->type.n -= pages.n;
		of->many = true;
	}
	of->required = takes(m, "!");
	while (takes(m, "]") || takes(m, "!"))
		;
}

/* "title(max: Int): String! @unique", up to the "}" */
static void read_fields(
	struct ma_notation *n, struct ma_notation_reader *m, struct ma_spec_entity *e)
{
	struct ma_member unused = { .many = false }, *of = NULL;
	struct ma_mark mark;

	for (mark = next(m); mark.kind != MA_MARK_END && !ma_notation_is(&mark, "}") && !n->spec->rc;
		mark = next(m)) {
		if (ma_notation_is(&mark, "(")) {
			ma_notation_skip_group(m);
		} else if (ma_notation_is(&mark, "@")) {
			read_directive(n, m, of);
		} else if (mark.kind == MA_MARK_WORD) {
			struct ma_str name = mark.text;

			if (takes(m, "("))
				ma_notation_skip_group(m);
			if (!takes(m, ":"))
				continue;
			of = ma_member_add(n, e, name);
			read_type(m, of ? of : &unused);
		}
	}
}

static void read_values(struct ma_notation *n, struct ma_notation_reader *m, struct ma_str name)
{
	struct ma_named_values *e = ma_notation_enum(n, name);
	struct ma_mark mark;

	for (mark = next(m); e && mark.kind != MA_MARK_END && !ma_notation_is(&mark, "}");
		mark = next(m)) {
		if (ma_notation_is(&mark, "@"))
			read_directive(n, m, NULL);
		else if (mark.kind == MA_MARK_WORD)
			ma_notation_enum_value(n, e, mark.text);
	}
}

static bool is_record(struct ma_str name)
{
	static const char *const others[] = { "Input", "Payload", "Connection", "Edge", "PageInfo",
		"Response" };
	size_t i;

	for (i = 0; i < MA_COUNT(others); i++)
		if (ma_str_ends(name, others[i]))
			return false;
	return !ma_words_have("Query Mutation Subscription", name);
}

/* "implements Node & Named @auth {": past the bracket, or false. */
static bool open_block(struct ma_notation *n, struct ma_notation_reader *m)
{
	struct ma_mark mark = next(m);

	if (ma_notation_is(&mark, "implements"))
		do
			mark = next(m);
		while (mark.kind == MA_MARK_WORD || ma_notation_is(&mark, "&"));
	while (ma_notation_is(&mark, "@")) {
		read_directive(n, m, NULL);
		mark = next(m);
	}
	return ma_notation_is(&mark, "{");
}

/* A definition, or what is told of one. */
static bool read_definition(struct ma_notation *n, struct ma_notation_reader *m)
{
	struct ma_str word, name;
	struct ma_mark mark;

	if (ma_str_starts(m->rest, "\"\"\"")) {
		ma_notation_skip_notes(m, false);
		return true;
	}
	if (!memchr("tieus", m->rest.p[0], 5) || !ma_notation_begins(n, m->rest.p, " \t\n`}"))
		return false;
	(void)takes(m, "extend"); /* may be there */
	word = next(m).text;
	if (ma_str_is(word, "schema"))
		name = word;
	else {
		mark = ma_notation_next(m);
		name = mark.kind == MA_MARK_WORD ? mark.text : MA_STR("");
	}
	if (name.n == 0 || !ma_words_have("type input interface enum schema scalar union", word))
		return false;
	if (ma_str_is(word, "scalar"))
		return true;
	if (ma_str_is(word, "union")) {
		if (!takes(m, "="))
			return false;
		do
			(void)next(m); /* one of them */
		while (takes(m, "|"));
		ma_notation_unused(n, ma_str_n(word.p, (size_t)(name.p + name.n - word.p)));
		return true;
	}
	if (!open_block(n, m))
		return false;
	if (ma_str_is(word, "enum"))
		read_values(n, m, name);
	else if (ma_str_is(word, "type") && is_record(name))
		read_fields(n, m, ma_notation_entity(n, name));
	else
		ma_notation_skip_group(m);
	return true;
}

/* "type Book {": TypeScript has a "=" there, Go another word. */
static bool is_graphql(const struct ma_notation *n)
{
	struct ma_str rest = n->prompt;
	ptrdiff_t at;

	while ((at = ma_str_find(rest, MA_STR("type "))) >= 0) {
		struct ma_notation_reader m = { .rest = ma_str_from(rest, (size_t)at + 5) };
		struct ma_mark mark = ma_notation_next(&m);

		rest = ma_str_from(rest, (size_t)at + 5);
		if (mark.kind != MA_MARK_WORD)
			continue;
		mark = ma_notation_next(&m);
		if (ma_notation_is(&mark, "{") || ma_notation_is(&mark, "@") ||
			ma_notation_is(&mark, "implements"))
			return true;
	}
	return false;
}

void ma_notation_read_graphql(struct ma_notation *n)
{
	if (is_graphql(n))
		ma_notation_each(n, read_definition);
}

/*
 * Diagrams in words: Mermaid's erDiagram and classDiagram, PlantUML's entities and classes. Line by line from the word that begins
 * one to the fence or mark that ends it, or to the first line that is none of its own. Two passes: names, then members.
 */
#include "model/understand_members.h"

struct diagram {
	struct ma_notation *n;
	struct ma_notation_lines lines;
	bool names;                 /* the first pass */
	bool types_first;           /* erDiagram: "string name" */
	struct ma_spec_entity *in;  /* the block that is read */
	struct ma_named_values *of; /* the enum that is read */
	bool skips;                 /* a block that is neither */
};

static bool is_end(struct ma_str line)
{
	return ma_str_starts(line, "```") || ma_str_starts(line, "@enduml");
}

/* What says how a diagram looks, or nothing at all. */
static bool is_style(struct ma_str line)
{
	struct ma_str rest = line, word = ma_notation_cut_word(&rest);

	return line.n == 0 || ma_str_starts(line, "%%") || ma_str_starts(line, "'") ||
		ma_str_starts(line, "!") || ma_str_starts(line, "--") ||
		ma_str_starts(line, "..") || ma_str_starts(line, "==") ||
		ma_str_starts(line, "---") ||
		ma_words_have("direction title hide show skinparam style classDef accTitle accDescr "
			      "note left scale class",
			word);
}

/* One end of a relation: how many, and whether at least one. */
struct end {
	bool many, none;
};

/* "}o", "||", "o{" */
static struct end end_of(struct ma_str mark)
{
	return (struct end){
		.many = memchr(mark.p, '{', mark.n) || memchr(mark.p, '}', mark.n),
		.none = memchr(mark.p, 'o', mark.n) != NULL,
	};
}

/* "\"0..*\"": the multiplicity of an end, where there is one. */
static void cut_multiplicity(struct ma_str *line, struct end *end)
{
	struct ma_str word;

	if (!ma_str_starts(ma_str_trim(*line), "\""))
		return;
	word = ma_notation_cut_word(line);
	end->many = memchr(word.p, '*', word.n) || memchr(word.p, 'n', word.n) ||
		memchr(word.p, 'm', word.n);
	end->none = ma_str_starts(word, "0");
}

/* The arrow between two names, of '|', 'o', '{', '}', '-', '.', '<', '>', '*'. */
static struct ma_str cut_arrow(struct ma_str *line)
{
	struct ma_str rest = ma_str_trim(*line);
	size_t n = 0;

	while (n < rest.n && memchr("|o{}-.<>*", rest.p[n], 9) &&
		!(rest.p[n] == 'o' && n > 1 && n + 1 < rest.n && rest.p[n + 1] != ' ' &&
			!memchr("{|", rest.p[n + 1], 2)))
		n++;
	*line = ma_str_from(rest, n);
	return ma_str_n(rest.p, n);
}

static void relate(
	struct ma_notation *n, struct ma_str a, struct end left, struct ma_str b, struct end right)
{
	if (left.many && right.many)
		ma_member_relate(n, a, MA_LINK_MANY_TO_MANY, b, false);
	else if (left.many)
		ma_member_relate(n, a, MA_LINK_MANY_TO_ONE, b, !right.none);
	else if (right.many)
		ma_member_relate(n, b, MA_LINK_MANY_TO_ONE, a, !left.none);
	else
		ma_member_relate(n, b, MA_LINK_ONE_TO_ONE, a, !left.none);
}

/* "CUSTOMER ||--o{ ORDER : places", "Animal <|-- Dog", "Order \"1\" *-- \"many\" Line" */
static bool read_relation(struct diagram *d, struct ma_str line)
{
	struct ma_str a = ma_notation_cut_word(&line), b, arrow;
	struct end left = { false, true }, right = { false, true };
	size_t at;
	bool crow;

	cut_multiplicity(&line, &left);
	arrow = cut_arrow(&line);
	cut_multiplicity(&line, &right);
	b = ma_notation_cut_word(&line);
	for (at = 0; at + 1 < arrow.n &&
		!(memchr("-.", arrow.p[at], 2) && arrow.p[at + 1] == arrow.p[at]);)
		at++;
	if (a.n == 0 || b.n == 0 || at + 1 >= arrow.n)
		return false;
	if (d->names) {
		(void)ma_notation_entity(d->n, a); /* past the limit it warns */
		(void)ma_notation_entity(d->n, b);
		return true;
	}
	if (ma_str_starts(arrow, "<|") || ma_str_ends(arrow, "|>")) {
		if (ma_str_starts(arrow, "<|"))
			ma_member_inherit(d->n, ma_notation_find(d->n, b), a);
		else
			ma_member_inherit(d->n, ma_notation_find(d->n, a), b);
		return true;
	}
	crow = at > 0 && arrow.n > at + 2 && memchr("|}", arrow.p[0], 2);
	if (crow) {
		left = end_of(ma_str_n(arrow.p, at));
		right = end_of(ma_str_from(arrow, at + 2));
	} else if (!left.many && !right.many && ma_str_starts(arrow, "*")) {
		right.many = true; /* a whole and its parts */
	} else if (!left.many && !right.many && ma_str_ends(arrow, ">")) {
		left.many = true; /* the one that points refers to the other */
	}
	relate(d->n, a, left, b, right);
	return true;
}

/* "PK", "FK,UK", "<<PK>>", "{unique}" and what else stands behind a member. */
static void read_keys(struct ma_notation *n, struct ma_member *m, struct ma_str rest)
{
	struct ma_str word;
	size_t before;

	while (rest.n > 0) {
		before = rest.n;
		if (ma_str_starts(ma_str_trim(rest), "\""))
			return; /* a comment */
		word = ma_notation_cut_word(&rest);
		if (ma_words_have("PK pk", word))
			m->key = true;
		else if (ma_words_have("UK uk unique UNIQUE", word))
			m->unique = true;
		else if (ma_words_have("required notnull", word))
			m->required = true;
		else if (word.n > 0 && !memchr("0123456789", word.p[0], 10) &&
			!ma_words_have("FK fk generated", word))
			ma_notation_unused(n, word);
		if (rest.n == before)
			rest = ma_str_from(rest, 1);
	}
}

/* "List~String~", "String[]", "List<Tag>": the word within, and that there are many. */
static struct ma_str cut_type(struct ma_str *line, bool *many)
{
	struct ma_str type = ma_notation_cut_word(line);

	if (ma_words_have("List Set Array Collection list set array", type) &&
		(ma_notation_cut(line, "~") || ma_notation_cut(line, "<"))) {
		*many = true;
		type = ma_notation_cut_word(line);
	}
	while (line->n > 0 && memchr("[]~<>?", line->p[0], 6)) {
		*many = *many || line->p[0] == '[';
		*line = ma_str_from(*line, 1);
	}
	return type;
}

/* "string name PK", "+String name", "* name : text <<unique>>", "+save()" */
static void read_member(struct diagram *d, struct ma_str line)
{
	struct ma_str first, second, rest = line;
	struct ma_member *m;
	bool mandatory = ma_str_starts(line, "* "), many = false;

	while (rest.n > 0 && memchr("+-#~* ", rest.p[0], 6))
		rest = ma_str_from(rest, 1);
	if (memchr(rest.p, '(', rest.n) && !ma_str_find(rest, MA_STR(":")) && !d->types_first) {
		ma_notation_unused(d->n, line);
		return;
	}
	first = cut_type(&rest, &many);
	if (ma_notation_cut(&rest, "(") && !d->types_first) {
		ma_notation_unused(d->n, line);
		return;
	}
	if (ma_notation_cut(&rest, ":")) {
		second = first;
		first = cut_type(&rest, &many);
	} else {
		if (ma_str_starts(rest, "(") && ma_str_find(rest, MA_STR(")")) > 0)
			rest = ma_str_from(rest, (size_t)ma_str_find(rest, MA_STR(")")) + 1);
		second = ma_notation_cut_word(&rest);
		if (ma_str_starts(rest, "(")) {
			ma_notation_unused(d->n, line);
			return;
		}
	}
	if (second.n == 0) {
		second = first;
		first = MA_STR("");
	}
	m = second.n > 0 ? ma_member_add(d->n, d->in, second) : NULL;
	if (!m)
		return;
	m->type = first;
	m->many = many;
	m->required = mandatory;
	read_keys(d->n, m, rest);
}

static void read_in_block(struct diagram *d, struct ma_str line)
{
	if (ma_str_starts(line, "}")) {
		d->in = NULL;
		d->of = NULL;
		d->skips = false;
	} else if (ma_str_starts(line, "<<enum") && d->names && d->in) {
		d->of = ma_notation_enum(d->n, d->in->name);
		ma_spec_remove(d->n->spec, d->in);
		d->in = NULL;
	} else if (d->names && d->of && !is_style(line)) {
		ma_notation_enum_value(d->n, d->of, ma_notation_cut_word(&line));
	} else if (!d->names && d->in && !is_style(line) && !ma_str_starts(line, "<<")) {
		read_member(d, line);
	}
}

/* "CUSTOMER {", "class Order {", "entity \"Order line\" as line {", "enum Status {", "Order : +int id" */
static bool read_head(struct diagram *d, struct ma_str line)
{
	struct ma_str word = ma_notation_cut_word(&line), name = word;
	bool open = ma_str_ends(line, "{"), values = ma_str_is(word, "enum");

	if (ma_words_have("entity class abstract interface enum struct table", word) &&
		!ma_str_starts(ma_str_trim(line), "{"))
		name = ma_notation_cut_word(&line);
	if (ma_str_is(name, "class")) /* "abstract class X" */
		name = ma_notation_cut_word(&line);
	if (name.n == 0 ||
		!(open || !ma_str_eq(name, word) || ma_str_starts(ma_str_trim(line), ":")))
		return false;
	if (values) {
		d->of = d->names ? ma_notation_enum(d->n, name) : NULL;
		d->skips = open;
		return open;
	}
	if (ma_notation_cut(&line, "extends") && !d->names) {
		ma_member_inherit(d->n, ma_notation_find(d->n, name), ma_notation_cut_word(&line));
	} else if (ma_notation_cut(&line, ":") && !open) {
		d->in = d->names ? NULL : ma_notation_find(d->n, name);
		if (d->names)
			(void)ma_notation_entity(d->n, name); /* past the limit it warns */
		else
			read_member(d, ma_str_trim(line));
		d->in = NULL;
		return true;
	}
	d->in = d->names ? ma_notation_entity(d->n, name) : ma_notation_find(d->n, name);
	d->skips = open;
	if (!open)
		d->in = NULL;
	return true;
}

/* Behind the word that begins it: where the diagram ends. */
static const char *read_diagram(struct diagram *d, struct ma_str rest)
{
	struct ma_str line;
	const char *end = rest.p;

	d->lines.rest = rest;
	while (!d->n->spec->rc && ma_notation_line(&d->lines, &line)) {
		if (is_end(line))
			return end;
		if (d->skips)
			read_in_block(d, line);
		else if (!is_style(line) || ma_str_starts(line, "class "))
			if (!read_relation(d, line) && !read_head(d, line))
				return end;
		end = d->lines.rest.p;
	}
	return end;
}

static void read_diagrams(struct ma_notation *n, bool names)
{
	struct ma_notation_lines lines = { n->prompt };
	struct ma_str line;

	while (!n->spec->rc && ma_notation_line(&lines, &line)) {
		struct diagram d = { .n = n, .names = names };
		const char *end;

		d.types_first = ma_str_is(line, "erDiagram");
		if (!d.types_first && !ma_str_starts(line, "classDiagram") &&
			!ma_str_starts(line, "@startuml"))
			continue;
		end = read_diagram(&d, lines.rest);
		lines.rest = ma_str_from(lines.rest, (size_t)(end - lines.rest.p));
		ma_notation_blank(n, line.p, end);
	}
}

void ma_notation_read_diagrams(struct ma_notation *n)
{
	read_diagrams(n, true);
	read_diagrams(n, false);
}

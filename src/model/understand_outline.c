/*
 * Fields as a list of lines below what they are of: a heading, a bullet with deeper ones, a name in bold or before a colon. Looks ahead
 * over OUTLINE_LINES lines at most.
 */
#include "model/understand_layout.h"

#define OUTLINE_LINES 120
#define OUTLINE_SURE 12 /* items of which half must be fields, for the rest to be looked at */

/* What the items of a list have before them. */
enum form {
	FORM_BULLETS,
	FORM_DEEPER, /* more blanks than the head */
	FORM_LINES,  /* nothing: up to an empty line */
};

struct outline {
	const struct ma_spec *spec;
	const struct ma_line *head;
	struct ma_line item; /* of the list */
	struct ma_str rest;  /* behind it */
	size_t lines;
	enum form form;
};

static enum form form_of(const struct ma_line *head, struct ma_str rest)
{
	struct ma_line line;
	struct ma_str s;

	if (head->bullet || !ma_str_line(&rest, &s) || ma_str_trim(s).n == 0)
		return FORM_BULLETS;
	line = ma_line_read(s);
	if (line.bullet || line.level > 0 || line.text.n == 0)
		return FORM_BULLETS;
	return line.indent > head->indent ? FORM_DEEPER : FORM_LINES;
}

/* Whether a line is an item below the head. */
static bool is_item(const struct outline *o, const struct ma_line *line, size_t indent)
{
	if (line->indent < indent || line->level > 0)
		return false;
	if (o->form == FORM_LINES)
		return !line->bullet && !line->colon && line->indent == o->head->indent;
	if (o->form == FORM_DEEPER)
		return line->indent > o->head->indent;
	return line->bullet && !(o->head->bullet && line->indent <= o->head->indent);
}

/* The next line that is not empty, if it is an item below the head; `indent`: of the list, 0 before its first. */
static bool next_item(struct outline *o, size_t indent)
{
	struct ma_str rest = o->rest, s;
	struct ma_line line;

	while (o->lines < OUTLINE_LINES && ma_str_line(&rest, &s)) {
		o->lines++;
		if (ma_str_trim(s).n == 0 && o->form == FORM_LINES)
			return false;
		if (ma_str_trim(s).n == 0)
			continue;
		line = ma_line_read(s);
		if (!is_item(o, &line, indent))
			return false;
		o->item = line;
		o->rest = rest;
		return true;
	}
	return false;
}

/* Items that are deeper than a field are its values. */
static size_t skip_values(struct outline *o, size_t indent)
{
	struct outline next = *o;
	size_t n = 0;

	while (next_item(&next, indent + 1)) {
		*o = next;
		n++;
	}
	return n;
}

static bool is_choice(struct ma_str name)
{
	char text[MA_SPEC_NAME];

	return ma_is_choice_noun(ma_line_lower(ma_words_last(name), text, sizeof(text)));
}

/* Whether the items are fields: none is plainly something else, and half of them plainly are; a third where the others are no lists. */
static bool holds_fields(struct outline o)
{
	size_t items = 0, fields = 0, many = 0, indent;
	struct ma_str name, details;
	int weight;

	for (indent = 0; next_item(&o, indent); items++) {
		indent = o.item.indent;
		ma_definition_split(o.item.text, &name, &details);
		weight = ma_definition_weigh(o.spec, name, details);
		many += weight == 0 && ma_str_ends(name, "s");
		if (skip_values(&o, indent) > 0 && !is_choice(name))
			return false;
		if (weight < 0)
			return false;
		fields += weight > 0;
		if (items >= OUTLINE_SURE && fields * 2 < items)
			return false;
	}
	if (o.form == FORM_BULLETS && !o.head->bullet && many * 2 < items)
		items = fields * 3 >= items ? fields : items;
	return items > (o.form == FORM_LINES) && fields * 2 >= items;
}

static void add_field(struct outline *o, struct ma_buf *out)
{
	struct ma_str name, details;
	size_t indent = o->item.indent;
	struct outline value = *o;

	ma_definition_split(o->item.text, &name, &details);
	if (details.n > 0 || !next_item(&value, indent + 1)) {
		ma_definition_field(out, name, details);
		(void)skip_values(o, indent); /* what is told of the field */
		return;
	}
	details.p = value.item.text.p;
	*o = value;
	while (next_item(&value, indent + 1))
		*o = value;
	ma_buf_addv(out, name);
	ma_buf_adds(out, " (");
	details.n = (size_t)(o->item.text.p + o->item.text.n - details.p);
	while (details.n > 0) {
		struct ma_str line;

		(void)ma_str_line(&details, &line); /* there is one */
		line = ma_line_read(line).text;
		ma_definition_field(out, line, MA_STR(""));
	}
	ma_buf_adds(out, "), ");
}

/* Words of a head that say that it is one: "Entity: Tool", "Tools table". */
static struct ma_str plain_head(struct ma_str text)
{
	static const char *const before[] = { "entity: ", "model: ", "table: ", "entity ", "model ",
		"resource: " };
	static const char *const after[] = { " entity", " model", " table", " fields", " record" };
	struct ma_str word, name, details;
	size_t i;

	for (i = 0; i < MA_COUNT(before); i++) {
		word = ma_str(before[i]);
		if (text.n > word.n && ma_str_eq_nocase(ma_str_n(text.p, word.n), word))
			text = ma_str_from(text, word.n);
	}
	while (text.n > 1 && text.p[0] >= '0' && text.p[0] <= '9')
		text = ma_str_trim(ma_str_from(text, 1)); /* "1 clients" */
	ma_definition_split(text, &name, &details);
	for (i = 0; i < MA_COUNT(after); i++) {
		word = ma_str(after[i]);
		if (name.n > word.n && ma_str_eq_nocase(ma_str_from(name, name.n - word.n), word))
			name.n -= word.n;
	}
	while (name.n > 0 && memchr("*`_ ", name.p[0], 4))
		name = ma_str_from(name, 1);
	while (name.n > 0 && memchr("*`_ ", name.p[name.n - 1], 4))
		name.n--;
	return name;
}

/* A few words, of which none says what else stands below: "Features", "Tech stack", "Recipe app". */
static bool names_thing(const struct ma_spec *spec, struct ma_str name)
{
	char text[MA_SPEC_NAME];
	struct ma_str rest = name, word;
	unsigned flags = 0;
	size_t n = 0;

	if (!ma_line_is_label(name) || name.n > sizeof(text))
		return false;
	for (; ma_str_cut(&rest, ' ', &word); n++) {
		word = ma_line_lower(word, text, sizeof(text));
		flags = ma_lexicon_flags(spec->lexicon, word);
		if (flags & (MA_W_META | MA_W_HEADING | MA_W_TECH | MA_W_LANGUAGE | MA_W_CLOSED))
			return false;
	}
	return !(flags & MA_W_CONTAINER) ||
		(n == 1 &&
			!ma_words_have("app apps application webapp website system platform", word));
}

struct ma_str ma_outline_name(const struct ma_spec *spec, struct ma_str head)
{
	struct ma_str name = plain_head(head);

	return names_thing(spec, name) ? name : MA_STR("");
}

/* "site" of "A site" */
static struct ma_str without_article(struct ma_str name)
{
	char text[MA_SPEC_NAME];
	struct ma_str rest = name, first;

	if (ma_str_cut(&rest, ' ', &first) && rest.n > 0 &&
		ma_words_have("a an each every the", ma_line_lower(first, text, sizeof(text))))
		return ma_str_trim(rest);
	return name;
}

struct ma_str ma_outline_thing(struct ma_spec *spec, struct ma_str head)
{
	struct ma_str name = ma_outline_name(spec, without_article(head));
	char text[MA_SPEC_NAME];
	struct ma_str low = ma_line_lower(name, text, sizeof(text)), last = ma_words_last(low);
	unsigned flags = ma_lexicon_flags(spec->lexicon, last);
	enum ma_field_type type;

	if (ma_field_type_of_words(low, &type) &&
		!ma_known_entity(ma_spec_name(spec, low, MA_CASE_PASCAL, true)))
		return MA_STR("");
	if (ma_is_choice_noun(last) || (flags & MA_W_VERBAL && !(flags & MA_W_NOUN)) ||
		(flags & (MA_W_VERBAL | MA_W_CONTAINER) && ma_feature_named(low)))
		return MA_STR("");
	return name;
}

/* "Episodes" of "Each episode belongs to a podcast"; "" where it says no such thing. */
static struct ma_str belonging(const struct ma_spec *spec, struct ma_str head)
{
	ptrdiff_t at = ma_str_find(head, MA_STR(" belong"));
	struct ma_str name = ma_str_n(head.p, at > 0 ? (size_t)at : 0), rest = name, first;
	char text[MA_SPEC_NAME];

	if (ma_str_cut(&rest, ' ', &first) &&
		ma_words_have("each every a an the", ma_line_lower(first, text, sizeof(text))))
		name = rest;
	return ma_outline_name(spec, name);
}

size_t ma_outline_read(
	struct ma_spec *spec, const struct ma_line *head, struct ma_str rest, struct ma_buf *out)
{
	struct outline o = { .spec = spec, .head = head, .rest = rest, .form = form_of(head, rest) };
	struct ma_str name = o.form == FORM_BULLETS ? ma_outline_name(spec, head->text)
						    : ma_outline_thing(spec, head->text);
	size_t indent;
	bool belongs = name.n == 0;

	if (belongs && o.form == FORM_BULLETS)
		name = belonging(spec, head->text);
	if (name.n == 0 || !holds_fields(o))
		return 0;
	if (belongs) {
		ma_buf_addc(out, '\n');
		ma_buf_addv(out, head->text);
		ma_buf_adds(out, ".\n");
	}
	ma_definition_begin(out, name);
	for (indent = 0; next_item(&o, indent);) {
		indent = o.item.indent;
		add_field(&o, out);
	}
	ma_definition_end(out);
	return (size_t)(o.rest.p - rest.p);
}

bool ma_outline_cut_item(struct ma_str *list, struct ma_str *out)
{
	struct ma_str item = *list;
	int depth = 0;
	size_t mark = 1;
	ptrdiff_t and;

	for (item.n = 0; item.n < list->n; item.n++) {
		depth += memchr("([{", list->p[item.n], 3) != NULL;
		depth -= memchr(")]}", list->p[item.n], 3) != NULL;
		mark = ma_str_starts(ma_str_from(*list, item.n), " + ") ? 3 : 1;
		if (depth <= 0 && (memchr(",;", list->p[item.n], 2) || mark > 1))
			break;
	}
	and = item.n < list->n || depth > 0 ? -1 : ma_str_find(item, MA_STR(" and "));
	if (and > 0 && !memchr(item.p, '(', (size_t) and)) {
		item.n = (size_t) and;
		mark = strlen(" and ");
	}
	if (list->n == 0)
		return false;
	*list = ma_str_from(*list, item.n < list->n ? item.n + mark : item.n);
	*out = ma_str_trim(item);
	return true;
}

/* How many items a list has, and how many are plainly fields; `many`: those that could be lists of things. 0: one is plainly none. */
static size_t weigh_list(
	const struct ma_spec *spec, struct ma_str list, size_t *fields, size_t *many)
{
	size_t items = 0;
	struct ma_str item = list, name, details;
	int weight;

	*fields = *many = 0;
	for (; ma_outline_cut_item(&list, &item); items++) {
		ma_definition_split(item, &name, &details);
		weight = ma_definition_weigh(spec, name, details);
		if (weight < 0)
			return 0;
		*fields += weight > 0;
		*many += weight == 0 && ma_str_ends(name, "s");
	}
	return items;
}

bool ma_outline_lists_fields(const struct ma_spec *spec, struct ma_str list)
{
	size_t fields, many, items = weigh_list(spec, list, &fields, &many);

	return items > 1 && fields * 2 >= items;
}

bool ma_outline_join(struct ma_spec *spec, const struct ma_line *head, struct ma_str list,
	bool again, struct ma_buf *out)
{
	struct ma_str name = ma_outline_thing(spec, head->text);
	size_t fields, many, items = weigh_list(spec, list, &fields, &many);

	if (name.n == 0 || items < 2 || !ma_line_is_label(head->text) ||
		!(fields * 2 >= items || (again && many == 0) || (head->colon && fields > many)))
		return false;
	ma_definition_begin(out, name);
	ma_definition_fields(out, list);
	ma_definition_end(out);
	return true;
}

struct ma_str ma_outline_cut_sentence(struct ma_str *text)
{
	struct ma_str sentence = *text;
	size_t n = 0;

	while (n < text->n && !(text->p[n] == '.' && (n + 1 == text->n || text->p[n + 1] == ' ')) &&
		text->p[n] != ';')
		n++;
	sentence.n = n;
	*text = ma_str_trim(ma_str_from(*text, n < text->n ? n + 1 : n));
	return ma_str_trim(sentence);
}

bool ma_outline_read_line(const struct ma_spec *spec, struct ma_str line, struct ma_buf *out)
{
	struct ma_str name, list, rest;
	char text[MA_SPEC_NAME];

	ma_definition_split(line, &name, &rest);
	name = without_article(plain_head(name));
	list = ma_outline_cut_sentence(&rest);
	if (!(ma_lexicon_flags(spec->lexicon, ma_line_lower(name, text, sizeof(text))) &
		    (MA_W_CONTAINER | MA_W_BOX)) ||
		!names_thing(spec, name) || !ma_outline_lists_fields(spec, list))
		return false;
	ma_definition_begin(out, name);
	ma_definition_fields(out, list);
	ma_definition_end(out);
	ma_buf_addv(out, rest);
	ma_buf_addc(out, '\n');
	return true;
}

bool ma_outline_is_above_fields(const struct ma_spec *spec, struct ma_str head, struct ma_str line)
{
	return ma_outline_name(spec, head).n > 0 &&
		ma_outline_lists_fields(spec, ma_outline_cut_sentence(&line));
}

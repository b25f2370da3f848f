/*
 * Lines, or parts of one between ';', '|' and '/', that each are a thing and its fields: "teacher - name, email", "Trip -> driver, date",
 * "2. class = title, room". One alone is read as a sentence; several that go together become definitions. Linear in the text, but
 * for the names of at most ROWS rows.
 */
#include "model/understand_layout.h"

#define ROWS 80
#define PARTS 24 /* of one line */

/* A part of a line that could be one. */
struct row {
	struct ma_str whole, before; /* before: what introduces it, "Entities:" */
	struct ma_str name, list, rest;
	size_t items, fields; /* of the list; fields: those that are plainly such */
	bool valid;           /* no item is plainly none */
};

struct rows {
	struct ma_spec *spec;
	struct ma_str names[ROWS]; /* of the valid ones */
	size_t names_n, sure;      /* sure: most of whose items are fields */
	struct ma_buf out;
};

/* "Shows" of "Shows have" */
static struct ma_str without_verb(struct ma_str name)
{
	static const char *const verbs[] = { " have", " has", " with", " includes", " include",
		" contains", " contain", " needs", " need", " stores" };
	size_t i;

	for (i = 0; i < MA_COUNT(verbs); i++)
		if (ma_str_ends(name, verbs[i]))
			name.n -= strlen(verbs[i]);
	return name;
}

static bool begins_with_article(struct ma_str text)
{
	char low[MA_SPEC_NAME];
	struct ma_str first;

	return ma_str_cut(&text, ' ', &first) &&
		ma_words_have("a an the one many several each every all any their its his her my "
			      "our this these some two three",
			ma_line_lower(first, low, sizeof(low)));
}

/* "team has name, city", "team | name, city", where "a team has a name" is a sentence: what is before and behind. */
static bool split_at_verb(struct ma_str text, struct ma_str *name, struct ma_str *rest)
{
	static const char *const verbs[] = { " has ", " have ", " | " };
	ptrdiff_t at;
	size_t i, n;

	for (i = 0; i < MA_COUNT(verbs); i++) {
		at = ma_str_find(text, ma_str(verbs[i]));
		n = strlen(verbs[i]);
		if (at <= 0)
			continue;
		*name = ma_str_n(text.p, (size_t)at);
		*rest = ma_str_trim(ma_str_from(text, (size_t)at + n));
		return memchr(rest->p, ',', rest->n) && !begins_with_article(*rest) &&
			!begins_with_article(*name);
	}
	return false;
}

/* "name/phone/email" with commas; any other list as it is. */
static struct ma_str with_commas(struct ma_spec *spec, struct ma_str list)
{
	struct ma_str rest = list, first = list;
	char text[MA_SPEC_NAME], *copy;
	enum ma_field_type type;
	size_t marks = 0, i;

	(void)ma_str_cut(&rest, '/', &first); /* all of it where there is none */
	if (!ma_field_type_of_words(ma_line_lower(first, text, sizeof(text)), &type) ||
		(type != MA_FIELD_STRING && type != MA_FIELD_TEXT && type != MA_FIELD_EMAIL))
		return list;

	for (i = 0; i < list.n; i++) {
		if (memchr(",;()[]{}:", list.p[i], 9))
			return list;
		marks += list.p[i] == '/';
	}
	copy = marks > 0 ? ma_arena_dup(&spec->arena, list) : NULL;
	for (i = 0; copy && i < list.n; i++)
		if (copy[i] == '/')
			copy[i] = ',';
	return copy ? ma_str_n(copy, list.n) : list;
}

/* "Entities: teacher - name, email": what stands before the row; "" where the colon is its own. */
static struct ma_str introduction(struct ma_str text)
{
	struct ma_str name, rest, inner, list;

	ma_definition_split(text, &name, &rest);
	if (name.n == 0 || rest.n == 0 || text.p[name.n] != ':')
		return MA_STR("");
	ma_definition_split(rest, &inner, &list);
	if (list.n == 0 || memchr(inner.p, ',', inner.n) || memchr(inner.p, '(', inner.n) ||
		!memchr(list.p, ',', list.n))
		return MA_STR("");
	return ma_str_n(text.p, name.n + 1);
}

/* "Login - email, password", where "Reminders - message, due date" are records. */
static bool is_feature(const struct rows *r, struct ma_str name, struct ma_str list)
{
	char text[MA_SPEC_NAME];
	struct ma_str first = MA_STR("");
	enum ma_field_type type;

	return ma_feature_named(ma_line_lower(name, text, sizeof(text))) &&
		ma_outline_cut_item(&list, &first) &&
		!ma_definition_is_named(r->spec, r->names, r->names_n, first) &&
		!(ma_field_type_of_words(ma_line_lower(first, text, sizeof(text)), &type) &&
			(type == MA_FIELD_STRING || type == MA_FIELD_TEXT));
}

/* "required", "integer": of what stands before, and not what a field is called. */
static bool is_of_field(struct ma_str item)
{
	char text[MA_SPEC_NAME];

	return item.n < sizeof(text) &&
		ma_words_have("required optional unique mandatory nullable string varchar integer "
			      "int decimal float boolean bool datetime timestamp enum uuid",
			ma_line_lower(item, text, sizeof(text)));
}

static void weigh_item(struct rows *r, struct row *row, struct ma_str item)
{
	struct ma_str name, details;
	int weight;

	ma_definition_split(item, &name, &details);
	weight = ma_definition_weigh(r->spec, name, details);
	row->valid = row->valid && weight >= 0 && !is_of_field(item);
	row->fields += weight > 0 || ma_definition_is_named(r->spec, r->names, r->names_n, name);
	row->items++;
}

static void weigh(struct rows *r, struct row *row)
{
	struct ma_str list = row->list, item;

	row->items = row->fields = 0;
	row->valid = row->name.n > 0 && list.n > 0 && !is_feature(r, row->name, list);
	while (row->valid && ma_outline_cut_item(&list, &item))
		weigh_item(r, row, item);
}

/* "Menu item: photo; name, price": behind ';' the list goes on, where that are fields as well. It is weighed anew each time. */
static void extend(struct rows *r, struct row *row)
{
	struct ma_str more;
	struct row next;

	while (row->valid && row->items < MA_SPEC_FIELDS && row->rest.n > 0 &&
		row->list.p[row->list.n] == ';') {
		next = *row;
		more = ma_outline_cut_sentence(&next.rest);
		next.list.n = (size_t)(more.p + more.n - next.list.p);
		weigh(r, &next);
		if (!next.valid)
			return;
		*row = next;
	}
}

static struct row read_row(struct rows *r, struct ma_str part)
{
	struct row row = { .whole = part };
	struct ma_str text, words = MA_STR("");

	if (ma_str_starts(ma_str_trim(part), "|") || memchr(part.p, '`', part.n))
		return row;
	text = ma_line_read(part).text;
	row.before = introduction(text);
	text = ma_str_trim(ma_str_from(text, row.before.n));
	ma_definition_split(text, &words, &row.rest);
	if (row.rest.n == 0 && !split_at_verb(text, &words, &row.rest))
		return row;
	row.name = ma_outline_thing(r->spec, without_verb(words));
	row.list = with_commas(r->spec, ma_outline_cut_sentence(&row.rest));
	weigh(r, &row);
	extend(r, &row);
	return row;
}

/* The parts of a line between marks, and behind the last of them; 1 where no two of them could be rows. */
static size_t cut(struct rows *r, struct ma_str line, const char *mark, struct row *parts)
{
	size_t n = 0, valid = 0;
	struct ma_str part;
	ptrdiff_t at;

	while (n < PARTS && line.n > 0) {
		at = n + 1 == PARTS ? -1 : ma_str_find(line, ma_str(mark));
		part = at < 0 ? line : ma_str_n(line.p, (size_t)at);
		line = ma_str_from(line, at < 0 ? line.n : (size_t)at + strlen(mark));
		parts[n] = read_row(r, part);
		valid += parts[n].valid && parts[n].items > 1;
		n++;
	}
	return valid > 1 ? n : 1;
}

static size_t read_line(struct rows *r, struct ma_str line, struct row *parts)
{
	static const char *const marks[] = { "|", ";", " / " };
	size_t n = 1, i;

	for (i = 0; n == 1 && i < MA_COUNT(marks); i++)
		if (ma_str_find(line, ma_str(marks[i])) >= 0)
			n = cut(r, line, marks[i], parts);
	if (n == 1)
		parts[0] = read_row(r, line);
	return n;
}

static void note_name(struct rows *r, const struct row *row)
{
	if (row->valid && r->names_n < ROWS)
		r->names[r->names_n++] = ma_spec_name(r->spec, row->name, MA_CASE_PASCAL, true);
}

static void note_sure(struct rows *r, const struct row *row)
{
	r->sure += row->valid && row->items > 1 && row->fields * 2 >= row->items;
}

static void add_row(struct rows *r, const struct row *row)
{
	if (!row->valid || row->fields * (row->items > 3 ? 3 : 2) < row->items) {
		ma_buf_addv(&r->out, row->whole);
		ma_buf_addc(&r->out, '\n');
		return;
	}
	if (row->before.n > 0)
		ma_buf_addf(&r->out, MA_STR_FMT "\n", MA_STR_ARG(row->before));
	ma_definition_begin(&r->out, row->name);
	ma_definition_fields(&r->out, row->list);
	if (row->rest.n > 0 && row->list.p[row->list.n] == ';')
		ma_buf_adds(&r->out, "); ");
	else
		ma_buf_adds(&r->out, "). ");
	ma_buf_addv(&r->out, row->rest);
	ma_buf_addc(&r->out, '\n');
}

static void each_row(
	struct rows *r, struct ma_str prompt, void (*read)(struct rows *r, const struct row *row))
{
	struct row parts[PARTS];
	struct ma_str line;
	size_t n, i;

	while (ma_str_line(&prompt, &line)) {
		n = read_line(r, line, parts);
		for (i = 0; i < n; i++)
			read(r, &parts[i]);
	}
}

struct ma_str ma_spec_read_rows(struct ma_spec *spec, struct ma_str prompt)
{
	struct rows r = { .spec = spec, .out = MA_BUF_INIT(prompt.n * 2 + 64) };

	if (spec->rc)
		return prompt;
	each_row(&r, prompt, note_name);
	if (r.names_n > 1)
		each_row(&r, prompt, note_sure);
	if (r.sure < 2)
		return prompt;
	each_row(&r, prompt, add_row);
	return ma_spec_text(spec, &r.out, prompt);
}

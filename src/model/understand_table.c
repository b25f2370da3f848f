/*
 * Tables of Markdown. One whose rows are fields becomes definitions: of the thing whose name stands above it, or of those in a column
 * of its own. Of any other the rows become bullets. Linear in the text.
 */
#include "model/understand_layout.h"

#define TABLE_COLUMNS 12 /* those behind are not read */

enum column {
	COLUMN_OTHER,
	COLUMN_ENTITY,
	COLUMN_NAME,
	COLUMN_TYPE,
	COLUMN_REQUIRED,
	COLUMN_NULLABLE,
	COLUMN_UNIQUE,
	COLUMN_VALUES,
	COLUMN_TARGET,
	COLUMN_PRESET,
	COLUMN_RULES,
	COLUMNS_N
};

/* The words of a header by which a column is known; the first row that has one says what it is. */
static const struct {
	enum column column;
	const char *words;
} headers[] = {
	{ COLUMN_ENTITY, "entity model table object resource" },
	{ COLUMN_REQUIRED, "required mandatory" },
	{ COLUMN_NULLABLE, "nullable null optional" },
	{ COLUMN_UNIQUE, "unique" },
	{ COLUMN_PRESET, "default" },
	{ COLUMN_VALUES, "values options choices enum allowed" },
	{ COLUMN_TARGET, "references reference relation relationship fk foreign" },
	{ COLUMN_TYPE, "type datatype" },
	{ COLUMN_NAME, "field column attribute property name" },
	{ COLUMN_RULES,
		"constraints constraint rule rules validation key notes comment comments "
		"description details" },
};

/* What the cells of a row say. */
struct row {
	struct ma_str cells[COLUMNS_N];
};

struct table {
	enum column columns[TABLE_COLUMNS];
	size_t columns_n;
	bool has[COLUMNS_N];
};

/* The next cell of a row whose first '|' was taken off, without emphasis. */
static bool next_cell(struct ma_str *row, struct ma_str *cell)
{
	size_t n = 0;

	if (row->n == 0)
		return false;
	while (n < row->n && (row->p[n] != '|' || (n > 0 && row->p[n - 1] == '\\')))
		n++;
	*cell = ma_str_trim(ma_str_n(row->p, n));
	*row = ma_str_from(*row, n < row->n ? n + 1 : n);
	while (cell->n > 1 && memchr("*`", cell->p[0], 2))
		*cell = ma_str_from(*cell, 1);
	while (cell->n > 1 && memchr("*`", cell->p[cell->n - 1], 2))
		cell->n--;
	return true;
}

bool ma_table_is_rule(struct ma_str row)
{
	size_t i;

	for (i = 0; i < row.n; i++)
		if (!memchr("|-: ", row.p[i], 4))
			return false;
	return row.n > 0 && memchr(row.p, '-', row.n) != NULL;
}

static bool has_word(struct ma_str cell, const char *words)
{
	char text[MA_SPEC_NAME];
	struct ma_str word;
	size_t n;

	while (cell.n > 0) {
		for (n = 0; n < cell.n && !memchr(" ,;()/?:", cell.p[n], 8);)
			n++;
		word = ma_str_n(cell.p, n);
		if (n > 0 && n <= sizeof(text) &&
			ma_words_have(words, ma_line_lower(word, text, sizeof(text))))
			return true;
		cell = ma_str_from(cell, n < cell.n ? n + 1 : n);
	}
	return false;
}

static enum column column_of(struct ma_str header)
{
	size_t i;

	for (i = 0; i < MA_COUNT(headers); i++)
		if (has_word(header, headers[i].words))
			return headers[i].column;
	return COLUMN_OTHER;
}

static struct table read_header(struct ma_str row)
{
	struct table t = { .columns_n = 0 };
	struct ma_str cell = MA_STR("");
	enum column column;

	while (t.columns_n < TABLE_COLUMNS && next_cell(&row, &cell)) {
		column = column_of(cell);
		if (column == COLUMN_OTHER)
			column = COLUMN_RULES; /* what is called otherwise says something of the field as well */
		if (t.has[column])
			column = COLUMN_OTHER;
		t.has[column] = true;
		t.columns[t.columns_n++] = column;
	}
	return t;
}

/* "yes", "x", a check mark. */
static bool is_yes(struct ma_str cell)
{
	return has_word(cell,
		"yes y true x 1 required mandatory always unique \xe2\x9c\x93 \xe2\x9c\x94 "
		"\xe2\x9c\x85 pk");
}

static bool is_no(struct ma_str cell)
{
	return has_word(cell, "no n false 0 never not \xe2\x9c\x97 \xe2\x9c\x98 \xe2\x9d\x8c");
}

static bool is_nothing(struct ma_str cell)
{
	return cell.n == 0 || ma_str_is(cell, "-") || ma_str_is(cell, "\xe2\x80\x94") ||
		ma_str_is(cell, "\xe2\x80\x93") || has_word(cell, "none n/a");
}

/* What the rules, in words, come to. */
static bool says(const struct row *r, const char *words)
{
	return has_word(r->cells[COLUMN_RULES], words) || has_word(r->cells[COLUMN_TYPE], words);
}

static bool is_required(const struct row *r)
{
	return is_yes(r->cells[COLUMN_REQUIRED]) || is_no(r->cells[COLUMN_NULLABLE]) ||
		(says(r, "not") && says(r, "null")) || says(r, "required mandatory");
}

/* A few words with marks between: "hand, power". */
static bool is_list(struct ma_str cell)
{
	size_t marks = 0, blanks = 0, i;

	for (i = 0; i < cell.n; i++) {
		marks += memchr(",/|", cell.p[i], 3) != NULL;
		blanks += cell.p[i] == ' ';
	}
	return marks > 0 && blanks <= marks * 2;
}

/* The values of a choice: in a column of their own, or where the rules are nothing but a list. */
static struct ma_str values_of(const struct row *r, struct ma_str name)
{
	struct ma_str rules = r->cells[COLUMN_RULES];
	char text[MA_SPEC_NAME];

	if (!is_nothing(r->cells[COLUMN_VALUES]))
		return r->cells[COLUMN_VALUES];
	if (is_list(rules) && !has_word(rules, "required unique optional not") &&
		(has_word(r->cells[COLUMN_TYPE], "enum choice select") ||
			ma_is_choice_noun(ma_words_last(ma_line_lower(name, text, sizeof(text))))))
		return rules;
	return MA_STR("");
}

static void add_details(struct ma_buf *details, const struct row *r, struct ma_str values)
{
	struct ma_str type = r->cells[COLUMN_TYPE], target = r->cells[COLUMN_TARGET];

	if (!is_nothing(target) && !is_yes(target) && !is_no(target)) {
		ma_buf_adds(details, "reference to ");
		ma_buf_addv(details, target);
	} else if (values.n > 0) {
		ma_buf_adds(details, "one of: ");
		ma_buf_addv(details, values);
	} else if (!is_nothing(type)) {
		ma_buf_addv(details, type);
	}
}

static void add_row(struct ma_buf *out, const struct row *r)
{
	struct ma_buf details = MA_BUF_INIT(1 << 20);
	struct ma_str name = r->cells[COLUMN_NAME], preset = r->cells[COLUMN_PRESET];

	if (is_nothing(name))
		return;
	add_details(&details, r, values_of(r, name));
	if (!is_nothing(preset) && !memchr(preset.p, ' ', preset.n))
		ma_buf_addf(&details, ", default " MA_STR_FMT, MA_STR_ARG(preset));
	if (is_yes(r->cells[COLUMN_UNIQUE]) || says(r, "unique"))
		ma_buf_adds(&details, ", unique");
	if (is_required(r))
		ma_buf_adds(&details, ", required");
	if (details.rc)
		out->rc = details.rc;
	ma_definition_field(out, name, ma_buf_str(&details));
	ma_buf_done(&details);
}

static struct row read_row(const struct table *t, struct ma_str line)
{
	struct row r = { .cells[0] = MA_STR("") };
	struct ma_str cell = MA_STR("");
	size_t i;

	for (i = 0; i < t->columns_n && next_cell(&line, &cell); i++)
		r.cells[t->columns[i]] = cell;
	return r;
}

/* The next line, if it is a row; its first '|' taken off. */
static bool next_line(struct ma_str *rest, struct ma_str *row)
{
	struct ma_str next = *rest, line;

	if (!ma_str_line(&next, &line))
		return false;
	line = ma_str_trim(line);
	if (!ma_str_starts(line, "|"))
		return false;
	*row = ma_str_from(line, 1);
	*rest = next;
	return true;
}

size_t ma_table_read(struct ma_str name, struct ma_str rest, struct ma_buf *out)
{
	const char *begin = rest.p;
	struct ma_str line = MA_STR(""), entity = MA_STR("");
	struct table t;
	struct row r;

	if (!next_line(&rest, &line))
		return 0;
	t = read_header(line);
	if (!t.has[COLUMN_NAME] || !(t.has[COLUMN_ENTITY] || name.n > 0) ||
		!next_line(&rest, &line) || !ma_table_is_rule(line))
		return 0;
	if (!t.has[COLUMN_ENTITY])
		ma_definition_begin(out, name);
	while (next_line(&rest, &line)) {
		r = read_row(&t, line);
		if (r.cells[COLUMN_ENTITY].n > 0 && !ma_str_eq(r.cells[COLUMN_ENTITY], entity)) {
			if (entity.n > 0)
				ma_definition_end(out);
			entity = r.cells[COLUMN_ENTITY];
			ma_definition_begin(out, entity);
		}
		if (entity.n > 0 || !t.has[COLUMN_ENTITY])
			add_row(out, &r);
	}
	if (entity.n > 0 || !t.has[COLUMN_ENTITY])
		ma_definition_end(out);
	return (size_t)(rest.p - begin);
}

enum ma_table ma_table_of(struct ma_str header)
{
	struct ma_str cell = MA_STR("");

	(void)next_cell(&header, &cell); /* a row without cells names no fields */
	return column_of(cell) == COLUMN_NAME ? MA_TABLE_FIELDS : MA_TABLE_RECORDS;
}

static bool is_modifier(struct ma_str cell)
{
	return ma_str_eq_nocase(cell, MA_STR("required")) ||
		ma_str_eq_nocase(cell, MA_STR("unique")) ||
		ma_str_eq_nocase(cell, MA_STR("optional"));
}

void ma_table_row_as_bullet(struct ma_buf *out, enum ma_table table, struct ma_str row)
{
	struct ma_str cell;
	size_t n;

	ma_buf_adds(out, "- ");
	for (n = 0; next_cell(&row, &cell); n++) {
		if (cell.n == 0 || (table == MA_TABLE_FIELDS && n > 1 && !is_modifier(cell)))
			continue;
		if (table == MA_TABLE_FIELDS && n == 1 && !memchr(cell.p, '(', cell.n)) {
			ma_buf_addf(out, " (" MA_STR_FMT ")", (int)cell.n, cell.p);
			continue;
		}
		if (n > 0)
			ma_buf_adds(out, table == MA_TABLE_FIELDS ? " " : n == 1 ? ": " : ", ");
		ma_buf_addv(out, cell);
	}
	ma_buf_addc(out, '\n');
}

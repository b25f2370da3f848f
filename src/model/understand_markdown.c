/*
 * Markdown's layout as lines that the grammar reads: headings and bullets above others become labels ("Product:"), rows of a
 * table become bullets, and what stands under "Out of scope" gets a "no". One pass, at most twice the bytes of the prompt and a few.
 */
#include "model/understand_layout.h"

#define LABEL_WORDS 3
#define EXCLUSION 24       /* bytes of a label above what is not wanted */
#define EXCLUDED_LINE 2000 /* bytes of a line that is taken for a list of what is not wanted */

struct layout {
	struct ma_spec *spec;
	struct ma_str rest; /* behind the line */
	struct ma_buf out;
	struct ma_str above; /* what the last head names */
	enum ma_table table;
	size_t excluded; /* the level of the heading above what is not wanted; 0: none */
	size_t inner;    /* the indent of a bullet that has others below; 0: none */
	bool joined;     /* a head stood above its list of fields */
	bool told;       /* the last line that is no bullet ends a sentence */
};

static struct ma_str strip(struct ma_str text, struct ma_line *line)
{
	text = ma_str_trim(text);
	line->emphasised = text.n > 4 && ma_str_starts(text, "**") &&
		(ma_str_ends(text, "**") || ma_str_ends(text, "**:") || ma_str_ends(text, ":**"));
	while (text.n > 0 && memchr("*:# ", text.p[text.n - 1], 4)) {
		line->colon |= text.p[text.n - 1] == ':';
		text.n--;
	}
	while (text.n > 0 && text.p[0] == '*')
		text = ma_str_from(text, 1);
	return text;
}

/* Without emphasis and a colon at the end. */
static struct ma_str plain(struct ma_str text)
{
	return strip(text, &(struct ma_line){ .level = 0 });
}

static size_t count_of(struct ma_str s, char c)
{
	size_t n = 0;

	while (n < s.n && s.p[n] == c)
		n++;
	return n;
}

/* "- ", "* ", "+ ", a dot, "-name", "1. ", "2) " */
static size_t bullet_size(struct ma_str s)
{
	static const char *const dots[] = { "\xe2\x80\xa2", "\xe2\x97\xa6", "\xe2\x96\xaa",
		"\xc2\xb7", "\xe2\x80\x93 " };
	size_t n = 0, i;

	for (i = 0; i < MA_COUNT(dots); i++)
		if (ma_str_starts(s, dots[i]))
			return strlen(dots[i]);
	if (s.n > 1 && s.p[0] == '-' && (s.p[1] | 0x20) >= 'a' && (s.p[1] | 0x20) <= 'z')
		return 1;
	if (s.n > 1 && memchr("-*+", s.p[0], 3) && s.p[1] == ' ')
		return 2;
	while (n < s.n && n < 3 && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n > 0 && n + 1 < s.n && memchr(".)", s.p[n], 2) && s.p[n + 1] == ' ' ? n + 2 : 0;
}

struct ma_line ma_line_read(struct ma_str s)
{
	struct ma_line line = { .indent = count_of(s, ' ') + 4 * count_of(s, '\t') };
	size_t n;

	s = ma_str_trim(s);
	n = count_of(s, '#');
	if (n > 0 && n < s.n && s.p[n] == ' ') {
		line.level = n;
		s = ma_str_trim(ma_str_from(s, n));
		if (s.p[0] >= '0' && s.p[0] <= '9')
			s = ma_str_from(s, bullet_size(s)); /* "### 2. Tenant" */
	} else if (bullet_size(s) > 0) {
		line.bullet = true;
		s = ma_str_from(s, bullet_size(s));
	}
	line.text = strip(s, &line);
	return line;
}

/* The next line that is not empty; false at the end. */
static bool peek(struct ma_str rest, struct ma_line *out)
{
	struct ma_str s;

	while (ma_str_line(&rest, &s)) {
		if (ma_str_trim(s).n == 0)
			continue;
		*out = ma_line_read(s);
		return true;
	}
	return false;
}

static bool is_title_of(struct ma_str text, const char *const *titles)
{
	struct ma_str title;

	for (; *titles; titles++) {
		title = ma_str(*titles);
		if (text.n >= title.n && ma_str_eq_nocase(ma_str_n(text.p, title.n), title) &&
			(text.n == title.n || text.p[title.n] == ' '))
			return true;
	}
	return false;
}

static bool is_exclusion(struct ma_str text)
{
	static const char *const titles[] = { "out of scope", "out-of-scope", "non-goals",
		"non goals", "nongoals", "not included", "not in scope", "not needed", "not wanted",
		"not required", "won't do", "won't have", "wont do", "exclusions", "excluded",
		"not now", "not yet", "for later", "maybe later", "anti-goals", "don't build",
		"do not build", "what we don't need", "not in v1", "not in the mvp",
		"not in this version", NULL };

	return is_title_of(text, titles);
}

/* Headings above prose, which name nothing. */
static bool is_talk(struct ma_str text)
{
	static const char *const titles[] = { "overview", "goal", "goals", "introduction", "intro",
		"summary", "background", "about", "what", "why", "purpose", "context",
		"description", "motivation", "vision", "problem", "the problem", "notes", NULL };

	return is_title_of(text, titles) && text.n < 24;
}

bool ma_line_is_label(struct ma_str text)
{
	size_t words = 1, i;

	if (text.n == 0 || text.n > MA_SPEC_NAME)
		return false;
	for (i = 0; i < text.n; i++) {
		if (memchr(",;:.!?()|", text.p[i], 9))
			return false;
		words += text.p[i] == ' ';
	}
	return words <= LABEL_WORDS;
}

static void add_line(struct layout *l, const char *before, struct ma_str text, const char *after)
{
	ma_buf_adds(&l->out, before);
	ma_buf_addv(&l->out, text);
	ma_buf_adds(&l->out, after);
	ma_buf_addc(&l->out, '\n');
}

/* Up to a comma, "and" or "or", which are taken off as well. */
static struct ma_str first_part(struct ma_str *text)
{
	static const char *const ends[] = { ",", " and ", " or " };
	struct ma_str part;
	size_t at, i;

	for (at = 0; at < text->n; at++)
		for (i = 0; i < MA_COUNT(ends); i++)
			if (ma_str_starts(ma_str_from(*text, at), ends[i])) {
				part = ma_str_n(text->p, at);
				*text = ma_str_from(*text, at + strlen(ends[i]));
				return ma_str_trim(part);
			}
	part = *text;
	*text = MA_STR("");
	return ma_str_trim(part);
}

/* "billing, maps and chat": none of them. */
static void add_excluded(struct layout *l, struct ma_str text)
{
	struct ma_str part;
	bool negated = ma_str_starts(text, "No ") || ma_str_starts(text, "no ");

	if (ma_str_ends(text, "."))
		text.n--;
	if (negated || text.n > EXCLUDED_LINE) {
		add_line(l, "", text, ".");
		return;
	}
	while (text.n > 0) {
		part = first_part(&text);
		if (part.n > 0)
			add_line(l, "no ", part, ".");
	}
}

/* The fields of a table that begins with `from`, which may be before the rest. */
static bool read_table(struct layout *l, struct ma_str from)
{
	size_t n = l->excluded > 0 ? 0 : ma_table_read(l->above, from, &l->out);

	if (n > 0)
		l->rest = ma_str_from(from, n);
	return n > 0;
}

/* False: the line is no row of a table. */
static bool read_row(struct layout *l, struct ma_str s)
{
	struct ma_str rest = l->rest, next = MA_STR("");

	s = ma_str_trim(s);
	if (!ma_str_starts(s, "|")) {
		l->table = MA_TABLE_NONE;
		return false;
	}
	s = ma_str_from(s, 1);
	if (ma_table_is_rule(s))
		return true;
	if (l->table != MA_TABLE_NONE) {
		ma_table_row_as_bullet(&l->out, l->table, s);
		return true;
	}
	if (!ma_str_line(&rest, &next) || !ma_table_is_rule(ma_str_trim(next)))
		return false;
	if (read_table(l, ma_str_n(s.p - 1, (size_t)(l->rest.p + l->rest.n - s.p) + 1)))
		return true;
	l->table = ma_table_of(s);
	return true;
}

static size_t count_of_blanks(struct ma_str text)
{
	size_t n = 0, i;

	for (i = 0; i < text.n; i++)
		n += text.p[i] == ' ';
	return n;
}

static struct ma_str skip_blanks(struct ma_str rest)
{
	while (rest.n > 0 && memchr(" \t\r\n", rest.p[0], 4))
		rest = ma_str_from(rest, 1);
	return rest;
}

static bool is_above_rows(struct ma_str rest)
{
	return ma_str_starts(skip_blanks(rest), "|");
}

/* "## Teams" above "name, website": one line. */
static bool join_fields(struct layout *l, const struct ma_line *head)
{
	struct ma_line next = { .bullet = false };
	struct ma_str rest = skip_blanks(l->rest), s;

	if (head->level < 2 || l->excluded > 0 || !peek(rest, &next) || next.bullet ||
		next.level > 0 || is_above_rows(rest) ||
		!ma_outline_is_above_fields(l->spec, head->text, next.text))
		return false;
	if (ma_str_line(&rest, &s))
		l->rest = rest;
	ma_buf_addc(&l->out, '\n');
	ma_buf_addv(&l->out, head->text);
	add_line(l, ": ", ma_str_trim(s), "");
	return true;
}

/* "## Project: small venue ticketing", "**App name:** FitTrack"; "Goal: track workouts" is what stands behind it. */
static bool read_title(struct layout *l, const struct ma_line *line)
{
	static const char *const first[] = { "project", "app", "application", "product", "title",
		"domain", NULL };
	static const char *const any[] = { "app name", "project name", "application name",
		"name of the app", "app title", NULL };
	struct ma_str name, title;

	ma_definition_split(line->text, &name, &title);
	name = plain(name);
	title = plain(title);
	if (title.n == 0)
		return false;
	if (is_talk(name) && count_of_blanks(title) > 1 && !ma_outline_lists_fields(l->spec, title)) {
		add_line(l, "", title, "");
		return true;
	}
	if (memchr(title.p, ',', title.n) ||
		!(is_title_of(name, any) ||
			((line->level > 0 || l->out.n == 0) && is_title_of(name, first))))
		return false;
	add_line(l, "# ", title, "");
	return true;
}

static void read_heading(struct layout *l, const struct ma_line *line, struct ma_str whole)
{
	struct ma_line next = { .bullet = false };
	bool above = peek(l->rest, &next) && (next.bullet || is_above_rows(l->rest));

	if (l->excluded >= line->level)
		l->excluded = 0;
	if (is_exclusion(line->text))
		l->excluded = line->level;
	else if (is_talk(line->text) && !(above && is_above_rows(l->rest)))
		ma_buf_addc(&l->out, '\n');
	else if (join_fields(l, line))
		return;
	else if (line->level > 1 && above && ma_line_is_label(line->text))
		add_line(l, "\n", line->text, ":");
	else
		add_line(l, "", whole, "");
}

/* "- Product" above deeper bullets, and its neighbours. */
static bool read_outer_bullet(struct layout *l, const struct ma_line *line)
{
	struct ma_line next = { .bullet = false };
	bool deeper = peek(l->rest, &next) && next.bullet && next.indent > line->indent;

	if (!ma_line_is_label(line->text) || !(deeper || (l->inner > 0 && line->indent < l->inner)))
		return false;
	add_line(l, "\n", line->text, ":");
	l->inner = deeper ? next.indent : l->inner;
	return true;
}

/* Whether the very next line is an item of a list: a bullet, or a few words. */
static bool is_above_item(const struct ma_line *head, struct ma_str rest)
{
	struct ma_str s, name, details;
	ptrdiff_t open;

	if (!ma_str_line(&rest, &s))
		return false;
	ma_definition_split(s, &name, &details);
	open = ma_str_find(name, MA_STR(" ("));
	if (open > 0 && head->indent < ma_line_read(s).indent) /* "  name (string)" */
		name.n = (size_t)open;
	return ma_line_read(s).bullet || ma_line_is_label(name);
}

/* "Teams" right above a line "name, city", an empty one or the end behind it. */
static bool join_list(struct layout *l, const struct ma_line *head)
{
	struct ma_str rest = l->rest, after, s, behind = MA_STR("");
	struct ma_line next;

	if (l->excluded > 0 || head->level > 0 || head->bullet || !ma_str_line(&rest, &s))
		return false;
	after = rest;
	(void)ma_str_line(&after, &behind); /* "" at the end */
	next = ma_line_read(s);
	if (next.bullet || next.level > 0 || next.colon || next.text.n == 0 ||
		(ma_str_trim(behind).n > 0 && !ma_line_is_label(ma_line_read(behind).text)))
		return false;
	if (ma_str_ends(next.text, "."))
		next.text.n--;
	if (!ma_outline_join(l->spec, head, next.text, l->joined, &l->out))
		return false;
	l->joined = true;
	l->rest = rest;
	return true;
}

/* "Out of scope: payments, chat", or such a label above bullets. */
static bool read_exclusion(struct layout *l, const struct ma_line *line)
{
	struct ma_str label, text, next;
	struct ma_line below;

	ma_definition_split(line->text, &label, &text);
	if (line->level > 0 || label.n > EXCLUSION || !is_exclusion(plain(label)))
		return false;
	if (!line->colon && text.n == 0 && (line->bullet || !peek(l->rest, &below) || !below.bullet))
		return false; /* a sentence, and no label above bullets */
	if (text.n > 0)
		add_excluded(l, text);
	while (text.n == 0 && peek(l->rest, &below) && below.bullet) {
		add_excluded(l, below.text);
		l->rest = skip_blanks(l->rest);
		(void)ma_str_line(&l->rest, &next);
	}
	return true;
}

/* What could stand above a list of fields: a heading, a bullet, a name in bold, before a colon or right above the first of them. */
static bool read_fields(struct layout *l, const struct ma_line *line)
{
	size_t n = l->excluded == 0 &&
			(line->level > 0 || line->bullet || line->emphasised || line->colon ||
				is_above_item(line, l->rest))
		? ma_outline_read(l->spec, line, l->rest, &l->out)
		: 0;

	if (line->level > 0 || line->emphasised || line->colon)
		l->above = ma_outline_name(l->spec, line->text);
	if (n == 0 && l->above.n > 0 && is_above_rows(l->rest) &&
		read_table(l, skip_blanks(l->rest)))
		return true;
	l->rest = ma_str_from(l->rest, n);
	return n > 0 || (l->excluded == 0 && ma_outline_read_line(l->spec, line->text, &l->out));
}

static void read_plain(struct layout *l, struct ma_str whole)
{
	struct ma_line line = ma_line_read(whole), next = { .bullet = false };

	if (line.text.n > 0 && !line.bullet)
		l->told = ma_str_ends(line.text, ".");
	if (read_exclusion(l, &line) || join_list(l, &line) || read_fields(l, &line) ||
		(l->excluded == 0 && read_title(l, &line)))
		return;
	if (line.level > 0) {
		l->inner = 0;
		read_heading(l, &line, whole);
	} else if (l->excluded > 0 && line.text.n > 0) {
		add_excluded(l, line.text);
	} else if (line.bullet) {
		if (l->told && ma_definition_is_sentence(l->spec, line.text))
			add_line(l, "\n", line.text, ma_str_ends(line.text, ".") ? "" : ".");
		else if (!read_outer_bullet(l, &line))
			add_line(l, "", whole, "");
	} else {
		l->inner = line.text.n > 0 ? 0 : l->inner;
		if (line.emphasised && ma_line_is_label(line.text) && peek(l->rest, &next) &&
			next.bullet)
			add_line(l, "\n", line.text, ":");
		else
			add_line(l, "", whole, "");
	}
}

struct ma_str ma_spec_read_markdown(struct ma_spec *spec, struct ma_str prompt)
{
	struct layout l = { .spec = spec, .rest = prompt, .out = MA_BUF_INIT(prompt.n * 4 + 64) };
	struct ma_str line;

	if (spec->rc || ma_str_find(prompt, MA_STR("\n")) < 0)
		return prompt;
	while (ma_str_line(&l.rest, &line)) {
		if (ma_str_starts(line, MA_DEFINES))
			add_line(&l, "", line, "");
		else if (!read_row(&l, line))
			read_plain(&l, line);
	}
	return ma_spec_text(spec, &l.out, prompt);
}

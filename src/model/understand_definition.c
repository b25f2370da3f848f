/*
 * Definitions: what a layout says of a thing and its fields as one line, "Tool (name, category (hand, power) (required))", that the
 * grammar takes as it is. Linear in the text.
 */
#include "model/understand_layout.h"

#define NAME_WORDS 5 /* of a field */
#define REMARK_WORDS 3
#define TIE_WORDS 8

static size_t count_words(struct ma_str text)
{
	struct ma_str word;
	size_t n = 0;

	while (ma_str_cut(&text, ' ', &word))
		n += word.n > 0;
	return n;
}

static struct ma_str first_word(struct ma_str text)
{
	size_t n = 0;

	while (n < text.n && !memchr(" ,:;()/|", text.p[n], 8))
		n++;
	return ma_str_n(text.p, n);
}

struct ma_str ma_line_lower(struct ma_str text, char *out, size_t size)
{
	size_t i;

	if (text.n > size)
		text.n = size;
	for (i = 0; i < text.n; i++)
		out[i] = text.p[i] >= 'A' && text.p[i] <= 'Z' ? (char)(text.p[i] | 0x20) : text.p[i];
	return ma_str_n(out, text.n);
}

static bool is_one_of(struct ma_str word, const char *words)
{
	char text[MA_SPEC_NAME];

	return word.n <= sizeof(text) &&
		ma_words_have(words, ma_line_lower(word, text, sizeof(text)));
}

/* The first of the marks that stand between a name and what is said of it; text.n where there is none. */
static size_t find_mark(struct ma_str text, size_t *size)
{
	static const char *const marks[] = { ": ", " - ", " \xe2\x80\x93 ", " \xe2\x80\x94 ",
		" -> ", " => ", " = ", " \xe2\x86\x92 ", ":" };
	int depth = 0;
	size_t at, i;

	for (at = 0; at < text.n; at++) {
		depth += memchr("([{", text.p[at], 3) != NULL;
		depth -= memchr(")]}", text.p[at], 3) != NULL;
		for (i = 0; depth <= 0 && i < MA_COUNT(marks); i++)
			if (ma_str_starts(ma_str_from(text, at), marks[i])) {
				*size = strlen(marks[i]);
				return at;
			}
	}
	*size = 0;
	return text.n;
}

bool ma_definition_is_named(
	struct ma_spec *spec, const struct ma_str *names, size_t n, struct ma_str words)
{
	struct ma_str name = ma_spec_name(spec, words, MA_CASE_PASCAL, true);
	size_t i;

	for (i = 0; i < n; i++)
		if (ma_str_eq(names[i], name))
			return true;
	return false;
}

void ma_definition_split(struct ma_str text, struct ma_str *name, struct ma_str *details)
{
	size_t size, at = find_mark(text, &size);

	*name = ma_str_trim(ma_str_n(text.p, at));
	*details = ma_str_trim(ma_str_from(text, at + size));
}

static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

void ma_definition_begin(struct ma_buf *out, struct ma_str name)
{
	size_t i;

	ma_buf_adds(out, "\n" MA_DEFINES);
	for (i = 0; i < name.n; i++) { /* words alone: "Adverse Event" of "AdverseEvent" */
		if (i > 0 && is_capital(name.p[i]) && !is_capital(name.p[i - 1]))
			ma_buf_addc(out, ' ');
		ma_buf_addc(out, memchr("()[]{}*`_:,;.-/|", name.p[i], 16) ? ' ' : name.p[i]);
	}
	ma_buf_adds(out, " (");
}

void ma_definition_end(struct ma_buf *out)
{
	ma_buf_adds(out, ")\n");
}

/* An opening bracket without its closing one would take what follows. */
static bool is_balanced(struct ma_str text)
{
	int depth = 0;
	size_t i;

	for (i = 0; i < text.n && depth >= 0; i++) {
		depth += memchr("([{", text.p[i], 3) != NULL;
		depth -= memchr(")]}", text.p[i], 3) != NULL;
	}
	return depth == 0;
}

/* "(10,2)" of "decimal(10,2)": how many bytes it takes; 0: it is none. */
static size_t size_group(struct ma_str text)
{
	size_t n = 1;

	if (text.n < 3 || text.p[0] != '(')
		return 0;
	while (n < text.n && memchr("0123456789, ", text.p[n], 12))
		n++;
	return n > 1 && n < text.n && text.p[n] == ')' ? n + 1 : 0;
}

/* Without emphasis, checkboxes and lengths. */
static void add_text(struct ma_buf *out, struct ma_str text)
{
	bool balanced = is_balanced(text);
	size_t i, skip;

	for (i = 0; i < text.n; i++) {
		skip = i > 0 && text.p[i - 1] != ' ' ? size_group(ma_str_from(text, i)) : 0;
		if (skip > 0)
			i += skip - 1;
		else if (memchr("*`\"\x1f", text.p[i], 4) ||
			(!balanced && memchr("()[]{}", text.p[i], 6)))
			ma_buf_addc(out, ' ');
		else
			ma_buf_addc(out, text.p[i]);
	}
}

static bool is_modifier(struct ma_str word)
{
	return is_one_of(word, "required optional unique nullable mandatory indexed");
}

/* Take a modifier off the end: ", required", "(unique)". */
static bool cut_modifier(struct ma_str *text, struct ma_str *word)
{
	size_t end = text->n, from;

	while (end > 0 && memchr(" ).,;", text->p[end - 1], 5))
		end--;
	for (from = end; from > 0 && !memchr(" (,;", text->p[from - 1], 4);)
		from--;
	*word = ma_str_n(text->p + from, end - from);
	if (!is_modifier(*word))
		return false;
	while (from > 0 && memchr(" (,;-", text->p[from - 1], 5))
		from--;
	text->n = from;
	return true;
}

/* "one of: a, b", "enum (a, b)" without what introduces the values. */
static struct ma_str skip_introduction(struct ma_str text)
{
	struct ma_str word = first_word(text), rest = ma_str_trim(ma_str_from(text, word.n));
	bool one = is_one_of(word, "one either any");

	if (!one &&
		!is_one_of(word, "enum choice choices select dropdown options values enumeration"))
		return text;
	if (is_one_of(first_word(rest), "of"))
		rest = ma_str_trim(ma_str_from(rest, 2));
	else if (one)
		return text;
	if (rest.n > 0 && memchr(":-=", rest.p[0], 3))
		rest = ma_str_trim(ma_str_from(rest, 1));
	if (rest.n > 1 && memchr("([{", rest.p[0], 3) && memchr(")]}", rest.p[rest.n - 1], 3))
		rest = ma_str_n(rest.p + 1, rest.n - 2);
	return rest.n > 0 ? rest : text;
}

/* "reference to Vehicle", "FK -> Vehicle", "belongs to a vehicle": what is referred to; "" where it is none. */
static struct ma_str referred(struct ma_str text)
{
	struct ma_str word = first_word(text);
	bool said = false;

	while (is_one_of(word,
		"reference ref references fk foreign key link links linked relation "
		"belongs belongsto")) {
		said = true;
		text = ma_str_trim(ma_str_from(text, word.n));
		while (text.n > 0 && memchr(":-=> (", text.p[0], 7))
			text = ma_str_from(text, 1);
		word = first_word(text);
	}
	while (said && is_one_of(word, "to a an the one")) {
		text = ma_str_trim(ma_str_from(text, word.n));
		word = first_word(text);
	}
	return said ? word : MA_STR("");
}

/* "freezer" of "stands in a freezer", "is kept on a shelf": where a thing is; "" where the words say no such thing. */
static struct ma_str place_of(struct ma_str words)
{
	struct ma_str word = first_word(words), rest;

	if (word.n < 2 || word.p[word.n - 1] != 's')
		return MA_STR("");
	rest = ma_str_trim(ma_str_from(words, word.n));
	word = first_word(rest);
	if (ma_str_ends(word, "ed") || is_one_of(word, "kept"))
		rest = ma_str_trim(ma_str_from(rest, word.n));
	word = first_word(rest);
	if (!is_one_of(word, "in on at under inside"))
		return MA_STR("");
	rest = ma_str_trim(ma_str_from(rest, word.n));
	word = first_word(rest);
	if (!is_one_of(word, "a an one"))
		return MA_STR("");
	rest = ma_str_trim(ma_str_from(rest, word.n));
	return count_words(rest) <= 2 ? rest : MA_STR("");
}

/* What is told and names no values: "the person, or firm, that pays". */
static bool is_remark(struct ma_str details)
{
	return count_words(details) > REMARK_WORDS &&
		is_one_of(first_word(details),
			"the a an whether when how what which who where used for this if it must should "
			"can e.g. eg i.e.");
}

static void add_details(struct ma_buf *out, struct ma_str details)
{
	struct ma_str to = referred(details);

	if (to.n == 0 && is_remark(details))
		return;
	if (to.n > 0)
		details = to;
	else
		details = skip_introduction(details);
	ma_buf_adds(out, " (");
	add_text(out, details);
	ma_buf_adds(out, ")");
}

/* "FK -> Trainer" of "trainer_id (FK -> Trainer)" */
static struct ma_str group_of(struct ma_str text)
{
	const char *open = memchr(text.p, '(', text.n);

	if (!open || text.p[text.n - 1] != ')')
		return MA_STR("");
	return ma_str_n(open + 1, (size_t)(text.p + text.n - open) - 2);
}

void ma_definition_fields(struct ma_buf *out, struct ma_str list)
{
	add_text(out, list);
}

void ma_definition_field(struct ma_buf *out, struct ma_str name, struct ma_str details)
{
	struct ma_str modifiers[4], place;
	size_t n = 0, i;

	if (details.n == 0 && referred(group_of(name)).n > 0) {
		details = group_of(name);
		name.n = (size_t)(details.p - 1 - name.p);
	}
	if (ma_str_starts(name, "[ ]") || ma_str_starts(name, "[x]"))
		name = ma_str_trim(ma_str_from(name, 3));
	while (n < MA_COUNT(modifiers) && cut_modifier(&details, &modifiers[n]))
		n++;
	details = ma_str_trim(details);
	place = place_of(name);
	add_text(out, place.n > 0 ? place : name);
	if (details.n > 0)
		add_details(out, details);
	for (i = 0; i < n; i++)
		ma_buf_addf(out, " (" MA_STR_FMT ")", (int)modifiers[i].n, modifiers[i].p);
	ma_buf_adds(out, ", ");
}

/* Whether what is said of a name says something that only a field has. */
static bool says_field(struct ma_str details)
{
	enum ma_field_type type;
	char text[MA_SPEC_NAME];
	struct ma_str word;

	if (referred(details).n > 0 || skip_introduction(details).n < details.n)
		return true;
	while (details.n > 0) {
		word = first_word(details);
		if (word.n <= sizeof(text) &&
			(is_modifier(word) ||
				ma_field_type_word(ma_line_lower(word, text, sizeof(text)), &type)))
			return true;
		details = ma_str_from(details, word.n < details.n ? word.n + 1 : details.n);
	}
	return false;
}

/* The words before a bracket, in lower case and without emphasis. */
static struct ma_str plain_words(struct ma_str name, char *out, size_t size)
{
	size_t n = 0, i;

	for (i = 0; i < name.n && n < size && !memchr("([,", name.p[i], 3); i++) {
		if (memchr("*`", name.p[i], 2))
			continue;
		out[n++] = name.p[i] == '_'                    ? ' '
			: name.p[i] >= 'A' && name.p[i] <= 'Z' ? (char)(name.p[i] | 0x20)
							       : name.p[i];
	}
	return ma_str_trim(ma_str_n(out, n));
}

static bool has_letter(struct ma_str words)
{
	size_t i;

	for (i = 0; i < words.n; i++)
		if (words.p[i] & 0x80 || (words.p[i] >= 'a' && words.p[i] <= 'z'))
			return true;
	return false;
}

/* "posts: title, slug": the same behind a colon. */
static bool lists_fields_of_many(struct ma_str words, struct ma_str details)
{
	enum ma_field_type type;
	char text[MA_SPEC_NAME];
	struct ma_str first = details;

	if (!ma_str_ends(words, "s") || !ma_str_cut(&details, ',', &first) || details.n == 0 ||
		first.n > sizeof(text))
		return false;
	return ma_field_type_of_words(ma_line_lower(ma_str_trim(first), text, sizeof(text)), &type);
}

/* "a survey has a title", "questions belong to a survey": a sentence, and not what a field is called. */
static bool is_sentence(const struct ma_spec *spec, struct ma_str words)
{
	struct ma_str word;
	size_t n;

	for (n = 0; ma_str_cut(&words, ' ', &word); n++)
		if (n > 0 &&
			(ma_lexicon_flags(spec->lexicon, word) & (MA_W_HAVE | MA_W_MODAL) ||
				is_one_of(word, "belong belongs")))
			return true;
	return false;
}

bool ma_definition_is_sentence(const struct ma_spec *spec, struct ma_str text)
{
	char words[MA_SPEC_NAME];
	size_t size, at = find_mark(text, &size), n = 0, i;

	for (i = 0; i < at && n <= NAME_WORDS; i++)
		n += memchr(" ,", text.p[i], 2) != NULL;
	return text.n > 0 &&
		is_sentence(spec, ma_line_lower(ma_str_n(text.p, i), words, sizeof(words)));
}

/* "chapters (title)", "chapters (title, text)": fields of another thing, where "notes (optional)" are none. */
static bool is_list_of_things(struct ma_str name, struct ma_str words)
{
	struct ma_str group = ma_str_from(name, words.n);

	return ma_str_ends(words, "s") && memchr(group.p, '(', group.n) &&
		(memchr(group.p, ',', group.n) || !says_field(group));
}

/* "belongs to a teacher", "for a customer", "has many pupils", "many pupils" */
static bool is_tie(struct ma_str words)
{
	struct ma_str word = first_word(words), rest = ma_str_trim(ma_str_from(words, word.n));
	bool has = is_one_of(word, "has have");

	if (is_one_of(word, "belongs linked assigned related attached"))
		return is_one_of(first_word(rest), "to");
	if (is_one_of(word, "for of by in at on"))
		return is_one_of(first_word(rest), "a an one each");
	if (has)
		word = first_word(rest);
	return is_one_of(word, "many several multiple") && ma_str_ends(words, "s");
}

int ma_definition_weigh(const struct ma_spec *spec, struct ma_str name, struct ma_str details)
{
	enum ma_field_type type;
	char text[128];
	struct ma_str words = plain_words(name, text, sizeof(text));
	unsigned flags = ma_lexicon_flags(spec->lexicon, first_word(words));

	if (is_tie(words) && count_words(words) <= TIE_WORDS)
		return 1;
	if (!has_letter(words) || count_words(words) > NAME_WORDS || is_sentence(spec, words) ||
		lists_fields_of_many(words, details))
		return -1;
	if (ma_field_type_of_words(words, &type) || place_of(words).n > 0 ||
		ma_words_have("id uuid", words))
		return 1;
	if (is_list_of_things(name, words))
		return -1;
	if (says_field(ma_str_from(name, words.n)) || says_field(details))
		return 1;
	return flags & (MA_W_PRON | MA_W_MODAL | MA_W_NEG | MA_W_TECH) ||
			(flags & MA_W_VERBAL && count_words(words) > 1)
		? -1
		: 0;
}

size_t ma_definition_read(struct ma_spec *spec, size_t at, struct ma_spec_entity **out)
{
	size_t open = at;
	struct ma_spec_entity *e;

	while (open < spec->tokens_n && spec->tokens[open].kind == MA_TOKEN_WORD)
		open++;
	if (open == spec->tokens_n || spec->tokens[open].kind != MA_TOKEN_OPEN ||
		spec->tokens[open].match <= open)
		return 0;
	e = ma_spec_add(
		spec, ma_spec_name(spec, ma_spec_words(spec, at, open), MA_CASE_PASCAL, true));
	ma_spec_take(spec, at, spec->tokens[open].match);
	if (e) {
		e->given = true;
		ma_spec_read_fields(spec, e, open + 1, spec->tokens[open].match);
	}
	*out = e;
	return spec->tokens[open].match + 1;
}

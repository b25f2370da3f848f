/* A prompt as words and marks. */
#include "base/alloc.h"
#include "model/understand_letters.h"
#include "model/understand_marks.h"
#include "model/understand_parts.h"

struct reader {
	struct ma_spec *spec;
	struct ma_str rest;
	struct ma_buf low;
	uint32_t open[16]; /* brackets not yet closed */
	size_t open_n;
	bool line_start;
};

static struct ma_token *add_token(struct reader *r, enum ma_token_kind kind, size_t size)
{
	struct ma_token *t = &r->spec->tokens[r->spec->tokens_n++];

	t->kind = kind;
	t->text = ma_str_n(r->rest.p, size);
	t->low = t->text;
	r->rest = ma_str_from(r->rest, size);
	return t;
}

static bool after_stop(const struct reader *r)
{
	const struct ma_spec *spec = r->spec;

	return spec->tokens_n == 0 || spec->tokens[spec->tokens_n - 1].kind == MA_TOKEN_STOP;
}

static void add_stop(struct reader *r, size_t size, bool bullet)
{
	if (after_stop(r)) {
		if (bullet && r->spec->tokens_n > 0) {
			r->spec->tokens[r->spec->tokens_n - 1].bullet = true;
			r->spec->tokens[r->spec->tokens_n - 1].text = ma_str_n(r->rest.p, size);
		}
		if (!bullet || r->spec->tokens_n > 0) {
			r->rest = ma_str_from(r->rest, size);
			return;
		}
	}
	add_token(r, MA_TOKEN_STOP, size)->bullet = bullet;
	r->open_n = 0; /* an unclosed bracket ends with its sentence */
}

/* What neighbours make of one another: "teams own projects", "they have to pay", "clientes (...) y pedidos". */
static void see_neighbours(const struct reader *r, struct ma_token *t)
{
	struct ma_token *before = r->spec->tokens_n > 1 ? t - 1 : NULL;
	bool said = before && before->kind == MA_TOKEN_WORD;
	bool word = said && !(before->flags & MA_W_CLOSED);

	if (said && ma_str_is(t->low, "out") && ma_words_have("carry carries carried", before->low))
		before->flags = MA_W_VERB;
	if (said &&
		((before->flags & MA_W_VERBAL && ma_words_have("out off", t->low)) ||
			(ma_str_is(before->low, "a") && ma_str_is(t->low, "lot") &&
				!ma_str_starts(r->rest, " has "))))
		t->flags = MA_W_ADV; /* "we rent out boats", "it helps a lot" */
	if (word && ma_str_is(t->low, "own") && ma_str_ends(before->low, "s") && !before->possessive)
		t->flags = MA_W_HAVE;
	else if ((word || (before && before->kind == MA_TOKEN_CLOSE)) &&
		ma_words_have("y und et", t->low))
		t->flags = MA_W_CONJ;
	if (ma_str_is(t->low, "plus") &&
		(ma_str_starts(r->rest, "/") || (before && before->kind == MA_TOKEN_SLASH)))
		t->flags = 0; /* "basic/plus/premium" */
	if (said && before->flags & MA_W_TECH &&
		ma_words_have("file files setup config configuration container containers image "
			      "images stack deployment",
			t->low))
		t->flags = MA_W_TECH; /* "a docker-compose setup" */
	if (said && ma_str_is(t->low, "may") && before->text.p[0] >= '0' && before->text.p[0] <= '9')
		t->flags = 0; /* "1 May" */
	if (said && ma_str_is(t->low, "to") && ma_words_have("have has had needs", before->low))
		before->flags = t->flags = MA_W_MODAL;
}

/* "w/ line items", "w/o login" */
static bool read_with(struct reader *r)
{
	bool without = ma_str_starts(r->rest, "w/o ");
	struct ma_token *t;

	if (!without && !ma_str_starts(r->rest, "w/ "))
		return false;
	t = add_token(r, MA_TOKEN_WORD, without ? 3 : 2);
	t->low = without ? MA_STR("without") : MA_STR("with");
	t->flags = ma_lexicon_flags(r->spec->lexicon, t->low);
	r->line_start = false;
	return true;
}

/* They are one word, which says a type. */
static bool read_answers(struct reader *r)
{
	size_t n = r->spec->tokens_n, size;
	struct ma_token *t;

	if (n > 0 && r->spec->tokens[n - 1].kind == MA_TOKEN_SLASH)
		return false;
	size = ma_marks_answers(r->rest, &r->low);
	if (size == 0)
		return false;
	t = add_token(r, MA_TOKEN_WORD, size);
	t->low = MA_STR("boolean");
	t->flags = ma_lexicon_flags(r->spec->lexicon, t->low);
	r->line_start = false;
	return true;
}

/* "grossTonnage", "PortCall {": words that are no well-known one get a joint. */
static struct ma_str split_camel(struct reader *r, struct ma_str text, struct ma_str low)
{
	bool joined = false, small = text.p[0] >= 'a' && text.p[0] <= 'z';
	size_t i;

	for (i = 2; i < text.n; i++) {
		if ((unsigned char)text.p[i] >= 0x80)
			return low;
		joined |= text.p[i] >= 'A' && text.p[i] <= 'Z' && text.p[i - 1] >= 'a' &&
			text.p[i - 1] <= 'z';
	}
	if (!joined || (!small && !(r->rest.n > 0 && memchr("{(:", r->rest.p[0], 3))))
		return low;
	return ma_spec_name(r->spec, text, MA_CASE_SNAKE, false);
}

/* "VAT no., date of birth", "no. of seats": the dot belongs to the word. */
static bool is_short_number(struct ma_str low, struct ma_str rest)
{
	return ma_str_is(low, "no") &&
		(ma_str_starts(rest, ".,") || ma_str_starts(rest, ".)") ||
			ma_str_starts(rest, ". of "));
}

/* "locker no", "serial no.": the last word of an item. */
static bool ends_in_number(const struct reader *r, struct ma_str low, struct ma_str rest)
{
	size_t before = r->spec->tokens_n - 1;

	return ma_str_is(low, "no") && before > 0 &&
		r->spec->tokens[before - 1].kind == MA_TOKEN_WORD &&
		!ma_spec_is_a(r->spec, before - 1, MA_W_CLOSED) &&
		!ma_spec_is_any(r->spec, before - 1, "default yes") &&
		(rest.n == 0 || memchr(",);.\n", rest.p[0], 5));
}

/* "members' names" */
static bool follows_plural_mark(const struct reader *r, const struct ma_token *t, struct ma_str low)
{
	return low.n > 3 && ma_str_ends(low, "s") &&
		(ma_str_starts(r->rest, "' ") || ma_str_starts(r->rest, "\xe2\x80\x99 ")) &&
		(r->spec->tokens_n < 2 || (t->text.p[-1] != '\'' && t->text.p[-1] != '\x98'));
}

static void read_word(struct reader *r)
{
	size_t size = ma_letters_word(r->rest, &r->low);
	struct ma_str low = ma_spec_same_word(ma_buf_str(&r->low));
	bool number = is_short_number(low, ma_str_from(r->rest, size));
	struct ma_token *t = add_token(r, MA_TOKEN_WORD, size + number);
	const char *copy;

	if (number || ends_in_number(r, low, r->rest))
		low = MA_STR("number");
	t->possessive = ma_str_ends(t->text, "'s") || ma_str_ends(t->text, "\xe2\x80\x99s");
	if (t->possessive)
		low.n--;
	t->possessive = t->possessive || follows_plural_mark(r, t, low);
	copy = r->low.rc ? NULL : ma_arena_dup(&r->spec->arena, low);
	if (!copy) {
		r->spec->rc = MA_ENOMEM;
		return;
	}
	t->low = ma_str_n(copy, low.n);
	t->flags = ma_lexicon_flags(r->spec->lexicon, t->low);
	if (t->flags == 0) {
		t->low = split_camel(r, t->text, t->low);
		t->low = ma_spec_mend_word(r->spec, t->low);
		t->flags = ma_lexicon_flags(r->spec->lexicon, t->low);
	}
	see_neighbours(r, t);
	r->line_start = false;
}

static void read_open(struct reader *r)
{
	if (r->open_n < MA_COUNT(r->open))
		r->open[r->open_n++] = (uint32_t)r->spec->tokens_n;
	add_token(r, MA_TOKEN_OPEN, 1);
}

static void read_close(struct reader *r)
{
	if (r->open_n > 0) {
		r->spec->tokens[r->open[--r->open_n]].match = (uint32_t)r->spec->tokens_n;
		add_token(r, MA_TOKEN_CLOSE, 1);
	} else {
		r->rest = ma_str_from(r->rest, 1);
	}
}

/* "customers: name, email": a line of its own. */
static bool is_label(struct ma_str line)
{
	size_t i = 0;

	while (i < line.n &&
		(ma_letters_are_of_word((unsigned char)line.p[i]) || line.p[i] == ' ' ||
			line.p[i] == '_' || line.p[i] == '-'))
		i++;
	return i > 0 && i + 1 < line.n && line.p[i] == ':' && line.p[i + 1] == ' ';
}

/* "no invoices please", "i need it by Monday": in lower case, and yet a line of its own. */
static bool begins_remark(struct ma_str line)
{
	static const char *const words[] = { "no ", "please ", "pls ", "thanks", "i ", "we " };
	size_t i;

	for (i = 0; i < MA_COUNT(words); i++)
		if (ma_str_starts(line, words[i]))
			return true;
	return false;
}

/* "name, email, phone" below "Simple contact manager" */
static bool begins_list(const struct reader *r, struct ma_str line)
{
	size_t n = 0;

	while (n < line.n && ma_letters_are_of_word((unsigned char)line.p[n]))
		n++;
	return n < line.n && line.p[n] == ',' &&
		r->spec->tokens[r->spec->tokens_n - 1].kind == MA_TOKEN_WORD;
}

/* A newline ends a sentence unless the next line plainly goes on. */
static void read_newline(struct reader *r)
{
	struct ma_str next = ma_marks_skip_blanks(ma_str_from(r->rest, 1));
	bool goes_on = next.n > 0 && next.p[0] >= 'a' && next.p[0] <= 'z' && !after_stop(r) &&
		r->spec->tokens[r->spec->tokens_n - 1].kind != MA_TOKEN_COLON && r->rest.n > 1 &&
		r->rest.p[1] != '\n' && !is_label(next) && !begins_remark(next) &&
		!begins_list(r, next);

	r->line_start = true;
	if (r->open_n > 0 || goes_on)
		r->rest = ma_str_from(r->rest, 1);
	else
		add_stop(r, 1, false);
}

/* "- ", "* ", "• ", "1. ", "2) ", "a) ", "# " at the beginning of a line. */
static size_t bullet_size(struct ma_str s)
{
	size_t n = 0;

	if (ma_str_starts(s, "\xe2\x80\xa2"))
		return 3;
	while (n < s.n && memchr("#-*+", s.p[n], 4))
		n++;
	if (n == 0) {
		while (n < s.n && n < 3 && s.p[n] >= '0' && s.p[n] <= '9')
			n++;
		n += n == 0 && s.n > 1 && s.p[0] >= 'a' && s.p[0] <= 'z' && s.p[1] == ')';
		n = n > 0 && n < s.n && (s.p[n] == '.' || s.p[n] == ')') ? n + 1 : 0;
	}
	return n > 0 && n < s.n && (s.p[n] == ' ' || s.p[n] == '\t') ? n : 0;
}

static bool is_dash(struct ma_str s)
{
	return ma_str_starts(s, "- ") || ma_str_starts(s, "\xe2\x80\x93") ||
		ma_str_starts(s, "\xe2\x80\x94");
}

/* "task = title + deadline" */
static bool stands_alone(const struct reader *r, char mark)
{
	return r->rest.n > 1 && r->rest.p[0] == mark && r->rest.p[1] == ' ' && !after_stop(r) &&
		r->rest.p[-1] == ' ';
}

static bool after_word(const struct reader *r, const char *word)
{
	const struct ma_spec *spec = r->spec;

	return spec->tokens_n > 0 && ma_spec_is_any(spec, spec->tokens_n - 1, word);
}

/* "rent in \u20ac" */
static void read_currency(struct reader *r, size_t size, uint32_t cp)
{
	struct ma_token *t = add_token(r, MA_TOKEN_WORD, size);

	t->low = cp == '$' ? MA_STR("dollars") : cp == 0xa3 ? MA_STR("gbp") : MA_STR("euros");
}

/* What is asked of a record is answered with yes or no. */
static void ask(struct reader *r)
{
	struct ma_spec *spec = r->spec;

	if (spec->tokens_n > 0)
		spec->tokens[spec->tokens_n - 1].asked = true;
	r->rest = ma_str_from(r->rest, 1);
}

/* "max. participants", "incl. VAT" */
static bool is_short_form(const struct reader *r)
{
	return r->rest.n > 2 && r->rest.p[1] == ' ' &&
		!(r->rest.p[2] >= 'A' && r->rest.p[2] <= 'Z' && !after_word(r, "incl excl")) &&
		after_word(r, "max min incl excl approx avg est nr tel");
}

static bool after_noun(const struct reader *r)
{
	size_t n = r->spec->tokens_n;

	return n > 0 && r->spec->tokens[n - 1].kind == MA_TOKEN_WORD &&
		!(r->spec->tokens[n - 1].flags & MA_W_CLOSED) && !r->line_start &&
		!(r->rest.n > 1 &&
			ma_letters_are_of_word(ma_letters_first(ma_str_from(r->rest, 1))));
}

/* "events have: title", "each has the following fields: title": what stands behind the verb is left out. */
static bool ends_in_has(const struct reader *r)
{
	struct ma_spec *spec = r->spec;
	struct ma_str rest = ma_marks_skip_blanks(ma_str_from(r->rest, 1));
	size_t at = spec->tokens_n;

	if (rest.n == 0 || rest.p[0] == '\n' || r->open_n > 0)
		return false;
	while (at > 0 &&
		ma_spec_is_any(spec, at - 1,
			"the these following fields attributes properties columns information "
			"details data"))
		at--;
	if (at < 2 ||
		!(ma_spec_is_a(spec, at - 1, MA_W_HAVE | MA_W_WITH) ||
			(ma_spec_is_any(spec, at - 1, "need needs store record keep save") &&
				ma_spec_is_a(spec, at - 2, MA_W_PRON | MA_W_MODAL)) ||
			(ma_spec_is_any(spec, at - 1, "need needs") &&
				spec->tokens[at - 2].kind == MA_TOKEN_WORD)))
		return false;
	spec->tokens_n = at;
	return true;
}

/* "invoice #" */
static void read_number_sign(struct reader *r)
{
	add_token(r, MA_TOKEN_WORD, 1)->low = MA_STR("number");
}

/* "done?, paid?" */
static bool is_asked_field(const struct reader *r)
{
	struct ma_str rest = ma_str_from(r->rest, 1);
	size_t n = r->spec->tokens_n;

	if (rest.n == 0 || rest.p[0] == '\n')
		return n > 2 && r->spec->tokens[n - 2].kind == MA_TOKEN_COMMA;
	return ma_str_starts(rest, ",") || ma_str_starts(rest, ")") || ma_str_starts(rest, " (");
}

/* "Build: a todo app": the colon says nothing. */
static bool follows_order(const struct reader *r)
{
	const struct ma_spec *spec = r->spec;
	size_t n = spec->tokens_n;

	return n > 0 && (n == 1 || spec->tokens[n - 2].kind == MA_TOKEN_STOP) &&
		ma_spec_is_a(spec, n - 1, MA_W_BUILD) && !ma_spec_is_a(spec, n - 1, MA_W_NOUN);
}

static void read_mark(struct reader *r)
{
	uint32_t cp = 0;
	size_t size = ma_str_utf8_next(r->rest, &cp), arrow = ma_marks_reference(r->spec, r->rest);

	if (arrow > 0)
		add_token(r, MA_TOKEN_WORD, arrow)->low = MA_STR("references");
	else if ((cp == 0x20ac || cp == '$' || cp == 0xa3) && after_word(r, "in"))
		read_currency(r, size, cp);
	else if (cp == '\n')
		read_newline(r);
	else if (cp == ',' || cp == 0x3001)
		add_token(r, MA_TOKEN_COMMA, size);
	else if (cp == '&' || cp == '>' || cp == 0x2192 || stands_alone(r, '+'))
		add_token(r, MA_TOKEN_COMMA, size);
	else if (cp == '/' || cp == '|')
		add_token(r, MA_TOKEN_SLASH, size);
	else if (cp == '(' || cp == '[' || cp == '{')
		read_open(r);
	else if (cp == ')' || cp == ']' || cp == '}')
		read_close(r);
	else if (cp == ';' && (r->open_n > 0 || ma_marks_between_items(r->spec, r->rest)))
		add_token(r, MA_TOKEN_COMMA, size)->bullet = true;
	else if (cp == '?' && is_asked_field(r))
		ask(r);
	else if (cp == '.' && is_short_form(r))
		r->rest = ma_str_from(r->rest, size);
	else if (cp == '#' && after_noun(r))
		read_number_sign(r);
	else if ((cp == '.' || cp == ';' || cp == '!' || cp == '?') && r->open_n == 0)
		add_stop(r, size, cp == ';');
	else if (cp == ':' && ends_in_has(r))
		r->rest = ma_str_from(r->rest, size);
	else if (cp == ':' && follows_order(r))
		r->rest = ma_str_from(r->rest, size);
	else if (cp == ':' || stands_alone(r, '=') || (is_dash(r->rest) && !after_stop(r)))
		add_token(r, MA_TOKEN_COLON, size);
	else
		r->rest = ma_str_from(r->rest, size);
}

static void read_definition(struct reader *r)
{
	struct ma_spec *spec = r->spec;

	add_stop(r, strlen(MA_DEFINES), true);
	spec->tokens[spec->tokens_n - 1].bullet = false;
	spec->tokens[spec->tokens_n - 1].defines = true;
	r->line_start = false;
}

static void read_one(struct reader *r)
{
	size_t bullet = r->line_start ? bullet_size(r->rest) : 0;

	if (ma_str_starts(r->rest, MA_DEFINES)) {
		read_definition(r);
	} else if (bullet > 0) {
		r->line_start = false;
		add_stop(r, bullet, true);
	} else if (read_with(r) || read_answers(r)) {
		return;
	} else if (ma_letters_are_of_word(ma_letters_first(r->rest))) {
		read_word(r);
	} else {
		r->line_start = r->line_start && (r->rest.p[0] == ' ' || r->rest.p[0] == '\t');
		read_mark(r);
	}
}

void ma_spec_read_tokens(struct ma_spec *spec, struct ma_str prompt)
{
	struct reader r = { .spec = spec,
		.rest = prompt,
		.low = MA_BUF_INIT(prompt.n * 2 + 64),
		.line_start = true };
	size_t cap = prompt.n < MA_SPEC_TOKENS ? prompt.n : MA_SPEC_TOKENS;

	spec->tokens = ma_arena_new_n(&spec->arena, struct ma_token, cap + 2);
	if (!spec->tokens)
		spec->rc = MA_ENOMEM;
	while (!spec->rc && r.rest.n > 0 && spec->tokens_n < cap)
		read_one(&r);
	if (!spec->rc && r.rest.n > 0 && ma_str_trim(r.rest).n > 0)
		ma_spec_warn(spec, "the prompt is long: only its first %d words and marks were read",
			MA_SPEC_TOKENS);
	ma_buf_done(&r.low);
	if (!spec->rc && !after_stop(&r))
		spec->tokens[spec->tokens_n++] = (struct ma_token){ .kind = MA_TOKEN_STOP };
	if (!spec->rc) {
		ma_spec_settle_nouns(spec);
		ma_spec_settle_verbs(spec);
	}
}

static bool is_word(struct ma_str token, struct ma_str word)
{
	if (token.n == word.n + 1 && token.p[word.n] == 's')
		token.n--;
	return ma_str_eq(token, word);
}

size_t ma_spec_match(const struct ma_spec *spec, size_t at, const char *phrase)
{
	struct ma_str rest = ma_str(phrase), word;
	size_t n = 0;

	for (; ma_str_cut(&rest, ' ', &word); n++)
		if (at + n >= spec->tokens_n ||
			(spec->tokens[at + n].kind != MA_TOKEN_WORD &&
				spec->tokens[at + n].kind != MA_TOKEN_COMMA) ||
			!is_word(spec->tokens[at + n].low, word))
			return 0;
	return n;
}

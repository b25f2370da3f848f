/* Fields: "title", "isbn unique", "status (open, closed)", "start and end dates". */
#include "model/understand_parts.h"

/* One field as it is read. */
struct item {
	struct ma_buf words;
	bool required, optional, unique, typed;
	enum ma_field_type type;
	struct ma_str values[MA_SPEC_VALUES];
	size_t values_n;
};

static bool take_modifier(struct item *item, struct ma_str word)
{
	if (ma_str_is(word, "required") || ma_str_is(word, "mandatory"))
		item->required = true;
	else if (ma_str_is(word, "optional") || ma_str_is(word, "nullable"))
		item->optional = true;
	else if (ma_str_is(word, "unique"))
		item->unique = true;
	else
		return false;
	return true;
}

static bool take_type(struct item *item, struct ma_str word)
{
	if (!ma_field_type_word(word, &item->type))
		return false;
	item->typed = true;
	return true;
}

/* Words of a name that carry nothing. */
static bool is_filler(const struct ma_token *t)
{
	static const char *const fillers[] = {
		"whether",
		"if",
		"it",
		"its",
		"their",
		"they",
		"kind",
		"list",
		"possible",
		"one",
		"field",
	};
	size_t i;

	if (t->flags & MA_W_DET)
		return true;
	for (i = 0; i < MA_COUNT(fillers); i++)
		if (ma_str_is(t->low, fillers[i]))
			return true;
	return false;
}

static void add_word(struct item *item, struct ma_str word)
{
	if (item->words.n > 0)
		ma_buf_addc(&item->words, ' ');
	ma_buf_addv(&item->words, word);
}

static bool is_list_mark(const struct ma_token *t)
{
	return t->kind == MA_TOKEN_COMMA || t->kind == MA_TOKEN_SLASH ||
		(t->kind == MA_TOKEN_WORD && (ma_str_is(t->low, "or") || ma_str_is(t->low, "and")));
}

static void add_value(struct ma_spec *spec, struct item *item, size_t from, size_t to)
{
	struct ma_str words;

	while (from < to && spec->tokens[from].flags & MA_W_DET)
		from++;
	words = ma_spec_words(spec, from, to);
	if (words.n == 0)
		return;
	if (item->values_n < MA_SPEC_VALUES)
		item->values[item->values_n++] = ma_spec_name(spec, words, MA_CASE_SNAKE, false);
}

/* Values between commas, slashes and "or". */
static void read_values(struct ma_spec *spec, struct item *item, size_t from, size_t to)
{
	size_t at, begin = from;

	for (at = from; at <= to; at++) {
		if (at < to && !is_list_mark(&spec->tokens[at]))
			continue;
		add_value(spec, item, begin, at);
		begin = at + 1;
	}
}

static bool has_list(const struct ma_spec *spec, size_t from, size_t to)
{
	for (; from < to; from++)
		if (is_list_mark(&spec->tokens[from]))
			return true;
	return false;
}

static bool is_number(struct ma_str s)
{
	return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9';
}

/* What stands in brackets or behind a colon: modifiers, a type, a range of numbers, or the values. */
static void read_details(struct ma_spec *spec, struct item *item, size_t from, size_t to)
{
	size_t before = item->values_n, i;
	bool plain = true;

	for (i = from; i < to; i++)
		if (spec->tokens[i].kind == MA_TOKEN_WORD &&
			!take_modifier(item, spec->tokens[i].low) &&
			!take_type(item, spec->tokens[i].low))
			plain = false;
	if (plain)
		return;
	if (from < to && is_number(spec->tokens[from].low)) {
		item->type = MA_FIELD_INTEGER;
		item->typed = true;
	} else if (has_list(spec, from, to)) {
		read_values(spec, item, from, to);
	}
	if (item->values_n > before + 1) {
		item->type = MA_FIELD_ENUM;
		item->typed = true;
	} else {
		item->values_n = before;
	}
}

/* "status open/closed/blocked": the words before the last one are the name. */
static bool read_slashes(struct ma_spec *spec, struct item *item, size_t from, size_t to)
{
	size_t slash = from;

	while (slash < to && spec->tokens[slash].kind != MA_TOKEN_SLASH &&
		spec->tokens[slash].kind != MA_TOKEN_COLON)
		slash++;
	if (slash == to || spec->tokens[slash].kind == MA_TOKEN_COLON || slash < from + 2)
		return false;
	for (; from + 1 < slash; from++)
		if (!is_filler(&spec->tokens[from]))
			add_word(item, spec->tokens[from].low);
	read_details(spec, item, from, to);
	return true;
}

/* "in minutes", "in euros": a unit, which says the type. */
static size_t read_unit(struct ma_spec *spec, struct item *item, size_t at, size_t to)
{
	struct ma_str unit = at + 1 < to ? spec->tokens[at + 1].low : MA_STR("");

	if (!ma_str_is(spec->tokens[at].low, "in") || item->words.n == 0 || at + 2 != to)
		return 0;
	if (!take_type(item, unit)) {
		add_word(item, unit);
		item->typed = ma_field_type_of_words(ma_buf_str(&item->words), &item->type);
	}
	return 2;
}

/* "done flag", "name string": the other type words belong to the name as well ("due date"). */
static bool is_bare_type(struct ma_str word)
{
	static const char *const bare[] = {
		"string",
		"varchar",
		"text",
		"textarea",
		"integer",
		"int",
		"decimal",
		"float",
		"boolean",
		"bool",
		"flag",
		"checkbox",
		"datetime",
		"timestamp",
		"enum",
		"markdown",
		"json",
	};
	size_t i;

	for (i = 0; i < MA_COUNT(bare); i++)
		if (ma_str_is(word, bare[i]))
			return true;
	return false;
}

/* The next token of an item: how many were read. */
static size_t read_token(struct ma_spec *spec, struct item *item, size_t at, size_t to)
{
	const struct ma_token *t = &spec->tokens[at];
	size_t n;

	if (t->kind == MA_TOKEN_OPEN && t->match > at && t->match < to) {
		read_details(spec, item, at + 1, t->match);
		return t->match - at + 1;
	}
	if (t->kind == MA_TOKEN_COLON) {
		read_details(spec, item, at + 1, to);
		return to - at;
	}
	if (t->kind != MA_TOKEN_WORD || take_modifier(item, t->low) || is_filler(t))
		return 1;
	n = read_unit(spec, item, at, to);
	if (n > 0)
		return n;
	if (item->words.n == 0 || !is_bare_type(t->low) || !take_type(item, t->low))
		add_word(item, t->low);
	return 1;
}

/* Field names that the project itself brings, and those that must not be kept as plain fields. */
static bool is_builtin(struct ma_str name)
{
	return ma_str_is(name, "id") || ma_str_is(name, "createdAt") ||
		ma_str_is(name, "updatedAt") || ma_str_is(name, "created") ||
		ma_str_is(name, "updated") || ma_str_is(name, "userId") ||
		ma_str_is(name, "password");
}

static struct ma_str last_word(struct ma_str words)
{
	size_t i = words.n;

	while (i > 0 && words.p[i - 1] != ' ')
		i--;
	return ma_str_from(words, i);
}

static void set_priorities(struct item *item)
{
	item->type = MA_FIELD_ENUM;
	item->typed = true;
	item->values[0] = MA_STR("low");
	item->values[1] = MA_STR("medium");
	item->values[2] = MA_STR("high");
	item->values_n = 3;
}

/* The type of an item that does not say one; a plural of which every record has one becomes singular. */
static void find_type(struct ma_spec *spec, struct item *item, struct ma_str *name)
{
	struct ma_str words = ma_buf_str(&item->words),
		      one = ma_spec_name(spec, *name, MA_CASE_CAMEL, true);
	enum ma_field_type type;

	if (ma_str_is(one, "priority")) {
		set_priorities(item);
		*name = one;
		return;
	}
	item->typed = ma_field_type_of_words(words, &item->type) ||
		ma_field_type_of_count(words, &item->type);
	if (item->typed ||
		!ma_field_type_of_words(
			ma_spec_name(spec, last_word(words), MA_CASE_SNAKE, true), &type))
		return;
	item->type = type;
	item->typed = true;
	if (type != MA_FIELD_STRING && type != MA_FIELD_TEXT)
		*name = one;
}

static void add_field(struct ma_spec *spec, struct ma_spec_entity *entity, struct item *item)
{
	struct ma_str words = ma_buf_str(&item->words);
	struct ma_str name = ma_spec_name(spec, words, MA_CASE_CAMEL, false);
	struct ma_spec_field *f;
	bool said;

	said = item->typed;
	if (!said)
		find_type(spec, item, &name);
	if (name.n == 0 || is_builtin(name))
		return;
	f = ma_spec_add_field(spec, entity, name);
	if (!f)
		return;
	f->known = item->typed;
	f->said = said;
	f->type = item->typed ? item->type : MA_FIELD_STRING;
	f->required = item->required && !item->optional;
	f->unique = item->unique;
	f->plural = ma_spec_is_plural(spec, name);
	f->values_n = item->values_n;
	memcpy(f->values, item->values, sizeof(f->values));
	if (f->plural && !f->known)
		f->type = MA_FIELD_TEXT;
	if (f->type == MA_FIELD_ENUM && f->values_n < 2)
		f->type = MA_FIELD_STRING;
}

void ma_spec_read_field(struct ma_spec *spec, struct ma_spec_entity *entity, size_t from, size_t to)
{
	struct item item = { .words = MA_BUF_INIT(1024), .type = MA_FIELD_STRING };
	size_t i;

	for (i = from; i < to; i++)
		spec->tokens[i].used = true;
	if (!read_slashes(spec, &item, from, to))
		for (i = from; i < to; i += read_token(spec, &item, i, to))
			;
	if (item.words.rc == MA_ENOMEM)
		spec->rc = MA_ENOMEM;
	if (!spec->rc && item.words.rc == MA_OK)
		add_field(spec, entity, &item);
	ma_buf_done(&item.words);
}

/* The first half of "start and end dates". */
static bool is_half(const struct ma_spec *spec, size_t from, size_t to)
{
	static const char *const halves[] = {
		"start",
		"begin",
		"first",
		"last",
		"end",
		"min",
		"max",
		"minimum",
		"maximum",
		"opening",
		"closing",
		"arrival",
		"departure",
		"billing",
		"shipping",
		"home",
		"away",
		"pickup",
		"gross",
		"net",
		"issue",
		"sale",
		"purchase",
		"check-in",
	};
	size_t i;

	if (to != from + 1)
		return false;
	for (i = 0; i < MA_COUNT(halves); i++)
		if (ma_str_is(spec->tokens[from].low, halves[i]))
			return true;
	return false;
}

static struct ma_str join(struct ma_spec *spec, struct ma_str a, struct ma_str b)
{
	char *text = ma_spec_alloc(spec, a.n + b.n + 1);

	if (!text)
		return MA_STR("");
	memcpy(text, a.p, a.n);
	text[a.n] = ' ';
	memcpy(text + a.n + 1, b.p, b.n);
	return ma_str_n(text, a.n + b.n + 1);
}

static void add_named(struct ma_spec *spec, struct ma_spec_entity *entity, struct ma_str words)
{
	struct item item = { .words = MA_BUF_INIT(1024), .type = MA_FIELD_STRING };

	ma_buf_addv(&item.words, words);
	if (item.words.rc)
		spec->rc = item.words.rc;
	if (!spec->rc)
		add_field(spec, entity, &item);
	ma_buf_done(&item.words);
}

bool ma_spec_read_halves(struct ma_spec *spec, struct ma_spec_entity *entity, size_t from,
	size_t to, size_t next, size_t next_to)
{
	struct ma_str head;

	if (!is_half(spec, from, to) || next_to != next + 2 ||
		spec->tokens[next_to - 1].kind != MA_TOKEN_WORD)
		return false;
	head = ma_spec_name(spec, spec->tokens[next_to - 1].low, MA_CASE_SNAKE, true);
	add_named(spec, entity, join(spec, spec->tokens[from].low, head));
	add_named(spec, entity, join(spec, spec->tokens[next].low, head));
	return true;
}

static bool is_separator(const struct ma_spec *spec, size_t at, bool slashes)
{
	const struct ma_token *t = &spec->tokens[at];

	if (t->kind == MA_TOKEN_SLASH)
		return slashes;
	return t->kind == MA_TOKEN_COMMA || t->kind == MA_TOKEN_STOP ||
		(t->kind == MA_TOKEN_WORD && t->flags & MA_W_CONJ);
}

/* Where the item that begins at `at` ends. */
static size_t item_end(const struct ma_spec *spec, size_t at, size_t to, bool slashes)
{
	while (at < to && !is_separator(spec, at, slashes)) {
		if (spec->tokens[at].kind == MA_TOKEN_OPEN && spec->tokens[at].match > at)
			at = spec->tokens[at].match;
		at++;
	}
	return at < to ? at : to;
}

static size_t skip_separators(const struct ma_spec *spec, size_t at, size_t to, bool slashes)
{
	while (at < to && is_separator(spec, at, slashes))
		at++;
	return at;
}

void ma_spec_read_fields(struct ma_spec *spec, struct ma_spec_entity *entity, size_t from, size_t to)
{
	bool slashes = from + 1 < to && spec->tokens[from + 1].kind == MA_TOKEN_SLASH;
	size_t at, end, next, next_end;

	for (at = skip_separators(spec, from, to, slashes); at < to; at = next) {
		end = item_end(spec, at, to, slashes);
		next = skip_separators(spec, end, to, slashes);
		next_end = item_end(spec, next, to, slashes);
		if (ma_spec_read_halves(spec, entity, at, end, next, next_end))
			next = skip_separators(spec, next_end, to, slashes);
		else
			ma_spec_read_field(spec, entity, at, end);
	}
}

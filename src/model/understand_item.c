/* What the words of one field say: "isbn unique", "status (open, closed)", "weight in kg", "one of a, b or c". */
#include "model/understand_item.h"

bool ma_item_take_type(struct ma_item *item, struct ma_str word)
{
	if (!ma_field_type_word(word, &item->type))
		return false;
	item->typed = true;
	return true;
}

/* Words of a name that carry nothing. */
static bool is_filler(const struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = &spec->tokens[at];
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
		"fields",
		"columns",
		"each",
	};
	size_t i;

	if (t->flags & MA_W_DET)
		return !ma_str_is(t->low, "one") || at == 0 || !ma_str_is(t[-1].low, "plus");
	for (i = 0; i < MA_COUNT(fillers); i++)
		if (ma_str_is(t->low, fillers[i]))
			return !ma_str_is(t->low, "list") || ma_spec_is_any(spec, at + 1, "of");
	return false;
}

void ma_item_add_word(struct ma_item *item, struct ma_str word)
{
	size_t i;

	if (item->words.n > 0)
		ma_buf_addc(&item->words, ' ');
	for (i = 0; i < word.n; i++) /* "purchase_date" */
		ma_buf_addc(&item->words, word.p[i] == '_' ? ' ' : word.p[i]);
}

void ma_item_read_values(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to)
{
	size_t before = item->values_n;

	ma_item_add_values(spec, item, from, to);
	if (item->values_n > before) {
		item->type = MA_FIELD_ENUM;
		item->typed = true;
	}
}

static bool has_list(const struct ma_spec *spec, size_t from, size_t to)
{
	for (; from < to; from++)
		if (ma_item_is_list_mark(&spec->tokens[from]))
			return true;
	return false;
}

static bool has_slash(const struct ma_spec *spec, size_t from, size_t to)
{
	for (; from < to; from++)
		if (spec->tokens[from].kind == MA_TOKEN_SLASH)
			return true;
	return false;
}

bool ma_item_read_plain(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to)
{
	size_t i, end;

	if (has_slash(spec, from, to))
		return false; /* "text/number/choice" are values */
	for (i = from; i < to; i = end) {
		end = ma_item_read_clause(spec, item, i, to);
		if (end == 0)
			end = i + 1;
		else
			continue;
		if (spec->tokens[i].kind != MA_TOKEN_WORD ||
			ma_item_take_modifier(item, spec->tokens[i].low))
			continue;
		if (!ma_item_take_type(item, spec->tokens[i].low))
			return false;
		ma_item_settle_type(spec, item);
	}
	return true;
}

bool ma_item_is_modifier(struct ma_str word)
{
	return ma_item_take_modifier(&(struct ma_item){ .required = false }, word);
}

/* "boolean, string, number": no field has three types, so they are values. */
static bool are_types(const struct ma_spec *spec, size_t from, size_t to)
{
	enum ma_field_type type;
	size_t at;

	if (to < from + 5)
		return false;
	for (at = from; at < to; at++)
		if (!ma_item_is_list_mark(&spec->tokens[at]) &&
			!(spec->tokens[at].kind == MA_TOKEN_WORD &&
				ma_field_type_word(spec->tokens[at].low, &type) &&
				(at == from || ma_item_is_list_mark(&spec->tokens[at - 1]))))
			return false;
	return true;
}

/* What stands in brackets or behind a colon: modifiers, a type, a range of numbers, or the values. */
static void read_details(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to)
{
	size_t before = item->values_n;

	ma_item_keep_range(spec, item, from, to);
	if (from < to && ma_item_read_column(spec, item, from, to) == to - from)
		return;
	to = ma_item_before_example(spec, from, to);
	if (from + 1 < to && ma_spec_is_any(spec, from, "enum choice options values") &&
		spec->tokens[from + 1].kind == MA_TOKEN_COLON)
		from += 2; /* "(enum: a, b, c)" */
	if (from + 1 < to && ma_spec_is_any(spec, from, "enum") &&
		spec->tokens[from + 1].kind == MA_TOKEN_OPEN &&
		spec->tokens[from + 1].match + 1 == to) {
		ma_item_read_values(spec, item, from + 2, to - 1); /* "status: enum[a, b]" */
		return;
	}
	if (are_types(spec, from, to)) {
		ma_item_read_values(spec, item, from, to);
		return;
	}
	while (from < to && spec->tokens[from].kind == MA_TOKEN_WORD &&
		spec->tokens[from].flags & (MA_W_REL | MA_W_AUX))
		from++; /* "stage - which is a, b or c" */
	if (ma_item_read_plain(spec, item, from, to) || ma_item_read_remark(spec, item, from, to) ||
		(from < to && ma_spec_is_any(spec, from, "in") &&
			ma_item_read_unit(spec, item, from, to) > 0)) /* "reward (in pounds)" */
		return;
	if (to == from + 1 && ma_item_takes_measure(spec, item, from))
		return;
	if (to == from + 3 && has_slash(spec, from + 1, from + 2) &&
		ma_is_unit(spec->tokens[from].low) &&
		(ma_is_unit(spec->tokens[from + 2].low) || ma_spec_is_any(spec, from + 2, "s"))) {
		item->type = MA_FIELD_DECIMAL; /* "wind (m/s)" */
		item->typed = true;
		return;
	}
	if (from + 2 < to && ma_spec_is_any(spec, from, "also itself") &&
		ma_spec_is_any(spec, from + 1, "a an"))
		from += 2; /* "manager (also an employee)" */
	if (to == from + 1)
		item->hint = spec->tokens[from].low;
	if (from < to && ma_word_is_number(spec->tokens[from].low) &&
		!(has_slash(spec, from, to) && !ma_word_is_number(spec->tokens[to - 1].low))) {
		item->type = MA_FIELD_INTEGER;
		item->typed = true;
		for (; from < to && !ma_spec_is_any(spec, from, "default defaults"); from++)
			;
		(void)ma_item_read_clause(
			spec, item, from, to); /* "1-5, default 3"; or none is there */
	} else if (has_list(spec, from, to)) {
		ma_item_add_values(spec, item, from, to);
	}
	if (item->values_n > before + 1) {
		item->type = MA_FIELD_ENUM;
		item->typed = true;
	} else {
		item->values_n = before;
	}
}

/* "remote/hybrid/onsite": values without a name. */
static bool is_bare_choice(const struct ma_spec *spec, size_t from, size_t to)
{
	enum ma_field_type type;
	size_t at;

	for (at = from; at < to; at++)
		if (spec->tokens[at].kind !=
				((at - from) % 2 == 0 ? MA_TOKEN_WORD : MA_TOKEN_SLASH) ||
			spec->tokens[at].flags & MA_W_CLOSED ||
			(ma_field_type_of_words(spec->tokens[at].low, &type) &&
				type != MA_FIELD_BOOLEAN))
			return false;
	return to >= from + 5 && (to - from) % 2 == 1;
}

/* "status open/closed/blocked": the words before the last one are the name. */
static bool read_slashes(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to)
{
	size_t slash = from;

	while (slash < to && spec->tokens[slash].kind != MA_TOKEN_SLASH &&
		spec->tokens[slash].kind != MA_TOKEN_COLON &&
		spec->tokens[slash].kind != MA_TOKEN_OPEN)
		slash++;
	if (slash == from + 1 && is_bare_choice(spec, from, to)) {
		ma_item_add_word(item, MA_STR("type"));
		ma_item_read_values(spec, item, from, to);
		return true;
	}
	if (slash == to || spec->tokens[slash].kind != MA_TOKEN_SLASH || slash < from + 2 ||
		ma_str_is(spec->tokens[slash - 2].low, "in")) /* "in km/h" */
		return false;
	for (; from + 1 < slash; from++)
		if (!is_filler(spec, from) &&
			!(item->words.n > 0 && ma_spec_is_any(spec, from, "enum")))
			ma_item_add_word(item, spec->tokens[from].low);
	read_details(spec, item, from, to);
	return true;
}

/* "fee money", "price eur": behind a name that says a number already. */
static bool take_money(struct ma_item *item, struct ma_str word)
{
	enum ma_field_type type;

	return ma_words_have("money eur euro euros usd dollars gbp", word) &&
		ma_field_type_of_words(ma_buf_str(&item->words), &type) &&
		(type == MA_FIELD_MONEY || type == MA_FIELD_DECIMAL) &&
		ma_item_take_type(item, word);
}

/* "kind: a, b", "kind (a, b)", "kind" at `at`: the word is the name. */
static bool is_name(const struct ma_spec *spec, size_t at, size_t to)
{
	if (at + 1 < to && spec->tokens[at + 1].kind == MA_TOKEN_COLON)
		return true;
	return ma_spec_is_any(spec, at, "kind list field") &&
		(at + 1 >= to || spec->tokens[at + 1].kind == MA_TOKEN_OPEN ||
			ma_item_is_bare_type(spec->tokens[at + 1].low));
}

/* Where "in the depot", behind "a shelf", ends. */
static size_t place_end(const struct ma_spec *spec, size_t at, size_t to)
{
	while (at < to && spec->tokens[at].kind == MA_TOKEN_WORD &&
		!ma_item_is_modifier(spec->tokens[at].low))
		at++;
	return at;
}

/* "the client can set", "where it was found", "they are assigned to", "being discussed" behind the name. */
static bool is_told_of(const struct ma_spec *spec, size_t at, size_t to)
{
	if (at + 2 < to && ma_spec_is_any(spec, at, "that which where") &&
		ma_spec_is_a(spec, at + 1, MA_W_PRON | MA_W_DET | MA_W_AUX))
		return true;
	return at + 1 < to &&
		(ma_spec_is_any(spec, at, "the our my your their being") ||
			(ma_spec_is_any(spec, at, "i we you he she they it") &&
				!(spec->tokens[at + 1].flags & MA_W_CONJ))) &&
		spec->tokens[at - 1].kind == MA_TOKEN_WORD &&
		!(spec->tokens[at - 1].flags & MA_W_CLOSED) &&
		(spec->tokens[at - 1].flags & MA_W_NOUN ||
			!(spec->tokens[at - 1].flags & MA_W_VERBAL));
}

/* "up to one photo", "a boolean fixed", "is of type a or b": what stands before the name; 0: nothing. */
static size_t before_name(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	static const char *const quantities[] = { "up to", "at most", "at least", "exactly", "only",
		"is of", "are of" };
	size_t i, n;

	for (i = 0; i < MA_COUNT(quantities); i++) {
		n = ma_spec_match(spec, at, quantities[i]);
		if (n > 0 && at + n < to)
			return n;
	}
	if (at + 1 < to && spec->tokens[at + 1].kind == MA_TOKEN_WORD &&
		(ma_spec_is_any(spec, at, "boolean bool enum") ||
			(at + 2 == to && !ma_spec_is_any(spec, at + 1, "pk") &&
				ma_spec_is_any(spec, at,
					"string varchar uuid int integer decimal float double"))) &&
		ma_item_take_type(item, spec->tokens[at].low))
		return 1; /* "uuid id" */
	if (at + 1 < to && ma_spec_is_any(spec, at + 1, "flag") &&
		ma_item_is_modifier(spec->tokens[at].low)) {
		ma_item_add_word(item, spec->tokens[at].low); /* "a required flag" */
		return 1;
	}
	return 0;
}

/* "yes/no", "(yes/no)" */
static bool is_asked(const struct ma_spec *spec, size_t at, size_t to)
{
	at += at < to && spec->tokens[at].kind == MA_TOKEN_OPEN;
	return is_any(spec, at, to, "boolean");
}

/* "done?" is answered with yes or no; "published at?" may be left out. */
static void take_question(struct ma_item *item)
{
	enum ma_field_type type;

	if (item->typed || ma_words_have("from to until since", ma_buf_str(&item->words)) ||
		(ma_field_type_of_words(ma_buf_str(&item->words), &type) &&
			type != MA_FIELD_BOOLEAN)) {
		item->optional = true;
		return;
	}
	item->type = MA_FIELD_BOOLEAN;
	item->typed = true;
}

/* A word that is no modifier and no filler: how many tokens were read. */
static size_t read_word(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	const struct ma_token *t = &spec->tokens[at];
	size_t n = ma_item_read_unit(spec, item, at, to);

	if (n == 0)
		n = ma_item_read_range(spec, item, at, to);
	if (n > 0)
		return n;
	if (item->words.n > 0 && at + 1 == to && !item->typed &&
		!is_any(spec, at - 1, to, "per of in") &&
		ma_words_have("m km cm mm kg g ml l ha kwh sqm m2 m3 lbs oz ft hz khz mhz ghz psi",
			t->low))
		ma_item_type_by_unit(item, t->low); /* "elevation gain m" */
	if (item->words.n > 0 && ma_item_is_bare_type(t->low) && ma_item_take_type(item, t->low))
		ma_item_settle_type(spec, item);
	else if (item->words.n == 0 || !take_money(item, t->low))
		ma_item_add_word(item, t->low);
	if (t->asked)
		take_question(item);
	return 1;
}

/* "of at least 4 characters": how many tokens; 0: it is none. */
static size_t length_size(const struct ma_spec *spec, size_t at, size_t to)
{
	size_t from = at;

	at += is_any(spec, at, to, "of with") && at + 3 < to;
	while (at < to &&
		ma_spec_is_any(spec, at, "at least most min minimum max maximum up to exactly"))
		at++;
	if (at == from || at + 1 >= to || !ma_spec_is_number(spec, at) ||
		!is_any(spec, at + 1, to, "characters chars digits letters symbols"))
		return 0;
	return at + 2 - from;
}

/* The next token of an item: how many were read. */
static size_t read_token(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	const struct ma_token *t = &spec->tokens[at];
	size_t n = ma_item_read_choice(spec, item, at, to);

	if (n > 0)
		return n;
	n = ma_item_read_clause(spec, item, at, to);
	if (n > 0)
		return n - at;
	n = ma_item_read_column(spec, item, at, to);
	if (n > 0)
		return n;
	n = item->words.n == 0 ? before_name(spec, item, at, to) : 0;
	if (n > 0)
		return n;
	n = item->words.n > 0 ? length_size(spec, at, to) : 0;
	if (n > 0) {
		ma_spec_warn(spec, "understood but not built yet: \"" MA_STR_FMT "\" of " MA_STR_FMT,
			MA_STR_ARG(ma_spec_words(spec, at, at + n)),
			MA_STR_ARG(ma_buf_str(&item->words)));
		return n;
	}
	if (item->words.n > 0 && is_told_of(spec, at, to))
		return to - at; /* "a favourite flag the client can set" */
	if (t->kind == MA_TOKEN_WORD && t->flags & MA_W_CONJ &&
		ma_item_read_clause(spec, NULL, at + 1, to) > 0)
		return 1; /* "one of a or b and defaults to a" */
	if (t->kind == MA_TOKEN_OPEN && t->match == at + 2 && t->match < to && item->words.n > 0 &&
		ma_is_unit(t[1].low)) {
		if (!ma_item_take_type(item, t[1].low))
			ma_item_type_by_unit(item, t[1].low);
		return 3;
	}
	if (t->kind == MA_TOKEN_OPEN && t->match > at && t->match < to) {
		read_details(spec, item, at + 1, t->match);
		return t->match - at + 1;
	}
	if (t->kind == MA_TOKEN_COLON || (t->kind == MA_TOKEN_OPEN && t->match >= to)) {
		read_details(spec, item, at + 1,
			to); /* a purpose may cut a bracket: "(a number, so that ...)" */
		return to - at;
	}
	if (item->words.n > 0 && ma_item_before_example(spec, at - 1, at + 1) == at)
		return ma_item_example_end(spec, at, to) - at; /* "a code like B17" */
	if (item->words.n > 0 && at + 2 < to && ma_spec_is_any(spec, at, "in on at") &&
		ma_spec_is_any(spec, at + 1, "the our my"))
		return place_end(spec, at, to) - at;
	if (item->words.n > 0 && at + 1 == to && ma_str_is(t->low, "a")) {
		ma_item_add_word(item, t->low); /* "score a" */
		return 1;
	}
	if (item->words.n > 0 && is_asked(spec, at + 1, to) && ma_item_is_modifier(t->low)) {
		ma_item_add_word(item, t->low); /* "deposit required (yes/no)" */
		return 1;
	}
	if (t->kind != MA_TOKEN_WORD || ma_item_take_modifier(item, t->low) ||
		(is_filler(spec, at) && !(item->words.n == 0 && is_name(spec, at, to))))
		return 1;
	return read_word(spec, item, at, to);
}

void ma_item_read(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to)
{
	size_t i;

	if (!ma_item_read_question(spec, item, from, to) && !read_slashes(spec, item, from, to))
		for (i = from; i < to; i += read_token(spec, item, i, to))
			;
}

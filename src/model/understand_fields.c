/* Fields: "title", "isbn unique", "status (open, closed)", "start and end dates". */
#include "model/understand_item.h"
#include "model/understand_types.h"

/* Field names that the project itself brings, and those that must not be kept as plain fields. */
static bool is_builtin(struct ma_str name)
{
	return ma_str_is(name, "id") || ma_str_is(name, "createdAt") ||
		ma_str_is(name, "updatedAt") || ma_str_is(name, "created") ||
		ma_str_is(name, "updated") || ma_str_is(name, "userId") ||
		ma_str_is(name, "password") || ma_str_is(name, "not") ||
		ma_str_is(name, "no"); /* "read or not", "yes or no" */
}

static void set_priorities(struct ma_item *item)
{
	item->type = MA_FIELD_ENUM;
	item->typed = true;
	item->values[0] = MA_STR("low");
	item->values[1] = MA_STR("medium");
	item->values[2] = MA_STR("high");
	item->values_n = 3;
}

/* The type of an item that does not say one; a plural of which every record has one becomes singular. */
static void find_type(struct ma_spec *spec, const struct ma_spec_entity *entity,
	struct ma_item *item, struct ma_str *name)
{
	struct ma_str words = ma_buf_str(&item->words),
		      one = ma_spec_name(spec, *name, MA_CASE_CAMEL, true);
	enum ma_field_type type;

	if (ma_str_is(one, "priority")) {
		set_priorities(item);
		*name = one;
		return;
	}
	item->typed = ma_field_type_by_owner(entity, words, &item->type) ||
		ma_field_type_of_words(words, &item->type) ||
		ma_field_type_of_count(words, &item->type);
	if (item->typed ||
		!ma_field_type_of_words(
			ma_spec_name(spec, ma_words_last(words), MA_CASE_SNAKE, true), &type))
		return;
	item->type = type;
	item->typed = true;
	if ((type != MA_FIELD_STRING && type != MA_FIELD_TEXT) ||
		ma_words_have("title name", one)) /* "songs have titles" */
		*name = one;
}

static void set_values(struct ma_spec_field *f, const struct ma_item *item)
{
	f->type = MA_FIELD_ENUM;
	f->known = f->said = true;
	f->values_n = item->values_n;
	memcpy(f->values, item->values, sizeof(f->values));
}

/* "open or closed", "new, paid or shipped", where "fixed or flexible" are kinds. */
static bool are_states(const struct ma_item *item)
{
	size_t i;

	for (i = 0; i < item->values_n; i++)
		if (ma_words_have(
			    "open new draft active done paid pending closed available confirmed approved",
			    item->values[i]))
			return true;
	return false;
}

/* What is said of a field that is there. */
static void say_of(struct ma_spec_field *f, const struct ma_item *item)
{
	if (item->values_n > 1)
		set_values(f, item);
	else if (item->typed && item->type == MA_FIELD_BOOLEAN && !f->said)
		f->type = MA_FIELD_BOOLEAN; /* "..., default no" */
	f->required = (f->required || item->required) && !item->optional;
	f->unique = f->unique || item->unique;
	if (item->preset.n > 0)
		f->preset = item->preset;
}

/* "a status, one of open or closed", "email, which must be unique": of the field before. */
static void add_to_last(
	struct ma_spec *spec, struct ma_spec_entity *entity, const struct ma_item *item)
{
	struct ma_spec_field *f;

	for (f = entity->fields; f && f->next; f = f->next)
		;
	if (item->own.n > 0 && item->values_n > 1 && (!f || !ma_is_choice_noun(f->name)))
		f = ma_spec_add_field(spec, entity, /* "a date, and is either a or b" */
			are_states(item) ? MA_STR("status") : item->own);
	if (f)
		say_of(f, item);
}

/* The default of a choice is one of its values, where it is not said among them the first. */
static void use_preset(struct ma_spec *spec, struct ma_item *item)
{
	struct ma_str value = ma_spec_name(spec, item->preset, MA_CASE_SNAKE, false);
	size_t i;

	if (value.n == 0 || item->values_n == 0)
		return;
	for (i = 0; i < item->values_n && !ma_str_eq(item->values[i], value); i++)
		;
	if (i < item->values_n || i == MA_SPEC_VALUES)
		return;
	for (item->values_n++; i > 0; i--)
		item->values[i] = item->values[i - 1];
	item->values[0] = value;
}

/* An amount beside a unit is no sum of money. */
static void settle_amount(const struct ma_spec_entity *entity)
{
	struct ma_spec_field *amount = ma_spec_find_field(entity, MA_STR("amount"));

	if (amount && !amount->said && amount->type == MA_FIELD_MONEY &&
		ma_spec_find_field(entity, MA_STR("unit")))
		amount->type = MA_FIELD_DECIMAL;
}

/* "score (home)" and "score (away)" are two: each is called by its bracket too. */
static struct ma_str own_name(struct ma_spec *spec, const struct ma_spec_entity *entity,
	struct ma_item *item, struct ma_str name)
{
	struct ma_spec_field *f = ma_spec_find_field(entity, name);
	char *both;

	if (!f || item->hint.n == 0 || f->to.n == 0 || f->type == MA_FIELD_REF ||
		ma_str_eq(f->to, ma_spec_name(spec, item->hint, MA_CASE_PASCAL, true)))
		return name;
	both = ma_spec_alloc(spec, name.n + f->to.n);
	if (!both)
		return name;
	memcpy(both, name.p, name.n);
	memcpy(both + name.n, f->to.p, f->to.n);
	f->name = ma_str_n(both, name.n + f->to.n);
	ma_item_add_word(item, item->hint);
	return ma_spec_name(spec, ma_buf_str(&item->words), MA_CASE_CAMEL, false);
}

void ma_item_add(struct ma_spec *spec, struct ma_spec_entity *entity, struct ma_item *item)
{
	struct ma_str words = ma_buf_str(&item->words);
	struct ma_str name = ma_spec_name(spec, words, MA_CASE_CAMEL, false);
	struct ma_spec_field *f;
	bool said;

	if (ma_item_add_key(spec, entity, item))
		return;
	said = item->typed;
	use_preset(spec, item);
	if (words.n == 0) {
		add_to_last(spec, entity, item);
		return;
	}
	if (!said && ma_str_ends(name, "AtTime")) { /* "a caught at time" */
		name.n -= 4;
		item->type = MA_FIELD_DATETIME;
		item->typed = true;
	}
	if (!item->typed)
		find_type(spec, entity, item, &name);
	if (name.n == 0 || is_builtin(name) || ma_str_to_u64(words, &(uint64_t){ 0 }))
		return; /* "0" of "stock > 0" */
	f = ma_spec_add_field(spec, entity, own_name(spec, entity, item, name));
	if (!f)
		return;
	f->known = item->typed;
	f->said = said;
	if (item->hint.n > 0 && !said)
		f->to = ma_spec_name(spec, item->hint, MA_CASE_PASCAL, true);
	f->type = item->typed ? item->type : MA_FIELD_STRING;
	f->required = (f->required || item->required || spec->demand.required) && !item->optional &&
		!spec->demand.optional;
	f->unique = f->unique || item->unique || spec->demand.unique;
	f->plural = ma_spec_is_plural(spec, name);
	f->values_n = item->values_n;
	memcpy(f->values, item->values, sizeof(f->values));
	if (item->preset.n > 0)
		f->preset = item->preset;
	if (item->range.n > 0)
		f->range = item->range;
	if (f->plural && !f->known)
		f->type = MA_FIELD_TEXT;
	if (f->type == MA_FIELD_ENUM && f->values_n < 2)
		f->type = MA_FIELD_STRING;
	settle_amount(entity);
}

/* "entry belongs to a student": a sentence, and no name. */
static bool is_clause(const struct ma_spec *spec, size_t from, size_t to)
{
	size_t words = 0;

	for (; from < to && spec->tokens[from].kind == MA_TOKEN_WORD; from++) {
		if (words > 0 && ma_spec_is_any(spec, from, "belongs belong"))
			return true;
		if (ma_spec_is_any(spec, from, "in of as from which that who and or"))
			return false;
		words += !(spec->tokens[from].flags & (MA_W_DET | MA_W_ADV));
	}
	return words > 6;
}

/* "the next due date follows from the interval", "a QR code for each box please": told, and no field's name. */
static bool is_told(const struct ma_spec *spec, size_t from, size_t to)
{
	if (from + 2 < to && ma_spec_is_any(spec, from, "at") &&
		ma_spec_is_any(spec, from + 1, "most least"))
		return true; /* "at most 50 people" */
	if (from + 1 < to && ma_spec_is_any(spec, from, "because since unless while"))
		return true;
	if (is_clause(spec, from, to))
		return true;
	if (ma_spec_is_any(spec, from, "unique") && spec->tokens[from + 1].match + 1 == to &&
		to > from + 4)
		return true; /* "unique(student, course)" */
	for (from++; from < to && spec->tokens[from].kind != MA_TOKEN_OPEN; from++)
		if (ma_spec_is_any(spec, from, "please") ||
			(from + 1 < to &&
				ma_spec_is_any(spec, from,
					"when while unless if because nobody somebody "
					"follows gets warns warn works depends")))
			return true;
	return false;
}

/* "guest_id" of a guest, which each record has. */
static bool is_own_key(
	struct ma_spec *spec, const struct ma_spec_entity *entity, size_t from, size_t to)
{
	struct ma_str text = spec->tokens[from].text;

	return to > from && ma_str_ends(text, "_id") && (to == from + 1 || entity->fields_n == 0) &&
		ma_str_eq(ma_spec_name(spec, ma_str_n(text.p, text.n - 3), MA_CASE_PASCAL, true),
			entity->name);
}

/* "both required", "all of them unique" behind a list: of the last two fields, or of all. */
static bool read_of_all(struct ma_spec *spec, struct ma_spec_entity *entity, size_t from, size_t to)
{
	struct ma_item said = { .required = false };
	size_t at = from + 1, n = 0;
	struct ma_spec_field *f;

	if (!ma_spec_is_any(spec, from, "both all each") || entity->fields_n == 0)
		return false;
	at += ma_spec_is_any(spec, at, "of");
	while (at < to &&
		(ma_spec_is_any(spec, at, "them these which whom") ||
			spec->tokens[at].flags & MA_W_AUX))
		at++;
	if (at + 1 != to || !ma_item_take_modifier(&said, spec->tokens[at].low))
		return false;
	for (f = entity->fields; f; f = f->next)
		if (++n + 2 > entity->fields_n || !ma_spec_is_any(spec, from, "both")) {
			f->required |= said.required;
			f->unique |= said.unique;
		}
	ma_spec_take(spec, from, to);
	return true;
}

/* "claim's" of a claim's fields. */
static bool names_owner(
	struct ma_spec *spec, const struct ma_spec_entity *entity, const struct ma_token *t)
{
	struct ma_str name = ma_spec_name(spec, t->low, MA_CASE_PASCAL, true);

	return t->possessive && name.n > 0 && name.n <= entity->name.n &&
		ma_str_eq(ma_str_from(entity->name, entity->name.n - name.n), name);
}

/* Past what is no part of the name: "where the" of "where the grade is one of a or b", "a claim's" of a claim's date, "an uploaded". */
static size_t name_begin(
	struct ma_spec *spec, const struct ma_spec_entity *entity, size_t from, size_t to)
{
	size_t at = from + (from + 1 < to && ma_spec_is_any(spec, from, "where whereby")),
	       begin = at;

	while (at < to && spec->tokens[at].flags & MA_W_DET)
		at++;
	if (at + 1 < to &&
		(names_owner(spec, entity, &spec->tokens[at]) ||
			ma_spec_is_any(spec, at, "uploaded")))
		return at + 1;
	return begin;
}

/* What the record itself is, where values are said of no field: "it can be open or closed", "is either a or b". */
static struct ma_str own_choice(const struct ma_spec *spec, size_t from, size_t to)
{
	if (ma_spec_is_a(spec, from, MA_W_MODAL) || ma_spec_is_any(spec, from, "it they"))
		return MA_STR("status");
	return ma_spec_is_a(spec, from, MA_W_AUX) || ma_item_is_bare_or(spec, from, to)
		? MA_STR("type")
		: MA_STR("");
}

static void read_one(struct ma_spec *spec, struct ma_spec_entity *entity, size_t from, size_t to)
{
	struct ma_item item = { .words = MA_BUF_INIT(1024), .type = MA_FIELD_STRING };
	size_t i;

	if (is_own_key(spec, entity, from, to) || read_of_all(spec, entity, from, to) ||
		ma_spec_read_tie(spec, entity, from, to))
		return;
	if (!ma_spec_begins_question(spec, from, to))
		from = name_begin(spec, entity, from, to);
	item.own = own_choice(spec, from, to);
	if (!ma_spec_begins_question(spec, from, to) && is_told(spec, from, to)) {
		ma_spec_mark_rule(spec, from, to);
		return;
	}
	for (i = from; i < to; i++)
		spec->tokens[i].used = true;
	ma_item_read(spec, &item, from, to);
	if (to + 1 < spec->tokens_n && ma_spec_match(spec, to, "or not") > 0) {
		item.type = MA_FIELD_BOOLEAN; /* "natural or not" */
		item.typed = true;
	}
	if (item.words.rc == MA_ENOMEM)
		spec->rc = MA_ENOMEM;
	if (!spec->rc && item.words.rc == MA_OK)
		ma_item_add(spec, entity, &item);
	ma_buf_done(&item.words);
}

/* "instagram handle" of a list without commas. */
static bool is_pair(const struct ma_spec *spec, size_t at, size_t to)
{
	enum ma_field_type type;

	return at + 1 < to &&
		ma_spec_is_any(spec, at + 1, "date number name handle type address code id") &&
		!ma_field_type_of_words(spec->tokens[at].low, &type);
}

/* How many of the words have a type of their own, where all are plain; 0 where one is not. */
static size_t typed_words(const struct ma_spec *spec, size_t from, size_t to)
{
	enum ma_field_type type;
	size_t n = 0;

	for (; from < to; from++) {
		if (spec->tokens[from].kind != MA_TOKEN_WORD ||
			spec->tokens[from].flags & MA_W_CLOSED ||
			ma_spec_is_any(spec, from,
				"string varchar text integer int decimal float boolean bool datetime "
				"timestamp enum required optional unique nullable"))
			return 0;
		n += ma_field_type_of_words(spec->tokens[from].low, &type);
	}
	return n;
}

/* "name race class level hp": fields without a comma between. */
static bool read_run(struct ma_spec *spec, struct ma_spec_entity *entity, size_t from, size_t to)
{
	size_t at, end;

	if (to < from + 3 || !ma_spec_is_any(spec, from, "name title email") ||
		typed_words(spec, from, to) < 2)
		return false;
	for (at = from; at < to; at = end) {
		end = at + 1 + is_pair(spec, at, to);
		read_one(spec, entity, at, end);
	}
	return true;
}

/* "an amount a date": where the second article is; `to` where there is none, or no field before it. */
static size_t next_article(const struct ma_spec *spec, size_t from, size_t to)
{
	size_t at = from, begin;

	while (at < to && spec->tokens[at].flags & MA_W_DET)
		at++;
	for (begin = at;
		at < to && (spec->tokens[at].kind == MA_TOKEN_WORD || spec->tokens[at].match > at);
		at = (spec->tokens[at].match > at ? spec->tokens[at].match : at) + 1)
		if (at > begin && ma_spec_is_any(spec, at, "a an") &&
			spec->tokens[at + 1].kind == MA_TOKEN_WORD)
			return spec->tokens[at - 1].kind == MA_TOKEN_CLOSE ||
					typed_words(spec, begin, at) > 0
				? at
				: to;
	return to;
}

void ma_spec_read_field(struct ma_spec *spec, struct ma_spec_entity *entity, size_t from, size_t to)
{
	size_t end;

	from += ma_spec_is_any(spec, from, "per") &&
		from + 1 < to; /* "projects (per client, rate)" */
	for (; from < to; from = end) {
		end = next_article(spec, from, to);
		if (!ma_item_read_slashed_halves(spec, entity, from, end) &&
			!read_run(spec, entity, from, end))
			read_one(spec, entity, from, end);
	}
}

void ma_spec_say_of_field(struct ma_spec *spec, struct ma_spec_field *f, size_t from, size_t to)
{
	struct ma_item item = { .words = MA_BUF_INIT(1024), .type = MA_FIELD_STRING };

	if (ma_item_read_clause(spec, &item, from, to) > 0)
		say_of(f, &item);
	ma_buf_done(&item.words);
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
static size_t item_end(struct ma_spec *spec, size_t at, size_t to, bool slashes)
{
	bool colon = false;

	while (at < to &&
		(!is_separator(spec, at, slashes) ||
			(colon && ma_str_is(spec->tokens[at].low, "or")))) {
		size_t choice = ma_spec_choice_end(spec, at, to);

		if (choice == at)
			choice = ma_spec_values_end(spec, at, to);
		if (choice == at)
			choice = ma_spec_clause_end(spec, at, to);
		if (choice > at) {
			at = choice;
			continue;
		}
		colon = colon || spec->tokens[at].kind == MA_TOKEN_COLON;
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
	bool slashes = from + 1 < to && spec->tokens[from + 1].kind == MA_TOKEN_SLASH &&
		!ma_item_is_half(spec, from, from + 1);
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

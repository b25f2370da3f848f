/* A field as developers note a column: "device_id uuid FK", "owner FK to User", "price decimal(10,2) not null", "sku PK". */
#include "model/understand_item.h"
#include "model/understand_notation.h"

/* "(255)", "(10, 2)", "()" behind a type, "(id)" behind a table: past it; `at` where it is none. */
static size_t after_size(const struct ma_spec *spec, size_t at, size_t to, bool column)
{
	size_t close, i;

	if (at >= to || spec->tokens[at].kind != MA_TOKEN_OPEN || spec->tokens[at].match <= at)
		return at;
	close = spec->tokens[at].match;
	for (i = at + 1; i < close && !column; i++)
		if (spec->tokens[i].kind != MA_TOKEN_COMMA && !ma_spec_is_number(spec, i))
			return at;
	return close < to && (!column || close == at + 2) ? close + 1 : at;
}

/* Past "FK to", "foreign key ->", "ref", "references" at `at`; `at` where none is there. `plain`: it says so without a target. */
static size_t after_key(const struct ma_spec *spec, size_t at, size_t to, bool *plain)
{
	size_t end = at;

	*plain = is_any(spec, at, to, "fk") ||
		(is_any(spec, at, to, "foreign") && is_any(spec, at + 1, to, "key"));
	if (*plain)
		end += 1 + is_any(spec, at, to, "foreign");
	while (is_any(spec, end, to, "ref refs reference references belongs_to"))
		end++;
	end += end > at && is_any(spec, end, to, "to on");
	return end;
}

/* Whether a word names what a key refers to. */
static bool is_target(const struct ma_spec *spec, size_t at, size_t to, bool sure)
{
	enum ma_field_type type;

	return at < to && spec->tokens[at].kind == MA_TOKEN_WORD &&
		(ma_notation_begins_upper(spec->tokens[at].text) ||
			(sure && !has_flag(spec, at, to, MA_W_CLOSED) &&
				!ma_field_type_word(spec->tokens[at].low, &type))) &&
		!ma_item_is_modifier(spec->tokens[at].low) &&
		!is_any(spec, at, to, "not null default index indexed on cascade");
}

/* "FK", "FK to User", "references users(id)", "ref Board": how many tokens; 0: it is none. */
static size_t read_key(const struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	bool plain = false;
	size_t end = after_key(spec, at, to, &plain);
	struct ma_str target;

	if (end == at)
		return 0;
	if (is_target(spec, end, to, plain || is_any(spec, end - 1, to, "to references"))) {
		target = spec->tokens[end].text;
		(void)ma_str_cut(&target, '.', &item->refers); /* "users.id" */
		end = after_size(spec, end + 1, to, true);
	} else if (!plain) {
		return 0;
	}
	item->key = true;
	item->typed = false; /* "int FK" */
	return end - at;
}

/* "= false", "@default(false)": how many tokens; 0: none. */
static size_t read_default(const struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	const struct ma_token *t = &spec->tokens[at];
	size_t n = 0;

	if (is_any(spec, at, to, "default") && at + 3 < to + 1 && t[1].kind == MA_TOKEN_OPEN &&
		t[1].match == at + 3)
		n = 4;
	else if (at > 0 && t->kind == MA_TOKEN_WORD && t[-1].kind == MA_TOKEN_WORD &&
		t->text.p == t[-1].text.p + t[-1].text.n + 1 && t->text.p[-1] == '=')
		n = 1;
	if (n == 0 || at + n > to)
		return is_any(spec, at, to, "default") && at + 1 == to && item->typed;
	if (t[n == 4 ? 2 : 0].kind == MA_TOKEN_WORD)
		item->preset = t[n == 4 ? 2 : 0].text;
	return n;
}

/* The number at `at` with what stands before it: ">= 0". */
static struct ma_str with_sign(const struct ma_spec *spec, size_t at)
{
	struct ma_str number = spec->tokens[at].text;
	const char *before = at > 0 ? spec->tokens[at - 1].text.p + spec->tokens[at - 1].text.n
				    : NULL;

	if (!before || before >= number.p || number.p - before > 4)
		return number;
	return ma_str_trim(ma_str_n(before, (size_t)(number.p - before) + number.n));
}

/* "not null", "primary key", "max 255", ">= 0": how many tokens; 0: none of them. */
static size_t read_constraint(const struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	if (is_any(spec, at, to, "not non") && is_any(spec, at + 1, to, "null nullable")) {
		item->required = true;
		return 2;
	}
	if (is_any(spec, at, to, "pk") ||
		(is_any(spec, at, to, "primary") && is_any(spec, at + 1, to, "key"))) {
		item->required = item->unique = item->primary = true;
		return 1 + is_any(spec, at, to, "primary");
	}
	if (is_any(spec, at, to, "null") && item->preset.n == 0) {
		item->optional = true;
		return 1;
	}
	if (is_any(spec, at, to, "max min maxlength minlength length len limit") && at + 1 < to &&
		ma_spec_is_number(spec, at + 1))
		return 2;
	if (item->typed && (ma_spec_is_number(spec, at) || is_any(spec, at, to, "check"))) {
		if (ma_spec_is_number(spec, at) && item->range.n == 0)
			item->range = with_sign(spec, at);
		return 1; /* "int >= 0", "int check 1..100" */
	}
	if (is_any(spec, at, to, "auto") && is_any(spec, at + 1, to, "increment"))
		return 2;
	return is_any(spec, at, to, "indexed autoincrement auto_increment");
}

/* "hired_on date", "joined_at DATE": the name says it already. */
static size_t read_moment(const struct ma_spec *spec, struct ma_item *item, size_t at)
{
	struct ma_str words = ma_buf_str(&item->words);
	enum ma_field_type type;

	return ma_spec_is_any(spec, at, "date time") &&
		(ma_words_have("dob birthday deadline", words) ||
			(memchr(words.p, ' ', words.n) &&
				ma_words_have(
					"on at from to until since by", ma_words_last(words)))) &&
		!item->typed && ma_field_type_of_words(words, &type) &&
		(type == MA_FIELD_DATE || type == MA_FIELD_DATETIME || type == MA_FIELD_TIME) &&
		ma_item_take_type(item, spec->tokens[at].low);
}

/* "farm Farm", "date Date": the type is called as the field is. */
static size_t read_same(const struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	const struct ma_token *t = &spec->tokens[at];

	if (at + 1 != to || t->kind != MA_TOKEN_WORD || !ma_notation_begins_upper(t->text) ||
		!ma_str_eq(t->low, ma_buf_str(&item->words)))
		return 0;
	if (!ma_item_take_type(item, t->low)) {
		item->key = true;
		item->refers = t->text;
	}
	return 1;
}

bool ma_item_is_bare_type(struct ma_str word)
{
	return ma_words_have(
		"string varchar nvarchar char str uuid cuid text textarea integer int bigint smallint tinyint int32 int64 "
		"numeric decimal float float64 double boolean bool flag checkbox datetime timestamp timestamptz enum "
		"markdown md json jsonb",
		word);
}

bool ma_spec_is_column(const struct ma_spec *spec, size_t from, size_t to)
{
	size_t at;

	for (at = from + 1; at < to && spec->tokens[at].kind == MA_TOKEN_WORD; at++)
		if (ma_item_is_bare_type(spec->tokens[at].low) || ma_spec_is_any(spec, at, "fk pk"))
			return true;
	return false;
}

size_t ma_item_read_column(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	size_t n = read_key(spec, item, at, to);

	if (n > 0 || (item->words.n == 0 && !is_any(spec, at, to, "pk primary")))
		return n;
	if (at > 0 && spec->tokens[at].kind == MA_TOKEN_OPEN &&
		spec->tokens[at - 1].kind == MA_TOKEN_WORD &&
		spec->tokens[at].text.p == spec->tokens[at - 1].text.p + spec->tokens[at - 1].text.n)
		return after_size(spec, at, to, false) - at;
	n = read_default(spec, item, at, to);
	if (n == 0)
		n = read_same(spec, item, at, to);
	if (n == 0)
		n = read_moment(spec, item, at);
	return n > 0 ? n : read_constraint(spec, item, at, to);
}

void ma_item_settle_type(struct ma_spec *spec, struct ma_item *item)
{
	struct ma_str name = ma_buf_str(&item->words);

	if (item->type == MA_FIELD_STRING)
		item->type = ma_notation_text(spec, name, item->type);
	else if (item->type == MA_FIELD_DECIMAL &&
		ma_notation_number(spec, name, item->type) == MA_FIELD_MONEY)
		item->type = MA_FIELD_MONEY;
}

bool ma_item_add_key(struct ma_spec *spec, struct ma_spec_entity *entity, struct ma_item *item)
{
	struct ma_str to = ma_spec_name(spec, item->refers, MA_CASE_PASCAL, true), name;
	struct ma_spec_field *f;

	if (item->primary &&
		(item->words.n == 0 || ma_words_have("id uuid guid key", ma_buf_str(&item->words))))
		return true; /* every record has one */
	if (!item->key)
		return false;
	name = ma_spec_name(
		spec, item->words.n > 0 ? ma_buf_str(&item->words) : to, MA_CASE_CAMEL, false);
	if (ma_str_ends(name, "Id") && name.n > 2)
		name.n -= 2;
	if (to.n == 0)
		to = ma_spec_name(spec, name, MA_CASE_PASCAL, true);
	if (ma_str_is(to, "Self"))
		to = entity->name;
	f = name.n > 0 ? ma_spec_add_field(spec, entity, name) : NULL;
	if (!f)
		return true;
	f->type = MA_FIELD_REF;
	f->known = f->said = true;
	f->to = to;
	f->required = item->required && !ma_str_eq(to, entity->name);
	f->unique = item->unique;
	f->values_n = 0;
	return true;
}

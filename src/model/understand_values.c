/* The values of a choice: "a+, a- or b", "food and drink, rent, travel". */
#include "base/limits.h"
#include "model/understand_item.h"

#define VALUE_MAX 8 /* words of one, and of what is said of it */

bool ma_item_is_list_mark(const struct ma_token *t)
{
	return t->kind == MA_TOKEN_COMMA || t->kind == MA_TOKEN_SLASH ||
		(t->kind == MA_TOKEN_WORD && (ma_str_is(t->low, "or") || ma_str_is(t->low, "and")));
}

/* "a+" is not "a-": the signs as words. */
static struct ma_str spell_signs(struct ma_spec *spec, struct ma_str words)
{
	static const char signs[] = "+-#";
	static const char *const spelled[] = { " plus ", " minus ", " sharp " };
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_PROMPT);
	const char *sign, *copy;
	size_t i;

	for (i = 0; i < words.n; i++) {
		sign = memchr(signs, words.p[i], sizeof(signs) - 1);
		if (sign && (*sign != '-' || i + 1 == words.n || words.p[i + 1] == ' '))
			ma_buf_adds(&out, spelled[sign - signs]);
		else
			ma_buf_addc(&out, words.p[i]);
	}
	copy = out.rc ? NULL : ma_arena_dup(&spec->arena, ma_buf_str(&out));
	if (copy)
		words = ma_str_n(copy, out.n);
	else
		spec->rc = MA_ENOMEM;
	ma_buf_done(&out);
	return words;
}

/* Where the value ends, before "required", "default low" and "(default low)", which are read into the item. */
static size_t value_end(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to)
{
	size_t last = to > from + VALUE_MAX ? from + VALUE_MAX : to, at;

	for (at = from + 1; at < last; at++) {
		bool open = spec->tokens[at].kind == MA_TOKEN_OPEN &&
			spec->tokens[at].match + 1 == to;

		if (ma_spec_is_any(spec, at + open, "default defaults defaulting") &&
			ma_item_read_clause(spec, NULL, at + open, to - open) == to - open) {
			(void)ma_item_read_clause(spec, item, at + open, to - open); /* again */
			return at;
		}
	}
	while (to > from + 1 && ma_item_take_modifier(item, spec->tokens[to - 1].low))
		to--;
	return to;
}

static void add_value(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to)
{
	struct ma_str words, value;
	size_t i;

	while (from + 1 < to && spec->tokens[from].flags & MA_W_DET)
		from++;
	if (to > from + 2 && ma_spec_is_any(spec, to - 2, "by") &&
		ma_spec_is_any(spec, to - 1, "default")) {
		to -= 2; /* "open by default" */
		item->preset = ma_spec_said(spec, from, to);
	} else if (ma_item_read_clause(spec, item, from, to) == to) {
		return; /* "low, high; default low" */
	}
	to = value_end(spec, item, from, to);
	words = spell_signs(spec, ma_spec_words(spec, from, to));
	if (words.n == 0 || item->values_n == MA_SPEC_VALUES)
		return;
	value = ma_spec_name(spec, words, MA_CASE_SNAKE, false);
	for (i = 0; i < item->values_n; i++)
		if (ma_str_eq(item->values[i], value))
			return;
	item->values[item->values_n++] = value;
}

/* The "and" of "food and drink, rent, travel", of "rent/food and drink", of "rent, travel, and food and drink". */
static bool is_within_value(const struct ma_spec *spec, size_t from, size_t at, size_t to)
{
	const struct ma_token *t = spec->tokens;
	size_t i;

	if (!ma_spec_is_any(spec, at, "and"))
		return false;
	for (i = from; i < to; i++)
		if (t[i].kind == MA_TOKEN_SLASH || (i > at && t[i].kind == MA_TOKEN_COMMA) ||
			(i > from && i < at && t[i - 1].kind == MA_TOKEN_COMMA &&
				ma_spec_is_any(spec, i, "and or")))
			return true;
	return false;
}

void ma_item_add_values(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to)
{
	size_t at, begin = from;

	for (at = from; at <= to; at++) {
		if (at < to &&
			(!ma_item_is_list_mark(&spec->tokens[at]) ||
				is_within_value(spec, from, at, to)))
			continue;
		add_value(spec, item, begin, at);
		begin = at + 1;
	}
}

bool ma_is_unit(struct ma_str word)
{
	return ma_words_have(
		"min mins minute minutes h hrs hour hours sec secs seconds day days week weeks month months "
		"kg g gram grams km m m2 m3 sqm ha kwh cm mm mi miles l ml litres liters eur euro euros usd dollars gbp pounds "
		"percent kcal degrees celsius",
		word);
}

bool ma_is_choice_noun(struct ma_str word)
{
	return ma_words_have(
		"status state type kind priority stage phase level category role size "
		"color colour condition mode severity frequency gender sex species tier rarity method difficulty",
		word);
}

/* "in review", "waiting for parts": no field, whatever its last word is. */
static bool is_condition(const struct ma_spec *spec, size_t from, size_t to)
{
	return to > from + 1 && to <= from + 4 &&
		ma_spec_is_any(
			spec, from, "in on under at out off to waiting awaiting ready needs not") &&
		ma_spec_match(spec, from, "in stock") == 0;
}

/* "reviewed", "on hold", but not "a price", "total amount", "notes (text)". */
static bool is_value(const struct ma_spec *spec, size_t from, size_t to)
{
	const struct ma_token *t = spec->tokens;
	enum ma_field_type type;
	size_t i;

	if (from == to || (to > from + 2 && !is_condition(spec, from, to)))
		return false;
	for (i = from; i < to; i++)
		if (t[i].kind != MA_TOKEN_WORD || t[i].flags & (MA_W_DET | MA_W_WITH | MA_W_MODAL) ||
			ma_field_type_word(t[i].low, &type) ||
			ma_item_take_modifier(&(struct ma_item){ 0 }, t[i].low))
			return false;
	return to > from + 1 || ma_words_have("low medium high", t[from].low) ||
		!ma_field_type_of_words(t[from].low, &type) || type == MA_FIELD_BOOLEAN;
}

size_t ma_spec_values_end(const struct ma_spec *spec, size_t at, size_t to)
{
	const struct ma_token *t = spec->tokens;
	size_t end = at, n = 0, from = at + 1, stop = 0, i;
	bool last = false; /* behind "or" */

	if (at == 0 || t[at].kind != MA_TOKEN_COLON)
		return at;
	for (i = from; i <= to; i++) {
		if (i < to && t[i].kind == MA_TOKEN_OPEN && t[i].match < to &&
			ma_spec_is_any(spec, i + 1, "default defaults defaulting")) {
			stop = i;
			i = t[i].match;
			continue;
		}
		if (i < to && !ma_item_is_list_mark(&t[i]) && t[i].kind != MA_TOKEN_STOP)
			continue;
		for (stop = stop > from ? stop : i;
			stop > from + 1 && ma_item_is_modifier(t[stop - 1].low);)
			stop--;
		if (i > from && !is_value(spec, from, stop))
			break;
		n += i > from;
		end = i;
		from = i + 1;
		stop = 0;
		if (last || i == to || t[i].kind == MA_TOKEN_STOP || t[i].kind == MA_TOKEN_SLASH)
			break;
		last = ma_str_is(t[i].low, "or");
	}
	return n > 1 &&
			(last ||
				ma_is_choice_noun(
					t[at - 1].low) || /* "trigger: line, music, manual" */
				(n > 2 && end == to && t[at - 1].low.n > 2 &&
					!ma_str_ends(t[at - 1].low, "s")))
		? end
		: at;
}

/* "1 to 5" */
static bool is_scale(const struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = &spec->tokens[at];
	size_t i;

	for (i = 0;
		i < t->low.n && ((t->low.p[i] >= '0' && t->low.p[i] <= '9') || t->low.p[i] == '-');)
		i++;
	return (i > 0 && i == t->low.n) ||
		(ma_word_is_number(t->low) && t[1].kind == MA_TOKEN_CLOSE);
}

/* "a song can be in several lists", "also an employee", "whole number", "empty until done" */
static bool is_told(const struct ma_spec *spec, size_t from, size_t to)
{
	size_t at;

	from += ma_spec_is_any(spec, from, "a an");
	if (ma_spec_is_a(spec, from, MA_W_MODAL) ||
		(ma_spec_is_a(spec, from, MA_W_ADV) && !ma_spec_is_any(spec, from, "next last") &&
			spec->tokens[from + 1].kind != MA_TOKEN_COMMA) ||
		ma_spec_is_any(spec, from, "empty both all none max min up several") ||
		ma_spec_match(spec, from, "whole number") > 0)
		return true;
	for (at = from + 1; at < to && spec->tokens[at].kind == MA_TOKEN_WORD; at++)
		if (ma_spec_is_a(spec, at, MA_W_MODAL | MA_W_AUX) &&
			!ma_spec_is_a(spec, from, MA_W_AUX))
			return true;
	return false;
}

/* No field: its last word says none. */
static bool names_no_field(const struct ma_spec *spec, size_t from, size_t to)
{
	enum ma_field_type type;
	size_t at;

	for (at = from; at < to; at++)
		if (spec->tokens[at].kind != MA_TOKEN_WORD ||
			(spec->tokens[at].flags & MA_W_DET && !is_condition(spec, from, to)))
			return false;
	if ((to == from + 1 && ma_spec_is_any(spec, from, "low medium high")) ||
		is_condition(spec, from, to))
		return true;
	return to > from && to <= from + 4 &&
		!(ma_field_type_of_words(spec->tokens[to - 1].low, &type) &&
			type != MA_FIELD_BOOLEAN);
}

bool ma_item_are_values(const struct ma_spec *spec, size_t from, size_t to, bool chosen)
{
	bool last = false; /* behind "or" */
	size_t at, begin = from, n = 0;

	for (at = from; at <= to; at++) {
		if (at < to && !ma_item_is_list_mark(&spec->tokens[at]))
			continue;
		if (at > begin && !names_no_field(spec, begin, at))
			return false;
		n += at > begin;
		last = last || (at < to && ma_str_is(spec->tokens[at].low, "or"));
		begin = at + 1;
	}
	return n > 1 && (last || chosen);
}

static bool is_one_phrase(const struct ma_spec *spec, size_t at, size_t to)
{
	while (at < to && spec->tokens[at].kind == MA_TOKEN_WORD)
		at++;
	return at == to;
}

bool ma_spec_is_remark(struct ma_spec *spec, size_t open)
{
	size_t from = open + 1, to = spec->tokens[open].match;
	struct ma_item said = { .required = false };
	enum ma_field_type type;

	if (to <= from || spec->tokens[from].kind != MA_TOKEN_WORD)
		return false;
	if (is_scale(spec, from) || is_told(spec, from, to))
		return true;
	if (ma_spec_is_any(spec, from, "a an the") && to > from + 2 &&
		is_one_phrase(spec, from, to) && !ma_spec_field_word(spec, from + 1, to, &type))
		return true; /* "the printer (a Brother QL-820)" */
	if (ma_item_read_plain(spec, &said, from, to) &&
		(said.required || said.unique || said.optional || said.preset.n > 0 ||
			!ma_field_type_of_words(spec->tokens[from].low, &type)))
		return true;
	return ma_item_are_values(spec, from, to,
		spec->tokens[from + 1].kind == MA_TOKEN_SLASH ||
			(open > 0 && spec->tokens[open - 1].kind == MA_TOKEN_WORD &&
				ma_is_choice_noun(spec->tokens[open - 1].low)));
}

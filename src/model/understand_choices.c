/* Choices in words: "one of a, b or c", "which is either a or b", "namely a, b or c", "of type a or b". */
#include "model/understand_item.h"

/* "open, baking or collected", where "lent to or returned by" is none. */
static bool can_be(const struct ma_spec *spec, size_t at, size_t to)
{
	size_t from = at + ma_spec_is_any(spec, at, "either"), end;

	end = ma_spec_last_choice(spec, from, to);
	return end > from && ma_item_are_values(spec, from, end, false) &&
		(end == to || spec->tokens[end].kind != MA_TOKEN_WORD ||
			spec->tokens[end].flags & MA_W_CONJ);
}

/* "again, hard, good and easy", the last of what is said behind "one of": where it ends; `at` where it is no such list. */
static size_t last_of_all(const struct ma_spec *spec, size_t at, size_t to)
{
	size_t end = at, last = at;

	while (end < to && spec->tokens[end].kind != MA_TOKEN_STOP &&
		spec->tokens[end].kind != MA_TOKEN_CLOSE && end < at + 24) {
		if (ma_spec_is_any(spec, end, "and"))
			last = end + 1;
		end++;
	}
	return last > at && end <= last + 2 && ma_item_are_values(spec, at, end, true) ? end : at;
}

/* "an order is" behind "the status of" */
static bool names_owner(const struct ma_spec *spec, size_t at, size_t to)
{
	size_t end = at + 4 < to ? at + 4 : to;

	for (; at < end && spec->tokens[at].kind == MA_TOKEN_WORD; at++)
		if (spec->tokens[at].flags & (MA_W_AUX | MA_W_MODAL))
			return true;
	return false;
}

/* A word that is no field's, and may be one's value. */
static bool is_bare_value(const struct ma_token *t)
{
	enum ma_field_type type;

	return t->kind == MA_TOKEN_WORD && !(t->flags & (MA_W_CLOSED | MA_W_VERBAL)) &&
		(!ma_field_type_of_words(t->low, &type) || type == MA_FIELD_BOOLEAN);
}

bool ma_item_is_bare_or(const struct ma_spec *spec, size_t at, size_t to)
{
	const struct ma_token *t = &spec->tokens[at];

	return at > 0 && at + 3 <= to && t[-1].kind == MA_TOKEN_COMMA &&
		ma_str_is(t[1].low, "or") && is_bare_value(&t[0]) && is_bare_value(&t[2]) &&
		t[3].kind != MA_TOKEN_WORD && t[3].kind != MA_TOKEN_OPEN;
}

/* Past "one of", "which is one of", "either"; 0 where they are not at `at`. */
static size_t after_choice(const struct ma_spec *spec, size_t at, size_t to)
{
	const struct ma_token *t = spec->tokens;
	size_t be = at + ma_spec_is_any(spec, at, "it they which that") + 1;

	if (be + 1 < to && ma_spec_is_any(spec, be - 1, "can may") &&
		ma_spec_is_any(spec, be, "be") && can_be(spec, be + 1, to))
		return be + 1; /* "it can be open, baking or collected" */
	if (ma_spec_is_any(spec, be - 1, "is are") && be < to && !(t[be].flags & MA_W_CLOSED) &&
		can_be(spec, be, to))
		return be +
			ma_spec_is_any(spec, be,
				"either"); /* "a case is open or closed", "the status of an order is new or paid" */
	while (at < to && (t[at].flags & (MA_W_REL | MA_W_AUX) || ma_str_is(t[at].low, "being")))
		at++;
	if (at < to && ma_words_have("either namely", t[at].low))
		return at + 1;
	if (at > 0 && at < to && ma_str_is(t[at].low, "of") && ma_is_choice_noun(t[at - 1].low) &&
		!names_owner(spec, at + 1, to))
		return at + 1;
	if (at > 0 && at < to && ma_is_choice_noun(t[at - 1].low) && !(t[at].flags & MA_W_CLOSED) &&
		!ma_word_is_number(t[at].low) && ma_spec_last_choice(spec, at, to) > at &&
		ma_item_are_values(spec, at, ma_spec_last_choice(spec, at, to), false))
		return at; /* "drive type hydraulic or electric" */
	if (at + 1 < to && ma_str_is(t[at].low, "one") && ma_str_is(t[at + 1].low, "of"))
		return at + 2;
	if (ma_item_is_bare_or(spec, at, to))
		return at;
	/* "a status which is open or closed" */
	return at > 2 && at < to && t[at - 1].flags & MA_W_AUX && t[at - 2].flags & MA_W_REL &&
			!(t[at].flags & (MA_W_DET | MA_W_ADV))
		? at
		: 0;
}

size_t ma_spec_last_choice(const struct ma_spec *spec, size_t at, size_t to)
{
	const struct ma_token *t = spec->tokens;
	bool last = false;
	size_t i;

	for (i = at; i < to; i++) {
		if (t[i].kind == MA_TOKEN_STOP || t[i].kind == MA_TOKEN_OPEN ||
			t[i].kind == MA_TOKEN_CLOSE || t[i].flags & (MA_W_WITH | MA_W_MODAL))
			break;
		if (last && ma_item_is_list_mark(&t[i]))
			break;
		last = last || ma_str_is(t[i].low, "or");
	}
	return last ? i : at;
}

/* "between 1 and 5": its "and" ends no item. */
static bool is_between(const struct ma_spec *spec, size_t at, size_t to)
{
	return at + 4 <= to && ma_spec_is_any(spec, at, "between") &&
		ma_spec_is_number(spec, at + 1) && ma_spec_is_any(spec, at + 2, "and") &&
		ma_spec_is_number(spec, at + 3);
}

size_t ma_spec_choice_end(const struct ma_spec *spec, size_t at, size_t to)
{
	size_t from, end;

	if (is_between(spec, at, to))
		return at + 4;
	from = after_choice(spec, at, to);
	end = from > 0 ? ma_spec_last_choice(spec, from, to) : 0;
	if (from > 1 && end == from && ma_spec_match(spec, from - 2, "one of") > 0)
		end = last_of_all(spec, from, to);
	return end > from ? end : at;
}

size_t ma_item_read_choice(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	size_t end = ma_spec_choice_end(spec, at, to);

	if (end == at || is_between(spec, at, to))
		return 0;
	ma_item_add_values(spec, item, after_choice(spec, at, to), end);
	if (item->values_n > 1) {
		item->type = MA_FIELD_ENUM;
		item->typed = true;
	}
	return end - at;
}

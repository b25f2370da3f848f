/*
 * What is said of a field in more than a word: "must be unique", "which is optional", "cannot be empty", "defaults to open",
 * "that starts as available and can be lent or retired".
 */
#include "model/understand_item.h"

bool ma_item_take_modifier(struct ma_item *item, struct ma_str word)
{
	if (ma_words_have("required mandatory compulsory obligatory", word))
		item->required = true;
	else if (ma_words_have("optional nullable", word))
		item->optional = true;
	else if (ma_words_have("unique uniq", word))
		item->unique = true;
	else
		return false;
	return true;
}

/* "be empty", "be left blank" behind "may" or "must not". */
static size_t empty_end(const struct ma_spec *spec, size_t at, size_t to)
{
	at += is_any(spec, at, to, "be");
	at += is_any(spec, at, to, "left");
	return is_any(spec, at, to, "empty blank null missing") ? at + 1 : 0;
}

/* "must be unique", "is not required", "may be left empty" behind a relative, where there is one; 0: nothing of it. */
static size_t read_quality(const struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	struct ma_item said = { .required = false };
	bool negated, modal = has_flag(spec, at, to, MA_W_MODAL | MA_W_NEG);
	bool obliged = is_any(spec, at, to, "has have needs need") && is_any(spec, at + 1, to, "to");
	size_t end;

	if (!obliged && !has_flag(spec, at, to, MA_W_MODAL | MA_W_AUX) &&
		!is_any(spec, at, to, "not"))
		return 0;
	at += obliged; /* "has to be unique" */
	negated = has_flag(spec, at, to, MA_W_NEG);
	at++;
	if (has_flag(spec, at, to, MA_W_NEG)) {
		negated = true;
		at++;
	}
	end = modal ? empty_end(spec, at, to) : 0;
	if (end > 0) {
		(negated ? &item->required : &item->optional)[0] = true;
		return end;
	}
	at += is_any(spec, at, to, "be");
	while (has_flag(spec, at, to, MA_W_ADV))
		at++;
	if (modal && is_any(spec, at, to, "positive nonnegative non-negative") && !negated) {
		item->range = spec->tokens[at].text;
		return at + 1;
	}
	if (at >= to || spec->tokens[at].kind != MA_TOKEN_WORD ||
		!ma_item_take_modifier(&said, spec->tokens[at].low))
		return 0;
	while (at + 2 < to && has_flag(spec, at + 1, to, MA_W_CONJ) &&
		(at + 3 == to || spec->tokens[at + 3].kind != MA_TOKEN_WORD) &&
		ma_item_take_modifier(&said, spec->tokens[at + 2].low))
		at += 2; /* "is required and unique" */
	item->unique |= said.unique && !negated;
	item->required |= said.required && !negated;
	item->optional |= negated ? said.required : said.optional;
	return at + 1;
}

static bool ends_value(const struct ma_spec *spec, size_t at, size_t to)
{
	const struct ma_token *t = &spec->tokens[at];

	return at >= to || t->kind != MA_TOKEN_WORD ||
		t->flags & (MA_W_CONJ | MA_W_REL | MA_W_WITH | MA_W_MODAL | MA_W_PRON);
}

/* Behind "defaults to", "starts as", "default"; 0: none of them is at `at`. */
static size_t after_default(const struct ma_spec *spec, size_t at, size_t to)
{
	if (is_any(spec, at, to, "by") && is_any(spec, at + 1, to, "default") && at + 2 < to)
		return at + 2;
	if (is_any(spec, at, to, "defaults defaulting default starts begins starting beginning")) {
		bool starts = is_any(spec, at, to, "starts begins starting beginning");

		at++;
		at += is_any(spec, at, to, "value");
		at += !starts && at < to && spec->tokens[at].kind == MA_TOKEN_COLON;
		if (starts && is_any(spec, at + 1, to, "a an one") && at + 2 < to)
			return 0; /* "a ride starts at one station" */
		if (is_any(spec, at, to, starts ? "as at with" : "to is"))
			return at + 1;
		return starts ? 0 : at;
	}
	return 0;
}

/* "and is otherwise paused or cancelled", "and can be lent, in repair or retired": the other values; 0: not there. */
static size_t read_others(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	size_t end;

	if (!has_flag(spec, at, to, MA_W_CONJ) || !has_flag(spec, at + 1, to, MA_W_AUX | MA_W_MODAL))
		return 0;
	at += 2;
	at += is_any(spec, at, to, "be");
	at += is_any(spec, at, to, "otherwise");
	at += is_any(spec, at, to, "either");
	end = ma_spec_last_choice(spec, at, to);
	if (end == at)
		return 0;
	if (item)
		ma_item_read_values(spec, item, at, end);
	return end;
}

/* Behind a state: "and finally", "or", "to"; `at` where no other state follows. */
static size_t before_next_state(const struct ma_spec *spec, size_t at, size_t to)
{
	size_t from = at;
	bool goes_on = false;

	while (at < to && spec->tokens[at].kind == MA_TOKEN_COMMA)
		at++;
	for (; has_flag(spec, at, to, MA_W_CONJ) ||
		is_any(spec, at, to,
			"then finally later eventually becomes become turns goes into to");
		at++)
		goes_on |= !is_any(spec, at, to, "and");
	return goes_on ? at : from;
}

static size_t state_end(const struct ma_spec *spec, size_t at, size_t to)
{
	size_t from = at;

	while (at < to && at < from + 3 && spec->tokens[at].kind == MA_TOKEN_WORD &&
		!has_flag(spec, at, to, MA_W_CONJ | MA_W_DET | MA_W_REL | MA_W_WITH) &&
		!is_any(spec, at, to, "to then becomes"))
		at++;
	return at;
}

/* "starts as new and becomes in progress", "goes from packed to collected or missed"; 0: nothing of it. */
static size_t read_life(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	size_t from = at + 2, end, next;

	if (!(is_any(spec, at, to, "starts begins") && is_any(spec, at + 1, to, "as")) &&
		!(is_any(spec, at, to, "goes moves runs changes") &&
			is_any(spec, at + 1, to, "from")))
		return 0;
	end = state_end(spec, from, to);
	if (end == from || before_next_state(spec, end, to) == end)
		return 0;
	if (item) {
		item->type = MA_FIELD_ENUM;
		item->typed = true;
	}
	for (next = from; end > next; end = state_end(spec, next, to)) {
		if (item)
			ma_item_add_values(spec, item, next, end);
		at = end;
		next = before_next_state(spec, end, to);
		if (next == end)
			break;
	}
	return at;
}

static bool is_whole_number(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
		;
	return s.n > 0 && i == s.n;
}

static void take_default(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to)
{
	struct ma_str words = ma_spec_words(spec, from, to);
	enum ma_field_type named;

	if (words.n == 0)
		return;
	if (ma_words_have("yes no true false", words)) {
		item->type = MA_FIELD_BOOLEAN;
		item->typed = true;
	}
	if (!item->typed && is_whole_number(words) &&
		(!ma_field_type_of_words(ma_buf_str(&item->words), &named) ||
			named == MA_FIELD_STRING)) {
		item->type = MA_FIELD_INTEGER; /* "elo default 1200" */
		item->typed = true;
	}
	if (item->values_n < MA_SPEC_VALUES)
		item->preset = ma_spec_said(spec, from, to);
}

/* "is private by default": a yes or no. */
static void take_quality(struct ma_item *item, struct ma_str quality)
{
	ma_item_add_word(item, quality);
	item->type = MA_FIELD_BOOLEAN;
	item->typed = true;
	item->preset = MA_STR("yes");
}

static size_t read_default(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	size_t from = after_default(spec, at, to), end, others;

	if (is_any(spec, at + 1, to, "by") && is_any(spec, at + 2, to, "default")) {
		if (item && ma_words_have("is are", ma_buf_str(&item->words)))
			take_quality(item, spec->tokens[at].low);
		else if (item)
			take_default(spec, item, at, at + 1); /* "off by default" */
		return at + 3;
	}
	if (from == 0)
		return 0;
	for (end = from; !ends_value(spec, end, to) && end < from + 3;)
		end++;
	if (end == from)
		return 0;
	if (item)
		take_default(spec, item, from, end);
	others = read_others(spec, item, end, to);
	return others > 0 ? others : end;
}

/* "that no two members may share", "of which no two are alike", "no duplicates"; 0: none of them. */
static size_t read_no_two(const struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	size_t from = at;

	at += is_any(spec, at, to, "of") && has_flag(spec, at + 1, to, MA_W_REL);
	at += has_flag(spec, at, to, MA_W_REL);
	at += is_any(spec, at, to, "with");
	if (at == from || at >= to ||
		(ma_spec_match(spec, at, "no two") == 0 &&
			ma_spec_match(spec, at, "no duplicate") == 0))
		return 0;
	item->unique = true;
	while (at < to && spec->tokens[at].kind == MA_TOKEN_WORD &&
		!has_flag(spec, at, to, MA_W_CONJ))
		at++;
	return at;
}

/* "with time" behind a date; 0: it is not there. */
static size_t read_time(const struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	size_t end = at + 1;

	if (at == 0 || !has_flag(spec, at, to, MA_W_WITH) || !ma_spec_is_any(spec, at - 1, "date"))
		return 0;
	while (has_flag(spec, end, to, MA_W_DET))
		end++;
	if (!is_any(spec, end, to, "time"))
		return 0;
	item->type = MA_FIELD_DATETIME;
	item->typed = true;
	return end + 1;
}

size_t ma_item_read_clause(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	struct ma_item unused = { .required = false };
	size_t from = at + has_flag(spec, at, to, MA_W_REL), end;

	end = read_time(spec, item ? item : &unused, at, to);
	if (end == 0)
		end = read_quality(spec, item ? item : &unused, from, to);
	if (end == 0)
		end = read_no_two(spec, item ? item : &unused, at, to);
	if (end == 0)
		end = read_life(spec, item, from, to);
	if (end == 0)
		end = read_default(spec, item, from, to);
	return end;
}

size_t ma_spec_clause_end(struct ma_spec *spec, size_t at, size_t to)
{
	size_t end = ma_item_read_clause(spec, NULL, at, to);

	return end > 0 ? end : at;
}

size_t ma_item_before_example(const struct ma_spec *spec, size_t from, size_t to)
{
	size_t at;

	for (at = from + 1; at < to; at++)
		if (ma_spec_is_any(spec, at, "like eg e.g") ||
			ma_spec_match(spec, at, "such as") > 0)
			return at - (spec->tokens[at - 1].kind == MA_TOKEN_COMMA);
	return to;
}

size_t ma_item_example_end(const struct ma_spec *spec, size_t at, size_t to)
{
	while (at < to && spec->tokens[at].kind != MA_TOKEN_OPEN)
		at++;
	return at;
}

/* "free text, because we often only know the region", "a number, so they stay in order": a type, and why it is that. */
static bool read_reason(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to)
{
	from += is_any(spec, from, to, "a an");
	from += is_any(spec, from, to, "free long short whole plain");
	if (from >= to || spec->tokens[from].kind != MA_TOKEN_WORD ||
		(from + 1 < to && spec->tokens[from + 1].kind != MA_TOKEN_COMMA) ||
		(from + 2 < to && !is_any(spec, from + 2, to, "because so since as for")) ||
		!ma_field_type_word(spec->tokens[from].low, &item->type))
		return false;
	item->typed = true;
	return true;
}

bool ma_item_read_remark(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to)
{
	bool said = read_reason(spec, item, from, to);
	size_t at;

	at = from + is_any(spec, from, to, "both each");
	if (ma_spec_match(spec, at, "date and time") > 0 && at + 3 == to) {
		item->type = MA_FIELD_DATETIME;
		item->typed = true;
		return true;
	}

	for (at = from; at < to; at++) {
		if (spec->tokens[at].kind == MA_TOKEN_WORD &&
			ma_item_take_modifier(item, spec->tokens[at].low))
			said = true;
		if (ma_spec_match(spec, at, "no two") > 0 ||
			ma_spec_match(spec, at, "no duplicate") > 0)
			item->unique = said = true;
		if (ma_spec_match(spec, at, "whole number") > 0) {
			item->type = MA_FIELD_INTEGER;
			item->typed = said = true;
		}
	}
	return said;
}

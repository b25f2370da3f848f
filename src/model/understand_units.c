/* What a field is measured in: "weight in kg", "tempo (bpm)", "a text as markdown". */
#include "model/understand_item.h"

void ma_item_type_by_unit(struct ma_item *item, struct ma_str unit)
{
	enum ma_field_type type = MA_FIELD_STRING;

	item->typed = ma_field_type_of_words(unit, &item->type);
	if (ma_str_is(unit, "pounds") && ma_field_type_of_words(ma_buf_str(&item->words), &type) &&
		type == MA_FIELD_MONEY)
		item->type = MA_FIELD_MONEY;
	else if (!item->typed && ma_words_have("characters words letters lines pixels bytes", unit))
		item->type = MA_FIELD_INTEGER;
	else if (ma_field_type_of_words(ma_buf_str(&item->words), &type) &&
		(type == MA_FIELD_INTEGER || type == MA_FIELD_DECIMAL) && !item->typed)
		item->type = type;
	else if (!item->typed)
		item->type = MA_FIELD_DECIMAL;
	item->typed = true;
}

/* "as markdown", "as a percentage" */
static size_t read_form(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	size_t word = at + 1 + (at + 2 < to && ma_spec_is_any(spec, at + 1, "a an"));

	word += word + 1 < to && ma_spec_is_any(spec, word, "long longer free short whole");

	if (ma_item_take_type(item, spec->tokens[word].low))
		return word + 1 - at;
	if (ma_spec_is_any(spec, word, "pdf")) {
		item->type = MA_FIELD_FILE;
		item->typed = true;
		return word + 1 - at;
	}
	if (!ma_spec_is_any(spec, word, "percentage percent"))
		return 0;
	item->type = MA_FIELD_DECIMAL;
	item->typed = true;
	return word + 1 - at;
}

size_t ma_item_read_unit(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	const struct ma_token *t = &spec->tokens[at];
	struct ma_str unit = at + 1 < to ? spec->tokens[at + 1].low : MA_STR("");
	bool compound = at + 4 == to && spec->tokens[at + 2].kind == MA_TOKEN_SLASH;

	if (item->words.n == 0 || unit.n == 0)
		return 0;
	if (ma_str_is(t->low, "as"))
		return read_form(spec, item, at, to);
	if (ma_str_is(t->low, "in") && at + 3 == to && ma_str_is(spec->tokens[at + 2].low, "text")) {
		(void)ma_item_take_type(item, MA_STR("text")); /* "in free text": it is a type */
		return 3;
	}
	if (ma_str_is(t->low, "in") && at + 3 == to &&
		ma_words_have("square cubic", unit)) { /* "in square metres" */
		item->type = MA_FIELD_DECIMAL;
		item->typed = true;
		return 3;
	}
	if (!ma_str_is(t->low, "in") ||
		ma_words_have("full stock hand advance person use on at date time boolean", unit) ||
		!(at + 2 == to || compound || ma_item_is_modifier(spec->tokens[at + 2].low)))
		return 0;
	if (ma_item_take_type(item, unit))
		return 2;
	if (ma_words_have("percent percentage", unit)) {
		item->type = MA_FIELD_DECIMAL;
		item->typed = true;
		return 2;
	}
	ma_item_type_by_unit(item, unit);
	ma_item_add_word(item, unit);
	if (compound)
		ma_item_add_word(item, spec->tokens[at + 3].low);
	return compound ? 4 : 2;
}

bool ma_item_takes_measure(const struct ma_spec *spec, struct ma_item *item, size_t at)
{
	enum ma_field_type type;

	if (item->typed || ma_field_type_of_words(ma_buf_str(&item->words), &type) ||
		!ma_field_type_of_words(spec->tokens[at].low, &type) ||
		(type != MA_FIELD_INTEGER && type != MA_FIELD_DECIMAL))
		return false;
	item->type = type;
	item->typed = true;
	return true;
}

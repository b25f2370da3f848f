/* One field of a list, as it is read. Private to model/understand*.c. */
#ifndef MA_MODEL_UNDERSTAND_ITEM_H
#define MA_MODEL_UNDERSTAND_ITEM_H

#include "model/understand_parts.h"

struct ma_item {
	struct ma_buf words;
	bool required, optional, unique, typed;
	enum ma_field_type type;
	struct ma_str preset; /* its default, as written */
	struct ma_str range;  /* the bounds of a number, as written: "1 to 5"; "" */
	struct ma_str own; /* what its values are of, where they are the record's: "it can be open or closed" */
	struct ma_str hint; /* the one word in its brackets: it may name an entity */
	struct ma_str values[MA_SPEC_VALUES];
	size_t values_n;
	bool primary;         /* the primary key */
	bool key;             /* it refers to something: "owner FK to User" */
	struct ma_str refers; /* to what, where that is said */
};

/* Whether the token is before `to`, and one of the words. */
static inline bool is_any(const struct ma_spec *spec, size_t at, size_t to, const char *words)
{
	return at < to && ma_spec_is_any(spec, at, words);
}

/* Whether it is before `to`, and a word of one of the kinds MA_W_*. */
static inline bool has_flag(const struct ma_spec *spec, size_t at, size_t to, unsigned flags)
{
	return at < to && ma_spec_is_a(spec, at, flags);
}

/* Add a word to the item's words; "purchase_date" is two. */
void ma_item_add_word(struct ma_item *item, struct ma_str word);
/* Read the words of tokens [from, to), and what they say of type, values and modifiers, into an empty item. */
void ma_item_read(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to);

/* "required", "unique": false where the word is no such modifier. */
bool ma_item_take_modifier(struct ma_item *item, struct ma_str word);
/* Whether tokens [from, to) are modifiers and types alone, which are read into `item`: "required, text", "must be unique". */
bool ma_item_read_plain(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to);
/* A comma, a slash, "or" and "and". */
bool ma_item_is_list_mark(const struct ma_token *t);
/* Add what stands in tokens [from, to) between commas, slashes, "or" and the last "and" to the item's values, each once. */
void ma_item_add_values(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to);
/* "one of a, b or c" at `at`: how many tokens were read as values; 0: it is no choice. */
size_t ma_item_read_choice(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to);
/* Whether [from, to) is a list of values: "dog, cat or rabbit", and where it is `chosen` from also "new, done". */
bool ma_item_are_values(const struct ma_spec *spec, size_t from, size_t to, bool chosen);
/* "fiction or non-fiction" between the fields of a list: values without a name. */
bool ma_item_is_bare_or(const struct ma_spec *spec, size_t at, size_t to);
/* Add what the item says to `entity` as a field. */
void ma_item_add(struct ma_spec *spec, struct ma_spec_entity *entity, struct ma_item *item);
/* Whether [from, to) is the first half of "start and end dates". */
bool ma_item_is_half(const struct ma_spec *spec, size_t from, size_t to);
/* "first/last name", "start / end time", "shift start/shift end": read as two fields, or false. */
bool ma_item_read_slashed_halves(
	struct ma_spec *spec, struct ma_spec_entity *entity, size_t from, size_t to);
/* Tokens [from, to) as the values of a choice. */
void ma_item_read_values(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to);
/* Tokens [from, to) as "whether it is paid", "when it was bought" into an empty item; false where they are no such question. */
bool ma_item_read_question(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to);
/* Where "which must be unique", "defaults to open" at `at` ends, once it is read into `item` (NULL: nowhere); 0: it is none. */
size_t ma_item_read_clause(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to);
/* Where ", like 12.5", "such as 4 or 5", "e.g. red" begins; `to` where it does not. */
size_t ma_item_before_example(const struct ma_spec *spec, size_t from, size_t to);
/* Where such an example at `at` ends: at a bracket, or `to`. */
size_t ma_item_example_end(const struct ma_spec *spec, size_t at, size_t to);
/* "no two are the same", "a whole number", "letters and digits, unique": a remark, and no values; false where it is none. */
bool ma_item_read_remark(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to);

/* How many tokens at `at` are a column's "FK to User", "not null", "(10,2)", once they are read; 0: none of them. */
size_t ma_item_read_column(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to);
/* A type that was noted as a column's: "email varchar" is an address, "price decimal" a sum. */
void ma_item_settle_type(struct ma_spec *spec, struct ma_item *item);
/* Add a key as a reference; false where the item is none. */
bool ma_item_add_key(struct ma_spec *spec, struct ma_spec_entity *entity, struct ma_item *item);

/* Whether the word says a type, which the item then has: "string", "pdf". */
bool ma_item_take_type(struct ma_item *item, struct ma_str word);
bool ma_item_is_modifier(struct ma_str word);
/* A type behind a name, "done flag", "name string": the other type words belong to the name as well ("due date"). */
bool ma_item_is_bare_type(struct ma_str word);
/* The type of what is measured in `unit`; in an unknown one it has a fraction. */
void ma_item_type_by_unit(struct ma_item *item, struct ma_str unit);
/* How many tokens at `at` are "in minutes", "in euros", "in km/h", "as markdown", once they are read; 0: none of them. */
size_t ma_item_read_unit(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to);
/* How many tokens at `at` are "from 1 to 5", "0-100", "out of 10", "from A1 to C2" behind a name, once they are read; 0: none of them. */
size_t ma_item_read_range(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to);
/* Keep the first "1-5", "0..100" or "1 to 10" of the tokens as the range. */
void ma_item_keep_range(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to);
/* "tempo (bpm)": a unit alone in brackets. */
bool ma_item_takes_measure(const struct ma_spec *spec, struct ma_item *item, size_t at);

#endif

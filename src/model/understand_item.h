/* One field of a list, as it is read. Private to model/understand*.c. */
#ifndef MA_MODEL_UNDERSTAND_ITEM_H
#define MA_MODEL_UNDERSTAND_ITEM_H

#include "model/understand_parts.h"

struct ma_item {
	struct ma_buf words;
	bool required, optional, unique, typed;
	enum ma_field_type type;
	struct ma_str preset; /* its default, in snake case */
	struct ma_str hint;   /* the one word in its brackets: it may name an entity */
	struct ma_str values[MA_SPEC_VALUES];
	size_t values_n;
};

/* Read the words of tokens [from, to), and what they say of type, values and modifiers, into an empty item. */
void ma_item_read(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to);

/* "required", "unique": false where the word is no such modifier. */
bool ma_item_take_modifier(struct ma_item *item, struct ma_str word);
/* A comma, a slash, "or" and "and". */
bool ma_item_is_list_mark(const struct ma_token *t);
/* Add what stands in tokens [from, to) between commas, slashes, "or" and the last "and" to the item's values, each once. */
void ma_item_add_values(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to);
/* Tokens [from, to) as the values of a choice. */
void ma_item_read_values(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to);
/* Where "which must be unique", "defaults to open" at `at` ends, once it is read into `item` (NULL: nowhere); 0: it is none. */
size_t ma_item_read_clause(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to);

#endif

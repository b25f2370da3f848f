/* The types that words give away. Private to model/understand*.c. */
#ifndef MA_MODEL_UNDERSTAND_TYPES_H
#define MA_MODEL_UNDERSTAND_TYPES_H

#include "model/understand_parts.h"

/* The type of a field of which `word` is the last. */
bool ma_field_type_of_name(struct ma_str word, enum ma_field_type *type);
/* The type that more than the last word, `head`, decides. */
bool ma_field_type_of_phrase(struct ma_str words, struct ma_str head, enum ma_field_type *type);
/* The type of a name that depends on whose it is: the "from" of a transfer is no day. */
bool ma_field_type_by_owner(
	const struct ma_spec_entity *entity, struct ma_str words, enum ma_field_type *type);
/* "returned", "sent": something was done or not. */
bool ma_word_is_participle(struct ma_str word);
/* "anonymous", "washable": what it is or is not. */
bool ma_word_is_quality(struct ma_str word);

#endif

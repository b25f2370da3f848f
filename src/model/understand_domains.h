/* What the prompts keep that name a domain and nothing else: "todo app", "boat rental". Private to model/understand*.c. */
#ifndef MA_MODEL_UNDERSTAND_DOMAINS_H
#define MA_MODEL_UNDERSTAND_DOMAINS_H

#include "model/understand_parts.h"

/*
 * `keys`: singular, words of one key joined by "-". `entities`: in the order in which they are shown, "Lease->Property" refers to
 * that one beyond what is well known; "*" is the thing that the words before the key name, and "*Book" the one that "but for
 * games" puts another in the place of.
 */
struct ma_pack {
	const char *keys, *entities;
};

/* "shopping lists" as the key "shopping-list"; NULL: there is none. */
const struct ma_pack *ma_pack_called(struct ma_spec *spec, struct ma_str words);
/* Whether another word of the same domain says more: "dentist appointment", "vet clinic". */
bool ma_pack_is_general(const struct ma_pack *pack);
/* What is done with a thing: "booking" of "court booking". `*over_out`: also where the thing's word has a pack of its own. */
const struct ma_pack *ma_pack_of_use(struct ma_spec *spec, struct ma_str words, bool *over_out);
bool ma_pack_has_key(const struct ma_pack *pack, const char *key);

#endif

/* What the prompts keep that name a domain and nothing else: "todo app", "boat rental". Private to model/understand*.c. */
#ifndef MA_MODEL_UNDERSTAND_DOMAINS_H
#define MA_MODEL_UNDERSTAND_DOMAINS_H

#include "model/understand_parts.h"

/*
 * `keys`: singular, words of one key joined by "-". `entities`: in the order in which they are shown, "Lease->Property" refers to
 * that one beyond what is well known; "*" is the thing that the words before the key name, and "*Book" the one that "but for
 * games" puts another in the place of; the domain is nothing without "Message!".
 */
struct ma_pack {
	const char *keys, *entities;
};

/* A domain, as it was found. */
struct ma_domain {
	const struct ma_pack *pack;
	struct ma_str thing; /* for "*": "tennis court" */
	bool head;           /* the pack is of what was named last, and not of a word before it */
	bool kept; /* "condo management": the thing is what is kept, where there is no pack */
};

/* Of lower-case words: "hotel booking". */
struct ma_domain ma_domain_find(struct ma_spec *spec, struct ma_str words);
/* "TennisCourt" of "indoor tennis court", "Room" of "hotel room": a well-known thing is called by its last word. */
struct ma_str ma_domain_thing(struct ma_spec *spec, struct ma_str words);

/* "shopping lists" as the key "shopping-list"; NULL: there is none. */
const struct ma_pack *ma_pack_called(struct ma_spec *spec, struct ma_str words);
/* Whether another word of the same domain says more: "dentist appointment", "vet clinic". */
bool ma_pack_is_general(const struct ma_pack *pack);
/* What is done with a thing: "booking" of "court booking". `*over_out`: also where the thing's word has a pack of its own. */
const struct ma_pack *ma_pack_of_use(struct ma_spec *spec, struct ma_str words, bool *over_out);
bool ma_pack_has_key(const struct ma_pack *pack, const char *key);

#endif

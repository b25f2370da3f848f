/* Names found by hash; the table is sized once. */
#include "codec/schema_program.h"

bool ma_schema_names_init(struct names *names, uint32_t most, struct ma_arena *arena)
{
	uint32_t slots = 4;

	while (slots < most * 4)
		slots *= 2;
	names->v = ma_arena_new_n(arena, struct name, most + 1);
	names->slots = ma_arena_new_n(arena, uint32_t, slots);
	names->mask = slots - 1;
	names->n = 0;
	return names->v && names->slots;
}

struct name *ma_schema_names_put(struct names *names, struct ma_str key)
{
	uint32_t hash = ma_doc_hash(key), slot = hash & names->mask;
	struct name *name;

	for (; names->slots[slot]; slot = (slot + 1) & names->mask) {
		name = &names->v[names->slots[slot] - 1];
		if (name->hash == hash && ma_str_eq(name->key, key))
			return name;
	}
	name = &names->v[names->n++];
	name->key = key;
	name->hash = hash;
	names->slots[slot] = names->n;
	return name;
}

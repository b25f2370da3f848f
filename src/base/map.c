/* Text to pointer. */
#include "base/map.h"

#include "base/alloc.h"

static size_t slot_of(const struct ma_map *m, struct ma_str key, uint64_t hash)
{
	size_t i = hash & (m->slots_n - 1);
	const struct ma_map_entry *e;

	for (; m->slots[i] != 0; i = (i + 1) & (m->slots_n - 1)) {
		e = &m->entries[m->slots[i] - 1];
		if (e->hash == hash && ma_str_eq(e->key, key))
			break;
	}
	return i;
}

static bool rehash(struct ma_map *m, size_t slots_n)
{
	uint32_t *slots = ma_new_n(uint32_t, slots_n);
	size_t i;

	if (!slots)
		return false;
	ma_free(m->slots);
	m->slots = slots;
	m->slots_n = slots_n;
	for (i = 0; i < m->n; i++)
		slots[slot_of(m, m->entries[i].key, m->entries[i].hash)] = (uint32_t)i + 1;
	return true;
}

static bool make_room(struct ma_map *m)
{
	struct ma_map_entry *entries;
	size_t cap;

	if ((m->n + 1) * 4 > m->slots_n * 3 && !rehash(m, m->slots_n ? m->slots_n * 2 : 16))
		return false;
	if (m->n < m->cap)
		return true;
	cap = m->cap ? m->cap * 2 : 8;
	entries = ma_realloc(m->entries, cap, sizeof(*entries));
	if (!entries)
		return false;
	m->entries = entries;
	m->cap = cap;
	return true;
}

static const struct ma_map_entry *find(const struct ma_map *m, struct ma_str key)
{
	size_t at;

	if (m->n == 0)
		return NULL;
	at = slot_of(m, key, ma_str_hash(key));
	return m->slots[at] ? &m->entries[m->slots[at] - 1] : NULL;
}

void *ma_map_get(const struct ma_map *m, struct ma_str key)
{
	const struct ma_map_entry *e = find(m, key);

	return e ? e->value : NULL;
}

bool ma_map_has(const struct ma_map *m, struct ma_str key)
{
	return find(m, key) != NULL;
}

bool ma_map_put(struct ma_map *m, struct ma_str key, void *value)
{
	uint64_t hash = ma_str_hash(key);
	size_t at;
	char *copy;

	if (!make_room(m))
		return false;
	at = slot_of(m, key, hash);
	if (m->slots[at]) {
		m->entries[m->slots[at] - 1].value = value;
		return true;
	}
	copy = ma_strndup(key.p, key.n);
	if (!copy)
		return false;
	m->entries[m->n] = (struct ma_map_entry){ ma_str_n(copy, key.n), value, hash };
	m->slots[at] = (uint32_t)++m->n;
	return true;
}

void ma_map_done(struct ma_map *m)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		ma_free((char *)(uintptr_t)m->entries[i].key.p);
	ma_free(m->entries);
	ma_free(m->slots);
	*m = (struct ma_map)MA_MAP_INIT;
}

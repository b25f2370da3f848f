/* The queue of what is due on virtual time. */
#include "sys/loop_virtual.h"

#include "base/alloc.h"

struct ma_virtual {
	struct ma_clock_fake *clock;
	struct ma_virtual_item *first; /* by due time, among equals as they came */
	bool instant;                  /* work takes no time */
	uint64_t drawn;                /* SplitMix64 */
};

struct ma_virtual *ma_virtual_new(struct ma_clock_fake *clock, uint64_t seed)
{
	struct ma_virtual *v = ma_new(struct ma_virtual);

	if (v) {
		v->clock = clock;
		v->drawn = seed;
		v->instant = seed == 0;
	}
	return v;
}

void ma_virtual_free(struct ma_virtual *v)
{
	MA_ASSERT(!v->first); /* else something is still under way */
	ma_free(v);
}

void ma_virtual_add(struct ma_virtual *v, struct ma_virtual_item *item, int64_t ms)
{
	struct ma_virtual_item **at = &v->first;

	item->due_ms = v->clock->mono + (ms > 0 ? ms : 0);
	while (*at && (*at)->due_ms <= item->due_ms)
		at = &(*at)->next;
	item->next = *at;
	*at = item;
}

void ma_virtual_remove(struct ma_virtual *v, struct ma_virtual_item *item)
{
	struct ma_virtual_item **at = &v->first;

	while (*at != item)
		at = &(*at)->next;
	*at = item->next;
}

/* Mostly a moment, now and then so long that much else happens meanwhile. */
int64_t ma_virtual_delay(struct ma_virtual *v)
{
	uint64_t z = v->drawn += 0x9e3779b97f4a7c15U;

	if (v->instant)
		return 0;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	z ^= z >> 31;
	return (int64_t)(z % 16 == 0 ? z / 16 % 2000 : z / 16 % 8);
}

bool ma_virtual_step(struct ma_virtual *v)
{
	struct ma_virtual_item *item = v->first;

	if (!item)
		return false;
	v->first = item->next; /* out of the queue first: fn() may add it again */
	if (item->due_ms > v->clock->mono)
		ma_clock_fake_advance(v->clock, item->due_ms - v->clock->mono);
	item->fn(item->data);
	return true;
}

void ma_virtual_crash(struct ma_virtual *v)
{
	struct ma_virtual_item *item;

	while (v->first) {
		item = v->first;
		v->first = item->next;
		ma_free(item->data);
	}
}

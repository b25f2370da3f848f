/* Identifiers: UUID version 7 over a source of random bytes. */
#include "base/id.h"

#include <errno.h>
#include <stdio.h>
#include <sys/random.h>

static bool system_bytes(struct ma_ids *self, void *out, size_t n)
{
	unsigned char *to = out;
	ssize_t got;

	(void)self;
	for (; n > 0; to += got, n -= (size_t)got) {
		got = getrandom(to, n, 0);
		if (got < 0 && errno == EINTR)
			got = 0;
		if (got < 0)
			return false;
	}
	return true;
}

struct ma_ids *ma_ids_system(void)
{
	static struct ma_ids ids = { system_bytes };

	return &ids;
}

static bool seeded_bytes(struct ma_ids *self, void *out, size_t n)
{
	struct ma_ids_seeded *s = (struct ma_ids_seeded *)self;
	unsigned char *to = out;
	uint64_t z = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (i % 8 == 0) {
			s->state += 0x9e3779b97f4a7c15U;
			z = s->state;
			z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
			z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
			z ^= z >> 31;
		}
		to[i] = (unsigned char)(z >> (i % 8 * 8));
	}
	return true;
}

void ma_ids_seeded_init(struct ma_ids_seeded *s, uint64_t seed)
{
	*s = (struct ma_ids_seeded){ { seeded_bytes }, seed };
}

ma_rc ma_id_new(struct ma_ids *ids, struct ma_clock *clock, char out[MA_ID_SIZE], ma_err *err)
{
	uint64_t ms = (uint64_t)clock->wall_ms(clock);
	unsigned char r[10];

	if (!ids->bytes(ids, r, sizeof(r)))
		return ma_fail(err, MA_EUNAVAILABLE, "the system gave no random bytes");
	(void)snprintf(out, MA_ID_SIZE, "%08x-%04x-7%01x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		(unsigned)(ms >> 16 & 0xffffffff), (unsigned)(ms & 0xffff), r[0] & 0xfU, r[1],
		0x80U | (r[2] & 0x3fU), r[3], r[4], r[5], r[6], r[7], r[8], r[9]); /* fits */
	return MA_OK;
}

/* Checksums. The format is docs/formats/store.md's: it must not change. */
#include "base/sum.h"

#include <endian.h>

static uint64_t step(uint64_t sum, uint64_t word)
{
	sum = (sum ^ word) * UINT64_C(0xff51afd7ed558ccd);
	return sum ^ sum >> 32;
}

/* Little-endian, whatever the machine is; what is missing of a word is 0. */
static uint64_t word_at(const char *p, size_t n)
{
	uint64_t word = 0;

	memcpy(&word, p, n);
	return le64toh(word);
}

uint64_t ma_sum_add_int(uint64_t sum, int64_t n)
{
	return step(sum, (uint64_t)n);
}

uint64_t ma_sum_add(uint64_t sum, struct ma_str bytes)
{
	size_t at;

	sum = step(sum, bytes.n);
	for (at = 0; bytes.n - at >= 8; at += 8)
		sum = step(sum, word_at(bytes.p + at, 8));
	return at < bytes.n ? step(sum, word_at(bytes.p + at, bytes.n - at)) : sum;
}

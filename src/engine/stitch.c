/* Replies that came in parts. */
#include "engine/stitch.h"

#define OVERLAP_LEAST 16
#define OVERLAP_MOST 4096

void ma_stitch(struct ma_buf *out, struct ma_str part)
{
	size_t n = part.n < out->n ? part.n : out->n;

	n = n < OVERLAP_MOST ? n : OVERLAP_MOST;
	while (n >= OVERLAP_LEAST && memcmp(out->p + out->n - n, part.p, n) != 0)
		n--;
	ma_buf_addv(out, n >= OVERLAP_LEAST ? ma_str_from(part, n) : part);
}

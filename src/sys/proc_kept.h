/* What a child printed, as far as it is kept. Private to sys/proc.c. */
#ifndef MA_SYS_PROC_KEPT_H
#define MA_SYS_PROC_KEPT_H

#include <stdint.h>

#include "base/buf.h"

struct ma_proc_kept {
	struct ma_buf heads[2]; /* of stdout and stderr, together at most head_max bytes */
	size_t head_max;
	struct ma_buf tail; /* of stdout: what came after the beginning was full; a ring once it is full */
	size_t tail_at; /* where its oldest byte is */
	uint64_t lost;  /* bytes that are in none of them */
};

/* At most `max` bytes, `tail_max` of them of the end of stdout. Always to be followed by ma_proc_kept_done(). */
void ma_proc_kept_init(struct ma_proc_kept *k, size_t max, size_t tail_max);
/* Bytes of stdout (0) or stderr (1); what memory ran out for is lost as well. */
void ma_proc_kept_add(struct ma_proc_kept *k, int stream, struct ma_str bytes);
/* The end of stdout behind its beginning, and between them, where bytes are lost, a line that says how many. Once. */
void ma_proc_kept_join(struct ma_proc_kept *k);
void ma_proc_kept_done(struct ma_proc_kept *k);

#endif

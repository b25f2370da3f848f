/* What a child printed: its beginning, and its end. */
#include "sys/proc_kept.h"

#include "sys/proc.h"

#define MARK_MAX 64 /* bytes of the line for what is missing */

void ma_proc_kept_init(struct ma_proc_kept *k, size_t max, size_t tail_max)
{
	MA_ASSERT(tail_max <= max);
	MA_ASSERT(k->tail.n == 0 && k->heads[0].n == 0 && k->heads[1].n == 0);
	k->heads[0].max = k->heads[1].max = max;
	k->head_max = max - tail_max;
	k->tail.max = tail_max;
}

/* Gives how many bytes are in no part of the output any more. */
static size_t add_tail(struct ma_proc_kept *k, struct ma_str bytes)
{
	size_t n = k->tail.max - k->tail.n, lost = 0;

	n = bytes.n < n ? bytes.n : n;
	ma_buf_add(&k->tail, bytes.p, n);
	if (k->tail.rc)
		return bytes.n; /* memory ran out */
	for (bytes = ma_str_from(bytes, n); bytes.n > 0; bytes = ma_str_from(bytes, n)) {
		n = k->tail.n - k->tail_at;
		n = bytes.n < n ? bytes.n : n;
		memcpy(k->tail.p + k->tail_at, bytes.p, n);
		k->tail_at = (k->tail_at + n) % k->tail.n;
		lost += n;
	}
	return lost;
}

void ma_proc_kept_add(struct ma_proc_kept *k, int stream, struct ma_str bytes)
{
	size_t room, n;

	MA_ASSERT(stream == 0 || stream == 1);
	MA_ASSERT(k->heads[0].n + k->heads[1].n <= k->head_max); /* not joined yet */
	room = k->head_max - k->heads[0].n - k->heads[1].n;
	n = bytes.n < room ? bytes.n : room;
	ma_buf_add(&k->heads[stream], bytes.p, n);
	if (k->heads[stream].rc)
		n = 0; /* memory ran out: lost like what does not fit */
	bytes = ma_str_from(bytes, n);
	k->lost += stream == 0 && k->tail.max > 0 ? add_tail(k, bytes) : bytes.n;
}

void ma_proc_kept_join(struct ma_proc_kept *k)
{
	struct ma_str tail = ma_buf_str(&k->tail);

	if (tail.n == 0)
		return;
	k->heads[0].max += tail.n + MARK_MAX;
	if (k->lost > 0)
		ma_buf_addf(&k->heads[0], "\n[... %llu" MA_PROC_MARK_END "\n",
			(unsigned long long)k->lost);
	ma_buf_addv(&k->heads[0], ma_str_from(tail, k->tail_at));
	ma_buf_addv(&k->heads[0], ma_str_n(tail.p, k->tail_at));
}

void ma_proc_kept_done(struct ma_proc_kept *k)
{
	ma_buf_done(&k->heads[0]);
	ma_buf_done(&k->heads[1]);
	ma_buf_done(&k->tail);
}

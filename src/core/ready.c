/* The ready heap, binary, with each task's place kept beside it. */
#include "core/ready.h"

static bool before(const struct ma_state *s, uint32_t a, uint32_t b)
{
	uint32_t ha = s->works[a].task->height, hb = s->works[b].task->height;

	return ha != hb ? ha > hb : a < b;
}

static void put(struct ma_state *s, uint32_t at, uint32_t task)
{
	s->ready[at] = task;
	s->works[task].ready_at = at;
}

static void rise(struct ma_state *s, uint32_t at, uint32_t task)
{
	while (at > 0 && before(s, task, s->ready[(at - 1) / 2])) {
		put(s, at, s->ready[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
	put(s, at, task);
}

static void sink(struct ma_state *s, uint32_t at, uint32_t task)
{
	uint32_t child;

	while ((child = 2 * at + 1) < s->ready_n) {
		if (child + 1 < s->ready_n && before(s, s->ready[child + 1], s->ready[child]))
			child++;
		if (!before(s, s->ready[child], task))
			break;
		put(s, at, s->ready[child]);
		at = child;
	}
	put(s, at, task);
}

void ma_ready_add(struct ma_state *s, uint32_t task)
{
	rise(s, s->ready_n++, task);
}

void ma_ready_remove(struct ma_state *s, uint32_t task)
{
	uint32_t at = s->works[task].ready_at;
	uint32_t last;

	MA_ASSERT(at < s->ready_n && s->ready[at] == task);
	last = s->ready[--s->ready_n];
	if (at == s->ready_n)
		return;
	if (at > 0 && before(s, last, s->ready[(at - 1) / 2]))
		rise(s, at, last);
	else
		sink(s, at, last);
}

/* Pairing heaps threaded through the tasks. */
#include "core/ready.h"

#include "base/plant.h"

typedef bool before_fn(const struct ma_work *a, const struct ma_work *b);

bool ma_ready_before(const struct ma_work *a, const struct ma_work *b)
{
	return a->path_ms != b->path_ms ? (a->path_ms > b->path_ms) != MA_PLANT(WRONG_ORDER) : a < b;
}

static bool due_before(const struct ma_work *a, const struct ma_work *b)
{
	return a->not_before_ms != b->not_before_ms ? a->not_before_ms < b->not_before_ms : a < b;
}

/* `prev` of a first child is its parent. */
static struct ma_work *meld(struct ma_work *a, struct ma_work *b, before_fn *before)
{
	struct ma_work *t;

	if (!a || !b)
		return a ? a : b;
	if (before(b, a)) {
		t = a;
		a = b;
		b = t;
	}
	b->prev = a;
	b->sibling = a->child;
	if (b->sibling)
		b->sibling->prev = b;
	a->child = b;
	return a;
}

/* Two passes: pairs from left to right, then all of them from right to left. No recursion. */
static struct ma_work *meld_siblings(struct ma_work *first, before_fn *before)
{
	struct ma_work *done = NULL, *a, *b, *root = NULL;

	while (first) {
		a = first;
		b = a->sibling;
		first = b ? b->sibling : NULL;
		a->sibling = a->prev = NULL;
		if (b)
			b->sibling = b->prev = NULL;
		a = meld(a, b, before);
		a->sibling = done;
		done = a;
	}
	while (done) {
		a = done;
		done = a->sibling;
		a->sibling = NULL;
		root = meld(root, a, before);
	}
	if (root)
		root->prev = NULL;
	return root;
}

static void put(struct ma_work **root, struct ma_work *w, before_fn *before)
{
	w->child = w->sibling = w->prev = NULL;
	*root = meld(*root, w, before);
}

static void take(struct ma_work **root, struct ma_work *w, before_fn *before)
{
	struct ma_work *rest = meld_siblings(w->child, before);

	if (*root == w) {
		*root = rest;
	} else {
		if (w->prev->child == w)
			w->prev->child = w->sibling;
		else
			w->prev->sibling = w->sibling;
		if (w->sibling)
			w->sibling->prev = w->prev;
		*root = meld(*root, rest, before);
	}
	w->child = w->sibling = w->prev = NULL;
}

static struct ma_work **lane_of(struct ma_state *s, const struct ma_work *w)
{
	return &s->agents[w->agent].lanes[w->provider];
}

void ma_ready_add(struct ma_state *s, struct ma_work *w)
{
	MA_ASSERT(w->queue == MA_QUEUE_NONE);
	w->queue = MA_QUEUE_LANE;
	put(lane_of(s, w), w, ma_ready_before);
}

void ma_ready_delay(struct ma_state *s, struct ma_work *w)
{
	MA_ASSERT(w->queue == MA_QUEUE_NONE);
	w->queue = MA_QUEUE_DUE;
	put(&s->due, w, due_before);
}

void ma_ready_park(struct ma_work *w, struct ma_work *on)
{
	MA_ASSERT(w->queue == MA_QUEUE_NONE);
	w->queue = MA_QUEUE_PARKED;
	w->prev = on;
	w->sibling = on->parked;
	if (w->sibling)
		w->sibling->prev = w;
	on->parked = w;
}

static void unpark(struct ma_work *w)
{
	if (w->sibling)
		w->sibling->prev = w->prev;
	if (w->prev->parked == w)
		w->prev->parked = w->sibling;
	else
		w->prev->sibling = w->sibling;
	w->sibling = w->prev = NULL;
}

void ma_ready_remove(struct ma_state *s, struct ma_work *w)
{
	switch (w->queue) {
	case MA_QUEUE_NONE:
		break;
	case MA_QUEUE_LANE:
		take(lane_of(s, w), w, ma_ready_before);
		break;
	case MA_QUEUE_DUE:
		take(&s->due, w, due_before);
		break;
	case MA_QUEUE_PARKED:
		unpark(w);
		break;
	}
	w->queue = MA_QUEUE_NONE;
}

void ma_ready_release_due(struct ma_state *s, int64_t now_ms)
{
	struct ma_work *w;

	while ((w = s->due) && w->not_before_ms <= now_ms) {
		ma_ready_remove(s, w);
		ma_ready_add(s, w);
	}
}

void ma_ready_unpark(struct ma_state *s, struct ma_work *on)
{
	struct ma_work *w;

	while ((w = on->parked)) {
		ma_ready_remove(s, w);
		ma_ready_add(s, w);
	}
}

void ma_ready_rebuild(struct ma_state *s)
{
	uint32_t i, p;

	for (i = 0; i < s->agents_n; i++)
		for (p = 0; p < MA_PROVIDERS_MAX; p++)
			s->agents[i].lanes[p] = NULL;
	for (i = 0; i < s->tally.total; i++) {
		if (s->works[i].queue != MA_QUEUE_LANE)
			continue;
		s->works[i].queue = MA_QUEUE_NONE;
		ma_ready_add(s, &s->works[i]);
	}
}

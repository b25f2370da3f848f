/* Forecasts: the longest rest of all paths. */
#include "cli/forecast.h"

#include "base/alloc.h"

#define NOBODY UINT32_MAX
#define GUESS_MS 60000 /* of a task, where nothing is known: for the path, not for the time left */

struct average {
	int64_t sum_ms, n;
};

struct forecast {
	struct scene *s;
	int64_t now_ms;
	struct average *peers; /* by group of rows */
	struct average all;
	struct path {
		int64_t left_ms, took_ms; /* of the longest path that ends here */
		uint32_t before;          /* the row before it there, or NOBODY */
	} * paths;
	bool known; /* no guess was needed */
};

struct walk {
	uint32_t *stack, *next; /* next: which dependency of a row is looked at next */
	bool *seen;
	size_t depth;
};

static void enter(struct walk *w, uint32_t row)
{
	if (w->seen[row])
		return;
	w->seen[row] = true;
	w->stack[w->depth++] = row;
}

/* Depth first, by hand: a chain of tasks may be long. */
static void visit(struct scene *s, struct walk *w, uint32_t from)
{
	const struct scene_row *row;
	uint32_t at;

	enter(w, from);
	while (w->depth > 0) {
		at = w->stack[w->depth - 1];
		row = &s->rows[at];
		if (w->next[at] < row->deps_n)
			enter(w, row->deps[w->next[at]++]);
		else
			s->order[s->order_n++] = w->stack[--w->depth];
	}
}

void forecast_order(struct scene *s)
{
	struct walk w = { ma_new_n(uint32_t, s->n + 1), ma_new_n(uint32_t, s->n + 1),
		ma_new_n(bool, s->n + 1), 0 };
	uint32_t i;

	ma_free(s->order);
	s->order = ma_new_n(uint32_t, s->n + 1);
	s->order_n = 0;
	if (w.stack && w.next && w.seen && s->order)
		for (i = 0; i < s->n; i++)
			visit(s, &w, i);
	else
		s->nomem = true;
	ma_free(w.stack);
	ma_free(w.next);
	ma_free(w.seen);
}

static int64_t took(const struct forecast *f, const struct scene_row *row)
{
	int64_t until_ms = scene_state_final(row->state) ? row->ended_ms : f->now_ms;

	return row->started_ms > 0 && until_ms > row->started_ms ? until_ms - row->started_ms : 0;
}

static void learn(struct forecast *f)
{
	const struct scene_row *row;
	size_t i;

	for (i = 0; i < f->s->n; i++) {
		row = &f->s->rows[i];
		if (row->sort != SCENE_TASK || row->state != SCENE_COMPLETED)
			continue;
		f->peers[row->peers].sum_ms += took(f, row);
		f->peers[row->peers].n++;
		f->all.sum_ms += took(f, row);
		f->all.n++;
	}
}

static int64_t expected(struct forecast *f, const struct scene_row *row)
{
	const struct average *peers = &f->peers[row->peers];

	if (peers->n > 0)
		return peers->sum_ms / peers->n;
	if (row->estimate_ms > 0)
		return row->estimate_ms;
	if (f->all.n > 0)
		return f->all.sum_ms / f->all.n;
	f->known = false;
	return GUESS_MS;
}

/* What is overdue is thought to need a little longer, not nothing. */
static int64_t left(struct forecast *f, const struct scene_row *row)
{
	int64_t all_ms, least_ms, rest_ms;

	if (scene_state_final(row->state))
		return 0;
	all_ms = expected(f, row);
	least_ms = all_ms / 8 + 1;
	rest_ms = all_ms - took(f, row);
	rest_ms = rest_ms > least_ms ? rest_ms : least_ms;
	return rest_ms + (row->not_before_ms > f->now_ms ? row->not_before_ms - f->now_ms : 0);
}

static bool is_longer(const struct path *a, const struct path *b)
{
	return a->left_ms != b->left_ms ? a->left_ms > b->left_ms : a->took_ms > b->took_ms;
}

static int64_t extend(struct forecast *f, uint32_t at)
{
	const struct scene_row *row = &f->s->rows[at];
	struct path *p = &f->paths[at];
	int64_t rest_ms = left(f, row);
	uint32_t i;

	p->before = NOBODY;
	for (i = 0; i < row->deps_n; i++)
		if (p->before == NOBODY || is_longer(&f->paths[row->deps[i]], &f->paths[p->before]))
			p->before = row->deps[i];
	p->left_ms = rest_ms + (p->before == NOBODY ? 0 : f->paths[p->before].left_ms);
	p->took_ms = took(f, row) + (p->before == NOBODY ? 0 : f->paths[p->before].took_ms);
	return rest_ms;
}

static void walk_paths(struct forecast *f)
{
	struct scene *s = f->s;
	uint32_t last = NOBODY, at;
	int64_t sum_ms = 0;
	size_t i;

	for (i = 0; i < s->n; i++)
		f->paths[i].before = NOBODY;
	for (i = 0; i < s->order_n; i++) {
		at = s->order[i];
		s->rows[at].critical = false;
		if (s->rows[at].sort != SCENE_TASK)
			continue;
		sum_ms += extend(f, at);
		if (last == NOBODY || is_longer(&f->paths[at], &f->paths[last]))
			last = at;
	}
	s->left_ms = -1;
	if (last != NOBODY && f->known && !s->offline) {
		sum_ms /= s->jobs > 0 ? s->jobs : 1;
		s->left_ms = f->paths[last].left_ms > sum_ms ? f->paths[last].left_ms : sum_ms;
	}
	for (at = last; at != NOBODY && i > 0; i--, at = f->paths[at].before)
		s->rows[at].critical = true;
}

void forecast_make(struct scene *s, int64_t now_ms)
{
	struct forecast f = { .s = s, .now_ms = now_ms, .known = true };

	f.peers = ma_new_n(struct average, s->agents_n + 1);
	f.paths = ma_new_n(struct path, s->n + 1);
	if (f.peers && f.paths) {
		learn(&f);
		walk_paths(&f);
	} else {
		s->nomem = true;
	}
	ma_free(f.peers);
	ma_free(f.paths);
}

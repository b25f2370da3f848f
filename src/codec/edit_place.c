/*
 * The ladder. On each rung the rarest of a hunk's old lines is looked up, and around each place where
 * the file has it the other lines are compared. A rung that finds the hunk once places it; one that finds it more
 * often leaves it to the anchors, and without them refuses it: a looser rung could not know better.
 */
#include "codec/edit_place.h"

struct search {
	struct edit_file *f;
	const struct ma_hunk *h;
	struct edit_line *old;
	size_t n;
};

static bool spend(struct edit_file *f, uint64_t steps)
{
	f->steps += steps;
	return f->steps <= EDIT_STEPS_MAX;
}

static bool matches(struct search *s, enum edit_rung rung, size_t at)
{
	size_t i;

	if (at + s->n > s->f->n)
		return false;
	for (i = 0; i < s->n; i++) {
		s->f->steps += 1 + s->old[i].n / 64;
		if (!edit_same(rung, &s->old[i], &s->f->lines[at + i]))
			return false;
	}
	return true;
}

static size_t chain_length(const struct edit_index *x, uint64_t hash, size_t most)
{
	uint32_t at = x->heads[hash & x->mask];
	size_t n = 0;

	for (; at && n < most; at = x->next[at - 1])
		n += x->hashes[at - 1] == hash;
	return n;
}

/* Which old line the file has least often. */
static size_t rarest(struct search *s, enum edit_rung rung, const struct edit_index *x)
{
	size_t best = 0, least = SIZE_MAX, i, n;

	for (i = 0; i < s->n && least > 0; i++) {
		if (edit_is_blank(&s->old[i]))
			continue;
		n = chain_length(x, edit_hash(rung, &s->old[i]), least < 1000 ? least : 1000);
		s->f->steps += n;
		if (n < least) {
			least = n;
			best = i;
		}
	}
	return best;
}

/* The hunk is at `at`: count it, and keep the first. */
static void note(struct search *s, enum edit_rung rung, size_t at, struct edit_place *out)
{
	struct edit_shift shift = { .kind = SHIFT_NONE };

	if (rung >= EDIT_INDENT && !edit_shift_of(s->f, at, s->old, s->n, &shift))
		return;
	if (s->h->at_end && at + s->n != s->f->n)
		return;
	if (out->count++ == 0) {
		out->at = at;
		out->shift = shift;
	}
	if (out->shown_n < EDIT_SHOWN_MAX)
		out->shown[out->shown_n++] = at;
}

/* All places from line `from` on and before `to`. */
static void find_between(
	struct search *s, enum edit_rung rung, size_t from, size_t to, struct edit_place *out)
{
	const struct edit_index *x = edit_index_of(s->f, rung);
	size_t pivot;
	uint64_t hash;
	uint32_t at;

	out->count = out->shown_n = 0;
	if (!x)
		return;
	pivot = rarest(s, rung, x);
	hash = edit_hash(rung, &s->old[pivot]);
	for (at = x->heads[hash & x->mask]; at && spend(s->f, 1); at = x->next[at - 1])
		if (x->hashes[at - 1] == hash && at - 1 >= from + pivot && at - 1 - pivot < to &&
			matches(s, rung, at - 1 - pivot))
			note(s, rung, at - 1 - pivot, out);
}

/* Where the block that begins with line `at` ends: at the next line that is indented no deeper. */
static size_t scope_end(const struct edit_file *f, size_t at)
{
	size_t i;

	for (i = at + 1; i < f->n; i++)
		if (!edit_is_blank(&f->lines[i]) && f->lines[i].indent <= f->lines[at].indent)
			return i + 1;
	return f->n;
}

/* The next line from `from` on that an anchor names: all of it, or its end cut off. */
static bool find_anchor(
	const struct edit_file *f, struct ma_str anchor, size_t from, size_t to, size_t *out)
{
	struct edit_line a = edit_line_of(anchor);
	struct ma_str body;
	size_t i;

	for (i = from; i < to; i++) {
		body = edit_body(&f->lines[i]);
		if (ma_str_eq(body, edit_body(&a))) {
			*out = i;
			return true;
		}
	}
	return false;
}

/* The lines that the anchors leave. False: one of them is not there. */
static bool narrow(struct edit_file *f, const struct ma_hunk *h, size_t *from, size_t *to)
{
	size_t i, at = 0;

	*from = 0;
	*to = f->n;
	for (i = 0; i < h->anchors_n; i++) {
		if (!spend(f, f->n) || !find_anchor(f, h->anchors[i], *from, *to, &at))
			return false;
		*to = scope_end(f, at);
		*from = at + 1;
	}
	return h->anchors_n > 0;
}

bool edit_place_anchor(struct edit_file *f, const struct ma_hunk *h, size_t *after_out)
{
	size_t from = 0, to = f->n, again;

	if (h->anchors_n == 0 || !narrow(f, h, &from, &to))
		return false;
	*after_out = from - 1;
	return h->anchors_n > 1 || !find_anchor(f, h->anchors[0], from, f->n, &again);
}

static bool settle_by_anchors(struct search *s, enum edit_rung rung, struct edit_place *out)
{
	struct edit_place within = { .count = 0 };
	size_t from, to;

	if (!narrow(s->f, s->h, &from, &to))
		return false;
	find_between(s, rung, from, to, &within);
	if (within.count != 1)
		return false;
	*out = within;
	return true;
}

static void climb(struct search *s, struct edit_place *out)
{
	enum edit_rung rung;

	for (rung = EDIT_EXACT; rung < EDIT_RUNGS_N; rung++) {
		find_between(s, rung, 0, s->f->n, out);
		if (out->count == 0)
			continue;
		out->found = out->count == 1 || settle_by_anchors(s, rung, out) ? PLACE_FOUND
										: PLACE_AMBIGUOUS;
		return;
	}
	edit_place_near(s->f, s->old, s->n, out);
	if (out->found == PLACE_FOUND && s->h->at_end && out->at + s->n != s->f->n)
		out->found = PLACE_NOT_FOUND;
}

void edit_place(struct edit_file *f, const struct ma_hunk *h, struct edit_place *out)
{
	struct search s = { .f = f, .h = h, .n = 0 };
	bool blank = true;
	size_t i;

	*out = (struct edit_place){ .found = PLACE_NOT_FOUND };
	s.old = ma_arena_new_n(f->arena, struct edit_line, h->old_n);
	if (!s.old) {
		f->nomem = true;
		return;
	}
	for (i = 0; i < h->lines_n; i++) {
		if (h->lines[i].op == MA_EDIT_COMES)
			continue;
		s.old[s.n] = edit_line_of(h->lines[i].text);
		blank = blank && edit_is_blank(&s.old[s.n]);
		s.n++;
	}
	if (!blank && s.n <= f->n)
		climb(&s, out);
	if (f->steps > EDIT_STEPS_MAX)
		out->found = PLACE_TOO_COSTLY;
}

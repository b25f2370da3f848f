/*
 * The shortest edit script of two sequences, by Myers' linear-space algorithm (An O(ND) Difference
 * Algorithm and Its Variations, Algorithmica 1, 1986): the middle of the script is searched for from
 * both ends at once, diagonal by diagonal; it splits the problem in two.
 *
 * Members that only one sequence has are set aside first: they differ whatever is found, so sequences
 * with nothing in common cost no search at all. A search that has gone COST_MAX steps without meeting
 * settles for the point that got farthest. The script is then still a script, but perhaps not the
 * shortest; without this bound two long sequences could cost the product of their lengths.
 */
#include "codec/diff.h"

#include <string.h>

#include "base/alloc.h"

#define COST_MAX 512
#define BOXES_FIRST 64

/* A part of both sequences that is still to be compared. */
struct box {
	int32_t a_at, a_end, b_at, b_end;
};

/* Members that both sequences have, and where they came from. */
struct side {
	uint32_t *v, *at;
	int32_t n;
	bool *changed; /* of all members */
};

struct differ {
	struct side a, b;
	int32_t *diagonals, *forward, *backward; /* the farthest a-index on each diagonal */
	struct box *boxes;                       /* still to be done */
	size_t boxes_n, boxes_cap;
};

static ma_rc push(struct differ *d, struct box box, ma_err *err)
{
	size_t cap = d->boxes_cap ? 2 * d->boxes_cap : BOXES_FIRST;
	struct box *more;

	if (d->boxes_n == d->boxes_cap) {
		more = ma_realloc(d->boxes, cap, sizeof(*more));
		if (!more)
			return ma_fail_nomem(err);
		d->boxes = more;
		d->boxes_cap = cap;
	}
	d->boxes[d->boxes_n++] = box;
	return MA_OK;
}

/* The diagonals that a search from one end has reached. */
struct range {
	int32_t lo, hi;
};

/* One step outwards, within the box. `edge` is what lies beyond every point. */
static void widen(struct range *r, int32_t *reached, int32_t least, int32_t most, int32_t edge)
{
	if (r->lo > least)
		reached[--r->lo - 1] = edge;
	else
		r->lo++;
	if (r->hi < most)
		reached[++r->hi + 1] = edge;
	else
		r->hi--;
}

/* Whether the searches met, and then at which point. */
static bool step_forward(const struct differ *d, const struct box *x, struct range *f,
	const struct range *b, bool may_meet, int32_t *a_out, int32_t *b_out)
{
	int32_t *reached = d->forward, k, i, j;

	widen(f, reached, x->a_at - x->b_end, x->a_end - x->b_at, -1);
	for (k = f->hi; k >= f->lo; k -= 2) {
		i = reached[k - 1] >= reached[k + 1] ? reached[k - 1] + 1 : reached[k + 1];
		j = i - k;
		while (i < x->a_end && j < x->b_end && d->a.v[i] == d->b.v[j])
			i++, j++;
		reached[k] = i;
		if (may_meet && k >= b->lo && k <= b->hi && d->backward[k] <= i) {
			*a_out = i;
			*b_out = j;
			return true;
		}
	}
	return false;
}

static bool step_backward(const struct differ *d, const struct box *x, const struct range *f,
	struct range *b, bool may_meet, int32_t *a_out, int32_t *b_out)
{
	int32_t *reached = d->backward, k, i, j;

	widen(b, reached, x->a_at - x->b_end, x->a_end - x->b_at, INT32_MAX);
	for (k = b->hi; k >= b->lo; k -= 2) {
		i = reached[k - 1] < reached[k + 1] ? reached[k - 1] : reached[k + 1] - 1;
		j = i - k;
		while (i > x->a_at && j > x->b_at && d->a.v[i - 1] == d->b.v[j - 1])
			i--, j--;
		reached[k] = i;
		if (may_meet && k >= f->lo && k <= f->hi && i <= d->forward[k]) {
			*a_out = i;
			*b_out = j;
			return true;
		}
	}
	return false;
}

/* The point that is farthest from its end, of both searches. */
static void settle(const struct differ *d, const struct box *x, const struct range *f,
	const struct range *b, int32_t *a_out, int32_t *b_out)
{
	int32_t k, i, j, most = -1, gone;

	for (k = f->hi; k >= f->lo; k -= 2) {
		i = d->forward[k] < x->a_end ? d->forward[k] : x->a_end;
		i = i - k > x->b_end ? x->b_end + k : i;
		j = i - k;
		gone = i - x->a_at + (j - x->b_at);
		if (gone > most) {
			most = gone;
			*a_out = i;
			*b_out = j;
		}
	}
	for (k = b->hi; k >= b->lo; k -= 2) {
		i = d->backward[k] > x->a_at ? d->backward[k] : x->a_at;
		i = i - k < x->b_at ? x->b_at + k : i;
		j = i - k;
		gone = x->a_end - i + (x->b_end - j);
		if (gone > most) {
			most = gone;
			*a_out = i;
			*b_out = j;
		}
	}
}

/* A point on a shortest script through the box, neither end of which can be shortened. */
static void split(const struct differ *d, const struct box *x, int32_t *a_out, int32_t *b_out)
{
	struct range f = { x->a_at - x->b_at, x->a_at - x->b_at };
	struct range b = { x->a_end - x->b_end, x->a_end - x->b_end };
	bool odd = (f.lo - b.lo) & 1;
	int cost;

	d->forward[f.lo] = x->a_at;
	d->backward[b.lo] = x->a_end;
	for (cost = 0; cost < COST_MAX; cost++) {
		if (step_forward(d, x, &f, &b, odd, a_out, b_out) ||
			step_backward(d, x, &f, &b, !odd, a_out, b_out))
			return;
	}
	settle(d, x, &f, &b, a_out, b_out);
}

static void mark(struct side *s, int32_t from, int32_t to)
{
	for (; from < to; from++)
		s->changed[s->at[from]] = true;
}

static ma_rc compare(struct differ *d, ma_err *err)
{
	ma_rc rc = push(d, (struct box){ 0, d->a.n, 0, d->b.n }, err);
	int32_t i = 0, j = 0;
	struct box x;

	while (!rc && d->boxes_n > 0) {
		x = d->boxes[--d->boxes_n];
		while (x.a_at < x.a_end && x.b_at < x.b_end && d->a.v[x.a_at] == d->b.v[x.b_at])
			x.a_at++, x.b_at++;
		while (x.a_at < x.a_end && x.b_at < x.b_end &&
			d->a.v[x.a_end - 1] == d->b.v[x.b_end - 1])
			x.a_end--, x.b_end--;
		if (x.a_at == x.a_end || x.b_at == x.b_end) {
			mark(&d->a, x.a_at, x.a_end);
			mark(&d->b, x.b_at, x.b_end);
			continue;
		}
		split(d, &x, &i, &j);
		rc = push(d, (struct box){ x.a_at, i, x.b_at, j }, err);
		if (!rc)
			rc = push(d, (struct box){ i, x.a_end, j, x.b_end }, err);
	}
	return rc;
}

/* Keep what the other sequence has as well. */
static void keep_common(struct side *s, const uint32_t *v, uint32_t n, const bool *other_has)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		s->changed[i] = !other_has[v[i]];
		if (s->changed[i])
			continue;
		s->v[s->n] = v[i];
		s->at[s->n++] = i;
	}
}

static ma_rc differ_init(struct differ *d, const uint32_t *a, uint32_t a_n, const uint32_t *b,
	uint32_t b_n, uint32_t kinds, ma_err *err)
{
	size_t all = (size_t)a_n + b_n;
	uint32_t *members = ma_alloc(2 * all + 1, sizeof(*members));
	bool *has = ma_alloc(2 * (size_t)kinds + all + 1, sizeof(*has));
	uint32_t i;

	d->a = (struct side){ members, members ? members + a_n : NULL, 0, has };
	d->b = (struct side){ members ? members + 2 * (size_t)a_n : NULL,
		members ? members + 2 * (size_t)a_n + b_n : NULL, 0, has ? has + a_n : NULL };
	d->diagonals = ma_alloc(2 * (all + 3), sizeof(*d->diagonals));
	if (!members || !has || !d->diagonals)
		return ma_fail_nomem(err);
	for (i = 0; i < a_n; i++)
		has[all + a[i]] = true;
	for (i = 0; i < b_n; i++)
		has[all + kinds + b[i]] = true;
	keep_common(&d->a, a, a_n, has + all + kinds);
	keep_common(&d->b, b, b_n, has + all);
	/* Diagonals go from -(b's length + 1) to a's length + 1. */
	d->forward = d->diagonals + d->b.n + 1;
	d->backward = d->forward + d->a.n + d->b.n + 3;
	return MA_OK;
}

static void differ_done(struct differ *d)
{
	ma_free(d->a.v);
	ma_free(d->a.changed);
	ma_free(d->diagonals);
	ma_free(d->boxes);
}

static size_t count_hunks(const struct differ *d, uint32_t a_n, uint32_t b_n)
{
	const bool *a = d->a.changed, *b = d->b.changed;
	uint32_t i = 0, j = 0;
	size_t n = 0;

	while (i < a_n || j < b_n) {
		n += (i < a_n && a[i]) || (j < b_n && b[j]);
		while (i < a_n && a[i])
			i++;
		while (j < b_n && b[j])
			j++;
		i++, j++;
	}
	return n;
}

static void write_hunks(const struct differ *d, uint32_t a_n, uint32_t b_n, struct ma_diff *out)
{
	const bool *a = d->a.changed, *b = d->b.changed;
	uint32_t i = 0, j = 0;
	struct ma_diff_hunk h;

	while (i < a_n || j < b_n) {
		h = (struct ma_diff_hunk){ i, 0, j, 0 };
		while (i < a_n && a[i])
			i++, h.a_n++;
		while (j < b_n && b[j])
			j++, h.b_n++;
		if (h.a_n + h.b_n > 0)
			out->v[out->n++] = h;
		i++, j++;
	}
}

/* How far what only one sequence has can be moved towards the end: its first member comes again behind its last. */
static uint32_t slack(const uint32_t *v, uint32_t at, uint32_t n, uint32_t room)
{
	uint32_t i = 0;

	while (i < room && v[at + i] == v[at + n + i])
		i++;
	return i;
}

/* Move each insertion and removal to its last place, and join what then touches. */
static void slide(const uint32_t *a, uint32_t a_n, const uint32_t *b, struct ma_diff *out)
{
	struct ma_diff_hunk *h, *next;
	uint32_t room, by;
	size_t i, n = out->n;

	for (i = n; i-- > 0;) {
		h = &out->v[i];
		next = i + 1 < n ? &out->v[i + 1] : NULL;
		room = (next ? next->a_at : a_n) - (h->a_at + h->a_n);
		by = 0;
		if (h->b_n == 0)
			by = slack(a, h->a_at, h->a_n, room);
		else if (h->a_n == 0)
			by = slack(b, h->b_at, h->b_n, room);
		h->a_at += by;
		h->b_at += by;
		if (!next || h->a_at + h->a_n < next->a_at)
			continue;
		h->a_n += next->a_n;
		h->b_n += next->b_n;
		memmove(next, next + 1, (--n - i - 1) * sizeof(*next));
	}
	out->n = n;
}

ma_rc ma_diff(const uint32_t *a, uint32_t a_n, const uint32_t *b, uint32_t b_n, uint32_t kinds,
	struct ma_arena *arena, struct ma_diff *out, ma_err *err)
{
	struct differ d = { .boxes = NULL };
	struct ma_diff diff = { NULL, 0 };
	ma_rc rc;

	if (a_n > MA_DIFF_MEMBERS_MAX || b_n > MA_DIFF_MEMBERS_MAX)
		return ma_fail(err, MA_ELIMIT, "more than %u members to compare",
			(unsigned)MA_DIFF_MEMBERS_MAX);
	rc = differ_init(&d, a, a_n, b, b_n, kinds, err);
	if (!rc)
		rc = compare(&d, err);
	if (rc)
		goto out;
	diff.v = ma_arena_new_n(arena, struct ma_diff_hunk, count_hunks(&d, a_n, b_n) + 1);
	if (!diff.v) {
		rc = ma_fail_nomem(err);
		goto out;
	}
	write_hunks(&d, a_n, b_n, &diff);
	slide(a, a_n, b, &diff);
	*out = diff;
out:
	differ_done(&d);
	return rc;
}

/*
 * The last rung: a place that is nearly what a hunk quotes. It counts only where a slip of the pen
 * explains the difference: at least 0.9 alike over all and 0.75 in each line, letters and blanks alone differ, the quote
 * is long enough to be of one place, half of its lines are as they are when it has several, and the next
 * best place is clearly worse.
 */
#include "codec/edit_place.h"

#define QUOTE_LEAST 30  /* bytes */
#define SCAN_MAX 100000 /* lines compared, for a scan of all places */
#define PLACES_MAX 256  /* from lines that are the same, where the file is longer */
#define CHAIN_MAX 64    /* of them for each line */
#define DISTANCE_MAX 24 /* of two lines; more is another line */
#define LIKE_MILLI 900
#define LIKE_LINE_MILLI 750
#define MARGIN_MILLI 50

struct likeness {
	size_t far, all; /* bytes that differ, of so many */
	size_t same;     /* lines */
	bool possible;   /* each line is alike enough, and only letters differ */
};

static bool may_slip(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != ' ' && c != '\t' &&
			c != '_' && (unsigned char)c < 0x80)
			return false;
	}
	return true;
}

static void cut_common(struct ma_str *a, struct ma_str *b)
{
	while (a->n > 0 && b->n > 0 && a->p[0] == b->p[0]) {
		*a = ma_str_from(*a, 1);
		*b = ma_str_from(*b, 1);
	}
	while (a->n > 0 && b->n > 0 && a->p[a->n - 1] == b->p[b->n - 1]) {
		a->n--;
		b->n--;
	}
}

/* Edits from a to b, both short; Levenshtein in one row. */
static size_t distance(struct ma_str a, struct ma_str b)
{
	size_t row[DISTANCE_MAX * 4 + 1], i, j, diagonal, above;

	for (j = 0; j <= b.n; j++)
		row[j] = j;
	for (i = 1; i <= a.n; i++) {
		diagonal = row[0];
		row[0] = i;
		for (j = 1; j <= b.n; j++) {
			above = row[j];
			row[j] = above < row[j - 1] ? above + 1 : row[j - 1] + 1;
			if (row[j] > diagonal + (a.p[i - 1] != b.p[j - 1]))
				row[j] = diagonal + (a.p[i - 1] != b.p[j - 1]);
			diagonal = above;
		}
	}
	return row[b.n];
}

static void compare_line(struct edit_file *f, const struct edit_line *x, const struct edit_line *y,
	struct likeness *out)
{
	struct ma_str a = edit_body(x), b = edit_body(y);
	size_t longer = a.n > b.n ? a.n : b.n, far;

	out->all += longer;
	f->steps += 1 + longer / 16;
	if (ma_str_eq(a, b)) {
		out->same++;
		return;
	}
	cut_common(&a, &b);
	if (a.n > 4 * DISTANCE_MAX || b.n > 4 * DISTANCE_MAX) {
		out->far += longer;
		out->possible = false;
		return;
	}
	f->steps += a.n * b.n / 16;
	far = distance(a, b);
	out->far += far;
	if (!may_slip(a) || !may_slip(b) || 1000 * (longer - far) < LIKE_LINE_MILLI * longer)
		out->possible = false;
}

static struct likeness compare(struct edit_file *f, size_t at, const struct edit_line *old, size_t n)
{
	struct likeness l = { .possible = true };
	size_t i;

	for (i = 0; i < n; i++)
		compare_line(f, &old[i], &f->lines[at + i], &l);
	return l;
}

static size_t milli(const struct likeness *l)
{
	return l->all > 0 && l->far < l->all ? 1000 - 1000 * l->far / l->all : 0;
}

struct race {
	size_t best, second, best_at;
	struct likeness like;
	bool any;
};

static void enter(struct race *r, size_t at, const struct likeness *l)
{
	size_t score = milli(l);

	if (r->any && at == r->best_at)
		return;
	if (!r->any || score > r->best) {
		r->second = r->any ? r->best : 0;
		r->best = score;
		r->best_at = at;
		r->like = *l;
		r->any = true;
	} else if (score > r->second) {
		r->second = score;
	}
}

static void try_place(
	struct edit_file *f, size_t at, const struct edit_line *old, size_t n, struct race *r)
{
	struct likeness l;

	if (at + n > f->n || f->steps > EDIT_STEPS_MAX)
		return;
	l = compare(f, at, old, n);
	enter(r, at, &l);
}

/* Places where one of the old lines stands as it is. */
static void try_shared_lines(
	struct edit_file *f, const struct edit_line *old, size_t n, struct race *r)
{
	const struct edit_index *x = edit_index_of(f, EDIT_INDENT);
	size_t i, chain, places = 0;
	uint64_t hash;
	uint32_t at;

	for (i = 0; x && i < n; i++) {
		if (old[i].body < 4)
			continue;
		hash = edit_hash(EDIT_INDENT, &old[i]);
		at = x->heads[hash & x->mask];
		for (chain = 0; at && chain < CHAIN_MAX && places < PLACES_MAX; chain++) {
			if (x->hashes[at - 1] == hash && at - 1 >= i) {
				try_place(f, at - 1 - i, old, n, r);
				places++;
			}
			at = x->next[at - 1];
		}
	}
}

static bool is_near(const struct race *r, size_t n)
{
	return r->any && r->like.possible && r->like.all >= QUOTE_LEAST && r->best >= LIKE_MILLI &&
		r->best >= r->second + MARGIN_MILLI && (n == 1 || 2 * r->like.same >= n);
}

void edit_place_near(
	struct edit_file *f, const struct edit_line *old, size_t n, struct edit_place *out)
{
	struct race r = { .any = false };
	bool all = (f->n - n + 1) * n <= SCAN_MAX;
	size_t at;

	if (all)
		for (at = 0; at + n <= f->n; at++)
			try_place(f, at, old, n, &r);
	else
		try_shared_lines(f, old, n, &r);
	out->found = PLACE_NOT_FOUND;
	if (r.any && r.best >= 400)
		out->shown[out->shown_n++] = r.best_at;
	if (is_near(&r, n) && edit_shift_of(f, r.best_at, old, n, &out->shift)) {
		out->found = PLACE_FOUND;
		out->at = r.best_at;
	}
}

/*
 * Items of a list that each side has alone, and that are about each other: both gave one item a new name, each another; both
 * registered something at one place, and the order of the two means something.
 */
#include "vcs/merge_parts.h"

#define PAIRS_MAX 64 /* items of each side that are compared with each other */

static bool is_alone_in(const struct ma_row *r, enum ma_side s)
{
	return r->side[s] && !r->side[MA_BASE] && !r->side[s == MA_OURS ? MA_THEIRS : MA_OURS];
}

static void tell(struct ma_joining *j, struct ma_str key, const struct ma_str side[MA_SIDES_N])
{
	struct ma_buf at = MA_BUF_INIT(MA_MIB);
	char *copy = NULL;

	ma_buf_addv(&at, ma_buf_str(&j->at));
	ma_buf_addf(&at, "%s" MA_STR_FMT, at.n > 0 ? "/" : "", MA_STR_ARG(key));
	if (!at.rc)
		copy = ma_arena_dup(j->arena, ma_buf_str(&at));
	if (!copy)
		j->rc = MA_ENOMEM;
	ma_joining_conflict(j, ma_str(copy), side);
	ma_buf_done(&at);
}

/* Most of both texts is the same, from both ends. */
static bool is_renamed(const struct ma_item *was, const struct ma_item *is)
{
	struct ma_str a = was->text, b = is->text;
	size_t least = a.n < b.n ? a.n : b.n, most = a.n < b.n ? b.n : a.n;
	size_t head = 0, tail = 0;

	while (head < least && a.p[head] == b.p[head])
		head++;
	while (tail < least - head && a.p[a.n - 1 - tail] == b.p[b.n - 1 - tail])
		tail++;
	return 10 * (head + tail) >= 6 * most;
}

/* What a side made of an item that it no longer has; NULL: nothing that can be known. */
static const struct ma_item *new_name(
	const struct ma_row *rows, size_t n, enum ma_side s, const struct ma_item *was)
{
	size_t i, seen = 0;

	for (i = 0; i < n && seen < PAIRS_MAX; i++)
		if (is_alone_in(&rows[i], s)) {
			seen++;
			if (is_renamed(was, rows[i].side[s]))
				return rows[i].side[s];
		}
	return NULL;
}

void ma_merge_renames(struct ma_joining *j, const struct ma_row *rows, size_t n)
{
	size_t i, seen = 0;

	for (i = 0; i < n && seen < PAIRS_MAX && !j->rc; i++) {
		const struct ma_item *was = rows[i].side[MA_BASE], *ours, *theirs;

		if (!was || rows[i].side[MA_OURS] || rows[i].side[MA_THEIRS])
			continue;
		seen++;
		ours = new_name(rows, n, MA_OURS, was);
		theirs = ours ? new_name(rows, n, MA_THEIRS, was) : NULL;
		if (theirs)
			tell(j, was->key,
				(const struct ma_str[]){ was->text, ours->text, theirs->text });
	}
}

/* "expression_statement app.get '/books/:id'": whom it calls, and the text that it begins with. */
struct call {
	struct ma_str callee, path; /* path: without quotes; "" where there is none */
	bool is_statement, is_call;
};

static struct call call_of(const struct ma_item *item)
{
	struct ma_str rest = item->key, kind, word;
	struct call c = { .is_call = false };

	(void)ma_str_cut(&rest, ' ', &kind); /* a key is not empty */
	c.is_statement = ma_str_ends(kind, "_statement") || ma_str_is(kind, "if");
	if (!ma_str_is(kind, "expression_statement") || !ma_str_cut(&rest, ' ', &word))
		return c;
	c.is_call = true;
	c.callee = word;
	if (rest.n >= 2 && strchr("\"'`", rest.p[0])) {
		size_t n = 1;

		while (n < rest.n && rest.p[n] != rest.p[0])
			n++;
		c.path = ma_str_n(rest.p + 1, n - 1);
	}
	return c;
}

static struct ma_str method_of(struct ma_str callee)
{
	size_t at = callee.n;

	while (at > 0 && callee.p[at - 1] != '.')
		at--;
	return at > 0 ? ma_str_from(callee, at) : MA_STR("");
}

/* What it is called on: "app" of "app.get". */
static struct ma_str object_of(struct ma_str callee)
{
	struct ma_str method = method_of(callee);

	return ma_str_n(callee.p, method.n > 0 ? callee.n - method.n - 1 : 0);
}

static bool is_for_all(struct ma_str method)
{
	return ma_str_is(method, "use") || ma_str_is(method, "all");
}

static bool is_wild(struct ma_str part)
{
	return part.n > 0 && strchr(":*{<", part.p[0]);
}

/* Whether a request may be meant by both paths; `prefix`: one of them is for all beneath it. */
static bool do_overlap(struct ma_str a, struct ma_str b, bool prefix)
{
	struct ma_str x, y;
	bool more_a, more_b;

	for (;;) {
		more_a = ma_str_cut(&a, '/', &x);
		more_b = ma_str_cut(&b, '/', &y);
		if (!more_a || !more_b)
			return more_a == more_b || prefix;
		if (ma_str_is(x, "*") || ma_str_is(y, "*"))
			return true;
		if (!is_wild(x) && !is_wild(y) && !ma_str_eq(x, y))
			return false;
	}
}

/* Which of the two is done first means something. `strict`: all but what is known not to. */
static bool is_ordered(const struct ma_item *one, const struct ma_item *two, bool strict)
{
	struct call a = call_of(one), b = call_of(two);
	struct ma_str m = method_of(a.callee), n = method_of(b.callee);

	if (!a.is_statement || !b.is_statement)
		return strict;
	if (!a.is_call || !b.is_call)
		return true;
	if (!ma_str_eq(object_of(a.callee), object_of(b.callee)))
		return strict || m.n == 0 || n.n == 0;
	if (a.path.n == 0 || b.path.n == 0)
		return true;
	if (!ma_str_eq(m, n) && !is_for_all(m) && !is_for_all(n))
		return false;
	return do_overlap(a.path, b.path, is_for_all(m) || is_for_all(n));
}

/* Rows of a run that stand in no base, from `from` on: those of ours against those of theirs. */
static void compare_run(struct ma_joining *j, struct ma_row *const *run, size_t n, bool strict)
{
	size_t i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < n; k++) {
			const struct ma_item *ours = run[i]->side[MA_OURS];
			const struct ma_item *theirs = run[k]->side[MA_THEIRS];

			if (!is_alone_in(run[i], MA_OURS) || !is_alone_in(run[k], MA_THEIRS) ||
				(n <= PAIRS_MAX && !is_ordered(ours, theirs, strict)))
				continue;
			tell(j, ours->key,
				(const struct ma_str[]){ MA_STR(""), ours->text, theirs->text });
			return;
		}
}

void ma_merge_order(struct ma_joining *j, struct ma_row *const *order, size_t n, bool strict)
{
	size_t from = 0, i;

	for (i = 0; i <= n && !j->rc; i++) {
		if (i < n && !order[i]->side[MA_BASE])
			continue;
		compare_run(j, order + from, i - from, strict);
		from = i + 1;
	}
}

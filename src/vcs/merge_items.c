/*
 * Merging outlines: lists by the keys of their items, items by what each side did to them.
 *
 *   in base   ours       theirs
 *   no        added      –          it is added, behind the item that it stands behind on its side
 *   no        added      added      the same: once; two lists: merged; else a conflict
 *   yes       changed    –          removed by one and changed by the other: a conflict
 *   yes       changed    changed    two lists: merged; texts: by lines; else a conflict
 *
 * The order is that of the side that changed it, ours where both did. Where both sides add at one place, ours comes first,
 * unless both keep their lists in order of the keys: then so does the merge.
 */
#include "vcs/merge_parts.h"

#include "base/map.h"

#define ITEMS_MAX 20000 /* of both sides, in one list: their order costs the square of them */

/* The rows of a list in their order; a row is known by its key. */
struct rows {
	struct ma_row *v;
	size_t n;
	struct ma_map keys; /* -> row */
	struct ma_row **order;
	size_t order_n;
};

static void fail(struct ma_joining *j)
{
	j->rc = MA_ENOMEM;
}

static bool same_text(struct ma_str a, struct ma_str b)
{
	return ma_str_eq(ma_str_trim(a), ma_str_trim(b));
}

static bool same_item(const struct ma_item *a, const struct ma_item *b)
{
	return ma_str_eq(a->text, b->text) && same_text(a->trail, b->trail);
}

static struct ma_str text_of(const struct ma_item *item)
{
	return item ? item->text : MA_STR("");
}

static void conflict(struct ma_joining *j, const struct ma_str side[MA_SIDES_N])
{
	char *at = ma_arena_dup(j->arena, ma_buf_str(&j->at));

	if (!at)
		fail(j);
	ma_joining_conflict(j, ma_str(at), side);
}

/* Lines of one place; false: both changed the same ones. */
static bool join_lines(struct ma_joining *j, const struct ma_str side[MA_SIDES_N])
{
	struct ma_merge3 m;
	ma_err err = { .code = MA_OK };

	if (ma_merge3(side, j->arena, &m, &err) || ma_merge_children(&m, side, j->opts, &err)) {
		fail(j);
		return true;
	}
	if (m.conflicts_n > 0 || ma_merge_declares_twice(&m, j->opts->path))
		return false;
	ma_merge3_write(&m, MA_CONFLICT_MARKERS, j->opts->label, &j->out->text);
	return true;
}

static bool join_versions(
	struct ma_joining *j, enum ma_leaf leaf, const struct ma_str side[MA_SIDES_N])
{
	struct ma_str wanted;

	if (!ma_merge_versions(side[MA_OURS], side[MA_THEIRS], leaf == MA_LEAF_CARET, &wanted))
		return false;
	ma_buf_addv(&j->out->text, wanted);
	ma_joining_note(j, MA_STR_FMT ": " MA_STR_FMT " and " MA_STR_FMT ": the higher one",
		MA_STR_ARG(ma_buf_str(&j->at)), MA_STR_ARG(ma_str_trim(side[MA_OURS])),
		MA_STR_ARG(ma_str_trim(side[MA_THEIRS])));
	return true;
}

static bool is_version(enum ma_leaf leaf)
{
	return leaf == MA_LEAF_VERSION || leaf == MA_LEAF_CARET;
}

/* A text that the sides have, each in its way. */
static void join_text(struct ma_joining *j, enum ma_leaf leaf, const struct ma_str side[MA_SIDES_N])
{
	struct ma_str base = side[MA_BASE], ours = side[MA_OURS], theirs = side[MA_THEIRS];

	if (ma_str_eq(ours, theirs) || ma_str_eq(base, theirs)) {
		ma_buf_addv(&j->out->text, ours);
	} else if (ma_str_eq(base, ours)) {
		ma_buf_addv(&j->out->text, theirs);
	} else if (!(is_version(leaf) && join_versions(j, leaf, side)) &&
		!(leaf == MA_LEAF_TEXT && join_lines(j, side))) {
		conflict(j, side);
		ma_buf_addv(&j->out->text, ours);
	}
}

/* Blanks alone are nobody's loss: ours are taken. */
static void join_blank(
	struct ma_joining *j, struct ma_str base, struct ma_str ours, struct ma_str theirs)
{
	const struct ma_str side[] = { base, ours, theirs };

	if (same_text(ours, theirs) && !ma_str_eq(base, ours))
		ma_buf_addv(&j->out->text, ours);
	else
		join_text(j, MA_LEAF_TEXT, side);
}

static bool has_same_keys(const struct ma_outline *a, const struct ma_outline *b)
{
	size_t i;

	for (i = 0; a->n == b->n && i < a->n; i++)
		if (!ma_str_eq(a->items[i].key, b->items[i].key))
			return false;
	return a->n == b->n;
}

/* An item that changed is now as another one was: they may have changed places. */
static bool may_have_moved(const struct ma_outline *was, const struct ma_outline *is)
{
	size_t i, k;

	for (i = 0; i < is->n; i++) {
		if (ma_str_eq(was->items[i].text, is->items[i].text))
			continue;
		for (k = 0; k < was->n; k++)
			if (ma_str_eq(was->items[k].text, is->items[i].text))
				return true;
	}
	return false;
}

static bool fits(const struct ma_outline *base, const struct ma_outline *ours,
	const struct ma_outline *theirs)
{
	enum ma_list does = ours->does;

	if (does != theirs->does || strcmp(ours->separator, theirs->separator) != 0)
		return false;
	if (does == MA_LIST_SET || does == MA_LIST_PROGRAM)
		return true;
	if (!base || base->does != does)
		return false;
	if (does == MA_LIST_FIXED)
		return has_same_keys(base, ours) && has_same_keys(base, theirs) &&
			!may_have_moved(base, ours) && !may_have_moved(base, theirs);
	return does == MA_LIST_BODY || has_same_keys(base, ours) || has_same_keys(base, theirs);
}

/* Both sides made a list of it, and so was it before, or it was not there. */
static bool are_lists(const struct ma_row *r)
{
	const struct ma_item *base = r->side[MA_BASE];
	const struct ma_outline *ours = r->side[MA_OURS]->inside;
	const struct ma_outline *theirs = r->side[MA_THEIRS]->inside;

	return ours && theirs && (!base || base->inside) &&
		fits(base ? base->inside : NULL, ours, theirs);
}

static void join_item_text(struct ma_joining *j, const struct ma_row *r)
{
	static const struct ma_outline none = { .separator = "" };
	const struct ma_item *base = r->side[MA_BASE], *ours = r->side[MA_OURS];
	const struct ma_item *theirs = r->side[MA_THEIRS];
	const struct ma_str text[] = { text_of(base), text_of(ours), text_of(theirs) };
	const struct ma_outline *list[] = { base && base->inside ? base->inside : &none,
		ours->inside, theirs->inside };

	if (ma_str_eq(ours->text, theirs->text) || (base && ma_str_eq(base->text, theirs->text)))
		ma_buf_addv(&j->out->text, ours->text);
	else if (base && ma_str_eq(base->text, ours->text))
		ma_buf_addv(&j->out->text, theirs->text);
	else if (are_lists(r))
		ma_merge_outlines(j, list);
	else
		/* Lines that are new on both sides have nothing to be compared with. */
		join_text(j, base || is_version(ours->leaf) ? ours->leaf : MA_LEAF_WHOLE, text);
}

/* What is left of an item in the merge: the side that has it alone, or NULL: both. */
static const struct ma_item *alone(const struct ma_row *r)
{
	if (!r->side[MA_OURS])
		return r->side[MA_THEIRS];
	return r->side[MA_THEIRS] ? NULL : r->side[MA_OURS];
}

/* What came from the other side may have had nothing in front of it there. */
static void part(struct ma_joining *j, const struct ma_row *r, const struct ma_outline *list,
	struct ma_str lead)
{
	struct ma_str before = ma_buf_str(&j->out->text);

	if (before.n == 0 || *list->separator || lead.n > 0 || r->side[MA_BASE])
		return;
	if (!ma_str_ends(before, "\n"))
		ma_buf_addc(&j->out->text, '\n');
	if (list->spaced && !ma_str_ends(before, "\n\n"))
		ma_buf_addc(&j->out->text, '\n');
}

static void write_row(
	struct ma_joining *j, const struct ma_row *r, const struct ma_outline *list, bool last)
{
	static const struct ma_item nothing = { .leaf = MA_LEAF_TEXT };
	const struct ma_item *base = r->side[MA_BASE] ? r->side[MA_BASE] : &nothing;
	const struct ma_item *ours = r->side[MA_OURS], *theirs = r->side[MA_THEIRS];
	const struct ma_item *only = alone(r);
	size_t size = j->at.n;

	if (only)
		ours = theirs = only;
	ma_buf_addf(&j->at, "%s" MA_STR_FMT, size > 0 ? "/" : "", MA_STR_ARG(ours->key));
	part(j, r, list, ours->lead);
	join_blank(j, base->lead, ours->lead, theirs->lead);
	if (only)
		ma_buf_addv(&j->out->text, only->text);
	else
		join_item_text(j, r);
	ma_buf_adds(&j->out->text, last ? "" : list->separator);
	join_blank(j, base->trail, ours->trail, theirs->trail);
	j->at.n = size;
}

/* Whether the merge has it at all. One side's removal of what the other changed is a conflict: the change stays. */
static bool is_kept(struct ma_joining *j, const struct ma_row *r)
{
	const struct ma_item *base = r->side[MA_BASE], *left = alone(r);
	struct ma_str text[] = { text_of(base), text_of(r->side[MA_OURS]),
		text_of(r->side[MA_THEIRS]) };
	size_t size = j->at.n;

	if (!base || !left)
		return left || r->side[MA_OURS];
	if (same_item(base, left))
		return false;
	ma_buf_addf(&j->at, "%s" MA_STR_FMT, size > 0 ? "/" : "", MA_STR_ARG(left->key));
	conflict(j, text);
	j->at.n = size;
	return true;
}

static bool rows_init(
	struct rows *rows, struct ma_arena *arena, const struct ma_outline *const side[MA_SIDES_N])
{
	size_t most = side[MA_BASE]->n + side[MA_OURS]->n + side[MA_THEIRS]->n, i;
	struct ma_row *r;
	int s;

	rows->v = ma_arena_new_n(arena, struct ma_row, most + 1);
	rows->order = ma_arena_new_n(arena, struct ma_row *, most + 1);
	if (!rows->v || !rows->order)
		return false;
	for (s = 0; s < MA_SIDES_N; s++)
		for (i = 0; i < side[s]->n; i++) {
			r = ma_map_get(&rows->keys, side[s]->items[i].key);
			if (!r) {
				r = &rows->v[rows->n++];
				if (!ma_map_put(&rows->keys, side[s]->items[i].key, r))
					return false;
			}
			r->side[s] = &side[s]->items[i];
		}
	return true;
}

/* Whether items that both lists have come in another order in `a` than in `b`. */
static bool is_reordered(const struct rows *rows, const struct ma_outline *a, enum ma_side of_b)
{
	const struct ma_item *last = NULL;
	size_t i;

	for (i = 0; i < a->n; i++) {
		const struct ma_row *r = ma_map_get(&rows->keys, a->items[i].key);
		const struct ma_item *there = r->side[of_b];

		if (!there)
			continue;
		if (last && there < last)
			return true;
		last = there;
	}
	return false;
}

static bool is_sorted(const struct ma_outline *list)
{
	size_t i;

	for (i = 1; i < list->n; i++)
		if (ma_str_cmp(list->items[i - 1].key, list->items[i].key) > 0)
			return false;
	return true;
}

static struct ma_str key_of(const struct ma_row *r)
{
	return r->side[MA_OURS] ? r->side[MA_OURS]->key : r->side[MA_THEIRS]->key;
}

static bool is_alone_in(const struct ma_row *r, enum ma_side s)
{
	return r->side[s] && !r->side[MA_BASE] && !r->side[s == MA_OURS ? MA_THEIRS : MA_OURS];
}

/* Put a row behind `before` (NULL: first), and behind what only the leading side put there. */
static void insert(struct rows *rows, struct ma_row *r, const struct ma_row *before,
	enum ma_side lead, bool sorted)
{
	size_t at = 0, i;

	for (i = 0; before && i < rows->order_n; i++)
		if (rows->order[i] == before)
			at = i + 1;
	while (at < rows->order_n && is_alone_in(rows->order[at], lead) &&
		(!sorted || ma_str_cmp(key_of(rows->order[at]), key_of(r)) < 0))
		at++;
	memmove(&rows->order[at + 1], &rows->order[at], (rows->order_n - at) * sizeof(*rows->order));
	rows->order[at] = r;
	rows->order_n++;
}

/* The leading side's order, with what only the other one has behind what it stands behind there. O(items^2). */
static void put_in_order(struct rows *rows, const struct ma_outline *const side[MA_SIDES_N])
{
	bool ours_moved = is_reordered(rows, side[MA_OURS], MA_BASE);
	bool theirs_moved = is_reordered(rows, side[MA_THEIRS], MA_BASE);
	enum ma_side lead = theirs_moved && !ours_moved ? MA_THEIRS : MA_OURS;
	enum ma_side other = lead == MA_OURS ? MA_THEIRS : MA_OURS;
	bool sorted = side[lead]->sorted && is_sorted(side[MA_OURS]) && is_sorted(side[MA_THEIRS]);
	const struct ma_row *before = NULL;
	struct ma_row *r;
	size_t i;

	for (i = 0; i < side[lead]->n; i++) {
		r = ma_map_get(&rows->keys, side[lead]->items[i].key);
		rows->order[rows->order_n++] = r;
	}
	for (i = 0; i < side[other]->n; i++) {
		r = ma_map_get(&rows->keys, side[other]->items[i].key);
		if (!r->side[lead])
			insert(rows, r, before, lead, sorted);
		before = r;
	}
}

/* Of a list that was empty nothing can be told. */
static bool is_closed(const struct ma_outline *const side[MA_SIDES_N])
{
	if (side[MA_BASE]->n == 0)
		return side[MA_OURS]->n > 0 ? side[MA_OURS]->closed : side[MA_THEIRS]->closed;
	return ma_merge_flag(side[MA_BASE]->closed, side[MA_OURS]->closed, side[MA_THEIRS]->closed);
}

/* As deep as MA_OUTLINE_DEPTH. */
void ma_merge_outlines(struct ma_joining *j, const struct ma_outline *const side[MA_SIDES_N])
{
	struct rows rows = { .keys = MA_MAP_INIT };
	size_t i, n = 0;

	if (side[MA_OURS]->n + side[MA_THEIRS]->n > ITEMS_MAX)
		j->rc = MA_ELIMIT;
	else if (!rows_init(&rows, j->arena, side))
		fail(j);
	if (j->rc)
		goto out;
	put_in_order(&rows, side);
	for (i = 0; i < rows.order_n; i++)
		if (is_kept(j, rows.order[i]))
			rows.order[n++] = rows.order[i];
	ma_merge_renames(j, rows.v, rows.n);
	if (side[MA_OURS]->does == MA_LIST_PROGRAM || side[MA_OURS]->does == MA_LIST_BODY)
		ma_merge_order(j, rows.order, n, side[MA_OURS]->does == MA_LIST_BODY);
	join_text(j, MA_LEAF_TEXT,
		(const struct ma_str[]){
			side[MA_BASE]->head, side[MA_OURS]->head, side[MA_THEIRS]->head });
	for (i = 0; i < n && !j->rc; i++)
		write_row(j, rows.order[i], side[MA_OURS], i + 1 == n && !is_closed(side));
	join_blank(j, side[MA_BASE]->tail, side[MA_OURS]->tail, side[MA_THEIRS]->tail);
out:
	ma_map_done(&rows.keys);
}

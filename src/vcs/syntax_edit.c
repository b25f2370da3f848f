/* From the differences of two texts, line by line, to the edits of a tree. */
#include "vcs/syntax_edit.h"

#include "base/limits.h"
#include "codec/diff.h"
#include "vcs/lines.h"

#define ARENA_MAX (256 * MA_MIB)

/* Two texts as lines. */
struct pair {
	struct ma_str text[2];
	struct ma_lines lines[2];
};

/* Where a line begins, in bytes. */
static uint32_t offset(const struct pair *p, int i, uint32_t line)
{
	const struct ma_lines *lines = &p->lines[i];

	return (uint32_t)(line < lines->n ? (size_t)(lines->v[line].p - p->text[i].p)
					  : p->text[i].n);
}

static bool compare(struct pair *p, struct ma_arena *arena, struct ma_diff *out)
{
	uint32_t *numbers[2], kinds = 0;
	ma_err err = { .code = MA_OK };

	return ma_lines_split(p->text[0], arena, &p->lines[0]) &&
		ma_lines_split(p->text[1], arena, &p->lines[1]) &&
		ma_lines_number(p->lines, 2, arena, numbers, &kinds) &&
		!ma_diff(numbers[0], p->lines[0].n, numbers[1], p->lines[1].n, kinds, arena, out,
			&err);
}

static bool shares_enough(const struct pair *p, const struct ma_diff *diff)
{
	uint32_t changed = 0;
	size_t i;

	for (i = 0; i < diff->n; i++)
		changed += diff->v[i].a_n + diff->v[i].b_n;
	return changed < (p->lines[0].n + p->lines[1].n) / 2;
}

/* The last one first: what stands before it keeps its place. */
static void edit(const struct ma_tree_sitter *ts, TSTree *tree, const struct pair *p,
	const struct ma_diff_hunk *h)
{
	uint32_t start = offset(p, 0, h->a_at);
	uint32_t more = offset(p, 1, h->b_at + h->b_n) - offset(p, 1, h->b_at);
	const TSInputEdit how = { start, offset(p, 0, h->a_at + h->a_n), start + more,
		{ h->a_at, 0 }, { h->a_at + h->a_n, 0 }, { h->a_at + h->b_n, 0 } };

	ts->tree_edit(tree, &how);
}

bool ma_syntax_edit(
	const struct ma_tree_sitter *ts, TSTree *tree, struct ma_str from, struct ma_str to)
{
	struct pair p = { { from, to }, { { .n = 0 }, { .n = 0 } } };
	struct ma_arena arena = MA_ARENA_INIT(ARENA_MAX);
	struct ma_diff diff = { NULL, 0 };
	bool ok = compare(&p, &arena, &diff) && shares_enough(&p, &diff);
	size_t i;

	for (i = diff.n; ok && i-- > 0;)
		edit(ts, tree, &p, &diff.v[i]);
	ma_arena_done(&arena);
	return ok;
}

/* From the differences of two texts, line by line, to the edits of a tree. */
#include "vcs/syntax_edit.h"

#include <string.h>

#include "base/limits.h"
#include "codec/diff.h"
#include "vcs/lines.h"

#define ARENA_MAX (256 * MA_MIB)

/* Two texts as lines, without those that they begin and end with alike. */
struct pair {
	struct ma_str text[2];
	struct ma_lines lines[2];
	uint32_t at, row; /* where what is left of them begins */
	uint32_t common;  /* lines that were taken away */
};

static uint32_t count_lines(struct ma_str text)
{
	const char *lf;
	uint32_t n = 0;

	for (; text.n > 0 && (lf = memchr(text.p, '\n', text.n)); n++)
		text = ma_str_from(text, (size_t)(lf - text.p) + 1);
	return n;
}

/* How much of both is the same at their beginning, up to the end of a line. */
static size_t same_head(struct ma_str a, struct ma_str b)
{
	size_t most = a.n < b.n ? a.n : b.n, n = 0, line = 0;

	while (n + 64 <= most && memcmp(a.p + n, b.p + n, 64) == 0)
		n += 64;
	while (n < most && a.p[n] == b.p[n])
		n++;
	for (line = n; line > 0 && a.p[line - 1] != '\n';)
		line--;
	return line;
}

/* And at their end, from the beginning of a line. */
static size_t same_tail(struct ma_str a, struct ma_str b)
{
	size_t most = a.n < b.n ? a.n : b.n, n = 0;

	while (n + 64 <= most && memcmp(a.p + a.n - n - 64, b.p + b.n - n - 64, 64) == 0)
		n += 64;
	while (n < most && a.p[a.n - n - 1] == b.p[b.n - n - 1])
		n++;
	while (n > 0 && (n == a.n || n == b.n || a.p[a.n - n - 1] != '\n'))
		n--;
	return n;
}

static void take_same(struct pair *p)
{
	size_t head = same_head(p->text[0], p->text[1]), tail;
	int i;

	p->at = (uint32_t)head;
	p->row = p->common = count_lines(ma_str_n(p->text[0].p, head));
	for (i = 0; i < 2; i++)
		p->text[i] = ma_str_from(p->text[i], head);
	tail = same_tail(p->text[0], p->text[1]);
	p->common += count_lines(ma_str_from(p->text[0], p->text[0].n - tail));
	for (i = 0; i < 2; i++)
		p->text[i].n -= tail;
}

/* Where a line begins, in bytes of the whole text. */
static uint32_t offset(const struct pair *p, int i, uint32_t line)
{
	const struct ma_lines *lines = &p->lines[i];

	return p->at +
		(uint32_t)(line < lines->n ? (size_t)(lines->v[line].p - p->text[i].p)
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
	return changed < p->common + (p->lines[0].n + p->lines[1].n) / 2;
}

/* The last one first: what stands before it keeps its place. */
static void edit(const struct ma_tree_sitter *ts, TSTree *tree, const struct pair *p,
	const struct ma_diff_hunk *h)
{
	uint32_t start = offset(p, 0, h->a_at);
	uint32_t more = offset(p, 1, h->b_at + h->b_n) - offset(p, 1, h->b_at);
	const TSInputEdit how = { start, offset(p, 0, h->a_at + h->a_n), start + more,
		{ p->row + h->a_at, 0 }, { p->row + h->a_at + h->a_n, 0 },
		{ p->row + h->a_at + h->b_n, 0 } };

	ts->tree_edit(tree, &how);
}

bool ma_syntax_edit(
	const struct ma_tree_sitter *ts, TSTree *tree, struct ma_str from, struct ma_str to)
{
	struct pair p = { .text = { from, to } };
	struct ma_arena arena = MA_ARENA_INIT(ARENA_MAX);
	struct ma_diff diff = { NULL, 0 };
	bool ok;
	size_t i;

	take_same(&p);
	ok = compare(&p, &arena, &diff) && shares_enough(&p, &diff);
	for (i = diff.n; ok && i-- > 0;)
		edit(ts, tree, &p, &diff.v[i]);
	ma_arena_done(&arena);
	return ok;
}

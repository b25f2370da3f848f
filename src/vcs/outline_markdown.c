/*
 * Markdown as an outline: sections by their headings (CommonMark 0.31, ATX headings), each inside of the section
 * that it belongs to. What stands under a heading before the next one is the head of its list.
 */
#include "vcs/outline.h"

#define LEVELS 6

/* The sections that are open, outermost first; [0] is the whole text. */
struct reader {
	struct ma_arena *arena;
	struct ma_outline *open[LEVELS + 1];
	size_t item[LEVELS + 1]; /* whose list it is, in the one before */
	unsigned level[LEVELS + 1];
	size_t n;
};

/* Of the heading that the line is, 1 to 6; 0: it is none. */
static unsigned heading_level(struct ma_str line)
{
	unsigned level = 0;

	while (level < line.n && line.p[level] == '#')
		level++;
	return level <= LEVELS && level < line.n && strchr(" \t\n", line.p[level]) ? level : 0;
}

/* Whether the line opens or closes a fence; *fence is what closes the one that is open, or empty. */
static bool is_fence(struct ma_str line, struct ma_str *fence)
{
	size_t n = 0;

	line = ma_str_trim(line);
	while (n < line.n && line.p[n] == line.p[0])
		n++;
	if (n < 3 || (line.p[0] != '`' && line.p[0] != '~'))
		return false;
	if (fence->n == 0)
		*fence = ma_str_n(line.p, n);
	else if (line.p[0] == fence->p[0] && n >= fence->n && n == line.n)
		*fence = MA_STR("");
	return true;
}

/* The sections that end where a heading of this level stands, at `end`. */
static void close_sections(struct reader *r, unsigned level, const char *end)
{
	while (r->n > 1 && r->level[r->n - 1] >= level) {
		struct ma_outline *list = r->open[--r->n];
		struct ma_item *item = &r->open[r->n - 1]->items[r->item[r->n]];

		item->text = ma_str_n(item->text.p, (size_t)(end - item->text.p));
		if (list->n == 0)
			list->head = item->text;
		list->tail = ma_str_n(end, 0);
	}
}

static bool open_section(struct reader *r, unsigned level, struct ma_str line)
{
	struct ma_outline *above = r->open[r->n - 1];
	struct ma_item *item;

	if (above->n == 0)
		above->head = ma_str_n(above->head.p, (size_t)(line.p - above->head.p));
	item = ma_outline_add(above, r->arena);
	if (!item)
		return false;
	item->key = ma_str_trim(line);
	item->lead = ma_str_n(line.p, 0);
	item->text = line;
	item->inside = ma_outline_new(r->arena, "");
	if (!item->inside)
		return false;
	item->inside->spaced = true;
	item->inside->head = line;
	r->open[r->n] = item->inside;
	r->item[r->n] = above->n - 1;
	r->level[r->n++] = level;
	return true;
}

/* As deep as there are levels of headings. */
static bool tell_apart(struct ma_outline *list, struct ma_arena *arena)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (list->items[i].inside && !tell_apart(list->items[i].inside, arena))
			return false;
	return ma_outline_tell_apart(list, arena);
}

ma_rc ma_outline_markdown(const struct ma_outline_source *from, struct ma_arena *arena,
	struct ma_outline **out, ma_err *err)
{
	struct ma_outline *list = ma_outline_new(arena, "");
	struct reader r = { .arena = arena, .open = { list }, .n = 1 };
	struct ma_str rest = from->text, line, fence = MA_STR("");
	unsigned level;

	if (!list)
		return ma_fail_nomem(err);
	list->head = from->text;
	list->spaced = true;
	while ((line = ma_outline_line(&rest)).n > 0) {
		level = is_fence(line, &fence) || fence.n > 0 ? 0 : heading_level(line);
		if (level == 0)
			continue;
		close_sections(&r, level, line.p);
		if (!open_section(&r, level, line))
			return ma_fail_nomem(err);
	}
	close_sections(&r, 0, rest.p);
	list->tail = ma_str_n(rest.p, 0);
	if (!tell_apart(list, arena))
		return ma_fail_nomem(err);
	*out = list;
	return MA_OK;
}

/*
 * Fenced blocks: a whole file, SEARCH/REPLACE, a patch or a diff, with its name before it, in its line, or in
 * its first line.
 *
 *   ```ts src/app.ts    **src/app.ts**    ```ts                ```
 *   ...                 ```ts             // src/app.ts        src/app.ts
 *   ```                 ...               ...                  <<<<<<< SEARCH ...
 *
 * A fence within a fence of the same length makes the end unsure. In Markdown, labelled fences are counted; where
 * that does not settle it, the file is refused, and what follows is not read: it might be the file's own.
 */
#include "base/path.h"
#include "codec/envelope.h"
#include "codec/loose.h"
#include "codec/named.h"
#include "codec/search.h"

struct body {
	struct ma_str content;
	bool closed, unsure;
};

static bool is_markdown(struct ma_str path, struct ma_str info)
{
	struct ma_str ext = ma_path_ext(path);

	return ma_str_is(ext, ".md") || ma_str_is(ext, ".mdx") ||
		(path.n == 0 && (ma_str_is(info, "md") || ma_str_is(info, "markdown")));
}

/* A line of this fence's kind and place; deeper ones are content. */
static bool is_level(const struct ma_fence *fence, const struct ma_fence *inner)
{
	return inner->mark == fence->mark && inner->run >= fence->run &&
		inner->indent <= fence->indent;
}

/* How often `what` is in `text`, but for those behind a backslash. */
static size_t count(struct ma_str text, struct ma_str what)
{
	size_t n = 0;
	ptrdiff_t at;

	while ((at = ma_str_find(text, what)) >= 0) {
		n += at == 0 || text.p[at - 1] != '\\';
		text = ma_str_from(text, (size_t)at + what.n);
	}
	return n;
}

/* It stops within a literal of its language: the fence's end was a line of that literal. */
static bool ends_in_literal(struct ma_str content, struct ma_str path)
{
	static const char *const js[] = { ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".vue" };
	struct ma_str ext = ma_path_ext(path);
	size_t i;

	for (i = 0; i < MA_COUNT(js); i++)
		if (ma_str_is(ext, js[i]))
			return count(content, MA_STR("`")) % 2;
	return ma_str_is(ext, ".py") &&
		(count(content, MA_STR("\"\"\"")) % 2 || count(content, MA_STR("'''")) % 2);
}

/* The next fence has no label: it may be the real end. */
static bool bare_follows(const struct ma_fence *fence, struct ma_str rest)
{
	struct ma_fence next;
	struct ma_str line;

	while (ma_str_line(&rest, &line))
		if (ma_fence_open(line, &next) && is_level(fence, &next))
			return next.info.n == 0;
	return false;
}

static struct body cut_body(struct ma_str *rest, const struct ma_fence *fence, bool markdown)
{
	struct body b = { .content = *rest };
	const char *line_at = rest->p;
	struct ma_fence inner;
	struct ma_str line;
	size_t depth = 0;

	for (; ma_str_line(rest, &line); line_at = rest->p) {
		if (!ma_fence_open(line, &inner) || !is_level(fence, &inner))
			continue;
		if (inner.info.n > 0) {
			depth += markdown;
			b.unsure |= !markdown;
		} else if (depth > 0) {
			depth--;
		} else {
			b.content.n = (size_t)(line_at - b.content.p);
			b.closed = true;
			b.unsure |= markdown && bare_follows(fence, *rest);
			return b;
		}
	}
	return b;
}

/* The first line that is not blank; *content begins behind it then. */
static struct ma_str cut_first(struct ma_str *content)
{
	struct ma_str line = ma_str("");

	while (ma_str_line(content, &line) && ma_str_trim(line).n == 0)
		;
	return ma_str_trim(line);
}

/* SEARCH/REPLACE, perhaps with the path in a line before it. */
static bool is_edit(struct ma_str content, struct ma_str *path, struct ma_str *edits)
{
	struct ma_str rest = content, line = cut_first(&rest), name;

	*edits = content;
	if (ma_search_opens(line))
		return true;
	name = ma_named_in_prose(line);
	if (name.n == 0)
		name = ma_named_in_comment(line);
	*edits = rest;
	if (name.n == 0 || !ma_search_opens(cut_first(&rest)))
		return false;
	*path = name;
	return true;
}

static bool holds_search(const struct body *b)
{
	struct ma_str path, edits;

	return is_edit(b->content, &path, &edits);
}

static bool is_patch_label(struct ma_str info)
{
	return ma_str_is(info, "diff") || ma_str_is(info, "patch") || ma_str_is(info, "udiff");
}

/* A patch; not where the file itself is one. Cut off, its last part is not whole. */
static bool take_patch(
	struct ma_loose *l, const struct ma_fence *fence, const struct body *b, struct ma_str hint)
{
	struct ma_str ext = ma_path_ext(hint);
	size_t before = l->items->n;

	if (ma_str_is(ext, ".diff") || ma_str_is(ext, ".patch") || b->unsure)
		return false;
	if (!ma_v4a_read(b->content, l->items) &&
		!ma_diff_read(b->content, hint, is_patch_label(fence->info), l->items))
		return false;
	l->truncated = !b->closed;
	if (l->truncated && l->items->n > before)
		l->items->v[l->items->n - 1].fault = MA_ITEM_NO_END;
	return true;
}

/* A comment in the first line may name the file; where the language has no comments it is no part of it. */
static struct ma_str name_within(struct body *b, const struct ma_fence *fence)
{
	struct ma_str rest = b->content, line = ma_str(""), path;

	(void)ma_str_line(&rest, &line); /* "" where there is none */
	path = ma_named_in_comment(line);
	if (path.n == 0 || ma_named_transcript(fence->info, path))
		return ma_str("");
	if (ma_str_is(ma_path_ext(path), ".json"))
		b->content = rest;
	return path;
}

/*
 * The last line is a heading for a file: the fence's end was missing, and the next one's beginning was taken for it.
 * Where each line names files (.gitignore and the like) that says nothing.
 */
static bool names_next(struct ma_str content, struct ma_str path)
{
	struct ma_str last;
	size_t n;

	if (ma_str_ends(path, "ignore"))
		return false;
	content = ma_str_trim(content);
	for (n = content.n; n > 0 && content.p[n - 1] != '\n'; n--)
		;
	last = ma_str_from(content, n);
	return n > 0 && ma_named_in_prose(last).n > 0;
}

static const char *fault_of(
	const struct ma_fence *fence, const struct body *b, struct ma_str path, bool clash)
{
	if (b->unsure ||
		(b->closed && (ends_in_literal(b->content, path) || names_next(b->content, path))))
		return MA_ITEM_UNSURE;
	if (!b->closed)
		return MA_ITEM_NO_END;
	if (clash)
		return MA_ITEM_TWO_NAMES;
	return fence->indent > 0 ? "is in an indented fence" : NULL;
}

/* A fence of no file that may be the end of one: what follows cannot be told apart. */
static void lose(struct ma_loose *l, const struct body *b)
{
	ma_items_put(l->items, MA_BLOCK_FILE, ma_str(""), b->content,
		"a fence without its beginning or its end");
	l->lost = true;
}

static void take_file(
	struct ma_loose *l, const struct ma_fence *fence, struct body *b, struct ma_str path)
{
	struct ma_str edits, within = path;
	enum ma_block_op op = MA_BLOCK_FILE;
	bool clash = false;
	const char *fault;

	if (is_edit(b->content, &within, &edits)) {
		op = MA_BLOCK_EDIT;
		b->content = edits;
		path = within;
	} else {
		path = ma_named_both(path, name_within(b, fence), &clash);
	}
	if (path.n == 0 && op == MA_BLOCK_FILE) {
		if (b->unsure || (!b->closed && fence->info.n == 0))
			lose(l, b);
		ma_loose_strays(b->content, l->items);
		return;
	}
	fault = fault_of(fence, b, path, clash);
	ma_items_put(l->items, op, path, b->content, fault);
	l->lost = fault && strcmp(fault, MA_ITEM_UNSURE) == 0;
	l->truncated = !b->closed;
}

/* Tags in a fence are read as if it were not there. */
static bool take_tags(struct ma_loose *l, const struct body *b)
{
	struct ma_loose inner = { .items = l->items, .rest = b->content };
	const char *at = b->content.p;
	bool found = false;
	struct ma_str line;

	for (; ma_str_line(&inner.rest, &line); at = inner.rest.p)
		found |= ma_loose_tag(&inner, at);
	return found;
}

/* A file that is there because of its heading, which does not say so: it is asked for again, but where the reply has it elsewhere. */
static bool take_guess(struct ma_loose *l, const struct body *b, struct ma_str hint)
{
	struct ma_item item = { .block = { .content = b->content },
		.guessed = !ma_named_goes_on(hint) };
	struct ma_str rest = b->content;

	if (!b->closed || b->unsure || holds_search(b) ||
		ma_named_in_comment(cut_first(&rest)).n > 0)
		return false;
	item.block.path = ma_named_doubtful(hint);
	item.fault = "is under a path without an extension, which may be a file's name or not";
	if (item.block.path.n == 0) {
		item.block.path = ma_named_with_more(hint);
		item.fault = "is under a heading that says more than its name";
	}
	if (item.block.path.n == 0)
		return false;
	ma_items_add(l->items, &item);
	return true;
}

static bool is_script(const struct body *b)
{
	return ma_str_starts(b->content, "#!");
}

void ma_loose_fence(struct ma_loose *l, const struct ma_fence *fence)
{
	struct ma_str before = ma_named_in_prose(l->hint), in_line = ma_named_in_info(fence->info),
		      hint = l->hint, path, first;
	bool clash, transcript;
	struct body b;

	path = ma_named_both(in_line, before, &clash);
	b = cut_body(&l->rest, fence, is_markdown(path, fence->info));
	l->hint = ma_str("");
	first = b.content;
	l->is_envelope = ma_envelope_opens(cut_first(&first));
	if (clash) {
		ma_items_put(l->items, MA_BLOCK_FILE, path, b.content, MA_ITEM_TWO_NAMES);
		return;
	}
	if (take_patch(l, fence, &b, path) || (path.n == 0 && take_tags(l, &b)))
		return;
	transcript = in_line.n == 0 && ma_named_transcript(fence->info, before) &&
		!holds_search(&b) && !is_script(&b);
	if (transcript)
		path = ma_str("");
	else if (path.n == 0 && is_script(&b))
		path = ma_named_doubtful(hint);
	if (path.n == 0 && !transcript && take_guess(l, &b, hint))
		return;
	take_file(l, fence, &b, path);
}

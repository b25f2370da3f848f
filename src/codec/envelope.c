/*
 * The nonce envelope.
 *
 *   === FILE <nonce> path            === EDIT <nonce> path          === DELETE <nonce> path
 *   content, verbatim                SEARCH/REPLACE text            === MOVE <nonce> path -> path
 *   === END <nonce>                  === END <nonce>                === TASKS <nonce>, JSON, === END <nonce>
 *
 * A marker counts only at the start of a line and with the right nonce: what a
 * file says about other markers is content. While a block is open only its own
 * nonce is looked for. The final newline of the content belongs to it.
 */
#include "codec/envelope.h"

#include "base/path.h"
#include "codec/fence.h"
#include "codec/named.h"
#include "codec/thoughts.h"

enum mark { MARK_NONE, MARK_FILE, MARK_EDIT, MARK_DELETE, MARK_MOVE, MARK_TASKS, MARK_END };

struct marker {
	enum mark kind;
	struct ma_str nonce, path;
};

/* The next word of the line; empty at its end. */
static struct ma_str word(struct ma_str *line)
{
	struct ma_str w;

	*line = ma_str_trim(*line);
	for (w = ma_str_n(line->p, 0); w.n < line->n && line->p[w.n] != ' ' && line->p[w.n] != '\t';
		w.n++)
		;
	*line = ma_str_trim(ma_str_from(*line, w.n));
	return w;
}

static enum mark kind_of(struct ma_str w)
{
	static const char *const names[] = { "", "FILE", "EDIT", "DELETE", "MOVE", "TASKS", "END" };
	size_t i;

	for (i = MARK_FILE; i < MA_COUNT(names); i++)
		if (ma_str_is(w, names[i]))
			return (enum mark)i;
	return MARK_NONE;
}

/* Whatever its nonce: `path` is all that follows it. */
static struct marker read_any(struct ma_str line)
{
	struct marker m = { .kind = MARK_NONE };

	if (!ma_str_starts(line, "=== "))
		return m;
	line = ma_str_trim(ma_str_from(line, 4));
	if (ma_str_ends(line, " ===")) /* some write it at both ends */
		line.n -= 4;
	m.kind = kind_of(word(&line));
	m.nonce = word(&line);
	m.path = line;
	return m;
}

static struct marker read_marker(struct ma_str line, struct ma_str nonce)
{
	struct marker m = read_any(line);

	if (m.nonce.n == 0 || (nonce.n > 0 && !ma_str_eq(m.nonce, nonce)))
		m.kind = MARK_NONE;
	return m;
}

struct envelope {
	struct ma_items *items;
	struct ma_str nonce; /* what counts now: the request's, or that of the open block */
	struct ma_item open; /* the block that is being read */
	const char *content;
	bool is_open, after_single; /* DELETE and MOVE need no END, and may have one */
};

/* Where a fence around all of it is the file's own. */
static bool may_begin_with_fence(struct ma_str path)
{
	struct ma_str ext = ma_path_ext(path);

	return ma_str_is(ext, ".md") || ma_str_is(ext, ".mdx") || ma_str_is(ext, ".txt");
}

static void close_block(struct envelope *e, const char *end, const char *fault)
{
	if (!e->is_open)
		return;
	e->open.block.content = ma_str_n(e->content, (size_t)(end - e->content));
	if (e->open.block.op == MA_BLOCK_FILE && !may_begin_with_fence(e->open.block.path))
		e->open.block.content = ma_fence_unwrap(e->open.block.content);
	e->open.fault = fault;
	ma_items_add(e->items, &e->open);
	e->is_open = false;
}

static enum ma_block_op op_of(enum mark kind)
{
	switch (kind) {
	case MARK_EDIT:
		return MA_BLOCK_EDIT;
	case MARK_DELETE:
		return MA_BLOCK_DELETE;
	case MARK_MOVE:
		return MA_BLOCK_MOVE;
	case MARK_TASKS:
		return MA_BLOCK_TASKS;
	default:
		return MA_BLOCK_FILE;
	}
}

static struct ma_item item_of(const struct marker *m)
{
	struct ma_item item = { .block = { .op = op_of(m->kind) } };
	ptrdiff_t arrow = m->kind == MARK_MOVE ? ma_str_find(m->path, MA_STR("->")) : -1;

	if (arrow >= 0) {
		item.block.path = ma_named_clean(ma_str_n(m->path.p, (size_t)arrow));
		item.block.to = ma_named_clean(ma_str_from(m->path, (size_t)arrow + 2));
	} else {
		item.block.path = ma_named_bare(m->path);
	}
	return item;
}

/* `at` and `next`: where the marker's line begins and where the one after it does. */
static void take_marker(struct envelope *e, const struct marker *m, const char *at, const char *next)
{
	struct ma_item item = item_of(m);
	bool was_single = e->after_single;

	e->after_single = m->kind == MARK_DELETE || m->kind == MARK_MOVE;
	if (m->kind == MARK_END) {
		if (!e->is_open && !was_single)
			ma_items_put(e->items, MA_BLOCK_FILE, ma_str(""), ma_str(""),
				"END without a block");
		close_block(e, at, NULL);
		return;
	}
	close_block(e, at, MA_ITEM_NO_END);
	if (e->after_single) {
		ma_items_add(e->items, &item);
		return;
	}
	e->open = item;
	e->content = next;
	e->is_open = true;
}

bool ma_envelope_read(struct ma_str text, struct ma_str nonce, struct ma_items *items)
{
	struct envelope e = { .items = items };
	struct ma_str rest = text, line;
	const char *at = text.p;
	struct marker m;
	bool truncated;

	for (; ma_str_line(&rest, &line); at = rest.p) {
		m = read_marker(line, e.is_open ? e.nonce : nonce);
		if (m.kind == MARK_NONE) {
			if (!e.is_open && ma_thoughts_end(line))
				ma_items_forget(items);
			continue;
		}
		e.nonce = m.nonce;
		take_marker(&e, &m, at, rest.p);
	}
	truncated = e.is_open;
	close_block(&e, text.p + text.n, MA_ITEM_NO_END);
	return truncated;
}

bool ma_envelope_opens(struct ma_str line)
{
	struct marker m = read_any(line);

	return m.nonce.n > 0 && m.kind != MARK_NONE && m.kind != MARK_END && m.kind != MARK_TASKS;
}

static bool looks_like_nonce(struct ma_str word)
{
	return word.n > 0 && !memchr(word.p, '.', word.n) && !memchr(word.p, '/', word.n);
}

void ma_envelope_tell(struct ma_str text, struct ma_items *items)
{
	struct ma_str line, path;
	struct marker m;

	while (ma_str_line(&text, &line)) {
		m = read_any(line);
		if (!ma_envelope_opens(line))
			continue;
		path = m.path;
		if (!looks_like_nonce(m.nonce)) /* it is the path, or its beginning */
			path = ma_str_n(m.nonce.p,
				m.path.n > 0 ? (size_t)(m.path.p + m.path.n - m.nonce.p)
					     : m.nonce.n);
		if (path.n > 0)
			ma_items_put(items, MA_BLOCK_DELETE, path, ma_str(""),
				"does not bear the request's nonce");
	}
}

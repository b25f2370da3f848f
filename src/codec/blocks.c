/*
 * Files out of a model's reply.
 *
 *   === FILE <nonce> path            === EDIT <nonce> path          === DELETE <nonce> path
 *   content, verbatim                SEARCH/REPLACE text
 *   === END <nonce>                  === END <nonce>                === TASKS <nonce>, JSON, === END <nonce>
 *
 * A marker counts only at the start of a line and with the right nonce: what a
 * file says about other markers is content. While a block is open only its own
 * nonce is looked for. The final newline of the content belongs to it. Where no
 * marker is found at all, fences that name a path are read instead (named.h).
 *
 * What is found is gathered as items, each perhaps with a fault; then judged
 * (empty, elided, named twice); then split into blocks and problems. Linear in
 * the text; nothing is copied.
 */
#include "codec/blocks.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/path.h"
#include "codec/elision.h"
#include "codec/items.h"
#include "codec/named.h"

enum mark { MARK_NONE, MARK_FILE, MARK_EDIT, MARK_DELETE, MARK_TASKS, MARK_END };

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
	if (ma_str_is(w, "FILE"))
		return MARK_FILE;
	if (ma_str_is(w, "EDIT"))
		return MARK_EDIT;
	if (ma_str_is(w, "DELETE"))
		return MARK_DELETE;
	if (ma_str_is(w, "TASKS"))
		return MARK_TASKS;
	return ma_str_is(w, "END") ? MARK_END : MARK_NONE;
}

static struct marker read_marker(struct ma_str line, struct ma_str nonce)
{
	struct marker m = { .kind = MARK_NONE };
	enum mark kind;

	if (!ma_str_starts(line, "=== "))
		return m;
	line = ma_str_trim(ma_str_from(line, 4));
	if (ma_str_ends(line, " ===")) /* some write it at both ends */
		line.n -= 4;
	kind = kind_of(word(&line));
	m.nonce = word(&line);
	m.path = line;
	if (m.nonce.n > 0 && (nonce.n == 0 || ma_str_eq(m.nonce, nonce)))
		m.kind = kind;
	return m;
}

struct envelope {
	struct ma_items *items;
	struct ma_str nonce; /* what counts now: the request's, or that of the open block */
	struct ma_item open; /* the block that is being read */
	const char *content;
	bool is_open, after_delete;
};

static void close_block(struct envelope *e, const char *end, const char *fault)
{
	if (!e->is_open)
		return;
	e->open.block.content = ma_str_n(e->content, (size_t)(end - e->content));
	e->open.fault = fault;
	ma_items_add(e->items, &e->open);
	e->is_open = false;
}

static void open_block(struct envelope *e, const struct marker *m, const char *content)
{
	enum ma_block_op op = m->kind == MARK_EDIT ? MA_BLOCK_EDIT
		: m->kind == MARK_TASKS            ? MA_BLOCK_TASKS
						   : MA_BLOCK_FILE;

	e->open = (struct ma_item){ .block = { op, m->path, { NULL, 0 } } };
	e->content = content;
	e->is_open = true;
}

/* `at` and `next`: where the marker's line begins and where the one after it does. */
static void take_marker(struct envelope *e, const struct marker *m, const char *at, const char *next)
{
	struct ma_item item = { .block = { MA_BLOCK_DELETE, m->path, { NULL, 0 } } };
	bool was_delete = e->after_delete;

	e->after_delete = m->kind == MARK_DELETE;
	if (m->kind == MARK_END) {
		if (!e->is_open && !was_delete) {
			item.fault = "END without a block";
			item.block.path = ma_str("");
			ma_items_add(e->items, &item);
		}
		close_block(e, at, NULL);
		return;
	}
	close_block(e, at, MA_ITEM_NO_END);
	if (m->kind == MARK_DELETE)
		ma_items_add(e->items, &item);
	else
		open_block(e, m, next);
}

/* True when the last block has no END. */
static bool read_envelopes(struct ma_str text, struct ma_str nonce, struct ma_items *items)
{
	struct envelope e = { .items = items };
	struct ma_str rest = text, line;
	const char *at = text.p;
	struct marker m;
	bool truncated;

	for (; ma_str_line(&rest, &line); at = rest.p) {
		m = read_marker(line, e.is_open ? e.nonce : nonce);
		if (m.kind == MARK_NONE)
			continue;
		e.nonce = m.nonce;
		take_marker(&e, &m, at, rest.p);
	}
	truncated = e.is_open;
	close_block(&e, text.p + text.n, MA_ITEM_NO_END);
	return truncated;
}

static bool may_be_empty(struct ma_str path)
{
	static const char *const names[] = { "__init__.py", ".gitkeep", ".keep", ".nojekyll",
		".placeholder", "py.typed" };
	struct ma_str base = ma_path_base(path);
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++)
		if (ma_str_is(base, names[i]))
			return true;
	return false;
}

static const char *fault_of(const struct ma_block *b)
{
	if (b->op == MA_BLOCK_TASKS)
		return b->path.n > 0 ? "is TASKS, which takes no path" : NULL;
	if (b->path.n == 0)
		return "names no path";
	if (b->op == MA_BLOCK_DELETE)
		return NULL;
	if (ma_str_trim(b->content).n == 0)
		return b->op == MA_BLOCK_FILE && may_be_empty(b->path) ? NULL : "is empty";
	if (b->op == MA_BLOCK_EDIT)
		return NULL;
	if (ma_str_starts(b->content, "<<<<<<< SEARCH"))
		return "holds SEARCH/REPLACE text where a whole file is wanted";
	return ma_elision_found(b->content, b->path) ? "leaves a part out (\"... rest unchanged\")"
						     : NULL;
}

/* Which of two blocks for one path is meant cannot be known: neither is taken. */
static bool mark_repeats(struct ma_items *items)
{
	struct ma_map seen = MA_MAP_INIT;
	struct ma_item *it, *before;
	bool ok = true;
	size_t i;

	for (i = 0; i < items->n && ok; i++) {
		it = &items->v[i];
		if (it->block.path.n == 0)
			continue;
		before = ma_map_get(&seen, it->block.path);
		if (!before) {
			ok = ma_map_put(&seen, it->block.path, it);
			continue;
		}
		it->fault = it->fault ? it->fault : "is named twice";
		before->fault = before->fault ? before->fault : "is named twice";
	}
	ma_map_done(&seen);
	return ok;
}

static ma_rc judge(struct ma_items *items, ma_err *err)
{
	struct ma_block *b;
	size_t i;

	for (i = 0; i < items->n; i++) {
		b = &items->v[i].block;
		if (b->content.n > MA_LIMIT_FILE)
			return ma_fail(err, MA_ELIMIT,
				"a file of the reply has %zu bytes, more than %zu", b->content.n,
				MA_LIMIT_FILE);
		if (!items->v[i].fault)
			items->v[i].fault = fault_of(b);
	}
	return mark_repeats(items) ? MA_OK : ma_fail_nomem(err);
}

static ma_rc split(
	const struct ma_items *items, struct ma_arena *arena, struct ma_blocks *out, ma_err *err)
{
	struct ma_blocks b = { .v = NULL };
	size_t i;

	b.v = ma_arena_new_n(arena, struct ma_block, items->n);
	b.problems = ma_arena_new_n(arena, struct ma_block_problem, items->n);
	if (!b.v || !b.problems)
		return ma_fail_nomem(err);
	for (i = 0; i < items->n; i++) {
		const struct ma_item *it = &items->v[i];

		if (it->fault)
			b.problems[b.problems_n++] = (struct ma_block_problem){ it->block.path,
				it->fault };
		else
			b.v[b.n++] = it->block;
	}
	*out = b;
	return MA_OK;
}

ma_rc ma_blocks_read(struct ma_str text, struct ma_str nonce, struct ma_arena *arena,
	struct ma_blocks *out, ma_err *err)
{
	struct ma_items items = { .arena = arena };
	bool truncated;
	ma_rc rc;

	if (!text.p)
		text = ma_str("");
	if (ma_str_starts(text, "\xef\xbb\xbf"))
		text = ma_str_from(text, 3);
	truncated = read_envelopes(text, nonce, &items);
	if (items.n == 0)
		truncated = ma_named_read(text, &items);
	rc = ma_items_check(&items, err);
	if (!rc)
		rc = judge(&items, err);
	if (!rc)
		rc = split(&items, arena, out, err);
	if (!rc)
		out->truncated = truncated;
	return rc;
}

void ma_blocks_write(
	struct ma_buf *out, struct ma_str nonce, struct ma_str path, struct ma_str content)
{
	ma_buf_adds(out, "=== FILE ");
	ma_buf_addv(out, nonce);
	ma_buf_addc(out, ' ');
	ma_buf_addv(out, path);
	ma_buf_addc(out, '\n');
	ma_buf_addv(out, content);
	if (content.n > 0 && content.p[content.n - 1] != '\n')
		ma_buf_addc(out, '\n');
	ma_buf_adds(out, "=== END ");
	ma_buf_addv(out, nonce);
	ma_buf_addc(out, '\n');
}

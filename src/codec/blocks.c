/*
 * Files out of a model's reply.
 *
 * Thoughts are cut off, then the nonce envelope is read (envelope.h). Where the reply has no marker at all,
 * the forms that models write instead are (loose.h).
 *
 * What is found is gathered as items, each perhaps with a fault; then judged
 * (empty, elided, named twice); then split into blocks and problems. Linear in
 * the text; nothing is copied but what stands behind the signs of a patch.
 */
#include "codec/blocks.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/path.h"
#include "codec/content.h"
#include "codec/elision.h"
#include "codec/envelope.h"
#include "codec/loose.h"
#include "codec/named.h"
#include "codec/search.h"
#include "codec/thoughts.h"

#define EDIT_LINES_MAX 400000 /* of all edits of a reply */
#define ELIDED "leaves a part out (\"... rest unchanged\")"

const char *ma_block_op_name(enum ma_block_op op)
{
	static const char *const names[] = { "file", "edit", "delete", "move", "tasks" };

	return names[op];
}

static bool may_be_empty(struct ma_str path)
{
	static const char *const names[] = { "__init__.py", ".gitkeep", ".keep", ".nojekyll",
		".placeholder", "py.typed" };
	struct ma_str base = ma_path_base(path);

	return MA_STR_AMONG(base, names);
}

static bool is_edit_text(struct ma_str content)
{
	struct ma_str line;

	return ma_str_line(&content, &line) && ma_search_opens(line);
}

static const char *file_fault(const struct ma_block *b)
{
	if (ma_str_trim(b->content).n == 0)
		return may_be_empty(b->path) ? NULL : "is empty";
	if (is_edit_text(b->content))
		return "holds SEARCH/REPLACE text where a whole file is wanted";
	if (ma_elision_found(b->content, b->path) || ma_elision_is_all(b->content))
		return ELIDED;
	return ma_content_fault(b->content, b->path);
}

/* Said back as the request has it, where the format is explained. */
static bool is_example(struct ma_str path)
{
	return ma_str_is(path, "path/to/file") || ma_str_is(path, "path/to/file.ext") ||
		ma_str_is(path, "its/new/path");
}

/* "src/a.ts - the entry point", "a.ts, b.ts". */
static bool has_more(struct ma_str path)
{
	struct ma_str ext = ma_path_ext(path);

	return (ext.n > 0 && memchr(ext.p, ' ', ext.n)) || ma_str_find(path, MA_STR(", ")) >= 0;
}

static const char *path_fault(struct ma_str path)
{
	if (is_example(path))
		return "is the path of the format's example";
	if (ma_named_part(path))
		return "is named with lines, as a part of a file";
	return has_more(path) ? "has words behind its path" : NULL;
}

static const char *fault_of(const struct ma_block *b)
{
	const char *fault = path_fault(b->path);

	if (b->op == MA_BLOCK_TASKS)
		return b->path.n > 0 ? "is TASKS, which takes no path" : NULL;
	if (b->path.n == 0)
		return "names no path";
	if (fault)
		return fault;
	if (b->op == MA_BLOCK_MOVE && (b->to.n == 0 || ma_str_eq(b->path, b->to)))
		return "is MOVE, which takes two paths: old -> new";
	if (b->op == MA_BLOCK_EDIT && ma_str_trim(b->content).n == 0)
		return "is empty";
	return b->op == MA_BLOCK_FILE ? file_fault(b) : NULL;
}

/* Two edits of a file are applied together, and so is the edit of a file that moves. */
static bool go_together(const struct ma_block *a, const struct ma_block *b, struct ma_str path)
{
	if (a->op == MA_BLOCK_EDIT && b->op == MA_BLOCK_MOVE)
		return ma_str_eq(b->to, path);
	if (a->op == MA_BLOCK_MOVE)
		return b->op == MA_BLOCK_EDIT && ma_str_eq(a->to, path);
	return a->op == MA_BLOCK_EDIT && b->op == MA_BLOCK_EDIT;
}

/* What is told of no guess: the reply has a file of that name. */
static bool drop_guesses(struct ma_items *items)
{
	struct ma_map named = MA_MAP_INIT;
	bool ok = true;
	size_t i, n = 0;

	for (i = 0; i < items->n && ok; i++)
		if (!items->v[i].guessed && items->v[i].block.path.n > 0)
			ok = ma_map_put(&named, items->v[i].block.path, &items->v[i]);
	for (i = 0; i < items->n && ok; i++)
		if (!items->v[i].guessed || !ma_map_has(&named, items->v[i].block.path))
			items->v[n++] = items->v[i];
	if (ok)
		items->n = n;
	ma_map_done(&named);
	return ok;
}

/* Which of two blocks for one path is meant cannot be known: neither is taken. */
static bool mark_repeat(struct ma_map *seen, struct ma_item *it, struct ma_str path)
{
	struct ma_item *before = path.n > 0 ? ma_map_get(seen, path) : NULL;

	if (!before)
		return path.n == 0 || ma_map_put(seen, path, it);
	if (before == it || go_together(&before->block, &it->block, path))
		return true;
	it->fault = it->fault ? it->fault : "is named twice";
	before->fault = before->fault ? before->fault : "is named twice";
	return true;
}

static bool mark_repeats(struct ma_items *items)
{
	struct ma_map seen = MA_MAP_INIT;
	struct ma_item *it;
	bool ok = true;
	size_t i;

	for (i = 0; i < items->n && ok; i++) {
		it = &items->v[i];
		ok = mark_repeat(&seen, it, it->block.path) && mark_repeat(&seen, it, it->block.to);
	}
	ma_map_done(&seen);
	return ok;
}

/* An edit that cannot be read is none. */
static ma_rc read_edit(struct ma_items *items, struct ma_item *it, ma_err *err)
{
	struct ma_hunks hunks = { .v = NULL };
	ma_rc rc;

	if (it->block.op != MA_BLOCK_EDIT || it->fault)
		return MA_OK;
	items->edit_lines += ma_edit_lines(it->block.content);
	if (items->edit_lines > EDIT_LINES_MAX) {
		it->fault = "is beyond what the edits of a reply may have in lines";
		return MA_OK;
	}
	rc = ma_edit_read(it->block.content, it->block.path, items->arena, &hunks, err);
	it->block.hunks = hunks.v;
	it->block.hunks_n = hunks.n;
	it->fault = hunks.fault;
	return rc;
}

/* Behind the line that ends it, the reply says that the rest of the file stays as it is. */
static bool is_said_to_be_part(struct ma_str text, const struct ma_block *b)
{
	struct ma_str end;

	if (b->op != MA_BLOCK_FILE || b->content.n == 0 || b->content.p < text.p ||
		b->content.p >= text.p + text.n)
		return false;
	text = ma_str_from(text, (size_t)(b->content.p + b->content.n - text.p));
	return ma_str_line(&text, &end) && ma_elision_said(text);
}

static ma_rc judge(struct ma_str text, struct ma_items *items, ma_err *err)
{
	struct ma_block *b;
	size_t i;

	if (!drop_guesses(items))
		return ma_fail_nomem(err);
	for (i = 0; i < items->n; i++) {
		b = &items->v[i].block;
		if (b->content.n > MA_LIMIT_FILE)
			return ma_fail(err, MA_ELIMIT,
				"a file of the reply has %zu bytes, more than %zu", b->content.n,
				MA_LIMIT_FILE);
		if (!items->v[i].fault)
			items->v[i].fault = fault_of(b);
		if (!items->v[i].fault && is_said_to_be_part(text, b))
			items->v[i].fault = ELIDED;
		if (read_edit(items, &items->v[i], err))
			return err->code;
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
			b.problems[b.problems_n++] = (struct ma_block_problem){ it->block.op,
				it->block.path, it->fault };
		else
			b.v[b.n++] = it->block;
	}
	*out = b;
	return MA_OK;
}

/* True when the last block has no end. */
static bool read_items(struct ma_str text, struct ma_str nonce, struct ma_items *items)
{
	bool truncated;

	if (ma_str_starts(text, "\xef\xbb\xbf"))
		text = ma_str_from(text, 3);
	if (!ma_thoughts_cut(&text)) {
		ma_items_put(
			items, MA_BLOCK_FILE, ma_str(""), ma_str(""), "thoughts that do not end");
		return false;
	}
	truncated = ma_envelope_read(text, nonce, items);
	return items->n == 0 ? ma_loose_read(text, items) : truncated;
}

ma_rc ma_blocks_read(struct ma_str text, struct ma_str nonce, struct ma_arena *arena,
	struct ma_blocks *out, ma_err *err)
{
	struct ma_items items = { .arena = arena };
	bool truncated = read_items(text.p ? text : ma_str(""), nonce, &items);
	ma_rc rc = ma_items_check(&items, err);

	if (!rc)
		rc = judge(text, &items, err);
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

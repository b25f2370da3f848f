/* Blocks of a reply that are kept for the next one. */
#include "engine/reply_kept.h"

#include "base/buf.h"
#include "codec/json.h"

static void add_block(struct ma_buf *out, const struct ma_block *b)
{
	ma_buf_addf(
		out, "%s{\"op\":\"%s\",\"path\":", out->n > 0 ? "," : "[", ma_block_op_name(b->op));
	ma_json_add_string(out, b->path);
	if (b->op == MA_BLOCK_MOVE) {
		ma_buf_adds(out, ",\"to\":");
		ma_json_add_string(out, b->to);
	} else if (b->op != MA_BLOCK_DELETE) {
		ma_buf_adds(out, ",\"content\":");
		ma_json_add_string(out, b->content);
	}
	ma_buf_adds(out, b->adds ? ",\"adds\":true}" : "}");
}

static void add_asked(struct ma_buf *out, struct ma_str path)
{
	ma_buf_adds(
		out, out->n > 0 ? ",{\"op\":\"asked\",\"path\":" : "[{\"op\":\"asked\",\"path\":");
	ma_json_add_string(out, path);
	ma_buf_addc(out, '}');
}

void ma_kept_write(const struct ma_blocks *blocks, const struct ma_map *failed,
	const struct ma_map *asked, struct ma_buf *out)
{
	size_t i;

	for (i = 0; i < blocks->n; i++) {
		const struct ma_block *b = &blocks->v[i];

		if (!ma_map_has(failed, b->path) && (b->to.n == 0 || !ma_map_has(failed, b->to)) &&
			ma_str_is_text(b->content))
			add_block(out, b);
	}
	for (i = 0; i < asked->n; i++)
		add_asked(out, asked->entries[i].key);
	if (out->n > 0)
		ma_buf_addc(out, ']');
}

static enum ma_block_op op_of(struct ma_str name)
{
	enum ma_block_op op;

	for (op = MA_BLOCK_FILE; op < MA_BLOCK_TASKS; op++)
		if (ma_str_is(name, ma_block_op_name(op)))
			break;
	return op;
}

static ma_rc read_block(const json_t *row, struct ma_arena *arena, struct ma_block *out, ma_err *err)
{
	struct ma_hunks hunks = { .v = NULL };
	ma_rc rc = MA_OK;

	*out = (struct ma_block){ .op = op_of(ma_json_str(row, "op")),
		.path = ma_json_str(row, "path"),
		.to = ma_json_str(row, "to"),
		.content = ma_json_str(row, "content"),
		.adds = ma_json_bool(row, "adds", false) };
	if (out->op == MA_BLOCK_EDIT)
		rc = ma_edit_read(out->content, out->path, arena, &hunks, err);
	out->hunks = hunks.v;
	out->hunks_n = hunks.n;
	return rc;
}

/* The first n blocks, or a problem, are of this path. */
static bool is_said(const struct ma_blocks *blocks, size_t n, struct ma_str path)
{
	size_t i;

	if (path.n == 0)
		return false;
	for (i = 0; i < n; i++)
		if (ma_str_eq(blocks->v[i].path, path) || ma_str_eq(blocks->v[i].to, path))
			return true;
	for (i = 0; i < blocks->problems_n; i++)
		if (ma_str_eq(blocks->problems[i].path, path))
			return true;
	return false;
}

ma_rc ma_kept_read(const json_t *kept, struct ma_blocks *blocks, struct ma_map *asked,
	struct ma_arena *arena, ma_err *err)
{
	size_t said = blocks->n, n = said, i;
	const json_t *row;
	struct ma_block *v;

	if (json_array_size(kept) == 0)
		return MA_OK;
	v = ma_arena_new_n(arena, struct ma_block, n + json_array_size(kept));
	if (!v)
		return ma_fail_nomem(err);
	if (n > 0)
		memcpy(v, blocks->v, n * sizeof(*v));
	json_array_foreach (kept, i, row) {
		if (ma_str_is(ma_json_str(row, "op"), "asked")) {
			if (!ma_map_put(asked, ma_json_str(row, "path"), blocks))
				return ma_fail_nomem(err);
			continue;
		}
		if (read_block(row, arena, &v[n], err))
			return err->code;
		if (!is_said(blocks, said, v[n].path) && !is_said(blocks, said, v[n].to))
			n++;
	}
	blocks->v = v;
	blocks->n = n;
	return MA_OK;
}

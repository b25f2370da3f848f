/*
 * Contents lie within the reply but for those of patches, no path comes twice but for edits, what was read can be
 * written and read again, and edits are applied or refused: to any file, here the reply itself.
 */
#include "codec/blocks.h"

#include "base/buf.h"
#include "base/limits.h"
#include "codec/changes.h"
#include "codec/secrets.h"
#include "fuzz/target.h"

#define NONCE "\x01nonce\x01" /* rare enough not to be in the input's contents */

static bool within(struct ma_str part, struct ma_str whole)
{
	return part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

static bool is_edit_of_one(const struct ma_block *a, const struct ma_block *b)
{
	return (a->op == MA_BLOCK_EDIT || a->op == MA_BLOCK_MOVE) &&
		(b->op == MA_BLOCK_EDIT || b->op == MA_BLOCK_MOVE);
}

static void check(struct ma_str text, const struct ma_blocks *b)
{
	size_t i, k, lines;

	for (i = 0; i < b->n; i++) {
		const struct ma_block *v = &b->v[i];

		MA_ASSERT(v->op == MA_BLOCK_TASKS || v->path.n > 0);
		MA_ASSERT(within(v->path, text) && within(v->to, text) &&
			(v->adds || within(v->content, text)));
		MA_ASSERT((v->op == MA_BLOCK_EDIT) == (v->hunks_n > 0));
		for (k = 0; k < i; k++)
			MA_ASSERT(!ma_str_eq(v->path, b->v[k].path) || v->path.n == 0 ||
				is_edit_of_one(v, &b->v[k]));
		(void)ma_secret_find(v->content, &lines); /* only that it ends */
	}
	for (i = 0; i < b->problems_n; i++)
		MA_ASSERT(b->problems[i].what && within(b->problems[i].path, text));
	MA_ASSERT(!b->truncated || b->problems_n > 0);
}

static ma_rc look_up(void *data, struct ma_str path, struct ma_edit_base *out, ma_err *err)
{
	const struct ma_str *text = data;

	MA_UNUSED(err);
	if (path.n % 2)
		*out = (struct ma_edit_base){ ma_str_n(text->p, text->n / 2), true };
	return MA_OK;
}

static void apply(struct ma_str text, const struct ma_blocks *b, struct ma_arena *arena)
{
	struct ma_changes changes;
	ma_err err;
	size_t i;

	if (ma_changes_make(b, look_up, &text, arena, &changes, &err))
		return;
	for (i = 0; i < changes.n; i++)
		MA_ASSERT(changes.v[i].path.n > 0 && changes.v[i].content.n <= MA_LIMIT_FILE);
	for (i = 0; i < changes.problems_n; i++)
		MA_ASSERT(changes.problems[i].what.n > 0);
}

/* A file as written by ma_blocks_write() comes back, with a newline at its end. */
static void write_and_read(const struct ma_block *file, struct ma_arena *arena)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REPLY);
	struct ma_blocks again;
	struct ma_str got;
	ma_err err;

	ma_blocks_write(&text, MA_STR(NONCE), file->path, file->content);
	MA_ASSERT(ma_blocks_read(ma_buf_str(&text), MA_STR(NONCE), arena, &again, &err) == MA_OK);
	MA_ASSERT(again.n == 1 && again.problems_n == 0 && !again.truncated);
	got = again.v[0].content;
	MA_ASSERT(got.n == file->content.n ||
		(got.n == file->content.n + 1 && ma_str_ends(got, "\n")));
	MA_ASSERT(ma_str_eq(ma_str_n(got.p, file->content.n), file->content));
	ma_buf_done(&text);
}

static void write_and_read_all(const struct ma_blocks *b, struct ma_arena *arena)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		if (b->v[i].op == MA_BLOCK_FILE && ma_str_find(b->v[i].content, MA_STR(NONCE)) < 0 &&
			!ma_str_ends(b->v[i].path, "===")) /* a marker's end, when it ends a line */
			write_and_read(&b->v[i], arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_arena arena = MA_ARENA_INIT(64 * MA_MIB);
	struct ma_str text = target_text(data, size);
	static const char *const nonces[] = { NULL, "n1" };
	struct ma_blocks b;
	ma_err err;
	size_t i;

	for (i = 0; i < MA_COUNT(nonces); i++) {
		if (ma_blocks_read(text, ma_str(nonces[i]), &arena, &b, &err))
			continue;
		check(text, &b);
		apply(text, &b, &arena);
		write_and_read_all(&b, &arena);
	}
	ma_arena_done(&arena);
	return 0;
}

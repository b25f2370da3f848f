/* Contents lie within the reply, no path comes twice, and what was read can be written and read again. */
#include "codec/blocks.h"

#include "base/buf.h"
#include "base/limits.h"
#include "fuzz/target.h"

#define NONCE "\x01nonce\x01" /* rare enough not to be in the input's contents */

static bool within(struct ma_str part, struct ma_str whole)
{
	return part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

static void check(struct ma_str text, const struct ma_blocks *b)
{
	size_t i, k;

	for (i = 0; i < b->n; i++) {
		MA_ASSERT(b->v[i].path.n > 0 && within(b->v[i].path, text) &&
			within(b->v[i].content, text));
		for (k = 0; k < i; k++)
			MA_ASSERT(!ma_str_eq(b->v[i].path, b->v[k].path));
	}
	for (i = 0; i < b->problems_n; i++)
		MA_ASSERT(b->problems[i].what && within(b->problems[i].path, text));
	MA_ASSERT(!b->truncated || b->problems_n > 0);
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
		write_and_read_all(&b, &arena);
	}
	ma_arena_done(&arena);
	return 0;
}

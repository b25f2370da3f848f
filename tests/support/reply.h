/* What a reply's files are, as one text that a test can compare. */
#ifndef MA_TESTS_REPLY_H
#define MA_TESTS_REPLY_H

#include "base/buf.h"
#include "codec/blocks.h"
#include "support/torture.h"

/* "FILE path [content]\n" per block, "! path: fault\n" per problem, "truncated\n". */
static inline void reply_show(const struct ma_blocks *b, struct ma_buf *out)
{
	static const char *const ops[] = { "FILE", "EDIT", "DELETE", "MOVE", "TASKS" };
	size_t i;

	for (i = 0; i < b->n; i++)
		if (b->v[i].op == MA_BLOCK_MOVE)
			ma_buf_addf(out, "MOVE " MA_STR_FMT " -> " MA_STR_FMT "\n",
				MA_STR_ARG(b->v[i].path), MA_STR_ARG(b->v[i].to));
		else
			ma_buf_addf(out, "%s " MA_STR_FMT " [" MA_STR_FMT "]\n", ops[b->v[i].op],
				MA_STR_ARG(b->v[i].path), MA_STR_ARG(b->v[i].content));
	for (i = 0; i < b->problems_n; i++)
		ma_buf_addf(out, "! " MA_STR_FMT ": %s\n", MA_STR_ARG(b->problems[i].path),
			b->problems[i].what);
	ma_buf_adds(out, b->truncated ? "truncated\n" : "");
}

static inline void reply_is(struct ma_str text, const char *nonce, const char *want)
{
	struct ma_arena arena = MA_ARENA_INIT((size_t)1 << 26);
	struct ma_buf shown = MA_BUF_INIT((size_t)1 << 20);
	ma_err err = { .code = MA_OK };
	struct ma_blocks b;

	if (ma_blocks_read(text, ma_str(nonce), &arena, &b, &err))
		fail_msg("%.200s\n%s", text.p, err.msg);
	reply_show(&b, &shown);
	if (!ma_str_is(ma_buf_str(&shown), want))
		fail_msg("--- reply\n%.*s\n--- read as\n%s--- wanted\n%s", MA_STR_ARG(text),
			shown.p, want);
	ma_buf_done(&shown);
	ma_arena_done(&arena);
}

#endif

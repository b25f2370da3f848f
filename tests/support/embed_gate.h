/* The gate of a context for a provider with a key, as its runs and calls share it. */
#ifndef MA_TESTS_EMBED_GATE_H
#define MA_TESTS_EMBED_GATE_H

#include "lib/ctx.h"
#include "llm/llm.h"
#include "support/embed.h"

static inline struct ma_gate *embed_gate(ma_ctx *ctx, const char *provider, uint64_t account)
{
	const struct ma_llm_ops ops = { .name = provider };
	const struct ma_llm llm = { .ops = &ops, .account = account };
	struct ma_gate *gate = NULL;
	ma_err err = { MA_OK, 0, "" };

	assert_int_equal(ma_ctx_gate(ctx, &llm, &gate, &err), MA_OK);
	return gate;
}

#endif

/* Tokens of a call. */
#include "model/usage.h"

static int64_t add(int64_t a, int64_t b)
{
	int64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

void ma_usage_add(struct ma_usage *a, const struct ma_usage *b)
{
	a->input = add(a->input, b->input);
	a->output = add(a->output, b->output);
	a->cached = add(a->cached, b->cached);
	a->cache_written = add(a->cache_written, b->cache_written);
	a->reasoning = add(a->reasoning, b->reasoning);
	a->estimated |= b->estimated;
}

/* Retry policy. */
#include "core/policy.h"

static uint64_t draw(struct ma_str seed, const char *effect)
{
	uint64_t z = ma_str_hash(seed) ^ ma_str_hash(ma_str(effect));

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return z ^ (z >> 31);
}

/* Attempts that count. */
static int64_t tries(const struct ma_work *w)
{
	return w->attempt - w->cancelled;
}

static int64_t backoff(const struct ma_work *w, struct ma_str seed)
{
	int64_t most = MA_BACKOFF_BASE_MS, i;

	for (i = 1; i < tries(w) && most < MA_BACKOFF_CAP_MS; i++)
		most *= 2;
	if (most > MA_BACKOFF_CAP_MS)
		most = MA_BACKOFF_CAP_MS;
	return most / 2 + (int64_t)(draw(seed, w->effect) % (uint64_t)(most / 2));
}

struct ma_retry ma_policy_retry(const struct ma_work *w, struct ma_str seed)
{
	int64_t most = w->task ? w->task->max_retries : MA_TASK_RETRIES;
	int64_t delay;

	if (w->failed_as == MA_LLM_CANCELED)
		return (struct ma_retry){ true, 0 };
	if (!ma_llm_class_retryable(w->failed_as) || tries(w) > most ||
		w->retry_after_ms > MA_HINT_MAX_MS)
		return (struct ma_retry){ false, 0 };
	if (w->failed_as == MA_LLM_BAD_OUTPUT)
		return (struct ma_retry){ w->task || w->rejections < 2, 0 };
	delay = backoff(w, seed);
	return (struct ma_retry){ true, delay > w->retry_after_ms ? delay : w->retry_after_ms };
}

int ma_policy_exit(const struct ma_work *w)
{
	if (w->failed_as == MA_LLM_AUTH)
		return 3;
	if (w->failed_as == MA_LLM_BAD_OUTPUT)
		return w->task ? 1 : 5;
	return 4;
}

/* Retry and fallback. */
#include "core/policy.h"

#include "base/plant.h"

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
	return w->attempt - w->uncounted;
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

uint32_t ma_policy_provider(const struct ma_state *s, uint32_t from)
{
	while (from < s->providers_n && s->providers[from].dead)
		from++;
	return from;
}

/* With the same provider. */
static struct ma_retry retry_there(const struct ma_state *s, const struct ma_work *w)
{
	int64_t most = w->task ? w->task->max_retries : MA_TASK_RETRIES;
	int64_t delay;

	if (w->failed_as == MA_LLM_CANCELED)
		return (struct ma_retry){ true, 0, w->provider };
	if ((!ma_llm_class_retryable(w->failed_as) && !MA_PLANT(RETRY_PERMANENT)) ||
		tries(w) > most || w->retry_after_ms > MA_HINT_MAX_MS)
		return (struct ma_retry){ .again = false };
	if (w->failed_as == MA_LLM_BAD_OUTPUT)
		return (struct ma_retry){ w->task || w->rejections < 2, 0, w->provider };
	delay = MA_PLANT(NO_BACKOFF) ? 0 : backoff(w, s->seed);
	return (struct ma_retry){ true, delay > w->retry_after_ms ? delay : w->retry_after_ms,
		w->provider };
}

struct ma_retry ma_policy_retry(const struct ma_state *s, const struct ma_work *w, int64_t now_ms)
{
	struct ma_retry retry = retry_there(s, w);
	uint32_t next = ma_policy_provider(s, w->provider + 1);

	if (ma_work_is_host(s, w) || w->failed_as == MA_LLM_MISS)
		next = s->providers_n; /* there is no other one to ask */
	if ((!retry.again || s->providers[w->provider].dead) && next < s->providers_n)
		retry = (struct ma_retry){ true, 0, next };
	if (w->give_up_ms > 0 && now_ms + retry.delay_ms >= w->give_up_ms)
		retry.again = false;
	return retry;
}

enum ma_plan_resort ma_policy_resort(const struct ma_state *s, const struct ma_work *planner)
{
	struct ma_work refused = *planner;
	struct ma_retry retry;

	refused.failed_as = MA_LLM_BAD_OUTPUT;
	refused.retry_after_ms = 0;
	refused.rejections++;
	retry = ma_policy_retry(s, &refused, s->now_ms);
	if (s->no_fallback || (retry.again && retry.provider == planner->provider))
		return MA_RESORT_ASK_AGAIN;
	return retry.again ? MA_RESORT_MEND : MA_RESORT_DEFAULT;
}

int ma_policy_exit(const struct ma_work *w)
{
	switch (w->failed_as) {
	case MA_LLM_AUTH:
	case MA_LLM_UNPRICED:
		return 3;
	case MA_LLM_BAD_OUTPUT:
	case MA_LLM_NO_PROGRESS:
		return w->task ? 1 : 5;
	default:
		return 4;
	}
}

/* Retry and fallback. */
#include "core/policy.h"

#include "base/plant.h"

/* 0 to most: a number of each call's own, for each use of it. */
static int64_t draw(struct ma_str seed, const char *effect, uint64_t use, int64_t most)
{
	uint64_t z = (ma_str_hash(seed) ^ ma_str_hash(ma_str(effect))) + use * 0x9e3779b97f4a7c15U;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return (int64_t)((z ^ (z >> 31)) % (uint64_t)(most + 1));
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
	return MA_PLANT(NO_BACKOFF) ? 0 : draw(seed, w->effect, 0, most);
}

/* When many are told to come back then, they do not do so together. */
static int64_t patience(const struct ma_work *w, struct ma_str seed)
{
	int64_t hint = w->retry_after_ms;

	if (hint <= 0 || MA_PLANT(NO_BACKOFF))
		return 0;
	return hint + draw(seed, w->effect, 1, hint / MA_HINT_SPREAD);
}

bool ma_policy_pays(enum ma_llm_class class)
{
	return ma_llm_class_retryable(class) && class != MA_LLM_BAD_OUTPUT;
}

uint32_t ma_policy_provider(const struct ma_state *s, uint32_t from)
{
	while (from < s->providers_n && s->providers[from].dead)
		from++;
	return from;
}

static bool has_tries(const struct ma_work *w)
{
	return tries(w) <= (w->task ? w->task->max_retries : MA_TASK_RETRIES);
}

static bool may_resolve(const struct ma_state *s, const struct ma_work *w)
{
	return w->conflict.n > 0 && ma_work_commits(w) && !w->mediated && !ma_work_is_host(s, w) &&
		!MA_PLANT(SKIP_RESOLVER);
}

/* With the same provider. */
static struct ma_retry retry_there(const struct ma_state *s, const struct ma_work *w)
{
	struct ma_retry retry = { .provider = w->provider };
	int64_t delay, hint;

	if (w->failed_as == MA_LLM_CANCELED || may_resolve(s, w)) {
		retry.again = true;
		return retry;
	}
	if ((!ma_llm_class_retryable(w->failed_as) && !MA_PLANT(RETRY_PERMANENT)) || !has_tries(w))
		return retry;
	if (w->failed_as == MA_LLM_BAD_OUTPUT) {
		retry.again = w->task || w->rejections < 2;
		return retry;
	}
	if (w->retry_after_ms > MA_HINT_MAX_MS)
		retry.why = MA_NO_RETRY_HINT;
	else if (s->retry_credit < MA_RETRY_PRICE && !MA_PLANT(ENDLESS_RETRIES))
		retry.why = MA_NO_RETRY_BUDGET;
	delay = backoff(w, s->seed);
	hint = patience(w, s->seed);
	retry.again = retry.why == MA_NO_RETRY_ELSE;
	retry.delay_ms = delay > hint ? delay : hint;
	return retry;
}

/* It would be waited for until there is no time left, the task's or the run's. */
static bool comes_too_late(const struct ma_state *s, const struct ma_work *w,
	const struct ma_retry *retry, int64_t now_ms)
{
	int64_t at = now_ms + retry->delay_ms;

	return retry->again && retry->delay_ms > 0 && !MA_PLANT(WAIT_TOO_LONG) &&
		(at >= s->deadline_ms || (w->give_up_ms > 0 && at >= w->give_up_ms));
}

/* What a resolver made is not wanted again; what kept it from answering may pass. */
static bool resolves_again(const struct ma_work *w)
{
	return w->resolving && !ma_work_commits(w) && w->failed_as != MA_LLM_BAD_OUTPUT &&
		w->failed_as != MA_LLM_NO_PROGRESS;
}

/* It is of no use: the task itself is asked, where whoever would answer still does. */
static bool leaves_resolver(
	const struct ma_state *s, const struct ma_work *w, const struct ma_retry *retry)
{
	return w->resolving && !retry->again && retry->why == MA_NO_RETRY_ELSE && has_tries(w) &&
		w->failed_as != MA_LLM_MISS && !s->providers[w->provider].dead;
}

struct ma_retry ma_policy_retry(const struct ma_state *s, const struct ma_work *w, int64_t now_ms)
{
	struct ma_retry retry = retry_there(s, w);
	uint32_t next = ma_policy_provider(s, w->provider + 1);

	if (ma_work_is_host(s, w) || w->failed_as == MA_LLM_MISS)
		next = s->providers_n; /* there is no other one to ask */
	if ((!retry.again || s->providers[w->provider].dead ||
		    comes_too_late(s, w, &retry, now_ms)) &&
		next < s->providers_n)
		retry = (struct ma_retry){ .again = true, .provider = next };
	retry.resolve = retry.again && (may_resolve(s, w) || resolves_again(w));
	if (leaves_resolver(s, w, &retry))
		retry.again = true;
	if (retry.again && w->give_up_ms > 0 && now_ms + retry.delay_ms >= w->give_up_ms) {
		retry.again = false;
		retry.why = MA_NO_RETRY_DEADLINE;
	}
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

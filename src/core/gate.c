/* The gate. */
#include "core/gate.h"

#include "base/err.h"

#define LIMIT_FIRST 8000
#define LIMIT_LEAST 1000
#define PAUSE_BASE_MS 1000
#define PAUSE_CAP_MS 60000
#define BREAKER_FAILURES 5
#define BREAKER_BASE_MS 5000
#define PACE_MIN_US 1000 /* faster than this is no pace */

static int64_t limit(const struct ma_gate *g)
{
	return g->limit_milli > 0 ? g->limit_milli : LIMIT_FIRST;
}

int64_t ma_gate_opens_at(const struct ma_gate *g, int64_t now_ms)
{
	int64_t paced_ms = (g->next_at_us + 999) / 1000;
	int64_t at = g->closed_until_ms > paced_ms ? g->closed_until_ms : paced_ms;

	if (g->in_flight * 1000 >= limit(g) && g->in_flight > 0)
		return INT64_MAX;
	return at > now_ms ? at : now_ms;
}

void ma_gate_enter(struct ma_gate *g, int64_t now_ms)
{
	int64_t now_us = now_ms * 1000;

	if (g->window_n == 0)
		g->window_at_ms = now_ms;
	if (g->interval_us > 0)
		g->next_at_us = (g->next_at_us > now_us ? g->next_at_us : now_us) + g->interval_us;
	g->in_flight++;
}

static void close_for(struct ma_gate *g, int64_t now_ms, int64_t ms)
{
	if (now_ms + ms > g->closed_until_ms)
		g->closed_until_ms = now_ms + ms;
}

static int64_t doubled(int64_t base, int64_t times)
{
	int64_t ms = base;

	while (times-- > 0 && ms < PAUSE_CAP_MS)
		ms *= 2;
	return ms < PAUSE_CAP_MS ? ms : PAUSE_CAP_MS;
}

/* Calls that entered before the last cut say nothing about the limit that it set. */
static bool cut(struct ma_gate *g, int64_t now_ms, int64_t began_ms)
{
	if (began_ms < g->cut_at_ms)
		return false;
	g->cut_at_ms = now_ms;
	g->limit_milli = limit(g) / 2 > LIMIT_LEAST ? limit(g) / 2 : LIMIT_LEAST;
	return true;
}

/* What got through since the gate opened, over the time that it took with the wait that follows, is the pace. */
static void learn_pace(struct ma_gate *g, int64_t now_ms, int64_t wait_ms)
{
	int64_t span_us = (now_ms - g->window_at_ms + wait_ms) * 1000;

	if (g->window_n > 0)
		g->interval_us = span_us / g->window_n;
	else if (g->interval_us > 0)
		g->interval_us *= 2;
	if (g->interval_us > PAUSE_CAP_MS * 1000)
		g->interval_us = PAUSE_CAP_MS * 1000;
	g->window_n = 0;
}

static void refuse(
	struct ma_gate *g, int64_t now_ms, int64_t began_ms, enum ma_llm_class class, int64_t hint)
{
	int64_t wait = hint > 0 ? hint : doubled(PAUSE_BASE_MS, g->refused_n);

	close_for(g, now_ms, wait < PAUSE_CAP_MS ? wait : PAUSE_CAP_MS);
	if (!cut(g, now_ms, began_ms))
		return;
	g->refused_n++;
	if (class == MA_LLM_RATE)
		learn_pace(g, now_ms, wait);
}

static void succeed(struct ma_gate *g)
{
	int64_t grown = limit(g) + 1000000 / limit(g);

	g->refused_n = g->failed_n = 0;
	g->window_n++;
	g->limit_milli = grown < MA_GATE_LIMIT_MAX * 1000 ? grown : MA_GATE_LIMIT_MAX * 1000;
	g->interval_us -= g->interval_us / 64;
	if (g->interval_us < PACE_MIN_US)
		g->interval_us = 0;
}

static void fail(struct ma_gate *g, int64_t now_ms)
{
	g->failed_n++;
	if (g->failed_n < BREAKER_FAILURES)
		return;
	g->limit_milli = LIMIT_LEAST; /* one probe at a time */
	close_for(g, now_ms, doubled(BREAKER_BASE_MS, g->failed_n - BREAKER_FAILURES));
}

void ma_gate_leave(struct ma_gate *g, int64_t now_ms, int64_t began_ms, enum ma_llm_class class,
	int64_t retry_after_ms)
{
	MA_ASSERT(g->in_flight > 0);
	g->in_flight--;
	switch (class) {
	case MA_LLM_RATE:
	case MA_LLM_OVERLOAD:
		refuse(g, now_ms, began_ms, class, retry_after_ms);
		break;
	case MA_LLM_TRANSIENT:
	case MA_LLM_TIMEOUT:
		fail(g, now_ms);
		break;
	case MA_LLM_CANCELED:
		break;
	default: /* it was answered, whatever the answer */
		succeed(g);
		break;
	}
}

/* The gate. */
#include "core/gate.h"

#include "base/err.h"
#include "base/plant.h"

#define LIMIT_FIRST 4000
#define LIMIT_LEAST 1000
#define ACCEPTED_MS 1000 /* refusals come sooner */
#define PAUSE_BASE_MS 1000
#define SPREAD 5 /* a pause is longer by up to a fifth */
#define BREAKER_FAILURES 5
#define BREAKER_BASE_MS 5000
#define ROUND_MS 60000 /* what was longer ago says little about the pace */
#define ON_THE_WAY_MS \
	150              /* a call may be longer than another by so much, here and in the network */
#define PACE_MIN_US 1000 /* faster than this is no pace */
#define CALM_CALLS 8     /* or */
#define CALM_MS 15000    /* until a quicker pace is tried */
#define CALM_STEPS 6     /* until none is left: by 0, 1/32, 1/16, … the whole */
#define TOKENS_FIRST 8000 /* of a call, before one is known */
#define FARTHEST_MS (MA_GATE_WAIT_MAX_MS + MA_GATE_WAIT_MAX_MS / SPREAD)
#define TOLD_MAX (INT64_C(1) << 40) /* of whatever is counted */
#define RESET_MAX_MS (INT64_C(86400) * 1000)

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t within(int64_t value, int64_t low, int64_t high)
{
	return value < low ? low : least(value, high);
}

static int64_t limit(const struct ma_gate *g)
{
	return g->limit_milli > 0 ? g->limit_milli : LIMIT_FIRST;
}

/* What is farther away than anything that is ever set was set before the clock was set back. */
static int64_t heeded(int64_t at_ms, int64_t now_ms)
{
	return at_ms < now_ms || at_ms > now_ms + FARTHEST_MS ? now_ms : at_ms;
}

/* A call of which nobody knows what it takes goes if there is anything left. */
static int64_t typical(const struct ma_gate *g, const struct ma_gate_window *w)
{
	int64_t n = w == &g->requests || g->tokens_typical == 0 ? 1 : g->tokens_typical;

	return w->limit > 0 ? least(n, w->limit) : n;
}

static int64_t window_opens_at(
	const struct ma_gate *g, const struct ma_gate_window *w, int64_t now_ms)
{
	int64_t at = w->until_ms;

	if (at == 0 || w->left >= typical(g, w) || MA_PLANT(IGNORE_LIMITS))
		return now_ms;
	if (MA_PLANT(TRUST_RESET))
		return at;
	return heeded(least(at, g->entered_ms + FARTHEST_MS), now_ms);
}

/* There is room for one more than the limit when the last one was not refused for a while. */
static int64_t room_at(const struct ma_gate *g, int64_t now_ms)
{
	if (g->in_flight == 0 || g->in_flight * 1000 < limit(g))
		return now_ms;
	if (g->strained || limit(g) >= MA_GATE_LIMIT_MAX * 1000)
		return INT64_MAX;
	return heeded(g->entered_ms + ACCEPTED_MS, now_ms);
}

enum why { BY_PAUSE, BY_REQUESTS, BY_TOKENS, BY_PACE, BY_ROOM, WHYS_N };

static enum why look(const struct ma_gate *g, int64_t now_ms, int64_t *at_out)
{
	const int64_t at[WHYS_N] = {
		[BY_PAUSE] = heeded(g->closed_until_ms, now_ms),
		[BY_REQUESTS] = window_opens_at(g, &g->requests, now_ms),
		[BY_TOKENS] = window_opens_at(g, &g->tokens, now_ms),
		[BY_PACE] = heeded((g->next_at_us + 999) / 1000, now_ms),
		[BY_ROOM] = room_at(g, now_ms),
	};
	enum why why = BY_PAUSE;
	int i;

	for (i = 0; i < WHYS_N; i++)
		if (at[i] > at[why])
			why = (enum why)i;
	*at_out = at[why];
	return why;
}

int64_t ma_gate_opens_at(const struct ma_gate *g, int64_t now_ms)
{
	int64_t at;

	(void)look(g, now_ms, &at); /* why, does not matter */
	return at;
}

const char *ma_gate_reason(const struct ma_gate *g, int64_t now_ms)
{
	static const char *const reasons[] = {
		[BY_PAUSE] = "the provider wants to be left alone",
		[BY_REQUESTS] = "the provider's limit of requests",
		[BY_TOKENS] = "the provider's limit of tokens",
		[BY_PACE] = "the pace that the provider lets through",
		[BY_ROOM] = "as many calls at once as the provider is thought to take",
	};
	int64_t at;
	enum why why = look(g, now_ms, &at);

	if (why == BY_PAUSE && g->failed_n >= BREAKER_FAILURES)
		return "the provider fails, and is tried again after a pause";
	return reasons[why];
}

/* When its time has come it is filled again, but for what was taken since that was told. */
static void refill(const struct ma_gate *g, struct ma_gate_window *w, int64_t now_ms, int64_t n)
{
	if (now_ms < w->until_ms)
		return;
	if (now_ms - g->entered_ms >= w->span_ms)
		w->taken = 0;
	w->left = w->limit > 0 ? w->limit - w->taken : n;
	w->taken = 0;
	w->until_ms = now_ms + w->span_ms;
}

static void take(const struct ma_gate *g, struct ma_gate_window *w, int64_t now_ms, int64_t n)
{
	if (w->until_ms == 0)
		return;
	if (now_ms < w->until_ms && w->left < typical(g, w))
		w->probed_ms = now_ms;
	refill(g, w, now_ms, n);
	w->left -= n;
	w->taken += n;
	if (w->taken >= w->limit && w->until_ms < now_ms + w->span_ms)
		w->until_ms = now_ms + w->span_ms;
}

static void count_round(struct ma_gate *g, int64_t now_ms)
{
	if (g->round_over || g->round_at_ms == 0) {
		g->round_at_ms = now_ms;
		g->entered_n = g->turned_n = 0;
		g->round_over = false;
	} else if (now_ms - g->round_at_ms > ROUND_MS) {
		g->round_at_ms += (now_ms - g->round_at_ms) / 2;
		g->entered_n /= 2;
	}
	g->entered_n++;
}

/* It leaves over the limit: those before it were accepted. */
static void stretch(struct ma_gate *g)
{
	int64_t grown = g->cut_at_ms == 0 ? 2 * limit(g) : limit(g) + 1000;

	if (!g->strained && g->in_flight * 1000 >= limit(g))
		g->limit_milli = least(grown, MA_GATE_LIMIT_MAX * 1000);
}

int64_t ma_gate_enter(struct ma_gate *g, int64_t now_ms, int64_t worst_tokens)
{
	int64_t tokens = g->tokens_typical > 0 ? g->tokens_typical : TOKENS_FIRST;
	int64_t now_us = now_ms * 1000;

	if (worst_tokens > 0)
		tokens = least(tokens, worst_tokens);
	count_round(g, now_ms);
	take(g, &g->requests, now_ms, 1);
	take(g, &g->tokens, now_ms, tokens);
	if (g->interval_us > 0)
		g->next_at_us = (g->next_at_us > now_us ? g->next_at_us : now_us) + g->interval_us;
	stretch(g);
	g->in_flight++;
	g->tokens_in_flight += tokens;
	g->entered_ms = now_ms;
	return tokens;
}

/* A number that is as good as drawn, of the time. */
static int64_t spread(int64_t now_ms, int64_t ms)
{
	uint64_t z = (uint64_t)now_ms * 0x9e3779b97f4a7c15U;

	z = (z ^ (z >> 32)) * 0xbf58476d1ce4e5b9U;
	return (int64_t)((z >> 33) % (uint64_t)(ms / SPREAD + 1));
}

static void close_for(struct ma_gate *g, int64_t now_ms, int64_t ms)
{
	int64_t until = now_ms + ms + spread(now_ms, ms);

	if (until > g->closed_until_ms || g->closed_until_ms != heeded(g->closed_until_ms, now_ms))
		g->closed_until_ms = until;
}

static int64_t doubled(int64_t base, int64_t times)
{
	int64_t ms = base;

	while (times-- > 0 && ms < MA_GATE_WAIT_MAX_MS)
		ms *= 2;
	return least(ms, MA_GATE_WAIT_MAX_MS);
}

/* Calls that entered before the last cut say nothing about the limit that it set. */
static bool cut(struct ma_gate *g, int64_t now_ms, int64_t began_ms)
{
	if (began_ms < g->cut_at_ms)
		return false;
	g->cut_at_ms = now_ms;
	g->limit_milli = within(limit(g) / 2, LIMIT_LEAST, MA_GATE_LIMIT_MAX * 1000);
	return true;
}

/*
 * What left since the gate opened and was not refused, over the time that it took with the wait that follows, is
 * the pace. Calls are longer on their way at one time than at another, and so the time is taken as a little longer.
 */
static void learn_pace(struct ma_gate *g, int64_t began_ms, int64_t free_at_ms)
{
	int64_t span_us = (free_at_ms + ON_THE_WAY_MS - g->round_at_ms) * 1000, passed_n, slower;

	g->calm_n = g->calm_steps = 0;
	g->round_over = true;
	if (began_ms < g->round_at_ms)
		return;
	passed_n = g->entered_n - ++g->turned_n;
	slower = g->interval_us + g->interval_us / 2; /* 0: of a pace nothing is known yet */
	g->interval_us = least(
		passed_n > 0 ? span_us / passed_n : slower, MA_GATE_WAIT_MAX_MS * 1000);
}

static bool is_used_up(const struct ma_allowance *a)
{
	return a->reset_ms > 0 && a->left == 0;
}

static void refuse(struct ma_gate *g, int64_t now_ms, const struct ma_gate_end *end)
{
	bool told = is_used_up(&end->allows.requests) || is_used_up(&end->allows.tokens);
	bool same_round = g->refused_n > 0 && end->began_ms < g->cut_at_ms;
	int64_t hint = least(end->retry_after_ms, MA_GATE_WAIT_MAX_MS);
	int64_t wait = hint > 0 ? hint : doubled(PAUSE_BASE_MS, g->refused_n - same_round);

	close_for(g, now_ms, wait);
	g->requests.doubted = g->tokens.doubted = false;
	g->calm_at_ms = now_ms;
	if (end->class == MA_LLM_OVERLOAD)
		g->strained = true;
	else if (!told)
		learn_pace(g, end->began_ms, now_ms + wait);
	if (end->class == MA_LLM_OVERLOAD || !told)
		g->refused_n += cut(g, now_ms, end->began_ms);
}

/* The pace that is kept becomes quicker, by more each time that nothing is refused. */
static void quicken(struct ma_gate *g, int64_t now_ms)
{
	if (g->interval_us == 0 || (++g->calm_n < CALM_CALLS && now_ms - g->calm_at_ms < CALM_MS))
		return;
	g->calm_n = 0;
	g->calm_at_ms = now_ms;
	if (g->calm_steps > 0)
		g->interval_us -= g->interval_us >> (CALM_STEPS - g->calm_steps);
	g->calm_steps += g->calm_steps < CALM_STEPS;
	if (g->interval_us < PACE_MIN_US)
		g->interval_us = g->next_at_us = 0;
}

/* One that is served although nothing was left shows that what is said is not so. */
static void doubt(struct ma_gate_window *w, int64_t now_ms, int64_t began_ms)
{
	if (w->probed_ms != began_ms || w->until_ms <= now_ms)
		return;
	w->doubted = true;
	w->until_ms = 0;
}

static void succeed(struct ma_gate *g, int64_t now_ms, int64_t began_ms)
{
	int64_t more = g->cut_at_ms == 0 ? 1000 : 1000000 / limit(g);

	g->failed_n = 0;
	g->limit_milli = least(limit(g) + more, MA_GATE_LIMIT_MAX * 1000);
	doubt(&g->requests, now_ms, began_ms);
	doubt(&g->tokens, now_ms, began_ms);
	if (began_ms < g->cut_at_ms)
		return; /* that is from before */
	g->refused_n = 0;
	if (g->limit_milli >= LIMIT_FIRST)
		g->strained = false;
	quicken(g, now_ms);
}

static void fail(struct ma_gate *g, int64_t now_ms)
{
	g->failed_n++;
	if (g->failed_n < BREAKER_FAILURES)
		return;
	g->limit_milli = LIMIT_LEAST; /* one probe at a time */
	g->strained = true;
	if (g->cut_at_ms == 0)
		g->cut_at_ms = now_ms; /* no slow start after that */
	close_for(g, now_ms, doubled(BREAKER_BASE_MS, g->failed_n - BREAKER_FAILURES));
}

/* The longest time to the end of a window; on its way a refusal took no longer than the whole call. */
static void learn_span(
	struct ma_gate_window *w, int64_t now_ms, const struct ma_gate_end *end, int64_t reset)
{
	int64_t took = end->class == MA_LLM_RATE ? within(now_ms - end->began_ms, 0, reset) : 0;
	int64_t span = reset + within(end->allows.age_ms, took, RESET_MAX_MS);

	span = least(span + ON_THE_WAY_MS, MA_GATE_WAIT_MAX_MS);
	if (span > w->span_ms)
		w->span_ms = span;
}

/*
 * What it said before it said something newer does not count; `out`: what is in flight, the last of it since
 * `out_ms`: it may not be counted yet, and then it is still counted when the rest no longer is.
 */
static void hear(struct ma_gate_window *w, int64_t now_ms, const struct ma_gate_end *end,
	const struct ma_allowance *a, int64_t out, int64_t out_ms)
{
	int64_t told = now_ms - within(end->allows.age_ms, 0, RESET_MAX_MS);
	int64_t reset = within(a->reset_ms, 1, RESET_MAX_MS);

	if (w->doubted || (told < w->told_ms && w->told_ms <= now_ms))
		return;
	w->told_ms = told;
	w->limit = within(a->limit, 0, TOLD_MAX);
	w->left = within(a->left, 0, TOLD_MAX) - out;
	w->taken = out;
	w->until_ms = now_ms + reset;
	learn_span(w, now_ms, end, reset);
	if (w->limit > 0 && out >= w->limit && w->until_ms < out_ms + w->span_ms)
		w->until_ms = out_ms + w->span_ms;
}

/* A provider that answers and says nothing more of it counts no more. */
static void note_said(const struct ma_gate *g, struct ma_gate_window *w, int64_t now_ms,
	const struct ma_gate_end *end, const struct ma_allowance *a, int64_t out)
{
	if (a->reset_ms > 0)
		hear(w, now_ms, end, a, out, g->entered_ms);
	else if (end->class == MA_LLM_OK && end->began_ms >= w->told_ms)
		w->until_ms = 0;
}

static void learn_tokens(struct ma_gate *g, int64_t charged, int64_t used)
{
	g->tokens_in_flight -= charged;
	if (used <= 0)
		return;
	used = least(used, TOLD_MAX);
	g->tokens.left += charged - used;
	g->tokens.taken += used - charged;
	g->tokens_typical = g->tokens_typical > 0
		? g->tokens_typical + (used - g->tokens_typical) / 4
		: used;
}

static void judge(struct ma_gate *g, int64_t now_ms, const struct ma_gate_end *end)
{
	switch (end->class) {
	case MA_LLM_RATE:
	case MA_LLM_OVERLOAD:
		refuse(g, now_ms, end);
		break;
	case MA_LLM_TRANSIENT:
	case MA_LLM_TIMEOUT:
		fail(g, now_ms);
		break;
	case MA_LLM_CANCELED:
		break;
	default: /* it was answered, whatever the answer */
		succeed(g, now_ms, end->began_ms);
		break;
	}
}

void ma_gate_leave(struct ma_gate *g, int64_t now_ms, const struct ma_gate_end *end)
{
	MA_ASSERT(g->in_flight > 0);
	g->in_flight--;
	learn_tokens(g, end->charged, end->used);
	judge(g, now_ms, end);
	note_said(g, &g->requests, now_ms, end, &end->allows.requests, g->in_flight);
	note_said(g, &g->tokens, now_ms, end, &end->allows.tokens, g->tokens_in_flight);
}

/*
 * The gate: when a request may leave for one provider with one key. There is one per
 * process, provider and key, shared by all tasks and runs. Pure: it is told the time.
 *
 *   windows       what the provider says is left, of requests and of tokens: no more leaves before it
 *                 is filled again, less what is in flight. After that, until it is told anew, no more than its
 *                 limit in the longest period that was told
 *   pace          after a refusal for the rate that no window explains: the interval at which the requests
 *                 before it got through. It is kept for a while, then shortened in steps that double
 *   concurrency   additive increase, multiplicative decrease on 429 and overload, as TCP does (Chiu
 *                 and Jain 1989), but for a refusal that a window explains; with a slow start: grows by one per success until the first refusal, then by one
 *                 per round of successes; halves once per round of refusals. A call that is not refused
 *                 within a second is taken as accepted, and makes room for one more
 *   pause         a provider's hint, or a back-off of our own where it gives none; up to a fifth longer, so
 *                 that processes do not come back together
 *   breaker       after several failures in a row: closed, then one probe, then open again
 *
 * Nothing that a provider says, and no clock that is set back, closes it for longer than MA_GATE_WAIT_MAX_MS and a
 * fifth: then one call leaves and finds out. If it is served although nothing was left, what is said
 * of that window is not believed until the next refusal.
 */
#ifndef MA_CORE_GATE_H
#define MA_CORE_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/allowance.h"
#include "model/call_class.h"

#define MA_GATE_LIMIT_MAX 64
#define MA_GATE_WAIT_MAX_MS 60000

/* What the provider said of one thing that is counted. */
struct ma_gate_window {
	int64_t limit;     /* of a whole period; 0: not told */
	int64_t left;      /* below 0: what is in flight takes more than there is */
	int64_t taken;     /* since that was told */
	int64_t until_ms;  /* when it is filled again; 0: nothing is known */
	int64_t span_ms;   /* the longest time to that, as it was told */
	int64_t told_ms;   /* when the provider said so */
	int64_t probed_ms; /* when a call left last although nothing was left */
	bool doubted;
};

struct ma_gate {
	int64_t in_flight, tokens_in_flight;
	int64_t limit_milli; /* calls at once, in thousandths; 0: not set yet */
	int64_t closed_until_ms;
	int64_t entered_ms;              /* when the last call left */
	int64_t interval_us, next_at_us; /* pace; 0: none known */
	int64_t round_at_ms, entered_n,
		turned_n; /* since the gate opened last: what left, what of it was refused */
	int64_t calm_at_ms, calm_n,
		calm_steps;     /* successes since the pace was changed last, and how often */
	int64_t cut_at_ms;      /* when the limit was halved last; 0: never */
	int64_t refused_n;      /* in a row */
	int64_t failed_n;       /* in a row, of calls that the provider could not serve */
	int64_t tokens_typical; /* of a call, as they were of late; 0: not known */
	bool round_over;        /* the next call begins another */
	bool strained; /* the provider said that it is busy, or failed: room is made by successes alone */
	struct ma_gate_window requests, tokens;
};

/* How a call ended. */
struct ma_gate_end {
	int64_t began_ms; /* when it entered */
	int64_t charged;  /* what ma_gate_enter() gave for it */
	int64_t used;     /* tokens, 0: not known */
	enum ma_llm_class class;
	int64_t retry_after_ms; /* the provider's hint, 0 or less: none */
	struct ma_allowances allows;
};

/* When a request may leave: `now_ms` or earlier: at once; INT64_MAX: when another one ends. */
int64_t ma_gate_opens_at(const struct ma_gate *g, int64_t now_ms);

/* What holds it longest, for a person. Borrows: static. */
const char *ma_gate_reason(const struct ma_gate *g, int64_t now_ms);

/*
 * It leaves. To be called as well for calls that are under way already when a run is resumed.
 * worst_tokens: more it cannot take, 0: not known. Gives the tokens that it is charged with.
 */
int64_t ma_gate_enter(struct ma_gate *g, int64_t now_ms, int64_t worst_tokens);

void ma_gate_leave(struct ma_gate *g, int64_t now_ms, const struct ma_gate_end *end);

#endif

/*
 * The gate: when a request may leave for one provider with one key. There is one per
 * process, provider and key, shared by all tasks and runs. Pure: it is told the time.
 *
 *   concurrency   additive increase, multiplicative decrease on 429 and overload, as TCP
 *                 does (Chiu and Jain 1989): grows by one per round of successes, halves once
 *                 per round of refusals
 *   pace          after a refusal for the rate: the interval at which the requests before it
 *                 got through, shortened a little with every success
 *   pause         a provider's hint, or a back-off of our own where it gives none
 *   breaker       after several failures in a row: closed, then one probe, then open again
 */
#ifndef MA_CORE_GATE_H
#define MA_CORE_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/call_class.h"

#define MA_GATE_LIMIT_MAX 64

struct ma_gate {
	int64_t in_flight;
	int64_t limit_milli; /* calls at once, in thousandths; 0: not set yet */
	int64_t closed_until_ms;
	int64_t interval_us, next_at_us; /* pace; 0: none known */
	int64_t window_at_ms, window_n;  /* when the gate opened last, and what got through since */
	int64_t cut_at_ms;               /* when the limit was halved last */
	int64_t refused_n;               /* in a row */
	int64_t failed_n;                /* in a row, of calls that the provider could not serve */
};

/* When a request may leave: `now_ms` or earlier: at once; INT64_MAX: when another one ends. */
int64_t ma_gate_opens_at(const struct ma_gate *g, int64_t now_ms);

/* It leaves. To be called as well for calls that are under way already when a run is resumed. */
void ma_gate_enter(struct ma_gate *g, int64_t now_ms);

/* It ended. `began_ms`: when it entered; retry_after_ms: the provider's hint, 0 or less: none. */
void ma_gate_leave(struct ma_gate *g, int64_t now_ms, int64_t began_ms, enum ma_llm_class class,
	int64_t retry_after_ms);

#endif

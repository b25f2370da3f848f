/* Whether and when an attempt is made again. */
#ifndef MA_CORE_POLICY_H
#define MA_CORE_POLICY_H

#include "core/state.h"

#define MA_BACKOFF_BASE_MS 2000
#define MA_BACKOFF_CAP_MS 60000
#define MA_HINT_MAX_MS 60000 /* a provider that asks for more is not waited for */

struct ma_retry {
	bool again;
	int64_t delay_ms;
	uint32_t provider; /* that the next attempt goes to */
};

/*
 * Decide by the class of the failure, the attempts made and the provider's hint:
 * base 2 s doubling to 60 s, half of it jitter drawn from (seed, effect), the hint as a floor.
 * An unusable reply is asked for again at once; a cancelled call is not the task's fault and does not count.
 * Where this provider is of no more use, the next one of the chain that serves the run is asked at once.
 * Nothing is tried again when the task's time over all attempts would be over.
 */
struct ma_retry ma_policy_retry(const struct ma_state *s, const struct ma_work *w, int64_t now_ms);

/* What is done with a planner's reply whose plan has problems. */
enum ma_plan_resort {
	MA_RESORT_ASK_AGAIN, /* it is refused, and the problems are quoted */
	MA_RESORT_MEND, /* what can be kept of it is; where nothing can, the next provider is asked */
	MA_RESORT_DEFAULT, /* what can be kept of it is; where nothing can, the default plan is taken */
};

/* By whether a refusal would be asked again, and whom. */
enum ma_plan_resort ma_policy_resort(const struct ma_state *s, const struct ma_work *planner);

/* The first provider from `from` on that still serves the run; the number of providers when there is none. */
uint32_t ma_policy_provider(const struct ma_state *s, uint32_t from);

/* The exit code that a task's failure means. DESIGN.md section 6. */
int ma_policy_exit(const struct ma_work *w);

#endif

/* Whether and when an attempt is made again. */
#ifndef MA_CORE_POLICY_H
#define MA_CORE_POLICY_H

#include "core/state.h"

#define MA_BACKOFF_BASE_MS 2000
#define MA_BACKOFF_CAP_MS 60000
#define MA_HINT_MAX_MS MA_GATE_WAIT_MAX_MS /* a provider that asks for more is not waited for */
#define MA_HINT_SPREAD 5                   /* what it asks for is made longer by up to a fifth */

/* What stands in the way of another attempt, besides the class of the failure and the task's own retries. */
enum ma_no_retry { MA_NO_RETRY_ELSE, MA_NO_RETRY_HINT, MA_NO_RETRY_DEADLINE, MA_NO_RETRY_BUDGET };

struct ma_retry {
	bool again;
	int64_t delay_ms;
	uint32_t provider;    /* that the next attempt goes to */
	bool resolve;         /* it is to resolve the conflict of the task's files with others' */
	enum ma_no_retry why; /* not again */
};

/*
 * Decide by the class of the failure, the attempts made and the provider's hint: anything up to 2 s,
 * doubling to 60 s, drawn from (seed, effect), and so for each call anew; the hint and up to a fifth of it as a floor.
 * An unusable reply is asked for again at once; a cancelled call is not the task's fault and does not count.
 * Where this provider is of no more use, or not before the time of the task or the run is over, the next one of the chain that
 * serves the run is asked at once.
 * Files that conflict with others' go to a resolver once for each task, at once, and that attempt is none of the task's own; when it is of
 * no use, the task is asked again (docs/decisions/031-resolver.md). The host program's tasks are asked again without.
 * Nothing is tried again when the task's time over all attempts would be over, or the run's retries are used up
 * (docs/decisions/003-retry-budget.md).
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

/* Whether another attempt after such a failure is taken from the run's retries: not what we asked for ourselves. */
bool ma_policy_pays(enum ma_llm_class class);

/* The first provider from `from` on that still serves the run; the number of providers when there is none. */
uint32_t ma_policy_provider(const struct ma_state *s, uint32_t from);

/* The exit code that a task's failure means. DESIGN.md section 6. */
int ma_policy_exit(const struct ma_work *w);

#endif

/*
 * The state of a run: a fold over its events, and nothing else.
 *
 * One function computes it when the run is live, when it is resumed after a crash
 * and when it is shown. What the runtime has to do is derived from the state too
 * (core/decide.h), so that recovery needs no code of its own: after a crash the fold
 * gives the state, and the state says what must be under way.
 *
 *   task      WAITING -> READY -> CALLING -> READING -> COMMITTING -> COMPLETED
 *                          ^         |          |
 *                          +- BACKOFF <---------+        any but the ends -> FAILED, CANCELLED
 *             WAITING -> SKIPPED (a dependency did not complete)
 *   planner   the same, without COMMITTING; complete when a plan is accepted
 *   run       PLANNING -> WORKING -> VERIFYING -> FINISHED; interrupted at any point
 *
 * Costs: folding an event is O(1), except plan.accepted, O(tasks + edges), and an event
 * that ends a task, O(its successors); taking a ready task is O(log ready).
 */
#ifndef MA_CORE_STATE_H
#define MA_CORE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/call_class.h"
#include "model/effect.h"
#include "model/event.h"
#include "model/plan.h"
#include "model/usage.h"
#include "model/verdict.h"

enum ma_task_state {
	MA_TASK_WAITING,
	MA_TASK_READY,
	MA_TASK_CALLING,
	MA_TASK_READING,
	MA_TASK_COMMITTING,
	MA_TASK_BACKOFF,
	MA_TASK_COMPLETED,
	MA_TASK_FAILED,
	MA_TASK_SKIPPED,
	MA_TASK_CANCELLED,
	MA_TASK_STATES_N
};

const char *ma_task_state_name(enum ma_task_state s);

/* What one task, or the planner, has been through. Strings live as long as the state. */
struct ma_work {
	const struct ma_task *task; /* NULL: the planner */
	enum ma_task_state state;
	uint32_t deps_left;    /* dependencies that have not ended */
	uint32_t ready_at;     /* place in the ready heap */
	int64_t attempt;       /* calls intended so far */
	int64_t cancelled;     /* of these: told to stop by us, which is not the task's fault */
	int64_t rejections;    /* replies that could not be used so far */
	struct ma_str problem; /* with the last of these replies, "" when there was none */
	char effect[MA_EFFECT_ID_SIZE]; /* of the call, and of the reading and commit that follow it */
	int64_t deadline_ms;            /* CALLING: when the attempt is over (wall) */
	int64_t not_before_ms;          /* BACKOFF: when it may be tried again (wall) */
	int64_t retry_after_ms;         /* the provider's hint with the last failure */
	struct ma_str request, reply, files; /* blobs of the current attempt, "" when none */
	struct ma_str model;                 /* that answered last */
	enum ma_llm_class failed_as; /* the last attempt's class, MA_LLM_OK when it did not fail */
	struct ma_str message; /* why the last attempt or the task failed, or the task that caused the skip */
	struct ma_str commit;
	int64_t intended_at_ms; /* when the current attempt was logged: the date of its commit */
	int64_t started_at_ms, ended_at_ms;
	struct ma_usage usage;
	int64_t cost_microusd;
	bool failed; /* the last attempt failed and nothing is decided about it yet */
};

enum ma_run_phase {
	MA_RUN_NEW,
	MA_RUN_PLANNING,
	MA_RUN_WORKING,
	MA_RUN_VERIFYING,
	MA_RUN_FINISHED
};

struct ma_tally {
	uint32_t total, completed, failed, skipped, cancelled;
};

struct ma_state {
	struct ma_arena arena; /* strings of the state */
	struct ma_str run, seed, prompt, provider, model;
	int64_t seq, started_at_ms, finished_at_ms, now_ms; /* now: of the last event */
	int64_t jobs, timeout_ms;
	bool fail_fast, no_verify;

	enum ma_run_phase phase;
	bool interrupted;    /* nothing may be under way until run.resumed */
	struct ma_str cause; /* of the interruption */
	struct ma_work planner;
	struct ma_plan *plan;    /* owned; NULL until accepted */
	struct ma_str plan_blob; /* hash of the plan that is accepted or proposed */
	bool plan_proposed;
	struct ma_work *works; /* one per task of the plan */

	uint32_t *ready; /* heap of task indices: highest first, then plan order */
	uint32_t ready_n;
	uint32_t *active; /* tasks in CALLING, READING, COMMITTING, BACKOFF, unordered */
	uint32_t active_n;
	uint32_t *fallen; /* tasks that ended badly and whose successors are not skipped yet */
	uint32_t fallen_n;

	struct ma_tally tally;
	struct ma_usage usage;
	int64_t cost_microusd;
	bool unpriced;
	int64_t calls, possibly_billed;
	struct ma_str head; /* the newest commit */
	char verify_effect[MA_EFFECT_ID_SIZE];
	enum ma_verdict verdict, checked; /* of the run; of the verification */
	struct ma_str reason, report;
	bool verified; /* verify.finished was seen */
	int64_t exit;
};

void ma_state_init(struct ma_state *s);
void ma_state_done(struct ma_state *s);

/* Give the plan that plan.accepted will name by its blob. Takes `plan`. */
void ma_state_give_plan(struct ma_state *s, struct ma_plan *plan);

/*
 * Apply one event. An outcome whose effect is not the one under way is counted
 * (usage) and otherwise ignored: the first outcome wins. MA_EINVALID when the event
 * cannot follow (a task that does not exist, a kind this binary does not know),
 * MA_ENOMEM; the state is then unusable.
 */
ma_rc ma_state_fold(struct ma_state *s, const struct ma_event *e, ma_err *err);

bool ma_task_state_final(enum ma_task_state s);

/* CALLING, READING or COMMITTING: occupies a slot. */
bool ma_task_state_busy(enum ma_task_state s);

/* "plan" for the planner. */
struct ma_str ma_work_id(const struct ma_work *w);

#endif

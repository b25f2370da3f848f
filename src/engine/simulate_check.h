/* What the files of the checker share: the log as they have read it so far, asked naively. */
#ifndef MA_ENGINE_SIMULATE_CHECK_H
#define MA_ENGINE_SIMULATE_CHECK_H

#include "engine/simulate_parts.h"

typedef void sim_see_fn(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e);

/* Events of tasks and calls; those of the run are in simulate_check.c. */
sim_see_fn ma_sim_see_task_started, ma_sim_see_task_retried, ma_sim_see_task_completed,
	ma_sim_see_task_failed, ma_sim_see_task_skipped, ma_sim_see_task_cancelled,
	ma_sim_see_task_reopened, ma_sim_see_call_intended, ma_sim_see_call_prepared,
	ma_sim_see_call_admitted, ma_sim_see_call_delayed, ma_sim_see_call_replied,
	ma_sim_see_call_failed, ma_sim_see_rejected, ma_sim_see_files_proposed,
	ma_sim_see_files_delayed, ma_sim_see_files_admitted, ma_sim_see_files_committed,
	ma_sim_see_files_rewound, ma_sim_see_plan_proposed, ma_sim_see_tasks_proposed,
	ma_sim_see_tasks_added, ma_sim_see_tasks_refused;
/* Of quick checks: simulate_quick.c. */
sim_see_fn ma_sim_see_quick_started, ma_sim_see_quick_finished, ma_sim_see_files_doubted;
/* Files wait for a check, and none was begun. */
bool ma_sim_needs_quick(const struct sim_checker *k, const struct sim_seen *t);
/* Files that failed one are to be asked for again; or else taken. */
bool ma_sim_asks_for_quick(const struct sim_checker *k, const struct sim_seen *t);
/* Whether `task` depends on `on`, near or far. */
bool ma_sim_is_downstream(const struct sim_checker *k, uint32_t task, uint32_t on);
/* Of verifications and repairs: simulate_rounds.c. */
sim_see_fn ma_sim_see_verify_started, ma_sim_see_check_finished, ma_sim_see_verify_finished,
	ma_sim_see_repair_started, ma_sim_see_repair_finished, ma_sim_see_files_restored,
	ma_sim_see_files_kept;

/* The verification that is not over is done again. */
void ma_sim_forget_checks(struct sim_checker *k);
bool ma_sim_may_repair(const struct sim_checker *k);
/* The tree that is left is not worse than any that was verified. */
void ma_sim_need_best(struct sim_checker *k);

uint32_t ma_sim_number(const struct sim_checker *k, const struct sim_seen *t);
const char *ma_sim_name(const struct sim_checker *k, const struct sim_seen *t);
bool ma_sim_is_planner(const struct sim_checker *k, const struct sim_seen *t);
const struct ma_sim_task *ma_sim_task_of(const struct sim_checker *k, const struct sim_seen *t);
/* The next attempt asks another one: retries count from one with each. */
void ma_sim_change_provider(struct sim_checker *k, struct sim_seen *t, uint32_t to);
/* It is an outcome of the effect that is under way. */
bool ma_sim_is_awaited(const struct sim_seen *t, const struct ma_event *e, enum ma_sim_state in);
bool ma_sim_is_final(const struct sim_seen *t);
bool ma_sim_is_busy(const struct sim_seen *t); /* holds a slot */
/* Nothing stands in its way but the limits. */
bool ma_sim_is_ready(const struct sim_checker *k, uint32_t task);
/* It has ended so that whoever waits for it is skipped. */
bool ma_sim_let_down(const struct sim_checker *k, uint32_t dep);
bool ma_sim_is_let_down(const struct sim_checker *k, uint32_t task);
bool ma_sim_satisfied(const struct sim_checker *k, uint32_t dep);
/* Whose files come before those of a task that has some: the first task's number, or MA_SIM_NOBODY. */
uint32_t ma_sim_comes_before(const struct sim_checker *k, uint32_t task);
/* The limits let it take a slot, were one free. */
bool ma_sim_has_room(const struct sim_checker *k, uint32_t task);
/* The clock may jump, and time says nothing. */
bool ma_sim_has_jumps(const struct sim_checker *k);
uint32_t ma_sim_busy_tasks(const struct sim_checker *k);
uint32_t ma_sim_count(const struct sim_checker *k, enum ma_sim_state state);
bool ma_sim_has_failure(const struct sim_checker *k);
/* The first provider from `from` on that is not dead; the number of them: none. */
uint32_t ma_sim_alive(const struct sim_checker *k, uint32_t from);
/* The worst case of all that is in flight, and of one call more, is within the budget. `more` may be NULL. */
bool ma_sim_affords(const struct sim_checker *k, const struct sim_seen *more);
/* The longest paths anew. */
void ma_sim_weigh(struct sim_checker *k);
void ma_sim_copy(struct sim_checker *k, char *to, size_t size, struct ma_str text);

#endif

/* What the functions that decide share. Private to core. */
#ifndef MA_CORE_DECIDER_H
#define MA_CORE_DECIDER_H

#include "core/decide.h"
#include "core/policy.h"

struct ma_decider {
	struct ma_state *s;
	int64_t now_ms;
	ma_decided_fn *decided;
	void *data;
	ma_err *err;
	ma_rc rc;
	bool starved; /* the budget has no room for the task that is next: nothing else overtakes it */
};

/* Record a decision: date it, fold it, then hand it on. After a failure nothing more is decided. */
void ma_decider_add(struct ma_decider *d, struct ma_event *e);

/* What becomes of an attempt, and of a task whose work is done. */
void ma_settle(struct ma_decider *d, struct ma_work *w);
void ma_settle_active(struct ma_decider *d);

/* An attempt begins: a request is to be made. */
void ma_start_attempt(struct ma_decider *d, struct ma_work *w);
/* What is prepared leaves, if gate and budget let it; else it is delayed, once. */
void ma_start_admit(struct ma_decider *d, struct ma_work *w);
/* What is put off, and whose time is over meanwhile, ends now. */
void ma_start_late(struct ma_decider *d);
/* Fill the free slots. */
void ma_start_tasks(struct ma_decider *d);
/* The budget has no room for what is next, and never will: interrupt the run. */
void ma_start_spent(struct ma_decider *d);
/* Whether the budget has room for the worst case of the task's last request. */
bool ma_start_affords(const struct ma_state *s, const struct ma_work *w);
/* When the next task could start with no outcome before (wall ms), or INT64_MAX. */
int64_t ma_start_wake_at(const struct ma_state *s, int64_t now_ms);
/* When the gate of a provider opens: now_ms when it is open. */
int64_t ma_start_gate_opens_at(const struct ma_state *s, uint32_t provider, int64_t now_ms);

/* A file set that may be committed only after another task's waits. */
void ma_turn_hold(struct ma_decider *d, struct ma_work *w);
/* Those that have waited long enough are committed. */
void ma_turn_admit(struct ma_decider *d);

/* Quick checks (core/quick.c): one begins, if the files are worth it; what becomes of files that failed one. */
void ma_quick_start(struct ma_decider *d, const struct ma_work *w);
/* False: nothing was decided, and the task is asked again. */
bool ma_quick_takes(struct ma_decider *d, const struct ma_work *w, const struct ma_retry *retry);

/* Skip, cancel, and end the run when there is nothing left to do. */
void ma_finish_skip(struct ma_decider *d);
void ma_finish_cancel(struct ma_decider *d);
void ma_finish_planning(struct ma_decider *d);
void ma_finish_working(struct ma_decider *d);
void ma_finish_verifying(struct ma_decider *d);

/* Rounds of repairs (core/repair.c): tasks for what fails; what a round came to, verified or known by its tree. */
bool ma_repair_may_start(const struct ma_state *s);
void ma_repair_start(struct ma_decider *d);
/* The last round has come to nothing, and no other is begun. */
bool ma_repair_is_stuck(const struct ma_state *s);
/* The files are those of a tree that was verified. */
bool ma_repair_is_known(const struct ma_state *s);
void ma_repair_judge(struct ma_decider *d);

/* Lock files that were left out (core/locks.c): commit what the installation of the files that are left made; tell what there is not. */
bool ma_locks_may_start(const struct ma_state *s);
void ma_locks_start(struct ma_decider *d);
void ma_locks_warn(struct ma_decider *d);

#endif

/* What the folds of single events share. Private to core. */
#ifndef MA_CORE_FOLD_H
#define MA_CORE_FOLD_H

#include "core/state.h"

/* `w`: whom it is about; NULL for the run. */
typedef ma_rc ma_fold_fn(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err);

/* Copy a string into the state; one that is there already costs nothing. */
ma_rc ma_fold_keep(struct ma_state *s, struct ma_str text, struct ma_str *to, ma_err *err);
/* The index of a provider of the run; their number when it has none of that name. */
uint32_t ma_fold_provider(const struct ma_state *s, struct ma_str name);
/* The event cannot follow: MA_EINVALID. */
ma_rc ma_fold_bad(const struct ma_event *e, const char *why, ma_err *err);
/* A log that was damaged or forged may ask for any move; it must not bring the program down. */
ma_rc ma_fold_move(struct ma_state *s, struct ma_work *w, enum ma_task_state to,
	const struct ma_event *e, ma_err *err);

/* What came of the attempt cannot be used: it has failed. MA_ENOMEM. */
ma_rc ma_fold_reject(struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err);

/* The tasks of the plan from `from` on become works, and the ready ones wait for a slot. */
ma_rc ma_fold_add_works(struct ma_state *s, uint32_t from, ma_err *err);
/* A task has committed: what is in its files is left out no more. MA_ENOMEM. */
ma_rc ma_fold_locks_written(struct ma_state *s, const struct ma_work *w, ma_err *err);
/* What a verification that is done again has found so far counts no more. */
void ma_fold_forget_checks(struct ma_state *s);

ma_fold_fn ma_fold_run_started, ma_fold_run_resumed, ma_fold_run_interrupted, ma_fold_run_paused,
	ma_fold_run_continued, ma_fold_run_cancelled, ma_fold_run_finished, ma_fold_run_accepted,
	ma_fold_run_undone, ma_fold_verify_started, ma_fold_check_finished, ma_fold_verify_finished;
ma_fold_fn ma_fold_plan_proposed, ma_fold_plan_accepted, ma_fold_tasks_proposed,
	ma_fold_tasks_added, ma_fold_tasks_refused, ma_fold_repair_started, ma_fold_repair_finished,
	ma_fold_files_restored, ma_fold_files_kept;
ma_fold_fn ma_fold_files_doubted, ma_fold_lock_started, ma_fold_files_locked;
ma_fold_fn ma_fold_quick_started, ma_fold_quick_finished;
ma_fold_fn ma_fold_task_started, ma_fold_task_retried, ma_fold_task_completed, ma_fold_task_failed,
	ma_fold_task_skipped, ma_fold_task_cancelled, ma_fold_task_reopened;
ma_fold_fn ma_fold_call_intended, ma_fold_call_prepared, ma_fold_call_admitted,
	ma_fold_call_delayed, ma_fold_call_replied, ma_fold_call_failed;
ma_fold_fn ma_fold_rejected, ma_fold_files_proposed, ma_fold_files_delayed, ma_fold_files_admitted,
	ma_fold_files_committed, ma_fold_files_conflicted, ma_fold_files_rewound;

#endif

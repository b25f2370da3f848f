/* Retries of tasks. */
#include "lib/retry.h"

#include <stdio.h>

#include "base/alloc.h"
#include "lib/output.h"

static ma_rc refuse_planner(const struct ma_state *s, const char *output, ma_err *err)
{
	if (s->phase == MA_RUN_FINISHED && !s->plan)
		return MA_OK;
	return ma_fail(err, MA_EREFUSED,
		"the planner of run " MA_STR_FMT " has not failed: `meta-agent fork " MA_STR_FMT
		" --from plan -o %s` has the plan made anew",
		MA_STR_ARG(s->run), MA_STR_ARG(s->run), output);
}

static ma_rc refuse_completed(
	const struct ma_state *s, const char *task, const char *output, ma_err *err)
{
	return ma_fail(err, MA_EREFUSED,
		"task %s has completed; to do it anew, in a run of its own: `meta-agent fork " MA_STR_FMT
		" --from %s -o %s`",
		task, MA_STR_ARG(s->run), task, output);
}

static ma_rc refuse_under_way(
	const struct ma_work *w, const char *task, const char *output, bool live, ma_err *err)
{
	if (live)
		return ma_fail(err, MA_EREFUSED, "task %s has not failed: it is %s", task,
			ma_task_state_name(w->state));
	return ma_fail(err, MA_EREFUSED,
		"task %s has not failed: it is %s, and goes on with `meta-agent resume -o %s`",
		task, ma_task_state_name(w->state), output);
}

/* Its run has not ended, and is past all tasks. */
static ma_rc refuse_late(const struct ma_state *s, const char *task, bool live, ma_err *err)
{
	const char *what = s->cancelled || s->tally.cancelled > 0 ? "being ended"
		: s->phase == MA_RUN_VERIFYING                    ? "being verified"
								  : "being repaired";

	return ma_fail(err, MA_EREFUSED,
		"run " MA_STR_FMT " is %s: task %s can be attempted again when it has ended%s",
		MA_STR_ARG(s->run), what, task, live ? "" : ", and `meta-agent resume` ends it");
}

static ma_rc check_causes(
	const struct ma_state *s, const struct ma_work *w, const char *task, bool live, ma_err *err)
{
	uint32_t *causes = NULL, n = 0, i = 0;
	ma_rc rc = ma_state_causes(s, w, &causes, &n, err);

	while (!rc && i < n && ma_state_may_reopen(s, &s->works[causes[i]]))
		i++;
	if (!rc && (n == 0 || i < n))
		rc = refuse_late(s, task, live, err);
	ma_free(causes);
	return rc;
}

ma_rc ma_retry_check(
	const struct ma_state *s, const char *task, const char *output, bool live, ma_err *err)
{
	const struct ma_work *w;
	int64_t at;

	if (strcmp(task, "plan") == 0)
		return refuse_planner(s, output, err);
	at = s->plan ? ma_plan_find(s->plan, ma_str(task)) : -1;
	if (at < 0)
		return ma_fork_no_such_task(s, task, err);
	w = &s->works[at];
	if (w->state == MA_TASK_COMPLETED)
		return refuse_completed(s, task, output, err);
	if (s->phase == MA_RUN_FINISHED)
		return MA_OK;
	if (!ma_task_state_final(w->state))
		return refuse_under_way(w, task, output, live, err);
	return check_causes(s, w, task, live, err);
}

static ma_rc fork(ma_run *run, ma_run_opts *opts, ma_err *err)
{
	char text[MA_ERR_MSG_MAX];

	(void)snprintf(text, sizeof(text),
		"run %s has ended, and stays as it is: a new run begins with task %s, and is answered from its log "
		"where it asks the same",
		run->id, opts->from); /* a long one is cut */
	if (run->ctx->on_warning)
		run->ctx->on_warning(run->ctx->warning_data, text);
	opts->run = run->id; /* copied before it becomes the new run's */
	return ma_fork_look_back(run, opts, err);
}

ma_rc ma_retry_look_back(ma_run *run, ma_run_opts *opts, ma_err *err)
{
	struct ma_state s;
	bool ended = false;
	ma_rc rc = ma_output_find(run->store, opts->run, run->id, err);

	if (rc == MA_ENOTFOUND || rc == MA_EREFUSED)
		return ma_err_wrap(err, "%s", opts->output);
	if (rc)
		return rc;
	ma_state_init(&s);
	rc = ma_engine_load(run->store, run->id, &s, err);
	if (!rc)
		rc = ma_retry_check(&s, opts->from, opts->output, false, err);
	ended = s.phase == MA_RUN_FINISHED;
	ma_state_done(&s);
	if (rc)
		return rc;
	return ended ? fork(run, opts, err) : ma_run_look_back(run, opts, true, err);
}

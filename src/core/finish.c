/* Decisions about what does not run, and about the end of the run. */
#include <stdio.h>

#include "core/decider.h"
#include "core/policy.h"

/* Whoever waits for a task that did not complete is skipped, and names the first cause. */
void ma_finish_skip(struct ma_decider *d)
{
	struct ma_state *s = d->s;

	while (s->fallen_n > 0 && !d->rc) {
		/* Taking it off the list is no fact of the run: a replay finds its successors skipped. */
		const struct ma_work *w = &s->works[s->fallen[--s->fallen_n]];
		struct ma_str cause = w->state == MA_TASK_SKIPPED ? w->message : w->task->id;
		uint32_t i;

		for (i = 0; i < w->task->nexts_n && !w->task->optional; i++) {
			struct ma_work *next = &s->works[w->task->nexts[i]];

			if (next->state == MA_TASK_WAITING)
				ma_decider_add(d,
					&(struct ma_event){ .kind = MA_EVENT_TASK_SKIPPED,
						.task = next->task->id,
						.cause = cause });
		}
	}
}

/* How grave an exit code is: where several apply, the one that the user has to do something about. DESIGN.md section 6. */
static int gravity(const struct ma_work *w)
{
	static const int order[] = { 3, 6, 5, 4, 1 };
	int n = (int)MA_COUNT(order), i = 0;

	while (i < n && order[i] != ma_policy_exit(w))
		i++;
	return n - i;
}

/* Whether the run can do without a task: of a replay that went astray no part counts. */
static bool is_dispensable(const struct ma_work *w)
{
	return w->task->optional && w->failed_as != MA_LLM_MISS;
}

/* The gravest failure, the first in the plan among equals; NULL: none. */
static const struct ma_work *gravest_failure(const struct ma_state *s, bool optional)
{
	const struct ma_work *gravest = NULL, *w;
	uint32_t i;

	for (i = 0; i < s->tally.total; i++) {
		w = &s->works[i];
		if (w->state == MA_TASK_FAILED && (optional || !is_dispensable(w)) &&
			(!gravest || gravity(w) > gravity(gravest)))
			gravest = w;
	}
	return gravest;
}

static uint32_t ended(const struct ma_tally *t)
{
	return t->completed + t->failed + t->skipped + t->cancelled;
}

/* What is being committed is let end: its commit may be on the branch already. */
static void cancel_all(struct ma_decider *d, struct ma_str cause)
{
	uint32_t i;

	for (i = 0; i < d->s->tally.total && !d->rc; i++) {
		const struct ma_work *w = &d->s->works[i];

		if (!ma_task_state_final(w->state) && !ma_work_commits(w))
			ma_decider_add(d,
				&(struct ma_event){ .kind = MA_EVENT_TASK_CANCELLED,
					.task = w->task->id,
					.cause = cause });
	}
}

void ma_finish_cancel(struct ma_decider *d)
{
	const struct ma_state *s = d->s;
	const struct ma_work *failed;

	if (ended(&s->tally) == s->tally.total)
		return;
	if (s->cancelled) {
		cancel_all(d, s->cancelled_for);
		return;
	}
	failed = s->fail_fast && s->tally.failed > 0 ? gravest_failure(s, false) : NULL;
	if (failed)
		cancel_all(d, failed->task->id);
}

static void finish(struct ma_decider *d, enum ma_verdict verdict, int exit_code,
	struct ma_str reason, const char *cause)
{
	ma_locks_warn(d);
	ma_decider_add(d,
		&(struct ma_event){ .kind = MA_EVENT_RUN_FINISHED,
			.verdict = ma_str(ma_verdict_name(verdict)),
			.exit = exit_code,
			.cause = ma_str(cause),
			.message = reason });
}

static void finish_cancelled(struct ma_decider *d)
{
	char reason[MA_ERR_MSG_MAX];

	(void)snprintf(reason, sizeof(reason), "cancelled: " MA_STR_FMT,
		MA_STR_ARG(d->s->cancelled_for)); /* a long cause is cut */
	finish(d, MA_VERDICT_NONE, 1, ma_str(reason), "");
}

static void finish_failed(struct ma_decider *d, const struct ma_work *w)
{
	char reason[MA_ERR_MSG_MAX];

	if (w->task)
		(void)snprintf(reason, sizeof(reason), "task " MA_STR_FMT " failed: " MA_STR_FMT,
			MA_STR_ARG(w->task->id), MA_STR_ARG(w->message)); /* a long reason is cut */
	else
		(void)snprintf(reason, sizeof(reason), "planning failed: " MA_STR_FMT,
			MA_STR_ARG(w->message)); /* a long reason is cut */
	finish(d, MA_VERDICT_FAILED, ma_policy_exit(w), ma_str(reason), "");
}

void ma_finish_planning(struct ma_decider *d)
{
	if (d->s->cancelled)
		finish_cancelled(d);
	else if (d->s->planner.state == MA_TASK_FAILED)
		finish_failed(d, &d->s->planner);
}

static void start_verifying(struct ma_decider *d)
{
	char id[MA_EFFECT_ID_SIZE] = "";

	if (d->rc)
		return;
	d->rc = ma_effect_id(d->s->run, MA_STR("run"), "verify", d->s->repairs + 1, id, d->err);
	ma_decider_add(d,
		&(struct ma_event){ .kind = MA_EVENT_VERIFY_STARTED,
			.effect = ma_str(id),
			.commit = d->s->head });
}

static void finish_checked(struct ma_decider *d)
{
	static const int exits[] = {
		[MA_VERDICT_NONE] = 7,
		[MA_VERDICT_VERIFIED] = 0,
		[MA_VERDICT_UNVERIFIED] = 7,
		[MA_VERDICT_FAILED] = 1,
	};
	char reason[MA_ERR_MSG_MAX];

	if (!ma_repair_is_stuck(d->s)) {
		finish(d, d->s->checked, exits[d->s->checked], d->s->reason, "");
		return;
	}
	(void)snprintf(reason, sizeof(reason), MA_STR_FMT "; round %lld of repairs: " MA_STR_FMT,
		MA_STR_ARG(d->s->reason), (long long)d->s->repairs,
		MA_STR_ARG(d->s->rounds->why)); /* a long reason is cut */
	finish(d, d->s->checked, exits[d->s->checked], ma_str(reason), "no_progress");
}

void ma_finish_working(struct ma_decider *d)
{
	const struct ma_state *s = d->s;
	const struct ma_work *failed;

	if (ended(&s->tally) < s->tally.total || d->rc)
		return;
	failed = gravest_failure(
		s, s->tally.completed == 0); /* where nothing was made there is nothing to verify */
	if (s->cancelled)
		finish_cancelled(d);
	else if (failed)
		finish_failed(d, failed);
	else if (s->no_verify)
		finish(d, MA_VERDICT_UNVERIFIED, 0, MA_STR("verification was switched off"), "");
	else if (s->judged < s->repairs && ma_repair_is_known(s))
		ma_repair_judge(d);
	else
		start_verifying(d);
}

void ma_finish_verifying(struct ma_decider *d)
{
	const struct ma_state *s = d->s;

	if (s->cancelled && !s->verified)
		finish_cancelled(d);
	if (!s->verified || d->rc || s->phase == MA_RUN_FINISHED)
		return;
	if (s->judged < s->repairs)
		ma_repair_judge(d);
	if (s->restoring || s->locking || d->rc)
		return;
	if (ma_repair_may_start(s))
		ma_repair_start(d);
	else if (ma_locks_may_start(s))
		ma_locks_start(d);
	else
		finish_checked(d);
}

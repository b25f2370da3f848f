/* Decisions about attempts: what becomes of one that failed, was cut, or is done. */
#include <stdio.h>

#include "core/decider.h"
#include "base/limits.h"
#include "base/plant.h"
#include "core/policy.h"

/* Why it is not tried again, before what went wrong last. */
static void add_reason(const struct ma_state *s, const struct ma_work *w,
	const struct ma_retry *retry, struct ma_buf *out)
{
	switch (retry->why) {
	case MA_NO_RETRY_HINT:
		ma_buf_addf(out,
			"the provider asks for a wait of %lld s, and no more than %d s is waited: ",
			(long long)((w->retry_after_ms + 999) / 1000), MA_HINT_MAX_MS / 1000);
		break;
	case MA_NO_RETRY_DEADLINE:
		ma_buf_addf(out,
			"its time of %lld s for all attempts would be over before the next one, in %.1f s: ",
			(long long)(w->task->deadline_ms / 1000), (double)retry->delay_ms / 1000);
		break;
	case MA_NO_RETRY_BUDGET:
		ma_buf_addf(out,
			"the run's retries are used up (%lld, and one more for every %d replies): ",
			(long long)(s->retry_budget > 0 ? s->retry_budget : 0), MA_RETRY_PRICE);
		break;
	case MA_NO_RETRY_ELSE:
		break;
	}
}

/* Whoever was to resolve a conflict could not be asked, or did not answer: it is still what the task fails of. */
static void add_conflict(const struct ma_work *w, struct ma_buf *out)
{
	if (!w->resolving || ma_work_commits(w) || w->failed_as == MA_LLM_BAD_OUTPUT ||
		w->problem.n == 0)
		return;
	ma_buf_addv(out, ma_str_clip(w->problem, MA_KIB));
	ma_buf_adds(out, "; the request to resolve it failed: ");
}

static void fail_task(struct ma_decider *d, const struct ma_work *w, const struct ma_retry *retry)
{
	struct ma_buf message = MA_BUF_INIT(MA_LIMIT_EVENT);

	add_conflict(w, &message);
	add_reason(d->s, w, retry, &message);
	if (message.n > 0)
		ma_buf_addv(&message, ma_str_clip(w->message, MA_KIB));
	if (!d->rc)
		d->rc = ma_buf_check(&message, d->err);
	ma_decider_add(d,
		&(struct ma_event){ .kind = MA_EVENT_TASK_FAILED,
			.task = ma_work_id(w),
			.class = ma_str(ma_llm_class_name(w->failed_as)),
			.message = message.n > 0 ? ma_buf_str(&message) : w->message });
	ma_buf_done(&message);
}

static void settle_failure(struct ma_decider *d, struct ma_work *w)
{
	const struct ma_state *s = d->s;
	struct ma_retry retry = ma_policy_retry(s, w, d->now_ms);

	if (w->quick == MA_QUICK_FAILED && ma_quick_takes(d, w, &retry))
		return;
	if (!retry.again)
		fail_task(d, w, &retry);
	else
		ma_decider_add(d,
			&(struct ma_event){ .kind = MA_EVENT_TASK_RETRIED,
				.task = ma_work_id(w),
				.attempt = w->attempt + 1,
				.not_before_ms = d->now_ms + retry.delay_ms,
				.provider = retry.provider != w->provider
					? s->providers[retry.provider].name
					: MA_STR(""),
				.purpose = retry.resolve ? MA_STR(MA_PURPOSE_RESOLVE) : MA_STR(""),
				.class = ma_str(ma_llm_class_name(w->failed_as)),
				.message = w->message });
}

static void time_out(struct ma_decider *d, struct ma_work *w)
{
	char message[64];

	(void)snprintf(message, sizeof(message), "no reply within %lld s",
		(long long)((w->deadline_ms - w->admitted_at_ms) / 1000)); /* fits */
	ma_decider_add(d,
		&(struct ma_event){ .kind = MA_EVENT_CALL_FAILED,
			.effect = ma_str(w->effect),
			.task = ma_work_id(w),
			.class = ma_str(ma_llm_class_name(MA_LLM_TIMEOUT)),
			.message = ma_str(message),
			.sent = true });
}

/* Tasks that the reply asked for are added, or refused, before whatever waits for this one may start. */
static void settle_proposal(struct ma_decider *d, const struct ma_work *w)
{
	ma_err why = { MA_OK, 0, "" };
	uint32_t at = (uint32_t)(w - d->s->works);

	if (w->released)
		ma_decider_add(d,
			&(struct ma_event){ .kind = MA_EVENT_TASKS_REFUSED,
				.task = w->task->id,
				.message = MA_STR(
					"whoever waited for the task has gone on without it") });
	else if (ma_plan_may_add(d->s->plan, at, w->proposal, &why) && !MA_PLANT(ADD_ANYTHING))
		ma_decider_add(d,
			&(struct ma_event){ .kind = MA_EVENT_TASKS_REFUSED,
				.task = w->task->id,
				.message = ma_str(why.msg) });
	else
		ma_decider_add(d,
			&(struct ma_event){ .kind = MA_EVENT_TASKS_ADDED,
				.task = w->task->id,
				.plan = w->proposal_blob,
				.count = w->proposal->tasks_n });
}

static void complete(struct ma_decider *d, const struct ma_work *w)
{
	if (w->proposal && !w->proposal_settled)
		settle_proposal(d, w);
	ma_decider_add(
		d, &(struct ma_event){ .kind = MA_EVENT_TASK_COMPLETED, .task = w->task->id });
}

/* The first thing about files; later their commit may be under way. */
static void hold_or_check(struct ma_decider *d, struct ma_work *w)
{
	bool first = !w->clear;

	ma_turn_hold(d, w);
	if (first && w->clear)
		ma_quick_start(d, w);
}

void ma_settle(struct ma_decider *d, struct ma_work *w)
{
	if (w->state == MA_TASK_CALLING && !w->failed && d->now_ms >= w->deadline_ms &&
		!MA_PLANT(IGNORE_DEADLINE))
		time_out(d, w);
	if (w->state == MA_TASK_PREPARING && !w->failed && w->request.n > 0)
		ma_start_admit(d, w);
	if (w->failed)
		settle_failure(d, w);
	else if (w->state == MA_TASK_READING && w->cut)
		ma_start_attempt(d, w);
	else if (ma_work_commits(w) && (w->commit.n > 0 || w->files_n == 0))
		complete(d, w);
	else if (w->state == MA_TASK_COMMITTING && w->quick == MA_QUICK_NONE)
		hold_or_check(d, w);
}

static void settle_held(struct ma_decider *d)
{
	struct ma_work *w, *later;

	for (w = d->s->held; w && !d->rc; w = later) {
		later = w->later;
		ma_settle(d, w);
	}
}

static void settle_those(struct ma_decider *d, bool failed)
{
	struct ma_state *s = d->s;
	uint32_t i = 0, before, task;

	while (i < s->active_n && !d->rc) {
		before = s->active_n;
		task = s->active[i];
		if (s->works[task].failed || !failed)
			ma_settle(d, &s->works[task]);
		if (s->active_n == before) /* else another one has taken its place */
			i++;
	}
	settle_held(d);
}

/* Failures first: what a provider said with one holds for whatever else would leave now. */
void ma_settle_active(struct ma_decider *d)
{
	settle_those(d, true);
	settle_those(d, false);
}

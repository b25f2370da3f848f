/* Decisions: each function looks at one kind of thing that may have to be decided now. */
#include "core/decide.h"

#include <stdio.h>

#include "core/policy.h"

struct decider {
	struct ma_state *s;
	int64_t now_ms;
	ma_decided_fn *decided;
	void *data;
	ma_err *err;
	ma_rc rc;
};

/* Record a decision: fold it, then hand it on. After a failure nothing more is decided. */
static void decide(struct decider *d, struct ma_event e)
{
	if (d->rc)
		return;
	e.run = d->s->run;
	e.at_ms = d->now_ms;
	d->rc = ma_state_fold(d->s, &e, d->err);
	if (!d->rc && !d->decided(d->data, &e))
		d->rc = ma_fail_nomem(d->err);
}

static void intend_call(struct decider *d, struct ma_work *w)
{
	int64_t timeout = w->task ? w->task->timeout_ms : MA_TASK_TIMEOUT_MS;
	char id[MA_EFFECT_ID_SIZE];

	if (d->rc)
		return;
	d->rc = ma_effect_id(d->s->run, ma_work_id(w), "call", w->attempt + 1, id, d->err);
	if (d->rc)
		return;
	if (w->task && w->attempt == 0)
		decide(d,
			(struct ma_event){ .kind = MA_EVENT_TASK_STARTED,
				.task = w->task->id,
				.agent = w->task->agent });
	decide(d,
		(struct ma_event){ .kind = MA_EVENT_CALL_INTENDED,
			.effect = ma_str(id),
			.task = ma_work_id(w),
			.attempt = w->attempt + 1,
			.deadline_ms = d->now_ms + timeout });
}

static void fail_task(struct decider *d, struct ma_work *w)
{
	decide(d,
		(struct ma_event){ .kind = MA_EVENT_TASK_FAILED,
			.task = ma_work_id(w),
			.class = ma_str(ma_llm_class_name(w->failed_as)),
			.message = w->message });
}

/* What becomes of a failed attempt. */
static void settle_failure(struct decider *d, struct ma_work *w)
{
	struct ma_retry retry = ma_policy_retry(w, d->s->seed);

	if (!retry.again)
		fail_task(d, w);
	else
		decide(d,
			(struct ma_event){ .kind = MA_EVENT_TASK_RETRIED,
				.task = ma_work_id(w),
				.attempt = w->attempt + 1,
				.not_before_ms = d->now_ms + retry.delay_ms,
				.class = ma_str(ma_llm_class_name(w->failed_as)),
				.message = w->message });
}

static void time_out(struct decider *d, struct ma_work *w)
{
	int64_t ms = w->task ? w->task->timeout_ms : MA_TASK_TIMEOUT_MS;
	char message[64];

	(void)snprintf(message, sizeof(message), "no reply within %lld s",
		(long long)(ms / 1000)); /* fits */
	decide(d,
		(struct ma_event){ .kind = MA_EVENT_CALL_FAILED,
			.effect = ma_str(w->effect),
			.task = ma_work_id(w),
			.class = ma_str(ma_llm_class_name(MA_LLM_TIMEOUT)),
			.message = ma_str(message),
			.sent = true });
}

static void settle(struct decider *d, struct ma_work *w)
{
	if (w->state == MA_TASK_CALLING && !w->failed && d->now_ms >= w->deadline_ms)
		time_out(d, w);
	if (w->failed)
		settle_failure(d, w);
	else if (w->state == MA_TASK_COMMITTING && w->commit.n > 0)
		decide(d,
			(struct ma_event){ .kind = MA_EVENT_TASK_COMPLETED, .task = ma_work_id(w) });
}

static void settle_active(struct decider *d)
{
	struct ma_state *s = d->s;
	uint32_t i = 0, before, task;

	while (i < s->active_n && !d->rc) {
		before = s->active_n;
		task = s->active[i];
		settle(d, &s->works[task]);
		if (s->active_n == before) /* else another one has taken its place */
			i++;
	}
}

static void settle_planner(struct decider *d)
{
	struct ma_work *p = &d->s->planner;

	settle(d, p);
	if (p->state == MA_TASK_READY ||
		(p->state == MA_TASK_BACKOFF && d->now_ms >= p->not_before_ms))
		intend_call(d, p);
	if (p->state == MA_TASK_READING && d->s->plan_proposed && !d->rc)
		decide(d,
			(struct ma_event){ .kind = MA_EVENT_PLAN_ACCEPTED,
				.plan = d->s->plan_blob,
				.count = d->s->plan->tasks_n });
}

/* Whoever waits for a task that did not complete is skipped, and names the first cause. */
static void skip_downstream(struct decider *d)
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
				decide(d,
					(struct ma_event){ .kind = MA_EVENT_TASK_SKIPPED,
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

/* The gravest failure, the first in the plan among equals; NULL: none. */
static const struct ma_work *gravest_failure(const struct ma_state *s, bool optional)
{
	const struct ma_work *gravest = NULL, *w;
	uint32_t i;

	for (i = 0; i < s->tally.total; i++) {
		w = &s->works[i];
		if (w->state == MA_TASK_FAILED && (optional || !w->task->optional) &&
			(!gravest || gravity(w) > gravity(gravest)))
			gravest = w;
	}
	return gravest;
}

static void cancel_rest(struct decider *d)
{
	const struct ma_work *failed = d->s->fail_fast && d->s->tally.failed > 0
		? gravest_failure(d->s, false)
		: NULL;
	uint32_t i;

	for (i = 0; failed && i < d->s->tally.total && !d->rc; i++)
		if (!ma_task_state_final(d->s->works[i].state))
			decide(d,
				(struct ma_event){ .kind = MA_EVENT_TASK_CANCELLED,
					.task = d->s->works[i].task->id,
					.cause = failed->task->id });
}

static uint32_t busy(const struct ma_state *s)
{
	uint32_t n = 0, i;

	for (i = 0; i < s->active_n; i++)
		n += ma_task_state_busy(s->works[s->active[i]].state);
	return n;
}

static struct ma_work *next_due(struct decider *d)
{
	struct ma_work *best = NULL;
	uint32_t i;

	for (i = 0; i < d->s->active_n; i++) {
		struct ma_work *w = &d->s->works[d->s->active[i]];

		if (w->state == MA_TASK_BACKOFF && d->now_ms >= w->not_before_ms &&
			(!best || w->not_before_ms < best->not_before_ms))
			best = w;
	}
	return best;
}

static void start_tasks(struct decider *d)
{
	struct ma_work *w;

	while (!d->rc && busy(d->s) < d->s->jobs) {
		w = next_due(d);
		if (!w && d->s->ready_n > 0)
			w = &d->s->works[d->s->ready[0]];
		if (!w)
			break;
		intend_call(d, w);
	}
}

static void finish(struct decider *d, enum ma_verdict verdict, int exit_code, struct ma_str reason)
{
	decide(d,
		(struct ma_event){ .kind = MA_EVENT_RUN_FINISHED,
			.verdict = ma_str(ma_verdict_name(verdict)),
			.exit = exit_code,
			.message = reason });
}

static void finish_failed(struct decider *d, const struct ma_work *w)
{
	char reason[MA_ERR_MSG_MAX];

	if (w->task)
		(void)snprintf(reason, sizeof(reason), "task " MA_STR_FMT " failed: " MA_STR_FMT,
			MA_STR_ARG(w->task->id), MA_STR_ARG(w->message)); /* a long reason is cut */
	else
		(void)snprintf(reason, sizeof(reason), "planning failed: " MA_STR_FMT,
			MA_STR_ARG(w->message)); /* a long reason is cut */
	finish(d, MA_VERDICT_FAILED, ma_policy_exit(w), ma_str(reason));
}

static void start_verifying(struct decider *d)
{
	char id[MA_EFFECT_ID_SIZE];

	d->rc = ma_effect_id(d->s->run, MA_STR("run"), "verify", 1, id, d->err);
	decide(d,
		(struct ma_event){ .kind = MA_EVENT_VERIFY_STARTED,
			.effect = ma_str(id),
			.commit = d->s->head });
}

static void finish_working(struct decider *d)
{
	const struct ma_tally *t = &d->s->tally;
	const struct ma_work *failed;

	if (t->completed + t->failed + t->skipped + t->cancelled < t->total)
		return;
	failed = gravest_failure(
		d->s, t->completed == 0); /* where nothing was made there is nothing to verify */
	if (failed)
		finish_failed(d, failed);
	else if (d->s->no_verify)
		finish(d, MA_VERDICT_UNVERIFIED, 0, MA_STR("verification was switched off"));
	else
		start_verifying(d);
}

static void finish_verifying(struct decider *d)
{
	static const int exits[] = {
		[MA_VERDICT_NONE] = 7,
		[MA_VERDICT_VERIFIED] = 0,
		[MA_VERDICT_UNVERIFIED] = 7,
		[MA_VERDICT_FAILED] = 1,
	};

	if (d->s->verified)
		finish(d, d->s->checked, exits[d->s->checked], d->s->reason);
}

static int64_t run_deadline(const struct ma_state *s)
{
	return s->timeout_ms > 0 ? s->started_at_ms + s->timeout_ms : INT64_MAX;
}

static void decide_phase(struct decider *d)
{
	switch (d->s->phase) {
	case MA_RUN_PLANNING:
		settle_planner(d);
		if (d->s->planner.state == MA_TASK_FAILED)
			finish_failed(d, &d->s->planner);
		break;
	case MA_RUN_WORKING:
		settle_active(d);
		cancel_rest(d);
		skip_downstream(d);
		start_tasks(d);
		finish_working(d);
		break;
	case MA_RUN_VERIFYING:
		finish_verifying(d);
		break;
	case MA_RUN_NEW:
	case MA_RUN_FINISHED:
		break;
	}
}

ma_rc ma_decide(struct ma_state *s, int64_t now_ms, ma_decided_fn *decided, void *data, ma_err *err)
{
	struct decider d = { s, now_ms, decided, data, err, MA_OK };
	enum ma_run_phase phase;

	if (s->interrupted || s->phase == MA_RUN_FINISHED)
		return MA_OK;
	if (now_ms >= run_deadline(s)) {
		decide(&d,
			(struct ma_event){
				.kind = MA_EVENT_RUN_INTERRUPTED, .cause = MA_STR("timeout") });
		return d.rc;
	}
	do {
		phase = s->phase;
		decide_phase(&d);
	} while (!d.rc && s->phase != phase);
	return d.rc;
}

size_t ma_effects_max(const struct ma_state *s)
{
	return s->active_n + 2;
}

static bool effect_of(const struct ma_work *w, struct ma_effect *out)
{
	if (w->failed)
		return false; /* it is over; what follows is not decided yet */
	switch (w->state) {
	case MA_TASK_CALLING:
		out->kind = w->request.n > 0 ? MA_EFFECT_CALL : MA_EFFECT_PROMPT;
		break;
	case MA_TASK_READING:
		out->kind = w->task ? MA_EFFECT_READ_FILES : MA_EFFECT_READ_PLAN;
		break;
	case MA_TASK_COMMITTING:
		out->kind = MA_EFFECT_COMMIT;
		break;
	default:
		return false;
	}
	out->id = w->effect;
	out->work = w;
	return true;
}

size_t ma_effects(const struct ma_state *s, struct ma_effect *out)
{
	size_t n = 0;
	uint32_t i;

	if (s->interrupted || s->phase == MA_RUN_FINISHED)
		return 0;
	if (s->phase == MA_RUN_PLANNING)
		n += effect_of(&s->planner, &out[n]);
	for (i = 0; i < s->active_n; i++)
		n += effect_of(&s->works[s->active[i]], &out[n]);
	if (s->phase == MA_RUN_VERIFYING && !s->verified)
		out[n++] = (struct ma_effect){ MA_EFFECT_VERIFY, s->verify_effect, NULL };
	return n;
}

static int64_t wake_of(const struct ma_work *w)
{
	if (w->state == MA_TASK_CALLING)
		return w->deadline_ms;
	return w->state == MA_TASK_BACKOFF ? w->not_before_ms : INT64_MAX;
}

int64_t ma_wake_at(const struct ma_state *s)
{
	int64_t at = run_deadline(s), t;
	const struct ma_work *w;
	bool full; /* then only an outcome makes room for a task that waits */
	uint32_t i;

	if (s->interrupted || s->phase == MA_RUN_FINISHED)
		return INT64_MAX;
	t = s->phase == MA_RUN_PLANNING ? wake_of(&s->planner) : INT64_MAX;
	at = t < at ? t : at;
	full = busy(s) >= s->jobs;
	for (i = 0; i < s->active_n; i++) {
		w = &s->works[s->active[i]];
		t = full && w->state == MA_TASK_BACKOFF ? INT64_MAX : wake_of(w);
		at = t < at ? t : at;
	}
	return at;
}

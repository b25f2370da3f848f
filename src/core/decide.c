/* The order in which things are decided. */
#include "base/plant.h"
#include "core/decider.h"

void ma_decider_add(struct ma_decider *d, struct ma_event *e)
{
	if (d->rc)
		return;
	e->run = d->s->run;
	e->at_ms = d->now_ms;
	d->rc = ma_state_fold(d->s, e, d->err);
	if (!d->rc && !d->decided(d->data, e))
		d->rc = ma_fail_nomem(d->err);
}

static void decide_planner(struct ma_decider *d)
{
	struct ma_work *p = &d->s->planner;

	if (d->s->cancelled)
		return;
	ma_settle(d, p);
	if (p->state == MA_TASK_READY ||
		(p->state == MA_TASK_BACKOFF && d->now_ms >= p->not_before_ms))
		ma_start_attempt(d, p);
	if (p->state == MA_TASK_DELAYED && !d->s->paused && !d->rc) {
		ma_start_admit(d, p);
		ma_settle(d, p);
	}
	if (p->state != MA_TASK_READING || !p->proposal || d->rc)
		return;
	if (d->s->approve)
		ma_decider_add(d,
			&(struct ma_event){ .kind = MA_EVENT_RUN_INTERRUPTED,
				.cause = MA_STR(MA_CAUSE_APPROVAL) });
	else
		ma_decider_add(d,
			&(struct ma_event){ .kind = MA_EVENT_PLAN_ACCEPTED,
				.plan = p->proposal_blob,
				.count = p->proposal->tasks_n });
}

/* A task that cannot even start ends, and whoever it releases by that may start now. */
static void start(struct ma_decider *d)
{
	bool fell;

	do {
		ma_start_tasks(d);
		ma_finish_cancel(d);
		fell = d->s->fallen_n > 0;
		ma_finish_skip(d);
	} while (fell && !d->rc);
	ma_turn_admit(d);
	ma_start_spent(d);
}

static void decide_phase(struct ma_decider *d)
{
	switch (d->s->phase) {
	case MA_RUN_PLANNING:
		decide_planner(d);
		ma_finish_planning(d);
		ma_start_spent(d);
		break;
	case MA_RUN_WORKING:
		ma_finish_cancel(d); /* before anything else leaves */
		ma_settle_active(d);
		ma_start_late(d);
		ma_finish_cancel(d);
		ma_finish_skip(d);
		start(d);
		ma_finish_working(d);
		break;
	case MA_RUN_VERIFYING:
		ma_finish_verifying(d);
		break;
	case MA_RUN_NEW:
	case MA_RUN_FINISHED:
		break;
	}
}

ma_rc ma_decide(struct ma_state *s, int64_t now_ms, ma_decided_fn *decided, void *data, ma_err *err)
{
	struct ma_decider d = { s, now_ms, decided, data, err, MA_OK, false };
	enum ma_run_phase phase;

	if (s->interrupted || s->phase == MA_RUN_FINISHED)
		return MA_OK;
	if (now_ms >= s->deadline_ms) {
		ma_decider_add(&d,
			&(struct ma_event){
				.kind = MA_EVENT_RUN_INTERRUPTED, .cause = MA_STR("timeout") });
		return d.rc;
	}
	do {
		phase = s->phase;
		decide_phase(&d);
	} while (!d.rc && s->phase != phase && !s->interrupted);
	return d.rc;
}

size_t ma_effects_max(const struct ma_state *s)
{
	return s->active_n + s->held_n + 2;
}

static bool effect_of(const struct ma_work *w, struct ma_effect *out)
{
	if (w->failed)
		return false; /* it is over; what follows is not decided yet */
	switch (w->state) {
	case MA_TASK_PREPARING:
		if (w->request.n > 0)
			return false;
		out->kind = MA_EFFECT_PROMPT;
		break;
	case MA_TASK_CALLING:
		out->kind = MA_EFFECT_CALL;
		break;
	case MA_TASK_READING:
		if (w->cut)
			return false;
		out->kind = w->task ? MA_EFFECT_READ_FILES : MA_EFFECT_READ_PLAN;
		break;
	case MA_TASK_COMMITTING:
	case MA_TASK_HELD:
		if (w->quick == MA_QUICK_RUNNING) {
			*out = (struct ma_effect){ MA_EFFECT_QUICK, w->quick_effect, w };
			return true;
		}
		if (w->files_n == 0 || !ma_work_commits(w))
			return false;
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
	const struct ma_work *w;
	size_t n = 0;
	uint32_t i;

	if (s->interrupted || s->phase == MA_RUN_FINISHED)
		return 0;
	if (s->rewinding && !MA_PLANT(READ_EARLY)) {
		out[0] = (struct ma_effect){ MA_EFFECT_REWIND, s->rewind_effect, NULL };
		return 1;
	}
	if (s->phase == MA_RUN_PLANNING)
		n += effect_of(&s->planner, &out[n]);
	for (i = 0; i < s->active_n; i++)
		n += effect_of(&s->works[s->active[i]], &out[n]);
	for (w = s->held; w; w = w->later)
		n += effect_of(w, &out[n]);
	if (s->phase == MA_RUN_VERIFYING && s->restoring)
		out[n++] = (struct ma_effect){ MA_EFFECT_RESTORE, s->restore_effect, NULL };
	if (s->phase == MA_RUN_VERIFYING && s->locking)
		out[n++] = (struct ma_effect){ MA_EFFECT_LOCK, s->lock_effect, NULL };
	if (s->phase == MA_RUN_VERIFYING && !s->verified)
		out[n++] = (struct ma_effect){ MA_EFFECT_VERIFY, s->verify_effect, NULL };
	return n;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t wake_of_planner(const struct ma_state *s, int64_t now_ms)
{
	const struct ma_work *p = &s->planner;
	int64_t opens_at;

	switch (p->state) {
	case MA_TASK_CALLING:
		return p->deadline_ms;
	case MA_TASK_BACKOFF:
		return p->not_before_ms;
	case MA_TASK_DELAYED:
		opens_at = s->paused ? INT64_MAX : ma_start_gate_opens_at(s, p->provider, now_ms);
		return opens_at > now_ms ? opens_at : INT64_MAX;
	default:
		return INT64_MAX;
	}
}

/* When the time of one that is put off is over; while the run is paused it does not pass. */
static int64_t wake_of_put_off(const struct ma_state *s, int64_t at)
{
	const struct ma_work *w;

	for (w = s->paused ? NULL : s->put_off; w; w = w->later)
		if (w->give_up_ms > 0)
			at = earlier(at, w->give_up_ms);
	return at;
}

int64_t ma_wake_at(const struct ma_state *s, int64_t now_ms)
{
	int64_t at = s->deadline_ms;
	uint32_t i;

	if (s->interrupted || s->phase == MA_RUN_FINISHED)
		return INT64_MAX;
	if (s->phase == MA_RUN_PLANNING)
		return earlier(at, wake_of_planner(s, now_ms));
	for (i = 0; i < s->active_n; i++)
		if (s->works[s->active[i]].state == MA_TASK_CALLING)
			at = earlier(at, s->works[s->active[i]].deadline_ms);
	at = wake_of_put_off(s, at);
	return earlier(at, ma_start_wake_at(s, now_ms));
}

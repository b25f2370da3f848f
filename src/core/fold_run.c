/* Folds of what happens to the run as a whole. */
#include "core/fold.h"

uint32_t ma_fold_provider(const struct ma_state *s, struct ma_str name)
{
	uint32_t i = 0;

	while (i < s->providers_n && !ma_str_eq(s->providers[i].name, name))
		i++;
	return i;
}

static ma_rc read_providers(struct ma_state *s, const struct ma_event *e, ma_err *err)
{
	struct ma_str rest = s->provider, name = MA_STR("");

	do {
		(void)ma_str_cut(&rest, ',', &name); /* nothing to cut: one without a name */
		if (s->providers_n == MA_PROVIDERS_MAX)
			return ma_fold_bad(e, "too many providers", err);
		if (ma_fold_provider(s, name) < s->providers_n)
			return ma_fold_bad(e, "a provider is named twice", err);
		s->providers[s->providers_n++] = (struct ma_source){ .name = name };
	} while (rest.n > 0);
	return MA_OK;
}

/* Also of what no clock will ever show. */
static int64_t later(int64_t at_ms, int64_t ms)
{
	return at_ms > INT64_MAX - ms ? INT64_MAX : at_ms + ms;
}

static void set_retries(struct ma_state *s, int64_t budget)
{
	s->retry_budget = budget < MA_RETRIES_MAX ? budget : MA_RETRIES_MAX;
	s->retry_credit = s->retry_budget > 0 ? s->retry_budget * MA_RETRY_PRICE : 0;
}

/* What a fork begins with is brought back first. */
static ma_rc begin_rewind(struct ma_state *s, const struct ma_event *e, ma_err *err)
{
	if (e->base.n == 0)
		return MA_OK;
	if (e->effect.n == 0 || e->effect.n >= MA_EFFECT_ID_SIZE)
		return ma_fold_bad(e, "no effect brings its files back", err);
	memcpy(s->rewind_effect, e->effect.p, e->effect.n);
	s->rewind_effect[e->effect.n] = '\0';
	s->rewinding = true;
	return ma_fold_keep(s, e->base, &s->base, err);
}

/* What earlier runs told of models counts from the start. */
static ma_rc keep_formats(struct ma_state *s, const struct ma_event *e, ma_err *err)
{
	ma_rc rc = MA_OK;

	if (e->formats.n > 0)
		rc = ma_format_rates_read(e->formats, &s->arena, &s->formats, err);
	if (rc == MA_EINVALID)
		return ma_fold_bad(e, "its rates of formats cannot be read", err);
	return rc ? rc : ma_fold_keep(s, e->formats, &s->formats_known, err);
}

ma_rc ma_fold_run_started(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	ma_rc rc;

	(void)w;
	if (s->phase != MA_RUN_NEW)
		return ma_fold_bad(e, "the run has started already", err);
	s->phase = MA_RUN_PLANNING;
	s->started_at_ms = e->at_ms;
	s->jobs = e->jobs > 0 ? e->jobs : 1;
	s->timeout_ms = e->timeout_ms;
	s->deadline_ms = e->timeout_ms > 0 ? later(e->at_ms, e->timeout_ms) : INT64_MAX;
	s->max_cost_microusd = e->max_cost_microusd;
	s->max_tokens = e->max_tokens;
	s->model_for_all = e->for_all;
	s->fail_fast = e->fail_fast;
	s->no_verify = e->no_verify;
	s->no_fallback = e->no_fallback;
	s->approve = e->approve;
	s->quick_checks = e->quick_checks;
	s->max_repairs = e->max_repairs;
	set_retries(s, e->retry_budget != 0 ? e->retry_budget : MA_RETRY_BUDGET);
	s->planner = (struct ma_work){ .state = MA_TASK_READY, .started_at_ms = e->at_ms };
	rc = ma_fold_keep(s, e->run, &s->run, err);
	if (!rc)
		rc = ma_fold_keep(s, e->seed, &s->seed, err);
	if (!rc)
		rc = ma_fold_keep(s, e->prompt, &s->prompt, err);
	if (!rc)
		rc = ma_fold_keep(s, e->contract, &s->contract, err);
	if (!rc)
		rc = ma_fold_keep(s, e->provider, &s->provider, err);
	if (!rc)
		rc = ma_fold_keep(s, e->model, &s->model, err);
	if (!rc)
		rc = ma_fold_keep(s, e->cassette, &s->cassette, err);
	if (!rc)
		rc = ma_fold_keep(s, e->base_url, &s->base_url, err);
	if (!rc)
		rc = ma_fold_keep(s, e->parent, &s->parent, err);
	if (!rc)
		rc = ma_fold_keep(s, e->from, &s->from, err);
	if (!rc)
		rc = ma_fold_keep(s, e->head, &s->found_head, err);
	s->start = s->found_head;
	if (!rc)
		rc = begin_rewind(s, e, err);
	if (!rc)
		rc = keep_formats(s, e, err);
	return rc ? rc : read_providers(s, e, err);
}

ma_rc ma_fold_files_rewound(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)w;
	if (!s->rewinding || !ma_str_is(e->effect, s->rewind_effect))
		return MA_OK; /* the first outcome won */
	s->rewinding = false;
	return ma_fold_keep(s, e->head, &s->start, err);
}

/* The time in which nothing could run is no task's own: an attempt that was stopped may be made the next day. */
static void give_back(struct ma_state *s)
{
	uint32_t i;

	for (i = 0; i < s->tally.total; i++)
		if (s->works[i].give_up_ms > 0)
			s->works[i].give_up_ms += s->now_ms - s->idle_since_ms;
}

/* The time in which a plan waited for a person's word is not the run's. */
static void take_approval(struct ma_state *s, const struct ma_event *e)
{
	if (!s->approve || !e->approve)
		return;
	s->approve = false;
	if (s->interrupted && ma_str_is(s->cause, MA_CAUSE_APPROVAL) &&
		s->deadline_ms < INT64_MAX && s->now_ms > s->idle_since_ms)
		s->deadline_ms = later(s->deadline_ms, s->now_ms - s->idle_since_ms);
}

/* Limits that are given anew replace the old ones; the time that is over is not given back. */
ma_rc ma_fold_run_resumed(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)w;
	give_back(s);
	take_approval(s, e);
	s->interrupted = s->paused = false;
	if (e->timeout_ms > 0) {
		s->timeout_ms = later(e->at_ms - s->started_at_ms, e->timeout_ms);
		s->deadline_ms = later(e->at_ms, e->timeout_ms);
	}
	if (e->jobs > 0)
		s->jobs = e->jobs;
	if (e->max_cost_microusd > 0)
		s->max_cost_microusd = e->max_cost_microusd;
	if (e->max_tokens > 0)
		s->max_tokens = e->max_tokens;
	if (e->retry_budget != 0)
		set_retries(s, e->retry_budget);
	if (!s->verified)
		ma_fold_forget_checks(s); /* a verification is repeated as a whole */
	s->model_for_all |= e->model.n > 0;
	return e->model.n > 0 ? ma_fold_keep(s, e->model, &s->model, err) : MA_OK;
}

ma_rc ma_fold_run_interrupted(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)w;
	s->interrupted = true;
	return ma_fold_keep(s, e->cause, &s->cause, err);
}

ma_rc ma_fold_run_paused(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)w;
	s->paused = true;
	s->idle_since_ms = e->at_ms;
	return ma_fold_keep(s, e->cause, &s->cause, err);
}

ma_rc ma_fold_run_continued(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)w;
	(void)e;
	(void)err;
	give_back(s);
	s->paused = false;
	return MA_OK;
}

ma_rc ma_fold_run_cancelled(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)w;
	s->cancelled = true;
	return ma_fold_keep(s, e->cause, &s->cancelled_for, err);
}

ma_rc ma_fold_run_finished(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)w;
	if (!ma_verdict_parse(e->verdict, &s->verdict))
		return ma_fold_bad(e, "no such verdict", err);
	s->phase = MA_RUN_FINISHED;
	s->paused = false;
	s->finished_at_ms = e->at_ms;
	s->exit = e->exit;
	return ma_fold_keep(s, e->message, &s->reason, err);
}

ma_rc ma_fold_run_accepted(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	ma_rc rc = ma_fold_keep(s, e->commit, &s->accepted, err);

	(void)w;
	if (!rc)
		rc = ma_fold_keep(s, e->head, &s->accepted_on, err);
	return rc ? rc : ma_fold_keep(s, e->name, &s->landed, err);
}

ma_rc ma_fold_run_undone(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	ma_rc rc = ma_fold_keep(s, e->commit, &s->undone, err);

	(void)w;
	if (!rc && s->phase != MA_RUN_FINISHED)
		rc = ma_fold_bad(e, "the run has not ended", err);
	return rc ? rc : ma_fold_keep(s, e->name, &s->landed, err);
}

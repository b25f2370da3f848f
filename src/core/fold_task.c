/* Folds of what happens to a task, and to the planner. */
#include "core/fold.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/plant.h"
#include "core/life.h"
#include "core/policy.h"

static ma_rc fail_attempt(struct ma_state *s, struct ma_work *w, const struct ma_event *e,
	enum ma_llm_class class, ma_err *err)
{
	w->failed = true;
	w->failed_as = class;
	w->retry_after_ms = e->retry_after_ms;
	return ma_fold_keep(s, e->message, &w->message, err);
}

/* How well the model that answered keeps to the format. What the tree refuses later says nothing of that. */
static ma_rc note_format(
	struct ma_state *s, const struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	enum ma_format format;

	if (!w->task || w->state != MA_TASK_READING)
		return MA_OK;
	if (!ma_format_parse(e->format, &format))
		return ma_fold_bad(e, "no such format", err);
	ma_format_note(&s->formats, w->model, format, e->misses == 0);
	return MA_OK;
}

/* What refused some of the files is what these are made from next time. */
static ma_rc note_met(struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	struct ma_buf paths = MA_BUF_INIT(MA_LIMIT_BLOB);
	ma_rc rc;

	ma_buf_addv(&paths, w->met_paths);
	ma_buf_adds(&paths, w->met_paths.n > 0 ? "|" : "");
	ma_buf_addv(&paths, e->paths);
	rc = ma_buf_check(&paths, err);
	if (!rc)
		rc = ma_fold_keep(s, ma_buf_str(&paths), &w->met_paths, err);
	if (!rc)
		rc = ma_fold_keep(s, e->head, &w->met, err);
	ma_buf_done(&paths);
	return rc;
}

/* The same request with the same reply, three times: asking again will not help. */
ma_rc ma_fold_reject(struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	w->rejections++;
	w->parts_n = 0;
	return fail_attempt(s, w, e,
		w->repeats >= MA_REPEATS_MAX ? MA_LLM_NO_PROGRESS : MA_LLM_BAD_OUTPUT, err);
}

/* A resolver's reply says nothing about the task's own: its problem stays the conflict. */
ma_rc ma_fold_rejected(struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	if (note_format(s, w, e, err) || ma_fold_keep(s, e->files, &w->kept, err) ||
		ma_fold_reject(s, w, e, err))
		return err->code;
	if (!w->resolving || ma_work_commits(w))
		w->problem = w->message;
	return MA_OK;
}

ma_rc ma_fold_files_conflicted(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	if (!w->task)
		return ma_fold_bad(e, "the planner proposes no files", err);
	if (note_met(s, w, e, err) || ma_fold_keep(s, e->blob, &w->conflict, err) ||
		ma_fold_reject(s, w, e, err))
		return err->code;
	w->conflict_files = w->files;
	w->kept = MA_STR("");
	w->problem = w->message;
	return MA_OK;
}

static bool resolves(const struct ma_event *e)
{
	return ma_str_is(e->purpose, MA_PURPOSE_RESOLVE);
}

ma_rc ma_fold_task_started(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)s;
	if (!w->task)
		return ma_fold_bad(e, "the planner is asked from the start", err);
	w->started_at_ms = e->at_ms;
	w->give_up_ms = e->deadline_ms;
	return MA_OK;
}

/* Where a new attempt goes; it counts from one there. */
static ma_rc change_provider(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	uint32_t i;

	if (e->provider.n == 0)
		return MA_OK;
	i = ma_fold_provider(s, e->provider);
	if (i == s->providers_n)
		return ma_fold_bad(e, "the run has no such provider", err);
	if (i != w->provider)
		w->uncounted = w->attempt;
	w->provider = i;
	return MA_OK;
}

ma_rc ma_fold_call_intended(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	ma_rc rc;

	if (e->effect.n >= MA_EFFECT_ID_SIZE)
		return ma_fold_bad(e, "the effect id is too long", err);
	rc = ma_fold_move(s, w, MA_TASK_PREPARING, e, err); /* out of the lane of its old provider */
	if (!rc)
		rc = change_provider(s, w, e, err);
	if (rc)
		return rc;
	memcpy(w->effect, e->effect.p, e->effect.n);
	w->effect[e->effect.n] = '\0';
	w->uncounted += e->continues && w->cut;
	w->attempt = e->attempt;
	w->intended_at_ms = e->at_ms;
	s->possibly_billed += w->unanswered && !MA_PLANT(HIDE_RESENT);
	w->failed = w->cut = w->clear = w->unanswered = false;
	w->quick = MA_QUICK_NONE;
	w->resolving = resolves(e);
	w->held_ms = w->merged = 0;
	w->request = w->reply = w->files = MA_STR("");
	if (!w->proposal_settled && !w->resolving) { /* it came with a reply that is of no use */
		ma_plan_free(w->proposal);
		w->proposal = NULL;
	}
	if (!e->continues) {
		w->parts_n = 0;
		w->first_attempt = e->attempt;
	}
	s->calls++;
	return MA_OK;
}

static ma_rc keep_key(
	struct ma_state *s, struct ma_work *w, struct ma_str key, struct ma_str *to, ma_err *err)
{
	if (ma_str_eq(*to, key))
		return MA_OK;
	w->repeats = 0;
	return ma_fold_keep(s, key, to, err);
}

ma_rc ma_fold_call_prepared(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	w->worst_microusd = e->worst_microusd;
	w->worst_tokens = e->worst_tokens;
	w->unpriced = e->unpriced;
	if (keep_key(s, w, e->key, &w->key, err))
		return err->code;
	return ma_fold_keep(s, e->request, &w->request, err);
}

ma_rc ma_fold_call_admitted(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	w->deadline_ms = e->deadline_ms;
	w->admitted_at_ms = e->at_ms;
	w->allows = (struct ma_allowances){ .age_ms = 0 };
	w->used_tokens = w->retry_after_ms = 0;
	return ma_fold_move(s, w, MA_TASK_CALLING, e, err);
}

ma_rc ma_fold_call_delayed(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	w->not_before_ms = e->not_before_ms;
	if (ma_fold_move(s, w, MA_TASK_DELAYED, e, err))
		return err->code;
	return ma_fold_keep(s, e->cause, &w->cause, err);
}

static void note_end(struct ma_work *w, const struct ma_event *e)
{
	w->allows = e->allows;
	w->used_tokens = e->usage.input + e->usage.output;
}

/* What works pays for what does not (docs/decisions/003-retry-budget.md). */
static void earn_retry(struct ma_state *s)
{
	if (s->retry_credit < s->retry_budget * MA_RETRY_PRICE)
		s->retry_credit++;
}

ma_rc ma_fold_call_replied(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	note_end(w, e);
	s->reused += e->reused.n > 0;
	if (e->reused.n == 0)
		earn_retry(s);
	if (ma_fold_move(s, w, MA_TASK_READING, e, err) ||
		ma_fold_keep(s, e->model, &s->answered_by, err) ||
		ma_fold_keep(s, e->reply, &w->reply, err) ||
		keep_key(s, w, e->key, &w->reply_key, err))
		return err->code;
	w->model = s->answered_by;
	w->repeats += e->key.n > 0; /* without a key nothing is known of it */
	w->cut = e->cut;
	if (!e->cut)
		return MA_OK;
	if (w->parts_n == MA_PARTS_MAX) {
		w->parts_n = 0;
		if (fail_attempt(s, w, e, MA_LLM_LENGTH, err))
			return err->code;
		return ma_fold_keep(s,
			MA_STR("the reply is too long: what follows was cut again and again"),
			&w->message, err);
	}
	w->parts[w->parts_n++] = w->reply;
	return MA_OK;
}

/* Failures that another request to the same provider would meet too. */
static bool is_deadly(enum ma_llm_class class)
{
	return class == MA_LLM_AUTH || class == MA_LLM_BILLING || class == MA_LLM_QUOTA_DAY;
}

/* We went away from it, or it broke off: unlike a refusal, that says nothing of what was paid for. */
static bool is_unanswered(enum ma_llm_class class, const struct ma_event *e)
{
	return e->sent && e->status < 400 &&
		(class == MA_LLM_CANCELED || class == MA_LLM_TIMEOUT || class == MA_LLM_TRANSIENT);
}

ma_rc ma_fold_call_failed(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	struct ma_source *source = &s->providers[w->provider];
	enum ma_llm_class class;

	if (!ma_llm_class_parse(e->class, &class))
		return ma_fold_bad(e, "no such class", err);
	note_end(w, e);
	w->uncounted += class == MA_LLM_CANCELED && !MA_PLANT(COUNT_CANCELLED);
	w->unanswered = is_unanswered(class, e);
	if (is_deadly(class)) {
		source->dead = class;
		if (ma_fold_keep(s, e->message, &source->message, err))
			return err->code;
	}
	return fail_attempt(s, w, e, class, err);
}

ma_rc ma_fold_files_proposed(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	if (!w->task)
		return ma_fold_bad(e, "the planner proposes no files", err);
	if (note_format(s, w, e, err))
		return err->code;
	w->files_n = e->count;
	w->parts_n = 0;
	w->kept = MA_STR("");
	if (ma_fold_move(s, w, MA_TASK_COMMITTING, e, err) ||
		ma_fold_keep(s, e->paths, &w->paths, err))
		return err->code;
	return ma_fold_keep(s, e->files, &w->files, err);
}

ma_rc ma_fold_files_delayed(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	int64_t ahead = w->task ? ma_plan_find(s->plan, e->cause) : -1;

	if (ahead < 0)
		return ma_fold_bad(e, "there is no such task to wait for", err);
	w->ahead = &s->works[ahead];
	w->admitted = false;
	return ma_fold_move(s, w, MA_TASK_HELD, e, err);
}

ma_rc ma_fold_files_admitted(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)s;
	if (w->state != MA_TASK_HELD || w->admitted)
		return ma_fold_bad(e, "no files of it wait", err);
	w->admitted = true;
	w->held_ms = e->at_ms - w->moved_at_ms;
	if (e->deadline_ms > 0)
		w->give_up_ms = e->deadline_ms;
	return MA_OK;
}

ma_rc ma_fold_files_committed(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	ma_rc rc = ma_fold_keep(s, e->commit, &w->commit, err);

	w->merged = e->merged;
	w->guarded = e->guarded;
	if (!rc)
		rc = ma_fold_keep(s, e->tree, &s->tree, err);
	if (!rc)
		rc = ma_fold_locks_written(s, w, err);
	return rc ? rc : ma_fold_keep(s, e->head.n > 0 ? e->head : e->commit, &s->head, err);
}

ma_rc ma_fold_task_retried(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	ma_rc rc;

	if (e->provider.n == 0 && ma_policy_pays(w->failed_as))
		s->retry_credit -= MA_RETRY_PRICE;
	w->quick_asked |= w->quick == MA_QUICK_FAILED;
	w->quick = MA_QUICK_NONE;
	w->failed = false;
	w->cut = false;
	w->uncounted += resolves(e) && !w->mediated; /* the one that met others' files */
	w->mediated |= resolves(e) && !MA_PLANT(RESOLVE_AGAIN);
	w->resolving = resolves(e);
	w->not_before_ms = e->not_before_ms;
	rc = ma_fold_move(
		s, w, MA_TASK_BACKOFF, e, err); /* out of the gate and lane of its old provider */
	return rc || MA_PLANT(SAME_PROVIDER) ? rc : change_provider(s, w, e, err);
}

ma_rc ma_fold_task_completed(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	if (!w->task)
		return ma_fold_bad(e, "the planner is complete when a plan is accepted", err);
	return ma_fold_move(s, w, MA_TASK_COMPLETED, e, err);
}

ma_rc ma_fold_task_failed(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	if (!ma_llm_class_parse(e->class, &w->failed_as))
		return ma_fold_bad(e, "no such class", err);
	w->failed = false;
	if (ma_fold_move(s, w, MA_TASK_FAILED, e, err))
		return err->code;
	return ma_fold_keep(s, e->message, &w->message, err);
}

ma_rc ma_fold_task_skipped(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	if (!w->task)
		return ma_fold_bad(e, "the planner has nobody to wait for", err);
	if (ma_fold_move(s, w, MA_TASK_SKIPPED, e, err))
		return err->code;
	return ma_fold_keep(s, e->cause, &w->message, err);
}

ma_rc ma_fold_task_cancelled(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	if (!w->task)
		return ma_fold_bad(e, "the planner has nobody to wait for", err);
	if (ma_fold_move(s, w, MA_TASK_CANCELLED, e, err))
		return err->code;
	return ma_fold_keep(s, e->cause, &w->message, err);
}

/*
 * Effects: the ones that are a job on the disk queue are started here; a call to a model and
 * the verification have files of their own.
 */
#include "engine/perform.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "engine/job.h"

/* Nothing can stand in for it: what was made of it before is paid for, and what it says is not known. */
static ma_rc lost(const struct ma_engine *run, ma_err *err)
{
	err->code = MA_EIO;
	return ma_err_wrap(err,
		"run " MA_STR_FMT
		" cannot go on, something that its log names is lost (`run --abandon` gives it up)",
		MA_STR_ARG(run->state.run));
}

ma_rc ma_job_blob(
	struct ma_engine *run, struct ma_str hash, char **out, struct ma_str *text_out, ma_err *err)
{
	char name[MA_HASH_HEX_SIZE] = "";
	size_t size = 0;
	ma_rc rc;

	if (hash.n != sizeof(name) - 1)
		return ma_fail(
			err, MA_EINVALID, "\"" MA_STR_FMT "\" names no blob", MA_STR_ARG(hash));
	memcpy(name, hash.p, hash.n);
	rc = ma_store_blob(run->ports.store, name, out, &size, err);
	if (!rc)
		*text_out = ma_str_n(*out, size);
	return rc == MA_ENOTFOUND || (rc && ma_store_is_damage(err)) ? lost(run, err) : rc;
}

const struct ma_agent *ma_job_agent(const struct ma_engine *run, const struct ma_task *task)
{
	return ma_agents_find(run->ports.agents, task ? task->agent : MA_STR("planner"));
}

const struct ma_agent *ma_job_resolver(const struct ma_engine *run, const struct ma_task *task)
{
	const struct ma_agent *agent = ma_agents_find(run->ports.agents, MA_STR(MA_RESOLVER_AGENT));

	return agent && !agent->host ? agent : ma_job_agent(run, task);
}

ma_rc ma_job_need_agent(const struct ma_engine *run, const struct ma_task *task,
	const struct ma_agent **out, ma_err *err)
{
	*out = ma_job_agent(run, task);
	if (!*out)
		return ma_fail(err, MA_ECONFIG, "agent \"" MA_STR_FMT "\" is not there any more",
			MA_STR_ARG(task->agent));
	return MA_OK;
}

static void job_work(void *data)
{
	struct ma_job *j = data;
	struct ma_outcome *o = j->d->outcome;
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = MA_OK;

	if (o->err.code)
		return;
	switch (j->d->kind) {
	case MA_EFFECT_PROMPT:
		rc = ma_job_prompt(j, &err);
		break;
	case MA_EFFECT_READ_PLAN:
	case MA_EFFECT_READ_FILES:
		rc = ma_job_read(j, &err);
		break;
	case MA_EFFECT_COMMIT:
		rc = ma_job_commit(j, &err);
		break;
	case MA_EFFECT_CALL:
	case MA_EFFECT_REWIND:
	case MA_EFFECT_VERIFY:
	case MA_EFFECT_RESTORE:
	case MA_EFFECT_LOCK:
	case MA_EFFECT_QUICK:
		break;
	}
	if (rc)
		o->err = err;
}

static void job_done(void *data)
{
	struct ma_job *j = data;
	struct ma_doing *d = j->d;
	size_t i;

	for (i = 0; i < j->sources_n; i++)
		ma_free(j->sources[i].text);
	ma_free(j->sources);
	ma_free(j->rivals);
	ma_free(j);
	ma_live_finish(d);
}

/* An agent's own model is one of the first provider; what the host program does itself is asked of no provider. */
static struct ma_str model_of(const struct ma_engine *run, const struct ma_work *w)
{
	const struct ma_agent *agent = (w->resolving ? ma_job_resolver : ma_job_agent)(run, w->task);

	if (agent && agent->host)
		return agent->model;
	if (w->provider > 0)
		return ma_str(run->ports.llms[w->provider]->model);
	return agent && agent->model.n > 0 && !run->state.model_for_all ? agent->model
									: run->state.model;
}

/* 0: there is no limit. */
static int64_t left_of(int64_t most, int64_t used)
{
	if (most <= 0)
		return 0;
	return used < most ? most - used : 1;
}

static bool mends(const struct ma_work *w)
{
	return w->task && (w->task->mends || w->task->retests);
}

static struct ma_job job_of(struct ma_doing *d, const struct ma_work *w)
{
	const struct ma_state *s = &d->run->state;
	struct ma_job j = { .d = d,
		.task = w->task,
		.reply = w->reply,
		.files = w->files,
		.prompt = s->prompt,
		.seed = s->seed,
		.contract = w->task ? s->plan->contract : MA_STR(""),
		.provider = s->providers[w->provider].name,
		.model = d->kind == MA_EFFECT_COMMIT ? w->model : model_of(d->run, w),
		.run = s->run,
		.parts_n = w->parts_n,
		.kept = w->kept,
		.rejections = w->rejections,
		.from = s->from,
		.start = s->start,
		.met = w->met,
		.met_paths = w->met_paths,
		.purpose = ma_work_purpose(w),
		.conflict = w->resolving ? w->conflict : MA_STR(""),
		.conflict_files = w->resolving ? w->conflict_files : MA_STR(""),
		.first_attempt = w->first_attempt,
		.found = mends(w) ? s->kept : NULL,
		.rounds = s->rounds,
		.works = s->works,
		.named = w->named,
		.when_ms = w->intended_at_ms,
		.given_contract = s->contract,
		.left_microusd = left_of(s->max_cost_microusd, s->cost_microusd),
		.left_tokens = left_of(s->max_tokens, s->usage.input + s->usage.output),
		.has_budget = s->max_cost_microusd > 0 || s->max_tokens > 0 };

	memcpy(j.parts, w->parts, sizeof(j.parts));
	if (d->kind == MA_EFFECT_READ_PLAN)
		j.resort = ma_policy_resort(s, w);
	return j;
}

/* A repair or a resolution changes little of much; but not every model can quote. */
static bool may_edit(const struct ma_engine *run, const struct ma_work *w)
{
	const struct ma_state *s = &run->state;

	return w->task && (w->resolving || mends(w)) &&
		ma_format_good(&s->formats, model_of(run, w), MA_FORMAT_EDIT) &&
		ma_format_good(&s->formats, s->answered_by, MA_FORMAT_EDIT);
}

/* The acceptance tests of other agents. */
static struct ma_str guarded_from(
	const struct ma_state *s, const struct ma_work *w, struct ma_outcome *o)
{
	struct ma_buf paths = MA_BUF_INIT(MA_LIMIT_BLOB);
	struct ma_str kept;
	uint32_t i;

	for (i = 0; i < s->tally.total; i++) {
		const struct ma_work *other = &s->works[i];

		if (!other->guarded || other->undone ||
			(w->task && ma_str_eq(other->task->agent, w->task->agent)))
			continue;
		ma_buf_adds(&paths, paths.n > 0 ? "|" : "");
		ma_buf_addv(&paths, other->paths);
	}
	if (paths.rc)
		(void)ma_fail_nomem(&o->err); /* delivered with the outcome */
	kept = ma_outcome_keep(o, ma_buf_str(&paths));
	ma_buf_done(&paths);
	return kept;
}

static void start_job(struct ma_doing *d, const struct ma_work *w)
{
	struct ma_job *j = ma_new(struct ma_job);
	ma_err err = { MA_OK, 0, "" };

	if (!j) {
		(void)ma_fail_nomem(&d->outcome->err); /* delivered with the outcome */
		ma_live_finish(d);
		return;
	}
	*j = job_of(d, w);
	if (d->kind == MA_EFFECT_PROMPT) {
		j->problem = ma_outcome_keep(d->outcome, w->problem);
		j->edits = may_edit(d->run, w);
	}
	if (d->kind == MA_EFFECT_READ_FILES)
		j->guarded = guarded_from(&d->run->state, w, d->outcome);
	if (!ma_job_find_sources(j, &d->run->state) || !ma_job_find_rivals(j, &d->run->state))
		(void)ma_fail_nomem(&d->outcome->err); /* delivered with the outcome */
	if (ma_disk_run(&d->run->disk, job_work, job_done, j, &err)) {
		d->outcome->err = err;
		job_done(j);
	}
}

struct ma_commit ma_perform_own_commit(
	const struct ma_doing *d, const char *run, const char *message, int64_t when_ms)
{
	return (struct ma_commit){ .message = message,
		.author_name = "meta-agent",
		.author_email = "meta-agent@localhost",
		.when_ms = when_ms,
		.run = run,
		.task = "",
		.model = "",
		.effect = d->effect };
}

static void real_start(struct ma_doing *d, const struct ma_work *w)
{
	if (d->kind == MA_EFFECT_CALL)
		ma_perform_call(d, w);
	else if (d->kind == MA_EFFECT_VERIFY)
		ma_perform_verify(d);
	else if (d->kind == MA_EFFECT_RESTORE)
		ma_perform_restore(d);
	else if (d->kind == MA_EFFECT_LOCK)
		ma_perform_lock(d);
	else if (d->kind == MA_EFFECT_REWIND)
		ma_perform_rewind(d);
	else if (d->kind == MA_EFFECT_QUICK)
		ma_perform_quick(d, w);
	else
		start_job(d, w);
}

static void real_cancel(struct ma_doing *d)
{
	if (d->kind == MA_EFFECT_CALL)
		ma_perform_call_cancel(d);
	else if (d->kind == MA_EFFECT_VERIFY)
		ma_perform_verify_cancel(d);
	else if (d->kind == MA_EFFECT_QUICK)
		ma_perform_quick_cancel(d);
	/* a job on the disk queue is short: it ends by itself */
}

const struct ma_performer ma_performer_real = { real_start, real_cancel, ma_perform_call_recover };

static const struct ma_performer *performer_of(const struct ma_engine *run)
{
	return run->ports.performer ? run->ports.performer : &ma_performer_real;
}

void ma_perform(struct ma_engine *run, const struct ma_effect *e)
{
	struct ma_doing *d = ma_new(struct ma_doing);
	ma_err err = { MA_OK, 0, "" };

	if (d)
		d->outcome = ma_outcome_new(e->id);
	if (!d || !d->outcome) {
		ma_free(d);
		(void)ma_fail_nomem(&err); /* handed on */
		ma_live_fail(run, &err);
		return;
	}
	d->run = run;
	d->kind = e->kind;
	memcpy(d->effect, e->id, strlen(e->id) + 1);
	d->task = e->work ? ma_work_id(e->work) : MA_STR("");
	d->began_ms = run->ports.clock->mono_ms(run->ports.clock);
	d->next = run->doing;
	run->doing = d;
	performer_of(run)->start(d, e->work);
}

void ma_perform_cancel(struct ma_doing *d)
{
	performer_of(d->run)->cancel(d);
}

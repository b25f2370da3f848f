/* How a run begins, or goes on: what is put before its first turn. */
#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/plant.h"
#include "engine/job.h"
#include "engine/reuse.h"
#include "engine/tend.h"

#define JOBS_DEFAULT 4

static struct ma_engine *run_new(const struct ma_engine_ports *ports,
	const struct ma_engine_opts *opts, const struct ma_engine_events *events, void *data)
{
	struct ma_engine *run = ma_new(struct ma_engine);

	if (!run)
		return NULL;
	run->ports = *ports;
	run->events = *events;
	run->data = data;
	ma_disk_init(&run->disk, ports->loop, ma_job_commit_all, run);
	ma_state_init(&run->state);
	ma_engine_stream(ma_str(opts->run), run->stream);
	memcpy(run->terms.gates, ports->gates, sizeof(run->terms.gates));
	return run;
}

/* From here on the run is live: its agents' limits and its gates hold. */
static ma_rc adopt(struct ma_engine *run, ma_err *err)
{
	const struct ma_agents *agents = run->ports.agents;
	struct ma_crew_limit *crews = ma_new_n(struct ma_crew_limit, agents->n);
	size_t i, n = 0;

	if (!crews)
		return ma_fail_nomem(err);
	for (i = 0; i < agents->n; i++)
		if (agents->v[i].jobs > 0 || agents->v[i].host || agents->v[i].adds_tasks)
			crews[n++] = (struct ma_crew_limit){ agents->v[i].name, agents->v[i].jobs,
				agents->v[i].host, agents->v[i].adds_tasks };
	run->terms.crews = crews;
	run->terms.crews_n = n;
	ma_state_adopt(&run->state, &run->terms);
	return MA_OK;
}

/* "gemini,openai" */
static struct ma_str chain(const struct ma_engine_ports *ports, struct ma_outcome *o, ma_err *err)
{
	struct ma_buf names = MA_BUF_INIT(256);
	struct ma_str kept = MA_STR("");
	uint32_t i;

	for (i = 0; i < ports->llms_n; i++)
		ma_buf_addf(&names, "%s%s", i > 0 ? "," : "", ports->llms[i]->ops->name);
	if (!ma_buf_check(&names, err))
		kept = ma_outcome_keep(o, ma_buf_str(&names));
	ma_buf_done(&names);
	return kept;
}

static struct ma_str first_model(const struct ma_engine *run, const struct ma_engine_opts *opts)
{
	return opts->model.n ? opts->model : ma_str(run->ports.llms[0]->model);
}

static ma_rc add_given_plan(const struct ma_engine *run, const struct ma_engine_opts *opts,
	struct ma_outcome *o, ma_err *err)
{
	struct ma_plan_agents agents = ma_agents_for_plan(run->ports.agents);
	const struct ma_plan_rules rules = { .agents = &agents };
	struct ma_plan_report report = MA_PLAN_REPORT_INIT;
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_PLAN);
	struct ma_str plan = opts->plan;
	struct ma_plan_budget budget;
	ma_rc rc = MA_OK;

	if (opts->contract.n > 0) {
		rc = ma_reply_put_contract(plan, opts->contract, &text, err);
		plan = ma_buf_str(&text);
	}
	if (!rc)
		rc = ma_plan_check(plan, &rules, &o->plan, &report, err);
	if (!rc) {
		budget = ma_job_budget(run, o->plan, opts->prompt.n, first_model(run, opts),
			opts->max_cost_microusd, opts->max_tokens);
		ma_reply_warn(o, "member", &report.warnings);
		ma_reply_warn_of_plan(o, o->plan, &budget);
		ma_outcome_add(o,
			(struct ma_event){ .kind = MA_EVENT_PLAN_ACCEPTED,
				.plan = ma_outcome_blob(o, plan),
				.count = o->plan->tasks_n });
	}
	ma_plan_report_done(&report);
	ma_buf_done(&text);
	return rc;
}

static ma_rc make_seed(
	struct ma_ids *ids, struct ma_outcome *o, struct ma_str *seed_out, ma_err *err)
{
	unsigned char bytes[16];
	char hex[33];
	size_t i;

	if (!ids->bytes(ids, bytes, sizeof(bytes)))
		return ma_fail(err, MA_EUNAVAILABLE, "the system gave no random bytes");
	for (i = 0; i < sizeof(bytes); i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", bytes[i]); /* fits */
	*seed_out = ma_outcome_keep(o, ma_str_n(hex, 32));
	return MA_OK;
}

static ma_rc rewind_effect(
	const struct ma_engine_opts *opts, char out[MA_EFFECT_ID_SIZE], ma_err *err)
{
	out[0] = '\0';
	return opts->base.n > 0 ? ma_effect_id(ma_str(opts->run), MA_STR(""), "rewind", 1, out, err)
				: MA_OK;
}

static ma_rc begin(
	struct ma_engine *run, const struct ma_engine_opts *opts, struct ma_outcome *o, ma_err *err)
{
	struct ma_str seed = ma_outcome_keep(o, opts->seed), provider;
	char head[MA_COMMIT_ID_SIZE] = "", rewind[MA_EFFECT_ID_SIZE];
	ma_rc rc = seed.n > 0 ? MA_OK : make_seed(run->ports.ids, o, &seed, err);

	if (!rc && run->ports.workspace)
		rc = ma_workspace_head(run->ports.workspace, head, err);
	if (!rc)
		rc = rewind_effect(opts, rewind, err);
	if (rc)
		return rc;
	provider = chain(&run->ports, o, err);
	if (provider.n == 0)
		return err->code ? err->code : ma_fail_nomem(err);
	ma_outcome_add(o,
		(struct ma_event){ .kind = MA_EVENT_RUN_STARTED,
			.run = ma_outcome_keep(o, ma_str(opts->run)),
			.seed = seed,
			.prompt = ma_outcome_blob(o, opts->prompt),
			.provider = provider,
			.model = ma_outcome_keep(o, first_model(run, opts)),
			.contract = opts->contract.n > 0 ? ma_outcome_blob(o, opts->contract)
							 : MA_STR(""),
			.digests = ma_str(run->ports.agents->digest),
			.cassette = ma_outcome_keep(o, opts->cassette),
			.base_url = ma_outcome_keep(o, opts->base_url),
			.parent = ma_outcome_keep(o, opts->parent),
			.from = ma_outcome_keep(o, opts->from),
			.base = ma_outcome_keep(o, opts->base),
			.effect = ma_outcome_keep(o, ma_str(rewind)),
			.head = ma_outcome_keep(o, ma_str(head)),
			.jobs = opts->jobs > 0 ? opts->jobs : JOBS_DEFAULT,
			.timeout_ms = opts->timeout_ms,
			.max_cost_microusd = opts->max_cost_microusd,
			.max_tokens = opts->max_tokens,
			.max_repairs = opts->max_repairs,
			.for_all = opts->model_for_all,
			.formats = ma_outcome_keep(o, opts->formats),
			.retry_budget = opts->retry_budget,
			.fail_fast = opts->fail_fast,
			.no_verify = opts->no_verify,
			.no_fallback = opts->no_fallback,
			.approve = opts->approve,
			.quick_checks = opts->quick_checks });
	return opts->plan.n > 0 ? add_given_plan(run, opts, o, err) : MA_OK;
}

/* Deliver the first outcome; from here on the callbacks come. */
static ma_rc launch(
	struct ma_engine *run, struct ma_outcome *o, ma_rc rc, struct ma_engine **out, ma_err *err)
{
	if (!rc && o->err.code) {
		*err = o->err;
		rc = err->code;
	}
	if (!rc)
		rc = adopt(run, err);
	if (rc) {
		ma_outcome_free(o);
		ma_engine_free(run);
		return rc;
	}
	*out = run;
	ma_tend_begin(run);
	ma_live_deliver(run, o);
	return MA_OK;
}

ma_rc ma_engine_start(const struct ma_engine_ports *ports, const struct ma_engine_opts *opts,
	const struct ma_engine_events *events, void *data, struct ma_engine **out, ma_err *err)
{
	struct ma_engine *run = run_new(ports, opts, events, data);
	struct ma_outcome *o = ma_outcome_new("");
	ma_rc rc;

	MA_ASSERT(ports->verify || opts->no_verify);
	rc = run && o ? begin(run, opts, o, err) : ma_fail_nomem(err);
	if (!rc && opts->parent.n > 0)
		rc = ma_reuse_load(ports->store, opts->parent, &run->reuse, err);
	return launch(run, o, rc, out, err);
}

/* Its requests and their prices are those of the providers that it was begun with. */
static ma_rc same_chain(
	const struct ma_engine *run, const char *id, struct ma_outcome *o, ma_err *err)
{
	struct ma_str given = chain(&run->ports, o, err);

	if (given.n == 0)
		return err->code ? err->code : ma_fail_nomem(err);
	if (!ma_str_eq(given, run->state.provider))
		return ma_fail(err, MA_ECONFIG,
			"run %s was begun with the provider \"" MA_STR_FMT "\", not \"" MA_STR_FMT
			"\", and goes on with it",
			id, MA_STR_ARG(run->state.provider), MA_STR_ARG(given));
	return MA_OK;
}

/* The plan that waits, or the one in its place. */
static ma_rc approve(
	struct ma_engine *run, const struct ma_engine_opts *opts, struct ma_outcome *o, ma_err *err)
{
	if (!run->state.approve || !run->state.planner.proposal)
		return ma_fail(err, MA_EREFUSED, "run %s has no plan that waits to be approved",
			opts->run);
	return opts->plan.n > 0 ? add_given_plan(run, opts, o, err) : MA_OK;
}

/* The task, or those for which it was skipped. */
static ma_rc reopen(
	struct ma_engine *run, const struct ma_engine_opts *opts, struct ma_outcome *o, ma_err *err)
{
	const struct ma_state *s = &run->state;
	int64_t at = s->plan ? ma_plan_find(s->plan, opts->reopen) : -1;
	uint32_t *causes = NULL, n = 0, i;
	ma_rc rc = at < 0 ? MA_OK : ma_state_causes(s, &s->works[at], &causes, &n, err);

	for (i = 0; i < n && ma_state_may_reopen(s, &s->works[causes[i]]); i++)
		ma_outcome_add(o,
			(struct ma_event){ .kind = MA_EVENT_TASK_REOPENED,
				.task = s->works[causes[i]].task->id,
				.cause = MA_STR("retry") });
	if (!rc && (n == 0 || i < n))
		rc = ma_fail(err, MA_EREFUSED,
			"task " MA_STR_FMT " of run %s cannot be attempted again",
			MA_STR_ARG(opts->reopen), opts->run);
	ma_free(causes);
	return rc;
}

ma_rc ma_engine_resume(const struct ma_engine_ports *ports, const struct ma_engine_opts *opts,
	const struct ma_engine_events *events, void *data, struct ma_engine **out, ma_err *err)
{
	struct ma_engine *run = run_new(ports, opts, events, data);
	struct ma_outcome *o = ma_outcome_new(""), *recovered = NULL, *next;
	ma_rc rc = run && o ? MA_OK : ma_fail_nomem(err);
	int64_t billed = 0;

	if (!rc)
		rc = ma_engine_load(ports->store, opts->run, &run->state, err);
	if (!rc && run->state.phase == MA_RUN_FINISHED)
		rc = ma_fail(err, MA_ECONFLICT, "run %s %s", opts->run,
			run->state.cancelled ? "was cancelled" : "has finished");
	if (!rc)
		rc = same_chain(run, opts->run, o, err);
	if (!rc && run->state.parent.n > 0)
		rc = ma_reuse_load(ports->store, run->state.parent, &run->reuse, err);
	MA_ASSERT(rc || ports->verify || run->state.no_verify);
	if (!rc)
		rc = ma_recover_calls(run, &recovered, &billed, err);
	if (!rc)
		ma_outcome_add(o,
			(struct ma_event){ .kind = MA_EVENT_RUN_RESUMED,
				.count = billed,
				.model = ma_outcome_keep(o, opts->model),
				.jobs = opts->jobs,
				.timeout_ms = opts->timeout_ms,
				.max_cost_microusd = opts->max_cost_microusd,
				.max_tokens = opts->max_tokens,
				.retry_budget = opts->retry_budget,
				.approve = opts->approve });
	if (!rc && opts->approve)
		rc = approve(run, opts, o, err);
	if (!rc && opts->reopen.n > 0)
		rc = reopen(run, opts, o, err);
	rc = launch(run, o, rc, out, err);
	for (; recovered; recovered = next) { /* with the first turn, which comes later */
		next = recovered->next;
		if (rc)
			ma_outcome_free(recovered);
		else
			ma_live_deliver(run, recovered);
	}
	if (!rc)
		ma_tend_catch_up(*out);
	return rc;
}

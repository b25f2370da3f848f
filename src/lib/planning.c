/* From a prompt to a plan, without a run: the planner's part of one, and nothing is kept. */
#include "lib/planning.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "core/policy.h"
#include "engine/prompt.h"
#include "lib/generation.h"
#include "lib/plan_view.h"
#include "model/plan_schema.h"

void ma_planning_free(struct ma_planning *p)
{
	if (!p)
		return;
	ma_outcome_free(p->outcome);
	json_decref(p->schema);
	ma_free(p->request);
	ma_free(p->contract);
	ma_free(p);
}

ma_rc ma_planning_write(struct ma_generation *g, struct ma_str problem, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REQUEST);
	char nonce[MA_NONCE_SIZE];
	struct ma_prompt p = { .agent = ma_agents_find(&g->ctx->agents, MA_STR("planner")),
		.agents = &g->ctx->agents,
		.plans = true,
		.request = ma_str(g->planning->request),
		.contract = ma_str(g->planning->contract),
		.task = MA_STR("plan"),
		.name = MA_STR(MA_PROMPT_PLAN_NAME),
		.problem = problem,
		.nonce = nonce };
	ma_rc rc = ma_effect_nonce(ma_str(g->id), p.task, MA_PURPOSE_WORK, 1, nonce, err);

	if (!rc)
		rc = ma_prompt_write(&p, &text, err);
	if (!rc) {
		ma_free(g->prompt);
		g->prompt = ma_buf_take(&text);
	}
	ma_buf_done(&text);
	return rc;
}

static void warn_of_plan(struct ma_generation *g)
{
	const struct ma_planning *p = g->planning;
	struct ma_plan_budget b = ma_plan_view_budget(g->ctx, p->outcome->plan, strlen(p->request),
		ma_str(g->llms[0]->ops->name), ma_str(g->llms[0]->model));

	b.left_microusd = p->left_microusd;
	b.left_tokens = p->left_tokens;
	ma_reply_warn_of_plan(p->outcome, p->outcome->plan, &b);
}

ma_rc ma_planning_read(
	struct ma_generation *g, bool *fits_out, struct ma_str *problem_out, ma_err *err)
{
	struct ma_planning *p = g->planning;
	const struct ma_reply_planning how = { .agents = &g->ctx->agents,
		.resort = ma_policy_resort(&g->state, &g->state.planner),
		.request = ma_str(p->request),
		.contract = ma_str(p->contract) };
	struct ma_outcome *o = ma_outcome_new("");

	if (!o)
		return ma_fail_nomem(err);
	ma_outcome_free(p->outcome);
	p->outcome = o;
	ma_reply_plan(o, ma_buf_str(&g->text), &how);
	if (o->plan && !o->err.code)
		warn_of_plan(g);
	if (o->err.code) {
		*err = o->err;
		return err->code;
	}
	*fits_out = o->plan != NULL;
	if (o->plan)
		return MA_OK;
	*problem_out = o->events[o->events_n - 1].message;
	return ma_planning_write(g, *problem_out, err);
}

static json_t *plan_json(const struct ma_generation *g)
{
	const struct ma_planning *p = g->planning;
	struct ma_plan_budget b = ma_plan_view_budget(g->ctx, p->outcome->plan, strlen(p->request),
		ma_str(g->llms[0]->ops->name), ma_str(g->llms[0]->model));
	ma_err err = { MA_OK, 0, "" };
	json_t *view = ma_plan_view(p->outcome->plan, strlen(p->request), &b, &err);

	if (view && json_object_set_new(view, "warnings", ma_plan_view_warnings(p->outcome)) == 0)
		return view;
	json_decref(view);
	return NULL;
}

/* Why there is none. */
static json_t *failure_json(const struct ma_generation *g)
{
	const struct ma_outcome *o = g->planning->outcome;

	if (g->finish != MA_FINISH_INVALID)
		return ma_generation_error(g);
	return json_pack("{s:s, s:s%}", "class", "bad_output", "message",
		o->events[o->events_n - 1].message.p, o->events[o->events_n - 1].message.n);
}

json_t *ma_planning_result(const struct ma_generation *g)
{
	bool has_plan = g->finish == MA_FINISH_STOP;
	json_t *result = has_plan ? plan_json(g) : json_pack("{s:o}", "error", failure_json(g));

	if (result && json_object_set_new(result, "planner", ma_generation_source(g)) == 0)
		return result;
	json_decref(result);
	return NULL;
}

static ma_rc check_opts(
	const ma_ctx *ctx, const ma_plan_opts *opts, ma_generation **out, ma_err *err)
{
	if (!ctx || !opts || !out || opts->size != sizeof(*opts) || opts->timeout_ms < 0 ||
		opts->max_cost_microusd < 0 || opts->max_tokens < 0)
		return ma_fail(err, MA_EMISUSE, "a plan needs a context and this version's options");
	if (!opts->prompt || ma_str_trim(ma_str(opts->prompt)).n == 0)
		return ma_fail(err, MA_EMISUSE, "a plan needs a prompt");
	if (strlen(opts->prompt) > MA_LIMIT_PROMPT)
		return ma_fail(
			err, MA_ELIMIT, "the prompt is longer than %zu bytes", MA_LIMIT_PROMPT);
	if (!ma_str_utf8(ma_str(opts->prompt)))
		return ma_fail(err, MA_EINVALID, "the prompt is not UTF-8");
	return opts->contract ? ma_check_contract(opts->contract, err) : MA_OK;
}

static ma_rc planning_new(
	ma_ctx *ctx, const ma_plan_opts *opts, struct ma_planning **out, ma_err *err)
{
	struct ma_plan_agents named = ma_agents_for_plan(&ctx->agents);
	const ma_run_opts run = ma_plan_as_run(ctx, opts);
	struct ma_planning *p = ma_new(struct ma_planning);

	if (!p)
		return ma_fail_nomem(err);
	*p = (struct ma_planning){ .request = ma_strdup(opts->prompt),
		.contract = ma_strdup(opts->contract ? opts->contract : ""),
		.left_microusd = run.max_cost_microusd,
		.left_tokens = run.max_tokens,
		.no_fallback = opts->no_fallback,
		.schema = ma_plan_schema(&named) };
	if (!p->request || !p->contract || !p->schema) {
		ma_planning_free(p);
		return ma_fail_nomem(err);
	}
	*out = p;
	return MA_OK;
}

ma_rc ma_make_plan(ma_ctx *ctx, const ma_plan_opts *opts, ma_generation **out, ma_err *err)
{
	const struct ma_agent *planner;
	struct ma_planning *planning = NULL;
	ma_generate_opts how = { .size = sizeof(how) };
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	rc = check_opts(ctx, opts, out, err);
	if (rc)
		return rc;
	planner = ma_agents_find(&ctx->agents, MA_STR("planner"));
	if (!planner)
		return ma_fail(err, MA_ECONFIG, "there is no agent \"planner\"");
	rc = planning_new(ctx, opts, &planning, err);
	if (rc)
		return rc;
	how.prompt = opts->prompt;
	how.system = planner->system.p;
	how.provider = opts->provider;
	how.model = opts->model || planner->model.n == 0 ? opts->model : planner->model.p;
	how.script = opts->script;
	how.record = opts->record;
	how.replay = opts->replay;
	how.base_url = opts->base_url;
	how.timeout_ms = opts->timeout_ms;
	how.on_retry = opts->on_retry;
	how.data = opts->data;
	return ma_generation_start(ctx, &how, planning, out, err);
}

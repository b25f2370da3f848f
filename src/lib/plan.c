/* The check of a plan's text, as the public API gives it. */
#include "base/limits.h"
#include "codec/json.h"
#include "lib/config.h"
#include "lib/plan_view.h"
#include "lib/provider.h"
#include "llm/shipped_schema.h"
#include "model/contract.h"

ma_rc ma_check_contract(const char *contract, ma_err *err)
{
	json_t *value = NULL;
	ma_rc rc = ma_json_parse(ma_str(contract), "contract", &value, err);

	if (!rc)
		rc = ma_contract_check(value, err);
	json_decref(value);
	return rc;
}

ma_run_opts ma_plan_as_run(const ma_ctx *ctx, const ma_plan_opts *opts)
{
	ma_run_opts run = { .size = sizeof(run) };

	if (opts) {
		run.provider = opts->provider;
		run.model = opts->model;
		run.script = opts->script;
		run.max_cost_microusd = opts->max_cost_microusd;
		run.max_tokens = opts->max_tokens;
	}
	ma_config_fill_run(ctx->config, false, &run);
	return run;
}

static json_t *error_json(const struct ma_plan_problem *p)
{
	struct ma_buf at = MA_BUF_INIT(MA_KIB);
	json_t *error = NULL;

	ma_plan_place_write(&p->place, &at);
	if (!at.rc)
		error = json_pack("{s:s, s:s, s:s%}", "at", at.p ? at.p : "", "schema_at",
			p->place.schema_at, "message", p->message.p, p->message.n);
	ma_buf_done(&at);
	return error;
}

static json_t *errors_json(const struct ma_plan_problems *errors)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < errors->n; i++) {
		if (json_array_append_new(list, error_json(&errors->v[i]))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

/* Whether the reader says it too: of the same place, or of the member that the object there lacks. */
static bool is_told(const json_t *told, const struct ma_schema_error *e)
{
	const json_t *error;
	struct ma_str at;
	size_t i;

	json_array_foreach (told, i, error) {
		at = ma_json_str(error, "at");
		if (ma_str_eq(at, e->at) ||
			(ma_str_eq(ma_json_str(error, "schema_at"), e->schema_at) &&
				ma_str_starts(at, e->at.p) && at.p[e->at.n] == '/'))
			return true;
	}
	return false;
}

static ma_rc add_untold(json_t *list, const struct ma_schema_report *report, ma_err *err)
{
	size_t i;

	for (i = 0; i < report->errors_n; i++) {
		const struct ma_schema_error *e = &report->errors[i];

		if (!is_told(list, e) &&
			json_array_append_new(list,
				json_pack("{s:s%, s:s%, s:s%}", "at", e->at.p, e->at.n, "schema_at",
					e->schema_at.p, e->schema_at.n, "message", e->message.p,
					e->message.n)))
			return ma_fail_nomem(err);
	}
	return MA_OK;
}

/* What schemas/plan.json finds goes to the list, if the reader has not told it. The text is JSON. */
static ma_rc add_by_schema(ma_ctx *ctx, struct ma_str json, json_t *list, ma_err *err)
{
	struct ma_schema_report report = MA_SCHEMA_REPORT_INIT;
	struct ma_schema *schema = NULL;
	struct ma_doc doc = { .n = 0 };
	bool valid = false;
	ma_rc rc = ma_shipped_schema(ctx->data_dir, "plan", &schema, err);

	if (!rc)
		rc = ma_doc_parse(&doc, json, "plan", err);
	if (!rc)
		rc = ma_schema_check(schema, &doc, &valid, &report, err);
	if (!rc && !valid)
		rc = add_untold(list, &report, err);
	ma_schema_report_done(&report);
	ma_doc_done(&doc);
	ma_schema_free(schema);
	return rc;
}

/* A text that is no JSON has one error, of the whole. */
static json_t *not_json(const ma_err *why)
{
	return json_pack("[{s:s, s:s, s:s}]", "at", "", "schema_at", "", "message", why->msg);
}

/* Whom a run would ask first, and with which model; and its budget. */
static void find_model(
	ma_ctx *ctx, const ma_plan_opts *opts, ma_run_opts *run, struct ma_str *provider)
{
	const struct ma_llm_provider *p;
	struct ma_str rest;

	*run = ma_plan_as_run(ctx, opts);
	rest = ma_str(run->provider ? run->provider : ma_provider_default(ctx));
	(void)ma_str_cut(&rest, ',', provider); /* a name is there */
	*provider = ma_str_trim(*provider);
	p = ma_llm_provider_find(*provider);
	if (!run->model && p)
		run->model = p->model_default;
}

/* What is odd about a plan that is valid goes to `o`; gives the plan. */
static ma_rc look_at(ma_ctx *ctx, const struct ma_plan *plan, const ma_plan_opts *opts,
	struct ma_outcome *o, json_t **out, ma_err *err)
{
	size_t prompt_size = opts && opts->prompt ? strlen(opts->prompt) : 0;
	struct ma_str provider = MA_STR("");
	struct ma_plan_budget b;
	ma_run_opts run;
	ma_rc rc = ma_ctx_load_prices(ctx, err);

	if (rc)
		return rc;
	find_model(ctx, opts, &run, &provider);
	b = ma_plan_view_budget(ctx, plan, prompt_size, provider, ma_str(run.model));
	b.left_microusd = run.max_cost_microusd;
	b.left_tokens = run.max_tokens;
	ma_reply_warn_of_plan(o, plan, &b);
	*out = ma_plan_view(plan, prompt_size, &b, err);
	return *out ? MA_OK : err->code;
}

/* The plan, if there is one, is o's; else *errors_out, a list, is not empty, and *why the reader's word, if it has one. */
static ma_rc find_errors(ma_ctx *ctx, struct ma_str json, struct ma_outcome *o,
	struct ma_plan_report *report, json_t **errors_out, ma_err *why, ma_err *err)
{
	struct ma_plan_agents named = ma_agents_for_plan(&ctx->agents);
	const struct ma_plan_rules rules = { .agents = &named };
	ma_rc rc = ma_plan_check(json, &rules, &o->plan, report, why);
	bool is_json = !rc || report->errors.n > 0;
	json_t *errors;

	if (rc == MA_ENOMEM)
		return ma_fail_nomem(err);
	errors = is_json ? errors_json(&report->errors) : not_json(why);
	if (!errors)
		return ma_fail_nomem(err);
	rc = is_json ? add_by_schema(ctx, json, errors, err) : MA_OK;
	if (json_array_size(errors) > 0) {
		ma_plan_free(o->plan);
		o->plan = NULL;
	}
	if (rc)
		json_decref(errors);
	else
		*errors_out = errors;
	return rc;
}

ma_rc ma_plan_check_given(ma_ctx *ctx, const char *json, ma_err *err)
{
	struct ma_plan_report report = MA_PLAN_REPORT_INIT;
	struct ma_outcome *o = ma_outcome_new("");
	ma_err why = { MA_OK, 0, "" };
	json_t *errors = NULL, *first;
	ma_rc rc = o ? find_errors(ctx, ma_str(json), o, &report, &errors, &why, err)
		     : ma_fail_nomem(err);

	first = json_array_get(errors, 0);
	if (!rc && why.code) {
		*err = why;
		rc = why.code;
	} else if (!rc && first) {
		struct ma_str at = ma_json_str(first, "at");

		rc = ma_fail(err, MA_EINVALID, "the plan does not fit its schema: %.200s%s%.200s",
			at.p, at.n ? ": " : "", ma_json_str(first, "message").p);
	}
	json_decref(errors);
	ma_plan_report_done(&report);
	ma_outcome_free(o);
	return rc;
}

static ma_rc check(ma_ctx *ctx, struct ma_str json, const ma_plan_opts *opts, struct ma_outcome *o,
	json_t **result_out, ma_err *err)
{
	struct ma_plan_report report = MA_PLAN_REPORT_INIT;
	ma_err why = { MA_OK, 0, "" };
	json_t *view = NULL, *errors = NULL;
	ma_rc rc = find_errors(ctx, json, o, &report, &errors, &why, err);

	ma_reply_warn(o, "member", &report.warnings);
	if (!rc && o->plan)
		rc = look_at(ctx, o->plan, opts, o, &view, err);
	if (!rc && o->err.code) {
		*err = o->err;
		rc = err->code;
	}
	if (!rc)
		*result_out = json_pack("{s:b, s:O, s:o, s:O*}", "valid", o->plan != NULL, "errors",
			errors, "warnings", ma_plan_view_warnings(o), "plan", view);
	json_decref(view);
	json_decref(errors);
	ma_plan_report_done(&report);
	return rc;
}

ma_rc ma_check_plan(ma_ctx *ctx, const char *json, const ma_plan_opts *opts, int *valid_out,
	char **json_out, ma_err *err)
{
	struct ma_outcome *o;
	json_t *result = NULL;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!ctx || !json || !valid_out || !json_out || (opts && opts->size != sizeof(*opts)))
		return ma_fail(err, MA_EMISUSE,
			"ma_check_plan: a missing argument, or another version's options");
	o = ma_outcome_new("");
	if (!o)
		return ma_fail_nomem(err);
	rc = check(ctx, ma_str(json), opts, o, &result, err);
	if (!rc)
		rc = ma_give_json(result, json_out, err);
	if (!rc)
		*valid_out = o->plan != NULL;
	ma_outcome_free(o);
	return rc;
}

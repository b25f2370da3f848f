/*
 * A run from outside: its output, lock, log, workspace, provider and verification are
 * opened in the order in which each may refuse, then handed to the engine.
 *
 *   lock ─► log ─► unfinished run? resume or refuse ─► provider ─► verification ─► workspace ─► engine
 *                  fork? find its parent
 *
 * A new output has no state directory yet: the workspace makes it, and lock and log follow.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "engine/run.h"
#include "lib/cassette.h"
#include "lib/confined.h"
#include "lib/ctx.h"
#include "lib/generation.h"
#include "lib/host.h"
#include "lib/places.h"
#include "lib/plan_view.h"
#include "lib/prompt_secrets.h"
#include "lib/provider.h"
#include "lib/retry.h"
#include "lib/run.h"
#include "lib/run_report.h"
#include "lib/tree_settings.h"
#include "sys/sandbox.h"

#define REPAIRS_DEFAULT 3

void ma_runs_wake(ma_ctx *ctx, const ma_run *but)
{
	ma_run *run;

	for (run = ctx->runs; run; run = run->next)
		if (run != but && !run->over)
			ma_engine_wake(run->engine);
}

/* A call that ended may have made room for one of another run. */
static void wake_others(const ma_run *run)
{
	ma_runs_wake(run->ctx, run);
	ma_generations_wake(run->ctx, NULL);
}

static void on_event(void *data, const struct ma_event *e, struct ma_str json)
{
	ma_run *run = data;
	char *text;

	ma_under_way_event(&run->under_way, e);
	if (e->kind == MA_EVENT_CALL_REPLIED || e->kind == MA_EVENT_CALL_FAILED)
		wake_others(run);
	if (!run->opts.on_event)
		return;
	text = ma_strndup(json.p, json.n);
	if (text) /* without memory a callback is missed; the log has the event */
		run->opts.on_event(run->opts.data, text);
	ma_free(text);
}

static void on_progress(void *data, struct ma_str task, uint64_t bytes)
{
	ma_run *run = data;
	char name[MA_LIMIT_TASK_ID + 1];

	memcpy(name, task.p, task.n);
	name[task.n] = '\0';
	ma_under_way_bytes(&run->under_way, name, bytes);
	if (run->opts.on_progress)
		run->opts.on_progress(run->opts.data, name, bytes);
}

static void on_checking(void *data, const struct ma_check *check)
{
	ma_run *run = data;

	ma_under_way_check(&run->under_way, check->phase, check->package, check->command);
	if (run->opts.on_check)
		run->opts.on_check(run->opts.data, check->phase, check->package, check->command);
}

static bool price(void *data, struct ma_str provider, struct ma_str model,
	const struct ma_usage *usage, int64_t *microusd_out)
{
	return ma_ctx_price(((ma_run *)data)->ctx, provider, model, usage, microusd_out);
}

static ma_rc open_verify(ma_run *run, const ma_run_opts *opts, ma_err *err)
{
	struct ma_verify_opts v = { .loop = run->ctx->loop, .sandbox_off = opts->sandbox_off > 0 };
	char *cache = NULL, *evidence = NULL;
	ma_rc rc = MA_OK;

	if (!run->resumed)
		run->no_verify = opts->no_verify > 0;
	if (run->no_verify)
		return MA_OK;
	if (opts->sandbox_off <= 0) /* known before anything is paid for, and not tried again */
		rc = ma_need_confinement(run->ctx, &v.found, err);
	if (!rc)
		rc = ma_places_cache(&cache, err);
	if (!rc)
		rc = ma_places_evidence(&evidence, err);
	v.cache_dir = cache;
	v.evidence_dir = evidence;
	v.fresh = opts->fresh > 0 || run->record || run->cassette;
	v.settings = ma_config_users(run->ctx->config);
	v.check_settings = ma_tree_settings_check_text;
	v.check_data = run->ctx;
	if (!rc)
		rc = ma_verify_command_new(&v, &run->verify, err);
	if (!rc)
		ma_tree_settings_warn(run->ctx, opts->output);
	ma_free(cache);
	ma_free(evidence);
	return rc;
}

/*
 * PATH is the user's; what stands beneath the output is not. What is recorded is laid out by what is built in alone, and so
 * is what is replayed: requests hold files, and are to be the same on a machine with other formatters.
 */
static ma_rc open_format(ma_run *run, const ma_run_opts *opts, ma_err *err)
{
	const char *path = run->record || run->cassette ? NULL : getenv("PATH");
	ma_rc rc = ma_sandbox_cage(&run->cage, err);

	run->output = ma_strdup(opts->output);
	run->path = path ? ma_strdup(path) : NULL;
	if (!rc && (!run->output || (path && !run->path)))
		rc = ma_fail_nomem(err);
	run->format = (struct ma_format_opts){
		.syntax = run->syntax, .path = run->path, .avoid = run->output, .cage = run->cage
	};
	return rc;
}

static ma_rc open_workspace(ma_run *run, const ma_run_opts *opts, ma_err *err)
{
	ma_rc rc = MA_OK;

	if (!run->resumed)
		rc = ma_id_new(ma_ids_system(), ma_clock_system(), run->id, err);
	if (!rc)
		rc = ma_workspace_open(opts->output, run->id, &run->workspace, err);
	if (!rc)
		rc = ma_places_syntax(&run->syntax, err);
	if (!rc)
		ma_workspace_merge_by(run->workspace, run->syntax);
	if (!rc)
		rc = open_format(run, opts, err);
	if (!rc)
		rc = ma_run_open_log(run, opts->output, true, err);
	if (!rc)
		rc = ma_run_open_spools(run, opts->output, err);
	if (!rc)
		rc = ma_owner_alone(&run->owner, err);
	if (!rc && run->fork.from)
		rc = ma_fork_begin(run, opts->output, err);
	return rc || run->resumed
		? rc
		: ma_owner_take(&run->owner, opts->output, run->store, run->id, err);
}

static void leave_ctx(ma_run *run)
{
	ma_run **at = &run->ctx->runs;

	while (*at && *at != run)
		at = &(*at)->next;
	if (*at)
		*at = run->next;
}

void ma_run_close(ma_run *run)
{
	uint32_t i;

	leave_ctx(run);
	ma_engine_free(run->engine);
	ma_rates_run_done(&run->rates);
	ma_under_way_done(&run->under_way);
	ma_workspace_free(run->workspace);
	ma_syntax_free(run->syntax);
	ma_verify_free(run->verify);
	for (i = 0; i < run->llms_n; i++)
		ma_llm_free(run->llms[i]);
	ma_llm_free(run->host);
	ma_free(run->cage);
	ma_free(run->output);
	ma_free(run->path);
	ma_free(run->providers);
	ma_cassette_unref(run->cassette);
	ma_free(run->record);
	ma_fork_done(&run->fork);
	ma_store_free(run->store);
	ma_private_close(&run->spools);
	ma_owner_release(&run->owner);
	ma_free(run);
}

/* Whatever was answered is in it, however the run ended. */
static void record(ma_run *run)
{
	ma_err err = { MA_OK, 0, "" };

	if (ma_tape_run(run->store, run->id, run->record, run->ctx->config, &err) &&
		!run->failure.code) {
		(void)ma_err_wrap(
			&err, "the run is over and its log whole, but not recorded"); /* kept */
		run->failure = err;
	}
}

static void on_done(void *data, ma_rc rc, const ma_err *err)
{
	ma_run *run = data;

	run->over = true;
	if (run->rates.path)
		ma_rates_run_keep(&run->rates, &ma_engine_state(run->engine)->formats);
	if (rc)
		run->failure = *err;
	if (!rc)
		ma_run_report_write(run->output, ma_engine_state(run->engine), run->store);
	if (run->record)
		record(run);
	if (run->leaving)
		ma_run_leave(run);
}

/* Where the first provider is asked, if not at its own address. */
static struct ma_str base_url_of(const ma_run *run, const ma_run_opts *opts)
{
	const struct ma_llm_provider *p = run->cassette
		? NULL
		: ma_llm_provider_find(ma_str(run->llms[0]->ops->name));

	return ma_str(p && p->url_env ? ma_provider_base_url(run->ctx, p, opts) : NULL);
}

/* What a fork begins with. */
static struct ma_str base_of(const ma_run *run)
{
	if (!run->fork.has_base)
		return MA_STR("");
	return ma_str(run->fork.base[0] ? run->fork.base : MA_BASE_NONE);
}

/* What replays, scripts and the offline provider answer tells nothing of models; what a fork answers again was counted before. */
static ma_rc open_rates(ma_run *run, const ma_run_opts *opts, ma_err *err)
{
	if (opts->format_rates_off > 0 || run->cassette || run->llms[0]->ops->unpaid ||
		run->fork.parent[0])
		return MA_OK;
	return ma_rates_run_open(&run->rates, run->ctx->on_warning, run->ctx->warning_data, err);
}

static struct ma_str known_formats(const ma_run *run)
{
	if (run->cassette)
		return ma_cassette_head(run->cassette)->formats;
	return run->fork.parent[0] ? ma_str(run->fork.formats) : ma_buf_str(&run->rates.text);
}

static ma_rc start_engine(ma_run *run, const ma_run_opts *opts, ma_err *err)
{
	struct ma_engine_ports ports = { .loop = run->ctx->loop,
		.clock = ma_clock_system(),
		.ids = ma_ids_system(),
		.store = run->store,
		.workspace = run->workspace,
		.syntax = run->syntax,
		.format = opts->format_off > 0 ? NULL : &run->format,
		.llms_n = run->llms_n,
		.host = run->host,
		.verify = run->verify,
		.agents = &run->ctx->agents,
		.price = price,
		.price_data = run,
		.spools = &run->spools,
		.hold = &run->owner.hold };
	struct ma_engine_opts o = { .run = run->id,
		.prompt = ma_str(opts->prompt),
		.plan = ma_str(opts->plan),
		.contract = ma_str(opts->contract),
		.no_fallback = opts->no_fallback > 0,
		.approve = opts->approve && (run->approves || !run->resumed),
		.model = ma_str(opts->model),
		.seed = run->cassette    ? ma_cassette_head(run->cassette)->seed
			: run->fork.seed ? ma_str(run->fork.seed)
					 : ma_str(run->chaos.seed),
		.formats = known_formats(run),
		.parent = ma_str(run->fork.parent),
		.from = ma_str(run->fork.from),
		.base = base_of(run),
		.base_url = base_url_of(run, opts),
		.cassette = ma_str(run->cassette ? ma_cassette_digest(run->cassette) : ""),
		.model_for_all = run->model_for_all,
		.jobs = opts->jobs,
		.timeout_ms = opts->timeout_ms,
		.max_cost_microusd = opts->max_cost_microusd,
		.max_tokens = opts->max_tokens,
		.retry_budget = opts->retry_budget,
		.max_repairs = opts->max_repairs == 0 ? REPAIRS_DEFAULT
			: opts->max_repairs > 0       ? opts->max_repairs
						      : 0,
		.fail_fast = opts->fail_fast > 0,
		.no_verify = run->no_verify,
		.quick_checks = ma_run_checks_quickly(run, opts),
		.reopen = ma_str(run->retries && run->resumed ? opts->from : NULL) };
	static const struct ma_engine_events events = { on_event, on_progress, on_checking,
		on_done };
	ma_rc rc = MA_OK;
	uint32_t i;

	for (i = 0; i < run->llms_n && !rc; i++) {
		ports.llms[i] = run->llms[i];
		if (!run->cassette) /* which asks nobody */
			rc = ma_ctx_gate(run->ctx, run->llms[i], &ports.gates[i], err);
	}
	if (!rc && !run->resumed)
		return ma_engine_start(&ports, &o, &events, run, &run->engine, err);
	if (!rc)
		rc = ma_engine_resume(&ports, &o, &events, run, &run->engine, err);
	if (!rc)
		ma_rates_run_from(&run->rates, &ma_engine_state(run->engine)->formats);
	return rc;
}

static ma_rc open_tapes(ma_run *run, const ma_run_opts *opts, ma_err *err)
{
	ma_rc rc = opts->record ? ma_tape_check(opts->record, err) : MA_OK;

	if (!rc && opts->record && !(run->record = ma_strdup(opts->record)))
		rc = ma_fail_nomem(err);
	if (!rc && opts->replay)
		rc = ma_cassette_load(opts->replay, run->ctx->data_dir, &run->cassette, err);
	return rc;
}

static ma_rc open_chain(ma_run *run, const ma_run_opts *opts, ma_err *err)
{
	if (run->cassette)
		return ma_tape_chain(run->ctx, run->cassette, opts, run->llms, &run->llms_n, err);
	return ma_provider_chain(run->ctx, run->providers, opts, run->llms, &run->llms_n, err);
}

static ma_rc open_all(ma_run *run, ma_run_opts *opts, enum ma_begins how, ma_err *err)
{
	ma_err absent = { MA_OK, 0, "" };
	ma_rc rc = ma_run_open_log(run, opts->output, false, &absent);

	if (rc == MA_ENOTFOUND && how == MA_BEGINS_ANEW) {
		rc = MA_OK; /* a new output */
	} else if (rc) {
		*err = absent;
		return rc == MA_ENOTFOUND
			? ma_fail(err, rc, "%s: there is no run here", opts->output)
			: rc;
	} else if (how == MA_BEGINS_AS_FORK) {
		rc = ma_fork_look_back(run, opts, err);
	} else if (how == MA_BEGINS_TO_RETRY) {
		rc = ma_retry_look_back(run, opts, err);
	} else {
		rc = ma_run_look_back(run, opts, how == MA_BEGINS_AGAIN, err);
	}
	if (!rc)
		rc = open_chain(run, opts, err);
	if (!rc)
		rc = ma_host_llm_new(run->ctx, NULL, NULL, &run->host, err);
	if (!rc)
		rc = ma_ctx_load_prices(run->ctx, err);
	if (!rc)
		rc = open_verify(run, opts, err);
	if (!rc && (!run->resumed || run->approves) && opts->plan)
		rc = ma_plan_check_given(run->ctx, opts->plan, err);
	if (!rc)
		rc = open_workspace(run, opts, err);
	if (!rc)
		ma_under_way_init(&run->under_way, opts->output, run->id);
	if (!rc)
		rc = open_rates(run, opts, err);
	return rc ? rc : start_engine(run, opts, err);
}

static ma_rc launch(
	ma_ctx *ctx, const ma_run_opts *given, enum ma_begins how, ma_run **out, ma_err *err)
{
	ma_run_opts filled, *opts = &filled;
	ma_run *run;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	rc = ma_run_check_opts(ctx, given, how, out, err);
	if (rc)
		return rc;
	filled = *given;
	ma_config_fill_run(ctx->config, how != MA_BEGINS_ANEW, opts);
	run = ma_new(ma_run);
	if (!run)
		return ma_fail_nomem(err);
	run->ctx = ctx;
	run->approves = how == MA_BEGINS_AGAIN && given->approve;
	run->retries = how == MA_BEGINS_TO_RETRY;
	run->model_for_all = given->model || given->chaos;
	rc = ma_chaos_fill(given, how == MA_BEGINS_ANEW, &run->chaos, opts, err);
	run->opts = *opts;
	run->spools = (struct ma_private)MA_PRIVATE_CLOSED;
	ma_owner_init(&run->owner);
	if (!rc && how != MA_BEGINS_AGAIN)
		rc = ma_run_check_secrets(ctx, opts, err);
	if (!rc)
		rc = open_tapes(run, opts, err);
	if (!rc)
		rc = open_all(run, opts, how, err);
	if (rc) {
		ma_run_close(run);
		return rc;
	}
	run->next = ctx->runs;
	ctx->runs = run;
	*out = run;
	return MA_OK;
}

ma_rc ma_run_start(ma_ctx *ctx, const ma_run_opts *opts, ma_run **out, ma_err *err)
{
	return launch(ctx, opts, MA_BEGINS_ANEW, out, err);
}

ma_rc ma_run_resume(ma_ctx *ctx, const ma_run_opts *opts, ma_run **out, ma_err *err)
{
	return launch(ctx, opts, MA_BEGINS_AGAIN, out, err);
}

ma_rc ma_run_fork(ma_ctx *ctx, const ma_run_opts *opts, ma_run **out, ma_err *err)
{
	return launch(ctx, opts, MA_BEGINS_AS_FORK, out, err);
}

ma_rc ma_run_retry(ma_ctx *ctx, const ma_run_opts *opts, ma_run **out, ma_err *err)
{
	return launch(ctx, opts, MA_BEGINS_TO_RETRY, out, err);
}

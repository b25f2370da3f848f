/* What may be asked of a run: refused before anything is opened. */
#include "base/limits.h"
#include "lib/plan_view.h"
#include "lib/prompt_secrets.h"
#include "lib/run.h"

static ma_rc check_limits(const ma_run_opts *opts, ma_err *err)
{
	if (opts->jobs < 0 || opts->timeout_ms < 0 || opts->max_cost_microusd < 0 ||
		opts->max_tokens < 0 || opts->max_repairs < -1 || opts->retry_budget < -1)
		return ma_fail(err, MA_EMISUSE, "the limits of a run are not negative");
	return MA_OK;
}

static ma_rc check_prompt(const ma_run_opts *opts, ma_err *err)
{
	if (!opts->prompt || ma_str_trim(ma_str(opts->prompt)).n == 0)
		return ma_fail(err, MA_EMISUSE, "a run needs a prompt");
	if (strlen(opts->prompt) > MA_LIMIT_PROMPT)
		return ma_fail(
			err, MA_ELIMIT, "the prompt is longer than %zu bytes", MA_LIMIT_PROMPT);
	return ma_str_utf8(ma_str(opts->prompt))
		? MA_OK
		: ma_fail(err, MA_EINVALID, "the prompt is not UTF-8");
}

/* What a fork and a retry have of the run that they come from. */
static ma_rc check_again_from(const ma_run_opts *opts, ma_err *err)
{
	if (!opts->from || !*opts->from)
		return ma_fail(err, MA_EMISUSE, "a fork and a retry begin with a task");
	if (opts->plan || opts->contract || opts->replay)
		return ma_fail(err, MA_EMISUSE,
			"a fork and a retry have the plan and the contract of their run, and are not replayed");
	return MA_OK;
}

static ma_rc check_words(const ma_run_opts *opts, enum ma_begins how, ma_err *err)
{
	if (how == MA_BEGINS_AGAIN)
		return MA_OK;
	if (how == MA_BEGINS_TO_RETRY && opts->prompt)
		return ma_fail(err, MA_EMISUSE, "a retry has the prompt of its run");
	if (how != MA_BEGINS_ANEW && check_again_from(opts, err))
		return err->code;
	if (opts->plan && opts->approve)
		return ma_fail(err, MA_EMISUSE,
			"a plan that is given is approved already: --plan or --approve");
	if ((how == MA_BEGINS_ANEW || opts->prompt) && check_prompt(opts, err))
		return err->code;
	if (opts->plan && ma_str_trim(ma_str(opts->plan)).n == 0)
		return ma_fail(err, MA_EINVALID, "the plan is empty");
	return opts->contract ? ma_check_contract(opts->contract, err) : MA_OK;
}

ma_rc ma_run_check_opts(
	const ma_ctx *ctx, const ma_run_opts *opts, enum ma_begins how, ma_run **out, ma_err *err)
{
	if (!ctx || !opts || !out || opts->size != sizeof(*opts) || !opts->output)
		return ma_fail(err, MA_EMISUSE,
			"a run needs a context, an output and this version's options");
	if (check_limits(opts, err))
		return err->code;
	if (opts->record && opts->replay)
		return ma_fail(err, MA_EMISUSE, "a run is recorded, or replayed, not both");
	return check_words(opts, how, err);
}

ma_rc ma_run_check_secrets(ma_ctx *ctx, const ma_run_opts *opts, ma_err *err)
{
	ma_rc rc = ma_prompt_secrets(ctx, "the prompt", opts->prompt, err);

	if (!rc)
		rc = ma_prompt_secrets(ctx, "the plan", opts->plan, err);
	return rc ? rc : ma_prompt_secrets(ctx, "the contract", opts->contract, err);
}

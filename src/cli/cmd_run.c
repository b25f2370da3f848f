/* meta-agent run: from a prompt to a tested app. */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/drive.h"
#include "cli/opt_rows.h"
#include "cli/out.h"
#include "cli/prompt.h"

struct args {
	const char *output, *prompt_file, *plan, *contract, *provider, *model, *script, *record,
		*replay, *base_url;
	int64_t jobs, timeout_ms, max_cost_microusd, max_tokens, retry_budget, max_repairs, chaos;
	int fail_fast, no_fallback, no_verify, fresh, sandbox, format, quick, abandon, approve, json;
};

#define AT(member) offsetof(struct args, member)

static const struct opt opts[] = {
	{ "output", 'o', OPT_TEXT, AT(output), "DIR",
		"where the project is made (default: a directory called after it)", 0 },
	ROW_PROMPT_FILE,
	{ "plan", 0, OPT_TEXT, AT(plan), "FILE",
		"take this plan (JSON) instead of asking the planner", 0 },
	ROW_CONTRACT,
	ROW_NO_FALLBACK,
	{ "approve", 0, OPT_FLAG, AT(approve), NULL,
		"show the planner's plan, and wait for a yes before it is carried out", 0 },
	ROW_PROVIDER_CHAIN,
	ROW_MODEL_OF_PROVIDER,
	ROW_BASE_URL,
	ROW_SCRIPT,
	ROW_RECORD,
	ROW_REPLAY,
	ROW_JOBS("tasks at once (default: 4)"),
	ROW_TIMEOUT("stop the run after this time"),
	ROW_MAX_COST("the most that the whole run may cost"),
	ROW_MAX_TOKENS("the most tokens that the whole run may read and write"),
	ROW_RETRY_BUDGET(
		"retries of failed calls in the whole run; five replies earn one back (default: 20)"),
	{ "max-repairs", 0, OPT_NUMBER, AT(max_repairs), "N",
		"rounds in which the code of a project that fails is mended (default: 3)",
		MA_LIMIT_REPAIRS },
	{ "fail-fast", 0, OPT_FLAG, AT(fail_fast), NULL,
		"the first task that fails cancels the others", 0 },
	{ "no-fail-fast", 0, OPT_FLAG, AT(fail_fast), NULL,
		"it does not, although it is configured", -1 },
	{ "no-verify", 0, OPT_FLAG, AT(no_verify), NULL, "do not build and test the result", 0 },
	{ "verify", 0, OPT_FLAG, AT(no_verify), NULL,
		"build and test it, although it is configured not to be", -1 },
	ROW_SANDBOX,
	ROW_FRESH,
	ROW_FORMAT,
	{ "quick-checks", 0, OPT_CHOICE, AT(quick), "auto|off",
		"off: no compiler is asked about a task's files before they are committed", 1 },
	{ "chaos", 0, OPT_COUNT, AT(chaos), "SEED",
		"let the offline provider make the mistakes of real models, drawn from this number",
		1000000000000 },
	{ "abandon", 0, OPT_FLAG, AT(abandon), NULL, "give up an unfinished run of this output", 0 },
	ROW_EVENTS_JSON,
	{ 0 },
};

static bool names_script(const char *providers)
{
	struct ma_str rest = ma_str(providers), name;

	while (ma_str_cut(&rest, ',', &name))
		if (ma_str_is(ma_str_trim(name), "script"))
			return true;
	return false;
}

static ma_rc check(const struct args *a, const char *prompt, ma_err *err)
{
	if (!ma_str_utf8(ma_str(prompt)))
		return ma_fail(err, MA_EMISUSE, "run: the prompt is not UTF-8");
	if (ma_str_trim(ma_str(prompt)).n == 0)
		return ma_fail(err, MA_EMISUSE, "run: the prompt is empty");
	if (a->plan && a->approve)
		return ma_fail(err, MA_EMISUSE,
			"run: --plan is your own plan, and approved: --approve is for a planner's");
	if (a->record && a->replay)
		return ma_fail(err, MA_EMISUSE, "run: --record and --replay: give one");
	if (a->script && a->replay)
		return ma_fail(err, MA_EMISUSE, "run: --script and --replay: give one");
	if (a->script && a->provider && !names_script(a->provider))
		return ma_fail(err, MA_EMISUSE, "run: --script is for --provider script, not %.60s",
			a->provider);
	return MA_OK;
}

static ma_rc start_and_tell(ma_ctx *ctx, const ma_run_opts *run_opts, ma_run **out, ma_err *err)
{
	struct ma_buf told = MA_BUF_INIT(2 * MA_KIB);
	ma_rc rc = ma_run_start(ctx, run_opts, out, err);

	if (rc)
		return rc;
	ma_buf_addf(&told, "the project is made in %s (elsewhere: -o DIR)", run_opts->output);
	if (!told.rc)
		out_warning(NULL, told.p);
	ma_buf_done(&told);
	return MA_OK;
}

/* The directory that was named, else one that is told. Gives *made where it is none of the user's. */
static ma_rc find_output(struct drive *d, char **made, ma_err *err)
{
	ma_rc rc;

	if (d->opts.output)
		return MA_OK;
	rc = ma_run_directory(d->opts.prompt, d->opts.contract, made, err);
	d->opts.output = *made;
	d->start = start_and_tell;
	return rc;
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	struct drive d = { .opts = { .output = a->output,
				   .provider = a->provider,
				   .model = a->model,
				   .script = a->script,
				   .record = a->record,
				   .replay = a->replay,
				   .base_url = a->base_url,
				   .jobs = a->jobs,
				   .timeout_ms = a->timeout_ms,
				   .max_cost_microusd = a->max_cost_microusd,
				   .max_tokens = a->max_tokens,
				   .retry_budget = a->retry_budget,
				   .max_repairs = a->max_repairs,
				   .chaos = a->chaos,
				   .fail_fast = a->fail_fast,
				   .no_fallback = a->no_fallback,
				   .no_verify = a->no_verify,
				   .sandbox_off = drive_off(a->sandbox),
				   .fresh = a->fresh,
				   .format_off = drive_off(a->format),
				   .quick_checks_off = drive_off(a->quick),
				   .abandon = a->abandon,
				   .approve = a->approve },
		.plan_file = a->plan,
		.contract_file = a->contract,
		.json = a->json };
	char *prompt = NULL, *plan = NULL, *contract = NULL, *output = NULL;
	ma_rc rc = prompt_find("run", words, a->prompt_file, &prompt, err);

	if (!rc)
		rc = check(a, prompt, err);
	if (!rc && a->plan)
		rc = prompt_read(a->plan, MA_LIMIT_BLOB, &plan, err);
	if (!rc && a->contract)
		rc = prompt_read(a->contract, MA_LIMIT_PROMPT, &contract, err);
	d.opts.contract = contract;
	d.opts.prompt = prompt;
	d.opts.plan = plan;
	if (!rc)
		rc = find_output(&d, &output, err);
	if (!rc)
		rc = drive_run(&d, exit_out, err);
	ma_free(output);
	ma_free(prompt);
	ma_free(plan);
	ma_free(contract);
	return rc;
}

const struct cmd cmd_run = {
	.name = "run",
	.args = "[PROMPT|-]",
	.words_most = 1,
	.summary = "make, build and test what the prompt asks for",
	.about = "The prompt is one word, quoted; \"-\" reads it from standard input. DIR is made when it is missing.\n"
		 "An unfinished run of the same prompt in DIR goes on; one of another prompt is refused. Without -o a\n"
		 "directory is made here that is called after the project, with a number behind where that is there.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};

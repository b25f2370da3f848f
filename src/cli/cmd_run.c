/* meta-agent run: from a prompt to a tested app. */
#include "base/alloc.h"
#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/drive.h"
#include "cli/prompt.h"

struct args {
	const char *output, *prompt_file, *plan, *contract, *provider, *model, *script, *record,
		*replay, *base_url;
	int64_t jobs, timeout_ms, max_cost_microusd, max_tokens, retry_budget, max_repairs, chaos;
	int fail_fast, no_fallback, no_verify, fresh, sandbox, format, abandon, approve, json;
};

#define AT(member) offsetof(struct args, member)

static const struct opt opts[] = {
	{ "output", 'o', OPT_TEXT, AT(output), "DIR", "where the project is made", 0 },
	{ "prompt-file", 0, OPT_TEXT, AT(prompt_file), "FILE", "read the prompt from a file", 0 },
	{ "plan", 0, OPT_TEXT, AT(plan), "FILE",
		"take this plan (JSON) instead of asking the planner", 0 },
	{ "contract", 0, OPT_TEXT, AT(contract), "FILE",
		"take this contract (JSON) instead of the planner's own", 0 },
	{ "no-fallback", 0, OPT_FLAG, AT(no_fallback), NULL,
		"put nothing in the place of a planner's plan that stays bad", 0 },
	{ "approve", 0, OPT_FLAG, AT(approve), NULL,
		"show the planner's plan, and wait for a yes before it is carried out", 0 },
	{ "provider", 0, OPT_TEXT, AT(provider), "NAMES",
		"who answers, and after a comma who where that fails; see meta-agent models", 0 },
	{ "model", 0, OPT_TEXT, AT(model), "NAME", "which of the provider's models", 0 },
	{ "base-url", 0, OPT_TEXT, AT(base_url), "URL",
		"where the provider is, if not at its own address", 0 },
	{ "script", 0, OPT_TEXT, AT(script), "FILE", "answers for the provider \"script\"", 0 },
	{ "record", 0, OPT_TEXT, AT(record), "FILE",
		"write what the models were asked and answered to this cassette", 0 },
	{ "replay", 0, OPT_TEXT, AT(replay), "FILE",
		"answer from this cassette instead of asking anybody", 0 },
	{ "jobs", 'j', OPT_COUNT, AT(jobs), "N", "tasks at once (default: 4)", 256 },
	{ "timeout", 0, OPT_SECONDS, AT(timeout_ms), "SECONDS", "stop the run after this time",
		31536000 },
	{ "max-cost", 0, OPT_MONEY, AT(max_cost_microusd), "USD",
		"the most that the whole run may cost", 1000000 },
	{ "max-tokens", 0, OPT_COUNT, AT(max_tokens), "N",
		"the most tokens that the whole run may read and write", 1000000000000 },
	{ "retry-budget", 0, OPT_NUMBER, AT(retry_budget), "N",
		"retries of failed calls in the whole run; five replies earn one back (default: 20)",
		1000000 },
	{ "max-repairs", 0, OPT_NUMBER, AT(max_repairs), "N",
		"rounds in which a project that fails is mended (default: 3)", MA_LIMIT_REPAIRS },
	{ "fail-fast", 0, OPT_FLAG, AT(fail_fast), NULL,
		"the first task that fails cancels the others", 0 },
	{ "no-fail-fast", 0, OPT_FLAG, AT(fail_fast), NULL,
		"it does not, although it is configured", -1 },
	{ "no-verify", 0, OPT_FLAG, AT(no_verify), NULL, "do not build and test the result", 0 },
	{ "verify", 0, OPT_FLAG, AT(no_verify), NULL,
		"build and test it, although it is configured not to be", -1 },
	{ "sandbox", 0, OPT_CHOICE, AT(sandbox), "auto|off",
		"off: run the project's commands unconfined", 1 },
	{ "fresh", 0, OPT_FLAG, AT(fresh), NULL,
		"run all checks, whatever passed before on the same bytes", 0 },
	{ "format", 0, OPT_CHOICE, AT(format), "auto|off", "off: files stay as they were written",
		1 },
	{ "chaos", 0, OPT_COUNT, AT(chaos), "SEED",
		"let the offline provider make the mistakes of real models, drawn from this number",
		1000000000000 },
	{ "abandon", 0, OPT_FLAG, AT(abandon), NULL, "give up an unfinished run of this output", 0 },
	{ "json", 0, OPT_FLAG, AT(json), NULL, "write the events as JSON lines, then the result",
		0 },
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
	if (!a->output)
		return ma_fail(err, MA_EMISUSE, "run: an output directory is missing: -o DIR");
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
				   .abandon = a->abandon,
				   .approve = a->approve },
		.json = a->json };
	char *prompt = NULL, *plan = NULL, *contract = NULL;
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
		rc = drive_run(&d, exit_out, err);
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
		 "An unfinished run of the same prompt in DIR goes on; one of another prompt is refused.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};

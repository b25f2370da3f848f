/* meta-agent resume, fork: go on with a run that did not end, or begin another one in the middle of it. */
#include "base/alloc.h"
#include "base/limits.h"
#include "cli/approval.h"
#include "cli/cmd.h"
#include "cli/drive.h"
#include "cli/prompt.h"

struct args {
	const char *output, *provider, *model, *script, *record, *replay, *base_url, *from, *prompt;
	int64_t jobs, timeout_ms, max_cost_microusd, max_tokens, retry_budget;
	const char *plan;
	int sandbox, fresh, format, json;
};

#define AT(member) offsetof(struct args, member)

/* Rows that both have, but for what they say of the model and the limits. */
#define OUTPUT                                                    \
	{                                                         \
		"output", 'o', OPT_TEXT, AT(output), "DIR",       \
			"the project's directory (default: .)", 0 \
	}
#define ADDRESS                                                               \
	{                                                                     \
		"base-url", 0, OPT_TEXT, AT(base_url), "URL",                 \
			"where the provider is, if not at its own address", 0 \
	}
#define SCRIPT                                                                                      \
	{                                                                                           \
		"script", 0, OPT_TEXT, AT(script), "FILE", "answers for the provider \"script\"", 0 \
	}
#define RECORD                                                                              \
	{                                                                                   \
		"record", 0, OPT_TEXT, AT(record), "FILE",                                  \
			"write what the models were asked and answered to this cassette", 0 \
	}
#define JOBS                                                                                     \
	{                                                                                        \
		"jobs", 'j', OPT_COUNT, AT(jobs), "N", "tasks at once (default: as before)", 256 \
	}
#define SANDBOX                                                         \
	{                                                               \
		"sandbox", 0, OPT_CHOICE, AT(sandbox), "auto|off",      \
			"off: run the project's commands unconfined", 1 \
	}
#define FRESH                                                                         \
	{                                                                             \
		"fresh", 0, OPT_FLAG, AT(fresh), NULL,                                \
			"run all checks, whatever passed before on the same bytes", 0 \
	}
#define FORMAT                                                    \
	{                                                         \
		"format", 0, OPT_CHOICE, AT(format), "auto|off",  \
			"off: files stay as they were written", 1 \
	}
#define JSON                                                                 \
	{                                                                    \
		"json", 0, OPT_FLAG, AT(json), NULL,                         \
			"write the events as JSON lines, then the result", 0 \
	}

static const struct opt resume_opts[] = {
	OUTPUT,
	{ "provider", 0, OPT_TEXT, AT(provider), "NAMES",
		"who answers: as it was begun (the default), nobody else", 0 },
	{ "model", 0, OPT_TEXT, AT(model), "NAME",
		"which of the provider's models, from now on (default: as before)", 0 },
	ADDRESS,
	SCRIPT,
	RECORD,
	{ "replay", 0, OPT_TEXT, AT(replay), "FILE",
		"answer from this cassette instead of asking anybody", 0 },
	JOBS,
	{ "timeout", 0, OPT_SECONDS, AT(timeout_ms), "SECONDS",
		"stop the run after this time from now", 31536000 },
	{ "max-cost", 0, OPT_MONEY, AT(max_cost_microusd), "USD",
		"the most that the whole run may cost", 1000000 },
	{ "max-tokens", 0, OPT_COUNT, AT(max_tokens), "N",
		"the most tokens that the whole run may read and write", 1000000000000 },
	{ "retry-budget", 0, OPT_NUMBER, AT(retry_budget), "N",
		"retries of failed calls from now on; five replies earn one back", 1000000 },
	SANDBOX,
	FRESH,
	FORMAT,
	JSON,
	{ 0 },
};

static const struct opt approve_opts[] = {
	OUTPUT,
	{ "plan", 0, OPT_TEXT, AT(plan), "FILE",
		"carry out this plan (JSON) instead, such as `show plan` wrote and you changed", 0 },
	ADDRESS,
	SCRIPT,
	RECORD,
	SANDBOX,
	FRESH,
	JSON,
	{ 0 },
};

static const struct opt fork_opts[] = {
	OUTPUT,
	{ "from", 0, OPT_TEXT, AT(from), "TASK",
		"the task that is done anew, \"plan\" for the planner", 0 },
	{ "prompt", 0, OPT_TEXT, AT(prompt), "TEXT",
		"what that task is to do instead; with \"plan\", the run's prompt", 0 },
	{ "provider", 0, OPT_TEXT, AT(provider), "NAMES",
		"who answers what is asked anew (default: as before)", 0 },
	{ "model", 0, OPT_TEXT, AT(model), "NAME",
		"which model answers what is asked anew (default: as before)", 0 },
	ADDRESS,
	SCRIPT,
	RECORD,
	JOBS,
	{ "timeout", 0, OPT_SECONDS, AT(timeout_ms), "SECONDS",
		"stop the new run after this time (default: as before)", 31536000 },
	{ "max-cost", 0, OPT_MONEY, AT(max_cost_microusd), "USD",
		"the most that the new run may cost (default: as before)", 1000000 },
	{ "max-tokens", 0, OPT_COUNT, AT(max_tokens), "N",
		"the most tokens of the new run (default: as before)", 1000000000000 },
	{ "retry-budget", 0, OPT_NUMBER, AT(retry_budget), "N",
		"retries of failed calls in the new run (default: as before)", 1000000 },
	SANDBOX,
	FRESH,
	FORMAT,
	JSON,
	{ 0 },
};

static struct drive drive_of(const struct args *a, const struct words *words)
{
	return (struct drive){ .opts = { .output = a->output ? a->output : ".",
				       .run = words->n > 0 ? words->v[0] : NULL,
				       .from = a->from,
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
				       .sandbox_off = drive_off(a->sandbox),
				       .fresh = a->fresh,
				       .format_off = drive_off(a->format) },
		.json = a->json };
}

static ma_rc run_resume(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	struct drive d = drive_of(a, words);

	if (a->record && a->replay)
		return ma_fail(err, MA_EMISUSE, "resume: --record and --replay: give one");
	d.start = ma_run_resume;
	return drive_run(&d, exit_out, err);
}

/* Before somebody is asked for a plan on standard input, or told of mistakes in one. */
static ma_rc need_waiting(const struct drive *d, ma_err *err)
{
	char run[APPROVAL_ID_SIZE], *json = NULL;
	ma_rc rc = ma_status(d->opts.output, d->opts.run, &json, err);

	if (!rc && !approval_waits(json, run))
		rc = ma_fail(err, MA_EREFUSED, "run %s has no plan that waits to be approved", run);
	ma_string_free(json);
	return rc;
}

static ma_rc run_approve(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	struct drive d = drive_of(a, words);
	char *plan = NULL;
	ma_rc rc = need_waiting(&d, err);

	if (!rc && a->plan)
		rc = prompt_read(a->plan, MA_LIMIT_BLOB, &plan, err);
	d.opts.plan = plan;
	d.opts.approve = 1;
	d.start = ma_run_resume;
	if (!rc)
		rc = drive_run(&d, exit_out, err);
	ma_free(plan);
	return rc;
}

static ma_rc run_fork(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	struct drive d = drive_of(a, words);
	char *prompt = NULL;
	ma_rc rc = MA_OK;

	if (!a->from)
		return ma_fail(err, MA_EMISUSE,
			"fork: --from TASK is missing: the task that is done anew");
	if (a->prompt && strcmp(a->prompt, "-") == 0)
		rc = prompt_read("-", MA_LIMIT_PROMPT, &prompt, err);
	d.opts.prompt = prompt ? prompt : a->prompt;
	d.start = ma_run_fork;
	if (!rc)
		rc = drive_run(&d, exit_out, err);
	ma_free(prompt);
	return rc;
}

const struct cmd cmd_resume = {
	.name = "resume",
	.args = "[RUN]",
	.words_most = 1,
	.summary = "go on with a run that was stopped, killed or timed out",
	.about = "RUN is the beginning of a run's id (default: the newest). Nothing that was finished is done again.",
	.opts = resume_opts,
	.args_size = sizeof(struct args),
	.run = run_resume,
};

const struct cmd cmd_approve = {
	.name = "approve",
	.args = "[RUN]",
	.words_most = 1,
	.summary = "say yes to the plan that a run waits with, and go on",
	.about = "For a run begun with run --approve, that nobody at a terminal has said yes to. RUN is the beginning of a run's id\n"
		 "(default: the newest). `meta-agent show plan` shows it; run --abandon gives the run up.",
	.opts = approve_opts,
	.args_size = sizeof(struct args),
	.run = run_approve,
};

const struct cmd cmd_fork = {
	.name = "fork",
	.args = "[RUN]",
	.words_most = 1,
	.summary = "start a new run that shares all before one task with an earlier one",
	.about = "RUN is the beginning of a run's id (default: the newest); its log is read, and stays as it is.\n"
		 "What it was answered is not asked again: TASK is, and after it whatever is asked differently now.\n"
		 "With --model, that is all that depends on TASK. A run that has not ended is given up.",
	.opts = fork_opts,
	.args_size = sizeof(struct args),
	.run = run_fork,
};

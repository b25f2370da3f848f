/* meta-agent resume, approve, fork, retry: go on with a run that did not end, or begin another one in the middle of it. */
#include "base/alloc.h"
#include "base/limits.h"
#include "cli/approval.h"
#include "cli/cmd.h"
#include "cli/drive.h"
#include "cli/exits.h"
#include "cli/opt_rows.h"
#include "cli/out.h"
#include "cli/prompt.h"

struct args {
	const char *output, *provider, *model, *script, *record, *replay, *base_url, *from, *prompt;
	int64_t jobs, timeout_ms, max_cost_microusd, max_tokens, retry_budget;
	const char *plan;
	int sandbox, fresh, format, json;
};

#define AT(member) offsetof(struct args, member)

static const struct opt resume_opts[] = {
	ROW_PROJECT,
	ROW_PROVIDER("who answers: as it was begun (the default), nobody else"),
	ROW_MODEL("which of the provider's models, from now on (default: as before)"),
	ROW_BASE_URL,
	ROW_SCRIPT,
	ROW_RECORD,
	ROW_REPLAY,
	ROW_JOBS("tasks at once (default: as before)"),
	ROW_TIMEOUT("stop the run after this time from now"),
	ROW_MAX_COST("the most that the whole run may cost"),
	ROW_MAX_TOKENS("the most tokens that the whole run may read and write"),
	ROW_RETRY_BUDGET("retries of failed calls from now on; five replies earn one back"),
	ROW_SANDBOX,
	ROW_FRESH,
	ROW_FORMAT,
	ROW_EVENTS_JSON,
	{ 0 },
};

static const struct opt approve_opts[] = {
	ROW_PROJECT,
	{ "plan", 0, OPT_TEXT, AT(plan), "FILE",
		"carry out this plan (JSON) instead, such as `show plan` wrote and you changed", 0 },
	ROW_BASE_URL,
	ROW_SCRIPT,
	ROW_RECORD,
	ROW_SANDBOX,
	ROW_FRESH,
	ROW_EVENTS_JSON,
	{ 0 },
};

/* What fork and retry have in common. */
#define ROWS_OF_NEW_RUN                                                                          \
	ROW_PROVIDER("who answers what is asked anew (default: as before)"),                     \
		ROW_MODEL("which model answers what is asked anew (default: as before)"),        \
		ROW_BASE_URL, ROW_SCRIPT, ROW_RECORD,                                            \
		ROW_JOBS("tasks at once (default: as before)"),                                  \
		ROW_TIMEOUT("stop the new run after this time (default: as before)"),            \
		ROW_MAX_COST("the most that the new run may cost (default: as before)"),         \
		ROW_MAX_TOKENS("the most tokens of the new run (default: as before)"),           \
		ROW_RETRY_BUDGET("retries of failed calls in the new run (default: as before)"), \
		ROW_SANDBOX, ROW_FRESH, ROW_FORMAT, ROW_EVENTS_JSON

static const struct opt fork_opts[] = {
	ROW_PROJECT,
	{ "from", 0, OPT_TEXT, AT(from), "TASK",
		"the task that is done anew, \"plan\" for the planner", 0 },
	{ "prompt", 0, OPT_TEXT, AT(prompt), "TEXT",
		"what that task is to do instead; with \"plan\", the run's prompt", 0 },
	ROWS_OF_NEW_RUN,
	{ 0 },
};

static const struct opt retry_opts[] = {
	ROW_PROJECT,
	ROWS_OF_NEW_RUN,
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
	d.plan_file = a->plan;
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

/* Whoever works on the run was asked: it goes on there, as it was begun. */
static ma_rc tell_asked(
	const struct args *a, const char *run, const char *task, bool answered, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_KIB);
	ma_rc rc;

	if (a->json)
		ma_buf_addf(&text, "{\"run\":\"%s\",\"task\":\"%s\",\"answered\":%s}\n", run, task,
			answered ? "true" : "false"); /* ids */
	else
		ma_buf_addf(&text, "run %s %s\n", run,
			answered ? "attempts it again, and whatever waited for it"
				 : "was asked, and has not answered; it does it as soon as it can");
	rc = out_flush(&text, err);
	ma_buf_done(&text);
	return rc;
}

static ma_rc run_retry(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct words run = { words->v + 1, words->n - 1 };
	const struct args *a = args;
	struct drive d = drive_of(a, &run);
	int live = 0, answered = 0;
	char *id = NULL;
	ma_rc rc;

	d.opts.from = words->v[0];
	rc = ma_ask_retry(d.opts.output, d.opts.run, d.opts.from, CMD_ASK_WAIT_MS, &id, &live,
		&answered, err);
	if (!rc && live) {
		rc = tell_asked(a, id, d.opts.from, answered, err);
		*exit_out = !answered;
	} else if (rc && exit_is_unwritable(err)) {
		*exit_out = EXIT_REFUSED;
	} else if (!rc) {
		d.opts.run = id;
		d.start = ma_run_retry;
		rc = drive_run(&d, exit_out, err);
	}
	ma_string_free(id);
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

const struct cmd cmd_retry = {
	.name = "retry",
	.args = "TASK [RUN]",
	.words_least = 1,
	.words_most = 2,
	.summary = "attempt a task again that failed or was skipped, and all that waited for it",
	.about = "RUN is the beginning of a run's id (default: the newest). Where a process works on it, that one is asked, and the\n"
		 "options do not matter. A run that was stopped goes on from here, and one that has ended stays as it is: a new\n"
		 "run begins with TASK, as by fork, and pays for it and what depends on it.",
	.opts = retry_opts,
	.args_size = sizeof(struct args),
	.run = run_retry,
};

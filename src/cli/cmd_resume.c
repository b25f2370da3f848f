/* meta-agent resume: go on with a run that did not end. */
#include "cli/cmd.h"
#include "cli/drive.h"

struct args {
	const char *output, *provider, *model, *script, *record, *replay, *base_url;
	int64_t jobs, timeout_ms, max_cost_microusd, max_tokens, retry_budget;
	int sandbox, json;
};

#define AT(member) offsetof(struct args, member)

static const struct opt opts[] = {
	{ "output", 'o', OPT_TEXT, AT(output), "DIR", "the project's directory (default: .)", 0 },
	{ "provider", 0, OPT_TEXT, AT(provider), "NAMES",
		"who answers: as it was begun (the default), nobody else", 0 },
	{ "model", 0, OPT_TEXT, AT(model), "NAME",
		"which of the provider's models, from now on (default: as before)", 0 },
	{ "base-url", 0, OPT_TEXT, AT(base_url), "URL",
		"where the provider is, if not at its own address", 0 },
	{ "script", 0, OPT_TEXT, AT(script), "FILE", "answers for the provider \"script\"", 0 },
	{ "record", 0, OPT_TEXT, AT(record), "FILE",
		"write what the models were asked and answered to this cassette", 0 },
	{ "replay", 0, OPT_TEXT, AT(replay), "FILE",
		"answer from this cassette instead of asking anybody", 0 },
	{ "jobs", 'j', OPT_COUNT, AT(jobs), "N", "tasks at once (default: as before)", 256 },
	{ "timeout", 0, OPT_SECONDS, AT(timeout_ms), "SECONDS",
		"stop the run after this time from now", 31536000 },
	{ "max-cost", 0, OPT_MONEY, AT(max_cost_microusd), "USD",
		"the most that the whole run may cost", 1000000 },
	{ "max-tokens", 0, OPT_COUNT, AT(max_tokens), "N",
		"the most tokens that the whole run may read and write", 1000000000000 },
	{ "retry-budget", 0, OPT_NUMBER, AT(retry_budget), "N",
		"retries of failed calls from now on; five replies earn one back", 1000000 },
	{ "sandbox", 0, OPT_CHOICE, AT(sandbox), "auto|off",
		"off: run the project's commands unconfined", 1 },
	{ "json", 0, OPT_FLAG, AT(json), NULL, "write the events as JSON lines, then the result",
		0 },
	{ 0 },
};

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	struct drive d = { .opts = { .output = a->output ? a->output : ".",
				   .run = words->n > 0 ? words->v[0] : NULL,
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
				   .sandbox_off = drive_sandbox_off(a->sandbox) },
		.resume = true,
		.json = a->json };

	if (a->record && a->replay)
		return ma_fail(err, MA_EMISUSE, "resume: --record and --replay: give one");
	return drive_run(&d, exit_out, err);
}

const struct cmd cmd_resume = {
	.name = "resume",
	.args = "[RUN]",
	.words_most = 1,
	.summary = "go on with a run that was stopped, killed or timed out",
	.about = "RUN is the beginning of a run's id (default: the newest). Nothing that was finished is done again.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};

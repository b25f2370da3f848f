/* meta-agent sandbox: any command, confined as those of a generated project are. */
#include <stddef.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/exits.h"
#include "cli/out.h"
#include "cli/signals.h"
#include "cli/wait.h"
#include "metaagent/verify.h"

#define WORDS_MAX 4000

struct args {
	const char *output;
	int registry;
	int64_t timeout_ms;
};

static const struct opt opts[] = {
	{ "output", 'o', OPT_TEXT, offsetof(struct args, output), "DIR",
		"work in a copy of this directory; in an empty one where none is named", 0 },
	{ "registry", 0, OPT_FLAG, offsetof(struct args, registry), NULL,
		"let it reach the package registry that npm is configured with", 0 },
	{ "timeout", 0, OPT_SECONDS, offsetof(struct args, timeout_ms), "SECONDS",
		"end it then; the exit code is 124", 86400 },
	{ 0 },
};

struct running {
	ma_ctx *ctx;
	ma_confined *confined;
	int signals, stopped_by; /* descriptor; the first signal, or 0 */
	ma_err failure;          /* of writing */
};

static void on_output(void *data, const char *bytes, size_t size)
{
	struct running *r = data;

	if (!r->failure.code && out_write(ma_str_n(bytes, size), &r->failure))
		ma_confined_cancel(r->confined);
}

static bool is_over(const void *data)
{
	return ma_confined_over(((const struct running *)data)->confined);
}

static void stop(void *data, int signo)
{
	struct running *r = data;

	if (r->stopped_by)
		_exit(128 + signo);
	r->stopped_by = signo;
	ma_confined_cancel(r->confined);
}

static ma_rc run_it(struct running *r, const struct args *a, const struct words *words, ma_err *err)
{
	const ma_ctx_opts ctx_opts = {
		.size = sizeof(ctx_opts), .config = "", .on_warning = out_warning
	};
	const ma_confined_opts how = { .size = sizeof(how),
		.dir = a->output,
		.registry = a->registry,
		.timeout_ms = a->timeout_ms,
		.on_output = on_output,
		.data = r };
	const char *argv[WORDS_MAX + 1] = { NULL };
	int i;
	ma_rc rc = ma_ctx_new(&ctx_opts, &r->ctx, err);

	for (i = 0; i < words->n; i++)
		argv[i] = words->v[i];
	if (!rc)
		rc = ma_confined_start(r->ctx, argv, &how, &r->confined, err);
	if (rc)
		return rc;
	(void)wait_until(&(struct waiting){
		r->ctx, r->signals, is_over, stop, r }); /* stop() has taken the signals */
	return MA_OK;
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	struct running r = { .signals = -1, .failure = { MA_OK, 0, "" } };
	ma_rc rc;

	rc = signals_watch(&r.signals, err);
	if (!rc)
		rc = run_it(&r, args, words, err);
	if (!rc)
		rc = ma_confined_result(r.confined, exit_out, err);
	if (rc == MA_EUNAVAILABLE)
		*exit_out = EXIT_REFUSED;
	if (r.stopped_by) {
		*exit_out = 128 + r.stopped_by;
		rc = MA_OK;
	} else if (r.failure.code) {
		*err = r.failure;
		rc = r.failure.code;
	}
	ma_confined_free(r.confined);
	ma_ctx_free(r.ctx);
	if (r.signals >= 0)
		close(r.signals);
	return rc;
}

const struct cmd cmd_sandbox = {
	.name = "sandbox",
	.args = "-- COMMAND...",
	.words_least = 1,
	.words_most = WORDS_MAX,
	.summary = "run a command in the sandbox, as those of a generated project are",
	.about = "What it writes is gone afterwards: it works in a copy. Its input is empty; what it prints, errors too, goes to\n"
		 "standard output. Put -- before\n"
		 "a command whose options are not ours. The exit code is the command's, 128 + N when signal N ended it,\n"
		 "124 at the timeout, and 9 when nothing can be confined here.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};

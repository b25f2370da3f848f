/* meta-agent pause, continue, cancel: asking a live run, whichever process it is in. */
#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/exits.h"
#include "cli/out.h"
#include "cli/reading.h"
#include "metaagent/metaagent.h"

static const struct opt opts[] = {
	READING_OUTPUT,
	{ 0 },
};

static ma_rc ask(const void *args, const struct words *words, const char *what, const char *done,
	int *exit_out, ma_err *err)
{
	const struct reading *r = args;
	struct ma_buf text = MA_BUF_INIT(MA_KIB);
	char *run = NULL;
	int answered = 0;
	ma_rc rc = ma_ask_run(reading_output(r), words->n > 0 ? words->v[0] : NULL, what,
		CMD_ASK_WAIT_MS, &run, &answered, err);

	if (rc)
		*exit_out = rc == MA_EREFUSED     ? 1
			: exit_is_unwritable(err) ? EXIT_REFUSED
						  : CMD_EXIT_BY_RC;
	if (rc)
		return rc;
	ma_buf_addf(&text, "run %s %s\n", run,
		answered ? done : "was asked, and has not answered; it does it as soon as it can");
	if (!answered)
		*exit_out = 1;
	rc = out_flush(&text, err);
	ma_buf_done(&text);
	ma_string_free(run);
	return rc;
}

static ma_rc run_pause(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	return ask(args, words, "pause", "is paused: what is under way ends, nothing new leaves",
		exit_out, err);
}

static ma_rc run_continue(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	return ask(args, words, "continue", "goes on", exit_out, err);
}

static ma_rc run_cancel(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	return ask(
		args, words, "cancel", "is cancelled: what is under way is stopped", exit_out, err);
}

#define ABOUT                                                                                          \
	"RUN is an id or the beginning of one; without it the newest run is meant. It may be in any "  \
	"process\nof this machine; its log names who asked. The exit code is 1 when no process works " \
	"on the run, or\nwhen it has not answered within 10 seconds."

const struct cmd cmd_pause = {
	.name = "pause",
	.args = "[RUN]",
	.words_most = 1,
	.summary = "let nothing new leave in a live run until it is continued",
	.about = ABOUT,
	.opts = opts,
	.args_size = sizeof(struct reading),
	.run = run_pause,
};

const struct cmd cmd_continue = {
	.name = "continue",
	.args = "[RUN]",
	.words_most = 1,
	.summary = "let a paused run go on",
	.about = ABOUT,
	.opts = opts,
	.args_size = sizeof(struct reading),
	.run = run_continue,
};

const struct cmd cmd_cancel = {
	.name = "cancel",
	.args = "[RUN]",
	.words_most = 1,
	.summary = "end a live run for good; what is committed stays",
	.about = ABOUT,
	.opts = opts,
	.args_size = sizeof(struct reading),
	.run = run_cancel,
};

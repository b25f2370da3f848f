/* meta-agent diff [RUN]: what a run changed against where it began. */
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/diff_text.h"
#include "cli/out.h"
#include "cli/reading.h"
#include "metaagent/metaagent.h"

static const struct opt opts[] = {
	READING_OUTPUT,
	{ 0 },
};

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	char *text = NULL;
	ma_rc rc = ma_run_diff(reading_output(args), words->n > 0 ? words->v[0] : NULL, &text, err);

	MA_UNUSED(exit_out);
	return rc ? rc : diff_print(text, out_has_colour(STDOUT_FILENO), err);
}

const struct cmd cmd_diff = {
	.name = "diff",
	.args = "[RUN]",
	.words_most = 1,
	.summary = "print what a run has changed, against where it began",
	.about = "All its commits so far as one unified diff; RUN is the beginning of its id, without it the newest. Nothing is printed\n"
		 "where nothing was changed. The diff of one task: show --diff TASK.",
	.opts = opts,
	.args_size = sizeof(struct reading),
	.run = run,
};

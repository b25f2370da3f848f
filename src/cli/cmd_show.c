/* meta-agent show WHAT: one thing of a run as text. */
#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/out.h"
#include "cli/reading.h"
#include "metaagent/metaagent.h"

static const struct opt opts[] = {
	READING_OUTPUT,
	READING_RUN,
	{ 0 },
};

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct reading *r = args;
	struct ma_buf shown = MA_BUF_INIT(2 * MA_LIMIT_ARENA);
	char *text = NULL;
	ma_rc rc;

	MA_UNUSED(exit_out);
	rc = ma_show(reading_output(r), r->run, words->v[0], &text, err);
	if (rc)
		return rc;
	ma_buf_adds(&shown, text);
	if (!ma_str_ends(ma_str(text), "\n"))
		ma_buf_addc(&shown, '\n');
	rc = out_flush(&shown, err);
	ma_buf_done(&shown);
	ma_string_free(text);
	return rc;
}

const struct cmd cmd_show = {
	.name = "show",
	.args = "WHAT",
	.words_least = 1,
	.words_most = 1,
	.summary = "print one thing of a run: prompt, plan, planner, report, a task or a blob",
	.about = "A task is printed with its request, its reply and its commit's diff; a blob is named by its\n"
		 "hash, which `log --json` shows. On a terminal control characters are made visible.",
	.opts = opts,
	.args_size = sizeof(struct reading),
	.run = run,
};

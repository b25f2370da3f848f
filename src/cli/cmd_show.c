/* meta-agent show WHAT: one thing of a run, or the run. */
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/diff_text.h"
#include "cli/out.h"
#include "cli/reading.h"
#include "cli/summary.h"
#include "metaagent/metaagent.h"

#define RUN_LEAST 4 /* characters that name a run */

struct args {
	struct reading reading; /* first: its options know where */
	int diff;
};

static const struct opt opts[] = {
	READING_OUTPUT,
	READING_RUN,
	{ "diff", 0, OPT_FLAG, offsetof(struct args, diff), NULL,
		"only what the task's commit changed, as a unified diff", 0 },
	READING_JSON,
	{ 0 },
};

static ma_rc show_run(const struct reading *r, const char *run, ma_err *err)
{
	char *json = NULL;
	ma_rc rc = ma_status(reading_output(r), run, &json, err);

	return rc ? rc : reading_print(r, json, summary_status, err);
}

static ma_rc show_diff(const struct args *a, const char *task, ma_err *err)
{
	const struct reading *r = &a->reading;
	char *text = NULL;
	ma_rc rc;

	if (r->json)
		return ma_fail(err, MA_EMISUSE, "show: --diff and --json: give one");
	rc = ma_show_diff(reading_output(r), r->run, task, &text, err);
	return rc ? rc : diff_print(text, out_has_colour(STDOUT_FILENO), err);
}

static ma_rc show_thing(const struct reading *r, const char *what, ma_err *err)
{
	char *text = NULL;
	ma_rc rc = r->json ? ma_show_json(reading_output(r), r->run, what, &text, err)
			   : ma_show(reading_output(r), r->run, what, &text, err);

	return rc ? rc : diff_print(text, false, err);
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	const struct reading *r = &a->reading;
	ma_err no_run = { MA_OK, 0, "" };
	const char *what = words->n > 0 ? words->v[0] : NULL;
	ma_rc rc;

	MA_UNUSED(exit_out);
	if (!what && a->diff)
		return ma_fail(err, MA_EMISUSE, "show: --diff is of a task: name it");
	if (!what)
		return show_run(r, r->run, err);
	if (a->diff)
		return show_diff(a, what, err);
	rc = show_thing(r, what, err);
	if (rc == MA_ENOTFOUND && strlen(what) >= RUN_LEAST && !show_run(r, what, &no_run))
		return MA_OK;
	return rc;
}

const struct cmd cmd_show = {
	.name = "show",
	.args = "[WHAT]",
	.words_most = 1,
	.summary = "print a run, or one thing of it: a task, a call, the plan, a text",
	.about = "WHAT is a task, or planner: its calls, files, last request and reply, and diff;\n"
		 "TASK#N, its Nth call, or the first digits of a call's effect: what was sent and what came back;\n"
		 "prompt, plan or report; the hash of a blob, which `log --json` shows; or a run. Without it, the\n"
		 "run is printed. On a terminal control characters are made visible.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};

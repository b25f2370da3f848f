/* meta-agent status: where a run is, or how it ended. */
#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/reading.h"
#include "cli/summary.h"
#include "cli/watch.h"
#include "cli/width.h"
#include "metaagent/metaagent.h"

static const struct opt opts[] = {
	READING_OUTPUT,
	READING_RUN,
	READING_WATCH,
	READING_JSON,
	{ 0 },
};

static void write_status(const json_t *value, struct ma_buf *out)
{
	struct ma_buf text = MA_BUF_INIT(2 * MA_LIMIT_BLOB);

	summary_status(value, &text);
	width_fold(out, ma_buf_str(&text), width_columns(), SUMMARY_INDENT);
	if (text.rc)
		out->rc = text.rc;
	ma_buf_done(&text);
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct reading *r = args;
	char *json = NULL;
	ma_rc rc;

	MA_UNUSED(words);
	if (r->watch)
		return watch_run(r, exit_out, err);
	rc = ma_status(reading_output(r), r->run, &json, err);
	return rc ? rc : reading_print(r, json, write_status, err);
}

const struct cmd cmd_status = {
	.name = "status",
	.args = "",
	.summary = "show where a run is, or how it ended",
	.about = "Works while the run is live, too. With --watch the run is shown as `run` shows it, from any\n"
		 "terminal: a block that is drawn again, or lines where the output is no terminal, or with\n"
		 "--json the events. It leaves with how the run ended, and with its exit code; Ctrl-C leaves\n"
		 "at once and does nothing to the run.",
	.opts = opts,
	.args_size = sizeof(struct reading),
	.run = run,
};

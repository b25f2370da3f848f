/* meta-agent runs: the runs of an output. */
#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/reading.h"
#include "cli/table.h"
#include "cli/width.h"
#include "metaagent/metaagent.h"

#define PROMPT_COLUMNS 60

static const struct opt opts[] = {
	READING_OUTPUT,
	READING_JSON,
	{ 0 },
};

/* On one line, and not longer than it takes to know which one it was. */
static void add_prompt(struct table *t, struct ma_str prompt)
{
	struct ma_buf cut = MA_BUF_INIT(2 * MA_LIMIT_PROMPT);

	(void)width_add_cut(&cut, prompt, PROMPT_COLUMNS); /* its width is not needed */
	table_add(t, ma_buf_str(&cut));
	ma_buf_done(&cut);
}

static bool has_fork(const json_t *value)
{
	const json_t *run;
	size_t i;

	json_array_foreach (json_object_get(value, "runs"), i, run)
		if (field_str(run, "parent").n > 0)
			return true;
	return false;
}

/* "page of 0193…" */
static void add_fork(struct table *t, const json_t *run)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG);

	field_show(&text, field_str(run, "from"));
	ma_buf_adds(&text, field_str(run, "parent").n > 0 ? " of " : "");
	field_show(&text, field_str(run, "parent"));
	table_add(t, ma_buf_str(&text));
	ma_buf_done(&text);
}

static struct ma_str phase_of(const json_t *run)
{
	if (json_object_get(run, "undone"))
		return MA_STR("undone");
	return json_object_get(run, "accepted") ? MA_STR("accepted") : field_str(run, "phase");
}

static void write_runs(const json_t *value, struct ma_buf *out)
{
	bool forks = has_fork(value);
	struct table t = TABLE_INIT(forks ? 6 : 5);
	const json_t *run;
	size_t i;

	table_add(&t, MA_STR("run"));
	table_add(&t, MA_STR("started"));
	table_add(&t, MA_STR("phase"));
	table_add(&t, MA_STR("verdict"));
	if (forks)
		table_add(&t, MA_STR("fork from"));
	table_add(&t, MA_STR("prompt"));
	json_array_foreach (json_object_get(value, "runs"), i, run) {
		table_add(&t, field_str(run, "run"));
		table_add(&t, field_str(run, "at"));
		table_add(&t, phase_of(run));
		table_add(&t, field_str(run, "verdict"));
		if (forks)
			add_fork(&t, run);
		add_prompt(&t, field_str(run, "prompt"));
	}
	table_write(&t, 0, out);
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct reading *r = args;
	char *json = NULL;
	ma_rc rc;

	MA_UNUSED(words);
	MA_UNUSED(exit_out);
	rc = ma_runs(reading_output(r), &json, err);
	return rc ? rc : reading_print(r, json, write_runs, err);
}

const struct cmd cmd_runs = {
	.name = "runs",
	.args = "",
	.summary = "list the runs of a project, oldest first",
	.about = "",
	.opts = opts,
	.args_size = sizeof(struct reading),
	.run = run,
};
